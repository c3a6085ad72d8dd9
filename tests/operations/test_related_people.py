"""Who stands near a person and may speak for them, on both engines."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop.domain.errors import Conflict, NotAllowed, RuleViolation
from desktop.domain.permissions import Role
from desktop.domain.related_people import RelatedDetails, told_words
from desktop.operations.people_reads import read_patient_card
from desktop.operations.related_people import (
    add_related_person,
    change_related_person,
    end_related_person,
)
from desktop.operations.work import Actor
from tests.operations.conftest import SmallPractice

BETHAN = RelatedDetails(
    "  Bethan   Hughes", "daughter", "07700 900123", is_carer=True, may_speak_for=("times",)
)


def _near(practice: SmallPractice) -> tuple[RelatedDetails, ...]:
    card = practice.desk.read(read_patient_card, patient_id=practice.maggie)
    return tuple(one.details for one in card.related)


def test_somebody_near_a_person_is_on_the_card_until_it_ends(practice: SmallPractice) -> None:
    act = practice.desk.act
    made = act(add_related_person, patient_id=practice.maggie, details=BETHAN).value
    assert [one.name for one in _near(practice)] == ["Bethan Hughes"]
    changed = replace(BETHAN, may_speak_for=("results", "times"))
    act(change_related_person, related_id=made, version=1, details=changed)
    assert _near(practice)[0].may_speak_for == ("times", "results")
    act(end_related_person, related_id=made, version=2)
    assert _near(practice) == ()
    with pytest.raises(RuleViolation, match="taken off already"):
        act(end_related_person, related_id=made, version=3)


def test_an_older_copy_does_not_write_over_a_newer_one(practice: SmallPractice) -> None:
    made = practice.desk.act(add_related_person, patient_id=practice.maggie, details=BETHAN).value
    practice.desk.act(change_related_person, related_id=made, version=1, details=BETHAN)
    with pytest.raises(Conflict) as caught:
        practice.desk.act(end_related_person, related_id=made, version=1)
    assert caught.value.code == "stale"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 10_000}, "name"),
        ({"name": "a\x00b"}, "name"),
        ({"phone": "12"}, "phone"),
        ({"email": "no at"}, "email"),
        ({"note": "x" * 10_000}, "note"),
        ({"may_speak_for": ("everything",)}, "may_speak_for"),
    ],
)
def test_bad_input_is_a_sentence_at_its_field(
    practice: SmallPractice, changed: dict[str, object], field: str
) -> None:
    details = replace(BETHAN, **changed)
    with pytest.raises(RuleViolation) as caught:
        practice.desk.act(add_related_person, patient_id=practice.maggie, details=details)
    assert caught.value.field == field
    assert caught.value.message.endswith(".")
    assert _near(practice) == ()


def test_nobody_speaks_for_themselves(practice: SmallPractice) -> None:
    details = replace(BETHAN, related_patient_id=practice.maggie)
    with pytest.raises(RuleViolation, match="themselves"):
        practice.desk.act(add_related_person, patient_id=practice.maggie, details=details)


def test_a_clinician_does_not_change_who_may_speak(practice: SmallPractice) -> None:
    practice.desk.actor = Actor("Dr Patel", Role.CLINICIAN)
    with pytest.raises(NotAllowed):
        practice.desk.act(add_related_person, patient_id=practice.maggie, details=BETHAN)


@pytest.mark.parametrize(
    ("codes", "words"),
    [
        ((), "May be told nothing yet. Ask first."),
        (("times", "transport"), "Times and transport: yes. Results: no"),
        (("times", "transport", "results"), "Times, transport and results: yes"),
        (("record", "times"), "Anything on record: yes"),
        (("record", "decide"), "Anything on record and decides for them: yes"),
    ],
)
def test_what_may_be_told_is_said_in_words(codes: tuple[str, ...], words: str) -> None:
    assert told_words(codes) == words
