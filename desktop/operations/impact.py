"""What a change to sessions would do: read before it is done, and again as it is done."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from desktop.domain.closures import ClosureKind, check_closure, say_closure
from desktop.domain.errors import NotFound, RuleViolation
from desktop.domain.fit import Candidate, Pool
from desktop.domain.ids import SessionId, SlotTypeId
from desktop.domain.impact import (
    Impact,
    ImpactLine,
    TouchedVisit,
    Way,
    say_lines,
    shown_of,
    touch_visits,
)
from desktop.domain.session_changes import (
    CancelSession,
    Change,
    ChangeHours,
    CloseTime,
    Effect,
    GiveSession,
    ReplaceTemplate,
    SessionFacts,
    ShiftSession,
    Target,
    cancel_session,
    change_hours,
    close_time,
    give_session,
    lay_out_anew,
    shift_session,
)
from desktop.domain.templates import (
    PlannedDate,
    SessionTemplate,
    plan_dates,
)
from desktop.domain.times import instant_of, said_day
from desktop.operations.generating import horizon_of
from desktop.operations.session_planning import lay_out
from desktop.operations.work import Reading
from desktop.persistence.candidates import list_candidates
from desktop.persistence.closures import list_in_force
from desktop.persistence.rebookings import count_held_in
from desktop.persistence.session_changes import (
    Chosen,
    list_session_facts,
    of_session,
    of_template,
    within_closure,
)
from desktop.persistence.sessions import get_row
from desktop.persistence.templates import get_template

SAME_CLINICIAN_WITHIN = timedelta(days=28)
OTHERS_WITHIN = timedelta(days=2)
MOST_DAYS = 40
"""Of so many days at most other clinicians' times are looked for; beyond them their own alone."""


def show_impact(reading: Reading, *, change: Change, at_once: bool = False) -> Impact:
    """Return what a change would do: sessions, slots, and each visit touched with other times.

    ``at_once`` does not wait for anybody: old times are lost.
    Errors: RuleViolation at a field of the change; NotFound.
    """
    effects = find_effects(reading, change)
    found = _offer_times(reading, effects)
    can_wait = not isinstance(change, ShiftSession) and not at_once
    is_room = isinstance(change, GiveSession) and change.clinician_id is None
    usual = Way.KEEP if is_room else Way.REBOOK
    lines = (*say_lines(effects, reading.zone), *_say_held(reading, effects))
    return Impact(
        say_change(reading, change, effects), lines, found, shown_of(effects), can_wait, usual
    )


def _say_held(reading: Reading, effects: Sequence[Effect]) -> Iterable[ImpactLine]:
    """Say how many times go that are held for people on the rebook list."""
    going = {slot for one in effects for slot in one.going}
    if count := count_held_in(reading.db, going, reading.now):
        times = "1 time held for the rebook list goes"
        if count > 1:
            times = f"{count} times held for the rebook list go"
        yield ImpactLine(times, loses=True)


def find_effects(reading: Reading, change: Change) -> tuple[Effect, ...]:
    """Return what a change does to each session, in order of time.

    Errors: RuleViolation at a field of the change; NotFound.
    """
    if isinstance(change, CloseTime):
        details = check_closure(change.details)
        facts = _facts(reading, within_closure(details))
        made = (close_time(one, details, reading.now, reading.zone) for one in facts)
        return tuple(one for one in made if one is not None)
    if isinstance(change, ReplaceTemplate):
        return tuple(_replacing(reading, change))
    sessions = _sessions_of(reading, change.session_id, later=getattr(change, "later", False))
    if isinstance(change, ShiftSession):
        return (shift_session(sessions[0], change.minutes, reading.now, reading.zone),)
    return tuple(_changed(reading, change, sessions))


def _changed(
    reading: Reading,
    change: CancelSession | ChangeHours | GiveSession,
    sessions: Sequence[SessionFacts],
) -> Iterable[Effect]:
    now, zone = reading.now, reading.zone
    for number, one in enumerate(sessions):
        try:
            if isinstance(change, CancelSession):
                yield cancel_session(one, change.why, now)
            elif isinstance(change, ChangeHours):
                yield change_hours(one, change.start_local, change.end_local, now, zone)
            else:
                _check_given(reading, change, one)
                yield give_session(one, change.clinician_id, change.room_id, now)
        except RuleViolation as why:
            if why.code != "same" or number == 0:
                raise  # a later one that is so already stays as it is


