"""Where a practice on a server is: who signs in to which database of which server."""

from __future__ import annotations

import re
from dataclasses import dataclass

from desktop.domain.errors import RuleViolation
from desktop.domain.text import clean_line

USUAL_PORT = 5432
MOST_HOSTS = 8
_LONGEST_NAME = 63
"""What PostgreSQL keeps of a name."""

_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?\.?|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*")


@dataclass(frozen=True, slots=True)
class ServerAddress:
    """A database on a server, and the role a desk signs in as; the password is never part of it.

    Shape: ``hosts`` are tried in order (a server and those that stand in for it).
    """

    hosts: tuple[str, ...]
    port: int
    database: str
    person: str

    @property
    def words(self) -> str:
        """The address as a page says it."""
        return f"{self.database} on {' or '.join(self.hosts)}"


def read_server_address(*, hosts: str, port: str, database: str, person: str) -> ServerAddress:
    """Return the address that was typed; several servers are parted by commas or blanks.

    Errors: RuleViolation at hosts, port, database or person.
    """
    return ServerAddress(
        _read_hosts(hosts),
        _read_port(port),
        clean_line(database, field="database", longest=_LONGEST_NAME, required=True),
        clean_line(person, field="person", longest=_LONGEST_NAME, required=True),
    )


def free_desk_name(wanted: str, taken: frozenset[str]) -> str:
    """Return a desk's name that no other has: "Desk 1" becomes "Desk 2" where it is taken."""
    stem = re.sub(r"\s*\d+$", "", wanted) or "Desk"
    names = (f"{stem} {number}" for number in range(1, len(taken) + 2))
    return wanted if wanted not in taken else next(one for one in names if one not in taken)


def _read_hosts(typed: str) -> tuple[str, ...]:
    line = clean_line(typed, field="hosts", longest=1000, required=True)
    hosts = tuple(one for one in re.split(r"[,\s]+", line) if one)
    if not hosts:
        raise RuleViolation("empty", "hosts", "This can’t be left empty.")
    if len(hosts) > MOST_HOSTS:
        raise RuleViolation("hosts", "hosts", f"Name at most {MOST_HOSTS} servers.")
    for host in hosts:
        if _HOST.fullmatch(host) is None:
            raise RuleViolation(
                "host",
                "hosts",
                f"“{host}” is no name of a server. It looks like db.weirstreet.nhs.uk or 10.0.0.5, "
                "with the port in its own field.",
            )
    return hosts


def _read_port(typed: str) -> int:
    line = clean_line(typed, field="port", longest=40)
    if not line:
        return USUAL_PORT
    if not (line.isascii() and line.isdigit() and 1 <= int(line) <= 65535):
        raise RuleViolation("port", "port", f"A port is a number to 65535, mostly {USUAL_PORT}.")
    return int(line)
