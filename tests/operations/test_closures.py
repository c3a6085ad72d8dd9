"""Closures and release rules on both engines."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from sqlalchemy import select

from desktop.domain.booking import FreeRequest
from desktop.domain.closures import ClosureKind, ClosureState
from desktop.domain.errors import Conflict, NotFound, RuleViolation
from desktop.domain.ids import ClinicId
from desktop.domain.release import Release, ReleaseRule
from desktop.domain.times import instant_of
from desktop.operations.booking import book_appointment
from desktop.operations.closures import (
    add_closure,
    change_closure,
    list_closed,
    list_proposed,
    propose_closures,
    withdraw_closure,
)
from desktop.operations.reads import find_free_times
from desktop.operations.release_rules import (
    read_release_rules,
    set_release_rule,
    turn_due_slots,
)
from desktop.persistence.tables import places, slots
from tests.factories.templates import make_closure
from tests.operations.conftest import TODAY, SmallPractice, slots_of

ON = date(2026, 12, 9)
ZONE = "Europe/London"


def releases(practice: SmallPractice) -> list[object]:
    query = select(slots.c.release_at).where(slots.c.id.in_(practice.slots))
    with practice.desk.database.reading() as db:
        return list(db.execute(query.order_by(slots.c.start_at)).scalars())


def test_a_closure_is_listed_changed_and_taken_back(practice: SmallPractice) -> None:
    practice.make_session(on_date=ON)
    added = practice.desk.act(add_closure, details=make_closure(ON, start_local=time(12)))
    ids = {"closure_id": added.value.id, "version": 1}

    assert added.words == (
        "Staff training, Wed 9 Dec from 12:00, is added. 1 session is made already in that time."
    )
    later = make_closure(ON + timedelta(days=1), "Moved")
    practice.desk.act(change_closure, **ids, details=later)
    listed = practice.desk.read(list_closed, first_on=ON, last_on=date(2026, 12, 25))
    assert [one.name for one in listed] == ["Moved", "Christmas Day"]
    with pytest.raises(Conflict):
        practice.desk.act(withdraw_closure, **ids)
    taken = practice.desk.act(withdraw_closure, closure_id=added.value.id, version=2).value
    assert taken.state is ClosureState.WITHDRAWN
    assert practice.desk.read(list_closed, first_on=ON, last_on=ON + timedelta(days=9)) == ()
    with pytest.raises(RuleViolation, match="taken back already"):
        practice.desk.act(withdraw_closure, closure_id=added.value.id, version=3)


def test_a_closure_that_is_over_or_of_nowhere_is_refused(practice: SmallPractice) -> None:
    with pytest.raises(RuleViolation, match="over already"):
        practice.desk.act(add_closure, details=make_closure(TODAY - timedelta(days=1)))
    nowhere = ClinicId("00000000-0000-7000-8000-0000000000ff")
    with pytest.raises(NotFound):
        practice.desk.act(add_closure, details=make_closure(ON, clinic_id=nowhere))


def test_what_a_calendar_proposes_closes_nothing_and_is_kept_once(practice: SmallPractice) -> None:
    leave = make_closure(ON, "Away", kind=ClosureKind.LEAVE, clinician_id=practice.doctor)
    assert practice.desk.act(propose_closures, proposed=(leave, leave)).value == 1
    assert practice.desk.act(propose_closures, proposed=(leave,)).value == 0

    assert [one.details for one in practice.desk.read(list_proposed)] == [leave]
    assert practice.desk.read(list_closed, first_on=ON, last_on=ON) == ()


def test_a_release_rule_changes_free_slots_to_come_alone(practice: SmallPractice) -> None:
    practice.session = practice.make_session(on_date=ON, start_local=time(11))
    practice.slots = slots_of(practice)[:4]
    practice.desk.act(book_appointment, patient_id=practice.maggie, slot_ids=practice.slots[:1])
    rule = ReleaseRule(Release.WORKING_DAYS_BEFORE, 2, time(8))

    changed = practice.desk.act(set_release_rule, slot_type_id=practice.routine, rule=rule)

    opens = instant_of(date(2026, 12, 7), time(8), ZONE)
    assert releases(practice) == [None, opens, opens, opens]
    # Those of today too, but for the one that is booked: they opened two working days ago.
    assert changed.value == 3 + 4
    assert practice.desk.read(read_release_rules) == {practice.routine: rule}
    free = practice.desk.read(
        find_free_times, request=FreeRequest(ON, practice.routine, until_on=ON)
    )
    assert free.times == ()
    assert [one.words for one in free.left_out] == ["3 open Mon 7 Dec at 08:00."]
    practice.clock.set(opens)
    free = practice.desk.read(
        find_free_times, request=FreeRequest(ON, practice.routine, until_on=ON)
    )
    assert [one.slot_ids[0] for one in free.times] == list(practice.slots[1:])
    with pytest.raises(Conflict):
        practice.desk.act(set_release_rule, slot_type_id=practice.routine, rule=rule, version=7)


@pytest.mark.parametrize(
    ("monday", "rule"),
    [
        (date(2027, 3, 29), ReleaseRule(Release.MINUTES_BEFORE, 2880)),
        (date(2026, 12, 7), ReleaseRule(Release.DAYS_BEFORE, 2, time(8))),
        (date(2027, 11, 1), ReleaseRule(Release.DAYS_BEFORE, 1, time(1, 30))),
    ],
)
def test_the_free_time_search_opens_a_slot_at_its_instant_and_not_a_minute_before(
    practice: SmallPractice, monday: date, rule: ReleaseRule
) -> None:
    practice.session = practice.make_session(on_date=monday, start_local=time(9))
    practice.slots = slots_of(practice)[:1]
    practice.desk.act(set_release_rule, slot_type_id=practice.routine, rule=rule)
    (opens,) = releases(practice)
    request = FreeRequest(monday, practice.routine, until_on=monday)

    practice.clock.set(opens - timedelta(minutes=1))
    early = practice.desk.read(find_free_times, request=request)
    practice.clock.set(opens)
    there = practice.desk.read(find_free_times, request=request)

    assert practice.slots[0] not in [one.slot_ids[0] for one in early.times]
    assert there.times[0].slot_ids == practice.slots


def test_slots_turn_into_another_kind_when_their_day_has_come_near(
    practice: SmallPractice,
) -> None:
    practice.session = practice.make_session(on_date=ON)
    practice.slots = slots_of(practice)[:4]
    practice.desk.act(book_appointment, patient_id=practice.maggie, slot_ids=practice.slots[:1])
    rule = ReleaseRule(turns_into=practice.phone, turn_days=2)
    practice.desk.act(set_release_rule, slot_type_id=practice.routine, rule=rule)
    practice.clock.advance(days=18)
    assert turn_due_slots(practice.desk) == 0
    practice.clock.advance(days=1)

    assert turn_due_slots(practice.desk) == 3
    assert turn_due_slots(practice.desk) == 0

    for table, key in ((slots, slots.c.id), (places, places.c.slot_id)):
        query = (
            select(table.c.slot_type_id).where(key.in_(practice.slots)).order_by(table.c.start_at)
        )
        with practice.desk.database.reading() as db:
            kinds = list(db.execute(query).scalars())
        assert kinds == [practice.routine, *([practice.phone] * 3)]
