"""Visits and times of the data sets others made: all of them, counted without our reader."""

from __future__ import annotations

import csv
import gzip
import io
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.domain.visits import State
from desktop.exchange.mapping import read_mapping
from desktop.operations import visits_import
from desktop.operations.people_import import import_people, report_rows
from desktop.operations.visits_import import import_visits
from desktop.paths import resources_dir
from tests.clock import SettableClock
from tests.data_sets import DataSets
from tests.operations.conftest import SmallPractice, open_small_practice
from tests.operations.dumps import dump
from tests.operations.gp_connect import PEOPLE_MAPPING, write_people, write_slots
from tests.operations.import_scene import count_rows, read_rows, resources_in, text_of

NOSHOW = "noshow/noshow-vitoria-2016-part-a.csv.gz"


@pytest.fixture
def here(sqlite_url: str, clock: SettableClock, tmp_path: Path) -> Iterator[SmallPractice]:
    """Return a small practice on SQLite: what a set holds is the same on both engines."""
    small = open_small_practice(sqlite_url, clock, tmp_path / "locks")
    assert small.desk.database.dialect == "sqlite"
    yield small
    small.desk.close()


@pytest.mark.data_set("synthea/r4-10")
@pytest.mark.data_set("synthea/r4-2019")
def test_synthea_encounters_are_past_visits(here: SmallPractice, test_data: DataSets) -> None:
    for name, encounters in (("r4-10/{}.ndjson.gz", 1215), ("r4-2019/{}.part-a.ndjson.gz", 9306)):
        import_people(here.desk, [test_data("synthea/" + name.format("Patient"))])
        file = test_data("synthea/" + name.format("Encounter"))
        report = import_visits(here.desk, [file])
        set_name = f"synthea/{name.split('/')[0]}"
        test_data.assert_figure(set_name, report.visits.added, encounters)
        assert report.refused == 0
    assert count_rows(here.desk, "appointments", state=State.FULFILLED) == 1215 + 9306
    assert count_rows(here.desk, "appointments", session_id=None) == 1215 + 9306
    earliest = min(one["on_date"].year for one in read_rows(here.desk, "appointments"))
    assert earliest == 1914


@pytest.mark.data_set("synthea/r4-2019")
def test_a_whole_bundle_goes_in_at_once(here: SmallPractice, test_data: DataSets) -> None:
    files = sorted(test_data("synthea/r4-2019/whole-bundles").iterdir())
    encounters = sum(len(list(resources_in(file, "Encounter"))) for file in files)
    report = import_visits(here.desk, files)
    assert (report.people.added, report.refused) == (2, 0)
    test_data.assert_figure("synthea/r4-2019/whole-bundles", report.visits.added, encounters)
    after = dump(here.desk)
    assert import_visits(here.desk, files).added == 0
    assert dump(here.desk) == after


@pytest.mark.data_set("fhir/hl7-r4")
def test_the_hl7_examples_go_in(here: SmallPractice, test_data: DataSets) -> None:
    files = sorted(test_data("fhir/hl7-r4").glob("*.json"))
    report = import_visits(here.desk, files)
    for kind, counts in (("Appointment", report.visits), ("Slot", report.slots)):
        expected = sum(len(list(resources_in(file, kind))) for file in files)
        test_data.assert_figure("fhir/hl7-r4", counts.added, expected)
    wanted = read_rows(here.desk, "appointments", state=State.PROPOSED)[0]
    assert (str(wanted["on_date"]), wanted["start_at"]) == ("2016-06-02", None)
    slot = next(one for one in read_rows(here.desk, "slots") if one["start_at"].year == 2013)
    assert count_rows(here.desk, "places", slot_id=slot["id"]) == 1


@pytest.mark.data_set("fhir/uk-core")
def test_the_uk_core_visit_goes_in_from_xml(here: SmallPractice, test_data: DataSets) -> None:
    files = sorted(test_data("fhir/uk-core").glob("*.xml"))
    report = import_visits(here.desk, files)
    test_data.assert_figure("fhir/uk-core", (report.visits.added, report.refused), (1, 0))
    visit = read_rows(here.desk, "appointments")[0]
    assert visit["reason"].startswith("Appointment to investigate the pain in both hips")
    assert "Please do not eat anything for 1 hour" in visit["note"]
    assert "Mrs Sandra Gose" in visit["note"]
    left = {row[2] for row in report_rows(report) if row[4] == "left out"}
    assert "extension UKCore-BookingOrganization" in left


