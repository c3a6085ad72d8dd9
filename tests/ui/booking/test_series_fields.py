"""What a sentence of the search box says of a series."""

from __future__ import annotations

from datetime import date, time

import pytest

from desktop.domain.asked import Asked, Repeat
from desktop.domain.ids import ClinicianId
from desktop.ui.booking.series_fields import SeriesStart, start_of

FRIDAY = date(2026, 12, 11)
SAID = [
    (Asked(), SeriesStart()),
    (Asked(repeat=Repeat(14, 6)), SeriesStart(step=2, count=6)),
    (Asked(repeat=Repeat(7, 4), weekdays=frozenset({2})),
     SeriesStart(weekday=2, step=1, count=4)),
    # every 3 days is no step of weeks: nothing is guessed
    (Asked(repeat=Repeat(3, 5)), SeriesStart(step=None, count=5)),
    (Asked(weekdays=frozenset({0, 1})), SeriesStart()),
    (Asked(clinician_id=ClinicianId("grace"), minutes=40, first_on=FRIDAY, from_local=time(9, 20)),
     SeriesStart(clinician_id="grace", minutes=40, first_on=FRIDAY, at_local=time(9, 20))),
]  # fmt: skip


@pytest.mark.parametrize(("asked", "start"), SAID)
def test_what_a_sentence_says_of_a_series(asked: Asked, start: SeriesStart) -> None:
    assert start_of(asked) == start
