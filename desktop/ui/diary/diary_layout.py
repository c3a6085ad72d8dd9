"""Where everything of a day stands: pure geometry in content pixels."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import accumulate

from PySide6.QtCore import QPoint, QRect

from desktop.domain.diary import Cell, SessionInDiary, is_closing_group
from desktop.domain.sessions import SlotState
from desktop.domain.times import date_of, local_of
from desktop.domain.week import DiaryShown, DiaryWeek, instant_at

GAP = 1
"""Pixels between a cell and the edge of its time."""
COLUMN_GAP = 3
"""Pixels between a cell and the line beside its column."""
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Measures:
    """Sizes the layout is made from, in px; ``foot`` is kept free below the last session.

    ``week_min`` is the least a day of a week takes, ``no_session`` what one without sessions does.
    """

    per_minute: float
    column_min: int
    column_ideal: int
    column_max: int
    least_cell: int
    foot: int
    week_min: int = 0
    no_session: int = 0


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
    """A day or week laid out: columns by x, cells by rectangle, times by y.

    Shape: ``starts`` are the instants at the top of the columns, all the same in a day; ``lefts``
    the columns' left edges and the last one's right.
    """

    day: DiaryShown
    starts: tuple[datetime, ...]
    length: timedelta
    per_minute: float
    lefts: tuple[int, ...]
    boxes: tuple[tuple[CellBox, ...], ...]
    width: int
    height: int
    by_slot: Mapping[str, CellBox] = field(repr=False, compare=False)

    @property
    def start_at(self) -> datetime:
        """The instant at the top of the first column."""
        return self.starts[0]

    @property
    def column_width(self) -> int:
        """The width of the widest column."""
        return max(self.width_of(number) for number in range(len(self.starts)))

    def y_of(self, instant: datetime, column: int = 0) -> int:
        """Return the content y of an instant of a column."""
        return round((instant - self.starts[column]) / _MINUTE * self.per_minute)

    def column_x(self, column: int) -> int:
        """Return the content x of a column's left edge."""
        return self.lefts[column]

    def width_of(self, column: int) -> int:
        """Return the width of a column."""
        return self.lefts[column + 1] - self.lefts[column]

    def column_at(self, x: int) -> int:
        """Return the number of the column at a content x; below 0 or past the last is neither."""
        return bisect_right(self.lefts, x) - 1

    def columns_of(self, instant: datetime) -> range:
        """Return the columns an instant lies in: all of a day, one of a week, or none."""
        inside = [
            number
            for number, start in enumerate(self.starts)
            if start <= instant <= start + self.length
        ]
        return range(inside[0], inside[-1] + 1) if inside else range(0)

    def box_at(self, at: QPoint) -> CellBox | None:
        """Return the cell under a content point; a row answers over its whole height."""
        number = self.column_at(at.x())
        boxes = self.boxes[number] if 0 <= number < len(self.boxes) else ()
        hits = [box for box in boxes if box.rect.adjusted(-3, -1, 3, 1).contains(at)]
        return hits[-1] if hits else None

    def has_hold(self, now: datetime) -> bool:
        """Return whether a hold that has not ended is shown, and its seconds are counted."""
        cells = (box.cell for column in self.boxes for box in column)
        holds = (cell.hold for cell in cells if cell.hold is not None)
        return any(one.until_at >= now and one.is_counted(now) for one in holds)

    def find(self, slot_id: str) -> CellBox | None:
        """Return the box of the cell that holds a slot."""
        return self.by_slot.get(slot_id)

    def find_visit(self, appointment_id: str, version: int = 0) -> CellBox | None:
        """Return the box of a visit's cell; None where it is shown as it was before a version."""
        for column in self.boxes:
            for box in column:
                if any(v.id == appointment_id and v.version >= version for v in box.cell.visits):
                    return box
        return None


def lay_out(day: DiaryShown, measures: Measures, viewport_width: int) -> DayLayout:
    """Lay a day out for a viewport: as many columns as fit, the rest beside them."""
    starts, length = _range(day)
    per_minute = _per_minute(day, measures)
    lefts = _lefts(day, measures, viewport_width)
    boxes = tuple(
        _column_boxes(day, number, starts[number], measures, (per_minute, lefts))
        for number in range(len(day.columns))
    )
    lowest = max((box.rect.bottom() for column in boxes for box in column), default=0)
    height = max(round(length / _MINUTE * per_minute), lowest) + measures.foot
    return DayLayout(
        day=day,
        starts=starts,
        length=length,
        per_minute=per_minute,
        lefts=lefts,
        boxes=boxes,
        width=lefts[-1],
        height=height,
        by_slot={slot: box for column in boxes for box in column for slot in box.cell.slot_ids},
    )


