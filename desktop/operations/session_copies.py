"""Sessions of a day or a week copied onto others, until templates make them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from desktop.domain.closures import ClosureDetails, ClosureKind, concerns
from desktop.domain.errors import RuleViolation
from desktop.domain.ids import ClinicianId, ClinicId, SessionId, SlotTypeId
from desktop.domain.permissions import Act
from desktop.domain.release import RELEASE_REACHES_BACK, ReleaseRule, release_instant
from desktop.domain.sessions import SessionState, Slot, SlotState
from desktop.domain.times import date_of, instant_of, local_of, said_day
from desktop.domain.week import DAYS_OF_WEEK, instant_at
from desktop.operations.clinic_hours import Hours, ask_hours
from desktop.operations.outcome import Outcome
from desktop.operations.work import Work
from desktop.persistence.closures import bank_holidays_around, list_in_force, list_release_rules
from desktop.persistence.places import place_rows
from desktop.persistence.sessions import (
    ONE_OFF,
    find_clash,
    list_sessions_between,
    list_slots_of_session,
)
from desktop.persistence.tables import places, sessions, slots

MOST_WEEKS = 52
MOST_TARGETS = 60


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A session that was not copied to a date, and why."""

    on_date: date
    why: str


@dataclass(frozen=True, slots=True)
class Copied:
    """What copying made; ``left_out`` says which sessions were not, and why."""

    made: tuple[SessionId, ...]
    left_out: tuple[LeftOut, ...]


@dataclass(frozen=True, slots=True)
class _Around:
    """What is looked at beside the sessions: closures and when slots open."""

    closed: tuple[ClosureDetails, ...]
    bank_holidays: frozenset[date]
    rules: dict[SlotTypeId, ReleaseRule]


def copy_sessions(
    work: Work,
    *,
    first_on: date,
    days: int,
    to: Sequence[date],
    clinic_id: ClinicId | None = None,
    clinician_id: ClinicianId | None = None,
) -> Outcome[Copied]:
    """Copy the sessions of a day, or of a few days, onto those that begin at each of ``to``.

    All of them, or those of one clinic or clinician. Times are wall-clock times, so a copy beyond
    a clock change keeps its hour; extras are not copied. What is over, closed or clashes with a
    session already there is left out and named; slots that a closure takes of a session are
    blocked with its name. Slots open by their kind's rule.

    Errors: RuleViolation("days") without a session to copy, ("to") for the past or the same days;
    NeedsAgreement hours.
    """
    work.require(Act.CREATE_SESSION)
    if not 1 <= days <= DAYS_OF_WEEK or not 1 <= len(to) <= MOST_TARGETS:
        raise RuleViolation("to", "to", f"Paste a day or a week, at most {MOST_TARGETS} times.")
    if first_on in to:
        raise RuleViolation("to", "to", "These are the days that were copied. Choose others.")
    if max(to) + timedelta(days=days - 1) < work.today:
        raise RuleViolation("to", "to", "Sessions are pasted onto today or later.")
    found = [
        row
        for row in list_sessions_between(work.db, first_on, first_on + timedelta(days=days - 1))
        if clinic_id in (None, row["clinic_id"]) and clinician_id in (None, row["clinician_id"])
    ]
    if not found:
        what = "day" if days == 1 else "week"
        raise RuleViolation("days", "first_on", f"There is no session in this {what} to copy.")
    copied = _copy_all(work, found, [on - first_on for on in to])
    where = ", ".join(said_day(on, work.today) for on in to[:3])
    onto = where if days == 1 else f"the week of {where}"
    label = f"{_many(copied.made)} pasted onto {onto}."
    return _done(work, copied, label, first_on)


def copy_week(work: Work, *, monday: date, weeks: int) -> Outcome[Copied]:
    """Copy the sessions of the week that begins on ``monday`` into each of the next weeks.

    As ``copy_sessions``. Errors: RuleViolation("weeks") out of bounds, ("week") for a week
    without sessions.
    """
    work.require(Act.CREATE_SESSION)
    if not 1 <= weeks <= MOST_WEEKS:
        raise RuleViolation("weeks", "weeks", f"Copy over 1 to {MOST_WEEKS} weeks.")
    found = list_sessions_between(work.db, monday, monday + timedelta(days=6))
    if not found:
        raise RuleViolation("week", "monday", "There is no session in this week to copy.")
    copied = _copy_all(work, found, [timedelta(weeks=week + 1) for week in range(weeks)])
    label = f"{_many(copied.made)} made, in {weeks} week{'s' if weeks > 1 else ''}."
    return _done(work, copied, label, monday)


def _many(made: Sequence[SessionId]) -> str:
    return "1 session" if len(made) == 1 else f"{len(made) or 'No'} sessions"


def _done(work: Work, copied: Copied, label: str, first_on: date) -> Outcome[Copied]:
    if copied.left_out:
        label = f"{label} {len(copied.left_out)} left out."
    work.touch("session", *copied.made)
    said = [f"{said_day(one.on_date, work.today)}: {one.why}" for one in copied.left_out]
    work.record(Act.CREATE_SESSION, {"what": label, "from": first_on, "left_out": said})
    undo = None
    if copied.made:  # else there is nothing to take back
        undo = work.inverse(Act.CREATE_SESSION, label, stays="The sessions stay.")
    return Outcome(copied, work.changes(), undo, label)


