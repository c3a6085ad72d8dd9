"""Setting a practice up: the practice itself, its clinics, rooms, clinicians, kinds of slot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Table

from desktop.domain.errors import RuleViolation
from desktop.domain.ids import (
    ClinicianId,
    ClinicId,
    PracticeId,
    RoomId,
    StaffId,
)
from desktop.domain.permissions import Act, Role
from desktop.domain.pins import check_new_pin
from desktop.domain.practice_setup import (
    ZONE,
    check_address,
    check_name,
    check_nation,
    read_ods_code,
    read_practice_phone,
)
from desktop.domain.setup_records import (
    ClinicDetails,
    ClinicianDetails,
    RoomDetails,
    check_clinic,
    check_clinician,
    check_room,
)
from desktop.operations.outcome import Outcome
from desktop.operations.setup_records import check_clinics_known, finish
from desktop.operations.signing_in import hash_pin
from desktop.operations.work import Work
from desktop.persistence.settings import find_practice
from desktop.persistence.setup_records import clinic_values, get_setup_row, list_roles
from desktop.persistence.staff import write_pin_hash
from desktop.persistence.tables import (
    clinicians,
    clinics,
    practices,
    rooms,
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
    phone: str = "",
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
        "phone": read_practice_phone(phone)[0],
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
        {
            "id": made.clinic_id,
            "name": check_name(clinic_name, field="clinic_name"),
            "address": check_address(clinic_address, field="clinic_address"),
            "ods_site_code": None,
            "features": (),
            "version": 1,
        },
    )
    work.rows.insert(staff, manager)
    write_pin_hash(work.db, made.manager_id, pin_hash)
    work.touch("practice", made.practice_id)
    label = f"{practice['name']} is made."
    work.record(Act.MAKE_PRACTICE, {"what": label})
    return Outcome(made, work.changes(), words=label)


def make_clinic(
    work: Work,
    *,
    name: str,
    address: str = "",
    features: Sequence[str] = (),
    ods_site_code: str = "",
    opening_hours: str = "",
) -> Outcome[ClinicId]:
    """Add a place the practice works at.

    Errors: RuleViolation at the field.
    """
    details = ClinicDetails(name, address, ods_site_code, opening_hours, tuple(features))
    values = clinic_values(check_clinic(details))
    row = {"id": ClinicId(work.new_id()), **values, "active": True, "version": 1}
    return _insert(work, clinics, row, f"{row['name']} is added.")


def make_room(
    work: Work, *, clinic_id: ClinicId | None, name: str, features: Sequence[str] = ()
) -> Outcome[RoomId]:
    """Add a room to a clinic.

    Errors: RuleViolation at the field; NotFound for a clinic that is not there.
    """
    checked = check_room(RoomDetails(clinic_id, name, tuple(features)))
    clinic = get_setup_row(work.db, clinics, str(clinic_id))
    if not clinic["active"]:
        raise RuleViolation("retired", "clinic_id", f"{clinic['name']} is retired.")
    row = {"id": RoomId(work.new_id()), **asdict(checked), "active": True, "version": 1}
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
    clinic_ids: Sequence[str] = (),
    colour: str = "",
    staff_id: StaffId | None = None,
) -> Outcome[ClinicianId]:
    """Add somebody people come to see, on the staff (``staff_id``) or visiting.

    Errors: RuleViolation at the field.
    """
    checked = check_clinician(
        ClinicianDetails(
            title,
            given_names,
            family_name,
            profession,
            gender,
            tuple(languages),
            tuple(clinic_ids),
            colour,
        ),
        list_roles(work.db),
    )
    check_clinics_known(work, checked.clinic_ids)
    key = ClinicianId(work.new_id())
    own = {"id": key, "staff_id": staff_id, "active": True, "version": 1}
    return _insert(work, clinicians, own | asdict(checked), f"{checked.name} is added.")


def _insert(work: Work, table: Table, row: dict[str, Any], label: str) -> Outcome[Any]:
    work.require(Act.CHANGE_SETUP)
    work.rows.insert(table, row)
    return finish(work, row["id"], label)
