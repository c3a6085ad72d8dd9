"""The day's acts on a visit, from keys, panel and diary: ask what has to be asked, then send."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication

from desktop.domain.booking import FreeTime
from desktop.domain.diary import Cell
from desktop.domain.errors import Conflict
from desktop.domain.ids import SlotId
from desktop.domain.nhs_numbers import format_nhs_number
from desktop.domain.people import PatientCard, VisitLine
from desktop.domain.times import clock_time, date_with_year
from desktop.domain.visits import ENDINGS, WORDS, Appointment, State, Step
from desktop.operations import visits as marks
from desktop.operations.booking import cancel_appointment, move_appointment
from desktop.operations.outcome import Outcome
from desktop.operations.swapping import swap_appointments
from desktop.operations.trips import WholeTrip, cancel_together, read_trip
from desktop.operations.wording import copy_wording
from desktop.ui.kit.message_bar import Message
from desktop.ui.visits.act_sender import Operation, Together
from desktop.ui.visits.cancel_dialog import CancelDialog
from desktop.ui.visits.choose_visit_dialog import ChooseVisitDialog
from desktop.ui.visits.did_not_attend_dialog import DidNotAttendDialog
from desktop.ui.visits.slot_acts import SlotActs
from desktop.ui.visits.visit_words import Visit, arranged_for, series_of, when_words, whose_visit

_MARKS: dict[Step, Operation] = {
    Step.ARRIVED: marks.mark_arrived,
    Step.NOT_HERE: marks.mark_not_here,
    Step.SENT_IN: marks.mark_sent_in,
    Step.BACK_TO_WAITING: marks.mark_back_to_waiting,
    Step.DONE: marks.mark_done,
    Step.BACK_TO_ROOM: marks.mark_back_in_room,
    Step.LEFT_UNSEEN: marks.mark_left_unseen,
    Step.CAME_TOO_LATE: marks.mark_came_too_late,
    Step.BACK_TO_BOOKED: marks.mark_back_to_booked,
    Step.CAME_AFTER_ALL: marks.mark_came_after_all,
    Step.STILL_HERE: marks.mark_still_here,
}
Steps = Mapping[State, Step]
# What a key does, by the state the visit is in; the first is what is tried from any other state,
# so that the rules say in words why it can't be.
_HERE: Steps = {State.BOOKED: Step.ARRIVED, State.NOSHOW: Step.CAME_AFTER_ALL}
_NOT_HERE: Steps = {State.ARRIVED: Step.NOT_HERE, State.NOSHOW: Step.BACK_TO_BOOKED}
_SENT_IN: Steps = {State.ARRIVED: Step.SENT_IN}
_STILL_HERE: Steps = {State.CANCELLED: Step.STILL_HERE}
_BACK: Steps = {
    State.CHECKED_IN: Step.BACK_TO_WAITING,
    State.FULFILLED: Step.BACK_TO_ROOM,
    **_STILL_HERE,
}
_DONE: Steps = {
    State.CHECKED_IN: Step.DONE,
    State.ARRIVED: Step.DONE,
    State.BOOKED: Step.DONE,
}
_LEFT: Steps = {State.ARRIVED: Step.LEFT_UNSEEN, State.CHECKED_IN: Step.LEFT_UNSEEN}
_TOO_LATE: Steps = {State.BOOKED: Step.CAME_TOO_LATE, State.ARRIVED: Step.CAME_TOO_LATE}
_MISSED: Steps = {State.BOOKED: Step.DID_NOT_ATTEND}
_ANY: Steps = dict.fromkeys(State, Step.COPIED)
CHOOSE_VISIT = "Choose a visit in the diary first, or find the person."


class VisitActs(SlotActs):
    """Each act takes the visit meant, or None with the found person's card.

    Signals: ``message(Message)``; ``book_wanted()`` when the person found has no visit today;
    ``move_both_wanted(AppointmentId)`` for a visit of a trip.
    """

    book_wanted = Signal()
    move_both_wanted = Signal(str)

    # -- steps of the day -----------------------------------------------------------------------

    def arrived(self, visit: Visit | None, card: PatientCard | None = None) -> None:
        """F8: here; from did not attend, here after all."""
        self._mark(visit, card, _HERE, "Here")

    def not_here(self, visit: Visit | None, card: PatientCard | None = None) -> None:
        """Shift+F8: not here after all; did not attend back to booked."""
        self._mark(visit, card, _NOT_HERE, "Not here")

    def sent_in(self, visit: Visit | None, card: PatientCard | None = None) -> None:
        """F9: sent in."""
        self._mark(visit, card, _SENT_IN, "Sent in")

    def back_to_waiting(self, visit: Visit | None, card: PatientCard | None = None) -> None:
        """Shift+F9: back to waiting, also from left or too late; done back to in room."""
        self._mark(visit, card, _BACK, "Back")

    def done(self, visit: Visit | None, card: PatientCard | None = None) -> None:
        """Shift+F7: done and left."""
        self._mark(visit, card, _DONE, "Done")

    def left_unseen(self, visit: Visit | None, card: PatientCard | None = None) -> None:
        """Left before being seen."""
        self._mark(visit, card, _LEFT, "Left before being seen")

    def came_too_late(self, visit: Visit | None, card: PatientCard | None = None) -> None:
        """Came too late to be seen."""
        self._mark(visit, card, _TOO_LATE, "Came too late")

    def still_here(self, visit: Visit | None, card: PatientCard | None = None) -> None:
        """Not left, or not too late, after all."""
        self._mark(visit, card, _STILL_HERE, "Still here")

    def did_not_attend(self, visit: Visit | None, card: PatientCard | None = None) -> None:
        """Ctrl+D: asks whether we tried to reach them."""
        self._mark(visit, card, _MISSED, "Did not attend")

    def do_step(self, visit: Visit | None, step: Step, card: PatientCard | None = None) -> None:
        """Do a step to a visit."""
        if visit is None:
            self._say(CHOOSE_VISIT)
        elif step is Step.DID_NOT_ATTEND:
            self._ask_did_not_attend(visit, card)
        else:
            self._send(
                _MARKS[step],
                said=f"{whose_visit(visit, card)} was marked",
                appointment_id=visit.id,
                version=visit.version,
            )

    def _mark(self, visit: Visit | None, card: PatientCard | None, steps: Steps, act: str) -> None:
        def do(one: Visit) -> None:
            step = steps.get(one.state) or next(iter(steps.values()))
            self.do_step(one, step, card)

        self._with_visit(visit, card, steps, act, do)

    def _with_visit(
        self,
        visit: Visit | None,
        card: PatientCard | None,
        steps: Steps,
        act: str,
        do: Callable[[Visit], None],
    ) -> None:
        """Do it to the visit, or to the found person's only one of today that it fits."""
        if visit is not None:
            do(visit)
        elif card is None:
            self._say(CHOOSE_VISIT)
        else:
            fitting = [one for one in card.today if _fits(one, steps)]
            if len(fitting) == 1:
                do(fitting[0])
            elif fitting:
                dialog = ChooseVisitDialog(
                    self._look,
                    called=card.called,
                    visits=fitting,
                    act=act,
                    zone=self._zone,
                    parent=self._window,
                )

                def on_submitted() -> None:
                    dialog.accept()
                    do(dialog.chosen)

                self._open(dialog, on_submitted)
            else:
                self._say_none_fits(card)

    def _say_none_fits(self, card: PatientCard) -> None:
        there = [one for one in card.today if one.state is not State.CANCELLED]
        if there:
            state = WORDS[there[0].state].lower()
            self._say(f"{card.called}’s visit today is {state}.")
            return
        self.message.emit(
            Message(
                f"{card.called} has no visit today.",
                "info",
                action="Book now",
                key="Ctrl+B",
                on_action=self.book_wanted.emit,
                at=self._clock(),
            )
        )

    def _ask_did_not_attend(self, visit: Visit, card: PatientCard | None) -> None:
        dialog = DidNotAttendDialog(
            self._look,
            whose=whose_visit(visit, card),
            when=when_words(visit, today=self._today, zone=self._zone),
            parent=self._window,
        )
        self._open(
            dialog,
            lambda: self._send(
                marks.mark_did_not_attend,
                dialog=dialog,
                said=f"{whose_visit(visit, card)} was marked",
                appointment_id=visit.id,
                version=visit.version,
                tried_to_reach=dialog.tried_to_reach,
            ),
        )

    def find_visit(
        self, card: PatientCard | None, verb: str, do: Callable[[VisitLine], None]
    ) -> None:
        """Do it to the one visit that the person found still has, or ask which is meant."""
        if card is None:
            self._say(CHOOSE_VISIT)
            return
        states = (State.BOOKED, State.ARRIVED) if verb == "cancel" else (State.BOOKED,)
        fitting = [one for one in (*card.today, *card.coming) if one.state in states]
        if not fitting:
            self._say(f"{card.called} has no visit to {verb}.")
        elif len(fitting) == 1:
            do(fitting[0])
        else:
            dialog = ChooseVisitDialog(
                self._look,
                called=card.called,
                visits=fitting,
                act=f"{verb.capitalize()} it",
                zone=self._zone,
                today=self._today,
                parent=self._window,
            )

            def on_submitted() -> None:
                dialog.accept()
                do(dialog.chosen)

            self._open(dialog, on_submitted)

    # -- cancel, move, copy ---------------------------------------------------------------------

    def cancel(self, visit: Visit | None, card: PatientCard | None = None) -> None:
        """Delete: asks why; the safe answer is the default."""
        if visit is None:
            self.find_visit(card, "cancel", lambda one: self.cancel(one, card))
            return
        dialog = CancelDialog(
            self._look,
            whose=whose_visit(visit, card),
            when=when_words(visit, today=self._today, zone=self._zone),
            arranged=arranged_for(visit, card),
            series=series_of(visit, card),
            parent=self._window,
        )

        def on_submitted() -> None:
            if not dialog.code:
                dialog.say_wrong("reason", "Choose a reason from the list.")
                return
            if dialog.takes_both:
                self._cancel_both(visit, dialog)
                return
            self._send(
                cancel_appointment,
                dialog=dialog,
                together=Together("Cancel both", dialog.ask_trip, in_dialog=dialog.which is None),
                agreed=frozenset() if dialog.which is None else frozenset({"trip"}),
                said=f"{whose_visit(visit, card)} was cancelled",
                appointment_id=visit.id,
                version=visit.version,
                code=dialog.code,
                words=dialog.words.text(),
            )

        self._open(dialog, on_submitted)

    def _cancel_both(self, visit: Visit, dialog: CancelDialog) -> None:
        def on_read(trip: WholeTrip) -> None:
            visits = [(one.id, one.version) for one in (trip.visit, *trip.others)]
            self._send(
                cancel_together,
                dialog=dialog,
                visits=visits,
                code=dialog.code,
                words=dialog.words.text(),
            )

        self._runner.run_read(
            read_trip, initiator=self, on_done=on_read, latest="trip", appointment_id=visit.id
        )

    def move(
        self,
        visit: Visit,
        cells: Sequence[Cell],
        *,
        on_moved: Callable[[Appointment], None] | None = None,
        on_kept: Callable[[], None] | None = None,
    ) -> None:
        """Move a visit into free cells; what has to be agreed is asked.

        ``on_kept`` is told where it was not moved: refused, lost to another desk, not agreed.
        """
        slot_ids = tuple(slot for cell in cells for slot in cell.slot_ids)
        self._move_to(visit, slot_ids, on_moved, on_kept)

    def _move_to(
        self,
        visit: Visit,
        slot_ids: tuple[SlotId, ...],
        on_moved: Callable[[Appointment], None] | None,
        on_kept: Callable[[], None] | None,
    ) -> None:
        def on_conflict(error: Conflict) -> None:
            nearest = error.facts.get("nearest")
            if not isinstance(nearest, FreeTime):
                self._tell(error, None)
                return
            self.message.emit(
                Message(
                    error.message,
                    "conflict",
                    action=f"Take {clock_time(nearest.start_at, self._zone)}",
                    on_action=lambda: self._move_to(visit, nearest.slot_ids, on_moved, on_kept),
                    at=self._clock(),
                )
            )

        def on_done(outcome: Outcome[Appointment]) -> None:
            if on_moved is not None:
                on_moved(outcome.value)

        self._send(
            move_appointment,
            on_done=on_done,
            on_conflict=on_conflict,
            on_kept=on_kept or (lambda: None),
            together=Together("Move both", lambda _asked: self.move_both_wanted.emit(visit.id)),
            said=f"{whose_visit(visit, None)} was moved",
            appointment_id=visit.id,
            version=visit.version,
            slot_ids=slot_ids,
        )

    def swap(
        self,
        visit: Visit,
        other: Visit,
        *,
        on_swapped: Callable[[Appointment], None],
        on_kept: Callable[[], None],
    ) -> None:
        """Let two visits change places; it is always asked, with all that differs.

        ``on_swapped`` takes the first as it is now.
        """
        self._send(
            swap_appointments,
            on_done=lambda outcome: on_swapped(outcome.value[0]),
            on_kept=on_kept,
            said=f"{whose_visit(visit, None)} and {whose_visit(other, None)} were swapped",
            appointment_id=visit.id,
            version=visit.version,
            other_id=other.id,
            other_version=other.version,
        )

    def copy_wording(self, visit: Visit | None, card: PatientCard | None = None) -> None:
        """Ctrl+Shift+M: the visit's wording to the clipboard; nothing is sent."""

        def on_done(outcome: Outcome[Any]) -> None:
            QGuiApplication.clipboard().setText(str(outcome.value))

        def do(one: Visit) -> None:
            self._send(copy_wording, on_done=on_done, appointment_id=one.id)

        self._with_visit(visit, card, _ANY, "Copy it", do)

    def copy_person(self, card: PatientCard | None) -> None:
        """Ctrl+C: name, date of birth, number."""
        if card is None:
            self._say("Find a person first.")
            return
        details = card.details
        born = f"born {date_with_year(details.born_on)}" if details.born_on else ""
        number = format_nhs_number(details.nhs_number) if details.nhs_number else ""
        legal = f"{details.given_names} {details.family_name}".strip()
        parts = {"name": legal, "date of birth": born, "number": number}
        copied = {what: words for what, words in parts.items() if words}
        QGuiApplication.clipboard().setText(", ".join(copied.values()))
        *first, last = copied
        said = f"{', '.join(first)} and {last}" if first else last
        self._say(f"Copied {card.called}’s {said}.")


def _fits(line: VisitLine, steps: Steps) -> bool:
    """Whether one of the steps is for a visit as it is; a cancelled one has no way back."""
    if line.state is State.CANCELLED and steps.get(line.state) is Step.STILL_HERE:
        return line.cancel_words in ENDINGS.values()
    return line.state in steps
