"""Making and removing places: one a seat, made with their slot."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, or_

from desktop.domain.ids import SlotId
from desktop.persistence.rows import RowChange, Rows, Values
from desktop.persistence.tables import places

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
