"""Times made of free slots: their order, their ends; the clinic's clock over a year."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from desktop.domain.booking import FreeRequest, FreeTime
from desktop.domain.free_times import (
    BarredSlot,
    Collector,
    clock_offsets,
    nearest,
    say_left_out,
)
from desktop.domain.ids import ClinicianId, ClinicId, SessionId, SlotId, SlotTypeId
from desktop.domain.practice import Channel
from desktop.domain.sessions import SlotState

NINE = datetime(2026, 11, 18, 9, tzinfo=UTC)


def _slot(session: str, minute: int, length: int = 10, kind: str = "R") -> FreeTime:
    return FreeTime(
        slot_ids=(SlotId(f"{session}{minute}"),),
        session_id=SessionId(session),
        slot_type_id=SlotTypeId(kind),
        channel=Channel.IN_PERSON,
        start_at=NINE + timedelta(minutes=minute),
        end_at=NINE + timedelta(minutes=minute + length),
        clinician_id=ClinicianId(session),
        clinician_name=session,
        clinic_id=ClinicId("a"),
        clinic_name="a",
    )


def _collect(slots: list[FreeTime], length: int | None, limit: int = 10) -> Collector:
    request = FreeRequest(from_on=NINE.date(), length_minutes=length, limit=limit)
    collector = Collector(request)
    collector.take(sorted(slots, key=lambda one: (one.start_at, one.slot_ids)))
    if not collector.is_full:
        collector.finish()
    return collector


def _names(collector: Collector) -> list[str]:
    return ["+".join(one.slot_ids) for one in collector.times]


def test_times_stand_in_order_of_their_start_also_where_a_later_one_is_known_first() -> None:
    slots = [_slot("x", 0), _slot("x", 10), _slot("y", 5, 20), _slot("z", 10, 20)]
    assert _names(_collect(slots, 20)) == ["x0+x10", "y5", "z10"]


@pytest.mark.parametrize(
    ("slots", "length", "names"),
    [
        ([_slot("x", 0), _slot("x", 10)], None, ["x0", "x10"]),
        ([_slot("x", 0), _slot("x", 10)], 10, ["x0", "x10"]),
        ([_slot("x", 0), _slot("x", 10), _slot("x", 20)], 20, ["x0+x10", "x10+x20"]),
        ([_slot("x", 0), _slot("x", 20)], 20, []),
        ([_slot("x", 0), _slot("y", 10)], 20, []),
        ([_slot("x", 0), _slot("x", 10, kind="T")], 20, []),
        ([_slot("x", 0), _slot("x", 10, 20)], 20, ["x10"]),
        ([_slot("x", 0, 15), _slot("x", 15, 15)], 20, ["x0+x15"]),
        ([], 20, []),
    ],
)
def test_slots_next_to_each_other_make_a_long_time(
    slots: list[FreeTime], length: int | None, names: list[str]
) -> None:
    collector = _collect(slots, length)
    assert _names(collector) == names
    assert not collector.is_full


def test_one_more_than_asked_for_says_that_there_are_more() -> None:
    slots = [_slot("x", minute) for minute in range(0, 60, 10)]
    assert _collect(slots, None, limit=5).is_full
    assert not _collect(slots, None, limit=6).is_full
    assert _collect(slots, 20, limit=4).is_full
    assert not _collect(slots, 20, limit=5).is_full


def test_slots_in_no_long_time_are_counted_once_as_short() -> None:
    slots = [_slot("x", 0), _slot("x", 10), _slot("x", 30), _slot("y", 40)]
    collector = _collect(slots, 20)
    assert _names(collector) == ["x0+x10"]
    assert collector.count_short(NINE + timedelta(hours=1)) == 2
    assert collector.count_short(NINE + timedelta(minutes=40)) == 1


def test_what_was_left_out_is_said_most_first() -> None:
    now, opens = NINE, NINE + timedelta(days=1)
    blocked = BarredSlot(NINE, SlotState.BLOCKED, None, "")
    held = BarredSlot(NINE, SlotState.OPEN, None, "Desk 2")
    closed = BarredSlot(NINE + timedelta(days=3), SlotState.OPEN, opens, "")
    request = FreeRequest(from_on=NINE.date(), length_minutes=40)
    said = say_left_out(
        [blocked, closed, held, closed], short=3, request=request, now=now, zone_name="UTC"
    )
    assert [one.words for one in said] == [
        "3 too short for 40 minutes.",
        "2 open tomorrow at 09:00.",
        "1 blocked.",
        "1 held by Desk 2.",
    ]
    assert [(one.code, one.count) for one in said[:2]] == [("short", 3), ("embargoed", 2)]


def test_the_nearest_time_is_the_earlier_of_two_as_near() -> None:
    early, late = _slot("x", 0), _slot("x", 40)
    assert nearest([late, early], NINE + timedelta(minutes=20)) == early
    assert nearest([late, early], NINE + timedelta(minutes=21)) == late
    assert nearest([], NINE) is None


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        (
            "Europe/London",
            [
                (datetime(2027, 3, 28, 1, tzinfo=UTC), 0),
                (datetime(2027, 10, 31, 1, tzinfo=UTC), 3600),
                (None, 0),
            ],
        ),
        ("Asia/Kolkata", [(None, 19800)]),
    ],
)
def test_the_clinics_clock_is_known_for_a_year(
    zone: str, expected: list[tuple[datetime | None, int]]
) -> None:
    assert list(clock_offsets(NINE, 367, zone)) == expected
