"""A server looked at before a desk joins it, and what stood in the way, in words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from sqlalchemy import Connection, exc, select, text
from sqlalchemy.engine import URL

from desktop.domain.errors import AppError, Unavailable
from desktop.domain.practice import Practice
from desktop.domain.server_address import ServerAddress
from desktop.persistence.engine import open_database
from desktop.persistence.migrate import refuse_older
from desktop.persistence.settings import find_practice
from desktop.persistence.tables.machinery import desks

_MAY_MAKE = text("SELECT has_table_privilege('practices', 'INSERT')")
_MAY_WORK = text("SELECT has_table_privilege('desks', 'SELECT, INSERT')")


@dataclass(frozen=True, slots=True)
class ServerLook:
    """What a database on a server holds; ``desks`` are the names of those that were there."""

    practice: Practice | None
    desks: frozenset[str]
    may_make: bool


def server_url(address: ServerAddress, password: str = "") -> URL:
    """Return the URL of an address; with the password only to look, never to keep."""
    return URL.create(
        "postgresql",
        username=address.person,
        password=password or None,
        host=",".join(address.hosts),
        port=address.port,
        database=address.database,
    )


def look_at_server(address: ServerAddress, password: str) -> ServerLook:
    """Connect as that person and look what is there.

    Errors: Unavailable with the code of what stands in the way: host, refused, timeout, password,
    database, person, not_let_in, starting, crowded, read_only, connection; empty, older, newer;
    not_allowed for a person who is no member of the desks' role.
    """
    database = open_database(server_url(address, password).render_as_string(hide_password=False))
    try:
        with _explained(address), database.reading() as db:
            refuse_older(db)
            return _look(db, address)
    finally:
        database.close()


def _look(db: Connection, address: ServerAddress) -> ServerLook:
    if not db.execute(_MAY_WORK).scalar_one():
        raise _not_allowed(address)
    names = db.execute(select(desks.c.name)).scalars()
    # Windows and jobs of a PC ("Desk 1/2") go with its desk.
    taken = frozenset(name.split("/")[0] for name in names)
    return ServerLook(find_practice(db), taken, bool(db.execute(_MAY_MAKE).scalar_one()))


@contextmanager
def _explained(address: ServerAddress) -> Iterator[None]:
    try:
        yield
    except Unavailable as error:
        if error.code in ("empty", "older"):
            place = server_url(replace(address, person="OWNER")).render_as_string()
            words = f"{error} The command is: attend upgrade --database {place}"
            raise Unavailable(error.code, words) from error
        raise explain(error, address) from error


def _not_allowed(address: ServerAddress) -> Unavailable:
    return Unavailable(
        "not_allowed",
        f"{address.person} may sign in to the server but not work in {address.database}. Whoever "
        f"looks after the server makes {address.person} a member of the role attend_desk.",
    )


def explain(error: AppError, address: ServerAddress) -> AppError:
    """Return the error of opening a server, with words for what stood in the way."""
    cause = error.__cause__
    if isinstance(error, Unavailable) and error.code == "rights":
        return _not_allowed(address)
    if not isinstance(error, Unavailable) or error.code != "connection":
        return error
    if not isinstance(cause, exc.DBAPIError) or cause.orig is None:
        return error
    said = str(cause.orig)
    named = {
        "host": " or ".join(address.hosts),
        "port": address.port,
        "database": address.database,
        "person": address.person,
    }
    for part, code, words in _WORDS:
        if part in said:
            return Unavailable(code, words.format(**named))
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    last = lines[-1].removeprefix("connection failed: ") if lines else ""
    return Unavailable("connection", f"The server can’t be reached. It was said: {last}")


_NO_HOST = (
    "There is no server called {host} on this network. Check the name, or ask whoever looks after "
    "the network."
)
_NO_WAY = "There is no way to {host} from this PC. Check the network cable or the wireless."
_SILENT = (
    "{host} does not answer. Check the name and that this PC is on the practice’s network; the "
    "server may be switched off."
)
_DATABASE = "The server has no database called {database}. Check how it is spelt, capitals too."
_PASSWORD = (
    "The server does not take this password for {person}. Check the name and type the password "
    "again."
)
_NOT_LET_IN = (
    "The server lets {person} into {database} from no such PC. Whoever looks after it adds this PC "
    "(pg_hba.conf)."
)
_CROWDED = "The server has no room for one more desk just now. Close a window elsewhere."
_READ_ONLY = "The server lets nobody write just now: it stands by for another. Name that one too."
_WORDS = (
    ("failed to resolve host", "host", _NO_HOST),
    ("could not translate host name", "host", _NO_HOST),
    (
        "Connection refused",
        "refused",
        "{host} answers, but no database server listens there on port {port}. Check the port, or "
        "ask whether the server is started.",
    ),
    ("timeout expired", "timeout", _SILENT),
    ("timed out", "timeout", _SILENT),
    ("No route to host", "timeout", _NO_WAY),
    ("Network is unreachable", "timeout", _NO_WAY),
    ("no password supplied", "no_password", "The server asks for the password of {person}."),
    ("password authentication failed", "password", _PASSWORD),
    ("authentication failed", "password", _PASSWORD),
    ("no pg_hba.conf entry", "not_let_in", _NOT_LET_IN),
    ('database "', "database", _DATABASE),
    ('role "', "person", "The server knows nobody called {person}. Check how it is spelt."),
    ("starting up", "starting", "The server is just starting. Try again in a minute."),
    ("shutting down", "starting", "The server is being stopped. Try again in a minute."),
    ("too many", "crowded", _CROWDED),
    ("remaining connection slots", "crowded", _CROWDED),
    ("read-only", "read_only", _READ_ONLY),
    ("server closed the connection", "refused", "What answers there is no database server."),
)
"""What libpq and the server say, the code it gets, and our words; the first that fits counts."""
