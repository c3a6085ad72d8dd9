"""Records that may be one person: which are compared, what speaks for it, how much."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

from desktop.domain.ids import PatientId
from desktop.domain.names import near_key, sound_key

LARGEST_BLOCK = 60
"""A phone or postcode that more people share says nothing about who is who."""

LISTED_FROM = 5
"""The least score of a pair in the list: near names with a birth date, or same ones with more."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a record for comparing: names folded, the rest as it is found by.

    Shape: ``names`` are (family, given) of every way the name may be said, the legal one first;
    ``born_on`` is ISO or "".
    """

    id: PatientId
    names: tuple[tuple[str, str], ...]
    born_on: str
    phones: frozenset[str]
    postcode: str
    nhs_number: str = ""


@dataclass(frozen=True, slots=True)
class LikelyPair:
    """Two records that may be one person; ``reasons`` in words, ``score`` the more the likelier."""

    first: PatientId
    second: PatientId
    score: int
    reasons: tuple[str, ...]


Blocks = dict[tuple[str, str], list[PatientId]]
"""Records by the keys they share: only those in one block are compared."""


def add_to_blocks(blocks: Blocks, people: Iterable[Known]) -> None:
    """Put records into the blocks of their keys.

    Keys: birth date; phone; postcode with the sound of the family name; and the family name with
    the initial and the year of birth, for a slip in the day.
    """
    for one in people:
        for key in set(_keys(one)):
            blocks.setdefault(key, []).append(one.id)


def _keys(one: Known) -> Iterator[tuple[str, str]]:
    if one.born_on:
        yield "born", one.born_on
    for phone in one.phones:
        yield "phone", phone
    for family, given in one.names[:1]:
        if one.postcode:
            yield "place", f"{one.postcode} {sound_key(family)}"
        if one.born_on and family and given:
            yield "name", f"{family} {given[:2]} {one.born_on[:4]}"


def list_comparisons(blocks: Blocks) -> Iterator[tuple[PatientId, PatientId]]:
    """Return every two of each block, ordered by id; some pairs share several blocks."""
    for block in blocks.values():
        if len(block) <= LARGEST_BLOCK:
            yield from combinations(sorted(block), 2)


def compare(one: Known, other: Known) -> LikelyPair | None:
    """Return the pair with its score and reasons; None when too little speaks for it."""
    rest = _shared(one, other)
    # Names are dear to compare: without anything else in common they are not.
    if not rest or (one.born_on and other.born_on and not _born_near(one.born_on, other.born_on)):
        return None
    name = _name_score(one.names, other.names)
    if name is None:
        return None
    score, words = name
    reasons = [words]
    for points, reason in rest:
        score += points
        reasons.append(reason)
    if one.nhs_number and other.nhs_number and one.nhs_number != other.nhs_number:
        score -= 3
        reasons.append("two NHS numbers")
    if score < LISTED_FROM:
        return None
    return LikelyPair(one.id, other.id, score, tuple(reasons))


def _shared(one: Known, other: Known) -> list[tuple[int, str]]:
    found = []
    if one.born_on and one.born_on == other.born_on:
        found.append((3, "same birth date"))
    elif one.born_on and other.born_on and _born_near(one.born_on, other.born_on):
        found.append((1, "near birth date"))
    if one.phones & other.phones:
        found.append((2, "same phone"))
    if one.postcode and one.postcode == other.postcode:
        found.append((2, "same postcode"))
    return found


def _born_near(one: str, other: str) -> bool:
    """Return whether two birth dates are the same, one digit apart, or day and month swapped."""
    if one == other:
        return True
    if (one[:4], one[5:7], one[8:]) == (other[:4], other[8:], other[5:7]):
        return True
    return sum(a != b for a, b in zip(one, other, strict=True)) == 1


def _name_score(
    one: tuple[tuple[str, str], ...], other: tuple[tuple[str, str], ...]
) -> tuple[int, str] | None:
    if set(one) & set(other):
        return 3, "same name"
    for family, given in one[:2]:
        for other_family, other_given in other[:2]:
            if _near(family, given, other_family, other_given):
                return 2, "near name"
            if _near(family, given, other_given, other_family):
                return 2, "names the other way round"
    return None


def _near(family: str, given: str, other_family: str, other_given: str) -> bool:
    # One letter in common at the start of either half, before the dear comparison.
    if family[:1] != other_family[:1] and given[:1] != other_given[:1]:
        return False
    return near_key(family, other_family) and near_key(given, other_given)
