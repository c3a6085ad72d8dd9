"""What is said of needs at a visit's end, and all that the whole panel reads, on both engines."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from desktop.domain.errors import Conflict, RuleViolation
from desktop.domain.needs import NeedState
from desktop.domain.permissions import Role
from desktop.domain.preference_rules import Told
from desktop.domain.visit_end import NeedAnswer, VisitNeed, arranged_words
from desktop.domain.visits import State
from desktop.operations.booking import cancel_appointment, move_appointment
from desktop.operations.checks import check_rows
from desktop.operations.history import read_history
from desktop.operations.looks import mark_sensitive
from desktop.operations.needs_said import read_visit_end, say_of_needs
from desktop.operations.people_reads import read_whole_person
from desktop.operations.preferences import (
    change_preference,
    end_preference,
    record_preference,
)
from desktop.operations.to_arrange import list_to_arrange
from desktop.operations.undo import undo
from desktop.operations.visit_needs import find_out_of_step
from desktop.operations.visits import mark_arrived, mark_done, mark_sent_in
from desktop.operations.wording import copy_wording
from desktop.persistence.tables import patients
from tests.operations.conftest import SmallPractice
from tests.operations.test_visit_needs import book, later_slots, states, tell

S = NeedState


def answers_of(practice: SmallPractice, visit: Any, *said: NeedAnswer) -> list[NeedAnswer]:
    """Give the answers the ids of the visit's needs, in the order of their kinds."""
    needs = practice.desk.read(read_visit_end, appointment_id=visit.id).needs
    return [
        replace(answer, id=need.id, version=need.version)
        for need, answer in zip(needs, said, strict=False)
    ]


def answer(state: NeedState, **said: str) -> NeedAnswer:
    return NeedAnswer("", 0, state, **said)  # type: ignore[arg-type]


def today_done(practice: SmallPractice) -> Any:
    """Let Maggie come and go today."""
    visit = book(practice, practice.slots[0]).value
    for step in (mark_arrived, mark_sent_in, mark_done):
        done = practice.desk.act(step, appointment_id=visit.id, version=visit.version)
        visit = done.value
    return done


def test_at_the_end_each_need_is_said_at_once_and_taken_back_at_once(
    practice: SmallPractice,
) -> None:
    for kind in ("bsl", "fetch", "write-down"):
        tell(practice, kind)
    done = today_done(practice)
    assert done.words.endswith("done. 3 needs: were they kept? Ctrl+F7 says so.")
    said = answers_of(
        practice, done.value, answer(S.KEPT), answer(S.NOT_KEPT, why=" called out "),
        answer(S.NOT_NEEDED, said_by="Maggie"),
    )  # fmt: skip
    settled = practice.desk.act(say_of_needs, answers=said)
    assert settled.words == (
        "Kept: BSL interpreter. Not kept: Fetch in person. Not needed today: Write it down."
    )
    assert states(practice) == {"bsl": S.KEPT, "fetch": S.NOT_KEPT, "write-down": S.NOT_NEEDED}
    end = practice.desk.read(read_visit_end, appointment_id=done.value.id)
    assert [(one.why, one.said_by) for one in end.needs] == [
        ("", ""), ("called out", ""), ("", "Maggie"),
    ]  # fmt: skip
    practice.desk.act(undo, inverse=settled.undo)
    assert S.KEPT not in states(practice).values()


def test_one_answer_without_its_reason_keeps_all_of_them_back(practice: SmallPractice) -> None:
    for kind in ("bsl", "fetch"):
        tell(practice, kind)
    done = today_done(practice)
    said = answers_of(practice, done.value, answer(S.KEPT), answer(S.NOT_KEPT))
    before = states(practice)
    with pytest.raises(RuleViolation) as slip:
        practice.desk.act(say_of_needs, answers=said)
    assert (slip.value.field, slip.value.facts["need"]) == ("why", said[1].id)
    assert states(practice) == before
    practice.desk.act(say_of_needs, answers=said[:1])
    with pytest.raises(Conflict):
        practice.desk.act(say_of_needs, answers=said[:1])
    with pytest.raises(RuleViolation):
        practice.desk.act(say_of_needs, answers=())


