"""A week of one kind of slot: how many are free each half day, and the first of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from desktop.domain.booking import FreeTime
from desktop.domain.ids import SlotId, SlotTypeId
from desktop.domain.times import local_of
from desktop.domain.week import days_of_week

MOST_OF_A_WEEK = 5_000
"""More free slots of one kind than a practice has in a week."""


class HalfDay(StrEnum):
    """A row of the week: parted at noon and at six, by the clinic's clock."""

    MORNING = "Morning"
    AFTERNOON = "Afternoon"
    EVENING = "Evening"


_NOON, _SIX = time(12), time(18)


@dataclass(frozen=True, slots=True)
class FreeHalfDay:
    """What is free in one half day: how many, the first, and how many of each clinician.

    Shape: ``by_clinician`` are (name, how many, their first) soonest first; empty where nothing is.
    """

    on_date: date
    half: HalfDay
    free: int = 0
    first_at: datetime | None = None
    first_slot: SlotId | None = None
    by_clinician: tuple[tuple[str, int, datetime], ...] = ()


@dataclass(frozen=True, slots=True)
class KindWeek:
    """The half days of a week, a row of seven each; evenings only where one has something free."""

    monday: date
    zone: str
    slot_type_id: SlotTypeId
    rows: tuple[tuple[FreeHalfDay, ...], ...]

    @property
    def days(self) -> tuple[date, ...]:
        """The seven dates, Monday first."""
        return days_of_week(self.monday)

    @property
    def free(self) -> int:
        """How many are free in all of the week."""
        return sum(one.free for row in self.rows for one in row)


def half_of(wall: time) -> HalfDay:
    """Return the half day of a wall-clock time."""
    if wall < _NOON:
        return HalfDay.MORNING
    return HalfDay.AFTERNOON if wall < _SIX else HalfDay.EVENING


def assemble_kind_week(
    monday: date, zone: str, slot_type_id: SlotTypeId, times: Iterable[FreeTime]
) -> KindWeek:
    """Return the week of free times that are in order of their start."""
    found: dict[tuple[date, HalfDay], list[FreeTime]] = {}
    for one in times:
        local = local_of(one.start_at, zone)
        found.setdefault((local.date(), half_of(local.time())), []).append(one)
    halves = [HalfDay.MORNING, HalfDay.AFTERNOON]
    if any(half is HalfDay.EVENING for _, half in found):
        halves.append(HalfDay.EVENING)
    rows = tuple(
        tuple(_half_day(on, half, found.get((on, half), ())) for on in days_of_week(monday))
        for half in halves
    )
    return KindWeek(monday, zone, slot_type_id, rows)


def _half_day(on: date, half: HalfDay, times: Iterable[FreeTime]) -> FreeHalfDay:
    free = list(times)
    if not free:
        return FreeHalfDay(on, half)
    counts = Counter(one.clinician_name for one in free)
    firsts: dict[str, datetime] = {}
    for one in free:
        firsts.setdefault(one.clinician_name, one.start_at)
    by_clinician = tuple((name, counts[name], at) for name, at in firsts.items())
    return FreeHalfDay(on, half, len(free), free[0].start_at, free[0].slot_ids[0], by_clinician)
