"""A preference whole, field by field, in our own extension and in a cell of our own CSV."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from desktop.domain.errors import RuleViolation
from desktop.domain.imports import PreferenceRead
from desktop.domain.preference_fields import Field, FieldType, Filled, Value, check_filled
from desktop.domain.preference_rules import Source
from desktop.domain.preferences import KINDS
from desktop.exchange.elements import Element
from desktop.exchange.fhir_values import Reader, end_of_address

OUR_PREFERENCE = "attend-preference"
FIELDS = "fields"
_TEXTS = {
    "kind": "kind",
    "value": "value",
    "ownWords": "own_words",
    "source": "source",
    "saidBy": "said_by",
    "recordedBy": "recorded_by",
    "confirmedBy": "confirmed_by",
    "endedWhy": "ended_why",
    "words": "words",
}
"""The texts by their names in the extension; ``words`` says it all to whoever knows no kinds."""
_DAYS = {
    "since": "since_on",
    "review": "review_on",
    "ends": "ends_on",
    "confirmed": "confirmed_on",
}
_HOLDERS = {FieldType.CLINICIANS: "Practitioner", FieldType.CLINICS: "Location"}


# -- our own extension ---------------------------------------------------------------------------


def own_extension(one: PreferenceRead, url: str) -> dict[str, Any]:
    """Return a preference as our own extension, each field of its kind a part of its own."""
    parts: list[dict[str, Any]] = [
        {"url": name, "valueString": getattr(one, kept)}
        for name, kept in _TEXTS.items()
        if getattr(one, kept)
    ]
    parts += [
        {"url": name, "valueDate": getattr(one, kept).isoformat()}
        for name, kept in _DAYS.items()
        if getattr(one, kept) is not None
    ]
    fields = [part for name, value in one.filled for part in _field_parts(one, name, value)]
    if fields:
        parts.append({"url": FIELDS, "extension": fields})
    return {"url": url, "extension": parts}


def _field_parts(one: PreferenceRead, name: str, value: Value) -> list[dict[str, Any]]:
    field = _field(one.kind, name)
    if isinstance(value, int):
        return [{"url": name, "valueInteger": value}]
    if not isinstance(value, tuple):
        return [{"url": name, "valueString": value}]
    holder = _HOLDERS.get(field.type) if field is not None else None
    if holder is None:
        return [{"url": name, "valueCode": each} for each in value]
    names = dict(one.names)
    return [
        {
            "url": name,
            "valueReference": {"reference": f"{holder}/{each}", "display": names.get(each)},
        }
        for each in value
    ]


def read_own(reader: Reader, extension: Element) -> PreferenceRead:
    """Return a preference as our own extension says it."""
    said: dict[str, Any] = {kept: _text(extension, name) for name, kept in _TEXTS.items()}
    said |= {
        kept: reader.read_day("preference", _text(extension, name)) for name, kept in _DAYS.items()
    }
    found = PreferenceRead(**said)
    given: dict[str, list[str]] = {}
    names: dict[str, str] = {}
    for fields in extension.extension(FIELDS):
        for part in fields.all("extension"):
            name, value = part.text("url"), _field_text(part, names)
            if name and value:
                given.setdefault(name, []).append(value)
    return _with_fields(found, given, names, lambda why: reader.slip("preference", why))


def _text(extension: Element, name: str) -> str:
    for one in extension.extension(name):
        return one.lines("valueString") or one.text("valueDate")
    return ""


def _field_text(part: Element, names: dict[str, str]) -> str:
    reference = part.one("valueReference")
    if reference:
        key = end_of_address(reference.text("reference"))
        names[key] = reference.text("display")
        return key
    for kind in ("valueString", "valueCode", "valueInteger"):
        said = part.text(kind)
        if said:
            return said
    return ""


# -- a cell of CSV -------------------------------------------------------------------------------


def own_cell(one: PreferenceRead) -> dict[str, Any]:
    """Return a preference as our own CSV has it, empty parts left out."""
    said = {kept: getattr(one, kept) for kept in (*_TEXTS.values(), *_DAYS.values())}
    cell = {name: value for name, value in said.items() if value not in ("", None)}
    if one.filled:
        cell[FIELDS] = dict(one.filled)
    if one.names:
        cell["names"] = dict(one.names)
    return cell


def read_cell(cell: Mapping[str, Any]) -> PreferenceRead:
    """Return a preference as a cell of our own CSV says it."""
    said: dict[str, Any] = {kept: str(cell.get(kept) or "") for kept in _TEXTS.values()}
    said |= {kept: _day(cell.get(kept)) for kept in _DAYS.values()}
    found = PreferenceRead(**said)
    fields, named = cell.get(FIELDS), cell.get("names")
    given = {
        str(name): [str(one) for one in (value if isinstance(value, list) else [value])]
        for name, value in (fields.items() if isinstance(fields, Mapping) else ())
    }
    names = {str(key): str(one) for key, one in named.items()} if isinstance(named, Mapping) else {}
    return _with_fields(found, given, names, lambda _why: None)


def _day(said: object) -> date | None:
    try:
        return date.fromisoformat(str(said)) if said else None
    except ValueError:
        return None


# -- what both share -----------------------------------------------------------------------------


def _field(kind: str, name: str) -> Field | None:
    known = KINDS.get(kind)
    return known.field_named(name) if known is not None else None


def _with_fields(
    found: PreferenceRead,
    given: Mapping[str, list[str]],
    names: Mapping[str, str],
    tell: Any,
) -> PreferenceRead:
    """Return it with the fields that its kind takes; what it does not take is kept in words."""
    filled: list[tuple[str, Value]] = []
    lost: list[str] = []
    for name, said in given.items():
        one = _checked(found.kind, name, said)
        filled += one
        if not one:
            words = ", ".join(names.get(each) or each for each in said)
            lost.append(words)
            tell(f"{found.kind[:40]}, {name[:40]}: kept in words alone.")
    value = ". ".join(filter(None, (found.value, *lost)))
    source = found.source if found.source in tuple(Source) else ""
    used = set(_ids(filled))
    return replace(
        found,
        value=value,
        source=source,
        filled=_in_order(found.kind, filled),
        names=tuple((key, words) for key, words in names.items() if key in used and words),
    )


def _checked(kind: str, name: str, said: list[str]) -> Filled:
    field = _field(kind, name)
    if field is None:
        return ()
    several = field.type in (
        FieldType.CHOICES,
        FieldType.DAYS,
        FieldType.CLINICIANS,
        FieldType.CLINICS,
    )
    try:
        return check_filled((field,), {name: said if several else said[0]})
    except RuleViolation:
        return ()


def _ids(filled: Iterable[tuple[str, Value]]) -> list[str]:
    return [each for _, value in filled if isinstance(value, tuple) for each in value]


def _in_order(kind: str, filled: list[tuple[str, Value]]) -> Filled:
    known = KINDS.get(kind)
    held = dict(filled)
    return tuple(
        (one.name, held[one.name]) for one in (known.fields if known else ()) if one.name in held
    )
