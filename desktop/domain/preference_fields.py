"""The fields of what a person can tell us: what may be filled in, tidied and said in words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import NamedTuple

from desktop.domain.errors import RuleViolation
from desktop.domain.text import clean_line, sentence_case
from desktop.domain.times import DAYS_WHOLE

Value = str | int | tuple[str, ...]
"""What a field holds; several choices, days or ids are a tuple."""

Filled = tuple[tuple[str, Value], ...]
"""The fields filled in, in the order of the kind's fields; what is empty is left out."""

LONGEST_LINE = 200
DAY_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_CLOCK = re.compile(r"(\d{1,2})(?:[:.]?(\d{2}))?\s*(?:([ap])\.?m\.?)?", re.A | re.I)
_NUMBER = re.compile(r"(\d{1,4})\s*(?:pt|points?|min|mins|minutes?|days?)?", re.A | re.I)


class FieldType(StrEnum):
    """What a field takes."""

    LINE = "line"
    NUMBER = "number"
    CLOCK = "clock"
    CHOICE = "choice"
    CHOICES = "choices"
    DAYS = "days"
    CLINICIANS = "clinicians"
    CLINICS = "clinics"


_SEVERAL = frozenset({FieldType.CHOICES, FieldType.DAYS, FieldType.CLINICIANS, FieldType.CLINICS})


class Choice(NamedTuple):
    """One answer: its code, how it is said, and its SNOMED CT code where it has one of its own."""

    code: str
    words: str
    snomed: str = ""


class Field(NamedTuple):
    """One field of a kind of preference.

    Shape: ``says`` puts what is filled in into a sentence ("{} first"). Units: ``least`` and
    ``most`` bound a number.
    """

    name: str
    words: str
    type: FieldType = FieldType.LINE
    says: str = "{}"
    choices: tuple[Choice, ...] = ()
    required: bool = False
    least: int = 0
    most: int = 999

    @property
    def holds_ids(self) -> bool:
        """Whether it holds ids of the practice's own: whoever writes them looks for them."""
        return self.type in (FieldType.CLINICIANS, FieldType.CLINICS)


def check_filled(fields: Iterable[Field], given: Mapping[str, object]) -> Filled:
    """Return the fields tidied, in their order, empty ones left out.

    Errors: RuleViolation at the field: empty, choice, number, clock, line (too long, control);
    ("field") for one the kind has not.
    """
    known = {one.name: one for one in fields}
    for name in given:
        if name not in known:
            raise RuleViolation("field", name, "There is no such field here.")
    found = []
    for one in known.values():
        value = _check(one, given.get(one.name))
        if value not in ("", (), None):
            found.append((one.name, value))
        elif one.required:
            raise RuleViolation("empty", one.name, f"Say this first: {one.words.lower()}.")
    return tuple(found)


def _check(field: Field, given: object) -> Value | None:
    if given is None or given in ("", ()):
        return None
    if field.type is FieldType.NUMBER:
        return _number(field, given)
    if field.type in _SEVERAL:
        return _several(field, given)
    text = clean_line(str(given), field=field.name, longest=LONGEST_LINE)
    if field.type is FieldType.CHOICE and text:
        _check_choice(field, text)
    return _clock(field, text) if field.type is FieldType.CLOCK and text else text


def _clock(field: Field, text: str) -> str:
    """Return "10", "9.30", "2 p.m." or "0930" as it is kept: "10:00"."""
    found = _CLOCK.fullmatch(text)
    hour, minute = (int(part or 0) for part in found.groups()[:2]) if found else (99, 0)
    half = (found[3] or "").casefold() if found else ""
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    elif half:
        hour = 99
    if hour > 23 or minute > 59:
        raise RuleViolation("clock", field.name, "Type a time such as 09:30.")
    return f"{hour:02}:{minute:02}"


def _number(field: Field, given: object) -> int:
    found = _NUMBER.fullmatch(str(given).strip())  # "18 pt" is 18
    number = int(found[1]) if found else -1
    if not field.least <= number <= field.most:
        sentence = f"Type a whole number from {field.least} to {field.most}."
        raise RuleViolation("number", field.name, sentence)
    return number


def _several(field: Field, given: object) -> tuple[str, ...]:
    if isinstance(given, str) or not isinstance(given, Iterable):
        raise RuleViolation("choice", field.name, "Choose from the list.")
    chosen = tuple(dict.fromkeys(str(one) for one in given))
    if field.holds_ids:
        return chosen
    offered = _codes(field)
    for one in chosen:
        if one not in offered:
            _check_choice(field, one)
    return tuple(one for one in offered if one in chosen)


def _codes(field: Field) -> tuple[str, ...]:
    if field.type is FieldType.DAYS:
        return DAY_CODES
    return tuple(one.code for one in field.choices)


def _check_choice(field: Field, code: str) -> None:
    if code not in _codes(field):
        raise RuleViolation("choice", field.name, "Choose from the list.")


def say_filled(
    fields: Iterable[Field], filled: Filled, names: Mapping[str, str] | None = None
) -> str:
    """Say what is filled in: "In person, Joanna Price first"; ``names`` says ids."""
    held = dict(filled)
    parts = [
        one.says.format(say_value(one, held[one.name], names or {}))
        for one in fields
        if one.name in held
    ]
    said = ", ".join(part for part in parts if part)
    return sentence_case(said)


def say_value(field: Field, value: Value, names: Mapping[str, str]) -> str:
    """Say one field's value; an id nobody knows any more is left out."""
    if field.holds_ids and isinstance(value, tuple):
        return _joined([names[one] for one in value if one in names])
    words = {one.code: one.words for one in field.choices}
    if field.type is FieldType.DAYS:
        words = dict(zip(DAY_CODES, DAYS_WHOLE, strict=True))
    if isinstance(value, tuple):
        return _joined([words.get(one, one) for one in value])
    return words.get(str(value), str(value))


def _joined(words: list[str]) -> str:
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"
