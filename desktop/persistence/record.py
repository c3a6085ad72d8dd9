"""The record and the feed of an act, written last in its transaction; reading the chain back."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Table, bindparam, exc, func, insert, literal, select, update
from sqlalchemy.sql.elements import ColumnElement

from desktop.domain.errors import LaterAct, Unavailable
from desktop.domain.ids import ActId, AppointmentId, PatientId, SessionId, StaffId
from desktop.domain.looks import LOOK
from desktop.domain.permissions import Role
from desktop.persistence.base import instant_text
from desktop.persistence.prepared import Prepared
from desktop.persistence.rows import LastWrite, stale_row, update_statement
from desktop.persistence.tables.machinery import audit_log, changes, desks
from desktop.persistence.tables.visits import visit_events

LONGEST_NOTIFY = 7900
"""PostgreSQL's NOTIFY carries under 8,000 bytes; a longer list of ids becomes "everything"."""

FEED_CHANNEL = "attend_changes"


@dataclass(frozen=True, slots=True)
class RecordEntry:
    """One row of the record before it has its place in the chain; ``entry`` is canonical JSON."""

    at: datetime
    act_id: ActId
    act: str
    staff_id: StaffId | None
    role: Role
    entry: str
    patient_id: PatientId | None = None
    appointment_id: AppointmentId | None = None
    session_id: SessionId | None = None


@dataclass(frozen=True, slots=True)
class ChainHead:
    """The last row of a desk's chain: its number and hash (0 and "" before the first)."""

    seq: int = 0
    hash: str = ""


def canonical(entry: Mapping[str, Any]) -> str:
    """Return the entry as JSON with sorted keys and no spaces."""
    return _ENCODER.encode(entry)


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return instant_text(value)
    if isinstance(value, (tuple, frozenset, set)):
        return sorted(value) if not isinstance(value, tuple) else list(value)
    return str(value)


_ENCODER = json.JSONEncoder(
    ensure_ascii=False,
    sort_keys=True,
    separators=(",", ":"),
    default=_plain,
    check_circular=False,  # an act encodes four times; nothing of ours holds itself
)


def chain_hash(previous: str, desk: str, seq: int, entry: RecordEntry) -> str:
    """Return sha256 over the previous hash and everything the row holds."""
    row = {name: getattr(entry, name) for name in RecordEntry.__slots__}
    row |= {"desk": desk, "seq": seq, "role": entry.role.value}
    return hashlib.sha256((previous + canonical(row)).encode()).hexdigest()


def chained(head: ChainHead, desk: str, entries: list[RecordEntry]) -> list[dict[str, Any]]:
    """Return the entries as rows of ``audit_log`` that follow the head."""
    rows, previous = [], head.hash
    for seq, entry in enumerate(entries, head.seq + 1):
        previous = chain_hash(previous, desk, seq, entry)
        fields = {name: getattr(entry, name) for name in RecordEntry.__slots__}
        rows.append(fields | {"desk": desk, "seq": seq, "hash": previous})
    return rows


_INSERT_RECORD = insert(audit_log)
_INSERT_ONE = Prepared(_INSERT_RECORD)
_INSERT_EVENT = Prepared(insert(visit_events))
_INSERT_CHANGE = Prepared(insert(changes), ("at", "desk", "payload"))
_ADVANCE_HEAD = (
    update(desks)
    .where(desks.c.name == bindparam("desk"), desks.c.head_seq == bindparam("old_seq"))
    .values(head_seq=bindparam("new_seq"), head_hash=bindparam("new_hash"))
)
_ADVANCE_ONE = Prepared(_ADVANCE_HEAD)
_NOTIFY = select(func.pg_notify(FEED_CHANNEL, bindparam("payload")))


