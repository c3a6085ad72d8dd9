"""Slots, visits and notes of a day put together into the diary's columns and cells."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from desktop.domain.diary import (
    Cell,
    DiaryColumn,
    DiaryDay,
    SessionInDiary,
    VisitInDiary,
)
from desktop.domain.ids import AppointmentId, ClinicianId, ClinicId, SessionId
from desktop.domain.sessions import Note, SlotState
from desktop.domain.times import minutes_between

LAST_SEEN = 3
"""How many of the last people seen say how late a session runs."""


@dataclass(frozen=True, slots=True)
class DaySession:
    """A session with the names its column head needs."""

    id: SessionId
    clinic_id: ClinicId
    clinic_name: str
    room_name: str
    room_features: tuple[str, ...]
    start_at: datetime
    end_at: datetime
    version: int
    clinician_id: ClinicianId
    clinician_name: str
    clinician_short_name: str
    profession: str


def assemble_day(
    on_date: date,
    zone: str,
    *,
    sessions: Sequence[DaySession],
    cells: Mapping[SessionId, Sequence[Cell]],
    cancelled: Sequence[tuple[SessionId, VisitInDiary]],
    notes: Sequence[Note],
) -> DiaryDay:
    """Return the day: a column for each clinician and clinic, sessions in order of time.

    Shape: ``cells`` has one for each slot, in order of time; those of one long visit become one.
    """
    struck: dict[SessionId, list[VisitInDiary]] = defaultdict(list)
    for session_id, visit in cancelled:
        struck[session_id].append(visit)
    columns: dict[tuple[ClinicId, ClinicianId], list[DaySession]] = {}
    for session in sessions:
        columns.setdefault((session.clinic_id, session.clinician_id), []).append(session)
    made = [column_of(group, cells, struck, notes) for group in columns.values()]
    made.sort(key=_column_order)
    of_day = tuple(note for note in notes if note.session_id is None and note.slot_id is None)
    return DiaryDay(on_date, zone, tuple(made), of_day)


def _column_order(column: DiaryColumn) -> tuple[str, str]:
    """Clinicians stand in the order they were added to the practice: ids sort by it."""
    return column.clinician_id, column.clinic_id


def column_of(
    group: list[DaySession],
    cells: Mapping[SessionId, Sequence[Cell]],
    struck: dict[SessionId, list[VisitInDiary]],
    notes: Sequence[Note],
) -> DiaryColumn:
    """Return the sessions of one clinician's day as a column, named by the first."""
    shown = tuple(
        _session(one, cells.get(one.id, ()), struck.get(one.id, ()), notes) for one in group
    )
    first = group[0]
    return DiaryColumn(
        clinician_id=first.clinician_id,
        clinician_name=first.clinician_name,
        clinician_short_name=first.clinician_short_name,
        profession=first.profession,
        clinic_id=first.clinic_id,
        clinic_name=first.clinic_name,
        sessions=shown,
        running_late_minutes=running_late(
            [visit for one in shown for cell in one.cells for visit in cell.visits]
        ),
    )


def _session(
    session: DaySession,
    cells: Sequence[Cell],
    struck: Sequence[VisitInDiary],
    notes: Sequence[Note],
) -> SessionInDiary:
    return SessionInDiary(
        id=session.id,
        clinic_id=session.clinic_id,
        clinic_name=session.clinic_name,
        room_name=session.room_name,
        room_features=session.room_features,
        start_at=session.start_at,
        end_at=session.end_at,
        version=session.version,
        cells=tuple(_strike(_join(cells), struck)),
        notes=tuple(note for note in notes if note.session_id == session.id),
    )


def _join(cells: Sequence[Cell]) -> list[Cell]:
    """Return the cells, those of one long visit as one."""
    alone = [id(cell.visits[0]) for cell in cells if cell.visits and cell.capacity == 1]
    if len(set(alone)) == len(alone):
        return list(cells)
    joined: list[Cell] = []
    last_of: dict[AppointmentId, int] = {}
    for cell in cells:
        if not cell.visits or cell.capacity > 1:
            joined.append(cell)
            continue
        visit_id = cell.visits[0].id
        place = last_of.setdefault(visit_id, len(joined))
        if place == len(joined):
            joined.append(cell)
        else:
            whole = joined[place]
            joined[place] = replace(
                whole, slot_ids=(*whole.slot_ids, *cell.slot_ids), end_at=cell.end_at
            )
    return joined


def _strike(cells: list[Cell], struck: Sequence[VisitInDiary]) -> list[Cell]:
    """Stand visits cancelled after their time in the free cells they were in."""
    for visit in struck:
        for place, cell in enumerate(cells):
            inside = cell.start_at < visit.end_at and cell.end_at > visit.start_at
            is_open = cell.slot_state is SlotState.OPEN and cell.bookable
            if inside and is_open and not cell.visits and cell.hold is None:
                cells[place] = replace(cell, visits=(visit,))
                break
    return cells


def running_late(visits: Sequence[VisitInDiary]) -> int | None:
    """Return how many minutes after their time the last people seen went in, 0 at the least.

    Shape: the mean of three; who was seen early makes up for who was seen late.
    """
    seen = sorted(
        (visit.sent_in_at, visit.start_at) for visit in visits if visit.sent_in_at is not None
    )[-LAST_SEEN:]
    if not seen:
        return None
    late = [minutes_between(start, went_in) for went_in, start in seen]
    return max(round(sum(late) / len(late)), 0)
