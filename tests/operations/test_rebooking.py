"""The rebook list: another time, cancelled, or come after all."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import event, update

from desktop.domain.errors import RuleViolation
from desktop.domain.permissions import Role
from desktop.domain.rebooking import RebookingState
from desktop.domain.session_changes import (
    CancelSession,
)
from desktop.operations.booking import cancel_appointment
from desktop.operations.rebooking import (
    count_rebookings,
    list_other_times,
    list_rebookings,
    rebook_visit,
)
from desktop.operations.visits import mark_arrived
from desktop.operations.work import Actor
from desktop.persistence.tables import rebookings, slot_types
from tests.operations.change_cases import two_days
from tests.operations.change_scene import (
    assert_whole,
    do,
    free_slots,
    rows,
    take,
)
from tests.operations.conftest import SmallPractice


def test_another_time_than_the_one_held_is_taken(practice: SmallPractice) -> None:
    session, on = two_days(practice)
    do(practice, CancelSession(session), at_once=True)
    other = free_slots(practice, on + timedelta(days=1))[3]

    visit = take(practice, slot_ids=(other,)).value

    assert visit.slot_ids == (other,)
    assert practice.desk.read(count_rebookings) == 2
    assert_whole(practice)


def test_somebody_on_the_list_is_cancelled_like_any_visit(practice: SmallPractice) -> None:
    session, _ = two_days(practice)
    do(practice, CancelSession(session), at_once=True)
    one = practice.desk.read(list_rebookings)[0]

    practice.desk.act(
        cancel_appointment,
        appointment_id=one.appointment_id,
        version=one.appointment_version,
        code="pat",
    )

    [ended] = rows(practice, rebookings, id=one.id)
    assert ended["state"] is RebookingState.CANCELLED
    assert_whole(practice)


def test_who_comes_at_the_old_time_after_all_is_off_the_list(practice: SmallPractice) -> None:
    session, _ = two_days(practice)
    do(practice, CancelSession(session))
    one = practice.desk.read(list_rebookings)[0]
    practice.clock.set(one.was_at)
    version = one.appointment_version
    practice.desk.act(mark_arrived, appointment_id=one.appointment_id, version=version)

    assert practice.desk.read(count_rebookings) == 2
    with pytest.raises(RuleViolation, match="came at their old time"):
        practice.desk.act(rebook_visit, rebooking_id=one.id, version=one.version)
    assert_whole(practice)


def test_other_times_are_offered_best_first(practice: SmallPractice) -> None:
    session, on = two_days(practice)
    do(practice, CancelSession(session), at_once=True)
    one = practice.desk.read(list_rebookings)[0]

    times = practice.desk.read(list_other_times, rebooking_id=one.id)

    assert [each.time.start_at.date() for each in times] == [on + timedelta(days=1)]
    assert times[0].words == "fits 3 of 3"


def test_the_list_is_read_in_as_many_statements_however_long_it_is(
    practice: SmallPractice,
) -> None:
    session, _ = two_days(practice)
    do(practice, CancelSession(session))
    asked: list[str] = []

    def note(_db: object, _cursor: object, statement: str, *_more: object) -> None:
        asked.append(statement)

    event.listen(practice.desk.database.engine, "before_cursor_execute", note)
    counts = []
    for _ in range(2):
        asked.clear()
        found = practice.desk.read(list_rebookings)
        assert all(one.held for one in found)
        counts.append((len(found), len(asked)))
        take(practice)
    (three, before), (two, after) = counts
    assert (three, two) == (3, 2)
    assert before == after


def test_times_of_a_kind_that_others_book_are_not_offered(practice: SmallPractice) -> None:
    session, _ = two_days(practice)
    do(practice, CancelSession(session), at_once=True)
    one = practice.desk.read(list_rebookings)[0]
    with practice.desk.database.writing() as db:
        left = update(slot_types).where(slot_types.c.id == practice.routine)
        db.execute(left.values(booked_by=("clinician",)))
    practice.desk.actor = Actor("Tom Bell", Role.RECEPTIONIST)

    with pytest.raises(RuleViolation, match="Routine is booked by clinicians only"):
        practice.desk.read(list_other_times, rebooking_id=one.id)
