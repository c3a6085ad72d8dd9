"""Reading calendars (.ics, RFC 5545): every occurrence of their events, and what can't be read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from desktop.domain.imports import Slip
from desktop.domain.times import zone

LARGEST_BYTES = 20_000_000
MOST_OCCURRENCES = 20_000
"""Of one file between the two dates asked for; the rest is named as left out."""

_TOO_OFTEN = ("SECONDLY", "MINUTELY")


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One time of an event.

    Shape: ``start`` and ``end`` are instants in UTC, or dates (the end not included) where
    ``all_day``; a floating time is the clinic's. ``is_busy`` is False for what is cancelled or
    does not take the person's time.
    """

    uid: str
    summary: str
    start: datetime | date
    end: datetime | date
    all_day: bool = False
    is_busy: bool = True


@dataclass(frozen=True, slots=True)
class CalendarRead:
    """What a calendar holds between two dates, in order of time, and what was not taken."""

    occurrences: tuple[Occurrence, ...]
    slips: tuple[Slip, ...] = ()


def read_calendar(file: Path, first_on: date, until_on: date, zone_name: str) -> CalendarRead:
    """Return the occurrences of a calendar's events from one date to before another.

    Changed and cancelled instances, extra and left-out dates are the library's to work out. An
    event that can't be read is named and left out; the others are taken. Never raises for what is
    in the file.
    """
    try:
        if file.stat().st_size > LARGEST_BYTES:
            return _refused(file, f"It is larger than {LARGEST_BYTES // 1_000_000} MB.")
        content = file.read_bytes()
    except OSError as error:
        return _refused(file, f"It can’t be opened: {error.strerror or error}.")
    from icalendar import Calendar

    # The parser and the expansion meet whatever is in a file, and raise a dozen kinds of error:
    # each becomes a reason. (Our own errors are raised outside of these two places.)
    try:
        calendars: list[Any] = [
            one for one in Calendar.from_ical(content, multiple=True) if one.name == "VCALENDAR"
        ] or [_wrapped(Calendar, Calendar.from_ical(content, multiple=True))]
    except Exception as error:
        return _refused(file, f"It is no calendar that can be read: {_said(error)}")
    found: list[Occurrence] = []
    slips: list[Slip] = []
    for calendar in calendars:
        for uid, one_event in _each_event(calendar):
            place = f"event {uid[:60]}" if uid else "event without a UID"
            try:
                reason = _why_not(one_event)
                if not reason:
                    found += _expanded(one_event, first_on, until_on, zone_name)
            except Exception as error:
                reason = _said(error)
            if reason:
                slips.append(Slip(file.name, place, "event", reason, taken=False))
    found.sort(key=lambda one: (_instant(one.start, zone_name), one.uid))
    if len(found) > MOST_OCCURRENCES:
        why = f"It has {len(found):,} times between these dates; {MOST_OCCURRENCES:,} were taken."
        slips.append(Slip(file.name, "", "event", why, taken=False))
    return CalendarRead(tuple(found[:MOST_OCCURRENCES]), tuple(slips))


def _refused(file: Path, reason: str) -> CalendarRead:
    return CalendarRead((), (Slip(file.name, "", "file", reason, taken=False),))


def _said(error: BaseException) -> str:
    if isinstance(error, KeyError) and "DTSTART" in str(error):
        return "It has no start."
    what = error.__cause__ or error
    if isinstance(what, (AttributeError, TypeError)):
        return "A part of it is there twice, or is not what it should be."
    said = " ".join(str(what).split())[:160].rstrip(".")
    return f"{said or type(error).__name__}."


def _wrapped(calendar: Any, components: list[Any]) -> Any:
    """Return a calendar around events that stand alone in a file."""
    around = calendar()
    for one in components:
        around.add_component(one)
    return around


def _each_event(calendar: Any) -> Iterator[tuple[str, Any]]:
    """Give a calendar for each event: it, its changed instances, and the zones of the file."""
    zones = [one for one in calendar.subcomponents if one.name == "VTIMEZONE"]
    events: dict[str, list[Any]] = {}
    for one in calendar.subcomponents:
        if one.name == "VEVENT":
            uid = str(one.get("UID", ""))
            # Events without a UID are not one another's changed instances.
            events.setdefault(uid or f"\0{len(events)}", []).append(one)
    for uid, found in events.items():
        alone = calendar.copy()
        alone.subcomponents = [*zones, *found]
        yield uid.partition("\0")[0], alone


def _why_not(calendar: Any) -> str:
    for event in calendar.walk("VEVENT"):
        rules = event.get("RRULE")
        for rule in rules if isinstance(rules, list) else [rules] if rules else []:
            freq = rule.get("FREQ", [""])
            if str(freq[0] if isinstance(freq, list) else freq).upper() in _TOO_OFTEN:
                return "It repeats by the minute or second, which is no busy time."
    return ""


def _expanded(
    calendar: Any, first_on: date, until_on: date, zone_name: str
) -> Iterator[Occurrence]:
    import recurring_ical_events

    found = recurring_ical_events.of(calendar, components=["VEVENT"])
    for event in found.between(first_on, until_on):
        start, end = event["DTSTART"].dt, event["DTEND"].dt if "DTEND" in event else None
        all_day = not isinstance(start, datetime)
        yield Occurrence(
            str(event.get("UID", "")),
            " ".join(str(event.get("SUMMARY", "")).split()),
            start if all_day else _instant(start, zone_name),
            _end_of(start, end, zone_name),
            all_day,
            str(event.get("STATUS", "")).upper() != "CANCELLED"
            and str(event.get("TRANSP", "")).upper() != "TRANSPARENT",
        )


def _end_of(start: Any, end: Any, zone_name: str) -> datetime | date:
    if end is None:
        end = start
    if isinstance(start, datetime):
        return _instant(end, zone_name)
    on: date = end.date() if isinstance(end, datetime) else end
    return on


def _instant(at: datetime | date, zone_name: str) -> datetime:
    if not isinstance(at, datetime):
        at = datetime.combine(at, time())
    if at.tzinfo is None or at.utcoffset() is None:
        at = at.replace(tzinfo=zone(zone_name))
    return at.astimezone(UTC)
