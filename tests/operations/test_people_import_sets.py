"""People of the data sets others made: all of them, with what UK Core and PDS say of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.operations.people_import import import_people, report_rows
from tests.clock import SettableClock
from tests.data_sets import DataSets
from tests.operations.conftest import SmallPractice, open_small_practice
from tests.operations.dumps import dump
from tests.operations.import_scene import count_rows, read_rows, resources_in


@pytest.fixture
def here(sqlite_url: str, clock: SettableClock, tmp_path: Path) -> Iterator[SmallPractice]:
    """Return a small practice on SQLite: what a set holds is the same on both engines."""
    small = open_small_practice(sqlite_url, clock, tmp_path / "locks")
    assert small.desk.database.dialect == "sqlite"
    yield small
    small.desk.close()


@pytest.mark.data_set("synthea/r4-10")
@pytest.mark.data_set("synthea/r4-2019")
def test_synthea_goes_in_and_twice_changes_nothing(
    here: SmallPractice, test_data: DataSets
) -> None:
    for name, people in (
        ("r4-10/Patient.ndjson.gz", 13),
        ("r4-2019/Patient.part-a.ndjson.gz", 304),
    ):
        file = test_data(f"synthea/{name}")
        before = count_rows(here.desk, "patients")
        assert import_people(here.desk, [file]).refused == 0
        added = count_rows(here.desk, "patients") - before
        test_data.assert_figure(f"synthea/{name.split('/')[0]}", added, people)
        after = dump(here.desk)
        assert import_people(here.desk, [file]).people.known == people
        assert dump(here.desk) == after
    assert count_rows(here.desk, "patients", is_deceased=True) == 79 + _dead(test_data)


def _dead(test_data: DataSets) -> int:
    file = test_data("synthea/r4-10/Patient.ndjson.gz")
    return sum(1 for one in resources_in(file, "Patient") if "deceasedDateTime" in one)


@pytest.mark.data_set("synthea/r4-2019")
def test_a_whole_bundle_is_read_for_its_people(here: SmallPractice, test_data: DataSets) -> None:
    folder = test_data("synthea/r4-2019/whole-bundles")
    report = import_people(here.desk, sorted(folder.iterdir()))
    test_data.assert_figure("synthea/r4-2019/whole-bundles", report.people.added, 2)
    passed = {kind for _, kind in report.passed}
    assert {"Encounter", "Observation", "Claim"} <= passed


@pytest.mark.data_set("people/pds")
def test_pds_people_keep_what_pds_says_of_them(here: SmallPractice, test_data: DataSets) -> None:
    files = sorted(test_data("people/pds").rglob("*.json"))
    found = [one for file in files for one in resources_in(file, "Patient")]
    different = {one["id"] for one in found if "id" in one}
    without_id = sum("id" not in one for one in found)
    report = import_people(here.desk, files)
    test_data.assert_figure("people/pds", report.people.read, len(found))
    assert report.people.added == len(different) + without_id
    assert report.people.refused == 0
    related = [one for file in files for one in resources_in(file, "RelatedPerson")]
    whose = {one["id"]: one.get("patient", {}).get("identifier", {}) for one in related}
    assert report.related.added == sum(one.get("value") in different for one in whose.values()) == 2
    jane = read_rows(here.desk, "identifiers", value="9000000009")[0]
    assert jane["verification"] == "number-present-and-verified"
    kept = {
        (one["kind"], one["value"], one["filled"], one["own_words"])
        for one in read_rows(here.desk, "preferences", patient_id=jane["patient_id"])
    }
    assert kept == {
        ("interpreter", "", (("language", "French"),), ""),
        ("reach", "", (("channels", ("letter",)),), "Not after 7pm"),
        ("braille", "", (), ""),
    }
    janet = read_rows(here.desk, "patients", given_names="Janet", family_name="Smythe")
    assert [one["is_sensitive"] for one in janet] == [True]


@pytest.mark.data_set("people/pds")
def test_what_is_not_understood_is_listed(here: SmallPractice, test_data: DataSets) -> None:
    report = import_people(here.desk, [test_data("people/pds/Patient.json")])
    left = {row[2] for row in report_rows(report) if row[4] == "left out"}
    assert {"extension UKCore-NominatedPharmacy", "name.suffix", "generalPractitioner"} <= left
    assert "extension UKCore-ContactPreference" not in left


@pytest.mark.data_set("fhir/uk-core")
def test_uk_core_people_come_from_xml(here: SmallPractice, test_data: DataSets) -> None:
    files = sorted(test_data("fhir/uk-core").glob("*.xml"))
    people = sum(len(list(resources_in(file, "Patient"))) for file in files)
    report = import_people(here.desk, files)
    test_data.assert_figure("fhir/uk-core", report.people.added, people)
    richard = read_rows(here.desk, "patients", given_names="Richard")[0]
    assert (richard["family_name"], str(richard["born_on"])) == ("SMITH", "1970-09-11")
    number = read_rows(here.desk, "identifiers", value="9912003888")[0]
    assert number["verification"] == "number-present-and-verified"
    preferences = read_rows(here.desk, "preferences", patient_id=richard["id"])
    assert {(one["kind"], one["value"], one["filled"]) for one in preferences} == {
        ("language", "", (("language", "British Sign Language, Makaton vocabulary"),)),
        ("reach", "", (("channels", ("call",)),)),
        ("large-print", "", ()),
    }
    reach = next(one for one in preferences if one["kind"] == "reach")
    assert reach["own_words"] == "Mon, Wed, Fri, mornings"
    related = read_rows(here.desk, "related_people", patient_id=richard["id"])
    assert {(one["name"], one["relationship"]) for one in related} == {
        ("Miss Jane Jackson", "Personal relationship with the patient"),
        ("Joy SMITH", "wife"),
    }


@pytest.mark.data_set("fhir/nhs-bars")
@pytest.mark.data_set("fhir/hl7-r4")
def test_people_of_messages_and_examples_go_in_once(
    here: SmallPractice, test_data: DataSets
) -> None:
    bars = sorted(test_data("fhir/nhs-bars").rglob("*.json"))
    patients = [one for file in bars for one in resources_in(file, "Patient")]
    numbers = {number["value"] for one in patients for number in one["identifier"]}
    report = import_people(here.desk, bars)
    assert report.people.read == len(patients)
    test_data.assert_figure("fhir/nhs-bars", report.people.added, len(numbers))
    report = import_people(here.desk, sorted(test_data("fhir/hl7-r4").glob("*.json")))
    test_data.assert_figure("fhir/hl7-r4", report.people.added, 1)
    peter = read_rows(here.desk, "patients", family_name="Chalmers", preferred_name="Jim")
    assert [one["former_names"] for one in peter] == ["Peter James Windsor"]
