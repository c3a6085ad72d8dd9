"""A room out of use, a clinic closed: who is touched, three ways, taken back and done again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time, timedelta

import pytest

from desktop.domain.closures import ClosureDetails, ClosureKind
from desktop.domain.errors import Conflict, RuleViolation
from desktop.domain.impact import Choice, Impact, Way
from desktop.domain.session_changes import CancelSession, CloseTime
from desktop.domain.sessions import PatternPart, SessionState, SlotState
from desktop.domain.templates import PlannedDate
from desktop.operations.booking import book_appointment, cancel_appointment
from desktop.operations.closures import (
    change_closure,
    list_closed,
    list_proposed,
    propose_closures,
    withdraw_closure,
)
from desktop.operations.holds import hold_slots
from desktop.operations.impact import show_impact
from desktop.operations.rebooking import list_rebookings, rebook_visit
from desktop.operations.session_changes import change_sessions
from desktop.operations.session_planning import lay_out
from desktop.operations.sessions import unblock_slot
from desktop.operations.undo import undo
from desktop.persistence.tables import appointments, places, sessions, slots
from tests.factories.templates import make_closure, make_template
from tests.operations.change_cases import all_rebooked, changing, leave, three_ways, two_days
from tests.operations.change_scene import (
    assert_whole,
    do,
    kept,
    rows,
    session_row,
    states,
    take,
)
from tests.operations.conftest import TODAY, SmallPractice, slots_of
from tests.operations.dumps import dump
from tests.operations.template_cases import published

Closed = Callable[[SmallPractice, date], CloseTime]


def room_out(practice: SmallPractice, on: date, **changed: object) -> CloseTime:
    details = {"room_id": practice.room} | changed
    return CloseTime(ClosureDetails(ClosureKind.OUT_OF_USE, "Boiler", on, on, **details))


def clinic_closed(practice: SmallPractice, on: date, **changed: object) -> CloseTime:
    details = {"clinic_id": practice.clinic} | changed
    return CloseTime(ClosureDetails(ClosureKind.CLOSED, "Fire drill", on, on, **details))


@pytest.mark.parametrize(
    ("closed", "words", "also_nurse", "cause"),
    [
        (room_out, "Room 4: Boiler", False, "Room 4 is out of use"),
        (clinic_closed, "Fire drill", True, "we are closed then"),
    ],
)
def test_time_closed_is_resolved_three_ways_taken_back_and_done_again(
    practice: SmallPractice, closed: Closed, words: str, also_nurse: bool, cause: str
) -> None:
    session, on = two_days(practice)
    other = practice.make_session(
        on_date=on, clinician_id=practice.nurse, room_id=practice.other_room
    )
    change = closed(practice, on)
    impact = practice.desk.read(show_impact, change=change)
    assert [one.visit.called for one in impact.visits] == [
        "Rosa Marín", "Maggie Hughes", "Kwame Asante",
    ]  # fmt: skip
    assert impact.words.startswith(words)
    assert (other in [key for key, _ in impact.shown.sessions]) is also_nurse
    before = dump(practice.desk)

    done = practice.desk.act(change_sessions, **changing(practice, change, three_ways))

    after = dump(practice.desk)
    assert states(practice) == ["closing", "open", *["blocked"] * 6]
    assert [one["state"].value for one in rows(practice, appointments, session_id=session)] == [
        "booked", "booked", "cancelled",
    ]  # fmt: skip
    assert [one.cause for one in practice.desk.read(list_rebookings)] == [cause]
    [row] = rows(practice, sessions, id=other)
    assert (row["state"] is SessionState.CANCELLED) is also_nurse
    assert_whole(practice)
    back = practice.desk.act(undo, inverse=done.undo)
    assert dump(practice.desk) == before
    practice.desk.act(undo, inverse=back.undo)
    assert dump(practice.desk) == after
    assert_whole(practice)


@pytest.mark.parametrize("closed", [room_out, clinic_closed])
def test_a_part_of_the_day_closes_that_part(practice: SmallPractice, closed: Closed) -> None:
    _, on = two_days(practice)
    hours = {"start_local": time(11, 10), "end_local": time(11, 30)}

    do(practice, closed(practice, on, **hours))

    assert states(practice)[:4] == ["open", "closing", "closing", "open"]
    take(practice), take(practice)
    assert states(practice)[:4] == ["open", "blocked", "blocked", "open"]
    assert_whole(practice)


def test_leave_of_several_days_closes_each_of_them(practice: SmallPractice) -> None:
    _, on = two_days(practice)
    after = on + timedelta(days=2)
    practice.make_session(on_date=after)

    do(practice, leave(practice, on, last_on=on + timedelta(days=1)))

    held = [one.held for one in practice.desk.read(list_rebookings)]
    assert [one is not None and one.start_at.date() for one in held] == [after] * 3
    state = {
        one["on_date"]: one["state"]
        for one in rows(practice, sessions, clinician_id=practice.doctor)
        if one["on_date"] >= on
    }
    assert state == {
        on: SessionState.OPEN,  # until the last of them has left
        on + timedelta(days=1): SessionState.CANCELLED,
        after: SessionState.OPEN,
    }


def test_a_proposed_leave_is_accepted_with_what_it_does(practice: SmallPractice) -> None:
    session, on = two_days(practice)
    details = leave(practice, on).details
    practice.desk.act(propose_closures, proposed=(details,))
    [found] = practice.desk.read(list_proposed)
    before = dump(practice.desk)

    change = CloseTime(found.details, found.id, found.version)
    done = practice.desk.act(change_sessions, **changing(practice, change))

    assert done.value.closure_id == found.id
    assert practice.desk.read(list_proposed) == ()
    assert details in practice.desk.read(list_closed, first_on=on, last_on=on)
    assert session_row(practice)["state"] is SessionState.OPEN
    back = practice.desk.act(undo, inverse=done.undo)
    assert dump(practice.desk) == before
    practice.desk.act(undo, inverse=back.undo)
    again = changing(practice, change)
    with pytest.raises(Conflict, match="changed"):
        practice.desk.act(change_sessions, **again)
    assert session == practice.session


def test_one_turned_down_meanwhile_is_not_accepted(practice: SmallPractice) -> None:
    _, on = two_days(practice)
    practice.desk.act(propose_closures, proposed=(leave(practice, on).details,))
    [found] = practice.desk.read(list_proposed)
    practice.desk.act(withdraw_closure, closure_id=found.id, version=found.version)

    change = changing(practice, CloseTime(found.details, found.id, found.version))
    with pytest.raises(RuleViolation, match="turned down"):
        practice.desk.act(change_sessions, **change)


def test_what_is_over_stays_as_it_was(practice: SmallPractice) -> None:
    _, on = two_days(practice)
    practice.clock.set(session_row(practice)["start_at"] + timedelta(minutes=35))

    impact = practice.desk.read(show_impact, change=leave(practice, on))
    do(practice, leave(practice, on))

    assert [one.words for one in impact.lines] == [
        "The rest of 1 session closed",
        "4 slots fewer: 2 telephone, 1 routine, 1 group",
    ]
    assert impact.visits == ()
    assert states(practice) == [*["open"] * 3, *["blocked"] * 5]


def test_a_time_of_the_same_session_is_offered_unless_somebody_holds_it(
    practice: SmallPractice,
) -> None:
    session, on = two_days(practice)
    change = leave(practice, on, start_local=time(11, 10), end_local=time(11, 20))

    [maggie] = practice.desk.read(show_impact, change=change).visits
    assert maggie.alternatives[0].time.slot_ids == practice.slots[3:4]

    practice.desk.window = "another window"
    practice.desk.act(hold_slots, slot_ids=practice.slots[3:4])
    [maggie] = practice.desk.read(show_impact, change=change).visits
    assert {one.time.start_at.date() for one in maggie.alternatives} == {on + timedelta(days=1)}
    assert session == practice.session


def test_others_are_offered_where_ones_own_clinician_has_no_time(practice: SmallPractice) -> None:
    session, on = two_days(practice)
    do(practice, leave(practice, on + timedelta(days=1)))
    practice.make_session(on_date=on, clinician_id=practice.nurse, room_id=practice.other_room)

    visits = practice.desk.read(show_impact, change=CancelSession(session)).visits

    assert len(visits) == 3
    for one in visits:
        best = one.alternatives[0]
        assert best.time.clinician_id == practice.nurse
        assert best.unmet == ("with Grace Adeyemi",)


def everybody_cancelled(impact: Impact) -> tuple[Choice, ...]:
    return tuple(
        Choice(one.visit.id, one.visit.version, Way.CANCEL, code="prov") for one in impact.visits
    )


def closed_now(practice: SmallPractice, change: CloseTime) -> dict[str, object]:
    """Close it, everybody cancelled; return what names the closure."""
    done = do(practice, change, everybody_cancelled)
    return {"closure_id": done.closure_id, "version": 1}


def test_a_closure_taken_back_gives_its_sessions_their_times_again(
    practice: SmallPractice,
) -> None:
    _, on = two_days(practice)
    closure = closed_now(practice, leave(practice, on))
    assert session_row(practice)["state"] is SessionState.CANCELLED
    before = dump(practice.desk)

    done = practice.desk.act(withdraw_closure, **closure)

    assert done.words == "Leave is taken back. 1 session has its times again."
    assert session_row(practice)["state"] is SessionState.OPEN
    assert states(practice) == ["open"] * 8
    assert_whole(practice)
    practice.desk.act(undo, inverse=done.undo)
    assert dump(practice.desk) == before


def test_a_closure_made_shorter_gives_back_what_it_leaves(practice: SmallPractice) -> None:
    _, on = two_days(practice)
    closure = closed_now(practice, leave(practice, on))
    shorter = leave(practice, on, end_local=time(11, 30)).details

    practice.desk.act(change_closure, **closure, details=shorter)

    assert states(practice) == ["blocked"] * 3 + ["open"] * 5
    assert_whole(practice)


def test_what_another_closure_or_session_takes_stays_closed(practice: SmallPractice) -> None:
    _, on = two_days(practice)
    closure = closed_now(practice, leave(practice, on))
    do(practice, clinic_closed(practice, on, start_local=time(12)))
    practice.desk.act(withdraw_closure, **closure)
    assert states(practice)[:6] == ["open"] * 6
    last = rows(practice, slots, session_id=practice.session)[7]
    assert (last["state"], last["block_reason"]) == (SlotState.BLOCKED, "Fire drill")

    closure = closed_now(practice, leave(practice, on + timedelta(days=1)))
    practice.make_session(on_date=on + timedelta(days=1))
    words = practice.desk.act(withdraw_closure, **closure).words
    assert words == ("Leave is taken back. 1 session stays cancelled: somebody else has the time.")
    assert_whole(practice)


def test_leave_taken_back_lets_whoever_is_on_the_rebook_list_stay(
    practice: SmallPractice,
) -> None:
    _, on = two_days(practice)
    done = practice.desk.act(change_sessions, **changing(practice, leave(practice, on)))
    first, *others = practice.desk.read(list_rebookings)
    rebook = {"rebooking_id": first.id, "version": first.version}
    practice.desk.act(rebook_visit, **rebook)  # one has agreed meanwhile: that stays so
    before = dump(practice.desk)
    closure = {"closure_id": done.value.closure_id, "version": 1}

    back = practice.desk.act(withdraw_closure, **closure)

    assert back.words == (
        "Leave is taken back. 1 session has its times again. 2 people to be rebooked stay there."
    )
    assert practice.desk.read(list_rebookings) == ()
    assert states(practice) == ["open"] * 8
    assert [
        row["appointment_id"] for row in rows(practice, places, hold_id=others[0].hold_id)
    ] == []
    assert_whole(practice)
    again = practice.desk.act(undo, inverse=back.undo)
    assert dump(practice.desk) == before
    practice.desk.act(undo, inverse=again.undo)
    assert_whole(practice)


def test_what_closes_for_something_else_too_goes_on_closing(practice: SmallPractice) -> None:
    session, on = two_days(practice)
    done = practice.desk.act(change_sessions, **changing(practice, leave(practice, on)))
    do(practice, CancelSession(session, "Flood"))

    words = practice.desk.act(withdraw_closure, closure_id=done.value.closure_id, version=1).words

    assert words == "Leave is taken back. 1 session goes on closing."
    assert len(practice.desk.read(list_rebookings)) == 3
    assert_whole(practice)


# -- groups --------------------------------------------------------------------------------------


def booked_group(practice: SmallPractice) -> tuple[date, tuple[str, str]]:
    """Two of three seats of the doctor's group are booked; two sessions with a group follow."""
    session, on = two_days(practice)
    for visit in rows(practice, appointments, session_id=session):
        practice.desk.act(
            cancel_appointment, appointment_id=visit["id"], version=visit["version"], code="pat"
        )
    made = [
        practice.desk.act(book_appointment, patient_id=one, slot_ids=practice.slots[7:]).value.id
        for one in (practice.rosa, practice.maggie)
    ]
    return on, (made[0], made[1])


