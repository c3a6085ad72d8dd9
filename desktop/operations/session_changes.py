"""Changing a session, or many, that people are booked into: one act, nobody lost, all undoable."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from desktop.domain.claims import check_slots
from desktop.domain.errors import Agreement, Conflict, NotFound
from desktop.domain.ids import AppointmentId, ClosureId, HoldId, RebookingId, SessionId, SlotId
from desktop.domain.impact import Choice, Shown, Way, check_choices, say_difference
from desktop.domain.permissions import Act, Role
from desktop.domain.rebooking import RebookingState, due_at
from desktop.domain.session_changes import (
    Change,
    ChangeHours,
    CloseTime,
    Effect,
    ReplaceTemplate,
    ShiftSession,
    VisitFacts,
)
from desktop.domain.sessions import SlotState
from desktop.domain.visits import State, Step
from desktop.operations.booking import cancel_appointment, touch_visit
from desktop.operations.clinic_hours import ask_hours, ask_template
from desktop.operations.closing import delete_slot, put_target, settle_session
from desktop.operations.events import write_event
from desktop.operations.generating import horizon_of
from desktop.operations.impact import cause_of, find_effects, say_change
from desktop.operations.lost_race import taken_conflict
from desktop.operations.outcome import Outcome
from desktop.operations.session_planning import end_template_with, put_closure
from desktop.operations.sessions import insert_slots
from desktop.operations.templates import Published, publish_template, say_count
from desktop.operations.visit_needs import follow_visits, share_people_in
from desktop.operations.work import Work
from desktop.persistence.booking import lock_session, read_wanted_slots, release_places
from desktop.persistence.places import copy_to_places
from desktop.persistence.rebookings import settle_hold
from desktop.persistence.rows import read_row
from desktop.persistence.session_changes import list_sessions_of_slots
from desktop.persistence.session_closing import list_slot_rows, lock_targets
from desktop.persistence.sessions import find_clash
from desktop.persistence.tables import (
    appointments,
    rebookings,
    sessions,
    slots,
)
from desktop.persistence.templates import get_template
from desktop.persistence.visits import get_appointment_row


@dataclass(frozen=True, slots=True)
class Applied:
    """What a change did: sessions changed, visits by what became of them, the closure kept."""

    sessions: tuple[SessionId, ...]
    rebooked: tuple[RebookingId, ...] = ()
    kept: int = 0
    cancelled: int = 0
    published: Published | None = None
    closure_id: ClosureId | None = None


def change_sessions(
    work: Work,
    *,
    change: Change,
    shown: Shown,
    choices: Sequence[Choice] = (),
    at_once: bool = False,
) -> Outcome[Applied]:
    """Do a change as it was shown, with what was chosen for each visit it touches.

    Slots in the way are closing until their visits have moved; ``at_once`` waits for nobody: old
    times are lost and the visits are on the rebook list without one.
    Errors: Conflict("impact") saying the difference where it is not what was shown any more;
    RuleViolation at choices or a field of the change; Conflict("taken"/"held"/"blocked") where a
    time to be held has gone; NeedsAgreement hours, clinic; NotAllowed.
    """
    publishes = isinstance(change, ReplaceTemplate)
    act = Act.PUBLISH_TEMPLATE if publishes else Act.CHANGE_SESSION
    work.require(act)
    effects = _lock_and_find(work, change, choices)
    names = {one.appointment_id: _called(work, one.appointment_id) for one in choices}
    difference = say_difference(shown, effects, work.zone, called=names)
    if difference:
        raise Conflict("impact", difference)
    chosen = check_choices(choices, effects)
    work.need_agreement(_ask_hours(work, change, effects))
    lost = at_once or isinstance(change, ShiftSession)
    cause, label = cause_of(work, change), say_change(work, change, effects)
    closure_id = None
    if isinstance(change, CloseTime):
        closure_id = put_closure(work, change)
    elif getattr(change, "later", False):
        effects = end_template_with(work, change, effects)
    for effect in effects:
        _apply(work, effect, chosen, lost=lost)
    made = _rebook(work, effects, chosen, cause, lost=lost)
    for effect in effects:
        settle_session(work, effect.session.id, strict=True)
    published = None
    if isinstance(change, ReplaceTemplate):
        published = publish_template(
            work, template_id=change.template_id, version=change.version
        ).value
    ways = [chosen[visit.id].way for effect in effects for visit in effect.touched]
    done = Applied(
        tuple(one.session.id for one in effects),
        tuple(made),
        ways.count(Way.KEEP),
        ways.count(Way.CANCEL),
        published,
        closure_id,
    )
    words = _say_done(label, done)
    work.touch("rebooking", *made)
    work.record(act, {"what": words}, rows_from=len(work.rows.changes))
    undo = work.inverse(act, words, stays="It stays as it is.")
    return Outcome(done, work.changes(), undo, words)


def _lock_and_find(work: Work, change: Change, choices: Sequence[Choice]) -> tuple[Effect, ...]:
    """Lock every session concerned, in key order, and find what the change does now."""
    found = find_effects(work, change)
    held = [slot for one in choices for slot in one.slot_ids]
    concerned = {one.session.id for one in found} | set(list_sessions_of_slots(work.db, held))
    lock_targets(work.db, sorted(concerned))
    for session_id in sorted(concerned):
        lock_session(work.db, session_id, share=False)
    share_people_in(work, concerned)
    if work.db.dialect.name == "postgresql":  # somebody may have been quicker
        found = find_effects(work, change)
    return found


def _ask_hours(work: Work, change: Change, effects: Sequence[Effect]) -> list[Agreement]:
    """Return what has to be agreed of the hours that sessions will have."""
    if isinstance(change, ReplaceTemplate):
        return ask_template(work, get_template(work.db, change.template_id), horizon_of(work))
    if not isinstance(change, ChangeHours):
        return []
    session = effects[0].session
    times = [(one.session.on_date, change.start_local, change.end_local) for one in effects]
    question = "Change it all the same?"
    return ask_hours(work, session.clinic_id, times, question=question)


def _called(work: Work, appointment_id: AppointmentId) -> str:
    from desktop.persistence.booked_person import find_booked_person

    try:
        row = get_appointment_row(work.db, appointment_id)
    except NotFound:
        return "somebody"
    person = find_booked_person(work.db, row["patient_id"])
    return person.called if person is not None else "somebody"


def _say_done(label: str, done: Applied) -> str:
    if done.published is not None:
        label = f"{label} published: {say_count(done.published.sessions, 'session')} made"
    parts = [
        f"{len(done.rebooked)} to rebook" if done.rebooked else "",
        f"{done.kept} kept" if done.kept else "",
        f"{done.cancelled} cancelled" if done.cancelled else "",
    ]
    said = ", ".join(filter(None, parts))
    return f"{label}. {said}." if said else f"{label}."


def _apply(work: Work, effect: Effect, chosen: dict[AppointmentId, Choice], *, lost: bool) -> None:
    session_id = effect.session.id
    waiting: set[AppointmentId] = set()
    for visit in effect.touched:
        choice = chosen[visit.id]
        if choice.way is Way.CANCEL:
            cancel_appointment(
                work,
                appointment_id=visit.id,
                version=visit.version,
                code=choice.code,
                words=choice.words,
            )
            work.rows.write_last()
        elif choice.way is Way.REBOOK and lost:
            _lose_time(work, visit)
        elif choice.way is Way.REBOOK:
            waiting.add(visit.id)
        elif not effect.shifted:
            _record_kept(work, effect, visit)
    if effect.shifted:
        _shift(work, effect)
    _close_slots(work, effect, waiting)
    row = read_row(work.db, sessions, (session_id,))
    assert row is not None
    _widen(work, effect, row)
    put_target(work, effect.session, effect.target)
    session = read_row(work.db, sessions, (effect.session.id,))
    if effect.fresh and session is not None:
        insert_slots(work, session, effect.fresh)
    work.touch("day", effect.session.on_date)
    work.touch("session", session_id)


def _record_kept(work: Work, effect: Effect, visit: VisitFacts) -> None:
    row = get_appointment_row(work.db, visit.id)
    work.record(
        Act.CHANGE_SESSION,
        {"what": "kept", "why": effect.target.reason},
        patient_id=row["patient_id"],
        appointment_id=visit.id,
        session_id=effect.session.id,
        rows_from=len(work.rows.changes),
    )


def _lose_time(work: Work, visit: VisitFacts) -> None:
    """The visit waits without a time: its places are let go."""
    row = get_appointment_row(work.db, visit.id)
    begun = len(work.rows.changes)
    released = release_places(work.rows, visit.id)
    after = {"state": State.PROPOSED, "start_at": None, "end_at": None, "session_id": None}
    work.rows.update(appointments, (visit.id,), row, after)
    write_event(
        work, visit.id, Step.TO_REBOOK, {"start_at": row["start_at"], "slots": list(released)}
    )
    touch_visit(work, row)
    work.record(
        Act.CHANGE_SESSION,
        {"what": "time lost"},
        patient_id=row["patient_id"],
        appointment_id=visit.id,
        session_id=row["session_id"],
        rows_from=begun,
    )


def _close_slots(work: Work, effect: Effect, waiting: set[AppointmentId]) -> None:
    """Slots of those who wait are closing; what is free and goes for good is taken away."""
    facts = {slot.id: slot for slot in effect.session.slots}
    anew = effect.template_id is not None
    for row in list_slot_rows(work.db, effect.session.id):
        slot = facts.get(row["id"])
        if slot is None:
            continue
        if waiting.intersection(slot.visits):
            if row["state"] is not SlotState.CLOSING:
                after = {"state": SlotState.CLOSING, "block_reason": effect.target.reason}
                work.rows.update(slots, (slot.id,), row, after)
        elif slot.id in effect.going and anew and not slot.visits and not delete_slot(work, row):
            raise Conflict("held", "Another desk holds a time that is to go. Try again soon.")


def _shift(work: Work, effect: Effect) -> None:
    """Move slots and who is in them, the last first so that none is over another on its way."""
    by = timedelta(minutes=effect.minutes)
    session = read_row(work.db, sessions, (effect.session.id,))
    assert session is not None
    times = {"start_at": effect.target.start_at, "end_at": effect.target.end_at}
    clash = find_clash(work.db, session | times, work.zone)
    if clash is not None:
        raise Conflict("overlap", clash[1])
    work.rows.update(sessions, (effect.session.id,), session, times)
    rows = [
        one for one in list_slot_rows(work.db, effect.session.id) if one["id"] in effect.shifted
    ]
    for row in sorted(rows, key=lambda one: one["start_at"], reverse=effect.minutes > 0):
        moved = {"start_at": row["start_at"] + by, "end_at": row["end_at"] + by}
        work.rows.update(slots, (row["id"],), row, moved)
    copy_to_places(work.db, effect.session.id)
    there = {
        one for slot in effect.session.slots if slot.id in effect.shifted for one in slot.visits
    }
    for appointment_id in sorted(there):
        row = get_appointment_row(work.db, appointment_id)
        if row["start_at"] is None or row["state"] is State.CANCELLED:
            continue
        begun = len(work.rows.changes)
        moved = {"start_at": row["start_at"] + by, "end_at": row["end_at"] + by}
        work.rows.update(appointments, (appointment_id,), row, moved)
        follow_visits(work, (appointment_id,), time_changed=True)
        facts = {"from": {"start_at": row["start_at"]}, "to": {"start_at": moved["start_at"]}}
        write_event(work, appointment_id, Step.MOVED, facts)
        touch_visit(work, row)
        work.record(
            Act.CHANGE_SESSION,
            {"what": "shifted", "minutes": effect.minutes},
            patient_id=row["patient_id"],
            appointment_id=appointment_id,
            session_id=effect.session.id,
            rows_from=begun,
        )


def _widen(work: Work, effect: Effect, row: dict[str, Any]) -> None:
    """Until it is what it becomes a session has its old hours and the new ones."""
    target, after = effect.target, {}
    if not target.cancelled:
        start, end = min(target.start_at, row["start_at"]), max(target.end_at, row["end_at"])
        after = {
            name: value
            for name, value in (("start_at", start), ("end_at", end))
            if value != row[name]
        }
    if effect.template_id is not None and effect.template_id != row["template_id"]:
        after["template_id"] = effect.template_id
    if not after:
        return
    clash = find_clash(work.db, row | after, work.zone)
    if clash is not None:
        raise Conflict("overlap", clash[1])
    work.rows.update(sessions, (row["id"],), row, after)


def _rebook(
    work: Work,
    effects: Sequence[Effect],
    chosen: dict[AppointmentId, Choice],
    cause: str,
    *,
    lost: bool,
) -> list[RebookingId]:
    """Put the visits to be rebooked on the list, each with the time held for it."""
    pairs = [
        (visit, chosen[visit.id])
        for effect in effects
        for visit in effect.touched
        if chosen[visit.id].way is Way.REBOOK
    ]
    made: list[RebookingId] = []
    for visit, choice in sorted(pairs, key=lambda pair: (pair[1].slot_ids, pair[0].id)):
        until = _check_held(work, choice.slot_ids)
        row: dict[str, Any] = {
            "id": RebookingId(work.new_id()),
            "appointment_id": visit.id,
            "cause": cause,
            "owner_role": Role.RECEPTIONIST,
            "owner_staff_id": None,
            "due_at": due_at(work.now, visit.start_at, work.zone, lost=lost),
            "was_at": visit.start_at,
            "was_until": visit.end_at,
            "hold_id": HoldId(work.new_id()) if until is not None else None,
            "held_slots": tuple(choice.slot_ids),
            "held_until": until,
            "state": RebookingState.OPEN,
            "version": 1,
        }
        begun = len(work.rows.changes)
        work.rows.insert(rebookings, row)
        taken = settle_hold(work.db, row, wanted=True, now=work.now)
        if taken is not None:
            raise taken_conflict(work, read_wanted_slots(work.db, choice.slot_ids), taken)
        visit_row = get_appointment_row(work.db, visit.id)
        # A new version: acts done on the visit before can't be taken back past this one.
        state = {"state": visit_row["state"]}
        work.rows.update(appointments, (visit.id,), visit_row, state)
        work.record(
            Act.CHANGE_SESSION,
            {"what": "to be rebooked", "cause": cause},
            patient_id=visit_row["patient_id"],
            appointment_id=visit.id,
            rows_from=begun,
        )
        work.touch("appointment", visit.id)
        work.touch("patient", visit_row["patient_id"])
        made.append(row["id"])
    return made


def _check_held(work: Work, slot_ids: Sequence[SlotId]) -> datetime | None:
    """Return until when a time is held: until it begins; None where none is held."""
    if not slot_ids:
        return None
    wanted = read_wanted_slots(work.db, slot_ids)
    check_slots(wanted, slot_ids, work.zone)
    work.touch("day", wanted[0].on_date)
    work.touch("session", wanted[0].session_id)
    return wanted[0].start_at
