"""The Big List of Naughty Strings through every field that files can fill, in and out again."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from desktop.domain.imports import PersonRead
from desktop.domain.text import tidy
from desktop.exchange.csv_files import read_csv
from desktop.exchange.directory import Directory
from desktop.exchange.fhir_files import PEOPLE, read_fhir
from desktop.exchange.mapping import CsvMapping, read_mapping
from desktop.operations.export import export_people, export_visits
from desktop.operations.people_import import import_people
from desktop.operations.people_reads import find_people
from desktop.operations.visits_import import import_visits
from desktop.paths import resources_dir
from tests.data_sets import DataSets
from tests.operations.conftest import SmallPractice
from tests.operations.dumps import dump
from tests.operations.import_scene import read_rows, text_of, write_lines

BLNS = "text/blns.json"
NAMES = ("given_names", "family_name", "preferred_name", "former_names", "title")


def _person(number: int, said: str) -> dict[str, Any]:
    return {
        "resourceType": "Patient",
        "id": f"p{number}",
        "identifier": [{"system": "urn:naughty", "value": f"{number} {said}"[:190]}],
        "name": [
            {"use": "official", "family": said, "given": [said], "prefix": [said[:50]]},
            {"use": "nickname", "given": [said]},
            {"use": "old", "text": said},
        ],
        "birthDate": (date(1950, 1, 1) + timedelta(days=number)).isoformat(),
        "gender": said,
        "telecom": [{"system": "phone", "value": said}, {"system": "email", "value": said}],
        "address": [{"line": [said], "city": said, "postalCode": said}],
        "contact": [{"name": {"text": said}, "relationship": [{"text": said}]}],
        "communication": [{"language": {"text": said}}],
    }


def _visit(number: int, said: str) -> dict[str, Any]:
    return {
        "resourceType": "Appointment",
        "id": f"v{number}",
        "status": "fulfilled",
        "serviceType": [{"text": said}],
        "description": said,
        "comment": said,
        "start": "2026-03-02T09:00:00Z",
        "end": "2026-03-02T09:10:00Z",
        "participant": [{"actor": {"reference": f"Patient/p{number}", "display": said}}],
    }


def _mapping(name: str) -> CsvMapping:
    return read_mapping(resources_dir() / "mappings" / f"{name}.toml")


def _read_back(file: Path) -> Iterator[str]:
    found = (
        read_csv(file, _mapping("attend-people"), "Europe/London")
        if file.suffix == ".csv"
        else read_fhir(file, "Europe/London", PEOPLE, Directory())
    )
    for one in found:
        assert isinstance(one, PersonRead), one
        yield repr(replace(one, source_ids=(), file="", place="", slips=()))


@pytest.mark.data_set("text")
def test_naughty_text_comes_out_as_it_went_in(
    practice: SmallPractice, test_data: DataSets, tmp_path: Path
) -> None:
    strings: list[str] = json.loads(test_data(BLNS).read_text(encoding="utf-8"))
    said = [one for one in strings if tidy(one)]
    people = [_person(number, one) for number, one in enumerate(said)]
    visits = [_visit(number, one) for number, one in enumerate(said)]
    report = import_visits(practice.desk, [write_lines(tmp_path / "in.ndjson", *people, *visits)])
    assert (report.people.refused, report.visits.refused) == (0, 0)
    test_data.assert_figure("text", report.people.added, len(said))
    kept = {row["id"]: row for row in read_rows(practice.desk, "patients")}
    whose = {
        row["source_id"]: kept[row["our_id"]]
        for row in read_rows(practice.desk, "imports", kind="Patient")
    }
    for number, one in enumerate(said):
        row = whose[f"p{number}"]
        expected = tidy(one)
        assert (row["given_names"], row["family_name"]) == (expected[:200], expected[:200]), one
    _search_for_each(practice, said[::4])
    for ending in ("ndjson", "csv"):
        export_people(practice.desk, tmp_path / f"people.{ending}")
        export_visits(practice.desk, tmp_path / f"visits.{ending}")
    fhir, table = (
        sorted(_read_back(tmp_path / "people.ndjson")),
        sorted(_read_back(tmp_path / "people.csv")),
    )
    assert fhir == table
    found = [json.loads(line) for line in text_of(tmp_path / "visits.ndjson").splitlines()]
    assert len(found) == len(said)
    before = dump(practice.desk)
    again = import_people(practice.desk, [tmp_path / "people.ndjson", tmp_path / "in.ndjson"])
    assert again.people.added == 0
    assert dump(practice.desk) == before


def _search_for_each(practice: SmallPractice, said: list[str]) -> None:
    """Type each text into the search: it is answered, and who is called so by letters is found."""
    missed = []
    for one in said:
        found = practice.desk.read(find_people, text=one)
        names = {row.called for row in found.rows}
        if one.isascii() and one.isalpha() and not any(one in name for name in names):
            missed.append(one)
    assert missed == []


@pytest.mark.data_set("text")
def test_naughty_text_goes_through_csv(
    practice: SmallPractice, test_data: DataSets, tmp_path: Path
) -> None:
    strings: list[str] = json.loads(test_data(BLNS).read_text(encoding="utf-8"))
    (tmp_path / "map.toml").write_text(
        'kind = "people"\n[person]\nid = "id"\nfamily_name = "said"\naddress = "said"\n',
        encoding="utf-8",
    )
    file = tmp_path / "in.csv"
    with file.open("w", newline="", encoding="utf-8", errors="surrogatepass") as opened:
        writer = csv.writer(opened)
        writer.writerow(("id", "said"))
        writer.writerows((number, one) for number, one in enumerate(strings))
    mapping = read_mapping(tmp_path / "map.toml")
    report = import_people(practice.desk, [file], mapping=mapping)
    good = [one for one in strings if tidy(one)]
    test_data.assert_figure("text", report.people.added, len(good))
    families = {row["family_name"] for row in read_rows(practice.desk, "patients")}
    assert {tidy(one)[:200] for one in good} <= families
    assert report.people.refused == len(strings) - len(good)


HIDDEN = "Ann\x00 \x07Lloyd\ud83d"


def test_hidden_characters_are_left_out_and_told(practice: SmallPractice, tmp_path: Path) -> None:
    patient = _person(1, "Ann") | {"name": [{"family": HIDDEN}]}
    report = import_people(practice.desk, [write_lines(tmp_path / "one.json", patient)])
    assert report.people.added == 1
    assert any(slip.reason == "A hidden character was left out." for slip in report.slips)
    assert read_rows(practice.desk, "patients", family_name="Ann Lloyd")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("cut.json", b'{"resourceType": "Patient", "id": "x", "name": [{"fam'),
        ("cut.ndjson.gz", b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xab\x56"),
        ("deep.json", b"[" * 100_000),
        ("bad.xml", b"<Patient xmlns='http://hl7.org/fhir'><id value='x'"),
        ("other.xml", b"<html><body/></html>"),
        ("list.json", b"[1, 2, 3]"),
        ("empty.json", b""),
        ("noise.json", bytes(range(256)) * 4),
    ],
)
def test_a_bad_file_is_told_and_leaves_nothing(
    practice: SmallPractice, tmp_path: Path, name: str, content: bytes
) -> None:
    (tmp_path / name).write_bytes(content)
    before = dump(practice.desk)
    for take_in in (import_people, import_visits):
        report = take_in(practice.desk, [tmp_path / name])
        assert (report.added, report.refused) == (0, 1), report
        assert all(slip.reason.endswith(".") for slip in report.slips)
    assert dump(practice.desk) == before