def chosen(**ways: Way) -> Callable[[Impact], tuple[Choice, ...]]:
    def choose(impact: Impact) -> tuple[Choice, ...]:
        return tuple(
            Choice(one.visit.id, one.visit.version, way, code="prov" if way is Way.CANCEL else "")
            for one in impact.visits
            for way in [ways[one.visit.called.split()[0].lower()]]
        )

    return choose


def seats(practice: SmallPractice) -> list[tuple[int, bool]]:
    found = rows(practice, places, slot_id=practice.slots[7])
    return sorted((one["seat"], one["appointment_id"] is not None) for one in found)


def assert_not_booked(practice: SmallPractice) -> None:
    before = dump(practice.desk)
    for operation, more in ((book_appointment, {"patient_id": practice.kwame}), (hold_slots, {})):
        with pytest.raises(Conflict):
            practice.desk.act(operation, slot_ids=practice.slots[7:], **more)
    assert dump(practice.desk) == before


def test_a_seat_freed_in_a_closing_group_is_not_booked_again(practice: SmallPractice) -> None:
    on, _ = booked_group(practice)

    do(practice, leave(practice, on), chosen(rosa=Way.REBOOK, maggie=Way.CANCEL))

    assert states(practice)[7] == SlotState.CLOSING
    assert_not_booked(practice)


