"""Reading very many rows at once: plain tuples straight from the driver, few conversions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Dialect, Select

_KEPT = 4096
_Processor = Callable[[Any], Any]


class QuickRows:
    """A statement whose rows are wanted in their hundreds.

    SQLAlchemy builds and runs it; its Row objects and their look-up by name, which cost more than
    the query, are left out. A column's values repeat (instants, kinds, states): each is converted
    once and kept.
    """

    def __init__(self, statement: Select[*tuple[Any, ...]]) -> None:
        self._statement = statement
        self._converters: dict[str, tuple[tuple[int, _Processor], ...]] = {}

    def read(self, db: Connection, parameters: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """Return all rows as tuples in the order of the statement's columns."""
        return list(zip(*self.read_columns(db, parameters), strict=True))

    def read_columns(self, db: Connection, parameters: Mapping[str, Any]) -> list[Sequence[Any]]:
        """Return all rows as columns: one sequence for each of the statement's columns."""
        result = db.execute(self._statement, parameters)
        columns: list[Any] = list(zip(*result.cursor.fetchall(), strict=True))
        result.close()
        if not columns:
            return [()] * len(self._statement.selected_columns)
        for place, convert in self._converters_of(db.dialect):
            columns[place] = list(map(convert, columns[place]))
        return columns

    def _converters_of(self, dialect: Dialect) -> tuple[tuple[int, _Processor], ...]:
        found = self._converters.get(dialect.name)
        if found is None:
            found = tuple(
                (place, lru_cache(_KEPT)(processor))
                for place, column in enumerate(self._statement.selected_columns)
                if (processor := column.type.dialect_impl(dialect).result_processor(dialect, None))
            )
            self._converters[dialect.name] = found
        return found
