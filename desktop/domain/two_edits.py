"""Two edits of one record brought together: what each changed, and where both changed the same."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from enum import Enum
from typing import Any, Generic, TypeVar

Record = TypeVar("Record")
"""A frozen dataclass: what the desk types of a person, of somebody near them, of a note."""

OWN_OF_A_ROW = frozenset({"id", "version"})
"""Never typed: they tell rows and their states apart."""


class Keep(Enum):
    """The answer for a field both changed."""

    THEIRS = "theirs"
    MINE = "mine"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Merge(Generic[Record]):
    """``record`` has mine where both changed; ``clashes`` names those, ``taken`` only theirs."""

    record: Record
    clashes: tuple[str, ...]
    taken: tuple[str, ...]


def merge_edits(base: Record, mine: Record, theirs: Record) -> Merge[Record]:
    """Bring two edits of the same record together, field by field.

    ``base`` is what mine began with. The same change made by both is no clash.
    """
    taken: dict[str, Any] = {}
    clashes = []
    for name in field_names(base):
        first, my, their = (getattr(one, name) for one in (base, mine, theirs))
        if _plain(their) in (_plain(first), _plain(my)):
            continue
        if _plain(my) == _plain(first):
            taken[name] = their
        else:
            clashes.append(name)
    merged: Record = replace(mine, **taken)  # type: ignore[type-var]  # any dataclass
    return Merge(merged, tuple(clashes), tuple(taken))


def settle(
    merge: Merge[Record], base: Record, theirs: Record, answers: Mapping[str, Keep]
) -> Record:
    """Return the record once each clash is answered; what is not answered stays mine."""
    given: dict[str, Any] = {}
    for name in merge.clashes:
        first, my, their = (getattr(one, name) for one in (base, merge.record, theirs))
        answer = answers.get(name, Keep.MINE)
        if answer is Keep.THEIRS:
            given[name] = their
        elif answer is Keep.BOTH:
            given[name] = keep_both(first, my, their)
    settled: Record = replace(merge.record, **given)  # type: ignore[type-var]  # any dataclass
    return settled


def field_names(record: object) -> tuple[str, ...]:
    """Return the fields of a record that somebody types."""
    assert is_dataclass(record)
    return tuple(one.name for one in fields(record) if one.name not in OWN_OF_A_ROW)


def can_keep_both(value: object, name: str, notes: Collection[str] = ("note", "text")) -> bool:
    """Whether both may stay: of lists and of notes."""
    return isinstance(value, tuple) or (isinstance(value, str) and name in notes)


def keep_both(base: Any, mine: Any, theirs: Any) -> Any:
    """Return what both wrote: a list without what either took away, a note after the other."""
    if isinstance(mine, tuple):
        first, my, their = (tuple(map(_plain, one)) for one in (base, mine, theirs))
        kept = [
            one
            for one, plain in zip(theirs, their, strict=True)
            if plain in my or plain not in first
        ]
        added = [
            one
            for one, plain in zip(mine, my, strict=True)
            if plain not in first and plain not in their
        ]
        return (*kept, *added)
    return "; ".join(part for part in (theirs, mine) if part)


def _plain(value: Any) -> Any:
    """Return a value without what two edits of the same thing may differ in: ids of its rows."""
    if isinstance(value, tuple):
        return tuple(map(_plain, value))
    if is_dataclass(value) and not isinstance(value, type) and hasattr(value, "id"):
        return replace(value, id=None)
    return value
