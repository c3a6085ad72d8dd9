"""What other desks did, as it happens: SQLite's ``changes`` table, PostgreSQL's NOTIFY."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, select

from desktop.domain.errors import AppError
from desktop.persistence.engine import data_version, open_database, read_url
from desktop.persistence.record import FEED_CHANNEL
from desktop.persistence.tables.machinery import changes

POLL_SECONDS = 0.1
"""How often SQLite's counter is looked at: 0.2 % of a core, a change is seen after 48 ms."""
NOTIFY_WAIT_SECONDS = 0.5
LONGEST_RETRY_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class News:
    """One piece of news: a payload, or that everything may have changed, or the connection's state.

    ``live`` is False while there is no connection.
    """

    payload: str | None = None
    everything: bool = False
    live: bool = True


def watch(url: str, stop: threading.Event) -> Iterator[News]:
    """Yield news until ``stop`` is set; survives lost connections and says so."""
    if read_url(url).get_backend_name() == "sqlite":
        yield from _watch_sqlite(url, stop)
    else:
        yield from _watch_postgresql(url, stop)


_LAST = select(func.coalesce(func.max(changes.c.seq), 0))
_FIRST = select(func.min(changes.c.seq))
_SINCE = (
    select(changes.c.seq, changes.c.payload)
    .where(changes.c.seq > bindparam("seen"))
    .order_by(changes.c.seq)
)


def _watch_sqlite(url: str, stop: threading.Event) -> Iterator[News]:
    retry, live = POLL_SECONDS, True
    while not stop.is_set():
        database = open_database(url)
        try:
            with database.reading() as db:
                if not live:
                    yield News(everything=True)
                retry, live = POLL_SECONDS, True
                yield from _poll_sqlite(db, stop)
        except AppError:
            if live:
                live = False
                yield News(live=False)
            stop.wait(retry)
            retry = min(retry * 2, LONGEST_RETRY_SECONDS)
        finally:
            database.close()


def _poll_sqlite(db: Connection, stop: threading.Event) -> Iterator[News]:
    seen = int(db.execute(_LAST).scalar_one())
    db.rollback()
    version = data_version(db)
    db.rollback()
    while not stop.wait(POLL_SECONDS):
        now = data_version(db)
        db.rollback()  # an open read would hold the file's write-ahead log back
        if now == version:
            continue
        version = now
        first = db.execute(_FIRST).scalar_one_or_none()
        rows = db.execute(_SINCE, {"seen": seen}).all()
        db.rollback()
        if first is not None and first > seen + 1:
            yield News(everything=True)
        else:
            for row in rows:
                yield News(row.payload)
        if rows:
            seen = int(rows[-1].seq)


def _watch_postgresql(url: str, stop: threading.Event) -> Iterator[News]:
    import psycopg

    address = read_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    retry, live, first = 0.1, True, True
    while not stop.is_set():
        try:
            with _connect(psycopg, address) as connection:
                connection.execute(f"LISTEN {FEED_CHANNEL}")
                # LISTEN first, then every open view reloads: nothing relies on numbers that are
                # read out of commit order.
                if not first:
                    yield News(everything=True)
                retry, live, first = 0.1, True, False
                while not stop.is_set():
                    for notice in connection.notifies(timeout=NOTIFY_WAIT_SECONDS):
                        yield News(notice.payload)
                        if stop.is_set():
                            break
        except psycopg.OperationalError:
            first = False
            if live:
                live = False
                yield News(live=False)
            stop.wait(retry)
            retry = min(retry * 2, LONGEST_RETRY_SECONDS)


def _connect(psycopg: Any, address: str) -> Any:
    return psycopg.connect(
        address,
        autocommit=True,
        connect_timeout=5,
        application_name="attend feed",
        target_session_attrs="read-write",
    )


def delete_old_changes(db: Connection, before: datetime) -> None:
    """Delete what every reader has long seen; a reader that was asleep reloads everything."""
    db.execute(delete(changes).where(changes.c.at < before))
