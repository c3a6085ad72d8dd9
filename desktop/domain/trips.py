"""Several visits on one trip: at one clinic, one after another, with little waiting between.

A pair of times is weighed by what both lose, then by the wait between them. The same request gives
the same order; keeping one thing more, all else alike, never ranks a pair lower.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Protocol

from desktop.domain.best_fit import Reason, Suggestion, Tone
from desktop.domain.errors import Agreement, RuleViolation
from desktop.domain.ids import AppointmentId, ClinicId
from desktop.domain.times import clock_time, minutes_between

LONGEST_GAP = timedelta(minutes=30)
"""The wait between two visits of a trip is under this."""

MINUTES_A_POINT = 5
"""So many minutes of waiting between two visits cost one point of a wish."""

_ALONE = "this one alone?"
CANCEL_ALONE = f"Cancel {_ALONE}"
"""The question at the end of what is said before one visit of a trip is cancelled."""

SHOWN = 9


class Timed(Protocol):
    """What the rules look at of a visit of a trip."""

    @property
    def start_at(self) -> datetime: ...
    @property
    def end_at(self) -> datetime: ...
    @property
    def clinic_id(self) -> ClinicId: ...


@dataclass(frozen=True, slots=True)
class Time:
    """When and where one visit of a trip is."""

    start_at: datetime
    end_at: datetime
    clinic_id: ClinicId


@dataclass(frozen=True, slots=True)
class Trip:
    """Two times on one trip, in order of time; ``swapped`` where the second comes first."""

    visits: tuple[Suggestion, Suggestion]
    swapped: bool = False

    @property
    def gap_minutes(self) -> int:
        """The wait between the two."""
        one, other = self.visits
        return minutes_between(one.time.end_at, other.time.start_at)

    @property
    def cost(self) -> int:
        """What both lose, and the wait between."""
        return sum(one.cost for one in self.visits) * MINUTES_A_POINT + self.gap_minutes

    @property
    def as_asked(self) -> tuple[Suggestion, Suggestion]:
        """The two in the order they were asked for."""
        one, other = self.visits
        return (other, one) if self.swapped else (one, other)

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """The facts of both, what they lose last."""
        own = [reason for one in self.visits for reason in one.reasons]
        found = dict.fromkeys((Reason("gap", self.wait_words), *own))
        return tuple(sorted(found, key=lambda one: one.tone is not Tone.KEPT))

    @property
    def wait_words(self) -> str:
        """Say the wait: "10 minutes between"."""
        wait = self.gap_minutes
        return f"{wait} minutes between" if wait else "One right after the other"

    @property
    def words(self) -> str:
        """Say how well the two fit, "Fits 6 of 7"."""
        kept = sum(one.tone is Tone.KEPT for one in self.reasons)
        return f"Fits {kept} of {len(self.reasons)}"


def pair_times(
    firsts: Sequence[Suggestion],
    seconds: Sequence[Suggestion],
    *,
    any_order: bool = False,
    limit: int | None = None,
) -> tuple[Trip, ...]:
    """Return the pairs that make one trip, best first; each first time with its best second.

    Shape: at one clinic, the second begins once the first is over and under half an hour later;
    with ``any_order`` the second may also come first.
    """
    found = [Trip(pair) for pair in _follow(firsts, seconds)]
    if any_order:
        found += [Trip(pair, swapped=True) for pair in _follow(seconds, firsts)]
    best: dict[tuple[str, ...], Trip] = {}
    for one in sorted(found, key=_rank):
        best.setdefault(one.as_asked[0].time.slot_ids, one)
    return tuple(best.values())[:limit]


def _rank(one: Trip) -> tuple[int, int, datetime, tuple[str, ...], tuple[str, ...]]:
    first, second = one.visits
    lost = sum(reason.tone is not Tone.KEPT for reason in one.reasons)
    return one.cost, lost, first.time.start_at, first.time.slot_ids, second.time.slot_ids


def _follow(
    ones: Iterable[Suggestion], others: Iterable[Suggestion]
) -> Iterable[tuple[Suggestion, Suggestion]]:
    """Give each time with those that may follow it."""
    by_clinic: dict[ClinicId, list[Suggestion]] = defaultdict(list)
    for other in sorted(others, key=lambda one: (one.time.start_at, one.time.slot_ids)):
        by_clinic[other.time.clinic_id].append(other)
    starts = {
        clinic: [one.time.start_at for one in several] for clinic, several in by_clinic.items()
    }
    for one in ones:
        there = one.time.clinic_id
        place = bisect_left(starts.get(there, ()), one.time.end_at)
        for other in by_clinic.get(there, [])[place:]:
            if other.time.start_at - one.time.end_at >= LONGEST_GAP:
                break
            yield one, other


def is_one_trip(visits: Iterable[Timed]) -> bool:
    """Whether visits follow each other at one clinic, none waited half an hour for."""
    several = sorted(visits, key=lambda one: one.start_at)
    return all(
        one.clinic_id == other.clinic_id
        and timedelta() <= other.start_at - one.end_at < LONGEST_GAP
        for one, other in pairwise(several)
    )


def check_trip(visits: Sequence[Timed]) -> None:
    """Refuse what is no trip; RuleViolation("trip"), ("together") for fewer than two visits."""
    if len(visits) < 2:
        raise RuleViolation("together", "time", "A trip has two visits: choose both times.")
    if not is_one_trip(visits):
        sentence = (
            "These are not on one trip: it is one clinic, one after the other, "
            "with less than half an hour between."
        )
        raise RuleViolation("trip", "time", sentence)


@dataclass(frozen=True, slots=True)
class OnTrip:
    """Another visit of the same trip."""

    id: AppointmentId
    version: int
    start_at: datetime
    end_at: datetime
    clinic_id: ClinicId
    clinician_name: str


def agreement_to_part(others: Sequence[OnTrip], zone: str, *, act: str) -> Agreement:
    """Return what has to be agreed before one visit of a trip goes its own way.

    ``act`` is what is done: "Cancel", "Move".
    """
    said = " and ".join(
        f"{clock_time(one.start_at, zone)} with {one.clinician_name}" for one in others
    )
    words = f"It belongs with {said}, on the same trip. {act} {_ALONE}"
    return Agreement("trip", words)
