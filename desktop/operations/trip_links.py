"""Visits that belong together: what is asked before one goes its own way, and that it then does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from desktop.domain.errors import Agreement
from desktop.domain.trips import Timed, agreement_to_part, is_one_trip
from desktop.operations.work import Work
from desktop.persistence.series import list_on_trip
from desktop.persistence.tables import appointments
from desktop.persistence.visits import get_appointment_row


def agreements_to_part(
    work: Work, visit: dict[str, Any], *, act: str, times: Sequence[Timed] = ()
) -> list[Agreement]:
    """Return what has to be agreed before a visit of a trip is cancelled, or moved to ``times``."""
    others = list_on_trip(work.db, visit["trip_id"], visit["id"])
    if not others or (times and is_one_trip((*others, *times))):
        return []
    return [agreement_to_part(others, work.zone, act=act)]


def part_trip(work: Work, visit: dict[str, Any], *, times: Sequence[Timed] = ()) -> dict[str, Any]:
    """Let a visit go its own way unless ``times`` keep it on its trip; return its row as it is now.

    Where one other is left that is alone too.
    """
    others = list_on_trip(work.db, visit["trip_id"], visit["id"])
    if not others or (times and is_one_trip((*others, *times))):
        return visit
    after: dict[str, Any] = {"trip_id": None}
    for other in others if len(others) == 1 else ():
        row = get_appointment_row(work.db, other.id)
        work.rows.update(appointments, (other.id,), row, after)
        work.touch("appointment", other.id)
    work.rows.update(appointments, (visit["id"],), visit, after)
    return visit | after | {"version": visit["version"] + 1}
