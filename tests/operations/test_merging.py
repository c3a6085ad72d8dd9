"""Two records of one person merged and taken apart, on both engines: nothing is ever lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from desktop.domain.errors import Conflict, NeedsAgreement, NotAllowed, RuleViolation
from desktop.domain.ids import PatientId
from desktop.domain.needs import NeedState
from desktop.domain.people import ContactPoint, PatientDetails
from desktop.domain.permissions import Role
from desktop.domain.related_people import RelatedDetails
from desktop.operations.booking import book_appointment
from desktop.operations.deaths import record_death
from desktop.operations.freed_slots import match_time
from desktop.operations.merging import (
    mark_distinct,
    merge_patients,
    read_merged_record,
    unmerge_patient,
)
from desktop.operations.people import register_patient
from desktop.operations.people_reads import find_people, read_patient_card
from desktop.operations.reads import read_day
from desktop.operations.related_people import add_related_person
from desktop.operations.to_arrange import list_to_arrange
from desktop.operations.undo import undo
from desktop.operations.waiting_list import count_waiters, list_waiting
from desktop.operations.work import Actor
from tests.operations.conftest import TODAY, SmallPractice, slots_of
from tests.operations.dumps import dump
from tests.operations.test_visit_needs import book, states, tell
from tests.operations.waiting_cases import free_slots, waits

MARGARET = PatientDetails(
    given_names="Margaret",
    family_name="Hughs",
    born_on=date(1952, 3, 12),
    nhs_number="9990000107",
    contact_points=(ContactPoint("phone", "07700 900118"),),
)


def _margaret(practice: SmallPractice, details: PatientDetails = MARGARET) -> PatientId:
    agreed = frozenset({"alike"})
    return practice.desk.act(register_patient, agreed=agreed, details=details).value


def _merge(practice: SmallPractice, other: PatientId, into: PatientId = PatientId("")) -> object:
    arguments = {"survivor_id": into or practice.maggie, "survivor_version": 1}
    return practice.desk.act(merge_patients, other_id=other, other_version=1, **arguments)


def _names(practice: SmallPractice) -> list[tuple[str, str]]:
    day = practice.desk.read(read_day, on_date=TODAY)
    cells = [cell for one in day.columns for each in one.sessions for cell in each.cells]
    return [(visit.called, visit.patient_id) for cell in cells for visit in cell.visits]


def _book(practice: SmallPractice, person: PatientId, place: int, **more: object) -> PatientId:
    slots = practice.slots[place : place + 1]
    done = practice.desk.act(book_appointment, patient_id=person, slot_ids=slots, **more)
    return done.value.patient_id


def test_merged_and_taken_apart_the_tables_are_as_before(practice: SmallPractice) -> None:
    other = _margaret(practice)
    _book(practice, other, 0)
    before = dump(practice.desk)
    _merge(practice, other)
    assert dump(practice.desk) != before
    practice.desk.act(unmerge_patient, patient_id=other, version=2)
    assert dump(practice.desk) == before


def test_visits_numbers_phones_and_people_follow_to_the_survivor(practice: SmallPractice) -> None:
    other = _margaret(practice)
    _book(practice, other, 0)
    practice.desk.act(add_related_person, patient_id=other, details=RelatedDetails("Bethan"))
    _merge(practice, other)
    for asked in (other, practice.maggie):
        card = practice.desk.read(read_patient_card, patient_id=asked)
        assert (card.id, card.called) == (practice.maggie, "Maggie Hughes")
        assert len(card.today) == 1
        assert [one.details.name for one in card.related] == ["Bethan"]
        assert [one.value for one in card.other_contacts] == ["07700 900118"]
        assert [one.value for one in card.other_numbers] == ["9990000107"]
    assert _names(practice) == [("Maggie Hughes", practice.maggie)]


@pytest.mark.parametrize("text", ["hughs", "margaret", "9990000107", "0118", "hughs margaret"])
def test_a_merged_record_is_found_by_its_names_and_leads_to_the_survivor(
    practice: SmallPractice, text: str
) -> None:
    _merge(practice, _margaret(practice))
    rows = practice.desk.read(find_people, text=text).rows
    assert [row.id for row in rows] == [practice.maggie]


def test_new_visits_go_to_the_survivor_and_see_the_visits_of_both(practice: SmallPractice) -> None:
    other = _margaret(practice)
    _book(practice, other, 0)
    _merge(practice, other)
    assert _book(practice, other, 1) == practice.maggie
    practice.session = practice.make_session(
        clinician_id=practice.nurse, room_id=practice.other_room
    )
    practice.slots = slots_of(practice)
    with pytest.raises(NeedsAgreement) as caught:
        _book(practice, practice.maggie, 0)
    assert caught.value.codes == {"same_time"}


def test_taken_apart_only_what_was_made_since_is_asked_about(practice: SmallPractice) -> None:
    other = _margaret(practice)
    _book(practice, practice.maggie, 0)
    practice.clock.advance(minutes=1)
    _merge(practice, other)
    practice.clock.advance(minutes=1)
    _book(practice, other, 1, reason="Knee")
    _book(practice, other, 2, reason="Ears")
    record = practice.desk.read(read_merged_record, patient_id=other)
    assert [words for _, words in record.made_since] == [
        "Visit today 11:10: Knee",
        "Visit today 11:20: Ears",
    ]
    arguments = {"patient_id": other, "version": record.version}
    with pytest.raises(NeedsAgreement, match="2 entries were made since") as caught:
        practice.desk.act(unmerge_patient, **arguments)
    theirs = (record.made_since[1][0],)
    practice.desk.act(unmerge_patient, agreed=caught.value.codes, theirs=theirs, **arguments)
    assert [name for name, _ in _names(practice)] == [
        "Maggie Hughes",
        "Maggie Hughes",
        "Margaret Hughs",
    ]


def test_a_chain_of_merges_leads_to_the_last_and_comes_apart_link_by_link(
    practice: SmallPractice,
) -> None:
    first = _margaret(practice)
    second = _margaret(practice, replace(MARGARET, given_names="Magie", nhs_number=""))
    before = dump(practice.desk)
    _merge(practice, first, into=second)
    _merge(practice, second)
    assert practice.desk.read(read_patient_card, patient_id=first).id == practice.maggie
    assert _book(practice, first, 0) == practice.maggie
    practice.desk.act(
        unmerge_patient, agreed=frozenset({"made_since"}), patient_id=second, version=2
    )
    assert practice.desk.read(read_patient_card, patient_id=first).id == second
    practice.desk.act(unmerge_patient, patient_id=first, version=2)
    assert dump(practice.desk)["patients"] == before["patients"]


def test_what_differs_is_asked_and_what_has_changed_refused(practice: SmallPractice) -> None:
    other = _margaret(practice, replace(MARGARET, born_on=date(1953, 3, 12)))
    practice.desk.act(mark_distinct, patient_id=practice.maggie, other_id=other)
    with pytest.raises(NeedsAgreement) as caught:
        _merge(practice, other)
    assert caught.value.codes == {"born", "distinct"}
    arguments = {"survivor_id": practice.maggie, "survivor_version": 7}
    with pytest.raises(Conflict):
        practice.desk.act(merge_patients, other_id=other, other_version=1, **arguments)
    with pytest.raises(RuleViolation):
        _merge(practice, practice.maggie)


def test_two_numbers_are_asked_about(practice: SmallPractice) -> None:
    first = _margaret(practice)
    second = _margaret(practice, replace(MARGARET, nhs_number="9990000204"))
    with pytest.raises(NeedsAgreement, match="999 000 0204 and 999 000 0107") as caught:
        _merge(practice, first, into=second)
    assert caught.value.codes == {"two_numbers"}


def test_a_merged_record_is_not_merged_again_nor_made_a_survivor(practice: SmallPractice) -> None:
    other = _margaret(practice)
    done = _merge(practice, other)
    for survivor, merged in ((practice.maggie, other), (other, practice.rosa)):
        with pytest.raises(Conflict):
            _merge(practice, merged, into=survivor)
    practice.desk.act(undo, inverse=done.undo)  # type: ignore[attr-defined]  # an Outcome
    assert practice.desk.read(read_patient_card, patient_id=other).id == other


def test_merging_is_for_managers(practice: SmallPractice) -> None:
    practice.desk.actor = Actor("Tom", Role.RECEPTIONIST)
    other = _margaret(practice)
    with pytest.raises(NotAllowed):
        _merge(practice, other)
    practice.desk.act(mark_distinct, patient_id=practice.maggie, other_id=other)
    with pytest.raises(RuleViolation, match="two people already"):
        practice.desk.act(mark_distinct, patient_id=other, other_id=practice.maggie)


def _merged_twice(
    practice: SmallPractice, before: Callable[..., object] = lambda *_: None
) -> tuple[PatientId, PatientId]:
    """Merge a record into another, and that one into Maggie's; returns both."""
    first = _margaret(practice)
    before(practice, first)
    second = _margaret(practice, replace(MARGARET, given_names="Magie", nhs_number=""))
    _merge(practice, first, into=second)
    practice.clock.advance(minutes=1)
    _merge(practice, second)
    practice.clock.advance(minutes=1)
    return first, second


