"""Time that was closed and is not any more: sessions and slots that the closure took come back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from desktop.domain.closures import ClosureDetails, concerns
from desktop.domain.ids import SlotId
from desktop.domain.sessions import SessionState, SlotState
from desktop.domain.times import local_of
from desktop.operations.work import Work
from desktop.persistence.booking import lock_session
from desktop.persistence.closures import list_in_force, list_sessions_within
from desktop.persistence.session_closing import find_target, list_slot_rows
from desktop.persistence.sessions import find_clash
from desktop.persistence.tables import sessions, slots


def reopen_time(work: Work, closure: ClosureDetails) -> str:
    """Open the slots to come that a closure blocked, and the sessions it cancelled, with them.

    Call it once the closure is taken back or changed: what another one closes stays so. Returns
    what to say of it. A session that people are still to leave goes on closing; one whose
    clinician or room is elsewhere by now stays cancelled.
    """
    in_force = list_in_force(work.db, closure.first_on, closure.last_on)
    opened = waiting = clashing = 0
    for session in list_sessions_within(work.db, closure, work.now):
        lock_session(work.db, session["id"], share=False)
        ours = [
            row
            for row in list_slot_rows(work.db, session["id"])
            if row["state"] is SlotState.BLOCKED
            and row["block_reason"] == closure.name
            and row["end_at"] > work.now
        ]
        others = {row["id"]: _closed_by(work, session, row, in_force) for row in ours}
        if None not in others.values():
            continue
        if find_target(work.db, session["id"]) is not None:
            waiting += 1
        elif session["state"] is SessionState.CANCELLED and find_clash(work.db, session, work.zone):
            clashing += 1
        else:
            _open(work, session, ours, others)
            opened += 1
    said = (
        (opened, "has its times again", "have their times again"),
        (waiting, "goes on closing: people of it are on the rebook list", "go on closing"),
        (clashing, "stays cancelled: somebody else has the time", "stay cancelled"),
    )
    return "".join(
        f" {count} session{'' if count == 1 else 's'} {one if count == 1 else many}."
        for count, one, many in said
        if count
    )


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
        work.rows.update(slots, (row["id"],), row, opened)
    work.touch("day", session["on_date"])
    work.touch("session", session["id"])
