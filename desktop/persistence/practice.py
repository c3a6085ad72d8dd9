"""Rows of the practice's set-up: clinics, rooms, kinds of slot."""

from __future__ import annotations

from sqlalchemy import Connection, select

from desktop.persistence.tables import slot_types


def has_letter_in_use(db: Connection, letter: str) -> bool:
    """Return whether a kind of slot in use has that letter."""
    query = select(slot_types.c.id).where(slot_types.c.active, slot_types.c.letter == letter)
    return db.execute(query.limit(1)).first() is not None
