"""Pairs of times that make one trip, as they fit somebody: best first, with reasons."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from desktop.domain.asked import Asked
from desktop.domain.booking import LeftOut
from desktop.domain.ids import PatientId
from desktop.domain.practice import Channel
from desktop.domain.trips import SHOWN, Trip, pair_times
from desktop.operations.weighing import Weighing
from desktop.operations.work import Reading

WEEKS_AHEAD = 8
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class TripFit:
    """Trips that fit, best first; ``until`` is the last day that was looked at."""

    trips: tuple[Trip, ...]
    until: date
    left_out: tuple[LeftOut, ...] = ()


def suggest_trips(
    reading: Reading,
    *,
    patient_id: PatientId,
    first: Asked,
    second: Asked,
    any_order: bool = False,
    limit: int = SHOWN,
) -> TripFit:
    """Return pairs of times at one clinic, one after the other, under half an hour apart.

    Shape: ``first.first_on`` says from when, ``first.last_on`` until when, else eight weeks on;
    week by week, until there are enough. The second is looked for on the same days.
    """
    weighing = Weighing(reading, patient_id)
    start = max(first.first_on or reading.today, reading.today)
    last = min(first.last_on or date.max, start + WEEKS_AHEAD * WEEK - timedelta(days=1))
    found: tuple[Trip, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    until = last
    since = start
    while since <= last:
        until = min(since + WEEK - timedelta(days=1), last)
        answers = [
            weighing.find(replace(one, first_on=since, last_on=until, channel=Channel.IN_PERSON))
            for one in (first, second)
        ]
        ranked = [weighing.rank(one.times) for one in answers]
        found += pair_times(*ranked, any_order=any_order)
        left_out = left_out or answers[0].left_out or answers[1].left_out
        if len(found) >= limit:
            break
        since += WEEK
    best = sorted(found, key=lambda one: (one.cost, one.visits[0].time.start_at))
    return TripFit(tuple(best[:limit]), until, left_out)
