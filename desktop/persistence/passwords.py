"""Passwords of servers: in the system's store through keyring, else in libpq's own file.

Nothing else keeps one: not the settings, not a URL, not a log.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import Dialect, Engine, event
from sqlalchemy.engine import URL

from desktop.domain.errors import Unavailable
from desktop.domain.server_address import USUAL_PORT
from desktop.whole_files import write_whole

SERVICE = "Attend"
"""What the system's store lists our passwords under."""


def store_in_keyring(address: URL, password: str) -> bool:
    """Put the password into the system's store; False where there is none that keeps it."""
    import keyring  # 60 ms and more, for those who need it

    key = _key_of(address)
    try:
        keyring.set_password(SERVICE, key, password)
        return bool(keyring.get_password(SERVICE, key) == password)
    except Exception:  # whatever a store of somebody else's raises, it has not kept the password
        return False


def find_in_keyring(address: URL) -> str | None:
    """Return the password from the system's store, None where there is none."""
    import keyring

    try:
        return keyring.get_password(SERVICE, _key_of(address))
    except Exception:  # a locked or broken store: the server then says that a password is missing
        return None


def password_file() -> Path:
    """Return the file libpq reads passwords from: ``~/.pgpass``, on Windows ``pgpass.conf``."""
    named = os.environ.get("PGPASSFILE")
    if named:
        return Path(named)
    if sys.platform == "win32":
        return Path(os.environ["APPDATA"]) / "postgresql" / "pgpass.conf"
    return Path.home() / ".pgpass"


def store_in_file(address: URL, password: str) -> Path:
    """Write the password into libpq's file, one line a host; a line for the same is replaced.

    Only its owner may read it, else libpq leaves it alone.
    Errors: Unavailable("password_file") when it can't be written.
    Source: PostgreSQL, "The Password File".
    """
    file = password_file()
    try:
        before = file.read_text(encoding="utf-8", errors="surrogateescape") if file.exists() else ""
        write_whole(file, with_password(before, address, password), private=True)
    except OSError as error:
        raise Unavailable(
            "password_file", f"{file} can’t be written: {error.strerror or error}."
        ) from error
    return file


def with_password(text: str, address: URL, password: str) -> str:
    """Return the text of a password file with this password in it, other lines as they were."""
    port = str(address.port or USUAL_PORT)
    lines = text.removesuffix("\n").split("\n") if text else []
    for host in reversed((address.host or "localhost").split(",")):
        where = ":".join(
            _escaped(part) for part in (host, port, address.database or "", address.username or "")
        )
        line = f"{where}:{_escaped(password)}"
        for number, one in enumerate(lines):
            if one.startswith(f"{where}:"):
                lines[number] = line
                break
        else:
            # The first line that fits counts, so that ours stands before one with a star.
            lines.insert(0, line)
    return "\n".join(lines) + "\n"


def ask_keyring(engine: Engine, address: URL) -> None:
    """Let the engine look into the system's store once a server asks for a password."""
    kept: dict[str, str] = {}

    @event.listens_for(engine, "do_connect")
    def _on_do_connect(
        dialect: Dialect, _record: object, given: list[Any], named: dict[str, Any]
    ) -> Any:
        return connect(lambda **more: dialect.connect(*given, **(named | more)), address, kept)


def connect(
    open_connection: Callable[..., Any], address: URL, kept: dict[str, str] | None = None
) -> Any:
    """Open a connection; where the server wants a password and the URL has none, look it up.

    ``kept`` holds it from one connection to the next. psycopg itself reads libpq's file.
    """
    from psycopg import OperationalError

    known = {} if kept is None else kept
    try:
        return open_connection(**known)
    except OperationalError as error:
        if address.password or not _is_about_password(error):
            raise
        found = find_in_keyring(address)
        if not found or found == known.get("password"):
            raise
        known["password"] = found
    return open_connection(**known)


def _is_about_password(error: Any) -> bool:
    failed = error.pgconn
    return failed is not None and bool(failed.needs_password or failed.used_password)


def _key_of(address: URL) -> str:
    port = address.port or USUAL_PORT
    return f"{address.username}@{address.host}:{port}/{address.database}"


def _escaped(part: str) -> str:
    return part.replace("\\", "\\\\").replace(":", "\\:")
