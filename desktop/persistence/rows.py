"""Writing rows so that an act knows what it changed: the basis of its record and of its undo."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    Connection,
    Insert,
    Table,
    Update,
    bindparam,
    delete,
    exc,
    insert,
    select,
    update,
)

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


@dataclass(frozen=True, slots=True)
class LastWrite:
    """A row still to be written: on a server it goes with the record, in one statement.

    ``columns`` are those written; ``params`` their values, of an update with its key and version.
    """

    table: Table
    columns: tuple[str, ...]
    params: Values
    is_insert: bool


class Rows:
    """Writes rows of one transaction and keeps what changed, in order."""

    def __init__(self, db: Connection):
        self.db = db
        self.changes: list[RowChange] = []
        self.last: LastWrite | None = None

    def insert_last(self, table: Table, values: Values) -> None:
        """Insert the last row of an act: nothing after it may read or write it."""
        if self.db.dialect.name != "postgresql":
            self.insert(table, values)
            return
        self.write_last()
        self.last = LastWrite(table, tuple(values), values, is_insert=True)
        self._note_insert(table, values)

    def update_last(
        self, table: Table, key: tuple[Any, ...], before: Values, after: Values
    ) -> None:
        """Change the last row of an act, as ``update``; a stale one is told when it is written."""
        if self.db.dialect.name != "postgresql":
            self.update(table, key, before, after)
            return
        self.write_last()
        params = {**_key_params(table, key, before), **after}
        self.last = LastWrite(table, tuple(after), params, is_insert=False)
        self._note_update(table, key, before, after)

    def write_last(self) -> None:
        """Write the last row now: it was not the last one after all."""
        last, self.last = self.last, None
        if last is None:
            return
        make = _insert_one if last.is_insert else _update
        if make(last.table, last.columns).run(self.db, last.params) != 1:
            raise stale_row(last.table, last.params)

    def insert(self, table: Table, values: Values) -> None:
        """Insert one row."""
        self.write_last()
        _insert_one(table, tuple(values)).run(self.db, values)
        self._note_insert(table, values)

    def insert_many(self, table: Table, rows: Sequence[Values]) -> None:
        """Insert rows of one table in one go."""
        if not rows:
            return
        self.write_last()
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
        self.write_last()
        params = {**_key_params(table, key, before), **after}
        if _update(table, tuple(after)).run(self.db, params) != 1:
            raise stale_row(table, key)
        self._note_update(table, key, before, after)

    def _note_insert(self, table: Table, values: Values) -> None:
        key = tuple(values[name] for name in key_names(table))
        self.changes.append(
            RowChange(table.name, key, None, dict(values), values.get("version", 0))
        )

    def _note_update(
        self, table: Table, key: tuple[Any, ...], before: Values, after: Values
    ) -> None:
        version = before["version"] + 1 if "version" in table.c else 0
        old = {name: before[name] for name in after}
        was = before.get("version", 0)
        self.changes.append(RowChange(table.name, key, old, dict(after), version, was))

    def delete(self, table: Table, key: tuple[Any, ...], before: Values) -> None:
        """Delete one row; ``before`` has all its columns.

        Errors: Conflict("stale") when it is gone or has moved on, ("used") when a row needs it.
        """
        params = {f"where_{name}": value for name, value in zip(key_names(table), key, strict=True)}
        if "version" in table.c:
            params["where_version"] = before["version"]
        self.write_last()
        try:
            gone = _delete(table).run(self.db, params) == 1
        except exc.IntegrityError as error:
            raise Conflict("used", "It is in use by now.", table=table.name, key=key) from error
        if not gone:
            raise stale_row(table, key)
        was = before.get("version", 0)
        self.changes.append(RowChange(table.name, key, dict(before), None, 0, was))

    def note(self, change: RowChange) -> None:
        """Keep a change that was written by a statement of its own (claims)."""
        self.changes.append(change)


def stale_row(table: Table, key: object) -> Conflict:
    """Return what is raised where a row is gone or has moved on."""
    return Conflict("stale", "This changed while you had it open.", table=table.name, key=key)


def _key_params(table: Table, key: tuple[Any, ...], before: Values) -> dict[str, Any]:
    params = {f"where_{name}": value for name, value in zip(key_names(table), key, strict=True)}
    if "version" in table.c:
        params["where_version"] = before["version"]
    return params


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
    return Prepared(update_statement(table, columns))


def update_statement(table: Table, columns: tuple[str, ...]) -> Update:
    """Return the statement that changes those columns of one row at its version."""
    values: dict[str, Any] = {name: bindparam(name) for name in columns}
    if "version" in table.c:
        values["version"] = table.c.version + 1
    return update(table).where(*_where_key(table, versioned=True)).values(values)


@lru_cache(maxsize=64)
def _delete(table: Table) -> Prepared:
    return Prepared(delete(table).where(*_where_key(table, versioned=True)))


@lru_cache(maxsize=64)
def _select(table: Table) -> Prepared:
    return Prepared(select(table).where(*_where_key(table, versioned=False)))
