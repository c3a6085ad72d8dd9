"""Times weighed for one person: what is read of them, of the practice and of sessions, once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from desktop.domain.asked import Asked
from desktop.domain.best_fit import Asking, Place, Suggestion, Weights, Wishes, rank_times
from desktop.domain.booking import FreeTime
from desktop.domain.fit import Candidate
from desktop.domain.ids import PatientId, SlotTypeId
from desktop.domain.preference_rules import names_wanted
from desktop.operations.fit_search import USUAL_MINUTES, FitSearch, Found
from desktop.operations.looks import is_closed_here
from desktop.operations.visit_needs import notice_days_of
from desktop.operations.work import Reading
from desktop.persistence.closures import bank_holidays_around
from desktop.persistence.fit_places import (
    KindFacts,
    SessionPlace,
    count_seen,
    read_kind_facts,
    read_session_places,
)
from desktop.persistence.fit_weights import read_fit_weights
from desktop.persistence.merging import find_root, list_records
from desktop.persistence.preferences import list_names, list_told

SHOWN = 9
SEEN_SINCE = timedelta(days=730)
"""Who somebody has seen counts for two years."""


class Weighing:
    """Finds and ranks times for one person, several requests in a row; all else is read once.

    Without a person nothing is weighed but the wait. Nothing of a sensitive record nobody has
    opened here is weighed.
    """

    def __init__(self, reading: Reading, patient_id: PatientId | None):
        self._reading = reading
        self._wishes = _wishes(reading, patient_id)
        self._kinds = read_kind_facts(reading.db)
        self._asking = Asking(
            self._wishes,
            reading.now,
            reading.zone,
            weights=read_weights(reading),
            notice_days=notice_days_of(reading),
            closed=closed_days(reading),
        )

    def find(self, asked: Asked, limit: int = SHOWN) -> Found:
        """Return the free times that answer what is asked, as long as the person needs them."""
        search = FitSearch(self._reading, asked, self._wishes, self._kinds, limit)
        meant = search.meant
        # Whom they saw most of those who are meant.
        seen = tuple(one for one in self._wishes.seen if meant is None or one[0] in meant)
        self._asking = replace(self._asking, wishes=replace(self._wishes, seen=seen))
        return search.find()

    def rank(
        self, times: Sequence[FreeTime], limit: int | None = None, *, soonest: bool = False
    ) -> tuple[Suggestion, ...]:
        """Return the times with their reasons, best first, or the soonest first."""
        places = read_session_places(self._reading.db, {one.session_id for one in times})
        given = [_candidate(one, places.get(one.session_id), self._kinds) for one in times]
        return rank_times(replace(self._asking, is_soonest=soonest), given, limit)


def read_weights(reading: Reading) -> Weights:
    """Return what the practice has set that losing each thing costs."""
    return read_fit_weights(reading.db).details


def closed_days(reading: Reading) -> frozenset[date]:
    """Return the bank holidays of the coming year; whole months, so that they are kept."""
    first = (reading.today.replace(day=1) - timedelta(days=1)).replace(day=1)
    return bank_holidays_around(reading.db, first, first + timedelta(days=430))


def _wishes(reading: Reading, patient_id: PatientId | None) -> Wishes:
    if patient_id is None:
        return Wishes()
    root = find_root(reading.db, patient_id)
    if is_closed_here(reading, root):
        return Wishes()
    return wishes_of(reading, list_records(reading.db, root))


def wishes_of(reading: Reading, records: Sequence[PatientId]) -> Wishes:
    """Return what is known of the person of these records that bears on when they are seen."""
    told = list_told(reading.db, records)
    seen = count_seen(reading.db, records, reading.today - SEEN_SINCE)
    ids = {*names_wanted((one.kind, one.told.filled) for one in told), *(key for key, _ in seen)}
    names = tuple(sorted(list_names(reading.db, ids).items()))
    return Wishes(told, seen, names)


def _candidate(
    time: FreeTime, place: SessionPlace | None, kinds: Mapping[SlotTypeId, KindFacts]
) -> tuple[Candidate, Place]:
    kind = kinds.get(time.slot_type_id)
    minutes = kind.minutes if kind is not None else USUAL_MINUTES
    if place is None:  # its session has gone since
        return Candidate(time), Place(minutes)
    own = Place(
        minutes,
        is_first=time.start_at <= place.first_at,
        is_last=time.end_at >= place.last_at,
    )
    return Candidate(time, place.features or (), place.gender), own
