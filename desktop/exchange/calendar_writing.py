"""Writing calendars (.ics, RFC 5545) with a VTIMEZONE that is right at every clock change."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from desktop.domain.free_times import clock_offsets
from desktop.domain.times import local_of

PRODUCT = "-//Attend//Front desk//EN"
_STAMP = "%Y%m%dT%H%M%S"
_AROUND = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """An event to be written; instants in UTC."""

    uid: str
    start_at: datetime
    end_at: datetime
    summary: str
    location: str = ""
    takes_time: bool = True


def write_calendar(events: Sequence[CalendarEvent], zone_name: str, now: datetime) -> bytes:
    """Return a calendar of those events, in the clinic's zone, as a file holds it."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", "CALSCALE:GREGORIAN"]
    if events:
        first = min(one.start_at for one in events) - _AROUND
        last = max(one.end_at for one in events) + _AROUND
        lines += _zone_lines(zone_name, first, last)
    for one in events:
        lines += _event_lines(one, zone_name, now)
    lines.append("END:VCALENDAR")
    return "".join(_folded(line) for line in lines).encode("utf-8")


def _zone_lines(zone_name: str, first: datetime, last: datetime) -> list[str]:
    """Return the zone with each of its clock changes, at the wall-clock time before the change.

    The icalendar library writes the wall-clock time after it, an hour out in spring.
    """
    lines = ["BEGIN:VTIMEZONE", f"TZID:{zone_name}"]
    begins, before = first, None
    for until, seconds in clock_offsets(first, (last - first).days + 1, zone_name):
        was = seconds if before is None else before
        kind = "DAYLIGHT" if local_of(begins, zone_name).dst() else "STANDARD"
        wall = begins.astimezone(UTC) + timedelta(seconds=was)
        lines += [
            f"BEGIN:{kind}",
            f"DTSTART:{wall:{_STAMP}}",
            f"TZOFFSETFROM:{_offset(was)}",
            f"TZOFFSETTO:{_offset(seconds)}",
            f"TZNAME:{local_of(begins, zone_name).tzname()}",
            f"END:{kind}",
        ]
        if until is not None:
            begins, before = until, seconds
    return [*lines, "END:VTIMEZONE"]


def _offset(seconds: int) -> str:
    minutes = abs(seconds) // 60
    return f"{'-' if seconds < 0 else '+'}{minutes // 60:02}{minutes % 60:02}"


def _event_lines(one: CalendarEvent, zone_name: str, now: datetime) -> Iterable[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{one.uid}"
    yield f"DTSTAMP:{now.astimezone(UTC):{_STAMP}}Z"
    for name, at in (("DTSTART", one.start_at), ("DTEND", one.end_at)):
        local = local_of(at, zone_name)
        if local.fold:  # the second pass of the autumn hour has no wall-clock time of its own
            yield f"{name}:{at.astimezone(UTC):{_STAMP}}Z"
        else:
            yield f"{name};TZID={zone_name}:{local:{_STAMP}}"
    yield f"SUMMARY:{_text(one.summary)}"
    if one.location:
        yield f"LOCATION:{_text(one.location)}"
    yield f"TRANSP:{'OPAQUE' if one.takes_time else 'TRANSPARENT'}"
    yield "END:VEVENT"


def _text(words: str) -> str:
    for plain, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        words = words.replace(plain, written)
    return words


def _folded(line: str) -> str:
    """Return a line in pieces of at most 75 bytes, as the standard asks, and its end."""
    pieces: list[str] = []
    piece, size = "", 0
    for letter in line:
        length = len(letter.encode("utf-8"))
        if size + length > (75 if not pieces else 74):
            pieces.append(piece)
            piece, size = "", 0
        piece += letter
        size += length
    return "\r\n ".join([*pieces, piece]) + "\r\n"