def write_record(
    db: Connection,
    *,
    desk: str,
    head: ChainHead,
    entries: list[RecordEntry],
    payload: str,
    at: datetime,
    events: Sequence[Mapping[str, Any]] = (),
    last: LastWrite | None = None,
) -> ChainHead:
    """Append to the record, move the desk's head, tell the feed; returns the new head.

    ``events`` are rows of ``visit_events`` of the same act: the last one goes with the record, as
    does the ``last`` row of the act itself.
    Errors: Unavailable("chain") when another process has written under this desk's name;
    Conflict("stale") for the last row.
    """
    rows = chained(head, desk, entries)
    new = ChainHead(rows[-1]["seq"], rows[-1]["hash"]) if rows else head
    server = db.dialect.name == "postgresql"
    alone = events[:-1] if server and rows else events
    for event in alone:
        _INSERT_EVENT.run(db, event)
    try:
        if server:
            params = {} if not rows else _record_params(desk, head, rows)
            _write_on_postgresql(db, rows, params | {"payload": payload}, events[-1:], last)
        else:
            _write_on_sqlite(db, desk, head, rows)
            _INSERT_CHANGE.run(db, {"at": at, "desk": desk, "payload": payload})
    except exc.IntegrityError as error:
        if audit_log.name not in str(error.orig):
            raise
        raise _shared_desk(desk) from error
    return new


def _write_on_sqlite(
    db: Connection, desk: str, head: ChainHead, rows: list[dict[str, Any]]
) -> None:
    if not rows:
        return
    if len(rows) > 1:
        db.execute(_INSERT_RECORD, rows)
    else:
        _INSERT_ONE.run(db, rows[0])
    if _ADVANCE_ONE.run(db, _head_params(desk, head, rows)) != 1:
        raise _shared_desk(desk)


# On PostgreSQL record, head and NOTIFY go in one statement: it doubled the bookings of 50 desks.
_HEAD_CTE = _ADVANCE_HEAD.returning(desks.c.name).cte("head")
_RECORD_PARAMS: dict[str, ColumnElement[Any]] = {
    column.name: bindparam(f"r_{column.name}", type_=column.type) for column in audit_log.c
}
_EVENT_PARAMS: dict[str, ColumnElement[Any]] = {
    column.name: bindparam(f"e_{column.name}", type_=column.type) for column in visit_events.c
}


@lru_cache(maxsize=64)
def _merged(
    *, with_event: bool, table: Table | None, columns: tuple[str, ...], is_insert: bool
) -> Prepared:
    """Return the one statement of the record: its row, head and NOTIFY, an event, the last row."""
    counted: list[ColumnElement[Any]] = [func.count(_HEAD_CTE.c.name)]
    ctes = [insert(audit_log).values(_RECORD_PARAMS).cte("record")]
    if with_event:
        ctes.append(insert(visit_events).values(_EVENT_PARAMS).cte("event"))
    if table is not None and is_insert:
        values = {name: bindparam(name, type_=table.c[name].type) for name in columns}
        ctes.append(insert(table).values(values).cte("last"))
    elif table is not None:
        changed = update_statement(table, columns).returning(literal(1).label("one")).cte("last")
        counted.append(select(func.count(changed.c.one)).scalar_subquery().label("changed"))
    notify = func.pg_notify(FEED_CHANNEL, bindparam("payload"))
    return Prepared(select(*counted, notify).select_from(_HEAD_CTE).add_cte(*ctes))


def _record_params(desk: str, head: ChainHead, rows: list[dict[str, Any]]) -> dict[str, Any]:
    own = {f"r_{name}": value for name, value in rows[-1].items()}
    return own | _head_params(desk, head, rows)


def _shortened(payload: str) -> str:
    """Return news too long for a notice as *everything*; who made it and what was freed stay."""
    said = json.loads(payload)
    kept = {name: said[name] for name in ("desk", "window") if name in said}
    freed = said.get("ids", {}).get("freed")
    return canonical({**kept, "everything": True} | ({"ids": {"freed": freed}} if freed else {}))


def _write_on_postgresql(
    db: Connection,
    rows: list[dict[str, Any]],
    params: dict[str, Any],
    event: Sequence[Mapping[str, Any]],
    last: LastWrite | None,
) -> None:
    if len(params["payload"].encode()) > LONGEST_NOTIFY:
        params["payload"] = _shortened(params["payload"])
    if not rows:
        db.execute(_NOTIFY, params)
        return
    if len(rows) > 1:
        db.execute(_INSERT_RECORD, rows[:-1])
    for values in event:
        params |= {f"e_{name}": value for name, value in values.items()}
    statement = _merged(
        with_event=bool(event),
        table=last.table if last else None,
        columns=last.columns if last else (),
        is_insert=last is not None and last.is_insert,
    )
    written = statement.first(db, {**params, **last.params} if last else params)
    if written is None or written[0] != 1:
        raise _shared_desk(params["desk"])
    if last is not None and not last.is_insert and written[1] != 1:
        raise stale_row(last.table, last.params)


