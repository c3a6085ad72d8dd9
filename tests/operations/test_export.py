"""People and visits handed out: valid FHIR R4, and the same when taken in and handed out again."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from desktop.domain.errors import NotAllowed, RuleViolation, Unavailable
from desktop.domain.imports import PersonRead, VisitRead
from desktop.domain.permissions import Role
from desktop.domain.preference_rules import Told
from desktop.exchange.csv_files import read_csv
from desktop.exchange.directory import Directory
from desktop.exchange.fhir_files import PEOPLE, VISITS, read_fhir
from desktop.exchange.mapping import CsvMapping, read_mapping
from desktop.operations.export import export_people, export_visits
from desktop.operations.people_import import import_people
from desktop.operations.preferences import end_preference, record_preference
from desktop.operations.visits_import import import_visits
from desktop.operations.work import Actor
from desktop.paths import resources_dir
from tests.clock import SettableClock
from tests.data_sets import DataSets
from tests.engines import migrated_template
from tests.operations.conftest import SmallPractice, open_small_practice
from tests.operations.dumps import dump
from tests.operations.import_scene import read_rows, resources_in, text_of, write_lines

DAY = date(2024, 5, 6)
OURS = "https://attend.example/fhir/StructureDefinition/"
SIAN: dict[str, Any] = {
    "resourceType": "Patient",
    "id": "sian",
    "meta": {"security": [{"code": "R"}]},
    "extension": [
        {
            "url": OURS + "attend-person",
            "extension": [
                {"url": "sayIt", "valueString": "Sharn"},
                {"url": "pronouns", "valueString": "She/her"},
                {"url": "gender", "valueString": "woman"},
                {"url": "registration", "valueString": "temporary"},
            ],
        },
        {
            "url": OURS + "attend-preference",
            "extension": [
                {"url": "kind", "valueString": "step-free"},
                {"url": "value", "valueString": "Walking frame"},
                {"url": "ownWords", "valueString": "I am slow.\nGive me time."},
                {"url": "since", "valueDate": "2024-05-06"},
            ],
        },
    ],
    "identifier": [
        {"system": "https://fhir.nhs.uk/Id/nhs-number", "value": "9990000018"},
        {"system": "https://fhir.nhs.uk/Id/nhs-number", "value": "9990000026", "use": "old"},
        {"system": "urn:practice", "value": "A1"},
    ],
    "name": [
        {"use": "official", "family": "Pritchard", "given": ["Siân", "Mair"], "prefix": ["Mrs"]},
        {"use": "usual", "given": ["Shân"]},
        {"use": "old", "text": "Siân Mair Evans; Siân Prys"},
    ],
    "telecom": [
        {"system": "phone", "use": "mobile", "value": "07700 900123"},
        {"system": "email", "value": "sian@example.org"},
    ],
    "birthDate": "1961-04-02",
    "deceasedBoolean": True,
    "address": [{"line": ["8 Tanner Row", "York"], "postalCode": "YO1 6AA"}],
    "contact": [
        {
            "relationship": [{"text": "Daughter"}, {"coding": [{"code": "N"}]}],
            "name": {"text": "Non Pritchard"},
            "telecom": [{"system": "phone", "value": "07700 900124"}],
        }
    ],
}


def _visit(number: int, **changed: Any) -> dict[str, Any]:
    start = datetime(2026, 3, number, 9, tzinfo=UTC)
    return {
        "resourceType": "Appointment",
        "id": f"v{number}",
        "status": "fulfilled",
        "serviceType": [{"text": "Routine"}],
        "description": "Knee\nand hip",
        "comment": "Bring the splint",
        "created": "2026-02-01T08:00:00Z",
        "start": start.isoformat(),
        "end": start.replace(minute=10).isoformat(),
        "participant": [
            {"actor": {"reference": "Patient/sian"}, "status": "accepted"},
            {"actor": {"type": "Practitioner", "display": "Dr Anjali Patel"}, "status": "accepted"},
            {"actor": {"type": "Location", "display": "Alder Lane"}, "status": "accepted"},
        ],
    } | changed


CANCELLED = {"coding": [{"code": "pat-fb"}], "text": "Feels better"}
PAST = (
    _visit(2),
    _visit(3, status="noshow"),
    _visit(4, status="cancelled", cancelationReason=CANCELLED),
    _visit(5, start=None, end=None, requestedPeriod=[{"start": "2026-03-05"}]),
)


@pytest.fixture
def other(clock: SettableClock, tmp_path: Path) -> Iterator[SmallPractice]:
    """Return a second practice, to take in what the first hands out."""
    file = shutil.copyfile(migrated_template(), tmp_path / "other.db")
    small = open_small_practice(f"sqlite:///{file}", clock, tmp_path / "other-locks")
    yield small
    small.desk.close()


def _mapping(name: str) -> CsvMapping:
    return read_mapping(resources_dir() / "mappings" / f"{name}.toml")


def _people_in(file: Path) -> list[str]:
    """Return what a file says of each person, whoever handed it out."""
    found = (
        read_csv(file, _mapping("attend-people"), "Europe/London")
        if ".csv" in file.name
        else read_fhir(file, "Europe/London", PEOPLE, Directory())
    )
    plain = []
    for one in found:
        assert isinstance(one, PersonRead), one
        assert (one.slips, one.unread) == ((), ()), one
        plain.append(repr(replace(one, source_ids=(), file="", place="")))
    return sorted(plain)


def _visits_in(file: Path) -> list[str]:
    found = (
        read_csv(file, _mapping("attend-visits"), "Europe/London")
        if ".csv" in file.name
        else read_fhir(file, "Europe/London", VISITS, Directory())
    )
    plain = []
    for one in found:
        assert isinstance(one, VisitRead), one
        assert (one.slips, one.unread) == ((), ()), one
        person = replace(one.person, ids=(), words="")
        plain.append(repr(replace(one, source_ids=(), file="", place="", person=person)))
    return sorted(plain)


@pytest.mark.parametrize("ending", ["json", "ndjson.gz", "csv"])
def test_people_are_the_same_when_taken_in_and_handed_out_again(
    practice: SmallPractice, other: SmallPractice, tmp_path: Path, ending: str
) -> None:
    import_people(practice.desk, [write_lines(tmp_path / "in.ndjson", SIAN)])
    first, second = tmp_path / f"first.{ending}", tmp_path / f"second.{ending}"
    assert export_people(practice.desk, first) == 4
    report = import_people(other.desk, [first], mapping=_mapping("attend-people"), source="attend")
    # Two people of the other practice bear the same names and birth dates, but not the same ids.
    assert (report.people.added, report.refused) == (4, 0)
    export_people(other.desk, second)
    once = _people_in(first)
    assert _people_in(second) == sorted(once + [one for one in once if "Pritchard" not in one])
    (sian,) = (one for one in once if "Pritchard" in one)
    for said in ("Sharn", "Walking frame", "9990000026", "Non Pritchard", "temporary", "woman"):
        assert said in sian


@pytest.mark.parametrize("ending", ["ndjson", "csv"])
def test_what_somebody_told_us_comes_back_whole_with_its_history(
    practice: SmallPractice, other: SmallPractice, tmp_path: Path, ending: str
) -> None:
    given = {"patient_id": practice.maggie}
    seen = (("clinicians", (practice.doctor,)), ("waits_days", 7))
    for kind, told in (
        (
            "bsl",
            Told((("gender", "female"),), "Her usual", "Look at me", said_by="Jo", since_on=DAY),
        ),
        ("clinician", Told(seen, review_on=date(2027, 5, 6))),
        ("large-print", Told((("points", 24),))),
    ):
        practice.desk.act(record_preference, kind=kind, told=told, **given)
    last = read_rows(practice.desk, "preferences", kind="large-print")[0]
    ending_it = {"preference_id": last["id"], "version": 1, "why": "New glasses"}
    practice.desk.act(end_preference, **ending_it)
    file = tmp_path / f"people.{ending}"
    export_people(practice.desk, file)
    import_people(other.desk, [file], mapping=_mapping("attend-people"), source="attend")
    rows = {
        one["kind"]: one for one in read_rows(other.desk, "preferences") if one["kind"] != "reach"
    }
    for kind, here in rows.items():
        (there,) = read_rows(practice.desk, "preferences", kind=kind)
        same = set(there) - {"id", "patient_id", "put_off_on", "version", "filled"}
        assert {name: here[name] for name in same} == {name: there[name] for name in same}
    assert len(rows) == 3
    assert dict(rows["clinician"]["filled"])["clinicians"] == (other.doctor,), "found by name"
    assert rows["large-print"]["ended_why"] == "New glasses"
    assert rows["bsl"]["filled"] == (("gender", "female"),)


@pytest.mark.parametrize("ending", ["json.gz", "ndjson", "csv.gz"])
def test_visits_are_the_same_when_taken_in_and_handed_out_again(
    practice: SmallPractice, other: SmallPractice, tmp_path: Path, ending: str
) -> None:
    import_visits(practice.desk, [write_lines(tmp_path / "in.ndjson", SIAN, *PAST)])
    people, first, second = (tmp_path / f"{name}.{ending}" for name in ("people", "one", "two"))
    export_people(practice.desk, people)
    assert export_visits(practice.desk, first) == 4
    import_people(other.desk, [people], mapping=_mapping("attend-people"), source="attend")
    report = import_visits(other.desk, [first], mapping=_mapping("attend-visits"), source="attend")
    assert (report.visits.added, report.refused) == (4, 0)
    export_visits(other.desk, second)
    assert _visits_in(second) == _visits_in(first)
    assert len(_visits_in(first)) == 4


@pytest.mark.parametrize("export", [export_people, export_visits])
def test_taking_in_its_own_export_changes_nothing(
    practice: SmallPractice, tmp_path: Path, export: Callable[..., int]
) -> None:
    import_visits(practice.desk, [write_lines(tmp_path / "in.ndjson", SIAN, *PAST)])
    file = tmp_path / "own.ndjson"
    export(practice.desk, file)
    before = dump(practice.desk)
    report = import_visits(practice.desk, [file])
    assert (report.added, report.refused) == (0, 0)
    assert dump(practice.desk) == before


@pytest.mark.data_set("people/pds")
@pytest.mark.data_set("fhir/uk-core")
def test_what_is_handed_out_is_valid_fhir(
    practice: SmallPractice, test_data: DataSets, tmp_path: Path
) -> None:
    from fhir.resources.R4B.appointment import Appointment
    from fhir.resources.R4B.bundle import Bundle
    from fhir.resources.R4B.patient import Patient

    sets = [*sorted(test_data("people/pds").rglob("*.json"))]
    sets += sorted(test_data("fhir/uk-core").glob("*.xml"))
    import_visits(practice.desk, [*sets, write_lines(tmp_path / "in.ndjson", SIAN, *PAST)])
    people, visits, bundle = (tmp_path / name for name in ("p.ndjson", "v.ndjson", "b.json"))
    count = export_people(practice.desk, people)
    export_visits(practice.desk, visits)
    export_people(practice.desk, bundle)
    judged = [Patient.model_validate_json(line) for line in text_of(people).splitlines()]
    patients = [one for file in sets for one in resources_in(file, "Patient")]
    ids = {one["id"] for one in patients if isinstance(one, dict) and "id" in one}
    others = sum(isinstance(one, str) or "id" not in one for one in patients)
    expected = len(ids) + others + 4  # and Siân, and the small practice's three
    test_data.assert_figure("people/pds", (count, len(judged)), (expected, expected))
    test_data.assert_figure("fhir/uk-core", len(judged), expected)
    assert [Appointment.model_validate_json(line) for line in text_of(visits).splitlines()]
    assert len(Bundle.model_validate_json(text_of(bundle)).entry) == count
    found = [json.loads(line) for line in text_of(visits).splitlines()]
    assert all(one["start"] < one["end"] for one in found)


def test_everybody_in_an_export_is_on_record(practice: SmallPractice, tmp_path: Path) -> None:
    with (tmp_path / "people.csv").open("w"):
        export_people(practice.desk, tmp_path / "people.csv")
    rows = read_rows(practice.desk, "audit_log", act="export_people")
    people = {one["patient_id"] for one in rows} - {None}
    assert people == {practice.rosa, practice.maggie, practice.kwame}
    with (tmp_path / "people.csv").open(encoding="utf-8", newline="") as opened:
        assert {row["given_names"] for row in csv.DictReader(opened)} == {"Rosa", "Maggie", "Kwame"}


def test_an_export_is_whole_or_not_there(practice: SmallPractice, tmp_path: Path) -> None:
    with pytest.raises(RuleViolation, match="has to end in one of"):
        export_people(practice.desk, tmp_path / "people.xls")
    with pytest.raises(Unavailable):
        export_people(practice.desk, tmp_path / "nowhere" / "people.csv")
    practice.desk.actor = Actor("Priya", Role.RECEPTIONIST)
    with pytest.raises(NotAllowed):
        export_people(practice.desk, tmp_path / "people.csv")
    assert [one for one in tmp_path.iterdir() if "people" in one.name] == []
