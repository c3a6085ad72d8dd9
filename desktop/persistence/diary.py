"""Reading one day of the diary: a few statements, rows straight into values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from operator import itemgetter
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, func, literal_column, or_, select, true

from desktop.domain.day_assembly import DaySession, assemble_day
from desktop.domain.diary import Cell, DiaryDay, HoldInDiary, VisitInDiary
from desktop.domain.ids import AppointmentId, ClinicId, HoldId, PatientId, SessionId, SlotId
from desktop.domain.many_values import quick_maker
from desktop.domain.preferences import KINDS
from desktop.domain.sessions import Note, SessionState
from desktop.domain.visits import State
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
_ZERO: ColumnElement[int] = literal_column("0")
_ON_DATE = sessions.c.on_date == bindparam("on_date")
_DAY = select(sessions.c.id).where(_ON_DATE).subquery("day")
_SLOT_COLUMNS = (
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
_PLACE_COLUMNS = (places.c.seat, places.c.appointment_id, places.c.hold_id)
_SLOTS_OF = (
    select(*_SLOT_COLUMNS).where(slots.c.session_id == _DAY.c.id).offset(_ZERO).lateral("slot")
)
_PLACES_OF = (
    select(*_PLACE_COLUMNS).where(places.c.slot_id == _SLOTS_OF.c.id).offset(_ZERO).lateral("place")
)
_SLOTS = (
    select(*_SLOTS_OF.c, slot_types.c.bookable, *_PLACES_OF.c)
    .select_from(_DAY)
    .join(_SLOTS_OF, true())
    .join(_PLACES_OF, true())
    .join(slot_types, slot_types.c.id == _SLOTS_OF.c.slot_type_id)
)
_SLOTS_PLAIN = (
    select(*_SLOT_COLUMNS, slot_types.c.bookable, *_PLACE_COLUMNS)
    .select_from(sessions)
    .join(slots, slots.c.session_id == sessions.c.id)
    .join(places, places.c.slot_id == slots.c.id)
    .join(slot_types, slot_types.c.id == slots.c.slot_type_id)
    .where(_ON_DATE)
)
_IN_ORDER = itemgetter(1, 3, 0, 12)
"""A row of slots by session, start, id and seat; sorting here costs less than in either engine."""

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
_PATIENT, _CALLED, _NEEDED = 2, 3, 9
"""Where the person's id is, and where name and needs go between these columns."""
_NAMES = (patients.c.preferred_name, patients.c.given_names, patients.c.family_name)
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
    select(*_NAMES)
    .where(patients.c.id == appointments.c.patient_id)
    .offset(_ZERO)
    .lateral("person")
)
_VISITS = (
    select(*_VISIT_COLUMNS, *_NAME_OF.c)
    .select_from(appointments)
    .join(_NAME_OF, true())
    .where(*_SHOWN)
)
_VISITS_PLAIN = (
    select(*_VISIT_COLUMNS, *_NAMES)
    .join(patients, patients.c.id == appointments.c.patient_id)
    .where(*_SHOWN)
)
_NEED_KINDS = tuple(kind.code for kind in KINDS.values() if kind.is_need)
_NEED_ORDER = {code: number for number, code in enumerate(_NEED_KINDS)}
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
_HOLDS = select(holds.c.id, holds.c.desk, holds.c.window, holds.c.until_at).where(
    holds.c.until_at > bindparam("now")
)
_NOTES = select(notes).where(notes.c.on_date == bindparam("on_date"))
_NEXT_DAY = select(func.min(sessions.c.on_date)).where(
    sessions.c.on_date > bindparam("on_date"), sessions.c.state != SessionState.CANCELLED
)
_NEXT_DAY_THERE = _NEXT_DAY.where(sessions.c.clinic_id == bindparam("clinic"))
_QUICK_SESSIONS = QuickRows(_SESSIONS)
_QUICK = {
    "sqlite": (QuickRows(_SLOTS_PLAIN), QuickRows(_VISITS_PLAIN), QuickRows(_NEEDS_PLAIN)),
    "postgresql": (QuickRows(_SLOTS), QuickRows(_VISITS), QuickRows(_NEEDS)),
}
_make_visit, _make_cell = quick_maker(VisitInDiary), quick_maker(Cell)


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
        for one in map(_session, _QUICK_SESSIONS.read(db, params))
        if clinic_id is None or one.clinic_id == clinic_id
    ]
    day_notes = _list_notes(db, params, clinic_id)
    if not day_sessions:
        following = _next_day(db, on_date, clinic_id)
        return DiaryDay(on_date, zone_name, (), day_notes, following)
    needs = _needs(quick_needs.read(db, params))
    visits, over = _visits(quick_visits.read_columns(db, params), needs)
    live = {
        row.id: HoldInDiary(row.id, row.desk, row.until_at, row.window == window)
        for row in db.execute(_HOLDS, {"now": now})
    }
    rows = quick_slots.read(db, params)
    rows.sort(key=_IN_ORDER)
    return assemble_day(
        on_date,
        zone_name,
        sessions=day_sessions,
        cells=_cells(rows, visits, live, _notes_of_slots(day_notes)),
        cancelled=over,
        notes=day_notes,
    )