def test_done_says_nothing_of_needs_of_somebody_without(practice: SmallPractice) -> None:
    assert today_done(practice).words.endswith("done.")


def test_the_whole_panel_has_what_ended_every_visit_and_who_is_meant(
    practice: SmallPractice,
) -> None:
    tell(practice, "fetch")
    gone = tell(practice, "bsl").value
    wish = Told((("clinicians", (practice.nurse,)),))
    practice.desk.act(record_preference, patient_id=practice.maggie, kind="clinician", told=wish)
    practice.desk.act(end_preference, preference_id=gone, version=1, why="Hears again")
    done = today_done(practice)
    later = book(practice, later_slots(practice)[0]).value
    whole = practice.desk.read(read_whole_person, patient_id=practice.maggie)
    assert [(one.kind, one.ended_why) for one in whole.ended] == [("bsl", "Hears again")]
    assert whole.ended[0].ends_on == practice.desk.read(lambda one: one.today) - timedelta(days=1)
    assert [one.id for one in whole.visits] == [later.id, done.value.id]
    assert [[one.kind for one in line.needs] for line in whole.visits] == [["fetch"], ["fetch"]]
    assert practice.nurse in dict(whole.names)
    assert [one.kind for one in whole.card.today[0].needs] == ["fetch"]
    assert whole.card.today[0].state is State.FULFILLED


def test_a_closed_record_shows_no_need_anywhere(practice: SmallPractice) -> None:
    tell(practice, "fetch")
    visit = book(practice, practice.slots[0]).value
    actor = practice.desk.actor
    practice.desk.actor = replace(actor, role=Role.MANAGER)
    with practice.desk.database.reading() as db:
        query = select(patients.c.version).where(patients.c.id == practice.maggie)
        version = db.execute(query).scalar_one()
    practice.desk.act(
        mark_sensitive, patient_id=practice.maggie, version=version, is_sensitive=True
    )
    practice.desk.actor = actor
    whole = practice.desk.read(read_whole_person, patient_id=practice.maggie)
    assert whole.card.is_closed
    assert whole.ended == whole.visits == whole.names == ()
    assert all(not one.needs for one in (*whole.card.today, *whole.card.coming))
    end = practice.desk.read(read_visit_end, appointment_id=visit.id)
    assert end.is_closed
    assert end.needs == ()


def test_copying_a_wording_says_how_they_want_it(practice: SmallPractice) -> None:
    visit = book(practice, later_slots(practice)[0]).value
    plain = practice.desk.act(copy_wording, appointment_id=visit.id).words
    assert plain.endswith("Nothing was sent.")
    for kind, filled in (
        ("large-print", (("points", 20),)),
        ("never-call", ()),
        ("reach", (("channels", ("text",)),)),
    ):
        practice.desk.act(
            record_preference, patient_id=practice.maggie, kind=kind, told=Told(filled)
        )
    said = practice.desk.act(copy_wording, appointment_id=visit.id).words
    assert said == f"{plain} Letters in large print, 20 point. Tell them by text. Never phone."


def test_who_changed_what_names_the_need_and_says_its_answers(practice: SmallPractice) -> None:
    made = tell(practice, "bsl").value
    told = Told((("how", "video"), ("gender", "female")))
    practice.desk.act(change_preference, preference_id=made, version=1, told=told)
    newest = practice.desk.read(read_history, patient_id=practice.maggie).entries[0]
    assert newest.what.startswith("What they told us: Saved: BSL interpreter: By video")
    (answers,) = [one for one in newest.fields if one.words == "As told"]
    assert (answers.before, answers.after) == ("in person", "by video, a woman")


def _needs(practice: SmallPractice, visit: Any) -> list[VisitNeed]:
    return list(practice.desk.read(read_visit_end, appointment_id=visit.id).needs)


def _say(practice: SmallPractice, visit: Any, state: NeedState, **said: str) -> Any:
    answers = answers_of(practice, visit, answer(state, **said))
    return practice.desk.act(say_of_needs, answers=answers)


