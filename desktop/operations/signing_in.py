"""Signing in at a desk: the PIN is looked at outside the transaction, each try is on record."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from desktop.domain.errors import NotFound, RuleViolation
from desktop.domain.ids import StaffId
from desktop.domain.permissions import Act
from desktop.domain.pins import MOST_DIGITS, REST, PinTries, check_new_pin
from desktop.domain.practice import Staff
from desktop.operations.desk import Desk
from desktop.operations.outcome import Outcome
from desktop.operations.work import Actor, Reading, Work
from desktop.persistence.staff import (
    find_active_staff,
    find_pin_hash,
    find_pin_tries,
    write_pin_hash,
    write_pin_tries,
)

if TYPE_CHECKING:
    from argon2 import PasswordHasher


def sign_in(desk: Desk, *, staff_id: StaffId, pin: str) -> Actor:
    """Let somebody act at the desk from now on; five wrong PINs rest the person for a minute.

    Errors: NotFound for someone who has left; RuleViolation("pin") with a sentence for the field.
    """
    person, kept, tries = desk.read(_read_person, staff_id=staff_id)
    _check_rest(person, tries, desk)
    typed = pin.strip()
    if not typed:
        raise RuleViolation("pin", "pin", "Type your PIN.")
    if kept is None:
        raise RuleViolation("pin", "pin", f"{person.name} has no PIN yet. A manager can set one.")
    # argon2 takes 50 ms on purpose: no other desk may wait for it.
    if len(typed) > MOST_DIGITS or not _is_right(kept, typed):
        desk.act(_note_wrong_pin, person=person)
        tries = desk.read(_read_person, staff_id=staff_id)[2]
        _check_rest(person, tries, desk)
        sentence = f"This is not the PIN of {person.name}. Check the name, and type it again."
        raise RuleViolation("pin", "pin", sentence)
    before = desk.actor
    desk.actor = _actor_of(person)
    try:
        desk.act(_note_sign_in, person=person)
    except BaseException:
        desk.actor = before
        raise
    return desk.actor


def renew_actor(desk: Desk) -> Actor:
    """Read again what the person at the desk may do: a manager may have changed it elsewhere."""
    before = desk.actor
    if before.staff_id is None:
        return before
    person = desk.read(_find_person, staff_id=before.staff_id)
    if person is None:
        desk.actor = replace(before, has_left=True)
    else:
        desk.actor = _actor_of(person)
    return desk.actor


def _actor_of(person: Staff) -> Actor:
    return Actor(
        person.name,
        person.role,
        person.id,
        person.clinician_id,
        may_draft=person.may_draft,
    )


def _find_person(reading: Reading, *, staff_id: StaffId) -> Staff | None:
    return find_active_staff(reading.db, staff_id)


def set_pin(work: Work, *, staff_id: StaffId, pin: str) -> Outcome[None]:
    """Set somebody's PIN, one's own or as a manager; it can't be undone, only set anew.

    Errors: RuleViolation("pin") at the field; NotFound for someone who has left.
    """
    if staff_id != work.actor.staff_id:
        work.require(Act.SET_PIN)
    person = find_active_staff(work.db, staff_id)
    if person is None:
        raise NotFound("staff", staff_id)
    write_pin_hash(work.db, staff_id, hash_pin(check_new_pin(pin)))
    work.touch("staff", staff_id)
    work.record(Act.SET_PIN, {"whose": person.name})
    return Outcome(None, work.changes(), words=f"{person.name} has a new PIN.")


def hash_pin(pin: str) -> str:
    """Return the hash a PIN is kept as."""
    return _hasher().hash(pin.strip())


def _read_person(reading: Reading, *, staff_id: StaffId) -> tuple[Staff, str | None, PinTries]:
    person = find_active_staff(reading.db, staff_id)
    if person is None:
        raise NotFound("staff", staff_id)
    return person, find_pin_hash(reading.db, staff_id), find_pin_tries(reading.db, staff_id)


def _check_rest(person: Staff, tries: PinTries, desk: Desk) -> None:
    seconds = tries.rest_left_seconds(desk.clock())
    if seconds:
        raise RuleViolation(
            "rest",
            "pin",
            f"Five wrong PINs: signing in as {person.name} rests for {seconds} "
            f"second{'s' if seconds != 1 else ''}.",
            seconds=seconds,
        )


def _note_wrong_pin(work: Work, *, person: Staff) -> Outcome[None]:
    tries = find_pin_tries(work.db, person.id).after_wrong(work.now)
    write_pin_tries(work.db, person.id, tries)
    facts: dict[str, Any] = {"whose": person.name, "right": False}
    if tries.rests_until is not None:
        facts["rests_seconds"] = int(REST.total_seconds())
    work.record(Act.SIGN_IN, facts)
    return Outcome(None, work.changes())


def _note_sign_in(work: Work, *, person: Staff) -> Outcome[None]:
    write_pin_tries(work.db, person.id, PinTries())
    work.record(Act.SIGN_IN, {"whose": person.name, "right": True})
    return Outcome(None, work.changes())


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
