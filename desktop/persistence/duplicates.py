"""What is compared to find records that may be one person: read in pages by id."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from desktop.domain.duplicates import Known
from desktop.domain.ids import PatientId
from desktop.domain.people import NHS_NUMBER
from desktop.persistence.people_shown import IN_IDS, ids_given
from desktop.persistence.prepared import PreparedText

PAGE = 1000

_PAGE_TEXT = (
    "SELECT id, born_on, postcode FROM patients WHERE root_id IS NULL "
    "AND registration <> 'entered-in-error' {after} ORDER BY id LIMIT :most"
)
_FIRST = PreparedText(_PAGE_TEXT.format(after=""))
_NEXT = PreparedText(
    {
        "sqlite": _PAGE_TEXT.format(after="AND id > :after"),
        "postgresql": _PAGE_TEXT.format(after="AND id > CAST(:after AS uuid)"),
    }
)


def _of_ids(sql: str) -> PreparedText:
    return PreparedText({name: sql.format(ids=ids) for name, ids in IN_IDS.items()})


_NAMES = _of_ids(
    "SELECT patient_id, family, given FROM patient_search WHERE patient_id {ids} "
    "ORDER BY patient_id, form"
)
_PHONES = _of_ids(
    "SELECT patient_id, key FROM patient_keys WHERE kind = 'phone' AND patient_id {ids}"
)
_NUMBERS = _of_ids(
    "SELECT patient_id, value FROM identifiers WHERE system = :nhs AND use <> 'old' "
    "AND patient_id {ids}"
)
_DISTINCT = PreparedText("SELECT patient_id, other_id FROM distinct_people")


def load_known(db: Connection, after: PatientId | None) -> tuple[Known, ...]:
    """Return the next page of people after that id; none when there are no more."""
    given: dict[str, Any] = {"most": PAGE}
    page = _NEXT.all(db, given | {"after": after}) if after else _FIRST.all(db, given)
    if not page:
        return ()
    ids = ids_given(db, [row[0] for row in page])
    names: dict[str, list[tuple[str, str]]] = {}
    for key, family, first in _NAMES.all(db, ids):
        names.setdefault(key, []).append((family, first))
    phones: dict[str, set[str]] = {}
    for key, phone in _PHONES.all(db, ids):
        phones.setdefault(key, set()).add(phone)
    numbers = dict(_NUMBERS.all(db, ids | {"nhs": NHS_NUMBER}))
    return tuple(
        Known(
            id=key,
            names=tuple(names.get(key, ())),
            born_on=str(born_on) if born_on else "",
            phones=frozenset(phones.get(key, ())),
            postcode=postcode.replace(" ", "").lower(),
            nhs_number=numbers.get(key, ""),
        )
        for key, born_on, postcode in page
    )


def load_distinct(db: Connection) -> frozenset[tuple[PatientId, PatientId]]:
    """Return the pairs that somebody found to be two people."""
    return frozenset((first, second) for first, second in _DISTINCT.all(db, {}))
