"""Mapping files: what they may say, and a sentence for what they may not."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.domain.errors import RuleViolation
from desktop.exchange.csv_writing import PEOPLE_HEAD, VISITS_HEAD
from desktop.exchange.mapping import read_mapping
from desktop.paths import resources_dir


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("kind = ", "it can’t be read"),
        ('kind = "cats"', "kind has to be one of people, visits, slots"),
        ('kind = "people"', "it has no section [person]"),
        ('kind = "people"\n[person]\ncolour = "x"', "there is no person field called colour"),
        ('kind = "people"\n[person]\nid = 7', "id has to be a column’s name or a table"),
        ('kind = "people"\n[person]\nid = { join = "x" }', "id names no column and no constant"),
        (
            'kind = "people"\ndelimiter = ""\n[person]\nid = "x"',
            "delimiter has to be one character",
        ),
    ],
)
def test_a_wrong_mapping_is_a_sentence(tmp_path: Path, text: str, why: str) -> None:
    file = tmp_path / "wrong.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(RuleViolation) as found:
        read_mapping(file)
    assert found.value.message.startswith("wrong.toml is no mapping: ")
    assert why in found.value.message


@pytest.mark.parametrize("file", sorted((resources_dir() / "mappings").glob("*.toml")))
def test_every_shipped_mapping_can_be_read(file: Path) -> None:
    assert read_mapping(file).columns


@pytest.mark.parametrize(("name", "head"), [("people", PEOPLE_HEAD), ("visits", VISITS_HEAD)])
def test_our_own_export_is_read_column_by_column(name: str, head: tuple[str, ...]) -> None:
    mapping = read_mapping(resources_dir() / "mappings" / f"attend-{name}.toml")
    assert mapping.columns == frozenset(head)
