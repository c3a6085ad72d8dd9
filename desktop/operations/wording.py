"""Copying a visit's wording: on record as copied, nothing is sent."""

from __future__ import annotations

from desktop.domain.errors import RuleViolation
from desktop.domain.ids import AppointmentId
from desktop.domain.permissions import Act
from desktop.domain.reaching import how_to_reach
from desktop.domain.times import clock_time, said_day
from desktop.domain.visits import Appointment, State, Step
from desktop.domain.wording import series_lines, trip_lines, wording_to_send
from desktop.operations.booking import get_bookable_person
from desktop.operations.events import write_event
from desktop.operations.looks import is_closed_here
from desktop.operations.outcome import Outcome
from desktop.operations.work import Work
from desktop.persistence.booked_person import BookedPerson
from desktop.persistence.merging import find_root, list_records
from desktop.persistence.outline import load_outline
from desktop.persistence.preferences import list_active
from desktop.persistence.series import (
    find_date_of_visit,
    get_series,
    list_on_trip,
    list_visits_of_series,
)
from desktop.persistence.visits import get_appointment


def copy_wording(work: Work, *, appointment_id: AppointmentId) -> Outcome[str]:
    """Return who, when, where and what to bring; it can't be undone, for nothing was changed.

    Of a series every date to come, of a trip the other visit too.
    A sensitive record nobody has opened here keeps the number they are rung on.
    Errors: RuleViolation("time") for a visit without a time.
    """
    visit = get_appointment(work.db, appointment_id)
    work.require(Act.COPY_WORDING, visit.clinician_id)
    if visit.start_at is None:
        raise RuleViolation("time", None, "This visit has no time yet.")
    person = get_bookable_person(work, visit.patient_id)
    outline = load_outline(work.db)
    clinician = next((one for one in outline.clinicians if one.id == visit.clinician_id), None)
    clinic = next((one for one in outline.clinics if one.id == visit.clinic_id), None)
    kind = next(one for one in outline.slot_types if one.id == visit.slot_type_id)
    place = ", ".join(filter(None, (clinic.name, clinic.address))) if clinic else ""
    not_open = is_closed_here(work, find_root(work.db, person.id))
    text = wording_to_send(
        called=person.called,
        start_at=visit.start_at,
        clinician=clinician.short_name if clinician else outline.practice.name,
        place=place.replace("\n", ", "),
        channel=visit.channel,
        call_on=None if not_open else visit.call_on,
        information=kind.information,
        zone=work.zone,
        phone=outline.practice.phone,
        together=_together(work, visit),
    )
    write_event(work, appointment_id, Step.COPIED)
    work.touch("appointment", appointment_id)
    work.record(
        Act.COPY_WORDING,
        {"words": text},
        patient_id=visit.patient_id,
        appointment_id=appointment_id,
        session_id=visit.session_id,
    )
    when = f"{said_day(visit.on_date, work.today)} {clock_time(visit.start_at, work.zone)}"
    copied = f"Copied the wording of {person.called}’s visit, {when}. Nothing was sent."
    # How they want it is said to whoever sends it; of a closed record nothing is.
    reach = "" if not_open else _how_they_want_it(work, person)
    words = " ".join(part for part in (copied, reach) if part)
    return Outcome(text, work.changes(), words=words)


def _together(work: Work, visit: Appointment) -> tuple[str, ...]:
    """Return the lines about the visits that belong with this one."""
    lines: tuple[str, ...] = ()
    if visit.trip_id is not None:
        others = list_on_trip(work.db, visit.trip_id, visit.id)
        lines += trip_lines(((one.start_at, one.clinician_name) for one in others), work.zone)
    date = find_date_of_visit(work.db, visit.id)
    if date is not None:
        rows = list_visits_of_series(work.db, date["series_id"])
        booked = [
            row["start_at"]
            for row in rows
            if row["state"] is State.BOOKED and row["start_at"] and row["on_date"] >= work.today
        ]
        to_book = [one.on_date for one in get_series(work.db, date["series_id"]).to_book]
        lines += series_lines(booked, to_book, work.zone)
    return lines


def _how_they_want_it(work: Work, person: BookedPerson) -> str:
    if not (person.has_told or person.has_merged):
        return ""
    told = list_active(work.db, list_records(work.db, person.id), work.today)
    return how_to_reach(told, work.today).words
