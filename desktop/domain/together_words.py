"""What is said out loud of several visits: every date of a series, both visits of a trip."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from desktop.domain.times import DAYS_WHOLE, local_of
from desktop.domain.wording import Part, said_date, said_time

_SEVERAL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def series_to_say(
    starts: Sequence[datetime], clinician: str, to_book: int, zone: str
) -> tuple[Part, ...]:
    """Return what to say of a series: each date, the time once where it is always the same.

    ``clinician`` is "" where they differ.
    """
    local = [local_of(one, zone) for one in sorted(starts)]
    if not local:
        return (Part("None of the dates has a time yet."),)
    parts = [Part("“That’s ")]
    is_alike = len({(one.time(), one.weekday()) for one in local}) == 1
    with_whom = [Part(" with "), Part(clinician, strong=True)] if clinician else []
    if is_alike:
        day = DAYS_WHOLE[local[0].weekday()]
        parts.append(Part(f"{_count(len(local))} {day}{_s(len(local))}", strong=True))
        parts += [Part(" at "), Part(said_time(sorted(starts)[0], zone), strong=True), *with_whom]
        said = [f"{said_date(one.date()).partition(' the ')[2]}" for one in local]
    else:
        parts.append(Part(f"{_count(len(local))} visit{_s(len(local))}", strong=True))
        parts += with_whom
        said = [
            f"{said_date(one.date())} at {said_time(at, zone)}"
            for one, at in zip(local, sorted(starts), strict=True)
        ]
    for number, words in enumerate(said):
        joint = ": the " if is_alike and number == 0 else ": " if number == 0 else ", "
        joint = " and " if number and number == len(said) - 1 else joint
        joint += "the " if is_alike and number else ""
        parts += [Part(joint), Part(words, strong=True)]
    parts.append(Part(f".{_still(to_book)} Do they suit you?”"))
    return tuple(parts)


def _still(to_book: int) -> str:
    if not to_book:
        return ""
    what = "One more is" if to_book == 1 else f"{_count(to_book).capitalize()} more are"
    return f" {what} still to book: we will tell you when."


def _count(number: int) -> str:
    return _SEVERAL[number] if number < len(_SEVERAL) else str(number)


def _s(number: int) -> str:
    return "" if number == 1 else "s"


def trip_to_say(
    visits: Sequence[tuple[datetime, str]], ends_at: datetime, site: str, zone: str
) -> tuple[Part, ...]:
    """Return what to say of a trip: the day once, then who at what time, and when it is over."""
    first = local_of(visits[0][0], zone)
    parts = [Part("“That’s "), Part(said_date(first.date()), strong=True)]
    if site:
        parts += [Part(" at "), Part(site, strong=True)]
    for number, (start_at, clinician) in enumerate(visits):
        head = ": first " if number == 0 else ", then "
        parts += [Part(head), Part(clinician, strong=True), Part(" at ")]
        parts.append(Part(said_time(start_at, zone), strong=True))
    parts += [Part(". You are done by "), Part(said_time(ends_at, zone), strong=True)]
    parts.append(Part(". Does that suit you?”"))
    return tuple(parts)
