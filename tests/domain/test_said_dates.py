"""Dates are read as people say them, or the slip in them is said."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.errors import RuleViolation
from desktop.domain.said_dates import (
    find_said_dates,
    month_number,
    read_go_to_date,
    read_said_date,
    say_date,
)

TODAY = date(2026, 11, 23)  # a Monday

MARCH_80 = date(1980, 3, 12)
SAID = [
    "12/3/80",
    "12/03/80",
    "12.3.1980",
    "12-3-1980",
    "12 3 1980",
    "12 03 80",
    "12 / 3 / 1980",
    "12 mar 1980",
    "12 Mar 80",
    "12 march 80",
    "12th March 1980",
    "12th of March, 1980",
    "Wed 12 March 1980",
    "12mar80",
    "12-Mar-1980",
    "12 mar '80",
    "March 12 1980",
    "mar 12th, 1980",
    "120380",
    "12031980",
    "1980-03-12",
    "1980/3/12",
    "19800312",
    "  12/3/1980  ",
]
SLIPS = [
    ("", "empty", "Type a date"),
    ("31/11/1980", "date_impossible", "31 November does not exist. Did you mean 30 November?"),
    ("31 november 80", "date_impossible", "31 November does not exist. Did you mean 30 November?"),
    ("31/02/1980", "date_impossible", "31 February does not exist. Did you mean 29 February?"),
    ("31/02/1981", "date_impossible", "31 February does not exist. Did you mean 28 February?"),
    ("29/02/1981", "date_impossible", "29 February 1981 does not exist. Did you mean 28 February?"),
    ("29/02/81", "date_impossible", "29 February 1981 does not exist. Did you mean 28 February?"),
    ("29021981", "date_impossible", "29 February 1981 does not exist."),
    ("29 feb 1900", "date_impossible", "29 February 1900 does not exist."),
    ("0/3/1980", "date_impossible", "0 March does not exist. Did you mean 1 March?"),
    ("45/3/1980", "date_impossible", "45 March does not exist. Did you mean 31 March?"),
    ("12/25/1980", "date_impossible", "There is no month 25. Did you mean 25 December?"),
    ("45/45/1980", "date_impossible", "There is no month 45; the day comes first"),
    ("12/3/0000", "date_impossible", "There is no year 0"),
    ("12/3/2027", "date_future", "12 March 2027 is in the future. Check the year."),
    ("24/11/2026", "date_future", "24 November 2026 is in the future."),
    ("12/3/1880", "date_long_ago", "12 March 1880 is 146 years ago. Check the year."),
    ("12/3", "date_no_year", "The year is missing"),
    ("12 mar", "date_no_year", "The year is missing"),
    ("last spring", "date_unclear", "not clear as a date"),
    ("12/3/198", "date_unclear", "not clear as a date"),
    ("12 foo 1980", "date_unclear", "not clear as a date"),
    ("\u0661\u0662/\u0663/1980", "date_unclear", "not clear as a date"),
    ("\u202e12/3/1980", "date_unclear", "not clear as a date"),
    ("1" * 10_000, "date_unclear", "not clear as a date"),
]
FORMS = [
    "{0.day}/{0.month}/{0.year}",
    "{0.day:02}.{0.month:02}.{0.year}",
    "{0.day:02}{0.month:02}{0.year}",
    "{0:%d %b %Y}",
    "{0:%d%B%Y}",
    "{0:%B %d, %Y}",
    "{0:%Y-%m-%d}",
    "{0:%A %d %B %Y}",
]
SHORT_FORMS = ["{0:%d/%m/%y}", "{0:%d%m%y}", "{0:%d %b %y}", "{0.day}.{0.month}.{0:%y}"]
births = st.dates(date(1900, 1, 1), TODAY)


@pytest.mark.parametrize("said", SAID)
def test_a_birth_date_is_read_in_every_usual_form(said: str) -> None:
    assert read_said_date(said, today=TODAY, past_only=True) == (MARCH_80,)


def test_two_digits_mean_both_centuries_that_are_not_in_the_future() -> None:
    read = read_said_date("12/3/20", today=TODAY, past_only=True)
    assert read == (date(2020, 3, 12), date(1920, 3, 12))
    assert read_said_date("23/11/26", today=TODAY, past_only=True)[0] == TODAY
    assert read_said_date("24/11/26", today=TODAY, past_only=True) == (date(1926, 11, 24),)
    assert read_said_date("29/02/00", today=TODAY, past_only=True) == (date(2000, 2, 29),)


def test_dates_to_come_are_read_where_they_may_be() -> None:
    read = read_said_date("12/3/27", today=TODAY, past_only=False)
    assert read == (date(2027, 3, 12), date(1927, 3, 12))
    assert read_said_date("12/3/80", today=TODAY, past_only=False)[0] == MARCH_80


@pytest.mark.parametrize(("said", "code", "words"), SLIPS)
def test_a_slip_is_said_in_words(said: str, code: str, words: str) -> None:
    with pytest.raises(RuleViolation) as slip:
        read_said_date(said, today=TODAY, past_only=True, field="born_on")
    assert (slip.value.code, slip.value.field) == (code, "born_on")
    assert words in slip.value.message
    assert find_said_dates(said, today=TODAY) == ()


@given(births, st.sampled_from(FORMS))
def test_a_date_said_whole_comes_back(born: date, form: str) -> None:
    assert read_said_date(form.format(born), today=TODAY, past_only=True) == (born,)
    assert read_said_date(say_date(born), today=TODAY, past_only=True) == (born,)


@given(births, st.sampled_from(SHORT_FORMS))
def test_a_date_said_short_comes_back_among_its_centuries(born: date, form: str) -> None:
    read = read_said_date(form.format(born), today=TODAY, past_only=True)
    assert born in read
    assert len(read) <= 2
    assert all((one.day, one.month) == (born.day, born.month) for one in read)
    assert list(read) == sorted(read, reverse=True)


@given(st.text(max_size=80) | st.text("0123456789/-. janfebm", max_size=20))
def test_any_text_is_a_date_or_none(said: str) -> None:
    assert all(one <= TODAY for one in find_said_dates(said, today=TODAY))


@pytest.mark.parametrize(
    ("word", "number"),
    [("mar", 3), ("march", 3), ("sept", 9), ("sep", 9), ("ma", None), ("marchy", None), ("", None)],
)
def test_months_are_known_from_three_letters(word: str, number: int | None) -> None:
    assert month_number(word) == number


GO_TO = [
    ("today", date(2026, 11, 23)),
    ("Tomorrow", date(2026, 11, 24)),
    ("yesterday", date(2026, 11, 22)),
    ("in 6 weeks", date(2027, 1, 4)),
    ("6 weeks", date(2027, 1, 4)),
    ("six weeks", date(2027, 1, 4)),
    ("6w", date(2027, 1, 4)),
    ("+2w", date(2026, 12, 7)),
    ("-2w", date(2026, 11, 9)),
    ("2 weeks ago", date(2026, 11, 9)),
    ("in 3 days", date(2026, 11, 26)),
    ("+3d", date(2026, 11, 26)),
    ("in a week", date(2026, 11, 30)),
    ("a fortnight", date(2026, 12, 7)),
    ("next week", date(2026, 11, 30)),
    ("last week", date(2026, 11, 16)),
    ("next month", date(2026, 12, 23)),
    ("in 3 months", date(2027, 2, 23)),
    ("+1y", date(2027, 11, 23)),
    ("mon", date(2026, 11, 30)),
    ("next mon", date(2026, 11, 30)),
    ("fri", date(2026, 11, 27)),
    ("on friday", date(2026, 11, 27)),
    ("this fri", date(2026, 11, 27)),
    ("next fri", date(2026, 12, 4)),
    ("fri week", date(2026, 12, 4)),
    ("last fri", date(2026, 11, 20)),
    ("this monday", date(2026, 11, 23)),
    ("25 nov", date(2026, 11, 25)),
    ("25th november", date(2026, 11, 25)),
    ("nov 25", date(2026, 11, 25)),
    ("wed 25 nov", date(2026, 11, 25)),
    ("25/11", date(2026, 11, 25)),
    ("25.11", date(2026, 11, 25)),
    ("2 nov", date(2026, 11, 2)),
    ("2/8", date(2027, 8, 2)),
    ("24/8", date(2026, 8, 24)),
    ("29 feb", date(2028, 2, 29)),
    ("25/11/26", date(2026, 11, 25)),
    ("251127", date(2027, 11, 25)),
    ("25 nov 2027", date(2027, 11, 25)),
    ("2026-12-01", date(2026, 12, 1)),
    ("the 25th", date(2026, 11, 25)),
    ("1st", date(2026, 12, 1)),
    ("31st", date(2026, 12, 31)),
    ("march", date(2027, 3, 1)),
    ("march 2028", date(2028, 3, 1)),
]
GO_TO_SLIPS = [
    ("", "empty"),
    ("31 nov", "date_impossible"),
    ("30/2", "date_impossible"),
    ("29/02/2027", "date_impossible"),
    ("45th", "date_impossible"),
    ("1/1/1980", "date_far"),
    ("in 9999 weeks", "date_far"),
    ("9999y", "date_far"),
    ("-9999m", "date_far"),
    ("march 9999", "date_far"),
    ("march 0000", "date_unclear"),
    ("soon", "date_unclear"),
    ("99", "date_unclear"),
    ("x" * 10_000, "date_unclear"),
    ("25 nov" + " " * 300 + "or the day after", "date_unclear"),
    ("in 6 weeks" + " " * 60 + "or perhaps a little later, " * 3, "date_unclear"),
]


@pytest.mark.parametrize(("said", "on"), GO_TO)
def test_the_diary_goes_where_it_is_told(said: str, on: date) -> None:
    assert read_go_to_date(said, today=TODAY) == on


@pytest.mark.parametrize(("said", "code"), GO_TO_SLIPS)
def test_the_diary_says_why_it_stays(said: str, code: str) -> None:
    with pytest.raises(RuleViolation) as slip:
        read_go_to_date(said, today=TODAY)
    assert slip.value.code == code
    assert slip.value.message


def test_on_a_wednesday_next_monday_is_the_coming_one() -> None:
    wednesday = date(2026, 11, 18)
    assert read_go_to_date("next mon", today=wednesday) == date(2026, 11, 23)
    assert read_go_to_date("mon", today=wednesday) == date(2026, 11, 23)
    assert read_go_to_date("last mon", today=wednesday) == date(2026, 11, 16)


def test_a_month_on_from_the_31st_is_the_last_of_a_shorter_month() -> None:
    assert read_go_to_date("next month", today=date(2027, 1, 31)) == date(2027, 2, 28)


@given(st.dates(date(2020, 1, 1), date(2040, 12, 31)), st.integers(-300, 300))
def test_steps_there_and_back_end_where_they_began(today: date, days: int) -> None:
    there = read_go_to_date(f"{days:+}d", today=today)
    assert there == today + timedelta(days=days)
    assert read_go_to_date(f"{-days:+}d", today=there) == today


@given(st.dates(date(2020, 1, 1), date(2040, 12, 31)), st.integers(-80, 260))
def test_a_date_near_today_needs_no_year(today: date, days: int) -> None:
    there = today + timedelta(days=days)
    assert read_go_to_date(f"{there.day}/{there.month}", today=today) == there
    assert read_go_to_date(f"{there:%a %d %b}", today=today) == there


@given(st.text(max_size=40) | st.text("0123456789/+- wdmyonextfrigaweks", max_size=20))
def test_any_text_is_a_day_within_reach_or_a_sentence(said: str) -> None:
    try:
        found = read_go_to_date(said, today=TODAY)
    except RuleViolation as slip:
        found, words = None, slip.message
    assert words if found is None else abs(found.year - TODAY.year) <= 20


def test_the_day_meant_is_one_of_the_month_that_comes_next() -> None:
    with pytest.raises(RuleViolation, match=r"Did you mean 28 Feb"):
        read_go_to_date("31 february", today=date(2026, 11, 28))
    with pytest.raises(RuleViolation, match=r"Did you mean 29 Feb"):
        read_go_to_date("31/2", today=date(2027, 11, 28))
