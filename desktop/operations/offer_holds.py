"""The holds of offers, which go and come back with them when an act is taken back or done again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from desktop.domain.booking import Hold
from desktop.domain.ids import SlotId, WishId
from desktop.domain.waiting import OfferState
from desktop.operations.work import Work
from desktop.persistence.booking import hold_places, read_wanted_slots
from desktop.persistence.holds import OFFER, delete_hold, insert_hold
from desktop.persistence.rows import RowChange, read_row
from desktop.persistence.tables import offers, waiting_list

WAITING_LIST = "Waiting list"
"""Whose the hold of an offer is, where a desk's name is said."""


def hold_offer(work: Work, row: dict[str, Any]) -> SlotId | None:
    """Hold the places of an offer; the first slot that is not free, where one is not."""
    slot_ids = tuple(SlotId(one) for one in row["held_slots"])
    hold = Hold(row["hold_id"], slot_ids, row["held_until"], WAITING_LIST)
    insert_hold(work.db, hold, window="", staff_id=None, kind=OFFER)
    return hold_places(work.db, read_wanted_slots(work.db, slot_ids), hold, now=work.now)


def let_go_of_offers(work: Work, changes: Sequence[RowChange]) -> None:
    """Let go of the holds of the offers among these rows: first, before any place is given back."""
    for key in _offers_in(changes):
        row = read_row(work.db, offers, key)
        if row is not None:
            delete_hold(work.db, row["hold_id"])


def hold_offers_again(work: Work, changes: Sequence[RowChange]) -> SlotId | None:
    """Hold the times of those that wait for an answer now; a slot that somebody else has."""
    for key in _offers_in(changes):
        row = read_row(work.db, offers, key)
        if row is None or row["state"] is not OfferState.OPEN or row["held_until"] <= work.now:
            continue
        taken = hold_offer(work, row)
        if taken is not None:
            return taken
    return None


def wishes_in(work: Work, changes: Sequence[RowChange]) -> set[WishId]:
    """Return the wishes these rows are of, or offer a time to."""
    found = {WishId(change.key[0]) for change in changes if change.table == waiting_list.name}
    for key in _offers_in(changes):
        row = read_row(work.db, offers, key)
        found.update([row["wish_id"]] if row is not None else [])
    return found


def _offers_in(changes: Sequence[RowChange]) -> list[tuple[Any, ...]]:
    return sorted({change.key for change in changes if change.table == offers.name})
