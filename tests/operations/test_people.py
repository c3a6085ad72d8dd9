"""Registering, changing and finding people on both engines."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import update

from desktop.domain.errors import Conflict, NeedsAgreement, RuleViolation
from desktop.domain.ids import PatientId
from desktop.domain.people import ContactPoint, PatientDetails
from desktop.operations.people import change_patient, register_patient
from desktop.operations.people_reads import find_people, read_patient_card, recent_people
from desktop.operations.undo import undo
from desktop.persistence.tables import patients
from tests.operations.conftest import SmallPractice

SIAN = PatientDetails(
    given_names="Siân Mair",
    family_name="O’Brien-Pritchard",
    preferred_name="Shân",
    former_names="Mair Jones",
    born_on=date(1980, 3, 12),
    nhs_number="999 000 0018",
    postcode="yo1 6aa",
    contact_points=(ContactPoint("phone", "07700 900123", "mobile"),),
)


def _register(practice: SmallPractice, details: PatientDetails = SIAN) -> PatientId:
    return practice.desk.act(register_patient, details=details).value


@pytest.mark.parametrize(
    "text",
    [
        "obrien",
        "pritchard sian",
        "shan o'brien",
        "s o",
        "jones mair",
        "12/3/80",
        "12 mar 1980",
        "120380",
        "12031980",
        "shan 12.3.1980",
        "9990000018",
        "999 000 0018",
        "07700 900",
        "0123",
        "YO1 6AA",
        "pritchard 900123",
        "pritcherd shan",
    ],
)
def test_a_person_is_found_as_people_say_them(practice: SmallPractice, text: str) -> None:
    person = _register(practice)
    rows = practice.desk.read(find_people, text=text).rows
    assert [row.id for row in rows] == [person]
    assert (rows[0].called, rows[0].nhs_number) == ("Shân O’Brien-Pritchard", "9990000018")


@pytest.mark.parametrize(
    ("text", "found_as"),
    [
        ("shan o'brien", ""),
        ("obrien", ""),
        ("pritchard sian", "also Siân Mair O’Brien-Pritchard"),
        ("jones mair", "was Mair Jones"),
        ("9990000018", ""),
    ],
)
def test_a_row_says_by_which_other_name(practice: SmallPractice, text: str, found_as: str) -> None:
    _register(practice)
    assert [row.found_as for row in practice.desk.read(find_people, text=text).rows] == [found_as]


def test_who_is_called_so_comes_before_who_only_has_that_name_too(practice: SmallPractice) -> None:
    born = {"Marcin Jakub": date(1957, 2, 21), "Jakub": date(1986, 3, 3)}
    for given, on in born.items():
        liked = given.split(maxsplit=1)[0]
        details = PatientDetails(given, "Nowak", on, preferred_name=liked)
        practice.desk.act(register_patient, details=details)
    for text in ("jakub nowak", "jakub now", "nowak jak"):
        rows = practice.desk.read(find_people, text=text).rows
        assert [row.called for row in rows] == ["Jakub Nowak", "Marcin Nowak"], text


@pytest.mark.parametrize("text", ["nobody", "12/3/81", "9990000026", "siân 1/1/1980", "", "%", "'"])
def test_nobody_is_found_who_does_not_fit(practice: SmallPractice, text: str) -> None:
    _register(practice)
    assert practice.desk.read(find_people, text=text).rows == ()


def test_near_misses_are_offered_when_asked_for(practice: SmallPractice) -> None:
    found = practice.desk.act(
        register_patient,
        details=PatientDetails("Margaret", "Hughes", date(1994, 12, 2)),
    ).value
    near = practice.desk.read(find_people, text="margaret huges", near=True)
    assert near.near
    assert found in [row.id for row in near.rows]


@pytest.mark.parametrize("text", ["joe smyth 1980", "joe smyth", "joe smyth 12/3/1980"])
def test_a_pet_name_and_a_sound_offer_who_is_meant(practice: SmallPractice, text: str) -> None:
    joanna = _register(practice, PatientDetails("Joanna", "Smith", date(1980, 3, 12)))
    pauline = _register(practice, PatientDetails("Pauline", "Smith", date(1962, 3, 12)))
    _register(practice, PatientDetails("John", "Smith", date(1990, 3, 12)))
    near = [row.id for row in practice.desk.read(find_people, text=text, near=True).rows]
    assert joanna in near
    assert pauline not in near
    assert len(near) == (2 if text == "joe smyth" else 1)


def test_a_row_found_by_a_telephone_number_says_it(practice: SmallPractice) -> None:
    phones = (ContactPoint("phone", "07700 900118"), ContactPoint("phone", "020 7946 0991"))
    person = _register(practice, replace(SIAN, contact_points=phones))
    for text in ("07700 900118", "0118"):
        (row,) = practice.desk.read(find_people, text=text).rows
        assert (row.id, row.found_as) == (person, "07700 900118")
    with practice.desk.database.writing() as db:
        closed = update(patients).where(patients.c.id == person).values(is_sensitive=True)
        db.execute(closed)
    (row,) = practice.desk.read(find_people, text="07700 900118").rows
    assert row.found_as == ""


def test_the_same_name_and_birth_date_asks_first(practice: SmallPractice) -> None:
    _register(practice)
    twin = replace(SIAN, nhs_number="", contact_points=(), given_names="Sian")
    with pytest.raises(NeedsAgreement, match="born 12 March 1980") as caught:
        _register(practice, twin)
    assert caught.value.codes == {"alike"}
    practice.desk.act(register_patient, agreed=caught.value.codes, details=twin)
    rows = practice.desk.read(find_people, text="12/3/80").rows
    assert len(rows) == 2


def test_a_shorter_given_name_with_the_same_birth_date_asks_first(practice: SmallPractice) -> None:
    practice.desk.act(
        register_patient, details=PatientDetails("Joanna", "Smith", date(1980, 3, 12))
    )
    with pytest.raises(NeedsAgreement, match="Joanna Smith"):
        practice.desk.act(
            register_patient, details=PatientDetails("Jo", "Smith", date(1980, 3, 12))
        )


def test_a_number_belongs_to_one_person(practice: SmallPractice) -> None:
    _register(practice)
    other = PatientDetails("Gwen", "Parry", date(1970, 1, 1), nhs_number="9990000018")
    with pytest.raises(RuleViolation, match="belongs to somebody else") as caught:
        _register(practice, other)
    assert caught.value.field == "nhs_number"
    assert practice.desk.read(find_people, text="gwen parry").rows == ()


def test_a_changed_name_is_found_and_the_old_one_is_not(practice: SmallPractice) -> None:
    person = _register(practice)
    married = replace(SIAN, family_name="Evans", former_names="", nhs_number="")
    done = practice.desk.act(change_patient, patient_id=person, version=1, details=married)
    assert [row.id for row in practice.desk.read(find_people, text="evans").rows] == [person]
    assert practice.desk.read(find_people, text="pritchard").rows == ()
    assert done.undo is not None
    practice.desk.act(undo, inverse=done.undo)
    assert [row.id for row in practice.desk.read(find_people, text="pritchard").rows] == [person]
    assert practice.desk.read(find_people, text="evans").rows == ()


def test_an_undone_registration_is_found_nowhere_and_frees_its_number(
    practice: SmallPractice,
) -> None:
    done = practice.desk.act(register_patient, details=SIAN)
    assert done.undo is not None
    practice.desk.act(undo, inverse=done.undo)
    assert practice.desk.read(find_people, text="pritchard").rows == ()
    assert _register(practice) != done.value


def test_a_stale_edit_is_a_conflict(practice: SmallPractice) -> None:
    person = _register(practice)
    practice.desk.act(change_patient, patient_id=person, version=1, details=SIAN)
    with pytest.raises(Conflict) as caught:
        practice.desk.act(change_patient, patient_id=person, version=1, details=SIAN)
    assert caught.value.code == "stale"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"given_names": "", "family_name": " "}, "family_name"),
        ({"family_name": "x" * 10_000}, "family_name"),
        ({"given_names": "a\x00b"}, "given_names"),
        ({"born_on": None}, "born_on"),
        ({"born_on": date(2027, 1, 1)}, "born_on"),
        ({"nhs_number": "9990000019"}, "nhs_number"),
        ({"nhs_number": "9999999999"}, "nhs_number"),
        ({"contact_points": (ContactPoint("phone", "12"),)}, "phone"),
        ({"contact_points": (ContactPoint("email", "no at"),)}, "email"),
    ],
)
def test_bad_input_is_a_sentence_at_its_field_and_saves_nothing(
    practice: SmallPractice, changed: dict[str, object], field: str
) -> None:
    with pytest.raises(RuleViolation) as caught:
        _register(practice, replace(SIAN, **changed))
    assert caught.value.field == field
    assert caught.value.message.endswith((".", "?"))
    assert practice.desk.read(find_people, text="9990000018").rows == ()


def test_the_least_is_a_name_and_why_the_birth_date_is_not_known(practice: SmallPractice) -> None:
    least = PatientDetails(family_name="Unknown", born_unknown_why="Brought in by ambulance")
    person = _register(practice, least)
    card = practice.desk.read(read_patient_card, patient_id=person)
    assert card.details.born_unknown_why == "Brought in by ambulance"
    assert card.called == "Unknown"


def test_recent_people_are_the_desks_last_ones(practice: SmallPractice) -> None:
    person = _register(practice)
    assert [row.id for row in practice.desk.read(recent_people)] == [person]