def is_flat(cell: Cell) -> bool:
    """Return whether a cell is drawn flat over the whole column: a break, or blocked."""
    if cell.visits and (cell.capacity == 1 or is_closing_group(cell)):
        return False
    return cell.slot_state is not SlotState.OPEN or not cell.bookable


def _column_widths(count: int, room: int, least: int, most: int) -> list[int]:
    """Return the widths: all columns if they fit at the least width, else whole ones that do.

    Those in sight fill the room to the last pixel, wherever it is scrolled to: no column beyond
    shows a sliver of itself.
    """
    shown = count if count * least <= room else max(room // least, 1)
    wide = min(max(room // shown, least), most)
    over = max(room - wide * shown, 0) if wide < most else 0
    return [wide + (number % shown < over) for number in range(count)]


def _lefts(day: DiaryShown, measures: Measures, room: int) -> tuple[int, ...]:
    """Return the columns' edges: alike in a day; a week's days without sessions are narrow."""
    if not isinstance(day, DiaryWeek):
        least, count = measures.column_min, max(len(day.columns), 1)
        return (0, *accumulate(_column_widths(count, room, least, measures.column_max)))
    worked = sum(bool(column.sessions) for column in day.columns)
    left = room - (len(day.columns) - worked) * measures.no_session
    if worked * measures.week_min > left:
        left = room  # they do not all fit, so those without sessions are scrolled to
    wide = iter(_column_widths(max(worked, 1), left, measures.week_min, measures.column_max))
    widths = [next(wide) if column.sessions else measures.no_session for column in day.columns]
    return (0, *accumulate(widths))


def _range(day: DiaryShown) -> tuple[tuple[datetime, ...], timedelta]:
    """Return the first half hour anything lies in, of each column, and how long all takes.

    The days of a week begin at the same time by the clinic's clock, also when that changes.
    """
    spans = [
        (min(first), max(last))
        for column in day.columns
        if column.sessions
        for first, last in [_spans(column.sessions)]
    ]
    if not spans:
        raise ValueError("a day without sessions has no layout")
    if isinstance(day, DiaryWeek):
        wall = min(local_of(first, day.zone).time() for first, _ in spans)
        wall = wall.replace(minute=wall.minute // 30 * 30, second=0, microsecond=0)
        starts = tuple(instant_at(on, wall, day.zone) for on in day.days)
        of_day = dict(zip(day.days, starts, strict=True))
        length = max(last - of_day[date_of(first, day.zone)] for first, last in spans)
        return starts, length
    first = min(first for first, _ in spans)
    local = local_of(first, day.zone)
    start = first - timedelta(minutes=local.minute % 30, seconds=local.second)
    return (start,) * len(day.columns), max(last for _, last in spans) - start


def _spans(sessions: Sequence[SessionInDiary]) -> tuple[list[datetime], list[datetime]]:
    """Return when the sessions and their cells begin, and when they end."""
    cells = [cell for one in sessions for cell in one.cells]
    first = [one.start_at for one in sessions] + [one.start_at for one in cells]
    return first, [one.end_at for one in sessions] + [one.end_at for one in cells]


def _per_minute(day: DiaryShown, measures: Measures) -> float:
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
    day: DiaryShown,
    number: int,
    start: datetime,
    measures: Measures,
    scale: tuple[float, tuple[int, ...]],
) -> tuple[CellBox, ...]:
    per_minute, lefts = scale
    left, width = lefts[number], lefts[number + 1] - lefts[number]
    cells = [(cell, session) for session in day.columns[number].sessions for cell in session.cells]
    cells.sort(key=lambda one: (one[0].start_at, one[0].is_extra))
    extras = [cell for cell, _ in cells if cell.is_extra]
    boxes: list[CellBox] = []
    for row, (cell, session) in enumerate(cells):
        top = round((cell.start_at - start) / _MINUTE * per_minute)
        bottom = round((cell.end_at - start) / _MINUTE * per_minute)
        bottom = max(bottom, top + measures.least_cell) if cell.is_extra else bottom
        beside = cell.is_extra or any(_overlap(extra, cell) for extra in extras)
        rect = _cell_rect(left, width, cell, beside=beside)
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
