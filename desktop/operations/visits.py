"""What happens to a visit on the day, each step with its way back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from desktop.domain.errors import Conflict, RuleViolation
from desktop.domain.ids import AppointmentId, SlotId
from desktop.domain.permissions import Act
from desktop.domain.sessions import SessionState, SlotState
from desktop.domain.text import clean_line
from desktop.domain.times import clock_time, said_day
from desktop.domain.visit_end import unsaid_words
from desktop.domain.visits import (
    CAME_TOO_LATE_CODE,
    ENDINGS,
    LEFT_UNSEEN_CODE,
    TRANSITIONS,
    Appointment,
    State,
    Step,
    check_step,
)
from desktop.operations.booking import get_bookable_person
from desktop.operations.events import write_event
from desktop.operations.lost_race import describe_taker
from desktop.operations.outcome import Outcome
from desktop.operations.work import Work
from desktop.persistence.booking import (
    claim_places,
    list_slots_of,
    read_wanted_slots,
    release_places,
)
from desktop.persistence.tables import appointments
from desktop.persistence.visit_needs import list_needs_of_visit
from desktop.persistence.visits import appointment_from, find_ended_slots, get_appointment_row


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
    """Done and left; straight from booked for phone and video visits alone.

    Says where it is still to be said whether what they need was kept.
    """
    done = _mark(work, appointment_id, version, Step.DONE)
    unsaid = unsaid_words(list_needs_of_visit(work.db, appointment_id))
    return replace(done, words=f"{done.words} {unsaid} Ctrl+F7 says so.") if unsaid else done


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


def mark_still_here(
    work: Work, *, appointment_id: AppointmentId, version: int, why: str = ""
) -> Outcome[Appointment]:
    """Not left, or not too late, after all: back to waiting, or to booked for who was not here.

    After the clinic's day a manager's act with a reason.
    Errors: RuleViolation("state") for a visit that did not end so; Conflict("taken") where its
    time is somebody else's by now, ("blocked") where it is closed.
    """
    before = _get_current(work, appointment_id, version)
    said = _check_correction(work, Step.STILL_HERE, before, why)
    slot_ids = find_ended_slots(work.db, before)
    if slot_ids is None:
        raise RuleViolation(
            "state", None, "Only a visit that ended as left or too late has this way back."
        )
    person = get_bookable_person(work, before["patient_id"])
    _take_again(work, before, slot_ids, person.called)
    target = State.BOOKED if before["arrived_at"] is None else State.ARRIVED
    after = {"state": target, "sent_in_at": None, **_NOT_CANCELLED}
    work.rows.update(appointments, (appointment_id,), before, after)
    write_event(work, appointment_id, Step.STILL_HERE)
    row = before | after | {"version": before["version"] + 1}
    back = Step.BACK_TO_BOOKED if target is State.BOOKED else Step.BACK_TO_WAITING
    facts = {"step": Step.STILL_HERE, "said": said}
    return _outcome(work, TRANSITIONS[back].words, row, slot_ids, facts)


def _take_again(
    work: Work, before: dict[str, Any], slot_ids: tuple[SlotId, ...], called: str
) -> None:
    """Take the places of a visit again; Conflict where one is not to be had any more."""
    wanted = read_wanted_slots(work.db, slot_ids)
    stays = f"{called}’s visit stays as it is: find another time."
    at = clock_time(before["start_at"], work.zone)
    is_open = [one.slot_state is SlotState.OPEN for one in wanted]
    cancelled = any(one.session_state is SessionState.CANCELLED for one in wanted)
    if len(wanted) < len(slot_ids) or cancelled or not all(is_open):
        raise Conflict("blocked", f"{at} has been closed since. {stays}")
    taken = claim_places(work.rows, wanted, appointment_id=before["id"], now=work.now)
    if taken is not None:
        first, later = describe_taker(work, taken, before["start_at"])
        raise Conflict("taken", f"{first} {stays}", later)


_NOT_CANCELLED: dict[str, Any] = {"cancelled_at": None, "cancel_code": None, "cancel_words": ""}
_OF_THE_DAY = frozenset(
    {
        *(Step.ARRIVED, Step.CAME_AFTER_ALL, Step.SENT_IN, Step.DONE),
        *(Step.LEFT_UNSEEN, Step.CAME_TOO_LATE),
    }
)
"""What can't be done to a visit before its day has come."""
_CORRECTIONS = frozenset({Step.BACK_TO_ROOM, Step.BACK_TO_BOOKED, Step.STILL_HERE})


def _mark(
    work: Work,
    appointment_id: AppointmentId,
    version: int,
    step: Step,
    *,
    why: str = "",
    facts: dict[str, Any] | None = None,
) -> Outcome[Appointment]:
    before = _get_current(work, appointment_id, version)
    said = _check_correction(work, step, before, why)
    if step in _OF_THE_DAY and before["on_date"] > work.today:
        raise RuleViolation("not_today", None, _not_today(work, before))
    target = check_step(step, before["state"], before["channel"], before["start_at"], work.now)
    after = {"state": target} | _stamps(work, step)
    work.rows.update(appointments, (appointment_id,), before, after)
    slot_ids: tuple[SlotId, ...] = ()
    happened = dict(facts or {})
    if target is State.CANCELLED:
        happened["slots"] = release_places(work.rows, appointment_id)  # for the way back
    else:
        slot_ids = list_slots_of(work.db, appointment_id)
    write_event(work, appointment_id, step, happened)
    row = before | after | {"version": before["version"] + 1}
    said_facts = {"step": step, "said": said, **(facts or {})}
    return _outcome(work, TRANSITIONS[step].words, row, slot_ids, said_facts)


def _get_current(work: Work, appointment_id: AppointmentId, version: int) -> dict[str, Any]:
    """Return the visit's row where the actor may mark it and nobody has changed it since."""
    before = get_appointment_row(work.db, appointment_id)
    if before["version"] != version:
        raise Conflict("stale", "This visit has changed since you opened it.", key=appointment_id)
    work.require(Act.MARK_VISIT, before["clinician_id"])
    return before


def _check_correction(work: Work, step: Step, before: dict[str, Any], why: str) -> str:
    """Return the reason, tidied; a visit of another day is corrected by a manager with one."""
    said = clean_line(why, field="why", longest=500)
    if step in _CORRECTIONS and before["on_date"] != work.today:
        work.require(Act.CORRECT_PAST_VISIT)
        if not said:
            raise RuleViolation("why", "why", "Say why this past visit is corrected.")
    return said


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
        Step.LEFT_UNSEEN: left | {"cancel_words": ENDINGS[Step.LEFT_UNSEEN]},
        Step.CAME_TOO_LATE: left
        | {"cancel_code": CAME_TOO_LATE_CODE, "cancel_words": ENDINGS[Step.CAME_TOO_LATE]},
    }
    return stamps.get(step, {})


def _outcome(
    work: Work, words: str, row: dict[str, Any], slot_ids: tuple[SlotId, ...], facts: dict[str, Any]
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
    label = f"{person.called}: {words}."
    undo = work.inverse(Act.MARK_VISIT, label, stays=f"{person.called}’s visit stays as it is.")
    return Outcome(appointment_from(row, slot_ids), work.changes(), undo, label)