@pytest.mark.parametrize("stays", ["rosa", "maggie"])
def test_a_group_of_those_who_are_kept_has_no_seat_left(
    practice: SmallPractice, stays: str
) -> None:
    on, _ = booked_group(practice)
    ways = {"rosa": Way.CANCEL, "maggie": Way.CANCEL} | {stays: Way.KEEP}
    before = dump(practice.desk)
    change = leave(practice, on)

    done = practice.desk.act(change_sessions, **changing(practice, change, chosen(**ways)))

    assert seats(practice) == [(1, True)]
    assert rows(practice, slots, id=practice.slots[7])[0]["capacity"] == 1
    assert_not_booked(practice)
    assert_whole(practice)
    after = dump(practice.desk)
    back = practice.desk.act(undo, inverse=done.undo)
    assert dump(practice.desk) == before
    practice.desk.act(undo, inverse=back.undo)
    assert dump(practice.desk) == after


def test_the_seat_of_who_moves_from_a_kept_group_goes_too(practice: SmallPractice) -> None:
    on, (rosa, maggie) = booked_group(practice)
    do(practice, leave(practice, on), chosen(rosa=Way.REBOOK, maggie=Way.KEEP))
    next_day = practice.desk.read(list_rebookings)[0]
    assert next_day.appointment_id == rosa
    before = dump(practice.desk)

    [later] = rows(practice, sessions, on_date=on + timedelta(days=1))
    group = rows(practice, slots, session_id=later["id"])[7]["id"]
    moved = take(practice, slot_ids=(group,))

    assert seats(practice) == [(1, True)]
    assert_not_booked(practice)
    assert_whole(practice)
    practice.desk.act(undo, inverse=moved.undo)
    assert dump(practice.desk) == before
    [visit] = rows(practice, appointments, id=maggie)
    assert visit["session_id"] == practice.session


