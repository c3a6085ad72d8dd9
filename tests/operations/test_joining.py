"""Joining a server: every way it can fail is said in words, and what is there is told."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import make_url

from desktop.domain.errors import Unavailable
from desktop.domain.server_address import ServerAddress
from desktop.operations.desk import open_desk
from desktop.operations.joining import explain_not_opened, said_database, try_server
from desktop.operations.practice import make_practice
from tests.operations.test_practice import PRACTICE
from tests.passwords import PASSWORD, AskedRole


@pytest.fixture
def closed_port() -> Iterator[int]:
    """A port of this PC on which nobody listens, kept so by holding it."""
    with closing(socket.socket()) as held:
        held.bind(("127.0.0.1", 0))
        yield held.getsockname()[1]


def refusal(address: ServerAddress, password: str = PASSWORD) -> Unavailable:
    with pytest.raises(Unavailable) as caught:
        try_server(address, password)
    assert PASSWORD not in str(caught.value)
    return caught.value


def test_what_stands_in_the_way_is_said(asked_role: AskedRole, closed_port: int) -> None:
    right = asked_role.address
    wrong = {
        "host": replace(right, hosts=("no-such-server.invalid",)),
        "refused": replace(right, port=closed_port),
        "database": replace(right, database="no such practice"),
        "person": replace(right, person="nobody there"),
    }
    for code, address in wrong.items():
        assert refusal(address).code == code
    assert "no-such-server.invalid" in str(refusal(wrong["host"]))
    assert str(closed_port) in str(refusal(wrong["refused"]))
    assert "“" not in str(refusal(wrong["database"]))
    assert "no such practice" in str(refusal(wrong["database"]))


def test_a_wrong_password_and_none_are_told_apart(
    asked_role: AskedRole, no_keyring: object
) -> None:
    assert refusal(asked_role.address, "wrong").code == "password"
    assert refusal(asked_role.address, "").code == "no_password"


def test_the_second_server_is_tried_when_the_first_is_off(
    asked_role: AskedRole, closed_port: int
) -> None:
    found = make_url(asked_role.url)
    both = replace(asked_role.address, hosts=("127.0.0.1", "127.0.0.1"))
    assert try_server(both, PASSWORD).practice is None
    assert said_database(try_server(both, PASSWORD).url).startswith(f"{found.database} on 127")


def test_a_database_without_a_practice_says_whether_one_may_be_made(
    asked_role: AskedRole,
) -> None:
    found = try_server(asked_role.address, PASSWORD)
    assert (found.practice, found.may_make, found.taken) == (None, True, frozenset())
    with psycopg.connect(asked_role.url, autocommit=True) as db:
        db.execute("REVOKE INSERT ON practices FROM attend_desk")
    assert not try_server(asked_role.address, PASSWORD).may_make


def test_a_practice_is_found_with_the_names_of_its_desks(asked_role: AskedRole) -> None:
    for name in ("Desk 1", "Desk 1/jobs", "Desk 2"):
        desk = open_desk(asked_role.url, desk_name=name, needs_practice=False)
        if desk.practice is None:
            desk.act(make_practice, **PRACTICE)
        desk.close()
    found = try_server(asked_role.address, PASSWORD)
    assert found.practice is not None
    assert found.practice.name == "Weir Street Surgery"
    assert found.taken == {"Desk 1", "Desk 2"}
    assert found.other_name("Desk 1") == "Desk 3"


def test_a_person_who_is_no_desk_is_told_what_is_missing(asked_role: AskedRole) -> None:
    with psycopg.connect(asked_role.url, autocommit=True) as db:
        role = sql.Identifier(asked_role.name)
        db.execute(sql.SQL("REVOKE attend_desk FROM {}").format(role))
    error = refusal(asked_role.address)
    assert error.code == "not_allowed"
    assert "attend_desk" in str(error)


def test_an_empty_older_or_newer_database_is_told(asked_role: AskedRole) -> None:
    for statement, code in (
        ("UPDATE alembic_version SET version_num = '0001'", "older"),
        ("UPDATE alembic_version SET version_num = '9999'", "newer"),
        ("DROP TABLE alembic_version CASCADE", "empty"),
    ):
        with psycopg.connect(asked_role.url, autocommit=True) as db:
            db.execute(statement)
        error = refusal(asked_role.address)
        assert error.code == code
        assert ("attend upgrade --database postgresql://OWNER@" in str(error)) is (code != "newer")


def test_a_server_that_is_off_is_explained_when_a_desk_cannot_open(
    asked_role: AskedRole, closed_port: int
) -> None:
    url = make_url(asked_role.url).set(port=closed_port).render_as_string(hide_password=False)
    with pytest.raises(Unavailable) as caught:
        open_desk(url)
    told = explain_not_opened(caught.value, url)
    assert isinstance(told, Unavailable)
    assert (told.code, str(closed_port) in str(told)) == ("refused", True)
    assert explain_not_opened(caught.value, "file.db") is caught.value
