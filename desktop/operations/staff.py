"""Who may sit at this desk: the list to choose from, and signing in by PIN."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.domain.errors import NotFound, RuleViolation
from desktop.domain.ids import StaffId
from desktop.domain.permissions import Role
from desktop.domain.practice import Staff
from desktop.operations.work import Actor, Reading
from desktop.persistence.settings import read_setting
from desktop.persistence.staff import find_active_staff, find_pin_hash, list_active_staff

if TYPE_CHECKING:
    from argon2 import PasswordHasher

LONGEST_PIN = 64
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


def sign_in(reading: Reading, *, staff_id: StaffId, pin: str) -> Actor:
    """Return who is at the desk from now on.

    Errors: NotFound for someone who has left; RuleViolation("pin") with a sentence for the field.
    """
    person = find_active_staff(reading.db, staff_id)
    if person is None:
        raise NotFound("staff", staff_id)
    typed = pin.strip()
    if not typed:
        raise RuleViolation("pin", "pin", "Type your PIN.")
    kept = find_pin_hash(reading.db, staff_id)
    if kept is None:
        raise RuleViolation("pin", "pin", f"{person.name} has no PIN yet. A manager can set one.")
    if len(typed) > LONGEST_PIN or not _is_right(kept, typed):
        sentence = f"This is not the PIN of {person.name}. Check the name, and type it again."
        raise RuleViolation("pin", "pin", sentence)
    return Actor(person.name, person.role, person.id, person.clinician_id)


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


def hash_pin(pin: str) -> str:
    """Return the hash a PIN is kept as."""
    return _hasher().hash(pin.strip())


def _is_right(kept: str, typed: str) -> bool:
    from argon2.exceptions import Argon2Error, InvalidHashError

    try:
        return _hasher().verify(kept, typed)
    except (Argon2Error, InvalidHashError):
        return False


def _hasher() -> PasswordHasher:
    # argon2 takes a while to import, so only signing in imports it.
    from argon2 import PasswordHasher

    return PasswordHasher()
