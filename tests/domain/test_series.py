"""How a series repeats, the best time of each of its dates, and what it says of them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.best_fit import Reason, Suggestion, Tone
from desktop.domain.booking import FreeTime, LeftOut
from desktop.domain.errors import RuleViolation
from desktop.domain.ids import ClinicianId, ClinicId, SessionId, SlotId, SlotTypeId
from desktop.domain.practice import Channel
from desktop.domain.repeats import Every
from desktop.domain.series import (
    SeriesRule,
    check_apart,
    check_rule,
    list_dates,
    nth_of,
    say_rule,
)
from desktop.domain.series_times import choose_times, days_near, say_none, say_off
from desktop.domain.times import instant_of, local_of

ZONE = "Europe/London"
TODAY = date(2026, 11, 18)
WED = 2
AT = time(9, 20)


def rule(**changed: Any) -> SeriesRule:
    given: dict[str, Any] = {
        "every": Every.WEEK, "step": 2, "weekday": WED, "first_on": TODAY, "count": 6,
        "at_local": AT,
    }  # fmt: skip
    return SeriesRule(**(given | changed))


DATES = [
    # every 2 weeks on Wednesdays, from a Wednesday on; from a day after one: the next counts
    (rule(), ["18 11", "2 12", "16 12", "30 12", "13 1", "27 1"]),
    (rule(first_on=date(2026, 11, 19), count=3), ["25 11", "9 12", "23 12"]),
    (rule(step=1, count=3), ["18 11", "25 11", "2 12"]),
    (rule(step=12, count=2), ["18 11", "10 2"]),
    # by the month: the third Wednesday; the last Friday; a start after this month's is the next's
    (rule(every=Every.MONTH, step=1, nth=3, count=3), ["18 11", "16 12", "20 1"]),
    (rule(every=Every.MONTH, step=1, nth=-1, weekday=4, count=3), ["27 11", "25 12", "29 1"]),
    (rule(every=Every.MONTH, step=3, nth=1, count=3), ["2 12", "3 3", "2 6"]),
]


@pytest.mark.parametrize(("asked", "expected"), DATES)
def test_the_dates_of_a_series(asked: SeriesRule, expected: list[str]) -> None:
    assert [f"{one.day} {one.month}" for one in list_dates(check_rule(asked, TODAY))] == expected


SAID = [
    (rule(), "every second Wednesday at 09:20"),
    (rule(step=1, at_local=None), "every Wednesday"),
    (rule(step=3), "every third week on Wednesday at 09:20"),
    (rule(every=Every.MONTH, step=1, nth=-1), "the last Wednesday of each month at 09:20"),
    (rule(every=Every.MONTH, step=2, nth=3), "the third Wednesday of every second month at 09:20"),
]


@pytest.mark.parametrize(("asked", "words"), SAID)
def test_a_rule_is_said_in_words(asked: SeriesRule, words: str) -> None:
    assert say_rule(asked) == words


SLIPS = [
    (rule(step=0), "step"),
    (rule(step=13), "step"),
    (rule(count=1), "count"),
    (rule(count=27), "count"),
    (rule(every=Every.MONTH), "weekday"),
    (rule(nth=2), "weekday"),
    (rule(every=Every.DATES), "weekday"),
    (rule(weekday=7), "weekday"),
    (rule(first_on=TODAY - timedelta(days=1)), "first_on"),
]


@pytest.mark.parametrize(("asked", "field"), SLIPS)
def test_a_rule_that_can_not_be_is_told_at_its_field(asked: SeriesRule, field: str) -> None:
    with pytest.raises(RuleViolation) as caught:
        check_rule(asked, TODAY)
    assert caught.value.field == field


def test_which_weekday_of_its_month_a_date_is() -> None:
    days = (1, 7, 8, 18, 25, 29)
    assert [nth_of(date(2026, 11, day)) for day in days] == [1, 1, 2, 3, 4, -1]


def suggestion(start: datetime, *reasons: Reason, name: str = "") -> Suggestion:
    free = FreeTime(
        (SlotId(f"{start.isoformat()}{name}"),), SessionId("s"), SlotTypeId("N"),
        Channel.IN_PERSON, start, start + timedelta(minutes=20), ClinicianId("g"), "Grace Adeyemi",
        ClinicId("alder"), "Alder Lane",
    )  # fmt: skip
    return Suggestion(free, reasons, (), 0)


def lost(weight: int, *, is_must: bool = False) -> Reason:
    return Reason("x", "Not that", Tone.COMPROMISE, weight, is_must)


@given(
    start=st.dates(date(2026, 1, 1), date(2030, 12, 31)),
    step=st.integers(1, 12),
    every=st.sampled_from([Every.WEEK, Every.MONTH]),
    at=st.times().map(lambda one: one.replace(minute=one.minute // 10 * 10, second=0,
                                              microsecond=0)),
)  # fmt: skip
def test_a_series_keeps_its_wall_time_whatever_the_clocks_do(
    start: date, step: int, every: Every, at: time
) -> None:
    """Twelve and more months with both clock changes: the time chosen reads the same each date."""
    asked = rule(
        every=every, step=step, weekday=start.weekday(), first_on=start, count=26, at_local=at,
        nth=nth_of(start) if every is Every.MONTH else None,
    )  # fmt: skip
    for on in list_dates(asked):
        try:
            exact = instant_of(on, at, ZONE)
        except RuleViolation:  # the hour that the clocks leave out has no such time
            continue
        around = [exact + timedelta(hours=step) for step in (-1, 0, 1)]
        best = choose_times(asked, on, [suggestion(one) for one in around], ZONE)[0]
        assert local_of(best.suggestion.time.start_at, ZONE).time() == at
        assert best.is_as_asked
        assert on.weekday() == start.weekday()


DAY = date(2026, 11, 25)
NINE_20 = datetime(2026, 11, 25, 9, 20, tzinfo=UTC)
BETTER = [
    # the one that is offered first, the other
    (suggestion(NINE_20), suggestion(NINE_20 + timedelta(minutes=10))),
    (suggestion(NINE_20 + timedelta(minutes=10)), suggestion(NINE_20 - timedelta(minutes=20))),
    (suggestion(NINE_20 + timedelta(hours=5)), suggestion(NINE_20 + timedelta(days=1))),
    (suggestion(NINE_20, name="b"), suggestion(NINE_20, lost(15), name="a")),
    # a wish of 15 is worth an hour and a half by the clock, no more
    (suggestion(NINE_20 + timedelta(minutes=80)), suggestion(NINE_20, lost(15))),
    (suggestion(NINE_20, lost(15)), suggestion(NINE_20 + timedelta(minutes=100))),
    # what a visit must have counts before the day
    (suggestion(NINE_20 + timedelta(days=2)), suggestion(NINE_20, lost(1000, is_must=True))),
]


@pytest.mark.parametrize(("first", "second"), BETTER)
def test_which_time_of_a_date_comes_first(first: Suggestion, second: Suggestion) -> None:
    for given_ in ((first, second), (second, first)):
        assert choose_times(rule(), DAY, given_, ZONE)[0].suggestion is first


@given(st.lists(st.tuples(st.integers(-3, 3), st.integers(0, 50), st.integers(0, 40)), min_size=1))
def test_losing_one_thing_more_never_ranks_higher(given_: list[tuple[int, int, int]]) -> None:
    several = [
        suggestion(NINE_20 + timedelta(days=days, minutes=10 * late), lost(weight), name=str(place))
        for place, (days, late, weight) in enumerate(given_)
    ]
    worse = suggestion(
        several[0].time.start_at, *several[0].reasons, lost(5), name="worse"
    )  # all else alike
    order = [one.suggestion for one in
             choose_times(rule(), DAY, [worse, *several], ZONE, limit=99)]  # fmt: skip
    assert order.index(several[0]) < order.index(worse)


@pytest.mark.parametrize(
    ("start", "words"),
    [
        (NINE_20, "As asked"),
        (NINE_20 + timedelta(minutes=20), "20 minutes later"),
        (NINE_20 - timedelta(minutes=61), "1 hour 1 minute earlier"),
        (NINE_20 + timedelta(hours=2), "2 hours later"),
        (NINE_20 + timedelta(days=1), "Thu 26 Nov"),
    ],
)
def test_how_far_a_time_is_off_is_said(start: datetime, words: str) -> None:
    (choice,) = choose_times(rule(), DAY, [suggestion(start)], ZONE)
    assert say_off(choice, TODAY, ZONE) == words


OPENS = LeftOut("embargoed", 3, "3 open on the day at 08:00.")
NONE = [
    (("Christmas Day", (OPENS,), 0), "Closed, Christmas Day"),
    (("", (OPENS,), 2), "3 open on the day at 08:00"),
    (("", (), 2), "All taken"),
    (("", (), 0), "No session that day"),
]


@pytest.mark.parametrize(("facts", "words"), NONE)
def test_why_a_date_has_no_time(facts: tuple[str, Any, int], words: str) -> None:
    closed, left_out, count = facts
    last = DAY + timedelta(days=30)
    said = say_none(closed, left_out, sessions=count, made_until=last, on=DAY)
    assert said == words
    beyond = say_none("", (), sessions=0, made_until=DAY, on=last)
    assert beyond == "The diary is not made so far ahead"


def test_the_days_around_a_date_are_nearest_first_and_none_is_over() -> None:
    assert [one.day for one in days_near(date(2026, 11, 19), TODAY)] == [20, 18, 21, 22]


def test_two_visits_at_one_time_are_no_series() -> None:
    hour = timedelta(hours=1)
    check_apart([(NINE_20, NINE_20 + hour), (NINE_20 + hour, NINE_20 + 2 * hour)])
    with pytest.raises(RuleViolation, match="at the same time"):
        check_apart([(NINE_20 + hour / 2, NINE_20 + 2 * hour), (NINE_20, NINE_20 + hour)])
