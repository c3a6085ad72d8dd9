"""To arrange at the desk: its area and badge, and what is done with what stands on the list."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal, Slot

from desktop.domain.needs import NeedState
from desktop.domain.to_arrange import ToArrange, say_what
from desktop.operations.needs_said import mark_needs
from desktop.operations.outcome import Changes
from desktop.operations.to_arrange import count_to_arrange
from desktop.ui.kit.commands import ARRANGE_KEYS
from desktop.ui.kit.late_area import LateArea
from desktop.ui.kit.look import Look
from desktop.ui.main_window import MainWindow
from desktop.ui.runner import Runner
from desktop.ui.visits.act_sender import ActSender

if TYPE_CHECKING:
    from desktop.ui.needs.arrange_page import ArrangePage

COUNT_AFTER_MS = 2_500


class ArrangeDesk(ActSender):
    """Joins the page, the rail's badge and the acts.

    Signals: ``message(Message)``; ``person_wanted(PatientId)`` for the panel while the arrows move.
    """

    person_wanted = Signal(str)

    def __init__(
        self, window: MainWindow, look: Look, runner: Runner, *, clock: Callable[[], datetime]
    ):
        super().__init__(runner, look, clock, window)
        self._main = window
        self.area: LateArea[ArrangePage] = LateArea("arrange_area", self._build_page, window)
        window.add_area(
            "arrange", "Arrange", "warning-circle", self.area, "Alt+Up", keys=ARRANGE_KEYS
        )
        window.on("to_arrange", lambda: window.show_area("arrange"))
        runner.changed.connect(self._on_changed)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(COUNT_AFTER_MS)
        self._soon.timeout.connect(self._count)

    def begin(self) -> None:
        """Count once the day is on screen and nobody waits."""
        self._soon.start()

    @Slot(object)
    def begin_anew(self, _actor: object) -> None:
        """Another person is at the desk."""
        if self.area.page is not None:
            self.area.page.forget()

    def _build_page(self) -> ArrangePage:
        from desktop.ui.needs.arrange_page import ArrangePage

        page = ArrangePage(self._look, self._runner, clock=self._clock, zone=self._zone)
        page.act_wanted.connect(self._on_act_wanted)
        page.chosen.connect(lambda one: self.person_wanted.emit(one.patient_id))
        page.counted.connect(self._show_count)
        return page

    @Slot(str, object)
    def _on_act_wanted(self, name: str, chosen: tuple[ToArrange, ...]) -> None:
        needs = tuple((one.id, one.version) for one in chosen)
        if chosen[0].is_to_call_off:
            self._mark(needs, NeedState.CALLED_OFF)
        elif name == "done":
            self._mark(needs, NeedState.READY)
        else:
            self._ask_not_needed(chosen, needs)

    def _mark(self, needs: tuple[tuple[str, int], ...], state: NeedState) -> None:
        self._send(mark_needs, on_done=self._back_to_list, needs=needs, state=state)

    def _ask_not_needed(
        self, chosen: tuple[ToArrange, ...], needs: tuple[tuple[str, int], ...]
    ) -> None:
        from desktop.ui.needs.not_needed_dialog import NotNeededDialog

        what = "; ".join(f"{one.called}: {say_what(one)}" for one in chosen[:5])
        dialog = NotNeededDialog(self._look, what, parent=self._window)

        def on_submitted() -> None:
            self._send(
                mark_needs,
                dialog=dialog,
                on_done=self._back_to_list,
                needs=needs,
                state=NeedState.NOT_NEEDED,
                said_by=dialog.said_by.text(),
                why=dialog.why.text(),
            )

        self._open(dialog, on_submitted)

    def _back_to_list(self, _outcome: object) -> None:
        page = self.area.page
        if page is not None and page.isVisible():
            page.list.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- the badge ------------------------------------------------------------------------------

    def _on_changed(self, changes: Changes, _initiator: object) -> None:
        if any(changes.touches(kind) for kind in ("needs", "appointment", "practice")):
            self._soon.start()

    @Slot()
    def _count(self) -> None:
        self._runner.run_read(
            count_to_arrange,
            initiator=self,
            on_done=self._show_count,
            on_failed=lambda _error: None,  # the badge is counted again; the line is told elsewhere
            latest="arrange_count",
        )

    @Slot(int)
    def _show_count(self, count: int) -> None:
        self._main.rail.set_count("arrange", count)
