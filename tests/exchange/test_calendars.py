"""Calendars: read as two other readers read them, broken ones with reasons, written again."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

from desktop.domain.times import instant_of, zone
from desktop.exchange import calendar_reading
from desktop.exchange.calendar_reading import CalendarRead, Occurrence, read_calendar
from desktop.exchange.calendar_writing import CalendarEvent, write_calendar
from tests.data_sets import DataSets

ZONE = "Europe/London"
NOW = datetime(2026, 11, 18, 10, 22, tzinfo=UTC)
CALENDARS = "calendar"
EXPECTED = f"{CALENDARS}/expected-occurrences.json.gz"
SPRING, AUTUMN = datetime(2027, 3, 28, 1, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC)


def expected(test_data: DataSets) -> dict[str, Any]:
    with gzip.open(test_data(EXPECTED), "rt", encoding="utf-8") as opened:
        found: dict[str, Any] = json.load(opened)
    return found


def read_all(file: Path) -> CalendarRead:
    # Floating times were expanded as UTC.
    return read_calendar(file, date(1990, 1, 1), date(2040, 1, 1), "UTC")


def said(one: Occurrence) -> tuple[str, str, str]:
    if one.all_day:
        return one.start.isoformat(), one.end.isoformat(), one.uid
    assert isinstance(one.start, datetime)
    assert isinstance(one.end, datetime)
    return f"{one.start:%Y-%m-%dT%H:%M:%SZ}", f"{one.end:%Y-%m-%dT%H:%M:%SZ}", one.uid


def _utc(stated: str) -> str:
    """Return a stated time as an instant: floating ones were read in UTC."""
    return f"{stated}Z" if "T" in stated and not stated.endswith("Z") else stated


@pytest.mark.data_set(CALENDARS)
def test_the_calendars_two_readers_agree_on_give_exactly_those_times(test_data: DataSets) -> None:
    agreed = {
        name: one["occurrences"]
        for name, one in expected(test_data).items()
        if one["verdict"] == "two-oracles-agree"
    }
    test_data.assert_figure(CALENDARS, len(agreed), 52)
    wrong = {}
    for name, stated in agreed.items():
        found = read_all(test_data(f"{CALENDARS}/{name}"))
        times = sorted((_utc(one["start"]), _utc(one["end"]), one["uid"]) for one in stated)
        if sorted(said(one) for one in found.occurrences) != times or found.slips:
            wrong[name] = (times[:3], [said(one) for one in found.occurrences][:3], found.slips)

    assert wrong == {}


@pytest.mark.data_set(CALENDARS)
def test_every_calendar_is_read_or_says_why_not(test_data: DataSets) -> None:
    files = sorted(test_data(CALENDARS).rglob("*.ics"))
    stated = expected(test_data)
    refused = set()
    for file in files:
        found = read_calendar(file, date(2026, 1, 1), date(2028, 1, 1), ZONE)
        assert all(one.reason.endswith(".") and one.file == file.name for one in found.slips)
        if found.slips:
            refused.add(file.relative_to(test_data(CALENDARS)).as_posix())

    test_data.assert_figure(CALENDARS, len(files), 166)
    assert {stated[name]["verdict"] for name in refused} == {"oracle-error"}
    assert len(refused) > 20


def calendar(*events: str) -> str:
    lines = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", *events, "END:VCALENDAR", "")
    return "\r\n".join(lines)


def event(*lines: str, uid: str = "1") -> str:
    return "\r\n".join(("BEGIN:VEVENT", f"UID:{uid}", *lines, "END:VEVENT"))


def read_text(folder: Path, text: str | bytes) -> CalendarRead:
    file = folder / "leave.ics"
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return read_calendar(file, date(2026, 11, 1), date(2027, 11, 1), ZONE)


def test_exceptions_changed_and_cancelled_instances_and_floating_times(tmp_path: Path) -> None:
    text = calendar(
        event(
            "SUMMARY:Away", "DTSTART:20270322T090000", "DTEND:20270322T100000",
            "RRULE:FREQ=WEEKLY;COUNT=4", "EXDATE:20270329T090000",
        ),
        event("SUMMARY:Away", "RECURRENCE-ID:20270405T090000", "DTSTART:20270406T140000",
              "DTEND:20270406T150000"),
        event("SUMMARY:Away", "RECURRENCE-ID:20270412T090000", "DTSTART:20270412T090000",
              "DTEND:20270412T100000", "STATUS:CANCELLED"),
        event("DTSTART;VALUE=DATE:20261224", "DTEND;VALUE=DATE:20261227", uid="2"),
        event("DTSTART:20270101T090000Z", "DURATION:PT1H", "TRANSP:TRANSPARENT", uid="3"),
    )  # fmt: skip

    found = read_text(tmp_path, text)

    assert [(said(one)[0], one.all_day, one.is_busy) for one in found.occurrences] == [
        ("2026-12-24", True, True),
        ("2027-01-01T09:00:00Z", False, False),
        ("2027-03-22T09:00:00Z", False, True),
        ("2027-04-06T13:00:00Z", False, True),
        ("2027-04-12T08:00:00Z", False, False),
    ]
    assert found.slips == ()


def test_one_event_that_is_broken_does_not_take_the_others_with_it(tmp_path: Path) -> None:
    text = calendar(
        event("SUMMARY:no start", uid="a"),
        event("DTSTART:20270101T090000Z", "RRULE:FREQ=SOMETIMES", uid="b"),
        event("DTSTART:20270101T090000Z", "RRULE:FREQ=SECONDLY", uid="c"),
        event("DTSTART:20270101T090000Z", uid="d"),
    )

    found = read_text(tmp_path, text)

    assert [one.uid for one in found.occurrences] == ["d"]
    assert [(one.place, one.taken) for one in found.slips] == [
        ("event a", False), ("event b", False), ("event c", False),
    ]  # fmt: skip
    assert found.slips[0].reason == "It has no start."


@pytest.mark.parametrize(
    "text",
    [b"", b"\xff\xfe\x00junk", "BEGIN:VCALENDAR\r\n", "hello", "END:VCALENDAR", b"\x00" * 500,
     calendar() * 3, "BEGIN:VEVENT\r\nUID:1\r\nEND:VEVENT\r\n"],
)  # fmt: skip
def test_what_is_no_calendar_is_no_crash(tmp_path: Path, text: str | bytes) -> None:
    assert read_text(tmp_path, text).occurrences == ()


def test_a_file_that_is_gone_or_too_large_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = read_calendar(tmp_path / "none.ics", date(2026, 1, 1), date(2027, 1, 1), ZONE)
    monkeypatch.setattr(calendar_reading, "LARGEST_BYTES", 10)
    large = read_text(tmp_path, calendar())

    assert gone.slips[0].reason.startswith("It can’t be opened")
    assert large.slips[0].reason.startswith("It is larger than")


def test_what_is_written_is_read_back_the_same_on_both_sides_of_each_change(tmp_path: Path) -> None:
    starts = [
        instant_of(on, datetime(2026, 1, 1, hour).time(), ZONE)
        for on in (date(2026, 11, 18), date(2027, 3, 27), date(2027, 3, 29), date(2027, 10, 30))
        for hour in (0, 9, 23)
    ]
    events = [
        CalendarEvent(f"{number}@x", start, start + timedelta(minutes=20), "Routine; “é”, \\ " * 9)
        for number, start in enumerate(starts)
    ]

    written = write_calendar(events, ZONE, NOW)
    found = read_text(tmp_path, written)

    assert max(len(line) for line in written.split(b"\r\n")) <= 75
    assert [(one.start, one.end) for one in found.occurrences] == [
        (one.start_at, one.end_at) for one in events
    ]
    assert found.occurrences[0].summary == " ".join(events[0].summary.split())


@pytest.mark.parametrize("change", [SPRING, AUTUMN, datetime(2027, 10, 31, 1, tzinfo=UTC)])
def test_the_zone_written_changes_its_clock_at_the_right_instant(change: datetime) -> None:
    events = [CalendarEvent("1", change, change + timedelta(hours=1), "x")]
    text = write_calendar(events, ZONE, NOW).replace(b"TZID:Europe/London", b"TZID:Somewhere")
    (written,) = Calendar.from_ical(text).walk("VTIMEZONE")
    there = written.to_tz(lookup_tzid=False)

    for minutes in (-90, -61, -1, 1, 61, 90, 60 * 24 * 100):
        at = change + timedelta(minutes=minutes)
        wall = at.astimezone(zone(ZONE))
        if wall.fold or (wall + timedelta(hours=1)).astimezone(UTC) - at > timedelta(hours=1):
            continue
        assert wall.replace(tzinfo=there).utcoffset() == wall.utcoffset(), (minutes, wall)


def test_the_second_pass_of_the_autumn_hour_is_written_as_an_instant(tmp_path: Path) -> None:
    second = CalendarEvent("1", AUTUMN + timedelta(minutes=30), AUTUMN + timedelta(hours=2), "x")
    file = tmp_path / "autumn.ics"
    file.write_bytes(write_calendar([second], ZONE, NOW))

    (found,) = read_calendar(file, date(2026, 10, 1), date(2026, 11, 1), ZONE).occurrences

    assert (found.start, found.end) == (second.start_at, second.end_at)
