"""Records of one person: which of them lives on, and which have been merged into it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select

from desktop.domain.errors import NotFound
from desktop.domain.ids import AppointmentId, PatientId, uuid7
from desktop.domain.people import Registration
from desktop.domain.visits import State
from desktop.persistence.prepared import Prepared
from desktop.persistence.tables import (
    appointments,
    distinct_people,
    patients,
    preferences,
    related_people,
    slot_types,
    waiting_list,
)

_ROOT = Prepared(
    select(patients.c.root_id, patients.c.merged_at).where(patients.c.id == bindparam("patient"))
)
_INTO = Prepared(
    select(patients.c.id)
    .where(patients.c.root_id == bindparam("root"), patients.c.root_id.is_not(None))
    .order_by(patients.c.id)
)
_SENSITIVE = Prepared(
    select(patients.c.id).where(
        patients.c.id == bindparam("patient"), patients.c.is_sensitive.is_(True)
    )
)
HAS_MERGED = "EXISTS (SELECT 1 FROM patients m WHERE m.root_id = p.id AND m.root_id IS NOT NULL)"
"""Whether records have been merged into the row of ``patients p``: most have none."""

# A merged record ahead of the one it lives on in, as whoever books for it: nobody waits in a ring.
_IN_ORDER = (patients.c.root_id.is_(None), patients.c.id)
_SEVERAL = patients.c.id.in_(bindparam("ids", expanding=True))
_LOCK = select(patients).where(_SEVERAL).order_by(*_IN_ORDER).with_for_update()
_SHARE_ALL = select(patients.c.id).where(_SEVERAL).order_by(*_IN_ORDER).with_for_update(read=True)


def find_root(db: Connection, patient_id: PatientId) -> PatientId:
    """Return the record that lives on for this one: itself where it has not been merged."""
    found = patient_id
    while True:
        row = _ROOT.first(db, {"patient": found})
        if row is None or row.root_id is None:
            return found
        found = row.root_id


def list_records(db: Connection, root_id: PatientId) -> tuple[PatientId, ...]:
    """Return the record and all that have been merged into it, itself first."""
    found = [root_id]
    for one in found:  # grows while it is walked: records merged into merged ones count too
        found += [row.id for row in _INTO.all(db, {"root": one})]
    return tuple(found)


def is_sensitive(db: Connection, records: Sequence[PatientId]) -> bool:
    """Return whether any of a person's records opens only with a reason."""
    return any(_SENSITIVE.first(db, {"patient": one}) is not None for one in records)


def is_any_sensitive(db: Connection, root_id: PatientId) -> bool:
    """Return whether a record, or one that has been merged into it, opens only with a reason."""
    return is_sensitive(db, list_records(db, root_id))


def lock_patients(db: Connection, ids: Sequence[PatientId]) -> dict[PatientId, dict[str, Any]]:
    """Return the rows of these people as they stand, nobody else merging them meanwhile.

    Errors: NotFound for one that is not there or was entered in error.
    """
    rows = lock_records(db, ids)
    for one in ids:
        if one not in rows or rows[one]["registration"] is Registration.ENTERED_IN_ERROR:
            raise NotFound("patient", one)
    return rows


def lock_records(db: Connection, ids: Iterable[PatientId]) -> dict[PatientId, dict[str, Any]]:
    """Return the rows of these people, those that are there; nobody books for them meanwhile.

    Whoever books for them goes on once this act is done, and sees what it has told.
    """
    rows = db.execute(_LOCK, {"ids": sorted(set(ids))})
    return {row["id"]: dict(row) for row in rows.mappings()}


_OWN = select(patients.c.root_id).with_for_update(read=True)
_SHARE = Prepared(_OWN.where(patients.c.id == bindparam("patient")))
_WHOSE = select(appointments.c.patient_id).where(appointments.c.id == bindparam("visit"))
_SHARE_OF = Prepared(_OWN.where(patients.c.id == _WHOSE.scalar_subquery()))


def share_patient(db: Connection, patient_id: PatientId) -> None:
    """On a server: let nobody change what a person told us until this act is done.

    Call it before anything is read of what they told. With a merged record goes the one it lives
    on in.
    """
    if db.dialect.name == "postgresql":
        _share_root(db, _SHARE.first(db, {"patient": patient_id}))


def share_person_of(db: Connection, appointment_id: AppointmentId) -> None:
    """As ``share_patient``, for the person of a visit."""
    if db.dialect.name == "postgresql":
        _share_root(db, _SHARE_OF.first(db, {"visit": appointment_id}))


