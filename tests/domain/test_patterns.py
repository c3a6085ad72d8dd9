"""A slot pattern as it is typed: read, said again, refused in words."""

from __future__ import annotations

import pytest

from desktop.domain.errors import RuleViolation
from desktop.domain.patterns import pattern_minutes, read_pattern, say_pattern
from desktop.domain.sessions import PatternPart
from tests.factories.diary import TYPES

KINDS = tuple(TYPES.values())
R, D, B, BREAK = (next(one.id for one in KINDS if one.letter == letter) for letter in "RDBb")


@pytest.mark.parametrize(
    ("typed", "parts"),
    [
        (
            "6 x Routine 10 min, break 20, 4 x On the day 10 min",
            (PatternPart(6, R, 10), PatternPart(1, BREAK, 20), PatternPart(4, D, 10)),
        ),
        ("routine", (PatternPart(1, R, 10),)),
        ("3xR;  2 × d 15 minutes\nb 5", (
            PatternPart(3, R, 10), PatternPart(2, D, 15), PatternPart(1, BREAK, 5),
        )),
        ("B", (PatternPart(1, B, 10),)),
        ("2 x ON  THE DAY 30 for 8,", (PatternPart(2, D, 30, 8),)),
    ],
)  # fmt: skip
def test_a_pattern_is_read(typed: str, parts: tuple[PatternPart, ...]) -> None:
    assert read_pattern(typed, KINDS) == parts


def test_a_pattern_said_can_be_typed_again() -> None:
    typed = "6 x Routine 10 min, Break 20 min, 4 x On the day 10 min for 3"
    parts = read_pattern(typed, KINDS)

    assert say_pattern(parts, {kind.id: kind.name for kind in KINDS}) == typed
    assert pattern_minutes(parts) == 120


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "Add at least one slot"),
        ("6 x Surgery 10", "6 x Surgery 10"),
        ("6 x", "6 x"),
        ("Routine 0", "between 1 and 480"),
        ("Routine 1000", "between 1 and 480"),
        ("0 x Routine", "between 1 and 200"),
        ("Routine 10 for 0", "between 1 and 60"),
    ],
)
def test_what_is_no_pattern_is_refused_by_the_part(typed: str, words: str) -> None:
    with pytest.raises(RuleViolation, match=words) as refused:
        read_pattern(typed, KINDS)

    assert refused.value.field == "pattern"