def _next_day(db: Connection, on_date: date, clinic_id: ClinicId | None) -> date | None:
    if clinic_id is None:
        return db.execute(_NEXT_DAY, {"on_date": on_date}).scalar_one_or_none()
    params = {"on_date": on_date, "clinic": clinic_id}
    return db.execute(_NEXT_DAY_THERE, params).scalar_one_or_none()


def _session(row: tuple[Any, ...]) -> DaySession:
    *own, clinician_id, title, given_names, family_name, profession = row
    key, clinic_id, clinic_name, room_name, room_features, start_at, end_at, version = own
    whole = " ".join(filter(None, (title, given_names, family_name)))
    short = f"Dr {family_name}" if title == "Dr" else f"{given_names} {family_name}".strip()
    return DaySession(
        key,
        clinic_id,
        clinic_name,
        room_name or "",
        room_features or (),
        start_at,
        end_at,
        version,
        clinician_id,
        whole,
        short,
        profession,
    )


def _visits(
    columns: Sequence[Sequence[Any]], needs: dict[PatientId, tuple[str, ...]]
) -> tuple[dict[AppointmentId, VisitInDiary], list[tuple[SessionId, VisitInDiary]]]:
    """Return the visits by id, and those cancelled after their time by session."""
    *own, sessions_of, preferred, given, family = columns
    called = [
        f"{liked or first} {last}".strip()
        for liked, first, last in zip(preferred, given, family, strict=True)
    ]
    needed = [needs.get(patient, ()) for patient in own[_PATIENT]]
    fields = (*own[:_CALLED], called, *own[_CALLED:_NEEDED], needed, *own[_NEEDED:])
    made = list(map(_make_visit, *fields))
    over = [
        (session, visit)
        for session, visit in zip(sessions_of, made, strict=True)
        if visit.state is State.CANCELLED
    ]
    over.sort(key=lambda one: (one[1].start_at, one[1].id))
    return dict(zip(own[0], made, strict=True)), over


def _needs(rows: Sequence[tuple[Any, ...]]) -> dict[PatientId, tuple[str, ...]]:
    found: dict[PatientId, set[str]] = defaultdict(set)
    for patient_id, kind in rows:
        if kind in _NEED_ORDER:
            found[patient_id].add(kind)
    return {key: tuple(sorted(kinds, key=_NEED_ORDER.__getitem__)) for key, kinds in found.items()}


def _cells(
    rows: Sequence[tuple[Any, ...]],
    visits: dict[AppointmentId, VisitInDiary],
    live: dict[HoldId, HoldInDiary],
    slot_notes: dict[SlotId, tuple[Note, ...]],
) -> dict[SessionId, list[Cell]]:
    """Return a cell for each slot, by session in order of time; a row is one place."""
    cells: dict[SessionId, list[Cell]] = {}
    of_session: list[Cell] = []
    last = None
    for (
        key,
        session,
        kind,
        start,
        end,
        state,
        version,
        capacity,
        release,
        extra,
        why,
        bookable,
        _,
        appointment,
        hold_id,
    ) in rows:
        visit = visits.get(appointment)
        hold = None if hold_id is None else live.get(hold_id)
        if session != last:
            last = session
            of_session = cells[session] = []
        if capacity > 1 and of_session and of_session[-1].key == key:
            seated = of_session[-1]
            taken = seated.visits if visit is None else (*seated.visits, visit)
            of_session[-1] = replace(seated, visits=taken, hold=seated.hold or hold)
            continue
        of_session.append(
            _make_cell(
                (key,),
                session,
                kind,
                start,
                end,
                state,
                bookable,
                version,
                capacity,
                () if visit is None else (visit,),
                hold,
                release,
                extra,
                why,
                slot_notes.get(key, ()),
            )
        )
    return cells


def _notes_of_slots(notes_of_day: Sequence[Note]) -> dict[SlotId, tuple[Note, ...]]:
    found: dict[SlotId, tuple[Note, ...]] = {}
    for note in notes_of_day:
        if note.slot_id is not None:
            found[note.slot_id] = (*found.get(note.slot_id, ()), note)
    return found


def _list_notes(
    db: Connection, params: dict[str, Any], clinic_id: ClinicId | None
) -> tuple[Note, ...]:
    return tuple(
        Note(row.id, row.text, row.on_date, row.clinic_id, row.session_id, row.slot_id, row.version)
        for row in db.execute(_NOTES, params)
        if clinic_id is None or row.clinic_id in (None, clinic_id)
    )
