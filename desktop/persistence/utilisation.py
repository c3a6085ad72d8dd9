"""Counting what became of sessions: one statement by session, one of late cancellations."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection, bindparam, func, select

from desktop.domain.ids import ClinicId
from desktop.domain.sessions import SessionState, SlotState
from desktop.domain.utilisation import (
    LateCancelled,
    SessionUse,
    Tally,
    count_lost,
    is_late,
)
from desktop.domain.visits import State
from desktop.persistence.quick_rows import QuickRows
from desktop.persistence.tables import (
    appointments,
    clinicians,
    clinics,
    places,
    sessions,
    slot_types,
    slots,
)

_BETWEEN = (
    sessions.c.on_date >= bindparam("first"),
    sessions.c.on_date <= bindparam("last"),
    sessions.c.state != SessionState.CANCELLED,
)
_OFFERED = slots.c.is_extra.is_(False)
_TAKEN = places.c.appointment_id.is_not(None)
_NAMES = (clinicians.c.title, clinicians.c.given_names, clinicians.c.family_name)
_OWN = (
    sessions.c.id,
    sessions.c.on_date,
    sessions.c.start_at,
    sessions.c.end_at,
    sessions.c.clinician_id,
    sessions.c.clinic_id,
    clinics.c.name.label("clinic_name"),
    *_NAMES,
)
_TALLIES = QuickRows(
    select(
        *_OWN,
        func.count().filter(_OFFERED).label("offered"),
        func.count().filter(_OFFERED, _TAKEN).label("booked"),
        func.count().filter(_OFFERED, ~_TAKEN, slots.c.state != SlotState.OPEN).label("blocked"),
        func.count().filter(_OFFERED, appointments.c.state == State.NOSHOW).label("missed"),
        func.count().filter(slots.c.is_extra.is_(True), _TAKEN).label("extras"),
    )
    .select_from(sessions)
    .join(clinics, clinics.c.id == sessions.c.clinic_id)
    .join(clinicians, clinicians.c.id == sessions.c.clinician_id)
    .join(slots, slots.c.session_id == sessions.c.id)
    .join(slot_types, slot_types.c.id == slots.c.slot_type_id)
    .join(places, places.c.slot_id == slots.c.id)
    .outerjoin(appointments, appointments.c.id == places.c.appointment_id)
    .where(*_BETWEEN, slot_types.c.bookable.is_(True))
    .group_by(*_OWN)
    .order_by(sessions.c.start_at, sessions.c.id)
)
_CANCELLED = QuickRows(
    select(
        sessions.c.id,
        slots.c.id.label("slot_id"),
        appointments.c.id.label("appointment_id"),
        appointments.c.start_at,
        appointments.c.cancelled_at,
        func.count().label("empty"),
    )
    .select_from(sessions)
    .join(appointments, appointments.c.session_id == sessions.c.id)
    .join(slots, slots.c.session_id == sessions.c.id)
    .join(places, places.c.slot_id == slots.c.id)
    .where(
        *_BETWEEN,
        appointments.c.state == State.CANCELLED,
        appointments.c.cancelled_at.is_not(None),
        slots.c.start_at >= appointments.c.start_at,
        slots.c.start_at < appointments.c.end_at,
        _OFFERED,
        slots.c.state == SlotState.OPEN,
        ~_TAKEN,
    )
    .group_by(
        sessions.c.id,
        slots.c.id,
        appointments.c.id,
        appointments.c.start_at,
        appointments.c.cancelled_at,
    )
)


def list_uses(
    db: Connection, *, first: date, last: date, clinic_id: ClinicId | None = None
) -> tuple[SessionUse, ...]:
    """Return the sessions that take place between two dates, with what became of their places."""
    params = {"first": first, "last": last}
    lost = count_lost(
        LateCancelled(session, slot, empty)
        for session, slot, _, start_at, cancelled_at, empty in _CANCELLED.read(db, params)
        if is_late(start_at, cancelled_at)
    )
    found = []
    for row in _TALLIES.read(db, params):
        key, on, start_at, end_at, clinician, clinic, clinic_name, *rest = row
        if clinic_id is not None and clinic != clinic_id:
            continue
        name = " ".join(filter(None, rest[:3]))
        offered, booked, blocked, missed, extras = rest[3:]
        tally = Tally(offered, booked, blocked, lost.get(key, 0), missed, extras)
        use = SessionUse(key, on, start_at, end_at, clinician, name, clinic, clinic_name, tally)
        found.append(use)
    return tuple(found)
