"""A file looked into before it is opened: nothing is changed in what may be somebody else's."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from desktop.persistence.engine import translated

_HAS_PRACTICE = "SELECT 1 FROM alembic_version, practices LIMIT 1"


def has_practice(file: Path) -> bool:
    """Return whether there is a practice of Attend's in an SQLite file.

    Errors: Unavailable where it can't be opened, or is no database.
    """
    place = f"{file.resolve().as_uri()}?mode=ro"
    with translated(), closing(sqlite3.connect(place, uri=True)) as db:
        try:
            return db.execute(_HAS_PRACTICE).fetchone() is not None
        except sqlite3.OperationalError as error:
            if "no such table" in str(error):
                return False
            raise
