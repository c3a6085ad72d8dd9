"""People's names as search and duplicate warnings see them; ages as they are said."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

# jellyfish and rapidfuzz are imported where they are used: every search imports this module, few
# come to sounds and slips, and the two would cost the start of the window some 20 ms.

MOST_FORMS = 8
"""How many rows of search one person may take."""

LONGEST_KEY = 64
"""Keys are cut here, in code points, so that every index entry stays small."""

# Letters that stay whole under NFKD, or that people type another way on a British keyboard.
_LETTERS = {
    "ø": "o",
    "ł": "l",
    "đ": "d",
    "ð": "d",
    "þ": "th",
    "ħ": "h",
    "ŧ": "t",
    "ı": "i",
    "æ": "ae",
    "œ": "oe",
    "ŋ": "n",
    "ə": "e",
    "ɓ": "b",
    "ɗ": "d",
    "ƙ": "k",
    "ß": "ss",
}
_APOSTROPHES = "'`\u00b4\u02b9\u02bb\u02bc\u02bd\u02be\u02bf\u02c8\u2018\u2019\u201b\u2032\uff07"
_FOLDED_LETTERS = str.maketrans(_LETTERS | dict.fromkeys(_APOSTROPHES, ""))
_ASCII_FOLD = str.maketrans(
    {chr(code): " " for code in range(128) if not chr(code).isalnum()}
    | {"'": "", "`": ""}
    | {letter: letter.lower() for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}
)

# Small words that are part of a name but that nobody is looked up by.
_SMALL_WORDS = (
    "ab al ap as bin bint da de del della den der di do dos du e el ferch la las le los san st "
    "ten ter und van vom von y zu"
)
_PARTICLES = frozenset(_SMALL_WORDS.split())

_SOUND_SPELLINGS = (
    (re.compile(r"^(?:kn|gn|pn)"), "n"),
    (re.compile(r"^wr"), "r"),
    (re.compile(r"^(?:ps|ts|cz|x)"), "s"),
    (re.compile(r"^(?:q|ch(?=r)|c(?![eihy]))"), "k"),
    (re.compile(r"^c(?=[eiy])"), "s"),
    (re.compile(r"^mac"), "mc"),
    (re.compile(r"^mc[gk]"), "mc"),
    (re.compile(r"ph"), "f"),
    (re.compile(r"(?<=m)p(?=[st])"), ""),
    (re.compile(r"(?<=[iou])gh(?=[^aeiou]|$)"), ""),
)


@dataclass(frozen=True, slots=True, order=True)
class NameForm:
    """One way a person's name may be typed: both halves folded, spaces left out."""

    family_folded: str
    given_folded: str


def fold(text: str) -> str:
    """Return the name in small plain letters, one space between words.

    Marks go, ø, ł, ß, æ and their like become what a British keyboard types, apostrophes join
    (o'brien is obrien), hyphens and all other signs part words. Scripts without case stay.
    """
    if text.isascii():
        return " ".join(text.translate(_ASCII_FOLD).split())
    lowered = text.casefold().translate(_FOLDED_LETTERS)
    parted = unicodedata.normalize("NFKD", lowered).casefold().translate(_FOLDED_LETTERS)
    kept = (
        character if character.isalnum() else " "
        for character in parted
        if unicodedata.category(character) not in ("Mn", "Me", "Cf")
    )
    return " ".join("".join(kept).split())


def name_key(text: str) -> str:
    """Return the folded name without spaces: what is stored and what a typed word is matched to.

    So "van der Berg", "Van-der-Berg" and "vanderberg" are one.
    """
    return fold(text).replace(" ", "")[:LONGEST_KEY]


def name_forms(
    legal_given: str,
    legal_family: str,
    preferred: str | None = None,
    former: Iterable[tuple[str, str]] = (),
) -> tuple[NameForm, ...]:
    """Return the ways to find a person by name, the legal one first, none twice.

    Shape: at most MOST_FORMS. ``preferred`` stands for the given names; ``former`` are pairs of
    given and family name, an empty half meaning the legal one. Parts of compound names come last.
    """
    wanted = _wanted_forms(legal_given, legal_family, preferred or "", tuple(former))
    forms: dict[NameForm, None] = {}
    for family, given in wanted:
        form = NameForm(name_key(family), name_key(given))
        if form.family_folded or form.given_folded:
            forms[form] = None
        if len(forms) == MOST_FORMS:
            break
    return tuple(forms)


def read_former_names(text: str) -> tuple[tuple[str, str], ...]:
    """Return pairs of given and family name from "Jones; Mary Brown", as name_forms takes them.

    A name of one word is a family name; of several the last word is. Parted by ; , / or lines.
    """
    names = (name.split() for name in re.split(r"[;,/\n]", text[:1000]))
    return tuple((" ".join(words[:-1]), words[-1]) for words in names if words)


