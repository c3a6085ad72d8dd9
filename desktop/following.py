"""The diary goes along with a visit that an undo, or doing it again, takes to another time."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from desktop.caller import Caller
from desktop.diary_desk import DiaryDesk
from desktop.domain.ids import AppointmentId
from desktop.operations.outcome import Inverse
from desktop.ui.diary.diary_view import DiaryView
from desktop.ui.history import History


class Following(QObject):
    """Only with the visit that is selected: who has gone elsewhere meanwhile stays there."""

    def __init__(self, history: History, place: DiaryDesk, diary: DiaryView, caller: Caller):
        super().__init__(diary)
        self._place, self._diary, self._caller = place, diary, caller
        history.turned.connect(self._on_turned)

    @Slot(object)
    def _on_turned(self, inverse: Inverse) -> None:
        cell = self._diary.current_cell()
        here = {one.id for one in cell.visits} if cell is not None else set()
        for change in inverse.rows:
            visit_id: AppointmentId = change.key[0]
            now, before = change.after or {}, change.before or {}
            if change.table != "appointments" or visit_id not in here or not now.get("start_at"):
                continue
            if now["start_at"] != before.get("start_at"):
                self._caller.want_visit(visit_id)
                self._place.open_for(now["on_date"], visit_id, now.get("clinician_id") or "")
                self._diary.select_visit(visit_id, change.version)
