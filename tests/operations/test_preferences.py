"""What a person tells us, on both engines: recorded, changed, confirmed, put off, ended."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from desktop.domain.errors import Conflict, NotFound, RuleViolation
from desktop.domain.permissions import Role
from desktop.domain.preference_rules import Source, Told, merge_told
from desktop.domain.preferences import kind_of
from desktop.operations.history import read_history
from desktop.operations.looks import mark_sensitive
from desktop.operations.merging import merge_patients
from desktop.operations.people_reads import read_patient_card
from desktop.operations.preferences import (
    change_preference,
    confirm_preference,
    end_preference,
    list_questions,
    put_off_preference,
    read_their_preference,
    record_preference,
)
from desktop.operations.work import Actor
from tests.operations.conftest import TODAY, SmallPractice

BSL = Told((("how", "in-person"), ("preferred", "Joanna Price")), own_words="Look at me")
TOMORROW = TODAY + timedelta(days=1)


def record(practice: SmallPractice, kind: str = "bsl", told: Told = BSL, **more: Any) -> Any:
    given = {"patient_id": practice.maggie, "kind": kind, "told": told} | more
    return practice.desk.act(record_preference, **given)


def told_by(practice: SmallPractice) -> dict[str, Any]:
    card = practice.desk.read(read_patient_card, patient_id=practice.maggie)
    return {one.kind: one for one in card.preferences}


def test_what_is_told_is_on_the_card_with_who_when_and_in_whose_words(
    practice: SmallPractice,
) -> None:
    outcome = record(practice)
    assert outcome.words == "Saved: BSL interpreter: In person, Joanna Price first (Maggie Hughes)."
    kept = told_by(practice)["bsl"]
    assert kept.filled == BSL.filled
    assert (kept.own_words, kept.source, kept.recorded_by) == (
        "Look at me",
        "patient",
        "Ruth Cohen",
    )
    assert (kept.since_on, kept.version) == (TODAY, 1)


def test_a_clinician_writes_down_what_they_hear_too(practice: SmallPractice) -> None:
    practice.desk.actor = Actor("Grace", Role.CLINICIAN, clinician_id=practice.nurse)
    assert record(practice).value


def test_a_kind_told_once_is_not_recorded_twice_even_on_a_merged_record(
    practice: SmallPractice,
) -> None:
    record(practice, patient_id=practice.rosa)
    both = {"survivor_id": practice.maggie, "other_id": practice.rosa}
    practice.desk.act(
        merge_patients, survivor_version=1, other_version=1, **both, agreed=frozenset()
    )
    with pytest.raises(RuleViolation, match=r"BSL interpreter: this is on record already\."):
        record(practice)
    numbers = (("number", "07700 900118"),)
    assert record(practice, "shared-phone", Told(numbers)).value
    assert record(practice, "shared-phone", Told(numbers)).value


def test_two_people_changing_it_are_brought_together_by_field(practice: SmallPractice) -> None:
    key = record(practice).value
    theirs = Told((("how", "video"), ("preferred", "Joanna Price")), own_words="Look at me")
    practice.desk.act(change_preference, preference_id=key, version=1, told=theirs)
    mine = Told((*BSL.filled, ("gender", "female")), own_words="Look at me", since_on=TODAY)
    with pytest.raises(Conflict, match="Somebody changed this meanwhile"):
        practice.desk.act(change_preference, preference_id=key, version=1, told=mine)
    now = practice.desk.read(read_their_preference, preference_id=key)
    assert now.later is not None
    assert now.later.actor == "Ruth Cohen"
    base = Told(BSL.filled, own_words=BSL.own_words, since_on=TODAY)
    merged = merge_told(kind_of("bsl"), base, mine, now.record)
    assert merged.clashes == ()
    practice.desk.act(change_preference, preference_id=key, version=now.version, told=merged.record)
    assert dict(told_by(practice)["bsl"].filled) == {
        "how": "video", "preferred": "Joanna Price", "gender": "female",
    }  # fmt: skip


def test_a_review_that_is_due_is_asked_until_it_is_confirmed(practice: SmallPractice) -> None:
    due = Told(review_on=TOMORROW)
    keys = [record(practice, kind, due).value for kind in ("fetch", "quiet", "memory", "seat")]
    assert practice.desk.read(list_questions, patient_id=practice.maggie) == ()
    practice.clock.advance(days=1)
    asked = practice.desk.read(list_questions, patient_id=practice.maggie)
    assert [one.words for one in asked] == [
        "Still right: Quiet place?", "Still right: Fetch in person?", "Still right: Memory?",
    ]  # fmt: skip
    fetch, quiet, _memory, _seat = keys
    practice.desk.act(put_off_preference, preference_id=fetch, version=1)
    practice.desk.act(confirm_preference, preference_id=quiet, version=1)
    asked = practice.desk.read(list_questions, patient_id=practice.maggie)
    assert [one.preference.kind for one in asked] == ["memory", "seat"]
    practice.clock.advance(days=1)
    asked = practice.desk.read(list_questions, patient_id=practice.maggie)
    assert [one.preference.kind for one in asked] == ["fetch", "memory", "seat"]
    confirmed = told_by(practice)["quiet"]
    assert (confirmed.confirmed_on, confirmed.review_on) == (TOMORROW, date(2027, 11, 19))


def test_what_has_ended_holds_no_more_and_stays_in_the_history(practice: SmallPractice) -> None:
    key = record(practice).value
    practice.desk.act(end_preference, preference_id=key, version=1, why="Moved to video relay")
    assert told_by(practice) == {}
    with pytest.raises(RuleViolation, match="Record it anew"):
        practice.desk.act(change_preference, preference_id=key, version=2, told=BSL)
    with pytest.raises(NotFound):
        practice.desk.read(read_their_preference, preference_id=key)
    history = practice.desk.read(read_history, patient_id=practice.maggie)
    ended, recorded = history.entries
    assert ended.what.startswith("What they told us: Ended: BSL interpreter")
    assert [one.words for one in ended.fields] == ["Until"]
    told = {one.words: one.after for one in recorded.fields}
    assert told["As told"] == "in person, Joanna Price"
    assert told["In their words"] == "Look at me"


def test_a_note_about_a_bad_time_ends_by_itself(practice: SmallPractice) -> None:
    told = Told(own_words="The last nurse laughed at me", ends_on=TOMORROW, source=Source.STAFF)
    record(practice, "upset", told)
    assert "upset" in told_by(practice)
    practice.clock.advance(days=2)
    assert told_by(practice) == {}


def test_a_sensitive_record_nobody_has_opened_takes_nothing_and_asks_nothing(
    practice: SmallPractice,
) -> None:
    record(practice, "fetch", Told(review_on=TOMORROW))
    practice.desk.act(mark_sensitive, patient_id=practice.maggie, version=1, is_sensitive=True)
    practice.clock.advance(days=1)
    assert practice.desk.read(list_questions, patient_id=practice.maggie) == ()
    with pytest.raises(RuleViolation) as caught:
        record(practice)
    assert caught.value.code == "sensitive"


def test_a_clinician_who_is_not_there_is_nobody_s_preference(practice: SmallPractice) -> None:
    gone = Told((("clinicians", ("00000000-0000-7000-8000-000000000000",)),))
    with pytest.raises(RuleViolation, match="not here any more"):
        record(practice, "clinician", gone)
    there = Told((("clinicians", (practice.doctor,)), ("waits_days", 7)))
    outcome = record(practice, "clinician", there)
    assert "Clinician: Dr Anjali Patel, will wait 7 days" in outcome.words