def _check_given(reading: Reading, change: GiveSession, session: SessionFacts) -> None:
    """Refuse whoever, or wherever, is retired, and a room of another clinic."""
    given = change.clinician_id
    if given is not None and not get_row(reading.db, "clinicians", given)["active"]:
        raise RuleViolation("retired", "clinician_id", "This clinician is retired. Choose another.")
    if change.room_id is not None:
        room = get_row(reading.db, "rooms", change.room_id)
        if not room["active"]:
            raise RuleViolation("retired", "room_id", f"{room['name']} is retired.")
        if room["clinic_id"] != session.clinic_id:
            raise RuleViolation("room", "room_id", "This room belongs to another clinic.")


def _facts(reading: Reading, chosen: Chosen) -> tuple[SessionFacts, ...]:
    return list_session_facts(reading.db, chosen, now=reading.now, today=reading.today)


def _sessions_of(
    reading: Reading, session_id: SessionId, *, later: bool
) -> tuple[SessionFacts, ...]:
    found = _facts(reading, of_session(session_id))
    if not found:
        get_row(reading.db, "sessions", session_id)
        raise NotFound("session", session_id)
    first = found[0]
    if not later:
        return found
    if first.template_id is None or first.template_on is None:
        sentence = "It is a session of its own: there are no later ones of it."
        raise RuleViolation("later", "later", sentence)
    return _facts(reading, of_template(first.template_id, first.template_on))


def _replacing(reading: Reading, change: ReplaceTemplate) -> Iterable[Effect]:
    """Give what publishing does to the booked sessions of the template it takes over from."""
    template = get_template(reading.db, change.template_id)
    if template.replaces_id is None:
        return
    first = max(template.details.first_on, reading.today)
    facts = _facts(reading, of_template(template.replaces_id, first, booked=True))
    if not facts:
        return
    closed = list_in_force(reading.db, first, horizon_of(reading))
    last = max(one.template_on or one.on_date for one in facts)
    planned = {
        one.on_date: one for one in plan_dates(template.details, closed, first, last) if one.held
    }
    for one in facts:
        yield _replaced(reading, template, one, planned.get(one.template_on or one.on_date))


def _replaced(
    reading: Reading, template: SessionTemplate, session: SessionFacts, planned: PlannedDate | None
) -> Effect:
    details = template.details
    same = (details.clinic_id, details.clinician_id) == (session.clinic_id, session.clinician_id)
    if planned is None or not same:
        return cancel_session(session, f"Not in {details.name}", reading.now)
    wanted = lay_out(details, planned, reading.zone)
    hours = [
        instant_of(planned.on_date, at, reading.zone)
        for at in (planned.start_local, planned.end_local)
    ]
    target = Target(
        hours[0], hours[1], details.clinician_id, details.room_id, reason=f"Not in {details.name}"
    )
    return lay_out_anew(session, wanted, target, template.id, reading.now)


def _offer_times(reading: Reading, effects: Sequence[Effect]) -> tuple[TouchedVisit, ...]:
    """Return the visits touched with other times for each.

    Times of other clinicians are looked for where one's own has too few that keep everything:
    they come after those anyway.
    """
    pairs = [(visit, one.session) for one in effects for visit in one.touched]
    if not pairs:
        return ()
    own = {(session.clinician_id, visit.slot_type_id) for visit, session in pairs}
    starts = [visit.start_at for visit, _ in pairs]
    since = max(reading.now, min(starts) - SAME_CLINICIAN_WITHIN)
    own_range = (since, max(starts) + SAME_CLINICIAN_WITHIN)
    known = [one.session for one in effects]
    free = list_candidates(reading.db, own=own, own_range=own_range, known=known, now=reading.now)
    found = touch_visits(effects, _pool_of(reading, free, effects))
    lacking = [one for one in found if not one.has_enough]
    if not lacking:
        return found
    days: dict[tuple[SlotTypeId, date], datetime] = {}
    for one in lacking:
        days.setdefault((one.visit.slot_type_id, one.session.on_date), one.visit.start_at)
    near = [(key[0], at) for key, at in list(days.items())[:MOST_DAYS]]
    others = list_candidates(
        reading.db, own_range=own_range, near=near, within=OTHERS_WITHIN, now=reading.now
    )
    there = {one.time.slot_ids for one in free}
    free += [one for one in others if one.time.slot_ids not in there]
    return touch_visits(effects, _pool_of(reading, free, effects))


