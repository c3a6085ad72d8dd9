"""Changes to a living diary: shown, done, waited for, taken back; nobody is lost."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import time, timedelta
from typing import Any

import pytest

from desktop.domain.errors import Conflict, NotAllowed, RuleViolation
from desktop.domain.impact import Way
from desktop.domain.permissions import Role
from desktop.domain.session_changes import (
    CancelSession,
    ChangeHours,
    GiveSession,
    ReplaceTemplate,
    ShiftSession,
)
from desktop.domain.sessions import PatternPart, SessionState, SlotState
from desktop.domain.times import local_of
from desktop.domain.visits import State
from desktop.operations.booking import book_appointment, cancel_appointment
from desktop.operations.generating import extend_sessions
from desktop.operations.impact import show_impact
from desktop.operations.rebooking import (
    count_rebookings,
    list_rebookings,
)
from desktop.operations.session_changes import change_sessions
from desktop.operations.templates import save_template
from desktop.operations.undo import undo
from desktop.operations.visits import mark_arrived
from desktop.operations.work import Actor
from desktop.persistence.tables import (
    appointments,
    session_templates,
    sessions,
    slots,
)
from tests.operations.change_cases import changing, leave, three_ways, two_days
from tests.operations.change_scene import (
    assert_whole,
    do,
    kept,
    rows,
    session_row,
    states,
    take,
)
from tests.operations.conftest import SmallPractice
from tests.operations.dumps import dump
from tests.operations.template_cases import details_of, published


def test_leave_names_everybody_touched_with_the_best_time_for_each(
    practice: SmallPractice,
) -> None:
    _, on = two_days(practice)

    impact = practice.desk.read(show_impact, change=leave(practice, on))

    assert [one.visit.called for one in impact.visits] == [
        "Rosa Marín", "Maggie Hughes", "Kwame Asante",
    ]  # fmt: skip
    best = [one.alternatives[0] for one in impact.visits]
    assert [one.words for one in best] == ["fits 3 of 3"] * 3
    assert {one.time.start_at.date() for one in best} == {on + timedelta(days=1)}
    assert len({one.time.slot_ids for one in best}) == 3
    assert impact.lines[0].words == "1 session cancelled"


def test_leave_is_resolved_three_ways(practice: SmallPractice) -> None:
    session, on = two_days(practice)

    done = do(practice, leave(practice, on), three_ways)

    assert (len(done.rebooked), done.kept, done.cancelled) == (1, 1, 1)
    assert states(practice) == ["closing", "open", *["blocked"] * 6]
    assert session_row(practice)["state"] is SessionState.OPEN
    visits = rows(practice, appointments, session_id=session)
    assert [one["state"] for one in visits] == [State.BOOKED, State.BOOKED, State.CANCELLED]
    [waiting] = practice.desk.read(list_rebookings)
    assert waiting.called == "Rosa Marín"
    assert not waiting.lost
    assert waiting.held is not None
    assert waiting.held.start_at.date() == on + timedelta(days=1)
    assert waiting.due_at > practice.clock()
    with pytest.raises(Conflict, match="blocked"):
        practice.desk.act(book_appointment, patient_id=practice.rosa, slot_ids=practice.slots[3:4])


def test_the_session_goes_once_the_last_has_left(practice: SmallPractice) -> None:
    session, on = two_days(practice)
    do(practice, leave(practice, on), three_ways)

    moved = take(practice)

    assert moved.value.start_at.date() == on + timedelta(days=1)
    assert moved.value.state is State.BOOKED
    assert states(practice) == ["blocked", "open", *["blocked"] * 6]
    assert practice.desk.read(count_rebookings) == 0
    kept_visit = rows(practice, appointments, session_id=session, state=State.BOOKED)[0]
    practice.desk.act(
        cancel_appointment,
        appointment_id=kept_visit["id"],
        version=kept_visit["version"],
        code="pat",
    )
    assert session_row(practice)["state"] is SessionState.CANCELLED
    assert_whole(practice)


def test_the_last_to_leave_is_taken_back_with_the_session(practice: SmallPractice) -> None:
    session, _ = two_days(practice)
    do(practice, CancelSession(session))
    take(practice), take(practice)
    before = dump(practice.desk)

    last = take(practice)

    assert session_row(practice)["state"] is SessionState.CANCELLED
    assert_whole(practice)
    back = practice.desk.act(undo, inverse=last.undo)
    assert dump(practice.desk) == before
    practice.desk.act(undo, inverse=back.undo)
    assert session_row(practice)["state"] is SessionState.CANCELLED


def test_what_differs_from_what_was_shown_is_told_and_nothing_saved(
    practice: SmallPractice,
) -> None:
    _, on = two_days(practice)
    arguments = changing(practice, leave(practice, on))
    practice.desk.act(
        book_appointment,
        patient_id=practice.rosa,
        slot_ids=practice.slots[3:4],
    )
    before = dump(practice.desk)

    with pytest.raises(Conflict, match=r"Rosa Marín, 11:30, is booked since.*Nothing was saved"):
        practice.desk.act(change_sessions, **arguments)

    assert dump(practice.desk) == before


def test_a_time_taken_meanwhile_is_not_held(practice: SmallPractice) -> None:
    _, on = two_days(practice)
    arguments = changing(practice, leave(practice, on))
    best = arguments["choices"][0].slot_ids
    practice.desk.act(book_appointment, patient_id=practice.kwame, slot_ids=best)
    before = dump(practice.desk)

    with pytest.raises(Conflict) as caught:
        practice.desk.act(change_sessions, **arguments)

    assert caught.value.code == "taken"
    assert dump(practice.desk) == before


def test_each_visit_touched_needs_a_choice(practice: SmallPractice) -> None:
    _, on = two_days(practice)
    arguments = changing(practice, leave(practice, on))

    with pytest.raises(RuleViolation, match="what becomes of Kwame"):
        practice.desk.act(change_sessions, **(arguments | {"choices": arguments["choices"][:2]}))


def test_sickness_waits_for_nobody(practice: SmallPractice) -> None:
    session, on = two_days(practice)

    do(practice, leave(practice, on), at_once=True)

    assert session_row(practice)["state"] is SessionState.CANCELLED
    waiting = practice.desk.read(list_rebookings)
    assert all(one.lost and one.due_at <= practice.clock() for one in waiting)
    assert {row["state"] for row in rows(practice, appointments, session_id=session)} == set()
    visit = take(practice).value
    assert (visit.state, visit.start_at is not None) == (State.BOOKED, True)
    assert_whole(practice)


def test_a_part_of_a_day_closes_that_part(practice: SmallPractice) -> None:
    _, on = two_days(practice)
    away = leave(practice, on, start_local=time(11, 20), end_local=time(11, 40))

    do(practice, away)

    assert states(practice)[:5] == ["open", "open", "closing", "blocked", "open"]
    take(practice)
    assert states(practice)[:5] == ["open", "open", "blocked", "blocked", "open"]
    assert session_row(practice)["state"] is SessionState.OPEN
    assert_whole(practice)


def test_a_shorter_session_keeps_its_end_until_the_last_has_left(
    practice: SmallPractice,
) -> None:
    session, _ = two_days(practice)
    until = session_row(practice)["end_at"]

    do(practice, ChangeHours(session, time(11), time(11, 20)))

    assert session_row(practice)["end_at"] == until
    assert states(practice) == ["open", "open", "closing", *["blocked"] * 5]
    last = take(practice)
    assert session_row(practice)["end_at"] == session_row(practice)["start_at"] + timedelta(
        minutes=20
    )
    assert states(practice) == ["open", "open"]
    assert_whole(practice)
    practice.desk.act(undo, inverse=last.undo)
    assert states(practice)[2] == "closing"
    assert_whole(practice)


def test_a_time_held_for_the_rebook_list_is_in_nobodys_way_and_said_to_go(
    practice: SmallPractice,
) -> None:
    session, on = two_days(practice)
    do(practice, CancelSession(session))
    held = [one.held for one in practice.desk.read(list_rebookings)]
    assert [one is not None and one.start_at.date() for one in held] == [on + timedelta(days=1)] * 3
    [other] = rows(practice, sessions, on_date=on + timedelta(days=1))
    start = local_of(max(one.start_at for one in held if one), "Europe/London").time()
    change = ChangeHours(other["id"], start, local_of(other["end_at"], "Europe/London").time())
    impact = practice.desk.read(show_impact, change=change)
    assert impact.lines[-1].words == "2 times held for the rebook list go"
    before = dump(practice.desk)

    done = practice.desk.act(change_sessions, change=change, shown=impact.shown)

    waiting = practice.desk.read(list_rebookings)
    assert sorted(one.held is not None for one in waiting) == [False, False, True]
    assert_whole(practice)
    back = practice.desk.act(undo, inverse=done.undo)
    assert dump(practice.desk) == before
    practice.desk.act(undo, inverse=back.undo)
    assert_whole(practice)


def test_a_longer_session_gets_slots_like_its_own(practice: SmallPractice) -> None:
    session, _ = two_days(practice)

    do(practice, ChangeHours(session, time(10, 40), time(13, 30)))

    found = rows(practice, slots, session_id=session)
    first = session_row(practice)["start_at"]
    assert [one["start_at"] for one in found[:2]] == [first, first + timedelta(minutes=10)]
    assert (found[-1]["slot_type_id"], found[-1]["capacity"]) == (practice.group, 3)
    assert len(found) == 8 + 2 + 1


def test_a_session_is_given_away_once_those_who_stay_are_asked(practice: SmallPractice) -> None:
    session, _ = two_days(practice)

    do(practice, GiveSession(session, clinician_id=practice.nurse), three_ways)

    assert session_row(practice)["clinician_id"] == practice.doctor
    assert states(practice)[:4] == ["closing", "open", "open", "open"]
    last = take(practice)
    assert session_row(practice)["clinician_id"] == practice.nurse
    assert states(practice)[:4] == ["open"] * 4
    stays = rows(practice, appointments, session_id=session, state=State.BOOKED)
    assert [one["clinician_id"] for one in stays] == [practice.nurse]
    assert_whole(practice)
    practice.desk.act(undo, inverse=last.undo)
    assert session_row(practice)["clinician_id"] == practice.doctor
    assert_whole(practice)


def test_a_clinician_elsewhere_then_is_not_given_a_session(practice: SmallPractice) -> None:
    session, on = two_days(practice)
    practice.make_session(on_date=on, clinician_id=practice.nurse, room_id=practice.other_room)
    arguments = changing(practice, GiveSession(session, clinician_id=practice.nurse), kept)

    with pytest.raises(RuleViolation, match="Grace Adeyemi has a session then"):
        practice.desk.act(change_sessions, **arguments)


def test_another_room_is_had_at_once_where_all_are_kept(practice: SmallPractice) -> None:
    session, _ = two_days(practice)
    change = GiveSession(session, room_id=practice.other_room)
    assert practice.desk.read(show_impact, change=change).usual is Way.KEEP

    do(practice, change, kept)

    assert session_row(practice)["room_id"] == practice.other_room


@pytest.mark.parametrize("minutes", [30, -30])
def test_a_shifted_session_takes_along_who_agreed(practice: SmallPractice, minutes: int) -> None:
    session, _ = two_days(practice)
    by = timedelta(minutes=minutes)
    before = rows(practice, appointments, session_id=session)
    impact = practice.desk.read(show_impact, change=ShiftSession(session, minutes))
    assert not impact.can_wait

    do(practice, ShiftSession(session, minutes), three_ways)

    stays = rows(practice, appointments, session_id=session, state=State.BOOKED)
    assert [one["start_at"] for one in stays] == [before[1]["start_at"] + by]
    [waiting] = practice.desk.read(list_rebookings)
    assert waiting.lost
    assert waiting.held is not None
    assert waiting.held.start_at == waiting.was_at + by
    assert take(practice).value.start_at == before[0]["start_at"] + by
    assert_whole(practice)


def test_who_is_here_already_is_not_asked(practice: SmallPractice) -> None:
    session, _ = two_days(practice)
    visit = rows(practice, appointments, session_id=session)[0]
    practice.clock.set(visit["start_at"])
    practice.desk.act(mark_arrived, appointment_id=visit["id"], version=visit["version"])

    impact = practice.desk.read(show_impact, change=CancelSession(session))

    assert [one.visit.called for one in impact.visits] == ["Maggie Hughes", "Kwame Asante"]
    do(practice, CancelSession(session))
    assert rows(practice, appointments, id=visit["id"])[0]["state"] is State.ARRIVED


def test_only_managers_change_sessions_and_reception_rebooks(practice: SmallPractice) -> None:
    session, _ = two_days(practice)
    arguments = changing(practice, CancelSession(session))
    manager = practice.desk.actor
    practice.desk.actor = Actor("Tom Bell", Role.RECEPTIONIST)
    with pytest.raises(NotAllowed):
        practice.desk.act(change_sessions, **arguments)
    practice.desk.actor = manager
    practice.desk.act(change_sessions, **arguments)
    practice.desk.actor = Actor("Tom Bell", Role.RECEPTIONIST)

    assert take(practice).value.state is State.BOOKED


def _booked_template(practice: SmallPractice) -> Any:
    made = published(practice)
    [_, second, *_] = rows(practice, sessions, template_id=made.id)
    practice.session = second["id"]
    its_slots = rows(practice, slots, session_id=second["id"])
    practice.slots = tuple(one["id"] for one in its_slots)
    for number, person in ((0, practice.rosa), (5, practice.maggie)):
        slot = practice.slots[number : number + 1]
        practice.desk.act(book_appointment, patient_id=person, slot_ids=slot)
    return made


def test_this_and_later_are_cancelled_and_not_made_again(practice: SmallPractice) -> None:
    made = _booked_template(practice)

    do(practice, CancelSession(practice.session, later=True))

    live = [
        one
        for one in rows(practice, sessions, template_id=made.id)
        if one["state"] is not SessionState.CANCELLED
    ]
    assert len(live) == 2  # the first, and the one with people in it still
    assert extend_sessions(practice.desk).sessions == 0
    take(practice, slot_ids=_slots_of_first(practice, made)[:1])
    take(practice, slot_ids=_slots_of_first(practice, made)[1:2])
    assert session_row(practice)["state"] is SessionState.CANCELLED
    assert_whole(practice)


def _slots_of_first(practice: SmallPractice, made: Any) -> list[Any]:
    first = rows(practice, sessions, template_id=made.id)[0]
    return [one["id"] for one in rows(practice, slots, session_id=first["id"])]


def test_other_hours_from_a_date_on_are_a_template_of_their_own(practice: SmallPractice) -> None:
    made = _booked_template(practice)
    start = made.details.start_local
    until = time(start.hour, start.minute + 20) if start.minute < 40 else time(start.hour + 1)

    do(practice, ChangeHours(practice.session, start, until, later=True))

    [successor] = rows(practice, session_templates, replaces_id=made.id)
    assert (successor["start_local"], successor["end_local"]) == (start, until)
    assert session_row(practice)["template_id"] == successor["id"]
    assert len(rows(practice, sessions, template_id=made.id)) == 1
    assert extend_sessions(practice.desk).sessions == 0
    assert states(practice) == ["open", "open", "closing"]


@pytest.mark.parametrize("given", ["clinician_id", "room_id"])
def test_a_session_and_later_ones_are_given_away_by_a_template_of_their_own(
    practice: SmallPractice, given: str
) -> None:
    made = _booked_template(practice)
    to = {"clinician_id": practice.nurse, "room_id": practice.other_room}[given]

    do(practice, GiveSession(practice.session, later=True, **{given: to}), kept)

    [successor] = rows(practice, session_templates, replaces_id=made.id)
    later = rows(practice, sessions, template_id=successor["id"])
    assert (successor[given], {one[given] for one in later}) == (to, {to})
    assert len(later) == 3
    assert [one[given] for one in rows(practice, sessions, template_id=made.id)] != [to]
    stay = rows(practice, appointments, session_id=practice.session)
    assert [one["state"] for one in stay] == [State.BOOKED] * 2
    assert extend_sessions(practice.desk).sessions == 0


def test_publishing_keeps_who_keeps_their_time_and_asks_the_others(
    practice: SmallPractice,
) -> None:
    made = _booked_template(practice)
    fresh = details_of(
        practice,
        clinician_id=made.details.clinician_id,
        first_on=session_row(practice)["on_date"],
        start_local=made.details.start_local,
        end_local=made.details.end_local,
        pattern=practice.pattern_of(4),
        repeat=made.details.repeat,
    )
    fresh = replace(fresh, repeat=replace(fresh.repeat, count=None))
    saved = practice.desk.act(save_template, details=fresh, replaces_id=made.id).value

    change = ReplaceTemplate(saved.id, 1)
    impact = practice.desk.read(show_impact, change=change)
    do(practice, change)

    assert [one.visit.called for one in impact.visits] == ["Maggie Hughes"]
    assert session_row(practice)["template_id"] == saved.id
    assert states(practice) == ["open"] * 4 + ["closing"]
    waiting = practice.desk.read(list_rebookings)
    assert [one.called for one in waiting] == ["Maggie Hughes"]
    take(practice)
    assert_whole(practice)


def test_a_slot_of_the_old_pattern_goes_once_it_is_empty_and_the_new_one_is_made(
    practice: SmallPractice,
) -> None:
    made = _booked_template(practice)
    fresh = replace(
        made.details,
        first_on=session_row(practice)["on_date"],
        pattern=(PatternPart(4, practice.routine, 15),),
        repeat=replace(made.details.repeat, count=None),
    )
    saved = practice.desk.act(save_template, details=fresh, replaces_id=made.id).value
    do(practice, ReplaceTemplate(saved.id, 1))
    assert states(practice) == ["closing", "open", "open", "closing"]
    free = _slots_of_first(practice, made)

    take(practice, slot_ids=free[:1])
    assert states(practice) == ["blocked", "open", "open", "closing"]
    before = dump(practice.desk)
    last = take(practice, slot_ids=free[1:2])

    lengths = [
        (one["end_at"] - one["start_at"]) // timedelta(minutes=1)
        for one in rows(practice, slots, session_id=practice.session)
    ]
    assert (lengths, states(practice)) == ([15] * 4, ["open"] * 4)
    assert_whole(practice)
    practice.desk.act(undo, inverse=last.undo)
    assert dump(practice.desk) == before


def test_publishing_says_what_it_published(practice: SmallPractice) -> None:
    made = _booked_template(practice)
    on = session_row(practice)["on_date"]
    ended = replace(made.details, first_on=on, repeat=replace(made.details.repeat, count=None))
    shorter = replace(ended, pattern=practice.pattern_of(4))
    saved = practice.desk.act(save_template, details=shorter, replaces_id=made.id).value

    change = ReplaceTemplate(saved.id, 1)
    words = practice.desk.act(change_sessions, **changing(practice, change)).words

    assert re.fullmatch(rf"{shorter.name} published: \d+ sessions made\. 1 to rebook\.", words)


def test_a_second_change_goes_on_from_the_first(practice: SmallPractice) -> None:
    session, on = two_days(practice)
    do(practice, ChangeHours(session, time(11), time(11, 20)))

    do(practice, leave(practice, on))

    assert [row["state"] for row in rows(practice, slots, session_id=session)][:3] == [
        SlotState.CLOSING
    ] * 3
    for _ in range(3):
        take(practice)
    assert session_row(practice)["state"] is SessionState.CANCELLED
    assert_whole(practice)
