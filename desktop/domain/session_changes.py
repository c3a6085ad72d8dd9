"""Changes to sessions that people are booked into: what kinds there are, and what they touch."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from desktop.domain.closures import ClosureDetails, ClosureKind
from desktop.domain.errors import RuleViolation
from desktop.domain.ids import (
    AppointmentId,
    ClinicianId,
    ClinicId,
    ClosureId,
    PatientId,
    RoomId,
    SessionId,
    SessionTemplateId,
    SlotId,
    SlotTypeId,
)
from desktop.domain.practice import Channel
from desktop.domain.sessions import PlannedSlot, SlotState
from desktop.domain.times import clock_time, instant_of
from desktop.domain.visits import State

MOST_SHIFT_MINUTES = 240
CANCEL_CODE_OF: dict[str, str] = {
    ClosureKind.LEAVE: "prov-pers",
    ClosureKind.SICKNESS: "prov-pers",
    ClosureKind.TRAINING: "prov-edu",
    ClosureKind.OUT_OF_USE: "oth-room",
}
"""Why visits are cancelled, as it is offered, by why the time is closed."""
OPEN_STATES = (State.BOOKED, State.PENDING)
"""Whose visits a change touches; who is here already is seen."""
HERE_STATES = (State.ARRIVED, State.CHECKED_IN)


@dataclass(frozen=True, slots=True)
class CloseTime:
    """Leave, sickness, a room out of use, a clinic closed.

    ``closure_id`` and its version of one on record: proposed by a calendar, or changed.
    """

    details: ClosureDetails
    closure_id: ClosureId | None = None
    version: int = 0


@dataclass(frozen=True, slots=True)
class CancelSession:
    """A session does not take place; ``later`` ends its template with it."""

    session_id: SessionId
    why: str = ""
    later: bool = False


@dataclass(frozen=True, slots=True)
class ChangeHours:
    """A session is shortened or lengthened, at either end."""

    session_id: SessionId
    start_local: time
    end_local: time
    later: bool = False


@dataclass(frozen=True, slots=True)
class ShiftSession:
    """What is still to come of a session begins so many minutes later (or, negative, earlier)."""

    session_id: SessionId
    minutes: int


@dataclass(frozen=True, slots=True)
class GiveSession:
    """A session goes to another clinician or into another room; None: as it is."""

    session_id: SessionId
    clinician_id: ClinicianId | None = None
    room_id: RoomId | None = None
    later: bool = False


@dataclass(frozen=True, slots=True)
class ReplaceTemplate:
    """A draft is published: it takes over from the template it replaces, or begins anew."""

    template_id: SessionTemplateId
    version: int


Change = CloseTime | CancelSession | ChangeHours | ShiftSession | GiveSession | ReplaceTemplate


@dataclass(frozen=True, slots=True)
class SlotFacts:
    """A slot, and whose visits have places of it; ``is_free``: somebody could book it now."""

    id: SlotId
    start_at: datetime
    end_at: datetime
    slot_type_id: SlotTypeId
    type_name: str
    bookable: bool
    capacity: int
    state: SlotState
    is_extra: bool
    version: int
    visits: tuple[AppointmentId, ...] = ()
    is_free: bool = False


@dataclass(frozen=True, slots=True)
class VisitFacts:
    """A visit with what the panel says of it; ``needs`` are active preferences' kinds."""

    id: AppointmentId
    version: int
    patient_id: PatientId
    called: str
    state: State
    slot_type_id: SlotTypeId
    type_name: str
    channel: Channel
    start_at: datetime
    end_at: datetime
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SessionFacts:
    """A session with its slots and the visits in it."""

    id: SessionId
    version: int
    clinic_id: ClinicId
    clinic_name: str
    clinician_id: ClinicianId
    clinician_name: str
    room_id: RoomId | None
    room_name: str
    on_date: date
    start_at: datetime
    end_at: datetime
    template_id: SessionTemplateId | None
    template_on: date | None
    slots: tuple[SlotFacts, ...] = ()
    visits: tuple[VisitFacts, ...] = ()


