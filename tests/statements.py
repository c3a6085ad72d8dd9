"""Statements are compiled once a run, and not anew for every database that a test opens.

SQLAlchemy keeps what it compiled with the engine; a test opens one or two, and most of what it then
does is compiling what the test before it compiled.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine


class _Compiled(dict[Any, Any]):
    """What was compiled, by the dialect's name: each engine has a dialect of its own."""

    def get(self, key: tuple[Any, ...], default: Any = None) -> Any:
        return super().get((key[0].name, *key[1:]), default)

    def __setitem__(self, key: tuple[Any, ...], value: Any) -> None:
        super().__setitem__((key[0].name, *key[1:]), value)


@pytest.fixture(scope="session", autouse=True)
def statements_are_compiled_once() -> Iterator[None]:
    """Give every engine that is opened the same cache of compiled statements."""
    from desktop.persistence import engine

    compiled = _Compiled()

    def create(*given: Any, **how: Any) -> Engine:
        return create_engine(*given, execution_options={"compiled_cache": compiled}, **how)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "create_engine", create)
        yield
