"""Joining a practice on a server: look first, then keep the password where it is safe."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.domain.errors import AppError, Unavailable
from desktop.domain.practice import Practice
from desktop.domain.server_address import ServerAddress, free_desk_name
from desktop.persistence.engine import read_url
from desktop.persistence.passwords import store_in_file, store_in_keyring
from desktop.persistence.server import explain, look_at_server, server_url


@dataclass(frozen=True, slots=True)
class FoundServer:
    """What was found on a server that lets this person in.

    Shape: ``practice`` is None for a database that has none yet; ``may_make`` says whether this
    person may make one there; ``taken`` are the names of desks that have been there.
    """

    url: str
    practice: Practice | None
    may_make: bool
    taken: frozenset[str]

    def other_name(self, wanted: str) -> str:
        """Return the name itself, or one that no desk has had, where it is taken."""
        return free_desk_name(wanted, self.taken)


@dataclass(frozen=True, slots=True)
class KeptPassword:
    """Where the password is; ``words`` say it where it is not the system's own store."""

    in_store: bool
    words: str = ""


def try_server(address: ServerAddress, password: str) -> FoundServer:
    """Connect to a server and look what is there; nothing is kept and nothing is changed.

    Errors: Unavailable, its words saying what stands in the way and what to do.
    """
    found = look_at_server(address, password)
    url = server_url(address).render_as_string()
    return FoundServer(url, found.practice, found.may_make, found.desks)


def keep_password(address: ServerAddress, password: str) -> KeptPassword:
    """Keep the password in the system's store, or where there is none in libpq's file.

    Errors: Unavailable("password_file") when neither takes it.
    """
    url = server_url(address)
    if store_in_keyring(url, password):
        return KeptPassword(in_store=True)
    file = store_in_file(url, password)
    return KeptPassword(
        in_store=False,
        words=f"This PC has no password store that Attend can use, so the password is kept in "
        f"{file}. Only the person signed in to this PC can read that file.",
    )


def explain_not_opened(error: BaseException, url: str) -> BaseException:
    """Return why a server could not be opened in better words, any other error as it is."""
    address = address_of(url)
    if address is None or not isinstance(error, AppError):
        return error
    return explain(error, address)


def said_database(url: str) -> str:
    """Return how a page names a database: the file, or the database and its server.

    What names none is not repeated: there may be a password in it.
    """
    try:
        address = address_of(url)
    except Unavailable:
        return ""
    return str(read_url(url).database) if address is None else address.words


def address_of(url: str) -> ServerAddress | None:
    """Return the server's address in a URL, None for a file."""
    found = read_url(url)
    if found.get_backend_name() == "sqlite":
        return None
    query = found.query.get("host", ())
    named = (query,) if isinstance(query, str) else query
    hosts = found.host.split(",") if found.host else [one.split(":")[0] for one in named]
    return ServerAddress(
        tuple(hosts) or ("this PC",), found.port or 5432, found.database or "", found.username or ""
    )
