"""How much of what sessions offered came to something: counted in places, said in words.

A place is one seat of a slot that visits can take: a group of eight offers eight. Extras are
counted beside, for they were never offered.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from enum import StrEnum

from desktop.domain.ids import ClinicianId, ClinicId, SessionId, SlotId
from desktop.domain.month import first_of_month, months_on
from desktop.domain.week import monday_of

LATE_NOTICE = timedelta(hours=24)
"""A visit cancelled with less notice than this was cancelled late."""


@dataclass(frozen=True, slots=True)
class Tally:
    """What became of the places of some sessions.

    ``offered``: every place of a bookable kind in a session that takes place, blocked ones too.
    ``blocked``: places nobody could book (blocked, or closing) and nobody had.
    ``booked``: places that have a visit, whatever became of it; one cancelled in time has none.
    ``did_not_attend``: those of them whose visit ended so.
    ``cancelled_late``: places empty because a visit was cancelled with less than ``LATE_NOTICE``
    (or left unseen) and nobody else took them; one given to somebody else is not lost.
    ``extras``: visits beside what was offered.
    """

    offered: int = 0
    booked: int = 0
    blocked: int = 0
    cancelled_late: int = 0
    did_not_attend: int = 0
    extras: int = 0

    @property
    def lost(self) -> int:
        """Places that were taken and came to nothing."""
        return self.cancelled_late + self.did_not_attend

    @property
    def used(self) -> int:
        """Places whose visit took place, or is still to come."""
        return self.booked - self.did_not_attend

    @property
    def empty(self) -> int:
        """Places open to all that nobody took."""
        return max(0, self.offered - self.blocked - self.booked - self.cancelled_late)

    @property
    def used_percent(self) -> int | None:
        """How much of what could be booked was used; None where nothing could be."""
        open_to_all = self.offered - self.blocked
        return round(100 * self.used / open_to_all) if open_to_all > 0 else None

    def __add__(self, other: Tally) -> Tally:
        """Return both together."""
        names = [one.name for one in fields(self)]
        return Tally(**{name: getattr(self, name) + getattr(other, name) for name in names})


@dataclass(frozen=True, slots=True)
class SessionUse:
    """One session and what became of its places."""

    session_id: SessionId
    on_date: date
    start_at: datetime
    end_at: datetime
    clinician_id: ClinicianId
    clinician_name: str
    clinic_id: ClinicId
    clinic_name: str
    tally: Tally


class By(StrEnum):
    """What a line of the report is about."""

    CLINICIAN = "clinician"
    SESSION = "session"


class Period(StrEnum):
    """Dates that are asked for often."""

    THIS_WEEK = "This week"
    LAST_WEEK = "Last week"
    FOUR_WEEKS = "Last 4 weeks"
    THIS_MONTH = "This month"
    LAST_MONTH = "Last month"
    YEAR = "Last 12 months"
    OTHER = "Other dates"


def dates_of(period: Period, today: date) -> tuple[date, date] | None:
    """Return a period's first and last day, None for other dates.

    Weeks and months are whole; the last 4 weeks and 12 months end with yesterday.
    """
    monday, first = monday_of(today), first_of_month(today)
    day = timedelta(days=1)
    return {
        Period.THIS_WEEK: (monday, monday + 6 * day),
        Period.LAST_WEEK: (monday - 7 * day, monday - day),
        Period.FOUR_WEEKS: (today - 28 * day, today - day),
        Period.THIS_MONTH: (first, months_on(first, 1) - day),
        Period.LAST_MONTH: (months_on(first, -1), first - day),
        Period.YEAR: (months_on(today, -12), today - day),
    }.get(period)


@dataclass(frozen=True, slots=True)
class UseLine:
    """One line: whom or which session it is about, and its tally.

    ``session`` is set where the lines are sessions, ``sessions`` is how many a line is made of.
    """

    title: str
    tally: Tally
    sessions: int
    session: SessionUse | None = None


@dataclass(frozen=True, slots=True)
class LateCancelled:
    """A visit cancelled late whose place is (at least in part) still empty.

    ``empty`` is how many seats of that slot nobody has.
    """

    session_id: SessionId
    slot_id: SlotId
    empty: int


def is_late(start_at: datetime, cancelled_at: datetime) -> bool:
    """Return whether a visit was cancelled with too little notice, or after it should have begun.

    Exactly ``LATE_NOTICE`` before it is in time.
    """
    return cancelled_at > start_at - LATE_NOTICE


def count_lost(cancelled: Iterable[LateCancelled]) -> dict[SessionId, int]:
    """Return how many places of each session a late cancellation left empty.

    Three who cancel late for two empty seats of a group lost two: the third seat was taken again.
    """
    of_slot: dict[tuple[SessionId, SlotId], list[int]] = {}
    for one in cancelled:
        of_slot.setdefault((one.session_id, one.slot_id), []).append(one.empty)
    lost: dict[SessionId, int] = {}
    for (session_id, _), seats in of_slot.items():
        lost[session_id] = lost.get(session_id, 0) + min(len(seats), seats[0])
    return lost


def lines_of(uses: Sequence[SessionUse], by: By) -> tuple[UseLine, ...]:
    """Return the lines of a report: sessions in order of time, or clinicians in order of name."""
    if by is By.SESSION:
        ordered = sorted(uses, key=lambda one: (one.start_at, one.clinician_name, one.session_id))
        return tuple(UseLine(one.clinician_name, one.tally, 1, one) for one in ordered)
    found: dict[ClinicianId, list[SessionUse]] = {}
    for one in uses:
        found.setdefault(one.clinician_id, []).append(one)
    lines = (UseLine(own[0].clinician_name, total(own), len(own)) for own in found.values())
    return tuple(sorted(lines, key=lambda line: line.title))


def total(uses: Iterable[SessionUse]) -> Tally:
    """Return all of them together."""
    return sum((one.tally for one in uses), Tally())
