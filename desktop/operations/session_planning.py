"""What a change leaves for sessions not made yet: a closure, a template's end, its new rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from desktop.domain.closures import ClosureState, check_closure
from desktop.domain.errors import NotFound, RuleViolation
from desktop.domain.ids import ClosureId, SessionTemplateId
from desktop.domain.session_changes import (
    CancelSession,
    Change,
    ChangeHours,
    CloseTime,
    Effect,
    GiveSession,
    fitting,
)
from desktop.domain.sessions import PatternPart, PlannedSlot
from desktop.domain.templates import (
    ExceptionKind,
    PlannedDate,
    SessionTemplate,
    TemplateDetails,
    TemplateException,
    TemplateState,
    all_dates,
    check_template,
    closed_by,
    instants_of_day,
    minute_of,
    plan_dates,
    slots_of_day,
)
from desktop.domain.times import instant_of
from desktop.operations.reopening import reopen_time
from desktop.operations.work import Reading, Work
from desktop.persistence.closures import closure_values, get_closure, list_in_force
from desktop.persistence.rows import read_row
from desktop.persistence.sessions import get_row
from desktop.persistence.tables import closures, session_templates
from desktop.persistence.templates import (
    get_template,
    template_row,
    template_values,
    write_exceptions,
    write_pattern,
)


def put_closure(work: Work, change: CloseTime) -> ClosureId:
    """Keep the closure, so that no session is made in its time; or put one on record in force.

    Errors: RuleViolation("past"), ("state") for one decided meanwhile; Conflict("stale").
    """
    details = check_closure(change.details)
    if details.last_on < work.today:
        raise RuleViolation("past", "last_on", "It is over already. Choose today or later.")
    if change.closure_id is None:
        key = ClosureId(work.new_id())
        state = ClosureState.IN_FORCE
        row = {"id": key, **closure_values(details), "state": state, "version": 1}
        work.rows.insert(closures, row)
        work.touch("closure", key)
        return key
    before = read_row(work.db, closures, (change.closure_id,))
    if before is None:
        raise NotFound("closure", change.closure_id)
    is_gone = before["state"] is ClosureState.WITHDRAWN
    if is_gone and before["version"] != change.version:
        raise RuleViolation("state", None, "It has been turned down or taken back meanwhile.")
    was = get_closure(work.db, change.closure_id)
    after = closure_values(details) | {"state": ClosureState.IN_FORCE}
    work.rows.update(closures, (change.closure_id,), before | {"version": change.version}, after)
    if was.state is ClosureState.IN_FORCE:
        reopen_time(work, was.details)
    work.touch("closure", change.closure_id)
    return change.closure_id


def lay_out(details: TemplateDetails, planned: PlannedDate, zone: str) -> list[PlannedSlot]:
    """Return the slots a template has on one of its dates, but for those in time that is closed."""

    def to_instant(on: date, wall: time) -> datetime:
        return instant_of(on, wall, zone)

    its_slots = slots_of_day(details, planned)
    if planned.closed:
        its_slots = tuple(one for one in its_slots if closed_by(one, planned.closed) is None)
    laid = instants_of_day(planned.on_date, its_slots, to_instant)
    return [
        PlannedSlot(slot.part.slot_type_id, start_at, end_at, slot.part.capacity)
        for slot, start_at, end_at in laid
    ]


def list_wanted(reading: Reading, session: dict[str, Any]) -> list[PlannedSlot]:
    """Return the slots that the template of a session wants on its date."""
    details, on = get_template(reading.db, session["template_id"]).details, session["template_on"]
    closed = list_in_force(reading.db, on, on)
    held = [one for one in plan_dates(details, closed, on, on) if one.held]
    return [one for planned in held for one in lay_out(details, planned, reading.zone)]


def lay_out_again(
    reading: Reading, session: dict[str, Any], there: Sequence[dict[str, Any]]
) -> list[PlannedSlot]:
    """Return the slots to come of a session's template that fit among those it has."""
    in_the_way = [
        PlannedSlot(row["slot_type_id"], row["start_at"], row["end_at"], row["capacity"])
        for row in there
        if not row["is_extra"]
    ]
    return [
        one
        for one in fitting(list_wanted(reading, session), in_the_way)
        if one.start_at > reading.now
        and session["start_at"] <= one.start_at
        and one.end_at <= session["end_at"]
    ]