@pytest.mark.parametrize("moves_on", [True, False])
def test_leave_taken_back_gives_a_group_its_seats_again(
    practice: SmallPractice, moves_on: bool
) -> None:
    pattern = (PatternPart(1, practice.group, 30, 3),)
    made = published(practice, pattern=pattern)
    session = rows(practice, sessions, template_id=made.id)[1]
    practice.session, on = session["id"], session["on_date"]
    practice.slots = (*practice.slots[:7], *slots_of(practice))
    for one in (practice.rosa, practice.maggie):
        practice.desk.act(book_appointment, patient_id=one, slot_ids=practice.slots[7:])
    away = leave(practice, on, clinician_id=made.details.clinician_id)
    change = changing(practice, away, chosen(rosa=Way.CANCEL, maggie=Way.KEEP))
    closure = practice.desk.act(change_sessions, **change).value.closure_id
    assert seats(practice) == [(1, True)]

    back = practice.desk.act(withdraw_closure, closure_id=closure, version=1)

    assert back.words.startswith("Leave is taken back. 1 session has its times again.")
    assert seats(practice) == [(1, True), (2, False), (3, False)]
    assert rows(practice, slots, id=practice.slots[7])[0]["capacity"] == 3
    assert_whole(practice)
    if moves_on:
        practice.desk.act(book_appointment, patient_id=practice.kwame, slot_ids=practice.slots[7:])
        with pytest.raises(Conflict):
            practice.desk.act(undo, inverse=back.undo)
    else:
        practice.desk.act(undo, inverse=back.undo)
        assert seats(practice) == [(1, True)]
        assert_whole(practice)


