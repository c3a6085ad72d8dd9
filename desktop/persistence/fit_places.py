"""What best fit has to know of sessions and of who somebody has seen, beside the free times."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, bindparam, func, select

from desktop.domain.ids import ClinicianId, PatientId, SessionId, SlotTypeId
from desktop.domain.visits import State
from desktop.persistence.prepared import Prepared
from desktop.persistence.tables import (
    appointments,
    clinicians,
    rooms,
    sessions,
    slot_types,
    slots,
)

CHUNK = 500


@dataclass(frozen=True, slots=True)
class SessionPlace:
    """A session's room and clinician, and when its first bookable slot begins, its last ends."""

    features: tuple[str, ...] | None
    gender: str | None
    first_at: datetime
    last_at: datetime


_PLACES = (
    select(
        sessions.c.id,
        rooms.c.features,
        clinicians.c.gender,
        func.min(slots.c.start_at).label("first_at"),
        func.max(slots.c.end_at).label("last_at"),
    )
    .select_from(sessions)
    .join(slots, slots.c.session_id == sessions.c.id)
    .join(slot_types, slot_types.c.id == slots.c.slot_type_id)
    .join(clinicians, clinicians.c.id == sessions.c.clinician_id)
    .outerjoin(rooms, rooms.c.id == sessions.c.room_id)
    .where(
        sessions.c.id.in_(bindparam("ids", expanding=True)),
        slots.c.is_extra.is_(False),
        slot_types.c.bookable.is_(True),
    )
    .group_by(sessions.c.id, rooms.c.features, clinicians.c.gender)
)


def read_session_places(db: Connection, ids: Iterable[SessionId]) -> dict[SessionId, SessionPlace]:
    """Return what decides about needs of the sessions of these ids."""
    wanted = sorted(set(ids))
    found: dict[SessionId, SessionPlace] = {}
    for start in range(0, len(wanted), CHUNK):
        rows = db.execute(_PLACES, {"ids": wanted[start : start + CHUNK]})
        found |= {
            row.id: SessionPlace(row.features, row.gender, row.first_at, row.last_at)
            for row in rows
        }
    return found


@dataclass(frozen=True, slots=True)
class KindFacts:
    """How long a slot of a kind usually is, and to which roles it is left, none for anybody."""

    minutes: int
    booked_by: tuple[str, ...]


_KINDS = Prepared(select(slot_types.c.id, slot_types.c.minutes, slot_types.c.booked_by))


def read_kind_facts(db: Connection) -> dict[SlotTypeId, KindFacts]:
    """Return what best fit has to know of each kind of slot."""
    return {row.id: KindFacts(row.minutes, tuple(row.booked_by)) for row in _KINDS.all(db, {})}


def read_usual_minutes(db: Connection) -> dict[SlotTypeId, int]:
    """Return how long a slot of each kind usually is."""
    return {key: one.minutes for key, one in read_kind_facts(db).items()}


_SEEN = Prepared(
    select(appointments.c.clinician_id, func.count().label("visits"))
    .where(
        appointments.c.patient_id == bindparam("patient"),
        appointments.c.on_date >= bindparam("since"),
        appointments.c.state == State.FULFILLED,
        appointments.c.clinician_id.is_not(None),
    )
    .group_by(appointments.c.clinician_id)
)


def count_seen(
    db: Connection, records: Sequence[PatientId], since: date
) -> tuple[tuple[ClinicianId, int], ...]:
    """Return how often the person of these records has seen each clinician since a day."""
    counts: dict[ClinicianId, int] = {}
    for one in records:
        for row in _SEEN.all(db, {"patient": one, "since": since}):
            counts[row.clinician_id] = counts.get(row.clinician_id, 0) + row.visits
    return tuple(sorted(counts.items()))
