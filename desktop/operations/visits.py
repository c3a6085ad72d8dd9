"""What happens to a visit on the day, each step with its way back."""

from __future__ import annotations

from typing import Any

from desktop.domain.errors import Conflict, RuleViolation
from desktop.domain.ids import AppointmentId
from desktop.domain.permissions import Act
from desktop.domain.text import clean_line
from desktop.domain.times import clock_time, said_day
from desktop.domain.visits import (
    CAME_TOO_LATE_CODE,
    LEFT_UNSEEN_CODE,
    TRANSITIONS,
    Appointment,
    State,
    Step,
    check_step,
)
from desktop.operations.booking import get_bookable_person
from desktop.operations.events import write_event
from desktop.operations.outcome import Outcome
from desktop.operations.work import Work
from desktop.persistence.booking import list_slots_of, release_places
from desktop.persistence.tables import appointments
from desktop.persistence.visits import appointment_from, get_appointment_row


def mark_arrived(
    work: Work, *, appointment_id: AppointmentId, version: int
) -> Outcome[Appointment]:
    """The person is here and waiting."""
    return _mark(work, appointment_id, version, Step.ARRIVED)


def mark_not_here(
    work: Work, *, appointment_id: AppointmentId, version: int
) -> Outcome[Appointment]:
    """Not here after all: back to booked."""
    return _mark(work, appointment_id, version, Step.NOT_HERE)


def mark_sent_in(
    work: Work, *, appointment_id: AppointmentId, version: int
) -> Outcome[Appointment]:
    """The person went in; the time waited is kept by the stamps."""
    return _mark(work, appointment_id, version, Step.SENT_IN)


def mark_back_to_waiting(
    work: Work, *, appointment_id: AppointmentId, version: int
) -> Outcome[Appointment]:
    """Not sent in after all: back to waiting."""
    return _mark(work, appointment_id, version, Step.BACK_TO_WAITING)


def mark_done(work: Work, *, appointment_id: AppointmentId, version: int) -> Outcome[Appointment]:
    """Done and left; straight from booked for phone and video visits alone."""
    return _mark(work, appointment_id, version, Step.DONE)


def mark_back_in_room(
    work: Work, *, appointment_id: AppointmentId, version: int, why: str = ""
) -> Outcome[Appointment]:
    """Not done after all: back in room; after the clinic's day a manager's act with a reason."""
    return _mark(work, appointment_id, version, Step.BACK_TO_ROOM, why=why)


def mark_left_unseen(
    work: Work, *, appointment_id: AppointmentId, version: int
) -> Outcome[Appointment]:
    """Here, but left before being seen."""
    return _mark(work, appointment_id, version, Step.LEFT_UNSEEN)


def mark_came_too_late(
    work: Work, *, appointment_id: AppointmentId, version: int
) -> Outcome[Appointment]:
    """Came too late to be seen."""
    return _mark(work, appointment_id, version, Step.CAME_TOO_LATE)


def mark_did_not_attend(
    work: Work, *, appointment_id: AppointmentId, version: int, tried_to_reach: bool = False
) -> Outcome[Appointment]:
    """Did not attend: a person says so, after the start plus a grace time, never a rule."""
    facts = {"tried_to_reach": tried_to_reach}
    return _mark(work, appointment_id, version, Step.DID_NOT_ATTEND, facts=facts)


def mark_back_to_booked(
    work: Work, *, appointment_id: AppointmentId, version: int, why: str = ""
) -> Outcome[Appointment]:
    """Not a missed visit after all: back to booked."""
    return _mark(work, appointment_id, version, Step.BACK_TO_BOOKED, why=why)


def mark_came_after_all(
    work: Work, *, appointment_id: AppointmentId, version: int
) -> Outcome[Appointment]:
    """Marked as not attended, but came late: here and waiting."""
    return _mark(work, appointment_id, version, Step.CAME_AFTER_ALL)


