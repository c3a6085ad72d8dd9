"""Reading very many rows at once: plain tuples straight from the driver, few conversions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Dialect, Select

from desktop.persistence.prepared import Prepared

_KEPT = 4096
"""How many converted values a column keeps at the most, a day or two of instants."""

_Processor = Callable[[Any], Any]


class _Converted(dict[Any, Any]):
    """A column's values as the driver gives them, with what they become."""

    def __init__(self, processor: _Processor) -> None:
        super().__init__()
        self._processor = processor

    def __missing__(self, value: Any) -> Any:
        self[value] = made = self._processor(value)
        return made


class QuickRows:
    """A statement whose rows are wanted in their hundreds.

    SQLAlchemy builds it; its Row objects and their look-up by name, which cost more than the
    query, are left out. A column's values repeat (instants, states): each is converted once.
    """

    def __init__(self, statement: Select[*tuple[Any, ...]]) -> None:
        self._statement = statement
        self._prepared = Prepared(statement)
        self._converted: dict[str, tuple[tuple[int, _Converted], ...]] = {}

    def read(self, db: Connection, parameters: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """Return all rows as tuples in the order of the statement's columns."""
        return list(zip(*self.read_columns(db, parameters), strict=True))

    def read_columns(
        self,
        db: Connection,
        parameters: Mapping[str, Any],
        *,
        order: Callable[[Sequence[Any]], Any] | None = None,
    ) -> list[Sequence[Any]]:
        """Return all rows as columns: one sequence for each of the statement's columns.

        ``order`` sorts the rows as the driver gives them.
        """
        rows = self._prepared.raw(db, parameters)
        if order is not None:
            rows.sort(key=order)
        columns: list[Any] = list(zip(*rows, strict=True))
        if not columns:
            return [()] * len(self._statement.selected_columns)
        for place, converted in self._converted_of(db.dialect):
            if len(converted) > _KEPT:
                converted.clear()
            columns[place] = list(map(converted.__getitem__, columns[place]))
        return columns

    def _converted_of(self, dialect: Dialect) -> tuple[tuple[int, _Converted], ...]:
        found = self._converted.get(dialect.name)
        if found is None:
            found = tuple(
                (place, _Converted(processor))
                for place, column in enumerate(self._statement.selected_columns)
                if (processor := column.type.dialect_impl(dialect).result_processor(dialect, None))
            )
            self._converted[dialect.name] = found
        return found
