"""Sessions with all that a change touches in them, and the free times there are instead."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    bindparam,
    or_,
    select,
)

from desktop.domain.closures import ClosureDetails
from desktop.domain.ids import (
    AppointmentId,
    PatientId,
    SessionId,
    SessionTemplateId,
    SlotId,
)
from desktop.domain.many_values import quick_maker
from desktop.domain.session_changes import SessionFacts, SlotFacts, VisitFacts
from desktop.domain.sessions import SessionState, SlotState
from desktop.domain.visits import State
from desktop.persistence.day_roots import list_closed_groups
from desktop.persistence.needs import list_needs
from desktop.persistence.people import called_name
from desktop.persistence.quick_rows import QuickRows
from desktop.persistence.roots import root_of
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
_TAKES_PLACE = (sessions.c.state != SessionState.CANCELLED) & (sessions.c.end_at > bindparam("now"))
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
    .where(_TAKES_PLACE)
    .order_by(sessions.c.start_at, sessions.c.id)
)
_FREE_PLACE = (
    select(places.c.seat)
    .where(
        places.c.slot_id == slots.c.id,
        # Both say the same; without it PostgreSQL may go through the index of all free places.
        places.c.start_at == slots.c.start_at,
        places.c.appointment_id.is_(None),
        or_(places.c.hold_id.is_(None), places.c.held_until <= bindparam("now")),
    )
    .correlate(slots)
    .exists()
)
_SLOTS = (
    select(
        slots.c.session_id,
        slots.c.id,
        slots.c.start_at,
        slots.c.end_at,
        slots.c.slot_type_id,
        slots.c.capacity,
        slots.c.state,
        slots.c.is_extra,
        slots.c.version,
        and_(
            slots.c.state == SlotState.OPEN,
            slots.c.is_extra.is_(False),
            or_(slots.c.release_at.is_(None), slots.c.release_at <= bindparam("now")),
            _FREE_PLACE,
        ).label("is_free"),
    )
    .join(sessions, sessions.c.id == slots.c.session_id)
    .where(_TAKES_PLACE)
    .order_by(slots.c.session_id, slots.c.start_at, slots.c.id)
)
_TAKEN = (
    select(places.c.slot_id, appointments.c.id)
    .select_from(appointments)
    .join(sessions, sessions.c.id == appointments.c.session_id)
    .join(places, places.c.appointment_id == appointments.c.id)
    .where(_TAKES_PLACE)
    .order_by(places.c.slot_id, places.c.seat)
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
    .join(_ROOT, _ROOT.c.id == root_of())
    .join(slot_types, slot_types.c.id == appointments.c.slot_type_id)
    .join(sessions, sessions.c.id == appointments.c.session_id)
    .where(
        _TAKES_PLACE,
        or_(*(appointments.c.state == one for one in _LIVE)),
        appointments.c.start_at.is_not(None),
    )
)
_BOOKED = appointments.alias("booked")
_BOOKED_IN = (
    select(_BOOKED.c.session_id)
    .where(or_(*(_BOOKED.c.state == one for one in _LIVE)))
    .where(_BOOKED.c.session_id == sessions.c.id)
    .correlate(sessions)
    .exists()
)


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which sessions are meant; the values are bound, so that the statement is one for all."""

    condition: ColumnElement[bool]
    values: dict[str, Any]


def of_session(session_id: SessionId) -> Chosen:
    """Return the choice of one session."""
    return Chosen(sessions.c.id == bindparam("of_session"), {"of_session": session_id})


def within_closure(closure: ClosureDetails) -> Chosen:
    """Return the choice of the sessions whose day a closure concerns."""
    chosen: ColumnElement[bool] = sessions.c.on_date.between(
        bindparam("of_first"), bindparam("of_last")
    )
    values: dict[str, Any] = {"of_first": closure.first_on, "of_last": closure.last_on}
    for name in ("clinic_id", "clinician_id", "room_id"):
        key = getattr(closure, name)
        if key is not None:
            chosen = chosen & (sessions.c[name] == bindparam(f"of_{name}"))
            values[f"of_{name}"] = key
    return Chosen(chosen, values)


def of_template(template_id: SessionTemplateId, from_on: date, *, booked: bool = False) -> Chosen:
    """Return the choice of a template's sessions from a date on, or of the booked ones."""
    chosen = (sessions.c.template_id == bindparam("of_template")) & (
        sessions.c.template_on >= bindparam("of_first")
    )
    values = {"of_template": template_id, "of_first": from_on}
    return Chosen(chosen & _BOOKED_IN if booked else chosen, values)


def list_session_facts(
    db: Connection, chosen: Chosen, *, now: datetime, today: date
) -> tuple[SessionFacts, ...]:
    """Return the chosen sessions that take place and are not over, in order of time.

    Four statements however many they are; their slots, thousands in a year, are read quickly.
    """
    values = {"now": now, **chosen.values}
    rows = db.execute(_SESSIONS.where(chosen.condition), values).all()
    if not rows:
        return ()
    its_slots = _list_slots(db, chosen, values)
    visits = db.execute(_VISITS.where(chosen.condition), values).all()
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


def _list_slots(
    db: Connection, chosen: Chosen, values: dict[str, Any]
) -> dict[SessionId, list[SlotFacts]]:
    kinds = {
        row.id: (row.name, row.bookable)
        for row in db.execute(select(slot_types.c.id, slot_types.c.name, slot_types.c.bookable))
    }
    seated: dict[SlotId, list[AppointmentId]] = defaultdict(list)
    for slot_id, appointment_id in db.execute(_TAKEN.where(chosen.condition), values):
        seated[slot_id].append(appointment_id)
    made: dict[SessionId, list[SlotFacts]] = defaultdict(list)
    for row in QuickRows(_SLOTS.where(chosen.condition)).read(db, values):
        session_id, key, start_at, end_at, kind, *rest, is_free = row
        visits = tuple(seated.get(key, ()))
        slot = _make_slot(key, start_at, end_at, kind, *kinds[kind], *rest, visits, bool(is_free))
        made[session_id].append(slot)
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


def list_sessions_of_slots(db: Connection, slot_ids: Sequence[SlotId]) -> list[SessionId]:
    """Return the sessions that these slots are of, each once."""
    query = select(slots.c.session_id).where(slots.c.id.in_(list(slot_ids))).distinct()
    return list(db.execute(query).scalars())
