"""Making very many frozen values at once: a day of the diary has over a thousand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import field, fields, make_dataclass
from typing import Any, TypeVar

Value = TypeVar("Value")


def quick_maker(kind: type[Value]) -> Callable[..., Value]:
    """Return a function that makes values of a frozen, slotted dataclass six times as quickly.

    A frozen dataclass sets each field through ``object.__setattr__`` (2.0 us for 15 fields). The
    maker fills an open twin with the same slots (0.2 us) and gives it the frozen class.
    Shape: takes all fields by their place; no ``__post_init__`` is called.
    """
    names = [(one.name, Any, field()) for one in fields(kind)]  # type: ignore[arg-type]  # a TypeVar
    twin: Any = make_dataclass(f"_{kind.__name__}", names, slots=True)

    def make(*values: Any) -> Value:
        made = twin(*values)
        made.__class__ = kind
        return made  # type: ignore[no-any-return]  # it is of that class now

    return make
