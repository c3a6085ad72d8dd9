"""Session templates: the rule, its exceptions, the dates they hold a session on, and why not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import islice, takewhile

from desktop.domain.closures import ClosureDetails, ClosureKind, concerns
from desktop.domain.errors import RuleViolation
from desktop.domain.ids import ClinicianId, ClinicId, RoomId, SessionTemplateId
from desktop.domain.patterns import pattern_minutes
from desktop.domain.repeats import (
    LAST_YEAR,
    Every,
    Repeat,
    check_repeat,
    dates_of,
    say_day_of_year,
    say_end,
    say_repeat,
)
from desktop.domain.sessions import PatternPart, check_part
from desktop.domain.text import clean_line

MOST_EXCEPTIONS = 400
PREVIEW_WEEKS = 8
NEXT_DATES = 20
FARTHEST_LOOK = timedelta(days=800)
"""How far ahead the next dates are looked for: past the longest horizon of 24 months."""


LEFT_OUT = "left out"
"""Why a date is off where nobody wrote why."""


class BankHolidayRule(StrEnum):
    """What a template does on a bank holiday: nothing, as ever, or what the manager then says."""

    SKIP = "skip"
    KEEP = "keep"
    ASK = "ask"


class ExceptionKind(StrEnum):
    """A date of its own: added (or with hours of its own), left out, or worked though closed."""

    HELD = "held"
    LEFT_OUT = "left-out"
    WORKED = "worked"


class TemplateState(StrEnum):
    """Not yet making sessions, or making them from its first day to its last."""

    DRAFT = "draft"
    PUBLISHED = "published"


@dataclass(frozen=True, slots=True)
class TemplateException:
    """One date that goes its own way; hours where they are not the template's; why."""

    on_date: date
    kind: ExceptionKind
    start_local: time | None = None
    end_local: time | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class TemplateDetails:
    """A template as the editor has it.

    Shape: valid from ``first_on`` to ``last_on``, both included; wall-clock hours; parts of the
    pattern follow one another from the start, breaks among them.
    """

    name: str
    clinic_id: ClinicId
    clinician_id: ClinicianId
    repeat: Repeat
    first_on: date
    start_local: time
    end_local: time
    pattern: tuple[PatternPart, ...]
    room_id: RoomId | None = None
    last_on: date | None = None
    bank_holidays: BankHolidayRule = BankHolidayRule.SKIP
    exceptions: tuple[TemplateException, ...] = ()


@dataclass(frozen=True, slots=True)
class SessionTemplate:
    """A template on record; ``replaces_id`` is the one it took over from on its first day."""

    id: SessionTemplateId
    details: TemplateDetails
    state: TemplateState
    replaces_id: SessionTemplateId | None
    version: int


@dataclass(frozen=True, slots=True)
class PlannedDate:
    """A date of a template: held in those hours, or left out and why.

    Shape: ``why`` is "" where it is held; ``asked``: a manager has to say yes or no.
    """

    on_date: date
    start_local: time
    end_local: time
    why: str = ""
    asked: bool = False
    note: str = ""
    closed: tuple[ClosureDetails, ...] = ()
    """Closures of a part of the session: its slots then are blocked."""

    @property
    def held(self) -> bool:
        """Whether a session is made."""
        return not self.why


@dataclass(frozen=True, slots=True)
class LocalSlot:
    """A slot of a pattern in wall-clock minutes after midnight."""

    part: PatternPart
    start_minute: int

    @property
    def end_minute(self) -> int:
        """When it ends, in minutes after midnight."""
        return self.start_minute + self.part.minutes


def check_template(details: TemplateDetails) -> TemplateDetails:
    """Return the template, tidy.

    Errors: RuleViolation at name, end_local, pattern, last_on, exceptions or a field of the repeat.
    """
    _check_hours(details.start_local, details.end_local)
    _check_pattern(details)
    repeat = check_repeat(details.repeat)
    if details.last_on is not None and details.last_on < details.first_on:
        raise RuleViolation("last_on", "last_on", "The last day is before the first.")
    if (details.last_on or details.first_on).year > LAST_YEAR:
        raise RuleViolation("last_on", "last_on", f"The last day is at most in {LAST_YEAR}.")
    checked = replace(
        details,
        name=clean_line(details.name, field="name", longest=100, required=True),
        repeat=repeat,
        exceptions=_check_exceptions(details),
    )
    if next(all_dates(checked), None) is None:
        field = "exceptions" if repeat.every is Every.DATES else "until"
        raise RuleViolation("never", field, "No date comes of this rule. Check its days and end.")
    return checked


def _check_hours(start: time, end: time, field: str = "end_local") -> None:
    if end <= start:
        raise RuleViolation("hours", field, "The session has to end after it starts.")


