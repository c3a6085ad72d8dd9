"""The day's acts: what may follow what, stamps, corrections."""

from __future__ import annotations

from datetime import timedelta

import pytest

from desktop.domain.errors import NotAllowed, RuleViolation
from desktop.domain.permissions import Role
from desktop.domain.visits import Appointment, State
from desktop.operations.booking import book_appointment
from desktop.operations.visits import (
    mark_arrived,
    mark_back_in_room,
    mark_back_to_booked,
    mark_came_after_all,
    mark_came_too_late,
    mark_did_not_attend,
    mark_done,
    mark_left_unseen,
    mark_not_here,
    mark_sent_in,
)
from desktop.operations.work import Actor
from tests.operations.conftest import SmallPractice


def _book(practice: SmallPractice, number: int = 0, **more: object) -> Appointment:
    who: dict[str, object] = {"patient_id": practice.maggie}
    slot = practice.slots[number]
    return practice.desk.act(book_appointment, slot_ids=(slot,), **who, **more).value


def _do(practice: SmallPractice, act: object, visit: Appointment, **more: object) -> Appointment:
    return practice.desk.act(act, appointment_id=visit.id, version=visit.version, **more).value


def test_the_time_waited_is_kept(practice: SmallPractice) -> None:
    visit = _do(practice, mark_arrived, _book(practice))
    practice.clock.advance(minutes=50)
    visit = _do(practice, mark_sent_in, visit)
    assert visit.state is State.CHECKED_IN
    assert visit.waited == timedelta(minutes=12), "from the time booked: 38 min were early"
    visit = _do(practice, mark_done, visit)
    assert (visit.state, visit.done_at) == (State.FULFILLED, practice.clock())


def test_someone_here_is_never_marked_as_not_attending(practice: SmallPractice) -> None:
    visit = _do(practice, mark_arrived, _book(practice))
    practice.clock.advance(hours=2)
    with pytest.raises(RuleViolation, match="This visit is marked “Here”, so it can't be did not"):
        _do(practice, mark_did_not_attend, visit)


def test_a_visit_is_not_marked_here_twice_nor_before_its_day(practice: SmallPractice) -> None:
    here = _do(practice, mark_arrived, _book(practice))
    with pytest.raises(RuleViolation, match="This visit is marked “Here” already"):
        _do(practice, mark_arrived, here)
    later = _book(practice, 1, agreed=frozenset({"same_time"}))
    practice.clock.advance(hours=-24)
    with pytest.raises(RuleViolation) as caught:
        _do(practice, mark_arrived, later)
    assert caught.value.code == "not_today"
    assert caught.value.message.startswith("This visit is tomorrow 11:10, not today. Move it ")


def test_did_not_attend_waits_for_the_grace_time(practice: SmallPractice) -> None:
    visit = _book(practice)
    practice.clock.set(visit.start_at + timedelta(minutes=4))
    with pytest.raises(RuleViolation) as caught:
        _do(practice, mark_did_not_attend, visit)
    assert caught.value.code == "too_early"
    practice.clock.advance(minutes=1)
    missed = _do(practice, mark_did_not_attend, visit, tried_to_reach=True)
    assert missed.state is State.NOSHOW
    assert _do(practice, mark_came_after_all, missed).state is State.ARRIVED


def test_a_face_to_face_visit_is_not_done_before_they_are_here(practice: SmallPractice) -> None:
    with pytest.raises(RuleViolation, match="Mark them here first"):
        _do(practice, mark_done, _book(practice))
    assert _do(practice, mark_done, _book(practice, 5)).state is State.FULFILLED


@pytest.mark.parametrize("act", [mark_left_unseen, mark_came_too_late])
def test_left_or_too_late_ends_the_visit_and_frees_its_time(
    practice: SmallPractice, act: object
) -> None:
    visit = _do(practice, act, _do(practice, mark_arrived, _book(practice)))
    assert visit.state is State.CANCELLED
    assert visit.slot_ids == ()
    assert visit.cancel_code


def test_not_here_after_all_takes_the_stamp_away(practice: SmallPractice) -> None:
    visit = _do(practice, mark_not_here, _do(practice, mark_arrived, _book(practice)))
    assert (visit.state, visit.arrived_at) == (State.BOOKED, None)


def test_a_past_day_is_corrected_by_a_manager_with_a_reason(practice: SmallPractice) -> None:
    visit = _book(practice)
    practice.clock.advance(hours=1)
    visit = _do(practice, mark_did_not_attend, visit)
    practice.clock.advance(days=1)
    with pytest.raises(RuleViolation, match="Say why"):
        _do(practice, mark_back_to_booked, visit)
    practice.desk.actor = Actor("Priya Nair", Role.RECEPTIONIST)
    with pytest.raises(NotAllowed):
        _do(practice, mark_back_to_booked, visit, why="was in the loo")
    practice.desk.actor = Actor("Ruth Cohen", Role.MANAGER)
    assert _do(practice, mark_back_to_booked, visit, why="was in the loo").state is State.BOOKED


def test_reception_takes_back_done_on_the_same_day(practice: SmallPractice) -> None:
    practice.desk.actor = Actor("Priya Nair", Role.RECEPTIONIST)
    visit = _book(practice)
    for act in (mark_arrived, mark_sent_in, mark_done, mark_back_in_room):
        visit = _do(practice, act, visit)
    assert (visit.state, visit.done_at) == (State.CHECKED_IN, None)
