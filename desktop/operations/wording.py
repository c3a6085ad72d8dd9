"""Copying a visit's wording: on record as copied, nothing is sent."""

from __future__ import annotations

from desktop.domain.errors import RuleViolation
from desktop.domain.ids import AppointmentId
from desktop.domain.permissions import Act
from desktop.domain.times import clock_time, said_day
from desktop.domain.visits import Step
from desktop.domain.wording import wording_to_send
from desktop.operations.booking import get_bookable_person
from desktop.operations.events import write_event
from desktop.operations.looks import is_closed_here
from desktop.operations.outcome import Outcome
from desktop.operations.work import Work
from desktop.persistence.merging import find_root
from desktop.persistence.outline import load_outline
from desktop.persistence.visits import get_appointment


def copy_wording(work: Work, *, appointment_id: AppointmentId) -> Outcome[str]:
    """Return who, when, where and what to bring; it can't be undone, for nothing was changed.

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
    text = wording_to_send(
        called=person.called,
        start_at=visit.start_at,
        clinician=clinician.short_name if clinician else outline.practice.name,
        place=place.replace("\n", ", "),
        channel=visit.channel,
        call_on=None if is_closed_here(work, find_root(work.db, person.id)) else visit.call_on,
        information=kind.information,
        zone=work.zone,
        phone=outline.practice.phone,
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
    words = f"Copied the wording of {person.called}’s visit, {when}. Nothing was sent."
    return Outcome(text, work.changes(), words=words)