def _check_pattern(details: TemplateDetails) -> None:
    if not details.pattern:
        raise RuleViolation("pattern", "pattern", "Add at least one slot to the pattern.")
    for part in details.pattern:
        check_part(part)
    room = minute_of(details.end_local) - minute_of(details.start_local)
    over = pattern_minutes(details.pattern) - room
    if over > 0:
        sentence = f"The pattern is longer than the session by {over} min."
        raise RuleViolation("pattern", "pattern", sentence)


def _check_exceptions(details: TemplateDetails) -> tuple[TemplateException, ...]:
    if len(details.exceptions) > MOST_EXCEPTIONS:
        sentence = f"A template has at most {MOST_EXCEPTIONS} dates of its own."
        raise RuleViolation("exceptions", "exceptions", sentence)
    found: dict[date, TemplateException] = {}
    for one in details.exceptions:
        if one.on_date in found:
            sentence = f"{say_day_of_year(one.on_date, one.on_date)} is there twice."
            raise RuleViolation("exceptions", "exceptions", sentence)
        _check_hours(
            one.start_local or details.start_local, one.end_local or details.end_local, "exceptions"
        )
        note = clean_line(one.note, field="exceptions", longest=100)
        found[one.on_date] = replace(one, note=note)
    return tuple(found[on] for on in sorted(found))


def minute_of(at: time) -> int:
    """Return a wall-clock time as minutes after midnight."""
    return at.hour * 60 + at.minute


def all_dates(details: TemplateDetails) -> Iterator[date]:
    """Give the dates of the rule and those added, in order, left-out ones too; perhaps no end."""
    last_on = details.last_on or date.max
    added = [
        one.on_date
        for one in details.exceptions
        if one.kind is not ExceptionKind.LEFT_OUT and details.first_on <= one.on_date <= last_on
    ]
    ruled = takewhile(lambda on: on <= last_on, dates_of(details.repeat, details.first_on))
    for on in ruled:
        while added and added[0] < on:
            yield added.pop(0)
        if added and added[0] == on:
            added.pop(0)
        yield on
    yield from added


def plan_dates(
    details: TemplateDetails, closures: Iterable[ClosureDetails], first_on: date, last_on: date
) -> tuple[PlannedDate, ...]:
    """Return the template's dates between two, each held or with the reason why not."""
    there = [
        one
        for one in closures
        if one.first_on <= last_on
        and one.last_on >= first_on
        and concerns(one, details.clinic_id, details.clinician_id, details.room_id)
    ]
    exceptions = {one.on_date: one for one in details.exceptions}
    return tuple(
        _plan(details, on, exceptions.get(on), there)
        for on in takewhile(lambda on: on <= last_on, all_dates(details))
        if on >= first_on
    )


def next_dates(
    details: TemplateDetails,
    closures: Iterable[ClosureDetails],
    from_on: date,
    limit: int = NEXT_DATES,
) -> tuple[PlannedDate, ...]:
    """Return the next dates from a day on, left-out ones with their reason among them."""
    dates = islice((on for on in all_dates(details) if on >= from_on), limit)
    found = list(takewhile(lambda on: on <= from_on + FARTHEST_LOOK, dates))
    return plan_dates(details, closures, found[0], found[-1]) if found else ()


def preview_weeks(
    details: TemplateDetails,
    closures: Iterable[ClosureDetails],
    from_on: date,
    weeks: int = PREVIEW_WEEKS,
) -> tuple[tuple[PlannedDate | None, ...], ...]:
    """Return a row of seven days a week, Monday first, with what the template does on each."""
    monday = from_on - timedelta(days=from_on.weekday())
    last = monday + timedelta(days=7 * weeks - 1)
    by_date = {one.on_date: one for one in plan_dates(details, closures, monday, last)}
    return tuple(
        tuple(by_date.get(monday + timedelta(days=7 * week + day)) for day in range(7))
        for week in range(weeks)
    )


def _plan(
    details: TemplateDetails,
    on: date,
    own: TemplateException | None,
    closures: list[ClosureDetails],
) -> PlannedDate:
    start, end = details.start_local, details.end_local
    if own is not None:
        start, end = own.start_local or start, own.end_local or end
    note = own.note if own is not None else ""
    planned = PlannedDate(on, start, end, note=note)
    if own is not None and own.kind is ExceptionKind.LEFT_OUT:
        return replace(planned, why=note or LEFT_OUT)
    worked = own is not None and own.kind is ExceptionKind.WORKED
    partly: list[ClosureDetails] = []
    for closure in closures:
        if not closure.first_on <= on <= closure.last_on:
            continue
        if closure.kind is ClosureKind.BANK_HOLIDAY:
            if worked or details.bank_holidays is BankHolidayRule.KEEP:
                continue
            asked = details.bank_holidays is BankHolidayRule.ASK
            return replace(planned, why=closure.name, asked=asked)
        if not _overlaps(closure, start, end):
            continue
        if _takes_all(closure, start, end):
            return replace(planned, why=closure.name)
        partly.append(closure)
    planned = replace(planned, closed=tuple(partly))
    if not any(_is_open(slot, planned.closed) for slot in slots_of_day(details, planned)):
        return replace(planned, why=partly[0].name if partly else "no slot in these hours")
    return planned


