"""What can be done with a row of the waiting list, what Enter does first."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from desktop.ui.waiting.waiter_detail import acts_on


@pytest.mark.parametrize(
    ("offer", "match", "acts"),
    [
        (None, False, ("find", "change", "end")),
        (None, True, ("offer", "change")),
        ("held", False, ("take", "not_taken")),
        ("held", True, ("take", "not_taken")),
        ("ended", False, ("take", "not_taken")),
        ("ended", True, ("offer", "not_taken")),
    ],
)
def test_an_ended_offer_gives_way_to_the_time_that_is_free(
    offer: str | None, match: bool, acts: tuple[str, ...]
) -> None:
    made = None if offer is None else SimpleNamespace(is_held=offer == "held")
    shown: Any = SimpleNamespace(
        waiter=SimpleNamespace(offer=made), match=object() if match else None
    )
    assert acts_on(shown) == acts
