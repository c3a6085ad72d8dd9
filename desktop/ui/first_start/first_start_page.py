"""All pages of a first start in one, over the whole window."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QStackedWidget, QWidget

from desktop.domain.errors import Unavailable
from desktop.operations.desk import url_is_file
from desktop.operations.first_start import is_without_practice, url_of_practice
from desktop.operations.joining import FoundServer, address_of, said_database
from desktop.ui.first_start.demo_page import DemoPage
from desktop.ui.first_start.errand import Errand
from desktop.ui.first_start.join_page import JoinPage
from desktop.ui.first_start.new_practice import TITLES, Keep, NewPractice
from desktop.ui.first_start.next_pc_page import NextPcPage, SiteWriter
from desktop.ui.first_start.not_opened_page import NotOpenedPage
from desktop.ui.first_start.step_page import StepPage, words_of
from desktop.ui.first_start.welcome_page import WelcomePage
from desktop.ui.kit.band import Band
from desktop.ui.kit.form_fields import Tone
from desktop.ui.kit.look import Look

AnyPage = TypeVar("AnyPage", bound=QWidget)
AGAIN_EVERY_MS = 15_000
WAITED_FOR = frozenset(
    {"older", "empty", "starting", "refused", "timeout", "host", "crowded", "connection"}
)
"""What passes without anybody at this desk: a server being started, or upgraded by its owner."""
FILES = "Attend’s files (*.db);;All files (*)"


class FirstStartPage(QWidget):
    """The ways to a practice, and what to do about one that can't be opened.

    ``is_fixed``: the site file says which practice this PC opens, and nobody here may change it.
    Signals: ``chosen(url, desk_name)`` once there is one to open, kept in the settings by then;
    ``again_requested()`` to open the same as before.
    """

    chosen = Signal(str, str)
    again_requested = Signal()

    def __init__(
        self,
        look: Look,
        *,
        folder: Path,
        desk_name: str,
        keep: Keep,
        site_writer: Callable[[], SiteWriter],
        is_fixed: bool = False,
        parent: QWidget | None = None,
    ):
        super().__init__(parent)
        self.setObjectName("first_start_page")
        self.setAccessibleName("First start")
        self.setAutoFillBackground(True)
        self._keep = keep
        self._site_writer = site_writer
        self._is_fixed = is_fixed
        self._desk_name = desk_name
        self._errand = Errand(self)
        self.again = QTimer(self, singleShot=True, interval=AGAIN_EVERY_MS)
        self.again.timeout.connect(self._on_again_timeout)
        self.pages = QStackedWidget(self)
        self.band = Band(look, TITLES, self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.band)
        row.addWidget(self.pages, 1)
        self.pages.currentChanged.connect(self._show_step)
        self._look = look
        self._folder = folder
        self._current = ""

    # Each page is built when it is first wanted: all of them at once would hold the window up.
    # It is built in its place: moved there later, its labels lose their fonts.

    @cached_property
    def welcome(self) -> WelcomePage:
        page = WelcomePage(self._look, self.pages)
        page.chosen.connect(self._on_way_chosen)
        page.back_requested.connect(self._on_welcome_back)
        return self._joined(page)

    @cached_property
    def not_opened(self) -> NotOpenedPage:
        page = NotOpenedPage(self._look, self.pages)
        page.next_requested.connect(self._on_again_requested)
        page.another_requested.connect(self._show_welcome)
        page.allow_another(not self._is_fixed)
        return self._joined(page)

    @cached_property
    def new(self) -> NewPractice:
        page = NewPractice(self._look, self._folder, self._desk_name, self._keep, self.pages)
        page.closed.connect(self._show_welcome)
        page.made.connect(self._on_kept)
        page.currentChanged.connect(self._show_step)
        return self._joined(page)

    @cached_property
    def join(self) -> JoinPage:
        page = JoinPage(self._look, self._desk_name, self.pages)
        page.back_requested.connect(self._on_join_back)
        page.joined.connect(self._take)
        page.empty_found.connect(self._on_empty_found)
        return self._joined(page)

    @cached_property
    def demo(self) -> DemoPage:
        page = DemoPage(self._look, self._folder / "demo.db", self.pages)
        page.back_requested.connect(self._on_demo_back)
        page.made.connect(lambda url: self._take(url, self._desk_name))
        return self._joined(page)

    @cached_property
    def next_pc(self) -> NextPcPage:
        page = NextPcPage(self._look, self._site_writer(), self.pages)
        page.closed.connect(self.chosen)
        return self._joined(page)

    def _joined(self, page: AnyPage) -> AnyPage:
        self.pages.addWidget(page)
        return page

    @Slot()
    def _show_step(self) -> None:
        page = self.pages.currentWidget()
        self.band.show_step(page.step_shown if isinstance(page, NewPractice) else None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.band.apply_look()

    def begin(self, current: str = "") -> None:
        """Begin where there is no practice, or with a choice of another than the current one."""
        self._current = current
        self.welcome.allow_back(bool(current))
        self._show_welcome()

    def show_error(self, error: BaseException, url: str, *, named_in: str = "") -> None:
        """Show why a practice can't be opened; in one without a practice, make it.

        ``named_in`` is the file and line that name it.
        """
        if is_without_practice(error):
            self.welcome.allow_back(False)
            self.pages.setCurrentWidget(self.new)
            self.new.begin(url, said_database(url))
            return
        if self._ask_password(error, url):
            return
        self._current = ""
        is_there = self.pages.currentWidget() is self.not_opened
        self.not_opened.next_button.setEnabled(True)
        self.not_opened.message.say_nothing()
        if isinstance(error, Unavailable) and error.code in WAITED_FOR:
            self.not_opened.message.say(Tone.UNDERSTOOD, "Attend tries again by itself.")
            self.again.start()
        named = (said_database(url) if url else "", named_in and f"named in {named_in}")
        self.not_opened.show_error(error, ", ".join(one for one in named if one))
        self.welcome.allow_back(True)
        if not is_there:  # whoever waits there keeps the focus where it is
            self._show(self.not_opened)

    def _ask_password(self, error: BaseException, url: str) -> bool:
        """Ask for the password of a server that wants one; False where it is not that."""
        if not isinstance(error, Unavailable) or error.code not in ("no_password", "password"):
            return False
        address = address_of(url)
        if address is None:
            return False
        self.pages.setCurrentWidget(self.join)
        self.join.fill(address, str(error), is_fixed=self._is_fixed)
        return True

    def _show(self, page: StepPage) -> None:
        self.pages.setCurrentWidget(page)
        page.enter()

    def _show_welcome(self) -> None:
        self._show(self.welcome)

    @Slot()
    def _on_again_timeout(self) -> None:
        if self.pages.currentWidget() is self.not_opened:
            self.again_requested.emit()

    def _on_again_requested(self) -> None:
        self.again.stop()
        self.not_opened.next_button.setEnabled(False)
        self.not_opened.message.say(Tone.UNDERSTOOD, "Trying again.")
        self.again_requested.emit()

    def _on_welcome_back(self) -> None:
        if self._current:
            self.again_requested.emit()
        else:
            self._show(self.not_opened)

    def _on_way_chosen(self, way: str) -> None:
        if way == "new":
            self.pages.setCurrentWidget(self.new)
            self.new.begin()
        elif way == "join":
            self._show(self.join)
        elif way == "demo":
            self._show(self.demo)
            self.demo.make()
        else:
            self._choose_file()

    def _choose_file(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, "Open a practice’s file", "", FILES)
        if name:
            self.open_file(name)

    def open_file(self, name: str) -> None:
        """Open the practice of a file, or say on the page that there is none in it."""
        desk_name = self._desk_name

        def look_and_keep() -> str:
            url = url_of_practice(Path(name))
            self._keep(url, desk_name)
            return url

        self._run(look_and_keep, desk_name)

    def stop(self) -> None:
        """Let nothing go on in the background: the window is being closed."""
        self.again.stop()
        for page in (self.__dict__.get("demo"), self.__dict__.get("join")):
            if page is not None:
                page.stop()

    def _on_join_back(self) -> None:
        if not self.join.stop():
            self.join.leave()
            self._show_welcome()

    def _on_empty_found(self, found: FoundServer, desk_name: str) -> None:
        self.pages.setCurrentWidget(self.new)
        self.new.begin(found.url, said_database(found.url), desk_name)

    def _on_demo_back(self) -> None:
        self.demo.stop()
        self._show_welcome()

    def _take(self, url: str, desk_name: str) -> None:
        def keep() -> str:
            self._keep(url, desk_name)
            return url

        self._run(keep, desk_name)

    def _run(self, call: Callable[[], str], desk_name: str) -> None:
        self._errand.run(
            call,
            on_done=lambda url: self._on_kept(url, desk_name),
            on_failed=self._on_not_taken,
        )

    def _on_kept(self, url: str, desk_name: str) -> None:
        """Go on to the next PC where there may be one: a file's practice is for this PC alone."""
        if url_is_file(url):
            self.chosen.emit(url, desk_name)
            return
        taken = self.join.taken if "join" in self.__dict__ else frozenset()
        self.next_pc.begin(url, desk_name, taken)
        self._show(self.next_pc)

    def _on_not_taken(self, error: BaseException) -> None:
        page = self.pages.currentWidget()
        if isinstance(page, StepPage):
            page.message.say(Tone.WRONG, words_of(error))
