"""Settling the past: visits that are over and whose end nobody has said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from desktop.domain.errors import Conflict, RuleViolation
from desktop.domain.ids import AppointmentId
from desktop.domain.permissions import Act
from desktop.domain.settling import (
    OVER_FOR,
    SETTLED_WITHIN,
    OpenVisit,
    ToSettle,
    group_by_session,
    steps_to_done,
)
from desktop.domain.visits import State, Step
from desktop.operations.booking import get_bookable_person
from desktop.operations.events import write_event
from desktop.operations.looks import is_closed_here
from desktop.operations.outcome import Outcome
from desktop.operations.work import Reading, Work
from desktop.persistence.settling import (
    count_older_visits,
    count_open_visits,
    list_open_visits,
    list_unsaid_visits,
)
from desktop.persistence.tables import appointments
from desktop.persistence.visits import get_appointment_row

ALL_OF_THEM = date.min


def read_to_settle(reading: Reading, *, since: date | None = None) -> ToSettle:
    """Return the visits to settle of the last two weeks, or from a day on."""
    first = since or reading.today - SETTLED_WITHIN
    db, over, today = reading.db, reading.now - OVER_FOR, reading.today
    found = group_by_session(list_open_visits(db, since=first, over=over, today=today))
    older = 0
    if first != ALL_OF_THEM:
        older = count_older_visits(db, since=first, over=over, today=today)
    return ToSettle(found, first, older, group_by_session(_unsaid(reading, first)))


def _unsaid(reading: Reading, since: date) -> list[OpenVisit]:
    """Return the visits with needs unsaid; of a record that opens with a reason not how many."""
    found = list_unsaid_visits(reading.db, since=since, today=reading.today)
    people = {one.visit.patient_id for one in found}
    closed = {one for one in people if is_closed_here(reading, one)}
    return [replace(one, unsaid=0) if one.visit.patient_id in closed else one for one in found]


def count_to_settle(reading: Reading) -> int:
    """Return how many visits of the last two weeks are to be settled."""
    first = reading.today - SETTLED_WITHIN
    over = reading.now - OVER_FOR
    return count_open_visits(reading.db, since=first, over=over, today=reading.today)


def settle_as_done(work: Work, *, visits: Sequence[tuple[AppointmentId, int]]) -> Outcome[int]:
    """Say of visits that are over that they took place; all of them or none.

    ``visits`` are ids with the versions they were read with. When somebody came is not known any
    more: nothing is stamped but the moment it is said.
    Errors: RuleViolation("too_early"/"state") naming the person; Conflict("stale"); NotAllowed.
    """
    if not visits:
        raise RuleViolation("empty", None, "Choose a visit first.")
    called = ""
    for appointment_id, version in sorted(visits):
        called = _settle(work, appointment_id, version)
    if len(visits) > 1:
        label = f"{len(visits)} visits marked as done."
        work.record(Act.MARK_VISIT, {"what": label}, rows_from=len(work.rows.changes))
    else:
        label = f"{called}: done."
    undo = work.inverse(Act.MARK_VISIT, label, stays="They stay done.")
    return Outcome(len(visits), work.changes(), undo, label)


def _settle(work: Work, appointment_id: AppointmentId, version: int) -> str:
    before = get_appointment_row(work.db, appointment_id)
    person = get_bookable_person(work, before["patient_id"])
    if before["version"] != version:
        raise Conflict("stale", f"{person.called}’s visit has changed since you opened it.")
    work.require(Act.MARK_VISIT, before["clinician_id"])
    steps = steps_to_done(
        person.called,
        before["state"],
        before["channel"],
        before["end_at"],
        now=work.now,
        zone=work.zone,
    )
    begun = len(work.rows.changes)
    after = {"state": State.FULFILLED, "done_at": work.now}
    work.rows.update(appointments, (appointment_id,), before, after)
    for step in steps:
        write_event(work, appointment_id, step, {"said_after": True})
    work.touch("day", before["on_date"])
    work.touch("patient", before["patient_id"])
    work.touch("appointment", appointment_id)
    work.record(
        Act.MARK_VISIT,
        {"step": Step.DONE, "said_after": True},
        patient_id=before["patient_id"],
        appointment_id=appointment_id,
        session_id=before["session_id"],
        rows_from=begun,
    )
    return person.called