def found_as(called: str, legal: str, former_names: str, typed: Sequence[str]) -> str:
    """Return the name somebody was found by where the one they are called by does not show it.

    Shape: "was Sheila Johnson" or "also Margaret Hughes"; empty where the name called says it.
    ``typed`` are folded words.
    """
    if _says(called, typed):
        return ""
    given, _, family = legal.rpartition(" ")
    for former_given, former_family in read_former_names(former_names):
        former = f"{former_given or given} {former_family or family}".strip()
        if _says(former, typed) and not _says(legal, typed):
            return f"was {former}"
    return f"also {legal}" if legal != called else ""


def _says(name: str, typed: Sequence[str]) -> bool:
    """Whether each word typed is how a word of the name begins, or several written as one."""
    folded = f" {fold(name)}"
    return all(f" {word}" in folded or _runs_through(folded, word) for word in typed)


def _runs_through(folded: str, word: str) -> bool:
    words = folded.split()
    return any("".join(words[place:]).startswith(word) for place in range(len(words)))


def sound_key(folded: str) -> str:
    """Return the key that names sounding alike share; empty when there is no Latin letter.

    Source: Soundex over spellings made alike first (kn, wr, ph, mac, thompson), so that a letter
    slipped (smiht), doubled (mcdonnald) or silent (wright) still leads to the name.
    """
    import jellyfish

    letters = folded.replace(" ", "")
    if not letters.isascii() or not letters.isalpha():
        letters = "".join(one for one in letters if "a" <= one <= "z")
    if not letters:
        return ""
    for pattern, spelling in _SOUND_SPELLINGS:
        letters = pattern.sub(spelling, letters)
    return jellyfish.soundex(letters)


def is_near_name(first: str, second: str) -> bool:
    """Say whether two names (one part or whole) could be one name typed twice.

    Near: equal when folded, in any order of words, a slip of the pen apart, or each word sounding
    alike with nearly the same letters.
    """
    left, right = fold(first[:200]).split(), fold(second[:200]).split()
    if not left or not right:
        return False
    if sorted(left) == sorted(right) or _slip_apart("".join(left), "".join(right)):
        return True
    if len(left) != len(right):
        return False
    return _each_near(left, right) or _each_near(left, right[::-1])


def is_short_form(first: str, second: str) -> bool:
    """Say whether of two whole names the given one is cut short in one: Jo and Joanna Smith."""
    left, right = fold(first[:200]).split(), fold(second[:200]).split()
    if len(left) < 2 or len(right) < 2 or not near_key(left[-1], right[-1]):
        return False
    short, long = sorted((left[0], right[0]), key=len)
    return long.startswith(short)


def near_key(left: str, right: str) -> bool:
    """Say whether two keys made by name_key are equal or near: a slip or a sound apart."""
    from rapidfuzz.distance import JaroWinkler

    if left == right or _slip_apart(left, right):
        return True
    if min(len(left), len(right)) < 3:
        return False
    return sound_key(left) == sound_key(right) and JaroWinkler.similarity(left, right) >= 0.82


def _slip_apart(left: str, right: str) -> bool:
    from rapidfuzz.distance import DamerauLevenshtein

    shorter = min(len(left), len(right))
    if shorter < 3:
        return left == right
    slips = 1 if shorter < 8 else 2
    return DamerauLevenshtein.distance(left, right, score_cutoff=slips) <= slips


def _each_near(left: list[str], right: list[str]) -> bool:
    return all(near_key(one, other) for one, other in zip(left, right, strict=True))


def age_in_years(born: date, on: date) -> int:
    """Return the whole years lived; someone born on 29 February turns older on 1 March."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def display_age(born: date, on: date) -> str:
    """Say an age as a desk does: "9 days", "7 weeks", "14 months", then years alone."""
    if born > on:
        return "not born yet"
    days = (on - born).days
    if days < 28:
        return _counted(days, "day")
    months = (on.year - born.year) * 12 + on.month - born.month - (on.day < born.day)
    if months < 3:
        return _counted(days // 7, "week")
    if months < 24:
        return _counted(months, "month")
    return str(age_in_years(born, on))


def _counted(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


def _wanted_forms(
    given: str, family: str, preferred: str, former: tuple[tuple[str, str], ...]
) -> Iterator[tuple[str, str]]:
    yield family, given
    if preferred:
        yield family, _without_family(preferred, family)
    for old_given, old_family in former:
        yield old_family or family, old_given or given
    for part in _parts(family):
        yield part, preferred or given
    for part in _parts(given):
        yield family, part
    if preferred:
        for part in _parts(family):
            yield part, given
    for _, old_family in former:
        for part in _parts(old_family):
            yield part, preferred or given


def _parts(name: str) -> list[str]:
    """Return the words of a compound name that people are looked up by, the last first."""
    words = fold(name).split()
    if len(words) < 2:
        return []
    return [word for word in reversed(words) if len(word) > 1 and word not in _PARTICLES]


def _without_family(preferred: str, family: str) -> str:
    """Cut a family name off the end of a preferred name that was written in full."""
    words, tail = fold(preferred).split(), fold(family).split()
    if tail and len(words) > len(tail) and words[-len(tail) :] == tail:
        return " ".join(words[: -len(tail)])
    return preferred
