"""Weeks of sessions in which series and trips find their times; how tests book them."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

from desktop.domain.asked import Asked
from desktop.domain.booking import FreeRequest, FreeTime
from desktop.domain.ids import ClinicianId, PatientId
from desktop.domain.repeats import Every
from desktop.domain.series import Series, SeriesRule
from desktop.domain.visits import Appointment
from desktop.operations.booking_many import VisitWanted
from desktop.operations.people_reads import read_patient_card
from desktop.operations.reads import find_free_times
from desktop.operations.series import DateWanted, SeriesAsked, SeriesBooked, book_series
from desktop.operations.series_times import SeriesChecked, check_series
from desktop.operations.sessions import create_session
from desktop.operations.trips import book_together
from tests.operations.conftest import SmallPractice

FORTNIGHT = timedelta(days=14)


def first_day(practice: SmallPractice) -> date:
    """A day no other case has sessions on."""
    practice.clock.advance(days=1)
    practice.clock.set(practice.clock().replace(hour=10, minute=22))
    return practice.clock().date() + timedelta(days=1)


def give_sessions(
    practice: SmallPractice, on: date, *, who: ClinicianId | None = None, hour: int = 9,
    room: Any = None, slots: int = 3,
) -> None:  # fmt: skip
    """Give a clinician (the nurse) a session of routine slots of 10 minutes."""
    practice.desk.act(
        create_session,
        clinic_id=practice.clinic,
        room_id=room or practice.other_room,
        clinician_id=who or practice.nurse,
        on_date=on,
        start_local=time(hour),
        end_local=time(hour, 10 * slots),
        pattern=practice.pattern_of(slots),
    )


def free_on(practice: SmallPractice, on: date, who: ClinicianId) -> tuple[FreeTime, ...]:
    """Return the free times of somebody on a day."""
    request = FreeRequest(from_on=on, until_on=on, clinician_id=who, limit=50)
    answer = practice.desk.read(find_free_times, request=request)
    return tuple(answer.times)


def fortnightly(practice: SmallPractice, first: date, count: int = 3) -> SeriesRule:
    """Every second week from that day, at 09:10."""
    return SeriesRule(Every.WEEK, 2, first.weekday(), first, count, time(9, 10))


def asked_of(practice: SmallPractice) -> SeriesAsked:
    """The nurse, a routine slot."""
    return SeriesAsked(practice.routine, practice.nurse)


def check(practice: SmallPractice, rule: SeriesRule, who: PatientId) -> SeriesChecked:
    """Look at every date of a series."""
    asked = Asked(slot_type_id=practice.routine, clinician_id=practice.nurse)
    found: SeriesChecked = practice.desk.read(check_series, patient_id=who, rule=rule, asked=asked)
    return found


def best_of(checked: SeriesChecked) -> tuple[DateWanted, ...]:
    """Each date at its best time, or still to book."""
    return tuple(
        DateWanted(one.place, one.best.slot_ids if one.best else (), one.why)
        for one in checked.dates
    )


def series_of(practice: SmallPractice, who: PatientId, count: int = 3) -> dict[str, Any]:
    """Return what a series of so many dates is booked with, one date without a session."""
    first = first_day(practice)
    for number in range(count - 1):
        give_sessions(practice, first + number * FORTNIGHT)
    rule = fortnightly(practice, first, count)
    dates = best_of(check(practice, rule, who))
    return {"patient_id": who, "rule": rule, "asked": asked_of(practice), "dates": dates}


def booked_series(practice: SmallPractice, who: PatientId) -> SeriesBooked:
    """Book a series of three, the last of them still to book."""
    outcome = practice.desk.act(book_series, **series_of(practice, who))
    found: SeriesBooked = outcome.value
    return found


def kept_series(practice: SmallPractice, who: PatientId) -> Series:
    """Return the last series on somebody's card."""
    return practice.desk.read(read_patient_card, patient_id=who).series[-1]


def trip_of(practice: SmallPractice, who: PatientId) -> dict[str, Any]:
    """Return what two visits on one trip are booked with: the nurse, then the doctor."""
    first = first_day(practice)
    give_sessions(practice, first, slots=3)
    give_sessions(practice, first, who=practice.doctor, room=practice.room, slots=5)
    nurse = free_on(practice, first, practice.nurse)[1]
    doctor = next(
        one for one in free_on(practice, first, practice.doctor) if one.start_at == nurse.end_at
    )
    return {
        "patient_id": who,
        "visits": (VisitWanted(nurse.slot_ids), VisitWanted(doctor.slot_ids)),
    }


def booked_trip(practice: SmallPractice, who: PatientId) -> tuple[Appointment, ...]:
    """Book a trip."""
    outcome = practice.desk.act(book_together, **trip_of(practice, who))
    found: tuple[Appointment, ...] = outcome.value
    return found
