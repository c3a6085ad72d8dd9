"""The one place databases are opened: engines, pragmas, transactions, errors in our own kinds."""

from __future__ import annotations

import random
import sqlite3
import time
from collections import deque
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, exc, text
from sqlalchemy.engine import URL, make_url

from desktop.domain.errors import AppError, Conflict, Unavailable
from desktop.persistence.files import OpenFile, refuse_network_share, refuse_read_only
from desktop.persistence.passwords import ask_keyring
from desktop.persistence.prepared import run_by_driver

LONGEST_WAIT_SECONDS = 5.0
"""How long a write waits for its turn: for the file, or for a row of the server."""

CONNECT_TIMEOUT_SECONDS = 5
NO_ANSWER = "The database does not answer."
NO_RIGHTS = (
    "The server does not let this desk’s database person do that: they lack the right to it. "
    "Nothing was saved."
)
FORBIDDEN = "42501"
"""What PostgreSQL says of a right that is not there: insufficient_privilege."""

LINE_LIMITS = {
    "keepalives": 1,
    "keepalives_idle": 1,
    "keepalives_interval": 1,
    "keepalives_count": 3,
    "tcp_user_timeout": 4000,
}
"""A pulled cable says nothing: without these a desk would wait for hours. A server that is only
slow answers them all the same (its system does)."""


_DRIVER_ERRORS = (exc.DBAPIError, sqlite3.DatabaseError)
"""SQLAlchemy's, and SQLite's own where the driver is asked without it: BEGIN, pragmas, revision."""


@dataclass(frozen=True, slots=True)
class Database:
    """An open database; ``reading`` and ``writing`` are its only ways in.

    One connection is kept between them: opening one anew takes a tenth of an act's time.
    """

    engine: Engine
    file: OpenFile | None = None
    _free: deque[Connection] = field(default_factory=deque)

    @property
    def dialect(self) -> str:
        """Name the engine: sqlite or postgresql."""
        return self.engine.dialect.name

    def reading(self) -> AbstractContextManager[Connection]:
        """Open a connection for reads, in one transaction (one snapshot on SQLite).

        Who ends it by hand, to let a file go, runs a statement of SQLAlchemy's own in it first.
        """
        return self._using(writes=False)

    def writing(self) -> AbstractContextManager[Connection]:
        """Open a write transaction; it commits when the block ends, rolls back on any error.

        The block never ends it by hand: SQLAlchemy may not know that there is one.
        """
        return self._using(writes=True)

    def check_file(self) -> None:
        """Raise Unavailable where the file is gone or another one by now."""
        if self.file is not None:
            self.file.check()

    @contextmanager
    def _using(self, *, writes: bool) -> Iterator[Connection]:
        self.check_file()
        try:
            try:
                db = self._free.pop()  # another thread may have taken it
            except IndexError:
                db = self.engine.connect()
            try:
                self._begin(db, writes=writes)
                yield db
                self._commit(db)
            except BaseException:
                db.close()  # which rolls back
                raise
        except _DRIVER_ERRORS as error:  # as ``translated``, without a frame of its own
            raise _translate(error) from error
        if self._free:
            db.close()
        else:
            self._free.append(db)

    def _begin(self, db: Connection, *, writes: bool) -> None:
        connection: Any = db.connection.dbapi_connection
        if self.dialect == "postgresql":
            # At READ COMMITTED each statement has a snapshot of its own, in a transaction or not:
            # reads go without, which saves BEGIN and COMMIT their way to the server.
            connection.autocommit = not writes
        elif writes:
            # SQLite's own busy handler is unfair: it left one of two windows waiting 1.4 s. A
            # short random wait keeps 16 busy writers under 0.2 s.
            _execute_patiently(connection, "BEGIN IMMEDIATE")
        else:
            connection.execute("BEGIN")

    def _commit(self, db: Connection) -> None:
        # Reads end so too: on a rollback psycopg forgets what it prepared, and every read would
        # be planned anew. SQLAlchemy's own bookkeeping takes a thirtieth of an act.
        connection: Any = db.connection.dbapi_connection
        if self.dialect == "sqlite" and connection.in_transaction:
            run_by_driver(db, "COMMIT", ())
        if db.in_transaction():  # it has run statements of its own
            db.commit()

    def forget_connections(self) -> None:
        """Drop every connection; the next act or read opens its own."""
        while self._free:
            db = self._free.pop()
            with suppress(exc.DBAPIError):  # it is dead, most likely
                db.invalidate()
                db.close()
        self.engine.dispose()

    def close(self) -> None:
        """Close every connection."""
        while self._free:
            self._free.pop().close()
        self.engine.dispose()


