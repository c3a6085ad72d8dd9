"""Rows of the rebook list, with the time held for each; the holds behind them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, or_, select

from desktop.domain.booking import FreeTime, Hold
from desktop.domain.errors import NotFound
from desktop.domain.ids import HoldId, PatientId, RebookingId, SessionId, SlotId
from desktop.domain.rebooking import Rebooking, RebookingState
from desktop.domain.sessions import SessionState, SlotState
from desktop.domain.visits import State
from desktop.persistence.booking import hold_places, read_wanted_slots
from desktop.persistence.chosen_time import find_chosen_times
from desktop.persistence.day_roots import list_closed_groups
from desktop.persistence.holds import delete_hold, find_hold
from desktop.persistence.needs import list_needs
from desktop.persistence.people import called_name
from desktop.persistence.prepared import Prepared
from desktop.persistence.roots import root_of
from desktop.persistence.rows import Values, read_row
from desktop.persistence.tables import (
    appointments,
    clinicians,
    clinics,
    contact_points,
    holds,
    patients,
    places,
    rebookings,
    sessions,
    slot_types,
    slots,
)

REBOOK_LIST = "Rebook list"
"""Whose a rebook hold is, where a desk's name is said."""

_ROOT = patients.alias("root")
# Who came at the old time after all is seen: nothing is left to agree.
_WAITING = (
    rebookings.c.state == RebookingState.OPEN,
    or_(*(appointments.c.state == one for one in (State.BOOKED, State.PENDING, State.PROPOSED))),
)
_LIST = Prepared(
    select(
        rebookings,
        appointments.c.version.label("appointment_version"),
        appointments.c.slot_type_id,
        appointments.c.channel,
        appointments.c.start_at.label("now_at"),
        _ROOT.c.id.label("patient_id"),
        appointments.c.patient_id.label("own_id"),
        _ROOT.c.preferred_name,
        _ROOT.c.given_names,
        _ROOT.c.family_name,
        _ROOT.c.born_on,
        _ROOT.c.is_sensitive,
        slot_types.c.name.label("kind"),
        clinicians.c.title,
        clinicians.c.given_names.label("first"),
        clinicians.c.family_name.label("last"),
        clinics.c.name.label("clinic_name"),
    )
    .select_from(rebookings)
    .join(appointments, appointments.c.id == rebookings.c.appointment_id)
    .join(patients, patients.c.id == appointments.c.patient_id)
    .join(_ROOT, _ROOT.c.id == root_of())
    .join(slot_types, slot_types.c.id == appointments.c.slot_type_id)
    .outerjoin(clinicians, clinicians.c.id == appointments.c.clinician_id)
    .outerjoin(clinics, clinics.c.id == appointments.c.clinic_id)
    .where(*_WAITING)
)
_COUNT = Prepared(
    select(func.count())
    .select_from(rebookings)
    .join(appointments, appointments.c.id == rebookings.c.appointment_id)
    .where(*_WAITING)
)
_KEYS: Any = bindparam("keys", expanding=True)
_PHONES = (
    select(contact_points.c.patient_id, contact_points.c.value)
    .where(contact_points.c.patient_id.in_(_KEYS), contact_points.c.system == "phone")
    .order_by(contact_points.c.rank)
)


def count_open(db: Connection) -> int:
    """Return how many visits are on the rebook list."""
    return int(_COUNT.raw(db, {})[0][0])


def list_open(db: Connection, now: datetime, today: date) -> list[Rebooking]:
    """Return the visits on the rebook list, in no order.

    Of a record that opens only with a reason there are neither needs nor numbers.
    """
    rows = _LIST.all(db, {})
    keys = sorted({key for row in rows for key in (row.patient_id, row.own_id)})
    if not keys:
        return []
    closed = list_closed_groups(db, keys) | {row.patient_id for row in rows if row.is_sensitive}
    known = {row.own_id: row.patient_id for row in rows if row.patient_id not in closed}
    needs = list_needs(db, known, today)
    phones: dict[str, list[str]] = {}
    for one in db.execute(_PHONES, {"keys": keys}):
        if one.patient_id not in closed:
            phones.setdefault(one.patient_id, []).append(one.value)
    holds_of = {
        row.hold_id: tuple(SlotId(one) for one in row.held_slots)
        for row in rows
        if row.hold_id is not None and row.held_slots
    }
    held = find_held_times(db, holds_of, now)
    made = [_rebooking(row, needs, phones, held.get(row.hold_id)) for row in rows]
    return [replace(one, is_sensitive=one.patient_id in closed) for one in made]


