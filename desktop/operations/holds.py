"""Holding times for this window: into the feed, not on record, not on the undo stack."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from desktop.domain.booking import Hold
from desktop.domain.claims import check_slots
from desktop.domain.errors import Conflict, NotFound
from desktop.domain.ids import HoldId, PatientId, SlotId
from desktop.domain.permissions import Act
from desktop.domain.text import sentence_case
from desktop.domain.times import said_day
from desktop.operations.lost_race import describe_taker, taken_conflict
from desktop.operations.outcome import Outcome
from desktop.operations.work import Work
from desktop.persistence.booking import (
    WantedSlot,
    hold_place,
    read_slots_of_many,
    read_wanted_slots,
)
from desktop.persistence.holds import (
    StoredHold,
    clear_held,
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
    hold, taken = _hold(work, wanted, patient_id, replacing)
    if taken is not None:
        raise taken_conflict(work, wanted, taken)
    return Outcome(hold, work.changes())


def hold_together(
    work: Work,
    *,
    slot_ids: Sequence[SlotId],
    patient_id: PatientId | None = None,
    replacing: HoldId | None = None,
) -> Outcome[Hold]:
    """Hold one place of each slot, of however many sessions: all of them, or none.

    Errors: as ``hold_slots``, naming the day, with the ``slot_id``; NotFound.
    """
    wanted = read_slots_of_many(work.db, slot_ids)
    missing = set(slot_ids) - {slot.id for slot in wanted}
    if missing or not wanted:
        raise NotFound("slot", min(missing, default=""))
    for slot in wanted:
        check_slots((slot,), (slot.id,), work.zone)
        work.require(Act.HOLD_SLOTS, slot.clinician_id)
    hold, taken = _hold(work, wanted, patient_id, replacing)
    if taken is not None:
        slot = next(one for one in wanted if one.id == taken)
        first, later = describe_taker(work, taken, slot.start_at)
        code = "held" if later is not None and later.act == "hold" else "taken"
        day = said_day(slot.on_date, work.today)
        words = f"{sentence_case(day)}: {first} Nothing was lost."
        raise Conflict(code, words, later, slot_id=taken)
    return Outcome(hold, work.changes())


def _hold(
    work: Work,
    wanted: Sequence[WantedSlot],
    patient_id: PatientId | None,
    replacing: HoldId | None,
) -> tuple[Hold, SlotId | None]:
    """Hold the slots in the place of what this window had; with the first that was not free.

    Every place, of the old holds and of the new one, is taken or let go in key order: two desks
    whose holds have ended may each be after the other's time.
    """
    new = Hold(
        id=HoldId(work.new_id()),
        slot_ids=tuple(slot.id for slot in wanted),
        until_at=work.now + HOLD_LASTS,
        desk=work.desk,
        patient_id=patient_id,
    )
    insert_hold(work.db, new, window=work.window, staff_id=work.actor.staff_id)
    own = _find_own(work, new.slot_ids, replacing)
    held = {slot_id: one.hold.id for one in own for slot_id in one.hold.slot_ids}
    slots = {slot.id: slot for slot in wanted}
    for slot_id in sorted({*slots, *held}):
        if slot_id not in slots:
            clear_held(work.db, held[slot_id], slot_id)
        elif not hold_place(work.db, slots[slot_id], new, now=work.now, own=held.get(slot_id)):
            return new, slot_id
    for one in own:
        delete_hold(work.db, one.hold.id)
        work.touch("day", *one.on_dates)
    work.touch("day", *(slot.on_date for slot in wanted))
    work.touch("session", *(slot.session_id for slot in wanted))
    return new, None


def _find_own(
    work: Work, slot_ids: Sequence[SlotId], replacing: HoldId | None
) -> tuple[StoredHold, ...]:
    """Return what this window holds of these slots, and the hold that is to be replaced."""
    ids = set(find_own_holds(work.db, slot_ids, work.window))
    found = [find_hold(work.db, one) for one in sorted(ids | ({replacing} if replacing else set()))]
    return tuple(one for one in found if one is not None and one.window == work.window)


def renew_hold(work: Work, *, hold_id: HoldId) -> Outcome[Hold]:
    """Keep a hold of this window for 5 more minutes.

    Errors: Conflict("ended") when it has ended and somebody else has the time.
    """
    stored = _get_own_hold(work, hold_id)
    if not stored.hold.slot_ids:
        raise Conflict("ended", "Your hold ended and somebody else has taken the time.")
    until = work.now + HOLD_LASTS
    renew_held_places(work.db, hold_id, until)
    work.touch("day", *stored.on_dates)
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
    work.touch("day", *stored.on_dates)
    return Outcome(None, work.changes())


def _get_own_hold(work: Work, hold_id: HoldId) -> StoredHold:
    stored = find_hold(work.db, hold_id)
    if stored is None:
        raise NotFound("hold", hold_id)
    if stored.window != work.window:
        work.require(Act.RELEASE_OTHERS_HOLD)
    return stored