@pytest.mark.data_set("fhir/nhs-bars")
def test_bars_messages_go_in_once_each(here: SmallPractice, test_data: DataSets) -> None:
    files = sorted(test_data("fhir/nhs-bars").rglob("*.json"))
    report = import_visits(here.desk, files)
    # By hand: three times on offer, and one booked time that four messages speak of.
    slots = {"slot001", "slot002", "slot003", "deb4c4b3-870b-4599-84df-5e54cef7afda"}
    test_data.assert_figure("fhir/nhs-bars", report.slots.added, len(slots))
    # Two appointments on their own, the booking of the message, encounters of two requests.
    assert report.visits.added == 5
    refused = {(row[0], row[2]) for row in report_rows(report) if row[4] == "not taken"}
    assert refused == {("PATCH-body.json", "start"), ("GET-success.json", "resourceType")}
    after = dump(here.desk)
    assert import_visits(here.desk, files).added == 0
    assert dump(here.desk) == after


@pytest.mark.data_set("noshow")
def test_the_no_show_half_goes_in_whole(
    here: SmallPractice, test_data: DataSets, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(visits_import, "BATCH", 2500)  # no other desk is kept waiting
    mapping = read_mapping(resources_dir() / "mappings" / "noshow-vitoria-2016.toml")
    before = count_rows(here.desk, "patients")
    report = import_visits(here.desk, [test_data(NOSHOW)], mapping=mapping)
    visits = count_rows(here.desk, "appointments")
    test_data.assert_figure("noshow", visits, 55_431)
    test_data.assert_figure("noshow", count_rows(here.desk, "patients") - before, 31_136)
    missed = count_rows(here.desk, "appointments", state=State.NOSHOW)
    test_data.assert_figure("noshow", missed, 11_158)
    told = Counter(row[2] for row in report_rows(report))
    assert told == {"created": 4, "age": 1}


@pytest.mark.data_set("noshow")
def test_the_same_rows_again_change_nothing(
    here: SmallPractice, test_data: DataSets, tmp_path: Path
) -> None:
    mapping = read_mapping(resources_dir() / "mappings" / "noshow-vitoria-2016.toml")
    lines = text_of(test_data(NOSHOW)).splitlines()[:1001]
    people = len({row["PatientId"] for row in csv.DictReader(io.StringIO("\n".join(lines)))})
    file = tmp_path / "slice.csv.gz"
    file.write_bytes(gzip.compress("\n".join(lines).encode()))
    report = import_visits(here.desk, [file], mapping=mapping)
    test_data.assert_figure("noshow", (report.people.added, report.visits.added), (people, 1000))
    after = dump(here.desk)
    again = import_visits(here.desk, [file], mapping=mapping)
    assert (again.added, again.visits.known) == (0, 1000)
    assert dump(here.desk) == after


@pytest.mark.data_set("ehr/gp-connect-demonstrator")
def test_the_slots_of_gp_connect_become_sessions(
    here: SmallPractice, test_data: DataSets, tmp_path: Path
) -> None:
    file = tmp_path / "slots.csv"
    slots = write_slots(test_data("ehr/gp-connect-demonstrator"), file)
    before = count_rows(here.desk, "slots"), count_rows(here.desk, "places")
    mapping = read_mapping(resources_dir() / "mappings" / "slots.toml")
    report = import_visits(here.desk, [file], mapping=mapping)
    added = count_rows(here.desk, "slots") - before[0]
    test_data.assert_figure("ehr/gp-connect-demonstrator", (added, slots), (1014, 1014))
    assert (report.slots.added, report.refused) == (1014, 0)
    assert count_rows(here.desk, "places") - before[1] == 1014
    made = [one for one in read_rows(here.desk, "clinicians") if one["family_name"] == "Gilbert"]
    assert {one["profession"] for one in made} == {"General Medical Practitioner", "Staff Nurse"}
    assert import_visits(here.desk, [file], mapping=mapping).slots.known == 1014


@pytest.mark.data_set("ehr/gp-connect-demonstrator")
def test_the_people_of_gp_connect_go_in_from_csv(
    here: SmallPractice, test_data: DataSets, tmp_path: Path
) -> None:
    (tmp_path / "people.toml").write_text(PEOPLE_MAPPING, encoding="utf-8")
    file = tmp_path / "people.csv"
    people = write_people(test_data("ehr/gp-connect-demonstrator"), file)
    mapping = read_mapping(tmp_path / "people.toml")
    report = import_people(here.desk, [file], mapping=mapping)
    figure = (report.people.added, report.people.refused)
    test_data.assert_figure("ehr/gp-connect-demonstrator", figure, (people, 0))
    dan = read_rows(here.desk, "patients", family_name="BISSET")[0]
    assert (dan["is_deceased"], str(dan["deceased_on"])) == (True, "2005-01-13")
    assert dan["address"] == "11 WESTLAND ROAD\nWESTWOODSIDE\nDONCASTER\nS YORKSHIRE"
