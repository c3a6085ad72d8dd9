"""Whether visits to come have exactly the places their times say."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
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


class PlacesRule(StrEnum):
    """What a visit may have against its places: a rule's name is its sentence."""

    NONE = "it is to come and has no place in the diary"
    ELSEWHERE = "it has a place in a session that is not its own"
    TWICE = "it has two places of one slot"
    OTHER_TIMES = "its places do not begin and end when it does"
    GAP = "its places are not one after another"


def find_wrong_places(db: Connection, now: datetime) -> Iterator[Violation]:
    """Give the visits to come whose places are not those their times say."""
    for key, rows in groupby(db.execute(_TO_COME, {"now": now}), key=attrgetter("id")):
        fault = _fault(list(rows))
        if fault is not None:
            yield Violation(fault, "appointments", str(key), fault)


def _fault(rows: list[Any]) -> PlacesRule | None:
    first = rows[0]
    if first.slot_id is None:
        return PlacesRule.NONE
    if any(row.slot_session != first.session_id for row in rows):
        return PlacesRule.ELSEWHERE
    if len({row.slot_id for row in rows}) != len(rows):
        return PlacesRule.TWICE
    if first.from_at != first.start_at or rows[-1].until_at != first.end_at:
        return PlacesRule.OTHER_TIMES
    if any(one.until_at != two.from_at for one, two in pairwise(rows)):
        return PlacesRule.GAP
    return None
