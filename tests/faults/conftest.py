"""The small practice of the operations' tests, and roles of a server that go with the test."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import make_url

from desktop.persistence.people import details_from, get_patient_row, write_keys
from desktop.persistence.rows import Rows
from tests.clock import SettableClock
from tests.operations.conftest import SmallPractice, open_small_practice


def open_whole_practice(url: str, clock: SettableClock, lock_dir: Path) -> SmallPractice:
    """Open a small practice in which ``attend check`` finds nothing: its people can be found."""
    small = open_small_practice(url, clock, lock_dir)
    with small.desk.database.writing() as db:
        for patient_id in (small.rosa, small.maggie, small.kwame):
            details = details_from(get_patient_row(db, patient_id), [], [])
            write_keys(Rows(db), patient_id, details)
    return small


@pytest.fixture
def practice(engine_url: str, clock: SettableClock, tmp_path: Path) -> Iterator[SmallPractice]:
    """Return a small practice without a fault, open at a manager's desk, on each engine."""
    small = open_whole_practice(engine_url, clock, tmp_path / "locks")
    assert engine_url.startswith(small.desk.database.dialect)
    yield small
    small.desk.close()


@pytest.fixture
def sqlite_practice(
    sqlite_url: str, clock: SettableClock, tmp_path: Path
) -> Iterator[SmallPractice]:
    """Return the same in a file: for faults that only a file has."""
    small = open_whole_practice(sqlite_url, clock, tmp_path / "locks")
    yield small
    small.desk.close()


@pytest.fixture
def server_practice(
    postgres_url: str, clock: SettableClock, tmp_path: Path
) -> Iterator[SmallPractice]:
    """Return the same on a server: for faults that only a server has."""
    small = open_whole_practice(postgres_url, clock, tmp_path / "locks")
    yield small
    small.desk.close()


def run_on_server(url: str, *statements: sql.Composed | sql.SQL) -> None:
    """Run statements as the server's administrator, in that database."""
    with psycopg.connect(url, autocommit=True) as db:
        for statement in statements:
            db.execute(statement)


def as_role(url: str, role: str) -> str:
    """Return the URL of the same database, signed in as that role."""
    return make_url(url).set(username=role).render_as_string(hide_password=False)


@pytest.fixture
def login(postgres_url: str) -> Iterator[str]:
    """Return the name of a role that may sign in and nothing else; it is gone with the test."""
    name = f"login_{uuid.uuid4().hex}"
    role = sql.Identifier(name)
    run_on_server(postgres_url, sql.SQL("CREATE ROLE {} LOGIN").format(role))
    yield name
    run_on_server(
        postgres_url,
        sql.SQL("REASSIGN OWNED BY {} TO CURRENT_USER").format(role),
        sql.SQL("DROP OWNED BY {}").format(role),
        sql.SQL("DROP ROLE {}").format(role),
    )
