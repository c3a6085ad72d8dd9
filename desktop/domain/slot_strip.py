"""A pattern slot by slot, as the strip shows it: changed, stretched, moved, added, taken away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from desktop.domain.errors import RuleViolation
from desktop.domain.ids import SlotTypeId
from desktop.domain.sessions import PatternPart, check_part

STEP_MINUTES = 5
Slots = tuple[PatternPart, ...]
"""Parts of a count of one."""


def spread(parts: Sequence[PatternPart]) -> Slots:
    """Return a part for each slot."""
    return tuple(replace(part, count=1) for part in parts for _ in range(part.count))


def gather(slots: Sequence[PatternPart]) -> tuple[PatternPart, ...]:
    """Return equal slots in a row as one part."""
    return tuple(
        replace(one, count=sum(each.count for each in alike)) for one, alike in groupby(slots)
    )


def change_kind(slots: Slots, at: int, kind: SlotTypeId) -> Slots:
    """Return the slots with one of another kind, as long as it was."""
    return (*slots[:at], replace(slots[at], slot_type_id=kind), *slots[at + 1 :])


def stretch(slots: Slots, at: int, minutes: int) -> Slots:
    """Return the slots with one longer or shorter; those after it move.

    Errors: RuleViolation("pattern") out of bounds.
    """
    longer = replace(slots[at], minutes=slots[at].minutes + minutes)
    check_part(longer)
    return (*slots[:at], longer, *slots[at + 1 :])


def move(slots: Slots, at: int, step: int) -> tuple[Slots, int]:
    """Return the slots with one past its neighbour, and where it is then."""
    to = at + step
    if not 0 <= to < len(slots):
        sentence = "It is the first already." if step < 0 else "It is the last already."
        raise RuleViolation("pattern", "pattern", sentence)
    moved = list(slots)
    moved.insert(to, moved.pop(at))
    return tuple(moved), to


def add_after(slots: Slots, at: int) -> Slots:
    """Return the slots with one more like it behind it."""
    return (*slots[: at + 1], slots[at], *slots[at + 1 :])


def remove(slots: Slots, at: int) -> Slots:
    """Return the slots without one; those after it move up.

    Errors: RuleViolation("pattern") for the last one there is.
    """
    if len(slots) == 1:
        raise RuleViolation("pattern", "pattern", "A session has at least one slot.")
    return slots[:at] + slots[at + 1 :]


def list_starts(slots: Slots, start_minute: int) -> tuple[int, ...]:
    """Return when each slot starts, in minutes after midnight."""
    starts = []
    for slot in slots:
        starts.append(start_minute)
        start_minute += slot.minutes
    return tuple(starts)
