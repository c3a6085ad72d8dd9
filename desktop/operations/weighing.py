"""Times weighed for one person: what is read of them, of the practice and of sessions, once."""

from __future__ import annotations

from collections.abc import Sequence

from desktop.domain.asked import Asked
from desktop.domain.best_fit import Asking, Suggestion, Wishes, rank_times
from desktop.domain.booking import FreeAnswer, FreeTime
from desktop.domain.ids import PatientId
from desktop.operations.best_fit import (
    _candidate,
    _find,
    _minutes,
    closed_days,
    read_weights,
    wishes_of,
)
from desktop.operations.looks import is_closed_here
from desktop.operations.visit_needs import notice_days_of
from desktop.operations.work import Reading
from desktop.persistence.fit_places import read_session_places, read_usual_minutes
from desktop.persistence.merging import find_root, list_records


class Weighing:
    """Finds and ranks times for one person, several requests in a row."""

    def __init__(self, reading: Reading, patient_id: PatientId):
        root = find_root(reading.db, patient_id)
        records = list_records(reading.db, root)
        self._reading = reading
        is_closed = is_closed_here(reading, root)
        self._wishes = Wishes() if is_closed else wishes_of(reading, records)
        self._usual = read_usual_minutes(reading.db)
        self._asking = Asking(
            self._wishes,
            reading.now,
            reading.zone,
            weights=read_weights(reading),
            notice_days=notice_days_of(reading),
            closed=closed_days(reading),
        )

    def find(self, asked: Asked) -> FreeAnswer:
        """Return the free times that answer what is asked, as long as the person needs them."""
        minutes = _minutes(self._wishes, asked, self._usual, self._reading)
        return _find(self._reading, asked, self._wishes, minutes)

    def rank(self, times: Sequence[FreeTime]) -> tuple[Suggestion, ...]:
        """Return the times with their reasons, best first."""
        places = read_session_places(self._reading.db, (one.session_id for one in times))
        given = [_candidate(one, places[one.session_id], self._usual) for one in times]
        return rank_times(self._asking, given)