def _share_root(db: Connection, row: Any) -> None:
    if row is not None and row.root_id is not None:
        _SHARE.first(db, {"patient": find_root(db, row.root_id)})


def share_people(db: Connection, ids: Iterable[PatientId]) -> None:
    """As ``share_patient``, for many at once; name the records they live on in too."""
    every = sorted(set(ids))
    if db.dialect.name == "postgresql" and every:
        db.execute(_SHARE_ALL, {"ids": every}).all()


@dataclass(frozen=True, slots=True)
class MadeSince:
    """A row made for the surviving record after a merge: it may be about either person."""

    table: str
    id: str
    on_date: date | None
    start_at: datetime | None
    words: str


def list_made_since(db: Connection, patient_id: PatientId) -> tuple[MadeSince, ...]:
    """Return what was made for a merged record since: it may be this person's.

    Visits, preferences, related people, wishes; of all the records above it where that one was
    merged too. Their ids tell when they were made: UUIDv7 begins with the time.
    """
    found: list[MadeSince] = []
    row, since = _ROOT.first(db, {"patient": patient_id}), None
    while row is not None and row.root_id is not None:
        since = max(row.merged_at, since or row.merged_at)
        found += _made_for(db, row.root_id, since)
        row = _ROOT.first(db, {"patient": row.root_id})
    return tuple(found)


def _made_for(db: Connection, root_id: PatientId, merged_at: datetime) -> tuple[MadeSince, ...]:
    params = {"root": root_id, "since": uuid7(int(merged_at.timestamp() * 1000), 0)}
    visits = [
        MadeSince("appointments", row.id, row.on_date, row.start_at, row.reason)
        for row in _VISITS_SINCE.all(db, params)
    ]
    told = [
        MadeSince("preferences", row.id, None, None, row.own_words or row.value or row.kind)
        for row in _PREFERENCES_SINCE.all(db, params)
    ]
    near = [
        MadeSince("related_people", row.id, None, None, row.name)
        for row in _RELATED_SINCE.all(db, params)
    ]
    waits = [
        MadeSince("waiting_list", row.id, None, None, row.name)
        for row in _WISHES_SINCE.all(db, params)
    ]
    return (*visits, *told, *near, *waits)


_VISITS_SINCE = Prepared(
    select(
        appointments.c.id, appointments.c.on_date, appointments.c.start_at, appointments.c.reason
    )
    .where(
        appointments.c.patient_id == bindparam("root"),
        appointments.c.id >= bindparam("since"),
        appointments.c.state != State.ENTERED_IN_ERROR,
    )
    .order_by(appointments.c.on_date, appointments.c.start_at, appointments.c.id)
)
_PREFERENCES_SINCE = Prepared(
    select(preferences.c.id, preferences.c.own_words, preferences.c.value, preferences.c.kind)
    .where(preferences.c.patient_id == bindparam("root"), preferences.c.id >= bindparam("since"))
    .order_by(preferences.c.id)
)
_RELATED_SINCE = Prepared(
    select(related_people.c.id, related_people.c.name)
    .where(
        related_people.c.patient_id == bindparam("root"), related_people.c.id >= bindparam("since")
    )
    .order_by(related_people.c.id)
)
_WISHES_SINCE = Prepared(
    select(waiting_list.c.id, slot_types.c.name)
    .join(slot_types, slot_types.c.id == waiting_list.c.slot_type_id)
    .where(waiting_list.c.patient_id == bindparam("root"), waiting_list.c.id >= bindparam("since"))
    .order_by(waiting_list.c.id)
)
_DISTINCT = Prepared(
    select(distinct_people.c.patient_id).where(
        distinct_people.c.patient_id == bindparam("first"),
        distinct_people.c.other_id == bindparam("second"),
    )
)


def find_distinct(db: Connection, first: PatientId, second: PatientId) -> bool:
    """Return whether two people (in the order of their ids) were found to be two."""
    return _DISTINCT.first(db, {"first": first, "second": second}) is not None


_DAYS = Prepared(
    select(appointments.c.on_date)
    .where(
        appointments.c.patient_id == bindparam("patient"),
        appointments.c.on_date >= bindparam("since"),
    )
    .distinct()
)


def list_days_of(db: Connection, patient_id: PatientId, since: date) -> tuple[date, ...]:
    """Return the days from then on that a record has visits on."""
    found = {
        row.on_date
        for one in list_records(db, patient_id)
        for row in _DAYS.all(db, {"patient": one, "since": since})
    }
    return tuple(sorted(found))
