"""Passwords of servers: kept by the system or in libpq's file, found when the server asks."""

from __future__ import annotations

import stat
import threading
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.engine import URL

from desktop.domain.errors import Unavailable
from desktop.operations.joining import keep_password, try_server
from desktop.persistence.engine import open_database
from desktop.persistence.feed import watch
from desktop.persistence.passwords import store_in_file, with_password
from tests.passwords import PASSWORD, AskedRole, MemoryKeyring

ADDRESS = URL.create(
    "postgresql", username="de:sk", host="one.test,two.test", port=5433, database="prac\\tice"
)


def signed_in_as(url: str) -> str:
    database = open_database(url)
    try:
        with database.reading() as db:
            return str(db.execute(text("SELECT current_user")).scalar_one())
    finally:
        database.close()


def test_a_password_in_the_systems_store_is_found_when_the_server_asks(
    asked_role: AskedRole, memory_keyring: MemoryKeyring
) -> None:
    found = try_server(asked_role.address, PASSWORD)
    assert PASSWORD not in found.url
    with pytest.raises(Unavailable):
        signed_in_as(found.url)

    kept = keep_password(asked_role.address, PASSWORD)

    assert (kept.in_store, kept.words) == (True, "")
    assert list(memory_keyring.kept.values()) == [PASSWORD]
    assert signed_in_as(found.url) == asked_role.name


def test_other_desks_acts_are_followed_with_the_password_of_the_store(
    asked_role: AskedRole, memory_keyring: MemoryKeyring
) -> None:
    keep_password(asked_role.address, PASSWORD)
    stop = threading.Event()
    news = watch(try_server(asked_role.address, PASSWORD).url, stop)
    assert next(news).begins
    stop.set()
    news.close()


def test_without_a_store_the_password_is_in_a_file_of_ones_own_and_libpq_finds_it(
    asked_role: AskedRole, no_keyring: Path
) -> None:
    kept = keep_password(asked_role.address, PASSWORD)

    assert not kept.in_store
    assert str(no_keyring) in kept.words
    assert stat.S_IMODE(no_keyring.stat().st_mode) == 0o600
    assert signed_in_as(try_server(asked_role.address, "").url) == asked_role.name


def test_a_new_password_replaces_the_old_line_and_leaves_the_others(no_keyring: Path) -> None:
    no_keyring.write_text("# ours\n*:*:*:*:star\nother:1:a:b:keep\\:me\u2028\x85\x0b")
    store_in_file(ADDRESS, "first")
    store_in_file(ADDRESS, "sec:o\\nd")
    assert no_keyring.read_text().split("\n") == [
        "one.test:5433:prac\\\\tice:de\\:sk:sec\\:o\\\\nd",
        "two.test:5433:prac\\\\tice:de\\:sk:sec\\:o\\\\nd",
        "# ours",
        "*:*:*:*:star",
        "other:1:a:b:keep\\:me\u2028\x85\x0b",
        "",
    ]
    assert list(no_keyring.parent.glob(".pgpass*")) == [no_keyring]


def test_a_file_that_many_may_read_is_made_ones_own(no_keyring: Path) -> None:
    no_keyring.write_text("")
    no_keyring.chmod(0o644)
    store_in_file(ADDRESS, "x")
    assert stat.S_IMODE(no_keyring.stat().st_mode) == 0o600


def test_a_password_file_that_cannot_be_written_is_said(no_keyring: Path) -> None:
    no_keyring.mkdir()
    with pytest.raises(Unavailable, match="can’t be written"):
        store_in_file(ADDRESS, "x")


def test_the_usual_port_stands_in_the_line() -> None:
    address = URL.create("postgresql", username="d", host="h", database="p")
    assert with_password("", address, "x") == "h:5432:p:d:x\n"
