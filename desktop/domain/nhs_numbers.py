"""NHS, CHI and H&C numbers: what a typed number is, or which slip it has in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NewType

from desktop.domain.errors import RuleViolation

NhsNumber = NewType("NhsNumber", str)
"""Ten digits without spaces that have passed parse_nhs_number."""

_SEPARATORS = re.compile("[\\s\\-\u2010-\u2015\u2212\u200b-\u200d\u2060\ufeff]+")
_TEN_DIGITS = re.compile(r"[0-9]{10}")
_NOT_A_DIGIT = re.compile(r"[^0-9]")
_ADVICE = "Check it, or find by birth date."
_LONGEST_PASTE = 200


class NumberKind(StrEnum):
    """Who gave the number out."""

    NHS = "nhs"
    CHI = "chi"
    HC = "hc"
    TEST = "test"

    @property
    def region(self) -> str:
        """Where numbers of this kind belong, in words."""
        return _REGIONS[self]


_REGIONS = {
    NumberKind.NHS: "England, Wales or Isle of Man",
    NumberKind.CHI: "Scotland (CHI number)",
    NumberKind.HC: "Northern Ireland (H&C number)",
    NumberKind.TEST: "Test number",
}

_RANGES: tuple[tuple[str, str, NumberKind], ...] = (
    ("0101000000", "3112999999", NumberKind.CHI),
    ("3200000000", "3999999999", NumberKind.HC),
    ("4000000000", "4999999999", NumberKind.NHS),
    ("6000000000", "7999999999", NumberKind.NHS),
    ("9000000000", "9999999999", NumberKind.TEST),
)


@dataclass(frozen=True, slots=True)
class NhsNumberReading:
    """A number that keeps all the rules, and what it is."""

    digits: NhsNumber
    kind: NumberKind

    @property
    def region(self) -> str:
        """Where the number belongs, in words."""
        return self.kind.region

    @property
    def is_test(self) -> bool:
        """Whether no living person can have this number."""
        return self.kind is NumberKind.TEST

    @property
    def shown(self) -> str:
        """The number as people read it, 3 3 4."""
        return format_nhs_number(self.digits)


def parse_nhs_number(text: str, *, field: str = "nhs_number") -> NhsNumberReading:
    """Read a typed or pasted number; spaces and dashes do not matter.

    Errors: RuleViolation with code nhs_digits, nhs_length, nhs_repeated, nhs_check, nhs_range or
    nhs_date (the birth date in a Scottish number), its sentence saying the slip.
    Source: NHS Data Dictionary, NHS NUMBER; ranges as allocated to the four nations.
    """
    digits = _SEPARATORS.sub("", text[:_LONGEST_PASTE])
    _check_digits(digits, field)
    _check_length(digits, field)
    if digits == digits[0] * 10:
        sentence = f"This number has a slip in it: it is ten times the digit {digits[0]}."
        raise RuleViolation("nhs_repeated", field, f"{sentence} {_ADVICE}")
    if check_digit(digits[:9]) != digits[9]:
        sentence = "This number has a slip in it. Check the last digits, or find by birth date."
        raise RuleViolation("nhs_check", field, sentence)
    kind = _kind_of(digits)
    if kind is None:
        sentence = f"This number has a slip in it: no number starts with {digits[:3]}."
        raise RuleViolation("nhs_range", field, f"{sentence} {_ADVICE}", start=digits[:3])
    if kind is NumberKind.CHI and not _starts_with_a_date(digits):
        sentence = (
            "This number has a slip in it: a Scottish number starts with a birth date, "
            f"and {digits[:2]}/{digits[2:4]}/{digits[4:6]} does not exist."
        )
        raise RuleViolation("nhs_date", field, f"{sentence} {_ADVICE}")
    return NhsNumberReading(NhsNumber(digits), kind)


def check_digit(stem: str) -> str | None:
    """Return the digit that belongs behind nine digits; None when the stem is never used.

    Source: modulus 11 with weights 10 to 2, NHS Data Dictionary.
    """
    total = sum(int(digit) * weight for digit, weight in zip(stem, range(10, 1, -1), strict=True))
    value = (11 - total % 11) % 11
    return None if value == 10 else str(value)


def format_nhs_number(digits: str) -> str:
    """Return ten digits as "999 012 3454"; anything else comes back as it is."""
    if _TEN_DIGITS.fullmatch(digits) is None:
        return digits
    return f"{digits[:3]} {digits[3:6]} {digits[6:]}"


def _check_digits(typed: str, field: str) -> None:
    found = _NOT_A_DIGIT.search(typed)
    if found is None:
        return
    wrong = found.group()
    if wrong in "OoIl":
        meant = "0" if wrong in "Oo" else "1"
        slip = f"the letter {wrong}. It may be the digit {meant}."
    elif wrong.isalpha():
        slip = f"the letter {wrong}." if wrong.isascii() else "a letter."
    elif wrong.isdigit():
        slip = "a digit in another script. Type it with 0 to 9."
    else:
        slip = "a character that is not a digit."
    sentence = f"This number has a slip in it: {slip} {_ADVICE}"
    raise RuleViolation("nhs_digits", field, sentence, character=wrong)


def _check_length(digits: str, field: str) -> None:
    if len(digits) == 10:
        return
    count = f"{len(digits)} digit" + ("" if len(digits) == 1 else "s")
    if len(digits) > 20:
        count = "more than 20 digits"
    sentence = f"This number has {count}; it should have 10. {_ADVICE}"
    raise RuleViolation("nhs_length", field, sentence, digits=len(digits))


def _kind_of(digits: str) -> NumberKind | None:
    for first, last, kind in _RANGES:
        if first <= digits <= last:
            return kind
    return None


def _starts_with_a_date(digits: str) -> bool:
    """Say whether DDMMYY is a date in one century or the other."""
    day, month, year = int(digits[:2]), int(digits[2:4]), int(digits[4:6])
    for century in (1900, 2000):
        try:
            date(century + year, month, day)
        except ValueError:
            continue
        return True
    return False
