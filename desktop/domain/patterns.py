"""A session's slot pattern as it is typed and said: "6 x Routine 10 min, break 20"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from desktop.domain.errors import RuleViolation
from desktop.domain.ids import SlotTypeId
from desktop.domain.practice import SlotType
from desktop.domain.sessions import PatternPart, check_part

_PART = re.compile(
    r"(?:(?P<count>\d+)\s*[x×*]\s*)?(?P<kind>.*?)"
    r"(?:\s+(?P<minutes>\d+)(?:\s*(?:min|mins|minutes))?)?"
    r"(?:\s+for\s+(?P<capacity>\d+))?",
    re.IGNORECASE | re.ASCII,
)


def read_pattern(typed: str, kinds: Iterable[SlotType]) -> tuple[PatternPart, ...]:
    """Return the parts of a typed pattern.

    Shape: parts stand between commas, semicolons or lines: "6 x Routine 10 min", "break 20",
    "Group 60 for 8"; a kind by its name, short name or letter; its usual minutes where none stand.
    Errors: RuleViolation("pattern") naming the part that can't be read.
    """
    named = _by_name(kinds)
    parts = tuple(
        _read_part(part.strip(), named) for part in re.split(r"[,;\n]", typed) if part.strip()
    )
    if not parts:
        raise _refused("Add at least one slot to the pattern.")
    return parts


def _read_part(typed: str, named: dict[str, SlotType]) -> PatternPart:
    found = _PART.fullmatch(typed)
    assert found is not None  # every text has a kind, if only one that is not there
    called = " ".join(found["kind"].split())
    kind = named.get(called) or named.get(called.casefold())
    if kind is None:
        raise _refused(f"“{typed[:60]}”: no kind of slot is called so. Type 6 x Routine 10 min.")
    part = PatternPart(
        int(found["count"] or 1),
        kind.id,
        int(found["minutes"] or kind.minutes),
        int(found["capacity"] or 1),
    )
    check_part(part)
    return part


def _by_name(kinds: Iterable[SlotType]) -> dict[str, SlotType]:
    """Return the kinds in use by what they may be called; "b" first by the letter b, then B."""
    found: dict[str, SlotType] = {}
    active = [kind for kind in kinds if kind.active]
    for kind in active:
        found[kind.letter] = kind
    for name in ("short_name", "name"):
        for kind in active:
            found[" ".join(str(getattr(kind, name)).split()).casefold()] = kind
    for kind in active:
        found.setdefault(kind.letter.casefold(), kind)
    return found


def say_pattern(parts: Sequence[PatternPart], names: dict[SlotTypeId, str]) -> str:
    """Say a pattern as it can be typed, "6 x Routine 10 min, Break 20 min"."""
    return ", ".join(_say_part(part, names[part.slot_type_id]) for part in parts)


def _say_part(part: PatternPart, name: str) -> str:
    count = f"{part.count} x " if part.count > 1 else ""
    room = f" for {part.capacity}" if part.capacity > 1 else ""
    return f"{count}{name} {part.minutes} min{room}"


def pattern_minutes(parts: Iterable[PatternPart]) -> int:
    """Return how long a pattern takes, breaks too."""
    return sum(part.count * part.minutes for part in parts)


def _refused(sentence: str) -> RuleViolation:
    return RuleViolation("pattern", "pattern", sentence)
