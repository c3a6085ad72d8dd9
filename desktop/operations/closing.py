"""Sessions on their way to be changed: emptied slot by slot, then changed, in whoever's act."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from desktop.domain.errors import Conflict, RuleViolation
from desktop.domain.ids import SessionId, SlotId
from desktop.domain.rebooking import RebookingState
from desktop.domain.session_changes import SessionFacts, Target, both_targets
from desktop.domain.sessions import SessionState, SlotState
from desktop.operations.sessions import insert_slots
from desktop.operations.visit_needs import follow_sessions, share_people_in
from desktop.operations.work import Work
from desktop.persistence.places import copy_to_places, delete_places, shrink_slot
from desktop.persistence.rebookings import (
    get_rebooking_row,
    list_holding,
    list_taken_in,
    settle_hold,
)
from desktop.persistence.rows import read_row
from desktop.persistence.session_closing import (
    TARGET_FIELDS,
    list_notes_of_slot,
    list_slot_rows,
    list_visits_of_session,
    target_from,
)
from desktop.persistence.sessions import find_clash
from desktop.persistence.tables import appointments, notes, rebookings, session_closings, sessions
from desktop.persistence.tables import slots as slots_table
from desktop.persistence.visits import Waiting


def put_target(work: Work, session: SessionFacts, target: Target) -> None:
    """Keep what a session is to become; a change that is still on its way goes on with it."""
    before = read_row(work.db, session_closings, (session.id,))
    if before is not None:
        target = both_targets(session, target_from(before), target)
        work.rows.delete(session_closings, (session.id,), before)
    values = {name: getattr(target, name) for name in TARGET_FIELDS}
    work.rows.insert(session_closings, {"session_id": session.id, **values, "version": 1})


def close_rebooking(work: Work, waiting: Waiting, state: RebookingState) -> None:
    """A visit goes its way: end its rebooking, if it has one; call it before places are claimed.

    Afterwards, once its places are let go, ``settle_session`` goes on with its session where that
    waits for visits to leave.
    """
    if waiting.rebooking_id is not None:
        end_rebooking(work, get_rebooking_row(work.db, waiting.rebooking_id), state)


def end_rebooking(work: Work, row: dict[str, Any], state: RebookingState) -> None:
    """Take a visit off the rebook list and let the time held for it go."""
    work.rows.update(rebookings, (row["id"],), row, {"state": state})
    settle_hold(work.db, row, wanted=False, now=work.now)
    work.touch("rebooking", row["id"])


def let_held_time_go(work: Work, slot_id: SlotId) -> None:
    """Hold a slot that goes for nobody on the rebook list any more: they wait without a time."""
    for row in list_holding(work.db, slot_id, work.now):
        after = {"hold_id": None, "held_slots": (), "held_until": None}
        work.rows.update(rebookings, (row["id"],), row, after)
        settle_hold(work.db, row, wanted=False, now=work.now)
        work.touch("rebooking", row["id"])


def settle_session(work: Work, session_id: SessionId, *, strict: bool = False) -> None:
    """Close the slots that have been emptied; change the session once nobody is in its way.

    Call it last: once the visit that leaves is written.

    ``strict`` tells a clash as RuleViolation("clash") and a hold as Conflict("held"); without it
    the session stays as it is until somebody's act finds it free.
    """
    pending = read_row(work.db, session_closings, (session_id,))
    if pending is None:
        return
    work.rows.write_last()  # the visit that has just left is read again
    share_people_in(work, (session_id,))
    target = target_from(pending)
    taken = list_taken_in(work.db, session_id)
    rows = list_slot_rows(work.db, session_id)
    is_waiting = False
    for row in rows:
        going = target.leaves_out(
            row["start_at"], row["end_at"], is_extra=row["is_extra"], slot_id=row["id"]
        )
        if row["id"] not in taken and row["end_at"] <= work.now:
            continue  # what is over stays as it was
        if row["id"] not in taken:
            _settle_empty(work, row, target, going=going)
            continue
        if row["state"] is SlotState.CLOSING and not any(taken[row["id"]]):
            _update_slot(work, row, SlotState.OPEN, "")
        if going and row["state"] is SlotState.OPEN and row["end_at"] > work.now:
            _close_seats(work, row, strict=strict)
        closing = row["state"] is SlotState.CLOSING
        is_waiting |= (going or closing) and row["end_at"] > work.now
    if not is_waiting and _finish(work, session_id, target, rows, taken, strict=strict):
        work.rows.delete(session_closings, (session_id,), pending)
    follow_sessions(work, (session_id,))
    work.touch("session", session_id)


def _settle_empty(work: Work, row: dict[str, Any], target: Target, *, going: bool) -> None:
    if going and row["state"] is not SlotState.BLOCKED:
        _update_slot(work, row, SlotState.BLOCKED, target.reason)
    elif not going and row["state"] is SlotState.CLOSING:
        _update_slot(work, row, SlotState.OPEN, "")


def _close_seats(work: Work, row: dict[str, Any], *, strict: bool) -> None:
    """Take the free seats of a group away whose others are kept: nobody books them any more."""
    if row["capacity"] > 1:
        let_held_time_go(work, row["id"])
    if row["capacity"] > 1 and not shrink_slot(work.rows, row, now=work.now, forced=not strict):
        raise Conflict("held", "Another desk holds a time that is to go. Try again soon.")


def _update_slot(work: Work, row: dict[str, Any], state: SlotState, reason: str) -> None:
    after = {"state": state, "block_reason": reason}
    work.rows.update(slots_table, (row["id"],), row, after)
    row |= after | {"version": row["version"] + 1}


def _finish(
    work: Work,
    session_id: SessionId,
    target: Target,
    rows: list[dict[str, Any]],
    taken: dict[SlotId, Any],
    *,
    strict: bool,
) -> bool:
    session = read_row(work.db, sessions, (session_id,))
    assert session is not None
    if target.cancelled and not taken:
        work.rows.update(sessions, (session_id,), session, {"state": SessionState.CANCELLED})
        return True
    outside = [
        row
        for row in rows
        if not target.cancelled
        and not row["is_extra"]
        and row["id"] not in taken
        and (row["id"] in target.gone or target.is_outside(row["start_at"], row["end_at"]))
    ]
    for row in outside:
        if not delete_slot(work, row):
            if strict:
                raise Conflict("held", "Another desk holds a time that is to go. Try again soon.")
            return False
    after = _becomes(session, target, rows, taken)
    changed = {name: value for name, value in after.items() if session[name] != value}
    if not changed:
        _fill_gaps(work, session, target)
        return True
    clash = find_clash(work.db, session | changed, work.zone)
    if clash is not None:
        if strict:
            raise RuleViolation("clash", *clash)
        return False
    work.rows.update(sessions, (session_id,), session, changed)
    if "clinician_id" in changed:
        _follow(work, session_id, after)
    _fill_gaps(work, session | changed, target)
    return True


def _fill_gaps(work: Work, session: dict[str, Any], target: Target) -> None:
    """Where slots of an old pattern were in the way, make those of the new one."""
    if not target.gone or session["template_id"] is None:
        return
    from desktop.operations.session_planning import lay_out_again

    there = list_slot_rows(work.db, session["id"])
    insert_slots(work, session, lay_out_again(work, session, there))


def _becomes(
    session: dict[str, Any],
    target: Target,
    rows: list[dict[str, Any]],
    taken: dict[SlotId, Any],
) -> dict[str, Any]:
    if target.cancelled:  # somebody was seen in it already: the rest of it is closed
        return {}
    # What is over and lies outside the new hours stays within the session.
    stay = [row for row in rows if row["id"] in taken and not row["is_extra"]]
    start: datetime = min([target.start_at, *(row["start_at"] for row in stay)])
    end: datetime = max([target.end_at, *(row["end_at"] for row in stay)])
    found: dict[str, Any] = {"start_at": start, "end_at": end, "room_id": target.room_id}
    if target.clinician_id != session["clinician_id"]:
        found["clinician_id"] = target.clinician_id
    return found


def _follow(work: Work, session_id: SessionId, after: dict[str, Any]) -> None:
    """The session's visits and places are the new clinician's."""
    copy_to_places(work.db, session_id)
    for row in list_visits_of_session(work.db, session_id):
        values = {"clinician_id": after["clinician_id"]}
        work.rows.update(appointments, (row["id"],), row, values)
        work.touch("appointment", row["id"])
        work.touch("patient", row["patient_id"])


def delete_slot(work: Work, row: dict[str, Any]) -> bool:
    """Take a slot away with its places; False when somebody has one, or a desk holds it.

    A note on it becomes one on its session.
    """
    if not delete_places(work.rows, row["id"], now=work.now):
        let_held_time_go(work, row["id"])
        if not delete_places(work.rows, row["id"], now=work.now):
            return False
    for note in list_notes_of_slot(work.db, row["id"]):
        after = {"slot_id": None, "session_id": row["session_id"]}
        work.rows.update(notes, (note["id"],), note, after)
    work.rows.delete(slots_table, (row["id"],), row)
    return True
