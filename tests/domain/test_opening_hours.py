"""Opening hours: read as people write them, said back, held against a session."""

from __future__ import annotations

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.errors import RuleViolation
from desktop.domain.opening_hours import read_hours, say_closed_days, say_hours, say_outside

WEEKDAYS = ("08:00-18:30",) * 5 + ("", "")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", ""),
        ("Mon to Fri 08:00 to 18:30", "Mon to Fri 08:00 to 18:30"),
        ("weekdays 8-18.30; sat 9 to 12", "Mon to Fri 08:00 to 18:30, Sat 09:00 to 12:00"),
        ("MON–FRI 0800–1830", "Mon to Fri 08:00 to 18:30"),
        ("mon, wed and fri 9 to 12", "Mon 09:00 to 12:00, Wed 09:00 to 12:00, Fri 09:00 to 12:00"),
        ("every day 00:00 to 23:59", "Mon to Sun 00:00 to 23:59"),
        ("Tuesday 9 to 5:30", None),
        ("Mon 9 to 12, Mon 14 to 18", None),
        ("Fri to Mon 9 to 12", None),
        ("9 to 12", None),
        ("Mon", None),
        ("Mon 9 to 25", None),
        ("whenever", None),
        ("t 9 to 12", None),
    ],
)
def test_hours_are_read_as_people_write_them_and_said_back(typed: str, said: str | None) -> None:
    if said is None:
        with pytest.raises(RuleViolation) as refused:
            read_hours(typed)
        assert refused.value.field == "opening_hours"
    else:
        assert say_hours(read_hours(typed)) == said


_DAY = st.tuples(st.integers(0, 719), st.integers(720, 1439)).map(
    lambda at: f"{at[0] // 60:02}:{at[0] % 60:02}-{at[1] // 60:02}:{at[1] % 60:02}"
)


@given(st.lists(_DAY | st.just(""), min_size=7, max_size=7).filter(any))
def test_what_is_said_is_read_as_the_same_hours(week: list[str]) -> None:
    assert read_hours(say_hours(tuple(week))) == tuple(week)


@pytest.mark.parametrize(
    ("hours", "day", "start", "end", "said"),
    [
        (WEEKDAYS, 18, time(8), time(18, 30), ""),
        (WEEKDAYS, 18, time(7, 59), time(9), "open 08:00 to 18:30 on Wednesdays"),
        (WEEKDAYS, 18, time(18), time(18, 31), "open 08:00 to 18:30 on Wednesdays"),
        (WEEKDAYS, 21, time(9), time(12), "closed on Saturdays"),
        ((), 22, time(3), time(4), ""),
    ],
)
def test_a_session_outside_the_hours_is_told(
    hours: tuple[str, ...], day: int, start: time, end: time, said: str
) -> None:
    assert say_outside(hours, [(date(2026, 11, day), start, end)]) == said


def test_days_outside_the_hours_are_said_together() -> None:
    times = [(date(2026, 11, day), time(18), time(19)) for day in (16, 17, 18, 21, 22, 23)]
    assert say_outside(WEEKDAYS, times) == (
        "open 08:00 to 18:30 on Mondays, Tuesdays and Wednesdays, closed on Saturdays and Sundays"
    )


def test_closed_days_are_said() -> None:
    assert say_closed_days(WEEKDAYS) == "Closed Sat, Sun."
    assert say_closed_days(()) == ""
