"""The waiting list: what somebody waits for, in words; wishes that can't all be; who is next.

A wish binds: a time that breaks one is not offered. What the person has told us beside (their
preferences) is weighed as in best fit, and said.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from desktop.domain.asked import Asked
from desktop.domain.errors import RuleViolation
from desktop.domain.ids import (
    AppointmentId,
    ClinicianId,
    ClinicId,
    OfferId,
    PatientId,
    SlotTypeId,
    WishId,
)
from desktop.domain.practice import Clinician, SlotType
from desktop.domain.preference_fields import DAY_CODES
from desktop.domain.text import clean_line, clean_lines
from desktop.domain.times import DAYS_WHOLE, clock_time, date_of, said_day

LONGEST_REASON = 500
LONGEST_WHO = 200
MOST_NOTICE = 60
SHORTEST, LONGEST = 5, 480
"""Minutes a visit may be asked to last."""


class Urgency(StrEnum):
    """How soon somebody needs to be seen; more than routine is set by a clinician or a protocol."""

    URGENT = "urgent"
    SOON = "soon"
    ROUTINE = "routine"

    @property
    def words(self) -> str:
        """How the list says it."""
        return {"urgent": "Urgent", "soon": "Soon", "routine": "Routine"}[self.value]


URGENCIES = tuple(Urgency)
"""The most urgent first: the order of the list."""


class WishState(StrEnum):
    """Still waiting, or how that ended."""

    WAITING = "waiting"
    BOOKED = "booked"
    ENDED = "ended"


class OfferState(StrEnum):
    """A time offered: not answered yet, or what came of it."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    NO_REPLY = "no-reply"
    TAKEN_BACK = "taken-back"


ANSWERS: Mapping[OfferState, str] = {
    OfferState.DECLINED: "Declined",
    OfferState.NO_REPLY: "No reply",
    OfferState.TAKEN_BACK: "Offer taken back",
}
"""The answers that leave somebody waiting, in words."""


@dataclass(frozen=True, slots=True)
class WishDetails:
    """What somebody waits for; empty means any.

    Shape: ``appointment_id`` is a visit they have and give up for an earlier time. Units: dates
    are whole days, both ends in; times are the clinic's, ``until`` left out; ``notice_days`` are
    the days between being asked and the visit.
    """

    slot_type_id: SlotTypeId
    minutes: int | None = None
    clinicians: tuple[ClinicianId, ...] = ()
    clinics: tuple[ClinicId, ...] = ()
    days: tuple[str, ...] = ()
    from_local: time | None = None
    until_local: time | None = None
    notice_days: int = 0
    from_on: date | None = None
    until_on: date | None = None
    urgency: Urgency = Urgency.ROUTINE
    urgency_by: str = ""
    reason: str = ""
    appointment_id: AppointmentId | None = None


@dataclass(frozen=True, slots=True)
class Offered:
    """A time offered and not answered: it is held until ``held_until``, while nobody else has it.

    ``is_held`` says whether the hold still stands.
    """

    id: OfferId
    version: int
    start_at: datetime
    end_at: datetime
    clinician_name: str
    clinic_name: str
    held_until: datetime
    is_held: bool = True


@dataclass(frozen=True, slots=True)
class Waiter:
    """One person on the list.

    Shape: ``visit_at`` is when the visit is that they would give up; ``has_visit_at`` a visit of
    the kind that they have beside. Of a record that opens only with a reason there are neither
    numbers nor the reason for waiting.
    """

    id: WishId
    version: int
    patient_id: PatientId
    called: str
    born_on: date | None
    kind: str
    wish: WishDetails
    asked_at: datetime
    asked_by: str = ""
    quiet_until: date | None = None
    visit_at: datetime | None = None
    has_visit_at: datetime | None = None
    phones: tuple[str, ...] = ()
    offer: Offered | None = None
    is_closed: bool = False
    has_left: bool = False


