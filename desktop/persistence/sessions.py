"""Rows of sessions, slots and notes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, or_, select

from desktop.domain.errors import NotFound
from desktop.domain.ids import ClinicianId, SessionId, SlotId, SlotTypeId
from desktop.domain.sessions import SessionState, Slot
from desktop.domain.times import clock_time
from desktop.persistence.rows import read_row
from desktop.persistence.tables import (
    appointments,
    clinicians,
    clinics,
    notes,
    places,
    rooms,
    sessions,
    slot_types,
    slots,
)

ONE_OFF = {"template_id": None, "template_on": None, "is_one_off": True}
"""What a session made by no template says of it."""


def get_row(db: Connection, table: str, key: str) -> dict[str, Any]:
    """Return a row of one of the tables below; NotFound without one."""
    row = read_row(db, _TABLES[table], (key,))
    if row is None:
        raise NotFound(table.removesuffix("s"), key)
    return row


_TABLES = {
    "sessions": sessions,
    "slots": slots,
    "notes": notes,
    "clinicians": clinicians,
    "rooms": rooms,
    "slot_types": slot_types,
}
_TAKEN_PLACES = select(places.c.appointment_id).where(
    places.c.slot_id == bindparam("slot"), places.c.appointment_id.is_not(None)
)
_HELD_PLACES = select(places.c.hold_id).where(
    places.c.slot_id == bindparam("slot"),
    places.c.hold_id.is_not(None),
    places.c.held_until > bindparam("now"),
)


def is_taken(db: Connection, slot_id: SlotId) -> bool:
    """Return whether a visit has a place of the slot."""
    return db.execute(_TAKEN_PLACES, {"slot": slot_id}).first() is not None


def is_held(db: Connection, slot_id: SlotId, now: datetime) -> bool:
    """Return whether a live hold has a place of the slot."""
    return db.execute(_HELD_PLACES, {"slot": slot_id, "now": now}).first() is not None


def list_known_types(db: Connection, wanted: Sequence[SlotTypeId]) -> frozenset[SlotTypeId]:
    """Return which of these kinds of slot are there and in use."""
    query = select(slot_types.c.id).where(slot_types.c.active, slot_types.c.id.in_(list(wanted)))
    return frozenset(row.id for row in db.execute(query))


def list_breaks(db: Connection) -> frozenset[SlotTypeId]:
    """Return the kinds of slot that nobody books, retired ones too."""
    query = select(slot_types.c.id).where(slot_types.c.bookable.is_(False))
    return frozenset(row.id for row in db.execute(query))


_NEXT_SESSION = (
    select(sessions.c.start_at)
    .where(
        sessions.c.clinician_id == bindparam("clinician"),
        sessions.c.id != bindparam("session"),
        sessions.c.state != "cancelled",
        sessions.c.start_at < bindparam("end"),
        sessions.c.end_at > bindparam("start"),
    )
    .limit(1)
)


def find_other_session(
    db: Connection,
    clinician_id: ClinicianId,
    session_id: SessionId,
    *,
    start: datetime,
    end: datetime,
) -> datetime | None:
    """Return when another session of the clinician overlaps that time begins, None when none."""
    params = {"clinician": clinician_id, "session": session_id, "start": start, "end": end}
    row = db.execute(_NEXT_SESSION, params).first()
    return None if row is None else row.start_at


_OTHER_EXTRA = (
    select(slots.c.start_at)
    .join(places, places.c.slot_id == slots.c.id)
    .join(appointments, appointments.c.id == places.c.appointment_id)
    .where(
        slots.c.session_id == bindparam("session"),
        slots.c.is_extra,
        slots.c.start_at < bindparam("end"),
        slots.c.end_at > bindparam("start"),
    )
    .limit(1)
)


def has_extra_then(
    db: Connection, session_id: SessionId, *, start: datetime, end: datetime
) -> bool:
    """Return whether the session already has an extra at that time."""
    params = {"session": session_id, "start": start, "end": end}
    return db.execute(_OTHER_EXTRA, params).first() is not None


def list_sessions_between(db: Connection, first: date, last: date) -> list[dict[str, Any]]:
    """Return the sessions on those dates that take place, in order of time."""
    query = (
        select(sessions)
        .where(sessions.c.on_date.between(first, last), sessions.c.state != SessionState.CANCELLED)
        .order_by(sessions.c.start_at, sessions.c.id)
    )
    return [dict(row) for row in db.execute(query).mappings()]


def list_slots_of_session(db: Connection, session_id: SessionId) -> tuple[Slot, ...]:
    """Return the slots of a session in order of time."""
    query = select(slots).where(slots.c.session_id == session_id).order_by(slots.c.start_at)
    return tuple(Slot(**row) for row in db.execute(query).mappings())


def find_clash(db: Connection, session: dict[str, Any], zone: str) -> tuple[str, str] | None:
    """Return who or what of a session is elsewhere then: "clinician" or "room", words.

    None when neither is; the session itself, where it is there, does not count. The words name
    the other session: its times and its clinic.
    """
    query = (
        select(sessions.c.clinician_id, sessions.c.start_at, sessions.c.end_at)
        .add_columns(clinicians.c.title, clinicians.c.given_names, clinicians.c.family_name)
        .add_columns(rooms.c.name.label("room"), clinics.c.name.label("clinic"))
        .join(clinicians, clinicians.c.id == sessions.c.clinician_id)
        .join(clinics, clinics.c.id == sessions.c.clinic_id)
        .outerjoin(rooms, rooms.c.id == sessions.c.room_id)
        .where(
            sessions.c.state != SessionState.CANCELLED,
            sessions.c.id != session["id"],
            sessions.c.start_at < session["end_at"],
            sessions.c.end_at > session["start_at"],
            or_(
                sessions.c.clinician_id == session["clinician_id"],
                # no room is nobody's: two sessions without one are not in each other's way
                and_(sessions.c.room_id.is_not(None), sessions.c.room_id == session["room_id"]),
            ),
        )
        .order_by(sessions.c.start_at)
    )
    found = db.execute(query).all()
    own = [row for row in found if row.clinician_id == session["clinician_id"]]
    if not found:
        return None
    row = (own or found)[0]
    called = " ".join(filter(None, (row.title, row.given_names, row.family_name)))
    times = f"{clock_time(row.start_at, zone)} to {clock_time(row.end_at, zone)}"
    if own:
        return "clinician", f"{called} has a session then, {times} at {row.clinic}."
    return "room", f"{row.room} is taken by {called} then, {times}."
