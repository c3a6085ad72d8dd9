"""Dates as people say and type them: birth dates, and where to go in the diary."""

from __future__ import annotations

import re
from calendar import isleap, monthrange
from datetime import date, timedelta

from desktop.domain.errors import RuleViolation
from desktop.domain.times import MONTHS

LONGEST_LIFE_YEARS = 130
"""A birth longer ago than this is a slip of the pen."""

_HINT = "for example 12/3/1980"
_LONGEST_TEXT = 60
_FARTHEST_YEARS = 20
_MONTH_NUMBERS = {name.lower(): number for number, name in enumerate(MONTHS, 1)}
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

_NUMERIC = re.compile(r"(\d{1,2})(?: ?[-/.] ?| )(\d{1,2})(?: ?[-/.] ?| )(\d{4}|\d{2})", re.A)
_YEAR_FIRST = re.compile(r"(\d{4})[-/. ](\d{1,2})[-/. ](\d{1,2})", re.A)
_YEAR = r"(?:[ ,./-]*'?(\d{4}|\d{2}))"
_NAMED = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[ ./-]*(?:of )?([a-z]{3,9})\.?" + _YEAR, re.A)
_MONTH_FIRST = re.compile(r"([a-z]{3,9})\.? ?(\d{1,2})(?:st|nd|rd|th)?(?=[^\d])" + _YEAR, re.A)
_SIX = re.compile(r"(\d{2})(\d{2})(\d{2})", re.A)
_EIGHT = re.compile(r"(\d{2})(\d{2})(\d{4})", re.A)
_EIGHT_YEAR_FIRST = re.compile(r"(\d{4})(\d{2})(\d{2})", re.A)
_NO_YEAR = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?(?: ?[-/.] ?| )(?:of )?(\d{1,2}|[a-z]{3,9})", re.A)


def read_said_date(
    text: str, *, today: date, past_only: bool, field: str = "date"
) -> tuple[date, ...]:
    """Read a whole date, day before month; a two-digit year may mean two centuries.

    Shape: never empty. With ``past_only`` (births): what is not in the future, the latest first.
    Without: both centuries, the one nearer to today first.
    Errors: RuleViolation with code empty, date_unclear, date_no_year, date_impossible,
    date_future or date_long_ago, its sentence saying what to type instead where that is clear.
    """
    said = _plain(text, field)
    if not said:
        raise RuleViolation("empty", field, f"Type a date, {_HINT}.")
    parts = _find_parts(said)
    if parts is None:
        raise _unclear(said, field)
    return _candidates(*parts, today=today, past_only=past_only, field=field)


def read_go_to_date(text: str, *, today: date, field: str = "date") -> date:
    """Read where to go in the diary: a date, a day of the week, or a step from today.

    Rules: "fri" is the first Friday after today, "next fri" the one of next week (weeks start on
    Monday), "last fri" the one before today, "fri week" a week after the first. A date without a
    year is the one between 3 months back and 9 months on.
    Errors: RuleViolation as read_said_date, or date_far over 20 years away.
    """
    said = _plain(text, field)
    if not said:
        raise RuleViolation("empty", field, "Type a date, or say it: tomorrow, in 6 weeks, 25 nov.")
    found = _named_day(said, today) or _step(said, today, field) or _weekday(said, today)
    if found is None:
        found = _date_of_diary(said, today, field)
    if abs(found.year - today.year) > _FARTHEST_YEARS:
        sentence = (
            f"That is in the year {found.year}. The diary goes {_FARTHEST_YEARS} years either way."
        )
        raise RuleViolation("date_far", field, sentence)
    return found


def find_said_dates(text: str, *, today: date) -> tuple[date, ...]:
    """Return the past dates a piece of text may mean; empty when it is none. Never raises."""
    try:
        return read_said_date(text, today=today, past_only=True)
    except RuleViolation:
        return ()


