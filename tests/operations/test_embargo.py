"""Slots that open later: in the day, the search and booked early, at clock changes too."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from desktop.domain.booking import FreeRequest
from desktop.domain.diary import Cell, CellState, cell_state
from desktop.domain.errors import NeedsAgreement, NotAllowed, RuleViolation
from desktop.domain.ids import SlotTypeId
from desktop.domain.permissions import Role
from desktop.domain.release import Release, ReleaseRule
from desktop.domain.sessions import PatternPart
from desktop.operations.booking import book_appointment, move_appointment
from desktop.operations.month import read_month
from desktop.operations.reads import find_free_times, read_day
from desktop.operations.release_rules import set_release_rule
from desktop.operations.swapping import swap_appointments
from desktop.operations.waiting_list import offer_time
from desktop.operations.work import Actor
from desktop.persistence.settings import write_setting
from tests.operations.conftest import TODAY, SmallPractice
from tests.operations.waiting_cases import waits

SPRING, AUTUMN = date(2027, 3, 28), date(2027, 10, 31)
ON_THE_DAY = ReleaseRule(Release.ON_THE_DAY, at_local=time(1, 30))
DAY_BEFORE = ReleaseRule(Release.DAYS_BEFORE, 1, time(8))
HOUR_BEFORE = ReleaseRule(Release.MINUTES_BEFORE, 60)


def _at(on: date, hour: int, minute: int = 0) -> datetime:
    return datetime(on.year, on.month, on.day, hour, minute, tzinfo=UTC)


def _only_slot(
    practice: SmallPractice,
    on: date,
    rule: ReleaseRule,
    start: time,
    kind: SlotTypeId | None = None,
) -> Cell:
    """Give a kind its rule, make a session of one slot of it, and return that."""
    wanted = kind or practice.phone
    practice.desk.act(set_release_rule, slot_type_id=wanted, rule=rule)
    made = practice.make_session(
        on_date=on,
        start_local=start,
        end_local=time(start.hour, 59),
        pattern=(PatternPart(1, wanted, 10),),
    )
    (column,) = practice.desk.read(read_day, on_date=on).columns
    (cell,) = next(one.cells for one in column.sessions if one.id == made)
    return cell


def _found(practice: SmallPractice, on: date, kind: SlotTypeId) -> tuple[int, list[str]]:
    """Return how many times are found that day and what is said of the others."""
    request = FreeRequest(from_on=on, until_on=on, slot_type_id=kind)
    answer = practice.desk.read(find_free_times, request=request)
    return len(answer.times), [one.words for one in answer.left_out]


def _counted(practice: SmallPractice, on: date, kind: SlotTypeId) -> tuple[int, int]:
    """Return what the month counts as free, and as open later."""
    day = practice.desk.read(read_month, on_date=on).day(on)
    assert day is not None
    (one,) = (one for one in day.kinds if one.slot_type_id == kind)
    return one.free, one.later


@pytest.mark.parametrize(
    ("on", "hour_before", "opens", "said"),
    [
        pytest.param(
            SPRING,
            time(3),
            (_at(SPRING, 1), _at(SPRING, 1), _at(SPRING - timedelta(days=1), 8)),
            "02:00",
            id="a time in the gap is the change, an hour is left out",
        ),
        pytest.param(
            AUTUMN,
            time(2),
            (_at(AUTUMN, 0, 30), _at(AUTUMN, 1), _at(AUTUMN - timedelta(days=1), 7)),
            "01:30",
            id="a time that is twice is its first pass, an hour is repeated",
        ),
    ],
)
def test_slots_open_at_their_instant_when_the_clocks_change(
    practice: SmallPractice,
    on: date,
    hour_before: time,
    opens: tuple[datetime, ...],
    said: str,
) -> None:
    kinds = (practice.routine, practice.phone, practice.group)
    rules = ((ON_THE_DAY, time(9)), (HOUR_BEFORE, hour_before), (DAY_BEFORE, time(11)))
    cells = [
        _only_slot(practice, on, rule, start, kind)
        for kind, (rule, start) in zip(kinds, rules, strict=True)
    ]
    assert _found(practice, on, practice.routine)[1] == [f"1 opens on the day at {said}."]
    practice.clock.set(_at(on, 0, 1))
    assert _found(practice, on, practice.routine)[1] == [f"1 opens at {said}."]
    for kind, cell, at in zip(kinds, cells, opens, strict=True):
        assert cell.release_at == at
        practice.clock.set(at - timedelta(seconds=1))
        assert cell_state(cell, practice.clock()) is CellState.EMBARGOED
        assert _found(practice, on, kind)[0] == 0
        assert _counted(practice, on, kind) == (0, 1)
        practice.clock.set(at)
        assert cell_state(cell, practice.clock()) is CellState.FREE
        assert _found(practice, on, kind) == (1, [])
        assert _counted(practice, on, kind) == (1, 0)


def test_booking_early_asks_for_a_reason_that_goes_on_record(practice: SmallPractice) -> None:
    on = TODAY + timedelta(days=7)
    cell = _only_slot(practice, on, DAY_BEFORE, time(9))
    wanted = {"patient_id": practice.rosa, "slot_ids": cell.slot_ids}
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
    cell = _only_slot(practice, on, DAY_BEFORE, time(9))
    wanted = {
        "patient_id": practice.rosa,
        "slot_ids": cell.slot_ids,
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
    visit = practice.desk.act(book_appointment, **wanted | {"slot_ids": practice.slots[:1]}).value
    moved = {one: wanted[one] for one in ("slot_ids", "agreed", "agreed_why")}
    with pytest.raises(NotAllowed):
        practice.desk.act(move_appointment, appointment_id=visit.id, version=visit.version, **moved)
    practice.desk.actor = Actor("Ruth Cohen", Role.MANAGER)
    early = practice.desk.act(book_appointment, **wanted).value
    assert early.on_date == on
    practice.desk.actor = Actor("Priya Nair", Role.RECEPTIONIST)
    with pytest.raises(NotAllowed):
        practice.desk.act(
            swap_appointments, appointment_id=visit.id, version=visit.version,
            other_id=early.id, other_version=early.version,
        )  # fmt: skip
    wish = waits(practice, practice.maggie)
    with pytest.raises(NotAllowed):
        practice.desk.act(offer_time, wish_id=wish, version=1, slot_ids=cell.slot_ids)
