"""How well a free time fits a visit that has to find another: ranked, with reasons in words."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from datetime import datetime, timedelta

from desktop.domain.booking import FreeRequest, FreeTime
from desktop.domain.free_times import Collector
from desktop.domain.ids import ClinicianId, ClinicId, SlotId, SlotTypeId
from desktop.domain.preferences import kind_of
from desktop.domain.times import date_of, local_of, said_day

SHOWN = 3
"""How many alternatives are offered for a visit."""

NEAREST = 12
"""So many of the nearest times of the same clinician are weighed, and as many of others."""

NEAR = timedelta(days=7)
NOTICE_DAYS = 3
"""Working days that whoever sends an interpreter asks for."""

_ROOM_NEEDS = {"step-free": "step-free", "quiet": "quiet", "hearing": "hearing loop"}
"""Needs that a room's features meet; a room's feature by the need's kind."""

_MUST_BE_THERE = frozenset({"step-free"})
"""Room needs that no room without them meets; without the others one can make do."""

_GENDER_NEEDS = {"woman-clinician": "female", "man-clinician": "male"}
_DECIDED_BY_WHERE = frozenset({*_ROOM_NEEDS, *_GENDER_NEEDS})
_INTERPRETED = {"bsl": "BSL interpreter", "interpreter": "interpreter"}


@dataclass(frozen=True, slots=True)
class Wish:
    """What a visit had, and what its person told us: what another time is held against.

    Units: ``minutes`` is the visit's whole length. ``needs`` are active preferences' kinds.
    """

    slot_type_id: SlotTypeId
    minutes: int
    start_at: datetime
    clinician_id: ClinicianId | None
    clinic_id: ClinicId | None
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A free time, with what its room and clinician have to offer."""

    time: FreeTime
    features: tuple[str, ...] = ()
    gender: str | None = None


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another time for a visit: what it keeps, and what it does not, in words."""

    time: FreeTime
    met: tuple[str, ...]
    unmet: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """Say how well it fits, "fits 4 of 4"."""
        return f"fits {len(self.met)} of {len(self.met) + len(self.unmet)}"


class Pool:
    """Free times to choose among, by kind and length, in order of time.

    ``slots`` are single free slots; those next to each other make the longer times.
    """

    def __init__(self, slots: Iterable[Candidate], now: datetime, zone: str) -> None:
        self._slots = sorted(slots, key=lambda one: (one.time.start_at, one.time.slot_ids))
        self._of_slot = {one.time.slot_ids[0]: one for one in self._slots}
        self._now, self._zone = now, zone
        self._made: dict[
            tuple[SlotTypeId, int],
            tuple[dict[ClinicianId | None, list[Candidate]], list[Candidate]],
        ] = {}

    def find(
        self, wish: Wish, taken: Set[SlotId] = frozenset(), limit: int = SHOWN
    ) -> tuple[Alternative, ...]:
        """Return the best times for a visit, best first; ``taken`` slots are another's already."""
        own, others = self._times(wish)
        # Where a room or a clinician has to have something, more of the others are weighed.
        wide = NEAREST * 4 if _DECIDED_BY_WHERE.intersection(wish.needs) else NEAREST
        weighed = [
            *_nearest(own.get(wish.clinician_id, ()), wish.start_at, taken, NEAREST),
            *(
                one
                for one in _nearest(others, wish.start_at, taken, wide)
                if one.time.clinician_id != wish.clinician_id
            ),
        ]
        return rank_alternatives(wish, weighed, self._now, self._zone, limit)

    def _times(
        self, wish: Wish
    ) -> tuple[dict[ClinicianId | None, list[Candidate]], list[Candidate]]:
        """Return the times long enough: by clinician, and all of them."""
        key = (wish.slot_type_id, wish.minutes)
        if key not in self._made:
            made: dict[ClinicianId | None, list[Candidate]] = defaultdict(list)
            every = self._make(wish)
            for one in every:
                made[one.time.clinician_id].append(one)
            self._made[key] = made, every
        return self._made[key]

    def _make(self, wish: Wish) -> list[Candidate]:
        """Return the times long enough, single slots or several next to each other."""
        of_kind = [one for one in self._slots if one.time.slot_type_id == wish.slot_type_id]
        length = timedelta(minutes=wish.minutes)
        if all(one.time.end_at - one.time.start_at >= length for one in of_kind):
            return of_kind
        request = FreeRequest(
            from_on=date_of(self._now, self._zone),
            length_minutes=wish.minutes,
            limit=len(of_kind) + 1,
        )
        collector = Collector(request)
        collector.take(one.time for one in of_kind)
        collector.finish()
        found = []
        for time in collector.times:
            first = self._of_slot[time.slot_ids[0]]
            same = time is first.time
            found.append(first if same else Candidate(time, first.features, first.gender))
        return found


