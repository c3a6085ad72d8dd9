"""Whether visits to come have exactly the places their times say."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby, pairwise
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection, bindparam, text

from desktop.persistence.base import Instant
from desktop.persistence.checks import Violation

_TO_COME = text(
    "SELECT a.id, a.session_id, a.start_at, a.end_at, s.id AS slot_id, s.start_at AS from_at, "
    "s.end_at AS until_at, s.session_id AS slot_session "
    "FROM appointments a LEFT JOIN places p ON p.appointment_id = a.id "
    "LEFT JOIN slots s ON s.id = p.slot_id "
    "WHERE a.state IN ('pending', 'booked', 'arrived', 'checked-in') AND a.start_at > :now "
    "ORDER BY a.id, s.start_at, s.id"
).bindparams(bindparam("now", type_=Instant()))


def find_wrong_places(db: Connection, now: datetime) -> Iterator[Violation]:
    """Give the visits to come whose places are not those their times say."""
    for key, rows in groupby(db.execute(_TO_COME, {"now": now}), key=attrgetter("id")):
        words = _fault(list(rows))
        if words:
            yield Violation("appointments", str(key), words)


def _fault(rows: list[Any]) -> str:
    first = rows[0]
    if first.slot_id is None:
        return "it is to come and has no place in the diary"
    if any(row.slot_session != first.session_id for row in rows):
        return "it has a place in a session that is not its own"
    if len({row.slot_id for row in rows}) != len(rows):
        return "it has two places of one slot"
    if first.from_at != first.start_at or rows[-1].until_at != first.end_at:
        return "its places do not begin and end when it does"
    if any(one.until_at != two.from_at for one, two in pairwise(rows)):
        return "its places are not one after another"
    return ""
