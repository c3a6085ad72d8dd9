"""A template as it is typed: text where text is typed, so that no slip loses anything."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, time
from enum import StrEnum

from desktop.domain.errors import RuleViolation
from desktop.domain.ids import ClinicianId, ClinicId, RoomId, SessionTemplateId, SlotTypeId
from desktop.domain.patterns import read_pattern, say_pattern
from desktop.domain.practice import SlotType
from desktop.domain.repeats import Every, Repeat
from desktop.domain.said_dates import read_go_to_date
from desktop.domain.templates import (
    BankHolidayRule,
    ExceptionKind,
    SessionTemplate,
    TemplateDetails,
    TemplateException,
)


class Pace(StrEnum):
    """How often, as the editor offers it."""

    WEEK = "week"
    FORTNIGHT = "fortnight"
    WEEKS = "weeks"
    MONTH = "month"
    DATES = "dates"

    @property
    def words(self) -> str:
        """How it is offered."""
        return {
            "week": "Every week",
            "fortnight": "Every 2 weeks",
            "weeks": "Every few weeks",
            "month": "Monthly",
            "dates": "On single dates",
        }[self.value]


class Ends(StrEnum):
    """How a rule ends."""

    OPEN = "open"
    UNTIL = "until"
    TIMES = "times"

    @property
    def words(self) -> str:
        """How it is offered."""
        return {"open": "I say stop", "until": "a date", "times": "a number of times"}[self.value]


@dataclass(frozen=True, slots=True)
class TemplateTyped:
    """All that is typed and chosen of a template, right or wrong.

    Shape: ``pattern`` has a part a line; ``replaces_id`` the published one it takes over from.
    """

    name: str = ""
    clinic_id: ClinicId | None = None
    clinician_id: ClinicianId | None = None
    room_id: RoomId | None = None
    pace: Pace = Pace.WEEK
    interval: str = "1"
    days: tuple[int, ...] = ()
    nths: tuple[int, ...] = ()
    first_on: str = ""
    ends: Ends = Ends.OPEN
    until: str = ""
    count: str = ""
    start_local: time = time(8, 30)
    end_local: time = time(12, 30)
    bank_holidays: BankHolidayRule = BankHolidayRule.SKIP
    pattern: str = ""
    exceptions: tuple[TemplateException, ...] = ()
    last_on: date | None = None
    replaces_id: SessionTemplateId | None = None

    @property
    def empty_field(self) -> str:
        """The first field that nothing was typed in yet and that needs something, "" for none."""
        wanted: list[tuple[str, object]] = [("name", self.name.strip())]
        if self.pace is not Pace.DATES:
            wanted.append(("days", self.days))
        if self.pace is Pace.MONTH:
            wanted.append(("nths", self.nths))
        wanted.append(("pattern", self.pattern.strip()))
        if self.pace is Pace.DATES:
            wanted.append(("exceptions", self.exceptions))
        return next((field for field, value in wanted if not value), "")


def read_template(
    typed: TemplateTyped, kinds: Iterable[SlotType], *, today: date
) -> TemplateDetails:
    """Return the template that is typed, not yet checked as a whole.

    Errors: RuleViolation at the field that can't be read.
    """
    if typed.clinic_id is None:
        raise RuleViolation("clinic", "clinic_id", "Choose a clinic. Add one in Set-up first.")
    if typed.clinician_id is None:
        words = "Choose a clinician. Add one in Set-up first."
        raise RuleViolation("clinician", "clinician_id", words)
    return TemplateDetails(
        name=typed.name,
        clinic_id=typed.clinic_id,
        clinician_id=typed.clinician_id,
        room_id=typed.room_id,
        repeat=_read_repeat(typed, today),
        first_on=read_go_to_date(typed.first_on, today=today, field="first_on"),
        last_on=typed.last_on,
        start_local=typed.start_local,
        end_local=typed.end_local,
        pattern=read_pattern(typed.pattern, kinds),
        bank_holidays=typed.bank_holidays,
        exceptions=typed.exceptions,
    )


def _read_repeat(typed: TemplateTyped, today: date) -> Repeat:
    if typed.pace is Pace.DATES:
        return Repeat(Every.DATES)
    until = count = None
    if typed.ends is Ends.UNTIL:
        until = read_go_to_date(typed.until, today=today, field="until")
    if typed.ends is Ends.TIMES:
        count = _read_number(typed.count, "count", "Say how many times, in figures: 10.")
    interval = {Pace.WEEK: 1, Pace.FORTNIGHT: 2}.get(typed.pace)
    if interval is None:
        words = "Say every how many, in figures: 3."
        interval = _read_number(typed.interval, "interval", words)
    every = Every.MONTH if typed.pace is Pace.MONTH else Every.WEEK
    return Repeat(every, typed.days, interval, typed.nths, until, count)


def _read_number(typed: str, field: str, words: str) -> int:
    said = typed.strip().replace(",", "")
    if not (said.isascii() and said.isdecimal() and len(said) <= 9):
        raise RuleViolation("number", field, words)
    return int(said)


def typed_of(template: SessionTemplate, kinds: Iterable[SlotType]) -> TemplateTyped:
    """Return a template on record as it would be typed."""
    details, repeat = template.details, template.details.repeat
    if repeat.every is Every.DATES:
        pace = Pace.DATES
    elif repeat.every is Every.MONTH:
        pace = Pace.MONTH
    else:
        pace = {1: Pace.WEEK, 2: Pace.FORTNIGHT}.get(repeat.interval, Pace.WEEKS)
    ends = Ends.OPEN
    if repeat.until is not None or repeat.count is not None:
        ends = Ends.UNTIL if repeat.until is not None else Ends.TIMES
    return TemplateTyped(
        name=details.name,
        clinic_id=details.clinic_id,
        clinician_id=details.clinician_id,
        room_id=details.room_id,
        pace=pace,
        interval=str(repeat.interval),
        days=repeat.days,
        nths=repeat.nths,
        first_on=type_date(details.first_on),
        ends=ends,
        until="" if repeat.until is None else type_date(repeat.until),
        count="" if repeat.count is None else str(repeat.count),
        start_local=details.start_local,
        end_local=details.end_local,
        bank_holidays=details.bank_holidays,
        pattern=type_pattern(details, {one.id: one.name for one in kinds}),
        exceptions=details.exceptions,
        last_on=details.last_on,
        replaces_id=template.replaces_id,
    )


def replacing(template: SessionTemplate, typed: TemplateTyped, first_on: date) -> TemplateTyped:
    """Return what is typed to begin with when a published template changes from a date on."""
    coming = tuple(one for one in template.details.exceptions if one.on_date >= first_on)
    return replace(
        typed,
        first_on=type_date(first_on),
        exceptions=coming,
        last_on=None,
        replaces_id=template.id,
    )


def type_date(on: date) -> str:
    """Return a date as it is typed, "23/11/2026"."""
    return f"{on.day}/{on.month}/{on.year}"


def type_pattern(details: TemplateDetails, names: dict[SlotTypeId, str]) -> str:
    """Return a pattern as it is typed, a part a line."""
    return "\n".join(say_pattern((part,), names) for part in details.pattern)


def with_exception(
    exceptions: Iterable[TemplateException], fresh: TemplateException
) -> tuple[TemplateException, ...]:
    """Return the dates of their own with one more, or another for the same date."""
    others = [one for one in exceptions if one.on_date != fresh.on_date]
    return tuple(sorted((*others, fresh), key=lambda one: one.on_date))


def without_date(
    exceptions: Iterable[TemplateException], on_date: date
) -> tuple[TemplateException, ...]:
    """Return the dates of their own without one: its rule counts for it again."""
    return tuple(one for one in exceptions if one.on_date != on_date)


def say_exception(exception: TemplateException) -> str:
    """Say a date's own way, "off, leave", "starts 09:30", "worked, 09:00 to 11:00"."""
    if exception.kind is ExceptionKind.LEFT_OUT:
        said = "off"
    else:
        start, end = exception.start_local, exception.end_local
        said = "worked though closed" if exception.kind is ExceptionKind.WORKED else ""
        if start and end:
            hours = f"{start:%H:%M} to {end:%H:%M}"
        else:
            hours = f"starts {start:%H:%M}" if start else f"to {end:%H:%M}" if end else ""
        said = ", ".join(filter(None, (said, hours))) or "added"
    return ", ".join(filter(None, (said, exception.note)))
