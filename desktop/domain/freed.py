"""A time that has come free: who on the waiting list it suits, in which order, and why others not.

A wish is kept or the person is not asked. What a visit must have for them (a step-free room, time
to book an interpreter) counts as a wish. The most urgent come first, then who has waited longest;
a time they asked not to have comes after the others of their urgency.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from desktop.domain.best_fit import Reason, Suggestion, Tone
from desktop.domain.booking import FreeTime, LeftOut
from desktop.domain.fit import Candidate
from desktop.domain.ids import SlotId
from desktop.domain.practice import Channel
from desktop.domain.preference_fields import DAY_CODES
from desktop.domain.times import (
    DAYS_WHOLE,
    clock_time,
    date_of,
    local_of,
    minutes_between,
    said_day,
)
from desktop.domain.waiting import URGENCIES, Urgency, Waiter, WishDetails, say_waiting
from desktop.domain.wording import Part, said_date, said_minutes, said_time


class WhyNot(StrEnum):
    """Why a time is not offered to somebody who waits for its kind, in the order looked at."""

    FITS = ""
    OFFERED = "offered"
    ASKED = "asked"
    QUIET = "quiet"
    NOT_EARLIER = "not-earlier"
    DATES = "dates"
    NOTICE = "notice"
    DAYS = "days"
    CLINICIAN = "clinician"
    CLINIC = "clinic"
    TIMES = "times"
    SHORT = "short"
    MUST = "must"


_WHY_WORDS = {
    WhyNot.OFFERED: ("is being asked about another time", "are being asked about another time"),
    WhyNot.ASKED: ("was asked about this time already", "were asked about this time already"),
    WhyNot.QUIET: ("is not to be asked yet", "are not to be asked yet"),
    WhyNot.NOT_EARLIER: ("has an earlier visit", "have an earlier visit"),
    WhyNot.DATES: ("waits for other dates", "wait for other dates"),
    WhyNot.NOTICE: ("needs more notice", "need more notice"),
    WhyNot.DAYS: ("waits for other days of the week", "wait for other days of the week"),
    WhyNot.CLINICIAN: ("waits for another clinician", "wait for another clinician"),
    WhyNot.CLINIC: ("waits for another clinic", "wait for another clinic"),
    WhyNot.TIMES: ("waits for another time of day", "wait for another time of day"),
    WhyNot.SHORT: ("needs a longer time", "need a longer time"),
    WhyNot.MUST: ("has needs this time can’t meet", "have needs this time can’t meet"),
}


@dataclass(frozen=True, slots=True)
class Asking:
    """What of somebody's story bears on whether they are asked.

    Shape: ``is_offered`` while another offer waits for an answer; ``was_asked`` once they have
    answered about this very time.
    """

    quiet_until: date | None = None
    visit_at: datetime | None = None
    is_offered: bool = False
    was_asked: bool = False


def why_not(
    wish: WishDetails, asking: Asking, time: FreeTime, *, now: datetime, zone: str
) -> WhyNot:
    """Return why somebody is not asked about a time; its length is looked at by ``parts_of``."""
    start, end = local_of(time.start_at, zone), local_of(time.end_at, zone)
    on, today = start.date(), date_of(now, zone)
    outside_dates = (wish.from_on is not None and on < wish.from_on) or (
        wish.until_on is not None and on > wish.until_on
    )
    outside_times = (wish.from_local is not None and start.time() < wish.from_local) or (
        wish.until_local is not None and end.time() > wish.until_local
    )
    found = (
        (WhyNot.OFFERED, asking.is_offered),
        (WhyNot.ASKED, asking.was_asked),
        (WhyNot.QUIET, asking.quiet_until is not None and asking.quiet_until > today),
        (WhyNot.NOT_EARLIER, asking.visit_at is not None and asking.visit_at <= time.start_at),
        (WhyNot.DATES, outside_dates),
        (WhyNot.NOTICE, (on - today).days < wish.notice_days),
        (WhyNot.DAYS, bool(wish.days) and DAY_CODES[on.weekday()] not in wish.days),
        (WhyNot.CLINICIAN, bool(wish.clinicians) and time.clinician_id not in wish.clinicians),
        (WhyNot.CLINIC, bool(wish.clinics) and time.clinic_id not in wish.clinics),
        (WhyNot.TIMES, outside_times),
    )
    return next((why for why, holds in found if holds), WhyNot.FITS)


@dataclass(frozen=True, slots=True)
class FreeRun:
    """Free slots next to each other in one session, of one kind; ``freed`` are those just freed."""

    slots: tuple[Candidate, ...]
    freed: frozenset[SlotId]

    @property
    def minutes(self) -> int:
        """How long all of it is."""
        return minutes_between(self.slots[0].time.start_at, self.slots[-1].time.end_at)

    @property
    def whole(self) -> FreeTime:
        """The part that was freed, from its first slot to its last."""
        return _joined([one for one in self.slots if one.time.slot_ids[0] in self.freed]).time


def runs_of(slots: Iterable[Candidate], freed: Iterable[SlotId]) -> tuple[FreeRun, ...]:
    """Return the runs of free slots that have freed ones in them, in order of time."""
    wanted = frozenset(freed)
    found: list[list[Candidate]] = []
    for one in sorted(slots, key=lambda each: (each.time.session_id, each.time.start_at)):
        last = found[-1][-1].time if found else None
        if last is not None and _follows(one.time, last):
            found[-1].append(one)
        else:
            found.append([one])
    runs = (FreeRun(tuple(run), wanted & {one.time.slot_ids[0] for one in run}) for run in found)
    return tuple(sorted((one for one in runs if one.freed), key=lambda run: run.whole.start_at))


def _follows(time: FreeTime, last: FreeTime) -> bool:
    return (
        time.session_id == last.session_id
        and time.slot_type_id == last.slot_type_id
        and time.channel == last.channel
        and time.start_at == last.end_at
    )


def parts_of(run: FreeRun, minutes: int) -> Iterator[Candidate]:
    """Give the times of a run that are long enough and no longer, each with a freed slot in it."""
    for first in range(len(run.slots)):
        for last in range(first, len(run.slots)):
            part = run.slots[first : last + 1]
            if minutes_between(part[0].time.start_at, part[-1].time.end_at) >= minutes:
                if any(one.time.slot_ids[0] in run.freed for one in part):
                    yield _joined(part)
                break


def _joined(part: Sequence[Candidate]) -> Candidate:
    if len(part) == 1:
        return part[0]
    ids = tuple(slot for one in part for slot in one.time.slot_ids)
    time = replace(part[0].time, slot_ids=ids, end_at=part[-1].time.end_at)
    return replace(part[0], time=time)


@dataclass(frozen=True, slots=True)
class Match:
    """Somebody whom a time suits: which part of it, why, and what speaks against it, last."""

    waiter: Waiter
    time: FreeTime
    reasons: tuple[Reason, ...]
    never_ring: bool = False

    @property
    def in_short(self) -> tuple[str, ...]:
        """What speaks for it beside how much they need it, which stands by itself in a list."""
        own = ("urgency", "waited")
        return tuple(
            one.words for one in self.reasons if one.tone is Tone.KEPT and one.code not in own
        )

    @property
    def met(self) -> tuple[str, ...]:
        """What speaks for it, in words."""
        return tuple(one.words for one in self.reasons if one.tone is Tone.KEPT)

    @property
    def unmet(self) -> tuple[str, ...]:
        """What speaks against it, in words."""
        return tuple(one.words for one in self.reasons if one.tone is not Tone.KEPT)


@dataclass(frozen=True, slots=True)
class FreedTime:
    """A time that is free, and whom it suits, best first; why the others who wait do not."""

    time: FreeTime
    matches: tuple[Match, ...]
    left_out: tuple[LeftOut, ...] = ()
    more: int = 0

    @property
    def count(self) -> int:
        """How many people it suits."""
        return len(self.matches) + self.more


def reasons_for(
    waiter: Waiter, suggestion: Suggestion, *, now: datetime, zone: str
) -> tuple[Reason, ...]:
    """Return why this person is asked about this time: need and wishes first, trade-offs last."""
    wish, time = waiter.wish, suggestion.time
    today, on = date_of(now, zone), date_of(time.start_at, zone)
    said: list[tuple[str, str]] = []
    if wish.urgency is not Urgency.ROUTINE:
        said.append(("urgency", f"{wish.urgency.words}: {wish.urgency_by}"))
    waited = say_waiting(waiter.asked_at, today, zone)
    said.append(("waited", f"On the list {waited}" if waited[0] == "s" else f"Waiting {waited}"))
    if wish.clinicians:
        said.append(("clinician", f"{time.clinician_name}, as they wish"))
    if wish.clinics:
        said.append(("clinic", f"{time.clinic_name}, as they wish"))
    if wish.days:
        said.append(("days", f"{DAYS_WHOLE[on.weekday()]}, as they wish"))
    if wish.from_local or wish.until_local:
        said.append(("times", f"{clock_time(time.start_at, zone)}, as they wish"))
    if waiter.visit_at is not None:
        said.append(("earlier", _earlier_words(time.start_at, waiter.visit_at, today, zone)))
    own = {code for code, _ in said}
    reasons = [Reason(code, words) for code, words in said]
    rest = [one for one in suggestion.reasons if one.code not in own]
    return (*reasons, *sorted(rest, key=lambda one: one.tone is not Tone.KEPT))


def _earlier_words(start: datetime, visit_at: datetime, today: date, zone: str) -> str:
    days = (date_of(visit_at, zone) - date_of(start, zone)).days
    day = said_day(date_of(visit_at, zone), today)
    sooner = (
        "Earlier the same day" if days == 0 else f"{days} day{'' if days == 1 else 's'} earlier"
    )
    return f"{sooner}; {day} {clock_time(visit_at, zone)} comes free"


def place_of(match: Match) -> tuple[object, ...]:
    """Return where somebody stands among those whom a time suits."""
    asked_not = any(one.tone is Tone.ASKED_NOT for one in match.reasons)
    wish = match.waiter.wish
    return URGENCIES.index(wish.urgency), asked_not, match.waiter.asked_at, match.waiter.id


def say_why_not(counts: Iterable[tuple[WhyNot, int]]) -> tuple[LeftOut, ...]:
    """Say why others who wait for the kind are not asked, most first."""
    found = [
        LeftOut(why.value, count, f"{count} {_WHY_WORDS[why][count > 1]}.")
        for why, count in counts
        if count and why is not WhyNot.FITS
    ]
    return tuple(sorted(found, key=lambda one: (-one.count, one.code)))


def say_freed(freed: Sequence[FreedTime], now: datetime, zone: str) -> str:
    """Say what has come free: "10:20 Dr Anjali Patel is free: 3 people would suit."."""
    people = {one.waiter.id for each in freed for one in each.matches}
    count = max(len(people), max((one.count for one in freed), default=0))
    suit = "1 person would suit" if count == 1 else f"{count} people would suit"
    if len(freed) > 1:
        return f"{len(freed)} times are free: {suit}."
    time = freed[0].time
    day = said_day(date_of(time.start_at, zone), date_of(now, zone))
    at = clock_time(time.start_at, zone)
    when = at if day == "today" else f"{day} {at}"
    return f"{when} {time.clinician_name} is free: {suit}."


HELD_FOR: tuple[tuple[timedelta, timedelta], ...] = (
    (timedelta(hours=2), timedelta(minutes=10)),
    (timedelta(days=1), timedelta(minutes=30)),
    (timedelta(days=7), timedelta(hours=2)),
)
"""Up to so long before a time an offer is held so long."""

HELD_LONGEST = timedelta(hours=4)


def held_until(now: datetime, start_at: datetime) -> datetime:
    """Return until when a time offered is held: the nearer it is the shorter, never past it."""
    away = start_at - now
    lasts = next((held for before, held in HELD_FOR if away <= before), HELD_LONGEST)
    return min(now + lasts, start_at)


def say_to_them(
    match: Match, practice: str, today: date, zone: str, *, says_site: bool = False
) -> tuple[Part, ...]:
    """Return the words for the phone: who rings, what has come free, what they would give up."""
    time, waiter = match.time, match.waiter
    at_site = says_site and time.channel is Channel.IN_PERSON
    how = {Channel.TELEPHONE: ", by telephone", Channel.VIDEO: ", by video"}.get(time.channel, "")
    give_up = ""
    if waiter.visit_at is not None:
        day = _out_loud(date_of(waiter.visit_at, zone), today)
        give_up = f"You would give up {day} at {said_time(waiter.visit_at, zone)}. "
    return (
        Part(f"“Hello, {waiter.called}? This is {practice}. A time has come free: "),
        Part(_out_loud(date_of(time.start_at, zone), today), strong=True),
        Part(" at "),
        Part(said_time(time.start_at, zone), strong=True),
        Part(" with "),
        Part(time.clinician_name, strong=True),
        *((Part(" at "), Part(time.clinic_name, strong=True)) if at_site else ()),
        Part(f"{how}, for "),
        Part(said_minutes(minutes_between(time.start_at, time.end_at)), strong=True),
        Part(f". {give_up}Does that suit you?”"),
    )


def _out_loud(on: date, today: date) -> str:
    """Say a day on the phone: "today", "tomorrow", "Wednesday the 25th of November"."""
    near = said_day(on, today)
    return near if near in ("today", "tomorrow") else said_date(on)
