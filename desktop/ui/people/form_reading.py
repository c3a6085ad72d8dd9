"""Each field of the form read as it is typed: the value, how it was understood, what is odd."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from desktop.domain.contacts import PhoneKind, read_email, read_phone, read_postcode
from desktop.domain.errors import RuleViolation
from desktop.domain.nhs_numbers import NumberKind, parse_nhs_number
from desktop.domain.said_dates import read_said_date, say_date
from desktop.domain.text import clean_line, clean_lines
from desktop.ui.people.panel_words import age_words


@dataclass(frozen=True, slots=True)
class FieldReading:
    """What a field says: its value, or the sentence of what is wrong with it.

    Shape: ``understood`` repeats in other words how it was read; ``doubt`` is a warning that does
    not stop a save; ``choices`` are the birth dates it may mean, where it is not clear;
    ``is_early`` says that more typing may put it right, so it is not told before the field is left.
    """

    value: Any = None
    understood: str = ""
    doubt: str = ""
    wrong: str = ""
    choices: tuple[date, ...] = ()
    is_early: bool = False


EMPTY = FieldReading("")
_UNFINISHED = frozenset({"date_unclear", "date_no_year", "phone_short", "email"})


def read_birth(text: str, *, today: date) -> FieldReading:
    """Read a birth date as people say it; two centuries are both offered, none is guessed."""

    def read() -> FieldReading:
        found = read_said_date(text, today=today, past_only=True, field="born_on")
        if len(found) > 1:
            said = " or ".join(say_date(on) for on in found)
            return FieldReading(None, f"{said}? Choose one.", choices=found)
        return FieldReading(found[0], birth_words(found[0], today))

    return _reading(text, read)


def birth_words(born_on: date, today: date) -> str:
    """Say a birth date in full with the age: "12 March 1980, 46 years old"."""
    age = age_words(born_on, today)
    return f"{say_date(born_on)}, {age} old" if " " in age else f"{say_date(born_on)}, {age} years"


def read_number(text: str) -> FieldReading:
    """Read an NHS number; one meant for tests is taken with a mark."""

    def read() -> FieldReading:
        reading = parse_nhs_number(text)
        if reading.kind is NumberKind.TEST:
            return FieldReading(reading.digits, doubt=f"{reading.shown}: a test number.")
        return FieldReading(reading.digits, f"{reading.shown}, {reading.kind.region}")

    found = _reading(text, read)
    # Finding by birth date is for the search, where the number was to find somebody.
    return replace(found, wrong=found.wrong.replace(", or find by birth date", ""))


def read_number_of_phone(text: str) -> FieldReading:
    """Read a phone number; doubtful ones are kept with a warning."""

    def read() -> FieldReading:
        reading = read_phone(text)
        kind = "" if reading.kind is PhoneKind.OTHER else f", {reading.kind.value}"
        understood = "" if reading.doubtful else f"{reading.shown}{kind}"
        return FieldReading(reading.shown, understood, reading.doubtful or "")

    return _reading(text, read)


def read_address_of_email(text: str) -> FieldReading:
    """Read an e-mail address; doubtful ones are kept with a warning."""

    def read() -> FieldReading:
        reading = read_email(text)
        return FieldReading(reading.address, doubt=reading.doubtful or "")

    return _reading(text, read)


def read_code(text: str) -> FieldReading:
    """Read a postcode; one of another country is kept with a warning."""

    def read() -> FieldReading:
        reading = read_postcode(text)
        understood = reading.postcode if reading.postcode != text.strip() else ""
        return FieldReading(
            reading.postcode, "" if reading.doubtful else understood, reading.doubtful or ""
        )

    return _reading(text, read)


def read_line(text: str, *, longest: int) -> FieldReading:
    """Read a field of one line."""
    return _reading(text, lambda: FieldReading(clean_line(text, field="", longest=longest)))


def read_lines(text: str, *, longest: int) -> FieldReading:
    """Read a field of several lines."""
    return _reading(text, lambda: FieldReading(clean_lines(text, field="", longest=longest)))


def _reading(text: str, read: Callable[[], FieldReading]) -> FieldReading:
    if not text.strip():
        return EMPTY
    try:
        return read()
    except RuleViolation as violation:
        words = violation.message or "This can’t be kept as typed."
        return FieldReading(None, wrong=words, is_early=_may_come_right(violation))


def _may_come_right(violation: RuleViolation) -> bool:
    if violation.code == "nhs_length":
        digits = violation.facts.get("digits")
        return isinstance(digits, int) and digits < 10
    return violation.code in _UNFINISHED
