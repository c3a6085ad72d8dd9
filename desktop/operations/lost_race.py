"""The sentence for a time somebody else took first: who, when, and the nearest free one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from desktop.domain.booking import FreeRequest
from desktop.domain.errors import Conflict, LaterAct
from desktop.domain.ids import SlotId
from desktop.domain.permissions import Act
from desktop.domain.times import clock_time, date_of, how_long_ago, minutes_between, said_day
from desktop.operations.work import Work
from desktop.persistence.booking import WantedSlot, find_taker
from desktop.persistence.free_times import nearest_free_time

_TAKING = frozenset({Act.BOOK_APPOINTMENT, Act.ADD_EXTRA, Act.MOVE_APPOINTMENT, "undo"})
"""Acts that take a time; a visit brought in from elsewhere, or marked since, has another last."""


def taken_conflict(work: Work, wanted: Sequence[WantedSlot], taken: SlotId) -> Conflict:
    """Return the Conflict for a lost race, with ``nearest`` (a FreeTime or None) in its facts."""
    slot = next(one for one in wanted if one.id == taken)
    request = FreeRequest(
        from_on=wanted[0].on_date,
        slot_type_id=wanted[0].slot_type_id,
        clinician_id=wanted[0].clinician_id,
        length_minutes=minutes_between(wanted[0].start_at, wanted[-1].end_at),
    )
    nearest = nearest_free_time(
        work.db,
        like=request,
        around=wanted[0].start_at,
        now=work.now,
        window=work.window,
        zone_name=work.zone,
    )
    first, later = describe_taker(work, taken, slot.start_at)
    second = " Nothing was lost."
    if nearest is not None:
        day = said_day(date_of(nearest.start_at, work.zone), wanted[0].on_date)
        said = clock_time(nearest.start_at, work.zone)
        second += f" Next best: {said if day == 'today' else f'{day} {said}'}."
    code = "held" if later is not None and later.act == "hold" else "taken"
    return Conflict(code, first + second, later, nearest=nearest, slot_id=taken)


def describe_taker(work: Work, slot_id: SlotId, start_at: datetime) -> tuple[str, LaterAct | None]:
    """Return the sentence that says who has a slot, and the act that took it."""
    time = clock_time(start_at, work.zone)
    taker = find_taker(work.db, slot_id)
    if taker is None:
        return f"{time} is not free any more.", None
    desk = taker.desk or "Another desk"
    if taker.held:
        return f"{desk} is holding {time}.", LaterAct("hold", "", desk)
    if taker.later is None or taker.later.act not in _TAKING:
        return f"{time} is booked.", taker.later
    return f"{desk} booked {time} {how_long_ago(taker.later.at, work.now)}.", taker.later
