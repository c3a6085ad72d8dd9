"""The pattern slot by slot: every change of the strip, and the lines it is said in again."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from desktop.domain.errors import RuleViolation
from desktop.domain.ids import SlotTypeId
from desktop.domain.sessions import PatternPart
from desktop.domain.slot_strip import (
    Slots,
    add_after,
    change_kind,
    gather,
    list_starts,
    move,
    remove,
    spread,
    stretch,
)

R, B = SlotTypeId("routine"), SlotTypeId("break")
LINES = (PatternPart(2, R, 10), PatternPart(1, B, 20), PatternPart(1, R, 10))
SLOTS = spread(LINES)


def said(slots: Slots) -> str:
    return " ".join(f"{one.count}{one.slot_type_id[0]}{one.minutes}" for one in gather(slots))


def test_lines_spread_into_slots_and_gathered_again_are_the_same() -> None:
    assert len(SLOTS) == 4
    assert gather(SLOTS) == LINES
    assert list_starts(SLOTS, 510) == (510, 520, 530, 550)
    assert gather(()) == ()


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda: change_kind(SLOTS, 2, R), "2r10 1r20 1r10"),
        (lambda: change_kind(SLOTS, 0, B), "1b10 1r10 1b20 1r10"),
        (lambda: stretch(SLOTS, 1, 5), "1r10 1r15 1b20 1r10"),
        (lambda: stretch(SLOTS, 2, -10), "2r10 1b10 1r10"),
        (lambda: move(SLOTS, 2, -1)[0], "1r10 1b20 2r10"),
        (lambda: move(SLOTS, 2, 1)[0], "3r10 1b20"),
        (lambda: add_after(SLOTS, 3), "2r10 1b20 2r10"),
        (lambda: remove(SLOTS, 2), "3r10"),
    ],
)
def test_a_slot_is_changed_and_the_others_stay(change: Callable[[], Slots], expected: str) -> None:
    assert said(change()) == expected


@pytest.mark.parametrize(
    "change",
    [
        lambda: move(SLOTS, 0, -1),
        lambda: move(SLOTS, 3, 1),
        lambda: stretch(SLOTS, 0, -10),
        lambda: stretch(SLOTS, 0, 480),
        lambda: remove(SLOTS[:1], 0),
    ],
)
def test_what_cant_be_is_said_at_the_pattern(change: Callable[[], object]) -> None:
    with pytest.raises(RuleViolation) as refused:
        change()
    assert refused.value.field == "pattern"
    assert refused.value.message.endswith(".")
