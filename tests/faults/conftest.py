"""The small practice of the operations' tests, and roles of a server that go with the test."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import make_url

from tests.operations.conftest import practice

__all__ = ["login", "practice"]


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
