"""Free slots to come of one kind, and changing them many at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, bindparam, exists, or_, select, update

from desktop.domain.ids import SessionId, SlotId, SlotTypeId
from desktop.domain.sessions import SessionState, SlotState
from desktop.persistence.rows import RowChange, Rows
from desktop.persistence.tables import places, sessions, slots


@dataclass(frozen=True, slots=True)
class FreeSlot:
    """A slot that nobody has or holds a place of."""

    id: SlotId
    session_id: SessionId
    slot_type_id: SlotTypeId
    on_date: date
    start_at: datetime
    release_at: datetime | None
    version: int
    capacity: int


def list_free_slots(
    db: Connection, slot_type_id: SlotTypeId, *, after: datetime, until: date | None = None
) -> list[FreeSlot]:
    """Return the open slots of a kind that begin after an instant and that nobody has.

    Shape: in order of time; ``until`` is the last date looked at. Extras are not among them.
    """
    # Candidates by the index of free places: the slots have none by kind.
    candidates = select(places.c.slot_id).where(
        places.c.slot_type_id == slot_type_id,
        places.c.start_at > after,
        places.c.appointment_id.is_(None),
    )
    taken = exists().where(
        places.c.slot_id == slots.c.id,
        or_(places.c.appointment_id.is_not(None), places.c.held_until > after),
    )
    query = (
        select(
            slots.c.id,
            slots.c.session_id,
            slots.c.slot_type_id,
            sessions.c.on_date,
            slots.c.start_at,
            slots.c.release_at,
            slots.c.version,
            slots.c.capacity,
        )
        .join(sessions, sessions.c.id == slots.c.session_id)
        .where(
            slots.c.id.in_(candidates),
            slots.c.state == SlotState.OPEN,
            slots.c.is_extra.is_(False),
            sessions.c.state != SessionState.CANCELLED,
            ~taken,
        )
        .order_by(slots.c.start_at, slots.c.id)
    )
    if until is not None:
        query = query.where(sessions.c.on_date <= until)
    return [FreeSlot(*row) for row in db.execute(query)]


_SLOT = update(slots).where(slots.c.id == bindparam("slot"))
_NEXT = slots.c.version + 1
_OPEN_AT = _SLOT.values(release_at=bindparam("opens"), version=_NEXT)
_TURN = _SLOT.values(release_at=bindparam("opens"), slot_type_id=bindparam("kind"), version=_NEXT)
_TURN_PLACES = (
    update(places)
    .where(places.c.slot_id == bindparam("slot"))
    .values(slot_type_id=bindparam("kind"))
)


def set_releases(rows: Rows, opens: Sequence[tuple[FreeSlot, datetime | None]]) -> None:
    """Let slots open at those instants; what they were is kept for undo."""
    if not opens:
        return
    rows.db.execute(_OPEN_AT, [{"slot": slot.id, "opens": at} for slot, at in opens])
    for slot, at in opens:
        before, after = {"release_at": slot.release_at}, {"release_at": at}
        rows.note(RowChange("slots", (slot.id,), before, after, slot.version + 1, slot.version))


def turn_slots(
    rows: Rows, opens: Sequence[tuple[FreeSlot, datetime | None]], into: SlotTypeId
) -> None:
    """Make slots, and their places with them, of another kind that opens at those instants."""
    params = [{"slot": slot.id, "opens": at, "kind": into} for slot, at in opens]
    rows.db.execute(_TURN, params)
    rows.db.execute(_TURN_PLACES, [{"slot": one["slot"], "kind": into} for one in params])
