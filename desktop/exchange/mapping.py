"""A mapping file: which column of a CSV file says what (TOML; resources/mappings has examples)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop.domain.errors import RuleViolation

PERSON_FIELDS = frozenset(
    [
        "id",
        "system",
        "family_name",
        "given_names",
        "title",
        "preferred_name",
        "former_names",
        "say_it",
        "pronouns",
        "born_on",
        "born_unknown_why",
        "age",
        "sex",
        "gender",
        "address",
        "postcode",
        "registration",
        "nhs_number",
        "nhs_status",
        "phone",
        "mobile",
        "email",
        "deceased",
        "deceased_on",
        "sensitive",
        "identifiers",
        "former_numbers",
        "contact_points",
        "preferences",
        "related_people",
    ]
)
VISIT_FIELDS = frozenset(
    [
        "id",
        "on_date",
        "start",
        "end",
        "start_time",
        "end_time",
        "minutes",
        "state",
        "channel",
        "type",
        "reason",
        "note",
        "asked_by",
        "call_on",
        "created",
        "cancel_code",
        "cancel_words",
        "cancelled",
        "arrived",
        "sent_in",
        "done",
        "clinician",
        "profession",
        "clinic",
        "slot",
    ]
)
SLOT_FIELDS = frozenset(
    [
        "id",
        "schedule",
        "clinician",
        "profession",
        "clinic",
        "on_date",
        "start",
        "end",
        "start_time",
        "end_time",
        "minutes",
        "status",
        "type",
        "channel",
        "capacity",
        "comment",
    ]
)
_SECTIONS = {"person": PERSON_FIELDS, "visit": VISIT_FIELDS, "slot": SLOT_FIELDS}
_KINDS = {"people": "person", "visits": "visit", "slots": "slot"}


@dataclass(frozen=True, slots=True)
class Column:
    """Where a value comes from: columns joined, or a constant; then what each value means.

    ``format`` is how a date or time is written (strptime), ISO without one.
    """

    columns: tuple[str, ...] = ()
    constant: str = ""
    join: str = " "
    values: Mapping[str, str] | None = None
    format: str = ""


@dataclass(frozen=True, slots=True)
class CsvMapping:
    """What a CSV file holds. ``name`` is the source its ids belong to; ``ignored`` is left out."""

    name: str
    kind: str
    person: Mapping[str, Column]
    visit: Mapping[str, Column]
    slot: Mapping[str, Column]
    ignored: frozenset[str]
    delimiter: str = ","
    encoding: str = "utf-8-sig"

    @property
    def columns(self) -> frozenset[str]:
        """Every column that is read."""
        sections = (self.person, self.visit, self.slot)
        return frozenset(
            name for section in sections for one in section.values() for name in one.columns
        )


def read_mapping(path: Path) -> CsvMapping:
    """Return the mapping a file describes.

    Errors: RuleViolation("mapping") in words for a file that describes none.
    """
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise _wrong(path, f"it can’t be read: {error}") from error
    kind = found.get("kind")
    if kind not in _KINDS:
        raise _wrong(path, f"kind has to be one of {', '.join(_KINDS)}")
    sections = {name: _section(path, name, found.get(name, {})) for name in _SECTIONS}
    if not sections[_KINDS[kind]]:
        raise _wrong(path, f"it has no section [{_KINDS[kind]}]")
    delimiter = str(found.get("delimiter", ","))
    if len(delimiter) != 1:
        raise _wrong(path, "delimiter has to be one character")
    return CsvMapping(
        name=str(found.get("name") or path.stem),
        kind=kind,
        ignored=frozenset(map(str, found.get("ignored", ()))),
        delimiter=delimiter,
        encoding=str(found.get("encoding", "utf-8-sig")),
        **sections,
    )


def _section(path: Path, name: str, found: Any) -> dict[str, Column]:
    if not isinstance(found, dict):
        raise _wrong(path, f"{name} has to be a section")
    unknown = sorted(set(found) - _SECTIONS[name])
    if unknown:
        raise _wrong(path, f"there is no {name} field called {unknown[0]}")
    return {field: _column(path, field, said) for field, said in found.items()}


def _column(path: Path, field: str, said: Any) -> Column:
    if isinstance(said, str):
        return Column((said,))
    if not isinstance(said, dict):
        raise _wrong(path, f"{field} has to be a column’s name or a table")
    columns: Any = said.get("column", said.get("columns", ()))
    names = (columns,) if isinstance(columns, str) else tuple(map(str, columns))
    if not names and "constant" not in said:
        raise _wrong(path, f"{field} names no column and no constant")
    values = said.get("values")
    return Column(
        names,
        str(said.get("constant", "")),
        str(said.get("join", " ")),
        None if values is None else {str(key): str(value) for key, value in values.items()},
        str(said.get("format", "")),
    )


def _wrong(path: Path, why: str) -> RuleViolation:
    return RuleViolation("mapping", None, f"{path.name} is no mapping: {why}.")