def _copy_all(work: Work, found: Sequence[dict[str, Any]], later: Sequence[timedelta]) -> Copied:
    """Copy each session so much later, in order of the date it comes to."""
    dates = [row["on_date"] + step for step in later for row in found]
    first, last = min(dates), max(dates)
    around = _Around(
        list_in_force(work.db, first, last),
        bank_holidays_around(work.db, first - RELEASE_REACHES_BACK, last),
        list_release_rules(work.db),
    )
    _agree_to_hours(work, found, later, around)
    of_session = {row["id"]: list_slots_of_session(work.db, row["id"]) for row in found}
    made: list[SessionId] = []
    left_out: list[LeftOut] = []
    for step in later:
        for row in found:
            on_date = row["on_date"] + step
            try:
                made.append(_copy(work, row, of_session[row["id"]], on_date, around))
            except RuleViolation as why:
                left_out.append(LeftOut(on_date, why.message))
    return Copied(tuple(made), tuple(left_out))


def _agree_to_hours(
    work: Work, found: Sequence[dict[str, Any]], later: Sequence[timedelta], around: _Around
) -> None:
    """Ask of the copies outside their clinic's opening hours; those left out anyway aside."""
    times: dict[ClinicId, list[Hours]] = defaultdict(list)
    for step in later:
        for row in found:
            on_date = row["on_date"] + step
            start, end = (local_of(row[name], work.zone).time() for name in ("start_at", "end_at"))
            is_closed = any(one.whole_days for one in _closures_of(row, on_date, around))
            if on_date >= work.today and not is_closed:
                times[row["clinic_id"]].append((on_date, start, end))
    question = "Paste them all the same?"
    work.need_agreement(
        asked
        for clinic_id, of_clinic in times.items()
        for asked in ask_hours(work, clinic_id, of_clinic, question=question)
    )


def _closures_of(row: dict[str, Any], on_date: date, around: _Around) -> list[ClosureDetails]:
    return [
        one
        for one in around.closed
        if one.first_on <= on_date <= one.last_on
        and concerns(one, row["clinic_id"], row["clinician_id"], row["room_id"])
    ]


def _copy(
    work: Work, row: dict[str, Any], of_session: Iterable[Slot], on_date: date, around: _Around
) -> SessionId:
    """Copy one session; RuleViolation, before anything is written, where it can't be."""
    if on_date < work.today:
        raise RuleViolation("past", None, "This day is over.")
    closed = _closures_of(row, on_date, around)
    whole = next((one for one in closed if one.whole_days), None)
    if whole is not None:
        raise RuleViolation("closed", None, _say_closed(whole))
    copy = _copied(work, row, on_date)
    made = [_slot(work, slot, copy, closed, around) for slot in of_session if not slot.is_extra]
    if closed and all(slot["state"] is SlotState.BLOCKED for slot in made):
        raise RuleViolation("closed", None, _say_closed(closed[0]))
    clash = find_clash(work.db, copy, work.zone)
    if clash is not None:
        raise RuleViolation("clash", *clash)
    work.rows.insert(sessions, copy)
    work.rows.insert_many(slots, made)
    work.rows.insert_many(places, [place for slot in made for place in place_rows(slot, copy)])
    work.touch("day", on_date)
    session_id: SessionId = copy["id"]
    return session_id


def _say_closed(closure: ClosureDetails) -> str:
    if closure.kind in (ClosureKind.LEAVE, ClosureKind.SICKNESS, ClosureKind.OUT_OF_USE):
        named = f", {closure.name}" if closure.name != closure.kind.words else ""
        return f"{closure.kind.words}{named}."
    return f"Closed, {closure.name}."


def _copied(work: Work, row: dict[str, Any], on_date: date) -> dict[str, Any]:
    times = {
        name: instant_of(on_date, local_of(row[name], work.zone).time(), work.zone)
        for name in ("start_at", "end_at")
    }
    fresh = {"id": SessionId(work.new_id()), "on_date": on_date, "state": SessionState.OPEN}
    return row | times | fresh | ONE_OFF | {"version": 1}


def _slot(
    work: Work,
    slot: Slot,
    session: dict[str, Any],
    closed: Sequence[ClosureDetails],
    around: _Around,
) -> dict[str, Any]:
    """Return the slot's row on the copy's date; blocked where a closure takes part of it."""
    on_date = session["on_date"]
    hours = [local_of(at, work.zone).time() for at in (slot.start_at, slot.end_at)]
    start_at, end_at = (instant_of(on_date, wall, work.zone) for wall in hours)
    taken = next((one for one in closed if _overlaps(one, *hours)), None)
    return {
        "id": work.new_id(),
        "session_id": session["id"],
        "slot_type_id": slot.slot_type_id,
        "start_at": start_at,
        "end_at": end_at,
        "capacity": slot.capacity,
        "release_at": _release(work, slot, start_at, on_date, around),
        "state": SlotState.OPEN if taken is None else SlotState.BLOCKED,
        "is_extra": False,
        "block_reason": "" if taken is None else taken.name,
        "version": 1,
    }


def _overlaps(closure: ClosureDetails, start: time, end: time) -> bool:
    return (closure.start_local or time.min) < end and start < (closure.end_local or time.max)


def _release(
    work: Work, slot: Slot, start_at: datetime, on_date: date, around: _Around
) -> datetime | None:
    """Return when the copy opens: by its kind's rule, else as long before as the slot it is of."""
    rule = around.rules.get(slot.slot_type_id)
    if rule is not None:
        return release_instant(rule, start_at, on_date, work.zone, around.bank_holidays)
    if slot.release_at is None:
        return None
    before = date_of(slot.start_at, work.zone) - date_of(slot.release_at, work.zone)
    return instant_at(on_date - before, local_of(slot.release_at, work.zone).time(), work.zone)
