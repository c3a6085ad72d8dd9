"""What a row of found people shows: one statement for a screenful, merged records by their root."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Connection

from desktop.domain.ids import PatientId
from desktop.domain.many_values import quick_maker
from desktop.domain.names import found_as
from desktop.domain.people import NHS_NUMBER, PatientSummary, Registration
from desktop.domain.preferences import KINDS
from desktop.persistence.merging import HAS_MERGED, is_any_sensitive
from desktop.persistence.people import called_name
from desktop.persistence.prepared import PreparedText

IN_IDS = {
    "sqlite": "IN (SELECT value FROM json_each(:ids))",
    "postgresql": "= ANY(CAST(:ids AS uuid[]))",
}
"""How each engine takes a list of ids as one parameter; see ``ids_given``."""


def ids_given(db: Connection, ids: Sequence[str]) -> dict[str, Any]:
    """Return a list of ids as the parameter of ``IN_IDS``."""
    return {"ids": list(ids) if db.dialect.name == "postgresql" else json.dumps(list(ids))}


_SHOWN_TEXT = (
    "SELECT p.id, p.preferred_name, p.given_names, p.family_name, p.born_on, p.address, "
    "p.registration, p.is_deceased, p.deceased_on, p.is_sensitive, p.root_id, "
    "p.former_names, "
    "(SELECT i.value FROM identifiers i WHERE i.patient_id = p.id AND i.system = :nhs "
    "AND i.use <> 'old' LIMIT 1), "
    "(SELECT {joined} FROM preferences n WHERE n.patient_id = p.id AND n.ends_on IS NULL), "
    f"{HAS_MERGED} "
    "FROM patients p WHERE p.registration <> 'entered-in-error' AND p.id {ids}"
)
_JOINED = {"sqlite": "group_concat(n.kind)", "postgresql": "string_agg(n.kind, ',')"}
_SHOWN = PreparedText(
    {name: _SHOWN_TEXT.format(joined=_JOINED[name], ids=ids) for name, ids in IN_IDS.items()}
)
_NEED_ORDER = {code: kind.short for code, kind in KINDS.items() if kind.is_need}
_REGISTRATIONS = {one.value: one for one in Registration}
_make_summary = quick_maker(PatientSummary)


class Shown(NamedTuple):
    """What is read of a person for a row; ``root_id`` is the record a merged one lives on in.

    ``is_sensitive`` where any record is that has been merged into it.
    """

    id: PatientId
    preferred_name: str
    given_names: str
    family_name: str
    born_on: date | str | None
    address: str
    registration: str
    is_deceased: bool
    deceased_on: date | str | None
    is_sensitive: bool
    root_id: PatientId | None
    former_names: str
    nhs_number: str | None
    needs: str | None
    has_merged: bool

    @property
    def legal_name(self) -> str:
        """First names and last name."""
        return f"{self.given_names} {self.family_name}".strip()


def read_shown(db: Connection, ids: Sequence[PatientId]) -> dict[PatientId, Shown]:
    """Return the people of these ids; in the place of a merged record the one it lives on in."""
    rows = [Shown(*row) for row in _SHOWN.all(db, ids_given(db, ids) | {"nhs": NHS_NUMBER})]
    shown = {row.id: row for row in rows}
    for row in rows:
        if row.has_merged and not row.is_sensitive and is_any_sensitive(db, row.id):
            shown[row.id] = row._replace(is_sensitive=True)
    merged = {row.id: row.root_id for row in rows if row.root_id is not None}
    if merged:
        roots = read_shown(db, sorted(set(merged.values())))
        shown |= {one: roots[root] for one, root in merged.items() if root in roots}
    return shown


def summaries(
    db: Connection, found: Sequence[tuple[PatientId, str]], *, typed: Sequence[str] = ()
) -> tuple[PatientSummary, ...]:
    """Return found people, each (id, how it matched), in their order, each once.

    ``typed`` are the folded names looked for: a row says by which other name it was found. Who is
    called so comes before who only has that name beside the one they use.
    """
    if not found:
        return ()
    shown = read_shown(db, [patient_id for patient_id, _ in found])
    people: dict[PatientId, tuple[Shown, str, str]] = {}
    for patient_id, match in found:
        if patient_id in shown:
            row = shown[patient_id]
            people.setdefault(row.id, (row, match, row.legal_name))
    seen = Counter((legal.casefold(), row.born_on) for row, _, legal in people.values())
    rows = [
        _summary(row, match, legal, typed, has_namesake=seen[legal.casefold(), row.born_on] > 1)
        for row, match, legal in people.values()
    ]
    order = {match: place for place, match in enumerate(dict.fromkeys(one.match for one in rows))}
    rows.sort(key=lambda one: (order[one.match], bool(one.found_as)))
    return tuple(rows)


def _summary(
    row: Shown, match: str, legal: str, typed: Sequence[str], *, has_namesake: bool
) -> PatientSummary:
    called = called_name(row.preferred_name, row.given_names, row.family_name)
    is_literal = match in ("exact", "prefix")
    return _make_summary(
        row.id,
        called,
        legal,
        to_date(row.born_on),
        row.nhs_number or "",
        "" if row.is_sensitive else row.address.split("\n", 1)[0],
        _needs_of(row.needs) if row.needs and not row.is_sensitive else (),
        _REGISTRATIONS[row.registration],
        bool(row.is_deceased),
        to_date(row.deceased_on),
        match,
        has_namesake,
        found_as(called, legal, row.former_names, typed) if typed and is_literal else "",
    )


@lru_cache(maxsize=1024)
def _needs_of(told: str) -> tuple[str, ...]:
    """Return the short words of the kinds of need told, in the registry's order."""
    kinds = told.split(",")
    return tuple(short for code, short in _NEED_ORDER.items() if code in kinds)


def to_date(value: date | str | None) -> date | None:
    """Return a date as the driver gave it: SQLite has its text."""
    return date.fromisoformat(value) if isinstance(value, str) else value
