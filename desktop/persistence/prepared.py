"""Statements of acts and key strokes: compiled once for each engine, then run by the driver.

SQLAlchemy's own way of running a compiled statement takes about 0.09 ms, of which most is its
bookkeeping; a booking runs nine. The SQL, the conversions and the errors are SQLAlchemy's here too.
"""

from __future__ import annotations

import re
from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Delete, Dialect, Insert, Select, Update, exc
from sqlalchemy.sql.compiler import SQLCompiler

Statement = Select[*tuple[Any, ...]] | Insert | Update | Delete
_Processor = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class _Ready:
    """One statement on one engine; ``names`` are the values it is given, in their order."""

    sql: str
    names: tuple[str, ...]
    processors: tuple[tuple[int, _Processor], ...]
    is_positional: bool
    row: type[Any] | None
    results: tuple[tuple[int, _Processor], ...]

    def arguments(self, given: Mapping[str, Any]) -> Sequence[Any] | dict[str, Any]:
        """Return the values as the driver takes them."""
        values = [given[name] for name in self.names]
        for index, process in self.processors:
            values[index] = process(values[index])
        return values if self.is_positional else dict(zip(self.names, values, strict=True))

    def made(self, raw: Sequence[Any]) -> Any:
        """Return a row of the driver with our types and the columns' names."""
        assert self.row is not None
        values = list(raw)
        for index, process in self.results:
            values[index] = process(values[index])
        return self.row._make(values)


class Prepared:
    """A statement with ``bindparam`` for all that varies; it can't hold ``IN`` with a list.

    ``column_keys`` are the columns an INSERT without values is given.
    """

    def __init__(self, statement: Statement, column_keys: Sequence[str] | None = None):
        self.statement = statement
        self._column_keys = column_keys
        self._ready: dict[str, _Ready] = {}

    def all(self, db: Connection, given: Mapping[str, Any]) -> list[Any]:
        """Run it; return every row, by the columns' names."""
        ready, cursor = self._run(db, given)
        made = [ready.made(raw) for raw in cursor.fetchall()]
        cursor.close()
        return made

    def first(self, db: Connection, given: Mapping[str, Any]) -> Any | None:
        """Run it; return the first row, None when there is none."""
        ready, cursor = self._run(db, given)
        raw = cursor.fetchone()
        cursor.close()
        return None if raw is None else ready.made(raw)

    def raw(self, db: Connection, given: Mapping[str, Any]) -> list[Sequence[Any]]:
        """Run it; return every row as the driver gives it."""
        _, cursor = self._run(db, given)
        rows: list[Sequence[Any]] = cursor.fetchall()
        cursor.close()
        return rows

    def run(self, db: Connection, given: Mapping[str, Any]) -> int:
        """Run it; return how many rows it wrote."""
        _, cursor = self._run(db, given)
        count = int(cursor.rowcount)
        cursor.close()
        return count

    def _run(self, db: Connection, given: Mapping[str, Any]) -> tuple[_Ready, Any]:
        dialect = db.dialect
        ready = self._ready.get(dialect.name)
        if ready is None:
            ready = self._ready[dialect.name] = self._prepare(dialect)
        return ready, run_by_driver(db, ready.sql, ready.arguments(given))

    def _prepare(self, dialect: Dialect) -> _Ready:
        compiled = self.statement.compile(dialect=dialect, column_keys=self._column_keys)
        assert isinstance(compiled, SQLCompiler)
        binds = {name: bind for bind, name in compiled.bind_names.items()}
        required = {name for name, bind in binds.items() if bind.required}
        whole = compiled.construct_params(dict.fromkeys(required))
        names = tuple(compiled.positiontup or whole)
        processors: dict[str, _Processor | None] = {
            name: bind.type.dialect_impl(dialect).bind_processor(dialect)
            for name, bind in binds.items()
        }
        literals = {
            name: _literal((processors.get(name) or _as_it_is)(whole[name]))
            for name in names
            if name not in required
        }
        given = tuple(name for name in names if name in required)
        row, results = self._result(dialect)
        return _Ready(
            sql=_written_out(str(compiled), compiled.positiontup, literals),
            names=given,
            processors=tuple(
                (index, process)
                for index, name in enumerate(given)
                if (process := processors.get(name)) is not None
            ),
            is_positional=compiled.positiontup is not None,
            row=row,
            results=results,
        )

    def _result(
        self, dialect: Dialect
    ) -> tuple[type[Any] | None, tuple[tuple[int, _Processor], ...]]:
        statement = self.statement
        if isinstance(statement, Select):
            columns = statement.column_descriptions
        else:
            columns = statement.returning_column_descriptions
        if not columns:
            return None, ()
        row = namedtuple("row", [str(column["name"]) for column in columns])  # type: ignore[misc]  # the names are the statement's
        found = [
            column["type"].dialect_impl(dialect).result_processor(dialect, None)
            for column in columns
        ]
        return row, tuple((i, process) for i, process in enumerate(found) if process is not None)


