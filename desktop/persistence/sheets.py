"""Rows of what is printed: the people of a day, somebody's next visits."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import BindParameter, Connection, and_, bindparam, or_, select

from desktop.domain.ids import AppointmentId, PatientId
from desktop.domain.people import NHS_NUMBER
from desktop.domain.preference_rules import flat_words
from desktop.domain.preferences import KINDS
from desktop.domain.sheets import SheetPerson
from desktop.domain.visits import State
from desktop.persistence.day_roots import list_roots
from desktop.persistence.people import called_name
from desktop.persistence.tables import (
    appointments,
    clinicians,
    clinics,
    contact_points,
    identifiers,
    patients,
    preferences,
    rooms,
    sessions,
    slot_types,
)

_ON_DATE = appointments.c.on_date == bindparam("on_date")
_OF_DAY = select(appointments.c.patient_id).where(_ON_DATE).distinct()
_RECORDS: BindParameter[str] = bindparam("records", expanding=True)
_PEOPLE = (
    select(
        patients.c.id,
        patients.c.preferred_name,
        patients.c.given_names,
        patients.c.family_name,
        patients.c.say_it,
        patients.c.born_on,
        patients.c.is_sensitive,
        identifiers.c.value,
    )
    .outerjoin(
        identifiers,
        and_(
            identifiers.c.patient_id == patients.c.id,
            identifiers.c.system == NHS_NUMBER,
            identifiers.c.use != "old",
        ),
    )
    .where(patients.c.id.in_(_RECORDS))
)
_PHONES = (
    select(contact_points.c.patient_id, contact_points.c.value)
    .where(contact_points.c.system == "phone", contact_points.c.patient_id.in_(_RECORDS))
    .order_by(contact_points.c.rank)
)
_NEEDS = (
    select(preferences.c.patient_id, preferences.c.kind, preferences.c.filled, preferences.c.value)
    .where(
        preferences.c.patient_id.in_(_RECORDS),
        or_(preferences.c.ends_on.is_(None), preferences.c.ends_on >= bindparam("on_date")),
    )
    .order_by(preferences.c.since_on, preferences.c.id)
)
_CALL_ON = select(appointments.c.id, appointments.c.call_on).where(
    _ON_DATE, appointments.c.call_on.is_not(None)
)


def load_sheet_people(db: Connection, on_date: date) -> dict[PatientId, SheetPerson]:
    """Return everybody with a visit that day; of a sensitive record the name and birth alone.

    A merged record's phones and needs are those of the person it lives on in; where one of the
    records is sensitive, all of them are.
    """
    roots = list_roots(db)
    living = {roots.get(one, one) for one in db.execute(_OF_DAY, {"on_date": on_date}).scalars()}
    merged = [one for one, root in roots.items() if root in living]
    params = {"on_date": on_date, "records": sorted({*living, *merged})}
    rows = db.execute(_PEOPLE, params).all()
    closed = {roots.get(row.id, row.id) for row in rows if row.is_sensitive}
    phones: dict[PatientId, list[str]] = {}
    for patient_id, value in db.execute(_PHONES, params):
        phones.setdefault(roots.get(patient_id, patient_id), []).append(value)
    needs: dict[PatientId, dict[str, None]] = {}
    for patient_id, kind, filled, value in db.execute(_NEEDS, params):
        if kind in KINDS and KINDS[kind].is_need:
            more = flat_words(kind, filled, value)
            words = KINDS[kind].words + (f" ({more})" if more else "")
            needs.setdefault(roots.get(patient_id, patient_id), {})[words] = None
    return {
        row.id: SheetPerson(
            id=row.id,
            called=called_name(row.preferred_name, row.given_names, row.family_name),
            say_it=row.say_it,
            born_on=row.born_on,
            nhs_number="" if row.id in closed else row.value or "",
            phones=() if row.id in closed else tuple(phones.get(row.id, ())),
            needs=() if row.id in closed else tuple(needs.get(row.id, ())),
            is_sensitive=row.id in closed,
        )
        for row in rows
        if row.id in living
    }


def load_numbers_to_ring(db: Connection, on_date: date) -> dict[AppointmentId, str]:
    """Return the number to ring of each phone visit that day."""
    return {row.id: row.call_on for row in db.execute(_CALL_ON, {"on_date": on_date})}


_NEXT = (
    select(
        appointments.c.on_date,
        appointments.c.start_at,
        appointments.c.end_at,
        appointments.c.channel,
        appointments.c.call_on,
        clinicians.c.title,
        clinicians.c.given_names,
        clinicians.c.family_name,
        clinics.c.name.label("clinic_name"),
        clinics.c.address.label("clinic_address"),
        rooms.c.name.label("room_name"),
        slot_types.c.information,
    )
    .select_from(appointments)
    .join(slot_types, slot_types.c.id == appointments.c.slot_type_id)
    .outerjoin(clinicians, clinicians.c.id == appointments.c.clinician_id)
    .outerjoin(clinics, clinics.c.id == appointments.c.clinic_id)
    .outerjoin(sessions, sessions.c.id == appointments.c.session_id)
    .outerjoin(rooms, rooms.c.id == sessions.c.room_id)
    .where(
        appointments.c.patient_id == bindparam("patient"),
        or_(*(appointments.c.state == one for one in (State.BOOKED, State.PENDING))),
        appointments.c.start_at > bindparam("now"),
    )
    .order_by(appointments.c.start_at)
    .limit(10)
)


def list_next_visits(db: Connection, patient_id: PatientId, now: datetime) -> list[Any]:
    """Return the rows of somebody's next visits, soonest first, at most ten."""
    return list(db.execute(_NEXT, {"patient": patient_id, "now": now}).all())
