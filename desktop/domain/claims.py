"""Rules of taking a time: which slots make one visit, what has to be agreed first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Protocol

from desktop.domain.errors import Agreement, Conflict, NotFound, RuleViolation
from desktop.domain.ids import SessionId, SlotId, SlotTypeId
from desktop.domain.people import Registration
from desktop.domain.permissions import Role
from desktop.domain.practice import Channel
from desktop.domain.sessions import SessionState, SlotState
from desktop.domain.text import clean_line
from desktop.domain.times import clock_time, date_of, date_with_year, day_and_month

LONGEST_REASON = 2000
LONGEST_NOTE = 2000
LONGEST_WHY = 500
EXTRA_BEYOND_SESSION = timedelta(minutes=60)
"""How far an extra may lie outside its session."""


class Wanted(Protocol):
    """What the rules look at of a slot."""

    @property
    def id(self) -> SlotId: ...
    @property
    def session_id(self) -> SessionId: ...
    @property
    def slot_type_id(self) -> SlotTypeId: ...
    @property
    def type_name(self) -> str: ...
    @property
    def start_at(self) -> datetime: ...
    @property
    def end_at(self) -> datetime: ...
    @property
    def slot_state(self) -> SlotState: ...
    @property
    def session_state(self) -> SessionState: ...
    @property
    def release_at(self) -> datetime | None: ...
    @property
    def bookable(self) -> bool: ...
    @property
    def channel(self) -> Channel: ...
    @property
    def block_reason(self) -> str: ...
    @property
    def booked_by(self) -> tuple[str, ...]: ...


class Person(Protocol):
    """What the rules look at of a person."""

    @property
    def called(self) -> str: ...
    @property
    def registration(self) -> Registration: ...
    @property
    def is_deceased(self) -> bool: ...
    @property
    def deceased_on(self) -> date | None: ...


def check_slots(wanted: Sequence[Wanted], asked_for: Sequence[SlotId], zone: str) -> None:
    """Raise unless the slots are open, bookable, and one after another in one session.

    Errors: NotFound; Conflict("blocked") naming the time; RuleViolation("adjacent"/"break").
    """
    if not asked_for:
        raise RuleViolation("slot", "time", "Choose a free time first.")
    if len(wanted) != len(set(asked_for)):
        raise NotFound("slot", str(asked_for[0]))
    for slot in wanted:
        time = clock_time(slot.start_at, zone)
        if slot.session_state is SessionState.CANCELLED:
            raise Conflict("blocked", f"The session at {time} has been cancelled.")
        if slot.slot_state is not SlotState.OPEN:
            why = f": {slot.block_reason}" if slot.block_reason else ""
            raise Conflict("blocked", f"{time} is blocked{why}. Nothing was booked.")
        if not slot.bookable:
            raise RuleViolation("break", "time", f"{time} is {slot.type_name.lower()}, not a time.")
    for first, second in pairwise(wanted):
        if first.session_id != second.session_id or first.end_at != second.start_at:
            raise RuleViolation("adjacent", "time", "A long visit takes times next to each other.")
        if first.channel is not second.channel:
            raise RuleViolation("adjacent", "time", "A long visit keeps to one way of being seen.")


def check_booked_by(wanted: Sequence[Wanted], role: str) -> None:
    """Refuse a kind of slot that the practice leaves to other people to book.

    Errors: RuleViolation("booked_by") saying who books it.
    """
    for slot in wanted:
        check_may_book(slot.type_name, slot.booked_by, role)


def check_may_book(name: str, booked_by: Sequence[str], role: str) -> None:
    """As ``check_booked_by``, of one kind by its name."""
    if not may_book(booked_by, role):
        sentence = f"{name} is booked by {say_bookers(booked_by)} only."
        raise RuleViolation("booked_by", "time", f"{sentence} Ask one of them, or take another.")


def may_book(booked_by: Sequence[str], role: str) -> bool:
    """Whether a kind of slot that is left to these roles is one that the role may book."""
    return not booked_by or role == Role.SYSTEM or role in booked_by


def say_bookers(booked_by: Sequence[str]) -> str:
    """Say who books a kind of slot: "clinicians and managers"; "" where anybody does."""
    names = {Role.RECEPTIONIST: "reception", Role.CLINICIAN: "clinicians", Role.MANAGER: "managers"}
    said = [words for role, words in names.items() if role in booked_by]
    return " and ".join(filter(None, (", ".join(said[:-1]), *said[-1:])))


def agreements_for_slots(
    wanted: Sequence[Wanted],
    slot_type_id: SlotTypeId | None,
    now: datetime,
    zone: str,
    *,
    act: str = "Book it",
    time: str = "This time",
) -> list[Agreement]:
    """Return what has to be agreed about the time: kind, not open yet, already past.

    ``act`` is what is done to whom: "Move Lan Chen"; ``time`` whose time it is where two are meant.
    """
    asked = []
    kinds = {slot.slot_type_id for slot in wanted}
    if len(kinds) > 1 or (slot_type_id is not None and slot_type_id not in kinds):
        names = ", ".join(dict.fromkeys(slot.type_name for slot in wanted))
        asked.append(Agreement("kind", f"{time} is kept for {names}. {act} all the same?"))
    opens = max((slot.release_at for slot in wanted if slot.release_at), default=None)
    if opens is not None and opens > now:
        on = date_of(opens, zone)
        day = "" if on == date_of(now, zone) else f" on {day_and_month(on)}"
        asked.append(
            Agreement(
                "early",
                f"{time} opens at {clock_time(opens, zone)}{day}. Open it now and say why?",
                needs_reason=True,
            )
        )
    if wanted[-1].end_at <= now:
        asked.append(Agreement("past", f"{time} is over. {act} all the same?"))
    return asked


def check_why(why: str) -> str:
    """Return why something was agreed, tidy; RuleViolation("why") where that can't be kept."""
    said = clean_line(why, field="why", longest=LONGEST_WHY)
    if not said:
        raise RuleViolation("why", "why", "Say why, in a few words.")
    return said


_CHANNEL_VISIT = {
    Channel.IN_PERSON: "a visit face to face",
    Channel.TELEPHONE: "a telephone visit",
    Channel.VIDEO: "a video visit",
    Channel.HOME: "a home visit",
}


def agreement_for_channel(
    called: str, before: Channel, after: Channel, *, is_first: bool
) -> list[Agreement]:
    """Return what has to be agreed where a moved visit would take place in another way."""
    if before is after:
        return []
    becomes = f"become {_CHANNEL_VISIT[after]}"
    if is_first:
        words = f"{called}’s visit would {becomes}. Move it all the same?"
    else:
        words = f"The visit would {becomes}."
    return [Agreement("channel", words)]


def agreements_for_person(
    person: Person, other_visit_at: datetime | None, zone: str, *, verb: str = "Book"
) -> list[Agreement]:
    """Return what has to be agreed about the person: died, left the practice, busy then."""
    asked = []
    if person.is_deceased:
        when = f" on {date_with_year(person.deceased_on)}" if person.deceased_on else ""
        asked.append(
            Agreement(
                "deceased",
                f"{person.called} is recorded as died{when}. {verb} all the same?",
                needs_reason=True,
            )
        )
    if person.registration is Registration.LEFT:
        asked.append(
            Agreement("left", f"{person.called} has left the practice. {verb} all the same?")
        )
    if other_visit_at is not None:
        time = clock_time(other_visit_at, zone)
        both = "Book both?" if verb == "Book" else f"{verb} this one all the same?"
        words = f"{person.called} already has a visit then, at {time}. {both}"
        asked.append(Agreement("same_time", words))
    return asked
