"""Reading one day of the diary: a few statements, rows straight into values."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, func, literal_column, or_, select, true

from desktop.domain.day_assembly import assemble_day
from desktop.domain.diary import DiaryDay, HoldInDiary
from desktop.domain.ids import ClinicId
from desktop.domain.sessions import Note, SessionState
from desktop.domain.visits import State
from desktop.persistence.day_roots import follow_roots
from desktop.persistence.day_values import (
    IN_ORDER,
    day_cells,
    day_needs,
    day_session,
    day_visits,
    notes_of_slots,
)
from desktop.persistence.prepared import Prepared
from desktop.persistence.quick_rows import QuickRows
from desktop.persistence.tables import (
    appointments,
    clinicians,
    clinics,
    holds,
    notes,
    patients,
    places,
    preferences,
    rooms,
    sessions,
    slot_types,
    slots,
)

SESSION_COLUMNS = (
    sessions.c.id,
    sessions.c.clinic_id,
    clinics.c.name.label("clinic_name"),
    rooms.c.name.label("room_name"),
    rooms.c.features.label("room_features"),
    sessions.c.start_at,
    sessions.c.end_at,
    sessions.c.version,
    sessions.c.clinician_id,
    clinicians.c.title,
    clinicians.c.given_names,
    clinicians.c.family_name,
    clinicians.c.profession,
)
_SESSIONS = (
    select(*SESSION_COLUMNS)
    .join(clinics, clinics.c.id == sessions.c.clinic_id)
    .join(clinicians, clinicians.c.id == sessions.c.clinician_id)
    .outerjoin(rooms, rooms.c.id == sessions.c.room_id)
    .where(sessions.c.on_date == bindparam("on_date"), sessions.c.state != SessionState.CANCELLED)
    .order_by(sessions.c.start_at, sessions.c.id)
)
# LATERAL with OFFSET 0 can't be flattened: PostgreSQL goes by the index whatever its settings say.
_ZERO: ColumnElement[int] = literal_column("0")
_ON_DATE = sessions.c.on_date == bindparam("on_date")
_DAY = select(sessions.c.id).where(_ON_DATE).subquery("day")
SLOT_COLUMNS = (
    slots.c.id,
    slots.c.session_id,
    slots.c.slot_type_id,
    slots.c.start_at,
    slots.c.end_at,
    slots.c.state,
    slots.c.version,
    slots.c.capacity,
    slots.c.release_at,
    slots.c.is_extra,
    slots.c.block_reason,
)
PLACE_COLUMNS = (places.c.seat, places.c.appointment_id, places.c.hold_id)
_SLOTS_OF = (
    select(*SLOT_COLUMNS).where(slots.c.session_id == _DAY.c.id).offset(_ZERO).lateral("slot")
)
_PLACES_OF = (
    select(*PLACE_COLUMNS).where(places.c.slot_id == _SLOTS_OF.c.id).offset(_ZERO).lateral("place")
)
_SLOTS = (
    select(*_SLOTS_OF.c, slot_types.c.bookable, *_PLACES_OF.c)
    .select_from(_DAY)
    .join(_SLOTS_OF, true())
    .join(_PLACES_OF, true())
    .join(slot_types, slot_types.c.id == _SLOTS_OF.c.slot_type_id)
)
_SLOTS_PLAIN = (
    select(*SLOT_COLUMNS, slot_types.c.bookable, *PLACE_COLUMNS)
    .select_from(sessions)
    .join(slots, slots.c.session_id == sessions.c.id)
    .join(places, places.c.slot_id == slots.c.id)
    .join(slot_types, slot_types.c.id == slots.c.slot_type_id)
    .where(_ON_DATE)
)
VISIT_COLUMNS = (
    appointments.c.id,
    appointments.c.version,
    appointments.c.patient_id,
    appointments.c.state,
    appointments.c.start_at,
    appointments.c.end_at,
    appointments.c.slot_type_id,
    appointments.c.channel,
    appointments.c.reason,
    appointments.c.arrived_at,
    appointments.c.sent_in_at,
    appointments.c.done_at,
    appointments.c.cancelled_at,
    appointments.c.session_id,
)
PERSON_COLUMNS = (
    patients.c.preferred_name,
    patients.c.given_names,
    patients.c.family_name,
    patients.c.is_sensitive,
)
_SHOWN = (
    appointments.c.on_date == bindparam("on_date"),
    appointments.c.start_at.is_not(None),
    appointments.c.session_id.is_not(None),
    appointments.c.state != State.ENTERED_IN_ERROR,
    or_(
        appointments.c.state != State.CANCELLED,
        appointments.c.cancelled_at >= appointments.c.start_at,
        appointments.c.arrived_at.is_not(None),
    ),
)
_PERSON_OF = (
    select(*PERSON_COLUMNS)
    .where(patients.c.id == appointments.c.patient_id)
    .offset(_ZERO)
    .lateral("person")
)
_VISITS = (
    select(*VISIT_COLUMNS, *_PERSON_OF.c)
    .select_from(appointments)
    .join(_PERSON_OF, true())
    .where(*_SHOWN)
)
_VISITS_PLAIN = (
    select(*VISIT_COLUMNS, *PERSON_COLUMNS)
    .join(patients, patients.c.id == appointments.c.patient_id)
    .where(*_SHOWN)
)
_STILL = or_(preferences.c.ends_on.is_(None), preferences.c.ends_on >= bindparam("on_date"))
_NEEDS_OF = (
    select(preferences.c.kind)
    .where(preferences.c.patient_id == appointments.c.patient_id, _STILL)
    .offset(_ZERO)
    .lateral("need")
)
_NEEDS = (
    select(appointments.c.patient_id, *_NEEDS_OF.c)
    .select_from(appointments)
    .join(_NEEDS_OF, true())
    .where(appointments.c.on_date == bindparam("on_date"))
)
_NEEDS_PLAIN = (
    select(appointments.c.patient_id, preferences.c.kind)
    .join(preferences, preferences.c.patient_id == appointments.c.patient_id)
    .where(appointments.c.on_date == bindparam("on_date"), _STILL)
)
HOLDS = Prepared(
    select(holds.c.id, holds.c.desk, holds.c.window, holds.c.until_at).where(
        holds.c.until_at > bindparam("now")
    )
)
_NOTES = Prepared(select(notes).where(notes.c.on_date == bindparam("on_date")))
_NEXT_DAY = select(func.min(sessions.c.on_date)).where(
    sessions.c.on_date > bindparam("on_date"), sessions.c.state != SessionState.CANCELLED
)
_NEXT_DAY_THERE = _NEXT_DAY.where(sessions.c.clinic_id == bindparam("clinic"))
_QUICK_SESSIONS = QuickRows(_SESSIONS)
_QUICK = {
    "sqlite": (QuickRows(_SLOTS_PLAIN), QuickRows(_VISITS_PLAIN), QuickRows(_NEEDS_PLAIN)),
    "postgresql": (QuickRows(_SLOTS), QuickRows(_VISITS), QuickRows(_NEEDS)),
}


def load_day(
    db: Connection,
    *,
    on_date: date,
    clinic_id: ClinicId | None,
    now: datetime,
    window: str,
    zone_name: str,
) -> DiaryDay:
    """Return a day of all clinics or one, as the diary shows it."""
    params = {"on_date": on_date}
    quick_slots, quick_visits, quick_needs = _QUICK[db.dialect.name]
    day_sessions = [
        one
        for one in map(day_session, _QUICK_SESSIONS.read(db, params))
        if clinic_id is None or one.clinic_id == clinic_id
    ]
    day_notes = _list_notes(db, params, clinic_id)
    if not day_sessions:
        following = _next_day(db, on_date, clinic_id)
        return DiaryDay(on_date, zone_name, (), day_notes, following)
    columns, needed = follow_roots(
        db, quick_visits.read_columns(db, params), quick_needs.read(db, params), on_date
    )
    visits, over = day_visits(columns, day_needs(columns, needed))
    live = {
        row.id: HoldInDiary(row.id, row.desk, row.until_at, row.window == window)
        for row in HOLDS.all(db, {"now": now})
    }
    places_of = quick_slots.read_columns(db, params, order=IN_ORDER)
    return assemble_day(
        on_date,
        zone_name,
        sessions=day_sessions,
        cells=day_cells(places_of, visits, live, notes_of_slots(day_notes)),
        cancelled=over,
        notes=day_notes,
    )


def _next_day(db: Connection, on_date: date, clinic_id: ClinicId | None) -> date | None:
    if clinic_id is None:
        return db.execute(_NEXT_DAY, {"on_date": on_date}).scalar_one_or_none()
    params = {"on_date": on_date, "clinic": clinic_id}
    return db.execute(_NEXT_DAY_THERE, params).scalar_one_or_none()


def _list_notes(
    db: Connection, params: dict[str, Any], clinic_id: ClinicId | None
) -> tuple[Note, ...]:
    return tuple(
        Note(row.id, row.text, row.on_date, row.clinic_id, row.session_id, row.slot_id, row.version)
        for row in _NOTES.all(db, params)
        if clinic_id is None or row.clinic_id in (None, clinic_id)
    )