def month_number(word: str) -> int | None:
    """Return 1 to 12 for a month's name or its first three letters or more; else None."""
    if len(word) < 3:
        return None
    if word == "sept":
        return 9
    for name, number in _MONTH_NUMBERS.items():
        if name.startswith(word):
            return number
    return None


def say_date(on: date) -> str:
    """Say a date as "12 March 1980"."""
    return f"{on.day} {MONTHS[on.month - 1]} {on.year}"


def _plain(text: str, field: str) -> str:
    said = " ".join(text.lower().split())
    if len(said) > _LONGEST_TEXT:
        sentence = f"This is not clear as a date: it is too long for one. Type it {_HINT}."
        raise RuleViolation("date_unclear", field, sentence)
    return said


def _find_parts(said: str) -> tuple[int, int, str] | None:
    """Take the words apart into day, month and the year as typed."""
    said = re.sub(r"^(?:mon|tues?|wed|thur?s?|fri|sat|sun)(?:day|nesday|urday)?,? (?=\d)", "", said)
    if match := _NUMERIC.fullmatch(said) or _SIX.fullmatch(said):
        return int(match[1]), int(match[2]), match[3]
    if match := _YEAR_FIRST.fullmatch(said):
        return int(match[3]), int(match[2]), match[1]
    if match := _EIGHT.fullmatch(said):
        other = _EIGHT_YEAR_FIRST.fullmatch(said)
        # 19800312 makes no sense with the day first, so the year comes first.
        if int(match[2]) > 12 and other is not None and 1 <= int(other[2]) <= 12:
            return int(other[3]), int(other[2]), other[1]
        return int(match[1]), int(match[2]), match[3]
    if match := _NAMED.fullmatch(said):
        month = month_number(match[2])
        return None if month is None else (int(match[1]), month, match[3])
    if match := _MONTH_FIRST.fullmatch(said):
        month = month_number(match[1])
        return None if month is None else (int(match[2]), month, match[3])
    return None


def _unclear(said: str, field: str) -> RuleViolation:
    match = _NO_YEAR.fullmatch(said)
    if match is not None and (match[2].isdigit() or month_number(match[2]) is not None):
        return RuleViolation("date_no_year", field, f"The year is missing, {_HINT}.")
    return RuleViolation("date_unclear", field, f"This is not clear as a date. Type it {_HINT}.")


def _candidates(
    day: int, month: int, year: str, *, today: date, past_only: bool, field: str
) -> tuple[date, ...]:
    if year == "0000":
        raise RuleViolation("date_impossible", field, f"There is no year 0. Type it {_HINT}.")
    years = (int(year),) if len(year) == 4 else (2000 + int(year), 1900 + int(year))
    _check_day_and_month(day, month, years, field)
    dates = [date(one, month, day) for one in years if day <= monthrange(one, month)[1]]
    if not dates:
        sentence = f"{day} {MONTHS[month - 1]} {years[-1]} does not exist."
        meant = f"{monthrange(years[-1], month)[1]} {MONTHS[month - 1]}"
        raise RuleViolation(
            "date_impossible", field, f"{sentence} Did you mean {meant}?", meant=meant
        )
    if not past_only:
        return tuple(sorted(dates, key=lambda on: abs(on - today)))
    return _only_past(dates, today, field)


def _only_past(dates: list[date], today: date, field: str) -> tuple[date, ...]:
    past = tuple(on for on in dates if on <= today)
    if not past:
        sentence = f"{say_date(dates[0])} is in the future. Check the year."
        raise RuleViolation("date_future", field, sentence)
    lived = tuple(on for on in past if today.year - on.year <= LONGEST_LIFE_YEARS)
    if not lived:
        years = today.year - past[0].year
        sentence = f"{say_date(past[0])} is {years} years ago. Check the year."
        raise RuleViolation("date_long_ago", field, sentence)
    return lived


