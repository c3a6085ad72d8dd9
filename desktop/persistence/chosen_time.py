"""A time chosen by its slots, with the names and notes a list of free times shows."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, bindparam, or_, select

from desktop.domain.booking import FreeTime
from desktop.domain.ids import SlotId
from desktop.persistence.tables import (
    clinicians,
    clinics,
    notes,
    rooms,
    sessions,
    slot_types,
    slots,
)

_CHOSEN = (
    select(
        slots.c.id,
        slots.c.session_id,
        slots.c.slot_type_id,
        slots.c.start_at,
        slots.c.end_at,
        slot_types.c.channel,
        sessions.c.clinician_id,
        sessions.c.clinic_id,
        clinicians.c.title,
        clinicians.c.given_names,
        clinicians.c.family_name,
        clinics.c.name.label("clinic_name"),
        rooms.c.name.label("room_name"),
    )
    .join(slot_types, slot_types.c.id == slots.c.slot_type_id)
    .join(sessions, sessions.c.id == slots.c.session_id)
    .join(clinicians, clinicians.c.id == sessions.c.clinician_id)
    .join(clinics, clinics.c.id == sessions.c.clinic_id)
    .outerjoin(rooms, rooms.c.id == sessions.c.room_id)
    .where(slots.c.id.in_(bindparam("slots", expanding=True)))
    .order_by(slots.c.start_at)
)
_NOTES = select(notes.c.text).where(
    or_(
        notes.c.session_id == bindparam("session"),
        notes.c.slot_id.in_(bindparam("slots", expanding=True)),
    )
)


def find_chosen_time(db: Connection, slot_ids: Sequence[SlotId]) -> FreeTime | None:
    """Return the time that these slots of one session make; None when any is not there."""
    found = db.execute(_CHOSEN, {"slots": list(slot_ids)}).all()
    if not found or len(found) != len(set(slot_ids)):
        return None
    first = found[0]
    ids = tuple(row.id for row in found)
    said = db.execute(_NOTES, {"session": first.session_id, "slots": list(ids)}).scalars()
    names = (first.title, first.given_names, first.family_name)
    return FreeTime(
        slot_ids=ids,
        session_id=first.session_id,
        slot_type_id=first.slot_type_id,
        channel=first.channel,
        start_at=first.start_at,
        end_at=found[-1].end_at,
        clinician_id=first.clinician_id,
        clinician_name=" ".join(part for part in names if part),
        clinic_id=first.clinic_id,
        clinic_name=first.clinic_name,
        room_name=first.room_name or "",
        notes=tuple(said),
    )
