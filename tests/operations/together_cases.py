"""Cases of series and trips for the test that every act is taken back and done again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from desktop.operations.series import KeptDate
from desktop.operations.trips import Moving
from tests.operations.conftest import SmallPractice
from tests.operations.together_scene import (
    booked_series,
    booked_trip,
    first_day,
    free_on,
    give_sessions,
    kept_series,
    series_of,
    trip_of,
)

Arguments = dict[str, Any]


def _to_book(practice: SmallPractice) -> Arguments:
    booked_series(practice, practice.rosa)
    kept = kept_series(practice, practice.rosa)
    (date,) = kept.to_book
    return {"series_id": kept.id, "place": date.place, "version": date.version}


def _dates(practice: SmallPractice) -> Arguments:
    waiting = _to_book(practice)
    on = first_day(practice)
    give_sessions(practice, on)
    slots = free_on(practice, on, practice.nurse)[0].slot_ids
    date = KeptDate(waiting["place"], waiting["version"], slots)
    return {"series_id": waiting["series_id"], "dates": (date,)}


def _rest(practice: SmallPractice) -> Arguments:
    booked = booked_series(practice, practice.rosa)
    visits = tuple((one.id, one.version) for one in booked.visits)
    return {"series_id": booked.series_id, "visits": visits, "code": "pat-crs"}


def _moved(practice: SmallPractice) -> Arguments:
    trip = booked_trip(practice, practice.maggie)
    other = trip_of(practice, practice.maggie)
    wanted = zip(trip, other["visits"], strict=True)
    visits = tuple(Moving(one.id, one.version, to.slot_ids) for one, to in wanted)
    return {"visits": visits}


def _cancelled(practice: SmallPractice) -> Arguments:
    trip = booked_trip(practice, practice.maggie)
    return {"visits": tuple((one.id, one.version) for one in trip), "code": "pat-crs"}


TOGETHER_CASES: dict[str, Callable[[SmallPractice], Arguments]] = {
    "book_series": lambda practice: series_of(practice, practice.rosa),
    "book_series_dates": _dates,
    "leave_series_date": lambda practice: _to_book(practice) | {"why": "away then"},
    "cancel_series": _rest,
    "book_together": lambda practice: trip_of(practice, practice.maggie),
    "move_together": _moved,
    "cancel_together": _cancelled,
}
