"""A dump of a database for comparing: what counts, without record, events, feed and versions."""

from __future__ import annotations

from sqlalchemy import Connection

from desktop.domain.people import Registration
from desktop.domain.visits import State
from desktop.operations.desk import Desk
from desktop.persistence.base import metadata

APART = frozenset(
    {
        "audit_log",  # the record keeps act and undo
        "desks",  # the head of its chain
        "visit_events",  # undo adds one
        "changes",  # the feed
        "surnames",  # insert-only spelling lists
        "givens",
    }
)


def dump(desk: Desk) -> dict[str, list[str]]:
    """Return every table's rows as sorted text; rows entered in error count nowhere."""
    with desk.database.reading() as db:
        return {name: _rows(db, name) for name in metadata.tables if name not in APART}


def _rows(db: Connection, name: str) -> list[str]:
    """Return the rows as the driver gives them: they are compared, and there are many."""
    rows = db.exec_driver_sql(f'SELECT * FROM "{name}"').mappings()
    return sorted(
        str({column: value for column, value in row.items() if column != "version"})
        for row in rows
        if not _is_in_error(row.get("state"), row.get("registration"))
    )


def _is_in_error(state: object, registration: object) -> bool:
    return state == State.ENTERED_IN_ERROR or registration == Registration.ENTERED_IN_ERROR
