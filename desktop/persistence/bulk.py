"""Writing very many rows at once: the demo practice and other made or imported data."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Dialect, Table

from desktop.persistence.prepared import begin_for_driver
from desktop.persistence.rows import Values

_Processor = Callable[[Any], Any]


def insert_bulk(db: Connection, table: Table, rows: Sequence[Values]) -> None:
    """Insert rows that all have the same columns, by the quickest way the engine has.

    A column the rows do not have gets the table's own default, or stays empty where it may.

    Nothing is journalled: what is written so is on record as one act, not row by row.
    """
    if not rows:
        return
    names = tuple(
        column.name
        for column in table.c
        if column.name in rows[0] or not (column.server_default or column.nullable)
    )
    ready = _ready_rows(table, names, rows, db.dialect)
    begin_for_driver(db)
    cursor = db.connection.cursor()
    try:
        if db.dialect.name == "postgresql":
            with cursor.copy(_copy_statement(table, names)) as copy:
                for row in ready:
                    copy.write_row(row)
        else:
            marks = ", ".join("?" * len(names))
            columns = ", ".join(f'"{name}"' for name in names)
            cursor.executemany(f'INSERT INTO "{table.name}" ({columns}) VALUES ({marks})', ready)
    finally:
        cursor.close()


def _copy_statement(table: Table, names: tuple[str, ...]) -> str:
    columns = ", ".join(f'"{name}"' for name in names)
    return f'COPY "{table.name}" ({columns}) FROM STDIN'


def _ready_rows(
    table: Table, names: tuple[str, ...], rows: Sequence[Values], dialect: Dialect
) -> list[tuple[Any, ...]]:
    """Return the rows as tuples of what the driver takes."""
    columns: list[list[Any]] = []
    for name, processor in zip(names, _processors(table, names, dialect), strict=True):
        values = [row[name] for row in rows]
        columns.append(values if processor is None else list(map(processor, values)))
    return list(zip(*columns, strict=True))


@lru_cache(maxsize=64)
def _processors(
    table: Table, names: tuple[str, ...], dialect: Dialect
) -> tuple[_Processor | None, ...]:
    return tuple(table.c[name].type.dialect_impl(dialect).bind_processor(dialect) for name in names)
