"""Kinds found by any word somebody might use."""

from __future__ import annotations

import json

import pytest

from desktop.domain.preference_search import CATEGORIES, find_kinds
from desktop.domain.preferences import KINDS
from tests.data_sets import DataSets


@pytest.mark.parametrize(
    ("typed", "first", "also"),
    [
        ("bsl", "bsl", ()),
        ("Deaf", "bsl", ("hearing", "professional")),
        ("stairs", "step-free", ()),
        ("wheelchair", "step-free", ("wide-door",)),
        ("large", "large-print", ()),
        ("matters", "own-words", ()),
        ("inter", "interpreter", ("bsl",)),
        ("clinic", "clinician", ("clinic",)),
        ("clinician", "clinician", ("woman-clinician", "man-clinician")),
        ("woman", "woman-clinician", ("bsl",)),
        ("needles", "anxious", ()),
        ("text only", "text-only", ()),
        ("bad exper", "upset", ()),
        ("died", "bereaved", ()),
        ("pronouns", "called", ()),
        ("daughter", "speaks", ()),
        ("204331000000107", "bsl", ()),
        ("hoist", "hoist", ()),
        ("environment", "step-free", ("quiet", "hoist")),
    ],
)
def test_a_kind_is_found_by_its_words_and_by_what_people_call_it(
    typed: str, first: str, also: tuple[str, ...]
) -> None:
    found = [one.code for one in find_kinds(typed, KINDS.values())]
    assert found[0] == first
    assert set(also) <= set(found)


def test_nothing_typed_gives_all_and_an_unknown_word_none() -> None:
    assert [one.code for one in find_kinds("  ", KINDS.values())] == list(KINDS)
    assert find_kinds("xylophone", KINDS.values()) == ()


@pytest.mark.data_set("text")
def test_whatever_is_typed_is_looked_for_and_never_an_error(test_data: DataSets) -> None:
    strings = json.loads(test_data("text/blns.json").read_text(encoding="utf-8"))
    kinds = tuple(KINDS.values())
    found = [find_kinds(one, kinds) for one in strings]
    assert all(set(one) <= set(kinds) for one in found)
    test_data.assert_figure("text", len(found), 515)


def test_every_category_of_the_national_flag_has_its_words() -> None:
    used = {one.category for one in KINDS.values() if one.category}
    assert used <= set(CATEGORIES)
    for kind in KINDS.values():
        assert kind in find_kinds(kind.words, KINDS.values()), kind.code
