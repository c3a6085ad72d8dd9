"""What stands at the head of a column: of a clinician in a day, of a day in a week."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from desktop.domain.diary import DiaryColumn, free_count
from desktop.domain.times import DAYS, clock_time, date_of, short_date, whole_day
from desktop.domain.week import DiaryShown, DiaryWeek, first_free
from desktop.ui.diary.diary_sentences import head_tip, spoken_head
from desktop.ui.diary.diary_words import (
    NO_SESSION,
    HeadState,
    head_notes,
    head_places,
    head_state,
)


@dataclass(frozen=True, slots=True)
class Head:
    """Three lines: a title, where (every way ``head_places`` says it), and how it stands.

    ``short_title`` is for where there is no room for the whole one.
    ``several_sites`` says that the columns beside it are elsewhere: the site must be said.
    """

    title: str
    short_title: str
    places: tuple[str, ...]
    state: HeadState | None
    several_sites: bool = False


def heads_of(day: DiaryShown, now: datetime) -> tuple[Head, ...]:
    """Return the heads of all columns."""
    if isinstance(day, DiaryWeek):
        return tuple(_week_head(day, number, now) for number in range(len(day.columns)))
    several = len({one.clinic_id for one in day.columns}) > 1
    return tuple(
        Head(
            one.clinician_name,
            one.clinician_short_name,
            head_places(one),
            head_state(day, one, now),
            several,
        )
        for one in day.columns
    )


def tip_of_column(day: DiaryShown, number: int, now: datetime) -> str:
    """Say all of a column head, line by line."""
    column = day.columns[number]
    if not isinstance(day, DiaryWeek):
        return head_tip(day, column, now)
    lines = [f"{whole_day(day.days[number])}, {day.clinician_name}"]
    if not column.sessions:
        return "\n".join([*lines, day.closed[number], NO_SESSION]).replace("\n\n", "\n")
    notes = _notes(day, number)
    return "\n".join([*lines, _places(column)[0], *notes, free_and_first(day, column, now)])


def spoken_column(day: DiaryShown, number: int, now: datetime) -> str:
    """Say a column: "Wed 18 November, Dr Anjali Patel. 2 free, first 10:50. List of 22"."""
    column = day.columns[number]
    if not isinstance(day, DiaryWeek):
        return spoken_head(day, column, now)
    said = f"{whole_day(day.days[number])}, {day.clinician_name}"
    if not column.sessions:
        return ". ".join(part for part in (said, day.closed[number], NO_SESSION) if part)
    notes = [note.rstrip(".") for note in _notes(day, number)]
    count = sum(len(session.cells) for session in column.sessions)
    return ". ".join([said, *notes, free_and_first(day, column, now), f"List of {count}"])


def free_and_first(week: DiaryWeek, column: DiaryColumn, now: datetime) -> str:
    """Say "2 free, first 10:50", or "0 free"."""
    first = first_free(column, now)
    count = f"{free_count(column, now)} free"
    return count if first is None else f"{count}, first {clock_time(first.start_at, week.zone)}"


def _week_head(week: DiaryWeek, number: int, now: datetime) -> Head:
    column, on = week.columns[number], week.days[number]
    is_today, short = on == date_of(now, week.zone), f"{DAYS[number]} {on.day}"
    if not column.sessions:
        first, second = _two_lines(week.closed[number] or NO_SESSION)
        state = HeadState("", "muted", "", second) if second else None
        return Head(short, short, (first,) * 5, state)
    title = f"Today, {short}" if is_today else short_date(on)
    notes = _notes(week, number)
    icon, tone = ("warning-circle", "bad") if notes else ("", "muted")
    state = HeadState(icon, tone, "; ".join(notes), free_and_first(week, column, now))
    sites = {one.clinic_id for each in week.columns for one in each.sessions}
    return Head(title, short, _places(column), state, len(sites) > 1)


def _two_lines(words: str) -> tuple[str, str]:
    """Part words for a narrow head where that keeps both lines shortest: "Christmas", "Day"."""
    if words == NO_SESSION:
        return words, ""
    places = [place for place, letter in enumerate(words) if letter == " "]
    at = min(places, key=lambda place: max(place, len(words) - place - 1), default=len(words))
    return words[:at], words[at + 1 :]


def _notes(week: DiaryWeek, number: int) -> tuple[str, ...]:
    """Return what closes a day on which there is work all the same, then its notes."""
    closed = week.closed[number]
    notes = head_notes(week.day(number), week.columns[number])
    return (closed, *notes) if closed else notes


def _places(column: DiaryColumn) -> tuple[str, ...]:
    """Say where the day is, as ``head_places``: every room and site once."""
    rooms = dict.fromkeys(one.room_name for one in column.sessions if one.room_name)
    sites = dict.fromkeys(one.clinic_name for one in column.sessions)
    site = ", ".join(sites)
    whole = ", ".join([*rooms, *sites])
    return whole, whole, ", ".join(rooms or sites), site, site
