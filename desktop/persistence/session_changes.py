"""Sessions with all that a change touches in them, and the free times there are instead."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    bindparam,
    func,
    literal_column,
    or_,
    select,
)

from desktop.domain.booking import FreeTime
from desktop.domain.closures import ClosureDetails
from desktop.domain.fit import Candidate
from desktop.domain.ids import (
    AppointmentId,
    ClinicianId,
    PatientId,
    SessionId,
    SessionTemplateId,
    SlotId,
    SlotTypeId,
)
from desktop.domain.many_values import quick_maker
from desktop.domain.session_changes import SessionFacts, SlotFacts, VisitFacts
from desktop.domain.sessions import SessionState, SlotState
from desktop.domain.visits import State
from desktop.persistence.day_roots import list_closed_groups
from desktop.persistence.needs import list_needs
from desktop.persistence.people import called_name
from desktop.persistence.quick_rows import QuickRows
from desktop.persistence.tables import (
    appointments,
    clinicians,
    clinics,
    patients,
    places,
    rooms,
    sessions,
    slot_types,
    slots,
)

_LIVE = (State.BOOKED, State.PENDING, State.ARRIVED, State.CHECKED_IN)
_SESSIONS = (
    select(
        sessions.c.id,
        sessions.c.version,
        sessions.c.clinic_id,
        clinics.c.name.label("clinic_name"),
        sessions.c.clinician_id,
        clinicians.c.title,
        clinicians.c.given_names,
        clinicians.c.family_name,
        sessions.c.room_id,
        rooms.c.name.label("room_name"),
        sessions.c.on_date,
        sessions.c.start_at,
        sessions.c.end_at,
        sessions.c.template_id,
        sessions.c.template_on,
    )
    .join(clinics, clinics.c.id == sessions.c.clinic_id)
    .join(clinicians, clinicians.c.id == sessions.c.clinician_id)
    .outerjoin(rooms, rooms.c.id == sessions.c.room_id)
    .where(sessions.c.state != SessionState.CANCELLED, sessions.c.end_at > bindparam("now"))
    .order_by(sessions.c.start_at, sessions.c.id)
)
_KEYS: Any = bindparam("keys", expanding=True)
_SLOTS = (
    select(
        slots.c.session_id,
        slots.c.id,
        slots.c.start_at,
        slots.c.end_at,
        slots.c.slot_type_id,
        slot_types.c.name,
        slot_types.c.bookable,
        slots.c.capacity,
        slots.c.state,
        slots.c.is_extra,
        slots.c.version,
        places.c.appointment_id,
    )
    .join(slot_types, slot_types.c.id == slots.c.slot_type_id)
    .join(places, places.c.slot_id == slots.c.id)
    .where(slots.c.session_id.in_(_KEYS))
    .order_by(slots.c.start_at, slots.c.id, places.c.seat)
)
_ROOT = patients.alias("root")
_VISITS = (
    select(
        appointments.c.session_id,
        appointments.c.id,
        appointments.c.version,
        _ROOT.c.id.label("patient_id"),
        appointments.c.patient_id.label("own_id"),
        _ROOT.c.preferred_name,
        _ROOT.c.given_names,
        _ROOT.c.family_name,
        _ROOT.c.is_sensitive,
        appointments.c.state,
        appointments.c.slot_type_id,
        slot_types.c.name,
        appointments.c.channel,
        appointments.c.start_at,
        appointments.c.end_at,
    )
    .join(patients, patients.c.id == appointments.c.patient_id)
    .join(_ROOT, _ROOT.c.id == func.coalesce(patients.c.root_id, patients.c.id))
    .join(slot_types, slot_types.c.id == appointments.c.slot_type_id)
    .where(
        appointments.c.session_id.in_(_KEYS),
        or_(*(appointments.c.state == one for one in _LIVE)),
        appointments.c.start_at.is_not(None),
    )
)
_BOOKED_IN = (
    select(appointments.c.session_id)
    .where(or_(*(appointments.c.state == one for one in _LIVE)))
    .where(appointments.c.session_id == sessions.c.id)
    .exists()
)


def of_sessions(keys: Sequence[SessionId]) -> ColumnElement[bool]:
    """Return the condition that chooses sessions by their ids."""
    return sessions.c.id.in_(list(keys))


def within_closure(closure: ClosureDetails) -> ColumnElement[bool]:
    """Return the condition that chooses the sessions whose day a closure concerns."""
    chosen: ColumnElement[bool] = sessions.c.on_date.between(closure.first_on, closure.last_on)
    for name in ("clinic_id", "clinician_id", "room_id"):
        key = getattr(closure, name)
        if key is not None:
            chosen = chosen & (sessions.c[name] == key)
    return chosen


def of_template(
    template_id: SessionTemplateId, from_on: date, *, booked: bool = False
) -> ColumnElement[bool]:
    """Return the condition that chooses a template's sessions from a date on, or the booked."""
    chosen = (sessions.c.template_id == template_id) & (sessions.c.template_on >= from_on)
    return chosen & _BOOKED_IN if booked else chosen


