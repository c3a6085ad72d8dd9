"""Where the arrow keys go, and which slots a carried visit fits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from desktop.domain.diary import Cell, CellState, VisitInDiary, cell_state
from desktop.domain.sessions import SlotState
from desktop.domain.times import minutes_between
from desktop.domain.visits import State
from desktop.ui.diary.diary_layout import CellBox, DayLayout, is_flat
from desktop.ui.diary.diary_sentences import minutes_said
from desktop.ui.diary.diary_words import Types, kind_in, opening

if TYPE_CHECKING:
    from desktop.domain.people import VisitLine  # 8 ms of a start, for one name

    Carried = VisitLine | VisitInDiary
STEP_FREE = "step-free"
_STANDS = {
    State.ARRIVED: "is here",
    State.CHECKED_IN: "is in the room",
    State.FULFILLED: "has been seen",
    State.NOSHOW: "did not attend",
}
"""Why somebody else's visit is not swapped: "taken, and Li Na Chen is here"."""


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
            return min(column, key=lambda one: _away(layout, one, box))
        number += step
    return None


def _away(layout: DayLayout, one: CellBox, box: CellBox) -> tuple[float, float]:
    """How far off by the clock: the columns of a week are different days."""
    at = box.cell.start_at - layout.starts[box.column] + layout.starts[one.column]
    inside = one.cell.start_at <= at < one.cell.end_at
    away = abs((one.cell.start_at - at).total_seconds())
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
    while found is not None and not _is_free(found.cell, now):
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
    while following is not None and following.cell.is_extra:
        following = along(layout, following, 1)
    if following is None or following.session.id != chosen[-1].session.id:
        return chosen
    follows = following.cell.start_at == chosen[-1].cell.end_at
    free = all(_is_free(one.cell, now) for one in (*chosen, following))
    return (*chosen, following) if follows and free else chosen


def can_book(cell: Cell | None, now: datetime | None) -> bool:
    """Return whether Enter on a cell books it; a time not open yet asks first."""
    if cell is None or now is None or cell.visits:
        return False
    return cell_state(cell, now) not in (CellState.BREAK, CellState.BLOCKED)


def _is_free(cell: Cell, now: datetime) -> bool:
    return cell_state(cell, now) is CellState.FREE


@dataclass(frozen=True, slots=True)
class Fit:
    """Whether a carried visit fits from a cell on: ``run`` are the cells it would take.

    Shape: ``why`` is empty where it fits; ``is_free`` when the cell itself could be booked;
    ``swap`` is the booked visit there that it could change places with.
    """

    run: tuple[CellBox, ...]
    why: str
    is_free: bool
    swap: VisitInDiary | None = None


def fit_of(layout: DayLayout, box: CellBox, carried: Carried, now: datetime, types: Types) -> Fit:
    """Return whether the carried visit fits from this cell on, or why not.

    A time of another kind has its run all the same: it may be agreed to.
    """
    if box.cell.visits and box.cell.capacity == 1:
        return _swap_fit(box.cell, carried, now)
    return _free_fit(layout, box, carried, now, types)


def _free_fit(
    layout: DayLayout, box: CellBox, carried: Carried, now: datetime, types: Types
) -> Fit:
    cell = box.cell
    state = cell_state(cell, now)
    if state is CellState.EMBARGOED and cell.release_at is not None:
        return Fit((), f"opens {opening(cell.release_at, now, layout.day.zone)}", is_free=False)
    if state is not CellState.FREE:
        return Fit((), "not free", is_free=False)
    if cell.capacity > 1 and not _may_join(cell, carried):
        return Fit((), "a group", is_free=True)
    if cell.end_at <= now:
        return Fit((), "over", is_free=False)
    run: tuple[CellBox, ...] = (box,)
    minutes = carried_minutes(carried)
    while (has := minutes_between(run[0].cell.start_at, run[-1].cell.end_at)) < minutes:
        longer = extend(layout, run, now)
        if len(longer) == len(run):
            return Fit((), f"{minutes_said(minutes - has)} short", is_free=True)
        run = longer
    kind = kind_in(types, cell.slot_type_id)
    is_its_kind = (
        carried.slot_type_id == kind.id
        if isinstance(carried, VisitInDiary)
        else carried.slot_type_name == kind.name
    )
    if not is_its_kind:
        return Fit(run, f"{kind.name} slot", is_free=True)
    needs = carried.needs if isinstance(carried, VisitInDiary) else ()
    if STEP_FREE in needs and STEP_FREE not in box.session.room_features:
        return Fit(run, "no step-free", is_free=True)
    return Fit(run, "", is_free=True)


def _swap_fit(cell: Cell, carried: Carried, now: datetime) -> Fit:
    """Return whether the carried visit may change places with the one there."""
    visit = cell.visits[0]
    both_booked = visit.state is carried.state is State.BOOKED
    if visit.id == carried.id:
        why = "its own already"
    elif visit.state in _STANDS:
        why = f"taken, and {visit.called} {_STANDS[visit.state]}"
    elif not both_booked or carried.end_at is None or cell.slot_state is not SlotState.OPEN:
        why = "not free"
    elif cell.end_at <= now:
        why = "over"
    elif carried.end_at <= now:
        why = "taken, and the other time is over"
    else:
        return Fit((), "", is_free=False, swap=visit)
    return Fit((), why, is_free=False)


def _may_join(group: Cell, carried: Carried) -> bool:
    """A visit of the same kind may move to another group; of a panel's visit the act decides."""
    return not isinstance(carried, VisitInDiary) or carried.slot_type_id == group.slot_type_id


def fits_of(layout: DayLayout, carried: Carried, now: datetime, types: Types) -> dict[str, Fit]:
    """Return for every cell that is no break whether the carried visit fits, by the cell's key."""
    return {
        box.cell.key: fit_of(layout, box, carried, now, types)
        for column in layout.boxes
        for box in column
        if not is_flat(box.cell)
    }


def carried_minutes(visit: Carried) -> int:
    """Return the length of a visit that is being carried."""
    if visit.start_at is None or visit.end_at is None:
        return 0
    return minutes_between(visit.start_at, visit.end_at)


def cells_of(boxes: tuple[CellBox, ...]) -> tuple[Cell, ...]:
    """Return the cells of boxes."""
    return tuple(box.cell for box in boxes)
