"""How sessions repeat: RFC 5545 rules, what the template editor can say of them, in plain words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from desktop.domain.errors import RuleViolation
from desktop.domain.text import sentence_case
from desktop.domain.times import DAYS, DAYS_WHOLE, MONTHS

MOST_TIMES = 1_000
LONGEST_INTERVAL = 52
LAST_YEAR = 2100

_DAY_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_NTH_WORDS = {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth", -1: "last"}
_NTH_SHORT = {1: "1st", 2: "2nd", 3: "3rd", 4: "4th", 5: "5th", -1: "last"}
_TIME_PARTS = ("BYHOUR", "BYMINUTE", "BYSECOND")
_DAY_PARTS = ("BYDAY", "BYMONTHDAY", "BYYEARDAY", "BYMONTH")
_OTHER_PARTS = ("FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYWEEKNO", "BYSETPOS")
_PARTS = frozenset((*_OTHER_PARTS, *_TIME_PARTS, *_DAY_PARTS))
_RANGES = {
    "BYMONTH": (1, 12),
    "BYMONTHDAY": (1, 31),
    "BYYEARDAY": (1, 366),
    "BYWEEKNO": (1, 53),
    "BYSETPOS": (1, 366),
    "BYHOUR": (0, 23),
    "BYMINUTE": (0, 59),
    "BYSECOND": (0, 60),
}
_UNTIL = re.compile(r"(\d{8})(?:T(\d{6})Z?)?", re.ASCII)
_DAY = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)", re.ASCII)


class Every(StrEnum):
    """What a session repeats by; ``DATES`` has extra dates alone."""

    WEEK = "week"
    MONTH = "month"
    DATES = "dates"


@dataclass(frozen=True, slots=True)
class Repeat:
    """A rule as the editor says it.

    Shape: ``days`` and ``week_starts`` count from Monday, 0; ``nths`` say which of a month's days,
    -1 the last. At most one of ``until`` and ``count``, which counts dates of the rule, left out
    ones too. Every second week counts from the week of the first date.
    """

    every: Every
    days: tuple[int, ...] = ()
    interval: int = 1
    nths: tuple[int, ...] = ()
    until: date | None = None
    count: int | None = None
    week_starts: int = 0

    @property
    def rule(self) -> str:
        """The rule as RFC 5545 writes it, "" for dates alone."""
        if self.every is Every.DATES:
            return ""
        parts = [f"FREQ={self.every.upper()}LY"]
        if self.interval > 1:
            parts.append(f"INTERVAL={self.interval}")
        days = [_DAY_CODES[day] for day in self.days]
        if self.every is Every.MONTH:
            days = [f"{nth}{day}" for nth in self.nths for day in days]
        parts.append(f"BYDAY={','.join(days)}")
        if self.week_starts:
            parts.append(f"WKST={_DAY_CODES[self.week_starts]}")
        if self.until is not None:
            parts.append(f"UNTIL={self.until:%Y%m%d}")
        if self.count is not None:
            parts.append(f"COUNT={self.count}")
        return ";".join(parts)


def check_repeat(repeat: Repeat) -> Repeat:
    """Return the repeat with its days in order.

    Errors: RuleViolation at days, interval, nths, until or count.
    """
    if repeat.every is Every.DATES:
        return Repeat(Every.DATES)
    if not repeat.days:
        raise RuleViolation("days", "days", "Choose at least one day of the week.")
    if not 1 <= repeat.interval <= LONGEST_INTERVAL:
        sentence = f"A session repeats every 1 to {LONGEST_INTERVAL} {repeat.every.value}s."
        raise RuleViolation("interval", "interval", sentence)
    if repeat.every is Every.MONTH and not repeat.nths:
        raise RuleViolation("nths", "nths", "Choose which of the month’s days: first to last.")
    if repeat.until is not None and repeat.count is not None:
        raise RuleViolation("until", "until", "Give an end date or a number of times, not both.")
    if repeat.until is not None and repeat.until.year > LAST_YEAR:
        raise RuleViolation("until", "until", f"The end date is at most in the year {LAST_YEAR}.")
    if repeat.count is not None and not 1 <= repeat.count <= MOST_TIMES:
        sentence = f"A session repeats 1 to {MOST_TIMES:,} times. Leave the end open for more."
        raise RuleViolation("count", "count", sentence)
    return Repeat(
        repeat.every,
        tuple(sorted(set(repeat.days))),
        repeat.interval,
        _in_month_order(repeat.nths) if repeat.every is Every.MONTH else (),
        repeat.until,
        repeat.count,
        repeat.week_starts,
    )


def _in_month_order(nths: tuple[int, ...]) -> tuple[int, ...]:
    if any(nth not in _NTH_WORDS for nth in nths):
        raise RuleViolation("nths", "nths", "A month’s days are the first to fifth, or the last.")
    return tuple(sorted(set(nths), key=lambda nth: nth if nth > 0 else 6))


def dates_of(repeat: Repeat, first_on: date) -> Iterator[date]:
    """Give the dates of a rule from its first day on, in order; perhaps without end."""
    if repeat.every is Every.DATES:
        return
    for at in expand_rule(repeat.rule, first_on):
        yield at.date()


def read_repeat(rule: str, first: date | datetime) -> Repeat:
    """Return an RFC 5545 rule as the editor would say it.

    Shape: ``first`` is the first day, with the wall-clock time where the rule may end within a day.
    Errors: RuleViolation("repeat") for a rule the editor has no words for.
    """
    if not rule:
        return Repeat(Every.DATES)
    parts = _read_parts(rule)
    every = {"WEEKLY": Every.WEEK, "MONTHLY": Every.MONTH}.get(parts["FREQ"])
    if every is None:
        raise _refused("A session repeats by the week or by the month.")
    other = parts.keys() - {"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYDAY"}
    if other:
        raise _refused(f"The editor can’t say {', '.join(sorted(other))}.")
    pairs = _read_days(parts.get("BYDAY", "" if every is Every.MONTH else _code_of(first)))
    days = tuple(sorted({day for _, day in pairs}))
    nths = tuple(sorted({nth for nth, _ in pairs if nth is not None}))
    whole = {(nth, day) for nth in nths or (None,) for day in days}
    if set(pairs) != whole or bool(nths) != (every is Every.MONTH):
        raise _refused("The editor says the same days of each week, or of each month.")
    until = _read_until(parts["UNTIL"]) if "UNTIL" in parts else None
    if until is not None and isinstance(first, datetime) and until.time() < first.time():
        until -= timedelta(days=1)  # it ends before the session of that day
    return check_repeat(
        Repeat(
            every,
            days,
            int(parts.get("INTERVAL", 1)),
            nths,
            None if until is None else until.date(),
            int(parts["COUNT"]) if "COUNT" in parts else None,
            _DAY_CODES.index(parts.get("WKST", "MO")),
        )
    )


def expand_rule(rule: str, first: date | datetime) -> Iterator[datetime]:
    """Give the wall-clock times of an RFC 5545 rule, in order; perhaps without end.

    Shape: ``first`` is a date or a naive time; a date gives midnights.
    Errors: RuleViolation("repeat"), in words, for what calendars read differently from one another.
    Source: RFC 5545, 3.3.10; where python-dateutil differs from libical: its rules that go with
    weeks of the year, and positions within a week.
    """
    from dateutil.rrule import rrulestr

    parts = _read_parts(rule)
    if not isinstance(first, datetime):
        if parts["FREQ"] in ("HOURLY", "MINUTELY", "SECONDLY"):
            raise _refused("A date can’t repeat by the hour.")
        parts = {name: value for name, value in parts.items() if name not in _TIME_PARTS}
        first = datetime.combine(first, time())
    _refuse_doubtful(parts)
    if "BYWEEKNO" in parts and not any(name in parts for name in _DAY_PARTS):
        parts["BYDAY"] = _code_of(first)
    if "UNTIL" in parts:
        parts["UNTIL"] = f"{_read_until(parts['UNTIL']):%Y%m%dT%H%M%S}"
    text = ";".join(f"{name}={value}" for name, value in parts.items())
    try:
        expanded = rrulestr(text, dtstart=first)
    except (ValueError, TypeError, IndexError) as error:
        raise _refused(f"“{rule}” can’t be read: {error}.") from error
    yield from expanded


def _refuse_doubtful(parts: dict[str, str]) -> None:
    if "BYWEEKNO" in parts and int(parts.get("INTERVAL", 1)) > 1:
        raise _refused("Weeks of the year go with every year, not with every few years.")
    if "BYSETPOS" in parts and parts["FREQ"] == "WEEKLY":
        raise _refused("Positions within a week are not read. Name the days of the week.")
    months = any(name in parts for name in ("BYMONTH", "BYYEARDAY", "BYWEEKNO", "BYDAY"))
    if parts["FREQ"] == "YEARLY" and "BYMONTHDAY" in parts and not months:
        raise _refused("A day of the month once a year needs its month.")


def _read_parts(rule: str) -> dict[str, str]:
    parts: dict[str, str] = {}
    for part in rule.strip().upper().removeprefix("RRULE:").split(";"):
        name, _, value = part.partition("=")
        if name not in _PARTS or not value or name in parts:
            raise _refused(f"“{part[:40]}” is no part of a repeating rule.")
        parts[name] = value
    numbers = (parts.get("INTERVAL", "1"), parts.get("COUNT", "1"))
    if "FREQ" not in parts or not all(_is_number(one) and int(one) >= 1 for one in numbers):
        raise _refused("A rule says how often it repeats, in whole numbers from 1.")
    for name, (least, most) in _RANGES.items():
        for one in parts[name].split(",") if name in parts else ():
            number = one.removeprefix("-" if least else "").removeprefix("+")
            if not _is_number(number) or not least <= int(number) <= most:
                raise _refused(f"{name} goes from {least} to {most}, not “{one[:20]}”.")
    if parts.get("WKST", "MO") not in _DAY_CODES:
        raise _refused("A week begins on one of its seven days.")
    return parts


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal()


def _read_days(value: str) -> list[tuple[int | None, int]]:
    found = [_DAY.fullmatch(one) for one in value.split(",")]
    if not all(found):
        raise _refused("The editor says which days: Monday, or the second Monday of a month.")
    return [(int(one[1]) if one[1] else None, _DAY_CODES.index(one[2])) for one in found if one]


def _read_until(value: str) -> datetime:
    found = _UNTIL.fullmatch(value)
    try:
        if found is None:
            raise ValueError(value)
        return datetime.strptime(f"{found[1]}{found[2] or '235959'}", "%Y%m%d%H%M%S")
    except ValueError as error:
        raise _refused(f"“{value[:40]}” is no end date.") from error


def _code_of(on: date) -> str:
    return _DAY_CODES[on.weekday()]


def _refused(sentence: str) -> RuleViolation:
    return RuleViolation("repeat", "repeat", sentence)


def say_repeat(repeat: Repeat) -> str:
    """Say how often, "Every second Monday", "The last Friday of each month"; no end."""
    if repeat.every is Every.DATES:
        return "On the dates given"
    days = say_list([DAYS_WHOLE[day] for day in repeat.days])
    if repeat.every is Every.MONTH:
        nths = say_list([_NTH_WORDS[nth] for nth in repeat.nths])
        months = (
            "each month" if repeat.interval == 1 else f"every {_ordinal(repeat.interval)} month"
        )
        return f"The {nths} {days} of {months}"
    if repeat.interval == 1:
        return "Every day" if len(repeat.days) == 7 else f"Every {days}"
    if repeat.interval == 2 and len(repeat.days) == 1:
        return f"Every second {days}"
    return f"Every {_ordinal(repeat.interval)} week on {days}"


def say_repeat_short(repeat: Repeat) -> str:
    """Say how often in a list's few letters, "Mon to Thu", "Every 2 weeks, Thu", "2nd Wed"."""
    if repeat.every is Every.DATES:
        return "Given dates"
    days = _short_days(repeat.days)
    if repeat.every is Every.MONTH:
        days = f"{say_list([_NTH_SHORT[nth] for nth in repeat.nths])} {days}"
    elif len(repeat.days) == 7:
        days = "every day"
    if repeat.interval > 1:
        return f"Every {repeat.interval} {repeat.every.value}s, {days}"
    return f"{sentence_case(days)}"


