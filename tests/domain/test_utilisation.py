"""What became of places: lost, used, empty, and the lines of the report."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from desktop.domain.ids import ClinicianId, ClinicId, SessionId, SlotId
from desktop.domain.utilisation import (
    LATE_NOTICE,
    By,
    LateCancelled,
    Period,
    SessionUse,
    Tally,
    count_lost,
    dates_of,
    is_late,
    lines_of,
    total,
)

START = datetime(2026, 11, 18, 9, tzinfo=UTC)


def _use(name: str, days: int, **tally: int) -> SessionUse:
    start = START + timedelta(days=days)
    return SessionUse(
        SessionId(f"{name} {days}"),
        date(2026, 11, 18) + timedelta(days=days),
        start,
        start + timedelta(hours=3),
        ClinicianId(name),
        name,
        ClinicId("alder"),
        "Alder Lane",
        Tally(**tally),
    )


def test_every_place_offered_is_used_lost_blocked_or_empty() -> None:
    tally = Tally(20, 12, 3, cancelled_late=2, did_not_attend=1, extras=4)
    assert (tally.used, tally.lost, tally.empty) == (11, 3, 3)
    assert tally.used + tally.lost + tally.blocked + tally.empty == tally.offered
    assert tally.used_percent == 65, "of 17 that could be booked"


def test_nothing_that_could_be_booked_has_no_share() -> None:
    assert Tally().used_percent is None
    assert Tally(offered=3, blocked=3).used_percent is None
    assert Tally(offered=3).used_percent == 0


@pytest.mark.parametrize(
    ("before", "late"),
    [(LATE_NOTICE, False), (LATE_NOTICE - timedelta(seconds=1), True), (-timedelta(hours=1), True)],
)
def test_less_notice_than_a_day_is_late(before: timedelta, late: bool) -> None:
    assert is_late(START, START - before) is late


def test_only_seats_still_empty_are_lost() -> None:
    group = [LateCancelled(SessionId("a"), SlotId("group"), 2) for _ in range(3)]
    other = LateCancelled(SessionId("a"), SlotId("routine"), 1)
    elsewhere = LateCancelled(SessionId("b"), SlotId("routine b"), 1)
    assert count_lost([*group, other, elsewhere]) == {"a": 3, "b": 1}


def test_one_slot_cancelled_twice_is_lost_once() -> None:
    twice = [LateCancelled(SessionId("a"), SlotId("routine"), 1) for _ in range(2)]
    assert count_lost(twice) == {"a": 1}


def test_lines_are_clinicians_by_name_or_sessions_by_time() -> None:
    uses = (
        _use("Patel", 1, offered=10, booked=5),
        _use("Adeyemi", 0, offered=8, booked=8, did_not_attend=1),
        _use("Patel", 0, offered=10, booked=9, cancelled_late=1),
    )
    by_person = lines_of(uses, By.CLINICIAN)
    assert [(one.title, one.sessions, one.tally.booked) for one in by_person] == [
        ("Adeyemi", 1, 8),
        ("Patel", 2, 14),
    ]
    assert by_person[1].tally == Tally(20, 14, cancelled_late=1)
    by_session = lines_of(uses, By.SESSION)
    assert [one.session and one.session.session_id for one in by_session] == [
        "Adeyemi 0",
        "Patel 0",
        "Patel 1",
    ]
    assert total(uses) == Tally(28, 22, cancelled_late=1, did_not_attend=1)


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        (Period.THIS_WEEK, date(2026, 12, 28), date(2027, 1, 3)),
        (Period.LAST_WEEK, date(2026, 12, 21), date(2026, 12, 27)),
        (Period.FOUR_WEEKS, date(2026, 12, 4), date(2026, 12, 31)),
        (Period.THIS_MONTH, date(2027, 1, 1), date(2027, 1, 31)),
        (Period.LAST_MONTH, date(2026, 12, 1), date(2026, 12, 31)),
        (Period.YEAR, date(2026, 1, 1), date(2026, 12, 31)),
    ],
)
def test_the_dates_of_a_period_seen_from_new_years_day(
    period: Period, first: date, last: date
) -> None:
    assert dates_of(period, date(2027, 1, 1)) == (first, last)
    assert dates_of(Period.OTHER, date(2027, 1, 1)) is None
