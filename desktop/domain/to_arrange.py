"""The list of what is to arrange for visits to come: most urgent first, filtered by kind."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from desktop.domain.ids import AppointmentId, ClinicId, PatientId, VisitNeedId
from desktop.domain.needs import NeedState
from desktop.domain.permissions import Role
from desktop.domain.preferences import kind_of
from desktop.domain.times import clock_time, said_day


@dataclass(frozen=True, slots=True)
class ToArrange:
    """One thing to arrange, or to call off, for somebody's visit.

    ``is_closed``: of a sensitive record it says who and when alone.
    """

    id: VisitNeedId
    version: int
    appointment_id: AppointmentId
    patient_id: PatientId
    called: str
    kind: str
    what: str
    detail: str
    instead: str
    state: NeedState
    owner_role: Role
    due_on: date | None
    on_date: date
    start_at: datetime | None
    clinician_name: str
    clinic_id: ClinicId | None
    clinic_name: str
    is_closed: bool = False

    @property
    def is_to_call_off(self) -> bool:
        """Whether it was arranged, and is wanted no more."""
        return self.state is NeedState.TO_CALL_OFF


def sort_to_arrange(found: Iterable[ToArrange], today: date) -> tuple[ToArrange, ...]:
    """Return the list as it is worked through: overdue first, then what is due next."""
    return tuple(
        sorted(
            found,
            key=lambda one: (due_day(one, today), one.on_date, one.called, one.kind, one.id),
        )
    )


def due_day(one: ToArrange, today: date) -> date:
    """Return the day it has to be done: what is to call off at once."""
    return today if one.is_to_call_off or one.due_on is None else one.due_on


def is_overdue(one: ToArrange, today: date) -> bool:
    """Return whether it should have been done before today."""
    return not one.is_to_call_off and one.due_on is not None and one.due_on < today


def say_due(one: ToArrange, today: date) -> str:
    """Say by when: "by Thu 19 Nov", "due today", "overdue 2 days"."""
    if one.is_to_call_off:
        return "at once"
    if one.due_on is None:
        return "before the visit"
    if one.due_on < today:
        days = (today - one.due_on).days
        return "overdue since yesterday" if days == 1 else f"overdue {days} days"
    return "due today" if one.due_on == today else f"by {said_day(one.due_on, today)}"


def say_what(one: ToArrange) -> str:
    """Say what is done: "Book a BSL interpreter", "Call off: BSL interpreter"."""
    if one.is_closed:
        return "Opens only with a reason"
    return f"Call off: {kind_of(one.kind).words}" if one.is_to_call_off else one.what


def say_visit(one: ToArrange, today: date, zone: str) -> str:
    """Say which visit: "Wed 25 Nov 09:20, Grace Adeyemi, Alder Lane"."""
    time = f" {clock_time(one.start_at, zone)}" if one.start_at is not None else ""
    day = said_day(one.on_date, today)
    return ", ".join(part for part in (f"{day}{time}", one.clinician_name, one.clinic_name) if part)