@dataclass(frozen=True, slots=True)
class Target:
    """What a session becomes once nobody is left in the way.

    Shape: of slots that are to go, those within ``start_at`` to ``end_at`` are blocked with
    ``reason``, the others taken away; ``closed_from`` to ``closed_until`` is closed within it;
    ``gone`` are slots of an old pattern, to be taken away wherever they are.
    """

    start_at: datetime
    end_at: datetime
    clinician_id: ClinicianId
    room_id: RoomId | None
    cancelled: bool = False
    closed_from: datetime | None = None
    closed_until: datetime | None = None
    reason: str = ""
    gone: tuple[SlotId, ...] = ()

    def leaves_out(
        self,
        start_at: datetime,
        end_at: datetime,
        *,
        is_extra: bool = False,
        slot_id: SlotId | None = None,
    ) -> bool:
        """Return whether a slot at that time has no place in what the session becomes."""
        if self.cancelled or slot_id in self.gone:
            return True
        if self.closed_from is not None and self.closed_until is not None:
            is_closed = start_at < self.closed_until and end_at > self.closed_from
            return is_closed or (self.is_outside(start_at, end_at) and not is_extra)
        return self.is_outside(start_at, end_at) and not is_extra

    def is_outside(self, start_at: datetime, end_at: datetime) -> bool:
        """Return whether a slot at that time lies outside the hours the session will have."""
        return start_at < self.start_at or end_at > self.end_at


@dataclass(frozen=True, slots=True)
class Effect:
    """What a change does to one session.

    Shape: ``going`` are slots that are to go once they are empty; ``touched`` visits somebody has
    to choose for; ``fresh`` slots to be made; ``shifted`` slots move by ``minutes``;
    ``template_id`` is the one it is made by from then on.
    """

    session: SessionFacts
    target: Target
    going: frozenset[SlotId] = frozenset()
    touched: tuple[VisitFacts, ...] = ()
    fresh: tuple[PlannedSlot, ...] = ()
    shifted: frozenset[SlotId] = frozenset()
    minutes: int = 0
    template_id: SessionTemplateId | None = None

    @property
    def gone_count(self) -> int:
        """How many slots that could be booked it takes away."""
        return sum(
            slot.id in self.going and slot.bookable and slot.state is SlotState.OPEN
            for slot in self.session.slots
        )


def as_it_is(session: SessionFacts) -> Target:
    """Return what the session is now, as a target."""
    return Target(session.start_at, session.end_at, session.clinician_id, session.room_id)


def both_targets(session: SessionFacts, first: Target, second: Target) -> Target:
    """Return what becomes of a session two changes are on their way for."""

    def either(name: str) -> Any:
        now, later = getattr(session, name), getattr(second, name)
        return later if later != now else getattr(first, name)

    closed = [one for one in (first, second) if one.closed_from and one.closed_until]
    return Target(
        either("start_at"),
        either("end_at"),
        either("clinician_id"),
        either("room_id"),
        cancelled=first.cancelled or second.cancelled,
        closed_from=min((one.closed_from for one in closed if one.closed_from), default=None),
        closed_until=max((one.closed_until for one in closed if one.closed_until), default=None),
        reason=second.reason or first.reason,
        gone=tuple(sorted({*first.gone, *second.gone})),
    )


def effect_of_target(
    session: SessionFacts, target: Target, now: datetime, fresh: Sequence[PlannedSlot] = ()
) -> Effect:
    """Return what it takes for a session to become that: the slots to go, the visits in them.

    What is over stays as it was.
    """
    going = frozenset(
        slot.id
        for slot in session.slots
        if slot.end_at > now
        and target.leaves_out(slot.start_at, slot.end_at, is_extra=slot.is_extra)
    )
    return Effect(session, target, going, touched_in(session, going, now), tuple(fresh))


def touched_in(
    session: SessionFacts, going: frozenset[SlotId], now: datetime
) -> tuple[VisitFacts, ...]:
    """Return the visits to come that have a place of those slots, in order of time."""
    there = {
        one
        for slot in session.slots
        if slot.id in going and slot.state is not SlotState.CLOSING  # those are on the list already
        for one in slot.visits
    }
    found = [one for one in session.visits if one.id in there and _is_to_come(one, now)]
    return tuple(sorted(found, key=lambda one: (one.start_at, one.id)))


