"""Making a session on one date; blocking and unblocking its slots."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time
from typing import Any

from desktop.domain.errors import Conflict, RuleViolation
from desktop.domain.ids import ClinicianId, ClinicId, RoomId, SessionId, SlotId
from desktop.domain.permissions import Act
from desktop.domain.release import AT_ONCE, RELEASE_REACHES_BACK, release_instant
from desktop.domain.sessions import (
    PatternPart,
    PlannedSlot,
    Session,
    SessionState,
    Slot,
    SlotState,
    lay_out_slots,
)
from desktop.domain.text import clean_line
from desktop.domain.times import clock_time, instant_of, said_day
from desktop.operations.clinic_hours import ask_clinic, ask_hours
from desktop.operations.lost_race import describe_taker
from desktop.operations.outcome import Outcome
from desktop.operations.work import Work
from desktop.persistence.booking import lock_session
from desktop.persistence.closures import bank_holidays_around, list_release_rules
from desktop.persistence.places import place_rows
from desktop.persistence.session_closing import find_target
from desktop.persistence.sessions import (
    ONE_OFF,
    find_clash,
    get_row,
    is_held,
    is_taken,
    list_known_types,
)
from desktop.persistence.tables import places, sessions, slots


def create_session(
    work: Work,
    *,
    clinic_id: ClinicId,
    room_id: RoomId | None,
    clinician_id: ClinicianId,
    on_date: date,
    start_local: time,
    end_local: time,
    pattern: Sequence[PatternPart],
) -> Outcome[Session]:
    """Make one dated session with its slots and places.

    Errors: RuleViolation at end, pattern, room, clinician or (clock change) time; ("clash") names
    the session the clinician or the room has then, Conflict("overlap") one made this moment.
    """
    work.require(Act.CREATE_SESSION)
    clinician = get_row(work.db, "clinicians", clinician_id)
    if not clinician["active"]:
        raise RuleViolation("retired", "clinician", "This clinician is retired.")
    if room_id is not None:
        _check_room(get_row(work.db, "rooms", room_id), clinic_id)
    start_at = instant_of(on_date, start_local, work.zone)
    end_at = instant_of(on_date, end_local, work.zone)
    planned = lay_out_slots(tuple(pattern), start_at, end_at)
    kinds = sorted({slot.slot_type_id for slot in planned})
    if len(list_known_types(work.db, kinds)) != len(kinds):
        raise RuleViolation("kind", "pattern", "A kind of slot in this pattern is not in use.")
    row: dict[str, Any] = {
        "id": SessionId(work.new_id()),
        "clinic_id": clinic_id,
        "room_id": room_id,
        "clinician_id": clinician_id,
        "on_date": on_date,
        "start_at": start_at,
        "end_at": end_at,
        "state": SessionState.OPEN,
        "version": 1,
        **ONE_OFF,
    }
    clash = find_clash(work.db, row, work.zone)
    if clash is not None:
        raise RuleViolation("clash", *clash)
    question, hours = "Make the session all the same?", (on_date, start_local, end_local)
    asked = ask_hours(work, clinic_id, [hours], question=question)
    work.need_agreement(asked + ask_clinic(work, clinic_id, clinician_id, question=question))
    work.rows.insert(sessions, row)
    insert_slots(work, row, planned)
    work.touch("day", on_date)
    work.touch("session", row["id"])
    name = f"{clinician['title']} {clinician['given_names']} {clinician['family_name']}".strip()
    label = (
        f"Session made for {name}, {said_day(on_date, work.today)} "
        f"{start_local:%H:%M} to {end_local:%H:%M}."
    )
    work.record(Act.CREATE_SESSION, {"what": label}, session_id=row["id"])
    undo = work.inverse(Act.CREATE_SESSION, label, stays="The session stays.")
    return Outcome(Session(**row), work.changes(), undo, label)


def _check_room(room: dict[str, Any], clinic_id: ClinicId) -> None:
    if room["clinic_id"] != clinic_id:
        raise RuleViolation("room", "room", "This room belongs to another clinic.")
    if not room["active"]:
        raise RuleViolation("retired", "room", f"{room['name']} is retired.")


def insert_slots(work: Work, session: dict[str, Any], planned: Sequence[PlannedSlot]) -> None:
    """Write the slots of a new session with their places; each opens by the rule of its kind."""
    made = [new_slot(work, session["id"], slot) for slot in planned]
    rules = list_release_rules(work.db)
    on = session["on_date"]
    holidays = (
        bank_holidays_around(work.db, on - RELEASE_REACHES_BACK, on) if rules else frozenset()
    )
    for slot in made:
        rule = rules.get(slot["slot_type_id"], AT_ONCE)
        slot["release_at"] = release_instant(rule, slot["start_at"], on, work.zone, holidays)
    work.rows.insert_many(slots, made)
    work.rows.insert_many(places, [row for slot in made for row in place_rows(slot, session)])


def new_slot(
    work: Work, session_id: SessionId, planned: PlannedSlot, *, is_extra: bool = False
) -> dict[str, Any]:
    """Return the row of a slot, open at once."""
    return {
        "id": SlotId(work.new_id()),
        "session_id": session_id,
        "slot_type_id": planned.slot_type_id,
        "start_at": planned.start_at,
        "end_at": planned.end_at,
        "capacity": planned.capacity,
        "release_at": None,
        "state": SlotState.OPEN,
        "is_extra": is_extra,
        "block_reason": "",
        "version": 1,
    }


def _check_stays(work: Work, slot: dict[str, Any]) -> None:
    """Refuse to open a slot of a session that is on its way to be without it."""
    target = find_target(work.db, slot["session_id"])
    extra, slot_id = slot["is_extra"], slot["id"]
    times = (slot["start_at"], slot["end_at"])
    if target is not None and target.leaves_out(*times, is_extra=extra, slot_id=slot_id):
        sentence = f"It closes once the others have moved: {target.reason}."
        raise RuleViolation("closing", None, sentence)


def block_slot(work: Work, *, slot_id: SlotId, version: int, reason: str) -> Outcome[Slot]:
    """Close a free slot to booking, with the reason everybody sees.

    Errors: RuleViolation("empty") without a reason; Conflict("taken"/"held") when it is not free.
    """
    said = clean_line(reason, field="reason", longest=200, required=True)
    return _set_state(work, slot_id, version, SlotState.BLOCKED, said)


def unblock_slot(work: Work, *, slot_id: SlotId, version: int) -> Outcome[Slot]:
    """Open a blocked slot again."""
    return _set_state(work, slot_id, version, SlotState.OPEN, "")


def _set_state(
    work: Work, slot_id: SlotId, version: int, state: SlotState, reason: str
) -> Outcome[Slot]:
    session_id = get_row(work.db, "slots", slot_id)["session_id"]
    # Alone on the session's row: a booking of the same slot waits, or we wait for it.
    lock_session(work.db, session_id, share=False)
    before = get_row(work.db, "slots", slot_id)
    session = get_row(work.db, "sessions", session_id)
    work.require(Act.BLOCK_SLOT, session["clinician_id"])
    time_said = clock_time(before["start_at"], work.zone)
    if before["version"] != version:
        raise Conflict("stale", f"{time_said} has changed since you opened it.", key=slot_id)
    blocks = state is SlotState.BLOCKED
    if before["state"] is state or before["state"] is SlotState.CLOSING:
        raise RuleViolation("state", None, f"{time_said} is {before['state'].value} already.")
    if not blocks and before["state"] is SlotState.BLOCKED:
        _check_stays(work, before)
    if blocks and (is_taken(work.db, slot_id) or is_held(work.db, slot_id, work.now)):
        words, later = describe_taker(work, slot_id, before["start_at"])
        raise Conflict("taken", f"{words} It can’t be blocked.", later)
    after = {"state": state, "block_reason": reason}
    work.rows.update(slots, (slot_id,), before, after)
    work.touch("day", session["on_date"])
    work.touch("session", session["id"])
    done = "Blocked" if blocks else "Opened"
    label = f"{done} {said_day(session['on_date'], work.today)} {time_said}."
    work.record(Act.BLOCK_SLOT, {"what": label, "reason": reason}, session_id=session["id"])
    undo = work.inverse(Act.BLOCK_SLOT, label, stays=f"{time_said} stays as it is.")
    row = before | after | {"version": before["version"] + 1}
    return Outcome(Slot(**row), work.changes(), undo, label)
