"""feed.*: from the end of an act at one desk until another desk's feed has handed it on."""

from __future__ import annotations

import queue
import sqlite3
import time
from collections.abc import Iterator
from random import Random

import psycopg

from desktop.domain.permissions import Role
from desktop.operations.booking import book_appointment
from desktop.operations.desk import open_desk
from desktop.operations.feed import Feed
from desktop.operations.work import Actor
from desktop.persistence.feed import POLL_SECONDS
from tests.bench.databases import Databases
from tests.bench.measure import Budget, Figures, Row
from tests.race.scene import lay_scene

COUNT = 200
BUDGETS = {"sqlite": Budget(p95=500), "postgresql": Budget(p95=5)}


def measure_feed(databases: Databases, engine: str) -> Iterator[Row]:
    """Book again and again; measure until the change arrives through the feed."""
    url = databases.empty(engine)
    scene = lay_scene(url, slot_count=COUNT + 5, people=COUNT + 5)
    desk = open_desk(url, actor=Actor("Bench", Role.MANAGER), desk_name="Bench")
    heard: queue.Queue[float] = queue.Queue()
    feed = Feed(
        url,
        window="another",
        on_changes=lambda _changes, _desk: heard.put(time.perf_counter()),
        on_live=lambda _live, _why: None,
    )
    feed.wait_until_following(10)
    took, moments = [], Random(1)
    for slot, patient in zip(scene.slot_ids, scene.patient_ids, strict=True):
        time.sleep(moments.uniform(0, POLL_SECONDS))  # at any moment of the feed's interval
        desk.act(book_appointment, patient_id=patient, slot_ids=(slot,))
        committed = time.perf_counter()
        took.append(max(0.0, heard.get(timeout=10) - committed) * 1000)
    feed.close()
    desk.close()
    bare = _bare_notify(url) if engine == "postgresql" else _bare_poll(url)
    how = (
        "LISTEN and NOTIFY alone" if engine == "postgresql" else "PRAGMA data_version at that pace"
    )
    note = f"commit to the other feed's call; bare: {how}"
    yield Row(f"feed.{engine}", Figures(tuple(took[5:])), bare, BUDGETS[engine], note)


def _bare_notify(url: str) -> Figures:
    took = []
    with (
        psycopg.connect(url, autocommit=True) as listener,
        psycopg.connect(url, autocommit=True) as teller,
    ):
        listener.execute("LISTEN bare")
        for _ in range(COUNT):
            began = time.perf_counter()
            teller.execute("SELECT pg_notify('bare', '{}')")
            for _notice in listener.notifies(timeout=5, stop_after=1):
                took.append((time.perf_counter() - began) * 1000)
    return Figures(tuple(took))


def _bare_poll(url: str) -> Figures:
    """Look at SQLite's counter as seldom as our feed does, at its own moments of the interval."""
    file = url.removeprefix("sqlite:///")
    reader = sqlite3.connect(file)
    writer = sqlite3.connect(file, isolation_level=None)
    writer.execute("CREATE TABLE IF NOT EXISTS bare (n INTEGER)")
    took = []
    for number in range(20):
        before = reader.execute("PRAGMA data_version").fetchone()
        writer.execute("INSERT INTO bare VALUES (?)", (number,))
        began = time.perf_counter()
        time.sleep(POLL_SECONDS * (number + 0.5) / 20)
        assert reader.execute("PRAGMA data_version").fetchone() != before
        took.append((time.perf_counter() - began) * 1000)
    reader.close()
    writer.close()
    return Figures(tuple(took))