def open_database(url: str) -> Database:
    """Open the database of that URL (``sqlite:///file``, ``postgresql://...`` or a file's path).

    Errors: Unavailable("url"), ("network") for a file on a network share, ("read_only").
    """
    address = read_url(url)
    if address.get_backend_name() != "sqlite":
        return Database(_postgresql_engine(address))
    file = OpenFile(Path(str(address.database)))
    refuse_network_share(file.path)
    refuse_read_only(file.path)
    return Database(_sqlite_engine(address, file), file)


_NO_DATABASE = (
    "Attend keeps its data in an SQLite file or in PostgreSQL, and this names neither. It looks "
    "like a file, or like postgresql://role@server/database."
)


def read_url(url: str) -> URL:
    """Return the URL with the driver we use; a plain path means an SQLite file.

    Errors: Unavailable("url") for what names no database.
    """
    if "://" not in url:
        return URL.create("sqlite", database=str(Path(url)))
    try:
        address = make_url(url)
    except (exc.ArgumentError, ValueError) as error:
        raise Unavailable("url", _NO_DATABASE) from error
    if address.get_backend_name() in ("postgresql", "postgres"):
        return address.set(drivername="postgresql+psycopg")
    if address.get_backend_name() == "sqlite":
        return address.set(drivername="sqlite")
    raise Unavailable("url", _NO_DATABASE)


