"""Whether every key, reference, check and unique index of our tables is still in the database.

SQLite keeps them as words of its schema, PostgreSQL in its catalogue: both are compared with what
the tables would be made with, but for brackets, quotes and the ways PostgreSQL writes words back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sqlalchemy import Connection, Dialect, text
from sqlalchemy.schema import CreateIndex, CreateTable

from desktop.persistence.base import metadata

_CAST = re.compile(r"::(text|character varying|integer|bigint)(\[\])?")
_BETWEEN = re.compile(r"(\S+) between (\S+) and ([^\s)]+)")
_IN = re.compile(r"\bin \(")
_BRACKETS = re.compile(r'["()\[\]\s]')
_NAMED = re.compile(r'CONSTRAINT "?(\w+)"? (.*)', re.DOTALL)
_BODY = re.compile(r"\((.*)\)", re.DOTALL)


def missing_constraints(db: Connection) -> tuple[tuple[str, bool], ...]:
    """Return those that are not in force: ``table.name``, and whether it is there, but changed."""
    found = _found_on_sqlite(db) if db.dialect.name == "sqlite" else _found_on_postgresql(db)
    return tuple(
        (name, name in found)
        for name, body in sorted(wanted_constraints(db.dialect).items())
        if found.get(name) != body
    )


def wanted_constraints(dialect: Dialect) -> dict[str, str]:
    """Return what the tables are made with: ``table.name`` and its words, bare."""
    wanted: dict[str, str] = {}
    for table in metadata.sorted_tables:
        wanted.update(_read_table(table.name, str(CreateTable(table).compile(dialect=dialect))))
        for index in table.indexes:
            if index.unique:
                made = str(CreateIndex(index).compile(dialect=dialect))
                wanted[f"{table.name}.{index.name}"] = _bare(made)
    return wanted


def _found_on_sqlite(db: Connection) -> dict[str, str]:
    query = text("SELECT type, name, tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL")
    found: dict[str, str] = {}
    for row in db.execute(query):
        if row.type == "table":
            found.update(_read_table(row.name, row.sql))
        elif row.type == "index":
            found[f"{row.tbl_name}.{row.name}"] = _bare(row.sql)
    return found


_CATALOGUE = text(
    "SELECT t.relname AS of, c.conname AS name, pg_get_constraintdef(c.oid) AS body FROM "
    "pg_constraint c JOIN pg_class t ON t.oid = c.conrelid WHERE c.contype IN ('c', 'f', 'p', 'u') "
    "AND t.relnamespace = 'public'::regnamespace AND NOT EXISTS "
    "(SELECT 1 FROM pg_trigger g WHERE g.tgconstraint = c.oid AND g.tgenabled = 'D') "
    "UNION ALL SELECT t.relname, x.relname, pg_get_indexdef(x.oid) FROM pg_index i "
    "JOIN pg_class x ON x.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid "
    "WHERE i.indisunique AND i.indisvalid AND t.relnamespace = 'public'::regnamespace "
    "AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = x.oid)"
)
"""Of a reference whose own triggers are switched off nothing is found: it refuses nothing."""


def _found_on_postgresql(db: Connection) -> dict[str, str]:
    return {f"{row.of}.{row.name}": _bare(row.body) for row in db.execute(_CATALOGUE)}


def _read_table(table: str, made: str) -> Iterator[tuple[str, str]]:
    """Give the named constraints of a CREATE TABLE, with their words."""
    body = _BODY.search(made)
    for part in _split(body.group(1)) if body else ():
        named = _NAMED.fullmatch(part.strip())
        if named:
            yield f"{table}.{named.group(1)}", _bare(named.group(2))


def _split(body: str) -> Iterator[str]:
    """Split at the commas that stand in no brackets; our words have none in quotes."""
    depth = start = 0
    for place, letter in enumerate(body):
        depth += (letter == "(") - (letter == ")")
        if letter == "," and depth == 0:
            yield body[start:place]
            start = place + 1
    yield body[start:]


def _bare(words: str) -> str:
    """Return words as both engines have them, without brackets, quotes of names and blanks."""
    low = _CAST.sub("", words.lower()).replace("on public.", "on ").replace("using btree ", "")
    low = _BETWEEN.sub(r"\1 >= \2 and \1 <= \3", low)
    return _BRACKETS.sub("", _IN.sub("= any (array ", low))
