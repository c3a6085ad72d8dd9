"""A free time of the diary, made as long as a person needs: the next free slots go with it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from desktop.domain.diary import Cell, CellState, cell_state
from desktop.domain.needs import minutes_wanted
from desktop.domain.people import Preference
from desktop.domain.preference_kinds import Length
from desktop.domain.preference_rules import Told, is_active
from desktop.domain.preferences import kind_of
from desktop.domain.times import date_of


def minutes_needed(
    told: Iterable[Preference], start_at: datetime, usual_minutes: int, zone: str
) -> int | None:
    """Return how long a visit has to be for somebody who needs longer ones, None for others."""
    on = date_of(start_at, zone)
    needed = [
        minutes_wanted(Told(one.filled), usual_minutes)
        for one in told
        if kind_of(one.kind).booking.length is Length.DOUBLE and is_active(one.ends_on, on)
    ]
    return max(needed, default=None)


def lengthen(
    chosen: Sequence[Cell], cells: Sequence[Cell], minutes: int, now: datetime
) -> tuple[Cell, ...]:
    """Return the cells chosen and as many free ones after them as make up the minutes.

    ``cells`` are those of their session. Where there is not so much room they stay as chosen.
    """
    taken = list(chosen)
    if not taken or taken[0].capacity > 1:
        return tuple(chosen)
    later = sorted((one for one in cells if one.start_at >= taken[-1].end_at), key=_start)
    for one in later:
        if _length(taken) >= minutes:
            break
        is_next = one.start_at == taken[-1].end_at and one.slot_type_id == taken[0].slot_type_id
        if not is_next or one.capacity > 1 or cell_state(one, now) is not CellState.FREE:
            break
        taken.append(one)
    return tuple(taken) if _length(taken) >= minutes else tuple(chosen)


def _start(cell: Cell) -> datetime:
    return cell.start_at


def _length(cells: Sequence[Cell]) -> int:
    return sum(one.minutes for one in cells)
