"""Who stands near a person and may speak for them: adding, changing, ending."""

from __future__ import annotations

from typing import Any

from desktop.domain.errors import Conflict, NotFound, RuleViolation
from desktop.domain.ids import PatientId, RelatedPersonId
from desktop.domain.permissions import Act
from desktop.domain.related_people import RelatedDetails, check_related
from desktop.operations.looks import require_open
from desktop.operations.outcome import Outcome
from desktop.operations.work import Work
from desktop.persistence.merging import find_root
from desktop.persistence.people import called_name, get_patient_row
from desktop.persistence.related_people import DETAIL_COLUMNS, get_related_row
from desktop.persistence.tables import related_people


def add_related_person(
    work: Work, *, patient_id: PatientId, details: RelatedDetails
) -> Outcome[RelatedPersonId]:
    """Add somebody who stands near a person, and what they may be told.

    Errors: RuleViolation at the field; ("self") for the person themselves.
    """
    work.require(Act.CHANGE_RELATED_PERSON)
    root = find_root(work.db, patient_id)
    person = get_patient_row(work.db, root)
    require_open(work, person)
    checked = _check(work, root, details)
    related_id = RelatedPersonId(work.new_id())
    row: dict[str, Any] = {"id": related_id, "patient_id": root, **_columns(checked)}
    work.rows.insert(related_people, row | {"ends_on": None, "version": 1})
    words = f"Added {checked.name} to those near {_called(person)}."
    return _outcome(work, root, related_id, words)


def change_related_person(
    work: Work, *, related_id: RelatedPersonId, version: int, details: RelatedDetails
) -> Outcome[RelatedPersonId]:
    """Change what is known of somebody near a person, or what they may be told."""
    before, person = _get(work, related_id, version)
    checked = _check(work, before["patient_id"], details)
    work.rows.update(related_people, (related_id,), before, _columns(checked))
    words = f"Saved: {checked.name}, near {_called(person)}."
    return _outcome(work, person["id"], related_id, words)


def end_related_person(
    work: Work, *, related_id: RelatedPersonId, version: int
) -> Outcome[RelatedPersonId]:
    """Say that somebody does not stand near a person any more; they may be told nothing."""
    before, person = _get(work, related_id, version)
    if before["ends_on"] is not None:
        raise RuleViolation("ended", None, f"{before['name']} has been taken off already.")
    work.rows.update(related_people, (related_id,), before, {"ends_on": work.today})
    words = f"{before['name']} may not speak for {_called(person)} any more."
    return _outcome(work, person["id"], related_id, words)


def _get(
    work: Work, related_id: RelatedPersonId, version: int
) -> tuple[dict[str, Any], dict[str, Any]]:
    work.require(Act.CHANGE_RELATED_PERSON)
    before = get_related_row(work.db, related_id)
    if before["version"] != version:
        raise Conflict("stale", "Somebody changed this meanwhile.", key=related_id)
    person = get_patient_row(work.db, find_root(work.db, before["patient_id"]))
    require_open(work, person)
    return before, person


def _check(work: Work, patient_id: PatientId, details: RelatedDetails) -> RelatedDetails:
    checked = check_related(details)
    other = checked.related_patient_id
    if other is None:
        return checked
    if find_root(work.db, other) == patient_id:
        raise RuleViolation("self", "name", "This is the person themselves. Choose somebody else.")
    try:
        get_patient_row(work.db, other)
    except NotFound as error:
        raise RuleViolation("person", "name", "This person is not on record any more.") from error
    return checked


def _columns(details: RelatedDetails) -> dict[str, Any]:
    return {name: getattr(details, name) for name in DETAIL_COLUMNS}


def _called(person: dict[str, Any]) -> str:
    return called_name(person["preferred_name"], person["given_names"], person["family_name"])


def _outcome(
    work: Work, patient_id: PatientId, related_id: RelatedPersonId, words: str
) -> Outcome[RelatedPersonId]:
    work.touch("patient", patient_id)
    work.record(Act.CHANGE_RELATED_PERSON, {"what": words}, patient_id=patient_id)
    undo = work.inverse(Act.CHANGE_RELATED_PERSON, words)
    return Outcome(related_id, work.changes(), undo, words)
