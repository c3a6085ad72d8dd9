"""The end of a visit at the desk: what was kept of its needs, what was not and why."""

from __future__ import annotations

from desktop.domain.ids import AppointmentId
from desktop.domain.people import PatientCard
from desktop.domain.times import clock_time, said_day
from desktop.domain.visit_end import VisitEnd
from desktop.operations.needs_said import read_visit_end, say_of_needs
from desktop.ui.people.panel_words import find_current_visit
from desktop.ui.visits.act_sender import ActSender
from desktop.ui.visits.visit_acts import CHOOSE_VISIT
from desktop.ui.visits.visit_words import Visit


class VisitEndDesk(ActSender):
    """Asks how the needs of a visit went, by one key each.

    Signals: ``message(Message)``.
    """

    def ask(self, visit: Visit | None, card: PatientCard | None = None) -> None:
        """Ctrl+F7: of the visit meant; of somebody found, today's visit or the last one."""
        if visit is None and card is not None:
            visit = find_current_visit(card) or next(iter(card.past), None)
        if visit is None:
            self._say(CHOOSE_VISIT if card is None else f"{card.called} has had no visit yet.")
            return
        self._runner.run_read(
            read_visit_end,
            initiator=self,
            on_done=self._open_dialog,
            latest="visit_end",
            appointment_id=AppointmentId(visit.id),
        )

    def _open_dialog(self, end: VisitEnd) -> None:
        if end.is_closed:
            self._say(f"{end.called}’s record opens only with a reason. Open it first.")
            return
        if not end.needs:
            self._say(f"{end.called} had no needs recorded for this visit.")
            return
        from desktop.ui.needs.kept_dialog import KeptDialog

        at = f" {clock_time(end.start_at, self._zone)}" if end.start_at is not None else ""
        dialog = KeptDialog(
            self._look,
            end,
            when=f"{said_day(end.on_date, self._today)}{at}",
            has_begun=end.has_begun(self._today),
            parent=self._window,
        )

        def on_submitted() -> None:
            answers = dialog.read_answers()
            if answers is None:
                return
            if answers:
                self._send(say_of_needs, dialog=dialog, answers=answers)
            else:
                dialog.accept()

        self._open(dialog, on_submitted)
