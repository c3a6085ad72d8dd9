"""``attend check``: every invariant that lives in the data, looked at row by row."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection

from desktop.domain.errors import NotFound, Unavailable
from desktop.domain.needs import OutOfStep
from desktop.operations.visit_needs import find_out_of_step
from desktop.operations.work import Reading
from desktop.persistence.checks import (
    ORPHANS,
    PLACES,
    SESSIONS,
    SLOTS,
    VISITS,
    FoundByProgram,
    Rule,
    Violation,
    find_by_rules,
    find_guard_faults,
    find_orphans,
    find_wrong_extras,
)
from desktop.persistence.checks_needs import NEEDS
from desktop.persistence.checks_rebooking import CLOSING_SESSIONS, CLOSING_SLOTS, REBOOKING
from desktop.persistence.checks_record import RecordRule, find_record_faults
from desktop.persistence.checks_templates import ORIGINS, TemplateRule, find_untraceable
from desktop.persistence.checks_times import (
    TIMES,
    TimesRule,
    find_misshapen,
    find_wrong_dates,
)
from desktop.persistence.checks_together import TOGETHER
from desktop.persistence.checks_visits import PlacesRule, find_wrong_places
from desktop.persistence.checks_waiting import WAITING
from desktop.persistence.engine import open_database, read_url
from desktop.persistence.migrate import check_revision, current_revision
from desktop.persistence.settings import find_practice, read_setting


@dataclass(frozen=True, slots=True)
class Checked:
    """One invariant and what breaks it."""

    invariant: str
    violations: tuple[Violation, ...]


@dataclass(frozen=True, slots=True)
class _Asked:
    db: Connection
    now: datetime
    zone: str


def _needs_out_of_step(asked: _Asked) -> Iterable[Violation]:
    reading = Reading(asked.db, asked.now, asked.zone)
    for appointment_id, rule, kind in find_out_of_step(reading):
        yield Violation(rule, "appointments", appointment_id, f"{rule}: {kind}")


_Finder = Callable[[_Asked], Iterable[Violation]]


@dataclass(frozen=True, slots=True)
class _Row:
    """One row of the check: rules in SQL, and what the program looks through by rules of its own.

    Shape: ``kinds`` has every rule that the finders tell of.
    """

    rules: tuple[Rule, ...] = ()
    kinds: tuple[str, ...] = ()
    finders: tuple[_Finder, ...] = ()

    def find(self, asked: _Asked) -> Iterator[Violation]:
        yield from find_by_rules(asked.db, self.rules, asked.now)
        for finder in self.finders:
            yield from finder(asked)


_ROWS: dict[str, _Row] = {
    "places": _Row(PLACES),
    "slots": _Row(
        (*SLOTS, *CLOSING_SLOTS),
        (FoundByProgram.EXTRA,),
        (lambda asked: find_wrong_extras(asked.db),),
    ),
    "sessions": _Row(
        (*SESSIONS, *ORIGINS, *CLOSING_SESSIONS),
        tuple(TemplateRule),
        (lambda asked: find_untraceable(asked.db),),
    ),
    "visits": _Row(
        (*VISITS, *TOGETHER),
        tuple(PlacesRule),
        (lambda asked: find_wrong_places(asked.db, asked.now),),
    ),
    "needs": _Row(NEEDS, tuple(OutOfStep), (_needs_out_of_step,)),
    "rebooking": _Row(REBOOKING),
    "waiting": _Row(WAITING),
    "record": _Row((), tuple(RecordRule), (lambda asked: find_record_faults(asked.db),)),
    "guards": _Row(
        (),
        (FoundByProgram.MISSING, FoundByProgram.CHANGED, FoundByProgram.ROLE),
        (lambda asked: find_guard_faults(asked.db),),
    ),
    "times": _Row(
        TIMES,
        tuple(TimesRule),
        (
            lambda asked: find_misshapen(asked.db),
            lambda asked: find_wrong_dates(asked.db, asked.zone),
        ),
    ),
    "orphans": _Row(ORPHANS, (FoundByProgram.DANGLING,), (lambda asked: find_orphans(asked.db),)),
}

RULES: dict[str, tuple[str, ...]] = {
    name: (*(one.name for one in row.rules), *row.kinds) for name, row in _ROWS.items()
}
"""The rules of every row, by name: a test plants a fault against each."""

INVARIANTS = tuple(_ROWS)
"""The names of the rows, which are for ever."""


def check_database(
    url: str,
    *,
    now: datetime | None = None,
    on_row: Callable[[str], None] = lambda _name: None,
) -> tuple[Checked, ...]:
    """Check every invariant; ``on_row`` is told before each.

    ``now`` parts visits to come from those gone by: the demo's clock in a demo, else this
    computer's.
    Errors: Unavailable for a database of another schema; NotFound for one without a practice.
    """
    database = open_database(url)
    try:
        with database.reading() as db:
            if not check_revision(db):
                raise Unavailable("older", _older_words(url, empty=current_revision(db) is None))
            return check_open(db, now=now, on_row=on_row)
    finally:
        database.close()


def check_open(
    db: Connection,
    *,
    now: datetime | None = None,
    on_row: Callable[[str], None] = lambda _name: None,
) -> tuple[Checked, ...]:
    """Check every invariant over one open connection, by the database's own practice and clock.

    Errors: NotFound("practice").
    """
    practice = find_practice(db)
    if practice is None:
        raise NotFound("practice", "")
    return check_rows(db, now=now or _clock(db), zone=practice.zone, on_row=on_row)


def check_rows(
    db: Connection,
    *,
    now: datetime,
    zone: str,
    on_row: Callable[[str], None] = lambda _name: None,
    only: Collection[str] = INVARIANTS,
) -> tuple[Checked, ...]:
    """Check the invariants over one open connection; ``only`` these rows."""
    asked = _Asked(db, now, zone)
    checked = []
    for name in only:
        on_row(name)
        checked.append(Checked(name, tuple(_ROWS[name].find(asked))))
    return tuple(checked)


def _older_words(url: str, *, empty: bool) -> str:
    shown = read_url(url).render_as_string(hide_password=True)
    name = shown.removeprefix("sqlite:///").replace("+psycopg", "", 1)
    if empty:
        return f"There is no practice in {name}. Run attend upgrade first."
    return f"{name} is older than this Attend. Run attend upgrade first."


def _clock(db: Connection) -> datetime:
    demo = read_setting(db, "demo.today")
    return datetime.fromisoformat(str(demo)) if demo else datetime.now(UTC)