def end_template_with(work: Work, change: Change, effects: Sequence[Effect]) -> tuple[Effect, ...]:
    """End the template of "this and later" before the first of them; let a new rule go on.

    Returns the effects, the sessions being the new template's from then on where there is one.
    """
    session = effects[0].session
    assert session.template_id is not None
    assert session.template_on is not None
    template = get_template(work.db, session.template_id)
    on = session.template_on
    fresh = None
    if not isinstance(change, CancelSession):
        fresh = _write_successor(work, template, _changed(change, template, on))
    _end(work, template, on, has_successor=fresh is not None)
    work.touch("template", template.id)
    if fresh is None:
        return tuple(effects)
    work.touch("template", fresh)
    return tuple(replace(one, template_id=fresh) for one in effects)


def _end(work: Work, template: SessionTemplate, on: date, *, has_successor: bool) -> None:
    details = template.details
    last_on = on - timedelta(days=1)
    if last_on < details.first_on:  # its first date is among them: it has no date left
        last_on = details.first_on
        own = [one for one in details.exceptions if one.on_date != last_on]
        why = "another rule from here on" if has_successor else "cancelled"
        own.append(TemplateException(last_on, ExceptionKind.LEFT_OUT, note=why))
        write_exceptions(work.rows, template.id, own)
    before = template_row(work.db, template.id)
    work.rows.update(session_templates, (template.id,), before, {"last_on": last_on})


def _changed(change: Change, template: SessionTemplate, on: date) -> TemplateDetails:
    """Return the template's details from a date on."""
    details = _from_date(template.details, on)
    if isinstance(change, GiveSession):
        return replace(
            details,
            clinician_id=change.clinician_id or details.clinician_id,
            room_id=change.room_id or details.room_id,
        )
    assert isinstance(change, ChangeHours)
    planned = PlannedDate(on, change.start_local, change.end_local)
    laid = slots_of_day(details, planned)
    before, after = minute_of(change.start_local), minute_of(details.start_local)
    if before > after and (not laid or laid[0].start_minute != before):
        sentence = "Choose a time at which a slot begins, for later ones too."
        raise RuleViolation("pattern", "start_local", sentence)
    parts = [replace(slot.part, count=1) for slot in laid] if before >= after else []
    if before < after:
        parts = _filled(details.pattern[0], after - before)
        parts += [replace(part, count=1) for part in details.pattern for _ in range(part.count)]
    room = minute_of(change.end_local) - before - sum(part.minutes for part in parts)
    if change.end_local > details.end_local and parts:
        parts += _filled(parts[-1], room)
    return replace(
        details,
        start_local=change.start_local,
        end_local=change.end_local,
        pattern=_gathered(parts),
    )


def _from_date(details: TemplateDetails, on: date) -> TemplateDetails:
    repeat = details.repeat
    if repeat.count is not None:  # so many in all: the same last date, said as a date
        last = max(all_dates(replace(details, exceptions=())))
        repeat = replace(repeat, count=None, until=last)
    own = tuple(one for one in details.exceptions if one.on_date >= on)
    return replace(details, repeat=repeat, first_on=on, exceptions=own)


def _filled(part: PatternPart, minutes: int) -> list[PatternPart]:
    return [replace(part, count=1)] * (minutes // part.minutes)


def _gathered(parts: Sequence[PatternPart]) -> tuple[PatternPart, ...]:
    """Return parts of one slot each with those alike next to each other as one."""
    found: list[PatternPart] = []
    for part in parts:
        if found and replace(found[-1], count=1) == part:
            found[-1] = replace(found[-1], count=found[-1].count + 1)
        else:
            found.append(part)
    return tuple(found)


def _write_successor(
    work: Work, template: SessionTemplate, details: TemplateDetails
) -> SessionTemplateId:
    checked = check_template(details)
    get_row(work.db, "clinicians", checked.clinician_id)
    key = SessionTemplateId(work.new_id())
    row: dict[str, Any] = {
        "id": key,
        **template_values(checked),
        "replaces_id": template.id,
        "state": TemplateState.PUBLISHED,
        "version": 1,
    }
    work.rows.insert(session_templates, row)
    write_pattern(work.rows, key, checked.pattern)
    write_exceptions(work.rows, key, checked.exceptions)
    return key
