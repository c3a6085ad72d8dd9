"""What letters, messages and screens have to keep to, from what somebody told us."""

from __future__ import annotations

from datetime import date

import pytest

from desktop.domain.ids import PreferenceId
from desktop.domain.people import Preference
from desktop.domain.preference_fields import Filled
from desktop.domain.preferences import KINDS
from desktop.domain.reaching import HowToReach, how_to_reach

ON = date(2026, 11, 18)


def told(kind: str, *filled: tuple[str, object], ends_on: date | None = None) -> Preference:
    held: Filled = tuple(filled)  # type: ignore[assignment]
    return Preference(PreferenceId(kind), kind, "", filled=held, ends_on=ends_on)


@pytest.mark.parametrize(
    ("said", "wanted", "words"),
    [
        ((), HowToReach(), ""),
        ((told("large-print", ("points", 20)),), HowToReach(("large-print",), 20),
         "Letters in large print, 20 point."),
        ((told("braille"), told("easy-read")), HowToReach(("braille", "easy-read")),
         "Braille. Easy Read."),
        ((told("text-only"),), HowToReach(channels=("text",)), "Tell them by text."),
        ((told("reach", ("channels", ("text", "letter"))),),
         HowToReach(channels=("text", "letter")), "Tell them by text, then letter."),
        ((told("reach", ("purpose", ("results",)), ("channels", ("call",))),), HowToReach(), ""),
        ((told("reach", ("channels", ("call", "letter"))), told("never-call")),
         HowToReach(channels=("letter",), never_call=True), "Tell them by letter. Never phone."),
        ((told("shared-phone", ("number", "07700 900118")),),
         HowToReach(shared_numbers=("07700 900118",)), ""),
        ((told("fetch"),), HowToReach(off_screen=True), ""),
        ((told("no-name"),), HowToReach(off_screen=True), ""),
        ((told("fetch", ends_on=date(2026, 11, 17)),), HowToReach(), ""),
        ((told("bsl"), told("quiet")), HowToReach(), ""),
    ],
)  # fmt: skip
def test_the_facts_are_there_for_whoever_writes_or_calls(
    said: tuple[Preference, ...], wanted: HowToReach, words: str
) -> None:
    found = how_to_reach(said, ON)
    assert found == wanted
    assert found.words == words


def test_every_kind_that_writes_or_hides_says_so() -> None:
    for kind in KINDS.values():
        found = how_to_reach([told(kind.code)], ON)
        assert found.off_screen is kind.day.off_screen
        assert (kind.code in found.formats) is (kind.writing == "format")
