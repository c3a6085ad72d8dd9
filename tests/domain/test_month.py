"""A month as whole weeks of counts: dates, closures, going on by months."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.ids import SlotTypeId
from desktop.domain.month import (
    KindOfDay,
    assemble_month,
    first_of_month,
    months_on,
    weeks_of_month,
)
from desktop.domain.times import said_month

NOVEMBER = date(2026, 11, 1)
DATES = st.dates(date(2020, 1, 1), date(2040, 12, 31))


@given(DATES)
def test_a_month_is_whole_weeks_around_all_its_days(on: date) -> None:
    first_on = first_of_month(on)
    month = assemble_month(first_on, (), ())
    dates = [one.on_date for one in month.days]
    assert dates == [dates[0] + timedelta(days=n) for n in range(len(dates))]
    assert (dates[0].weekday(), dates[-1].weekday()) == (0, 6)
    assert [one.on_date for one in month.own_days] == [one for one in dates if month.has(one)]
    assert month.own_days[0].on_date == first_on
    assert months_on(first_on, 1) == month.own_days[-1].on_date + timedelta(days=1)
    assert len(dates) <= 42


@given(DATES, st.integers(-30, 30))
def test_going_on_by_months_lands_in_that_month_and_keeps_the_day_where_it_can(
    on: date, months: int
) -> None:
    there = months_on(on, months)
    assert (there.year * 12 + there.month) - (on.year * 12 + on.month) == months
    assert there.day == on.day or there == months_on(there.replace(day=1), 1) - timedelta(days=1)


def test_the_last_of_a_long_month_goes_to_the_last_of_a_short_one() -> None:
    assert months_on(date(2028, 1, 31), 1) == date(2028, 2, 29)
    assert months_on(date(2026, 12, 31), 2) == date(2027, 2, 28)


def test_what_was_counted_stands_at_its_day_and_is_summed() -> None:
    routine = KindOfDay(SlotTypeId("r"), "Routine", "R", "R", 10, 6, 3, later=1)
    nurse = KindOfDay(SlotTypeId("n"), "Nurse", "N", "N", 4, 1, 0, blocked=2)
    on = date(2026, 11, 18)
    month = assemble_month(NOVEMBER, [(on, routine), (on, nurse)], ())
    day = month.day(on)
    assert day is not None
    assert day.kinds == (routine, nurse)
    sums = (day.capacity, day.booked, day.free, day.later, day.blocked)
    assert sums == (14, 7, 3, 1, 2)
    assert month.day(date(2026, 10, 26)) is not None, "the week it begins in is whole"
    assert month.day(date(2026, 10, 25)) is None


def test_a_closure_names_each_of_its_days_and_is_cut_at_the_weeks() -> None:
    closed = [(date(2026, 10, 1), date(2026, 10, 27), "Refit"), (NOVEMBER, NOVEMBER, "Fair")]
    month = assemble_month(NOVEMBER, (), closed)
    named = {one.on_date: one.closed for one in month.days if one.closed}
    days = (date(2026, 10, 26), date(2026, 10, 27), NOVEMBER)
    assert named == dict(zip(days, (("Refit",), ("Refit",), ("Fair",)), strict=True))


@pytest.mark.parametrize(
    ("first_on", "weeks"), [(date(2027, 2, 1), 4), (NOVEMBER, 6), (date(2026, 5, 1), 5)]
)
def test_the_weeks_of_a_month(first_on: date, weeks: int) -> None:
    first, last = weeks_of_month(first_on)
    assert (last - first).days + 1 == 7 * weeks


def test_a_month_is_said_with_its_year() -> None:
    assert said_month(date(2027, 2, 14)) == "February 2027"