def _check_day_and_month(day: int, month: int, years: tuple[int, ...], field: str) -> None:
    """Raise for a day or month that no year has; 29 February is left to the years."""
    if 1 <= month <= 12:
        name = MONTHS[month - 1]
        last = 29 if month == 2 else monthrange(2000, month)[1]
        if 1 <= day <= last:
            return
        if day > last and month == 2:
            last = 29 if any(isleap(one) for one in years) else 28
        nearest = f"{last if day else 1} {name}"
        sentence = f"{day} {name} does not exist. Did you mean {nearest}?"
        raise RuleViolation("date_impossible", field, sentence, meant=nearest)
    sentence = f"There is no month {month}; the day comes first, {_HINT}."
    if 1 <= day <= 12 and 1 <= month <= monthrange(2000, day)[1]:
        meant = f"{month} {MONTHS[day - 1]}"
        sentence = f"There is no month {month}. Did you mean {meant}?"
        raise RuleViolation("date_impossible", field, sentence, meant=meant)
    raise RuleViolation("date_impossible", field, sentence)


# What follows is for the diary: days named from today's side.

_FROM_TODAY = {
    "today": 0,
    "tod": 0,
    "now": 0,
    "this week": 0,
    "tomorrow": 1,
    "tomorow": 1,
    "tom": 1,
    "tmrw": 1,
    "yesterday": -1,
    "yest": -1,
    "day after tomorrow": 2,
    "the day after tomorrow": 2,
    "day before yesterday": -2,
    "the day before yesterday": -2,
    "next week": 7,
    "last week": -7,
    "fortnight": 14,
    "a fortnight": 14,
    "in a fortnight": 14,
}
_WHOLE_STEPS = {"next month": 1, "last month": -1, "next year": 12, "last year": -12}
_COUNT_WORDS = "one two three four five six seven eight nine ten eleven twelve"
_COUNTS = {word: count for count, word in enumerate(_COUNT_WORDS.split(), 1)} | {"a": 1, "an": 1}
_STEP = re.compile(
    r"(in |\+ ?|- ?|)(\d{1,4}|[a-z]+) ?(days?|d|weeks?|wks?|w|months?|mths?|m|years?|yrs?|y)"
    r"( ago| time| from now| from today|)",
    re.A,
)
_WEEKDAY = re.compile(r"(?:on )?(next |last |this |)([a-z]{3,9})( week|)", re.A)
_NO_YEAR_NAMED = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[ ./-]*(?:of )?([a-z]{3,9})\.?", re.A)
_NO_YEAR_MONTH_FIRST = re.compile(r"([a-z]{3,9})\.? ?(\d{1,2})(?:st|nd|rd|th)?", re.A)
_NO_YEAR_NUMERIC = re.compile(r"(\d{1,2})[-/.](\d{1,2})", re.A)
_DAY_ALONE = re.compile(r"(?:the )?(\d{1,2})(?:st|nd|rd|th)", re.A)
_MONTH_ALONE = re.compile(r"([a-z]{3,9})(?: (\d{4}))?", re.A)


def _named_day(said: str, today: date) -> date | None:
    if said in _FROM_TODAY:
        return today + timedelta(days=_FROM_TODAY[said])
    if said in _WHOLE_STEPS:
        return add_months(today, _WHOLE_STEPS[said])
    return None


def _step(said: str, today: date, field: str) -> date | None:
    match = _STEP.fullmatch(said)
    if match is None:
        return None
    count = int(match[2]) if match[2].isdigit() else _COUNTS.get(match[2])
    if count is None:
        return None
    if match[1].startswith("-") or match[4] == " ago":
        count = -count
    unit = match[3][0]
    months = {"m": count, "y": count * 12}.get(unit)
    days = count * 7 if unit == "w" else count
    if abs(count if months is None else months // 12) > (
        _FARTHEST_YEARS * 365 if months is None else _FARTHEST_YEARS
    ):
        sentence = f"That is too far: {_FARTHEST_YEARS} years either way is the most."
        raise RuleViolation("date_far", field, sentence)
    return today + timedelta(days=days) if months is None else add_months(today, months)


