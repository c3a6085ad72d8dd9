"""The words to say once a time is chosen: date and time as they are spoken, who, how long."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time

from desktop.domain.booking import FreeTime
from desktop.domain.needs import Need, NeedState
from desktop.domain.practice import Channel
from desktop.domain.preferences import KINDS
from desktop.domain.times import DAYS_WHOLE, MONTHS, local_of, minutes_between

_ONES = (
    "twelve", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen",
)  # fmt: skip
"""By their number; twelve is also the hour 0."""

_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")


def spoken_number(number: int) -> str:
    """Say a whole number from 1 to 999: "forty", "a hundred and five"."""
    if number >= 100:
        head = "a hundred" if number < 200 else f"{_ONES[number // 100]} hundred"
        return head if number % 100 == 0 else f"{head} and {spoken_number(number % 100)}"
    if number < 20:
        return _ONES[number]
    tens, ones = divmod(number, 10)
    return _TENS[tens] + (f"-{_ONES[ones]}" if ones else "")


def spoken_day(on: date) -> str:
    """Say a day: "Wednesday the 25th of November"."""
    last = on.day % 10 if on.day not in (11, 12, 13) else 0
    ending = {1: "st", 2: "nd", 3: "rd"}.get(last, "th")
    return f"{DAYS_WHOLE[on.weekday()]} the {on.day}{ending} of {MONTHS[on.month - 1]}"


def spoken_time(at: time) -> str:
    """Say a clock time: "twenty past nine", "a quarter to four", "three o'clock"."""
    hour, minute = at.hour, at.minute
    if minute == 0:
        return "midnight" if hour == 0 else "noon" if hour == 12 else f"{_hour(hour)} o’clock"
    if minute in (15, 30, 45):
        said = {15: "a quarter past", 30: "half past", 45: "a quarter to"}[minute]
        return f"{said} {_hour(hour + (minute == 45))}"
    if minute <= 30:
        return f"{_minutes(minute)} past {_hour(hour)}"
    return f"{_minutes(60 - minute)} to {_hour(hour + 1)}"


def _hour(hour: int) -> str:
    return _ONES[hour % 12]


def _minutes(count: int) -> str:
    said = spoken_number(count)
    return said if count % 5 == 0 else f"{said} {'minute' if count == 1 else 'minutes'}"


def words_to_say(
    free: FreeTime,
    *,
    called: str,
    zone: str,
    information: str = "",
    needs: Sequence[Need] = (),
) -> str:
    """Return what to say of a time: who, when, with whom, where, how long, what to bring.

    Shape: whole sentences; the facts are the time's own.
    """
    local: datetime = local_of(free.start_at, zone)
    length = spoken_number(minutes_between(free.start_at, free.end_at))
    where = {
        Channel.IN_PERSON: f" at {free.clinic_name}",
        Channel.TELEPHONE: " on the phone",
        Channel.VIDEO: " by video",
        Channel.HOME: " at home",
    }[free.channel]
    said = [
        f"{called}, that’s {spoken_day(local.date())} at {spoken_time(local.time())} "
        f"with {free.clinician_name}{where}, for {length} minutes."
    ]
    asked = [
        KINDS[one.kind].booking.arranges
        for one in needs
        if one.state is NeedState.TO_ARRANGE and KINDS[one.kind].booking.arranges
    ]
    if asked:
        said.append(f"I’ll ask for {' and '.join(asked)} and tell you when that is arranged.")
    if information:
        said.append(information.rstrip(".") + ".")
    said.append("Does that suit you?")
    return " ".join(said)