def _pool_of(reading: Reading, free: Iterable[Candidate], effects: Sequence[Effect]) -> Pool:
    """Return the free times there are, those that the change itself takes left out."""
    going = {slot for one in effects for slot in (*one.going, *one.shifted)}
    closed = {
        one.session.id
        for one in effects
        if one.target.cancelled or one.target.clinician_id != one.session.clinician_id
    }
    stays = [
        one
        for one in free
        if one.time.session_id not in closed and one.time.slot_ids[0] not in going
    ]
    return Pool(stays, reading.now, reading.zone)


def say_change(reading: Reading, change: Change, effects: Sequence[Effect]) -> str:
    """Say a change, "Leave, Thu 3 Dec" or "Dr Anjali Patel, Thu 3 Dec: cancelled"."""
    if isinstance(change, CloseTime):
        details = check_closure(change.details)
        name = _whose(reading, change)
        return f"{name}: {say_closure(details)}" if name else say_closure(details)
    if isinstance(change, ReplaceTemplate):
        return get_template(reading.db, change.template_id).details.name
    session = effects[0].session
    day = said_day(session.on_date, reading.today)
    what = {
        CancelSession: "cancelled",
        ChangeHours: "other hours",
        ShiftSession: "shifted",
        GiveSession: "given to another",
    }[type(change)]
    if isinstance(change, ShiftSession):
        what = f"{abs(change.minutes)} min {'later' if change.minutes > 0 else 'earlier'}"
    elif isinstance(change, ChangeHours):
        what = f"{change.start_local:%H:%M} to {change.end_local:%H:%M}"
    elif isinstance(change, GiveSession):
        what = _given_words(reading, change)
    later = " and later" if getattr(change, "later", False) else ""
    return f"{session.clinician_name}, {day}{later}: {what}"


def _whose(reading: Reading, change: CloseTime) -> str:
    details = change.details
    if details.clinician_id is not None:
        return _clinician_name(reading, details.clinician_id)
    if details.room_id is not None:
        return str(get_row(reading.db, "rooms", details.room_id)["name"])
    return ""


def _given_words(reading: Reading, change: GiveSession) -> str:
    given = []
    if change.clinician_id is not None:
        given.append(f"given to {_clinician_name(reading, change.clinician_id)}")
    if change.room_id is not None:
        given.append(f"in {get_row(reading.db, 'rooms', change.room_id)['name']}")
    return ", ".join(given)


def _clinician_name(reading: Reading, clinician_id: str) -> str:
    row = get_row(reading.db, "clinicians", clinician_id)
    return " ".join(filter(None, (row["title"], row["given_names"], row["family_name"])))


def cause_of(reading: Reading, change: Change) -> str:
    """Say why people have to be rebooked, as they may be told: "Dr Patel is away"."""
    if isinstance(change, CloseTime):
        kind = change.details.kind
        if kind in (ClosureKind.LEAVE, ClosureKind.SICKNESS):
            return f"{_whose(reading, change)} is away"
        if kind is ClosureKind.OUT_OF_USE:
            return f"{_whose(reading, change)} is out of use"
        return "we are closed then"
    if isinstance(change, GiveSession) and change.clinician_id is not None:
        return f"{_clinician_name(reading, change.clinician_id)} does this session instead"
    return {
        CancelSession: "this session has been cancelled",
        ChangeHours: "this session has other hours",
        ShiftSession: "this session begins at another time",
        GiveSession: "this session is in another room",
        ReplaceTemplate: "these sessions are changing",
    }[type(change)]
