"""To settle: the area of visits that are over, its badge, and the keys that act on its rows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal, Slot

from desktop.domain.diary import VisitInDiary
from desktop.domain.settling import OpenVisit
from desktop.list_desk import ListDesk, Listed
from desktop.operations.settling import count_to_settle, settle_as_done
from desktop.ui.kit.commands import SETTLE_KEYS
from desktop.ui.kit.look import Look
from desktop.ui.main_window import MainWindow
from desktop.ui.runner import Runner

if TYPE_CHECKING:
    from desktop.ui.visits.settle_page import SettlePage

COUNT_EVERY_MS = 5 * 60_000


class SettleDesk(ListDesk["SettlePage"]):
    """Joins the page, the rail's badge and the window's commands.

    Signals: those of its base; ``visit_wanted(date, AppointmentId)`` to be seen in the diary.
    """

    visit_wanted = Signal(object, str)
    listed = Listed(
        *("to_settle", "To settle", "clipboard-text", "Ctrl+Shift+E", SETTLE_KEYS),
        command="to_settle",
        count=count_to_settle,
        touched_by=("appointment", "day"),
        count_after_ms=2_000,
    )

    def __init__(
        self, window: MainWindow, look: Look, runner: Runner, *, clock: Callable[[], datetime]
    ):
        super().__init__(window, look, runner, clock=clock)
        self._often = QTimer(self)
        self._often.setInterval(COUNT_EVERY_MS)
        self._often.timeout.connect(self._count)

    def begin(self) -> None:
        """Count once the day is on screen and nobody waits, then every few minutes."""
        super().begin()
        self._often.start()

    @property
    def visit(self) -> VisitInDiary | None:
        """The visit of the chosen row."""
        return self.page.current_visit if self.page is not None else None

    def settle_chosen(self) -> None:
        """Say that the chosen visits took place."""
        if self.page is None:
            return
        chosen = self.page.selected or tuple(filter(None, (self.page.current_visit,)))
        self._send(settle_as_done, visits=tuple((one.id, one.version) for one in chosen))

    def _build_page(self) -> SettlePage:
        from desktop.ui.visits.settle_page import SettlePage

        page = SettlePage(self._look, self._runner, zone=self._zone)
        page.opened.connect(self._on_opened)
        return page

    @Slot(str, object)
    def _on_act_wanted(self, name: str, _visit: object) -> None:
        self._main.action(name).trigger()
        self._back_to_list()

    @Slot(object)
    def _on_opened(self, found: OpenVisit) -> None:
        self.visit_wanted.emit(found.on_date, found.visit.id)
