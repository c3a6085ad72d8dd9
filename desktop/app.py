"""Starting the window: the shell, then the day, then all that can be done with it.

The shell is painted first. A thread then reads today from the file (no SQLAlchemy yet) and imports
the diary; the day is shown, and then the rest is imported and opened. What is typed and which
commands are given meanwhile is kept and done as soon as it can be.

Garbage collection is off until the day is on screen: a full collection in the middle of the
imports would stop the window for 20 ms and more.
"""

from __future__ import annotations

import gc

gc.disable()

import argparse  # noqa: E402 after gc.disable(), like every import below
import sys  # noqa: E402
import threading  # noqa: E402
from collections.abc import Callable  # noqa: E402
from contextlib import suppress  # noqa: E402
from dataclasses import replace  # noqa: E402
from functools import partial  # noqa: E402
from importlib import import_module  # noqa: E402
from typing import TYPE_CHECKING, Any  # noqa: E402

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal, Slot  # noqa: E402
from PySide6.QtWidgets import QApplication, QWidget  # noqa: E402

from desktop import paths  # noqa: E402
from desktop.display import why_no_window  # noqa: E402
from desktop.look_keeper import LookKeeper  # noqa: E402
from desktop.mistakes import tell_mistakes  # noqa: E402
from desktop.qt_classes import OF_DESK, OF_DIARY, Classes, ClassMaker  # noqa: E402
from desktop.settings import Settings, SettingsError, write_settings  # noqa: E402
from desktop.site import Site, read_site, settings_file  # noqa: E402
from desktop.ui.kit.look import Look  # noqa: E402
from desktop.ui.kit.message_bar import Message  # noqa: E402
from desktop.ui.kit.search_box import LETTERS_SEARCH  # noqa: E402
from desktop.ui.main_window import MainWindow  # noqa: E402

if TYPE_CHECKING:
    from desktop.front_desk import FrontDesk
    from desktop.opening import Opened
    from desktop.persistence.first_day import FirstDay
    from desktop.ui.diary.diary_view import DiaryView
    from desktop.ui.first_start.first_start_page import FirstStartPage


class _WindowClosed(Exception):
    """Ends the thread that loads: there is no window any more to load for."""


