"""All that seldom changes and every view needs, in one go."""

from __future__ import annotations

from sqlalchemy import Connection, select

from desktop.domain.errors import NotFound
from desktop.domain.practice import Clinic, Clinician, PracticeOutline, Room, SlotType
from desktop.persistence.settings import find_practice
from desktop.persistence.tables import clinicians, clinics, rooms, slot_types


def load_outline(db: Connection) -> PracticeOutline:
    """Return the practice with its clinics, rooms, clinicians and kinds of slot.

    Errors: NotFound("practice") for a database without one.
    """
    practice = find_practice(db)
    if practice is None:
        raise NotFound("practice", "")
    return PracticeOutline(
        practice=practice,
        clinics=tuple(
            Clinic(
                row.id,
                row.name,
                row.address,
                row.ods_site_code,
                row.features,
                row.opening_hours,
                row.active,
            )
            for row in db.execute(select(clinics).order_by(clinics.c.name))
        ),
        rooms=tuple(
            Room(row.id, row.clinic_id, row.name, row.features, row.active)
            for row in db.execute(select(rooms).order_by(rooms.c.name))
        ),
        clinicians=tuple(
            Clinician(
                row.id,
                row.title,
                row.given_names,
                row.family_name,
                row.profession,
                row.gender,
                row.languages,
                row.clinic_ids,
                row.colour or "",
                row.active,
            )
            for row in db.execute(
                select(clinicians).order_by(clinicians.c.family_name, clinicians.c.given_names)
            )
        ),
        slot_types=_slot_types(db),
    )


def _slot_types(db: Connection) -> tuple[SlotType, ...]:
    return tuple(
        SlotType(
            id=row.id,
            name=row.name,
            short_name=row.short_name,
            letter=row.letter,
            minutes=row.minutes,
            colour=row.colour,
            channel=row.channel,
            national_category=row.national_category,
            bookable=row.bookable,
            active=row.active,
            warning=row.warning,
            information=row.information,
            booked_by=row.booked_by,
        )
        for row in db.execute(select(slot_types).order_by(slot_types.c.name))
    )
