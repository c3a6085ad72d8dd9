"""Rows of the people at work: who may sign in, their PINs and the wrong ones."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, insert, select, update

from desktop.domain.ids import ClinicianId, StaffId
from desktop.domain.permissions import Role
from desktop.domain.pins import PinTries
from desktop.domain.practice import Clinician, Staff
from desktop.domain.staff import StaffDetails, StaffMember
from desktop.persistence.tables import clinicians, pin_tries, staff

_STAFF = (
    select(
        staff.c.id,
        staff.c.name,
        staff.c.role,
        staff.c.active,
        clinicians.c.id,
        staff.c.version,
        staff.c.may_draft,
    )
    .join(clinicians, clinicians.c.staff_id == staff.c.id, isouter=True)
    .where(staff.c.active)
)
_EVERYBODY = select(
    staff.c.id,
    staff.c.name,
    staff.c.role,
    clinicians.c.id,
    staff.c.active,
    staff.c.pin_hash.is_not(None),
    staff.c.version,
    staff.c.may_draft,
).join(clinicians, clinicians.c.staff_id == staff.c.id, isouter=True)
_ONE_MEMBER = _EVERYBODY.where(staff.c.id == bindparam("id"))
_CLINICIANS = (
    select(
        clinicians.c.id,
        clinicians.c.title,
        clinicians.c.given_names,
        clinicians.c.family_name,
        clinicians.c.profession,
    )
    .where(clinicians.c.active)
    .order_by(clinicians.c.family_name, clinicians.c.given_names, clinicians.c.id)
)
_ONE = _STAFF.where(staff.c.id == bindparam("id"))
_HASH = select(staff.c.pin_hash).where(staff.c.id == bindparam("id"))


def list_active_staff(db: Connection) -> tuple[Staff, ...]:
    """Return everyone who may sign in, in order of role, then of name."""
    found = (Staff(*row) for row in db.execute(_STAFF))
    return tuple(sorted(found, key=lambda one: (_ORDER.get(one.role, len(_ORDER)), one.name)))


def list_members(db: Connection) -> tuple[StaffMember, ...]:
    """Return everyone who is or was on the staff, those at work first, by role, then by name."""
    found = [_member(row) for row in db.execute(_EVERYBODY)]
    return tuple(
        sorted(found, key=lambda one: (not one.active, _ORDER.get(one.details.role, 9), one.name))
    )


def find_member(db: Connection, staff_id: StaffId) -> StaffMember | None:
    """Return one person who is or was on the staff."""
    row = db.execute(_ONE_MEMBER, {"id": staff_id}).first()
    return None if row is None else _member(row)


def _member(row: Row[StaffId, str, Role, ClinicianId, bool, bool, int, bool]) -> StaffMember:
    staff_id, name, role, clinician_id, active, has_pin, version, may_draft = row
    details = StaffDetails(name, role, clinician_id, may_draft)
    return StaffMember(staff_id, details, active, bool(has_pin), version)


def list_clinicians(db: Connection) -> tuple[Clinician, ...]:
    """Return everybody people come to see, by family name."""
    return tuple(Clinician(*row) for row in db.execute(_CLINICIANS))


def list_clinicians_of(db: Connection, staff_id: StaffId) -> list[dict[str, Any]]:
    """Return the rows of the clinicians somebody signs in as: one, or none."""
    query = select(clinicians).where(clinicians.c.staff_id == staff_id)
    return [dict(row) for row in db.execute(query).mappings()]


def find_active_staff(db: Connection, staff_id: StaffId) -> Staff | None:
    """Return one person who may sign in; None for someone who has left."""
    row = db.execute(_ONE, {"id": staff_id}).first()
    return None if row is None else Staff(*row)


def find_pin_hash(db: Connection, staff_id: StaffId) -> str | None:
    """Return the argon2 hash of someone's PIN; None where none was ever set."""
    return db.execute(_HASH, {"id": staff_id}).scalar_one_or_none()


def write_pin_hash(db: Connection, staff_id: StaffId, pin_hash: str) -> None:
    """Set someone's PIN; not journalled, so that no hash goes on record or on an undo stack."""
    db.execute(update(staff).where(staff.c.id == staff_id).values(pin_hash=pin_hash))
    write_pin_tries(db, staff_id, PinTries())


def find_pin_tries(db: Connection, staff_id: StaffId) -> PinTries:
    """Return the wrong PINs of somebody since the last right one."""
    query = select(pin_tries.c.wrong, pin_tries.c.rests_until)
    row = db.execute(query.where(pin_tries.c.staff_id == staff_id)).first()
    return PinTries() if row is None else PinTries(*row)


def write_pin_tries(db: Connection, staff_id: StaffId, tries: PinTries) -> None:
    """Keep the wrong PINs of somebody; none after a right one."""
    db.execute(delete(pin_tries).where(pin_tries.c.staff_id == staff_id))
    if tries != PinTries():
        values = {"staff_id": staff_id, "wrong": tries.wrong, "rests_until": tries.rests_until}
        db.execute(insert(pin_tries), values)


def list_managers_locked(db: Connection) -> tuple[StaffId, ...]:
    """Return the managers who may sign in, locked: two of them can't end each other at once."""
    managers = staff.c.active & (staff.c.role == Role.MANAGER)
    query = select(staff.c.id).where(managers).order_by(staff.c.id).with_for_update()
    return tuple(db.execute(query).scalars())


_ORDER = {"receptionist": 0, "manager": 1, "clinician": 2}
