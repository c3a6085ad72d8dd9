"""PINs and password stores for the tests, and roles of the server that are asked for a password."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import keyring
import psycopg
import pytest
from argon2 import PasswordHasher
from keyring.backend import KeyringBackend
from keyring.backends.fail import Keyring as NoKeyring
from psycopg import errors, sql
from sqlalchemy import make_url

from desktop.domain.server_address import ServerAddress
from desktop.operations import signing_in
from desktop.persistence.roles import DESK_ROLE
from tests.postgres_cluster import ASKED

PASSWORD = "a:b\\c d'e"


@pytest.fixture(scope="session", autouse=True)
def real_hasher() -> Iterator[PasswordHasher]:
    """Hash PINs cheaply in this run, for argon2 takes long on purpose; returns the real one."""
    real = signing_in._hasher()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(signing_in, "_hasher", lambda: PasswordHasher(1, 8, 1))
        yield real


class MemoryKeyring(KeyringBackend):
    """A store like the system's, in memory; never chosen by itself."""

    priority = -1  # type: ignore[assignment]  # keyring's own way

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


@pytest.fixture
def memory_keyring() -> Iterator[MemoryKeyring]:
    """Use a store in memory as the system's."""
    before = keyring.get_keyring()
    store = MemoryKeyring()
    keyring.set_keyring(store)
    yield store
    keyring.set_keyring(before)


@pytest.fixture
def no_keyring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Be a PC without a password store; returns the password file it will have."""
    before = keyring.get_keyring()
    keyring.set_keyring(NoKeyring())
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("PGPASSFILE", raising=False)
    yield tmp_path / ".pgpass"
    keyring.set_keyring(before)


@dataclass(frozen=True)
class AskedRole:
    """A desk's role that has to give PASSWORD, on one database."""

    url: str
    name: str

    @property
    def address(self) -> ServerAddress:
        found = make_url(self.url)
        assert found.host
        assert found.port
        assert found.database
        return ServerAddress((found.host,), found.port, found.database, self.name)


@pytest.fixture
def asked_role(postgres_url: str) -> Iterator[AskedRole]:
    """Return a member of the desks' role that is asked for PASSWORD; gone with the test."""
    name = f"Desk:{uuid.uuid4().hex}"
    role = sql.Identifier(name)
    with psycopg.connect(postgres_url, autocommit=True) as db:
        # All processes of a run share the server: another one may have made it, or do so now.
        with suppress(errors.DuplicateObject, errors.UniqueViolation):
            db.execute(sql.SQL("CREATE ROLE {}").format(sql.Identifier(ASKED)))
        db.execute(
            sql.SQL("CREATE ROLE {} LOGIN PASSWORD {} IN ROLE {}, {}").format(
                role, sql.Literal(PASSWORD), sql.Identifier(ASKED), sql.Identifier(DESK_ROLE)
            )
        )
    yield AskedRole(postgres_url, name)
    with psycopg.connect(postgres_url, autocommit=True) as db:
        db.execute(sql.SQL("DROP ROLE {}").format(role))
