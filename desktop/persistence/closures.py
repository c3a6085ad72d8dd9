"""Rows of closures, with the nation's bank holidays among them; release rules of kinds of slot."""

from __future__ import annotations

from datetime import date, datetime, time
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, bindparam, select

from desktop.domain.closures import (
    Closure,
    ClosureDetails,
    ClosureKind,
    ClosureState,
    days_closed,
    list_bank_holidays,
)
from desktop.domain.errors import NotFound
from desktop.domain.ids import ClosureId, SlotTypeId
from desktop.domain.release import ReleaseRule
from desktop.domain.sessions import SessionState
from desktop.domain.times import local_of
from desktop.persistence.prepared import Prepared
from desktop.persistence.rows import read_row
from desktop.persistence.tables import closures, practices, release_rules, sessions

_BETWEEN = Prepared(
    select(closures)
    .where(closures.c.first_on <= bindparam("last"), closures.c.last_on >= bindparam("first"))
    .order_by(closures.c.first_on, closures.c.id)
)
_NATION = Prepared(select(practices.c.nation))


def get_closure(db: Connection, closure_id: ClosureId) -> Closure:
    """Return a closure; NotFound without one."""
    row = read_row(db, closures, (closure_id,))
    if row is None:
        raise NotFound("closure", closure_id)
    return _closure(row)


def list_closures(db: Connection, first: date, last: date) -> tuple[Closure, ...]:
    """Return the closures on record that touch those dates, proposed and withdrawn ones too."""
    rows = _BETWEEN.all(db, {"first": first, "last": last})
    return tuple(_closure(row._asdict()) for row in rows)


def list_in_force(db: Connection, first: date, last: date) -> tuple[ClosureDetails, ...]:
    """Return what is closed between two dates: on record and in force, and bank holidays.

    A bank holiday is the nation's unless a row of that kind says otherwise of that date.
    """
    on_record = list_closures(db, first, last)
    said = {
        one.details.first_on
        for one in on_record
        if one.details.kind is ClosureKind.BANK_HOLIDAY and one.state is not ClosureState.PROPOSED
    }
    (practice,) = _NATION.all(db, {})
    holidays = [one for one in _holidays(practice.nation, first, last) if one.first_on not in said]
    own = [one.details for one in on_record if one.state is ClosureState.IN_FORCE]
    return tuple(sorted((*holidays, *own), key=lambda one: (one.first_on, one.name)))


def bank_holidays_around(db: Connection, first: date, last: date) -> frozenset[date]:
    """Return the bank holidays between two dates."""
    return days_closed(list_in_force(db, first, last), ClosureKind.BANK_HOLIDAY)


def count_sessions_within(
    db: Connection, details: ClosureDetails, now: datetime, zone_name: str
) -> int:
    """Return how many sessions to come lie in a closure, if only partly."""
    conditions = [
        sessions.c.state != SessionState.CANCELLED,
        sessions.c.on_date.between(details.first_on, details.last_on),
        sessions.c.start_at > now,
    ]
    for column in ("clinic_id", "clinician_id", "room_id"):
        wanted = getattr(details, column)
        if wanted is not None:
            conditions.append(sessions.c[column] == wanted)
    rows = db.execute(select(sessions.c.start_at, sessions.c.end_at).where(*conditions))
    first, last = details.start_local or time.min, details.end_local or time.max
    return sum(
        local_of(row.start_at, zone_name).time() < last
        and local_of(row.end_at, zone_name).time() > first
        for row in rows
    )


def list_sessions_within(
    db: Connection, details: ClosureDetails, now: datetime
) -> list[dict[str, Any]]:
    """Return the sessions of a closure's days that are not over, cancelled ones too, by key."""
    query = select(sessions).where(
        sessions.c.on_date.between(details.first_on, details.last_on), sessions.c.end_at > now
    )
    for column in ("clinic_id", "clinician_id", "room_id"):
        wanted = getattr(details, column)
        if wanted is not None:
            query = query.where(sessions.c[column] == wanted)
    return [dict(row) for row in db.execute(query.order_by(sessions.c.id)).mappings()]


def _holidays(nation: str, first: date, last: date) -> tuple[ClosureDetails, ...]:
    years = range(first.year, last.year + 1)
    every = (one for year in years for one in _holidays_in(nation, year))
    return tuple(one for one in every if first <= one.first_on <= last)


@lru_cache(maxsize=64)
def _holidays_in(nation: str, year: int) -> tuple[ClosureDetails, ...]:
    return list_bank_holidays(nation, date(year, 1, 1), date(year, 12, 31))


def closure_values(details: ClosureDetails) -> dict[str, Any]:
    """Return the columns that a closure's details fill."""
    return {name: getattr(details, name) for name in ClosureDetails.__dataclass_fields__}


def _closure(row: dict[str, Any]) -> Closure:
    details = ClosureDetails(**{name: row[name] for name in ClosureDetails.__dataclass_fields__})
    return Closure(row["id"], details, row["state"], row["version"])


def list_release_rules(db: Connection) -> dict[SlotTypeId, ReleaseRule]:
    """Return the release rules of the kinds of slot that have one."""
    return {
        row.slot_type_id: ReleaseRule(
            row.kind, row.number, row.at_local, row.turns_into, row.turn_days
        )
        for row in db.execute(select(release_rules))
    }
