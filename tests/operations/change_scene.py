"""What tests of changes to a living diary look at and do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from desktop.domain.impact import Choice, Impact, Way
from desktop.operations.checks import check_rows
from desktop.operations.outcome import Outcome
from desktop.operations.rebooking import (
    list_rebookings,
    rebook_visit,
)
from desktop.operations.session_changes import Applied, change_sessions
from desktop.persistence.tables import (
    sessions,
    slots,
)
from tests.operations.change_cases import all_rebooked, changing
from tests.operations.conftest import SmallPractice


def rows(practice: SmallPractice, table: Any, **where: Any) -> list[dict[str, Any]]:
    query = select(table).where(*(table.c[name] == value for name, value in where.items()))
    order = [table.c[name] for name in ("start_at", "id") if name in table.c]
    with practice.desk.database.reading() as db:
        return [dict(row) for row in db.execute(query.order_by(*order)).mappings()]


def states(practice: SmallPractice) -> list[str]:
    """Return the states of the session's slots in order of time."""
    return [row["state"].value for row in rows(practice, slots, session_id=practice.session)]


def session_row(practice: SmallPractice) -> dict[str, Any]:
    return rows(practice, sessions, id=practice.session)[0]


def assert_whole(practice: SmallPractice) -> None:
    """Every invariant holds; the people of this practice are in no search."""
    with practice.desk.database.reading() as db:
        found = check_rows(db, now=practice.clock(), zone="Europe/London")
    broken = [one for one in found if one.violations and one.invariant != "orphans"]
    assert broken == []


def do(practice: SmallPractice, change: Any, choose: Any = all_rebooked, **more: Any) -> Applied:
    done: Outcome[Applied] = practice.desk.act(
        change_sessions, **changing(practice, change, choose, **more)
    )
    assert_whole(practice)
    return done.value


def kept(impact: Impact) -> tuple[Choice, ...]:
    return tuple(Choice(one.visit.id, one.visit.version, Way.KEEP) for one in impact.visits)


def take(practice: SmallPractice, number: int = 0, **more: Any) -> Any:
    one = practice.desk.read(list_rebookings)[number]
    return practice.desk.act(rebook_visit, rebooking_id=one.id, version=one.version, **more)


def free_slots(practice: SmallPractice, on_date: Any) -> Sequence[Any]:
    [session] = rows(practice, sessions, on_date=on_date, clinician_id=practice.doctor)
    return [one["id"] for one in rows(practice, slots, session_id=session["id"])]
