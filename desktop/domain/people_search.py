"""What someone typed into the search box: names, birth dates, numbers and postcodes told apart."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from desktop.domain.contacts import phone_search_digits, postcode_key
from desktop.domain.errors import RuleViolation
from desktop.domain.names import LONGEST_KEY, name_key
from desktop.domain.nhs_numbers import parse_nhs_number
from desktop.domain.said_dates import find_said_dates, read_said_date

LONGEST_QUERY = 160
"""Characters looked at; nobody types more, and a pasted page must cost nothing."""

MOST_NAMES = 6
MOST_DIGIT_WORDS = 3
LEAST_PHONE_DIGITS = 3

_MONTH = "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}"
_DATE = re.compile(
    rf"""(?<![^\s,;])(?:
      \d{{1,2}}(?:\ ?[-/.]\ ?)\d{{1,2}}(?:\ ?[-/.]\ ?)(?:\d{{4}}|\d{{2}})  # 12/3/80, 12.3.1980
    | \d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}  # 1980-03-12
    | \d{{1,2}}\ \d{{1,2}}\ (?:(?:19|20)\d{{2}}|\d{{2}})  # 12 3 1980, 12 03 80
    | \d{{1,2}}(?:st|nd|rd|th)?[ ./-]{{0,2}}(?:of\ )?
      {_MONTH}[ .,/-]{{0,2}}'?(?:\d{{4}}|\d{{2}})
    )(?![^\s,;])""",
    re.A | re.I | re.X,
)
# A date that is still being typed, at the end; it must not be searched for as something else.
_DATE_BEGUN = re.compile(
    r"(?<![^\s,;])\d{1,2}(?:(?:st|nd|rd|th)?[ ./-]{0,2}"
    rf"{_MONTH}[ .,/-]{{0,2}}'?\d{{0,3}}|[-/.]\d{{0,2}}(?:[-/.]\d{{0,3}})?)$",
    re.A | re.I,
)
_POSTCODE = re.compile(r"(?<![^\s,;])([a-z]{1,2}\d[a-z\d]?) ?(\d[a-z]{2})(?![^\s,;])", re.A | re.I)
_POSTCODE_START = re.compile(r"[a-z]{1,2}\d[a-z\d]?(?:\d[a-z]{0,2})?", re.A | re.I)
_DIGITS_ONLY = re.compile(r"\d+", re.A)
_DIGIT_FILLERS = re.compile("[-()\u2010-\u2015\u2212]")
_NOT_IN_NAMES = frozenset("@/\\_<>{}[]|=#%&*~^")
"""A word with one of these is an address, a path or a piece of code, never somebody's name."""
_YEAR = re.compile(r"(?:19|20)\d\d", re.A)
_TITLES = frozenset({"mr", "mrs", "ms", "miss", "mx", "dr", "prof"})


