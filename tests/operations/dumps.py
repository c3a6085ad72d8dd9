"""A dump of a database for comparing: what counts, without record, events, feed and versions."""

from __future__ import annotations

from sqlalchemy import Connection, select

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
        return {
            table.name: _rows(db, table.name)
            for table in metadata.sorted_tables
            if table.name not in APART
        }


def _rows(db: Connection, name: str) -> list[str]:
    table = metadata.tables[name]
    columns = [column for column in table.c if column.name != "version"]
    rows = db.execute(select(*columns)).mappings().all()
    return sorted(str(dict(row)) for row in rows if not _is_in_error(dict(row)))


def _is_in_error(row: dict[str, object]) -> bool:
    return (
        row.get("state") is State.ENTERED_IN_ERROR
        or row.get("registration") is Registration.ENTERED_IN_ERROR
    )
