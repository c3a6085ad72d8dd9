"""What belongs together when records of people go apart: trips and series are of one person."""

from __future__ import annotations

from collections.abc import Sequence

from desktop.domain.ids import PatientId
from desktop.domain.series import DateState, Series
from desktop.operations.work import Work
from desktop.persistence.merging import find_root
from desktop.persistence.series import (
    get_date_row,
    get_series_row,
    list_rows_of_trip,
    list_series,
    list_trips_of,
)
from desktop.persistence.tables import appointments, series, series_dates
from desktop.persistence.visits import get_appointment_row

SOMEBODY_ELSE = "it was somebody else’s visit"


def keep_apart(work: Work, people: Sequence[PatientId]) -> None:
    """Part trips of two people; a series goes with its visits, or lets theirs go."""
    for trip_id in list_trips_of(work.db, people):
        rows = list_rows_of_trip(work.db, trip_id)
        if len({row["patient_id"] for row in rows}) > 1:
            for row in rows:
                work.rows.update(appointments, (row["id"],), row, {"trip_id": None})
    for one in list_series(work.db, people):
        _settle(work, one)


def _settle(work: Work, one: Series) -> None:
    owner = find_root(work.db, one.patient_id)
    theirs = {}
    for date in one.dates:
        if date.appointment_id is not None:
            visit = get_appointment_row(work.db, date.appointment_id)
            theirs[date.place] = find_root(work.db, visit["patient_id"])
    owners = set(theirs.values())
    if len(owners) == 1 and owner not in owners:
        row = get_series_row(work.db, one.id)
        work.rows.update(series, (one.id,), row, {"patient_id": owners.pop()})
        return
    for place, whose in theirs.items():
        if whose != owner:
            before = get_date_row(work.db, one.id, place)
            after = {"state": DateState.LEFT_OUT, "appointment_id": None, "why": SOMEBODY_ELSE}
            work.rows.update(series_dates, (one.id, place), before, after)
