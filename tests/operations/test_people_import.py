"""People from FHIR files: the right count, twice nothing, every slip told."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from desktop.operations.people_import import import_people, report_rows
from desktop.operations.people_reads import find_people
from desktop.persistence.tables import audit_log, identifiers, patients
from tests.data_sets import DataSets
from tests.operations.conftest import SmallPractice
from tests.operations.dumps import dump

SYNTHEA = "synthea/r4-1000"


def _patient(**changed: Any) -> dict[str, Any]:
    return {
        "resourceType": "Patient",
        "id": "one",
        "identifier": [
            {"system": "https://fhir.nhs.uk/Id/nhs-number", "value": "999 000 0018"},
            {"system": "urn:practice", "value": "A1"},
        ],
        "name": [
            {"use": "official", "family": "Pritchard", "given": ["Siân", "Mair"]},
            {"use": "nickname", "given": ["Shân"]},
        ],
        "birthDate": "1961-04-02",
        "gender": "female",
        "telecom": [{"system": "phone", "use": "mobile", "value": "07700 900123"}],
        "address": [{"line": ["8 Tanner Row"], "city": "York", "postalCode": "YO1 6AA"}],
    } | changed


def _write(path: Path, *found: object) -> Path:
    text = "\n".join(json.dumps(one) if not isinstance(one, str) else one for one in found)
    if path.suffix == ".gz":
        path.write_bytes(gzip.compress(text.encode()))
    else:
        path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("name", ["one.json", "lines.ndjson", "lines.ndjson.gz"])
def test_a_person_goes_in_whole_and_is_found(
    practice: SmallPractice, tmp_path: Path, name: str
) -> None:
    found = [_patient()] if name == "one.json" else [_patient(), _patient(id="two", identifier=[])]
    report = import_people(practice.desk, [_write(tmp_path / name, *found)])
    assert (report.people.added, report.refused) == (len(found), 0)
    for text in ("shan pritchard", "sian 2/4/61", "9990000018", "900123", "yo1 6aa"):
        rows = practice.desk.read(find_people, text=text).rows
        assert rows[0].called == "Shân Pritchard", text


def test_a_bundle_is_read_entry_by_entry(practice: SmallPractice, tmp_path: Path) -> None:
    bundle = {
        "resourceType": "Bundle",
        "entry": [
            {"resource": _patient()},
            {"resource": {"resourceType": "Observation"}},
            {"resource": None},
            {"resource": {"resourceType": "Observation"}},
            {"resource": _patient(id="", identifier=[], name=[], birthDate="1990-01-01")},
        ],
    }
    report = import_people(practice.desk, [_write(tmp_path / "bundle.json", bundle)])
    assert (report.people.read, report.people.added, report.refused) == (2, 1, 2)
    rows = list(report_rows(report))
    reasons = [row[3] for row in rows if row[4] == "not taken"]
    assert len(reasons) == 2
    assert all(reason.endswith(".") for reason in reasons)
    passed = ("bundle.json", "line 1 entry 2", "Observation")
    assert next(row for row in rows if row[:3] == passed)[3] == "Not read here; 2 in this file."


def test_twice_changes_nothing_and_a_dry_run_neither(
    practice: SmallPractice, tmp_path: Path
) -> None:
    file = _write(tmp_path / "people.ndjson", _patient())
    before = dump(practice.desk)
    dry = import_people(practice.desk, [file], dry_run=True)
    assert (dry.people.added, dump(practice.desk)) == (1, before)
    import_people(practice.desk, [file])
    after = dump(practice.desk)
    again = import_people(practice.desk, [file])
    assert (again.people.added, again.people.known) == (0, 1)
    assert dump(practice.desk) == after


def test_a_number_with_a_slip_is_kept_apart_and_told(
    practice: SmallPractice, tmp_path: Path
) -> None:
    wrong = _patient(
        identifier=[{"system": "https://fhir.nhs.uk/Id/nhs-number", "value": "999 000 0019"}]
    )
    report = import_people(practice.desk, [_write(tmp_path / "one.json", wrong)])
    assert report.people.added == 1
    assert any("unverified" in slip.reason for slip in report.slips)
    with practice.desk.database.reading() as db:
        kept = db.execute(select(identifiers.c.system, identifiers.c.value)).all()
    assert [row.value for row in kept] == ["999 000 0019"]
    assert "unverified" in kept[0].system


def test_a_broken_line_loses_no_other(practice: SmallPractice, tmp_path: Path) -> None:
    file = _write(
        tmp_path / "people.ndjson", _patient(), "{broken", _patient(id="2", identifier=[])
    )
    report = import_people(practice.desk, [file])
    assert (report.people.added, report.refused) == (2, 1)
    assert report.slips[-1].place == "line 2" or any(
        slip.place == "line 2" for slip in report.slips
    )


def test_the_import_and_everybody_in_it_are_on_record(
    practice: SmallPractice, tmp_path: Path
) -> None:
    import_people(practice.desk, [_write(tmp_path / "one.json", _patient())])
    with practice.desk.database.reading() as db:
        query = select(audit_log.c.patient_id).where(audit_log.c.act == "import_people")
        people = [row.patient_id for row in db.execute(query)]
    assert len(people) == 2
    assert people.count(None) == 1


@pytest.mark.data_set(SYNTHEA)
def test_the_565_people_of_synthea_go_in(practice: SmallPractice, test_data: DataSets) -> None:
    file = test_data(f"{SYNTHEA}/Patient.part-a.ndjson.gz")
    with practice.desk.database.reading() as db:
        before = db.execute(select(func.count()).select_from(patients)).scalar_one()
    report = import_people(practice.desk, [file])
    with practice.desk.database.reading() as db:
        after = db.execute(select(func.count()).select_from(patients)).scalar_one()
    test_data.assert_figure(SYNTHEA, after - before, 565)
    assert (report.people.added, report.refused) == (565, 0)
    assert import_people(practice.desk, [file]).people.known == 565
