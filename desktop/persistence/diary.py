"""Reading one day of the diary: a few statements, rows straight into values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, or_, select, true

from desktop.domain.day_assembly import DaySession, DaySlot, assemble_day
from desktop.domain.diary import DiaryDay, HoldInDiary, VisitInDiary
from desktop.domain.ids import ClinicId, PatientId
from desktop.domain.preferences import KINDS
from desktop.domain.sessions import Note, SessionState
from desktop.domain.visits import State
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

_SESSIONS = (
    select(
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
    .join(clinics, clinics.c.id == sessions.c.clinic_id)
    .join(clinicians, clinicians.c.id == sessions.c.clinician_id)
    .outerjoin(rooms, rooms.c.id == sessions.c.room_id)
    .where(sessions.c.on_date == bindparam("on_date"), sessions.c.state != SessionState.CANCELLED)
    .order_by(sessions.c.start_at, sessions.c.id)
)
# LATERAL with OFFSET 0 can't be flattened: PostgreSQL goes by the index whatever its settings say.
_DAY = select(sessions.c.id).where(sessions.c.on_date == bindparam("on_date")).subquery("day")
_SLOTS_OF = (
    select(
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
    .where(slots.c.session_id == _DAY.c.id)
    .offset(0)
    .lateral("slot")
)
_PLACES_OF = (
    select(places.c.seat, places.c.appointment_id, places.c.hold_id, places.c.held_until)
    .where(places.c.slot_id == _SLOTS_OF.c.id)
    .offset(0)
    .lateral("place")
)
_SLOTS = (
    select(_SLOTS_OF, _PLACES_OF, slot_types.c.bookable)
    .select_from(_DAY)
    .join(_SLOTS_OF, true())
    .join(_PLACES_OF, true())
    .join(slot_types, slot_types.c.id == _SLOTS_OF.c.slot_type_id)
    .order_by(_SLOTS_OF.c.start_at, _SLOTS_OF.c.id, _PLACES_OF.c.seat)
)
_SLOTS_PLAIN = (
    select(
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
        places.c.seat,
        places.c.appointment_id,
        places.c.hold_id,
        places.c.held_until,
        slot_types.c.bookable,
    )
    .select_from(sessions)
    .join(slots, slots.c.session_id == sessions.c.id)
    .join(places, places.c.slot_id == slots.c.id)
    .join(slot_types, slot_types.c.id == slots.c.slot_type_id)
    .where(sessions.c.on_date == bindparam("on_date"))
    .order_by(slots.c.start_at, slots.c.id, places.c.seat)
)

_VISIT_COLUMNS = (
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
_NAME_OF = (
    select(patients.c.preferred_name, patients.c.given_names, patients.c.family_name)
    .where(patients.c.id == appointments.c.patient_id)
    .offset(0)
    .lateral("person")
)
_VISITS = (
    select(*_VISIT_COLUMNS, _NAME_OF)
    .select_from(appointments)
    .join(_NAME_OF, true())
    .where(*_SHOWN)
)
_VISITS_PLAIN = (
    select(
        *_VISIT_COLUMNS, patients.c.preferred_name, patients.c.given_names, patients.c.family_name
    )
    .join(patients, patients.c.id == appointments.c.patient_id)
    .where(*_SHOWN)
)
_NEED_KINDS = tuple(kind.code for kind in KINDS.values() if kind.is_need)
_NEED_ORDER = {code: number for number, code in enumerate(_NEED_KINDS)}
_STILL = or_(preferences.c.ends_on.is_(None), preferences.c.ends_on >= bindparam("on_date"))
_NEEDS_OF = (
    select(preferences.c.kind)
    .where(preferences.c.patient_id == appointments.c.patient_id, _STILL)
    .offset(0)
    .lateral("need")
)
_NEEDS = (
    select(appointments.c.patient_id, _NEEDS_OF)
    .select_from(appointments)
    .join(_NEEDS_OF, true())
    .where(appointments.c.on_date == bindparam("on_date"))
)
_NEEDS_PLAIN = (
    select(appointments.c.patient_id, preferences.c.kind)
    .join(preferences, preferences.c.patient_id == appointments.c.patient_id)
    .where(appointments.c.on_date == bindparam("on_date"), _STILL)
)
_HOLDS = select(holds.c.id, holds.c.desk, holds.c.window, holds.c.until_at).where(
    holds.c.until_at > bindparam("now")
)
_NOTES = select(notes).where(notes.c.on_date == bindparam("on_date"))
_NEXT_DAY = select(func.min(sessions.c.on_date)).where(
    sessions.c.on_date > bindparam("on_date"), sessions.c.state != SessionState.CANCELLED
)
_STATEMENTS = {
    "sqlite": (_SLOTS_PLAIN, _VISITS_PLAIN, _NEEDS_PLAIN),
    "postgresql": (_SLOTS, _VISITS, _NEEDS),
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
    slots_query, visits_query, needs_query = _STATEMENTS[db.dialect.name]
    day_sessions = [
        _session(row)
        for row in db.execute(_SESSIONS, params)
        if clinic_id is None or row.clinic_id == clinic_id
    ]
    day_notes = _list_notes(db, params, clinic_id)
    if not day_sessions:
        following = db.execute(_NEXT_DAY, params).scalar_one_or_none()
        return DiaryDay(on_date, zone_name, (), day_notes, following)
    needs = _needs(db.execute(needs_query, params).all())
    visits = {}
    over: list[tuple[str, VisitInDiary]] = []
    for row in db.execute(visits_query, params):
        visit = _visit(row, needs.get(row.patient_id, ()))
        visits[row.id] = visit
        if row.state is State.CANCELLED:
            over.append((row.session_id, visit))
    live = {
        row.id: HoldInDiary(row.id, row.desk, row.until_at, row.window == window)
        for row in db.execute(_HOLDS, {"now": now})
    }
    day_slots = _day_slots(db.execute(slots_query, params).all(), visits, live)
    return assemble_day(
        on_date,
        zone_name,
        sessions=day_sessions,
        slots=day_slots,
        cancelled=over,
        notes=day_notes,
    )


def _session(row: Any) -> DaySession:
    names = (row.title, row.given_names, row.family_name)
    short = f"Dr {row.family_name}" if row.title == "Dr" else " ".join(filter(None, names[1:]))
    return DaySession(
        id=row.id,
        clinic_id=row.clinic_id,
        clinic_name=row.clinic_name,
        room_name=row.room_name or "",
        room_features=row.room_features or (),
        start_at=row.start_at,
        end_at=row.end_at,
        version=row.version,
        clinician_id=row.clinician_id,
        clinician_name=" ".join(filter(None, names)),
        clinician_short_name=short,
        profession=row.profession,
    )


def _visit(row: Any, needs: tuple[str, ...]) -> VisitInDiary:
    return VisitInDiary(
        row.id,
        row.version,
        row.patient_id,
        f"{row.preferred_name or row.given_names} {row.family_name}".strip(),
        row.state,
        row.start_at,
        row.end_at,
        row.slot_type_id,
        row.channel,
        row.reason,
        needs,
        row.arrived_at,
        row.sent_in_at,
        row.done_at,
        row.cancelled_at,
    )


def _needs(rows: Sequence[Any]) -> dict[PatientId, tuple[str, ...]]:
    found: dict[PatientId, set[str]] = defaultdict(set)
    for patient_id, kind in rows:
        if kind in _NEED_ORDER:
            found[patient_id].add(kind)
    return {key: tuple(sorted(kinds, key=_NEED_ORDER.__getitem__)) for key, kinds in found.items()}


def _day_slots(
    rows: Sequence[Any], visits: dict[Any, VisitInDiary], live: dict[Any, HoldInDiary]
) -> list[DaySlot]:
    """Return the slots with their visits and holds; a row is one place."""
    made: list[DaySlot] = []
    for row in rows:
        if not made or made[-1].id != row.id:
            made.append(
                DaySlot(
                    row.id,
                    row.session_id,
                    row.slot_type_id,
                    row.start_at,
                    row.end_at,
                    row.state,
                    row.version,
                    row.capacity,
                    row.release_at,
                    row.is_extra,
                    row.block_reason,
                    row.bookable,
                )
            )
        if row.appointment_id is not None and row.appointment_id in visits:
            made[-1].visits.append(visits[row.appointment_id])
        elif row.hold_id is not None and row.hold_id in live:
            made[-1].hold = live[row.hold_id]
    return made


def _list_notes(
    db: Connection, params: dict[str, Any], clinic_id: ClinicId | None
) -> tuple[Note, ...]:
    return tuple(
        Note(row.id, row.text, row.on_date, row.clinic_id, row.session_id, row.slot_id, row.version)
        for row in db.execute(_NOTES, params)
        if clinic_id is None or row.clinic_id in (None, clinic_id)
    )
