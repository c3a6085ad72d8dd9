"""Where everything of a day stands: pure geometry in content pixels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from PySide6.QtCore import QRect

from desktop.domain.diary import Cell, DiaryDay, SessionInDiary
from desktop.domain.sessions import SlotState
from desktop.domain.times import local_of, minutes_between

GAP = 1
"""Pixels between a cell and the edge of its time."""
COLUMN_GAP = 3
"""Pixels between a cell and the line beside its column."""
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Measures:
    """Sizes the layout is made from, in px; ``foot`` is kept free below the last session."""

    per_minute: float
    column_min: int
    column_ideal: int
    column_max: int
    least_cell: int
    foot: int


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
    by_slot: Mapping[str, CellBox] = field(repr=False, compare=False)

    def y_of(self, instant: datetime) -> int:
        """Return the content y of an instant."""
        return round((instant - self.start_at) / _MINUTE * self.per_minute)

    def column_x(self, column: int) -> int:
        """Return the content x of a column's left edge."""
        return column * self.column_width

    def find(self, slot_id: str) -> CellBox | None:
        """Return the box of the cell that holds a slot."""
        return self.by_slot.get(slot_id)

    def find_visit(self, appointment_id: str) -> CellBox | None:
        """Return the box of a visit's cell."""
        for column in self.boxes:
            for box in column:
                if any(visit.id == appointment_id for visit in box.cell.visits):
                    return box
        return None


def lay_out(day: DiaryDay, measures: Measures, viewport_width: int) -> DayLayout:
    """Lay a day out for a viewport: as many columns as fit, the rest beside them."""
    start, end = _range(day)
    per_minute = _per_minute(day, measures)
    width = _column_width(max(len(day.columns), 1), measures, viewport_width)
    boxes = tuple(
        _column_boxes(day, number, start, measures, (per_minute, width))
        for number in range(len(day.columns))
    )
    lowest = max((box.rect.bottom() for column in boxes for box in column), default=0)
    height = max(round(minutes_between(start, end) * per_minute), lowest) + measures.foot
    return DayLayout(
        day=day,
        start_at=start,
        end_at=end,
        per_minute=per_minute,
        column_width=width,
        boxes=boxes,
        width=width * len(day.columns),
        height=height,
        by_slot={slot: box for column in boxes for box in column for slot in box.cell.slot_ids},
    )


def is_flat(cell: Cell) -> bool:
    """Return whether a cell is drawn flat over the whole column: a break, or blocked."""
    if cell.visits and cell.capacity == 1:
        return False
    return cell.slot_state is not SlotState.OPEN or not cell.bookable


def _column_width(count: int, measures: Measures, room: int) -> int:
    """Return the width: all columns if they fit at the least width, else whole ones that do."""
    shown = count if count * measures.column_min <= room else max(room // measures.column_min, 1)
    return min(max(room // shown, measures.column_min), measures.column_max)


def _range(day: DiaryDay) -> tuple[datetime, datetime]:
    """Return the first half hour and the last instant that anything lies in."""
    sessions = [one for column in day.columns for one in column.sessions]
    if not sessions:
        raise ValueError("a day without sessions has no layout")
    cells = [cell for one in sessions for cell in one.cells]
    first = min([one.start_at for one in sessions] + [cell.start_at for cell in cells])
    last = max([one.end_at for one in sessions] + [cell.end_at for cell in cells])
    local = local_of(first, day.zone)
    return first - timedelta(minutes=local.minute % 30, seconds=local.second), last


def _per_minute(day: DiaryDay, measures: Measures) -> float:
    """Return the px of a minute: the density's, or more where the shortest slot needs it."""
    shortest = min(
        (
            cell.minutes
            for column in day.columns
            for session in column.sessions
            for cell in session.cells
            if not cell.is_extra and not is_flat(cell)
        ),
        default=10,
    )
    return max(measures.per_minute, measures.least_cell / max(shortest, 1))


def _column_boxes(
    day: DiaryDay,
    number: int,
    start: datetime,
    measures: Measures,
    scale: tuple[float, int],
) -> tuple[CellBox, ...]:
    per_minute, width = scale
    cells = [(cell, session) for session in day.columns[number].sessions for cell in session.cells]
    cells.sort(key=lambda one: (one[0].start_at, one[0].is_extra))
    extras = [cell for cell, _ in cells if cell.is_extra]
    boxes: list[CellBox] = []
    for row, (cell, session) in enumerate(cells):
        top = round((cell.start_at - start) / _MINUTE * per_minute)
        bottom = round((cell.end_at - start) / _MINUTE * per_minute)
        bottom = max(bottom, top + measures.least_cell) if cell.is_extra else bottom
        beside = cell.is_extra or any(_overlap(extra, cell) for extra in extras)
        rect = _cell_rect(number * width, width, cell, beside=beside)
        gap = 0 if is_flat(cell) else GAP
        rect.setTop(top + gap)
        rect.setBottom(max(bottom - gap - 1, top + gap + 1))
        boxes.append(CellBox(cell, session, number, row, rect))
    return tuple(boxes)


def _cell_rect(left: int, width: int, cell: Cell, *, beside: bool) -> QRect:
    """Return a cell's place across its column; an extra takes the right half."""
    if is_flat(cell):
        return QRect(left + 1, 0, width - 1, 1)
    whole = width - 2 * COLUMN_GAP
    if not beside:
        return QRect(left + COLUMN_GAP, 0, whole, 1)
    half = whole // 2 - 1
    right = left + COLUMN_GAP + whole - half
    return QRect(right if cell.is_extra else left + COLUMN_GAP, 0, half, 1)


def _overlap(one: Cell, other: Cell) -> bool:
    return one.start_at < other.end_at and one.end_at > other.start_at
