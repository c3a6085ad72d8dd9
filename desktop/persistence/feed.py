"""What other desks did, as it happens: SQLite's ``changes`` table, PostgreSQL's NOTIFY."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, exc, select, text
from sqlalchemy.engine import URL

from desktop.domain.errors import AppError, Unavailable
from desktop.persistence.engine import (
    LINE_LIMITS,
    NO_ANSWER,
    Database,
    data_version,
    open_database,
    read_url,
)
from desktop.persistence.passwords import connect
from desktop.persistence.record import FEED_CHANNEL
from desktop.persistence.schema import UPGRADED, refuse_upgraded
from desktop.persistence.tables.machinery import changes

POLL_SECONDS = 0.1
"""How often SQLite's counter is looked at: 0.2 % of a core, a change is seen after 48 ms."""
NOTIFY_WAIT_SECONDS = 0.5
LONGEST_RETRY_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class News:
    """One piece of news: a payload, or that everything may have changed, or the connection's state.

    ``live`` is False while there is no connection, ``lost`` says why; ``begins`` says that from now
    on no change is missed.
    """

    payload: str | None = None
    everything: bool = False
    live: bool = True
    begins: bool = False
    lost: Unavailable | None = None


def watch(url: str, stop: threading.Event) -> Iterator[News]:
    """Yield news until ``stop`` is set; survives lost connections and says so."""
    if read_url(url).get_backend_name() == "sqlite":
        yield from _watch_sqlite(url, stop)
    else:
        yield from _watch_postgresql(url, stop)


# The number of the last change ever made, kept by SQLite also when every row has been tidied away.
_LAST = text("SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'changes'")
_SINCE = (
    select(changes.c.seq, changes.c.payload)
    .where(changes.c.seq > bindparam("seen"))
    .order_by(changes.c.seq)
)


def _watch_sqlite(url: str, stop: threading.Event) -> Iterator[News]:
    retry, live, first = POLL_SECONDS, True, True
    while not stop.is_set():
        database = open_database(url)
        try:
            with database.reading() as db:
                for news in _poll_sqlite(database, db, stop):
                    # What happened before the first look is in no view that may be open.
                    yield News(everything=True) if news.begins and not first else news
                    retry, live, first = POLL_SECONDS, True, False
        except (AppError, exc.DBAPIError, sqlite3.Error) as error:
            first = False
            if live:
                live = False
                yield News(live=False, lost=_why_lost(error))
            stop.wait(retry)
            retry = min(retry * 2, LONGEST_RETRY_SECONDS)
        finally:
            database.close()


def _why_lost(error: Exception) -> Unavailable:
    return error if isinstance(error, Unavailable) else Unavailable("connection", NO_ANSWER)


def _poll_sqlite(database: Database, db: Connection, stop: threading.Event) -> Iterator[News]:
    # The counter before the number: a change between the two is then looked at once too often,
    # never once too seldom.
    version = data_version(db)
    db.rollback()
    refuse_upgraded(db.connection.dbapi_connection)
    seen = int(db.execute(_LAST).scalar_one())
    db.rollback()
    yield News(begins=True)
    while not stop.wait(POLL_SECONDS):
        database.check_file()
        now = data_version(db)
        db.rollback()  # an open read would hold the file's write-ahead log back
        if now == version:
            continue
        version = now
        refuse_upgraded(db.connection.dbapi_connection)
        rows = db.execute(_SINCE, {"seen": seen}).all()
        last = int(db.execute(_LAST).scalar_one())
        db.rollback()
        if len(rows) < last - seen:
            yield News(everything=True)  # we slept, and what we missed has been tidied away
        else:
            for row in rows:
                yield News(row.payload)
        seen = last


def _watch_postgresql(url: str, stop: threading.Event) -> Iterator[News]:
    import psycopg

    address = read_url(url).set(drivername="postgresql")
    retry, live, first = 0.1, True, True
    while not stop.is_set():
        try:
            with _connect(psycopg, address) as connection:
                connection.execute(f"LISTEN {FEED_CHANNEL}")
                refuse_upgraded(connection)
                # LISTEN first, then every open view reloads: nothing relies on numbers that are
                # read out of commit order.
                yield News(begins=True) if first else News(everything=True)
                retry, live, first = 0.1, True, False
                while not stop.is_set():
                    heard = ""
                    for notice in connection.notifies(timeout=NOTIFY_WAIT_SECONDS):
                        heard = notice.payload
                        if stop.is_set() or heard == UPGRADED:
                            break
                        yield News(heard)
                    if heard == UPGRADED:  # nothing can be asked while it listens
                        refuse_upgraded(connection)
                        yield News(everything=True)  # what came along with it was not heard
        except (AppError, psycopg.Error) as error:
            first = False
            if live:
                live = False
                yield News(live=False, lost=_why_lost(error))
            stop.wait(retry)
            retry = min(retry * 2, LONGEST_RETRY_SECONDS)


def _connect(psycopg: Any, address: URL) -> Any:
    named = {
        "autocommit": True,
        "connect_timeout": 5,
        "application_name": "attend feed",
        "target_session_attrs": "read-write",
        **LINE_LIMITS,
    }
    server = address.render_as_string(hide_password=False)
    return connect(lambda **more: psycopg.connect(server, **named, **more), address)


def delete_old_changes(db: Connection, before: datetime) -> None:
    """Delete what every reader has long seen; a reader that was asleep reloads everything."""
    db.execute(delete(changes).where(changes.c.at < before))
