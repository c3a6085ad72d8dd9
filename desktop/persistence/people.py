"""Rows of people: reading one whole, writing details with the keys they are found by."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Connection, Table, bindparam, insert, select

from desktop.domain.errors import NotFound, RuleViolation
from desktop.domain.ids import PatientId
from desktop.domain.names import NameForm, sound_key
from desktop.domain.people import (
    NHS_NUMBER,
    OLD,
    ContactPoint,
    PatientDetails,
    Registration,
)
from desktop.domain.people_rules import forms_of, keys_of
from desktop.persistence.rows import Rows
from desktop.persistence.tables import (
    contact_points,
    givens,
    identifiers,
    patient_keys,
    patient_search,
    patients,
    surnames,
)

KEY_VERSION = 1
"""How search keys are made; a later way makes them anew."""

DETAIL_COLUMNS = (
    "title",
    "given_names",
    "family_name",
    "preferred_name",
    "former_names",
    "say_it",
    "pronouns",
    "born_on",
    "born_unknown_why",
    "sex",
    "gender",
    "address",
    "postcode",
    "registration",
)
NEW_PERSON: dict[str, Any] = {
    "is_deceased": False,
    "deceased_on": None,
    "is_sensitive": False,
    "root_id": None,
    "merged_at": None,
    "key_version": KEY_VERSION,
    "version": 1,
}
"""The columns that registering somebody does not ask for."""

_PATIENT = select(patients).where(patients.c.id == bindparam("patient"))


def get_patient_row(db: Connection, patient_id: PatientId) -> dict[str, Any]:
    """Return a person's row; NotFound also for one entered in error."""
    row = db.execute(_PATIENT, {"patient": patient_id}).mappings().one_or_none()
    if row is None or row["registration"] is Registration.ENTERED_IN_ERROR:
        raise NotFound("patient", patient_id)
    return dict(row)


def rows_of(db: Connection, table: Table, patient_id: PatientId) -> list[dict[str, Any]]:
    """Return a person's rows of another table."""
    query = select(table).where(table.c.patient_id == patient_id)
    return [dict(row) for row in db.execute(query).mappings()]


def keep_old_number(rows: Rows, patient_id: PatientId) -> str:
    """Mark the person's NHS number as one that another takes the place of; returns it, or ""."""
    for row in rows_of(rows.db, identifiers, patient_id):
        if row["system"] == NHS_NUMBER and row["use"] != OLD:
            rows.update(identifiers, (row["id"],), row, {"use": OLD})
            return str(row["value"])
    return ""


def write_details(
    rows: Rows, patient_id: PatientId, details: PatientDetails, *, new_id: Any
) -> None:
    """Make the person's identifiers, contact points and search keys those of the details.

    The NHS number is the identifier of its system; others stay as they are.
    Errors: RuleViolation("nhs_taken") when the number is somebody else's.
    """
    _write_number(rows, patient_id, details.nhs_number, new_id)
    for row in rows_of(rows.db, contact_points, patient_id):
        rows.delete(contact_points, (row["id"],), row)
    for rank, point in enumerate(details.contact_points):
        values = {
            "id": new_id(),
            "patient_id": patient_id,
            "rank": rank,
            "system": point.system,
            "value": point.value,
            "use": point.use,
            "note": point.note,
            "doubtful": point.doubtful,
        }
        rows.insert(contact_points, values)
    write_keys(rows, patient_id, details)


def _write_number(rows: Rows, patient_id: PatientId, number: str, new_id: Any) -> None:
    mine = [row for row in rows_of(rows.db, identifiers, patient_id) if row["system"] == NHS_NUMBER]
    kept = [row for row in mine if row["use"] != OLD]
    if [row["value"] for row in kept] == ([number] if number else []):
        return
    for row in kept:
        rows.delete(identifiers, (row["id"],), row)
    if not number:
        return
    for row in mine:
        if row["value"] == number:
            # An old number that is theirs after all takes its place again.
            rows.update(identifiers, (row["id"],), row, {"use": ""})
            return
    owner = find_owner(rows.db, NHS_NUMBER, number)
    if owner is not None:
        raise RuleViolation(
            "nhs_taken", "nhs_number", "This number belongs to somebody else here. Check it."
        )
    values = {
        "id": new_id(),
        "patient_id": patient_id,
        "system": NHS_NUMBER,
        "value": number,
        "verification": "number-present-but-not-traced",
        "use": "",
    }
    rows.insert(identifiers, values)


