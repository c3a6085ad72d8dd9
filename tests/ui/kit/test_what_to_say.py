"""What Attend says may be typed into the search box is what it follows."""

from __future__ import annotations

from itertools import pairwise

import pytest

from desktop.ui.kit.what_to_say import SAYING
from tests.domain.test_asked_words import read

_EXAMPLES = [words for typed, _ in SAYING if typed for words in typed.split(", ")]
_NOT_TYPED = {"a number"}


@pytest.mark.parametrize("words", sorted(set(_EXAMPLES) - _NOT_TYPED))
def test_what_is_said_to_be_followed_is(words: str) -> None:
    understood = read(words)
    assert understood.can_search, understood


def test_every_heading_has_something_below_it() -> None:
    kinds = [bool(typed) for typed, _ in SAYING]
    assert kinds[0] is False
    assert all(one or other for one, other in pairwise(kinds))
