"""A visit in words: what to say while booking, what to copy into the practice's own text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from desktop.domain.practice import Channel, Clinician
from desktop.domain.times import DAYS_WHOLE, MONTHS, local_of

_SMALL = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen"),
    "nineteen",
)
_TENS = ("", "", "twenty", "thirty", "forty", "fifty")
_HOW = {
    Channel.TELEPHONE: ", by telephone",
    Channel.VIDEO: ", by video",
    Channel.HOME: ", at your home",
}


@dataclass(frozen=True, slots=True)
class Part:
    """Some words of a sentence; the strong ones are what has to be heard."""

    text: str
    strong: bool = False


def plain_words(parts: Iterable[Part]) -> str:
    """Return the whole sentence."""
    return "".join(part.text for part in parts)


def number_words(number: int) -> str:
    """Say a number from 0 to 59 in words."""
    if number < 20:
        return _SMALL[number]
    tens, ones = divmod(number, 10)
    return _TENS[tens] if ones == 0 else f"{_TENS[tens]}-{_SMALL[ones]}"


def said_minutes(minutes: int) -> str:
    """Say a length: "forty minutes", "an hour and a half", "two hours and ten minutes"."""
    if minutes < 60:
        return f"{number_words(minutes)} minute" + ("" if minutes == 1 else "s")
    hours, rest = divmod(minutes, 60)
    whole = "an hour" if hours == 1 else f"{number_words(hours)} hours"
    if rest == 0:
        return whole
    return f"{whole} and a half" if rest == 30 else f"{whole} and {said_minutes(rest)}"


def said_time(at: datetime, zone: str) -> str:
    """Say a time as people do: "twenty past nine", "quarter to four in the afternoon"."""
    local = local_of(at, zone)
    hour, minute = local.hour, local.minute
    after_half = minute > 30
    named = (hour + 1) % 24 if after_half else hour
    name = _SMALL[named % 12 or 12]
    if minute == 0:
        if hour % 12 == 0:
            return "twelve noon" if hour else "twelve midnight"
        words = f"{name} o’clock"
    elif minute in (15, 45):
        words = f"quarter {'to' if after_half else 'past'} {name}"
    elif minute == 30:
        words = f"half past {name}"
    else:
        away = 60 - minute if after_half else minute
        unit = "" if away % 5 == 0 else " minute" if away == 1 else " minutes"
        words = f"{number_words(away)}{unit} {'to' if after_half else 'past'} {name}"
    if hour >= 18:
        return f"{words} in the evening"
    return f"{words} in the afternoon" if hour >= 12 else words


def said_date(on: date) -> str:
    """Say a date: "Wednesday the 25th of November"."""
    return f"{DAYS_WHOLE[on.weekday()]} the {_ordinal(on.day)} of {MONTHS[on.month - 1]}"


def _ordinal(day: int) -> str:
    if 10 <= day % 100 <= 20:
        return f"{day}th"
    return f"{day}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(day % 10, 'th') }"


def clinician_out_loud(clinician: Clinician) -> str:
    """Say who it is with as one does at the desk: "Dr Patel", "Grace"."""
    if clinician.title:
        return f"{clinician.title} {clinician.family_name}"
    return clinician.given_names.split()[0] if clinician.given_names else clinician.family_name


def words_to_say(
    start_at: datetime,
    minutes: int,
    clinician: str,
    channel: Channel,
    zone: str,
    *,
    called: str = "",
    site: str = "",
    arranges: Sequence[str] = (),
    information: str = "",
) -> tuple[Part, ...]:
    """Return the sentence to say before booking, built from the facts alone.

    ``called`` is the name the person uses. ``site`` is said where the practice has more than one,
    to people who come in person; ``arranges`` is what others are asked for, "a BSL interpreter";
    ``information`` is what people with this kind of visit are told.
    """
    on = local_of(start_at, zone).date()
    told = " ".join(information.split()).rstrip(".")
    told = f"{told}. " if told else ""
    if arranges:
        told = f"I’ll ask for {' and '.join(arranges)} and tell you when that is arranged. {told}"
    return (
        Part(f"“{called}, that’s " if called else "“That’s "),
        Part(said_date(on), strong=True),
        Part(" at "),
        Part(said_time(start_at, zone), strong=True),
        Part(" with "),
        Part(clinician, strong=True),
        *((Part(" at "), Part(site, strong=True)) if site and channel is Channel.IN_PERSON else ()),
        Part(f"{_HOW.get(channel, '')}, for "),
        Part(said_minutes(minutes), strong=True),
        Part(f". {told}Does that suit you?”"),
    )


def wording_to_send(
    *,
    called: str,
    start_at: datetime,
    clinician: str,
    place: str,
    channel: Channel,
    call_on: str | None,
    information: str,
    zone: str,
    phone: str = "",
    together: Sequence[str] = (),
) -> str:
    """Return who, when, where, what to bring and whom to ring, for the practice's own text.

    ``together`` are lines about the visits that belong with it.
    """
    local = local_of(start_at, zone)
    when = f"{said_date(local.date())} at {local:%H:%M}"
    if channel is Channel.TELEPHONE:
        where = f"{clinician} will ring you" + (f" on {call_on}" if call_on else "")
    elif channel is Channel.VIDEO:
        where = f"by video with {clinician}"
    elif channel is Channel.HOME:
        where = f"{clinician} will come to your home"
    else:
        where = f"with {clinician}" + (f" at {place}" if place else "")
    lines = [f"{called}, your visit is on {when}, {where}."]
    lines += together
    if information:
        lines.append(information)
    if phone:
        lines.append(f"If you can’t come, ring us on {phone}.")
    return "\n".join(lines)


def trip_lines(others: Iterable[tuple[datetime, str]], zone: str) -> tuple[str, ...]:
    """Say the other visits of a trip: when, and with whom."""
    return tuple(
        f"On the same trip: {local_of(start_at, zone):%H:%M} with {clinician}."
        for start_at, clinician in others
    )


def series_lines(booked: Sequence[datetime], to_book: Sequence[date], zone: str) -> tuple[str, ...]:
    """Return every date of a series, one a line, and those still to book."""
    if len(booked) + len(to_book) < 2:
        return ()
    lines = ["All your visits:"]
    for start_at in sorted(booked):
        local = local_of(start_at, zone)
        lines.append(f"- {said_date(local.date())} {local.year} at {local:%H:%M}")
    for on in sorted(to_book):
        lines.append(f"- {said_date(on)} {on.year}: we will tell you the time")
    return tuple(lines)
