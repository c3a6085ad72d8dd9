"""When a clinic is open: read as people write it, said back, held against a session's hours."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, time

from desktop.domain.errors import RuleViolation
from desktop.domain.first_start import DAY_NAMES, FULL_DAY_NAMES

OpeningHours = tuple[str, ...]
"""Seven texts from Monday, "08:00-18:30" or "" for closed; empty where nothing is said."""

EXAMPLE = "Mon to Fri 08:00 to 18:30, Sat 09:00 to 12:00"
_PART = re.compile(
    r"(?P<days>[a-z&\s-]*?)[\s,]*(?:(?P<start>\d[\d:.]*)\s*(?:to|-)\s*(?P<end>\d[\d:.]*))?",
    re.ASCII,
)
_CLOCK = re.compile(r"(\d{1,2})(?:[:.]?(\d{2}))?", re.ASCII)
_EVERY = {"every day": range(7), "daily": range(7), "weekdays": range(5), "weekends": range(5, 7)}


def read_clock(typed: str, field: str) -> time:
    """Return a time of day, "8", "08:00", "8.30" or "1830".

    Errors: RuleViolation at the field.
    """
    found = _CLOCK.fullmatch(typed.strip())
    hour, minute = (int(part or 0) for part in found.groups()) if found else (99, 0)
    if hour > 23 or minute > 59:
        raise RuleViolation("time", field, f"“{typed.strip()}” is no time. Write it as 08:30.")
    return time(hour, minute)


def read_hours(typed: str, field: str = "opening_hours") -> OpeningHours:
    """Return the hours of a week; nothing typed says nothing.

    Errors: RuleViolation at the field for what can't be read, an end before its start, a day twice.
    """
    text = typed.casefold().replace("\N{EN DASH}", "-").strip()
    if not text:
        return ()
    week = [""] * 7
    waiting: list[int] = []
    for part in re.split(r"[,;\n]+", text):
        found = _PART.fullmatch(part.strip())
        if found is None:
            raise _not_read(part, field)
        waiting += _read_days(found["days"], part, field)
        if found["start"] is None:
            continue
        start, end = (read_clock(found[name], field) for name in ("start", "end"))
        if end <= start:
            sentence = f"{start:%H:%M} to {end:%H:%M} ends before it starts."
            raise RuleViolation("hours", field, sentence)
        for day in waiting:
            if week[day]:
                raise RuleViolation("hours", field, f"{FULL_DAY_NAMES[day]} is there twice.")
            week[day] = f"{start:%H:%M}-{end:%H:%M}"
        if not waiting:
            raise _not_read(part, field)
        waiting = []
    if waiting:
        raise _not_read(text, field)
    return tuple(week)


def _read_days(typed: str, part: str, field: str) -> list[int]:
    words = " ".join(typed.replace("&", " ").replace(" and ", " ").replace("-", " to ").split())
    if words in _EVERY:
        return list(_EVERY[words])
    days: list[int] = []
    is_range = False
    for word in words.split():
        if word == "to" and days:
            is_range = True
            continue
        at = [day for day, name in enumerate(FULL_DAY_NAMES) if _is_day(word, name)]
        if len(at) != 1:
            raise _not_read(part, field)
        if is_range and at[0] <= days[-1]:
            raise _not_read(part, field)
        days += range(days[-1] + 1, at[0] + 1) if is_range else at
        is_range = False
    return days


def _is_day(word: str, name: str) -> bool:
    return len(word) >= 2 and name.casefold().startswith(word.rstrip("."))


def _not_read(part: str, field: str) -> RuleViolation:
    return RuleViolation("hours", field, f"“{part.strip()}” is not clear. Write it as: {EXAMPLE}")


def say_hours(hours: OpeningHours) -> str:
    """Say the hours of a week: "Mon to Fri 08:00 to 18:30, Sat 09:00 to 12:00"."""
    said: list[str] = []
    day = 0
    while day < len(hours):
        last = day
        while last + 1 < len(hours) and hours[last + 1] == hours[day]:
            last += 1
        if hours[day]:
            days = DAY_NAMES[day] + (f" to {DAY_NAMES[last]}" if last > day else "")
            said.append(f"{days} {hours[day].replace('-', ' to ')}")
        day = last + 1
    return ", ".join(said)


def say_closed_days(hours: OpeningHours) -> str:
    """Say which days nobody is there: "Closed Sat, Sun."."""
    closed = [DAY_NAMES[day] for day, one in enumerate(hours) if not one]
    return f"Closed {', '.join(closed)}." if closed else ""


def say_outside(hours: OpeningHours, times: Iterable[tuple[date, time, time]]) -> str:
    """Say where sessions (date, start, end) lie outside the hours; "" where none does.

    Shape: "closed on Saturdays and Sundays, open 08:00 to 18:30 on Mondays".
    """
    days_of: dict[str, set[int]] = {}
    for on_date, start, end in times if hours else ():
        that_day = hours[on_date.weekday()]
        opens, closes = (time.fromisoformat(one) for one in (that_day or "00:00-00:00").split("-"))
        if start < opens or closes < end:
            days_of.setdefault(that_day, set()).add(on_date.weekday())
    return ", ".join(_say_days(that_day, days) for that_day, days in days_of.items())


def _say_days(that_day: str, days: Iterable[int]) -> str:
    *others, last = (f"{FULL_DAY_NAMES[day]}s" for day in sorted(days))
    named = f"{', '.join(others)} and {last}" if others else last
    is_open = f"open {that_day.replace('-', ' to ')}" if that_day else "closed"
    return f"{is_open} on {named}"
