"""One clinician's week of the diary as values: a column a day, Monday to Sunday."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from desktop.domain.day_assembly import DaySession, column_of
from desktop.domain.diary import (
    Cell,
    CellState,
    DiaryColumn,
    DiaryDay,
    SessionInDiary,
    VisitInDiary,
    cell_state,
)
from desktop.domain.ids import ClinicianId, ClinicId, SessionId
from desktop.domain.sessions import Note
from desktop.domain.times import date_of, zone

DAYS_OF_WEEK = 7


@dataclass(frozen=True, slots=True)
class DiaryWeek:
    """A week as the diary shows it.

    Shape: ``columns`` has one for each of ``days``, in their order; a day the clinician does not
    work has a column without sessions. ``notes`` are those of whole days; ``closed`` says what
    closes each day, read after the week itself.
    """

    on_date: date
    zone: str
    clinician_id: ClinicianId
    clinician_name: str
    columns: tuple[DiaryColumn, ...]
    notes: tuple[Note, ...] = ()
    closed: tuple[str, ...] = ("",) * DAYS_OF_WEEK

    @property
    def days(self) -> tuple[date, ...]:
        """The seven dates, Monday first."""
        return days_of_week(self.on_date)

    def day(self, number: int) -> DiaryDay:
        """Return one of its days as a day of that one clinician."""
        on, column = self.days[number], self.columns[number]
        columns = (column,) if column.sessions else ()
        return DiaryDay(on, self.zone, columns, notes_of(self.notes, on))


DiaryShown = DiaryDay | DiaryWeek
"""What the grid can show."""


def monday_of(on: date) -> date:
    """Return the Monday of a date's week."""
    return on - timedelta(days=on.weekday())


def days_of_week(monday: date) -> tuple[date, ...]:
    """Return the seven dates that begin with a Monday."""
    return tuple(monday + timedelta(days=number) for number in range(DAYS_OF_WEEK))


def notes_of(notes: Sequence[Note], on: date) -> tuple[Note, ...]:
    """Return the notes of one date."""
    return tuple(note for note in notes if note.on_date == on)


def instant_at(on: date, wall: time, zone_name: str) -> datetime:
    """Return the instant of a wall-clock time; one that the clocks leave out is an hour later."""
    return datetime.combine(on, wall, zone(zone_name)).astimezone(UTC)


def assemble_week(
    monday: date,
    zone_name: str,
    *,
    clinician: tuple[ClinicianId, str],
    sessions: Sequence[DaySession],
    cells: Mapping[SessionId, Sequence[Cell]],
    cancelled: Sequence[tuple[SessionId, VisitInDiary]],
    notes: Sequence[Note],
) -> DiaryWeek:
    """Return the week; a session belongs to the clinic's date it begins on.

    Shape: ``cells`` as for a day; sessions at any clinic, in order of time.
    """
    struck: dict[SessionId, list[VisitInDiary]] = defaultdict(list)
    for session_id, visit in cancelled:
        struck[session_id].append(visit)
    by_day: dict[date, list[DaySession]] = defaultdict(list)
    for session in sessions:
        by_day[date_of(session.start_at, zone_name)].append(session)
    key, name = clinician
    columns = tuple(
        column_of(by_day[on], cells, struck, notes) if on in by_day else _no_session(key, name)
        for on in days_of_week(monday)
    )
    of_days = tuple(note for note in notes if note.session_id is None and note.slot_id is None)
    return DiaryWeek(monday, zone_name, key, name, columns, of_days)


def _no_session(clinician_id: ClinicianId, name: str) -> DiaryColumn:
    return DiaryColumn(clinician_id, name, name, "", ClinicId(""), "", ())


def only_free(day: DiaryShown, now: datetime) -> DiaryShown:
    """Return a day or week with the cells alone that can still be booked; its sessions stay."""

    def free_cells(session: SessionInDiary) -> tuple[Cell, ...]:
        return tuple(
            one
            for one in session.cells
            if one.end_at > now and cell_state(one, now) is CellState.FREE
        )

    columns = tuple(
        replace(
            column,
            sessions=tuple(replace(one, cells=free_cells(one)) for one in column.sessions),
        )
        for column in day.columns
    )
    return replace(day, columns=columns)


def cell_count(day: DiaryShown) -> int:
    """Return how many cells a day or week has."""
    return sum(len(session.cells) for column in day.columns for session in column.sessions)


def first_free(column: DiaryColumn, now: datetime) -> Cell | None:
    """Return the first cell of the column that can still be booked."""
    cells = (cell for session in column.sessions for cell in session.cells)
    free = (one for one in cells if one.end_at > now and cell_state(one, now) is CellState.FREE)
    return min(free, key=lambda one: one.start_at, default=None)