def test_a_seat_somebody_holds_is_not_taken_from_under_them(practice: SmallPractice) -> None:
    on, _ = booked_group(practice)
    practice.desk.window = "another window"
    practice.desk.act(hold_slots, slot_ids=practice.slots[7:])
    practice.desk.window = "this window"

    with pytest.raises(Conflict, match="Another desk holds"):
        practice.desk.act(change_sessions, **changing(practice, leave(practice, on), kept))


def test_a_slot_on_its_way_out_is_not_opened_again(practice: SmallPractice) -> None:
    session, _ = two_days(practice)
    do(practice, CancelSession(session, "Flood"), all_rebooked)
    blocked = rows(practice, slots, session_id=session)[4]

    with pytest.raises(RuleViolation, match="closes once the others have moved: Flood"):
        practice.desk.act(unblock_slot, slot_id=blocked["id"], version=blocked["version"])


def test_a_pattern_is_laid_out_clear_of_what_is_closed(practice: SmallPractice) -> None:
    training = make_closure(TODAY, start_local=time(9), end_local=time(9, 20))
    planned = PlannedDate(TODAY, time(8, 30), time(9, 30), closed=(training,))
    details = make_template(pattern=practice.pattern_of(6))

    starts = [f"{one.start_at:%H:%M}" for one in lay_out(details, planned, "Europe/London")]

    assert starts == ["08:30", "08:40", "08:50", "09:20"]
