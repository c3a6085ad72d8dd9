"""A free time made as long as a person needs."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from desktop.domain.diary import Cell
from desktop.domain.ids import PreferenceId, SessionId, SlotId, SlotTypeId
from desktop.domain.lengthening import lengthen, minutes_needed
from desktop.domain.people import Preference
from desktop.domain.sessions import SlotState

NINE = datetime(2026, 11, 18, 9, tzinfo=UTC)
R, N = SlotTypeId("r"), SlotTypeId("n")


def cell(place: int, minutes: int = 10, **changed: object) -> Cell:
    start = NINE + timedelta(minutes=10 * place)
    made = Cell(
        (SlotId(str(place)),), SessionId("s"), R, start, start + timedelta(minutes=minutes),
        SlotState.OPEN, True, 1,
    )  # fmt: skip
    return replace(made, **changed)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("cells", "minutes", "keys"),
    [
        ([cell(0), cell(1), cell(2)], 20, ["0", "1"]),
        ([cell(0), cell(1), cell(2)], 30, ["0", "1", "2"]),
        ([cell(0), cell(1), cell(2)], 10, ["0"]),
        ([cell(0), cell(1), cell(2)], 40, ["0"]),
        ([cell(0), cell(2), cell(3)], 20, ["0"]),
        ([cell(0), cell(1, slot_state=SlotState.BLOCKED), cell(2)], 20, ["0"]),
        ([cell(0), cell(1, bookable=False), cell(2)], 20, ["0"]),
        ([cell(0), cell(1, slot_type_id=N)], 20, ["0"]),
        ([cell(0), cell(1, capacity=8)], 20, ["0"]),
        ([cell(0, capacity=8), cell(1)], 20, ["0"]),
        ([cell(0), cell(1, release_at=NINE + timedelta(days=1))], 20, ["0"]),
    ],
)
def test_free_times_after_it_go_along_or_it_stays_as_chosen(
    cells: list[Cell], minutes: int, keys: list[str]
) -> None:
    found = lengthen(cells[:1], list(reversed(cells)), minutes, NINE)
    assert [one.key for one in found] == keys


@pytest.mark.parametrize(
    ("told", "needed"),
    [
        ([], None),
        ([("fetch", ())], None),
        ([("double-length", ())], 20),
        ([("double-length", (("minutes", 45),))], 45),
        ([("double-length", ()), ("double-length", (("minutes", 30),))], 30),
    ],
)
def test_only_who_needs_longer_visits_gets_them(
    told: list[tuple[str, tuple[tuple[str, int], ...]]], needed: int | None
) -> None:
    have = [
        Preference(PreferenceId(str(n)), kind, "", filled=filled)
        for n, (kind, filled) in enumerate(told)
    ]
    assert minutes_needed(have, NINE, 10, "Europe/London") == needed
    over = [replace(one, ends_on=date(2026, 11, 17)) for one in have]
    assert minutes_needed(over, NINE, 10, "Europe/London") is None
