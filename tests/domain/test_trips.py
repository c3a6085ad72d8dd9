"""Which times make one trip, which pair comes first, and that keeping more never ranks lower."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.best_fit import Reason, Suggestion, Tone
from desktop.domain.booking import FreeTime
from desktop.domain.errors import RuleViolation
from desktop.domain.ids import ClinicianId, ClinicId, SessionId, SlotId, SlotTypeId
from desktop.domain.practice import Channel
from desktop.domain.trips import Time, Trip, check_trip, pair_times

NINE = datetime(2026, 11, 25, 9, tzinfo=UTC)
MILL = ClinicId("mill")


def at(
    minutes: int, *, length: int = 20, cost: int = 0, clinic: str = "alder", name: str = ""
) -> Suggestion:
    start = NINE + timedelta(minutes=minutes)
    free = FreeTime(
        (SlotId(f"{minutes:05}{clinic}{name}"),), SessionId(clinic), SlotTypeId("N"),
        Channel.IN_PERSON, start, start + timedelta(minutes=length), ClinicianId(name or "g"),
        name or "Grace", ClinicId(clinic), clinic,
    )  # fmt: skip
    reasons = (Reason("x", f"Not that {name}", Tone.COMPROMISE, cost),) if cost else ()
    return Suggestion(free, reasons, (), cost)


def gaps(trips: tuple[Trip, ...]) -> list[tuple[int, bool]]:
    return [(one.gap_minutes, one.swapped) for one in trips]


PAIRS = [
    # first, second, any order: (gap, swapped) of each pair, best first
    ((0,), (20,), False, [(0, False)]),
    ((0,), (49,), False, [(29, False)]),
    ((0,), (50,), False, []),  # half an hour is too long
    ((0,), (19,), False, []),  # they would meet
    ((30,), (0,), False, []),  # not in that order
    ((30,), (0,), True, [(10, True)]),
    ((0, 60), (30, 80), False, [(0, False), (10, False)]),
    ((0,), (20, 30), False, [(0, False)]),  # each first with its best second alone
]


@pytest.mark.parametrize(("firsts", "seconds", "any_order", "expected"), PAIRS)
def test_which_times_make_one_trip(
    firsts: tuple[int, ...],
    seconds: tuple[int, ...],
    any_order: bool,
    expected: list[tuple[int, bool]],
) -> None:
    ones, others = ([at(minutes) for minutes in each] for each in (firsts, seconds))
    assert gaps(pair_times(ones, others, any_order=any_order)) == expected


def test_two_clinics_are_not_one_trip() -> None:
    assert pair_times([at(0)], [at(20, clinic="mill")]) == ()


def test_the_reasons_of_both_are_said_what_they_lose_last() -> None:
    kept = Reason("step-free", "Step-free room")
    one = at(0, cost=10, name="a")
    other = Suggestion(at(30).time, (kept,), (), 0)
    (trip,) = pair_times([one], [other])
    said = [reason.words for reason in trip.reasons]
    assert said == ["10 minutes between", "Step-free room", "Not that a"]
    assert trip.words == "Fits 2 of 3"
    assert trip.as_asked == (one, other)


COSTS = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 30)), min_size=1, max_size=8)


@given(ones=COSTS, others=COSTS, place=st.integers(0, 7))
def test_a_pair_that_loses_less_never_comes_later(
    ones: list[tuple[int, int]], others: list[tuple[int, int]], place: int
) -> None:
    def made(given_: list[tuple[int, int]], letter: str) -> list[Suggestion]:
        return [
            at(10 * minutes, cost=cost, name=f"{letter}{number}")
            for number, (minutes, cost) in enumerate(given_)
        ]

    firsts, seconds = made(ones, "f"), made(others, "s")
    number = place % len(firsts)
    before = pair_times(firsts, seconds)
    better = at(10 * ones[number][0], cost=0, name=f"f{number}")
    after = pair_times([*firsts[:number], better, *firsts[number + 1 :]], seconds)

    def where(trips: tuple[Trip, ...]) -> int:
        slots = firsts[number].time.slot_ids
        found = [i for i, one in enumerate(trips) if one.visits[0].time.slot_ids == slots]
        return found[0] if found else -1

    assert where(after) <= where(before)
    assert after == pair_times([*firsts[:number], better, *firsts[number + 1 :]], seconds)


def when(start: int, end: int, clinic: ClinicId = MILL) -> Time:
    return Time(NINE + timedelta(minutes=start), NINE + timedelta(minutes=end), clinic)


TRIPS = [
    ([when(0, 20), when(20, 30)], ""),
    ([when(40, 50), when(0, 20)], ""),
    ([when(0, 20), when(40, 50), when(60, 70)], ""),
    ([when(0, 20)], "together"),
    ([when(0, 20), when(50, 60)], "trip"),
    ([when(0, 20), when(10, 30)], "trip"),
    ([when(0, 20), when(20, 30, ClinicId("alder"))], "trip"),
]


@pytest.mark.parametrize(("visits", "code"), TRIPS)
def test_what_may_be_booked_as_one_trip(visits: list[Time], code: str) -> None:
    if not code:
        check_trip(visits)
        return
    with pytest.raises(RuleViolation) as caught:
        check_trip(visits)
    assert caught.value.code == code
