"""The people at work: who may sign in, making them, changing and ending them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from desktop.domain.errors import Conflict, NotFound, RuleViolation
from desktop.domain.ids import StaffId
from desktop.domain.permissions import Act, Role
from desktop.domain.practice import Staff
from desktop.domain.text import clean_line
from desktop.operations.outcome import Outcome
from desktop.operations.work import Actor, Reading, Work
from desktop.persistence.rows import read_row
from desktop.persistence.settings import read_setting
from desktop.persistence.staff import list_active_staff, list_managers_locked
from desktop.persistence.tables import staff

LONGEST_NAME = 200
DEMO_PINS = "demo.pins"
"""The setting a demo practice keeps its PINs in: ``{staff id: PIN}``."""


@dataclass(frozen=True, slots=True)
class DemoPin:
    """Someone of the demo practice and the PIN it shows to everybody."""

    staff_id: StaffId
    name: str
    role: Role
    pin: str


def list_staff(reading: Reading) -> tuple[Staff, ...]:
    """Return everyone who may sign in, receptionists first."""
    return list_active_staff(reading.db)


def read_demo_pins(reading: Reading) -> tuple[DemoPin, ...]:
    """Return the people of a demo practice with their PINs, as they were made.

    Shape: empty in a real practice.
    """
    pins: dict[str, object] = read_setting(reading.db, DEMO_PINS) or {}
    people = {str(person.id): person for person in list_active_staff(reading.db)}
    return tuple(
        DemoPin(people[key].id, people[key].name, people[key].role, str(pin))
        for key, pin in pins.items()
        if key in people
    )


def find_first_receptionist(reading: Reading) -> Actor | None:
    """Return whom a demo practice signs in at its start; None in a real practice."""
    for one in read_demo_pins(reading):
        if one.role is Role.RECEPTIONIST:
            return Actor(one.name, one.role, one.staff_id)
    return None


def make_staff(work: Work, *, name: str, role: Role) -> Outcome[StaffId]:
    """Put somebody on the staff; they can sign in once they have a PIN (signing_in.set_pin).

    Errors: RuleViolation at the name or the role.
    """
    work.require(Act.CHANGE_STAFF)
    row = {
        "id": StaffId(work.new_id()),
        **_checked(name, role),
        "pin_hash": None,
        "active": True,
        "version": 1,
    }
    work.rows.insert(staff, row)
    return _outcome(work, row["id"], f"{row['name']} is on the staff as {role.words.lower()}.")


def change_staff(
    work: Work, *, staff_id: StaffId, version: int, name: str, role: Role
) -> Outcome[StaffId]:
    """Change somebody's name or role.

    Errors: RuleViolation("last_manager") when nobody would be left to manage; Conflict("stale").
    """
    work.require(Act.CHANGE_STAFF)
    before = _get_row(work, staff_id, version)
    after = _checked(name, role)
    if role is not Role.MANAGER:
        _check_another_manager(work, before)
    work.rows.update(staff, (staff_id,), before, after)
    return _outcome(work, staff_id, f"{after['name']} is {role.words.lower()} now.")


def end_staff(work: Work, *, staff_id: StaffId, version: int) -> Outcome[StaffId]:
    """End somebody's work here: they can't sign in any more; what they did stays on record.

    Errors: RuleViolation("last_manager") for the last manager; Conflict("stale").
    """
    work.require(Act.CHANGE_STAFF)
    before = _get_row(work, staff_id, version)
    _check_another_manager(work, before)
    work.rows.update(staff, (staff_id,), before, {"active": False})
    return _outcome(work, staff_id, f"{before['name']} can't sign in any more.")


def _checked(name: str, role: Role) -> dict[str, Any]:
    said = clean_line(name, field="name", longest=LONGEST_NAME, required=True)
    if role is Role.SYSTEM:
        raise RuleViolation("role", "role", "Choose reception, clinician or manager.")
    return {"name": said, "role": role}


def _get_row(work: Work, staff_id: StaffId, version: int) -> dict[str, Any]:
    row = read_row(work.db, staff, (staff_id,))
    if row is None or not row["active"]:
        raise NotFound("staff", staff_id)
    if row["version"] != version:
        raise Conflict("stale", f"{row['name']} was changed meanwhile.", key=staff_id)
    return row


def _check_another_manager(work: Work, row: dict[str, Any]) -> None:
    if row["role"] is Role.MANAGER and list_managers_locked(work.db) == (row["id"],):
        raise RuleViolation(
            "last_manager",
            "role",
            f"{row['name']} is the only manager. Make somebody else a manager first.",
        )


def _outcome(work: Work, staff_id: StaffId, label: str) -> Outcome[StaffId]:
    work.touch("staff", staff_id)
    work.record(Act.CHANGE_STAFF, {"what": label})
    undo = work.inverse(Act.CHANGE_STAFF, label, stays="The staff stay as they are.")
    return Outcome(staff_id, work.changes(), undo, label)