def list_session_facts(
    db: Connection, chosen: ColumnElement[bool], *, now: datetime, today: date
) -> tuple[SessionFacts, ...]:
    """Return the chosen sessions that take place and are not over, in order of time."""
    rows = db.execute(_SESSIONS.where(chosen), {"now": now}).all()
    if not rows:
        return ()
    keys = {"keys": [row.id for row in rows]}
    its_slots = _slots(db.execute(_SLOTS, keys))
    visits = db.execute(_VISITS, keys).all()
    closed = list_closed_groups(db, {row.own_id for row in visits})
    known = {
        row.own_id: row.patient_id
        for row in visits
        if not row.is_sensitive and row.own_id not in closed
    }
    needs = list_needs(db, known, today)
    its_visits: dict[SessionId, list[VisitFacts]] = defaultdict(list)
    for row in visits:
        its_visits[row.session_id].append(_visit(row, needs))
    return tuple(
        SessionFacts(
            row.id,
            row.version,
            row.clinic_id,
            row.clinic_name,
            row.clinician_id,
            " ".join(filter(None, (row.title, row.given_names, row.family_name))),
            row.room_id,
            row.room_name or "",
            row.on_date,
            row.start_at,
            row.end_at,
            row.template_id,
            row.template_on,
            tuple(its_slots.get(row.id, ())),
            tuple(its_visits.get(row.id, ())),
        )
        for row in rows
    )


_make_slot = quick_maker(SlotFacts)


def _slots(rows: Iterable[Any]) -> dict[SessionId, list[SlotFacts]]:
    found: dict[SlotId, tuple[SessionId, list[Any], list[AppointmentId]]] = {}
    for session_id, key, *values, appointment_id in rows:
        seated = found.setdefault(key, (session_id, values, []))[2]
        if appointment_id is not None:
            seated.append(appointment_id)
    made: dict[SessionId, list[SlotFacts]] = defaultdict(list)
    for key, (session_id, values, seated) in found.items():
        made[session_id].append(_make_slot(key, *values, tuple(seated)))
    return made


def _visit(row: Any, needs: dict[PatientId, tuple[str, ...]]) -> VisitFacts:
    return VisitFacts(
        row.id,
        row.version,
        row.patient_id,
        called_name(row.preferred_name, row.given_names, row.family_name),
        row.state,
        row.slot_type_id,
        row.name,
        row.channel,
        row.start_at,
        row.end_at,
        needs.get(row.patient_id, ()),
    )


