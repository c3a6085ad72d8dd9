"""A preference of any kind goes out and comes in again field by field, in FHIR and in CSV."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.imports import PersonRead, PreferenceRead
from desktop.domain.people import PatientDetails
from desktop.domain.preference_fields import (
    DAY_CODES,
    Field,
    FieldType,
    Filled,
    Value,
    check_filled,
)
from desktop.domain.preference_kinds import PreferenceKind
from desktop.domain.preference_rules import Source, flat_words
from desktop.domain.preferences import KINDS
from desktop.domain.text import tidy, tidy_lines
from desktop.exchange.csv_files import read_csv
from desktop.exchange.csv_writing import PEOPLE_HEAD, person_row
from desktop.exchange.directory import Directory
from desktop.exchange.fhir_files import PEOPLE, read_fhir
from desktop.exchange.fhir_writing import patient_resource
from desktop.exchange.mapping import read_mapping
from desktop.exchange.own_preferences import read_cell
from desktop.paths import resources_dir

NAMES = {"c1": "Dr Anjali Patel", "c2": "Grace Adeyemi"}
WHOLE = {
    "own_words": "Look at me,\nnot the interpreter",
    "since_on": date(2024, 5, 6),
    "review_on": date(2027, 5, 6),
    "source": "carer",
    "said_by": "Non Pritchard",
    "recorded_by": "Priya Nair",
    "confirmed_on": date(2026, 5, 6),
    "confirmed_by": "Priya Nair",
}


def value_of(field: Field) -> Value:
    """Return something a field takes, as much of it as there can be."""
    if field.type is FieldType.NUMBER:
        return min(field.least + 1, field.most)
    return {
        FieldType.LINE: "Jo & Sam, <br>",
        FieldType.CLOCK: "09:30",
        FieldType.CHOICE: field.choices[-1].code if field.choices else "",
        FieldType.CHOICES: tuple(one.code for one in field.choices),
        FieldType.DAYS: DAY_CODES,
        FieldType.CLINICIANS: tuple(NAMES),
        FieldType.CLINICS: ("c2",),
    }[field.type]


def preference(kind: PreferenceKind, filled: Filled, **more: object) -> PreferenceRead:
    """Return a preference as an export reads it."""
    used = {key for _, value in filled if isinstance(value, tuple) for key in value}
    names = tuple((key, words) for key, words in NAMES.items() if key in used)
    said = {"value": "More of it", **WHOLE, **more}
    words = flat_words(kind.code, filled, str(said["value"]), NAMES)
    return PreferenceRead(kind.code, filled=filled, names=names, words=words, **said)  # type: ignore[arg-type]  # each by its name


def full(kind: PreferenceKind) -> PreferenceRead:
    """Return a preference of the kind with every field filled in."""
    filled = check_filled(kind.fields, {one.name: value_of(one) for one in kind.fields})
    assert len(filled) == len(kind.fields)
    return preference(kind, filled)


def written(tmp_path: Path, *told: PreferenceRead, ending: str) -> PersonRead:
    """Write a person with these, and read them again."""
    details = PatientDetails(family_name="Hughes", born_on=date(1952, 3, 12))
    person = PersonRead(details, preferences=told, source_ids=("p1",))
    file = tmp_path / f"people.{ending}"
    if ending == "csv":
        with file.open("w", encoding="utf-8", newline="") as out:
            writer = csv.DictWriter(out, PEOPLE_HEAD)
            writer.writeheader()
            writer.writerow(person_row(person))
        mapping = read_mapping(resources_dir() / "mappings" / "attend-people.toml")
        (found,) = read_csv(file, mapping, "Europe/London")
    else:
        file.write_text(json.dumps(patient_resource(person)), encoding="utf-8")
        (found,) = read_fhir(file, "Europe/London", PEOPLE, Directory())
    assert isinstance(found, PersonRead)
    assert (found.slips, found.unread) == ((), ())
    return found


@pytest.mark.parametrize("ending", ["ndjson", "csv"])
def test_each_of_all_kinds_comes_back_field_by_field(tmp_path: Path, ending: str) -> None:
    told = tuple(full(kind) for kind in KINDS.values())
    assert len(told) == 59
    assert sum(len(one.filled) for one in told) == 50
    assert written(tmp_path, *told, ending=ending).preferences == told


def test_what_is_over_goes_out_as_history_and_asks_nobody_for_an_interpreter(
    tmp_path: Path,
) -> None:
    kind = KINDS["interpreter"]
    over = preference(
        kind, (("language", "Welsh"),), ends_on=date(2026, 5, 6), ended_why="Speaks English now",
        is_over=True,
    )  # fmt: skip
    person = PersonRead(
        PatientDetails(family_name="Hughes"), preferences=(over,), source_ids=("p",)
    )
    said = json.dumps(patient_resource(person))
    assert "interpreterRequired" not in said
    assert "communication" not in patient_resource(person)
    assert written(tmp_path, over, ending="ndjson").preferences == (replace(over, is_over=False),)


LINES = st.text(max_size=60).map(tidy)


@st.composite
def preferences(draw: st.DrawFn) -> PreferenceRead:
    """Draw a preference of any kind with some of its fields."""
    kind = draw(st.sampled_from(list(KINDS.values())))
    chosen = [one for one in kind.fields if one.required or draw(st.booleans())]
    drawn: dict[str, object] = {}
    for one in chosen:
        many = one.type in (FieldType.CHOICES, FieldType.DAYS)
        if many:
            codes = DAY_CODES if one.type is FieldType.DAYS else [c.code for c in one.choices]
            drawn[one.name] = draw(st.lists(st.sampled_from(codes), min_size=1))
        elif one.type is FieldType.LINE:
            drawn[one.name] = draw(LINES) or "x"
        elif one.type is FieldType.NUMBER:
            drawn[one.name] = draw(st.integers(one.least, one.most))
        else:
            drawn[one.name] = value_of(one)
    days = st.none() | st.dates(date(1900, 1, 1), date(2100, 1, 1))
    return preference(
        kind,
        check_filled(kind.fields, drawn),
        value=draw(LINES),
        own_words=tidy_lines(draw(st.text(max_size=80))),
        source=draw(st.sampled_from(("", *Source))),
        ends_on=draw(days),
        review_on=draw(days),
        since_on=draw(days),
    )


@given(preferences())
def test_whatever_was_told_comes_back(
    tmp_path_factory: pytest.TempPathFactory, told: PreferenceRead
) -> None:
    found = written(tmp_path_factory.mktemp("out"), told, ending="ndjson").preferences
    assert found == (told,)


def test_a_field_that_a_kind_does_not_take_is_kept_in_words() -> None:
    cell = {"kind": "large-print", "value": "Bold", "fields": {"points": "7 or so", "ink": ["red"]}}
    found = read_cell(cell)
    assert (found.filled, found.value) == ((), "Bold. 7 or so. red")
    assert read_cell({"kind": "bsl", "fields": "none", "names": 3, "since_on": "soon"}) == (
        PreferenceRead("bsl", "")
    )
    assert read_cell({"kind": "bsl", "source": "a bird"}).source == ""