def _sqlite_engine(address: URL, file: OpenFile) -> Engine:
    limits = {"timeout": 0, "check_same_thread": False}
    engine = create_engine(address, connect_args=limits, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def _on_connect(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves
        _execute_patiently(connection, "PRAGMA journal_mode=WAL")
        for pragma in (
            "synchronous=FULL",
            "foreign_keys=ON",
            "busy_timeout=0",
            "cache_size=-65536",
            "mmap_size=268435456",
            "temp_store=MEMORY",
        ):
            connection.execute(f"PRAGMA {pragma}")
        file.opened()

    @event.listens_for(engine, "begin")
    def _on_begin(db: Connection) -> None:
        connection: Any = db.connection.dbapi_connection
        if not connection.in_transaction:  # ours have begun
            connection.execute("BEGIN")

    return engine


def _execute_patiently(connection: sqlite3.Connection, statement: str) -> None:
    until = time.monotonic() + LONGEST_WAIT_SECONDS
    while True:
        try:
            connection.execute(statement)
            return
        except sqlite3.OperationalError as error:
            if not _is_locked(error) or time.monotonic() > until:
                raise
            time.sleep(random.uniform(0.0005, 0.002))


def _is_locked(error: BaseException) -> bool:
    return "locked" in str(error) or "busy" in str(error)


def _postgresql_engine(address: URL) -> Engine:
    wait = f"-c lock_timeout={int(LONGEST_WAIT_SECONDS * 1000)}"
    # Compiling a plan pays off for reports of minutes; a desk's reads take milliseconds.
    options = f"-c plan_cache_mode=force_generic_plan -c jit=off -c timezone=UTC {wait}"
    engine = create_engine(
        address,
        isolation_level="READ COMMITTED",
        hide_parameters=True,  # an error in a log names nobody
        connect_args={
            "connect_timeout": CONNECT_TIMEOUT_SECONDS,
            "options": options,
            "prepare_threshold": 1,
            "target_session_attrs": "read-write",
            "application_name": "attend",
            **LINE_LIMITS,
        },
    )

    ask_keyring(engine, address)

    @event.listens_for(engine, "connect")
    def _on_connect(connection: Any, _record: object) -> None:
        from psycopg.types.string import TextLoader

        connection.adapters.register_loader("uuid", TextLoader)

    event.listen(engine, "rollback", _roll_back_keeping_plans)
    return engine


def _roll_back_keeping_plans(db: Connection) -> None:
    # WORKAROUND psycopg's rollback() forgets every prepared statement, so that after a lost race
    # the next acts are planned anew (8 ms instead of 2). It does nothing once we have rolled back.
    # https://www.psycopg.org/psycopg3/docs/advanced/prepare.html
    if db.closed or db.invalidated:
        return
    server: Any = db.connection.driver_connection
    if server.pgconn.transaction_status in _IN_TRANSACTION:
        server.pgconn.exec_(b"ROLLBACK")


_IN_TRANSACTION = (2, 3)
"""libpq's PQTRANS_INTRANS and PQTRANS_INERROR."""


@contextmanager
def translated() -> Iterator[None]:
    """Turn driver errors into ours: Unavailable for the environment, Conflict for a guard."""
    try:
        yield
    except _DRIVER_ERRORS as error:
        raise _translate(error) from error


def _translate(error: Exception) -> Exception:
    if isinstance(error, exc.DBAPIError):
        return _our_error(error) or error
    return _unavailable(str(error)) or error


def _our_error(error: exc.DBAPIError) -> AppError | None:
    words = str(error.orig)
    if isinstance(error, exc.IntegrityError):
        for guard, said in _GUARD_WORDS.items():
            if guard in words:
                return Conflict("overlap", said, guard=guard)
        return None
    if "append-only" in words:
        return None
    if getattr(error.orig, "sqlstate", None) == FORBIDDEN:
        return Unavailable("rights", NO_RIGHTS)
    known = _unavailable(words)
    if known is not None:
        return known
    if error.connection_invalidated or _is_from_server(error):
        return Unavailable("connection", NO_ANSWER)
    return None


def _unavailable(words: str) -> Unavailable | None:
    for part, code, said in _UNAVAILABLE:
        if part in words:
            return Unavailable(code, said)
    return None


def _is_from_server(error: exc.DBAPIError) -> bool:
    # SQLite calls our own mistakes (a missing table) operational too; PostgreSQL does not.
    server = type(error.orig).__module__.startswith("psycopg")
    return server and isinstance(error, exc.OperationalError)


_WAITS = "They wait for this kind of visit already."
_OFFERED = "Another time is being offered to them already."
_GIVES_UP = "They wait for an earlier time than this visit already."
_GUARD_WORDS = {
    "one_session_per_clinician": "This clinician already has a session at that time.",
    "one_session_per_room": "This room already has a session at that time.",
    "uq_sessions_template_date": "Another desk has just made this session.",
    "slots_do_not_overlap": "Two slots of this session would overlap.",
    "uq_waiting_list_one": _WAITS,
    "waiting_list.patient_id, waiting_list.slot_type_id": _WAITS,
    "uq_offers_open": _OFFERED,
    "offers.wish_id": _OFFERED,
    "uq_waiting_list_visit": _GIVES_UP,
    "waiting_list.appointment_id": _GIVES_UP,
}
_BUSY = "Another program keeps the database busy. Nothing was saved."
_FULL = "The disk is full. Nothing was saved; make room and try again."
_DISK = "The disk can’t be written: it is full, or it fails. Nothing was saved."
_DAMAGED = "The database file is damaged. Close Attend and restore the last copy: attend restore."
_UNAVAILABLE = (
    ("locked", "locked", _BUSY),
    ("lock timeout", "locked", _BUSY),
    ("disk is full", "full", _FULL),
    ("No space left on device", "full", _FULL),
    ("disk I/O error", "disk", _DISK),
    ("readonly", "read_only", "The database file can’t be written. Nothing was saved."),
    ("read-only", "read_only", "The server lets nobody write just now. Nothing was saved."),
    ("unable to open", "missing", "The database file can’t be opened."),
    ("not a database", "damaged", "This file is no practice of Attend’s, or it is damaged."),
    ("malformed", "damaged", _DAMAGED),
)


def data_version(db: Connection) -> int:
    """Return SQLite's counter of other connections' commits."""
    return int(db.execute(text("PRAGMA data_version")).scalar_one())
