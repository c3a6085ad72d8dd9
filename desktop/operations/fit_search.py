"""The free times that answer what is asked: of each clinician who may be meant, long enough."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import time

from desktop.domain.asked import Asked
from desktop.domain.best_fit import Wishes
from desktop.domain.booking import DayPart, FreeAnswer, FreeRequest, FreeTime, LeftOut
from desktop.domain.claims import may_book
from desktop.domain.free_times import add_left_out
from desktop.domain.ids import ClinicianId, SlotId, SlotTypeId
from desktop.domain.needs import minutes_wanted
from desktop.domain.practice import in_use
from desktop.domain.preference_rules import is_active
from desktop.domain.times import local_of
from desktop.operations.work import Reading
from desktop.persistence.fit_places import KindFacts
from desktop.persistence.free_times import find_free_times
from desktop.persistence.outline import load_outline

PAGE = 36
"""Free times read at once; of each clinician asked for, or of all."""

OWN_PAGE = 18
"""As many more of each clinician they would rather see, who may be free later than the others."""

MOST_OWN = 3
MOST_PAGES = 4
MOST_KINDS = 4
"""Where no kind is asked for, longer times are looked for of so many kinds, the soonest first."""

USUAL_MINUTES = 10


@dataclass(frozen=True, slots=True)
class Found:
    """Free times in no order; ``is_short`` says that none is as long as it should be."""

    times: tuple[FreeTime, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    more: bool = False
    is_short: bool = False
    minutes: int | None = None


class FitSearch:
    """One request; ``limit`` is how many times will be shown.

    ``meant`` are the clinicians asked for: None for all, empty where nobody is like that.
    """

    def __init__(
        self,
        reading: Reading,
        asked: Asked,
        wishes: Wishes,
        kinds: Mapping[SlotTypeId, KindFacts],
        limit: int,
    ):
        self._reading = reading
        self._asked = asked
        self._wishes = wishes
        self._kinds = kinds
        self._limit = limit
        self._page = PAGE * -(-limit // PAGE)
        self.meant = self._clinicians()
        self._usual = usual_of(wishes)
        role = reading.actor.role
        is_left = any(not may_book(one.booked_by, role) for one in kinds.values())
        self._role = role if is_left else None

    def find(self) -> Found:
        """Return the times, as long as the person needs them; shorter ones where none is."""
        if self.meant == ():
            return Found()
        asked = self._asked
        if asked.slot_type_id is not None:
            minutes = self._minutes(asked.slot_type_id)
            found = self._times(asked.slot_type_id, minutes)
            if found.times or minutes == asked.minutes:
                return replace(found, minutes=minutes)
            short = self._times(asked.slot_type_id, asked.minutes)
            return replace(short, is_short=True, minutes=minutes)
        return self._of_any_kind()

    def _of_any_kind(self) -> Found:
        """Look anew, longer, for those kinds that are too short as they are."""
        asked = self._asked
        usual = self._times(None, asked.minutes)
        kinds = list(dict.fromkeys(one.slot_type_id for one in usual.times))[:MOST_KINDS]
        long = {kind: minutes for kind in kinds if (minutes := self._minutes(kind))}
        if all(minutes == asked.minutes for minutes in long.values()):
            return usual
        by_kind = [self._times(kind, minutes) for kind, minutes in long.items()]
        whole = _together(by_kind)
        return whole if whole.times else replace(usual, is_short=bool(usual.times))

    def _minutes(self, kind: SlotTypeId) -> int | None:
        """Return how long a time of a kind has to be; None where its usual slot will do."""
        asked, facts = self._asked, self._kinds.get(kind)
        if asked.minutes is not None:
            return asked.minutes
        each = facts.minutes if facts is not None else USUAL_MINUTES
        for one in self._wishes.told:
            if one.kind == "double-length" and is_active(one.told.ends_on, self._reading.today):
                return minutes_wanted(one.told, each)
        return 2 * each if asked.is_double else None

    def _times(self, kind: SlotTypeId | None, minutes: int | None) -> Found:
        asked, today = self._asked, self._reading.today
        request = FreeRequest(
            from_on=max(asked.first_on or today, today),
            until_on=asked.last_on,
            slot_type_id=kind,
            clinic_id=asked.clinic_id,
            length_minutes=minutes,
            channel=asked.channel,
            day_part=_day_part(asked),
            limit=self._page,
            role=self._role,
            from_local=asked.from_local,
            until_local=_begun_by(asked.until_local, minutes),
            weekdays=_weekdays(asked),
        )
        meant = self.meant or (None,)
        found = [self._pages(replace(request, clinician_id=one)) for one in meant]
        whole = _together(found)
        if self.meant is not None:
            return whole
        rather = [
            self._pages(replace(request, clinician_id=ClinicianId(one), limit=OWN_PAGE))
            for one in self._usual[:MOST_OWN]
        ]
        return replace(whole, times=_together([whole, *rather]).times)

    def _pages(self, request: FreeRequest) -> Found:
        """Read on while what is asked leaves little of a page: a long time may begin too late."""
        found: list[FreeTime] = []
        answer = FreeAnswer(())
        for _ in range(MOST_PAGES):
            answer = find_free_times(
                self._reading.db,
                request=request,
                now=self._reading.now,
                window=self._reading.window,
                zone_name=self._reading.zone,
            )
            found += [one for one in answer.times if self._answers(one)]
            if not answer.more or len(found) >= self._limit or not answer.times:
                break
            last = answer.times[-1]
            request = replace(request, after=(last.start_at, last.slot_ids[0]))
        return Found(tuple(found), answer.left_out, answer.more)

    def _answers(self, time: FreeTime) -> bool:
        asked = self._asked
        local = local_of(time.start_at, self._reading.zone)
        day, at = local.weekday(), local.time()
        return (
            (not asked.weekdays or day in asked.weekdays)
            and day not in asked.not_weekdays
            and (asked.from_local is None or at >= asked.from_local)
            and (asked.until_local is None or at < asked.until_local)
        )

    def _clinicians(self) -> tuple[ClinicianId, ...] | None:
        """Return the clinicians who are meant; None for all, empty for nobody."""
        asked = self._asked
        if not asked.names_who:
            return None
        if asked.clinician_id and not (asked.profession or asked.gender or asked.is_usual):
            return (asked.clinician_id,)
        known, usual = in_use(load_outline(self._reading.db).clinicians), usual_of(self._wishes)
        return tuple(one.id for one in known if asked.means(one, usual))


def _together(several: Sequence[Found]) -> Found:
    times: dict[tuple[SlotId, ...], FreeTime] = {}
    for found in several:
        times |= {one.slot_ids: one for one in found.times}
    left_out = [one for found in several for one in found.left_out]
    return Found(
        tuple(times.values()),
        add_left_out(left_out),
        any(found.more for found in several),
    )


def _begun_by(until: time | None, minutes: int | None) -> time | None:
    """Return when the last slot of a time has begun that begins before a clock time."""
    if until is None or not minutes:
        return until
    latest = until.hour * 60 + until.minute + minutes
    return time(latest // 60, latest % 60) if latest < 24 * 60 else None


def _weekdays(asked: Asked) -> frozenset[int]:
    """Return the days of the week that will do; empty for all."""
    every = frozenset(range(7))
    left = (asked.weekdays or every) - asked.not_weekdays
    return frozenset() if left == every else left


def _day_part(asked: Asked) -> DayPart:
    noon = time(12)
    if asked.until_local is not None and asked.until_local <= noon:
        return DayPart.MORNING
    if asked.from_local is not None and asked.from_local >= noon:
        return DayPart.AFTERNOON
    return DayPart.ANY


def usual_of(wishes: Wishes) -> tuple[str, ...]:
    """Return who somebody usually sees: whom they named, else whom they have seen most."""
    for one in wishes.told:
        named = dict(one.told.filled).get("clinicians")
        if one.kind == "clinician" and isinstance(named, tuple):
            return named
    most = max((count for _, count in wishes.seen), default=0)
    return tuple(key for key, count in wishes.seen if count == most)
