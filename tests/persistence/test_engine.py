"""Opening databases: what a connection promises, whose errors are told how, waiting for a turn."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Connection, exc, text

from desktop.domain.errors import Unavailable
from desktop.persistence import engine
from desktop.persistence.engine import Database, open_database, read_url
from desktop.persistence.prepared import run_by_driver

ON_SQLITE = pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)
ON_POSTGRESQL = pytest.mark.parametrize("engine_url", ["postgresql"], indirect=True)
NOTE = "INSERT INTO settings VALUES ('test', '1', 1)"


@pytest.fixture
def database(engine_url: str) -> Iterator[Database]:
    """Return a migrated database of each engine, open."""
    opened = open_database(engine_url)
    assert engine_url.startswith(opened.dialect)
    yield opened
    opened.close()


def lose_connection(database: Database, url: str) -> None:
    """End the server's side of the pooled connection, as a server that is stopped does."""
    with database.reading() as db:
        own = db.execute(text("SELECT pg_backend_pid()")).scalar_one()
    with psycopg.connect(url, autocommit=True) as server:
        server.execute("SELECT pg_terminate_backend(%s)", (own,))


def _write_and_fail(db: Connection) -> None:
    db.execute(text(NOTE))
    raise ZeroDivisionError


def _settings(database: Database) -> list[str]:
    with database.reading() as db:
        return [row.key for row in db.execute(text("SELECT key FROM settings"))]


@ON_SQLITE
@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),  # FULL: a commit waits for the disk
        ("foreign_keys", 1),
        ("busy_timeout", 0),  # we wait ourselves, and fairly
    ],
)
def test_every_connection_to_a_file_is_set_up(
    database: Database, pragma: str, value: object
) -> None:
    for way in (database.reading, database.writing):
        with way() as db:
            assert db.exec_driver_sql(f"PRAGMA {pragma}").scalar_one() == value


@ON_POSTGRESQL
@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("transaction_isolation", "read committed"),
        ("plan_cache_mode", "force_generic_plan"),
        ("TimeZone", "UTC"),
        ("synchronous_commit", "on"),
        ("application_name", "attend"),
    ],
)
def test_every_connection_to_a_server_is_set_up(
    database: Database, setting: str, value: str
) -> None:
    with database.reading() as db:
        assert db.exec_driver_sql(f"SHOW {setting}").scalar_one() == value


@ON_POSTGRESQL
@pytest.mark.durable
def test_a_practices_server_waits_for_the_disk(database: Database) -> None:
    with database.reading() as db:
        assert db.exec_driver_sql("SHOW fsync").scalar_one() == "on"


def test_a_write_is_all_or_nothing(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.writing() as db:
        _write_and_fail(db)
    assert "test" not in _settings(database)
    with database.writing() as db:
        db.execute(text(NOTE))
    assert "test" in _settings(database)


def test_a_read_sees_one_moment_even_while_others_write(database: Database) -> None:
    with database.reading() as db:
        count = text("SELECT count(*) FROM settings")
        before = db.execute(count).scalar_one()
        with database.writing() as other:
            other.execute(text(NOTE))
        after = db.execute(count).scalar_one()
    # One snapshot on SQLite; on a server each statement sees what is committed.
    assert after == (before if database.dialect == "sqlite" else before + 1)


@ON_SQLITE
def test_a_second_writer_waits_for_its_turn(database: Database, engine_url: str) -> None:
    inside, done = threading.Event(), threading.Event()

    def write_second() -> None:
        other = open_database(engine_url)
        inside.wait()
        with other.writing() as db:
            db.execute(text("INSERT INTO settings VALUES ('second', '1', 1)"))
        other.close()
        done.set()

    thread = threading.Thread(target=write_second)
    thread.start()
    with database.writing() as db:
        db.execute(text(NOTE))
        inside.set()
        assert not done.wait(0.2), "it did not wait"
    thread.join(20)
    assert set(_settings(database)) >= {"test", "second"}


@ON_SQLITE
def test_a_writer_that_waits_too_long_is_told_so(
    database: Database, engine_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "LONGEST_WAIT_SECONDS", 0.2)
    other = open_database(engine_url)
    with database.writing() as db:
        db.execute(text(NOTE))
        began = time.monotonic()
        with pytest.raises(Unavailable) as caught, other.writing() as second:
            second.execute(text(NOTE))
        assert time.monotonic() - began >= 0.2
    other.close()
    assert caught.value.code == "locked"
    assert str(caught.value).startswith("Another program keeps the database busy.")


@ON_SQLITE
def test_a_write_in_a_read_only_file_is_told_so(database: Database) -> None:
    with database.writing() as db:
        db.exec_driver_sql("PRAGMA query_only=ON")
    with pytest.raises(Unavailable) as caught, database.writing() as db:
        db.execute(text(NOTE))
    assert caught.value.code == "read_only"


def test_a_folder_that_is_not_there_is_told_so(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'nowhere' / 'practice.db'}")
    with pytest.raises(Unavailable) as caught, database.reading():
        pass
    assert caught.value.code == "missing"


@ON_POSTGRESQL
def test_a_server_that_went_away_is_told_so_and_found_again(
    database: Database, engine_url: str
) -> None:
    lose_connection(database, engine_url)
    with pytest.raises(Unavailable) as caught, database.reading() as db:
        db.execute(text("SELECT 1"))
    assert caught.value.code == "connection"
    assert _settings(database) is not None


def test_no_server_at_all_is_told_so() -> None:
    database = open_database("postgresql://postgres@127.0.0.1:1/practice")
    with pytest.raises(Unavailable) as caught, database.reading():
        pass
    assert caught.value.code == "connection"


def test_a_mistake_of_our_own_stays_what_it_is(database: Database) -> None:
    with pytest.raises(exc.DBAPIError), database.reading() as db:
        db.execute(text("SELECT * FROM no_such_table"))


@pytest.mark.parametrize(
    ("url", "driver"),
    [
        ("practice.db", "sqlite"),
        ("sqlite:///practice.db", "sqlite"),
        ("postgresql://host/practice", "postgresql+psycopg"),
        ("postgresql+psycopg://host/practice", "postgresql+psycopg"),
    ],
)
def test_a_url_or_a_plain_path_says_which_engine(url: str, driver: str) -> None:
    assert read_url(url).drivername == driver


def test_another_kind_of_database_is_refused_in_words() -> None:
    with pytest.raises(Unavailable, match="this names neither"):
        open_database("mysql://host/practice")


def test_sqlite_is_new_enough_for_update_returning() -> None:
    assert sqlite3.sqlite_version_info >= (3, 35)


ORPHAN = "INSERT INTO children VALUES (1)"


@pytest.mark.parametrize(
    "write",
    [lambda db: run_by_driver(db, ORPHAN, ()), lambda db: db.execute(text(ORPHAN))],
    ids=["by the driver", "by SQLAlchemy"],
)
def test_a_commit_that_is_refused_keeps_nothing_and_holds_nobody_up(
    database: Database, engine_url: str, write: Callable[[Connection], object]
) -> None:
    with database.writing() as db:
        db.execute(text("CREATE TABLE parents (id INTEGER PRIMARY KEY)"))
        later = "REFERENCES parents (id) DEFERRABLE INITIALLY DEFERRED"
        db.execute(text(f"CREATE TABLE children (parent INTEGER {later})"))

    with pytest.raises(exc.IntegrityError), database.writing() as db:
        write(db)

    other = open_database(engine_url)
    with other.writing() as db:
        db.execute(text(NOTE))
    other.close()
    with database.writing() as db:
        assert db.execute(text("SELECT count(*) FROM children")).scalar_one() == 0
