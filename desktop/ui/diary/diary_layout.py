"""Where everything of a day stands: pure geometry in content pixels."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from PySide6.QtCore import QRect

from desktop.domain.diary import Cell, DiaryDay, SessionInDiary
from desktop.domain.times import local_of, minutes_between

GAP = 1
"""Pixels between a cell and the edge of its time."""
COLUMN_GAP = 2
EMPTY_HOURS = 10


@dataclass(frozen=True, slots=True)
class Measures:
    """Sizes the layout is made from, in px."""

    per_minute: float
    column_min: int
    column_ideal: int
    column_max: int
    least_cell: int


@dataclass(frozen=True, slots=True)
class CellBox:
    """A cell's rectangle; ``column`` and ``row`` are its place for the arrow keys."""

    cell: Cell
    session: SessionInDiary
    column: int
    row: int
    rect: QRect


@dataclass(frozen=True, slots=True)
class DayLayout:
    """A day laid out: columns by x, cells by rectangle, times by y."""

    day: DiaryDay
    start_at: datetime
    end_at: datetime
    per_minute: float
    column_width: int
    boxes: tuple[tuple[CellBox, ...], ...]
    width: int
    height: int

    def y_of(self, instant: datetime) -> int:
        """Return the content y of an instant."""
        return round((instant - self.start_at) / timedelta(minutes=1) * self.per_minute)

    def column_x(self, column: int) -> int:
        """Return the content x of a column's left edge."""
        return column * self.column_width

    def find(self, slot_id: str) -> CellBox | None:
        """Return the box of the cell that holds a slot."""
        for column in self.boxes:
            for box in column:
                if slot_id in box.cell.slot_ids:
                    return box
        return None

    def find_visit(self, appointment_id: str) -> CellBox | None:
        """Return the box of a visit's cell."""
        for column in self.boxes:
            for box in column:
                if any(visit.id == appointment_id for visit in box.cell.visits):
                    return box
        return None


def lay_out(day: DiaryDay, measures: Measures, viewport_width: int) -> DayLayout:
    """Lay a day out for a viewport: as many columns as fit, the rest beside them."""
    sessions = [one for column in day.columns for one in column.sessions]
    start, end = _range(day, sessions)
    per_minute = _per_minute(day, measures)
    count = max(len(day.columns), 1)
    width = min(max(viewport_width // count, measures.column_min), measures.column_max)
    if count * width > viewport_width:  # not all fit: show whole columns at a readable width
        shown = max(viewport_width // measures.column_min, 1)
        width = min(max(viewport_width // shown, measures.column_min), measures.column_max)
    boxes = tuple(
        _column_boxes(day, number, start, per_minute, width) for number in range(len(day.columns))
    )
    height = round(minutes_between(start, end) * per_minute)
    return DayLayout(day, start, end, per_minute, width, boxes, width * len(day.columns), height)


def _range(day: DiaryDay, sessions: list[SessionInDiary]) -> tuple[datetime, datetime]:
    """Return the first half hour and the last that anything lies in."""
    cells = [cell for one in sessions for cell in one.cells]
    starts = [one.start_at for one in sessions] + [cell.start_at for cell in cells]
    ends = [one.end_at for one in sessions] + [cell.end_at for cell in cells]
    if not starts:
        raise ValueError("a day without sessions has no layout")
    first = min(starts)
    local = local_of(first, day.zone)
    start = first - timedelta(minutes=local.minute % 30, seconds=local.second)
    return start, max(ends) + timedelta(minutes=20)


def _per_minute(day: DiaryDay, measures: Measures) -> float:
    shortest = min(
        (
            cell.minutes
            for column in day.columns
            for session in column.sessions
            for cell in session.cells
            if not cell.is_extra
        ),
        default=10,
    )
    return max(measures.per_minute, measures.least_cell / max(shortest, 1))


def _column_boxes(
    day: DiaryDay, number: int, start: datetime, per_minute: float, width: int
) -> tuple[CellBox, ...]:
    boxes: list[CellBox] = []
    left = number * width
    cells = [(cell, session) for session in day.columns[number].sessions for cell in session.cells]
    extras = [cell for cell, _ in cells if cell.is_extra]
    for row, (cell, session) in enumerate(sorted(cells, key=lambda one: one[0].start_at)):
        top = round((cell.start_at - start) / timedelta(minutes=1) * per_minute)
        bottom = round((cell.end_at - start) / timedelta(minutes=1) * per_minute)
        x, cell_width = left + COLUMN_GAP, width - 2 * COLUMN_GAP
        beside = cell.is_extra or any(
            extra.start_at < cell.end_at and extra.end_at > cell.start_at for extra in extras
        )
        if beside:
            cell_width = cell_width // 2
            x += cell_width if cell.is_extra else 0
        rect = QRect(x, top + GAP, cell_width, max(bottom - top - 2 * GAP, 20))
        boxes.append(CellBox(cell, session, number, row, rect))
    return tuple(boxes)
