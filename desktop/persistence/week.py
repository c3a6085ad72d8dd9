"""Reading one clinician's week: the day's columns, asked of the sessions of seven dates.

Sessions are found by clinician and start, their slots, places and visits by session.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    bindparam,
    literal_column,
    or_,
    select,
    true,
)

from desktop.domain.diary import HoldInDiary
from desktop.domain.errors import NotFound
from desktop.domain.ids import ClinicianId, ClinicId
from desktop.domain.sessions import Note, SessionState
from desktop.domain.times import date_of
from desktop.domain.visits import State
from desktop.domain.week import DAYS_OF_WEEK, DiaryWeek, assemble_week
from desktop.persistence.day_roots import follow_roots
from desktop.persistence.day_values import (
    IN_ORDER,
    day_cells,
    day_needs,
    day_session,
    day_visits,
    needs_of_people,
    notes_of_slots,
)
from desktop.persistence.diary import (
    HOLDS,
    PERSON_COLUMNS,
    PLACE_COLUMNS,
    SESSION_COLUMNS,
    SLOT_COLUMNS,
    VISIT_COLUMNS,
)
from desktop.persistence.free_times import start_of
from desktop.persistence.prepared import Prepared
from desktop.persistence.quick_rows import QuickRows
from desktop.persistence.tables import (
    appointments,
    clinicians,
    clinics,
    notes,
    patients,
    places,
    preferences,
    rooms,
    sessions,
    slot_types,
    slots,
)

_PEOPLE, _STARTS = 2, 4
"""Where a visit has whose it is and when it starts."""
_ZERO: ColumnElement[int] = literal_column("0")
_OF_WEEK = (
    sessions.c.clinician_id == bindparam("clinician"),
    sessions.c.start_at >= bindparam("from_at"),
    sessions.c.start_at < bindparam("until_at"),
)
_SESSIONS = QuickRows(
    select(*SESSION_COLUMNS)
    .join(clinics, clinics.c.id == sessions.c.clinic_id)
    .join(clinicians, clinicians.c.id == sessions.c.clinician_id)
    .outerjoin(rooms, rooms.c.id == sessions.c.room_id)
    .where(*_OF_WEEK, sessions.c.state != SessionState.CANCELLED)
    .order_by(sessions.c.start_at, sessions.c.id)
)
_WEEK = select(sessions.c.id).where(*_OF_WEEK).subquery("week")


def _slots() -> Select[*tuple[Any, ...]]:
    """LATERAL with OFFSET 0 as of a day: by the index, whatever the server's settings say."""
    slot = select(*SLOT_COLUMNS).where(slots.c.session_id == _WEEK.c.id).offset(_ZERO)
    slots_of = slot.lateral("slot")
    place = select(*PLACE_COLUMNS).where(places.c.slot_id == slots_of.c.id).offset(_ZERO)
    places_of = place.lateral("place")
    return (
        select(*slots_of.c, slot_types.c.bookable, *places_of.c)
        .select_from(_WEEK)
        .join(slots_of, true())
        .join(places_of, true())
        .join(slot_types, slot_types.c.id == slots_of.c.slot_type_id)
    )


