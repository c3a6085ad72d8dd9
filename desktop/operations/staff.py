"""The people at work: who may sign in, making them, changing and ending them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from desktop.domain.errors import Agreement, Conflict, NotFound, RuleViolation
from desktop.domain.ids import ClinicianId, StaffId
from desktop.domain.permissions import Act, Role
from desktop.domain.pins import check_new_pin
from desktop.domain.practice import Staff
from desktop.domain.staff import StaffList
from desktop.domain.text import clean_line
from desktop.operations.outcome import Outcome
from desktop.operations.signing_in import hash_pin
from desktop.operations.work import Actor, Reading, Work
from desktop.persistence.rows import read_row
from desktop.persistence.sessions import get_row
from desktop.persistence.settings import read_setting
from desktop.persistence.staff import (
    find_active_staff,
    list_active_staff,
    list_clinicians,
    list_clinicians_of,
    list_managers_locked,
    list_members,
    write_pin_hash,
)
from desktop.persistence.tables import clinicians, staff

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


def list_everybody(reading: Reading) -> StaffList:
    """Return everyone who is or was on the staff, with the clinicians they may be."""
    return StaffList(list_members(reading.db), list_clinicians(reading.db))


def make_staff(
    work: Work,
    *,
    name: str,
    role: Role,
    clinician_id: ClinicianId | None = None,
    may_draft: bool = False,
    pin: str = "",
) -> Outcome[StaffId]:
    """Put somebody on the staff; they can sign in once they have a PIN.

    Without one here it is set later (signing_in.set_pin); done again after an undo, it is set anew.
    Errors: RuleViolation at name, role, clinician_id or pin; NeedsAgreement("same_name") where
    somebody at work is called so already.
    """
    work.require(Act.CHANGE_STAFF)
    row = {
        "id": StaffId(work.new_id()),
        **_checked(name, role),
        "pin_hash": None,
        "active": True,
        "may_draft": may_draft,
        "version": 1,
    }
    pin_hash = hash_pin(check_new_pin(pin)) if pin.strip() else None
    _check_name(work, row["id"], row["name"])
    work.rows.insert(staff, row)
    _let_be(work, row["id"], role, clinician_id)
    if pin_hash is not None:
        write_pin_hash(work.db, row["id"], pin_hash)
    return _outcome(work, row["id"], f"{row['name']} is on the staff as {role.words.lower()}.")


def change_staff(
    work: Work,
    *,
    staff_id: StaffId,
    version: int,
    name: str,
    role: Role,
    clinician_id: ClinicianId | None = None,
    may_draft: bool | None = None,
) -> Outcome[StaffId]:
    """Change somebody's name, role, or which clinician they are (those with that role alone).

    Errors: RuleViolation("last_manager") when nobody would be left to manage, ("self") for one's
    own role; NeedsAgreement("same_name") for a new name; Conflict("stale").
    """
    work.require(Act.CHANGE_STAFF)
    before = _get_row(work, staff_id, version)
    after = _checked(name, role)
    after["may_draft"] = before["may_draft"] if may_draft is None else may_draft
    if role is not before["role"]:
        _check_another_manager(work, before)
        _check_not_self(work, staff_id, "Another manager can change your role.")
    if after["name"] != before["name"]:
        _check_name(work, staff_id, after["name"])
    work.rows.update(staff, (staff_id,), before, after)
    _let_be(work, staff_id, role, clinician_id)
    drafts = ", and prepares session templates" if after["may_draft"] else ""
    return _outcome(work, staff_id, f"{after['name']} is {role.words.lower()} now{drafts}.")


def end_staff(work: Work, *, staff_id: StaffId, version: int) -> Outcome[StaffId]:
    """End somebody's work here: they can't sign in any more; what they did stays on record.

    Errors: RuleViolation("last_manager") for the last manager, ("self") for oneself;
    Conflict("stale").
    """
    work.require(Act.CHANGE_STAFF)
    before = _get_row(work, staff_id, version)
    _check_another_manager(work, before)
    _check_not_self(work, staff_id, "Another manager can end your work here.")
    work.rows.update(staff, (staff_id,), before, {"active": False})
    return _outcome(work, staff_id, f"{before['name']} can’t sign in any more.")


def bring_back_staff(work: Work, *, staff_id: StaffId, version: int) -> Outcome[StaffId]:
    """Let somebody who has left sign in again, in their old role and with their old PIN.

    Errors: RuleViolation("at_work") for somebody who has not left; Conflict("stale").
    """
    work.require(Act.CHANGE_STAFF)
    before = _get_row(work, staff_id, version, active=False)
    work.rows.update(staff, (staff_id,), before, {"active": True})
    return _outcome(work, staff_id, f"{before['name']} can sign in again.")


def _let_be(work: Work, staff_id: StaffId, role: Role, clinician_id: ClinicianId | None) -> None:
    """Let somebody be this clinician and no other; None, or another role, makes them nobody."""
    wanted = clinician_id if role is Role.CLINICIAN else None
    for row in list_clinicians_of(work.db, staff_id):
        if row["id"] == wanted:
            return
        work.rows.update(clinicians, (row["id"],), row, {"staff_id": None})
    if wanted is None:
        return
    row = get_row(work.db, "clinicians", wanted)
    other = find_active_staff(work.db, row["staff_id"]) if row["staff_id"] else None
    if other is not None:
        called = f"{row['title']} {row['given_names']} {row['family_name']}"
        called = " ".join(called.split())
        words = f"{other.name} signs in as {called} already. Choose somebody else."
        raise RuleViolation("clinician_used", "clinician_id", words)
    work.rows.update(clinicians, (wanted,), row, {"staff_id": staff_id})


def _checked(name: str, role: Role) -> dict[str, Any]:
    said = clean_line(name, field="name", longest=LONGEST_NAME, required=True)
    if role is Role.SYSTEM:
        raise RuleViolation("role", "role", "Choose reception, clinician or manager.")
    return {"name": said, "role": role}


def _check_name(work: Work, staff_id: StaffId, name: str) -> None:
    """Have it agreed that two people at work are called the same: they sign in by their names."""
    wanted = name.casefold()
    for one in list_active_staff(work.db):
        if one.id != staff_id and one.name.casefold() == wanted:
            words = (
                f"{one.name}, {one.role.words.lower()}, is on the staff already. Two people who "
                "are called the same can’t be told apart at sign-in or on the record."
            )
            work.need_agreement((Agreement("same_name", words),))


def _get_row(work: Work, staff_id: StaffId, version: int, *, active: bool = True) -> dict[str, Any]:
    row = read_row(work.db, staff, (staff_id,))
    if row is None or (active and not row["active"]):
        raise NotFound("staff", staff_id)
    if row["active"] and not active:
        raise RuleViolation("at_work", None, f"{row['name']} can sign in already.")
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


def _check_not_self(work: Work, staff_id: StaffId, words: str) -> None:
    # Else they would go on at this desk with rights they no longer have.
    if staff_id == work.actor.staff_id:
        raise RuleViolation("self", "role", words)


def _outcome(work: Work, staff_id: StaffId, label: str) -> Outcome[StaffId]:
    work.touch("staff", staff_id)
    work.record(Act.CHANGE_STAFF, {"what": label})
    undo = work.inverse(Act.CHANGE_STAFF, label, stays="The staff stay as they are.")
    return Outcome(staff_id, work.changes(), undo, label)
