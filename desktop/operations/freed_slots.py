"""What an act has freed, and whom on the waiting list it suits: looked for once the act is done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from desktop.domain.best_fit import Asking as Weighing
from desktop.domain.best_fit import Place, Suggestion, Wishes, rank_times
from desktop.domain.errors import NotFound
from desktop.domain.fit import Alternative, Candidate
from desktop.domain.freed import (
    Asking,
    FreedTime,
    FreeRun,
    Match,
    WhyNot,
    parts_of,
    place_of,
    reasons_for,
    runs_of,
    say_why_not,
    why_not,
)
from desktop.domain.ids import PatientId, SlotId, SlotTypeId, WishId
from desktop.domain.needs import minutes_wanted
from desktop.domain.preference_rules import is_active
from desktop.domain.times import minutes_between
from desktop.domain.visits import State
from desktop.domain.waiting import Waiter
from desktop.operations.fit_search import USUAL_MINUTES
from desktop.operations.looks import is_closed_here
from desktop.operations.visit_needs import notice_days_of
from desktop.operations.waiting_list import list_waiting
from desktop.operations.weighing import closed_days, read_weights, wishes_of
from desktop.operations.work import Reading
from desktop.persistence.candidates import list_candidates
from desktop.persistence.fit_places import (
    SessionPlace,
    read_session_places,
    read_usual_minutes,
)
from desktop.persistence.merging import find_root, list_records
from desktop.persistence.rows import read_row
from desktop.persistence.tables import appointments
from desktop.persistence.waiting_list import list_phones, waiter_from
from desktop.persistence.waiting_matches import (
    Waiting,
    list_free_in,
    list_rows_of,
    list_sessions_of,
    look_through,
    was_asked,
)

NOT_RUNG = ("never-call", "text-only")
"""What somebody told us who is not rung."""

SHOWN = 9
"""People shown for a time."""

WEIGHED = 30
"""People whom no wish speaks against, weighed at once: the next where too few of them fit."""

MOST_WEIGHED = 300
"""So many are weighed for one time at the most."""

LOOKED_AHEAD = timedelta(days=60)
"""So far ahead free times are looked for, for somebody who waits."""

MOST_RUNS = 12
"""Times looked at after one act: a month of sessions published frees thousands."""


@dataclass(frozen=True, slots=True)
class WaitingView:
    """The waiting list as it is worked through, and what is free of the slots asked about."""

    waiters: tuple[Waiter, ...]
    freed: tuple[FreedTime, ...] = ()
    slot_ids: tuple[SlotId, ...] = ()


def read_waiting_view(reading: Reading, *, slot_ids: Sequence[SlotId] = ()) -> WaitingView:
    """Return the list with the times that these slots make."""
    freed = find_freed(reading, slot_ids=slot_ids) if slot_ids else ()
    return WaitingView(list_waiting(reading), freed, tuple(slot_ids))


def find_freed(reading: Reading, *, slot_ids: Sequence[SlotId]) -> tuple[FreedTime, ...]:
    """Return the times that these slots make, with the people each suits, soonest first.

    Shape: what is over, taken, held or not open yet is left out, and so is a time that suits
    nobody.
    """
    runs = _runs(reading, slot_ids)[:MOST_RUNS]
    if not runs:
        return ()
    known = _Known(reading, runs)
    found = [_Matching(known, run).find() for run in runs]
    return tuple(one for one in found if one.matches)


def match_time(reading: Reading, *, slot_ids: Sequence[SlotId]) -> FreedTime | None:
    """Return whom a free time suits, nobody too; None once it is not free any more."""
    runs = _runs(reading, slot_ids)
    return _Matching(_Known(reading, runs[:1]), runs[0]).find() if runs else None


def find_times_for(reading: Reading, *, wish_id: WishId) -> tuple[Alternative, ...]:
    """Return the first free times that suit somebody who waits, with what each keeps.

    Errors: NotFound.
    """
    (row,) = list_rows_of(reading.db, (wish_id,), reading.now) or (None,)
    if row is None:
        raise NotFound("wish", wish_id)
    until = reading.now + LOOKED_AHEAD
    free = list_candidates(
        reading.db, own_range=(reading.now, until), kinds=(row.slot_type_id,), now=reading.now
    )
    runs = runs_of(free, (one.time.slot_ids[0] for one in free))
    known = _Known(reading, runs)
    person = known.person_of(row)
    found: list[Alternative] = []
    for run in runs:
        match = _Matching(known, run).match(person)
        if isinstance(match, Match):
            found.append(Alternative(match.time, match.met, match.unmet))
            if len(found) == SHOWN:
                break
    return tuple(found)


def _runs(reading: Reading, slot_ids: Sequence[SlotId]) -> tuple[FreeRun, ...]:
    sessions = list_sessions_of(reading.db, slot_ids, reading.now) if slot_ids else ()
    free = [one for key in sessions for one in list_free_in(reading.db, key, reading.now)]
    return runs_of(free, slot_ids)


@dataclass(frozen=True, slots=True)
class _Person:
    """Somebody who waits, what they told us, and how long their visit has to be."""

    waiter: Waiter
    wishes: Wishes
    minutes: int


class _Known:
    """What the practice says of every time, and whoever has been looked at: read once."""

    def __init__(self, reading: Reading, runs: Sequence[FreeRun]):
        self.reading = reading
        self.places = read_session_places(
            reading.db, {one.slots[0].time.session_id for one in runs}
        )
        self._people: dict[WishId, _Person] = {}
        self._usual = read_usual_minutes(reading.db)
        self._weighing = Weighing(
            Wishes(),
            reading.now,
            reading.zone,
            weights=read_weights(reading),
            notice_days=notice_days_of(reading),
            closed=closed_days(reading),
        )

    def usual_of(self, kind: SlotTypeId) -> int:
        """Return how long a slot of a kind usually is."""
        return self._usual.get(kind, USUAL_MINUTES)

    def weighing(self, wishes: Wishes) -> Weighing:
        """Return what a person's times are weighed with."""
        return replace(self._weighing, wishes=wishes)

    def person_of(self, row: Any) -> _Person:
        """Return who waits in a row, with what bears on which time suits them."""
        if row.id not in self._people:
            records = list_records(self.reading.db, find_root(self.reading.db, row.patient_id))
            is_closed = is_closed_here(self.reading, records[0])
            wishes = Wishes() if is_closed else wishes_of(self.reading, records)
            waiter = waiter_from(row, is_closed=is_closed)
            self._people[row.id] = _Person(waiter, wishes, self._minutes(waiter, wishes))
        return self._people[row.id]

    def _minutes(self, waiter: Waiter, wishes: Wishes) -> int:
        """Return how long their visit has to be: as wished, as it is now, as they need it."""
        usual = self.usual_of(waiter.wish.slot_type_id)
        wanted = [waiter.wish.minutes or usual]
        if waiter.wish.appointment_id is not None and waiter.visit_at is not None:
            visit = read_row(self.reading.db, appointments, (waiter.wish.appointment_id,))
            if visit is not None and visit["state"] is State.BOOKED:
                wanted.append(minutes_between(visit["start_at"], visit["end_at"]))
        for one in wishes.told:
            if one.kind == "double-length" and is_active(one.told.ends_on, self.reading.today):
                wanted.append(minutes_wanted(one.told, usual))
        return max(wanted)


