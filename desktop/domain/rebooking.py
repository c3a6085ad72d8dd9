"""Visits that have to find another time: why, by when somebody is asked, what to say to them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from desktop.domain.booking import FreeTime
from desktop.domain.ids import (
    AppointmentId,
    HoldId,
    PatientId,
    RebookingId,
    SlotId,
    SlotTypeId,
    StaffId,
)
from desktop.domain.permissions import Role
from desktop.domain.practice import Channel
from desktop.domain.preferences import kind_of
from desktop.domain.times import clock_time, date_of, instant_of, local_of, said_day
from desktop.domain.wording import Part

ASKED_WITHIN_DAYS = 2
"""Working days in which whoever is touched is asked."""

DAY_ENDS = time(17)


class RebookingState(StrEnum):
    """Still to be agreed, or how it ended; ``stayed``: the old time is one again."""

    OPEN = "open"
    MOVED = "moved"
    CANCELLED = "cancelled"
    STAYED = "stayed"


@dataclass(frozen=True, slots=True)
class Rebooking:
    """One visit on the rebook list.

    Shape: ``was_at`` to ``was_until`` is the old time, in the diary still unless ``lost``;
    ``held`` is the time held for it, None where none is (any more). Of a record that opens only
    with a reason (``is_sensitive``) there are neither needs nor numbers.
    """

    id: RebookingId
    version: int
    appointment_id: AppointmentId
    appointment_version: int
    patient_id: PatientId
    called: str
    born_on: date | None
    slot_type_id: SlotTypeId
    kind: str
    channel: Channel
    clinician_name: str
    clinic_name: str
    cause: str
    owner_role: Role
    owner_staff_id: StaffId | None
    due_at: datetime
    was_at: datetime
    was_until: datetime
    lost: bool
    phones: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    held: FreeTime | None = None
    hold_id: HoldId | None = None
    held_slots: tuple[SlotId, ...] = ()
    is_sensitive: bool = False

    @property
    def needs_words(self) -> str:
        """The needs in short."""
        return ", ".join(kind_of(one).short for one in self.needs)


_WEIGHTS = {"bsl": 3, "interpreter": 3, "double-length": 2, "step-free": 2, "carer": 2}
"""Needs that take others' time to arrange weigh more than those kept on the day."""


def weight_of(needs: Iterable[str]) -> int:
    """Return how much a person needs their visit to be seen to."""
    return sum(_WEIGHTS.get(one, 1) for one in needs)


def sort_rebookings(found: Iterable[Rebooking], now: datetime, zone: str) -> tuple[Rebooking, ...]:
    """Return the list as it is worked through.

    Shape: overdue first, then by the day it is due; in a day those who need it most, then soonest.
    """

    def place(one: Rebooking) -> tuple[object, ...]:
        overdue = one.due_at <= now
        day = date.min if overdue else date_of(one.due_at, zone)
        return (day, -weight_of(one.needs), one.was_at, one.called, one.id)

    return tuple(sorted(found, key=place))


def due_at(now: datetime, was_at: datetime, zone: str, *, lost: bool) -> datetime:
    """Return when the person has to have been asked: a working day before their time at least.

    Where the old time is lost it is overdue at once.
    """
    if lost:
        return now
    asked = _end_of_working_day(local_of(now, zone).date(), ASKED_WITHIN_DAYS, zone)
    before = _end_of_working_day(date_of(was_at, zone), -1, zone)
    return max(min(asked, before), now)


def _end_of_working_day(start: date, days: int, zone: str) -> datetime:
    day, left = start, abs(days)
    step = timedelta(days=1 if days > 0 else -1)
    while left:
        day += step
        left -= day.weekday() < 5
    return instant_of(day, DAY_ENDS, zone)


def say_due(one: Rebooking, now: datetime, zone: str) -> str:
    """Say by when they have to be asked: "Overdue", "by 17:00 today", "by Thu 3 Dec"."""
    if one.due_at <= now:
        return "Overdue"
    day = said_day(date_of(one.due_at, zone), date_of(now, zone))
    return f"by {clock_time(one.due_at, zone)} {day}" if day == "today" else f"by {day}"


def say_to_them(one: Rebooking, now: datetime, zone: str) -> tuple[Part, ...]:
    """Return the words for the phone: what happened, what is offered instead."""
    today = date_of(now, zone)

    def when(at: datetime) -> tuple[Part, ...]:
        day, time = said_day(date_of(at, zone), today), clock_time(at, zone)
        return Part(day, strong=True), Part(" at "), Part(time, strong=True)

    cause = one.cause[0].upper() + one.cause[1:] if one.cause else "The diary changed"
    first = (Part("“I am ringing about your visit "), *when(one.was_at))
    why = f" with {one.clinician_name}. {cause}, so that time can’t go ahead. We are sorry. "
    if one.held is None:
        return (*first, Part(f"{why}May I find you another time?”"))
    held = one.held
    who = "" if held.clinician_name == one.clinician_name else held.clinician_name
    where = "" if held.clinic_name == one.clinic_name else held.clinic_name
    return (
        *first,
        Part(f"{why}I have kept "),
        *when(held.start_at),
        *((Part(" with "), Part(who, strong=True)) if who else ()),
        *((Part(" at "), Part(where, strong=True)) if where else ()),
        Part(" for you. Does that suit you?”"),
    )
