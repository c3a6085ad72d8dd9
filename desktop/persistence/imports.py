"""What was taken in from elsewhere, and what is here already that a file may mean."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, bindparam, select, text

from desktop.domain.ids import ClinicianId, PatientId
from desktop.domain.sessions import SessionState
from desktop.persistence.bulk import insert_bulk
from desktop.persistence.roots import last_root
from desktop.persistence.rows import Values
from desktop.persistence.tables import (
    appointments,
    clinicians,
    clinics,
    identifiers,
    imports,
    patients,
    sessions,
    slot_types,
    slots,
)

MOST_AT_ONCE = 400
"""Ids in one query; SQLite takes no more than some thousand parameters."""

_KNOWN = select(imports.c.source_id, imports.c.our_id, imports.c.content_hash).where(
    imports.c.source == bindparam("source"),
    imports.c.kind == bindparam("kind"),
    imports.c.source_id.in_(bindparam("ids", expanding=True)),
)
_OWNERS = select(identifiers.c.system, identifiers.c.value, identifiers.c.patient_id).where(
    identifiers.c.system == bindparam("system"),
    identifiers.c.value.in_(bindparam("values", expanding=True)),
)
_PEOPLE = select(patients.c.id, patients.c.family_name, patients.c.born_on).where(
    patients.c.id.in_(bindparam("ids", expanding=True))
)
_VISITS = select(appointments.c.id).where(appointments.c.id.in_(bindparam("ids", expanding=True)))


_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(7402711)")


def lock_imports(db: Connection) -> None:
    """Let one import at a time write: two desks may take in one file (SQLite has one writer)."""
    if db.dialect.name == "postgresql":
        db.execute(_ONE_AT_A_TIME)


def find_taken_in(
    db: Connection, source: str, kind: str, ids: Iterable[str]
) -> dict[str, tuple[str, str]]:
    """Return our id and the hash of the content for each of a source's ids that is here."""
    found: dict[str, tuple[str, str]] = {}
    for some in _parts(ids):
        params = {"source": source, "kind": kind, "ids": some}
        for row in db.execute(_KNOWN, params).all():
            found[row.source_id] = (row.our_id, row.content_hash)
    return found


def find_owners(
    db: Connection, numbers: Iterable[tuple[str, str]]
) -> dict[tuple[str, str], PatientId]:
    """Return who is here under any of these (system, value)."""
    wanted: dict[str, set[str]] = {}
    for system, value in numbers:
        wanted.setdefault(system, set()).add(value)
    found: dict[tuple[str, str], PatientId] = {}
    for system, values in wanted.items():
        for some in _parts(values):
            for row in db.execute(_OWNERS, {"system": system, "values": some}).all():
                found[row.system, row.value] = row.patient_id
    return found


def find_people_by_id(db: Connection, ids: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Return family name and birth date of those ids that are people here."""
    found = {}
    for some in _parts(_uuids(ids)):
        for row in db.execute(_PEOPLE, {"ids": some}).mappings().all():
            found[row["id"]] = dict(row)
    return found


_ROOTS = select(patients.c.id, last_root().label("root_id")).where(
    patients.c.id.in_(bindparam("ids", expanding=True)), patients.c.root_id.is_not(None)
)


def find_roots(db: Connection, ids: Iterable[str]) -> dict[str, PatientId]:
    """Return the record that lives on for each of those people who were merged into another."""
    found: dict[str, PatientId] = {}
    for some in _parts(set(ids)):
        found.update((row.id, row.root_id) for row in db.execute(_ROOTS, {"ids": some}).all())
    return found


def find_visits_by_id(db: Connection, ids: Iterable[str]) -> frozenset[str]:
    """Return those ids that are visits here."""
    return frozenset(
        row.id for some in _parts(_uuids(ids)) for row in db.execute(_VISITS, {"ids": some})
    )


_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def _uuids(ids: Iterable[str]) -> list[str]:
    """Return those that may be our own; PostgreSQL would refuse the others as an id."""
    return [one for one in ids if _UUID.fullmatch(one)]


def _parts(ids: Iterable[str]) -> Iterator[list[str]]:
    every = sorted(ids)
    for start in range(0, len(every), MOST_AT_ONCE):
        yield every[start : start + MOST_AT_ONCE]


def import_row(
    source: str, kind: str, source_id: str, *, our_id: str, content_hash: str, at: datetime
) -> dict[str, Any]:
    """Return the row that remembers where something came from."""
    return {
        "source": source,
        "kind": kind,
        "source_id": source_id,
        "our_id": our_id,
        "content_hash": content_hash,
        "at": at,
    }


def insert_by_table(db: Connection, rows: dict[Table, list[Values]]) -> None:
    """Insert rows of several tables, those referred to first."""
    for table, found in rows.items():
        insert_bulk(db, table, found)


def insert_new_names(db: Connection, table: Table, names: Sequence[str]) -> None:
    """Add names to a list of distinct ones; those there already are passed over."""
    column = next(iter(table.c)).name
    query = text(f'INSERT INTO "{table.name}" ("{column}") VALUES (:name) ON CONFLICT DO NOTHING')
    if names:
        db.execute(query, [{"name": name} for name in names])


# -- the practice's own, to be meant by a name ------------------------------------------------


def list_clinicians(db: Connection) -> list[dict[str, Any]]:
    """Return every clinician's id, names and profession."""
    return [dict(row) for row in db.execute(select(clinicians)).mappings()]


def list_clinics(db: Connection) -> list[dict[str, Any]]:
    """Return every clinic, the first made first."""
    return [dict(row) for row in db.execute(select(clinics).order_by(clinics.c.id)).mappings()]


def list_slot_types(db: Connection) -> list[dict[str, Any]]:
    """Return every kind of slot, those in use first."""
    query = select(slot_types).order_by(slot_types.c.active.desc(), slot_types.c.id)
    return [dict(row) for row in db.execute(query).mappings()]


_SESSIONS_THEN = (
    select(sessions)
    .where(
        sessions.c.clinician_id == bindparam("clinician"),
        sessions.c.state != SessionState.CANCELLED,
        sessions.c.start_at < bindparam("end"),
        sessions.c.end_at > bindparam("start"),
    )
    .order_by(sessions.c.start_at)
)
_SLOTS_THEN = (
    select(slots.c.id, slots.c.start_at, slots.c.end_at, slots.c.state, slots.c.session_id)
    .join(sessions, sessions.c.id == slots.c.session_id)
    .where(
        sessions.c.clinician_id == bindparam("clinician"),
        sessions.c.state != SessionState.CANCELLED,
        slots.c.is_extra.is_(False),
        slots.c.start_at >= bindparam("start"),
        slots.c.end_at <= bindparam("end"),
    )
    .order_by(slots.c.start_at)
)


def list_sessions_then(
    db: Connection, clinician_id: ClinicianId, start: datetime, end: datetime
) -> list[dict[str, Any]]:
    """Return a clinician's sessions that touch that time, in order."""
    params = {"clinician": clinician_id, "start": start, "end": end}
    return [dict(row) for row in db.execute(_SESSIONS_THEN, params).mappings()]


def list_slots_within(
    db: Connection, clinician_id: ClinicianId, start: datetime, end: datetime
) -> list[dict[str, Any]]:
    """Return a clinician's slots that lie within that time, in order; extras apart."""
    params = {"clinician": clinician_id, "start": start, "end": end}
    return [dict(row) for row in db.execute(_SLOTS_THEN, params).mappings()]
