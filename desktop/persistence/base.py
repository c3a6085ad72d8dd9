"""Metadata, naming convention and column types, the same for both engines."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any, Generic, TypeVar

from sqlalchemy import TIMESTAMP, UUID, BigInteger, Dialect, Integer, MetaData, Text
from sqlalchemy.types import TypeDecorator, TypeEngine

from desktop.domain.preference_fields import Filled
from desktop.domain.times import as_utc

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

IdT = TypeVar("IdT", bound=str)
CodeT = TypeVar("CodeT", bound=StrEnum)
_Processor = Callable[[Any], Any]


class Id(TypeDecorator[IdT], Generic[IdT]):
    """A UUIDv7 as 36-character text; ``uuid`` on PostgreSQL (loaded as text), TEXT on SQLite."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Choose the column type of the engine."""
        if dialect.name == "postgresql":
            return dialect.type_descriptor(UUID(as_uuid=False))
        return dialect.type_descriptor(Text())

    def result_processor(self, dialect: Dialect, coltype: object) -> _Processor | None:
        """Pass text through: psycopg has a text loader for ``uuid`` (engine.py)."""
        return None

    def bind_processor(self, dialect: Dialect) -> _Processor | None:
        """Pass text through on both engines."""
        return None


class Instant(TypeDecorator[datetime]):
    """An aware UTC instant; fixed-width text on SQLite so that byte order is time order."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Choose the column type of the engine."""
        if dialect.name == "postgresql":
            return dialect.type_descriptor(TIMESTAMP(timezone=True))
        return dialect.type_descriptor(Text())

    def bind_processor(self, dialect: Dialect) -> _Processor | None:
        """Refuse a naive datetime; write UTC."""
        if dialect.name == "postgresql":
            return lambda value: None if value is None else as_utc(value)
        return lambda value: None if value is None else instant_text(value)

    def result_processor(self, dialect: Dialect, coltype: object) -> _Processor | None:
        """Give aware UTC datetimes back, as psycopg does: our connections are set to UTC."""
        if dialect.name == "postgresql":
            return None
        read = datetime.fromisoformat
        return lambda value: None if value is None else read(value)


@lru_cache(maxsize=256)
def instant_text(value: datetime) -> str:
    """Return the fixed-width text of an instant, ``YYYY-MM-DDTHH:MM:SS.ffffffZ``.

    An act writes the same few instants many times over.
    """
    utc = as_utc(value)
    return utc.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


class Code(TypeDecorator[CodeT], Generic[CodeT]):
    """A value of a domain enum, stored as its text."""

    impl = Text
    cache_ok = True

    def __init__(self, kind: type[CodeT]):
        super().__init__()
        self.kind = kind

    def bind_processor(self, dialect: Dialect) -> _Processor | None:
        """Store the enum's text; refuse text that is no member (KeyError)."""
        texts: dict[Any, str | None] = {None: None, **{one: one.value for one in self.kind}}
        return texts.__getitem__

    def result_processor(self, dialect: Dialect, coltype: object) -> _Processor | None:
        """Give the enum back."""
        members: dict[Any, Any] = {None: None, **{one.value: one for one in self.kind}}
        return members.__getitem__


class Words(TypeDecorator[tuple[str, ...]]):
    """A tuple of short texts, stored as a JSON list."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: tuple[str, ...] | None, dialect: Dialect) -> str | None:
        """Write the list."""
        return None if value is None else json.dumps(list(value), ensure_ascii=False)

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[str, ...] | None:
        """Read the list."""
        if value is None:
            return None
        return () if value == "[]" else tuple(json.loads(value))  # most are empty


class FilledIn(TypeDecorator[Filled]):
    """The fields of a preference that are filled in, as a JSON object; "" for none."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Filled | None, dialect: Dialect) -> str | None:
        """Write the object, in the order of the fields."""
        return json.dumps(dict(value), ensure_ascii=False) if value else ""

    def process_result_value(self, value: str | None, dialect: Dialect) -> Filled | None:
        """Read the object; lists are tuples again."""
        return tuple(
            (name, tuple(one) if isinstance(one, list) else one)
            for name, one in json.loads(value or "{}").items()
        )


def bytewise() -> Text:
    """Return text that sorts and ranges by bytes on both engines (search keys)."""
    return Text().with_variant(Text(collation="C"), "postgresql")


def counting() -> BigInteger:
    """Return a whole number that may count itself (an SQLite rowid has to be INTEGER)."""
    return BigInteger().with_variant(Integer(), "sqlite")