class PreparedText:
    """SQL text with ``:names``, run by the driver; rows are plain tuples of what the driver gives.

    Shape: one text for both engines, or one for each by the dialect's name.
    """

    def __init__(self, sql: str | Mapping[str, str]):
        by_dialect = sql if isinstance(sql, Mapping) else {"sqlite": sql, "postgresql": sql}
        self._sql = {
            name: _NAMED.sub(r"%(\1)s", text) if name == "postgresql" else text
            for name, text in by_dialect.items()
        }

    def all(self, db: Connection, given: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """Run it; return every row."""
        cursor = run_by_driver(db, self._sql[db.dialect.name], given)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        cursor.close()
        return rows


_NAMED = re.compile(r":(\w+)")


def begin_for_driver(db: Connection) -> None:
    """Begin a transaction where there is none yet: the driver's own cursor begins none.

    A file's has been begun by the driver, without SQLAlchemy.
    """
    connection: Any = db.connection.dbapi_connection
    on_file = db.dialect.name == "sqlite"
    if not (connection.in_transaction if on_file else db.in_transaction()):
        db.begin()


def run_by_driver(db: Connection, sql: str, arguments: Sequence[Any] | Mapping[str, Any]) -> Any:
    """Run SQL on the driver's own cursor, errors as SQLAlchemy raises them; returns the cursor."""
    begin_for_driver(db)
    dialect = db.dialect
    connection: Any = db.connection.dbapi_connection
    cursor = connection.cursor()
    try:
        cursor.execute(sql, arguments)
    except dialect.loaded_dbapi.Error as error:
        lost = dialect.is_disconnect(error, connection, cursor)
        if lost:
            db.invalidate(error)
        raise exc.DBAPIError.instance(
            sql, None, error, dialect.loaded_dbapi.Error, connection_invalidated=lost
        ) from error
    return cursor


def _as_it_is(value: Any) -> Any:
    return value


def _literal(value: object) -> str:
    """Return a value of ours as SQL has it.

    Errors: TypeError for what has no such form on both engines, a date say: give it a bindparam.
    """
    if value is None:
        return "NULL"
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    if not isinstance(value, int):
        raise TypeError(f"{value!r} can’t be written into a statement: give it a bindparam.")
    return str(value)


_PLACEHOLDER = re.compile(r"\?|%\((\w+)\)s")


def _written_out(sql: str, order: Sequence[str] | None, literals: Mapping[str, str]) -> str:
    """Return the SQL with values that are always the same written into it.

    Both engines then know them when they plan: which partial index serves. SQLite planned a
    statement anew each time where such a value was bound.
    """
    names = iter(order or ())

    def write(found: re.Match[str]) -> str:
        literal = literals.get(found[1] or next(names))
        if literal is None:
            return found[0]
        return literal.replace("%", "%%") if found[1] else literal

    return _PLACEHOLDER.sub(write, sql)
