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
from desktop.domain.visit_end import NeedAnswer
from desktop.domain.visits import State
from desktop.operations.history import read_history
from desktop.operations.looks import mark_sensitive
from desktop.operations.needs_said import read_visit_end, say_of_needs
from desktop.operations.people_reads import read_whole_person
from desktop.operations.preferences import (
    change_preference,
    end_preference,
    record_preference,
)
from desktop.operations.undo import undo
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