_FREE_COLUMNS = (
    slots.c.id,
    slots.c.session_id,
    slots.c.slot_type_id,
    slot_types.c.channel,
    slots.c.start_at,
    slots.c.end_at,
    sessions.c.clinician_id,
    clinicians.c.title,
    clinicians.c.given_names,
    clinicians.c.family_name,
    sessions.c.clinic_id,
    clinics.c.name.label("clinic_name"),
    rooms.c.name.label("room_name"),
    rooms.c.features,
    clinicians.c.gender,
)
_FREE = (
    select(*_FREE_COLUMNS)
    .select_from(places)
    .join(slots, slots.c.id == places.c.slot_id)
    .join(sessions, sessions.c.id == slots.c.session_id)
    .join(slot_types, slot_types.c.id == slots.c.slot_type_id)
    .join(clinicians, clinicians.c.id == sessions.c.clinician_id)
    .join(clinics, clinics.c.id == sessions.c.clinic_id)
    .outerjoin(rooms, rooms.c.id == sessions.c.room_id)
    .where(
        places.c.appointment_id.is_(None),
        places.c.start_at >= bindparam("since"),
        places.c.start_at < bindparam("until"),
        or_(places.c.hold_id.is_(None), places.c.held_until <= bindparam("now")),
        slots.c.state == SlotState.OPEN,
        slots.c.is_extra.is_(False),
        or_(slots.c.release_at.is_(None), slots.c.release_at <= bindparam("now")),
        sessions.c.state != SessionState.CANCELLED,
        slot_types.c.bookable,
    )
    .order_by(places.c.start_at, places.c.slot_id)
)
_FREE_OF_CLINICIAN = QuickRows(
    _FREE.where(
        places.c.clinician_id == bindparam("clinician"), places.c.slot_type_id == bindparam("kind")
    )
)
_OF_KIND = _FREE.where(places.c.slot_type_id == bindparam("kind"))
_FREE_OF_KIND = QuickRows(_OF_KIND)
_MOST_NEAR = literal_column("40", Integer())
_NEXT_OF_KIND = QuickRows(_OF_KIND.limit(_MOST_NEAR))
_LAST_OF_KIND = QuickRows(
    _OF_KIND.order_by(None)
    .order_by(places.c.start_at.desc(), places.c.slot_id.desc())
    .limit(_MOST_NEAR)
)


def list_candidates(
    db: Connection,
    *,
    own: Collection[tuple[ClinicianId, SlotTypeId]],
    own_range: tuple[datetime, datetime],
    near: Collection[tuple[SlotTypeId, datetime]] = (),
    within: timedelta = timedelta(days=2),
    kinds: Collection[SlotTypeId] = (),
    now: datetime,
) -> list[Candidate]:
    """Return free slots: of these clinicians and of these kinds in the range, near some instants.

    Shape: ``near`` an instant are some dozens before and after it, at most ``within`` from it.
    """
    found: dict[SlotId, Candidate] = {}
    since, until = own_range
    for clinician, kind in sorted(own):
        params = {"clinician": clinician, "kind": kind, "since": since, "until": until, "now": now}
        found |= _candidates(_FREE_OF_CLINICIAN.read(db, params))
    for kind in sorted(kinds):
        params = {"kind": kind, "since": since, "until": until, "now": now}
        found |= _candidates(_FREE_OF_KIND.read(db, params))
    for kind, at in sorted(near):
        first, last = max(now, at - within), at + within
        after = {"kind": kind, "since": max(at, now), "until": last, "now": now}
        found |= _candidates(_NEXT_OF_KIND.read(db, after))
        before = {"kind": kind, "since": first, "until": at, "now": now}
        found |= _candidates(_LAST_OF_KIND.read(db, before))
    return list(found.values())


_make_time, _make_candidate = quick_maker(FreeTime), quick_maker(Candidate)


def _candidates(rows: Iterable[Sequence[Any]]) -> dict[SlotId, Candidate]:
    found = {}
    for row in rows:
        key, session_id, kind, channel, start_at, end_at, clinician_id, *names = row
        title, given, family, clinic_id, clinic_name, room_name, features, gender = names
        time = _make_time(
            (key,),
            session_id,
            kind,
            channel,
            start_at,
            end_at,
            clinician_id,
            " ".join(filter(None, (title, given, family))),
            clinic_id,
            clinic_name,
            room_name or "",
            (),
        )
        found[key] = _make_candidate(time, features or (), gender)
    return found


def list_session_ids(db: Connection, chosen: ColumnElement[bool], now: datetime) -> list[SessionId]:
    """Return the ids of the chosen sessions that take place and are not over, in key order."""
    query = (
        select(sessions.c.id)
        .where(chosen, sessions.c.state != SessionState.CANCELLED, sessions.c.end_at > now)
        .order_by(sessions.c.id)
    )
    return list(db.execute(query).scalars())


def list_sessions_of_slots(db: Connection, slot_ids: Sequence[SlotId]) -> list[SessionId]:
    """Return the sessions that these slots are of, each once."""
    query = select(slots.c.session_id).where(slots.c.id.in_(list(slot_ids))).distinct()
    return list(db.execute(query).scalars())
