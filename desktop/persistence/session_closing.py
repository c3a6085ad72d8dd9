"""Rows of one session that a change to it goes through: slots, visits, notes."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select

from desktop.domain.ids import SessionId, SlotId
from desktop.persistence.tables import appointments, notes, slots


def list_slot_rows(db: Connection, session_id: SessionId) -> list[dict[str, Any]]:
    """Return the session's slots, whole rows in order of time."""
    query = select(slots).where(slots.c.session_id == session_id)
    rows = db.execute(query.order_by(slots.c.start_at, slots.c.id)).mappings()
    return [dict(row) for row in rows]


def list_visits_of_session(db: Connection, session_id: SessionId) -> list[dict[str, Any]]:
    """Return every visit of a session, whole rows in key order."""
    query = select(appointments).where(appointments.c.session_id == session_id)
    return [dict(row) for row in db.execute(query.order_by(appointments.c.id)).mappings()]


def list_notes_of_slot(db: Connection, slot_id: SlotId) -> list[dict[str, Any]]:
    """Return the notes that stand at a slot."""
    query = select(notes).where(notes.c.slot_id == slot_id).order_by(notes.c.id)
    return [dict(row) for row in db.execute(query).mappings()]
