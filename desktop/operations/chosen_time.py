"""Reading the time somebody chose in the diary, as long as it is wanted."""

from __future__ import annotations

from desktop.domain.booking import FreeTime
from desktop.domain.ids import SlotId
from desktop.operations.work import Reading
from desktop.persistence import free_times
from desktop.persistence.chosen_time import find_chosen_time


def read_chosen_time(
    reading: Reading, *, slot_ids: tuple[SlotId, ...], length_minutes: int | None = None
) -> FreeTime | None:
    """Return the time that these slots make; with a length, from the first of them on.

    None when the free slots next to each other are not that long, or a slot is gone.
    """
    if length_minutes is None:
        return find_chosen_time(reading.db, slot_ids)
    offered = free_times.list_lengths_offered(
        reading.db, slot_id=slot_ids[0], now=reading.now, window=reading.window
    )
    for minutes, ids in offered:
        if minutes >= length_minutes:
            return find_chosen_time(reading.db, ids)
    return None
