"""Changing what a practice is made of: the practice, clinics, rooms, clinicians; retiring them.

Nothing in use is deleted: a record is retired, keeps its past, and can be brought back.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from sqlalchemy import Table

from desktop.domain.errors import Conflict, NotFound, RuleViolation
from desktop.domain.ids import ClinicianId, ClinicId, PracticeId, RoomId
from desktop.domain.permissions import Act
from desktop.domain.setup_records import (
    ClinicDetails,
    ClinicianDetails,
    PracticeDetails,
    RoomDetails,
    check_clinic,
    check_clinician,
    check_practice,
    check_room,
)
from desktop.domain.times import date_with_year
from desktop.operations.outcome import Outcome
from desktop.operations.visit_needs import follow_setup
from desktop.operations.work import Work
from desktop.persistence.setup_records import (
    clinic_values,
    count_other_clinics,
    count_rooms_in_use,
    count_sessions_to_come,
    get_setup_row,
    list_roles,
    list_template_names,
    read_details,
)
from desktop.persistence.tables import clinicians, clinics, practices, rooms


def change_practice(
    work: Work, *, practice_id: PracticeId, version: int, details: PracticeDetails
) -> Outcome[PracticeId]:
    """Change the practice's name, nation, ODS code or phone; bank holidays follow the nation.

    Errors: RuleViolation at the field; Conflict("stale").
    """
    checked = check_practice(details)
    after = asdict(checked) | {"ods_code": checked.ods_code or None}
    return change_record(work, practices, practice_id, version, after)


def change_clinic(
    work: Work, *, clinic_id: ClinicId, version: int, details: ClinicDetails
) -> Outcome[ClinicId]:
    """Change a clinic; sessions that lie outside its new hours stay as they are.

    Errors: RuleViolation at the field; Conflict("stale").
    """
    checked = check_clinic(details)
    return change_record(work, clinics, clinic_id, version, clinic_values(checked))


def retire_clinic(work: Work, *, clinic_id: ClinicId, version: int) -> Outcome[ClinicId]:
    """Retire a clinic: nothing new is made there.

    Errors: RuleViolation("used") naming the templates, sessions or rooms there; Conflict("stale").
    """
    work.require(Act.CHANGE_SETUP)
    if not count_other_clinics(work.db, clinic_id):
        raise RuleViolation("last_clinic", None, "It is the only clinic. Add another one first.")
    found = count_rooms_in_use(work.db, clinic_id)
    if found:
        there = "1 room is" if found == 1 else f"{found} rooms are"
        raise RuleViolation("used", None, f"{there} in use there. Retire them first.")
    return _retire_place(work, clinics, clinic_id, version)


def bring_back_clinic(work: Work, *, clinic_id: ClinicId, version: int) -> Outcome[ClinicId]:
    """Take a retired clinic into use again."""
    return set_active(work, clinics, clinic_id, version, active=True)


def change_room(
    work: Work, *, room_id: RoomId, version: int, details: RoomDetails
) -> Outcome[RoomId]:
    """Change a room; one with sessions to come stays in its clinic.

    Errors: RuleViolation at the field; Conflict("stale").
    """
    checked = check_room(details)
    row = get_setup_row(work.db, rooms, room_id)
    clinic = get_setup_row(work.db, clinics, str(checked.clinic_id))
    if row["clinic_id"] != checked.clinic_id:
        if not clinic["active"]:
            raise RuleViolation("retired", "clinic_id", f"{clinic['name']} is retired.")
        _check_not_used(work, rooms, room_id, row["name"], field="clinic_id")
    return change_record(work, rooms, room_id, version, asdict(checked))


def retire_room(work: Work, *, room_id: RoomId, version: int) -> Outcome[RoomId]:
    """Retire a room: nothing new is put there.

    Errors: RuleViolation("used") naming templates or sessions there; Conflict("stale").
    """
    return _retire_place(work, rooms, room_id, version)


def bring_back_room(work: Work, *, room_id: RoomId, version: int) -> Outcome[RoomId]:
    """Take a retired room into use again.

    Errors: RuleViolation("retired") while its clinic is retired; Conflict("stale").
    """
    row = get_setup_row(work.db, rooms, room_id)
    clinic = get_setup_row(work.db, clinics, row["clinic_id"])
    if not clinic["active"]:
        sentence = f"{clinic['name']} is retired. Bring the clinic back first."
        raise RuleViolation("retired", None, sentence)
    return set_active(work, rooms, room_id, version, active=True)


def change_clinician(
    work: Work, *, clinician_id: ClinicianId, version: int, details: ClinicianDetails
) -> Outcome[ClinicianId]:
    """Change a clinician; sessions in clinics they leave stay as they are.

    Errors: RuleViolation at the field; Conflict("stale").
    """
    checked = check_clinician(details, list_roles(work.db))
    check_clinics_known(work, checked.clinic_ids)
    return change_record(work, clinicians, clinician_id, version, asdict(checked))


def retire_clinician(
    work: Work, *, clinician_id: ClinicianId, version: int
) -> Outcome[ClinicianId]:
    """Retire a clinician: no new session is made for them; their past stays.

    Errors: RuleViolation("used") naming templates or sessions of theirs; Conflict("stale").
    """
    return _retire_place(work, clinicians, clinician_id, version)


def bring_back_clinician(
    work: Work, *, clinician_id: ClinicianId, version: int
) -> Outcome[ClinicianId]:
    """Let new sessions be made for a retired clinician again."""
    return set_active(work, clinicians, clinician_id, version, active=True)


def check_clinics_known(work: Work, clinic_ids: tuple[str, ...]) -> None:
    """Raise NotFound where one of the clinics is not there."""
    for one in clinic_ids:
        get_setup_row(work.db, clinics, one)


def change_record(
    work: Work, table: Table, key: Any, version: int, after: dict[str, Any]
) -> Outcome[Any]:
    """Write the changed columns of a record in use.

    Errors: NotFound for a retired one; Conflict("stale").
    """
    work.require(Act.CHANGE_SETUP)
    before = get_setup_row(work.db, table, key)
    if not before.get("active", True):
        raise NotFound(table.name.rstrip("s"), key)
    name = name_of(table, work, before | after)
    check_fresh(before, version, name)
    work.rows.update(table, (key,), before, after)
    follow_setup(work, table, key, after)
    return finish(work, key, f"{name} is changed.")


def check_fresh(before: dict[str, Any], version: int, name: str) -> None:
    """Raise Conflict("stale") where somebody else has changed the record since it was read."""
    if before["version"] != version:
        raise Conflict("stale", f"{name} was changed meanwhile.", key=before["id"])


def set_active(
    work: Work, table: Table, key: Any, version: int, *, active: bool, also: str = ""
) -> Outcome[Any]:
    """Retire a record or take it into use again.

    Errors: RuleViolation("state") where it is so already; Conflict("stale").
    """
    work.require(Act.CHANGE_SETUP)
    before = get_setup_row(work.db, table, key)
    name = name_of(table, work, before)
    state = "in use" if active else "retired"
    if before["active"] is active:
        raise RuleViolation("state", None, f"{name} is {state} already.")
    check_fresh(before, version, name)
    work.rows.update(table, (key,), before, {"active": active})
    return finish(work, key, f"{name} is {state}{' again' if active else ''}.{also}")


def name_of(table: Table, work: Work, row: dict[str, Any]) -> str:
    """Return what a record is called."""
    return str(read_details(work.db, table, row).name)


def _retire_place(work: Work, table: Table, key: Any, version: int) -> Outcome[Any]:
    work.require(Act.CHANGE_SETUP)
    row = get_setup_row(work.db, table, key)
    _check_not_used(work, table, key, name_of(table, work, row))
    return set_active(work, table, key, version, active=False)


def _check_not_used(
    work: Work, table: Table, key: Any, name: str, *, field: str | None = None
) -> None:
    names = list_template_names(work.db, table, key, work.today)
    if names:
        sentence = f"{name} is used by {say_names(names)}. Change or end that first."
        raise RuleViolation("used", field, sentence)
    count, last = count_sessions_to_come(work.db, table, key, work.now)
    if count and last is not None:
        there = "1 session" if count == 1 else f"{count:,} sessions"
        until = f", {'on' if count == 1 else 'the last on'} {date_with_year(last)}"
        raise RuleViolation("used", field, f"{name} has {there} to come{until}. Move those first.")


def say_names(names: tuple[str, ...]) -> str:
    """Say which templates, three by name: "the template Morning surgery and 2 more"."""
    shown = ", ".join(names[:3])
    what = "the template" if len(names) == 1 else "the templates"
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return f"{what} {shown}{more}"


def finish(work: Work, key: Any, label: str) -> Outcome[Any]:
    """Put the act on record and return its outcome with its inverse."""
    work.touch("practice", key)
    work.record(Act.CHANGE_SETUP, {"what": label})
    undo = work.inverse(Act.CHANGE_SETUP, label, stays="It stays as it is.")
    return Outcome(key, work.changes(), undo, label)