def _rebooking(
    row: Any,
    needs: dict[PatientId, tuple[str, ...]],
    phones: dict[str, list[str]],
    held: FreeTime | None,
) -> Rebooking:
    return Rebooking(
        id=row.id,
        version=row.version,
        appointment_id=row.appointment_id,
        appointment_version=row.appointment_version,
        patient_id=row.patient_id,
        called=called_name(row.preferred_name, row.given_names, row.family_name),
        born_on=row.born_on,
        slot_type_id=row.slot_type_id,
        kind=row.kind,
        channel=row.channel,
        clinician_name=" ".join(filter(None, (row.title, row.first, row.last))),
        clinic_name=row.clinic_name or "",
        cause=row.cause,
        owner_role=row.owner_role,
        owner_staff_id=row.owner_staff_id,
        due_at=row.due_at,
        was_at=row.was_at,
        was_until=row.was_until,
        lost=row.now_at is None,
        phones=tuple(phones.get(row.patient_id, ())),
        needs=needs.get(row.patient_id, ()),
        held=held,
        hold_id=row.hold_id if held is not None else None,
        held_slots=tuple(SlotId(one) for one in row.held_slots) if held is not None else (),
    )


_STILL_HELD = (
    select(places.c.hold_id, func.count().label("held"))
    .join(slots, slots.c.id == places.c.slot_id)
    .join(sessions, sessions.c.id == slots.c.session_id)
    .where(
        places.c.hold_id.in_(bindparam("holds", expanding=True)),
        places.c.held_until > bindparam("now"),
        slots.c.state == SlotState.OPEN,
        sessions.c.state != SessionState.CANCELLED,
    )
    .group_by(places.c.hold_id)
)


def find_held_times(
    db: Connection, wanted: Mapping[HoldId, Sequence[SlotId]], now: datetime
) -> dict[HoldId, FreeTime]:
    """Return the times of those holds that are held still and can be booked.

    Three statements however many they are.
    """
    if not wanted:
        return {}
    counted = db.execute(_STILL_HELD, {"holds": sorted(wanted), "now": now})
    whole = [row.hold_id for row in counted if row.held == len(wanted[row.hold_id])]
    found = find_chosen_times(db, [wanted[one] for one in whole])
    return {hold: time for hold, time in zip(whole, found, strict=True) if time is not None}


def get_rebooking_row(db: Connection, rebooking_id: RebookingId) -> dict[str, Any]:
    """Return the row of a rebooking; NotFound without one."""
    row = read_row(db, rebookings, (rebooking_id,))
    if row is None:
        raise NotFound("rebooking", rebooking_id)
    return row


def settle_hold(db: Connection, row: Values, *, wanted: bool, now: datetime) -> SlotId | None:
    """Make the hold of a rebooking be there, or be gone; a slot that is not free any more.

    It is not on the journal of rows: it goes with the rebooking's own row.
    """
    hold_id = row["hold_id"]
    if hold_id is None:
        return None
    if not wanted:
        delete_hold(db, hold_id)
        return None
    if find_hold(db, hold_id) is not None:
        return None
    slot_ids = [SlotId(one) for one in row["held_slots"]]
    values = {
        "id": hold_id,
        "kind": "rebook",
        "desk": REBOOK_LIST,
        "window": "",
        "staff_id": None,
        "patient_id": None,
        "until_at": row["held_until"],
    }
    db.execute(insert(holds), values)
    hold = Hold(hold_id, tuple(slot_ids), row["held_until"], REBOOK_LIST)
    return hold_places(db, read_wanted_slots(db, slot_ids), hold, now=now)


_HELD_SLOTS = (
    select(places.c.slot_id, rebookings)
    .join(rebookings, rebookings.c.hold_id == places.c.hold_id)
    .where(rebookings.c.state == RebookingState.OPEN, places.c.held_until > bindparam("now"))
)


def count_held_in(db: Connection, slot_ids: Collection[SlotId], now: datetime) -> int:
    """Return for how many on the rebook list a time is held that takes one of these slots."""
    if not slot_ids:
        return 0
    rows = db.execute(_HELD_SLOTS, {"now": now})
    return len({row.id for row in rows if row.slot_id in slot_ids})


def list_holding(db: Connection, slot_id: SlotId, now: datetime) -> list[dict[str, Any]]:
    """Return the rows on the rebook list that a time is held for in this slot."""
    query = _HELD_SLOTS.where(places.c.slot_id == slot_id).order_by(rebookings.c.id)
    return [
        {name: value for name, value in row.items() if name != "slot_id"}
        for row in db.execute(query, {"now": now}).mappings()
    ]


_OPEN_IN_SESSION = (
    select(places.c.slot_id, places.c.appointment_id, rebookings.c.id.label("rebooking_id"))
    .join(slots, slots.c.id == places.c.slot_id)
    .outerjoin(
        rebookings,
        (rebookings.c.appointment_id == places.c.appointment_id)
        & (rebookings.c.state == RebookingState.OPEN),
    )
    .where(slots.c.session_id == bindparam("session"), places.c.appointment_id.is_not(None))
)


def list_taken_in(db: Connection, session_id: SessionId) -> dict[SlotId, list[RebookingId | None]]:
    """Return the slots of a session that visits have, with each visit's open rebooking."""
    found: dict[SlotId, list[RebookingId | None]] = {}
    for row in db.execute(_OPEN_IN_SESSION, {"session": session_id}):
        found.setdefault(row.slot_id, []).append(row.rebooking_id)
    return found
