"""Looks in the record: whether one is recent, whether an act is there."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, and_, bindparam, or_, select

from desktop.domain.ids import ActId, PatientId, StaffId
from desktop.domain.looks import LOOK
from desktop.persistence.prepared import Prepared
from desktop.persistence.tables import audit_log

_RECENT = Prepared(
    select(audit_log.c.seq)
    .where(
        audit_log.c.patient_id == bindparam("patient"),
        audit_log.c.act == LOOK,
        audit_log.c.desk == bindparam("desk"),
        audit_log.c.at > bindparam("since"),
        or_(
            audit_log.c.staff_id == bindparam("staff"),
            and_(audit_log.c.staff_id.is_(None), bindparam("nobody") == 1),
        ),
    )
    .limit(1)
)
_NOBODY = StaffId("00000000-0000-0000-0000-000000000000")


def was_looked_at(
    db: Connection,
    patient_id: PatientId,
    *,
    staff_id: StaffId | None,
    desk: str,
    since: datetime,
) -> bool:
    """Return whether this actor's look at the person, from this desk, is on record since then."""
    params = {
        "patient": patient_id,
        "desk": desk,
        "since": since,
        "staff": staff_id or _NOBODY,
        "nobody": int(staff_id is None),
    }
    return _RECENT.first(db, params) is not None


_DONE = Prepared(
    select(audit_log.c.seq)
    .where(audit_log.c.patient_id == bindparam("patient"), audit_log.c.act_id == bindparam("act"))
    .limit(1)
)


def is_on_record(db: Connection, patient_id: PatientId, act_id: ActId) -> bool:
    """Return whether that act, about this person, was committed."""
    return _DONE.first(db, {"patient": patient_id, "act": act_id}) is not None
