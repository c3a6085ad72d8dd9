"""Looks at people's records, and sensitive records that open only with a reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from desktop.domain.errors import Conflict, RuleViolation
from desktop.domain.ids import ActId, PatientId, StaffId
from desktop.domain.looks import AGAIN_AFTER, LOOK, NEED_REASON, How, check_reason
from desktop.domain.permissions import Act
from desktop.operations.merging import SHOWN_ANEW
from desktop.operations.outcome import Outcome
from desktop.operations.work import Reading, Work
from desktop.persistence.looks import is_on_record, was_looked_at
from desktop.persistence.merging import find_root, list_days_of, list_records
from desktop.persistence.merging import is_sensitive as has_sensitive
from desktop.persistence.people import called_name, get_patient_row
from desktop.persistence.tables import patients

_OPENED = "opened_record"


@dataclass(frozen=True, slots=True)
class _Opened:
    """Which sensitive record this desk has open, who opened it, and the act that says why."""

    patient_id: PatientId
    staff_id: StaffId | None
    act_id: ActId


def record_look(
    work: Work, *, patient_id: PatientId, how: str = How.PANEL, why: str = ""
) -> Outcome[bool]:
    """Put a look on record, once per person, actor and desk in 10 minutes; tells whether it did.

    A look with a reason always goes on record.
    """
    work.require(Act.LOOK)
    root = find_root(work.db, patient_id)
    known = not why and was_looked_at(
        work.db,
        root,
        staff_id=work.actor.staff_id,
        desk=work.desk,
        since=work.now - AGAIN_AFTER,
    )
    if not known:
        facts = {"how": str(how), **({"why": why} if why else {})}
        work.record(LOOK, facts, patient_id=root, rows_from=len(work.rows.changes))
    return Outcome(not known, work.changes())


def open_sensitive(work: Work, *, patient_id: PatientId, why: str) -> Outcome[PatientId]:
    """Open a sensitive record for a reason, which goes on record; ``leave_sensitive`` ends it.

    Errors: RuleViolation at the reason.
    """
    root = find_root(work.db, patient_id)
    get_patient_row(work.db, root)
    record_look(work, patient_id=root, how=How.REASON, why=check_reason(why))
    # Only an act that is on record opens: ``is_open`` looks whether this one was committed.
    work.shared[_OPENED] = _Opened(root, work.actor.staff_id, work.act_id)
    return Outcome(root, work.changes())


def leave_sensitive(reading: Reading) -> None:
    """Close what was open: the panel has been left."""
    reading.shared.pop(_OPENED, None)


def is_open(reading: Reading, patient_id: PatientId) -> bool:
    """Return whether this person at this desk has given a reason for the record."""
    opened = reading.shared.get(_OPENED)
    return (
        isinstance(opened, _Opened)
        and opened.patient_id == patient_id
        and opened.staff_id == reading.actor.staff_id
        and is_on_record(reading.db, opened.patient_id, opened.act_id)
    )


def is_closed_here(reading: Reading, root: PatientId) -> bool:
    """Return whether this is a sensitive record that nobody has opened here."""
    records = list_records(reading.db, root)
    return has_sensitive(reading.db, records) and not is_open(reading, root)


def require_open(work: Work, row: dict[str, Any]) -> None:
    """Raise RuleViolation("sensitive") for a sensitive record nobody has opened here."""
    if is_closed_here(work, row["id"]):
        raise RuleViolation("sensitive", None, NEED_REASON)


def mark_sensitive(
    work: Work, *, patient_id: PatientId, version: int, is_sensitive: bool
) -> Outcome[PatientId]:
    """Let a record open only with a reason, or for everybody again."""
    work.require(Act.MARK_SENSITIVE)
    before = get_patient_row(work.db, find_root(work.db, patient_id))
    if before["version"] != version:
        raise Conflict("stale", "Somebody changed this person meanwhile.", key=patient_id)
    called = called_name(before["preferred_name"], before["given_names"], before["family_name"])
    if before["is_sensitive"] == is_sensitive:
        raise RuleViolation("sensitive", None, f"{called}’s record is so already.")
    work.rows.update(patients, (before["id"],), before, {"is_sensitive": is_sensitive})
    work.touch("patient", before["id"])
    # The diary says no more of them, or all again.
    work.touch("day", *list_days_of(work.db, before["id"], work.today - SHOWN_ANEW))
    work.record(Act.MARK_SENSITIVE, {"who": called}, patient_id=before["id"])
    now = "opens only with a reason now" if is_sensitive else "opens for everybody again"
    words = f"{called}’s record {now}."
    return Outcome(before["id"], work.changes(), work.inverse(Act.MARK_SENSITIVE, words), words)
