"""Needs from FHIR on both engines: flags, each once, mapped to our kinds; what is not is listed."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from desktop.domain.preferences import KINDS
from desktop.exchange.fhir_needs import SNOMED
from desktop.operations.people_import import import_people, report_rows
from desktop.operations.preferences import record_preference
from desktop.operations.visit_needs import find_out_of_step
from tests.data_sets import DataSets
from tests.operations.conftest import SmallPractice
from tests.operations.dumps import dump
from tests.operations.import_scene import read_rows
from tests.operations.test_visit_needs import BSL, book, later_slots, needs_of

SCT = "http://snomed.info/sct"
RA = "https://fhir.nhs.uk/England/CodeSystem/RA-FlagCategory"


def flag(
    key: str, code: str, display: str, category: str = "008", /, **more: Any
) -> dict[str, Any]:
    return {
        "resourceType": "Flag",
        "id": key,
        "status": "active",
        "category": [
            {"coding": [{"code": "NRAF"}]},
            {"coding": [{"system": RA, "code": category}]},
        ],
        "code": {"coding": [{"system": SCT, "code": code, "display": display}]},
        "subject": {"reference": "Patient/maggie-there"},
    } | more


def write(tmp_path: Path, practice: SmallPractice, *flags: dict[str, Any]) -> Path:
    """Write a bundle of flags of Maggie, who is here: found by our own id."""
    own = {"reference": f"Patient/{practice.maggie}"}
    entries = [{"resource": one | {"subject": one.get("whose", own)}} for one in flags]
    file = tmp_path / "flags.json"
    file.write_text(json.dumps({"resourceType": "Bundle", "entry": entries}), encoding="utf-8")
    return file


NOTES = "https://fhir.nhs.uk/England/StructureDefinition/Extension-FlagNotes"
FLAGS = (
    flag("f1", "1108171000000102", "Requires extended appointment",
         extension=[{"url": NOTES, "valueAnnotation": {"text": "Needs time to sign"}}],
         period={"start": "2024-02-03T10:00:00Z"}),
    flag("f2", "957371000000106", "Requires information in 28 point", "004"),
    flag("f3", "1325841000000109", "Minimal wait", status="inactive"),
    flag("f4", "1082681000000103", "Requires support for receptive communication needs", "001"),
    flag("f5", "1108111000000107", "Requires reasonable adjustment"),
    flag("f6", "4", "Hearing", code={"coding": [
        {"system": "https://fhir.nhs.uk/England/CodeSystem/RA-ConditionCode", "code": "2"}]}),
    flag("f7", "x", "Aggressive dog", category=[{"coding": [{"code": "safety"}]}]),
    flag("f8", "204331000000107", "BSL interpreter needed", "002"),
    flag("f9", "936661000000109", "Braille grade 2", "004", period={"end": "2020-01-01"}),
    flag("f10", "862731000000105", "Guide dog user", "009", whose={"reference": "Patient/nobody"}),
)  # fmt: skip


def test_flags_become_what_the_person_told_us_and_their_visits_follow(
    practice: SmallPractice, tmp_path: Path
) -> None:
    practice.desk.act(record_preference, patient_id=practice.maggie, kind="bsl", told=BSL)
    visit = book(practice, later_slots(practice)[0]).value
    file = write(tmp_path, practice, *FLAGS)
    report = import_people(practice.desk, [file])
    counts = report.needs
    assert (counts.read, counts.added, counts.known, counts.refused) == (10, 4, 1, 1)
    rows = read_rows(practice.desk, "preferences", patient_id=practice.maggie)
    kept = {one["kind"]: (one["value"], one["filled"], one["source"]) for one in rows}
    assert kept == {
        "bsl": ("", (("how", "in-person"),), "patient"),
        "double-length": ("Needs time to sign", (), "import"),
        "large-print": ("", (("points", 28),), "import"),
        "bespoke": ("Requires support for receptive communication needs", (), "import"),
        "condition": ("", (("what", ("2",)),), "import"),
    }
    since = {one["kind"]: one["since_on"] for one in rows}
    assert since["double-length"] == date(2024, 2, 3)
    acted = {row["kind"] for row in needs_of(practice, visit.id)}
    assert acted == {"bsl", "double-length", "large-print", "bespoke"}
    assert practice.desk.read(lambda reading: list(find_out_of_step(reading))) == []
    said = {row[3] for row in report_rows(report)}
    assert any(one.startswith("Requires support for receptive") for one in said)
    assert any(one.startswith("Aggressive dog (x): this flag is no need") for one in said)
    assert any(one.startswith("BSL interpreter: on record here already") for one in said)
    assert "It is inactive, no more so: left out." in said
    assert "The person they belong to is not here." in said


def test_the_same_flags_again_change_nothing_and_a_dry_run_nothing_at_all(
    practice: SmallPractice, tmp_path: Path
) -> None:
    file = write(tmp_path, practice, *FLAGS[:2])
    before = dump(practice.desk)
    assert import_people(practice.desk, [file], dry_run=True).needs.added == 2
    assert dump(practice.desk) == before
    import_people(practice.desk, [file])
    after = dump(practice.desk)
    again = import_people(practice.desk, [file]).needs
    assert (again.read, again.known, again.added) == (2, 2, 0)
    assert dump(practice.desk) == after


NEW = {
    "resourceType": "Patient",
    "id": "maggie-there",
    "name": [{"family": "Prys", "given": ["Nia"]}],
    "birthDate": "1971-05-06",
    "extension": [
        {
            "url": "http://hl7.org/fhir/StructureDefinition/patient-interpreterRequired",
            "valueBoolean": True,
        }
    ],
    "communication": [{"language": {"text": "Welsh"}}],
}
NEAR = {
    "resourceType": "RelatedPerson",
    "id": "near",
    "patient": {"reference": "Patient/maggie-there"},
    "name": [{"text": "Non Prys"}],
}


def test_a_dry_run_says_of_somebody_new_what_would_be_mapped_and_what_not(
    practice: SmallPractice, tmp_path: Path
) -> None:
    there = {"reference": "Patient/maggie-there"}
    flags = [one | {"whose": one.get("whose", there)} for one in FLAGS]
    flags.append(flag("f11", "204331000000107", "BSL interpreter needed", whose=there))
    file = write(tmp_path, practice, NEAR | {"whose": {}}, NEW | {"whose": {}}, *flags)
    before = dump(practice.desk)
    dry = import_people(practice.desk, [file], dry_run=True)
    assert dump(practice.desk) == before
    said = [reason for *_, reason, _ in report_rows(dry)]
    assert any(one.startswith("Aggressive dog (x): this flag is no need") for one in said)
    assert any(one.startswith("Requires support for receptive") for one in said), "kept in words"
    assert "Braille: it ended before today; left out." in said
    assert "BSL interpreter: on record here already; nothing here was changed." in said
    assert (dry.people.added, dry.related.added, dry.needs.added) == (1, 1, 5)
    assert dry.refused == 1, "the flag of nobody in the file"
    real = import_people(practice.desk, [file])
    assert list(report_rows(real)) == list(report_rows(dry))
    assert real.kinds == dry.kinds
    assert real.mapped == dry.mapped
    assert dry.mapped["BSL interpreter"] == 1
    (nia,) = read_rows(practice.desk, "patients", family_name="Prys")
    told = {one["kind"] for one in read_rows(practice.desk, "preferences", patient_id=nia["id"])}
    assert told == {"interpreter", "double-length", "large-print", "bespoke", "condition", "bsl"}


def test_a_hostile_or_enormous_flag_is_kept_short_and_plain(
    practice: SmallPractice, tmp_path: Path
) -> None:
    display = "<b>" + "x" * 5_000 + "\u202e\u0000</b>"
    file = write(tmp_path, practice, flag("h1", "999", display, "011"))
    import_people(practice.desk, [file])
    (row,) = read_rows(practice.desk, "preferences", patient_id=practice.maggie)
    assert row["kind"] == "bespoke"
    assert row["value"].startswith("<b>xxx")
    assert len(row["value"]) == 500
    assert "\u0000" not in row["value"]


@pytest.mark.data_set("fhir/reasonable-adjustment-codes.csv")
def test_every_impairment_and_category_of_the_national_flag_is_mapped(
    practice: SmallPractice, tmp_path: Path, test_data: DataSets
) -> None:
    file = test_data("fhir/reasonable-adjustment-codes.csv")
    rows = list(csv.DictReader(file.read_text(encoding="utf-8").splitlines()))
    flags = [
        flag(f"c{number}", "none", row["display"], row["code"])
        if row["system"] == "flag-category"
        else flag(f"c{number}", "", "", code={"coding": [
            {"system": "urn:x:RA-ConditionCode", "code": row["code"]}]})
        for number, row in enumerate(rows)
    ]  # fmt: skip
    report = import_people(practice.desk, [write(tmp_path, practice, *flags)])
    categories = [row for row in rows if row["system"] == "flag-category"]
    kept = read_rows(practice.desk, "preferences", patient_id=practice.maggie)
    bespoke = {one["value"] for one in kept if one["kind"] == "bespoke"}
    assert bespoke == {row["display"] for row in categories}
    conditions = {row["code"] for row in rows if row["system"] == "condition"}
    (condition,) = [dict(one["filled"]) for one in kept if one["kind"] == "condition"]
    assert set(condition["what"]) == conditions, "several flags say what makes it harder for one"
    test_data.assert_figure("fhir/reasonable-adjustment-codes.csv", report.needs.read, len(rows))


NATIONAL = """
204331000000107 415803005 204341000000103 441092009 945911000000109 198061000000105 285055002
966401000000100 796201000000109 225835008 796161000000101 936681000000100 936661000000109
957331000000109 957351000000102 957371000000106 936581000000101 936601000000105 936701000000103
936741000000100 936721000000107 945951000000108 945931000000101 945971000000104 985021000000106
1108171000000102 1325351000000103 1325361000000100 1325841000000109 1325371000000107
1108131000000104 1325391000000106 1325381000000109 1108191000000103 1108151000000106
1325861000000105 314434008 314435009 1325321000000108 231501003 862731000000105 1108121000000101
837341000000108 204231000000101 1853771000000105 1853781000000107
"""


@pytest.mark.parametrize("code", NATIONAL.split())
def test_a_code_of_the_national_list_is_one_of_our_kinds(code: str) -> None:
    name, filled = SNOMED[code]
    assert {field for field, _ in filled} <= {one.name for one in KINDS[name].fields}
    assert name != "bespoke"
