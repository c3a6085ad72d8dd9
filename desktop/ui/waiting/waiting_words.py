"""The rows of the waiting list in words: who waits, whom a free time suits, what is offered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from desktop.domain.freed import FreedTime, Match
from desktop.domain.practice import PracticeOutline
from desktop.domain.text import sentence_case
from desktop.domain.times import clock_time, date_of, minutes_between, said_day
from desktop.domain.waiting import (
    Urgency,
    Waiter,
    say_hold,
    say_offered,
    say_waiting,
    say_wish,
)
from desktop.ui.kit.visit_rows import VisitRow


@dataclass(frozen=True, slots=True)
class Shown:
    """One row: who waits, and the part of a free time that would suit them."""

    waiter: Waiter
    match: Match | None = None

    @property
    def id(self) -> str:
        """The wish it is about."""
        return self.waiter.id

    @property
    def is_offered(self) -> bool:
        """Whether an answer is due."""
        return self.waiter.offer is not None


def names_of(outline: PracticeOutline) -> dict[str, str]:
    """Return how clinicians and clinics are said, by id."""
    names: dict[str, str] = {one.id: one.short_name for one in outline.clinicians}
    return names | {one.id: one.name for one in outline.clinics}


def row_of(one: Shown, names: Mapping[str, str], now: datetime, zone: str) -> VisitRow:
    """Return a row of the list."""
    waiter, today = one.waiter, date_of(now, zone)
    wishes = say_wish(waiter.wish, names, today=today, zone=zone, visit_at=waiter.visit_at)
    waited = say_waiting(waiter.asked_at, today, zone)
    second = f"{waiter.kind}: {wishes}"
    if one.match is not None:
        second = "; ".join(one.match.in_short) or waiter.kind
    third, right, tone = _last_line(one, now, zone)
    urgent = waiter.wish.urgency is not Urgency.ROUTINE
    how_soon = f"{waiter.wish.urgency.words}, " if urgent else ""
    spoken = ". ".join(filter(None, (waiter.called, f"{how_soon}{waited}", second, third, right)))
    return VisitRow(
        waiter.called,
        f"{how_soon}{waited}",
        second,
        third,
        right,
        tone,
        spoken,
        is_pressing=urgent,
        is_time=one.is_offered,
    )


def _last_line(one: Shown, now: datetime, zone: str) -> tuple[str, str, str]:
    """Return what stands at the foot of a row: an offer, what speaks against it, what is asked."""
    waiter = one.waiter
    if waiter.offer is not None:
        hold = say_hold(waiter.offer, now, zone)
        tone = "good" if hold.startswith("held") else "bad"
        return say_offered(waiter.offer, now, zone), hold, tone
    if one.match is not None:
        against = f"Against: {'; '.join(one.match.unmet)}" if one.match.unmet else ""
        start = clock_time(one.match.time.start_at, zone)
        until = clock_time(one.match.time.end_at, zone)
        return against or f"{start} to {until}", "", "warn"
    if waiter.has_left:
        return "Has left the practice", "not asked", "warn"
    today = date_of(now, zone)
    if waiter.quiet_until is not None and waiter.quiet_until > today:
        return f"Not asked before {said_day(waiter.quiet_until, today)}", "", "warn"
    if waiter.has_visit_at is not None and waiter.visit_at is None:
        day = said_day(date_of(waiter.has_visit_at, zone), today)
        return f"Has {day} {clock_time(waiter.has_visit_at, zone)} by now", "", "warn"
    return waiter.wish.reason, "", "warn"


def freed_words(freed: FreedTime, kind: str, now: datetime, zone: str) -> str:
    """Say a free time: "Wed 25 Nov 10:20 to 10:40, Dr Anjali Patel, Alder Lane: Routine"."""
    time = freed.time
    day = said_day(date_of(time.start_at, zone), date_of(now, zone))
    start, end = clock_time(time.start_at, zone), clock_time(time.end_at, zone)
    minutes = minutes_between(time.start_at, time.end_at)
    where = ", ".join(filter(None, (time.clinician_name, time.clinic_name, time.room_name)))
    when = f"{sentence_case(day)} {start} to {end}"
    return f"{when}, {minutes} minutes, {where}: {kind}"


def others_words(freed: FreedTime) -> str:
    """Say why others who wait for the kind are not asked, and that there are more."""
    more = f"{freed.more} more would suit. " if freed.more else ""
    others = " ".join(one.words for one in freed.left_out)
    return f"{more}{others}".strip()
