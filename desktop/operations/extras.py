"""Adding an extra: overbooking as a deliberate act, with who agreed and why, on record."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from desktop.domain.claims import EXTRA_BEYOND_SESSION, agreements_for_person, check_booked_by
from desktop.domain.errors import Agreement, Conflict, RuleViolation
from desktop.domain.ids import AppointmentId, PatientId, SessionId, SlotTypeId
from desktop.domain.permissions import Act
from desktop.domain.practice import Channel
from desktop.domain.sessions import (
    LONGEST_SLOT_MINUTES,
    SHORTEST_SLOT_MINUTES,
    PlannedSlot,
    SessionState,
)
from desktop.domain.text import clean_line, clean_lines
from desktop.domain.times import as_utc, clock_time
from desktop.domain.visits import Appointment
from desktop.operations.booking import check_call_on, get_bookable_person_then, insert_visit
from desktop.operations.outcome import Outcome
from desktop.operations.sessions import new_slot
from desktop.operations.work import Work
from desktop.persistence.booking import lock_session, read_wanted_slots
from desktop.persistence.merging import share_patient
from desktop.persistence.places import place_rows
from desktop.persistence.sessions import find_other_session, get_row, has_extra_then
from desktop.persistence.tables import places, slots


def add_extra(
    work: Work,
    *,
    patient_id: PatientId,
    session_id: SessionId,
    start_at: datetime,
    length_minutes: int,
    slot_type_id: SlotTypeId,
    why: str,
    reason: str = "",
    channel: Channel | None = None,
    call_on: str | None = None,
) -> Outcome[Appointment]:
    """Book somebody beside or between the slots; ``why`` says who agreed and why.

    It may overlap slots and lie up to 60 minutes outside its session.
    Errors: RuleViolation at why, length or time; Conflict("overlap") with the clinician's next
    session or another extra; NeedsAgreement as for a booking.
    """
    share_patient(work.db, patient_id)  # before it is read whether they have told us anything
    session = _lock_open_session(work, session_id)
    work.require(Act.ADD_EXTRA, session["clinician_id"])
    said_why = clean_line(why, field="why", longest=500, required=True)
    said = clean_lines(reason, field="reason", longest=2000)
    start = as_utc(start_at)
    end = _check_times(work, session, start, length_minutes)
    person, other = get_bookable_person_then(
        work, patient_id, on_date=session["on_date"], start_at=start, end_at=end
    )
    asked = agreements_for_person(person, other, work.zone)
    if end <= work.now:
        asked.append(Agreement("past", f"This time is over. Add {person.called} all the same?"))
    work.need_agreement(asked)
    planned = PlannedSlot(slot_type_id, start, end, 1)
    slot = new_slot(work, session_id, planned, is_extra=True)
    work.rows.insert(slots, slot)
    work.rows.insert_many(places, place_rows(slot, session))
    wanted = read_wanted_slots(work.db, (slot["id"],))
    if not wanted[0].bookable:
        raise RuleViolation("kind", "kind", "This kind of slot can’t be booked.")
    check_booked_by(wanted, work.actor.role)
    values = {
        "id": AppointmentId(work.new_id()),
        "patient_id": person.id,
        "slot_type_id": slot_type_id,
        "channel": channel or wanted[0].channel,
        "call_on": check_call_on(channel or wanted[0].channel, call_on),
        "reason": said,
        "asked_by": "",
        "note": "",
    }
    facts = {"extra": said_why}
    return insert_visit(work, values, wanted, person, hold_id=None, act=Act.ADD_EXTRA, facts=facts)


def _lock_open_session(work: Work, session_id: SessionId) -> dict[str, Any]:
    lock_session(work.db, session_id, share=False)
    session = get_row(work.db, "sessions", session_id)
    if session["state"] is SessionState.CANCELLED:
        raise Conflict("blocked", "This session has been cancelled.")
    return session


def _check_times(
    work: Work, session: dict[str, Any], start: datetime, length_minutes: int
) -> datetime:
    if not SHORTEST_SLOT_MINUTES <= length_minutes <= LONGEST_SLOT_MINUTES:
        raise RuleViolation(
            "length", "length", f"A visit lasts between 1 and {LONGEST_SLOT_MINUTES} minutes."
        )
    end = start + timedelta(minutes=length_minutes)
    earliest = session["start_at"] - EXTRA_BEYOND_SESSION
    latest = session["end_at"] + EXTRA_BEYOND_SESSION
    if start < earliest or end > latest:
        raise RuleViolation(
            "time",
            "time",
            "An extra lies within an hour of the session, between "
            f"{clock_time(earliest, work.zone)} and {clock_time(latest, work.zone)}.",
        )
    busy = find_other_session(work.db, session["clinician_id"], session["id"], start=start, end=end)
    if busy is not None:
        raise Conflict(
            "overlap", f"The clinician’s next session starts at {clock_time(busy, work.zone)}."
        )
    if has_extra_then(work.db, session["id"], start=start, end=end):
        raise Conflict("overlap", "There is an extra at that time already.")
    return end
