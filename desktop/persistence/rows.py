"""Writing rows so that an act knows what it changed: the basis of its record and of its undo."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Insert, Table, bindparam, delete, insert, select, update

from desktop.domain.errors import Conflict
from desktop.persistence.base import metadata
from desktop.persistence.prepared import Prepared

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class RowChange:
    """One row before and after: None where it was not there; else the columns that changed.

    ``version_before`` and ``version`` are the row's versions, 0 where it was not there (any more)
    or the table has none.
    """

    table: str
    key: tuple[Any, ...]
    before: Values | None
    after: Values | None
    version: int = 0
    version_before: int = 0


class Rows:
    """Writes rows of one transaction and keeps what changed, in order."""

    def __init__(self, db: Connection):
        self.db = db
        self.changes: list[RowChange] = []

    def insert(self, table: Table, values: Values) -> None:
        """Insert one row."""
        _insert_one(table, tuple(values)).run(self.db, values)
        key = tuple(values[name] for name in key_names(table))
        self.changes.append(
            RowChange(table.name, key, None, dict(values), values.get("version", 0))
        )

    def insert_many(self, table: Table, rows: Sequence[Values]) -> None:
        """Insert rows of one table in one go."""
        if not rows:
            return
        self.db.execute(_insert(table), rows)
        names = key_names(table)
        for values in rows:
            key = tuple(values[name] for name in names)
            self.changes.append(
                RowChange(table.name, key, None, dict(values), values.get("version", 0))
            )

    def update(self, table: Table, key: tuple[Any, ...], before: Values, after: Values) -> None:
        """Change the columns in ``after``; ``before`` has their old values (and the version).

        Errors: Conflict("stale") when the row's version is not the one in ``before``.
        """
        names = key_names(table)
        params = {f"where_{name}": value for name, value in zip(names, key, strict=True)}
        version = 0
        columns = tuple(after)
        if "version" in table.c:
            version = before["version"] + 1
            params["where_version"] = before["version"]
        params |= after
        if _update(table, columns).run(self.db, params) != 1:
            raise Conflict(
                "stale", "This changed while you had it open.", table=table.name, key=key
            )
        old = {name: before[name] for name in columns}
        was = before.get("version", 0)
        self.changes.append(RowChange(table.name, key, old, dict(after), version, was))

    def delete(self, table: Table, key: tuple[Any, ...], before: Values) -> None:
        """Delete one row; ``before`` has all its columns.

        Errors: Conflict("stale") when it is gone or has moved on.
        """
        params = {f"where_{name}": value for name, value in zip(key_names(table), key, strict=True)}
        if "version" in table.c:
            params["where_version"] = before["version"]
        if _delete(table).run(self.db, params) != 1:
            raise Conflict(
                "stale", "This changed while you had it open.", table=table.name, key=key
            )
        was = before.get("version", 0)
        self.changes.append(RowChange(table.name, key, dict(before), None, 0, was))

    def note(self, change: RowChange) -> None:
        """Keep a change that was written by a statement of its own (claims)."""
        self.changes.append(change)


@lru_cache(maxsize=64)
def key_names(table: Table) -> tuple[str, ...]:
    """Return the names of the primary key's columns."""
    return tuple(column.name for column in table.primary_key.columns)


def read_row(db: Connection, table: Table, key: tuple[Any, ...]) -> dict[str, Any] | None:
    """Return one whole row by its key, None when there is none."""
    params = {f"where_{name}": value for name, value in zip(key_names(table), key, strict=True)}
    row = _select(table).first(db, params)
    return None if row is None else row._asdict()


def table_named(name: str) -> Table:
    """Return the table of that name."""
    return metadata.tables[name]


def _where_key(table: Table, *, versioned: bool) -> list[Any]:
    names = list(key_names(table))
    if versioned and "version" in table.c:
        names.append("version")
    return [table.c[name] == bindparam(f"where_{name}") for name in names]


# Statements are built once for each table and set of columns: building one anew costs 0.05 ms.
@lru_cache(maxsize=64)
def _insert(table: Table) -> Insert:
    return insert(table)


@lru_cache(maxsize=256)
def _insert_one(table: Table, columns: tuple[str, ...]) -> Prepared:
    return Prepared(insert(table), columns)


@lru_cache(maxsize=256)
def _update(table: Table, columns: tuple[str, ...]) -> Prepared:
    values: dict[str, Any] = {name: bindparam(name) for name in columns}
    if "version" in table.c:
        values["version"] = table.c.version + 1
    return Prepared(update(table).where(*_where_key(table, versioned=True)).values(values))


@lru_cache(maxsize=64)
def _delete(table: Table) -> Prepared:
    return Prepared(delete(table).where(*_where_key(table, versioned=True)))


@lru_cache(maxsize=64)
def _select(table: Table) -> Prepared:
    return Prepared(select(table).where(*_where_key(table, versioned=False)))
