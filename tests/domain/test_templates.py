"""Session templates: their dates, what leaves one out, slots of a day, words, bad input."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.closures import ClosureKind, list_bank_holidays
from desktop.domain.errors import RuleViolation
from desktop.domain.ids import ClinicianId, ClinicId
from desktop.domain.repeats import Every, Repeat
from desktop.domain.sessions import PatternPart
from desktop.domain.templates import (
    BankHolidayRule,
    ExceptionKind,
    TemplateDetails,
    TemplateException,
    all_dates,
    check_template,
    closed_by,
    instants_of_day,
    next_dates,
    plan_dates,
    preview_weeks,
    say_template,
    slots_of_day,
)
from desktop.domain.times import instant_of, local_of
from tests.factories.templates import ROUTINE, make_closure, make_template

ZONE = "Europe/London"
TODAY = date(2026, 11, 18)
BOXING = date(2026, 12, 28)
BOXING_DAY = make_closure(BOXING, "Boxing Day", kind=ClosureKind.BANK_HOLIDAY)
HELD, LEFT_OUT, WORKED = ExceptionKind.HELD, ExceptionKind.LEFT_OUT, ExceptionKind.WORKED


def said(details: TemplateDetails, *closures: Any, weeks: int = 8) -> list[str]:
    last = details.first_on + timedelta(weeks=weeks, days=-1)
    planned = plan_dates(details, closures, details.first_on, last)
    return [f"{one.on_date.day}.{one.on_date.month} {one.why}".strip() for one in planned]


def to_instant(on: date, wall: time) -> datetime:
    return instant_of(on, wall, ZONE)


def test_a_date_left_out_says_why() -> None:
    details = make_template(
        exceptions=(
            TemplateException(date(2026, 11, 30), LEFT_OUT, note="leave"),
            TemplateException(date(2026, 12, 9), HELD),
            TemplateException(date(2026, 12, 14), LEFT_OUT),
        )
    )
    training = make_closure(date(2026, 12, 21))

    assert said(details, BOXING_DAY, training) == [
        "23.11", "30.11 leave", "7.12", "9.12", "14.12 left out", "21.12 Staff training",
        "28.12 Boxing Day", "4.1", "11.1",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "exceptions", "why", "asked"),
    [
        (BankHolidayRule.SKIP, (), "Boxing Day", False),
        (BankHolidayRule.KEEP, (), "", False),
        (BankHolidayRule.ASK, (), "Boxing Day", True),
        (BankHolidayRule.ASK, (TemplateException(BOXING, WORKED),), "", False),
        (BankHolidayRule.SKIP, (TemplateException(BOXING, HELD),), "Boxing Day", False),
        (BankHolidayRule.ASK, (TemplateException(BOXING, LEFT_OUT),), "left out", False),
    ],
)
def test_a_bank_holiday_goes_by_the_templates_rule(
    rule: BankHolidayRule, exceptions: tuple[TemplateException, ...], why: str, asked: bool
) -> None:
    details = make_template(bank_holidays=rule, exceptions=exceptions)
    (planned,) = plan_dates(details, [BOXING_DAY], BOXING, BOXING)

    assert (planned.why, planned.asked, planned.held) == (why, asked, not why)


def test_a_closure_of_another_clinic_or_clinician_leaves_a_session_alone() -> None:
    on = date(2026, 11, 23)
    for changed in ({"clinic_id": ClinicId("weir")}, {"clinician_id": ClinicianId("okafor")}):
        assert said(make_template(), make_closure(on, **changed), weeks=1) == ["23.11"]
    own = make_closure(on, "Leave", clinician_id=ClinicianId("patel"))
    assert said(make_template(), own, weeks=1) == ["23.11 Leave"]


def test_a_closure_of_some_hours_closes_the_slots_within_them() -> None:
    on = date(2026, 11, 23)
    training = make_closure(on, start_local=time(9, 25))
    (planned,) = plan_dates(make_template(), [training], on, on)
    slots = slots_of_day(make_template(), planned)
    closed = [slot.start_minute for slot in slots if closed_by(slot, planned.closed)]

    assert planned.held
    assert [slot.start_minute for slot in slots[:6]] == list(range(510, 570, 10))
    assert closed == [560, 570, 590, 600, 610, 620]
    assert said(make_template(), make_closure(on, end_local=time(13)), weeks=1) == [
        "23.11 Staff training"
    ]
    assert said(make_template(), make_closure(on, start_local=time(12, 30)), weeks=1) == ["23.11"]
    # The last hours have no slot; those that have one are all closed.
    assert said(make_template(), make_closure(on, end_local=time(11)), weeks=1) == [
        "23.11 Staff training"
    ]


def test_a_date_with_hours_of_its_own_keeps_the_slots_that_lie_in_them() -> None:
    on = date(2026, 11, 23)
    later = (TemplateException(on, HELD, start_local=time(9, 15)),)
    elsewhere = (TemplateException(on, HELD, time(13, 30), time(14)),)
    starts = []
    for exceptions in (later, elsewhere):
        details = make_template(exceptions=exceptions)
        (planned,) = plan_dates(details, (), on, on)
        starts.append([slot.start_minute for slot in slots_of_day(details, planned)])

    assert starts == [[560, 570, 590, 600, 610, 620], [810, 820, 830]]


def test_dates_alone_are_the_dates_given() -> None:
    dates = (date(2026, 12, 9), date(2026, 12, 1), date(2026, 1, 1))
    details = make_template(
        repeat=Repeat(Every.DATES), exceptions=tuple(TemplateException(on, HELD) for on in dates)
    )

    assert list(all_dates(check_template(details))) == [date(2026, 12, 1), date(2026, 12, 9)]


def test_the_next_dates_and_the_preview_of_eight_weeks() -> None:
    details = make_template(repeat=Repeat(Every.WEEK, (0, 2), 2))
    listed = next_dates(details, [BOXING_DAY], TODAY)
    weeks = preview_weeks(details, [BOXING_DAY], TODAY)

    assert len(listed) == 20
    assert [one.on_date.day for one in listed[:4]] == [23, 25, 7, 9]
    assert [one.why for one in listed if not one.held] == []
    assert len(weeks) == 8
    assert [[day for day, one in enumerate(week) if one] for week in weeks] == [[], [0, 2]] * 4
    assert next_dates(make_template(last_on=date(2026, 11, 30)), (), date(2027, 1, 1)) == ()


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        (
            {"repeat": Repeat(Every.WEEK, (0,), 2), "last_on": date(2027, 3, 29)},
            "Every second Monday, 08:30 to 12:30, until 29 March, not on bank holidays",
        ),
        (
            {"first_on": date(2026, 11, 30), "bank_holidays": BankHolidayRule.KEEP},
            "Every Monday, 08:30 to 12:30, from 30 November, bank holidays too",
        ),
    ],
)
def test_the_rule_in_plain_words(changed: dict[str, Any], words: str) -> None:
    assert say_template(make_template(**changed), date(2026, 11, 23)) == words


BAD: tuple[tuple[str, dict[str, Any]], ...] = (
    ("name", {"name": " "}),
    ("end_local", {"end_local": time(8, 30)}),
    ("end_local", {"end_local": time(8)}),
    ("pattern", {"pattern": ()}),
    ("pattern", {"end_local": time(10)}),
    ("pattern", {"pattern": (PatternPart(1, ROUTINE, 0),)}),
    ("pattern", {"pattern": (PatternPart(1, ROUTINE, 1000),)}),
    ("pattern", {"pattern": (PatternPart(1, ROUTINE, 10, 0),)}),
    ("days", {"repeat": Repeat(Every.WEEK)}),
    ("count", {"repeat": Repeat(Every.WEEK, (0,), count=100_000)}),
    ("until", {"repeat": Repeat(Every.WEEK, (0,), until=date(2026, 11, 1))}),
    ("until", {"last_on": date(2026, 11, 24), "repeat": Repeat(Every.WEEK, (2,))}),
    ("exceptions", {"repeat": Repeat(Every.DATES)}),
    ("last_on", {"last_on": date(2026, 11, 22)}),
    ("last_on", {"last_on": date(2999, 1, 1)}),
    ("exceptions", {"exceptions": (TemplateException(TODAY, HELD, end_local=time(8)),)}),
    ("exceptions", {"exceptions": (TemplateException(TODAY, HELD),) * 2}),
    (
        "exceptions",
        {"exceptions": tuple(
            TemplateException(TODAY + timedelta(days=day), HELD) for day in range(401)
        )},
    ),
)  # fmt: skip


@pytest.mark.parametrize(("field", "changed"), BAD)
def test_bad_input_has_a_sentence_at_its_field(field: str, changed: dict[str, Any]) -> None:
    with pytest.raises(RuleViolation) as refused:
        check_template(make_template(**changed))

    assert refused.value.field == field
    assert refused.value.message.endswith(".")


def test_the_spring_gap_leaves_slots_out_and_the_autumn_hour_is_its_first_pass() -> None:
    night = {
        "start_local": time(0, 30),
        "end_local": time(3, 30),
        "pattern": (PatternPart(9, ROUTINE, 20),),
        "repeat": Repeat(Every.WEEK, (6,)),
        "first_on": date(2026, 10, 25),
    }
    details = make_template(**night)

    def laid(on: date) -> list[str]:
        (planned,) = plan_dates(details, (), on, on)
        placed = instants_of_day(on, slots_of_day(details, planned), to_instant)
        return [f"{start:%H:%M}" for _, start, _ in placed]

    # UTC: 00:30 is the only slot before the gap that ends before it; 02:10 BST is 01:10.
    assert laid(date(2027, 3, 28)) == ["00:30", "01:10", "01:30", "01:50", "02:10"]
    # 00:30 to 01:50 BST are the first passes, then 02:10 to 03:10 GMT.
    assert laid(date(2026, 10, 25)) == [
        "23:30", "23:50", "00:10", "00:30", "00:50", "02:10", "02:30", "02:50", "03:10",
    ]  # fmt: skip


def test_a_slot_that_would_outlast_the_missing_hour_is_left_out() -> None:
    on = date(2027, 3, 28)
    pattern = (PatternPart(1, ROUTINE, 120), PatternPart(1, ROUTINE, 20))
    details = make_template(
        start_local=time(0, 30), end_local=time(3), pattern=pattern, first_on=on,
        repeat=Repeat(Every.WEEK, (6,)),
    )  # fmt: skip
    (planned,) = plan_dates(details, (), on, on)

    placed = instants_of_day(on, slots_of_day(details, planned), to_instant)

    assert [start for _, start, _ in placed] == [datetime(2027, 3, 28, 1, 30, tzinfo=UTC)]


days = st.dates(date(2020, 1, 1), date(2040, 12, 31))
repeats = st.one_of(
    st.builds(
        Repeat,
        st.just(Every.WEEK),
        st.sets(st.integers(0, 6), min_size=1).map(lambda found: tuple(sorted(found))),
        st.integers(1, 6),
        count=st.none() | st.integers(1, 60),
    ),
    st.builds(
        Repeat,
        st.just(Every.MONTH),
        st.integers(0, 6).map(lambda day: (day,)),
        st.integers(1, 3),
        st.sets(st.sampled_from((1, 2, 3, 4, 5, -1)), min_size=1, max_size=2).map(tuple),
    ),
)
parts = st.builds(
    PatternPart, st.integers(1, 5), st.just(ROUTINE), st.integers(1, 45), st.integers(1, 3)
)
templates = st.builds(
    lambda repeat, first_on, hour, quarter, pattern, rule: make_template(
        repeat=repeat,
        first_on=first_on,
        start_local=time(hour, 15 * quarter),
        end_local=time(23, 59),
        pattern=tuple(pattern),
        bank_holidays=rule,
    ),
    repeats,
    days,
    st.integers(0, 9),
    st.integers(0, 3),
    st.lists(parts, min_size=1, max_size=3),
    st.sampled_from(BankHolidayRule),
)


def _generated(details: TemplateDetails, first: date, last: date) -> list[Any]:
    closures = list_bank_holidays("england", first, last)
    return [
        (planned, instants_of_day(planned.on_date, slots_of_day(details, planned), to_instant))
        for planned in plan_dates(details, closures, first, last)
        if planned.held
    ]


@given(templates, st.integers(0, 400), st.integers(1, 400))
def test_any_template_keeps_wall_clock_times_and_survives_two_pieces(
    details: TemplateDetails, piece: int, length: int
) -> None:
    details = check_template(details)
    first, last = details.first_on, details.first_on + timedelta(days=length)
    cut = first + timedelta(days=min(piece, length))

    whole = _generated(details, first, last)

    one_by_one = _generated(details, first, cut) + _generated(
        details, cut + timedelta(days=1), last
    )
    assert whole == _generated(details, first, last) == one_by_one
    for planned, placed in whole:
        assert all(
            local_of(start, ZONE).replace(tzinfo=None)
            == datetime.combine(planned.on_date, time()) + timedelta(minutes=slot.start_minute)
            for slot, start, _ in placed
        )
        assert all(
            end - start == timedelta(minutes=slot.part.minutes) for slot, start, end in placed
        )
        assert all(one[2] <= other[1] for one, other in pairwise(placed))
