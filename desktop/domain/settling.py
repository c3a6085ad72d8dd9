"""Visits that are over and whose end nobody has said: still booked, here or in the room."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from desktop.domain.diary import VisitInDiary
from desktop.domain.errors import RuleViolation
from desktop.domain.ids import ClinicianId, SessionId
from desktop.domain.practice import Channel
from desktop.domain.times import clock_time
from desktop.domain.visits import REMOTE, State, Step

OPEN_STATES = (State.BOOKED, State.ARRIVED, State.CHECKED_IN)
OVER_FOR = timedelta(hours=1)
"""A clinician may run late: only what should have ended so long ago is to be settled."""

SETTLED_WITHIN = timedelta(days=14)
"""How far back is looked at first; older ones are counted and shown when wanted."""


@dataclass(frozen=True, slots=True)
class OpenVisit:
    """A visit to settle, with what its row says; ``unsaid`` counts needs nobody said went how."""

    visit: VisitInDiary
    on_date: date
    session_id: SessionId | None
    clinician_id: ClinicianId | None
    clinician: str
    place: str
    kind: str
    born_on: date | None = None
    unsaid: int = 0


@dataclass(frozen=True, slots=True)
class OpenSession:
    """The visits of one session that are to be settled, in order of time."""

    on_date: date
    clinician: str
    place: str
    visits: tuple[OpenVisit, ...]


@dataclass(frozen=True, slots=True)
class ToSettle:
    """What is to be settled, newest day first; ``older`` counts those before ``since``.

    ``unsaid`` are visits that took place and of whose needs nobody has said whether they were kept.
    """

    sessions: tuple[OpenSession, ...]
    since: date
    older: int = 0
    unsaid: tuple[OpenSession, ...] = ()

    @property
    def count(self) -> int:
        """How many visits are listed."""
        return _count(self.sessions)

    @property
    def unsaid_count(self) -> int:
        """How many visits have needs of which nobody has said how they went."""
        return _count(self.unsaid)


def _count(sessions: Iterable[OpenSession]) -> int:
    return sum(len(one.visits) for one in sessions)


def group_by_session(visits: Iterable[OpenVisit]) -> tuple[OpenSession, ...]:
    """Return the visits by session: newest day first, in a day by clinician, then by time."""

    def place(one: OpenVisit) -> tuple[int, str, str, str]:
        session = one.session_id or ""
        return (-one.on_date.toordinal(), one.clinician, one.place, session)

    ordered = sorted(visits, key=lambda one: (place(one), one.visit.start_at, one.visit.id))
    return tuple(
        OpenSession(group[0].on_date, group[0].clinician, group[0].place, tuple(group))
        for group in (list(found) for _, found in groupby(ordered, key=place))
    )


def steps_to_done(
    called: str,
    state: State,
    channel: Channel,
    end_at: datetime | None,
    *,
    now: datetime,
    zone: str,
) -> tuple[Step, ...]:
    """Return the steps that end a visit of the past as done: who came was here first.

    Errors: RuleViolation("too_early") for a visit that is not over, ("state") for one settled.
    """
    if state not in OPEN_STATES:
        raise RuleViolation("state", None, f"{called}’s visit has been settled already.")
    if end_at is not None and end_at > now:
        until = clock_time(end_at, zone)
        raise RuleViolation("too_early", None, f"{called}’s visit goes on until {until}.")
    came = state is State.BOOKED and channel not in REMOTE
    return (Step.ARRIVED, Step.DONE) if came else (Step.DONE,)
