"""Brings the diary to a visit: one chosen in a list, or one that an undo takes to another time."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QObject, Slot

from desktop.caller import Caller
from desktop.diary_desk import DiaryDesk
from desktop.domain.ids import AppointmentId
from desktop.domain.people import VisitLine
from desktop.operations.outcome import Inverse
from desktop.ui.diary.diary_view import DiaryView
from desktop.ui.history import History


class Following(QObject):
    """Opens the day of a visit and selects it there."""

    def __init__(self, history: History, place: DiaryDesk, diary: DiaryView, caller: Caller):
        super().__init__(diary)
        self._place, self._diary, self._caller = place, diary, caller
        history.turned.connect(self._on_turned)

    @Slot(object)
    def go_to(self, visit: VisitLine) -> None:
        """Go to a visit of a list: the diary has the focus then."""
        self.go_to_day(visit.on_date, visit.id, visit.clinician_name)

    @Slot(object)
    def bring(self, visit: VisitLine) -> None:
        """Bring the diary to a visit of a list; the focus stays where it is."""
        self._bring(visit.on_date, visit.id, visit.clinician_name)

    @Slot(object, str)
    def go_to_day(self, on_date: date, visit_id: str, clinician: str = "") -> None:
        """Go to a visit of a day."""
        self._bring(on_date, visit_id, clinician)
        self._place.show()

    def _bring(self, on_date: date, visit_id: str, clinician: str, version: int = 0) -> None:
        self._caller.want_visit(AppointmentId(visit_id))
        self._place.open_for(on_date, visit_id, clinician)
        self._diary.select_visit(AppointmentId(visit_id), version)

    @Slot(object)
    def _on_turned(self, inverse: Inverse) -> None:
        """Go along with the selected visit; who has gone elsewhere meanwhile stays there."""
        cell = self._diary.current_cell()
        here = {one.id for one in cell.visits} if cell is not None else set()
        for change in inverse.rows:
            now, before = change.after or {}, change.before or {}
            if change.table != "appointments" or change.key[0] not in here:
                continue
            if now.get("start_at") and now["start_at"] != before.get("start_at"):
                clinician = now.get("clinician_id") or ""
                self._bring(now["on_date"], change.key[0], clinician, change.version)