@dataclass(frozen=True, slots=True)
class DigitWord:
    """A number as typed, and all it may mean; a person fits when any one meaning fits.

    Shape: ``phone`` is matched to the start and the end of phone keys and has 3 digits or more;
    ``number`` is ten digits that may be an NHS number; ``births`` is what six or eight digits say.
    """

    phone: str
    number: str | None = None
    births: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class PeopleQuery:
    """A search as understood: a person fits when every part of it does.

    Shape: ``names`` are folded, in the order typed, the last one may be unfinished; of ``births``
    any one; ``postcode`` is a start, capitals without a space; ``leftover`` is not searched for.
    """

    names: tuple[str, ...] = ()
    births: tuple[date, ...] = ()
    digits: tuple[DigitWord, ...] = ()
    postcode: str | None = None
    leftover: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to look for (something may be left over)."""
        return not (self.names or self.births or self.digits or self.postcode)

    @property
    def phones(self) -> tuple[str, ...]:
        """The digits that may be the start or the end of a phone number."""
        return tuple(word.phone for word in self.digits)

    @property
    def numbers(self) -> tuple[str, ...]:
        """The ten-digit words that may be NHS numbers."""
        return tuple(word.number for word in self.digits if word.number is not None)

    @property
    def all_births(self) -> tuple[date, ...]:
        """Every birth date typed, those that may be phone digits too."""
        return self.births + tuple(born for word in self.digits for born in word.births)

    @property
    def birth_years(self) -> tuple[int, ...]:
        """The four digits that may be the year somebody was born in."""
        return tuple(int(word.phone) for word in self.digits if _YEAR.fullmatch(word.phone))

    @property
    def name_splits(self) -> tuple[tuple[str, str], ...]:
        """The ways to part the names in two keys; each is to be tried in both orders.

        Shape: ("jo", "sm") for two names, ("smith", "") for one, and for more every place to cut,
        then the first with the last alone ("mary", "jones" of "mary a jones").
        """
        names = self.names
        if len(names) < 2:
            return ((names[0], ""),) if names else ()
        cuts = [("".join(names[:cut]), "".join(names[cut:])) for cut in range(1, len(names))]
        if len(names) > 2:
            cuts.append(("".join(names), ""))
            cuts.append((names[0], names[-1]))
        return tuple(dict.fromkeys(cuts))


EMPTY = PeopleQuery()


def read_query(text: str, *, today: date) -> PeopleQuery:
    """Tell apart what was typed into the search box; never raises, unclear words are left over."""
    typed = " ".join(text[:LONGEST_QUERY].split())
    if not typed:
        return EMPTY
    if typed.isascii():
        if typed.isalpha():
            return PeopleQuery(names=(typed.lower()[:LONGEST_KEY],))
    else:
        typed = " ".join(unicodedata.normalize("NFKC", typed)[:LONGEST_QUERY].split())
    reader = _Reader(today)
    if any("0" <= character <= "9" for character in typed):
        typed = reader.take_dates(typed)
        typed = reader.take_postcode(typed)
    reader.take_words(typed.replace(",", " ").replace(";", " ").split())
    return reader.query()


class _Reader:
    """Collects the parts of one search; made for one text and thrown away."""

    def __init__(self, today: date):
        self._today = today
        self._names: list[str] = []
        self._births: list[date] = []
        self._digits: list[DigitWord] = []
        self._postcode: str | None = None
        self._leftover: list[str] = []

    def query(self) -> PeopleQuery:
        """Return what has been collected."""
        if len(self._names) > 1 and self._names[0] in _TITLES:
            self._leftover.insert(0, self._names.pop(0))
        self._leftover += self._names[MOST_NAMES:]
        return PeopleQuery(
            names=tuple(self._names[:MOST_NAMES]),
            births=tuple(dict.fromkeys(self._births)),
            digits=tuple(self._digits),
            postcode=self._postcode,
            leftover=tuple(self._leftover),
        )

    def take_dates(self, typed: str) -> str:
        """Take out what is written as a date; an impossible one is left over."""
        typed = _DATE.sub(self._take_date, typed).rstrip()
        begun = _DATE_BEGUN.search(typed)
        if begun is None:
            return typed
        self._leftover.append(begun.group())
        return typed[: begun.start()]

    def take_postcode(self, typed: str) -> str:
        """Take out the first whole postcode, with or without its space."""
        match = _POSTCODE.search(typed)
        if match is None:
            return typed
        self._postcode = postcode_key(match.group())
        return f"{typed[: match.start()]} {typed[match.end() :]}"

    def take_words(self, words: list[str]) -> None:
        """Sort the words into names, numbers and what is left over."""
        position = 0
        while position < len(words):
            word = words[position]
            if _is_digits(word):
                used, joined = _join_digits(words, position)
                self._take_digits(joined)
                position += used
                continue
            self._take_word(word)
            position += 1

    def _take_date(self, match: re.Match[str]) -> str:
        births = find_said_dates(match.group().replace(",", " "), today=self._today)
        if births:
            self._births += births
        else:
            self._leftover.append(match.group())
        return " "

    def _take_word(self, word: str) -> None:
        if any("0" <= character <= "9" for character in word):
            if self._postcode is None and _POSTCODE_START.fullmatch(word):
                self._postcode = postcode_key(word)
            else:
                self._leftover.append(word)
            return
        key = "" if _NOT_IN_NAMES.intersection(word) else name_key(word)
        if key:
            self._names.append(key)
        else:
            self._leftover.append(word)

    def _take_digits(self, typed: str) -> None:
        plain = typed.removeprefix("+")
        phone = phone_search_digits(typed)
        if len(phone) < LEAST_PHONE_DIGITS or len(self._digits) == MOST_DIGIT_WORDS:
            self._leftover.append(typed)
            return
        births = find_said_dates(plain, today=self._today) if len(plain) in (6, 8) else ()
        number = typed if len(typed) == 10 and typed[0] != "+" else None
        self._digits.append(DigitWord(phone[:15], number, births))


def _is_digits(word: str) -> bool:
    return _DIGITS_ONLY.fullmatch(_DIGIT_FILLERS.sub("", word).removeprefix("+")) is not None


def _join_digits(words: list[str], start: int) -> tuple[int, str]:
    """Join the groups of one number typed with spaces; return how many words it took, and it.

    A phone starts with 0 or + and has up to 11 or 15 digits; an NHS number is 3 3 4. Anything
    else stands alone, so that "118 120380" stays the end of a phone and a date.
    """
    groups = [_DIGIT_FILLERS.sub("", words[start])]
    for word in words[start + 1 : start + 6]:
        if not _is_digits(word) or word.startswith("+"):
            break
        groups.append(_DIGIT_FILLERS.sub("", word))
    first = groups[0]
    if len(groups) > 1 and len(first) == 3 and len(groups[1]) == 3 and first[0] != "0":
        last = len(groups) > 2 and len(groups[2]) <= 4
        return (3, "".join(groups[:3])) if last else (2, "".join(groups[:2]))
    longest = 15 if first.startswith(("+", "00")) else 11 if first.startswith("0") else 0
    used, joined = 1, first
    for group in groups[1:]:
        if len(joined.removeprefix("+")) + len(group) > longest:
            break
        used, joined = used + 1, joined + group
    return used, joined


def find_wrong_date(typed: str, *, today: date) -> str:
    """Return what is written as a date in a search and can't be one; "" where nothing is."""
    for match in _DATE.finditer(typed[:LONGEST_QUERY]):
        if not find_said_dates(match.group(), today=today):
            return match.group()
    return ""


def slip_words(typed: str, *, today: date) -> str:
    """Say what is wrong with a date or an NHS number typed into the search; "" where nothing is."""
    wrong = find_wrong_date(typed, today=today)
    try:
        if wrong:
            read_said_date(wrong, today=today, past_only=True)
        for number in read_query(typed, today=today).numbers:
            if number[0] != "0":  # ten digits from 0 on are a telephone
                parse_nhs_number(number)
    except RuleViolation as slip:
        return slip.message
    return ""
