"""A day's visits of merged people: they show the name and needs of the record that lives on.

Where one of the records is sensitive, all of them are.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection

from desktop.domain.ids import PatientId
from desktop.persistence.people_shown import IN_IDS, ids_given
from desktop.persistence.prepared import PreparedText

MERGED = "SELECT id, root_id FROM patients WHERE root_id IS NOT NULL"
"""Every merged record; few, and found by an index of their own."""

_PATIENT, _PREFERRED, _GIVEN, _FAMILY, _SENSITIVE = 2, -4, -3, -2, -1
_MERGED = PreparedText(MERGED)
_NAMES = PreparedText(
    {
        name: "SELECT id, preferred_name, given_names, family_name, is_sensitive "
        f"FROM patients WHERE id {ids}"
        for name, ids in IN_IDS.items()
    }
)
_KINDS = PreparedText(
    {
        name: f"SELECT patient_id, kind, ends_on FROM preferences WHERE patient_id {ids} "
        "AND (ends_on IS NULL OR ends_on >= :on_date)"
        for name, ids in IN_IDS.items()
    }
)


def follow_roots(
    db: Connection,
    columns: Sequence[Sequence[Any]],
    needs: list[tuple[Any, ...]],
    on_date: Any,
) -> tuple[Sequence[Sequence[Any]], list[tuple[Any, ...]]]:
    """Return a day's visits (by column) and needs with merged people as who they live on in.

    Where nobody has ever been merged this is one statement that finds nothing.
    """
    roots = list_roots(db)
    if not roots or not columns or not columns[0]:
        return columns, needs
    people = set(columns[_PATIENT])
    living = {roots.get(one, one) for one in people} & set(roots.values())
    if not living:
        return columns, needs
    records = sorted(living | {one for one, root in roots.items() if root in living})
    names = {row[0]: row[1:] for row in _NAMES.all(db, ids_given(db, records))}
    closed = {roots.get(one, one) for one in records if names[one][-1]}
    followed = [list(column) for column in columns]
    for place, one in enumerate(columns[_PATIENT]):
        root = roots.get(one, one)
        if root in living:
            followed[_PATIENT][place] = root
            preferred, given, family, _ = names[root]
            followed[_PREFERRED][place] = preferred
            followed[_GIVEN][place] = given
            followed[_FAMILY][place] = family
            followed[_SENSITIVE][place] = root in closed
    day = str(on_date) if db.dialect.name == "sqlite" else on_date
    more = _KINDS.all(db, ids_given(db, records) | {"on_date": day})
    return followed, [
        *needs,
        *((roots.get(one, one), kind, _date(ends_on)) for one, kind, ends_on in more),
    ]


def list_closed_groups(db: Connection, people: Collection[PatientId]) -> frozenset[PatientId]:
    """Return those of them with merged records of which any opens only with a reason.

    Where nobody has ever been merged this is one statement that finds nothing.
    """
    roots = list_roots(db)
    living = {roots.get(one, one) for one in people} & set(roots.values())
    if not living:
        return frozenset()
    records = sorted(living | {one for one, root in roots.items() if root in living})
    names = _NAMES.all(db, ids_given(db, records))
    closed = {roots.get(row[0], row[0]) for row in names if row[-1]}
    return frozenset(one for one in people if roots.get(one, one) in closed)


def _date(value: Any) -> date | None:
    """Return a date as it is read by hand: SQLite gives its text."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def list_roots(db: Connection) -> dict[PatientId, PatientId]:
    """Return each merged record's last root: a record may be merged into a merged one."""
    above: dict[PatientId, PatientId] = {one: root for one, root in _MERGED.all(db, {})}  # noqa: C416  # typed
    found = {}
    for one, root in above.items():
        last = root
        while last in above:
            last = above[last]
        found[one] = last
    return found
