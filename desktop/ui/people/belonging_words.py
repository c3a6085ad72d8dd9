"""What a visit belongs to, in a few words: which of a series it is, what is on the same trip."""

from __future__ import annotations

from collections import defaultdict

from desktop.domain.ids import AppointmentId, TripId
from desktop.domain.people import PatientCard, VisitLine
from desktop.domain.series import say_place
from desktop.domain.times import clock_time
from desktop.domain.visits import State

_STILL = frozenset({State.BOOKED, State.PENDING, State.ARRIVED, State.CHECKED_IN})


def belonging_words(card: PatientCard, zone: str) -> dict[AppointmentId, str]:
    """Return for each visit that belongs with others what it says: "2 of 6", "with 09:40"."""
    found: dict[AppointmentId, list[str]] = defaultdict(list)
    for series in card.series:
        for date in series.dates:
            if date.appointment_id is not None:
                found[date.appointment_id].append(say_place(date, series))
    trips: dict[TripId, list[VisitLine]] = defaultdict(list)
    for line in (*card.today, *card.coming):
        if line.trip_id is not None and line.state in _STILL and line.start_at is not None:
            trips[line.trip_id].append(line)
    for lines in trips.values():
        for line in lines:
            others = [clock_time(one.start_at, zone) for one in lines
                      if one is not line and one.start_at is not None]  # fmt: skip
            if others:
                found[line.id].append(f"one trip with {' and '.join(others)}")
    return {key: ", ".join(words) for key, words in found.items()}


def said_together(*parts: str | None) -> str:
    """Say several things in a line, those that there are."""
    return ", ".join(part for part in parts if part)
