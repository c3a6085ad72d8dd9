"""One week of sessions copied over the weeks after it, until templates make them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from desktop.domain.errors import RuleViolation
from desktop.domain.ids import SessionId
from desktop.domain.permissions import Act
from desktop.domain.sessions import PlannedSlot, SessionState
from desktop.domain.times import instant_of, local_of, said_day
from desktop.operations.outcome import Outcome
from desktop.operations.sessions import insert_slots
from desktop.operations.work import Work
from desktop.persistence.sessions import (
    ONE_OFF,
    find_clash,
    list_sessions_between,
    list_slots_of_session,
)
from desktop.persistence.tables import sessions

MOST_WEEKS = 52


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A session that was not copied to a date, and why."""

    on_date: date
    why: str


@dataclass(frozen=True, slots=True)
class CopiedWeek:
    """What copying made; ``left_out`` says which sessions were not, and why."""

    made: tuple[SessionId, ...]
    left_out: tuple[LeftOut, ...]


def copy_week(work: Work, *, monday: date, weeks: int) -> Outcome[CopiedWeek]:
    """Copy the sessions of the week that begins on ``monday`` into each of the next weeks.

    Times are wall-clock times, so a copy beyond a clock change keeps its hour; extras are not
    copied. A session that clashes with one already there is left out and named.
    Errors: RuleViolation("weeks") out of bounds, ("week") for a week without sessions.
    """
    work.require(Act.CREATE_SESSION)
    if not 1 <= weeks <= MOST_WEEKS:
        raise RuleViolation("weeks", "weeks", f"Copy over 1 to {MOST_WEEKS} weeks.")
    found = list_sessions_between(work.db, monday, monday + timedelta(days=6))
    if not found:
        raise RuleViolation("week", "monday", "There is no session in this week to copy.")
    made: list[SessionId] = []
    left_out: list[LeftOut] = []
    for week in range(1, weeks + 1):
        for row in found:
            on_date = row["on_date"] + timedelta(weeks=week)
            try:
                made.append(_copy(work, row, on_date))
            except RuleViolation as why:
                left_out.append(LeftOut(on_date, why.message))
    many = "1 session" if len(made) == 1 else f"{len(made)} sessions"
    label = f"{many} made, in {weeks} week{'s' if weeks > 1 else ''}."
    if left_out:
        label = f"{label} {len(left_out)} left out."
    work.touch("session", *made)
    said = [f"{said_day(one.on_date, work.today)}: {one.why}" for one in left_out]
    work.record(Act.CREATE_SESSION, {"what": label, "from": monday, "left_out": said})
    undo = work.inverse(Act.CREATE_SESSION, label, stays="The sessions stay.")
    return Outcome(CopiedWeek(tuple(made), tuple(left_out)), work.changes(), undo, label)


def _copy(work: Work, row: dict[str, Any], on_date: date) -> SessionId:
    """Copy one session; RuleViolation, before anything is written, where it can't be."""
    copy, planned = _copied(work, row, on_date), _planned(work, row, on_date)
    clash = find_clash(work.db, copy, work.zone)
    if clash is not None:
        raise RuleViolation("clash", *clash)
    work.rows.insert(sessions, copy)
    insert_slots(work, copy, planned)
    work.touch("day", on_date)
    session_id: SessionId = copy["id"]
    return session_id


def _copied(work: Work, row: dict[str, Any], on_date: date) -> dict[str, Any]:
    times = {
        name: instant_of(on_date, local_of(row[name], work.zone).time(), work.zone)
        for name in ("start_at", "end_at")
    }
    fresh = {"id": SessionId(work.new_id()), "on_date": on_date, "state": SessionState.OPEN}
    return row | times | fresh | ONE_OFF | {"version": 1}


def _planned(work: Work, row: dict[str, Any], on_date: date) -> list[PlannedSlot]:
    return [
        PlannedSlot(
            slot.slot_type_id,
            instant_of(on_date, local_of(slot.start_at, work.zone).time(), work.zone),
            instant_of(on_date, local_of(slot.end_at, work.zone).time(), work.zone),
            slot.capacity,
        )
        for slot in list_slots_of_session(work.db, row["id"])
        if not slot.is_extra
    ]
