"""People from rows of CSV."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from desktop.domain.errors import RuleViolation
from desktop.domain.imports import (
    UNVERIFIED_NHS_NUMBER,
    PersonRead,
    Pointer,
    RelatedRead,
)
from desktop.domain.nhs_numbers import parse_nhs_number
from desktop.domain.people import (
    NHS_NUMBER,
    ContactPoint,
    Identifier,
    PatientDetails,
    Registration,
)
from desktop.domain.text import tidy
from desktop.exchange.csv_values import Row
from desktop.exchange.fhir_people import UNKNOWN_BIRTH
from desktop.exchange.fhir_preferences import VERIFICATION
from desktop.exchange.own_preferences import read_cell

NOT_TRACED = "number-present-but-not-traced"
OLDEST = 130
_LINES = (
    "family_name",
    "given_names",
    "title",
    "preferred_name",
    "former_names",
    "say_it",
    "pronouns",
    "sex",
    "gender",
    "postcode",
)


def read_person(row: Row) -> PersonRead:
    """Return the person of a row; an odd value is told, it never loses the person."""
    number, identifiers, former = _numbers(row)
    born_on = row.day("born_on")
    said_why = row.text("born_unknown_why")
    why = "" if born_on else said_why or _say_age(row) or UNKNOWN_BIRTH
    details = PatientDetails(
        **{name: row.text(name) for name in _LINES},
        born_on=born_on,
        born_unknown_why=said_why or why,
        address=row.lines("address"),
        registration=_registration(row),
        nhs_number=number,
        contact_points=_contact_points(row),
    )
    source_id = row.text("id")
    deceased_on = row.day("deceased_on")
    return PersonRead(
        details,
        identifiers,
        former,
        is_deceased=deceased_on is not None or row.is_true("deceased"),
        deceased_on=deceased_on,
        is_sensitive=row.is_true("sensitive"),
        preferences=tuple(read_cell(one) for one in row.listed("preferences")),
        related=tuple(_related(one) for one in row.listed("related_people")),
        source_ids=(source_id,) if source_id else (),
        file=row.file,
        place=row.place,
        slips=tuple(row.slips),
    )


def point_to_person(row: Row) -> Pointer:
    """Return whom a row of visits means: by an id of the source, else by NHS number."""
    source_id, number = row.text("id"), row.text("nhs_number")
    if source_id:
        return Pointer((source_id,), words=source_id)
    try:
        return Pointer(number=(NHS_NUMBER, parse_nhs_number(number).digits)) if number else _NOBODY
    except RuleViolation:
        return _NOBODY


_NOBODY = Pointer()


def _numbers(row: Row) -> tuple[str, tuple[Identifier, ...], tuple[Identifier, ...]]:
    found = [_identifier(one) for one in row.listed("identifiers")]
    former = tuple(_identifier(one) for one in row.listed("former_numbers"))
    source_id, system = row.text("id"), row.text("system")
    if source_id and system:
        found.append(Identifier(system, source_id, ""))
    typed, number = row.text("nhs_number"), ""
    if typed:
        status = row.text("nhs_status")
        try:
            number = parse_nhs_number(typed).digits
            verification = VERIFICATION.get(status, status) or NOT_TRACED
            found.append(Identifier(NHS_NUMBER, number, verification))
        except RuleViolation as slip:
            row.slip("nhs_number", f"NHS number kept as unverified: {slip.message}")
            found.append(Identifier(UNVERIFIED_NHS_NUMBER, typed, ""))
    return number, tuple(dict.fromkeys(found)), former


def _identifier(one: Mapping[str, Any]) -> Identifier:
    return Identifier(_line(one, "system"), _line(one, "value"), _line(one, "verification"))


def _contact_points(row: Row) -> tuple[ContactPoint, ...]:
    points = [
        ContactPoint(
            _line(one, "system"), _line(one, "value"), _line(one, "use"), _line(one, "note")
        )
        for one in row.listed("contact_points")
    ]
    for name, system, use in (
        ("mobile", "phone", "mobile"),
        ("phone", "phone", "home"),
        ("email", "email", "home"),
    ):
        value = row.text(name)
        if value:
            points.append(ContactPoint(system, value, use))
    return tuple(points)


def _registration(row: Row) -> Registration:
    said = row.text("registration")
    if not said:
        return Registration.REGISTERED
    try:
        return Registration(said)
    except ValueError:
        row.slip("registration", f"{said[:40]} is no registration; kept as registered.")
        return Registration.REGISTERED


def _say_age(row: Row) -> str:
    """Say the age a row gives in place of a birth date, "" where it is none."""
    said = row.text("age")
    if not said:
        return ""
    if not said.isdecimal() or int(said) > OLDEST:
        row.slip("age", f"{said[:20]} is no age; it was not kept.")
        return ""
    return f"{UNKNOWN_BIRTH}; aged {said} there"


def _related(one: Mapping[str, Any]) -> RelatedRead:
    return RelatedRead(
        _line(one, "name"),
        _line(one, "relationship"),
        _line(one, "phone"),
        _line(one, "email"),
        note=_line(one, "note"),
        is_carer=one.get("is_carer") is True,
        is_next_of_kin=one.get("is_next_of_kin") is True,
    )


def _line(one: Mapping[str, Any], name: str) -> str:
    return tidy(str(one.get(name) or ""))