def _nearest(
    times: Sequence[Candidate], around: datetime, taken: Set[SlotId], count: int
) -> list[Candidate]:
    """Return the times nearest to an instant that nobody has taken."""
    after = bisect_left(times, around, key=lambda one: one.time.start_at)
    before = after - 1
    found: list[Candidate] = []
    while len(found) < count and (before >= 0 or after < len(times)):
        earlier = times[before] if before >= 0 else None
        later = times[after] if after < len(times) else None
        takes_later = earlier is None or (
            later is not None and later.time.start_at - around < around - earlier.time.start_at
        )
        if takes_later:
            chosen, after = later, after + 1
        else:
            chosen, before = earlier, before - 1
        if chosen is not None and taken.isdisjoint(chosen.time.slot_ids):
            found.append(chosen)
    return found


def rank_alternatives(
    wish: Wish, candidates: Iterable[Candidate], now: datetime, zone: str, limit: int | None = None
) -> tuple[Alternative, ...]:
    """Return the times best first: needs kept, then clinician and clinic, then nearest in time.

    A time that keeps one thing more, all else alike, never comes later.
    """
    ranked = []
    for one in candidates:
        needs = _needs_kept(wish, one, now, zone) if wish.needs else []
        lost = sum(not kept for kept, _ in needs)
        away = abs(one.time.start_at - wish.start_at)
        wishes = _wishes_kept(wish, one.time, away)
        place = (lost, wishes.count(False), away, one.time.start_at, one.time.slot_ids)
        ranked.append((place, one, needs, wishes))
    ranked.sort(key=lambda row: row[0])
    return tuple(_say(one, needs, wishes, now, zone) for _, one, needs, wishes in ranked[:limit])


def _say(
    one: Candidate,
    needs: list[tuple[bool, str]],
    wishes: tuple[bool, bool, bool],
    now: datetime,
    zone: str,
) -> Alternative:
    day = said_day(date_of(one.time.start_at, zone), date_of(now, zone))
    words = (
        ("same clinician", f"with {one.time.clinician_name}"),
        ("same clinic", f"at {one.time.clinic_name}"),
        ("within a week", f"as far off as {day}"),
    )
    met = [said for kept, said in needs if kept]
    unmet = [said for kept, said in needs if not kept]
    for kept, (good, bad) in zip(wishes, words, strict=True):
        (met if kept else unmet).append(good if kept else bad)
    return Alternative(one.time, tuple(met), tuple(unmet))


def _needs_kept(wish: Wish, one: Candidate, now: datetime, zone: str) -> list[tuple[bool, str]]:
    """Say of each need that room, clinician or notice meet whether this time keeps it."""
    found = []
    for need in wish.needs:
        words = kind_of(need).words.lower()
        if need in _ROOM_NEEDS:
            has = _ROOM_NEEDS[need] in one.features
            if has or need in _MUST_BE_THERE:
                found.append((has, words if has else f"no {words}"))
        elif need in _GENDER_NEEDS:
            fits = one.gender == _GENDER_NEEDS[need]
            found.append((fits, words if fits else f"not a {words}"))
        elif need in _INTERPRETED:
            enough = working_days_until(one.time.start_at, now, zone) >= NOTICE_DAYS
            name = _INTERPRETED[need]
            said = f"time to ask for the {name}"
            found.append((enough, said if enough else f"too soon for the {name}"))
    return found


def _wishes_kept(wish: Wish, time: FreeTime, away: timedelta) -> tuple[bool, bool, bool]:
    """Return whether clinician, clinic and week stay."""
    return (
        time.clinician_id == wish.clinician_id,
        time.clinic_id == wish.clinic_id,
        away <= NEAR,
    )


def working_days_until(at: datetime, now: datetime, zone: str) -> int:
    """Return how many days from Monday to Friday lie between today and that day."""
    day, last = local_of(now, zone).date(), date_of(at, zone)
    count = 0
    while day < last:
        day += timedelta(days=1)
        count += day.weekday() < 5
        if count > NOTICE_DAYS:
            break
    return count
