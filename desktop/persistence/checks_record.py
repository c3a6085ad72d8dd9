"""Whether the record is whole: every desk's chain of hashes, and its head kept apart."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection, text

from desktop.domain.permissions import Role
from desktop.persistence.checks import Violation, read_instant
from desktop.persistence.record import ChainHead, RecordEntry, chain_hash

_RECORD = text(
    "SELECT desk, seq, at, act_id, act, staff_id, role, patient_id, appointment_id, session_id, "
    "entry, hash FROM audit_log ORDER BY desk, seq"
)
_HEADS = text("SELECT name, head_seq, head_hash FROM desks ORDER BY name")


class RecordRule(StrEnum):
    """What the record may have, by name."""

    ALL_GONE = "all removed"
    GAP = "removed before it"
    BETWEEN = "slipped in before the first"
    BEHIND = "slipped in behind"
    CHANGED = "changed"
    NO_DESK = "no desk"
    LAST_GONE = "last removed"
    HEAD = "head"


def find_record_faults(db: Connection) -> Iterator[Violation]:
    """Give the rows of the record that were changed, removed or slipped in, the last ones too."""
    heads = {row.name: ChainHead(row.head_seq, row.head_hash) for row in db.execute(_HEADS)}
    seen = set()
    for desk, rows in groupby(db.execute(_RECORD), key=attrgetter("desk")):
        seen.add(desk)
        yield from _check_chain(desk, rows, heads.get(desk))
    for desk, head in heads.items():
        if desk not in seen and head != ChainHead():
            words = f"rows 1 to {head.seq} were removed"
            yield Violation(RecordRule.ALL_GONE, "audit_log", f"{desk}/1", words)


def _check_chain(desk: str, rows: Iterator[Any], head: ChainHead | None) -> Iterator[Violation]:
    last = ChainHead()
    for row in rows:
        key = f"{desk}/{row.seq}"
        found = _fault_of(desk, row, last, head)
        if found is not None:
            rule, words = found
            yield Violation(rule, "audit_log", key, words)
        last = ChainHead(row.seq, row.hash)
    if head is None:
        words = "the desk is missing, so its last act can’t be told"
        yield Violation(RecordRule.NO_DESK, "desks", desk, words)
    elif last.seq < head.seq:
        words = f"the last rows were removed: the desk wrote {head.seq}"
        yield Violation(RecordRule.LAST_GONE, "audit_log", f"{desk}/{last.seq + 1}", words)
    elif last.seq == head.seq and last.hash != head.hash:
        yield Violation(RecordRule.HEAD, "desks", desk, "its head is not the hash of its last row")


def _fault_of(
    desk: str, row: Any, last: ChainHead, head: ChainHead | None
) -> tuple[RecordRule, str] | None:
    if row.seq > last.seq + 1:
        return RecordRule.GAP, "rows before it were removed"
    if row.seq <= last.seq:
        return RecordRule.BETWEEN, "it was slipped in"
    if head is not None and row.seq > head.seq:
        return RecordRule.BEHIND, "it was slipped in behind the desk’s last act"
    if _hash_of(desk, row, last.hash) != row.hash:
        return RecordRule.CHANGED, "it was changed, or the row before it was"
    return None


def _hash_of(desk: str, row: Any, previous: str) -> str | None:
    """Return the hash the row should have; None when it holds what no act writes."""
    try:
        entry = RecordEntry(
            at=read_instant(row.at),
            act_id=row.act_id,
            act=row.act,
            staff_id=row.staff_id,
            role=Role(row.role),
            entry=row.entry,
            patient_id=row.patient_id,
            appointment_id=row.appointment_id,
            session_id=row.session_id,
        )
        return chain_hash(previous, desk, row.seq, entry)
    except ValueError:
        return None