def check_wish(wish: WishDetails, *, today: date, visit_on: date | None = None) -> WishDetails:
    """Return the wishes tidied.

    Errors: RuleViolation at the field; ("contradict") names two that can't both be.
    """
    days = tuple(code for code in DAY_CODES if code in wish.days)
    if len(days) != len(set(wish.days)):
        raise RuleViolation("choice", "days", "Choose the days from the list.")
    _check_number(wish.minutes, "minutes", SHORTEST, LONGEST)
    _check_number(wish.notice_days, "notice_days", 0, MOST_NOTICE)
    by = clean_line(wish.urgency_by, field="urgency_by", longest=LONGEST_WHO)
    if wish.urgency is not Urgency.ROUTINE and not by:
        sentence = "Say which clinician or protocol says so."
        raise RuleViolation("urgency_by", "urgency_by", sentence)
    tidied = replace(
        wish,
        days=days,
        clinicians=tuple(sorted(set(wish.clinicians))),
        clinics=tuple(sorted(set(wish.clinics))),
        urgency_by=by,
        reason=clean_lines(wish.reason, field="reason", longest=LONGEST_REASON),
    )
    _check_together(tidied, today, visit_on)
    return tidied


def _check_number(value: int | None, field: str, least: int, most: int) -> None:
    if value is not None and not least <= value <= most:
        sentence = f"Type a whole number from {least} to {most}."
        raise RuleViolation("number", field, sentence)


def _check_together(wish: WishDetails, today: date, visit_on: date | None) -> None:
    said = _said_each(wish, today, visit_on)
    said["minutes"] = f"{wish.minutes} minutes"
    said["between"] = f"{said.get('from_local')} {said.get('until_local')}"
    if wish.until_on is not None and wish.until_on < today:
        raise RuleViolation("gone_by", "until_on", f"“{said['until_on']}” has gone by.")
    for first, second, field in _contradictions(wish, today, visit_on):
        sentence = f"“{said[first]}” and “{said[second]}” can’t both be. Change one."
        raise RuleViolation("contradict", field, sentence)


def _said_each(wish: WishDetails, today: date, visit_on: date | None) -> dict[str, str]:
    """Say each wish that bears on when, by its field."""
    said = {}
    if wish.days:
        said["days"] = f"only {_joined(wish.days)}"
    if wish.from_on is not None:
        said["from_on"] = f"not before {said_day(wish.from_on, today)}"
    if wish.until_on is not None:
        said["until_on"] = f"until {said_day(wish.until_on, today)}"
    if visit_on is not None:
        said["visit"] = f"earlier than {said_day(visit_on, today)}"
    if wish.from_local is not None:
        said["from_local"] = f"from {wish.from_local:%H:%M}"
    if wish.until_local is not None:
        said["until_local"] = f"until {wish.until_local:%H:%M}"
    if wish.notice_days:
        one = wish.notice_days == 1
        said["notice_days"] = "1 day’s notice" if one else f"{wish.notice_days} days’ notice"
    return said


def _contradictions(
    wish: WishDetails, today: date, visit_on: date | None
) -> Iterator[tuple[str, str, str]]:
    """Give the wishes that can't both be, and the field to go to."""
    start, noticed = wish.from_on, today + timedelta(days=wish.notice_days)
    if wish.from_local and wish.until_local:
        if wish.from_local >= wish.until_local:
            yield "from_local", "until_local", "until_local"
        elif wish.minutes and wish.minutes > _minutes_from(wish.from_local, wish.until_local):
            yield "minutes", "between", "minutes"
    for end, name in ((wish.until_on, "until_on"), (visit_on, "visit")):
        if end is None:
            continue
        if start is not None and start > end:
            yield "from_on", name, "from_on"
        if wish.notice_days and noticed > end:
            yield "notice_days", name, "notice_days"
        if wish.days and not _has_day(wish.days, max(start or today, noticed), end):
            yield "days", name, "days"


def _minutes_from(start: time, end: time) -> int:
    return (end.hour - start.hour) * 60 + end.minute - start.minute


def _has_day(days: Iterable[str], first: date, last: date) -> bool:
    wanted = {DAY_CODES.index(one) for one in days}
    steps = range(min((last - first).days, 6) + 1)
    return any((first + timedelta(days=step)).weekday() in wanted for step in steps)