def _head_params(desk: str, head: ChainHead, rows: list[dict[str, Any]]) -> dict[str, Any]:
    last = rows[-1]
    return {
        "desk": desk,
        "old_seq": head.seq,
        "new_seq": last["seq"],
        "new_hash": last["hash"],
    }


def _shared_desk(desk: str) -> Unavailable:
    return Unavailable(
        "chain",
        f"Another program is working as {desk}. Nothing was saved; close one and start it again.",
    )


_HEAD = select(desks.c.head_seq, desks.c.head_hash).where(desks.c.name == bindparam("desk"))


def read_head(db: Connection, desk: str) -> ChainHead | None:
    """Return the head of a desk's chain, None for a desk that is not there yet."""
    row = db.execute(_HEAD, {"desk": desk}).one_or_none()
    return None if row is None else ChainHead(row.head_seq, row.head_hash)


_SETTLED_HEAD = _HEAD.with_for_update()


def read_settled_head(db: Connection, desk: str) -> ChainHead | None:
    """Return the head once no act of this desk is still on its way, in a write transaction.

    A commit whose answer was lost may still be going on at the server: it keeps the desk's row
    until it has ended, one way or the other.
    """
    row = db.execute(_SETTLED_HEAD, {"desk": desk}).one_or_none()
    return None if row is None else ChainHead(row.head_seq, row.head_hash)


def make_desk(db: Connection, desk: str) -> ChainHead:
    """Return the desk's head, making the desk first where it is new."""
    head = read_head(db, desk)
    if head is None:
        db.execute(insert(desks), {"name": desk, "head_seq": 0, "head_hash": ""})
        head = ChainHead()
    return head


def find_act(db: Connection, act_id: ActId, *, desk: str, after: int) -> bool:
    """Return whether an act was done: after a lost answer the desk can say so.

    ``after`` is the number its desk's chain stood at when it was sent, so that only what came
    since is read.
    """
    query = (
        select(audit_log.c.seq)
        .where(audit_log.c.desk == desk, audit_log.c.seq > after, audit_log.c.act_id == act_id)
        .limit(1)
    )
    return db.execute(query).first() is not None


def find_later_act(
    db: Connection,
    *,
    patient_id: PatientId | None = None,
    appointment_id: AppointmentId | None = None,
    session_id: SessionId | None = None,
) -> LaterAct | None:
    """Return the last act on record for an appointment, else a session, else a person."""
    for column, value in (
        (audit_log.c.appointment_id, appointment_id),
        (audit_log.c.session_id, session_id),
        (audit_log.c.patient_id, patient_id),
    ):
        if value is None:
            continue
        query = (
            select(audit_log.c.act, audit_log.c.entry, audit_log.c.desk, audit_log.c.at)
            .where(column == value, audit_log.c.act != LOOK)
            .order_by(audit_log.c.at.desc(), audit_log.c.seq.desc())
            .limit(1)
        )
        row = db.execute(query).first()
        if row is not None:
            return LaterAct(row.act, json.loads(row.entry).get("actor", ""), row.desk, row.at)
    return None


MOST_LOOKED_THROUGH = 200
"""Acts without a person, a visit or a session that are read to find who changed a row."""


def find_later_change(db: Connection, table: str, key: str) -> LaterAct | None:
    """Return the last act on record that changed a row of the practice's own, found by its rows."""
    query = (
        select(audit_log.c.act, audit_log.c.entry, audit_log.c.desk, audit_log.c.at)
        .where(
            audit_log.c.patient_id.is_(None),
            audit_log.c.appointment_id.is_(None),
            audit_log.c.session_id.is_(None),
            audit_log.c.entry.contains(key, autoescape=True),
        )
        .order_by(audit_log.c.at.desc(), audit_log.c.seq.desc())
        .limit(MOST_LOOKED_THROUGH)
    )
    for row in db.execute(query):
        entry = json.loads(row.entry)
        if any(one[0] == table and key in one[1] for one in entry.get("rows", [])):
            return LaterAct(row.act, entry.get("actor", ""), row.desk, row.at)
    return None
