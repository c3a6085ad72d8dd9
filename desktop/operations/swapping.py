"""Swapping two visits in one act: each takes the other's time, or neither does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from desktop.domain.claims import agreements_for_person, agreements_for_slots, check_slots
from desktop.domain.errors import Agreement, Conflict, RuleViolation
from desktop.domain.ids import AppointmentId, SlotId
from desktop.domain.permissions import Act
from desktop.domain.visits import State, Step
from desktop.operations.booking import (
    get_bookable_person,
    moved_channel,
    times_of,
    touch_visit,
    where_words,
)
from desktop.operations.events import write_event
from desktop.operations.outcome import Outcome
from desktop.operations.work import Work
from desktop.persistence.booking import (
    BookedPerson,
    WantedSlot,
    claim_places,
    list_slots_of,
    read_wanted_slots,
    release_places,
)
from desktop.persistence.tables import appointments
from desktop.persistence.visits import get_appointment_row


@dataclass(frozen=True, slots=True)
class _Side:
    """One of the two visits, with the slots it has and those it is to have."""

    row: dict[str, Any]
    has: tuple[SlotId, ...]
    wanted: tuple[WantedSlot, ...]
    person: BookedPerson


def swap_appointments(
    work: Work,
    *,
    appointment_id: AppointmentId,
    version: int,
    other_id: AppointmentId,
    other_version: int,
) -> Outcome[tuple[AppointmentId, AppointmentId]]:
    """Let two booked visits change places; each keeps its id and all it carries.

    Errors: NeedsAgreement kind, past, shorter, left, deceased; RuleViolation("state") where one is
    not booked, ("same") for one visit twice; Conflict("stale").
    """
    if appointment_id == other_id:
        raise RuleViolation("same", None, "Choose another visit to swap with.")
    rows = [_get_booked(work, appointment_id, version), _get_booked(work, other_id, other_version)]
    has = [list_slots_of(work.db, row["id"]) for row in rows]
    if not all(has):
        raise RuleViolation("state", None, "Only visits that have a time can be swapped.")
    # Both sessions are locked at once, in key order, before either place is let go.
    slots = {one.id: one for one in read_wanted_slots(work.db, sorted(has[0] + has[1]))}
    wanted = [tuple(slots[one] for one in has[side] if one in slots) for side in (1, 0)]
    sides = [_side(work, *one) for one in zip(rows, has, wanted, strict=True)]
    work.need_agreement(asked for side in sides for asked in _agreements(work, side))
    for side in sides:
        release_places(work.rows, side.row["id"])
    for side in sides:
        _give(work, side)
    first, second = sides
    label = f"Swapped {first.person.called} and {second.person.called}."
    undo = work.inverse(Act.MOVE_APPOINTMENT, label, stays="Both visits stay at their new times.")
    return Outcome((appointment_id, other_id), work.changes(), undo, label)


def _get_booked(work: Work, appointment_id: AppointmentId, version: int) -> dict[str, Any]:
    row = get_appointment_row(work.db, appointment_id)
    if row["version"] != version:
        raise Conflict("stale", "This visit has changed since you opened it.", key=row["id"])
    if row["state"] is not State.BOOKED:
        raise RuleViolation("state", None, "Only visits that are still booked can be swapped.")
    work.require(Act.MOVE_APPOINTMENT, row["clinician_id"])
    return row


def _side(
    work: Work, row: dict[str, Any], has: tuple[SlotId, ...], wanted: Sequence[WantedSlot]
) -> _Side:
    slots = tuple(sorted(wanted, key=lambda one: (one.start_at, one.id)))
    check_slots(slots, [one.id for one in slots], work.zone)
    return _Side(row, has, slots, get_bookable_person(work, row["patient_id"]))


def _agreements(work: Work, side: _Side) -> list[Agreement]:
    kind, act = side.row["slot_type_id"], f"Swap {side.person.called}"
    asked = agreements_for_slots(side.wanted, kind, work.now, work.zone, act=act)
    had = side.row["end_at"] - side.row["start_at"]
    has = side.wanted[-1].end_at - side.wanted[0].start_at
    if has < had:
        short = int((had - has).total_seconds() // 60)
        words = f"{side.person.called}’s time would be {short} minutes short. Swap all the same?"
        asked.append(Agreement("shorter", words))
    return asked + agreements_for_person(side.person, None, work.zone, verb="Swap")


def _give(work: Work, side: _Side) -> None:
    row, visit_id = side.row, side.row["id"]
    taken = claim_places(work.rows, side.wanted, appointment_id=visit_id, now=work.now)
    assert taken is None, "both places were let go in this transaction"
    after = times_of(side.wanted) | {"channel": moved_channel(row, side.wanted)}
    work.rows.update(appointments, (visit_id,), row, after)
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