def test_of_records_merged_twice_every_list_names_the_last(practice: SmallPractice) -> None:
    def needs(practice: SmallPractice, who: PatientId) -> None:
        tell(practice, "bsl", who=who)
        book(practice, practice.slots[0], who)
        waits(practice, who)

    _merged_twice(practice, before=needs)
    names = {one.called for one in practice.desk.read(list_waiting)}
    names |= {one.called for one in practice.desk.read(list_to_arrange)}
    names |= {one[0] for one in _names(practice)}
    assert names == {"Maggie Hughes"}
    assert {one.patient_id for one in practice.desk.read(list_waiting)} == {practice.maggie}


def test_who_has_died_waits_no_more_under_a_record_merged_twice(practice: SmallPractice) -> None:
    _merged_twice(practice, before=waits)
    slots = free_slots(practice)[:1]
    found = practice.desk.read(match_time, slot_ids=slots)
    assert found is not None
    assert [one.waiter.called for one in found.matches] == ["Maggie Hughes"]
    practice.desk.act(record_death, patient_id=practice.maggie, version=1)
    assert practice.desk.read(count_waiters) == 0
    found = practice.desk.read(match_time, slot_ids=slots)
    assert found is not None
    assert found.matches == ()


def test_what_was_made_since_is_looked_for_up_the_chain(practice: SmallPractice) -> None:
    first, second = _merged_twice(practice)
    _book(practice, first, 0, reason="Knee")
    for one in (first, second):
        record = practice.desk.read(read_merged_record, patient_id=one)
        assert [words for _, words in record.made_since] == ["Visit today 11:00: Knee"]
    theirs = (record.made_since[0][0],)
    given = {"patient_id": first, "version": 2, "agreed": frozenset({"made_since"})}
    practice.desk.act(unmerge_patient, theirs=theirs, **given)
    assert _names(practice) == [("Margaret Hughs", first)]


def test_a_merge_taken_back_takes_its_needs_from_visits_booked_since(
    practice: SmallPractice,
) -> None:
    tell(practice, "bsl", who=practice.rosa)
    both = {"survivor_id": practice.maggie, "survivor_version": 1, "other_id": practice.rosa}
    merged = practice.desk.act(merge_patients, other_version=1, **both)
    book(practice, practice.slots[0])
    assert states(practice) == {"bsl": NeedState.TO_ARRANGE}
    practice.desk.act(undo, inverse=merged.undo)
    assert states(practice) == {}