def _is_to_come(visit: VisitFacts, now: datetime) -> bool:
    return visit.state in OPEN_STATES and visit.end_at > now


def close_time(
    session: SessionFacts, closure: ClosureDetails, now: datetime, zone: str
) -> Effect | None:
    """Return what a closure does to a session of its clinic, clinician or room; None: nothing."""
    if not closure.first_on <= session.on_date <= closure.last_on:
        return None
    begins = closure.start_local or time.min
    first = max(session.start_at, _instant(session.on_date, begins, zone))
    last = session.end_at
    if closure.end_local is not None:
        last = min(last, _instant(session.on_date, closure.end_local, zone))
    if first >= last:
        return None
    target = replace(as_it_is(session), reason=closure.name)
    if first <= session.start_at and last >= session.end_at:
        target = replace(target, cancelled=True)
    else:
        target = replace(target, closed_from=first, closed_until=last)
    return effect_of_target(session, target, now)


def _instant(on: date, wall: time, zone: str) -> datetime:
    """Return the instant of a wall-clock time; of one that the spring leaves out, an hour on."""
    try:
        return instant_of(on, wall, zone)
    except RuleViolation as gap:
        if gap.code != "gap":
            raise
        return instant_of(on, wall.replace(hour=wall.hour + 1), zone)


def cancel_session(session: SessionFacts, why: str, now: datetime) -> Effect:
    """Return what it takes for a session not to take place."""
    target = replace(as_it_is(session), cancelled=True, reason=why or "Session cancelled")
    return effect_of_target(session, target, now)


def change_hours(session: SessionFacts, start: time, end: time, now: datetime, zone: str) -> Effect:
    """Return what other hours do; added time gets slots like the first or last one, as they fit.

    Errors: RuleViolation at end_local; ("same") where the hours stay.
    """
    if end <= start:
        raise RuleViolation("hours", "end_local", "The session has to end after it starts.")
    start_at = instant_of(session.on_date, start, zone)
    end_at = instant_of(session.on_date, end, zone)
    if (start_at, end_at) == (session.start_at, session.end_at):
        raise RuleViolation("same", "end_local", "These are the hours it has already.")
    if end_at <= now:
        raise RuleViolation("past", "end_local", "That time is over already.")
    target = Target(
        start_at, end_at, session.clinician_id, session.room_id, reason="Outside the session"
    )
    return effect_of_target(session, target, now, _added(session, start_at, end_at, now))


def _added(
    session: SessionFacts, start_at: datetime, end_at: datetime, now: datetime
) -> list[PlannedSlot]:
    ordinary = [one for one in session.slots if one.bookable and not one.is_extra]
    if not ordinary:
        return []
    every = [one for one in session.slots if not one.is_extra]
    found = []
    last = ordinary[-1]
    at = max(every[-1].end_at, start_at)
    while end_at > session.end_at and at + (last.end_at - last.start_at) <= end_at:
        if at >= session.end_at:
            found.append(_like(last, at))
        at += last.end_at - last.start_at if at >= session.end_at else session.end_at - at
    first = ordinary[0]
    at = min(every[0].start_at, session.start_at)
    length = first.end_at - first.start_at
    while start_at < session.start_at and at - length >= max(start_at, now):
        found.append(_like(first, at - length))
        at -= length
    return sorted(found, key=lambda one: one.start_at)


def _like(slot: SlotFacts, at: datetime) -> PlannedSlot:
    return PlannedSlot(slot.slot_type_id, at, at + (slot.end_at - slot.start_at), slot.capacity)


