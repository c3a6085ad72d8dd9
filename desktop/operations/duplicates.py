"""Records that may be one person, as a list to work through; found in batches on the worker."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from desktop.domain.duplicates import (
    Blocks,
    Known,
    LikelyPair,
    add_to_blocks,
    compare,
    list_comparisons,
)
from desktop.domain.ids import PatientId
from desktop.domain.people import PatientSummary
from desktop.domain.permissions import Act, require
from desktop.operations.work import Reading
from desktop.persistence.duplicates import load_distinct, load_known
from desktop.persistence.people_shown import summaries

MOST_COMPARED = 3_000
"""Comparisons in one batch: some 20 ms, so that nobody waits for the worker."""

MOST_LISTED = 200
_SEARCH = "duplicate_search"


@dataclass(frozen=True, slots=True)
class DuplicatePair:
    """Two records that may be one person, with what speaks for it."""

    first: PatientSummary
    second: PatientSummary
    reasons: tuple[str, ...]
    score: int


@dataclass(frozen=True, slots=True)
class DuplicatesFound:
    """The list so far, likeliest first; ask again until it ``is_finished``.

    ``count`` is how many there are, the list holds at most 200 of them.
    """

    pairs: tuple[DuplicatePair, ...]
    count: int
    is_finished: bool


@dataclass(slots=True)
class _Search:
    """How far the search has come."""

    people: dict[PatientId, Known] = field(default_factory=dict)
    blocks: Blocks = field(default_factory=dict)
    last: PatientId | None = None
    waiting: Iterator[tuple[PatientId, PatientId]] | None = None
    seen: set[tuple[PatientId, PatientId]] = field(default_factory=set)
    found: list[LikelyPair] = field(default_factory=list)


def find_duplicates(reading: Reading, *, restart: bool = False) -> DuplicatesFound:
    """Go on with the search for a batch and return the list so far; ``restart`` begins anew.

    Errors: NotAllowed.
    """
    require(Act.MARK_DISTINCT, reading.actor.role)
    search = reading.shared.get(_SEARCH)
    if restart or not isinstance(search, _Search):
        search = reading.shared[_SEARCH] = _Search()
    if search.waiting is None:
        if not _read_page(reading, search):
            search.waiting = list_comparisons(search.blocks)
        return DuplicatesFound((), 0, is_finished=False)
    finished = _compare_batch(search)
    if not finished:
        return DuplicatesFound((), len(search.found), is_finished=False)
    reading.shared.pop(_SEARCH)
    return _listed(reading, search)


def _read_page(reading: Reading, search: _Search) -> bool:
    page = load_known(reading.db, search.last)
    search.people.update((one.id, one) for one in page)
    add_to_blocks(search.blocks, page)
    if page:
        search.last = page[-1].id
    return bool(page)


def _compare_batch(search: _Search) -> bool:
    """Compare a batch; return whether it was the last."""
    assert search.waiting is not None
    for _ in range(MOST_COMPARED):
        pair = next(search.waiting, None)
        if pair is None:
            return True
        if pair in search.seen:
            continue
        likely = compare(search.people[pair[0]], search.people[pair[1]])
        if likely is not None:
            search.seen.add(pair)
            search.found.append(likely)
    return False


def _listed(reading: Reading, search: _Search) -> DuplicatesFound:
    distinct = load_distinct(reading.db)
    found = [one for one in search.found if (one.first, one.second) not in distinct]
    found.sort(key=lambda one: (-one.score, one.first, one.second))
    shown = found[:MOST_LISTED]
    ids = dict.fromkeys(key for one in shown for key in (one.first, one.second))
    people = {one.id: one for one in summaries(reading.db, [(key, "exact") for key in ids])}
    pairs = tuple(
        DuplicatePair(people[one.first], people[one.second], one.reasons, one.score)
        for one in shown
        if one.first in people and one.second in people
    )
    return DuplicatesFound(pairs, len(found), is_finished=True)
