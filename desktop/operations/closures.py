"""Closures: added, changed, taken back; bank holidays come from the nation's calendar."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from desktop.domain.closures import (
    Closure,
    ClosureDetails,
    ClosureKind,
    ClosureState,
    check_closure,
    say_closure,
)
from desktop.domain.errors import NotFound, RuleViolation
from desktop.domain.ids import ClosureId
from desktop.domain.permissions import Act
from desktop.operations.outcome import Outcome
from desktop.operations.reopening import reopen_time
from desktop.operations.work import Reading, Work
from desktop.persistence.closures import (
    closure_values,
    count_sessions_within,
    get_closure,
    list_closures,
    list_in_force,
)
from desktop.persistence.rows import read_row
from desktop.persistence.sessions import get_row
from desktop.persistence.tables import clinics, closures


def list_closed(reading: Reading, *, first_on: date, last_on: date) -> tuple[ClosureDetails, ...]:
    """Return what is closed between two dates, bank holidays among it, in order."""
    return list_in_force(reading.db, first_on, last_on)


def list_proposed(reading: Reading) -> tuple[Closure, ...]:
    """Return the closures to come that a calendar proposes and nobody has accepted."""
    every = list_closures(reading.db, reading.today, date.max)
    return tuple(one for one in every if one.state is ClosureState.PROPOSED)


def add_closure(work: Work, *, details: ClosureDetails) -> Outcome[Closure]:
    """Close the practice, a clinic, a clinician's or a room's time.

    No session is made within it any more; those made already stay, and the words count them.
    Errors: RuleViolation at the field; ("past") when it is over.
    """
    work.require(Act.CHANGE_CLOSURE)
    checked = _check(work, details)
    row = _new_row(work, checked, ClosureState.IN_FORCE)
    work.rows.insert(closures, row)
    return _done(work, row["id"], f"{say_closure(checked)}, is added.{_said_within(work, checked)}")


def change_closure(
    work: Work, *, closure_id: ClosureId, version: int, details: ClosureDetails
) -> Outcome[Closure]:
    """Change a closure; sessions made already stay, and the words count them.

    Errors: RuleViolation at the field; Conflict("stale").
    """
    work.require(Act.CHANGE_CLOSURE)
    checked = _check(work, details)
    before = _row(work, closure_id) | {"version": version}
    was = get_closure(work.db, closure_id)
    work.rows.update(closures, (closure_id,), before, closure_values(checked))
    words = f"{say_closure(checked)}, is changed.{_said_within(work, checked)}"
    if was.state is ClosureState.IN_FORCE:
        words = f"{words}{reopen_time(work, was.details)}"
    return _done(work, closure_id, words)


def withdraw_closure(work: Work, *, closure_id: ClosureId, version: int) -> Outcome[Closure]:
    """Take a closure back, or turn a proposed one down: sessions are made on its days again.

    Those it cancelled, and the slots it blocked, are open again.

    Errors: RuleViolation("state") when it is withdrawn; Conflict("stale").
    """
    work.require(Act.CHANGE_CLOSURE)
    row = _row(work, closure_id)
    if row["state"] is ClosureState.WITHDRAWN:
        raise RuleViolation("state", None, "It is taken back already.")
    after = {"state": ClosureState.WITHDRAWN}
    was = get_closure(work.db, closure_id)
    work.rows.update(closures, (closure_id,), row | {"version": version}, after)
    again = reopen_time(work, was.details) if was.state is ClosureState.IN_FORCE else ""
    return _done(work, closure_id, f"{row['name']} is taken back.{again}")


def accept_closure(
    work: Work, *, closure_id: ClosureId, version: int, details: ClosureDetails
) -> Outcome[Closure]:
    """Put a proposed closure in force, as it was proposed or as it is changed here.

    Errors: RuleViolation at the field; ("state") for one that is not proposed; Conflict("stale").
    """
    work.require(Act.CHANGE_CLOSURE)
    checked = _check(work, details)
    row = _row(work, closure_id)
    if row["state"] is not ClosureState.PROPOSED:
        raise RuleViolation("state", None, "It is decided already.")
    after = closure_values(checked) | {"state": ClosureState.IN_FORCE}
    work.rows.update(closures, (closure_id,), row | {"version": version}, after)
    words = f"{say_closure(checked)}, is accepted.{_said_within(work, checked)}"
    return _done(work, closure_id, words)


def restore_closure(work: Work, *, closure_id: ClosureId, version: int) -> Outcome[Closure]:
    """Put a closure that was taken back in force again.

    Errors: RuleViolation("state") for one that was not taken back, ("past"); Conflict("stale").
    """
    work.require(Act.CHANGE_CLOSURE)
    row = _row(work, closure_id)
    if row["state"] is not ClosureState.WITHDRAWN:
        raise RuleViolation("state", None, "It is not taken back.")
    details = _check(work, get_closure(work.db, closure_id).details)
    after = {"state": ClosureState.IN_FORCE}
    work.rows.update(closures, (closure_id,), row | {"version": version}, after)
    words = f"{say_closure(details)}, counts again.{_said_within(work, details)}"
    return _done(work, closure_id, words)


def work_bank_holiday(work: Work, *, on_date: date) -> Outcome[Closure]:
    """Take a bank holiday of the nation's calendar away: an ordinary day for this practice.

    Errors: RuleViolation("on_date") for a day that is none.
    """
    work.require(Act.CHANGE_CLOSURE)
    there = [
        one
        for one in list_in_force(work.db, on_date, on_date)
        if one.kind is ClosureKind.BANK_HOLIDAY
    ]
    if not there:
        raise RuleViolation("on_date", "on_date", "This day is no bank holiday.")
    row = _new_row(work, there[0], ClosureState.WITHDRAWN)
    work.rows.insert(closures, row)
    return _done(work, row["id"], f"{say_closure(there[0])}, is an ordinary day here.")


def propose_closures(work: Work, *, proposed: Sequence[ClosureDetails]) -> Outcome[int]:
    """Keep closures read from a calendar until somebody accepts them; those there already once.

    Errors: RuleViolation at the field of the first that can't be.
    """
    work.require(Act.CHANGE_CLOSURE)
    wanted = dict.fromkeys(check_closure(details) for details in proposed)
    first = min((one.first_on for one in wanted), default=work.today)
    there = {one.details for one in list_closures(work.db, first, date.max)}
    fresh = [one for one in wanted if one not in there]
    rows = [_new_row(work, details, ClosureState.PROPOSED) for details in fresh]
    work.rows.insert_many(closures, rows)
    many = "1 closure" if len(rows) == 1 else f"{len(rows)} closures"
    label = f"{many} proposed."
    work.touch("closure", *(row["id"] for row in rows))
    if rows:
        work.record(Act.CHANGE_CLOSURE, {"what": label})
    undo = work.inverse(Act.CHANGE_CLOSURE, label, stays="They stay proposed.")
    words = f"{label} Accept or turn down each in Set-up, Closures."
    return Outcome(len(rows), work.changes(), undo, words)


def _new_row(work: Work, details: ClosureDetails, state: ClosureState) -> dict[str, Any]:
    closure_id = ClosureId(work.new_id())
    return {"id": closure_id, **closure_values(details), "state": state, "version": 1}


def _check(work: Work, details: ClosureDetails) -> ClosureDetails:
    checked = check_closure(details)
    if checked.last_on < work.today:
        raise RuleViolation("past", "last_on", "It is over already. Choose today or later.")
    for table, key in (("clinicians", checked.clinician_id), ("rooms", checked.room_id)):
        if key is not None:
            get_row(work.db, table, key)
    if checked.clinic_id is not None and read_row(work.db, clinics, (checked.clinic_id,)) is None:
        raise NotFound("clinic", checked.clinic_id)
    return checked


def _said_within(work: Work, details: ClosureDetails) -> str:
    found = count_sessions_within(work.db, details, work.now, work.zone)
    if not found:
        return ""
    return f" {found} session{'s are' if found > 1 else ' is'} made already in that time."


def _row(work: Work, closure_id: ClosureId) -> dict[str, Any]:
    row = read_row(work.db, closures, (closure_id,))
    if row is None:
        raise NotFound("closure", closure_id)
    return row


def _done(work: Work, closure_id: ClosureId, label: str) -> Outcome[Closure]:
    work.touch("closure", closure_id)
    work.record(Act.CHANGE_CLOSURE, {"what": label, "closure": closure_id})
    undo = work.inverse(Act.CHANGE_CLOSURE, label, stays="It stays as it is.")
    return Outcome(get_closure(work.db, closure_id), work.changes(), undo, label)
