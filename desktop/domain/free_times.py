"""Which free slots make a time that fits what was asked, and why others do not."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import islice

from desktop.domain.booking import FreeRequest, FreeTime, LeftOut
from desktop.domain.ids import SessionId
from desktop.domain.sessions import SlotState
from desktop.domain.times import clock_time, date_of, local_of, minutes_between, said_day


@dataclass(slots=True)
class _Run:
    """Free slots next to each other, from its first one on; ``done`` when long enough."""

    slots: list[FreeTime]
    done: bool = False
    over: bool = False

    @property
    def end_at(self) -> datetime:
        return self.slots[-1].end_at


@dataclass(slots=True)
class Collector:
    """Takes free slots in order of time and makes the times that fit, up to one over the limit.

    Shape: ``times`` are in order of their start, then their first slot, which is what paging goes
    by; a time that needs the next slot waits for it, and those that start later wait with it.
    """

    request: FreeRequest
    times: list[FreeTime] = field(default_factory=list)
    _waiting: deque[_Run] = field(default_factory=deque)
    _open: dict[SessionId, list[_Run]] = field(default_factory=dict)
    _short: list[FreeTime] = field(default_factory=list)

    @property
    def is_full(self) -> bool:
        """Whether one more than asked for was found, which says that there are more."""
        return len(self.times) > self.request.limit

    def take(self, free: Iterable[FreeTime]) -> None:
        """Look at free slots, each a time of its own, until there are enough times."""
        wanted = self.request.length_minutes
        if wanted is None:
            self.times.extend(islice(free, self.request.limit + 1 - len(self.times)))
            return
        every = list(free)
        if not every:
            return
        # Most free slots have no neighbour: they are short, and need no run to find that out.
        begins = {(one.session_id, one.slot_type_id, one.start_at) for one in every}
        known_until = every[-1].start_at
        for one in every:
            if self._waiting:
                self._settle(one.start_at)
                if self.is_full:
                    return
            goes_on = (
                one.end_at >= known_until
                or (one.session_id, one.slot_type_id, one.end_at) in begins
                or self._open.get(one.session_id)
                or minutes_between(one.start_at, one.end_at) >= wanted
            )
            if goes_on:
                self._begin(one, wanted)
            else:
                self._short.append(one)

    def finish(self) -> None:
        """Settle what still waits: no slot comes any more."""
        self._settle(None)

    def count_short(self, until: datetime) -> int:
        """Return how many slots before an instant belong to no time that is long enough."""
        used = {slot for one in self.times for slot in one.slot_ids}
        return sum(one.start_at < until and one.slot_ids[0] not in used for one in self._short)

    def _begin(self, one: FreeTime, wanted: int) -> None:
        runs = self._open.get(one.session_id, [])
        alone = minutes_between(one.start_at, one.end_at) >= wanted
        for run in runs:
            follows = run.end_at == one.start_at and not alone
            if not follows or run.slots[-1].slot_type_id != one.slot_type_id:
                run.over = True
                continue
            run.slots.append(one)
            run.done = minutes_between(run.slots[0].start_at, one.end_at) >= wanted
        begun = _Run([one], done=alone)
        self._waiting.append(begun)
        self._open[one.session_id] = [run for run in (*runs, begun) if not (run.done or run.over)]

    def _settle(self, next_at: datetime | None) -> None:
        """Take times off the front of the queue, as far as it is known how they end."""
        while self._waiting and not self.is_full:
            head = self._waiting[0]
            if head.done:
                self.times.append(_joined(head.slots))
            elif head.over or next_at is None or head.end_at < next_at:
                self._short.append(head.slots[0])
            else:
                return
            self._waiting.popleft()


def _joined(slots: list[FreeTime]) -> FreeTime:
    if len(slots) == 1:
        return slots[0]
    ids = tuple(slot for one in slots for slot in one.slot_ids)
    return replace(slots[0], slot_ids=ids, end_at=slots[-1].end_at)


@dataclass(frozen=True, slots=True)
class BarredSlot:
    """A slot nobody has that can't be booked now; ``held_by`` is another desk's live hold."""

    start_at: datetime
    state: SlotState
    release_at: datetime | None
    held_by: str


def say_left_out(
    barred: Iterable[BarredSlot],
    *,
    short: int,
    request: FreeRequest,
    now: datetime,
    zone_name: str,
) -> tuple[LeftOut, ...]:
    """Say what was left out and why, most first."""
    counted = Counter(_why_barred(one, now, zone_name) for one in barred)
    if short:
        counted["short", f"{request.length_minutes} minutes"] = short
    return _said_left_out(counted)


def add_left_out(several: Iterable[LeftOut]) -> tuple[LeftOut, ...]:
    """Return what several searches left out, each reason said once."""
    counted: Counter[tuple[str, str]] = Counter()
    for one in several:
        counted[one.code, one.detail] += one.count
    return _said_left_out(counted)


def _said_left_out(counted: Counter[tuple[str, str]]) -> tuple[LeftOut, ...]:
    return tuple(
        LeftOut(code, count, _left_out_words(code, count, detail), detail)
        for (code, detail), count in sorted(counted.items(), key=lambda item: (-item[1], item[0]))
    )


def _why_barred(one: BarredSlot, now: datetime, zone_name: str) -> tuple[str, str]:
    if one.state is not SlotState.OPEN:
        return "blocked", ""
    if one.held_by:
        return "held", one.held_by
    assert one.release_at is not None
    return "embargoed", _opens(one.release_at, one.start_at, now, zone_name)


def _opens(release_at: datetime, start_at: datetime, now: datetime, zone_name: str) -> str:
    opens_on, today = date_of(release_at, zone_name), date_of(now, zone_name)
    time = clock_time(release_at, zone_name)
    if opens_on == today:
        return f"at {time}"
    if opens_on == date_of(start_at, zone_name):
        return f"on the day at {time}"
    return f"{said_day(opens_on, today)} at {time}"


def _left_out_words(code: str, count: int, detail: str) -> str:
    if code == "embargoed":
        return f"{count} {'opens' if count == 1 else 'open'} {detail}."
    if code == "held":
        return f"{count} held by {detail}."
    if code == "blocked":
        return f"{count} blocked."
    return f"{count} too short for {detail}."


def nearest(times: Iterable[FreeTime], around: datetime) -> FreeTime | None:
    """Return the time nearest to that instant, the earlier of two as near."""

    def away(one: FreeTime) -> tuple[timedelta, datetime]:
        return abs(one.start_at - around), one.start_at

    return min(times, key=away, default=None)


@lru_cache(maxsize=64)
def clock_offsets(
    start: datetime, days: int, zone_name: str
) -> tuple[tuple[datetime | None, int], ...]:
    """Return how far the clinic's clock is ahead of UTC in the days after an instant.

    Shape: (until, seconds) in order of time; ``until`` of the last is None. In one year of most
    zones that are three, for its two clock changes.
    """
    found: list[tuple[datetime | None, int]] = []
    at, offset = start, _offset(start, zone_name)
    for _ in range(days):
        after = at + timedelta(days=1)
        then = _offset(after, zone_name)
        if then != offset:
            found.append((_change_between(at, after, zone_name), offset))
        at, offset = after, then
    return (*found, (None, offset))


def _offset(at: datetime, zone_name: str) -> int:
    ahead = local_of(at, zone_name).utcoffset()
    assert ahead is not None
    return int(ahead.total_seconds())


def _change_between(before: datetime, after: datetime, zone_name: str) -> datetime:
    old = _offset(before, zone_name)
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) / 2
        if _offset(middle, zone_name) == old:
            before = middle
        else:
            after = middle
    return after.replace(microsecond=0)
