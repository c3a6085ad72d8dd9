"""A series of visits: how it repeats, its dates, what became of each.

It repeats in the clinic's wall-clock time, so that a visit at 09:20 stays at 09:20 when the clocks
change. Each date is a row of its own with its own state.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from enum import StrEnum
from itertools import islice, pairwise

from desktop.domain.errors import RuleViolation
from desktop.domain.ids import AppointmentId, ClinicianId, ClinicId, PatientId, SeriesId, SlotTypeId
from desktop.domain.repeats import Every, Repeat, dates_of, say_repeat
from desktop.domain.times import short_date

FEWEST, MOST = 2, 26
LONGEST_STEP = 12
"""Every so many weeks or months at the most."""


class DateState(StrEnum):
    """What became of one date of a series."""

    BOOKED = "booked"
    TO_BOOK = "to-book"
    LEFT_OUT = "left-out"


@dataclass(frozen=True, slots=True)
class SeriesRule:
    """How a series repeats.

    Shape: ``weekday`` counts from Monday, 0; ``nth`` which one of the month, -1 the last, of a
    series by the month alone; ``first_on`` is the first day it may begin on; ``at_local`` None
    takes any time of the day.
    """

    every: Every
    step: int
    weekday: int
    first_on: date
    count: int
    at_local: time | None = None
    nth: int | None = None

    @property
    def repeat(self) -> Repeat:
        """The rule as sessions repeat."""
        nths = () if self.nth is None else (self.nth,)
        return Repeat(self.every, (self.weekday,), self.step, nths, count=self.count)


def check_rule(rule: SeriesRule, today: date) -> SeriesRule:
    """Return the rule.

    Errors: RuleViolation at step, count, weekday, nth or first_on.
    """
    if not 1 <= rule.step <= LONGEST_STEP:
        sentence = f"Every 1 to {LONGEST_STEP} {rule.every.value}s."
        raise RuleViolation("step", "step", sentence)
    if not FEWEST <= rule.count <= MOST:
        raise RuleViolation("count", "count", f"A series has {FEWEST} to {MOST} dates.")
    if rule.every not in (Every.WEEK, Every.MONTH) or not 0 <= rule.weekday <= 6:
        raise RuleViolation("weekday", "weekday", "Choose a day of the week.")
    if (rule.nth is not None) != (rule.every is Every.MONTH):
        raise RuleViolation("nth", "weekday", "Choose which one of the month: first to last.")
    if rule.first_on < today:
        raise RuleViolation("past", "first_on", f"{short_date(rule.first_on)} is over.")
    return rule


def list_dates(rule: SeriesRule) -> tuple[date, ...]:
    """Return the dates of a series, in order; the first is the first that fits from its start."""
    first = next(dates_of(replace(rule.repeat, interval=1), rule.first_on))
    return tuple(islice(dates_of(rule.repeat, first), rule.count))


def nth_of(on: date) -> int:
    """Return which of its weekday a date is in its month; -1 the fifth: not every month has one."""
    nth = (on.day - 1) // 7 + 1
    return nth if nth < 5 else -1


def say_rule(rule: SeriesRule) -> str:
    """Say a rule: "every second Wednesday at 09:20"."""
    said = say_repeat(replace(rule.repeat, count=None))
    at = f" at {rule.at_local:%H:%M}" if rule.at_local is not None else ""
    return f"{said[:1].lower()}{said[1:]}{at}"


@dataclass(frozen=True, slots=True)
class SeriesDate:
    """One date of a series as it is kept; ``why`` says why it could not be booked."""

    place: int
    on_date: date
    state: DateState
    version: int
    appointment_id: AppointmentId | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Series:
    """A series on record, with whom and what was asked for.

    Units: ``minutes`` None is the kind's usual length.
    """

    id: SeriesId
    patient_id: PatientId
    rule: SeriesRule
    slot_type_id: SlotTypeId
    type_name: str
    dates: tuple[SeriesDate, ...]
    clinician_id: ClinicianId | None = None
    clinic_id: ClinicId | None = None
    minutes: int | None = None
    version: int = 1

    @property
    def to_book(self) -> tuple[SeriesDate, ...]:
        """The dates that still have no visit."""
        return tuple(one for one in self.dates if one.state is DateState.TO_BOOK)

    @property
    def words(self) -> str:
        """The series in words: "Nurse treatment, every second Wednesday at 09:20"."""
        return f"{self.type_name}, {say_rule(self.rule)}"


def say_place(date_: SeriesDate, of: Series) -> str:
    """Say which of a series a date is: "2 of 6"."""
    return f"{date_.place} of {len(of.dates)}"


def check_apart(times: Sequence[tuple[datetime, datetime]]) -> None:
    """Refuse a series two of whose visits meet; RuleViolation("overlap")."""
    for (_, end), (start, _) in pairwise(sorted(times)):
        if start < end:
            sentence = "Two of these visits would be at the same time. Choose another for one."
            raise RuleViolation("overlap", "time", sentence)


def check_dates(count: int, booked: int) -> None:
    """Refuse a series with no visit; RuleViolation("none")."""
    if not booked:
        sentence = "None of the dates has a time. Choose one, or leave the series."
        raise RuleViolation("none", "time", sentence)
    if not FEWEST <= count <= MOST:
        raise RuleViolation("count", "count", f"A series has {FEWEST} to {MOST} dates.")
