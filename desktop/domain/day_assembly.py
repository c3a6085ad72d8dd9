"""Slots, visits and notes of a day put together into the diary's columns and cells."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from desktop.domain.diary import (
    Cell,
    DiaryColumn,
    DiaryDay,
    HoldInDiary,
    SessionInDiary,
    VisitInDiary,
)
from desktop.domain.ids import ClinicianId, ClinicId, SessionId, SlotId, SlotTypeId
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


@dataclass(slots=True)
class DaySlot:
    """A slot with who has its places."""

    id: SlotId
    session_id: SessionId
    slot_type_id: SlotTypeId
    start_at: datetime
    end_at: datetime
    state: SlotState
    version: int
    capacity: int
    release_at: datetime | None
    is_extra: bool
    block_reason: str
    bookable: bool
    visits: list[VisitInDiary] = field(default_factory=list)
    hold: HoldInDiary | None = None


def assemble_day(
    on_date: date,
    zone: str,
    *,
    sessions: Sequence[DaySession],
    slots: Sequence[DaySlot],
    cancelled: Sequence[tuple[str, VisitInDiary]],
    notes: Sequence[Note],
) -> DiaryDay:
    """Return the day: a column for each clinician and clinic, sessions in order of time."""
    by_session: dict[str, list[DaySlot]] = defaultdict(list)
    for slot in slots:
        by_session[slot.session_id].append(slot)
    struck: dict[str, list[VisitInDiary]] = defaultdict(list)
    for session_id, visit in cancelled:
        struck[session_id].append(visit)
    columns: dict[tuple[ClinicId, ClinicianId], list[DaySession]] = {}
    for session in sessions:
        columns.setdefault((session.clinic_id, session.clinician_id), []).append(session)
    made = [_column(group, by_session, struck, notes) for group in columns.values()]
    made.sort(key=_column_order)
    of_day = tuple(note for note in notes if note.session_id is None and note.slot_id is None)
    return DiaryDay(on_date, zone, tuple(made), of_day)


def _column_order(column: DiaryColumn) -> tuple[str, str]:
    """Clinicians stand in the order they were added to the practice: ids sort by it."""
    return column.clinician_id, column.clinic_id


def _column(
    group: list[DaySession],
    by_session: dict[str, list[DaySlot]],
    struck: dict[str, list[VisitInDiary]],
    notes: Sequence[Note],
) -> DiaryColumn:
    shown = tuple(
        _session(one, by_session.get(one.id, []), struck.get(one.id, []), notes) for one in group
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
    slots: list[DaySlot],
    struck: list[VisitInDiary],
    notes: Sequence[Note],
) -> SessionInDiary:
    slot_notes: dict[str, list[Note]] = defaultdict(list)
    for note in notes:
        if note.slot_id is not None:
            slot_notes[note.slot_id].append(note)
    cells = _strike(_cells(slots, slot_notes), struck)
    return SessionInDiary(
        id=session.id,
        clinic_id=session.clinic_id,
        clinic_name=session.clinic_name,
        room_name=session.room_name,
        room_features=session.room_features,
        start_at=session.start_at,
        end_at=session.end_at,
        version=session.version,
        cells=tuple(cells),
        notes=tuple(note for note in notes if note.session_id == session.id),
    )


def _cells(slots: list[DaySlot], slot_notes: dict[str, list[Note]]) -> list[Cell]:
    """Return a cell for each slot, adjacent slots of one visit in one."""
    cells: list[Cell] = []
    last_of: dict[str, int] = {}
    for slot in slots:
        visit = slot.visits[0] if slot.visits and slot.capacity == 1 else None
        if visit is not None and visit.id in last_of:
            place = last_of[visit.id]
            cells[place] = replace(
                cells[place], slot_ids=(*cells[place].slot_ids, slot.id), end_at=slot.end_at
            )
            continue
        if visit is not None:
            last_of[visit.id] = len(cells)
        cells.append(
            Cell(
                (slot.id,),
                slot.session_id,
                slot.slot_type_id,
                slot.start_at,
                slot.end_at,
                slot.state,
                slot.bookable,
                slot.version,
                slot.capacity,
                tuple(slot.visits),
                slot.hold,
                slot.release_at,
                slot.is_extra,
                slot.block_reason,
                tuple(slot_notes.get(slot.id, ())),
            )
        )
    return cells


def _strike(cells: list[Cell], struck: list[VisitInDiary]) -> list[Cell]:
    """Stand visits cancelled after their time in the free cells they were in."""
    for visit in struck:
        for place, cell in enumerate(cells):
            inside = cell.start_at < visit.end_at and cell.end_at > visit.start_at
            if inside and not cell.visits and cell.hold is None:
                cells[place] = replace(cell, visits=(visit,))
                break
    return cells


def running_late(visits: Sequence[VisitInDiary]) -> int | None:
    """Return how many minutes the last people seen went in after their time, 0 at the least."""
    seen = sorted(
        (visit.sent_in_at, visit.start_at) for visit in visits if visit.sent_in_at is not None
    )[-LAST_SEEN:]
    if not seen:
        return None
    late = [max(minutes_between(start, went_in), 0) for went_in, start in seen]
    return round(sum(late) / len(late))