def _weekday(said: str, today: date) -> date | None:
    match = _WEEKDAY.fullmatch(said)
    if match is None:
        return None
    number = _weekday_number(match[2])
    if number is None:
        return None
    coming = today + timedelta(days=(number - today.weekday() - 1) % 7 + 1)
    if match[3]:
        return coming + timedelta(days=7)
    if match[1] == "next ":
        return today + timedelta(days=7 + number - today.weekday())
    if match[1] == "last ":
        return today - timedelta(days=(today.weekday() - number - 1) % 7 + 1)
    if match[1] == "this ":
        return today if number == today.weekday() else coming
    return coming


def _weekday_number(word: str) -> int | None:
    for number, name in enumerate(_WEEKDAYS):
        if name.startswith(word):
            return number
    return {"weds": 2, "thurs": 3}.get(word)


def _date_of_diary(said: str, today: date, field: str) -> date:
    said = re.sub(r"^(?:on |the )?(?:mon|tues?|weds?|thur?s?|fri|sat|sun)[a-z]*,? (?=\d)", "", said)
    if match := _DAY_ALONE.fullmatch(said):
        return _next_day_of_month(int(match[1]), today, field)
    parts = _find_parts(said)
    if parts is not None:
        day, month, year = parts
        whole = year if len(year) == 4 else f"20{year}"
        return _candidates(day, month, whole, today=today, past_only=False, field=field)[0]
    if match := _NO_YEAR_NUMERIC.fullmatch(said):
        return _without_year(int(match[1]), int(match[2]), today, field)
    if match := _NO_YEAR_NAMED.fullmatch(said):
        found = month_number(match[2])
        if found is not None:
            return _without_year(int(match[1]), found, today, field)
    if match := _NO_YEAR_MONTH_FIRST.fullmatch(said):
        found = month_number(match[1])
        if found is not None:
            return _without_year(int(match[2]), found, today, field)
    if match := _MONTH_ALONE.fullmatch(said):
        found = month_number(match[1])
        if found is not None and match[2] is None:
            return _without_year(1, found, today, field)
        if found is not None and int(match[2]) > 0:
            return date(int(match[2]), found, 1)
    sentence = "This is not clear as a date. Try 25 nov, in 6 weeks, or next mon."
    raise RuleViolation("date_unclear", field, sentence)


def _without_year(day: int, month: int, today: date, field: str) -> date:
    """Return the date that falls between 3 months back and 9 months on, or the next there is."""
    earliest = add_months(today, -3)
    years = tuple(range(today.year - 1, today.year + 9))
    if 1 <= month <= 12:
        # A day that no year has is put right by the month that comes next.
        coming = next(one for one in years if date(one, month, 28) >= earliest)
        _check_day_and_month(day, month, (coming,), field)
    _check_day_and_month(day, month, years, field)
    for year in years:
        if day <= monthrange(year, month)[1] and date(year, month, day) >= earliest:
            return date(year, month, day)
    sentence = f"{day} {MONTHS[month - 1]} does not exist in the coming years."
    raise RuleViolation("date_impossible", field, sentence)


def _next_day_of_month(day: int, today: date, field: str) -> date:
    if not 1 <= day <= 31:
        sentence = f"No month has a day {day}."
        raise RuleViolation("date_impossible", field, sentence)
    month = today.replace(day=1)
    while day > monthrange(month.year, month.month)[1] or month.replace(day=day) < today:
        month = add_months(month, 1)
    return month.replace(day=day)


def add_months(on: date, months: int) -> date:
    """Step by months; the 31st becomes the last day of a shorter month."""
    index = on.year * 12 + on.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(on.day, monthrange(year, month + 1)[1]))