_SLOTS_PLAIN = (
    select(*SLOT_COLUMNS, slot_types.c.bookable, *PLACE_COLUMNS)
    .select_from(sessions)
    .join(slots, slots.c.session_id == sessions.c.id)
    .join(places, places.c.slot_id == slots.c.id)
    .join(slot_types, slot_types.c.id == slots.c.slot_type_id)
    .where(*_OF_WEEK)
)
_SLOTS = {"sqlite": QuickRows(_SLOTS_PLAIN), "postgresql": QuickRows(_slots())}
_SHOWN = (
    appointments.c.start_at.is_not(None),
    appointments.c.state != State.ENTERED_IN_ERROR,
    or_(
        appointments.c.state != State.CANCELLED,
        appointments.c.cancelled_at >= appointments.c.start_at,
        appointments.c.arrived_at.is_not(None),
    ),
)
_VISITS = QuickRows(
    select(*VISIT_COLUMNS, *PERSON_COLUMNS)
    .select_from(sessions)
    .join(appointments, appointments.c.session_id == sessions.c.id)
    .join(patients, patients.c.id == appointments.c.patient_id)
    .where(*_OF_WEEK, *_SHOWN)
)
_NEEDS = QuickRows(
    select(appointments.c.patient_id, preferences.c.kind, preferences.c.ends_on)
    .select_from(sessions)
    .join(appointments, appointments.c.session_id == sessions.c.id)
    .join(preferences, preferences.c.patient_id == appointments.c.patient_id)
    .where(
        *_OF_WEEK,
        or_(preferences.c.ends_on.is_(None), preferences.c.ends_on >= bindparam("on_date")),
    )
)
_NOTES = Prepared(
    select(notes)
    .where(notes.c.on_date >= bindparam("on_date"), notes.c.on_date <= bindparam("last_on"))
    .order_by(notes.c.on_date, notes.c.id)
)
_NAME = Prepared(
    select(clinicians.c.title, clinicians.c.given_names, clinicians.c.family_name).where(
        clinicians.c.id == bindparam("clinician")
    )
)


def load_week(
    db: Connection,
    *,
    monday: date,
    clinician_id: ClinicianId,
    clinic_id: ClinicId | None,
    now: datetime,
    window: str,
    zone_name: str,
) -> DiaryWeek:
    """Return a clinician's week at all clinics or one.

    Errors: NotFound for a clinician who is not there.
    """
    sunday = monday + timedelta(days=DAYS_OF_WEEK - 1)
    params = {
        "clinician": clinician_id,
        "on_date": monday,
        "last_on": sunday,
        "from_at": start_of(monday, zone_name),
        "until_at": start_of(sunday + timedelta(days=1), zone_name),
    }
    name = _NAME.first(db, params)
    if name is None:
        raise NotFound("clinician", clinician_id)
    of_week = [
        one
        for one in map(day_session, _SESSIONS.read(db, params))
        if clinic_id is None or one.clinic_id == clinic_id
    ]
    columns, needed = follow_roots(
        db, _VISITS.read_columns(db, params), _NEEDS.read(db, params), monday
    )
    visits, over = day_visits(columns, _week_needs(columns, needed, sunday, zone_name))
    live = {
        row.id: HoldInDiary(row.id, row.desk, row.until_at, row.window == window)
        for row in HOLDS.all(db, {"now": now})
    }
    places_of = _SLOTS[db.dialect.name].read_columns(db, params, order=IN_ORDER)
    week_notes = _list_notes(db, params, clinic_id)
    return assemble_week(
        monday,
        zone_name,
        clinician=(clinician_id, " ".join(part for part in name if part)),
        sessions=of_week,
        cells=day_cells(places_of, visits, live, notes_of_slots(week_notes)),
        cancelled=over,
        notes=week_notes,
    )


def _week_needs(
    columns: Sequence[Sequence[Any]], rows: Sequence[tuple[Any, ...]], last_on: date, zone: str
) -> list[tuple[str, ...]]:
    """Return the needs of each visit: on its own day, where one of them ends within the week."""
    ends = {ends_on for _, _, ends_on in rows if ends_on is not None and ends_on < last_on}
    if not ends:
        return day_needs(columns, rows)
    days = [date_of(at, zone) for at in columns[_STARTS]]
    needs = {
        day: needs_of_people(row for row in rows if row[2] is None or row[2] >= day)
        for day in set(days)
    }
    people = zip(columns[_PEOPLE], days, strict=True)
    return [needs[day].get(patient, ()) for patient, day in people]


def _list_notes(
    db: Connection, params: dict[str, Any], clinic_id: ClinicId | None
) -> tuple[Note, ...]:
    return tuple(
        Note(row.id, row.text, row.on_date, row.clinic_id, row.session_id, row.slot_id, row.version)
        for row in _NOTES.all(db, params)
        if clinic_id is None or row.clinic_id in (None, clinic_id)
    )
