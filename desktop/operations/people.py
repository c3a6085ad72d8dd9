"""Registering a person and changing their details."""

from __future__ import annotations

from dataclasses import replace

from desktop.domain.errors import Agreement, Conflict, RuleViolation
from desktop.domain.ids import PatientId
from desktop.domain.nhs_numbers import parse_nhs_number
from desktop.domain.people import PatientDetails
from desktop.domain.people_rules import check_details
from desktop.domain.permissions import Act
from desktop.operations.looks import require_open
from desktop.operations.outcome import Outcome
from desktop.operations.work import Work
from desktop.persistence.people import (
    DETAIL_COLUMNS,
    NEW_PERSON,
    called_name,
    get_patient_row,
    keep_old_number,
    load_details,
    write_details,
)
from desktop.persistence.people_index import add_to_index
from desktop.persistence.people_search import find_alike
from desktop.persistence.tables import patients


def register_patient(work: Work, *, details: PatientDetails) -> Outcome[PatientId]:
    """Register a person; a name and a birth date, or why it is not known, are enough.

    Errors: RuleViolation at the field; NeedsAgreement("alike") when somebody with the same or a
    near name and the same birth date is here already.
    """
    work.require(Act.REGISTER_PATIENT)
    checked, _ = check_details(details, today=work.today)
    alike = find_alike(work.db, checked)
    if alike:
        names = ", ".join(alike)
        word = "somebody alike is" if len(alike) == 1 else f"{len(alike)} people alike are"
        message = f"{word.capitalize()} here already: {names}. Is it the same person?"
        work.need_agreement([Agreement("alike", message)])
    patient_id = PatientId(work.new_id())
    row = {
        "id": patient_id,
        **{name: getattr(checked, name) for name in DETAIL_COLUMNS},
        **NEW_PERSON,
    }
    work.rows.insert(patients, row)
    write_details(work.rows, patient_id, checked, new_id=work.new_id)
    return _outcome(work, patient_id, checked, Act.REGISTER_PATIENT, "Registered")


def change_patient(
    work: Work, *, patient_id: PatientId, version: int, details: PatientDetails
) -> Outcome[PatientId]:
    """Change a person's details, contact points and NHS number.

    Errors: RuleViolation at the field; Conflict("stale") when somebody has changed them meanwhile.
    """
    work.require(Act.CHANGE_PATIENT)
    before = get_patient_row(work.db, patient_id)
    if before["root_id"] is not None:
        raise Conflict("stale", "This record has been merged into another. Open it again.")
    if before["version"] != version:
        raise Conflict("stale", "Somebody changed this person meanwhile.", key=patient_id)
    require_open(work, before)
    checked, _ = check_details(details, today=work.today)
    after = {name: getattr(checked, name) for name in DETAIL_COLUMNS}
    work.rows.update(patients, (patient_id,), before, after)
    write_details(work.rows, patient_id, checked, new_id=work.new_id)
    return _outcome(work, patient_id, checked, Act.CHANGE_PATIENT, "Saved")


def change_nhs_number(
    work: Work, *, patient_id: PatientId, version: int, number: str
) -> Outcome[PatientId]:
    """Give a person a new NHS number; the one before stays as an old one and still finds them.

    Errors: RuleViolation at nhs_number, Conflict("stale").
    """
    work.require(Act.CHANGE_NHS_NUMBER)
    before = get_patient_row(work.db, patient_id)
    if before["version"] != version:
        raise Conflict("stale", "Somebody changed this person meanwhile.", key=patient_id)
    digits = parse_nhs_number(number).digits
    details = load_details(work.db, patient_id)
    if digits == details.nhs_number:
        raise RuleViolation("same", "nhs_number", "This is the number on record already.")
    # The row itself moves on, so that an edit made meanwhile is noticed.
    work.rows.update(patients, (patient_id,), before, {"key_version": before["key_version"]})
    keep_old_number(work.rows, patient_id)
    changed = replace(details, nhs_number=digits)
    write_details(work.rows, patient_id, changed, new_id=work.new_id)
    return _outcome(work, patient_id, changed, Act.CHANGE_NHS_NUMBER, "New NHS number")


def _outcome(
    work: Work, patient_id: PatientId, details: PatientDetails, act: Act, done: str
) -> Outcome[PatientId]:
    add_to_index(work.shared, details)
    work.touch("patient", patient_id)
    work.touch("names", patient_id)
    called = called_name(details.preferred_name, details.given_names, details.family_name)
    work.record(act, {"who": called}, patient_id=patient_id)
    label = f"{done}: {called}."
    undo = work.inverse(act, label, stays=f"{called}’s details stay as they are.")
    return Outcome(patient_id, work.changes(), undo, label)
