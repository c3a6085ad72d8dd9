"""Counting a month: one statement over the sessions of its weeks, grouped by day and kind."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Connection, bindparam, func, or_, select

from desktop.domain.ids import ClinicId
from desktop.domain.month import KindOfDay
from desktop.domain.sessions import SessionState, SlotState
from desktop.persistence.base import Instant
from desktop.persistence.quick_rows import QuickRows
from desktop.persistence.tables import places, sessions, slot_types, slots

_NOW = bindparam("now", type_=Instant())
_EMPTY = places.c.appointment_id.is_(None)
_OPEN = slots.c.state == SlotState.OPEN
_TO_COME = slots.c.end_at > _NOW
_OPENED = or_(slots.c.release_at.is_(None), slots.c.release_at <= _NOW)
_NOT_HELD = or_(places.c.held_until.is_(None), places.c.held_until <= _NOW)
_KIND = (slot_types.c.name, slot_types.c.letter, slot_types.c.colour)
_COUNTS = (
    select(
        sessions.c.on_date,
        slots.c.slot_type_id,
        *_KIND,
        func.count().filter(or_(_OPEN, places.c.appointment_id.is_not(None))).label("capacity"),
        func.count(places.c.appointment_id).label("booked"),
        func.count().filter(_EMPTY, _OPEN, _TO_COME, _OPENED, _NOT_HELD).label("free"),
        func.count().filter(_EMPTY, _OPEN, _TO_COME, slots.c.release_at > _NOW).label("later"),
        func.count().filter(_EMPTY, slots.c.state != SlotState.OPEN).label("blocked"),
    )
    .select_from(sessions)
    .join(slots, slots.c.session_id == sessions.c.id)
    .join(places, places.c.slot_id == slots.c.id)
    .join(slot_types, slot_types.c.id == slots.c.slot_type_id)
    .where(
        sessions.c.on_date >= bindparam("first"),
        sessions.c.on_date <= bindparam("last"),
        sessions.c.state != SessionState.CANCELLED,
        slots.c.is_extra.is_(False),
        slot_types.c.bookable.is_(True),
    )
    .group_by(sessions.c.on_date, slots.c.slot_type_id, *_KIND)
    .order_by(sessions.c.on_date, slot_types.c.name)
)
_EVERYWHERE = QuickRows(_COUNTS)
_AT_ONE = QuickRows(_COUNTS.where(sessions.c.clinic_id == bindparam("clinic")))


def count_days(
    db: Connection, *, first: date, last: date, clinic_id: ClinicId | None, now: datetime
) -> list[tuple[date, KindOfDay]]:
    """Return what stands in the diary between two dates, by day and kind in order of its name."""
    params = {"first": first, "last": last, "clinic": clinic_id, "now": now}
    statement = _EVERYWHERE if clinic_id is None else _AT_ONE
    return [(on, KindOfDay(*counts)) for on, *counts in statement.read(db, params)]
