"""Holds: slots kept for a window, an offer or a rebooking until a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from desktop.domain.booking import Hold
from desktop.domain.ids import HoldId, SlotId, StaffId
from desktop.persistence.tables import holds, places, sessions, slots

DESK, OFFER = "desk", "offer"
"""Kinds of hold: a window's own, and that of a time offered to somebody who waits."""

_INSERT_HOLD = insert(holds)
_CLEAR_HELD = (
    update(places)
    .where(places.c.hold_id == bindparam("hold"))
    .values(hold_id=None, held_until=None)
)
_CLEAR_ONE = _CLEAR_HELD.where(places.c.slot_id == bindparam("slot"))
_DELETE_HOLD = delete(holds).where(holds.c.id == bindparam("hold"))
_RENEW_PLACES = (
    update(places)
    .where(places.c.hold_id == bindparam("hold"))
    .values(held_until=bindparam("until"))
)
_RENEW_HOLD = (
    update(holds).where(holds.c.id == bindparam("hold")).values(until_at=bindparam("until"))
)
_HOLD = select(
    holds.c.id, holds.c.until_at, holds.c.desk, holds.c.window, holds.c.patient_id
).where(holds.c.id == bindparam("hold"))
_OF_WINDOW = (
    select(holds.c.id)
    .join(places, places.c.hold_id == holds.c.id)
    .where(places.c.slot_id.in_(bindparam("slots", expanding=True)))
    .where(holds.c.kind == DESK, holds.c.window == bindparam("window"))
    .distinct()
)
_HELD = (
    select(places.c.slot_id, sessions.c.on_date)
    .join(slots, slots.c.id == places.c.slot_id)
    .join(sessions, sessions.c.id == slots.c.session_id)
    .where(places.c.hold_id == bindparam("hold"))
    .order_by(places.c.slot_id)
)


@dataclass(frozen=True, slots=True)
class StoredHold:
    """A hold as stored: whose, which slots, on which days."""

    hold: Hold
    window: str
    on_dates: tuple[date, ...]


def insert_hold(
    db: Connection, hold: Hold, *, window: str, staff_id: StaffId | None, kind: str = DESK
) -> None:
    """Store a hold; its places are claimed by ``hold_places``."""
    values = {
        "id": hold.id,
        "kind": kind,
        "desk": hold.desk,
        "window": window,
        "staff_id": staff_id,
        "patient_id": hold.patient_id,
        "until_at": hold.until_at,
    }
    db.execute(_INSERT_HOLD, values)


def find_hold(db: Connection, hold_id: HoldId) -> StoredHold | None:
    """Return a hold with the slots it (still) holds, None when it is gone."""
    row = db.execute(_HOLD, {"hold": hold_id}).one_or_none()
    if row is None:
        return None
    held = db.execute(_HELD, {"hold": hold_id}).all()
    hold = Hold(row.id, tuple(one.slot_id for one in held), row.until_at, row.desk, row.patient_id)
    return StoredHold(hold, row.window, tuple(dict.fromkeys(one.on_date for one in held)))


def find_own_holds(db: Connection, slot_ids: Sequence[SlotId], window: str) -> tuple[HoldId, ...]:
    """Return the holds that a window has on any of these slots."""
    found = db.execute(_OF_WINDOW, {"slots": list(slot_ids), "window": window}).scalars()
    return tuple(HoldId(one) for one in found)


def renew_held_places(db: Connection, hold_id: HoldId, until_at: datetime) -> None:
    """Keep a hold and its places until a later time."""
    db.execute(_RENEW_PLACES, {"hold": hold_id, "until": until_at})
    db.execute(_RENEW_HOLD, {"hold": hold_id, "until": until_at})


def clear_held(db: Connection, hold_id: HoldId, slot_id: SlotId) -> None:
    """Free what a hold has of one slot; the hold itself stays."""
    db.execute(_CLEAR_ONE, {"hold": hold_id, "slot": slot_id})


def delete_hold(db: Connection, hold_id: HoldId) -> None:
    """Let a hold go: its places are free at once."""
    db.execute(_CLEAR_HELD, {"hold": hold_id})
    db.execute(_DELETE_HOLD, {"hold": hold_id})


def delete_stale_holds(db: Connection, before: datetime) -> None:
    """Delete holds that ended before then, freeing places that still name them."""
    for (hold_id,) in db.execute(select(holds.c.id).where(holds.c.until_at < before)).all():
        delete_hold(db, hold_id)
