"""Laying the cast's morning into the diary, so that it stands as the pictures show it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any

from desktop.domain.ids import HoldId, SessionId
from desktop.domain.sessions import SessionState
from desktop.domain.times import instant_of
from desktop.domain.visits import REMOTE, State
from desktop.operations.demo_cast import CAST_DAY, CastSession, CastSlot
from desktop.operations.demo_people import DemoPerson
from desktop.operations.demo_practice import KINDS, MORNING, ZONE, DemoPractice
from desktop.operations.demo_rows import DemoRows, Row
from desktop.operations.demo_templates import DemoTemplates
from desktop.operations.demo_visits import Time, VisitMaker
from desktop.persistence.tables import holds, sessions

_OPENS_FIRST = time(8, 0)
_OPENS_NEXT = time(11, 0)
_PHRASES = {
    "D": "on the day",
    "N": "treatment",
    "P": "physiotherapy",
    "V": "video",
    "H": "home visit",
}


class CastDay:
    """Makes the six sessions of the pictures on one date."""

    def __init__(
        self,
        rows: DemoRows,
        practice: DemoPractice,
        visits: VisitMaker,
        people: dict[str, DemoPerson],
        now: datetime,
        *,
        templates: DemoTemplates,
    ):
        self._rows = rows
        self._templates = templates
        self._practice = practice
        self._visits = visits
        self._people = people
        self._now = now

    def lay(self, on: date) -> None:
        """Add sessions, slots, visits, holds and the note of that morning."""
        for one in CAST_DAY:
            self._lay_session(on, one)

    def _lay_session(self, on: date, one: CastSession) -> None:
        clinician = self._practice.clinician(one.clinician)
        start_at = _at(on, f"{MORNING[0] // 60:02}:{MORNING[0] % 60:02}")
        session: Row = {
            "id": SessionId(self._rows.new_id(start_at - timedelta(days=90))),
            "clinic_id": self._practice.clinics[one.clinic],
            "room_id": self._practice.room(clinician.worker, one.clinic),
            "clinician_id": clinician.id,
            "on_date": on,
            "start_at": start_at,
            "end_at": start_at + timedelta(minutes=MORNING[1]),
            "state": SessionState.OPEN,
            "version": 1,
            **self._templates.origin(on, clinician.worker, 0, one.clinic),
        }
        self._rows.add(sessions, session)
        if one.note:
            self._rows.add_note(one.note, session)
        for who, group in groupby(enumerate(one.slots), key=lambda pair: pair[1].who or pair[0]):
            parts = tuple(slot for _, slot in group)
            seats = [self._lay_slot(session, slot) for slot in parts]
            if isinstance(who, str):
                self._lay_visit(session, who, parts, seats, late=timedelta(minutes=one.late))

    def _lay_slot(self, session: Row, slot: CastSlot) -> Row:
        start_at = _at(session["on_date"], slot.at)
        opens = _OPENS_NEXT if slot.state == "embargoed" else _OPENS_FIRST
        row: Row = {
            "id": self._rows.new_id(session["start_at"] - timedelta(days=90)),
            "slot_type_id": self._practice.kinds[slot.letter],
            "start_at": start_at,
            "end_at": start_at + timedelta(minutes=slot.minutes),
        }
        if slot.letter == "D":
            row["release_at"] = instant_of(session["on_date"], opens, ZONE)
        seat = self._rows.add_slot(session, row)[0]
        if slot.state == "off" and slot.words:
            self._rows.add_note(slot.words, session, row["id"])
        if slot.state == "held":
            self._hold(seat, slot)
        return seat

    def _hold(self, seat: Row, slot: CastSlot) -> None:
        until_at = self._now + timedelta(seconds=slot.amount)
        hold = {
            "id": HoldId(self._rows.new_id(self._now)),
            "kind": "desk",
            "desk": slot.words,
            "window": self._rows.new_id(self._now),
            "staff_id": self._practice.receptionists[1],
            "patient_id": None,
            "until_at": until_at,
        }
        self._rows.add(holds, hold)
        seat |= {"hold_id": hold["id"], "held_until": until_at}

    def _lay_visit(
        self,
        session: Row,
        who: str,
        parts: tuple[CastSlot, ...],
        seats: list[Row],
        *,
        late: timedelta,
    ) -> None:
        first, last = parts[0], parts[-1]
        letter = first.letter
        time_ = Time(
            session,
            _at(session["on_date"], first.at),
            _at(session["on_date"], last.at) + timedelta(minutes=last.minutes),
            letter,
            self._practice.kinds[letter],
            KINDS[letter].channel,
        )
        state, stamps = self._state(first, time_, late)
        days = 0 if letter == "D" else self._visits.waits.draw(letter)[0]
        booked_at = self._visits.booked_at(time_, days)
        if state is State.CANCELLED or time_.start_at < self._now:
            booked_at = min(booked_at, time_.start_at - timedelta(hours=15))
        reason = first.words or _PHRASES.get(letter, "")
        appointment_id = self._visits.add(
            self._people[who], time_, state, booked_at, stamps, reason=reason
        )
        if state is not State.CANCELLED:
            for seat in seats:
                seat["appointment_id"] = appointment_id

    def _state(self, slot: CastSlot, time_: Time, late: timedelta) -> tuple[State, dict[str, Any]]:
        if slot.state == "done":
            return State.FULFILLED, self._done(time_, late)
        if slot.state == "room":
            stamps = self._done(time_, late)
            del stamps["done_at"]
            return State.CHECKED_IN, stamps
        if slot.state == "here":
            return State.ARRIVED, {"arrived_at": self._now - timedelta(minutes=slot.amount)}
        if slot.state == "cancelled":
            stamps = self._visits.cancelled_stamps(time_.start_at + timedelta(minutes=1))
            return State.CANCELLED, stamps | {"cancel_code": "pat"}
        return (State.NOSHOW if slot.state == "dna" else State.BOOKED), {}

    def _done(self, time_: Time, late: timedelta) -> dict[str, Any]:
        stamps = self._visits.done_stamps(time_, late)
        done_at = min(stamps["done_at"], self._now - timedelta(minutes=1))
        if time_.channel in REMOTE:
            return {"done_at": done_at}
        return stamps | {"done_at": done_at}


def _at(on: date, clock: str) -> datetime:
    return instant_of(on, time.fromisoformat(clock), ZONE)