def shift_session(session: SessionFacts, minutes: int, now: datetime, zone: str) -> Effect:
    """Return what it does to begin later: every slot still to begin moves, with who is in it.

    Errors: RuleViolation at minutes: none, too many, or over what came before.
    """
    if not minutes or abs(minutes) > MOST_SHIFT_MINUTES:
        sentence = f"Shift by 1 to {MOST_SHIFT_MINUTES} minutes, later or earlier."
        raise RuleViolation("minutes", "minutes", sentence)
    moving = [one for one in session.slots if one.start_at > now]
    if not moving:
        raise RuleViolation("past", "minutes", "No slot of this session is still to begin.")
    by = timedelta(minutes=minutes)
    first = min(one.start_at for one in moving) + by
    staying = [one.end_at for one in session.slots if one.start_at <= now]
    earliest = max([*staying, now])
    if minutes < 0 and first < earliest:
        sentence = f"Before {clock_time(earliest, zone)} there is no room for it."
        raise RuleViolation("minutes", "minutes", sentence)
    begun = session.start_at <= now
    target = replace(
        as_it_is(session),
        start_at=session.start_at if begun else session.start_at + by,
        end_at=session.end_at + by,
        reason="The session moved",
    )
    ids = frozenset(one.id for one in moving)
    touched = touched_in(session, ids, now)
    return Effect(session, target, touched=touched, shifted=ids, minutes=minutes)


def give_session(
    session: SessionFacts, clinician_id: ClinicianId | None, room_id: RoomId | None, now: datetime
) -> Effect:
    """Return what another clinician or room does: everybody to come is touched, no slot goes.

    Errors: RuleViolation("same") where nothing changes; ("begun") once it has begun.
    """
    target = replace(
        as_it_is(session),
        clinician_id=clinician_id or session.clinician_id,
        room_id=room_id or session.room_id,
    )
    if target == as_it_is(session):
        raise RuleViolation("same", "clinician_id", "Choose another clinician or another room.")
    if session.start_at <= now and target.clinician_id != session.clinician_id:
        sentence = "It has begun. Close the rest of it and make a session for the other clinician."
        raise RuleViolation("begun", "clinician_id", sentence)
    everyone = frozenset(one.id for one in session.slots)
    return Effect(session, target, touched=touched_in(session, everyone, now))


def lay_out_anew(
    session: SessionFacts,
    wanted: Sequence[PlannedSlot],
    target: Target,
    template_id: SessionTemplateId,
    now: datetime,
) -> Effect:
    """Return what it does to give a session another pattern, those booked at a time it keeps apart.

    A slot stays that the new pattern has at the same time and length, or whose visit is not to
    come any more; what stays in the way of a new slot keeps it out.
    """
    times = {(one.start_at, one.end_at): one for one in wanted}
    going = frozenset(
        slot.id
        for slot in session.slots
        if slot.start_at > now
        and not slot.is_extra
        and not _stays(slot, times.get((slot.start_at, slot.end_at)))
    )
    touched = touched_in(session, going, now)
    booked = {one.id for one in touched}
    # A long visit goes as a whole; a slot of somebody who is here or seen already stays.
    going = frozenset(
        slot.id
        for slot in session.slots
        if (slot.id in going and (not slot.visits or booked.intersection(slot.visits)))
        or booked.intersection(slot.visits)
    )
    in_the_way = [
        slot
        for slot in session.slots
        if not slot.is_extra and (slot.id not in going or booked.intersection(slot.visits))
    ]
    gone = tuple(sorted(slot.id for slot in session.slots if slot.id in going and slot.visits))
    fresh = tuple(one for one in fitting(wanted, in_the_way) if one.start_at > now)
    target = replace(target, gone=gone)
    return Effect(session, target, going, touched, fresh, template_id=template_id)


def fitting(
    wanted: Iterable[PlannedSlot], in_the_way: Sequence[PlannedSlot | SlotFacts]
) -> Iterator[PlannedSlot]:
    """Give the slots wanted that overlap none of those in the way."""
    there = {(one.start_at, one.end_at) for one in in_the_way}
    for one in wanted:
        is_there = (one.start_at, one.end_at) in there  # most are, in a year of sessions
        if not is_there and not any(
            slot.start_at < one.end_at and slot.end_at > one.start_at for slot in in_the_way
        ):
            yield one


def _stays(slot: SlotFacts, same_time: PlannedSlot | None) -> bool:
    if same_time is None:
        return False
    if slot.visits:
        return True  # whoever has it keeps time and length
    same_kind = slot.slot_type_id == same_time.slot_type_id
    return same_kind and slot.capacity == same_time.capacity
