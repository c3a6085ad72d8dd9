"""Bringing a database to this program's schema, and saying what was done."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.persistence.engine import open_database
from desktop.persistence.migrate import current_revision, upgrade
from desktop.persistence.schema import HEAD


@dataclass(frozen=True, slots=True)
class Upgraded:
    """The schema before (None for an empty database) and after."""

    before: str | None
    after: str
    for_administrator: tuple[str, ...] = ()
    """What the server's administrator has still to run: SQL, with nothing secret in it."""

    @property
    def words(self) -> str:
        """What was done, in a sentence."""
        if self.before == self.after:
            return f"This database is up to date (schema {self.after})."
        if self.before is None:
            return f"Made an empty database (schema {self.after})."
        return f"Upgraded from schema {self.before} to {self.after}."


def upgrade_database(url: str) -> Upgraded:
    """Upgrade the database; a file with something in it is copied beside itself first.

    On PostgreSQL it runs as the owner, and lets the desks' role work but not change the record.
    Errors: Unavailable("newer") for one made by a newer Attend, ("owner") for who does not own it,
    and when it can't be opened.
    """
    database = open_database(url)
    try:
        with database.reading() as db:
            before = current_revision(db)
    finally:
        database.close()
    return Upgraded(before, HEAD, upgrade(url))
