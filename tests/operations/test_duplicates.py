"""Records that may be one person: found, left out once looked at, quick at 10,000 people."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from desktop.domain.people import ContactPoint, PatientDetails
from desktop.operations.duplicates import DuplicatePair, find_duplicates
from desktop.operations.merging import mark_distinct, merge_patients
from desktop.operations.people import register_patient
from tests.operations.conftest import SmallPractice

GWEN = PatientDetails(
    "Gwenllian",
    "Parry-Jones",
    date(1970, 3, 12),
    postcode="SW1A 1AA",
    contact_points=(ContactPoint("phone", "07700 900118"),),
)


def _pairs(practice: SmallPractice) -> tuple[DuplicatePair, ...]:
    found = practice.desk.read(find_duplicates, restart=True)
    while not found.is_finished:
        found = practice.desk.read(find_duplicates)
    assert found.count == len(found.pairs)
    return found.pairs


def _two(practice: SmallPractice, second: PatientDetails) -> tuple[str, str]:
    agreed = frozenset({"alike"})
    ids = [
        practice.desk.act(register_patient, agreed=agreed, details=one).value
        for one in (GWEN, second)
    ]
    return ids[0], ids[1]


@pytest.mark.parametrize(
    ("changed", "reasons"),
    [
        ({}, ("same name", "same birth date", "same phone", "same postcode")),
        ({"given_names": "Gwenlian"}, ("near name", "same birth date", "same phone")),
        ({"born_on": date(1970, 12, 3)}, ("same name", "near birth date")),
        (
            {"born_on": date(1970, 3, 13), "family_name": "Jones"},
            ("same name", "near birth date", "same phone"),
        ),
        ({"given_names": "Parry-Jones", "family_name": "Gwenllian"}, ("same birth date",)),
        ({"born_on": None, "born_unknown_why": "?"}, ("same name", "same phone", "same postcode")),
    ],
)
def test_records_that_may_be_one_person_are_listed_with_reasons(
    practice: SmallPractice, changed: dict[str, object], reasons: tuple[str, ...]
) -> None:
    ids = _two(practice, replace(GWEN, **changed))
    pairs = _pairs(practice)
    assert [{one.first.id, one.second.id} for one in pairs] == [set(ids)]
    assert set(reasons) <= set(pairs[0].reasons)


@pytest.mark.parametrize(
    "changed",
    [
        {"given_names": "Huw"},
        {"born_on": date(1998, 8, 8)},
        {"given_names": "Rhodri", "family_name": "Bevan", "postcode": "", "contact_points": ()},
    ],
)
def test_a_family_at_one_address_is_not_listed(
    practice: SmallPractice, changed: dict[str, object]
) -> None:
    _two(practice, replace(GWEN, **changed))
    assert _pairs(practice) == ()


def test_two_people_leave_the_list(practice: SmallPractice) -> None:
    first, second = _two(practice, GWEN)
    assert len(_pairs(practice)) == 1
    practice.desk.act(mark_distinct, patient_id=second, other_id=first)
    assert _pairs(practice) == ()


def test_merged_records_leave_the_list(practice: SmallPractice) -> None:
    first, second = _two(practice, GWEN)
    arguments = {"survivor_id": first, "survivor_version": 1}
    practice.desk.act(merge_patients, other_id=second, other_version=1, **arguments)
    assert _pairs(practice) == ()