def wish_from_asked(
    asked: Asked,
    kind: SlotType,
    *,
    today: date,
    clinicians: Iterable[Clinician] = (),
    usual: Collection[str] = (),
) -> WishDetails:
    """Return what was asked of a free time as wishes: where none suits, it is waited for.

    ``kind`` is the kind of slot; ``clinicians`` are those who may be meant, of whom ``usual`` are
    whom the person sees.
    """
    meant = (one.id for one in clinicians if asked.means(one, usual)) if asked.names_who else ()
    double = 2 * kind.minutes if asked.is_double else None
    days = {DAY_CODES[one] for one in asked.weekdays}
    if not days and asked.not_weekdays:
        days = {one for place, one in enumerate(DAY_CODES) if place not in asked.not_weekdays}
    return WishDetails(
        kind.id,
        minutes=asked.minutes or double,
        clinicians=tuple(meant),
        clinics=(asked.clinic_id,) if asked.clinic_id else (),
        days=tuple(one for one in DAY_CODES if one in days),
        from_local=asked.from_local,
        until_local=_over_by(asked, asked.minutes or double or kind.minutes),
        from_on=asked.first_on if asked.first_on and asked.first_on > today else None,
        until_on=asked.last_on,
        reason=" ".join(asked.reason.split()),
    )


def _over_by(asked: Asked, minutes: int) -> time | None:
    """Return when a visit is over: "at 9:20" says when it begins, a wish until when it lasts."""
    since, until = asked.from_local, asked.until_local
    if since is None or until is None or minutes <= _minutes_from(since, until):
        return until
    over = since.hour * 60 + since.minute + minutes
    return time(over // 60, over % 60) if over < 24 * 60 else None


# -- the list --------------------------------------------------------------------------------------


def sort_waiters(found: Iterable[Waiter]) -> tuple[Waiter, ...]:
    """Return the list as it is worked through.

    Shape: whoever is to answer an offer first, the soonest to end on top; then the most urgent,
    then who has waited longest.
    """

    def place(one: Waiter) -> tuple[object, ...]:
        if one.offer is not None:
            return (0, one.offer.held_until, one.id)
        return (1, *need_of(one), one.id)

    return tuple(sorted(found, key=place))


def need_of(one: Waiter) -> tuple[int, datetime]:
    """Return how much somebody needs a time: urgency first, then how long they have waited."""
    return URGENCIES.index(one.wish.urgency), one.asked_at


def say_waiting(asked_at: datetime, today: date, zone: str) -> str:
    """Say how long somebody has waited: "since today", "3 days", "11 weeks"."""
    days = (today - date_of(asked_at, zone)).days
    if days < 1:
        return "since today"
    if days < 14:
        return "1 day" if days == 1 else f"{days} days"
    return f"{days // 7} weeks"


def say_wish(
    wish: WishDetails,
    names: Mapping[str, str],
    *,
    today: date,
    zone: str,
    visit_at: datetime | None = None,
) -> str:
    """Say the wishes in short: "Dr Patel, only Mondays, from 09:00, until Fri 4 Dec"."""
    said = _said_each(wish, today, None)
    if visit_at is not None:
        day = said_day(date_of(visit_at, zone), today)
        said = {"visit": f"earlier than {day} {clock_time(visit_at, zone)}"} | said
    who = [names[one] for one in (*wish.clinicians, *wish.clinics) if one in names]
    long = [f"{wish.minutes} minutes"] if wish.minutes else []
    return ", ".join((*long, *([" or ".join(who)] if who else ()), *said.values())) or "any time"


def say_offered(offer: Offered, now: datetime, zone: str) -> str:
    """Say a time that is offered and how its hold stands."""
    day = said_day(date_of(offer.start_at, zone), date_of(now, zone))
    when = f"{day} {clock_time(offer.start_at, zone)}, {offer.clinician_name}"
    return f"Offered {when}"


def say_hold(offer: Offered, now: datetime, zone: str) -> str:
    """Say how long the time offered is held, or that it is not any more."""
    until = clock_time(offer.held_until, zone)
    if offer.is_held and offer.held_until > now:
        return f"held until {until}"
    return f"hold ended {until}"


def _joined(days: Iterable[str]) -> str:
    if tuple(days) == DAY_CODES[:5]:
        return "weekdays"
    return " or ".join(f"{DAYS_WHOLE[DAY_CODES.index(one)]}s" for one in days)
