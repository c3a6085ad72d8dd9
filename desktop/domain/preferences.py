"""Kinds of preference and need: code, icon, the words a row and a slot have room for.

Source: domain.md 3.2 for the codes of needs (SNOMED CT), design README "Type, icons, targets".
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PreferenceKind:
    """One kind. ``short`` fits a slot, ``words`` a panel row; ``is_need`` shows it in the diary."""

    code: str
    icon: str
    short: str
    words: str
    is_need: bool = True
    snomed: str = ""


_KINDS = (
    PreferenceKind("bsl", "hand-waving", "BSL", "BSL interpreter", snomed="204331000000107"),
    PreferenceKind("interpreter", "translate", "interpreter", "Interpreter"),
    PreferenceKind(
        "double-length", "hourglass-medium", "double", "Double length", snomed="1108171000000102"
    ),
    PreferenceKind(
        "step-free", "wheelchair", "step-free", "Step-free room", snomed="1108191000000103"
    ),
    PreferenceKind("hearing", "ear", "face them", "Hearing aid, lip reading", snomed="285055002"),
    PreferenceKind("low-vision", "eye", "low vision: guide", "Low vision, guide"),
    PreferenceKind(
        "quiet", "speaker-simple-slash", "quiet wait", "Quiet place", snomed="1325391000000106"
    ),
    PreferenceKind(
        "large-print", "text-aa", "large print", "Letters in large print", snomed="957331000000109"
    ),
    PreferenceKind("fetch", "person-simple-walk", "fetch in person", "Fetch in person"),
    PreferenceKind(
        "assistance-dog", "dog", "assistance dog", "Assistance dog", snomed="862731000000105"
    ),
    PreferenceKind("carer", "users", "with carer", "Carer or companion", snomed="1108151000000106"),
    PreferenceKind(
        "woman-clinician", "gender-female", "woman only", "Woman clinician", snomed="314434008"
    ),
    PreferenceKind("man-clinician", "gender-male", "man only", "Man clinician", snomed="314435009"),
    PreferenceKind("memory", "brain", "memory", "Memory"),
    PreferenceKind(
        "anxious",
        "smiley-nervous",
        "say each step first",
        "Anxious, needle fear",
        snomed="1325321000000108",
    ),
    PreferenceKind("seat", "armchair", "special seat", "Special seat"),
    PreferenceKind("language", "chat-dots", "first language", "Welsh or other first language"),
    PreferenceKind("text-only", "device-mobile", "text only", "Text only"),
    PreferenceKind("own-words", "quotes", "own words", "What matters to me", is_need=False),
    PreferenceKind("reach", "device-mobile", "reach by", "Reach them by", is_need=False),
)

KINDS: dict[str, PreferenceKind] = {kind.code: kind for kind in _KINDS}
"""Every kind by its code."""


_ORDER = {code: number for number, code in enumerate(KINDS)}


def order_of(code: str) -> int:
    """Return the place of a kind among the others; unknown ones come last."""
    return _ORDER.get(code, len(_ORDER))


def kind_of(code: str) -> PreferenceKind:
    """Return the kind of that code; an unknown one (from a newer desk) is shown by its code."""
    return KINDS.get(code) or PreferenceKind(code, "info", code, code, is_need=False)
