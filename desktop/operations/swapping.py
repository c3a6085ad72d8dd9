"""Swapping two visits in one act: each takes the other's time, or neither does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from desktop.domain.claims import (
    agreement_for_channel,
    agreements_for_person,
    agreements_for_slots,
    check_booked_by,
    check_slots,
)
from desktop.domain.errors import Agreement, Conflict, RuleViolation
from desktop.domain.ids import AppointmentId, SlotId
from desktop.domain.permissions import Act
from desktop.domain.times import clock_time, minutes_between, said_day
from desktop.domain.visits import Appointment, State, Step
from desktop.operations.booking import (
    check_may_open,
    get_bookable_person_then,
    moved_channel,
    time_of,
    times_of,
    touch_visit,
    where_words,
)
from desktop.operations.events import write_event
from desktop.operations.outcome import Outcome
from desktop.operations.trip_links import agreements_to_part, part_trip
from desktop.operations.visit_needs import follow_booking
from desktop.operations.work import Work
from desktop.persistence.booked_person import BookedPerson, find_booked_person
from desktop.persistence.booking import (
    WantedSlot,
    claim_places,
    list_slots_of,
    read_wanted_slots,
    release_places,
)
from desktop.persistence.tables import appointments
from desktop.persistence.visit_needs import of_visits, share_people_of
from desktop.persistence.visits import appointment_from, get_appointment_row


@dataclass(frozen=True, slots=True)
class _Side:
    """One of the two visits, with the slots it has and those it is to have.

    ``on_trip``: it belongs with others than the one it changes places with.
    """

    row: dict[str, Any]
    has: tuple[SlotId, ...]
    wanted: tuple[WantedSlot, ...]
    person: BookedPerson
    other_visit_at: datetime | None
    on_trip: bool


def swap_appointments(
    work: Work,
    *,
    appointment_id: AppointmentId,
    version: int,
    other_id: AppointmentId,
    other_version: int,
) -> Outcome[tuple[Appointment, Appointment]]:
    """Let two booked visits change places; each keeps its id and all it carries.

    Errors: NeedsAgreement swap (always: somebody nobody is talking to is moved too), kind, early,
    channel, past, shorter, left, deceased, same_time; RuleViolation("state") where one is not
    booked, ("same") for one visit twice, ("booked_by") for a kind that others book;
    Conflict("stale").
    """
    if appointment_id == other_id:
        raise RuleViolation("same", None, "Choose another visit to swap with.")
    share_people_of(work.db, *of_visits((appointment_id, other_id)))
    rows = [_get_booked(work, appointment_id, version), _get_booked(work, other_id, other_version)]
    has = [list_slots_of(work.db, row["id"]) for row in rows]
    if not all(has):
        raise RuleViolation("state", None, "Only visits that have a time can be swapped.")
    # Both sessions are locked at once, in key order, before either place is let go.
    slots = {one.id: one for one in read_wanted_slots(work.db, sorted(has[0] + has[1]))}
    wanted = [tuple(slots[one] for one in has[side] if one in slots) for side in (1, 0)]
    is_one_person = rows[0]["patient_id"] == rows[1]["patient_id"]
    is_one_trip = rows[0]["trip_id"] == rows[1]["trip_id"]
    sides = [
        _side(work, *one, is_one_person=is_one_person, is_one_trip=is_one_trip)
        for one in zip(rows, has, wanted, strict=True)
    ]
    differs = [asked for side in sides for asked in _differences(work, side)]
    work.need_agreement(_question(work, sides, is_alike=not differs) + differs)
    for side in sides:
        release_places(work.rows, side.row["id"])
    first, second = sides
    (given, arrange), (given_too, arrange_too) = _give(work, first), _give(work, second)
    label = f"Swapped {first.person.called} and {second.person.called}."
    undo = work.inverse(Act.MOVE_APPOINTMENT, label, stays="Both visits stay at their new times.")
    words = " ".join(filter(None, (label, arrange, arrange_too)))
    return Outcome((given, given_too), work.changes(), undo, words)


def _get_booked(work: Work, appointment_id: AppointmentId, version: int) -> dict[str, Any]:
    row = get_appointment_row(work.db, appointment_id)
    if row["version"] != version:
        person = find_booked_person(work.db, row["patient_id"])
        whose = f"{person.called}’s visit" if person is not None else "One of the two visits"
        words = f"{whose} has changed since you opened it. Nothing was swapped."
        raise Conflict("stale", words, key=row["id"])
    if row["state"] is not State.BOOKED:
        raise RuleViolation("state", None, "Only visits that are still booked can be swapped.")
    work.require(Act.MOVE_APPOINTMENT, row["clinician_id"])
    return row


def _side(
    work: Work,
    row: dict[str, Any],
    has: tuple[SlotId, ...],
    wanted: Sequence[WantedSlot],
    *,
    is_one_person: bool,
    is_one_trip: bool,
) -> _Side:
    slots = tuple(sorted(wanted, key=lambda one: (one.start_at, one.id)))
    check_slots(slots, [one.id for one in slots], work.zone)
    work.require(Act.MOVE_APPOINTMENT, slots[0].clinician_id)
    check_booked_by(slots, work.actor.role)
    check_may_open(work, slots)
    person, other = get_bookable_person_then(
        work,
        row["patient_id"],
        on_date=slots[0].on_date,
        start_at=slots[0].start_at,
        end_at=slots[-1].end_at,
        except_ids=(row["id"],),
    )
    # Of two visits of one person each is the other's: they do not meet.
    on_trip = row["trip_id"] is not None and not is_one_trip
    return _Side(row, has, slots, person, None if is_one_person else other, on_trip)


def _question(work: Work, sides: Sequence[_Side], *, is_alike: bool) -> list[Agreement]:
    """Return what is asked of every swap: whose times, and where each would be seen."""
    names = ", and ".join(
        f"{side.person.called}, {_when_words(work, side.row['start_at'], side.row['on_date'])}"
        for side in sides
    )
    goes = ". ".join(
        f"{side.person.called} would be seen {where_words(work, side.wanted[0])}" for side in sides
    )
    alike = " Both keep their kind and length." if is_alike else ""
    return [Agreement("swap", f"Swap {names}?"), Agreement("swap", f"{goes}.{alike}")]


def _when_words(work: Work, start_at: datetime, on_date: date) -> str:
    return f"{said_day(on_date, work.today)} {clock_time(start_at, work.zone)}"


def _differences(work: Work, side: _Side) -> list[Agreement]:
    row, called = side.row, side.person.called
    time = f"{called}’s new time"
    asked = agreements_for_slots(
        side.wanted, row["slot_type_id"], work.now, work.zone, act="Swap", time=time
    )
    channel = moved_channel(row, side.wanted)
    asked += agreement_for_channel(called, row["channel"], channel, is_first=True)
    had = minutes_between(row["start_at"], row["end_at"])
    has = minutes_between(side.wanted[0].start_at, side.wanted[-1].end_at)
    if has < had:
        words = f"{time} would be {had - has} minutes short. Swap all the same?"
        asked.append(Agreement("shorter", words))
    if side.on_trip:
        asked += agreements_to_part(work, row, act="Swap", times=[time_of(side.wanted)])
    return asked + agreements_for_person(side.person, side.other_visit_at, work.zone, verb="Swap")


def _give(work: Work, side: _Side) -> tuple[Appointment, str]:
    row, visit_id = side.row, side.row["id"]
    if side.on_trip:
        row = part_trip(work, row, times=[time_of(side.wanted)])
    taken = claim_places(work.rows, side.wanted, appointment_id=visit_id, now=work.now)
    assert taken is None, "both places were let go in this transaction"
    after = times_of(side.wanted) | {"channel": moved_channel(row, side.wanted)}
    work.rows.update(appointments, (visit_id,), row, after)
    arrange = follow_booking(work, row | after, side.person, time_changed=True)
    facts = {
        "from": {"start_at": row["start_at"], "slots": list(side.has)},
        "to": {"start_at": after["start_at"], "slots": [one.id for one in side.wanted]},
    }
    write_event(work, visit_id, Step.MOVED, facts)
    touch_visit(work, row)
    touch_visit(work, row | after)
    work.record(
        Act.MOVE_APPOINTMENT,
        {"to": where_words(work, side.wanted[0]), "swapped": True},
        patient_id=row["patient_id"],
        appointment_id=visit_id,
        session_id=after["session_id"],
    )
    row = row | after | {"version": row["version"] + 1}
    return appointment_from(row, tuple(one.id for one in side.wanted)), arrange
