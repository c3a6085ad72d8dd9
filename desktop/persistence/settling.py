"""Rows of visits that are over and still booked, here or in the room."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, or_, select

from desktop.domain.diary import VisitInDiary
from desktop.domain.settling import OPEN_STATES, OpenVisit
from desktop.domain.visit_end import UNSAID_STATES
from desktop.domain.visits import State
from desktop.persistence.people import called_name
from desktop.persistence.prepared import Prepared
from desktop.persistence.roots import root_of
from desktop.persistence.tables import (
    appointments,
    clinicians,
    clinics,
    patients,
    rooms,
    sessions,
    slot_types,
    visit_needs,
)

_IS_OPEN = or_(*(appointments.c.state == state for state in OPEN_STATES))
_OVER = (
    appointments.c.on_date <= bindparam("today"),
    appointments.c.end_at <= bindparam("over"),
    _IS_OPEN,
)
_SINCE = appointments.c.on_date >= bindparam("since")
_BEFORE = appointments.c.on_date < bindparam("since")
# A merged record's visits show the person it lives on in.
_ROOT = patients.alias("root")
_ROWS = (
    select(
        appointments.c.id,
        appointments.c.version,
        _ROOT.c.id.label("patient_id"),
        appointments.c.state,
        appointments.c.start_at,
        appointments.c.end_at,
        appointments.c.slot_type_id,
        appointments.c.channel,
        appointments.c.arrived_at,
        appointments.c.sent_in_at,
        appointments.c.on_date,
        appointments.c.session_id,
        appointments.c.clinician_id,
        _ROOT.c.preferred_name,
        _ROOT.c.given_names,
        _ROOT.c.family_name,
        _ROOT.c.born_on,
        clinicians.c.title,
        clinicians.c.given_names.label("first"),
        clinicians.c.family_name.label("last"),
        clinics.c.name.label("clinic_name"),
        rooms.c.name.label("room_name"),
        slot_types.c.name.label("kind"),
    )
    .select_from(appointments)
    .join(patients, patients.c.id == appointments.c.patient_id)
    .join(_ROOT, _ROOT.c.id == root_of())
    .join(slot_types, slot_types.c.id == appointments.c.slot_type_id)
    .outerjoin(clinicians, clinicians.c.id == appointments.c.clinician_id)
    .outerjoin(clinics, clinics.c.id == appointments.c.clinic_id)
    .outerjoin(sessions, sessions.c.id == appointments.c.session_id)
    .outerjoin(rooms, rooms.c.id == sessions.c.room_id)
)
_LIST = Prepared(_ROWS.where(*_OVER, _SINCE))
_UNSAID = (
    select(func.count())
    .select_from(visit_needs)
    .where(
        visit_needs.c.appointment_id == appointments.c.id,
        or_(*(visit_needs.c.state == state for state in sorted(UNSAID_STATES))),
    )
    .scalar_subquery()
)
_LIST_UNSAID = Prepared(
    _ROWS.add_columns(_UNSAID.label("unsaid")).where(
        appointments.c.on_date <= bindparam("today"),
        _SINCE,
        appointments.c.state == State.FULFILLED,
        _UNSAID > 0,
    )
)
_COUNT = Prepared(select(func.count()).select_from(appointments).where(*_OVER, _SINCE))
_OLDER = Prepared(select(func.count()).select_from(appointments).where(*_OVER, _BEFORE))


def list_open_visits(
    db: Connection, *, since: date, over: datetime, today: date
) -> list[OpenVisit]:
    """Return the visits to settle from a day on, in no order: those that ended by ``over``."""
    params = {"since": since, "over": over, "today": today}
    return [_open_visit(row) for row in _LIST.all(db, params)]


def list_unsaid_visits(db: Connection, *, since: date, today: date) -> list[OpenVisit]:
    """Return the visits that took place from a day on, with needs not said kept, in no order."""
    rows = _LIST_UNSAID.all(db, {"since": since, "today": today})
    return [replace(_open_visit(row), unsaid=row.unsaid) for row in rows]


def count_open_visits(db: Connection, *, since: date, over: datetime, today: date) -> int:
    """Return how many visits are to be settled from a day on."""
    return int(_COUNT.raw(db, {"since": since, "over": over, "today": today})[0][0])


def count_older_visits(db: Connection, *, since: date, over: datetime, today: date) -> int:
    """Return how many visits before a day are still to be settled."""
    return int(_OLDER.raw(db, {"since": since, "over": over, "today": today})[0][0])


def _open_visit(row: Any) -> OpenVisit:
    visit = VisitInDiary(
        id=row.id,
        version=row.version,
        patient_id=row.patient_id,
        called=called_name(row.preferred_name, row.given_names, row.family_name),
        state=row.state,
        start_at=row.start_at,
        end_at=row.end_at,
        slot_type_id=row.slot_type_id,
        channel=row.channel,
        arrived_at=row.arrived_at,
        sent_in_at=row.sent_in_at,
    )
    return OpenVisit(
        visit=visit,
        on_date=row.on_date,
        session_id=row.session_id,
        clinician_id=row.clinician_id,
        clinician=" ".join(filter(None, (row.title, row.first, row.last))),
        place=", ".join(filter(None, (row.clinic_name, row.room_name))),
        kind=row.kind,
        born_on=row.born_on,
    )