_OF_THE_DAY = frozenset(
    {
        *(Step.ARRIVED, Step.CAME_AFTER_ALL, Step.SENT_IN, Step.DONE),
        *(Step.LEFT_UNSEEN, Step.CAME_TOO_LATE),
    }
)
"""What can't be done to a visit before its day has come."""
_CORRECTIONS = frozenset({Step.BACK_TO_ROOM, Step.BACK_TO_BOOKED})


def _mark(
    work: Work,
    appointment_id: AppointmentId,
    version: int,
    step: Step,
    *,
    why: str = "",
    facts: dict[str, Any] | None = None,
) -> Outcome[Appointment]:
    before = get_appointment_row(work.db, appointment_id)
    if before["version"] != version:
        raise Conflict("stale", "This visit has changed since you opened it.", key=appointment_id)
    work.require(Act.MARK_VISIT, before["clinician_id"])
    said = clean_line(why, field="why", longest=500)
    if step in _CORRECTIONS and before["on_date"] != work.today:
        work.require(Act.CORRECT_PAST_VISIT)
        if not said:
            raise RuleViolation("why", "why", "Say why this past visit is corrected.")
    if step in _OF_THE_DAY and before["on_date"] > work.today:
        raise RuleViolation("not_today", None, _not_today(work, before))
    target = check_step(step, before["state"], before["channel"], before["start_at"], work.now)
    after = {"state": target} | _stamps(work, step)
    work.rows.update(appointments, (appointment_id,), before, after)
    if target is State.CANCELLED:
        release_places(work.rows, appointment_id)
        slot_ids: tuple[Any, ...] = ()
    else:
        slot_ids = list_slots_of(work.db, appointment_id)
    write_event(work, appointment_id, step, facts)
    row = before | after | {"version": before["version"] + 1}
    return _outcome(work, step, row, slot_ids, {"step": step, "said": said, **(facts or {})})


def _not_today(work: Work, before: dict[str, Any]) -> str:
    day = said_day(before["on_date"], work.today)
    at = f" {clock_time(before['start_at'], work.zone)}" if before["start_at"] else ""
    return f"This visit is {day}{at}, not today. Move it to today first, or add an extra."


def _stamps(work: Work, step: Step) -> dict[str, Any]:
    """Return the stamps a step sets or takes away."""
    left = {"cancelled_at": work.now, "cancel_code": LEFT_UNSEEN_CODE}
    stamps: dict[Step, dict[str, Any]] = {
        Step.ARRIVED: {"arrived_at": work.now},
        Step.CAME_AFTER_ALL: {"arrived_at": work.now},
        Step.NOT_HERE: {"arrived_at": None},
        Step.SENT_IN: {"sent_in_at": work.now},
        Step.BACK_TO_WAITING: {"sent_in_at": None},
        Step.DONE: {"done_at": work.now},
        Step.BACK_TO_ROOM: {"done_at": None},
        Step.LEFT_UNSEEN: left | {"cancel_words": "Left before being seen"},
        Step.CAME_TOO_LATE: left
        | {"cancel_code": CAME_TOO_LATE_CODE, "cancel_words": "Came too late to be seen"},
    }
    return stamps.get(step, {})


def _outcome(
    work: Work, step: Step, row: dict[str, Any], slot_ids: tuple[Any, ...], facts: dict[str, Any]
) -> Outcome[Appointment]:
    person = get_bookable_person(work, row["patient_id"])
    work.touch("day", row["on_date"])
    work.touch("patient", row["patient_id"])
    work.touch("appointment", row["id"])
    work.record(
        Act.MARK_VISIT,
        facts,
        patient_id=row["patient_id"],
        appointment_id=row["id"],
        session_id=row["session_id"],
    )
    label = f"{person.called}: {TRANSITIONS[step].words}."
    undo = work.inverse(Act.MARK_VISIT, label, stays=f"{person.called}'s visit stays as it is.")
    return Outcome(appointment_from(row, slot_ids), work.changes(), undo, label)
