"""Making and removing places: one a seat, made with their slot."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, or_, select, update

from desktop.domain.ids import AppointmentId, SessionId, SlotId
from desktop.persistence.rows import RowChange, Rows, Values
from desktop.persistence.tables import places, sessions, slots

_DELETE_FREE = delete(places).where(
    places.c.slot_id == bindparam("slot"),
    places.c.seat == bindparam("seat_no"),
    places.c.appointment_id.is_(None),
    or_(places.c.hold_id.is_(None), places.c.held_until < bindparam("now")),
)


def place_rows(slot: Values, session: Values) -> list[dict[str, Any]]:
    """Return the rows of a slot's places: one a seat, with the slot's copies."""
    return [
        {
            "slot_id": slot["id"],
            "seat": seat,
            "capacity": slot["capacity"],
            "appointment_id": None,
            "hold_id": None,
            "held_until": None,
            "slot_type_id": slot["slot_type_id"],
            "clinician_id": session["clinician_id"],
            "clinic_id": session["clinic_id"],
            "start_at": slot["start_at"],
        }
        for seat in range(1, slot["capacity"] + 1)
    ]


def delete_free_place(
    rows: Rows, key: tuple[SlotId, int], values: Values, *, now: datetime
) -> bool:
    """Delete a place nobody has; False when somebody does."""
    params = {"slot": key[0], "seat_no": key[1], "now": now}
    if rows.db.execute(_DELETE_FREE, params).rowcount != 1:
        return False
    rows.note(RowChange("places", key, dict(values), None))
    return True


_OF_SLOT = slots.c.id == places.c.slot_id
_OF_SESSION = select(slots.c.id).where(slots.c.session_id == bindparam("session")).scalar_subquery()
_COPY = (
    update(places)
    .where(places.c.slot_id.in_(_OF_SESSION))
    .values(
        start_at=select(slots.c.start_at).where(_OF_SLOT).scalar_subquery(),
        **{
            name: select(sessions.c[name])
            .where(sessions.c.id == bindparam("session"))
            .scalar_subquery()
            for name in ("clinician_id", "clinic_id")
        },
    )
)


def copy_to_places(db: Connection, session_id: SessionId) -> None:
    """Give the places of a session the times, clinician and clinic it has now."""
    db.execute(_COPY, {"session": session_id})


_PLACES_OF = select(places).where(places.c.slot_id == bindparam("slot")).order_by(places.c.seat)


def delete_places(rows: Rows, slot_id: SlotId, *, now: datetime) -> bool:
    """Delete every place of a slot; False, and none deleted, when somebody has or holds one."""
    found = [dict(row) for row in rows.db.execute(_PLACES_OF, {"slot": slot_id}).mappings()]
    for row in found:
        is_held = row["held_until"] is not None and row["held_until"] > now
        if row["appointment_id"] is not None or is_held:
            return False
    for row in found:
        values = row | {"hold_id": None, "held_until": None}
        delete_free_place(rows, (slot_id, row["seat"]), values, now=now)
    return True


_DELETE_SEAT = delete(places).where(
    places.c.slot_id == bindparam("slot"),
    places.c.seat == bindparam("seat_no"),
    places.c.appointment_id.is_(None),
)
_SEAT = update(places).where(
    places.c.slot_id == bindparam("slot"), places.c.seat == bindparam("seat_no")
)
_SIT = _SEAT.values(appointment_id=bindparam("who"), hold_id=None, held_until=None)


def shrink_slot(rows: Rows, slot: dict[str, Any], *, now: datetime, forced: bool) -> bool:
    """Leave a slot no more seats than visits have; False where somebody holds one.

    ``forced`` takes a seat that is held, too. ``slot`` is its whole row, brought up to date.
    """
    found = [dict(row) for row in rows.db.execute(_PLACES_OF, {"slot": slot["id"]}).mappings()]
    free = [row for row in found if row["appointment_id"] is None]
    if not free:
        return True
    if not forced and any(
        row["held_until"] is not None and row["held_until"] > now for row in free
    ):
        return False
    left = len(found) - len(free)
    lower = [row for row in free if row["seat"] <= left]
    for row in found:
        if row["appointment_id"] is not None and row["seat"] > left:
            other = lower.pop()
            _sit(rows, row, None)
            _sit(rows, other, row["appointment_id"])
            free[free.index(other)] = row
    for row in free:
        key = (slot["id"], row["seat"])
        rows.db.execute(_DELETE_SEAT, {"slot": key[0], "seat_no": key[1]})
        before = row | {"appointment_id": None, "hold_id": None, "held_until": None}
        rows.note(RowChange("places", key, before, None))
    rows.update(slots, (slot["id"],), slot, {"capacity": left})
    slot |= {"capacity": left, "version": slot["version"] + 1}
    return True


def add_seats(rows: Rows, slot: Values, session: Values, capacity: int) -> None:
    """Give a group's slot more seats, free ones."""
    rows.update(slots, (slot["id"],), slot, {"capacity": capacity})
    every = place_rows({**slot, "capacity": capacity}, session)
    rows.insert_many(places, every[slot["capacity"] :])


def _sit(rows: Rows, place: dict[str, Any], who: AppointmentId | None) -> None:
    """Let a visit have a seat, or nobody."""
    key = (place["slot_id"], place["seat"])
    rows.db.execute(_SIT, {"slot": key[0], "seat_no": key[1], "who": who})
    was = {"appointment_id": place["appointment_id"]}
    rows.note(RowChange("places", key, was, {"appointment_id": who}))