class _Matching:
    """Looks for the people whom one run of free slots suits."""

    def __init__(self, known: _Known, run: FreeRun):
        self._known = known
        self._reading = known.reading
        self._run = run
        self._time = run.whole
        self._place: SessionPlace = known.places[self._time.session_id]

    def find(self) -> FreedTime:
        """Return the time with its people, and why the others who wait are not asked."""
        waiting = self._look_through()
        counts = waiting.counts
        matches: list[Match] = []
        met: set[PatientId] = set()
        weighed = 0
        for row in self._rows(waiting):
            weighed += 1
            found = self.match(self._known.person_of(row))
            if isinstance(found, WhyNot):
                counts[found] += 1
            elif row.root_id not in met:
                met.add(row.root_id)
                matches.append(found)
            if len(matches) == SHOWN:
                break
        more = counts[WhyNot.FITS] - weighed
        matches.sort(key=place_of)
        return FreedTime(
            self._time,
            self._with_phones(matches),
            say_why_not(counts.items()),
            more=max(more, 0),
        )

    def _look_through(self, skip: int = 0) -> Waiting:
        reading, run = self._reading, self._run
        return look_through(
            reading.db,
            self._time,
            reading.now,
            reading.zone,
            most=WEIGHED,
            skip=skip,
            room=run.minutes,
            usual=self._known.usual_of(self._time.slot_type_id),
        )

    def _rows(self, waiting: Waiting) -> Iterator[Any]:
        """Give the rows of those it may suit, the most in need first, read as they are needed."""
        skip, most = 0, min(waiting.counts[WhyNot.FITS], MOST_WEIGHED)
        while waiting.ids:
            yield from list_rows_of(self._reading.db, waiting.ids, self._reading.now)
            skip += WEIGHED
            if skip >= most:
                return
            waiting = self._look_through(skip)

    def match(self, person: _Person) -> Match | WhyNot:
        """Return why this run suits somebody who waits, or why no part of it does."""
        reading, waiter, wishes = self._reading, person.waiter, person.wishes
        asking = Asking(waiter.quiet_until, waiter.visit_at)
        why = WhyNot.SHORT
        for part in parts_of(self._run, person.minutes):
            why = why_not(waiter.wish, asking, part.time, now=reading.now, zone=reading.zone)
            if why is WhyNot.FITS and was_asked(reading.db, waiter.id, part.time):
                why = WhyNot.ASKED
            if why is WhyNot.FITS:
                suggestion = self._weigh(part, wishes)
                if any(one.is_must and one not in suggestion.met for one in suggestion.reasons):
                    why = WhyNot.MUST
                    continue
                return self._made(waiter, suggestion, wishes)
        return why

    def _made(self, waiter: Waiter, suggestion: Suggestion, wishes: Wishes) -> Match:
        reading = self._reading
        reasons = reasons_for(waiter, suggestion, now=reading.now, zone=reading.zone)
        never = any(
            one.kind in NOT_RUNG and is_active(one.told.ends_on, reading.today)
            for one in wishes.told
        )
        return Match(waiter, suggestion.time, reasons, never_ring=never)

    def _weigh(self, part: Candidate, wishes: Wishes) -> Suggestion:
        place = Place(
            self._known.usual_of(part.time.slot_type_id),
            is_first=part.time.start_at <= self._place.first_at,
            is_last=part.time.end_at >= self._place.last_at,
        )
        return rank_times(self._known.weighing(wishes), [(part, place)])[0]

    def _with_phones(self, matches: list[Match]) -> tuple[Match, ...]:
        """Return them with their numbers; of a record that opens with a reason there are none."""
        people = [one.waiter.patient_id for one in matches if not one.waiter.is_closed]
        phones = list_phones(self._reading.db, people)
        return tuple(
            replace(one, waiter=replace(one.waiter, phones=phones.get(one.waiter.patient_id, ())))
            for one in matches
        )
