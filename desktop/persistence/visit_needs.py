"""Rows of what visits have to have, and what of a visit decides about them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, exists, or_, select

from desktop.domain.ids import AppointmentId, PatientId, PreferenceId, SessionId, VisitNeedId
from desktop.domain.needs import DERIVED, IN_STEP, KeptNeed, Need, NeedState, Steps, VisitFacts
from desktop.domain.preferences import order_of
from desktop.domain.times import minutes_between
from desktop.domain.visit_end import VisitNeed
from desktop.persistence.merging import share_people
from desktop.persistence.prepared import Prepared
from desktop.persistence.roots import root_of
from desktop.persistence.rows import Rows
from desktop.persistence.tables import (
    appointments,
    clinicians,
    patients,
    preferences,
    rooms,
    sessions,
    slot_types,
    slots,
    visit_needs,
)

NOTHING_SAID: Mapping[PreferenceId, Mapping[str, Any]] = {}
CHUNK = 500
"""So many ids are asked for at once: engines bound the parameters of a statement."""

_NEEDS_OF = (
    select(visit_needs)
    .where(visit_needs.c.appointment_id == bindparam("visit"))
    .order_by(visit_needs.c.id)
)
_OF_VISIT = Prepared(_NEEDS_OF)
_LOCKED_OF_VISIT = Prepared(_NEEDS_OF.with_for_update())
_LOCK_NEED = Prepared(
    select(visit_needs).where(visit_needs.c.id == bindparam("need")).with_for_update()
)


def list_kept_rows(db: Connection, appointment_id: AppointmentId) -> list[dict[str, Any]]:
    """Return the needs a visit has, in the order they were made."""
    return [row._asdict() for row in _OF_VISIT.all(db, {"visit": appointment_id})]


def lock_kept_rows(db: Connection, appointment_id: AppointmentId) -> list[dict[str, Any]]:
    """As ``list_kept_rows``; nobody says anything of them until this act is done."""
    return [row._asdict() for row in _LOCKED_OF_VISIT.all(db, {"visit": appointment_id})]


def lock_need(db: Connection, need_id: VisitNeedId) -> dict[str, Any] | None:
    """Return a need; nobody cancels its visit meanwhile and does not see what becomes of it."""
    row = _LOCK_NEED.first(db, {"need": need_id})
    return None if row is None else dict(row._asdict())


def kept_from(row: dict[str, Any]) -> KeptNeed:
    """Return the row as a value."""
    own = {name: row[name] for name in (*DERIVED, "preference_id", "state")}
    said = {name: row[name] for name in ("id", "version", "why", "said_by", "changed_by")}
    return KeptNeed(need=Need(**own), **said)


_OF_PERSON = Prepared(
    select(visit_needs)
    .join(appointments, appointments.c.id == visit_needs.c.appointment_id)
    .where(appointments.c.patient_id == bindparam("patient"))
)
_OF_THIS = tuple(VisitNeed.__dataclass_fields__)


def list_needs_of_visit(db: Connection, appointment_id: AppointmentId) -> tuple[VisitNeed, ...]:
    """Return the needs of a visit as they are shown, in the order of their kinds."""
    return _shown(list_kept_rows(db, appointment_id))


def list_needs_of_people(
    db: Connection, records: Iterable[PatientId]
) -> dict[AppointmentId, tuple[VisitNeed, ...]]:
    """Return the needs of all visits of these records as they are shown."""
    found: dict[AppointmentId, list[dict[str, Any]]] = defaultdict(list)
    for one in records:
        for row in _OF_PERSON.all(db, {"patient": one}):
            found[row.appointment_id].append(row._asdict())
    return {key: _shown(rows) for key, rows in found.items()}


def _shown(rows: Iterable[dict[str, Any]]) -> tuple[VisitNeed, ...]:
    shown = [
        VisitNeed(**{name: row[name] for name in _OF_THIS})
        for row in rows
        if row["state"] is not NeedState.CALLED_OFF
    ]
    return tuple(sorted(shown, key=lambda one: (order_of(one.kind), one.id)))


_other_type = slot_types.alias("other_type")
_BESIDE = (
    select(slots.c.id)
    .join(_other_type, _other_type.c.id == slots.c.slot_type_id)
    .where(
        slots.c.session_id == bindparam("session"),
        slots.c.is_extra.is_(False),
        _other_type.c.bookable.is_(True),
    )
)
_FACTS = Prepared(
    select(
        slot_types.c.minutes,
        rooms.c.features,
        clinicians.c.gender,
        exists(_BESIDE.where(slots.c.start_at < bindparam("start"))).label("has_before"),
        exists(_BESIDE.where(slots.c.start_at >= bindparam("end"))).label("has_after"),
    )
    .select_from(slot_types)
    .outerjoin(sessions, sessions.c.id == bindparam("session"))
    .outerjoin(rooms, rooms.c.id == sessions.c.room_id)
    .outerjoin(clinicians, clinicians.c.id == sessions.c.clinician_id)
    .where(slot_types.c.id == bindparam("type"))
)


def read_facts(db: Connection, visit: dict[str, Any]) -> VisitFacts:
    """Return what decides about the needs of a visit, of which the row need not be written yet."""
    start, end = visit["start_at"], visit["end_at"]
    params = {
        "session": visit["session_id"],
        "type": visit["slot_type_id"],
        "start": start,
        "end": end,
    }
    found = _FACTS.first(db, params)
    assert found is not None, "a visit has a kind"
    has_time = start is not None and visit["session_id"] is not None
    return VisitFacts(
        on_date=visit["on_date"],
        minutes=minutes_between(start, end) if start is not None else None,
        usual_minutes=found.minutes,
        channel=visit["channel"],
        features=found.features,
        gender=found.gender,
        is_first=has_time and not found.has_before,
        is_last=has_time and not found.has_after,
    )


_HAS_TOLD = exists(
    select(preferences.c.id).where(preferences.c.patient_id == appointments.c.patient_id)
)
_merged = patients.alias("merged_one")
_HAS_MERGED = exists(
    select(_merged.c.id).where(
        or_(
            (_merged.c.id == appointments.c.patient_id) & _merged.c.root_id.is_not(None),
            _merged.c.root_id == appointments.c.patient_id,
        )
    )
)
_HAS_NEEDS = exists(
    select(visit_needs.c.id).where(visit_needs.c.appointment_id == appointments.c.id)
)
_FOLLOWING = select(appointments).where(
    appointments.c.state.in_(sorted(IN_STEP)), appointments.c.on_date >= bindparam("today")
)
_TELLING = _FOLLOWING.where(or_(_HAS_TOLD, _HAS_MERGED, _HAS_NEEDS)).order_by(appointments.c.id)
_OF_RECORD = Prepared(
    select(appointments)
    .where(
        appointments.c.patient_id == bindparam("patient"),
        appointments.c.on_date >= bindparam("today"),
        or_(*(appointments.c.state == one for one in sorted(IN_STEP))),
    )
    .order_by(appointments.c.on_date, appointments.c.id)
)


def list_following(
    db: Connection, records: Iterable[PatientId], today: date
) -> list[dict[str, Any]]:
    """Return the visits of these records that follow what their person tells us."""
    return [
        row._asdict()
        for one in records
        for row in _OF_RECORD.all(db, {"patient": one, "today": today})
    ]


def list_telling(
    db: Connection, today: date, only: ColumnElement[bool] | None = None
) -> list[dict[str, Any]]:
    """Return the visits to come of people who have told us anything, all or those asked for.

    With them what should not be: visits that have needs of which nobody told us.
    """
    query = _TELLING if only is None else _TELLING.where(only)
    return [dict(row) for row in db.execute(query, {"today": today}).mappings()]


def list_telling_ever(db: Connection, since: date) -> list[dict[str, Any]]:
    """Return the visits since a day, in whatever state, of people who have told us anything."""
    query = (
        select(appointments)
        .where(appointments.c.on_date >= since, or_(_HAS_TOLD, _HAS_MERGED))
        .order_by(appointments.c.id)
    )
    return [dict(row) for row in db.execute(query).mappings()]


def list_telling_of(
    db: Connection, ids: Sequence[AppointmentId], today: date
) -> list[dict[str, Any]]:
    """Return those of these visits to come whose people have told us anything."""
    return [row for only in of_visits(ids) for row in list_telling(db, today, only)]


_PEOPLE_OF = (
    select(patients.c.id, root_of().label("root_id"))
    .join(appointments, appointments.c.patient_id == patients.c.id)
    .where(appointments.c.on_date >= bindparam("since"))
    .distinct()
)


def share_people_of(db: Connection, *only: ColumnElement[bool], since: date = date.min) -> None:
    """On a server: let nobody change what the people of these visits told us.

    Until this act is done; call it before it is read who has told anything, and before a visit is
    written. A visit of the past counts too where it is moved to a day to come.
    """
    if db.dialect.name == "postgresql":
        rows = [row for one in only for row in db.execute(_PEOPLE_OF.where(one), {"since": since})]
        share_people(db, {key for row in rows for key in row})


def of_visits(ids: Sequence[AppointmentId]) -> tuple[ColumnElement[bool], ...]:
    """Choose these visits, so many at a time as a statement takes."""
    starts = range(0, len(ids), CHUNK)
    return tuple(appointments.c.id.in_(list(ids[start : start + CHUNK])) for start in starts)


def in_sessions(ids: Iterable[SessionId]) -> ColumnElement[bool]:
    """Choose the visits of these sessions."""
    return appointments.c.session_id.in_(sorted(ids))


def of_setup(table: str, key: str) -> ColumnElement[bool] | None:
    """Choose the visits that a room, a clinician or a kind of slot decides about."""
    if table == "rooms":
        here = select(sessions.c.id).where(sessions.c.room_id == key)
        return appointments.c.session_id.in_(here)
    if table == "clinicians":
        return appointments.c.clinician_id == key
    if table == "slot_types":
        # Which visit is the first or last of a session hangs on its slots that can be booked.
        beside = select(slots.c.session_id).where(slots.c.slot_type_id == key)
        return or_(appointments.c.slot_type_id == key, appointments.c.session_id.in_(beside))
    return None


def write_steps(
    rows: Rows,
    appointment_id: AppointmentId,
    steps: Steps,
    kept: Sequence[dict[str, Any]],
    *,
    new_id: Callable[[], str],
    said: Mapping[PreferenceId, Mapping[str, Any]] = NOTHING_SAID,
) -> None:
    """Write what brings a visit's needs into step; ``said`` is what was said of new ones."""
    of = {row["id"]: row for row in kept}
    for one in steps.drop:
        rows.delete(visit_needs, (one.id,), of[one.id])
    for one, need in steps.change:
        before = of[one.id]
        after = {name: getattr(need, name) for name in (*DERIVED, "state")}
        changed = {name: value for name, value in after.items() if before[name] != value}
        rows.update(visit_needs, (one.id,), before, changed)
    if steps.add:
        made = [
            new_row(VisitNeedId(new_id()), appointment_id, need)
            | dict(said.get(need.preference_id, {}))
            for need in steps.add
        ]
        rows.insert_many(visit_needs, made)


def new_row(key: VisitNeedId, appointment_id: AppointmentId, need: Need) -> dict[str, Any]:
    """Return the row of a need nobody has touched yet."""
    own = {name: getattr(need, name) for name in (*DERIVED, "preference_id", "state")}
    said: dict[str, Any] = dict.fromkeys(("why", "said_by", "changed_by"), "")
    said |= {"changed_at": None, "version": 1}
    return {"id": key, "appointment_id": appointment_id, **own, **said}


def rows_by_visit(db: Connection, since: date) -> dict[AppointmentId, list[dict[str, Any]]]:
    """Return the needs of all visits from a day on, by visit: for ``attend check``."""
    query = (
        select(visit_needs)
        .join(appointments, appointments.c.id == visit_needs.c.appointment_id)
        .where(appointments.c.on_date >= since)
        .order_by(visit_needs.c.id)
    )
    found: dict[AppointmentId, list[dict[str, Any]]] = defaultdict(list)
    for row in db.execute(query).mappings():
        found[row["appointment_id"]].append(dict(row))
    return found


def stamp(actor: str, now: datetime) -> dict[str, Any]:
    """Return who touched a need, and when."""
    return {"changed_by": actor, "changed_at": now}
