"""Instants, wall-clock times and how they are said; a naive datetime is refused."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from desktop.domain.errors import RuleViolation

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
DAYS_WHOLE = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@lru_cache(maxsize=16)
def zone(name: str) -> ZoneInfo:
    """Return the time zone of that name; RuleViolation("zone") when there is none."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise RuleViolation("zone", "zone", f"There is no time zone called {name}.") from error


def as_utc(instant: datetime) -> datetime:
    """Return the instant in UTC; ValueError for a naive one, which has no place in Attend."""
    if instant.tzinfo is None:
        raise ValueError("a naive datetime is not an instant")
    return instant.astimezone(UTC)


def instant_of(on: date, wall: time, zone_name: str) -> datetime:
    """Return the UTC instant of a wall-clock time at the clinic.

    Errors: RuleViolation("gap") for a time the spring clock change leaves out.
    An hour that happens twice in autumn means its first pass.
    """
    local = datetime.combine(on, wall, zone(zone_name))
    instant = local.astimezone(UTC)
    if instant.astimezone(zone(zone_name)).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise RuleViolation(
            "gap", "time", f"{wall:%H:%M} does not exist on {day_and_month(on)}: the clocks go on."
        )
    return instant


def local_of(instant: datetime, zone_name: str) -> datetime:
    """Return the instant as the clinic's wall-clock time (aware)."""
    return as_utc(instant).astimezone(zone(zone_name))


def date_of(instant: datetime, zone_name: str) -> date:
    """Return the clinic's date at that instant."""
    return local_of(instant, zone_name).date()


def clock_time(instant: datetime, zone_name: str) -> str:
    """Say an instant as the clinic's 24-hour time, "09:20"."""
    local = local_of(instant, zone_name)
    return f"{local.hour:02}:{local.minute:02}"


def minutes_between(start: datetime, end: datetime) -> int:
    """Return the whole minutes from start to end."""
    return int((end - start) / timedelta(minutes=1))


def how_long_ago(at: datetime | None, now: datetime) -> str:
    """Say how long ago something was, "7 minutes ago"; no more than "earlier" after an hour."""
    if at is None or now - at < timedelta(minutes=1):
        return "a moment ago"
    minutes = minutes_between(at, now)
    if minutes < 60:
        return "1 minute ago" if minutes == 1 else f"{minutes} minutes ago"
    return "earlier"


def day_and_month(on: date) -> str:
    """Say a date as "18 Nov"."""
    return f"{on.day} {MONTHS[on.month - 1][:3]}"


def short_date(on: date) -> str:
    """Say a date as "Wed 18 Nov"."""
    return f"{DAYS[on.weekday()]} {day_and_month(on)}"


def date_with_year(on: date) -> str:
    """Say a date as "18 Nov 2026"."""
    return f"{day_and_month(on)} {on.year}"


def whole_day(on: date) -> str:
    """Say a date as "Wed 18 November"."""
    return f"{DAYS[on.weekday()]} {on.day} {MONTHS[on.month - 1]}"


def long_date(on: date) -> str:
    """Say a date as "Wed 18 November 2026"."""
    return f"{whole_day(on)} {on.year}"


def said_week(monday: date) -> str:
    """Say a week as "16 to 22 Nov 2026", "30 Nov to 6 Dec 2026"."""
    sunday = monday + timedelta(days=6)
    if monday.year != sunday.year:
        return f"{date_with_year(monday)} to {date_with_year(sunday)}"
    first = str(monday.day) if monday.month == sunday.month else day_and_month(monday)
    return f"{first} to {date_with_year(sunday)}"


def said_month(on: date) -> str:
    """Say a month as "November 2026"."""
    return f"{MONTHS[on.month - 1]} {on.year}"


def said_day(on: date, today: date) -> str:
    """Say a date from today's side: "today", "tomorrow", "Wed 25 Nov", with the year when far."""
    if on == today:
        return "today"
    if on == today + timedelta(days=1):
        return "tomorrow"
    if abs((on - today).days) > 300:
        return f"{short_date(on)} {on.year}"
    return short_date(on)
