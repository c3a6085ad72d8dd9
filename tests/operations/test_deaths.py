"""A death recorded, its visits cancelled; a superseded NHS number; on both engines."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from desktop.domain.errors import Conflict, RuleViolation
from desktop.domain.people import PatientDetails
from desktop.operations.booking import book_appointment
from desktop.operations.deaths import cancel_future_visits, record_death, take_death_back
from desktop.operations.people import change_nhs_number, register_patient
from desktop.operations.people_reads import find_people, read_patient_card
from tests.operations.conftest import TODAY, SmallPractice

BEFORE = TODAY - timedelta(days=16)


def test_a_death_lists_the_visits_to_cancel_and_cancels_them_in_one_act(
    practice: SmallPractice,
) -> None:
    act = practice.desk.act
    for slot in practice.slots[:2]:
        act(book_appointment, patient_id=practice.maggie, slot_ids=(slot,))
    died = act(record_death, patient_id=practice.maggie, version=1, deceased_on=BEFORE)
    assert died.words == (
        "Recorded as died on 2 Nov 2026. Messages are stopped. "
        "2 future visits to cancel, with no message."
    )
    assert len(died.value.future_visits) == 2
    done = act(cancel_future_visits, patient_id=practice.maggie)
    assert done.words == "Cancelled 2 visits of Maggie Hughes. Nothing was sent."
    card = practice.desk.read(read_patient_card, patient_id=practice.maggie)
    assert {one.state.value for one in card.today} == {"cancelled"}
    with pytest.raises(RuleViolation, match="no future visit"):
        act(cancel_future_visits, patient_id=practice.maggie)


def test_a_death_may_have_no_date_and_may_be_a_mistake(practice: SmallPractice) -> None:
    practice.desk.act(record_death, patient_id=practice.maggie, version=1)
    card = practice.desk.read(read_patient_card, patient_id=practice.maggie)
    assert (card.is_deceased, card.deceased_on) == (True, None)
    practice.desk.act(take_death_back, patient_id=practice.maggie, version=2)
    card = practice.desk.read(read_patient_card, patient_id=practice.maggie)
    assert not card.is_deceased
    with pytest.raises(Conflict):
        practice.desk.act(record_death, patient_id=practice.maggie, version=1)


@pytest.mark.parametrize("day", [TODAY + timedelta(days=1), date(1950, 1, 1)])
def test_a_day_that_cannot_be_is_said_at_its_field(practice: SmallPractice, day: date) -> None:
    with pytest.raises(RuleViolation) as caught:
        practice.desk.act(record_death, patient_id=practice.maggie, version=1, deceased_on=day)
    assert caught.value.field == "deceased_on"


def test_an_old_number_is_kept_shown_as_old_and_still_finds(practice: SmallPractice) -> None:
    details = PatientDetails("Gwen", "Parry", date(1970, 1, 1), nhs_number="9990000107")
    person = practice.desk.act(register_patient, details=details).value
    new = "999 000 0204"
    practice.desk.act(change_nhs_number, patient_id=person, version=1, number=new)
    card = practice.desk.read(read_patient_card, patient_id=person)
    assert card.details.nhs_number == "9990000204"
    assert [(one.value, one.use) for one in card.other_numbers] == [("9990000107", "old")]
    for number in ("9990000107", "9990000204"):
        found = practice.desk.read(find_people, text=number).rows
        assert [(row.id, row.nhs_number) for row in found] == [(person, "9990000204")]
    back = "9990000107"
    practice.desk.act(change_nhs_number, patient_id=person, version=2, number=back)
    card = practice.desk.read(read_patient_card, patient_id=person)
    assert card.details.nhs_number == "9990000107"
    assert [one.value for one in card.other_numbers] == ["9990000204"]


def test_a_new_number_may_not_be_somebody_elses_nor_the_same(practice: SmallPractice) -> None:
    for name, number in (("Gwen", "9990000107"), ("Nia", "9990000204")):
        details = PatientDetails(name, "Parry", date(1970, 1, 1), nhs_number=number)
        person = practice.desk.act(register_patient, details=details).value
    for number in ("9990000107", "9990000204", "9990000205"):
        with pytest.raises(RuleViolation) as caught:
            practice.desk.act(change_nhs_number, patient_id=person, version=1, number=number)
        assert caught.value.field == "nhs_number"