def test_what_was_arranged_and_is_not_needed_is_to_be_called_off_first(
    practice: SmallPractice,
) -> None:
    told = tell(practice, "bsl")
    first, second, *_ = later_slots(practice)
    visit = book(practice, first).value
    _say(practice, visit, S.READY)
    done = _say(practice, visit, S.NOT_NEEDED, said_by="Maggie")
    assert done.words == "Not needed today: BSL interpreter. To call off: BSL interpreter."
    (listed,) = practice.desk.read(list_to_arrange)
    assert listed.is_to_call_off
    practice.desk.act(
        change_preference, preference_id=told.value, version=1, told=Told((("how", "video"),))
    )
    move = {"appointment_id": visit.id, "version": visit.version, "slot_ids": (second,)}
    practice.desk.act(move_appointment, **move)
    assert states(practice) == {"bsl": S.TO_CALL_OFF}, "whatever else changes"
    assert practice.desk.read(lambda reading: list(find_out_of_step(reading))) == []
    off = _say(practice, visit, S.CALLED_OFF)
    assert off.words == "Called off: BSL interpreter."
    (need,) = _needs(practice, visit)
    assert (need.state, need.said_by) == (S.NOT_NEEDED, "Maggie")
    assert practice.desk.read(list_to_arrange) == ()
    practice.desk.act(undo, inverse=off.undo)
    _say(practice, visit, S.TO_ARRANGE)
    (need,) = _needs(practice, visit)
    assert (need.state, need.said_by) == (S.TO_ARRANGE, ""), "needed after all"
    assert arranged_words([need]) == "BSL interpreter", "somebody was asked for it"


def test_needed_after_all_is_to_call_off_where_nobody_tells_us_so_any_more(
    practice: SmallPractice,
) -> None:
    told = tell(practice, "bsl")
    visit = book(practice, later_slots(practice)[0]).value
    _say(practice, visit, S.READY)
    done = _say(practice, visit, S.NOT_NEEDED, said_by="Maggie")
    practice.desk.act(undo, inverse=done.undo)
    assert states(practice) == {"bsl": S.READY}
    _say(practice, visit, S.NOT_NEEDED, said_by="Maggie")
    practice.desk.act(end_preference, preference_id=told.value, version=1)
    assert states(practice) == {"bsl": S.TO_CALL_OFF}
    _say(practice, visit, S.TO_ARRANGE)
    assert states(practice) == {"bsl": S.TO_CALL_OFF}
    assert practice.desk.read(lambda reading: list(find_out_of_step(reading))) == []


def test_what_nobody_needed_at_a_visit_that_is_over_is_not_to_be_called_off(
    practice: SmallPractice,
) -> None:
    tell(practice, "bsl")
    visit = book(practice, practice.slots[0]).value
    _say(practice, visit, S.READY)
    for step in (mark_arrived, mark_sent_in, mark_done):
        visit = practice.desk.act(step, appointment_id=visit.id, version=visit.version).value
    done = _say(practice, visit, S.NOT_NEEDED, said_by="Maggie")
    assert done.words == "Not needed today: BSL interpreter."
    assert states(practice) == {"bsl": S.NOT_NEEDED}


def test_nothing_is_arranged_for_a_visit_that_has_been_cancelled(practice: SmallPractice) -> None:
    tell(practice, "bsl")
    visit = book(practice, later_slots(practice)[0]).value
    given = {"appointment_id": visit.id, "version": visit.version, "code": "pat"}
    practice.desk.act(cancel_appointment, **given)
    with pytest.raises(RuleViolation, match="has been cancelled") as slip:
        _say(practice, visit, S.READY)
    assert slip.value.code == "cancelled"


def test_what_was_arranged_for_a_booking_taken_back_is_to_be_called_off(
    practice: SmallPractice,
) -> None:
    booked = book(practice, later_slots(practice)[0])
    tell(practice, "bsl")
    _say(practice, booked.value, S.READY)
    undone = practice.desk.act(undo, inverse=booked.undo)
    assert undone.words.endswith("To call off: BSL interpreter.")
    assert states(practice) == {"bsl": S.TO_CALL_OFF}
    with practice.desk.database.reading() as db:
        (row,) = check_rows(db, now=practice.clock(), zone="Europe/London", only=("needs",))
    assert row.violations == ()
    practice.desk.act(undo, inverse=undone.undo)
    assert states(practice) == {"bsl": S.READY}
