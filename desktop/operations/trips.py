"""Visits on one trip: booked, moved and cancelled together, in one act."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from desktop.domain.claims import check_booked_by, check_slots
from desktop.domain.errors import Conflict, RuleViolation
from desktop.domain.ids import AppointmentId, HoldId, PatientId, SlotId, TripId
from desktop.domain.permissions import Act
from desktop.domain.times import clock_time, minutes_between, said_day
from desktop.domain.trips import OnTrip, check_trip
from desktop.domain.visits import Appointment, State
from desktop.operations.booking import (
    agree_to_move,
    cancel_row,
    check_may_open,
    get_bookable_person,
    time_of,
    write_move,
)
from desktop.operations.booking_many import (
    NOTHING_MORE,
    Carried,
    VisitWanted,
    book_many,
    each_once,
)
from desktop.operations.outcome import Outcome
from desktop.operations.work import Reading, Work
from desktop.persistence.booking import (
    list_slots_of,
    lock_places,
    read_slots_of_many,
    release_places,
)
from desktop.persistence.series import list_on_trip
from desktop.persistence.session_closing import lock_targets
from desktop.persistence.visit_needs import of_visits, share_people_of
from desktop.persistence.visits import (
    Waiting,
    get_appointment,
    get_appointment_row,
    get_leaving_row,
)


@dataclass(frozen=True, slots=True)
class Moving:
    """One visit of a trip with the slots it is to have."""

    appointment_id: AppointmentId
    version: int
    slot_ids: tuple[SlotId, ...]


def book_together(
    work: Work,
    *,
    patient_id: PatientId,
    visits: Sequence[VisitWanted],
    carried: Carried = NOTHING_MORE,
    hold_id: HoldId | None = None,
) -> Outcome[tuple[Appointment, ...]]:
    """Book visits on one trip: all of them or none.

    Errors: RuleViolation("together"), ("trip") for times that are no trip, ("overlap");
    NeedsAgreement and Conflict as ``book_appointment``: then nothing is booked.
    """
    slots = {
        one.id: one
        for one in read_slots_of_many(work.db, [slot for one in visits for slot in one.slot_ids])
    }
    times = []
    for one in visits:
        wanted = tuple(slots[slot] for slot in one.slot_ids if slot in slots)
        check_slots(wanted, one.slot_ids, work.zone)
        times.append(time_of(wanted))
    check_trip(times)
    many = book_many(
        work,
        patient_id=patient_id,
        visits=visits,
        carried=carried,
        trip_id=TripId(work.new_id()),
        hold_id=hold_id,
    )
    label = f"Booked {many.person.called}, {_when(work, many.visits)}, on one trip."
    stays = f"{many.person.called}’s visits stay booked."
    undo = work.inverse(Act.BOOK_APPOINTMENT, label, stays=stays)
    words = f"{label} {many.arrange}" if many.arrange else label
    return Outcome(many.visits, work.changes(), undo, words)


def move_together(
    work: Work, *, visits: Sequence[Moving], hold_id: HoldId | None = None
) -> Outcome[tuple[Appointment, ...]]:
    """Move the visits of a trip to other times that are one trip: all of them or none.

    They may take each other's times.
    Errors: as ``move_appointment``; RuleViolation("together"), ("trip"); Conflict("stale").
    """
    moved = of_visits([one.appointment_id for one in visits])
    share_people_of(work.db, *moved)  # before it is read what they told us
    # What the sessions they leave close to is locked before sessions and places.
    sessions = [get_appointment_row(work.db, one.appointment_id)["session_id"] for one in visits]
    lock_targets(work.db, sorted(one for one in sessions if one is not None))
    rows = [(one, *_get_booked(work, one.appointment_id, one.version)) for one in visits]
    ids = sorted(slot for one in visits for slot in one.slot_ids)
    slots = {one.id: one for one in read_slots_of_many(work.db, ids)}
    wanted = {
        one.appointment_id: tuple(slots[slot] for slot in one.slot_ids if slot in slots)
        for one in visits
    }
    for one in visits:
        check_slots(wanted[one.appointment_id], one.slot_ids, work.zone)
    check_trip([time_of(several) for several in wanted.values()])
    lock_places(work.db, sorted({*ids, *(slot for one in visits for slot in _has(work, one))}))
    agreed, work.agreed = work.agreed, work.agreed | {"trip"}  # they stay together
    people = []
    for one, before, _ in rows:
        goes_to = wanted[one.appointment_id]
        work.require(Act.MOVE_APPOINTMENT, before["clinician_id"])
        work.require(Act.MOVE_APPOINTMENT, goes_to[0].clinician_id)
        check_booked_by(goes_to, work.actor.role)
        check_may_open(work, goes_to)
        had = minutes_between(before["start_at"], before["end_at"])
        others = [each["id"] for _, each, _ in rows if each["id"] != before["id"]]
        person = agree_to_move(work, before, goes_to, had_minutes=had, moves_too=others)
        people.append(person)
    work.agreed = agreed
    left = [release_places(work.rows, before["id"]) for _, before, _ in rows]
    made, arrange = [], []
    for (one, before, waiting), person, slot_ids in zip(rows, people, left, strict=True):
        outcome = write_move(
            work,
            before,
            waiting,
            wanted[one.appointment_id],
            person,
            hold_id=hold_id,
            stays_on_trip=True,
            left=slot_ids,
        )
        made.append(outcome.value)
        arrange.append(outcome.more)
    label = f"Moved {people[0].called} to {_when(work, made)}, on one trip."
    stays = f"{people[0].called}’s visits stay at their new times."
    undo = work.inverse(Act.MOVE_APPOINTMENT, label, stays=stays)
    return Outcome(tuple(made), work.changes(), undo, each_once((label, *arrange)))


def cancel_together(
    work: Work,
    *,
    visits: Sequence[tuple[AppointmentId, int]],
    code: str,
    words: str = "",
) -> Outcome[int]:
    """Cancel visits of a trip (id, version) in one act; they stay together, as it was.

    Errors: as ``cancel_appointment``; RuleViolation("together"); Conflict("stale").
    """
    if len(visits) < 2:
        raise RuleViolation("together", None, "A trip has two visits: choose both.")
    gone = cancel_each(work, visits, code=code, words=words)
    rows = [one.row for one in gone]
    called = get_bookable_person(work, rows[0]["patient_id"]).called
    day = said_day(rows[0]["on_date"], work.today)
    at = sorted(clock_time(one["start_at"], work.zone) for one in rows if one["start_at"])
    label = f"Cancelled {called}, {day} {' and '.join(at)}."
    undo = work.inverse(Act.CANCEL_APPOINTMENT, label, stays=f"{called}’s visits stay cancelled.")
    return Outcome(
        len(visits), work.changes(), undo, each_once((label, *(one.off for one in gone)))
    )


@dataclass(frozen=True, slots=True)
class Gone:
    """The row of a visit cancelled with others, and what is to call off of it, in words."""

    row: dict[str, Any]
    off: str


def cancel_each(
    work: Work, visits: Sequence[tuple[AppointmentId, int]], *, code: str, words: str = ""
) -> list[Gone]:
    """Cancel visits (id, version) one after another, whatever belongs with them.

    Errors: as ``cancel_appointment``; Conflict("stale").
    """
    people = of_visits([appointment_id for appointment_id, _ in visits])
    share_people_of(work.db, *people)  # before what was arranged for any of them
    gone = []
    for appointment_id, version in sorted(visits):
        before, waiting = get_leaving_row(work.db, appointment_id)
        if before["version"] != version:
            raise _stale(appointment_id)
        outcome = cancel_row(work, before, waiting, code=code, words=words)
        gone.append(Gone(before, outcome.more))
    return gone


@dataclass(frozen=True, slots=True)
class WholeTrip:
    """A visit and the others of its trip, each with the slots it holds."""

    visit: Appointment
    others: tuple[Appointment, ...]


def read_trip(reading: Reading, *, appointment_id: AppointmentId) -> WholeTrip:
    """Return a visit with the others of its trip that are not over; NotFound."""
    visit = get_appointment(reading.db, appointment_id)
    others: tuple[OnTrip, ...] = ()
    if visit.trip_id is not None:
        others = list_on_trip(reading.db, visit.trip_id, visit.id)
    return WholeTrip(visit, tuple(get_appointment(reading.db, one.id) for one in others))


def _get_booked(
    work: Work, appointment_id: AppointmentId, version: int
) -> tuple[dict[str, Any], Waiting]:
    before, waiting = get_leaving_row(work.db, appointment_id)
    if before["version"] != version:
        raise _stale(appointment_id)
    if before["state"] is not State.BOOKED:
        raise RuleViolation("state", None, "Only visits that are still booked can be moved.")
    return before, waiting


def _has(work: Work, one: Moving) -> tuple[SlotId, ...]:
    return list_slots_of(work.db, one.appointment_id)


def _stale(appointment_id: AppointmentId) -> Conflict:
    words = "One of these visits has changed since you opened it. Nothing was changed."
    return Conflict("stale", words, key=appointment_id)


def _when(work: Work, visits: Sequence[Appointment]) -> str:
    day = said_day(visits[0].on_date, work.today)
    at = sorted(one.start_at for one in visits if one.start_at is not None)
    return f"{day} {' and '.join(clock_time(one, work.zone) for one in at)}"
