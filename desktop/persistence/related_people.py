"""Rows of related people: a person's own and those of the records merged into theirs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, bindparam, select

from desktop.domain.errors import NotFound
from desktop.domain.ids import PatientId, RelatedPersonId
from desktop.domain.related_people import RelatedDetails, RelatedPerson
from desktop.persistence.prepared import Prepared
from desktop.persistence.rows import read_row
from desktop.persistence.tables import related_people

DETAIL_COLUMNS = (
    "name",
    "relationship",
    "phone",
    "email",
    "is_carer",
    "is_next_of_kin",
    "may_speak_for",
    "note",
    "related_patient_id",
)
_OF = Prepared(
    select(related_people)
    .where(related_people.c.patient_id == bindparam("patient"))
    .order_by(related_people.c.id)
)


def list_related(db: Connection, patient_ids: Iterable[PatientId]) -> tuple[RelatedPerson, ...]:
    """Return who stands near the person of these records today, ended ones left out."""
    return tuple(
        related_from(row._asdict())
        for one in patient_ids
        for row in _OF.all(db, {"patient": one})
        if row.ends_on is None
    )


def get_related_row(db: Connection, related_id: RelatedPersonId) -> dict[str, Any]:
    """Return the row, the before image of a change; NotFound when there is none."""
    row = read_row(db, related_people, (related_id,))
    if row is None:
        raise NotFound("related_person", related_id)
    return row


def related_from(row: dict[str, Any]) -> RelatedPerson:
    """Return the row as a value."""
    details = RelatedDetails(**{name: row[name] for name in DETAIL_COLUMNS})
    return RelatedPerson(row["id"], row["version"], details, row["ends_on"])
