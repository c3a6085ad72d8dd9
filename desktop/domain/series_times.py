"""The times of each date of a series: the best first, how far it is off, or why there is none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from desktop.domain.best_fit import Suggestion
from desktop.domain.booking import LeftOut
from desktop.domain.ids import SlotId
from desktop.domain.series import SeriesRule
from desktop.domain.times import local_of, said_day

SHOWN = 9
AROUND_DAYS = 3
"""So many days before and after a date are looked at where the date itself has no time."""

MINUTES_A_POINT = 6
"""Being so many minutes off the time asked for costs one point of a wish."""


@dataclass(frozen=True, slots=True)
class DateChoice:
    """A time for one date: how far it is off what was asked for.

    Units: ``minutes_off`` by the clock, ``days_off`` whole days; below 0 is earlier.
    """

    suggestion: Suggestion
    minutes_off: int
    days_off: int

    @property
    def slot_ids(self) -> tuple[SlotId, ...]:
        """The slots it takes."""
        return self.suggestion.time.slot_ids

    @property
    def is_as_asked(self) -> bool:
        """Whether it is on the date and at the time asked for."""
        return not self.minutes_off and not self.days_off


@dataclass(frozen=True, slots=True)
class CheckedDate:
    """One date of a series, looked at: its times, best first, or why it has none.

    ``place`` counts from 1. ``why`` says why the date itself has no time: what stands in
    ``choices`` is then on other days.
    """

    place: int
    on_date: date
    choices: tuple[DateChoice, ...] = ()
    why: str = ""
    version: int = 0

    @property
    def best(self) -> DateChoice | None:
        """The best time of the date itself; None where somebody has to choose, or to wait."""
        return self.choices[0] if self.choices and not self.why else None


def choose_times(
    rule: SeriesRule,
    on: date,
    suggestions: Iterable[Suggestion],
    zone: str,
    *,
    limit: int = SHOWN,
) -> tuple[DateChoice, ...]:
    """Return the times for one date, best first.

    What a visit must have counts first, then the day, then wishes and how far it is off the time
    asked for: keeping one thing more, or being nearer, never ranks a time lower.
    """
    found = [_choice(rule, on, one, zone) for one in suggestions]
    return tuple(sorted(found, key=_rank))[:limit]


def _choice(rule: SeriesRule, on: date, suggestion: Suggestion, zone: str) -> DateChoice:
    local = local_of(suggestion.time.start_at, zone)
    off = 0
    if rule.at_local is not None:
        at = local.time()
        off = (at.hour - rule.at_local.hour) * 60 + at.minute - rule.at_local.minute
    return DateChoice(suggestion, off, (local.date() - on).days)


def _rank(one: DateChoice) -> tuple[int, int, int, int, datetime, tuple[SlotId, ...]]:
    made = one.suggestion
    musts = sum(reason.is_must for reason in made.unmet)
    wishes = sum(reason.weight for reason in made.unmet if not reason.is_must)
    off = abs(one.minutes_off)
    start = made.time.start_at
    return (
        musts,
        abs(one.days_off),
        wishes * MINUTES_A_POINT + off,
        len(made.unmet),
        start,
        made.time.slot_ids,
    )


def say_off(choice: DateChoice, today: date, zone: str) -> str:
    """Say how a time differs from what was asked: "As asked", "20 minutes later", "Thu 26 Nov"."""
    if choice.days_off:
        return said_day(local_of(choice.suggestion.time.start_at, zone).date(), today)
    if not choice.minutes_off:
        return "As asked"
    off = abs(choice.minutes_off)
    hours, minutes = divmod(off, 60)
    parts = (
        f"{hours} {'hour' if hours == 1 else 'hours'}" if hours else "",
        f"{minutes} {'minute' if minutes == 1 else 'minutes'}" if minutes else "",
    )
    said = " ".join(part for part in parts if part)
    return f"{said} {'later' if choice.minutes_off > 0 else 'earlier'}"


def say_none(closed: str, left_out: Sequence[LeftOut], *, sessions: int, made_until: date | None,
             on: date) -> str:  # fmt: skip
    """Say why a date has no time: what closes it, what opens later, or that all is taken.

    ``sessions`` are those of whom was asked for that day; ``made_until`` is the last day that
    anybody has a session.
    """
    if closed:
        return f"Closed, {closed}"
    said = " ".join(one.words for one in left_out).rstrip(".")
    if said:
        return said
    if sessions:
        return "All taken"
    if made_until is None or on > made_until:
        return "The diary is not made so far ahead"
    return "No session that day"


def days_near(on: date, first: date) -> tuple[date, ...]:
    """Return the days around a date, nearest first, none before ``first``."""
    steps = [step * sign for step in range(1, AROUND_DAYS + 1) for sign in (1, -1)]
    return tuple(day for step in steps if (day := on + timedelta(days=step)) >= first)
