"""Times that fit somebody best, on both engines: asked in words, ranked, said why."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

import pytest

from desktop.domain.asked import Asked
from desktop.domain.asked_vocabulary import Vocabulary
from desktop.domain.asked_words import read_asked
from desktop.domain.best_fit import Weights
from desktop.domain.errors import Conflict, RuleViolation
from desktop.domain.preference_rules import Told
from desktop.domain.sessions import PatternPart
from desktop.operations import fit_search
from desktop.operations.best_fit import BestFit, suggest_times
from desktop.operations.fit_weights import change_fit_weights
from desktop.operations.looks import mark_sensitive
from desktop.operations.preferences import record_preference
from desktop.operations.reads import read_outline
from desktop.operations.sessions import create_session
from tests.operations.conftest import TODAY, SmallPractice

NEXT_WEEK = TODAY + timedelta(days=7)


@pytest.fixture
def week(practice: SmallPractice) -> SmallPractice:
    """Next Wednesday: the nurse from 9 and the doctor from 10, four routine slots of 10 minutes."""
    for room, who, hour in (
        (practice.room, practice.nurse, 9),
        (practice.other_room, practice.doctor, 10),
    ):
        practice.desk.act(
            create_session, clinic_id=practice.clinic, room_id=room, clinician_id=who,
            on_date=NEXT_WEEK, start_local=time(hour), end_local=time(hour, 40),
            pattern=(PatternPart(4, practice.routine, 10),),
        )  # fmt: skip
    return practice


def tell(practice: SmallPractice, kind: str, *, value: str = "", **filled: Any) -> None:
    told = Told(tuple(filled.items()), value=value)
    practice.desk.act(record_preference, patient_id=practice.maggie, kind=kind, told=told)


def suggest(practice: SmallPractice, sentence: str, **given: Any) -> BestFit:
    outline = practice.desk.read(read_outline)
    words = Vocabulary(outline.clinicians, outline.clinics, outline.slot_types)
    understood = read_asked(sentence, words, today=TODAY, has_patient=True)
    assert understood.can_search, understood
    found: BestFit = practice.desk.read(
        suggest_times, patient_id=practice.maggie, asked=understood.asked, **given
    )
    return found


def starts(found: BestFit) -> list[str]:
    return [one.time.start_at.strftime("%H:%M") for one in found.suggestions]


def test_a_sentence_finds_the_times_that_answer_it(week: SmallPractice) -> None:
    assert starts(suggest(week, "nurse next week")) == ["09:00", "09:10", "09:20", "09:30"]
    assert starts(suggest(week, "dr patel next week after 10:15")) == ["10:20", "10:30"]
    assert starts(suggest(week, "wed before 9:20 20 min")) == ["09:00", "09:10"]
    assert starts(suggest(week, "next week not wed")) == []
    assert starts(suggest(week, "nurse wed pm")) == []


def test_what_is_asked_is_found_behind_many_times_that_are_not(
    week: SmallPractice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fit_search, "PAGE", 2)
    for ahead, hour in ((1, 13), (2, 18), (3, 13)):
        week.desk.act(
            create_session, clinic_id=week.clinic, room_id=week.room, clinician_id=week.doctor,
            on_date=TODAY + timedelta(days=ahead), start_local=time(hour), end_local=time(hour + 3),
            pattern=week.pattern_of(18),
        )  # fmt: skip
    friday, saturday = (TODAY + timedelta(days=ahead) for ahead in (2, 3))
    for sentence, on_date, at in (
        ("routine evening", friday, "18:00"),
        ("routine evening 30 min", friday, "18:00"),
        ("routine before 18:10 after 18:00 20 min", friday, "18:00"),
        ("routine sat or sun", saturday, "13:00"),
        ("routine pm not thu not fri", saturday, "13:00"),
    ):
        (found,) = suggest(week, sentence, limit=1).suggestions
        assert (found.time.start_at.date(), f"{found.time.start_at:%H:%M}") == (on_date, at)


def test_what_somebody_told_us_ranks_the_times_and_says_why(week: SmallPractice) -> None:
    assert starts(suggest(week, "next week", limit=2)) == ["09:00", "09:10"]
    tell(week, "clinician", clinicians=(week.doctor,))
    tell(week, "last-slot")
    best, *others = suggest(week, "routine next week").suggestions
    assert (best.time.start_at.strftime("%H:%M"), best.words) == ("10:30", "Fits 2 of 2")
    assert [one.words for one in best.reasons] == [
        "Last of the session", "Dr Anjali Patel, as they prefer",
    ]  # fmt: skip
    assert [need.kind for need in best.needs] == ["last-slot"]
    assert others[0].words == "Fits 1 of 2"


def test_who_needs_longer_is_offered_longer_times(week: SmallPractice) -> None:
    tell(week, "double-length")
    found = suggest(week, "routine nurse next week")
    assert found.minutes == 20
    assert [len(one.time.slot_ids) for one in found.suggestions] == [2, 2, 2]
    assert not found.is_short


def test_who_needs_longer_gets_it_where_no_kind_was_asked_for(week: SmallPractice) -> None:
    tell(week, "double-length")
    found = suggest(week, "nurse next week")
    assert [len(one.time.slot_ids) for one in found.suggestions] == [2, 2, 2]


def test_double_is_twice_the_kinds_own_length(week: SmallPractice) -> None:
    assert starts(suggest(week, "double nurse next week")) == ["09:00", "09:10", "09:20"]


def test_the_soonest_comes_first_where_that_is_asked_whatever_it_loses(week: SmallPractice) -> None:
    tell(week, "clinician", clinicians=(week.doctor,))
    assert starts(suggest(week, "routine next week", limit=1)) == ["10:00"]
    found = suggest(week, "routine next week soonest", limit=1)
    assert starts(found) == ["09:00"]
    assert found.suggestions[0].words == "Fits 0 of 1"
    assert found.more


def test_a_time_chosen_in_the_diary_comes_first_and_says_what_it_loses(week: SmallPractice) -> None:
    tell(week, "clinician", clinicians=(week.doctor,))
    (nurse,) = suggest(week, "nurse next week", limit=1).suggestions
    found = suggest(week, "routine next week", chosen=nurse.time)
    assert starts(found)[:2] == ["09:00", "10:00"]
    assert found.suggestions[0].unmet
    assert starts(found).count("09:00") == 1


def test_without_a_person_nothing_is_weighed_but_the_wait(week: SmallPractice) -> None:
    tell(week, "clinician", clinicians=(week.doctor,))
    found = week.desk.read(suggest_times, patient_id=None, asked=Asked(first_on=NEXT_WEEK))
    assert starts(found)[0] == "09:00"
    assert all(one.reasons == () for one in found.suggestions)


def test_where_nothing_is_long_enough_shorter_times_say_so(week: SmallPractice) -> None:
    tell(week, "double-length", minutes=120)
    found = suggest(week, "routine nurse next week")
    assert found.is_short
    assert found.suggestions[0].unmet[0].words == "It is 10 minutes, 120 are needed"


def test_of_a_sensitive_record_nothing_is_weighed(week: SmallPractice) -> None:
    tell(week, "clinician", clinicians=(week.doctor,))
    week.desk.act(mark_sensitive, patient_id=week.maggie, version=1, is_sensitive=True)
    found = suggest(week, "routine next week")
    assert all(one.reasons == () for one in found.suggestions)


def test_the_practice_sets_what_losing_each_thing_costs(week: SmallPractice) -> None:
    tell(week, "clinician", clinicians=(week.doctor,))
    tell(week, "times", until="09:30")
    assert starts(suggest(week, "routine next week", limit=1)) == ["10:00"]
    given = {"version": 0, "details": Weights(clinician=1)}
    week.desk.act(change_fit_weights, **given)
    assert starts(suggest(week, "routine next week", limit=1)) == ["09:00"]
    with pytest.raises(RuleViolation) as caught:
        week.desk.act(change_fit_weights, version=1, details=Weights(clinic=-1))
    assert caught.value.field == "clinic"
    with pytest.raises(Conflict):
        week.desk.act(change_fit_weights, **given)


def test_the_same_request_gives_the_same_answer(week: SmallPractice) -> None:
    given = {"patient_id": week.maggie, "asked": Asked()}
    assert week.desk.read(suggest_times, **given) == week.desk.read(suggest_times, **given)


def test_who_they_would_rather_see_is_offered_though_others_are_free_before(
    week: SmallPractice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fit_search, "PAGE", 2)
    tell(week, "clinician", clinicians=(week.doctor,))
    found = suggest(week, "routine next week", limit=1)
    assert found.suggestions[0].time.clinician_id == week.doctor