class Start(QObject):
    """Opens the shell at once and the practice behind it.

    Signals: ``day_read(FirstDay or None)``, ``opened(Opened)``, ``not_opened(error, url)`` (no
    error where there is no practice at all) and ``forms_imported()``, sent from the thread that
    loads; ``day_shown()`` once the day is on screen and its keys work; ``ready()`` once every act
    can be done, or what stands in the way is shown.
    """

    day_read = Signal(object)
    opened = Signal(object)
    not_opened = Signal(object, str)
    forms_imported = Signal()
    day_shown = Signal()
    ready = Signal()

    def __init__(
        self,
        settings: Settings,
        *,
        fixed: frozenset[str] = frozenset(),
        named_in: dict[str, str] | None = None,
        remember: bool = True,
        choose: bool = False,
        slip: str = "",
        read_again: Callable[[], tuple[Site, str]] | None = None,
    ):
        super().__init__()
        self.settings = settings
        self._choose = choose
        self._slip = slip
        self._read_again = read_again
        self._first_start: FirstStartPage | None = None
        self._is_demo = False
        self.restart = start_program
        self.look = Look(
            theme=settings.theme,
            density=settings.density,
            text_percent=settings.text_percent,
            reduce_motion=settings.reduce_motion,
        )
        self.look.apply()
        self.window = MainWindow(self.look, remember=remember)
        self.window.fixed = fixed
        self.window.named_in = named_in or {}
        if remember:
            self._look_keeper = LookKeeper(self.look, settings, settings_file(), parent=self)
            self.window.closing.connect(self._look_keeper.keep_now)
        self.window.add_area("diary", "Diary", "calendar-blank", _empty_diary(), "Ctrl+1")
        self.window.message_bar.show_live(True, "Opening")
        self.diary: DiaryView | None = None
        self.front_desk: FrontDesk | None = None
        self._early: list[tuple[str, tuple[object, ...]]] = []
        self._loader: threading.Thread | None = None
        self._is_closed = False
        self._is_day_shown = threading.Event()
        self._has_begun = False
        self._classes = ClassMaker(self)
        self._unpainted = QTimer(self, singleShot=True)
        self._unpainted.timeout.connect(self._begin)
        queued = Qt.ConnectionType.QueuedConnection
        self.day_read.connect(self._on_day_read, queued)
        self.opened.connect(self._on_opened, queued)
        self.not_opened.connect(self._on_not_opened, queued)
        self.forms_imported.connect(self._on_forms_imported, queued)
        self.window.closing.connect(self.close)

    def show(self) -> None:
        """Show the shell; the rest begins after its first paint."""
        self.window.installEventFilter(self)
        self.window.show()
        self._unpainted.start(_LONGEST_UNPAINTED_MS)  # a window started minimised

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            # Behind the paint: the imports would fight with it for Python's one lock.
            QTimer.singleShot(0, self._begin)
        return super().eventFilter(watched, event)

    def _begin(self) -> None:
        if self._has_begun:
            return
        self._has_begun = True
        self._unpainted.stop()
        self.window.removeEventFilter(self)
        self._begin_to_load()

    def _begin_to_load(self) -> None:
        # A thread of its own for the imports: the worker itself is among what they bring.
        self._loader = threading.Thread(target=self._load, name="attend-start", daemon=True)
        self._loader.start()

    @property
    def is_loading(self) -> bool:
        """Whether its thread is still at work; it ends by itself once the window is closed."""
        return self._loader is not None and self._loader.is_alive()

    def _load(self) -> None:
        url = ""
        try:
            if self._slip and not self.settings.database:
                from desktop.domain.errors import Unavailable

                raise Unavailable("settings", self._slip)
            url = find_database(self.settings)
            if self._choose or not url:
                self._import_first_start()
                self.not_opened.emit(None, url)
                return
            from desktop.operations.first_day import find_first_day

            first = find_first_day(url)
            self._import("desktop.ui.diary.diary_view", OF_DIARY)
            self.day_read.emit(first)
            # Its painting comes before the imports: both want Python's one lock.
            self._is_day_shown.wait(_LONGEST_PAINT_SECONDS)
            self._import("desktop.front_desk", OF_DESK)
            from desktop.forms import import_forms
            from desktop.opening import open_practice

            desk_name, wanted = self.settings.desk_name, self.settings.practice
            self.opened.emit(open_practice(url, desk_name, wanted=wanted))
            import_forms()
            self.forms_imported.emit()
        except BaseException as error:  # told in the window, whatever it is
            with suppress(_WindowClosed):
                self._import_first_start()
                self.not_opened.emit(error, url)

    def _import_first_start(self) -> None:
        self._import("desktop.ui.first_start.first_start_page", OF_DESK)

    def _import(self, module: str, classes: Classes) -> None:
        """Import on the thread that loads what names these classes; not for a closed window."""
        self._classes.have(classes)
        if not self._is_closed:
            import_module(module)
        if self._is_closed:
            raise _WindowClosed

    @Slot(object)
    def _on_day_read(self, first: FirstDay | None) -> None:
        if self._is_closed:
            return
        diary = self._put_diary()
        if first is None:
            self._is_day_shown.set()
            return
        diary.set_outline(first.outline)
        diary.set_day(first.day, first.now)
        self.window.show_day(first.day.on_date)
        QTimer.singleShot(0, self._on_day_shown)

    def _on_day_shown(self) -> None:
        self.day_shown.emit()
        self._is_day_shown.set()

    def _put_diary(self) -> DiaryView:
        if self.diary is None:
            from desktop.ui.diary.diary_view import DiaryView

            self.diary = DiaryView(self.look)
            self.window.fill_area("diary", self.diary)
            self.diary.typed.connect(self.window.type_into_search)
            for name in _ASKED_OF_DIARY:
                getattr(self.diary, name).connect(partial(self._on_asked_early, name))
        return self.diary

    def _on_asked_early(self, name: str, *given: object) -> None:
        if self.front_desk is None:
            self._early.append((name, given))

    @Slot(object)
    def _on_opened(self, opened: Opened) -> None:
        if self._is_closed:  # while it was opened, and the program has not ended yet
            opened.close()
            return
        from desktop.front_desk import FrontDesk

        self._end_first_start()
        self._is_demo = opened.actor is not None
        diary, is_first = self._put_diary(), self.diary is None or self.diary.day_layout is None
        typed = self.window.top_bar.search.field.text()
        self.front_desk = FrontDesk(
            self.window,
            diary,
            self.look,
            opened,
            settings=self.settings,
            parent=self,
        )
        self.window.on("another_practice", self._on_another_practice)
        if typed:  # what was typed into the shell meanwhile is searched for now
            self.window.top_bar.search.query_changed.emit(typed)
        for name, given in self._early:
            getattr(diary, name).emit(*given)
        self.window.give_early_commands()
        if is_first:
            QTimer.singleShot(0, self.day_shown.emit)
        QTimer.singleShot(0, self._on_ready)

    def _on_ready(self) -> None:
        gc.freeze()
        gc.enable()
        self.ready.emit()

    @Slot()
    def _on_forms_imported(self) -> None:
        if self.front_desk is not None:
            self.front_desk.forms.build_when_idle()

    @Slot(object, str)
    def _on_not_opened(self, error: BaseException | None, url: str) -> None:
        gc.enable()
        if self._is_closed:
            return
        self.window.message_bar.show_live(False, "Not open")
        page = self._first_start_page()
        self.window.covering.cover(page)
        if error is None:
            page.begin(url)
        else:
            page.show_error(error, url, named_in=self.window.named_in.get("database", ""))
        self.ready.emit()

    def _first_start_page(self) -> FirstStartPage:
        if self._first_start is None:
            from desktop.site_writing import site_writer
            from desktop.ui.first_start.first_start_page import FirstStartPage

            self._first_start = FirstStartPage(
                self.look,
                folder=paths.data_dir(),
                desk_name=self.settings.desk_name,
                keep=keep_database,
                site_writer=site_writer,
                is_fixed="database" in self.window.fixed,
                parent=self.window,
            )
            self._first_start.chosen.connect(self._on_chosen)
            self._first_start.again_requested.connect(self._on_again_requested)
        return self._first_start

    @Slot(str, str)
    def _on_chosen(self, url: str, desk_name: str) -> None:
        self._choose = False
        self.window.named_in.pop("database", None)
        self.settings = self.settings.changed(database=url, desk_name=desk_name)
        self._begin_to_load()

    @Slot()
    def _on_again_requested(self) -> None:
        self._choose = False
        if self._slip and self._read_again is not None:
            site, self._slip = self._read_again()
            self.settings = site.settings
            self.window.named_in = site.named_in
        self._begin_to_load()

    def _on_another_practice(self) -> None:
        """Start anew with the choice of a practice; in a demo anybody may, else a manager."""
        from desktop.domain.permissions import Role

        if "database" in self.window.fixed:
            words = "The site file of this PC says which practice it opens."
            self.window.show_message(Message(words, tone="wrong"), urgent=True)
            return
        desk = self.front_desk
        actor = desk.at_desk.actor if desk is not None else None
        if not self._is_demo and (actor is None or actor.role is not Role.MANAGER):
            words = "Only managers can open another practice on this PC."
            self.window.show_message(Message(words, tone="wrong"), urgent=True)
            return
        self.restart([CHOOSE])
        self.window.close()

    def _end_first_start(self) -> None:
        if self._first_start is not None:
            self.window.covering.uncover()
            self._first_start.deleteLater()
            self._first_start = None
            self.window.message_bar.show_live(True, "Opening")

    def tell_mistake(self, error: BaseException) -> None:
        """Say a mistake of ours that nobody caught; before the practice is open it is logged."""
        if self.front_desk is not None:
            self.front_desk.errors.take(error)

    @Slot()
    def close(self) -> None:
        """Finish what is under way and let the database go."""
        self._is_closed = True
        if self._first_start is not None:
            self._first_start.stop()
        self._unpainted.stop()
        self._classes.stop()
        self._is_day_shown.set()
        if self.front_desk is not None:
            self.front_desk.close()
            self.front_desk = None


