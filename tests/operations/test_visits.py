"""The day's acts: what may follow what, stamps, corrections."""

from __future__ import annotations

from datetime import timedelta

import pytest

from desktop.domain.errors import Conflict, NotAllowed, RuleViolation
from desktop.domain.permissions import Role
from desktop.domain.visits import Appointment, State
from desktop.operations.booking import book_appointment, cancel_appointment
from desktop.operations.deaths import record_death
from desktop.operations.sessions import block_slot
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
    mark_still_here,
)
from desktop.operations.work import Actor
from desktop.persistence.visits import get_appointment
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
    with pytest.raises(
        RuleViolation, match=r"“Here”\. Only one that is still booked can be marked"
    ):
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
    visit = _do(practice, mark_arrived, _book(practice))
    practice.clock.set(visit.start_at + timedelta(minutes=12))
    visit = _do(practice, act, visit)
    assert visit.state is State.CANCELLED
    assert visit.slot_ids == ()
    assert visit.cancel_code
    assert visit.waited == timedelta(minutes=12)


def test_nobody_comes_too_late_before_the_time(practice: SmallPractice) -> None:
    visit = _book(practice)
    practice.clock.set(visit.start_at - timedelta(minutes=38))
    with pytest.raises(RuleViolation, match="too soon") as caught:
        _do(practice, mark_came_too_late, visit)
    assert caught.value.code == "too_early"


def _ended(practice: SmallPractice, *acts: object) -> Appointment:
    """A visit of two slots, 20 minutes after its time, and what became of it."""
    who: dict[str, object] = {"patient_id": practice.maggie, "slot_ids": practice.slots[:2]}
    visit = practice.desk.act(book_appointment, **who).value
    practice.clock.set(visit.start_at + timedelta(minutes=20))
    for act in acts:
        visit = _do(practice, act, visit)
    return visit


@pytest.mark.parametrize(
    ("acts", "state"),
    [
        ((mark_arrived, mark_left_unseen), State.ARRIVED),
        ((mark_arrived, mark_sent_in, mark_left_unseen), State.ARRIVED),
        ((mark_came_too_late,), State.BOOKED),
        ((mark_arrived, mark_came_too_late), State.ARRIVED),
    ],
)
def test_left_or_too_late_has_a_way_back_to_its_own_places(
    practice: SmallPractice, acts: tuple[object, ...], state: State
) -> None:
    back = _do(practice, mark_still_here, _ended(practice, *acts))
    assert back.state is state
    assert set(back.slot_ids) == set(practice.slots[:2])
    assert (back.cancelled_at, back.cancel_code, back.cancel_words) == (None, None, "")
    assert (back.sent_in_at, back.arrived_at is None) == (None, state is State.BOOKED)
    with practice.desk.database.reading() as db:
        assert set(get_appointment(db, back.id).slot_ids) == set(practice.slots[:2])


def test_a_place_taken_since_is_not_taken_back(practice: SmallPractice) -> None:
    left = _ended(practice, mark_arrived, mark_left_unseen)
    who = {"patient_id": practice.rosa, "agreed": frozenset({"past"})}
    practice.desk.act(book_appointment, slot_ids=practice.slots[1:2], **who)
    with pytest.raises(Conflict, match="Maggie Hughes’s visit stays as it is") as caught:
        _do(practice, mark_still_here, left)
    assert caught.value.code == "taken"
    with practice.desk.database.reading() as db:
        assert get_appointment(db, left.id) == left, "nothing is half done"


def test_a_time_closed_since_is_not_taken_back(practice: SmallPractice) -> None:
    left = _ended(practice, mark_arrived, mark_left_unseen)
    practice.desk.act(block_slot, slot_id=practice.slots[0], version=1, reason="fire drill")
    with pytest.raises(Conflict, match="11:00 has been closed since"):
        _do(practice, mark_still_here, left)


def test_a_cancelled_visit_is_not_brought_back_so(practice: SmallPractice) -> None:
    words = {"code": "pat", "words": "Left before being seen"}
    visit = _do(practice, cancel_appointment, _book(practice), **words)
    with pytest.raises(RuleViolation, match="Only a visit that ended as left or too late"):
        _do(practice, mark_still_here, visit)


def test_of_another_day_it_is_a_managers_correction(practice: SmallPractice) -> None:
    left = _ended(practice, mark_arrived, mark_left_unseen)
    practice.clock.advance(days=1)
    with pytest.raises(RuleViolation, match="Say why this past visit"):
        _do(practice, mark_still_here, left)
    assert _do(practice, mark_still_here, left, why="was outside").state is State.ARRIVED


def test_straight_from_here_to_done_the_wait_is_known(practice: SmallPractice) -> None:
    visit = _do(practice, mark_arrived, _book(practice))
    practice.clock.set(visit.start_at + timedelta(minutes=9))
    assert visit.waited is None
    assert _do(practice, mark_done, visit).waited == timedelta(minutes=9)


def test_a_reason_for_what_was_agreed_is_checked(practice: SmallPractice) -> None:
    person = practice.desk.act(record_death, patient_id=practice.rosa, version=1, deceased_on=None)
    assert person.value
    asked = {"patient_id": practice.rosa, "agreed": frozenset({"deceased"})}
    for why in ("", "x" * 10_000, "family\x07asked"):
        with pytest.raises(RuleViolation) as caught:
            practice.desk.act(
                book_appointment, slot_ids=practice.slots[:1], agreed_why=why, **asked
            )
        assert caught.value.field == "why"


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
