"""day.load.*: a day of 500 visits with names, read and laid out for the view."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from datetime import date

import psycopg

from desktop.operations.desk import open_desk
from desktop.operations.reads import read_day
from tests.bench.big_practice import lay_full_day
from tests.bench.databases import Databases
from tests.bench.measure import Budget, Row, time_in_turns

COUNT = 200
BUDGETS = {"sqlite": Budget(p95=3), "postgresql": Budget(p95=5)}
VISITS = (
    "SELECT a.id, a.version, a.patient_id, a.state, a.start_at, a.end_at, a.slot_type_id, "
    "a.channel, a.reason, a.arrived_at, a.sent_in_at, a.done_at, a.session_id, p.preferred_name, "
    "p.given_names, p.family_name FROM appointments a JOIN patients p ON p.id = a.patient_id "
    "WHERE a.on_date = "
)
SLOTS = (
    "SELECT s.id, s.session_id, s.slot_type_id, s.start_at, s.end_at, s.state, s.version, "
    "s.capacity, s.release_at, s.is_extra, s.block_reason, t.bookable, p.seat, p.appointment_id, "
    "p.hold_id FROM sessions e JOIN slots s ON s.session_id = e.id "
    "JOIN places p ON p.slot_id = s.id JOIN slot_types t ON t.id = s.slot_type_id "
    "WHERE e.on_date = "
)


def measure_day_load(databases: Databases, engine: str) -> Iterator[Row]:
    """Measure Desk.read(read_day) by turns with the bare rows it is made of."""
    url = databases.empty(engine)
    on_date = lay_full_day(url)
    desk = open_desk(url, desk_name="Bench")
    day = desk.read(read_day, on_date=on_date)
    visits = sum(
        len(cell.visits)
        for column in day.columns
        for session in column.sessions
        for cell in session.cells
    )
    ask, close = _bare(engine, url, on_date)
    ours, bare = time_in_turns(lambda _n: desk.read(read_day, on_date=on_date), ask, COUNT)
    close()
    desk.close()
    note = f"{visits} visits of as many people; bare: the same rows as the driver gives them"
    yield Row(f"day.load.{engine}", ours, bare, BUDGETS[engine], note, is_right=visits == 500)


def _bare(
    engine: str, url: str, on_date: date
) -> tuple[Callable[[int], object], Callable[[], None]]:
    if engine == "sqlite":
        file = sqlite3.connect(url.removeprefix("sqlite:///"))
        on = on_date.isoformat()
        return (
            lambda _n: [file.execute(f"{one} ?", (on,)).fetchall() for one in (VISITS, SLOTS)]
        ), file.close
    server = psycopg.connect(url, autocommit=True)
    server.prepare_threshold = 1
    return (
        lambda _n: [server.execute(f"{one} %s", (on_date,)).fetchall() for one in (VISITS, SLOTS)]
    ), server.close
