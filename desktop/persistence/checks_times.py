"""Whether times are what they say: fixed-width UTC, dates the clinic's, ends after starts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from enum import StrEnum

from sqlalchemy import Connection, Date, text

from desktop.domain.times import date_of
from desktop.persistence.base import Instant, metadata
from desktop.persistence.checks import Rule, Violation, read_instant
from desktop.persistence.rows import key_names

_DIGITS = {"d": "[0-9]"}
_INSTANT_GLOB = "".join(_DIGITS.get(one, one) for one in "dddd-dd-ddTdd:dd:dd.ddddddZ")

TIMES = tuple(
    Rule(
        f"no length: {table}",
        table,
        "it ends before it begins, or at once",
        f"SELECT id FROM {table} WHERE end_at <= start_at",
    )
    for table in ("sessions", "slots", "appointments")
)


class TimesRule(StrEnum):
    """What times and dates may have, by name."""

    INSTANT = "no instant"
    DATE = "no date"
    OTHER_DATE = "another date"


def find_misshapen(db: Connection) -> Iterator[Violation]:
    """Give the instants and dates that SQLite keeps as text of another shape; none elsewhere."""
    if db.dialect.name != "sqlite":
        return
    for table in metadata.sorted_tables:
        key = " || '/' || ".join(f'CAST("{name}" AS TEXT)' for name in key_names(table))
        for column in table.c:
            if isinstance(column.type, Instant):
                wrong = f"\"{column.name}\" NOT GLOB '{_INSTANT_GLOB}'"
                rule, words = TimesRule.INSTANT, f"its {column.name} is not an instant in UTC"
            elif isinstance(column.type, Date):
                wrong = f'date("{column.name}") IS NOT "{column.name}"'
                rule, words = TimesRule.DATE, f"its {column.name} is not a date"
            else:
                continue
            query = text(
                f'SELECT {key} AS id FROM "{table.name}" '
                f'WHERE "{column.name}" IS NOT NULL AND {wrong}'
            )
            for row in db.execute(query):
                yield Violation(rule, table.name, str(row.id), words)


def find_wrong_dates(db: Connection, zone: str) -> Iterator[Violation]:
    """Give the sessions and visits whose date is not the clinic's date at their start."""
    for table in ("sessions", "appointments"):
        query = text(f"SELECT id, on_date, start_at FROM {table} WHERE start_at IS NOT NULL")
        for row in db.execute(query):
            try:
                start_at = read_instant(row.start_at)
                on_date = (
                    row.on_date
                    if isinstance(row.on_date, date)
                    else date.fromisoformat(row.on_date)
                )
                is_right = date_of(start_at, zone) == on_date
            except ValueError:
                continue  # find_misshapen names it
            if not is_right:
                words = f"its date is {on_date}, and at the clinic it begins on another"
                yield Violation(TimesRule.OTHER_DATE, table, str(row.id), words)
