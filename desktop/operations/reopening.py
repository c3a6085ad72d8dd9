"""Time that was closed and is not any more: sessions and slots that the closure took come back."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from desktop.domain.closures import ClosureDetails, concerns
from desktop.domain.ids import SessionId, SlotId
from desktop.domain.permissions import Act
from desktop.domain.rebooking import RebookingState
from desktop.domain.session_changes import Target
from desktop.domain.sessions import SessionState, SlotState
from desktop.domain.times import local_of
from desktop.operations.closing import end_rebooking
from desktop.operations.work import Work
from desktop.persistence.booking import lock_session
from desktop.persistence.closures import list_in_force, list_sessions_within
from desktop.persistence.places import add_seats
from desktop.persistence.rebookings import get_rebooking_row, list_taken_in
from desktop.persistence.rows import read_row
from desktop.persistence.session_closing import find_target, list_slot_rows, lock_targets
from desktop.persistence.sessions import find_clash
from desktop.persistence.tables import appointments, session_closings, sessions, slots
from desktop.persistence.visits import get_appointment_row


def reopen_time(work: Work, closure: ClosureDetails) -> str:
    """Open the slots to come that a closure took, and the sessions it cancelled, with them.

    Call it once the closure is taken back or changed: what another one closes stays so. Returns
    what to say of it. Whoever was to be rebooked and still has the old time stays there. A session
    that closes for something else too goes on closing; one whose clinician or room is elsewhere by
    now stays cancelled.
    """
    in_force = list_in_force(work.db, closure.first_on, closure.last_on)
    found = list_sessions_within(work.db, closure, work.now)
    lock_targets(work.db, sorted(one["id"] for one in found))
    opened = waiting = clashing = staying = 0
    for session in found:
        lock_session(work.db, session["id"], share=False)
        target = find_target(work.db, session["id"])
        is_all = target is not None and _is_all(target, session, closure)
        ours = [
            row
            for row in list_slot_rows(work.db, session["id"])
            if row["end_at"] > work.now
            and (
                _is_closed_by_name(row, closure)
                or (is_all and target is not None and _is_kept(row, target))
            )
        ]
        others = {row["id"]: _closed_by(work, session, row, in_force) for row in ours}
        if None not in others.values():
            continue
        if target is not None and not (is_all and not any(others.values())):
            waiting += 1
        elif session["state"] is SessionState.CANCELLED and find_clash(work.db, session, work.zone):
            clashing += 1
        else:
            if target is not None:
                staying += _let_stay(work, session["id"])
            _open(work, session, ours, others)
            opened += 1
    said = (
        (opened, "session has its times again", "sessions have their times again"),
        (staying, "person to be rebooked stays there", "people to be rebooked stay there"),
        (waiting, "session goes on closing", "sessions go on closing"),
        (
            clashing,
            "session stays cancelled: somebody else has the time",
            "sessions stay cancelled: somebody else has the time",
        ),
    )
    return "".join(f" {count} {one if count == 1 else many}." for count, one, many in said if count)


def _is_closed_by_name(slot: dict[str, Any], closure: ClosureDetails) -> bool:
    is_closed = slot["state"] in (SlotState.BLOCKED, SlotState.CLOSING)
    return is_closed and slot["block_reason"] == closure.name


def _is_kept(slot: dict[str, Any], target: Target) -> bool:
    """Whether somebody was kept in a slot that is to go after them."""
    going = target.leaves_out(slot["start_at"], slot["end_at"], is_extra=slot["is_extra"])
    return slot["state"] is SlotState.OPEN and going


def _is_all(target: Target, session: dict[str, Any], closure: ClosureDetails) -> bool:
    """Whether the closure is all that a session is closing for."""
    is_same = all(
        getattr(target, name) == session[name]
        for name in ("start_at", "end_at", "clinician_id", "room_id")
    )
    return is_same and not target.gone and target.reason == closure.name


def _let_stay(work: Work, session_id: SessionId) -> int:
    """Let a session go on as it was; whoever was to leave it stays. Returns how many."""
    pending = read_row(work.db, session_closings, (session_id,))
    assert pending is not None
    work.rows.delete(session_closings, (session_id,), pending)
    taken = list_taken_in(work.db, session_id).values()
    waiting = sorted({one for of_slot in taken for one in of_slot if one is not None})
    for rebooking_id in waiting:
        row = get_rebooking_row(work.db, rebooking_id)
        visit = get_appointment_row(work.db, row["appointment_id"])
        begun = len(work.rows.changes)
        end_rebooking(work, row, RebookingState.STAYED)
        # A new version: whoever moves the visit meanwhile sees that it has changed.
        work.rows.update(appointments, (visit["id"],), visit, {"state": visit["state"]})
        work.record(
            Act.CHANGE_CLOSURE,
            {"what": "stays at the old time"},
            patient_id=visit["patient_id"],
            appointment_id=visit["id"],
            session_id=session_id,
            rows_from=begun,
        )
        work.touch("appointment", visit["id"])
        work.touch("patient", visit["patient_id"])
    return len(waiting)


def _closed_by(
    work: Work, session: dict[str, Any], slot: dict[str, Any], closures: Iterable[ClosureDetails]
) -> ClosureDetails | None:
    start, end = (local_of(slot[name], work.zone).time() for name in ("start_at", "end_at"))
    place = (session["clinic_id"], session["clinician_id"], session["room_id"])
    there = (
        one
        for one in closures
        if one.first_on <= session["on_date"] <= one.last_on
        and concerns(one, *place)
        and (one.start_local is None or one.start_local < end)
        and (one.end_local is None or one.end_local > start)
    )
    return next(there, None)


def _open(
    work: Work,
    session: dict[str, Any],
    its_slots: Sequence[dict[str, Any]],
    others: Mapping[SlotId, ClosureDetails | None],
) -> None:
    """Open a session's slots; those in another closure have its name from now on."""
    if session["state"] is SessionState.CANCELLED:
        again = {"state": SessionState.OPEN}
        work.rows.update(sessions, (session["id"],), session, again)
    for row in its_slots:
        other = others[row["id"]]
        opened: dict[str, Any] = {"state": SlotState.OPEN, "block_reason": ""}
        if other is not None:
            opened = {"block_reason": other.name}
        if row["state"] is not SlotState.OPEN:
            work.rows.update(slots, (row["id"],), row, opened)
    _seat_again(work, session, {slot for slot, other in others.items() if other is None})
    work.touch("day", session["on_date"])
    work.touch("session", session["id"])


def _seat_again(work: Work, session: dict[str, Any], opened: Collection[SlotId]) -> None:
    """Give groups the seats back that went with the closure, as the session's template has them."""
    from desktop.operations.session_planning import list_wanted

    if session["template_id"] is None:
        return
    wanted = {
        (one.slot_type_id, one.start_at, one.end_at): one.capacity
        for one in list_wanted(work, session)
    }
    for row in list_slot_rows(work.db, session["id"]):
        seats = wanted.get((row["slot_type_id"], row["start_at"], row["end_at"]), 0)
        if row["id"] in opened and seats > row["capacity"]:
            add_seats(work.rows, row, session, seats)
