"""Setting a practice up: the practice itself, its clinics, rooms, clinicians, kinds of slot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Table

from desktop.domain.errors import NotFound, RuleViolation
from desktop.domain.ids import (
    ClinicianId,
    ClinicId,
    PracticeId,
    RoomId,
    SlotTypeId,
    StaffId,
)
from desktop.domain.permissions import Act, Role
from desktop.domain.pins import check_new_pin
from desktop.domain.practice_setup import (
    ZONE,
    SlotTypeDetails,
    check_address,
    check_name,
    check_nation,
    check_slot_type,
    read_ods_code,
)
from desktop.domain.text import clean_line
from desktop.operations.outcome import Outcome
from desktop.operations.signing_in import hash_pin
from desktop.operations.work import Work
from desktop.persistence.practice import has_letter_in_use
from desktop.persistence.rows import read_row
from desktop.persistence.settings import find_practice
from desktop.persistence.staff import write_pin_hash
from desktop.persistence.tables import (
    clinicians,
    clinics,
    practices,
    rooms,
    slot_types,
    staff,
)


@dataclass(frozen=True, slots=True)
class NewPractice:
    """What a first start makes."""

    practice_id: PracticeId
    clinic_id: ClinicId
    manager_id: StaffId


def make_practice(
    work: Work,
    *,
    name: str,
    nation: str,
    ods_code: str = "",
    clinic_name: str,
    clinic_address: str = "",
    manager_name: str,
    manager_pin: str,
) -> Outcome[NewPractice]:
    """Make the one practice of a database, with its first clinic and first manager.

    Errors: RuleViolation at the field; ("practice") where there is one already.
    """
    work.require(Act.MAKE_PRACTICE)
    if find_practice(work.db) is not None:
        raise RuleViolation("practice", None, "There is a practice in this database already.")
    pin_hash = hash_pin(check_new_pin(manager_pin))
    made = NewPractice(PracticeId(work.new_id()), ClinicId(work.new_id()), StaffId(work.new_id()))
    practice = {
        "id": made.practice_id,
        "name": check_name(name),
        "ods_code": read_ods_code(ods_code)[0],
        "nation": check_nation(nation),
        "zone": ZONE,
        "version": 1,
    }
    manager = {
        "id": made.manager_id,
        "name": check_name(manager_name, field="manager_name"),
        "role": Role.MANAGER,
        "pin_hash": None,
        "active": True,
        "version": 1,
    }
    work.rows.insert(practices, practice)
    work.rows.insert(
        clinics,
        _clinic_row(
            made.clinic_id,
            check_name(clinic_name, field="clinic_name"),
            check_address(clinic_address, field="clinic_address"),
        ),
    )
    work.rows.insert(staff, manager)
    write_pin_hash(work.db, made.manager_id, pin_hash)
    work.touch("practice", made.practice_id)
    label = f"{practice['name']} is made."
    work.record(Act.MAKE_PRACTICE, {"what": label})
    return Outcome(made, work.changes(), words=label)


def make_clinic(
    work: Work, *, name: str, address: str = "", features: Sequence[str] = ()
) -> Outcome[ClinicId]:
    """Add a place the practice works at.

    Errors: RuleViolation at the name or the address.
    """
    row = _clinic_row(ClinicId(work.new_id()), check_name(name), check_address(address), features)
    return _insert(work, clinics, row, f"{row['name']} is added.")


def make_room(
    work: Work, *, clinic_id: ClinicId, name: str, features: Sequence[str] = ()
) -> Outcome[RoomId]:
    """Add a room to a clinic.

    Errors: RuleViolation at the name; NotFound for a clinic that is not there.
    """
    if read_row(work.db, clinics, (clinic_id,)) is None:
        raise NotFound("clinic", clinic_id)
    row = {
        "id": RoomId(work.new_id()),
        "clinic_id": clinic_id,
        "name": check_name(name),
        "features": tuple(features),
        "version": 1,
    }
    return _insert(work, rooms, row, f"{row['name']} is added.")


def make_clinician(
    work: Work,
    *,
    given_names: str,
    family_name: str,
    profession: str,
    title: str = "",
    gender: str | None = None,
    languages: Sequence[str] = (),
    staff_id: StaffId | None = None,
) -> Outcome[ClinicianId]:
    """Add somebody people come to see, on the staff (``staff_id``) or visiting.

    Errors: RuleViolation at the field.
    """
    row = {
        "id": ClinicianId(work.new_id()),
        "staff_id": staff_id,
        "title": clean_line(title, field="title", longest=40),
        "given_names": clean_line(given_names, field="given_names", longest=200),
        "family_name": check_name(family_name, field="family_name"),
        "profession": check_name(profession, field="profession"),
        "gender": gender,
        "languages": tuple(languages),
        "version": 1,
    }
    called = f"{row['title']} {row['given_names']} {row['family_name']}"
    called = " ".join(called.split())
    return _insert(work, clinicians, row, f"{called} is added.")


def make_slot_type(work: Work, *, details: SlotTypeDetails) -> Outcome[SlotTypeId]:
    """Add a kind of slot.

    Errors: RuleViolation at the field; ("letter_used") when a kind in use has the letter.
    """
    checked = check_slot_type(details)
    if has_letter_in_use(work.db, checked.letter):
        sentence = f"Another kind has the letter {checked.letter}. Choose a letter that is free."
        raise RuleViolation("letter_used", "letter", sentence)
    row = {"id": SlotTypeId(work.new_id()), **asdict(checked), "active": True, "version": 1}
    return _insert(work, slot_types, row, f"{checked.name} is added.")


def _clinic_row(
    clinic_id: ClinicId, name: str, address: str, features: Sequence[str] = ()
) -> dict[str, Any]:
    return {
        "id": clinic_id,
        "name": name,
        "address": address,
        "ods_site_code": None,
        "features": tuple(features),
        "version": 1,
    }


def _insert(work: Work, table: Table, row: dict[str, Any], label: str) -> Outcome[Any]:
    work.require(Act.CHANGE_SETUP)
    work.rows.insert(table, row)
    work.touch("practice", row["id"])
    work.record(Act.CHANGE_SETUP, {"what": label})
    undo = work.inverse(Act.CHANGE_SETUP, label, stays="It stays.")
    return Outcome(row["id"], work.changes(), undo, label)
