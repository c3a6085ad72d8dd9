"""Two visits on one trip: pairs of times that fit, best first; both booked, or both moved."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QLabel, QWidget

from desktop.domain.best_fit import Tone
from desktop.domain.errors import Conflict, RuleViolation
from desktop.domain.ids import AppointmentId, SlotId
from desktop.domain.people import PatientCard
from desktop.domain.practice import PracticeOutline
from desktop.domain.times import clock_time, date_of, long_date, minutes_between, whole_day
from desktop.domain.together_words import trip_to_say
from desktop.domain.trips import Trip
from desktop.domain.wording import clinician_out_loud
from desktop.operations.booking_many import Carried, VisitWanted
from desktop.operations.outcome import Outcome
from desktop.operations.trip_times import TripFit, suggest_trips
from desktop.operations.trips import Moving, book_together, move_together
from desktop.ui.booking.free_times_model import place_words
from desktop.ui.booking.series_fields import SeriesStart
from desktop.ui.booking.together_booking import AskedFields, TogetherBooking
from desktop.ui.booking.together_keys import TogetherKeys
from desktop.ui.booking.trip_fields import TripFields
from desktop.ui.booking.visit_fields import Draft
from desktop.ui.kit.icon_line import IconLines
from desktop.ui.kit.look import Look
from desktop.ui.kit.visit_rows import VisitRow
from desktop.ui.kit.words_to_say import show_words_to_say
from desktop.ui.runner import Runner


@dataclass(frozen=True, slots=True)
class Movable:
    """A visit of a trip that is to be moved with the other."""

    id: AppointmentId
    version: int
    slot_type_id: str
    clinician_id: str | None
    minutes: int


def _slots_of(trip: Trip) -> tuple[SlotId, ...]:
    return tuple(slot for one in trip.visits for slot in one.time.slot_ids)


class TripForm(TogetherBooking):
    """Books two visits on one trip for a person, or moves two that are."""

    none_left = "No other two times of these are free on one trip."

    def __init__(
        self,
        runner: Runner,
        look: Look,
        clock: Callable[[], datetime],
        parent: QWidget | None = None,
    ):
        super().__init__(runner, look, clock, "trip_form", parent)
        self.setAccessibleName("Two visits on one trip")
        self.list.setAccessibleName("Trips that fit, best first")
        self._found: tuple[Trip, ...] = ()
        self._moving: tuple[Movable, ...] = ()
        self._kept: tuple[SlotId, ...] = ()
        """What was chosen as they were last looked for: it stays so where it is still free."""
        self._last_kinds: tuple[str | None, str | None] = (None, None)
        self._waiting = []
        self._build_hold()
        self.asked = TripFields(look, self._inside)
        self.heading = QLabel(self._inside)
        self.heading.setObjectName("trip_heading")
        self.heading.setTextFormat(Qt.TextFormat.PlainText)
        self.heading.setWordWrap(True)
        self.reasons = IconLines(look, self._inside)
        self._lay_out(self.asked, (self.heading, self.reasons), ())
        self._set_tab_order((), ())
        self.asked.changed.connect(self._look_anew)
        self.asked.misread.connect(self.show_none)
        self.list.selectionModel().currentChanged.connect(self._show_trip)
        self.booked.connect(self._on_booked_both)
        self._keys = TogetherKeys(self)

    @property
    def asked_fields(self) -> AskedFields:
        return self.asked

    # -- opening --------------------------------------------------------------------------------

    def open_new(
        self,
        card: PatientCard,
        outline: PracticeOutline,
        start: SeriesStart,
        draft: Draft | None = None,
    ) -> None:
        """Look for two visits on one trip, the first as it was being booked.

        Where none was (no ``draft``), as the trip booked last at this desk; so is the second.
        """
        self._moving = ()
        self.title.setText(f"Two visits on one trip for {card.called}")
        first, second = self._last_kinds
        if draft is None and first is not None:
            start = replace(start, slot_type_id=first)
        elif start.slot_type_id == second:
            second = first
        self._open(card, outline, [start, SeriesStart(second)], draft)

    def open_move(
        self, card: PatientCard, outline: PracticeOutline, visits: tuple[Movable, ...]
    ) -> None:
        """Look for other times for both visits of a trip."""
        self._moving = visits
        self.title.setText(f"Move both visits of {card.called}")
        starts = [
            SeriesStart(one.slot_type_id, one.clinician_id, None, one.minutes) for one in visits
        ]
        self._open(card, outline, starts, None)

    def _open(
        self,
        card: PatientCard,
        outline: PracticeOutline,
        starts: list[SeriesStart],
        draft: Draft | None,
    ) -> None:
        self.open_page(card, outline, draft)
        self.fields.setVisible(not self._moving)
        self._found = ()
        self._waiting.clear()
        self.asked.show_start(outline, self._today, self._runner.desk.actor.role, starts)
        self.book_button.set_words("Move both" if self._moving else "Book both")
        self._show_all()
        is_carried = draft is not None and self.asked.kinds_said[0] is not None
        self.asked.kinds[int(is_carried)].setFocus(Qt.FocusReason.OtherFocusReason)
        self.look_for()
        if self._moving:
            self.go_to_list()

    # -- looking --------------------------------------------------------------------------------

    def _look_anew(self) -> None:
        """Something else is asked: the best of what is found then is chosen."""
        self.look_for()
        self._kept = ()

    def look_for(self) -> None:
        if self._card is None:
            return
        if None in self.asked.kinds_said:
            which = "first" if self.asked.kinds_said[0] is None else "second"
            self.show_none(f"Choose what the {which} visit is for.")
            return
        self._kept = self.slots_chosen()
        first, second = self.asked.asked()
        self._read(
            suggest_trips,
            self._on_found,
            patient_id=self._card.id,
            first=first,
            second=second,
            any_order=self.asked.any_order,
        )

    def _on_found(self, found: TripFit) -> None:
        self._found = found.trips
        self._show_all()
        if not found.trips:
            left = " ".join(one.words for one in found.left_out)
            words = f"Looked until {long_date(found.until)}. {left}".strip()
            self.empty.say("No two times of these are on one trip", words)

    def show_none(self, words: str) -> None:
        self._drop()
        self._found = ()
        self._show_all()
        self.empty.say("No times looked for yet", words)

    # -- showing --------------------------------------------------------------------------------

    @property
    def trip(self) -> Trip | None:
        """The trip the keys act on."""
        return self._found[self.row] if 0 <= self.row < len(self._found) else None

    def slots_chosen(self) -> tuple[SlotId, ...]:
        return _slots_of(self.trip) if self.trip is not None else ()

    def times_chosen(self) -> dict[int, str]:
        if self.trip is None:
            return {}
        starts = [one.time.start_at for one in self.trip.visits]
        at = " and ".join(clock_time(one, self._zone) for one in starts)
        return {1: f"{whole_day(date_of(starts[0], self._zone))} {at}"}

    def choose(self, number: int) -> None:
        """Choose a trip by its number."""
        self.go_to(number - 1)

    def _show_all(self) -> None:
        rows = [self._row(number, one) for number, one in enumerate(self._found, start=1)]
        kept = (place for place, one in enumerate(self._found) if _slots_of(one) == self._kept)
        self.show_rows(rows, next(kept, 0))
        count = len(self._found)
        how = "Up, Down or 1 to 9 choose; both are booked, or neither."
        trips = "1 trip fits." if count == 1 else f"{count} trips fit, best first."
        self.words.setText(f"{trips} {how}" if count else "")
        if not rows and self._is_looking:
            self.empty.say("Looking for two times on one trip")
        self._show_trip()

    def _row(self, number: int, one: Trip) -> VisitRow:
        first, second = one.visits
        day = whole_day(date_of(first.time.start_at, self._zone))
        gap = one.wait_words
        said = [
            f"{clock_time(each.time.start_at, self._zone)} {each.time.clinician_name}"
            for each in (first, second)
        ]
        third = " then ".join(said)
        where = first.time.clinic_name
        is_good = all(reason.tone is Tone.KEPT for reason in one.reasons)
        spoken = f"{number} of {len(self._found)}, {day}, {third}, {where}. {gap}. {one.words}"
        return VisitRow(
            f"{number}  {day}", one.words, f"{where}. {gap}", third, "",
            "good" if is_good else "warn", spoken,
        )  # fmt: skip

    def _show_trip(self, *_places: object) -> None:
        self.forget_question()
        one = self.trip
        self.hold.want()
        for label in (self.heading, self.reasons, self.say_head, self.say):
            label.setVisible(one is not None)
        if one is None or self._outline is None or self._card is None:
            return
        lines = []
        for each in one.visits:
            time = each.time
            start, end = (clock_time(at, self._zone) for at in (time.start_at, time.end_at))
            minutes = minutes_between(time.start_at, time.end_at)
            where = place_words(time)
            lines.append(f"{start} to {end}, {time.clinician_name}, {where}, {minutes} min")
        self.heading.setText("\n".join(lines))
        kept = [reason.words for reason in one.reasons if reason.tone is Tone.KEPT]
        lost = [reason.words for reason in one.reasons if reason.tone is not Tone.KEPT]
        self.reasons.say(kept, lost)
        self.say_head.setText(f"Words to say to {self._card.called}")
        site = one.visits[0].time.clinic_name if len(self._outline.clinics) > 1 else ""
        visits = [(each.time.start_at, self._out_loud(each.time.clinician_id,
                                                      each.time.clinician_name))
                  for each in one.visits]  # fmt: skip
        words = trip_to_say(visits, one.visits[1].time.end_at, site, self._zone)
        show_words_to_say(self.say, words)
        self.fields.show_channel(one.visits[0].time.channel)

    def _out_loud(self, clinician_id: str, name: str) -> str:
        assert self._outline is not None
        who = next((one for one in self._outline.clinicians if one.id == clinician_id), None)
        return clinician_out_loud(who) if who is not None else name

    def _apply_look(self) -> None:
        super()._apply_look()
        self.heading.setFont(self._look.font("bodyStrong"))

    # -- booking --------------------------------------------------------------------------------

    def is_decided(self) -> bool:
        return self.trip is not None

    def what_to_send(self) -> tuple[Callable[..., Outcome[Any]], dict[str, Any]] | None:
        trip, card = self.trip, self._card
        if trip is None or card is None:
            return None
        if self._moving:
            visits = tuple(
                Moving(one.id, one.version, to.time.slot_ids)
                for one, to in zip(self._moving, trip.as_asked, strict=True)
            )
            return move_together, {"visits": visits}
        typed = self.fields.draft()
        return book_together, {
            "patient_id": card.id,
            "visits": tuple(VisitWanted(one.time.slot_ids) for one in trip.visits),
            "carried": Carried(typed.reason, typed.asked_by, typed.note),
        }

    def look_again(self, error: Conflict | RuleViolation) -> None:
        self.look_for()

    @Slot(object)
    def _on_booked_both(self, _visits: object) -> None:
        """The next trip begins with what these were."""
        if not self._moving:
            self._last_kinds = self.asked.kinds_said