_OWNER = select(identifiers.c.patient_id).where(
    identifiers.c.system == bindparam("system"), identifiers.c.value == bindparam("value")
)


def find_owner(db: Connection, system: str, value: str) -> PatientId | None:
    """Return whose identifier it is, None when nobody's."""
    row = db.execute(_OWNER, {"system": system, "value": value}).one_or_none()
    return None if row is None else row.patient_id


def write_keys(rows: Rows, patient_id: PatientId, details: PatientDetails) -> None:
    """Write what the person is found by, where it differs from what is there."""
    numbers = [row["value"] for row in rows_of(rows.db, identifiers, patient_id)]
    wanted_forms = search_rows(patient_id, forms_of(details), details.born_on)
    wanted_keys = [
        {"kind": kind, "key": key, "patient_id": patient_id}
        for kind, key in sorted(keys_of(details, numbers))
    ]
    for table, wanted in ((patient_search, wanted_forms), (patient_keys, wanted_keys)):
        kept = rows_of(rows.db, table, patient_id)
        for row in kept:
            if row not in wanted:
                rows.delete(table, _key_of(table, row), row)
        for row in wanted:
            if row not in kept:
                rows.insert(table, row)
    insert_names(rows.db, wanted_forms)


def _key_of(table: Table, row: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(row[column.name] for column in table.primary_key.columns)


def search_rows(
    patient_id: PatientId, forms: tuple[NameForm, ...], born_on: date | None
) -> list[dict[str, Any]]:
    """Return the rows of ``patient_search`` for a person's name forms."""
    return [
        {
            "patient_id": patient_id,
            "form": number,
            "family": form.family_folded,
            "given": form.given_folded,
            "born_on": born_on.isoformat() if born_on else "",
            "sound": sound_key(form.family_folded),
        }
        for number, form in enumerate(forms)
    ]


def insert_names(db: Connection, forms: list[dict[str, Any]]) -> None:
    """Add new names to the distinct lists; they are insert-only, undo leaves them."""
    for table, column, name in (
        (surnames, surnames.c.family, "family"),
        (givens, givens.c.given, "given"),
    ):
        for value in sorted({row[name] for row in forms if row[name]}):
            if db.execute(select(column).where(column == value)).first() is None:
                db.execute(insert(table), {name: value})


def details_from(
    row: dict[str, Any], points: list[dict[str, Any]], numbers: list[dict[str, Any]]
) -> PatientDetails:
    """Return a person's details from their rows."""
    number = next(
        (one["value"] for one in numbers if one["system"] == NHS_NUMBER and one["use"] != OLD), ""
    )
    return PatientDetails(
        **{name: row[name] for name in DETAIL_COLUMNS},
        nhs_number=number,
        contact_points=tuple(
            ContactPoint(
                one["system"], one["value"], one["use"], one["note"], one["doubtful"], one["id"]
            )
            for one in sorted(points, key=lambda one: one["rank"])
        ),
    )


def load_details(db: Connection, patient_id: PatientId) -> PatientDetails:
    """Return a person's details as kept; NotFound when there is none."""
    row = get_patient_row(db, patient_id)
    points, numbers = (rows_of(db, table, patient_id) for table in (contact_points, identifiers))
    return details_from(row, points, numbers)


def called_name(preferred: str, given: str, family: str) -> str:
    """Return the name people use: the preferred one where there is one."""
    return f"{preferred or given} {family}".strip()
