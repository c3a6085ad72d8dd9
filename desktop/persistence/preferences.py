"""Rows of what people have told us: a person's own and those of the records merged into theirs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import Connection, bindparam, select

from desktop.domain.errors import NotFound
from desktop.domain.ids import PatientId, PreferenceId
from desktop.domain.needs import ToldOnce
from desktop.domain.people import Preference
from desktop.domain.preference_rules import Source, Told, is_active
from desktop.persistence.prepared import Prepared
from desktop.persistence.rows import read_row
from desktop.persistence.tables import clinicians, clinics, preferences

_OF = Prepared(
    select(preferences)
    .where(preferences.c.patient_id == bindparam("patient"))
    .order_by(preferences.c.since_on, preferences.c.id)
)
_PREFERENCE_FIELDS = tuple(Preference.__dataclass_fields__)
TOLD_COLUMNS = tuple(Told.__dataclass_fields__)
NEW_PREFERENCE: dict[str, Any] = {
    "confirmed_on": None,
    "confirmed_by": "",
    "put_off_on": None,
    "ended_why": "",
    "version": 1,
}
"""The columns that recording something does not ask for."""


def get_preference_row(db: Connection, preference_id: PreferenceId) -> dict[str, Any]:
    """Return the row, the before image of a change; NotFound when there is none."""
    row = read_row(db, preferences, (preference_id,))
    if row is None:
        raise NotFound("preference", preference_id)
    return row


def list_rows_told(db: Connection, records: Iterable[PatientId]) -> list[dict[str, Any]]:
    """Return every row of these records, ended ones too."""
    return [row._asdict() for one in records for row in _OF.all(db, {"patient": one})]


def list_active(
    db: Connection, records: Iterable[PatientId], today: date
) -> tuple[Preference, ...]:
    """Return what holds today of what the person of these records has told us."""
    return active_of(list_rows_told(db, records), today)


def active_of(rows: Iterable[dict[str, Any]], today: date) -> tuple[Preference, ...]:
    """Return what holds today of these rows."""
    return tuple(preference_from(row) for row in rows if is_active(row["ends_on"], today))


def ended_of(rows: Iterable[dict[str, Any]], today: date) -> tuple[Preference, ...]:
    """Return what holds no more of these rows, latest ended first."""
    found = [preference_from(row) for row in rows if not is_active(row["ends_on"], today)]
    return tuple(sorted(found, key=lambda one: (one.ends_on or today, one.id), reverse=True))


def list_told(db: Connection, records: Iterable[PatientId]) -> tuple[ToldOnce, ...]:
    """Return all that the person of these records has told us, as needs are derived from it."""
    return tuple(
        ToldOnce(row["id"], row["kind"], told_from(row)) for row in list_rows_told(db, records)
    )


def preference_from(row: dict[str, Any]) -> Preference:
    """Return the row as the panel shows it."""
    return Preference(**{name: row[name] for name in _PREFERENCE_FIELDS})


def told_from(row: dict[str, Any]) -> Told:
    """Return the row as it is typed; a source of an older Attend reads as from elsewhere."""
    known = {name: row[name] for name in TOLD_COLUMNS}
    is_known = known["source"] in tuple(Source)
    return Told(**known | {"source": Source(known["source"]) if is_known else Source.IMPORT})


_NAMES = (
    select(clinicians.c.id, clinicians.c.title, clinicians.c.given_names, clinicians.c.family_name)
).where(clinicians.c.id.in_(bindparam("ids", expanding=True)))
_SITES = select(clinics.c.id, clinics.c.name).where(
    clinics.c.id.in_(bindparam("ids", expanding=True))
)


def list_names(db: Connection, ids: Iterable[str]) -> dict[str, str]:
    """Return how the clinicians and clinics of these ids are called."""
    wanted = {"ids": sorted(ids)}
    if not wanted["ids"]:
        return {}
    names = {
        row.id: " ".join(filter(None, (row.title, row.given_names, row.family_name)))
        for row in db.execute(_NAMES, wanted)
    }
    return names | {row.id: row.name for row in db.execute(_SITES, wanted)}
