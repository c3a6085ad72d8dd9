"""Closures: bank holidays of a nation, training, one-offs; leave, sickness, a room out of use."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from enum import StrEnum
from functools import cache
from importlib import import_module
from threading import Lock
from types import ModuleType
from typing import TYPE_CHECKING

from desktop.domain.errors import RuleViolation
from desktop.domain.ids import ClinicianId, ClinicId, ClosureId, RoomId
from desktop.domain.text import clean_line
from desktop.domain.times import short_date

if TYPE_CHECKING:
    from holidays import HolidayBase

_LOADING = Lock()
LONGEST_CLOSURE_DAYS = 731
_SUBDIVISIONS = {"england": "ENG", "wales": "WLS", "scotland": "SCT", "northern-ireland": "NIR"}
_CLOSED_AT_WEEKENDS = ("Christmas Day", "Boxing Day", "New Year's Day")
"""Kept on their own day too where that is a Saturday or Sunday; others move to a weekday."""


class ClosureKind(StrEnum):
    """Why there is no work."""

    BANK_HOLIDAY = "bank-holiday"
    TRAINING = "training"
    CLOSED = "closed"
    LEAVE = "leave"
    SICKNESS = "sickness"
    OUT_OF_USE = "out-of-use"

    @property
    def words(self) -> str:
        """The kind as a list says it."""
        return self.value.replace("-", " ").capitalize()


class ClosureState(StrEnum):
    """Proposed (from a calendar, nobody has accepted it), in force, or taken back."""

    PROPOSED = "proposed"
    IN_FORCE = "in-force"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class ClosureDetails:
    """A closure as it is typed: of the practice, or of one clinic, clinician or room.

    Shape: both dates included; wall-clock hours of each day, None for from its start, to its end.
    """

    kind: ClosureKind
    name: str
    first_on: date
    last_on: date
    start_local: time | None = None
    end_local: time | None = None
    clinic_id: ClinicId | None = None
    clinician_id: ClinicianId | None = None
    room_id: RoomId | None = None

    @property
    def whole_days(self) -> bool:
        """Whether it closes its days from beginning to end."""
        return self.start_local is None and self.end_local is None


@dataclass(frozen=True, slots=True)
class Closure:
    """A closure on record."""

    id: ClosureId
    details: ClosureDetails
    state: ClosureState
    version: int


def check_closure(details: ClosureDetails) -> ClosureDetails:
    """Return the closure, tidy.

    Errors: RuleViolation at name, last_on, end_local, clinician_id or room_id.
    """
    name = clean_line(details.name, field="name", longest=100) or details.kind.words
    days = (details.last_on - details.first_on).days
    if days < 0:
        raise RuleViolation("dates", "last_on", "The last day is before the first.")
    if days > LONGEST_CLOSURE_DAYS:
        raise RuleViolation("dates", "last_on", "A closure lasts at most two years.")
    if (details.end_local or time.max) <= (details.start_local or time.min):
        raise RuleViolation("hours", "end_local", "The closure has to end after it starts.")
    of_person = details.kind in (ClosureKind.LEAVE, ClosureKind.SICKNESS)
    if of_person and details.clinician_id is None:
        raise RuleViolation("whom", "clinician_id", "Choose whose leave this is.")
    if details.kind is ClosureKind.OUT_OF_USE and details.room_id is None:
        raise RuleViolation("whom", "room_id", "Choose which room is out of use.")
    if sum(one is not None for one in _concerned(details)) > 1:
        sentence = "A closure is of a clinic, of a clinician or of a room: choose one."
        raise RuleViolation("whom", "clinic_id", sentence)
    return replace(details, name=name)


def _concerned(details: ClosureDetails) -> tuple[str | None, ...]:
    return details.clinic_id, details.clinician_id, details.room_id


def concerns(
    closure: ClosureDetails, clinic_id: ClinicId, clinician_id: ClinicianId, room_id: RoomId | None
) -> bool:
    """Return whether a session of that clinic, clinician and room is touched by the closure."""
    wanted = (clinic_id, clinician_id, room_id)
    pairs = zip(_concerned(closure), wanted, strict=True)
    return all(of is None or of == one for of, one in pairs)


def list_bank_holidays(nation: str, first_on: date, last_on: date) -> tuple[ClosureDetails, ...]:
    """Return the bank holidays of a nation between two dates, in order.

    Shape: a holiday at a weekend is on its substitute day; Christmas Day, Boxing Day and New
    Year's Day are on their own day as well, for those who open on Saturdays.
    Source: the holidays library, checked against GOV.UK's list for 2012 to 2028.
    """
    years = range(first_on.year, last_on.year + 1)
    found = _united_kingdom()(subdiv=_SUBDIVISIONS[nation], years=years)
    return tuple(
        ClosureDetails(ClosureKind.BANK_HOLIDAY, _say_holiday(found[on]), on, on)
        for on in sorted(found)
        if first_on <= on <= last_on and _is_closed(on, found[on])
    )


@cache
def _united_kingdom() -> type[HolidayBase]:
    """Return the library's United Kingdom without its 250 other countries: 0.4 s and 15 MB."""
    import holidays

    name = "holidays.countries"
    bare = ModuleType(name)  # the package without its __init__, which imports every country
    bare.__path__ = [f"{one}/countries" for one in holidays.__path__]
    with _LOADING:
        whole = sys.modules.get(name)
        sys.modules[name] = whole or bare
        try:
            found: type[HolidayBase] = import_module(f"{name}.united_kingdom").UnitedKingdom
        finally:
            if whole is None:
                del sys.modules[name]
    return found


