"""Rows of the record about a person or a visit, latest first."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select

from desktop.domain.ids import ActId, AppointmentId, PatientId
from desktop.domain.permissions import Role
from desktop.persistence.prepared import Prepared
from desktop.persistence.tables import audit_log, clinicians, clinics, slot_types

MOST = 200

_LATEST = (
    select(
        audit_log.c.at,
        audit_log.c.seq,
        audit_log.c.act,
        audit_log.c.role,
        audit_log.c.desk,
        audit_log.c.act_id,
        audit_log.c.entry,
    )
    .order_by(audit_log.c.at.desc(), audit_log.c.desk, audit_log.c.seq.desc())
    .limit(MOST)
)
_OF_PATIENT = Prepared(_LATEST.where(audit_log.c.patient_id == bindparam("key")))
_OF_VISIT = Prepared(_LATEST.where(audit_log.c.appointment_id == bindparam("key")))
_CLINICIANS = select(
    clinicians.c.id, clinicians.c.title, clinicians.c.given_names, clinicians.c.family_name
)


@dataclass(frozen=True, slots=True)
class Recorded:
    """A row of the record; ``entry`` is what its JSON says."""

    at: datetime
    seq: int
    act: str
    role: Role
    desk: str
    act_id: ActId
    entry: dict[str, Any]


def list_recorded(
    db: Connection,
    patient_ids: Sequence[PatientId] = (),
    appointment_id: AppointmentId | None = None,
) -> tuple[Recorded, ...]:
    """Return what is on record for these records of a person, or for a visit, latest first."""
    if appointment_id is not None:
        rows = _OF_VISIT.all(db, {"key": appointment_id})
    else:
        rows = [row for one in patient_ids for row in _OF_PATIENT.all(db, {"key": one})]
    # An act is recorded for each record it touches: merged, it would show twice.
    once = {(row.act_id, row.act, row.entry): row for row in rows}
    found = [
        Recorded(row.at, row.seq, row.act, row.role, row.desk, row.act_id, json.loads(row.entry))
        for row in once.values()
    ]
    found.sort(key=lambda one: (one.at, one.seq), reverse=True)
    return tuple(found[:MOST])


def load_names(db: Connection) -> dict[str, str]:
    """Return how clinicians, clinics and kinds of slot are called, by their ids."""
    names: dict[str, str] = {}
    for row in db.execute(_CLINICIANS):
        parts = (row.title, row.given_names, row.family_name)
        names[row.id] = " ".join(part for part in parts if part)
    for table in (clinics, slot_types):
        for each in db.execute(select(table.c.id, table.c.name)):
            names[each.id] = each.name
    return names
