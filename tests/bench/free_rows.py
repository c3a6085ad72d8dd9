"""free.*: first free times, a month of them, the month's heat map; also at ten times the slots."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from datetime import timedelta

from desktop.domain.booking import FreeRequest
from desktop.operations.desk import Desk, open_desk
from desktop.operations.reads import count_free_by_day, find_free_times
from desktop.persistence.base import instant_text
from tests.bench.big_practice import BigPractice, lay_year, read_big_practice, start_of
from tests.bench.databases import Databases, keep
from tests.bench.measure import Budget, Figures, Row, time_in_turns

COUNT = 300
FIRST = (
    "SELECT slot_id, start_at, clinician_id FROM places WHERE appointment_id IS NULL "
    "AND slot_type_id = ? AND start_at >= ? ORDER BY start_at, slot_id LIMIT 10"
)
MONTH = (
    "SELECT slot_id, start_at, clinician_id FROM places WHERE appointment_id IS NULL "
    "AND slot_type_id = ? AND start_at >= ? AND start_at < ? ORDER BY start_at, slot_id"
)
HEATMAP = (
    "SELECT substr(start_at, 1, 10), clinician_id, count(*) FROM places "
    "WHERE appointment_id IS NULL AND slot_type_id = ? AND start_at >= ? AND start_at < ? "
    "GROUP BY 1, 2"
)


def measure_free(databases: Databases) -> Iterator[Row]:
    """Measure on SQLite, at 20 and at 200 clinicians."""
    yield from _measure(kept_year(1), "")
    yield from _measure(kept_year(10), "10")


def kept_year(times: int) -> BigPractice:
    """Return a practice with a year of sessions, of 20 clinicians or so many times as many."""

    def fill(url: str) -> None:
        Databases.migrate(url)
        lay_year(url, times=times)

    file = keep(f"year-{times}x", fill, "tests/bench/big_practice.py", "tests/race/scene.py")
    return read_big_practice(f"sqlite:///{file}")


def _measure(practice: BigPractice, suffix: str) -> Iterator[Row]:
    now = start_of(practice.first_on)
    desk = open_desk(practice.url, clock=lambda: now, desk_name="Bench")
    bare = sqlite3.connect(practice.url.removeprefix("sqlite:///"))
    bare.execute("PRAGMA cache_size=-65536")
    until = practice.first_on + timedelta(days=30)
    since, end = instant_text(now), instant_text(start_of(until))
    first = FreeRequest(from_on=practice.first_on, slot_type_id=practice.kind)
    month = FreeRequest(
        from_on=practice.first_on, slot_type_id=practice.kind, until_on=until, limit=10_000
    )

    def ask(statement: str, *values: object) -> Callable[[int], object]:
        return lambda _n: bare.execute(statement, values).fetchall()

    works = (
        ("free.first", 1.0, _find(desk, first), ask(FIRST, practice.kind, since), 1),
        ("free.month", 5.0, _find(desk, month), ask(MONTH, practice.kind, since, end), 4),
        ("free.heatmap", 5.0, _count(desk, month), ask(HEATMAP, practice.kind, since, end), 4),
    )
    for name, budget, ours, baseline, fewer in works[: 1 if suffix else None]:
        figures: tuple[Figures, Figures] = time_in_turns(ours, baseline, COUNT // fewer)
        note = f"SQLite, {20 * int(suffix or 1)} clinicians x 12 months, 94 of 100 slots taken"
        yield Row(f"{name}{suffix}", figures[0], figures[1], Budget(p95=budget), note)
    bare.close()
    desk.close()


def _find(desk: Desk, request: FreeRequest) -> Callable[[int], object]:
    return lambda _n: desk.read(find_free_times, request=request)


def _count(desk: Desk, request: FreeRequest) -> Callable[[int], object]:
    return lambda _n: desk.read(count_free_by_day, request=request)
