"""The slots of the demo's half days: which kind, how long, when they open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time

from desktop.operations.demo_practice import AFTERNOON, KINDS, MORNING, Worker

OPENS = time(8, 0)
"""When slots on the day open, by the rule of their kind."""
_OPENS_LATER = (time(11, 0), time(15, 0))
"""When the last of a morning, of an afternoon do: a second lot, kept back by hand."""

_GROUP = ("Grace Adeyemi", 1, 3)
"""Whose afternoon begins with a group, and on which day of the week."""


@dataclass(frozen=True, slots=True)
class PatternSlot:
    """One slot of a half day: minutes from its start, kind, length, hour it opens at."""

    offset: int
    letter: str
    minutes: int
    opens: time | None


def lay_pattern(letters: str, base: int, half: int) -> tuple[PatternSlot, ...]:
    """Return the slots of a half day, as many as fit; on-the-day ones open in two batches."""
    laid: list[PatternSlot] = []
    length = (MORNING, AFTERNOON)[half][1]
    at = 0
    for letter in letters:
        minutes = base if letter in "RDTVb" else KINDS[letter].minutes
        if letter == "L":
            minutes = 2 * base
        if at + minutes > length:
            break
        opens = None
        if letter == "D":
            opens = OPENS if at < length * 0.7 else _OPENS_LATER[half]
        laid.append(PatternSlot(at, letter, minutes, opens))
        at += minutes
    return tuple(laid)


def has_group(worker: Worker, half: int, weekday: int) -> bool:
    """Return whether that half day begins with a group."""
    return (worker.name, half, weekday) == _GROUP


def pattern_of(worker: Worker, half: int, *, group: bool) -> tuple[PatternSlot, ...]:
    """Return the slots of a clinician's half day."""
    if group:
        return lay_pattern("G" + worker.afternoon, 10, half)
    return lay_pattern((worker.morning, worker.afternoon)[half], worker.base, half)
