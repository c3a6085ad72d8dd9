"""A free place and somebody to rehearse a booking with."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select

from desktop.domain.ids import PatientId, SlotId
from desktop.domain.people import Registration
from desktop.domain.sessions import SlotState
from desktop.persistence.tables import patients, places, slot_types, slots


def find_rehearsal(db: Connection, now: datetime) -> tuple[SlotId, PatientId] | None:
    """Return a place to come that nobody has and a person, None where there is neither."""
    place = (
        select(places.c.slot_id)
        .join(slots, slots.c.id == places.c.slot_id)
        .join(slot_types, slot_types.c.id == slots.c.slot_type_id)
        .where(
            places.c.appointment_id.is_(None),
            places.c.hold_id.is_(None),
            places.c.start_at > now,
            places.c.capacity == 1,
            slots.c.state == SlotState.OPEN,
            slot_types.c.bookable,
        )
        .order_by(places.c.start_at.desc(), places.c.slot_id)
        .limit(1)
    )
    person = (
        select(patients.c.id)
        .where(patients.c.registration == Registration.REGISTERED)
        .order_by(patients.c.id)
        .limit(1)
    )
    found = db.execute(place).scalar_one_or_none(), db.execute(person).scalar_one_or_none()
    return None if found[0] is None or found[1] is None else (found[0], found[1])
