"""Making the demo practice: a whole practice from a seed, in a database that has none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from sqlalchemy import Connection, text

from desktop.domain.errors import RuleViolation
from desktop.domain.ids import ActId, uuid7
from desktop.domain.permissions import Act, Role
from desktop.domain.times import date_of, instant_of, local_of
from desktop.operations.demo_cast import CAST, CAST_TIME, MAGGIE, MAGGIE_VISITS
from desktop.operations.demo_cast_day import CastDay
from desktop.operations.demo_diary import (
    DAYS_PAST,
    DAYS_TO_COME,
    MONTHS_TO_COME,
    DiaryMaker,
    open_days_from,
)
from desktop.operations.demo_needs import lay_needs
from desktop.operations.demo_people import DemoPerson, PeopleMaker
from desktop.operations.demo_practice import ZONE, DemoPractice, StaffPin, make_practice
from desktop.operations.demo_rows import DemoRows
from desktop.operations.demo_templates import DemoTemplates
from desktop.operations.demo_visits import VisitMaker
from desktop.operations.demo_waiting import lay_waiting
from desktop.operations.session_jobs import HORIZON_SETTING
from desktop.persistence.base import instant_text
from desktop.persistence.engine import open_database
from desktop.persistence.migrate import upgrade
from desktop.persistence.record import RecordEntry, canonical, make_desk, write_record
from desktop.persistence.settings import find_practice, write_setting

DEMO_DESK = "Desk 1/demo"
DEMO_TODAY = "demo.today"
DEMO_PINS = "demo.pins"
LEAST_PEOPLE = 100
USUAL_PEOPLE = 10_000
FIRST_YEAR = 2015
"""The cast has birthdays, so the demo's clock can't stand too early."""

_OPENS, _CLOSES = time(8, 45), time(17, 30)

Progress = Callable[[str, float], None]
"""Told what is being made and how much of the whole is done, 0 to 1."""


@dataclass(frozen=True, slots=True)
class DemoMade:
    """What the demo has: who can sign in, its clock if it keeps one, how many rows by table."""

    pins: tuple[StaffPin, ...]
    clock: datetime | None
    rows: dict[str, int]


def choose_clock(now: datetime) -> datetime:
    """Return the instant a demo made now is to show: now in opening hours, else 10:22.

    Outside hours nothing lives in a diary, so the demo keeps the clock of that (or the next) day
    the practice works.
    """
    local = local_of(now, ZONE)
    first = next(open_days_from(local.date()))
    if first == local.date() and _OPENS <= local.time() <= _CLOSES:
        return now
    return instant_of(first, CAST_TIME, ZONE)


def make_demo(
    url: str,
    *,
    people: int = USUAL_PEOPLE,
    seed: int = 1,
    now: datetime,
    keep_clock: bool = True,
    progress: Progress = lambda _what, _share: None,
) -> DemoMade:
    """Make the demo practice in one transaction, the database upgraded first.

    ``keep_clock`` makes the window open at ``now``, whatever the real time.
    Errors: RuleViolation("practice") where a practice is there already, ("people") for too few,
    ("today") for a clock before FIRST_YEAR.
    """
    if people < LEAST_PEOPLE:
        raise RuleViolation("people", "people", f"A demo has at least {LEAST_PEOPLE} people.")
    if now.year < FIRST_YEAR:
        raise RuleViolation("today", "today", f"The demo’s clock starts in {FIRST_YEAR} or later.")
    upgrade(url)
    database = open_database(url)
    try:
        with database.writing() as db:
            if find_practice(db) is not None:
                raise RuleViolation(
                    "practice",
                    "database",
                    "There is a practice in this database already. Choose another for the demo.",
                )
            made = _Making(db, seed, now, progress).make(people, keep_clock=keep_clock)
        if database.dialect == "postgresql":
            with database.writing() as db:
                db.execute(text("ANALYZE"))
        return made
    finally:
        database.close()


class _Making:
    """The making of one demo, step by step."""

    def __init__(self, db: Connection, seed: int, now: datetime, progress: Progress):
        self._db = db
        self._now = now.astimezone(UTC)
        self._today = date_of(now, ZONE)
        self._made_at = self._now - timedelta(days=DAYS_PAST + 30)
        self._seed = seed
        self._progress = progress
        random = Random(seed)
        milliseconds = int(self._now.timestamp() * 1000)
        self._act_id = ActId(uuid7(milliseconds, random.getrandbits(80)))
        self._rows = DemoRows(db, random, self._act_id)

    def make(self, people: int, *, keep_clock: bool) -> DemoMade:
        """Make everything and put it on record."""
        practice = make_practice(self._db, self._rows, self._made_at)
        cast, everyone = self._make_people(people)
        self._make_diary(practice, cast, everyone)
        self._rows.flush()
        lay_needs(self._db, self._rows, self._now, self._today)
        players = frozenset(one.id for one in cast.values())
        lay_waiting(self._db, self._rows, practice, self._now, apart=players)
        self._rows.flush()
        clock = self._now if keep_clock else None
        if clock is not None:
            write_setting(self._db, DEMO_TODAY, instant_text(clock))
        write_setting(self._db, HORIZON_SETTING, MONTHS_TO_COME)
        write_setting(self._db, DEMO_PINS, {one.staff_id: one.pin for one in practice.staff})
        self._put_on_record(people)
        return DemoMade(practice.staff, clock, dict(self._rows.written))

    def _make_people(self, count: int) -> tuple[dict[str, DemoPerson], list[DemoPerson]]:
        maker = PeopleMaker(self._rows, self._today, self._made_at, count)
        players = [(player, maker.make_player(player)) for player in CAST]
        everyone = [person for _, person in players]
        for number in range(count - len(players)):
            everyone.append(maker.make_one())
            if number % 500 == 0:
                self._progress("people", 0.25 * number / count)
        maker.add_name_lists()
        self._rows.flush()
        cast: dict[str, DemoPerson] = {}
        for player, person in players:
            cast.setdefault(player.called, person)
        cast[MAGGIE.called].weight = 0  # her visits are those of the pictures
        return cast, everyone

    def _make_diary(
        self, practice: DemoPractice, cast: dict[str, DemoPerson], everyone: list[DemoPerson]
    ) -> None:
        visits = VisitMaker(self._rows, practice, self._now)
        first_on = self._today - timedelta(days=DAYS_PAST)
        templates = DemoTemplates(self._rows, practice, first_on, self._made_at)
        diary = DiaryMaker(self._rows, practice, visits, everyone, self._now, templates=templates)
        special: dict[date, tuple[str, DemoPerson]] = {}
        local = local_of(self._now, ZONE)
        is_cast_day = (local.hour, local.minute) == (CAST_TIME.hour, CAST_TIME.minute)
        if is_cast_day:
            CastDay(self._rows, practice, visits, cast, self._now, templates=templates).lay(
                self._today
            )
            for days, clinician in MAGGIE_VISITS:
                special[self._today - timedelta(days=days)] = (clinician, cast[MAGGIE.called])
        whole = DAYS_PAST + DAYS_TO_COME

        def _on_day(on: date) -> None:
            done = (on - self._today).days + DAYS_PAST
            if done % 14 == 0:
                self._rows.flush()
                self._progress("visits", 0.25 + 0.75 * done / whole)

        diary.lay_days(self._today if is_cast_day else None, _on_day, special)
        templates.add_exceptions(self._today, self._today + timedelta(days=DAYS_TO_COME))

    def _put_on_record(self, people: int) -> None:
        head = make_desk(self._db, DEMO_DESK)
        entry = {"what": "demo made", "seed": self._seed, "people": people}
        row = RecordEntry(
            at=self._now,
            act_id=self._act_id,
            act=Act.MAKE_DEMO,
            staff_id=None,
            role=Role.SYSTEM,
            entry=canonical(entry | {"actor": "Attend"}),
        )
        payload = canonical({"desk": DEMO_DESK, "everything": True})
        write_record(
            self._db, desk=DEMO_DESK, head=head, entries=[row], payload=payload, at=self._now
        )
