"""The demo's diary: twelve months gone by and three to come, day by day."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from desktop.domain.ids import SessionId
from desktop.domain.practice import Channel
from desktop.domain.sessions import SessionState, SlotState
from desktop.domain.times import date_of, instant_of
from desktop.domain.visits import State
from desktop.operations.demo_patterns import PatternSlot, has_group, pattern_of
from desktop.operations.demo_people import DemoPerson
from desktop.operations.demo_practice import (
    AFTERNOON,
    KINDS,
    MORNING,
    ZONE,
    DemoClinician,
    DemoPractice,
)
from desktop.operations.demo_rows import DemoRows, Row
from desktop.operations.demo_templates import DemoTemplates
from desktop.operations.demo_visits import Time, VisitMaker
from desktop.persistence.tables import sessions

DAYS_PAST = 365
DAYS_TO_COME = 92
MONTHS_TO_COME = 3
"""No three months are longer than the days: nothing is to be made on the first day."""
WHOLE_PRACTICE = 10_000
"""How many people the diary of twelve clinicians is made for; fewer people, fewer sessions."""

FULL = {0: 0.90, 1: 0.86, 2: 0.87, 3: 0.85, 4: 0.80}
"""How full the days are, Monday first."""

_CLOSED = frozenset({(1, 1), (12, 25), (12, 26), (12, 28)})
_BLOCK_REASONS = ("Training", "Meeting", "Paperwork", "Student sits in")
_NOTES = ("No more extras", "Leaves 11:45", "Student sits in today", "Starts late, at the hospital")


class DiaryMaker:
    """Makes sessions with slots, and gives their slots to people."""

    def __init__(
        self,
        rows: DemoRows,
        practice: DemoPractice,
        visits: VisitMaker,
        people: list[DemoPerson],
        now: datetime,
        *,
        templates: DemoTemplates,
    ):
        self._rows = rows
        self._random = rows.random
        self._practice = practice
        self._templates = templates
        self._visits = visits
        self._now = now
        self._today = date_of(now, ZONE)
        self._urn = [person for person in people for _ in range(person.weight)]
        self._busy: set[str] = set()
        self._kept = min(1.0, len(people) / WHOLE_PRACTICE)
        self._patterns = {
            (one.worker.name, half, group): pattern_of(one.worker, half, group=group)
            for one in practice.clinicians
            for half in (0, 1)
            for group in (False, True)
        }

    def lay_days(
        self,
        left_out: date | None,
        on_day: Callable[[date], None],
        wanted: dict[date, tuple[str, DemoPerson]],
    ) -> None:
        """Make every day but the one left out; ``on_day`` is told after each.

        ``wanted`` are people who surely see a clinician on a date.
        """
        for days in range(-DAYS_PAST, DAYS_TO_COME + 1):
            on = self._today + timedelta(days=days)
            if on != left_out and is_open(on):
                self.lay_day(on, wanted.get(on))
            on_day(on)

    def lay_day(self, on: date, wanted: tuple[str, DemoPerson] | None = None) -> None:
        """Make one day's sessions; ``wanted`` is a person who surely sees that clinician."""
        self._busy = set()
        for clinician in self._practice.clinicians:
            halves = clinician.worker.week.split()[on.weekday()]
            for half, clinic in enumerate(halves):
                is_wanted = wanted is not None and wanted[0] == clinician.worker.name
                if clinic == "-" or not (is_wanted or self._is_kept(on)):
                    continue
                session = self._make_session(on, clinician, clinic, half)
                first = wanted[1] if wanted and is_wanted and half == 0 else None
                self._fill(session, clinician, half, first)

    def _is_kept(self, on: date) -> bool:
        # Today is whole however few people there are: it is what the window shows first.
        return on == self._today or self._random.random() < self._kept

    def _make_session(self, on: date, clinician: DemoClinician, clinic: str, half: int) -> Row:
        minute, length = (MORNING, AFTERNOON)[half]
        start_at = instant_of(on, time(minute // 60, minute % 60), ZONE)
        session: Row = {
            "id": SessionId(self._rows.new_id(start_at - timedelta(days=90))),
            "clinic_id": self._practice.clinics[clinic],
            "room_id": self._practice.room(clinician.worker, clinic),
            "clinician_id": clinician.id,
            "on_date": on,
            "start_at": start_at,
            "end_at": start_at + timedelta(minutes=length),
            "state": SessionState.OPEN,
            "version": 1,
            **self._templates.origin(on, clinician.worker, half, clinic),
        }
        self._rows.add(sessions, session)
        if self._random.random() < (0.06 if on >= self._today else 0.01):
            self._rows.add_note(self._random.choice(_NOTES), session)
        return session

    def _fill(
        self, session: Row, clinician: DemoClinician, half: int, first: DemoPerson | None
    ) -> None:
        group = has_group(clinician.worker, half, session["on_date"].weekday())
        pattern = self._patterns[clinician.worker.name, half, group]
        late = timedelta()
        before: tuple[Time, list[Row]] | None = None
        for part in pattern:
            time_, seats = self._make_slot(session, part)
            if part.letter in "bvu":
                late = timedelta(minutes=max(0, late.seconds // 60 - part.minutes))
                before = None
                continue
            late = self._run_late(late)
            if part.letter == "G":
                self._fill_group(time_, seats)
                continue
            if first is not None and part.letter in "NR":
                self._book(first, time_, seats, late)
                first, before = None, None
                continue
            before = self._fill_slot(time_, seats, late, before)
        if session["on_date"] <= self._today and self._random.random() < 0.02:
            self._add_extra(session, pattern)

    def _run_late(self, late: timedelta) -> timedelta:
        minutes = late.seconds // 60 + self._random.choice((-3, -2, -1, 0, 0, 1, 1, 2, 3, 4))
        return timedelta(minutes=max(0, min(minutes, 35)))

    def _make_slot(self, session: Row, part: PatternSlot) -> tuple[Time, list[Row]]:
        start_at = session["start_at"] + timedelta(minutes=part.offset)
        kind = KINDS[part.letter]
        type_id = self._practice.kinds[part.letter]
        row: Row = {
            "id": self._rows.new_id(start_at - timedelta(days=90)),
            "slot_type_id": type_id,
            "start_at": start_at,
            "end_at": start_at + timedelta(minutes=part.minutes),
            "capacity": kind.capacity,
        }
        if part.opens is not None:
            row["release_at"] = instant_of(session["on_date"], part.opens, ZONE)
        if self._is_blocked(session, part):
            row |= {
                "state": SlotState.BLOCKED,
                "block_reason": self._random.choice(_BLOCK_REASONS),
            }
        seats = self._rows.add_slot(session, row)
        time_ = Time(session, start_at, row["end_at"], part.letter, type_id, kind.channel)
        return time_, [] if "state" in row else seats

    def _is_blocked(self, session: Row, part: PatternSlot) -> bool:
        rare = 0.008 if session["on_date"] > self._today else 0.002
        return part.letter in "RNTP" and self._random.random() < rare

    def _fill_slot(
        self, time_: Time, seats: list[Row], late: timedelta, before: tuple[Time, list[Row]] | None
    ) -> tuple[Time, list[Row]] | None:
        """Give the slot to somebody, or leave it free; returns it when free, for a long visit."""
        random = self._random
        if not seats or random.random() > self._chance(time_):
            return (time_, seats) if seats else None
        person = self._someone()
        if person is None:
            return None
        if before is not None and self._may_join(before[0], time_) and random.random() < 0.5:
            time_ = replace(before[0], end_at=time_.end_at)
            seats = before[1] + seats
        if random.random() < 0.05:
            self._add_cancelled(time_)
        if time_.end_at < self._now and random.random() < 0.012:
            at = time_.start_at + timedelta(minutes=2)
            stamps = self._visits.cancelled_stamps(at)
            booked_at = self._visits.booked_at(time_, 3)
            self._visits.add(person, time_, State.CANCELLED, booked_at, stamps)
            return None
        self._book(person, time_, seats, late)
        return None

    def _may_join(self, first: Time, second: Time) -> bool:
        joined = first.end_at == second.start_at and first.letter == second.letter
        return joined and first.letter in "RNP" and first.start_at > self._now

    def _chance(self, time_: Time) -> float:
        """Return how likely the slot has been booked by now."""
        on = time_.session["on_date"]
        full = FULL.get(on.weekday(), 0.8)
        days = (on - self._today).days
        if days < 0 or (days == 0 and time_.start_at <= self._now):
            return full + 0.06
        if time_.letter == "D":
            return self._chance_on_the_day(time_, days)
        return full * self._visits.waits.at_least(days)

    def _chance_on_the_day(self, time_: Time, days: int) -> float:
        morning = time_.start_at < instant_of(time_.session["on_date"], time(12, 0), ZONE)
        opens = instant_of(time_.session["on_date"], time(8, 0), ZONE)
        if days > 0 or self._now < opens:
            return 0.0
        return 0.6 if morning else 0.2

    def _book(self, person: DemoPerson, time_: Time, seats: list[Row], late: timedelta) -> None:
        days, missed = self._visits.waits.draw(time_.letter)
        ahead = (time_.session["on_date"] - self._today).days
        booked_at = self._visits.booked_at(time_, max(days, ahead))
        if ahead < 0:
            state, stamps = self._visits.ended(time_, missed, late)
        elif ahead == 0 and time_.start_at <= self._now + timedelta(minutes=30):
            state, stamps = self._visits.under_way(time_, late)
            if state is State.FULFILLED and self._random.random() < missed:
                state, stamps = State.NOSHOW, {}
        else:
            state, stamps = State.BOOKED, {}
        reason = self._visits.reason(time_.letter)
        visit_id = self._visits.add(person, time_, state, booked_at, stamps, reason=reason)
        for seat in seats:
            seat["appointment_id"] = visit_id

    def _add_cancelled(self, time_: Time) -> None:
        """Somebody else had this time and called it off before; the slot was booked again."""
        person = self._someone()
        if person is None:
            return
        booked_at = self._visits.booked_at(time_, 8 + self._random.randrange(12))
        latest = min(self._now, time_.start_at - timedelta(hours=1))
        at = booked_at + (latest - booked_at) * self._random.random()
        stamps = self._visits.cancelled_stamps(at)
        self._visits.add(person, time_, State.CANCELLED, booked_at, stamps)

    def _fill_group(self, time_: Time, seats: list[Row]) -> None:
        ahead = (time_.session["on_date"] - self._today).days
        taken = self._random.randrange(4, 9) if ahead <= 7 else self._random.randrange(0, 5)
        for seat in seats[:taken]:
            if person := self._someone():
                self._book(person, time_, [seat], timedelta())

    def _add_extra(self, session: Row, pattern: tuple[PatternSlot, ...]) -> None:
        """Somebody urgent was seen beside the others, at a time of its own or at the end."""
        last = pattern[-1]
        offset = self._random.choice(
            (pattern[len(pattern) // 2].offset, last.offset + last.minutes)
        )
        start_at = session["start_at"] + timedelta(minutes=offset)
        person = self._someone()
        if person is None or start_at > self._now:
            return
        type_id = self._practice.kinds["D"]
        row: Row = {
            "id": self._rows.new_id(start_at - timedelta(hours=2)),
            "slot_type_id": type_id,
            "start_at": start_at,
            "end_at": start_at + timedelta(minutes=10),
            "is_extra": True,
        }
        seats = self._rows.add_slot(session, row)
        time_ = Time(session, start_at, row["end_at"], "D", type_id, Channel.IN_PERSON)
        self._book(person, time_, seats, timedelta(minutes=4))

    def _someone(self) -> DemoPerson | None:
        """Return somebody who has no other visit that day; None when nobody was found."""
        for _ in range(30):
            person = self._random.choice(self._urn)
            if person.id not in self._busy:
                self._busy.add(person.id)
                return person
        return None


def is_open(on: date) -> bool:
    """Return whether the demo practice works on that date."""
    return on.weekday() < 5 and (on.month, on.day) not in _CLOSED


def open_days_from(on: date) -> Iterator[date]:
    """Return the open days from that date on."""
    while True:
        if is_open(on):
            yield on
        on += timedelta(days=1)
