"""Rows of what is to arrange: the open needs of visits to come, found by their own small index."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection, bindparam, func, or_, select

from desktop.domain.needs import IN_STEP, NeedState
from desktop.domain.to_arrange import ToArrange
from desktop.persistence.day_roots import list_closed_groups
from desktop.persistence.people import called_name
from desktop.persistence.roots import root_of
from desktop.persistence.tables import (
    appointments,
    clinicians,
    clinics,
    patients,
    visit_needs,
)

ROOT = patients.alias("root")
_OPEN = or_(
    (visit_needs.c.state == NeedState.TO_ARRANGE) & appointments.c.state.in_(sorted(IN_STEP)),
    visit_needs.c.state == NeedState.TO_CALL_OFF,
)
_FROM = visit_needs.join(appointments, appointments.c.id == visit_needs.c.appointment_id)
# The states are said twice: so the partial index of open needs serves the list.
_STILL = (
    visit_needs.c.state.in_([NeedState.TO_ARRANGE, NeedState.TO_CALL_OFF]),
    _OPEN,
    appointments.c.on_date >= bindparam("today"),
)
_COUNT = select(func.count()).select_from(_FROM).where(*_STILL)
_LIST = (
    select(
        visit_needs,
        ROOT.c.id.label("patient_id"),
        appointments.c.on_date,
        appointments.c.start_at,
        appointments.c.clinic_id,
        ROOT.c.preferred_name,
        ROOT.c.given_names.label("patient_given"),
        ROOT.c.family_name.label("patient_family"),
        ROOT.c.is_sensitive,
        clinicians.c.title,
        clinicians.c.given_names,
        clinicians.c.family_name,
        clinics.c.name.label("clinic_name"),
    )
    .select_from(
        _FROM.join(patients, patients.c.id == appointments.c.patient_id)
        .join(ROOT, ROOT.c.id == root_of())
        .outerjoin(clinicians, clinicians.c.id == appointments.c.clinician_id)
        .outerjoin(clinics, clinics.c.id == appointments.c.clinic_id)
    )
    .where(*_STILL)
)


def list_to_arrange(db: Connection, today: date) -> list[ToArrange]:
    """Return every open need of the visits from today on, in no order."""
    rows = db.execute(_LIST, {"today": today}).all()
    closed = {row.patient_id for row in rows if row.is_sensitive}
    closed |= list_closed_groups(db, {row.patient_id for row in rows})
    return [
        ToArrange(
            id=row.id,
            version=row.version,
            appointment_id=row.appointment_id,
            patient_id=row.patient_id,
            called=called_name(row.preferred_name, row.patient_given, row.patient_family),
            kind=row.kind,
            what=row.what,
            detail="" if row.patient_id in closed else row.detail,
            instead="" if row.patient_id in closed else row.instead,
            state=row.state,
            owner_role=row.owner_role,
            due_on=row.due_on,
            on_date=row.on_date,
            start_at=row.start_at,
            clinician_name=" ".join(filter(None, (row.title, row.given_names, row.family_name))),
            clinic_id=row.clinic_id,
            clinic_name=row.clinic_name or "",
            is_closed=row.patient_id in closed,
        )
        for row in rows
    ]


def count_to_arrange(db: Connection, today: date) -> int:
    """Return how many needs are open: for the badge in the rail."""
    return int(db.execute(_COUNT, {"today": today}).scalar_one())
