"""Sessions of a day or week pasted onto others: closures, clashes, clock changes, release."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy import select, update

from desktop.domain.closures import ClosureDetails, ClosureKind
from desktop.domain.diary import Cell
from desktop.domain.errors import NotAllowed, RuleViolation
from desktop.domain.permissions import Role
from desktop.domain.release import Release, ReleaseRule
from desktop.domain.sessions import SlotState
from desktop.domain.times import local_of
from desktop.operations.booking import book_appointment
from desktop.operations.closures import add_closure
from desktop.operations.outcome import Outcome
from desktop.operations.practice import make_clinic
from desktop.operations.reads import read_day
from desktop.operations.release_rules import set_release_rule
from desktop.operations.session_copies import Copied, LeftOut, copy_sessions
from desktop.operations.undo import undo
from desktop.operations.work import Actor
from desktop.persistence.tables import sessions, slots
from tests.operations.conftest import TODAY, SmallPractice

THURSDAY = TODAY + timedelta(days=1)
MONDAY = TODAY - timedelta(days=2)
NEXT_MONDAY = MONDAY + timedelta(weeks=1)
ZONE = "Europe/London"


def _paste(practice: SmallPractice, *to: date, **wanted: object) -> Outcome[Copied]:
    return practice.desk.act(copy_sessions, **({"first_on": TODAY, "days": 1, "to": to} | wanted))


def _cells(practice: SmallPractice, on_date: date) -> list[Cell]:
    day = practice.desk.read(read_day, on_date=on_date)
    return [cell for column in day.columns for one in column.sessions for cell in one.cells]


def _close(practice: SmallPractice, name: str, on: date, **changed: object) -> None:
    values = {"kind": ClosureKind.CLOSED, "name": name, "first_on": on, "last_on": on} | changed
    practice.desk.act(add_closure, details=ClosureDetails(**values))  # type: ignore[arg-type]  # by name


def test_a_day_is_pasted_with_its_slots_and_without_its_visits(practice: SmallPractice) -> None:
    practice.desk.act(book_appointment, patient_id=practice.rosa, slot_ids=practice.slots[:1])
    done = _paste(practice, THURSDAY)
    assert done.words == "1 session pasted onto tomorrow."
    before, after = _cells(practice, TODAY), _cells(practice, THURSDAY)
    assert len(after) == len(before) == 8
    assert [one.slot_type_id for one in after] == [one.slot_type_id for one in before]
    assert [one.start_at - timedelta(days=1) for one in after] == [one.start_at for one in before]
    assert not any(one.visits for one in after)
    assert after[-1].capacity == 3


def test_it_is_one_act_that_is_taken_back_and_done_again(practice: SmallPractice) -> None:
    done = _paste(practice, THURSDAY, THURSDAY + timedelta(days=1))
    assert len(done.value.made) == 2
    assert done.undo is not None
    again = practice.desk.act(undo, inverse=done.undo).undo
    assert _cells(practice, THURSDAY) == []
    assert again is not None
    practice.desk.act(undo, inverse=again)
    assert len(_cells(practice, THURSDAY)) == 8


def test_a_week_is_pasted_day_by_day_and_what_is_closed_is_told(practice: SmallPractice) -> None:
    for days in (1, 2):
        practice.make_session(on_date=TODAY + timedelta(days=days))
    _close(practice, "Refit", THURSDAY + timedelta(weeks=1))
    _close(
        practice,
        "Half term",
        TODAY + timedelta(days=9),
        kind=ClosureKind.LEAVE,
        clinician_id=practice.doctor,
    )
    done = _paste(practice, NEXT_MONDAY, first_on=MONDAY, days=7)
    assert done.words == "1 session pasted onto the week of Mon 23 Nov. 2 left out."
    assert done.value.left_out == (
        LeftOut(THURSDAY + timedelta(weeks=1), "Closed, Refit."),
        LeftOut(TODAY + timedelta(days=9), "Leave, Half term."),
    )
    assert len(_cells(practice, TODAY + timedelta(weeks=1))) == 8


def test_last_week_is_pasted_onto_what_is_left_of_this_one(practice: SmallPractice) -> None:
    practice.clock.set(practice.clock() + timedelta(weeks=1))
    for days in (-1, 1):
        practice.make_session(on_date=TODAY + timedelta(days=days))
    done = _paste(practice, NEXT_MONDAY, first_on=MONDAY, days=7)
    assert done.words == "2 sessions pasted onto the week of Mon 23 Nov. 1 left out."
    assert done.value.left_out == (LeftOut(NEXT_MONDAY + timedelta(days=1), "This day is over."),)


def test_christmas_and_a_clash_leave_a_session_out(practice: SmallPractice) -> None:
    practice.make_session(on_date=THURSDAY)
    christmas = date(2026, 12, 25)
    done = _paste(practice, christmas, THURSDAY)
    assert done.undo is None, "nothing was made: there is nothing to take back"
    assert done.words.startswith("No sessions pasted onto")
    told = done.value.left_out
    assert told[0] == LeftOut(christmas, "Closed, Christmas Day.")
    words = "Dr Anjali Patel has a session then, 11:00 to 13:00 at Alder Lane."
    assert told[1] == LeftOut(THURSDAY, words)


def test_a_closure_of_some_hours_blocks_its_slots_or_all_of_the_session(
    practice: SmallPractice,
) -> None:
    friday = THURSDAY + timedelta(days=1)
    _close(practice, "Training", THURSDAY, start_local=time(12))
    _close(practice, "Fire drill", friday, start_local=time(10), end_local=time(14))
    done = _paste(practice, THURSDAY, friday)
    assert done.value.left_out == (LeftOut(friday, "Closed, Fire drill."),)
    blocked = [one for one in _cells(practice, THURSDAY) if one.slot_state is SlotState.BLOCKED]
    assert {one.block_reason for one in blocked} == {"Training"}
    assert min(local_of(one.end_at, ZONE).time() for one in blocked) > time(12)
    assert len(blocked) == 2, "12:00 to 12:10, and the group from 12:10"


def test_only_one_clinic_or_clinician_is_pasted_where_asked_for(practice: SmallPractice) -> None:
    other = practice.desk.act(make_clinic, name="Weir Street").value
    practice.make_session(clinic_id=other, room_id=None, clinician_id=practice.nurse)
    for wanted in ({"clinic_id": other}, {"clinician_id": practice.nurse}):
        done = _paste(practice, THURSDAY, **wanted)
        (column,) = practice.desk.read(read_day, on_date=THURSDAY).columns
        assert column.clinician_id == practice.nurse
        assert done.undo is not None
        practice.desk.act(undo, inverse=done.undo)


def test_clock_times_are_kept_over_both_clock_changes(practice: SmallPractice) -> None:
    sundays = (date(2027, 3, 28), date(2027, 10, 31))
    _paste(practice, *sundays)
    walls = {
        tuple(local_of(one.start_at, ZONE).time() for one in _cells(practice, on))
        for on in (TODAY, *sundays)
    }
    assert len(walls) == 1


def test_a_time_the_spring_change_leaves_out_is_told(practice: SmallPractice) -> None:
    practice.make_session(
        clinician_id=practice.nurse,
        room_id=practice.other_room,
        start_local=time(1),
        end_local=time(3),
    )
    left_out = _paste(practice, date(2027, 3, 28), clinician_id=practice.nurse).value.left_out
    assert [one.why for one in left_out] == ["01:00 does not exist on 28 Mar: the clocks go on."]


def test_copies_open_by_their_kinds_rule_else_as_long_before(practice: SmallPractice) -> None:
    practice.desk.act(
        set_release_rule,
        slot_type_id=practice.phone,
        rule=ReleaseRule(Release.ON_THE_DAY, at_local=time(8)),
    )
    opens = datetime.combine(TODAY - timedelta(days=3), time(7), practice.clock().tzinfo)
    with practice.desk.database.writing() as db:
        kept = slots.c.slot_type_id == practice.group
        db.execute(update(slots).where(kept).values(release_at=opens))
    spring = date(2027, 4, 7)
    _paste(practice, spring)
    with practice.desk.database.reading() as db:
        query = (
            select(slots.c.slot_type_id, slots.c.release_at)
            .join(sessions, sessions.c.id == slots.c.session_id)
            .where(sessions.c.on_date == spring)
        )
        found = {row.slot_type_id: row.release_at for row in db.execute(query)}
    assert found[practice.routine] is None
    assert local_of(found[practice.phone], ZONE).replace(tzinfo=None) == datetime(2027, 4, 7, 8)
    assert local_of(found[practice.group], ZONE).replace(tzinfo=None) == datetime(2027, 4, 4, 7)


def test_what_cannot_be_pasted_is_said(practice: SmallPractice) -> None:
    for wanted, words in (
        ({"to": (TODAY,)}, "the days that were copied"),
        ({"to": (TODAY - timedelta(days=1),)}, "today or later"),
        ({"first_on": THURSDAY, "to": (TODAY,)}, "no session in this day"),
        ({"days": 8, "to": (THURSDAY,)}, "a day or a week"),
        ({"to": ()}, "a day or a week"),
    ):
        with pytest.raises(RuleViolation, match=words):
            practice.desk.act(copy_sessions, **({"first_on": TODAY, "days": 1} | wanted))


def test_reception_pastes_no_sessions(practice: SmallPractice) -> None:
    practice.desk.actor = Actor("Priya Nair", Role.RECEPTIONIST)
    with pytest.raises(NotAllowed):
        _paste(practice, THURSDAY)
