"""Where the arrow keys go, and which slots a carried visit fits."""

from __future__ import annotations

from datetime import datetime

from desktop.domain.diary import Cell, CellState, VisitInDiary, cell_state
from desktop.domain.people import VisitLine
from desktop.domain.times import minutes_between
from desktop.ui.diary.diary_layout import CellBox, DayLayout

Carried = VisitLine | VisitInDiary


def first_of(layout: DayLayout, now: datetime) -> CellBox | None:
    """Return the cell to begin with: the first that is not over, else the first at all."""
    boxes = [box for column in layout.boxes for box in column]
    coming = [box for box in boxes if box.cell.end_at > now]
    return next(iter(coming or boxes), None)


def beside(layout: DayLayout, box: CellBox, step: int) -> CellBox | None:
    """Return the cell at the same time in the next column that has any."""
    number = box.column + step
    while 0 <= number < len(layout.boxes):
        column = layout.boxes[number]
        if column:
            return min(column, key=lambda one: _away(one, box))
        number += step
    return None


def _away(one: CellBox, box: CellBox) -> tuple[float, float]:
    inside = one.cell.start_at <= box.cell.start_at < one.cell.end_at
    away = abs((one.cell.start_at - box.cell.start_at).total_seconds())
    return (0.0 if inside else away, away)


def along(layout: DayLayout, box: CellBox, step: int) -> CellBox | None:
    """Return the cell above or below."""
    column = layout.boxes[box.column]
    place = box.row + step
    return column[place] if 0 <= place < len(column) else None


def end_of_session(layout: DayLayout, box: CellBox, *, last: bool) -> CellBox:
    """Return the first or last cell of the session."""
    same = [one for one in layout.boxes[box.column] if one.session.id == box.session.id]
    return same[-1 if last else 0]


def free_along(layout: DayLayout, box: CellBox, step: int, now: datetime) -> CellBox | None:
    """Return the next or last free cell of the column."""
    found = along(layout, box, step)
    while found is not None and cell_state(found.cell, now) is not CellState.FREE:
        found = along(layout, found, step)
    return found


def page_along(layout: DayLayout, box: CellBox, pixels: int) -> CellBox:
    """Return the cell a screen of time further on."""
    column = layout.boxes[box.column]
    wanted = box.rect.center().y() + pixels
    return min(column, key=lambda one: abs(one.rect.center().y() - wanted))


def extend(layout: DayLayout, chosen: tuple[CellBox, ...], now: datetime) -> tuple[CellBox, ...]:
    """Return the choice with the next free slot added, where it is one of the same session."""
    following = along(layout, chosen[-1], 1)
    if following is None or following.session.id != chosen[-1].session.id:
        return chosen
    follows = following.cell.start_at == chosen[-1].cell.end_at
    free = all(cell_state(one.cell, now) is CellState.FREE for one in (*chosen, following))
    return (*chosen, following) if follows and free else chosen


def run_for(
    layout: DayLayout, box: CellBox, minutes: int, now: datetime
) -> tuple[tuple[CellBox, ...], str]:
    """Return the free cells from here that hold so many minutes, or why they do not."""
    if cell_state(box.cell, now) is not CellState.FREE:
        return (), "not free"
    run: tuple[CellBox, ...] = (box,)
    while minutes_between(run[0].cell.start_at, run[-1].cell.end_at) < minutes:
        longer = extend(layout, run, now)
        if len(longer) == len(run):
            short = minutes - minutes_between(run[0].cell.start_at, run[-1].cell.end_at)
            return run, f"{short} minutes short"
        run = longer
    return run, ""


def carried_minutes(visit: Carried) -> int:
    """Return the length of a visit that is being carried."""
    if visit.start_at is None or visit.end_at is None:
        return 0
    return minutes_between(visit.start_at, visit.end_at)


def cells_of(boxes: tuple[CellBox, ...]) -> tuple[Cell, ...]:
    """Return the cells of boxes."""
    return tuple(box.cell for box in boxes)
