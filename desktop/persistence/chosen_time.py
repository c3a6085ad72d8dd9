"""A time chosen by its slots, with the names and notes a list of free times shows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

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
_NOTES = select(notes.c.text, notes.c.session_id, notes.c.slot_id).where(
    or_(
        notes.c.session_id.in_(bindparam("sessions", expanding=True)),
        notes.c.slot_id.in_(bindparam("slots", expanding=True)),
    )
)


def find_chosen_time(db: Connection, slot_ids: Sequence[SlotId]) -> FreeTime | None:
    """Return the time that these slots of one session make; None when any is not there."""
    return find_chosen_times(db, [slot_ids])[0]


def find_chosen_times(
    db: Connection, wanted: Sequence[Sequence[SlotId]]
) -> tuple[FreeTime | None, ...]:
    """Return the time that each of these runs of slots makes, as ``find_chosen_time`` does.

    Two statements however many they are.
    """
    every = sorted({slot for run in wanted for slot in run})
    if not every:
        return (None,) * len(wanted)
    found = {row.id: row for row in db.execute(_CHOSEN, {"slots": every})}
    in_sessions = sorted({row.session_id for row in found.values()})
    said = db.execute(_NOTES, {"sessions": in_sessions, "slots": every}).all()
    return tuple(
        _time_of([found[one] for one in set(run) if one in found], run, said) for run in wanted
    )


def _time_of(rows: Sequence[Any], run: Sequence[SlotId], said: Sequence[Any]) -> FreeTime | None:
    if not rows or len(rows) != len(set(run)):
        return None
    in_order = sorted(rows, key=lambda row: (row.start_at, row.id))
    first, ids = in_order[0], tuple(row.id for row in in_order)
    names = (first.title, first.given_names, first.family_name)
    return FreeTime(
        slot_ids=ids,
        session_id=first.session_id,
        slot_type_id=first.slot_type_id,
        channel=first.channel,
        start_at=first.start_at,
        end_at=in_order[-1].end_at,
        clinician_id=first.clinician_id,
        clinician_name=" ".join(part for part in names if part),
        clinic_id=first.clinic_id,
        clinic_name=first.clinic_name,
        room_name=first.room_name or "",
        notes=tuple(
            one.text for one in said if one.session_id == first.session_id or one.slot_id in ids
        ),
    )