def _is_open(slot: LocalSlot, closed: tuple[ClosureDetails, ...]) -> bool:
    return closed_by(slot, closed) is None


def closed_by(slot: LocalSlot, closed: Iterable[ClosureDetails]) -> ClosureDetails | None:
    """Return the closure that a slot lies in, if only partly."""
    start, end = _time_of(slot.start_minute), _time_of(slot.end_minute)
    return next((one for one in closed if _overlaps(one, start, end)), None)


def _time_of(minute: int) -> time:
    return time.max if minute >= 24 * 60 else time(minute // 60, minute % 60)


def _overlaps(closure: ClosureDetails, start: time, end: time) -> bool:
    return (closure.start_local or time.min) < end and (closure.end_local or time.max) > start


def _takes_all(closure: ClosureDetails, start: time, end: time) -> bool:
    return (closure.start_local or time.min) <= start and (closure.end_local or time.max) >= end


def slots_of_day(details: TemplateDetails, planned: PlannedDate) -> tuple[LocalSlot, ...]:
    """Return the pattern's slots on a date, in wall-clock minutes.

    On a date with hours of its own within the template's, slots keep their times and those outside
    are left out; hours elsewhere take the pattern from their start, as far as it goes.
    """
    first, last = minute_of(planned.start_local), minute_of(planned.end_local)
    begins = minute_of(details.start_local)
    within = begins <= first and last <= minute_of(details.end_local)
    at = begins if within else first
    laid: list[LocalSlot] = []
    for part in details.pattern:
        for _ in range(part.count):
            if at >= first and at + part.minutes <= last:
                laid.append(LocalSlot(part, at))
            at += part.minutes
    return tuple(laid)


def instants_of_day(
    on: date, slots: Iterable[LocalSlot], to_instant: Callable[[date, time], datetime]
) -> tuple[tuple[LocalSlot, datetime, datetime], ...]:
    """Return the slots with their instants; those that a spring clock change leaves out are gone.

    A slot lasts its minutes of true time. One that begins or ends in the missing hour, or would
    outlast it, is left out.
    ``to_instant`` raises RuleViolation("gap") there (times.instant_of).
    """
    slots = tuple(slots)
    first_at = _starts_evenly(on, slots, to_instant)
    if first_at is not None:
        begins = slots[0].start_minute
        starts = [(one, first_at + timedelta(minutes=one.start_minute - begins)) for one in slots]
        return tuple((one, at, at + timedelta(minutes=one.part.minutes)) for one, at in starts)
    found = []
    for slot in slots:
        try:
            start_at = to_instant(on, _time_of(slot.start_minute))
            wall_end = to_instant(on, _time_of(slot.end_minute))
        except RuleViolation as gap:
            if gap.code != "gap":
                raise
            continue
        end_at = start_at + timedelta(minutes=slot.part.minutes)
        if slot.end_minute == 24 * 60 or end_at <= wall_end:
            found.append((slot, start_at, end_at))
    return tuple(found)


def _starts_evenly(
    on: date, slots: tuple[LocalSlot, ...], to_instant: Callable[[date, time], datetime]
) -> datetime | None:
    """Return when the first slot starts, where no clock changes until the last one ends."""
    if not slots or slots[-1].end_minute >= 24 * 60:
        return None
    begins, ends = slots[0].start_minute, slots[-1].end_minute
    try:
        first_at, last_at = (to_instant(on, _time_of(minute)) for minute in (begins, ends))
    except RuleViolation as gap:
        if gap.code != "gap":
            raise
        return None
    return first_at if last_at - first_at == timedelta(minutes=ends - begins) else None


_BANK_HOLIDAY_WORDS = {
    BankHolidayRule.SKIP: "not on bank holidays",
    BankHolidayRule.KEEP: "bank holidays too",
    BankHolidayRule.ASK: "on bank holidays only when a manager says so",
}


def say_template(details: TemplateDetails, today: date) -> str:
    """Say the rule in plain words.

    Shape: "Every second Monday, 08:30 to 12:30, until 29 March, not on bank holidays".
    """
    hours = f"{details.start_local:%H:%M} to {details.end_local:%H:%M}"
    begins = details.first_on > today
    return ", ".join(
        filter(
            None,
            (
                say_repeat(details.repeat),
                hours,
                f"from {say_day_of_year(details.first_on, today)}" if begins else "",
                say_end(details.repeat, details.last_on, today),
                _BANK_HOLIDAY_WORDS[details.bank_holidays],
            ),
        )
    )
