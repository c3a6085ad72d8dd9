"""What joins a page with a list to the desk: its area, the badge in the rail, who is chosen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from PySide6.QtCore import Qt, QTimer, Signal, Slot

from desktop.operations.outcome import Changes
from desktop.ui.kit.late_area import LateArea
from desktop.ui.kit.look import Look
from desktop.ui.main_window import MainWindow
from desktop.ui.runner import Runner
from desktop.ui.visits.act_sender import ActSender

if TYPE_CHECKING:
    from desktop.ui.list_page import ListPage

Page = TypeVar("Page", bound="ListPage")


@dataclass(frozen=True, slots=True)
class Listed:
    """How the window knows a list: its area, the command that shows it, its badge."""

    name: str
    words: str
    icon: str
    key: str
    keys: tuple[tuple[str, str], ...]
    command: str
    count: Callable[..., int]
    touched_by: tuple[str, ...]
    """Changes after which its badge is counted again."""
    count_after_ms: int


class ListDesk(ActSender, Generic[Page]):
    """The base: a subclass says what is ``listed``, builds the page, and does what is wanted there.

    Signals: ``message(Message)``; ``person_wanted(PatientId)`` for the panel while the arrows move.
    """

    person_wanted = Signal(str)
    listed: ClassVar[Listed]

    def __init__(
        self, window: MainWindow, look: Look, runner: Runner, *, clock: Callable[[], datetime]
    ):
        super().__init__(runner, look, clock, window)
        self._main = window
        listed = self.listed
        self.area: LateArea[Page] = LateArea(f"{listed.name}_area", self._build_joined, window)
        window.add_area(
            listed.name, listed.words, listed.icon, self.area, listed.key, keys=listed.keys
        )
        window.on(listed.command, lambda: window.show_area(listed.name))
        runner.changed.connect(self._on_changed)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(listed.count_after_ms)
        self._soon.timeout.connect(self._count)

    def begin(self) -> None:
        """Count once the day is on screen and nobody waits."""
        self._soon.start()

    @property
    def page(self) -> Page | None:
        """The page, once it has been shown."""
        return self.area.page

    @property
    def has_keys(self) -> bool:
        """Whether the keys of a visit mean the chosen row."""
        return self.page is not None and self.page.has_keys

    @Slot(object)
    def begin_anew(self, actor: object) -> None:
        """Another person is at the desk."""
        if self.page is not None:
            self.page.forget()

    def _build_joined(self) -> Page:
        page = self._build_page()
        page.act_wanted.connect(self._on_act_wanted)
        page.chosen.connect(self.person_wanted)
        page.counted.connect(self._show_count)
        return page

    def _build_page(self) -> Page:
        """Import and build the page."""
        raise NotImplementedError

    def _on_act_wanted(self, name: str, chosen: Any) -> None:
        """Do what is wanted with what is chosen on the page."""
        raise NotImplementedError

    def _back_to_list(self, _outcome: object = None) -> None:
        if self.page is not None and self.page.isVisible():
            self.page.list.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- the badge ------------------------------------------------------------------------------

    def _on_changed(self, changes: Changes, _initiator: object) -> None:
        if any(changes.touches(kind) for kind in self.listed.touched_by):
            self._soon.start()

    @Slot()
    def _count(self) -> None:
        self._runner.run_read(
            self.listed.count,
            initiator=self,
            on_done=self._show_count,
            on_failed=lambda _error: None,  # the badge is counted again; the line is told elsewhere
            latest=f"{self.listed.name}_count",
        )

    @Slot(int)
    def _show_count(self, count: int) -> None:
        self._main.rail.set_count(self.listed.name, count)
