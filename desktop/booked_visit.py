"""The visit that was just booked: shown in the diary once its day has been read."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, QTimer, Slot

from desktop.diary_desk import DiaryDesk
from desktop.domain.visits import Appointment
from desktop.shown_person import ShownPerson
from desktop.ui.diary.diary_controller import DiaryController
from desktop.ui.diary.diary_view import DiaryView

SHOW_BOOKED_AFTER_MS = 150
"""How long the booking form waits for the day with the new visit in it, at the most."""


class BookedVisit(QObject):
    """Goes to the visit once its day has been read: the day as it was is not painted first."""

    def __init__(
        self,
        diary: DiaryView,
        control: DiaryController,
        *,
        place: DiaryDesk,
        shown: ShownPerson,
        parent: QObject,
    ):
        super().__init__(parent)
        self._diary = diary
        self._control = control
        self._place = place
        self._shown = shown
        self._visit: Appointment | None = None
        self._late = QTimer(self)
        self._late.setSingleShot(True)
        self._late.setInterval(SHOW_BOOKED_AFTER_MS)
        self._late.timeout.connect(self.show_now)
        place.week_opened.connect(self.show_now)

    @Slot(object)
    def show(self, visit: Appointment) -> None:
        """Show a visit that was just booked."""
        self._visit = visit
        self._shown.caller.want_visit(visit.id)
        self._late.start()
        if visit.on_date != self._control.on_date or self._place.week_is_on:
            self._place.open_for(visit.on_date, visit.id, visit.clinician_id or "")

    @Slot()
    def show_now(self) -> None:
        """Show it, where one waits: its day is there, or takes too long."""
        visit, self._visit = self._visit, None
        if visit is None:
            return
        self._diary.select_visit(visit.id)
        self._place.show()
        self._diary.viewport().repaint()
        # The panel is read and filled once the visit is seen and keys are taken again.
        QTimer.singleShot(0, self, partial(self._shown.open, visit.patient_id))
