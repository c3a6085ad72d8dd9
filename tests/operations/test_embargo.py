"""Slots that open later: in the day, the search and booked early, at clock changes too."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from desktop.domain.booking import FreeRequest
from desktop.domain.diary import Cell, CellState, cell_state
from desktop.domain.errors import NeedsAgreement, NotAllowed, RuleViolation
from desktop.domain.permissions import Role
from desktop.domain.release import Release, ReleaseRule
from desktop.domain.sessions import PatternPart
from desktop.operations.booking import book_appointment
from desktop.operations.month import read_month
from desktop.operations.reads import find_free_times, read_day
from desktop.operations.release_rules import set_release_rule
from desktop.operations.work import Actor
from desktop.persistence.settings import write_setting
from tests.operations.conftest import TODAY, SmallPractice

SPRING, AUTUMN = date(2027, 3, 28), date(2027, 10, 31)
ON_THE_DAY = ReleaseRule(Release.ON_THE_DAY, at_local=time(1, 30))
DAY_BEFORE = ReleaseRule(Release.DAYS_BEFORE, 1, time(8))
HOUR_BEFORE = ReleaseRule(Release.MINUTES_BEFORE, 60)


def _at(on: date, hour: int, minute: int = 0) -> datetime:
    return datetime(on.year, on.month, on.day, hour, minute, tzinfo=UTC)


def _only_slot(practice: SmallPractice, on: date, rule: ReleaseRule, start: time) -> None:
    """Give a kind its rule, then make a session of one slot of it."""
    practice.desk.act(set_release_rule, slot_type_id=practice.phone, rule=rule)
    practice.make_session(
        on_date=on,
        start_local=start,
        end_local=time(23),
        pattern=(PatternPart(1, practice.phone, 10),),
    )


def _cell(practice: SmallPractice, on: date) -> Cell:
    (column,) = practice.desk.read(read_day, on_date=on).columns
    return column.sessions[0].cells[0]


def _found(practice: SmallPractice, on: date) -> tuple[int, list[str]]:
    """Return how many times are found that day and what is said of the others."""
    request = FreeRequest(from_on=on, until_on=on, slot_type_id=practice.phone)
    answer = practice.desk.read(find_free_times, request=request)
    return len(answer.times), [one.words for one in answer.left_out]


@pytest.mark.parametrize(
    ("on", "rule", "start", "opens"),
    [
        pytest.param(SPRING, ON_THE_DAY, time(9), _at(SPRING, 1), id="in the gap: the change"),
        pytest.param(AUTUMN, ON_THE_DAY, time(9), _at(AUTUMN, 0, 30), id="twice: the first pass"),
        pytest.param(SPRING, HOUR_BEFORE, time(3), _at(SPRING, 1), id="an hour that is left out"),
        pytest.param(AUTUMN, HOUR_BEFORE, time(2), _at(AUTUMN, 1), id="an hour that is repeated"),
        pytest.param(
            SPRING, DAY_BEFORE, time(9), _at(SPRING - timedelta(days=1), 8), id="before summer"
        ),
        pytest.param(
            AUTUMN, DAY_BEFORE, time(9), _at(AUTUMN - timedelta(days=1), 7), id="before winter"
        ),
    ],
)
def test_a_slot_opens_at_its_instant_when_the_clocks_change(
    practice: SmallPractice, on: date, rule: ReleaseRule, start: time, opens: datetime
) -> None:
    _only_slot(practice, on, rule, start)
    practice.clock.set(opens - timedelta(seconds=1))
    cell = _cell(practice, on)
    assert cell.release_at == opens
    assert cell_state(cell, practice.clock()) is CellState.EMBARGOED
    count, said = _found(practice, on)
    assert count == 0
    assert len(said) == 1
    assert said[0].startswith("1 opens ")
    day = practice.desk.read(read_month, on_date=on).day(on)
    assert day is not None
    assert (day.free, day.later) == (0, 1)
    practice.clock.set(opens)
    assert cell_state(cell, practice.clock()) is CellState.FREE
    assert _found(practice, on) == (1, [])
    day = practice.desk.read(read_month, on_date=on).day(on)
    assert day is not None
    assert (day.free, day.later) == (1, 0)


@pytest.mark.parametrize(("on", "wall"), [(SPRING, "02:00"), (AUTUMN, "01:30")])
def test_when_it_opens_is_said_by_the_clinics_clock(
    practice: SmallPractice, on: date, wall: str
) -> None:
    _only_slot(practice, on, ON_THE_DAY, time(9))
    assert _found(practice, on)[1] == [f"1 opens on the day at {wall}."]
    practice.clock.set(_at(on, 0, 1))
    assert _found(practice, on)[1] == [f"1 opens at {wall}."]


def test_booking_early_asks_for_a_reason_that_goes_on_record(practice: SmallPractice) -> None:
    on = TODAY + timedelta(days=7)
    _only_slot(practice, on, DAY_BEFORE, time(9))
    wanted = {"patient_id": practice.rosa, "slot_ids": _cell(practice, on).slot_ids}
    with pytest.raises(NeedsAgreement) as asked:
        practice.desk.act(book_appointment, **wanted)
    (agreement,) = asked.value.asked
    assert agreement.code == "early"
    assert agreement.needs_reason
    assert agreement.message == "This time opens at 08:00 on 24 Nov. Open it now and say why?"
    with pytest.raises(RuleViolation):
        practice.desk.act(book_appointment, agreed=frozenset({"early"}), **wanted)
    booked = practice.desk.act(
        book_appointment, agreed=frozenset({"early"}), agreed_why="Dr Patel asked", **wanted
    )
    assert booked.value.on_date == on


def test_booking_early_needs_the_role(practice: SmallPractice) -> None:
    on = TODAY + timedelta(days=7)
    _only_slot(practice, on, DAY_BEFORE, time(9))
    wanted = {
        "patient_id": practice.rosa,
        "slot_ids": _cell(practice, on).slot_ids,
        "agreed": frozenset({"early"}),
        "agreed_why": "Dr Patel asked",
    }
    practice.desk.actor = Actor("Grace Adeyemi", Role.CLINICIAN, clinician_id=practice.nurse)
    with pytest.raises(NotAllowed):
        practice.desk.act(book_appointment, **wanted)
    with practice.desk.database.writing() as db:
        write_setting(db, "reception_may_book_early", False)
    practice.desk.start()
    practice.desk.actor = Actor("Priya Nair", Role.RECEPTIONIST)
    with pytest.raises(NotAllowed) as refused:
        practice.desk.act(book_appointment, **wanted)
    assert refused.value.act == "book_early"
    practice.desk.actor = Actor("Ruth Cohen", Role.MANAGER)
    assert practice.desk.act(book_appointment, **wanted).value.on_date == on