def _is_closed(on: date, name: str) -> bool:
    return on.weekday() < 5 or name.startswith(_CLOSED_AT_WEEKENDS)


def _say_holiday(name: str) -> str:
    # A day that is two holidays at once is called by both.
    names = [one.replace(" (observed)", ", substitute day") for one in name.split("; ")]
    return " and ".join(names).replace("'", "’").replace("Saint", "St")


def days_closed(closures: Iterable[ClosureDetails], kind: ClosureKind) -> frozenset[date]:
    """Return the dates that closures of one kind take whole."""
    return frozenset(
        one.first_on + timedelta(days=day)
        for one in closures
        if one.kind is kind and one.whole_days
        for day in range((one.last_on - one.first_on).days + 1)
    )


def say_closure(closure: ClosureDetails) -> str:
    """Say a closure, "Staff training, Wed 9 Dec from 13:00"."""
    days = short_date(closure.first_on)
    if closure.last_on != closure.first_on:
        days = f"{days} to {short_date(closure.last_on)}"
    return " ".join((f"{closure.name}, {days}", *_hours(closure)))


def _hours(closure: ClosureDetails) -> list[str]:
    return [
        f"{word} {at:%H:%M}"
        for word, at in (("from", closure.start_local), ("to", closure.end_local))
        if at is not None
    ]


def say_closed(
    closures: Iterable[ClosureDetails],
    on: date,
    *,
    clinic_ids: Collection[ClinicId] = (),
    clinician_id: ClinicianId | None = None,
) -> str:
    """Say what closes a day, "Christmas Day", "Staff training from 13:00"; "" for nothing.

    Shape: closures of the practice, of these clinics, of this clinician. That somebody is away is
    said, and not why.
    """
    said = [
        _say_on_day(one)
        for one in closures
        if one.first_on <= on <= one.last_on
        and one.room_id is None
        and (one.clinic_id is None or one.clinic_id in clinic_ids)
        and (one.clinician_id is None or one.clinician_id == clinician_id)
    ]
    return "; ".join(dict.fromkeys(said))


def _say_on_day(closure: ClosureDetails) -> str:
    is_away = closure.kind in (ClosureKind.LEAVE, ClosureKind.SICKNESS)
    return " ".join(("Away" if is_away else closure.name, *_hours(closure)))
