"""Counting what became of sessions: what they offered, who did not attend, who cancelled late."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, Connection, bindparam, func, literal_column, select

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
_SESSIONS = QuickRows(
    select(*_OWN)
    .join(clinics, clinics.c.id == sessions.c.clinic_id)
    .join(clinicians, clinicians.c.id == sessions.c.clinician_id)
    .where(*_BETWEEN)
    .order_by(sessions.c.start_at, sessions.c.id)
)
# OFFSET 0 keeps the days first: else both engines may walk through every place there is.
_ZERO: ColumnElement[int] = literal_column("0")
_OF_DAYS = select(sessions.c.id).where(*_BETWEEN).offset(_ZERO).subquery("of_days")
_TALLIES = QuickRows(
    select(
        _OF_DAYS.c.id,
        func.count().filter(_OFFERED).label("offered"),
        func.count().filter(_OFFERED, _TAKEN).label("booked"),
        func.count().filter(_OFFERED, ~_TAKEN, slots.c.state != SlotState.OPEN).label("blocked"),
        func.count().filter(slots.c.is_extra.is_(True), _TAKEN).label("extras"),
    )
    .select_from(_OF_DAYS)
    .join(slots, slots.c.session_id == _OF_DAYS.c.id)
    .join(slot_types, slot_types.c.id == slots.c.slot_type_id)
    .join(places, places.c.slot_id == slots.c.id)
    .where(slot_types.c.bookable.is_(True))
    .group_by(_OF_DAYS.c.id)
)
_MISSED = QuickRows(
    select(slots.c.session_id, func.count().label("missed"))
    .select_from(appointments)
    .join(places, places.c.appointment_id == appointments.c.id)
    .join(slots, slots.c.id == places.c.slot_id)
    .where(
        appointments.c.on_date >= bindparam("first"),
        appointments.c.on_date <= bindparam("last"),
        appointments.c.state == State.NOSHOW,
        _OFFERED,
    )
    .group_by(slots.c.session_id)
)
_CALLED_OFF = (
    select(
        appointments.c.id,
        appointments.c.session_id,
        appointments.c.start_at,
        appointments.c.end_at,
        appointments.c.cancelled_at,
    )
    .where(
        appointments.c.on_date >= bindparam("first"),
        appointments.c.on_date <= bindparam("last"),
        appointments.c.state == State.CANCELLED,
        appointments.c.cancelled_at.is_not(None),
    )
    .offset(_ZERO)
    .subquery("called_off")
)
_CANCELLED = QuickRows(
    select(
        _CALLED_OFF.c.session_id,
        slots.c.id.label("slot_id"),
        _CALLED_OFF.c.id.label("appointment_id"),
        _CALLED_OFF.c.start_at,
        _CALLED_OFF.c.cancelled_at,
        func.count().label("empty"),
    )
    .select_from(_CALLED_OFF)
    .join(slots, slots.c.session_id == _CALLED_OFF.c.session_id)
    .join(places, places.c.slot_id == slots.c.id)
    .where(
        slots.c.start_at >= _CALLED_OFF.c.start_at,
        slots.c.start_at < _CALLED_OFF.c.end_at,
        _OFFERED,
        slots.c.state == SlotState.OPEN,
        ~_TAKEN,
    )
    .group_by(
        _CALLED_OFF.c.session_id,
        slots.c.id,
        _CALLED_OFF.c.id,
        _CALLED_OFF.c.start_at,
        _CALLED_OFF.c.cancelled_at,
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
    missed = dict(_MISSED.read(db, params))
    tallies = {
        key: Tally(offered, booked, blocked, lost.get(key, 0), missed.get(key, 0), extras)
        for key, offered, booked, blocked, extras in _TALLIES.read(db, params)
    }
    found = []
    for row in _SESSIONS.read(db, params):
        key, on, start_at, end_at, clinician, clinic, clinic_name, *names = row
        if key in tallies and clinic_id in (None, clinic):
            name = " ".join(filter(None, names))
            own = (key, on, start_at, end_at, clinician, name, clinic, clinic_name)
            found.append(SessionUse(*own, tallies[key]))
    return tuple(found)
