"""Sessions outside their clinic's opening hours, or away from a clinician's clinics: agreed to."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time

from desktop.domain.errors import Agreement
from desktop.domain.ids import ClinicianId, ClinicId
from desktop.domain.opening_hours import say_outside
from desktop.domain.templates import SessionTemplate, plan_dates
from desktop.operations.work import Reading
from desktop.persistence.closures import list_in_force
from desktop.persistence.rows import read_row
from desktop.persistence.sessions import get_row
from desktop.persistence.tables import clinics

Hours = tuple[date, time, time]
"""A session's date, its start and its end, in wall-clock time."""


def ask_hours(
    reading: Reading, clinic_id: ClinicId, times: Iterable[Hours], *, question: str
) -> list[Agreement]:
    """Return what has to be agreed where sessions lie outside the clinic's opening hours."""
    clinic = read_row(reading.db, clinics, (clinic_id,)) or {}
    said = say_outside(clinic.get("opening_hours", ()), times)
    if not said:
        return []
    words = f"{clinic['name']} is {said}. {question}"
    return [Agreement("hours", words)]


def ask_clinic(
    reading: Reading, clinic_id: ClinicId, clinician_id: ClinicianId, *, question: str
) -> list[Agreement]:
    """Return what has to be agreed where a clinician does not work at that clinic as a rule."""
    clinician = get_row(reading.db, "clinicians", clinician_id)
    if not clinician["clinic_ids"] or clinic_id in clinician["clinic_ids"]:
        return []
    clinic = read_row(reading.db, clinics, (clinic_id,)) or {}
    words = f"{clinician['family_name']} does not work at {clinic['name']} as a rule."
    return [Agreement("clinic", f"{words} {question}")]


def ask_template(reading: Reading, template: SessionTemplate, until: date) -> list[Agreement]:
    """Return what has to be agreed before a template is published."""
    details = template.details
    first = max(details.first_on, reading.today)
    closed = list_in_force(reading.db, first, until)
    times = (
        (one.on_date, one.start_local, one.end_local)
        for one in plan_dates(details, closed, first, until)
        if one.held
    )
    question = "Publish it all the same?"
    return [
        *ask_hours(reading, details.clinic_id, times, question=question),
        *ask_clinic(reading, details.clinic_id, details.clinician_id, question=question),
    ]
