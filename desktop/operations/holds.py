"""Holding times for this window: into the feed, not on record, not on the undo stack."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from desktop.domain.booking import Hold
from desktop.domain.claims import check_slots
from desktop.domain.errors import Conflict, NotFound
from desktop.domain.ids import HoldId, PatientId, SlotId
from desktop.domain.permissions import Act
from desktop.operations.lost_race import taken_conflict
from desktop.operations.outcome import Outcome
from desktop.operations.work import Work
from desktop.persistence.booking import WantedSlot, hold_places, read_wanted_slots
from desktop.persistence.holds import (
    StoredHold,
    delete_hold,
    find_hold,
    find_own_holds,
    insert_hold,
    renew_held_places,
)

HOLD_LASTS = timedelta(minutes=5)
"""How long a desk hold lasts from the last key or click in its form."""


def hold_slots(
    work: Work,
    *,
    slot_ids: Sequence[SlotId],
    patient_id: PatientId | None = None,
    replacing: HoldId | None = None,
) -> Outcome[Hold]:
    """Hold one place of each slot for this window; ``replacing`` lets its last hold go.

    What this window holds of them already, as whoever was at the desk before left it, goes too.

    Errors: Conflict("taken"/"held"/"blocked"); the last hold then stays as it was.
    """
    wanted = read_wanted_slots(work.db, slot_ids)
    check_slots(wanted, slot_ids, work.zone)
    work.require(Act.HOLD_SLOTS, wanted[0].clinician_id)
    if replacing is not None:
        last = find_hold(work.db, replacing)
        if last is not None and last.window == work.window:
            delete_hold(work.db, replacing)
            work.touch("day", last.on_date)
    hold = Hold(
        id=HoldId(work.new_id()),
        slot_ids=tuple(slot.id for slot in wanted),
        until_at=work.now + HOLD_LASTS,
        desk=work.desk,
        patient_id=patient_id,
    )
    insert_hold(work.db, hold, window=work.window, staff_id=work.actor.staff_id)
    taken = hold_places(work.db, wanted, hold, now=work.now)
    if taken is not None and _let_own_go(work, wanted, hold):
        taken = hold_places(work.db, wanted, hold, now=work.now)
    if taken is not None:
        raise taken_conflict(work, wanted, taken)
    work.touch("day", wanted[0].on_date)
    work.touch("session", wanted[0].session_id)
    return Outcome(hold, work.changes())


def _let_own_go(work: Work, wanted: Sequence[WantedSlot], hold: Hold) -> bool:
    """Let go what this window holds of these slots besides; False where it holds nothing."""
    held = find_own_holds(work.db, [one.id for one in wanted], work.window)
    others = [one for one in held if one != hold.id]
    for hold_id in others:
        delete_hold(work.db, hold_id)
    return bool(others)


def renew_hold(work: Work, *, hold_id: HoldId) -> Outcome[Hold]:
    """Keep a hold of this window for 5 more minutes.

    Errors: Conflict("ended") when it has ended and somebody else has the time.
    """
    stored = _get_own_hold(work, hold_id)
    if not stored.hold.slot_ids:
        raise Conflict("ended", "Your hold ended and somebody else has taken the time.")
    until = work.now + HOLD_LASTS
    renew_held_places(work.db, hold_id, until)
    work.touch("day", stored.on_date)
    hold = Hold(hold_id, stored.hold.slot_ids, until, stored.hold.desk, stored.hold.patient_id)
    return Outcome(hold, work.changes())


def release_hold(work: Work, *, hold_id: HoldId) -> Outcome[None]:
    """Let a hold go; only its window or a manager may. One that is gone already is no error."""
    stored = find_hold(work.db, hold_id)
    if stored is None:
        return Outcome(None, work.changes())
    if stored.window != work.window:
        work.require(Act.RELEASE_OTHERS_HOLD)
    delete_hold(work.db, hold_id)
    work.touch("day", stored.on_date)
    return Outcome(None, work.changes())


def _get_own_hold(work: Work, hold_id: HoldId) -> StoredHold:
    stored = find_hold(work.db, hold_id)
    if stored is None:
        raise NotFound("hold", hold_id)
    if stored.window != work.window:
        work.require(Act.RELEASE_OTHERS_HOLD)
    return stored
