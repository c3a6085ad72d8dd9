"""month.view.*: a month of 12 clinicians counted by day and kind, read and made into values."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from datetime import date

import psycopg

from desktop.domain.month import first_of_month, months_on, weeks_of_month
from desktop.operations.desk import open_desk
from desktop.operations.month import read_month
from tests.bench.big_practice import lay_twelve_clinicians, start_of
from tests.bench.databases import Databases
from tests.bench.measure import Budget, Row, time_in_turns

COUNT = 100
BARE = (
    "SELECT e.on_date, s.slot_type_id, count(*), count(p.appointment_id) FROM sessions e "
    "JOIN slots s ON s.session_id = e.id JOIN places p ON p.slot_id = s.id "
    "WHERE e.on_date >= {0} AND e.on_date <= {0} GROUP BY 1, 2"
)


def measure_month(databases: Databases, engine: str) -> Iterator[Row]:
    """Measure Desk.read(read_month) month by month, by turns with a bare GROUP BY."""
    url = databases.empty(engine)
    practice = lay_twelve_clinicians(url)
    now = start_of(practice.first_on)
    desk = open_desk(url, clock=lambda: now, desk_name="Bench")
    first = months_on(first_of_month(practice.first_on), 1)
    months = [months_on(first, number) for number in range(9)]
    month = desk.read(read_month, on_date=first)
    counted = sum(one.capacity for one in month.own_days)
    bare, close = _bare(engine, url, months)
    figures = time_in_turns(
        lambda n: desk.read(read_month, on_date=months[n % len(months)]), bare, COUNT
    )
    close()
    desk.close()
    note = f"12 clinicians, {counted:,} places in the first month; bare: the counts alone by SQL"
    right = counted > 4_500
    yield Row(f"month.view.{engine}", *figures, Budget(p95=100), note, is_right=right)


def _bare(
    engine: str, url: str, months: list[date]
) -> tuple[Callable[[int], object], Callable[[], None]]:
    weeks = [weeks_of_month(one) for one in months]
    if engine == "sqlite":
        file = sqlite3.connect(url.removeprefix("sqlite:///"))
        dates = [tuple(on.isoformat() for on in one) for one in weeks]
        query = BARE.format("?")
        return lambda n: file.execute(query, dates[n % len(dates)]).fetchall(), file.close
    server = psycopg.connect(url, autocommit=True)
    server.prepare_threshold = 1
    query = BARE.format("%s")
    return lambda n: server.execute(query, weeks[n % len(weeks)]).fetchall(), server.close
