"""Rows of the people at work, as far as signing in needs them."""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, select

from desktop.domain.ids import StaffId
from desktop.domain.practice import Staff
from desktop.persistence.tables import clinicians, staff

_STAFF = (
    select(staff.c.id, staff.c.name, staff.c.role, staff.c.active, clinicians.c.id)
    .join(clinicians, clinicians.c.staff_id == staff.c.id, isouter=True)
    .where(staff.c.active)
)
_ONE = _STAFF.where(staff.c.id == bindparam("id"))
_HASH = select(staff.c.pin_hash).where(staff.c.id == bindparam("id"))


def list_active_staff(db: Connection) -> tuple[Staff, ...]:
    """Return everyone who may sign in, in order of role, then of name."""
    found = (Staff(*row) for row in db.execute(_STAFF))
    return tuple(sorted(found, key=lambda one: (_ORDER.get(one.role, len(_ORDER)), one.name)))


def find_active_staff(db: Connection, staff_id: StaffId) -> Staff | None:
    """Return one person who may sign in; None for someone who has left."""
    row = db.execute(_ONE, {"id": staff_id}).first()
    return None if row is None else Staff(*row)


def find_pin_hash(db: Connection, staff_id: StaffId) -> str | None:
    """Return the argon2 hash of someone's PIN; None where none was ever set."""
    return db.execute(_HASH, {"id": staff_id}).scalar_one_or_none()


_ORDER = {"receptionist": 0, "manager": 1, "clinician": 2}