FUSION = ("-style", "Fusion")
"""Qt's argument for the style; ``setStyle`` would bring PySide's QStyle (7 ms) for its answer."""

CHOOSE = "--choose"
"""The argument that begins with the choice of a practice."""
UNTIL_DAY = "--until-day"
"""The argument that says when the day is on screen, and ends: for timing a start from outside."""
DESKTOP_FILE = "org.attend.Attend"
"""The name of the menu entry: desktops put window, icon and entry together by it."""

_LONGEST_UNPAINTED_MS = 500
_LONGEST_PAINT_SECONDS = 2.0
_ASKED_OF_DIARY = ("book_requested", "open_requested", "menu_requested", "move_requested")
"""What the diary may ask of the front desk before that is there."""


def _empty_diary() -> QWidget:
    """Return what stands for the diary until its first day is read; it takes the keys."""
    empty = QWidget()
    empty.setObjectName("empty_diary")
    empty.setAccessibleName("Diary")
    empty.setProperty(LETTERS_SEARCH, True)
    empty.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return empty


def start_program(arguments: list[str]) -> None:
    """Start the program once more, as a process of its own."""
    from PySide6.QtCore import QProcess

    program, *ours = paths.own_command()
    QProcess.startDetached(program, [*ours, *arguments])


def find_database(settings: Settings) -> str:
    """Return the database of the settings, else this person's own, else the demo; "" for none."""
    if settings.database:
        return settings.database
    own = (paths.data_dir() / name for name in ("attend.db", "demo.db"))
    return next((paths.file_url(file) for file in own if file.exists()), "")


