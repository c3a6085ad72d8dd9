"""Visits that are over and still booked, here or in the room."""

from __future__ import annotations

from datetime import timedelta

import pytest

from desktop.domain.errors import Conflict, RuleViolation
from desktop.domain.needs import NeedState
from desktop.domain.preference_rules import Told
from desktop.domain.visit_end import NeedAnswer
from desktop.domain.visits import Appointment, State, Step
from desktop.operations.booking import book_appointment
from desktop.operations.checks import check_rows
from desktop.operations.looks import mark_sensitive
from desktop.operations.needs_said import read_visit_end, say_of_needs
from desktop.operations.preferences import record_preference
from desktop.operations.settling import (
    ALL_OF_THEM,
    count_to_settle,
    read_to_settle,
    settle_as_done,
)
from desktop.operations.undo import undo
from desktop.operations.visits import mark_arrived, mark_did_not_attend
from tests.operations.conftest import SmallPractice


def _book(practice: SmallPractice, patient: str, place: int) -> Appointment:
    return practice.desk.act(
        book_appointment, patient_id=patient, slot_ids=(practice.slots[place],)
    ).value


@pytest.fixture
def three(practice: SmallPractice) -> tuple[Appointment, ...]:
    """Three visits of today; of the first the person is here. It is evening."""
    visits = tuple(
        _book(practice, one, place)
        for place, one in enumerate((practice.rosa, practice.maggie, practice.kwame))
    )
    first = practice.desk.act(
        mark_arrived, appointment_id=visits[0].id, version=visits[0].version
    ).value
    practice.clock.advance(hours=8)
    return (first, *visits[1:])


def _ids(visits: tuple[Appointment, ...]) -> list[tuple[object, int]]:
    return [(one.id, one.version) for one in visits]


def test_what_is_over_is_listed_by_session(
    practice: SmallPractice, three: tuple[Appointment, ...]
) -> None:
    found = practice.desk.read(read_to_settle)
    (session,) = found.sessions
    assert [one.visit.id for one in session.visits] == [one.id for one in three]
    assert session.visits[0].visit.state is State.ARRIVED
    assert (found.count, found.older) == (3, 0)
    assert practice.desk.read(count_to_settle) == 3


def test_what_is_not_over_is_not_listed(practice: SmallPractice) -> None:
    visit = _book(practice, practice.rosa, 0)
    practice.clock.set(visit.end_at - timedelta(minutes=1))
    assert practice.desk.read(count_to_settle) == 0
    with pytest.raises(RuleViolation, match="goes on until 11:10"):
        practice.desk.act(settle_as_done, visits=_ids((visit,)))
    practice.clock.set(visit.end_at + timedelta(minutes=59))  # the clinician may run late
    assert practice.desk.read(count_to_settle) == 0
    practice.clock.advance(minutes=1)
    assert practice.desk.read(count_to_settle) == 1


def test_older_ones_are_counted_and_shown_when_wanted(
    practice: SmallPractice, three: tuple[Appointment, ...]
) -> None:
    practice.clock.advance(days=15)
    found = practice.desk.read(read_to_settle)
    assert (found.sessions, found.older) == ((), 3)
    assert practice.desk.read(read_to_settle, since=ALL_OF_THEM).count == 3
    assert practice.desk.read(count_to_settle) == 0


def test_several_are_done_in_one_act_and_taken_back_in_one(
    practice: SmallPractice, three: tuple[Appointment, ...]
) -> None:
    outcome = practice.desk.act(settle_as_done, visits=_ids(three))
    assert (outcome.value, outcome.words) == (3, "3 visits marked as done.")
    assert practice.desk.read(count_to_settle) == 0
    with practice.desk.database.reading() as db:
        checked = check_rows(db, now=practice.clock(), zone="Europe/London")
    # The people of the small practice are in no search.
    assert [one.invariant for one in checked if one.violations] == ["orphans"]
    practice.desk.act(undo, inverse=outcome.undo)
    again = practice.desk.read(read_to_settle)
    assert [one.visit.state for one in again.sessions[0].visits] == [
        State.ARRIVED,
        State.BOOKED,
        State.BOOKED,
    ]


def test_all_of_them_or_none(practice: SmallPractice, three: tuple[Appointment, ...]) -> None:
    missed = practice.desk.act(
        mark_did_not_attend, appointment_id=three[1].id, version=three[1].version
    ).value
    with pytest.raises(Conflict, match="has changed since you opened it"):
        practice.desk.act(settle_as_done, visits=_ids(three))
    assert practice.desk.read(count_to_settle) == 2
    with pytest.raises(RuleViolation, match="has been settled already"):
        practice.desk.act(settle_as_done, visits=[(missed.id, missed.version)])
    with pytest.raises(RuleViolation, match="Choose a visit first"):
        practice.desk.act(settle_as_done, visits=())


def test_who_was_booked_and_came_has_both_steps_in_the_history(
    practice: SmallPractice, three: tuple[Appointment, ...]
) -> None:
    from sqlalchemy import select

    from desktop.persistence.tables import visit_events

    practice.desk.act(settle_as_done, visits=_ids(three[1:2]))
    with practice.desk.database.reading() as db:
        query = select(visit_events.c.step).where(visit_events.c.appointment_id == three[1].id)
        steps = db.execute(query).scalars().all()
    assert set(steps) == {Step.BOOKED, Step.ARRIVED, Step.DONE}


def test_visits_that_took_place_with_needs_not_said_are_listed_until_they_are(
    practice: SmallPractice,
) -> None:
    for who in (practice.maggie, practice.rosa):
        for kind in ("fetch", "write-down"):
            told = {"patient_id": who, "kind": kind, "told": Told()}
            practice.desk.act(record_preference, **told)
    visits = [_book(practice, who, n) for n, who in enumerate((practice.maggie, practice.rosa))]
    _book(practice, practice.kwame, 2)
    practice.clock.advance(hours=8)
    assert practice.desk.read(read_to_settle).unsaid == (), "it is not known that they came"
    practice.desk.act(settle_as_done, visits=[(one.id, one.version) for one in visits])
    practice.desk.act(mark_sensitive, patient_id=practice.rosa, version=1, is_sensitive=True)
    found = practice.desk.read(read_to_settle)
    (session,) = found.unsaid
    assert [(one.visit.id, one.unsaid) for one in session.visits] == [
        (visits[0].id, 2), (visits[1].id, 0),
    ]  # fmt: skip
    assert (found.count, found.unsaid_count) == (1, 2)
    assert practice.desk.read(count_to_settle) == 1, "the badge counts what is not settled"
    needs = practice.desk.read(read_visit_end, appointment_id=visits[0].id).needs
    for left, need in zip((1, 0), needs, strict=True):
        said = NeedAnswer(need.id, need.version, NeedState.KEPT)
        kept = practice.desk.act(say_of_needs, answers=[said])
        (session,) = practice.desk.read(read_to_settle).unsaid
        still = {one.visit.id: one.unsaid for one in session.visits}
        assert still.get(visits[0].id, 0) == left
    practice.desk.act(undo, inverse=kept.undo)
    assert practice.desk.read(read_to_settle).unsaid_count == 2
