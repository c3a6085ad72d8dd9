"""What stands on a passport: theirs to carry, so nothing of a bad time."""

from __future__ import annotations

from desktop.domain.ids import PreferenceId, RelatedPersonId
from desktop.domain.passport import sections_of
from desktop.domain.people import Preference
from desktop.domain.preference_kinds import Section
from desktop.domain.preferences import KINDS
from desktop.domain.related_people import RelatedDetails, RelatedPerson


def told(kind: str, value: str = "", own_words: str = "") -> Preference:
    return Preference(PreferenceId(kind), kind, value, own_words)


def test_it_has_what_they_told_us_and_not_what_is_for_now() -> None:
    found = [
        told("bereaved", "Their mother"),
        told("bsl", "Her usual"),
        told("own-words", "", "Look at me"),
        told("messages"),
    ]
    assert [KINDS[one.kind].section for one in (found[0], found[3])] == [
        Section.NOTES,
        Section.CONSENT,
    ]
    sections = dict(sections_of(found, (), {}))
    assert list(sections) == ["What matters to me", "Needs we act on"]
    assert sections["Needs we act on"][0].said == "Her usual"
    assert sections["What matters to me"][0].own_words == "Look at me"


def test_who_may_speak_for_them_is_said_with_what_each_may_be_told() -> None:
    details = RelatedDetails(
        "Bethan Hughes", "daughter", "07700 900 118", is_carer=True, may_speak_for=("times",)
    )
    ((heading, (line,)),) = sections_of([], [RelatedPerson(RelatedPersonId("b"), 1, details)], {})
    assert heading == "Who may speak for me"
    assert line.words == "Bethan Hughes, daughter, carer, 07700 900 118"
    assert line.said == "Times: yes. Transport and results: no"
