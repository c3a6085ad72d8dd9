"""A person's card: what the panel shows, gathered from every record of the person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, bindparam, select

from desktop.domain.ids import AppointmentId, PatientId
from desktop.domain.people import (
    NHS_NUMBER,
    OLD,
    ContactPoint,
    Identifier,
    PatientCard,
    PatientDetails,
    VisitLine,
    WholePerson,
)
from desktop.domain.preference_rules import names_wanted
from desktop.domain.rebooking import RebookingState
from desktop.domain.visit_end import VisitNeed
from desktop.domain.visits import State
from desktop.persistence.merging import find_root, is_sensitive, list_records
from desktop.persistence.people import called_name, details_from, get_patient_row, rows_of
from desktop.persistence.preferences import active_of, ended_of, list_names, list_rows_told
from desktop.persistence.related_people import list_related
from desktop.persistence.series import list_series
from desktop.persistence.tables import (
    appointments,
    clinicians,
    clinics,
    contact_points,
    identifiers,
    rebookings,
    rooms,
    sessions,
    slot_types,
)
from desktop.persistence.visit_needs import list_needs_of_people

SHOWN_VISITS = 20
LONGEST_LIST = 200

_VISITS = (
    select(
        appointments.c.id,
        appointments.c.version,
        appointments.c.state,
        appointments.c.on_date,
        appointments.c.start_at,
        appointments.c.end_at,
        clinicians.c.title,
        clinicians.c.given_names,
        clinicians.c.family_name,
        clinics.c.name.label("clinic_name"),
        rooms.c.name.label("room_name"),
        slot_types.c.name.label("type_name"),
        appointments.c.channel,
        appointments.c.reason,
        appointments.c.arrived_at,
        appointments.c.sent_in_at,
        appointments.c.done_at,
        appointments.c.cancelled_at,
        appointments.c.cancel_words,
        appointments.c.trip_id,
        select(rebookings.c.id)
        .where(
            rebookings.c.appointment_id == appointments.c.id,
            rebookings.c.state == RebookingState.OPEN,
        )
        .exists()
        .label("is_being_rebooked"),
    )
    .select_from(appointments)
    .join(slot_types, slot_types.c.id == appointments.c.slot_type_id)
    .outerjoin(clinicians, clinicians.c.id == appointments.c.clinician_id)
    .outerjoin(clinics, clinics.c.id == appointments.c.clinic_id)
    .outerjoin(sessions, sessions.c.id == appointments.c.session_id)
    .outerjoin(rooms, rooms.c.id == sessions.c.room_id)
    .where(
        appointments.c.patient_id == bindparam("patient"),
        appointments.c.state != State.ENTERED_IN_ERROR,
    )
)
_COMING = (
    _VISITS.where(appointments.c.on_date >= bindparam("today"))
    .order_by(appointments.c.on_date, appointments.c.start_at)
    .limit(2 * SHOWN_VISITS)
)
_PAST = (
    _VISITS.where(appointments.c.on_date < bindparam("today"))
    .order_by(appointments.c.on_date.desc(), appointments.c.start_at.desc())
    .limit(SHOWN_VISITS)
)


_EVERY = _VISITS.order_by(appointments.c.on_date.desc(), appointments.c.start_at.desc()).limit(
    LONGEST_LIST
)
_STILL_TO_COME = (State.BOOKED, State.PENDING, State.ARRIVED, State.CHECKED_IN, State.PROPOSED)


def load_card(db: Connection, patient_id: PatientId, *, today: date) -> PatientCard:
    """Return all the panel shows, of the record that lives on; NotFound when there is none.

    Visits, preferences and related people of records merged into it follow.
    """
    root = find_root(db, patient_id)
    row = get_patient_row(db, root)
    records = list_records(db, root)
    points = rows_of(db, contact_points, root)
    numbers = [one for record in records for one in rows_of(db, identifiers, record)]
    details = details_from(row, points, [one for one in numbers if one["patient_id"] == root])
    told = list_rows_told(db, records)
    needs = list_needs_of_people(db, records) if told else {}
    coming = sorted(_visits(db, _COMING, records, today), key=_when)[: 2 * SHOWN_VISITS]
    coming = _with_needs(coming, needs)
    past = sorted(_visits(db, _PAST, records, today), key=_when, reverse=True)[:SHOWN_VISITS]
    later = [one for one in coming if one.on_date > today]
    still = [one for one in later if one.state in _STILL_TO_COME][:SHOWN_VISITS]
    off = [one for one in later if one.state is State.CANCELLED][: SHOWN_VISITS - len(still)]
    return PatientCard(
        id=root,
        version=row["version"],
        details=details,
        called=called_name(row["preferred_name"], row["given_names"], row["family_name"]),
        is_deceased=row["is_deceased"],
        deceased_on=row["deceased_on"],
        preferences=active_of(told, today),
        today=tuple(one for one in coming if one.on_date == today),
        coming=tuple(sorted((*still, *off), key=_when)),
        past=tuple(_with_needs(past, needs)),
        related=list_related(db, records),
        is_sensitive=row["is_sensitive"] or is_sensitive(db, records[1:]),
        record_ids=records,
        other_numbers=_other_numbers(numbers, details),
        other_contacts=_other_contacts(db, records, details),
        names=tuple(sorted(_names_told(db, told).items())),
        series=list_series(db, records),
    )


def load_whole(db: Connection, card: PatientCard, *, today: date) -> WholePerson:
    """Return what the whole panel shows beside the card: what holds no more, and every visit."""
    told = list_rows_told(db, card.record_ids)
    needs = list_needs_of_people(db, card.record_ids) if told else {}
    visits = sorted(_visits(db, _EVERY, card.record_ids, today), key=_when, reverse=True)
    return WholePerson(
        card,
        ended=ended_of(told, today),
        visits=tuple(_with_needs(visits, needs)),
        names=tuple(sorted(_names_told(db, told).items())),
    )


def _names_told(db: Connection, told: Sequence[dict[str, Any]]) -> dict[str, str]:
    return list_names(db, names_wanted((one["kind"], one["filled"]) for one in told))


def _with_needs(
    lines: Sequence[VisitLine], needs: Mapping[AppointmentId, tuple[VisitNeed, ...]]
) -> list[VisitLine]:
    return [replace(one, needs=needs[one.id]) if one.id in needs else one for one in lines]


def list_future_visits(
    db: Connection, records: Sequence[PatientId], today: date
) -> tuple[VisitLine, ...]:
    """Return the visits of these records from today on that have not begun."""
    found = sorted(_visits(db, _COMING, records, today), key=_when)
    return tuple(one for one in found if one.state in (State.BOOKED, State.PENDING, State.PROPOSED))


def _visits(
    db: Connection, statement: Any, records: Sequence[PatientId], today: date
) -> list[VisitLine]:
    return [
        _visit_line(one)
        for record in records
        for one in db.execute(statement, {"patient": record, "today": today})
    ]


def _when(line: VisitLine) -> tuple[date, str]:
    return line.on_date, line.start_at.isoformat() if line.start_at else ""


def _other_numbers(
    rows: Sequence[dict[str, Any]], details: PatientDetails
) -> tuple[Identifier, ...]:
    """Return NHS numbers beside the current one: old ones, and those of merged records."""
    return tuple(
        Identifier(one["system"], one["value"], one["verification"], one["use"])
        for one in rows
        if one["system"] == NHS_NUMBER and (one["use"] == OLD or one["value"] != details.nhs_number)
    )


def _other_contacts(
    db: Connection, records: Sequence[PatientId], details: PatientDetails
) -> tuple[ContactPoint, ...]:
    """Return phones and addresses that only merged records have."""
    known = {(one.system, one.value) for one in details.contact_points}
    found: dict[tuple[str, str], ContactPoint] = {}
    for record in records[1:]:
        rows = sorted(rows_of(db, contact_points, record), key=lambda one: int(one["rank"]))
        for one in rows:
            key = (one["system"], one["value"])
            if key not in known:
                point = ContactPoint(*key, one["use"], one["note"], one["doubtful"], one["id"])
                found.setdefault(key, point)
    return tuple(found.values())


def _visit_line(row: Any) -> VisitLine:
    title = row.title or ""
    name = " ".join(filter(None, (title, row.given_names, row.family_name)))
    return VisitLine(
        id=row.id,
        version=row.version,
        state=row.state,
        on_date=row.on_date,
        start_at=row.start_at,
        end_at=row.end_at,
        clinician_name=name,
        clinic_name=row.clinic_name or "",
        room_name=row.room_name or "",
        slot_type_name=row.type_name,
        channel=row.channel,
        reason=row.reason,
        arrived_at=row.arrived_at,
        sent_in_at=row.sent_in_at,
        done_at=row.done_at,
        cancelled_at=row.cancelled_at,
        cancel_words=row.cancel_words,
        is_being_rebooked=bool(row.is_being_rebooked),
        trip_id=row.trip_id,
    )