def _short_days(days: tuple[int, ...]) -> str:
    is_run = len(days) > 2 and days[-1] - days[0] == len(days) - 1
    if is_run:
        return f"{DAYS[days[0]]} to {DAYS[days[-1]]}"
    return say_list([DAYS[day] for day in days])


def say_end(repeat: Repeat, last_on: date | None, today: date) -> str:
    """Say how a rule ends, "until 29 March", "10 times"; "" where it does not."""
    times = ""
    if repeat.count is not None:
        times = "once" if repeat.count == 1 else f"{repeat.count:,} times"
    until = min((on for on in (repeat.until, last_on) if on is not None), default=None)
    ends = "" if until is None else f"until {say_day_of_year(until, today)}"
    return ", ".join(filter(None, (times, ends)))


def say_day_of_year(on: date, today: date) -> str:
    """Say a date as "29 March", with its year where that could be taken for another."""
    said = f"{on.day} {MONTHS[on.month - 1]}"
    return said if 0 <= (on - today).days <= 300 else f"{said} {on.year}"


def say_list(words: list[str]) -> str:
    """Say a list, "Monday, Tuesday and Friday"."""
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))


def _ordinal(number: int) -> str:
    if number in _NTH_WORDS:
        return _NTH_WORDS[number]
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{'th' if number % 100 in (11, 12, 13) else ending}"
