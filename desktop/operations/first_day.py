"""The day a start shows before the database is open for acts; imports no SQLAlchemy."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

from desktop.persistence.first_day import FirstDay, read_first_day

_FILE = "sqlite:///"


def find_first_day(url: str) -> FirstDay | None:
    """Return today's diary of an SQLite file; None where it has to be opened in full first.

    That is a server, a file to be made or upgraded, one that is locked or empty, or a day without
    sessions (which names the next that has some). ``open_desk`` says in words what is wrong.
    """
    if "://" in url and not url.startswith(_FILE):
        return None
    file = Path(url.removeprefix(_FILE).replace("%3F", "?").replace("%25", "%"))  # paths.file_url
    try:
        found = read_first_day(file, lambda: datetime.now(UTC))
    except sqlite3.Error:
        return None
    return found if found is not None and found.day.columns else None
