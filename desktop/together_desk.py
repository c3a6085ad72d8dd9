"""Visits booked together at the desk: a series, two on one trip; both moved, the rest cancelled."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, time
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot

from desktop.booking_in_front import booking_in_front
from desktop.domain.ids import AppointmentId
from desktop.domain.people import PatientCard
from desktop.domain.practice import PracticeOutline
from desktop.domain.series import Series, SeriesDate
from desktop.domain.times import clock_time, date_of, minutes_between
from desktop.domain.visits import State
from desktop.forms import Forms
from desktop.operations.series import (
    SeriesLeft,
    cancel_series,
    leave_series_date,
    read_series_left,
)
from desktop.operations.trips import WholeTrip, read_trip
from desktop.ui.kit.look import Look
from desktop.ui.main_window import MainWindow
from desktop.ui.people.patient_panel import PatientPanel
from desktop.ui.runner import Runner
from desktop.ui.visits.act_sender import ActSender
from desktop.ui.visits.visit_acts import VisitActs
from desktop.ui.visits.visit_words import Visit

if TYPE_CHECKING:
    from desktop.front_desk import FrontDesk
    from desktop.ui.booking.series_fields import SeriesStart
    from desktop.ui.booking.series_form import SeriesForm
    from desktop.ui.booking.trip_form import TripForm
    from desktop.ui.booking.visit_fields import Draft

USUAL_KIND = "R"


class TogetherDesk(ActSender):
    """Joins the two pages, the panel's dates still to book and the window's commands.

    Signals: ``message(Message)``; ``booked(Appointment)`` the first of those booked; ``closed()``;
    ``person_needed()`` where nobody has been found yet.
    """

    booked = Signal(object)
    closed = Signal()
    person_needed = Signal()

    def __init__(
        self,
        window: MainWindow,
        look: Look,
        runner: Runner,
        *,
        forms: Forms,
        panel: PatientPanel,
        acts: VisitActs,
        outline: Callable[[], PracticeOutline],
        visit: Callable[[], Visit | None],
    ):
        super().__init__(runner, look, runner.desk.clock, window)
        self._main, self._panel = window, panel
        self._outline, self._visit = outline, visit
        self._series = forms.add(self._build_series)
        self._trip = forms.add(self._build_trip)
        panel.to_book.book_requested.connect(self._book_kept)
        panel.to_book.leave_requested.connect(self._leave)
        acts.move_both_wanted.connect(self._move_both)
        window.on("repeat_booking", self._repeat)
        window.on("book_together", self._book_together)
        window.on("cancel_series", self._cancel_series)

    def _build_series(self) -> SeriesForm:
        from desktop.ui.booking.series_form import SeriesForm

        form = SeriesForm(self._runner, self._look, self._clock)
        form.booked.connect(lambda visits: self.booked.emit(visits[0]))
        form.closed.connect(self.closed)
        return form

    def _build_trip(self) -> TripForm:
        from desktop.ui.booking.trip_form import TripForm

        form = TripForm(self._runner, self._look, self._clock)
        form.booked.connect(lambda visits: self.booked.emit(visits[0]))
        form.closed.connect(self.closed)
        return form

    # -- opening --------------------------------------------------------------------------------

    def _repeat(self) -> None:
        """Ctrl+Shift+B: a series for the person found, from what was being booked."""
        card = self._person()
        if card is None:
            return
        if self._series.built is not None and self._series.get().is_open_for(card):
            return
        start, draft = self._so_far()
        self._series.get().open_new(card, self._outline(), start, draft)
        self._series.show()

    def _book_together(self) -> None:
        """Ctrl+Shift+G: two visits on one trip, the first as it was being booked."""
        card = self._person()
        if card is None:
            return
        if self._trip.built is not None and self._trip.get().is_open_for(card):
            return
        start, draft = self._so_far()
        self._trip.get().open_new(card, self._outline(), start, draft)
        self._trip.show()

    def _person(self) -> PatientCard | None:
        """Return whom a visit is being booked for, else who is in the panel."""
        form = booking_in_front(self._main)
        card = (form.card if form is not None else None) or self._panel.card
        if card is None:
            self._say("Find the person first. Ctrl+K finds one.")
            self.person_needed.emit()
        return card

    def _so_far(self) -> tuple[SeriesStart, Draft | None]:
        """Return what the booking form is about, where one is in front; it is closed."""
        from desktop.ui.booking.series_fields import SeriesStart, start_of

        form = booking_in_front(self._main)
        if form is None:
            kinds = [one for one in self._outline().slot_types if one.bookable and one.active]
            usual = [one.id for one in kinds if one.letter == USUAL_KIND]
            return SeriesStart(next(iter((*usual, *(one.id for one in kinds))), None)), None
        start, chosen = start_of(form.pane.asked()), form.pane.current()
        if chosen is not None:
            start = replace(
                start,
                slot_type_id=start.slot_type_id or chosen.slot_type_id,
                clinician_id=start.clinician_id or chosen.clinician_id,
                clinic_id=start.clinic_id or chosen.clinic_id,
                first_on=date_of(chosen.start_at, self._zone),
                at_local=self._wall_time(chosen.start_at),
            )
        draft = form.detail.fields.draft()
        form.close_form()
        return start, draft

    def _wall_time(self, at: datetime) -> time:
        return time.fromisoformat(clock_time(at, self._zone))

    # -- dates still to book --------------------------------------------------------------------

    @Slot(object)
    def _book_kept(self, series: Series) -> None:
        card = self._panel.card
        if card is not None:
            self._series.get().open_kept(card, self._outline(), series)
            self._series.show()

    @Slot(object, object)
    def _leave(self, series: Series, date: SeriesDate) -> None:
        self._send(leave_series_date, series_id=series.id, place=date.place, version=date.version)

    # -- both of a trip, the rest of a series ---------------------------------------------------

    @Slot(str)
    def _move_both(self, appointment_id: str) -> None:
        self._runner.run_read(
            read_trip,
            initiator=self,
            on_done=self._open_move,
            latest="trip",
            appointment_id=AppointmentId(appointment_id),
        )

    def _open_move(self, trip: WholeTrip) -> None:
        from desktop.ui.booking.trip_form import Movable

        card = self._panel.card
        if card is None or trip.visit.patient_id not in card.record_ids:
            self._say("Choose the visit in the panel first, then move both.")
            return
        visits = sorted((trip.visit, *trip.others), key=lambda one: (one.start_at, one.id))
        movable = tuple(
            Movable(
                one.id,
                one.version,
                one.slot_type_id,
                one.clinician_id,
                minutes_between(one.start_at, one.end_at),
            )
            for one in visits
            if one.start_at is not None and one.end_at is not None
        )
        if len(movable) == 2:
            self._trip.get().open_move(card, self._outline(), movable)
            self._trip.show()

    def _cancel_series(self) -> None:
        """Ctrl+Del: the rest of the series of the visit chosen, else of the person's only one."""
        visit = self._visit()
        found = visit.id if visit is not None else self._visit_of_only_series()
        if found is None:
            self._say("Choose a visit of the series first.")
            return
        self._runner.run_read(
            read_series_left,
            initiator=self,
            on_done=self._ask_cancel,
            latest="series_left",
            appointment_id=AppointmentId(found),
        )

    def _visit_of_only_series(self) -> AppointmentId | None:
        card = self._panel.card
        coming = {one.id for one in card.coming if one.state is State.BOOKED} if card else set()
        found = [
            [date.appointment_id for date in one.dates if date.appointment_id in coming]
            for one in (card.series if card is not None else ())
        ]
        booked = [ids for ids in found if ids]
        return booked[0][0] if len(booked) == 1 else None

    def _ask_cancel(self, left: SeriesLeft | None) -> None:
        if left is None or not left.visits:
            said = "This visit is of no series." if left is None else "None of it is still to come."
            self._say(said)
            return
        from desktop.ui.visits.cancel_series_dialog import CancelSeriesDialog

        card = self._panel.card
        is_theirs = card is not None and left.series.patient_id in card.record_ids
        dialog = CancelSeriesDialog(
            self._look,
            called=card.called if card is not None and is_theirs else "the series",
            left=left,
            parent=self._window,
        )

        def on_submitted() -> None:
            if not dialog.code:
                dialog.say_wrong("reason", "Choose a reason from the list.")
                return
            self._send(
                cancel_series,
                dialog=dialog,
                series_id=left.series.id,
                visits=left.visits,
                code=dialog.code,
                words=dialog.words.text(),
            )

        self._open(dialog, on_submitted)


def join_together(front: FrontDesk) -> TogetherDesk:
    """Join the pages of several visits to the front desk."""
    together = TogetherDesk(
        front.window,
        front.look,
        front.runner,
        forms=front.forms,
        panel=front.panel,
        acts=front.acts,
        outline=lambda: front.outline,
        visit=lambda: front.meant.visit,
    )
    together.booked.connect(front.booked.show)
    together.closed.connect(front.place.show)
    together.person_needed.connect(front.window.focus_search)
    together.message.connect(front.window.show_message)
    return together
