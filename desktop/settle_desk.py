"""To settle: the area of visits that are over, its badge, and the keys that act on its rows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal, Slot

from desktop.domain.diary import VisitInDiary
from desktop.domain.settling import OpenVisit
from desktop.operations.outcome import Changes
from desktop.operations.settling import count_to_settle, settle_as_done
from desktop.ui.kit.commands import SETTLE_KEYS
from desktop.ui.kit.late_area import LateArea
from desktop.ui.kit.look import Look
from desktop.ui.main_window import MainWindow
from desktop.ui.runner import Runner
from desktop.ui.visits.act_sender import ActSender

if TYPE_CHECKING:
    from desktop.ui.visits.settle_page import SettlePage

COUNT_AFTER_MS = 2_000
COUNT_EVERY_MS = 5 * 60_000


class SettleDesk(ActSender):
    """Joins the page, the rail's badge and the window's commands.

    Signals: ``message(Message)``; ``visit_wanted(date, AppointmentId)`` to be seen in the diary;
    ``person_wanted(PatientId)`` for the panel while the arrows move.
    """

    visit_wanted = Signal(object, str)
    person_wanted = Signal(str)

    def __init__(
        self, window: MainWindow, look: Look, runner: Runner, *, clock: Callable[[], datetime]
    ):
        super().__init__(runner, look, clock, window)
        self._main = window
        self.area = LateArea("settle_area", self._build_page, window)
        window.add_area(
            "to_settle",
            "To settle",
            "clipboard-text",
            self.area,
            "Ctrl+Shift+E",
            keys=SETTLE_KEYS,
        )
        window.on("to_settle", lambda: window.show_area("to_settle"))
        runner.changed.connect(self._on_changed)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(COUNT_AFTER_MS)
        self._soon.timeout.connect(self._count)
        self._often = QTimer(self)
        self._often.setInterval(COUNT_EVERY_MS)
        self._often.timeout.connect(self._count)

    def begin(self) -> None:
        """Count once the day is on screen and nobody waits, then every few minutes."""
        self._soon.start()
        self._often.start()

    @property
    def page(self) -> SettlePage | None:
        """The page, once it has been shown."""
        return self.area.page

    @property
    def has_keys(self) -> bool:
        """Whether the keys of a visit mean the chosen row."""
        return self.page is not None and self.page.has_keys

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

    @Slot(object)
    def begin_anew(self, _actor: object) -> None:
        """Another person is at the desk."""
        if self.page is not None:
            self.page.forget()

    def _build_page(self) -> SettlePage:
        from desktop.ui.visits.settle_page import SettlePage

        page = SettlePage(self._look, self._runner, zone=self._zone)
        page.act_wanted.connect(self._on_act_wanted)
        page.opened.connect(self._on_opened)
        page.chosen.connect(lambda visit: self.person_wanted.emit(visit.patient_id))
        page.counted.connect(self._show_count)
        return page

    @Slot(str)
    def _on_act_wanted(self, name: str) -> None:
        self._main.action(name).trigger()
        if self.page is not None:
            self.page.list.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(object)
    def _on_opened(self, found: OpenVisit) -> None:
        self.visit_wanted.emit(found.on_date, found.visit.id)

    def _on_changed(self, changes: Changes, _initiator: object) -> None:
        if changes.touches("appointment") or changes.touches("day"):
            self._soon.start()

    @Slot()
    def _count(self) -> None:
        self._runner.run_read(
            count_to_settle,
            initiator=self,
            on_done=self._show_count,
            on_failed=lambda _error: None,  # the badge is counted again; the line is told elsewhere
            latest="settle_count",
        )

    @Slot(int)
    def _show_count(self, count: int) -> None:
        self._main.rail.set_count("to_settle", count)
