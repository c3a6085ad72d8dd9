"""Rows of one session that a change to it goes through: slots, visits, notes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, select

from desktop.domain.ids import SessionId, SlotId
from desktop.domain.session_changes import Target
from desktop.persistence.rows import read_row
from desktop.persistence.tables import appointments, notes, session_closings, slots

_LOCK_TARGETS = (
    select(session_closings.c.session_id)
    .where(session_closings.c.session_id.in_(bindparam("sessions", expanding=True)))
    .order_by(session_closings.c.session_id)
    .with_for_update()
)
TARGET_FIELDS = tuple(Target.__dataclass_fields__)


def target_from(row: dict[str, Any]) -> Target:
    """Return what a session becomes, from its row."""
    return Target(**{name: row[name] for name in TARGET_FIELDS})


def find_target(db: Connection, session_id: SessionId) -> Target | None:
    """Return what a session becomes once it is empty, None where nothing is on its way."""
    row = read_row(db, session_closings, (session_id,))
    return None if row is None else target_from(row)


def lock_targets(db: Connection, session_ids: Sequence[SessionId]) -> None:
    """Lock what sessions become on PostgreSQL: before the sessions, as a visit that leaves does."""
    if db.dialect.name == "postgresql":
        db.execute(_LOCK_TARGETS, {"sessions": list(session_ids)})


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