def keep_database(url: str, desk_name: str) -> None:
    """Write into the settings which database this PC opens, and what its desk is called.

    Errors: Unavailable("settings").
    """
    try:
        write_settings(settings_file(), database=url, desk_name=desk_name)
    except SettingsError as error:
        from desktop.domain.errors import Unavailable

        raise Unavailable("settings", str(error)) from error


def read_arguments(given: list[str]) -> tuple[Site, list[str], str]:
    """Return what this PC is at this start, the arguments that are Qt's, and what was wrong."""
    parser = argparse.ArgumentParser(prog="attend", add_help=False)
    parser.add_argument("--database")
    parser.add_argument("--desk")
    parser.add_argument("--theme")
    parser.add_argument("--text", type=int)
    options, rest = parser.parse_known_args(given)
    site, slip = Site(), ""
    try:
        site = read_site()
    except SettingsError as error:
        slip = str(error)
    changed: dict[str, Any] = {
        "database": options.database,
        "desk_name": options.desk,
        "theme": options.theme,
        "text_percent": options.text,
    }
    changed = {name: value for name, value in changed.items() if value is not None}
    if fixed := site.fixed.intersection(changed):
        return Site(fixed=site.fixed), rest, _said_fixed(site, fixed)
    sources = {name: one for name, one in site.sources.items() if name not in changed}
    return replace(site, settings=site.settings.changed(**changed), sources=sources), rest, slip


def _show_icon() -> None:
    """Give the windows their picture; painting it takes longer than the shell may wait."""
    from PySide6.QtGui import QIcon

    QApplication.setWindowIcon(QIcon(str(paths.resources_dir() / "icon" / "attend.svg")))


def _end_at_day(start: Start) -> None:
    if start.diary is not None and start.diary.day_layout is not None:
        start.diary.viewport().repaint()
        sys.stdout.write("The day is on screen.\n")
        sys.stdout.flush()
    start.window.close()


def _said_fixed(site: Site, names: frozenset[str]) -> str:
    """Say that an option would change what a desk may not: nothing is opened in its place."""
    given = {"desk_name": "--desk", "text_percent": "--text"}
    options = " and ".join(sorted(given.get(name, f"--{name}") for name in names))
    where = site.source(sorted(names)[0]).words
    return f"The site file fixes what {options} would change: {where}. Start Attend without it."


def main(arguments: list[str] | None = None) -> int:
    """Open the window and run until it is closed."""
    given = sys.argv[1:] if arguments is None else arguments
    site, rest, slip = read_arguments(given)
    if why := why_no_window(rest):
        sys.stderr.write(f"{why}\n")
        return 1
    ours = {one for one in rest if one in (CHOOSE, UNTIL_DAY)}
    app = QApplication([sys.argv[0], *FUSION, *(one for one in rest if one not in ours)])
    app.setApplicationName("Attend")
    app.setApplicationDisplayName("Attend")
    app.setDesktopFileName(DESKTOP_FILE)
    start = Start(
        site.settings,
        fixed=site.fixed,
        named_in=site.named_in,
        remember=UNTIL_DAY not in ours,
        choose=CHOOSE in ours,
        slip=slip,
        read_again=lambda: read_arguments(given)[::2],
    )
    tell_mistakes(start.tell_mistake)
    start.ready.connect(_show_icon)
    if UNTIL_DAY in ours:
        start.window.resize(1366, 768)
        start.day_shown.connect(partial(_end_at_day, start))
        start.not_opened.connect(start.window.close)
    start.show()
    if slip and site.settings.database:
        usual = f"{slip} Attend starts with its usual settings."
        start.window.show_message(Message(usual, tone="wrong"))
    return app.exec()
