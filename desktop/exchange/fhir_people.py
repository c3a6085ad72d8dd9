"""Reading people from FHIR R4 Patient JSON: lenient, one odd element never loses a person.

Takes a single resource, a Bundle, NDJSON, each also gzipped. What is not understood is listed.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO, cast

from desktop.domain.errors import RuleViolation
from desktop.domain.nhs_numbers import parse_nhs_number
from desktop.domain.people import (
    NHS_NUMBER,
    ContactPoint,
    Identifier,
    PatientDetails,
    Registration,
)

UNVERIFIED_NHS_NUMBER = "https://attend.example/id/unverified-nhs-number"
"""Where an NHS number with a slip is kept: the person goes in without it."""

_SEX = {"male": "male", "female": "female", "other": "other", "unknown": "unknown"}
_CONTACT_SYSTEMS = {"phone": "phone", "sms": "phone", "email": "email"}


@dataclass(frozen=True, slots=True)
class Slip:
    """Something not taken, or kept with a warning: file, place in it, field and reason."""

    file: str
    place: str
    field: str
    reason: str
    taken: bool = True


@dataclass(frozen=True, slots=True)
class PersonRead:
    """A person as read; ``details`` still have to pass the rules of registration."""

    details: PatientDetails
    identifiers: tuple[Identifier, ...]
    is_deceased: bool
    deceased_on: date | None
    file: str
    place: str
    slips: tuple[Slip, ...] = ()


@dataclass(slots=True)
class _Reader:
    """Reads one Patient and collects its slips."""

    file: str
    place: str
    slips: list[Slip] = field(default_factory=list)

    def slip(self, name: str, reason: str) -> None:
        self.slips.append(Slip(self.file, self.place, name, reason))


def read_people(path: Path) -> Iterator[PersonRead | Slip]:
    """Yield every person of a file, and a Slip for each entry that holds none.

    A file that cannot be read at all yields one Slip.
    """
    try:
        for place, resource in _resources(path):
            yield _read_entry(path.name, place, resource)
    except (OSError, EOFError, UnicodeDecodeError, json.JSONDecodeError) as error:
        yield Slip(path.name, "", "file", f"It can't be read: {error}.", taken=False)


def _read_entry(file: str, place: str, resource: Any) -> PersonRead | Slip:
    if isinstance(resource, json.JSONDecodeError):
        return Slip(file, place, "line", f"It is not JSON: {resource.msg}.", taken=False)
    if not isinstance(resource, dict) or resource.get("resourceType") != "Patient":
        kind = resource.get("resourceType") if isinstance(resource, dict) else None
        return Slip(file, place, "resourceType", f"{kind or 'It'} is no Patient.", taken=False)
    return _read_patient(_Reader(file, place), resource)


def _resources(path: Path) -> Iterator[tuple[str, Any]]:
    """Yield (place, resource): lines of NDJSON, entries of a Bundle, or the one resource."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rb") as opened:
        stream = cast(BinaryIO, opened)
        first = stream.readline()
        stream.seek(0)
        if _is_whole_line(first):
            for number, line in enumerate(stream, 1):
                if line.strip():
                    yield from _lines(number, line)
            return
        whole = json.loads(stream.read().decode("utf-8-sig"))
    yield from _entries(whole, "")


def _is_whole_line(line: bytes) -> bool:
    try:
        json.loads(line.decode("utf-8-sig"))
    except (ValueError, UnicodeDecodeError):
        return False
    return True


def _lines(number: int, line: bytes) -> Iterator[tuple[str, Any]]:
    try:
        found = json.loads(line.decode("utf-8-sig"))
    except json.JSONDecodeError as error:
        yield f"line {number}", error
        return
    yield from _entries(found, f"line {number}")


def _entries(found: Any, place: str) -> Iterator[tuple[str, Any]]:
    if isinstance(found, dict) and found.get("resourceType") == "Bundle":
        for number, entry in enumerate(_list(found.get("entry")), 1):
            resource = entry.get("resource") if isinstance(entry, dict) else None
            yield f"{place} entry {number}".strip(), resource
    else:
        yield place or "resource", found


