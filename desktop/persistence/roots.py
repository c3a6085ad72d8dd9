"""The record that lives on for a merged one, in the statement that reads it.

A record may be merged into one that is merged itself: the chain is followed to its end.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import FromClause, case, literal_column

from desktop.persistence.tables import patients

_LAST = (
    "(WITH RECURSIVE above(id, root_id) AS (SELECT up.id, up.root_id FROM patients up "
    "WHERE up.id = {0}.root_id UNION ALL SELECT up.id, up.root_id FROM above "
    "JOIN patients up ON up.id = above.root_id) "
    "SELECT above.id FROM above WHERE above.root_id IS NULL)"
)
ROOT_OF = f"CASE WHEN {{0}}.root_id IS NULL THEN {{0}}.id ELSE {_LAST} END"
"""The record that lives on for a row of people, as SQL; format it with what the row is called."""


def root_of(record: FromClause = patients) -> Any:
    """Return the column with the record that lives on: nearly always the row itself."""
    return case((record.c.root_id.is_(None), record.c.id), else_=last_root(record))


def last_root(record: FromClause = patients) -> Any:
    """Return the column with the record a merged row lives on in; NULL for one not merged."""
    name = getattr(record, "name", "patients")
    return literal_column(_LAST.format(name), patients.c.id.type)
