"""A free time chosen in the diary, as long as the person booked for needs."""

from __future__ import annotations

from datetime import datetime

from desktop.domain.diary import Cell
from desktop.domain.lengthening import lengthen, minutes_needed
from desktop.domain.people import PatientCard
from desktop.domain.practice import PracticeOutline
from desktop.domain.week import DiaryShown


def lengthened(
    cells: tuple[Cell, ...],
    card: PatientCard | None,
    day: DiaryShown | None,
    outline: PracticeOutline,
    now: datetime,
) -> tuple[Cell, ...]:
    """Return the cells, with the free ones after them where the person needs a longer visit."""
    if card is None or day is None or not cells:
        return cells
    usual = {one.id: one.minutes for one in outline.slot_types}
    minutes = minutes_needed(
        card.preferences,
        cells[0].start_at,
        usual.get(cells[0].slot_type_id, cells[0].minutes),
        outline.practice.zone,
    )
    if minutes is None:
        return cells
    sessions = (one for column in day.columns for one in column.sessions)
    mine = next((one for one in sessions if one.id == cells[0].session_id), None)
    return lengthen(cells, mine.cells, minutes, now) if mine is not None else cells
