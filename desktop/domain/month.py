"""A month of the diary as counts: what each day can take, has taken and has left, by kind."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from desktop.domain.ids import SlotTypeId
from desktop.domain.week import DAYS_OF_WEEK, monday_of


@dataclass(frozen=True, slots=True)
class KindOfDay:
    """How one kind of slot stands on one day, in places: a group of eight has eight.

    Extras are left out: they are not capacity. ``capacity`` is what visits could take, blocked
    places left out; ``booked`` has a visit; ``free`` can be booked now; ``later`` opens later. What
    is left of the capacity is held, or its time went by unused.
    """

    slot_type_id: SlotTypeId
    name: str
    letter: str
    colour: str
    capacity: int
    booked: int
    free: int
    later: int = 0
    blocked: int = 0


@dataclass(frozen=True, slots=True)
class MonthDay:
    """One day: its kinds of slot, and the names of what closes it whole."""

    on_date: date
    kinds: tuple[KindOfDay, ...] = ()
    closed: tuple[str, ...] = ()

    @property
    def capacity(self) -> int:
        """What visits could take, of all kinds."""
        return sum(one.capacity for one in self.kinds)

    @property
    def booked(self) -> int:
        """What has a visit."""
        return sum(one.booked for one in self.kinds)

    @property
    def free(self) -> int:
        """What can be booked now."""
        return sum(one.free for one in self.kinds)

    @property
    def later(self) -> int:
        """What opens later."""
        return sum(one.later for one in self.kinds)

    @property
    def blocked(self) -> int:
        """What is blocked and has no visit."""
        return sum(one.blocked for one in self.kinds)


@dataclass(frozen=True, slots=True)
class Month:
    """Whole weeks, Monday first, from the one the month begins in to the one it ends in."""

    first_on: date
    days: tuple[MonthDay, ...]

    def day(self, on: date) -> MonthDay | None:
        """Return one of its days, None for a date outside its weeks."""
        place = (on - self.days[0].on_date).days
        return self.days[place] if 0 <= place < len(self.days) else None

    @property
    def own_days(self) -> tuple[MonthDay, ...]:
        """The days of the month itself."""
        return tuple(one for one in self.days if self.has(one.on_date))

    def has(self, on: date) -> bool:
        """Whether a date is of the month itself."""
        return (on.year, on.month) == (self.first_on.year, self.first_on.month)


def first_of_month(on: date) -> date:
    """Return the first of a date's month."""
    return on.replace(day=1)


def months_on(on: date, months: int) -> date:
    """Return the same day some months on, the last of a month that is shorter."""
    count = on.year * 12 + on.month - 1 + months
    year, month = divmod(count, 12)
    return date(year, month + 1, min(on.day, monthrange(year, month + 1)[1]))


def weeks_of_month(first_on: date) -> tuple[date, date]:
    """Return the Monday its first week begins with and the Sunday its last one ends with."""
    last = first_on.replace(day=monthrange(first_on.year, first_on.month)[1])
    return monday_of(first_on), monday_of(last) + timedelta(days=DAYS_OF_WEEK - 1)


def assemble_month(
    first_on: date,
    counted: Iterable[tuple[date, KindOfDay]],
    closed: Iterable[tuple[date, date, str]],
) -> Month:
    """Return the month of what was counted, and of (first day, last day, name) of closures."""
    first, last = weeks_of_month(first_on)
    kinds: dict[date, list[KindOfDay]] = {}
    for on, kind in counted:
        kinds.setdefault(on, []).append(kind)
    names: dict[date, list[str]] = {}
    for begins, ends, name in closed:
        for number in range((min(ends, last) - max(begins, first)).days + 1):
            names.setdefault(max(begins, first) + timedelta(days=number), []).append(name)
    dates = (first + timedelta(days=number) for number in range((last - first).days + 1))
    days = (MonthDay(on, tuple(kinds.get(on, ())), tuple(names.get(on, ()))) for on in dates)
    return Month(first_on, tuple(days))
