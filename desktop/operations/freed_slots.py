"""What an act has freed, and whom on the waiting list it suits: looked for once the act is done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from desktop.domain.best_fit import Asking as Weighing
from desktop.domain.best_fit import Place, Suggestion, Wishes, rank_times
from desktop.domain.fit import Candidate
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
from desktop.domain.ids import PatientId, SlotId, SlotTypeId
from desktop.domain.needs import minutes_wanted
from desktop.domain.preference_rules import is_active
from desktop.domain.sessions import SlotState
from desktop.domain.times import minutes_between
from desktop.domain.visits import State
from desktop.domain.waiting import Waiter
from desktop.operations.best_fit import closed_days, read_weights, wishes_of
from desktop.operations.looks import is_closed_here
from desktop.operations.outcome import Outcome
from desktop.operations.visit_needs import notice_days_of
from desktop.operations.work import Reading
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
    list_free_in,
    list_rows_of,
    list_sessions_of,
    look_through,
    was_asked,
)

SHOWN = 9
"""People shown for a time."""

WEIGHED = 30
"""People whom no wish speaks against, of whom those shown are chosen."""

MOST_RUNS = 12
"""Times looked at after one act: a month of sessions published frees thousands."""


def slots_freed_by(outcome: Outcome[Any]) -> tuple[SlotId, ...]:
    """Return the slots that an act has given back, opened or made; nothing is read."""
    if outcome.undo is None:
        return ()
    had: dict[tuple[Any, ...], bool] = {}
    has: dict[tuple[Any, ...], bool] = {}
    opened: dict[SlotId, None] = {}
    for change in outcome.undo.rows:
        before, after = change.before or {}, change.after
        if change.table == "slots" and after is not None:
            if change.before is not None and after.get("state") is SlotState.OPEN:
                opened.setdefault(change.key[0])
        elif change.table == "places" and after is not None:
            if change.before is not None and "appointment_id" not in before:
                continue
            had.setdefault(
                change.key, change.before is None or before["appointment_id"] is not None
            )
            has[change.key] = after.get("appointment_id") is not None
    freed = dict.fromkeys(key[0] for key, was in had.items() if was and not has[key])
    return tuple(freed | opened)


def find_freed(reading: Reading, *, slot_ids: Sequence[SlotId]) -> tuple[FreedTime, ...]:
    """Return the times that these slots make, with the people each suits, soonest first.

    Shape: what is over, taken, held or not open yet is left out, and so is a time that suits
    nobody.
    """
    found = []
    for run in _runs(reading, slot_ids)[:MOST_RUNS]:
        freed = _Matching(reading, run).find()
        if freed.matches:
            found.append(freed)
    return tuple(found)


def match_time(reading: Reading, *, slot_ids: Sequence[SlotId]) -> FreedTime | None:
    """Return whom a free time suits, nobody too; None once it is not free any more."""
    runs = _runs(reading, slot_ids)
    return _Matching(reading, runs[0]).find() if runs else None


def _runs(reading: Reading, slot_ids: Sequence[SlotId]) -> tuple[FreeRun, ...]:
    sessions = list_sessions_of(reading.db, slot_ids, reading.now) if slot_ids else ()
    free = [one for key in sessions for one in list_free_in(reading.db, key, reading.now)]
    return runs_of(free, slot_ids)


class _Matching:
    """Looks for the people whom one run of free slots suits."""

    def __init__(self, reading: Reading, run: FreeRun):
        self._reading = reading
        self._run = run
        self._time = run.whole
        session = self._time.session_id
        self._place: SessionPlace = read_session_places(reading.db, (session,))[session]
        self._usual: dict[SlotTypeId, int] = read_usual_minutes(reading.db)
        self._weights = read_weights(reading)
        self._notice = notice_days_of(reading)
        self._closed: frozenset[date] = closed_days(reading)

    def find(self) -> FreedTime:
        """Return the time with its people, and why the others who wait are not asked."""
        reading = self._reading
        waiting = look_through(reading.db, self._time, reading.now, reading.zone, most=WEIGHED)
        rows = list_rows_of(reading.db, waiting.ids, reading.now)
        counts = waiting.counts
        matches: list[Match] = []
        met: set[PatientId] = set()
        weighed = 0
        for row in rows:
            weighed += 1
            found = self._match(row)
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

    def _match(self, row: Any) -> Match | WhyNot:
        reading = self._reading
        records = list_records(reading.db, find_root(reading.db, row.patient_id))
        is_closed = is_closed_here(reading, records[0])
        waiter = waiter_from(row, is_closed=is_closed)
        wishes = Wishes() if is_closed else wishes_of(reading, records)
        asking = Asking(waiter.quiet_until, waiter.visit_at)
        why = WhyNot.SHORT
        for part in parts_of(self._run, self._minutes(waiter, wishes)):
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
            one.kind == "never-call" and is_active(one.told.ends_on, reading.today)
            for one in wishes.told
        )
        return Match(waiter, suggestion.time, reasons, never_ring=never)

    def _minutes(self, waiter: Waiter, wishes: Wishes) -> int:
        """Return how long their visit has to be: as wished, as it is now, as they need it."""
        usual = self._usual.get(waiter.wish.slot_type_id, 10)
        wanted = [waiter.wish.minutes or usual]
        if waiter.wish.appointment_id is not None and waiter.visit_at is not None:
            visit = read_row(self._reading.db, appointments, (waiter.wish.appointment_id,))
            if visit is not None and visit["state"] is State.BOOKED:
                wanted.append(minutes_between(visit["start_at"], visit["end_at"]))
        for one in wishes.told:
            if one.kind == "double-length" and is_active(one.told.ends_on, self._reading.today):
                wanted.append(minutes_wanted(one.told, usual))
        return max(wanted)

    def _weigh(self, part: Candidate, wishes: Wishes) -> Suggestion:
        reading = self._reading
        weighing = Weighing(
            wishes,
            reading.now,
            reading.zone,
            weights=self._weights,
            notice_days=self._notice,
            closed=self._closed,
        )
        place = Place(
            self._usual.get(part.time.slot_type_id, 10),
            is_first=part.time.start_at <= self._place.first_at,
            is_last=part.time.end_at >= self._place.last_at,
        )
        return rank_times(weighing, [(part, place)])[0]

    def _with_phones(self, matches: list[Match]) -> tuple[Match, ...]:
        """Return them with their numbers; of a record that opens with a reason there are none."""
        people = [one.waiter.patient_id for one in matches if not one.waiter.is_closed]
        phones = list_phones(self._reading.db, people)
        return tuple(
            replace(one, waiter=replace(one.waiter, phones=phones.get(one.waiter.patient_id, ())))
            for one in matches
        )