def _read_patient(reader: _Reader, patient: dict[str, Any]) -> PersonRead:
    names = [one for one in _list(patient.get("name")) if isinstance(one, dict)]
    legal = _choose_name(names, ("official", "usual", "", "nickname", "old", "maiden"))
    preferred = next((one for one in names if one.get("use") in ("nickname", "usual")), None)
    former = [one for one in names if one.get("use") in ("maiden", "old")]
    identifiers = _identifiers(reader, patient)
    number = next((one.value for one in identifiers if one.system == NHS_NUMBER), "")
    address = _choose_name(
        [one for one in _list(patient.get("address")) if isinstance(one, dict)],
        ("home", "", "temp", "work", "billing", "old"),
    )
    born_on = _date(reader, "birthDate", patient.get("birthDate"))
    details = PatientDetails(
        given_names=_given(legal),
        family_name=_text(legal.get("family")) or _family_of_text(legal),
        title=" ".join(_texts(legal.get("prefix"))),
        preferred_name=_given(preferred) if preferred and preferred is not legal else "",
        former_names="; ".join(
            f"{_given(one)} {_text(one.get('family'))}".strip() for one in former
        ),
        born_on=born_on,
        born_unknown_why="" if born_on else "Not in the file it came from",
        gender=_SEX.get(_text(patient.get("gender")), ""),
        address="\n".join(
            [
                *_texts(address.get("line")),
                _text(address.get("city")),
                _text(address.get("district")),
            ]
        ).strip("\n"),
        postcode=_text(address.get("postalCode")),
        registration=Registration.REGISTERED,
        nhs_number=number,
        contact_points=_contact_points(patient),
    )
    is_deceased, deceased_on = _deceased(reader, patient)
    return PersonRead(
        details,
        identifiers,
        is_deceased,
        deceased_on,
        reader.file,
        reader.place,
        tuple(reader.slips),
    )


def _identifiers(reader: _Reader, patient: dict[str, Any]) -> tuple[Identifier, ...]:
    """Return what the person can be found again by; a number with a slip is kept apart."""
    kept: dict[tuple[str, str], Identifier] = {}
    for one in _list(patient.get("identifier")):
        if not isinstance(one, dict):
            continue
        system, value = _text(one.get("system")), _text(one.get("value"))
        if not system or not value:
            continue
        verification = ""
        if system == NHS_NUMBER:
            try:
                value = parse_nhs_number(value).digits
                verification = "number-present-but-not-traced"
            except RuleViolation as slip:
                reader.slip("identifier", f"NHS number kept as unverified: {slip.message}")
                system = UNVERIFIED_NHS_NUMBER
        kept.setdefault((system, value), Identifier(system, value, verification))
    if not kept and _text(patient.get("id")):
        system = "urn:attend:file"
        kept[system, patient["id"]] = Identifier(system, _text(patient.get("id")), "")
    return tuple(kept.values())


def _contact_points(patient: dict[str, Any]) -> tuple[ContactPoint, ...]:
    points = []
    for one in _list(patient.get("telecom")):
        if not isinstance(one, dict):
            continue
        system = _CONTACT_SYSTEMS.get(_text(one.get("system")))
        value = _text(one.get("value"))
        if system and value and _text(one.get("use")) != "old":
            points.append(ContactPoint(system, value, _text(one.get("use")) or "home"))
    return tuple(points)


def _deceased(reader: _Reader, patient: dict[str, Any]) -> tuple[bool, date | None]:
    when = _text(patient.get("deceasedDateTime"))
    if when:
        return True, _date(reader, "deceasedDateTime", when[:10])
    return patient.get("deceasedBoolean") is True, None


def _date(reader: _Reader, name: str, value: Any) -> date | None:
    text = _text(value)
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        reader.slip(name, "This is no whole date; it was not kept.")
        return None


def _choose_name(found: list[dict[str, Any]], uses: tuple[str, ...]) -> dict[str, Any]:
    for use in uses:
        for one in found:
            if _text(one.get("use")) == use:
                return one
    return found[0] if found else {}


def _given(name: dict[str, Any] | None) -> str:
    if name is None:
        return ""
    given = " ".join(_texts(name.get("given")))
    whole = _text(name.get("text"))
    if given or _text(name.get("family")) or not whole:
        return given
    return whole.rpartition(" ")[0]


def _family_of_text(name: dict[str, Any]) -> str:
    return "" if name.get("given") else _text(name.get("text")).rpartition(" ")[2]


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


def _texts(value: Any) -> list[str]:
    return [_text(one) for one in _list(value) if _text(one)]


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def without_doubtful(person: PersonRead, violation: RuleViolation) -> PersonRead | None:
    """Return the person without the field a rule refused, None when it is one they need."""
    slip = Slip(person.file, person.place, violation.field or "", violation.message)
    details = person.details
    if violation.field in ("phone", "email", "contact"):
        details = replace(details, contact_points=_without_last_refused(details, violation))
    elif violation.field == "nhs_number":
        details = replace(details, nhs_number="")
    elif violation.field == "born_on":
        details = replace(details, born_on=None, born_unknown_why=violation.message)
    elif violation.field in ("postcode", "address", "title", "former_names", "gender"):
        left_out: dict[str, Any] = {violation.field: ""}
        details = replace(details, **left_out)
    else:
        return None
    if details == person.details:
        return None
    return replace(person, details=details, slips=(*person.slips, slip))


def _without_last_refused(
    details: PatientDetails, violation: RuleViolation
) -> tuple[ContactPoint, ...]:
    """Leave out the contact points of the refused kind, one field having failed."""
    system = "email" if violation.field == "email" else "phone"
    return tuple(one for one in details.contact_points if one.system != system)
