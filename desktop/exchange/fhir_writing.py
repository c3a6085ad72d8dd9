"""People and visits as FHIR R4 Patient and Appointment, on UK Core's extensions and our own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from desktop.domain.imports import PersonRead, PreferenceRead, RelatedRead, VisitRead
from desktop.domain.people import NHS_NUMBER, ContactPoint, Identifier, Registration
from desktop.domain.practice import Channel
from desktop.domain.visits import State
from desktop.exchange.fhir_people import OUR_PERSON
from desktop.exchange.fhir_preferences import LETTERS_IN, VERIFICATION
from desktop.exchange.fhir_values import OURS, day_bounds
from desktop.exchange.fhir_visits import OUR_VISIT
from desktop.exchange.own_preferences import OUR_PREFERENCE, own_extension

_UK = "https://fhir.hl7.org.uk/StructureDefinition/Extension-"
_UK_CODES = "https://fhir.hl7.org.uk/CodeSystem/"
_INTERPRETER = "http://hl7.org/fhir/StructureDefinition/patient-interpreterRequired"
_CANCEL_CODES = "http://terminology.hl7.org/CodeSystem/appointment-cancellation-reason"
_GENDERS = frozenset({"male", "female", "other", "unknown"})
_USES = frozenset({"home", "work", "temp", "mobile"})
_CHANNELS = {
    Channel.IN_PERSON: "In-person",
    Channel.TELEPHONE: "Telephone",
    Channel.VIDEO: "Video",
    Channel.HOME: "In-person",
}

Resource = dict[str, Any]


def patient_resource(person: PersonRead) -> Resource:
    """Return a person as a Patient; what FHIR has no place for goes into our own extensions."""
    details = person.details
    resource: Resource = {
        "resourceType": "Patient",
        "id": person.source_ids[0],
        "meta": {"security": [_restricted()]} if person.is_sensitive else None,
        "extension": [*_own_details(person), *_preferences(person.preferences)],
        "identifier": [_identifier(one) for one in person.identifiers]
        + [_identifier(one) | {"use": "old"} for one in person.former_numbers],
        "active": details.registration is not Registration.LEFT,
        "name": _names(person),
        "telecom": [_telecom(point, rank) for rank, point in enumerate(details.contact_points, 1)],
        "gender": details.gender if details.gender in _GENDERS else None,
        "birthDate": _day(details.born_on),
        "address": _address(person),
        "contact": [_contact(one) for one in person.related],
        "communication": _communication(person.preferences),
    }
    if person.deceased_on is not None:
        resource["deceasedDateTime"] = _day(person.deceased_on)
    elif person.is_deceased:
        resource["deceasedBoolean"] = True
    return _filled(resource)


def appointment_resource(visit: VisitRead, zone_name: str) -> Resource:
    """Return a visit as an Appointment; one with a date alone lasts the day, and says so."""
    code = _CHANNELS[visit.channel]
    start_at, end_at = visit.start_at, visit.end_at
    if start_at is None or end_at is None:
        start_at, end_at = day_bounds(visit.on_date, zone_name)
    is_cancelled = visit.state is State.CANCELLED and visit.cancel_code
    reason = {"coding": [{"system": _CANCEL_CODES, "code": visit.cancel_code}]}
    resource: Resource = {
        "resourceType": "Appointment",
        "id": visit.source_ids[0],
        "extension": [
            {
                "url": f"{_UK}UKCore-DeliveryChannel",
                "valueCodeableConcept": _concept(f"{_UK_CODES}UKCore-DeliveryChannel", code, code),
            },
            *_own_visit(visit),
        ],
        "status": visit.state.value,
        "cancelationReason": reason if is_cancelled else None,
        "serviceType": [{"text": visit.type_name}] if visit.type_name else None,
        "description": visit.reason,
        "start": _instant(start_at),
        "end": _instant(end_at),
        "created": _instant(visit.created_at),
        "comment": visit.note,
        "participant": _participants(visit),
    }
    return _filled(resource)


def bundle_of(resources: list[Resource]) -> Resource:
    """Return the resources as one Bundle."""
    entries = [{"fullUrl": f"urn:uuid:{one['id']}", "resource": one} for one in resources]
    return {"resourceType": "Bundle", "type": "collection", "entry": entries}


# -- people ------------------------------------------------------------------------------------


def _names(person: PersonRead) -> list[Resource]:
    details = person.details
    names = [
        {
            "use": "official",
            "family": details.family_name,
            "given": details.given_names.split(" ") if details.given_names else None,
            "prefix": [details.title] if details.title else None,
        }
    ]
    if details.preferred_name:
        names.append({"use": "usual", "given": [details.preferred_name]})
    if details.former_names:
        names.append({"use": "old", "text": details.former_names})
    return names


def _identifier(one: Identifier) -> Resource:
    found: Resource = {"system": one.system, "value": one.value}
    if one.system == NHS_NUMBER and one.verification:
        numbers = {kept: number for number, kept in VERIFICATION.items()}
        concept = _concept(
            f"{_UK_CODES}UKCore-NHSNumberVerificationStatusEngland",
            numbers.get(one.verification, one.verification),
            one.verification.replace("-", " ").capitalize(),
        )
        url = f"{_UK}UKCore-NHSNumberVerificationStatus"
        found["extension"] = [{"url": url, "valueCodeableConcept": concept}]
    return found


def _telecom(point: ContactPoint, rank: int) -> Resource:
    extensions = [_own_text("attend-note", point.note)] if point.note else []
    if point.use and point.use not in _USES:
        extensions.append(_own_text("attend-use", point.use))
    return {
        "extension": extensions,
        "system": point.system,
        "value": point.value,
        "use": point.use if point.use in _USES else None,
        "rank": rank,
    }


def _address(person: PersonRead) -> list[Resource]:
    lines = [line for line in person.details.address.split("\n") if line]
    postcode = person.details.postcode
    if not lines and not postcode:
        return []
    return [{"use": "home", "line": lines, "postalCode": postcode}]


def _contact(related: RelatedRead) -> Resource:
    flags = {"carer": related.is_carer, "next-of-kin": related.is_next_of_kin}
    extensions = [
        {"url": _own_url("attend-flag"), "valueCode": flag}
        for flag, is_set in flags.items()
        if is_set
    ]
    if related.note:
        extensions.append(_own_text("attend-note", related.note))
    telecom = [
        {"system": system, "value": value}
        for system, value in (("phone", related.phone), ("email", related.email))
        if value
    ]
    return {
        "extension": extensions,
        "relationship": [{"text": related.relationship}] if related.relationship else None,
        "name": {"text": related.name},
        "telecom": telecom,
    }


def _own_details(person: PersonRead) -> list[Resource]:
    details = person.details
    said = {
        "sayIt": details.say_it,
        "pronouns": details.pronouns,
        "sex": details.sex,
        "gender": "" if details.gender in _GENDERS else details.gender,
        "bornUnknownWhy": details.born_unknown_why,
        "registration": ""
        if details.registration is Registration.REGISTERED
        else details.registration.value,
    }
    return _own_parts(OUR_PERSON, said)


def _preferences(found: tuple[PreferenceRead, ...]) -> list[Resource]:
    """Return each preference whole in our own extension, and what UK Core knows in its own."""
    extensions = [own_extension(one, _own_url(OUR_PREFERENCE)) for one in found]
    now = [one for one in found if not one.is_over]
    if any(one.kind in ("interpreter", "bsl") for one in now):
        extensions.append({"url": _INTERPRETER, "valueBoolean": True})
    for one in now:
        said = one.words or one.value
        if one.kind == "reach" and not said.startswith(LETTERS_IN):
            parts = [_uk_part("PreferredContactMethod", said)] if said else []
            if one.own_words:
                parts.append({"url": "PreferredContactTimes", "valueString": one.own_words})
            if parts:
                extensions.append({"url": f"{_UK}UKCore-ContactPreference", "extension": parts})
    return extensions


def _uk_part(name: str, said: str) -> Resource:
    return {"url": name, "valueCodeableConcept": {"text": said}}


def _communication(found: tuple[PreferenceRead, ...]) -> list[Resource]:
    spoken = [
        one.words or one.value
        for one in found
        if one.kind in ("language", "interpreter", "bsl") and not one.is_over
    ]
    return [{"language": {"text": one}} for one in dict.fromkeys(spoken) if one]


def _restricted() -> Resource:
    system = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality"
    return {"system": system, "code": "R", "display": "restricted"}


# -- visits ------------------------------------------------------------------------------------


def _participants(visit: VisitRead) -> list[Resource]:
    found = [{"actor": {"reference": f"Patient/{visit.person.ids[0]}"}, "status": "accepted"}]
    for kind, pointer in (("Practitioner", visit.clinician), ("Location", visit.clinic)):
        if pointer.words:
            actor = {"type": kind, "display": pointer.words}
            found.append({"actor": actor, "status": "accepted"})
    return found


def _own_visit(visit: VisitRead) -> list[Resource]:
    said = {
        "dateOnly": _day(visit.on_date) if visit.start_at is None else "",
        "channel": visit.channel.value if visit.channel is Channel.HOME else "",
        "askedBy": visit.asked_by,
        "callOn": visit.call_on,
        "cancelWords": visit.cancel_words,
        "cancelledAt": _instant(visit.cancelled_at),
        "arrivedAt": _instant(visit.arrived_at),
        "sentInAt": _instant(visit.sent_in_at),
        "doneAt": _instant(visit.done_at),
    }
    return _own_parts(OUR_VISIT, said)


# -- parts -------------------------------------------------------------------------------------


def _own_url(name: str) -> str:
    return f"{OURS}/StructureDefinition/{name}"


def _own_text(name: str, said: str) -> Resource:
    return {"url": _own_url(name), "valueString": said}


def _own_parts(name: str, said: Mapping[str, str | None]) -> list[Resource]:
    """Return our extension of that name with the parts that say anything, or none at all."""
    parts = [{"url": part, "valueString": value} for part, value in said.items() if value]
    return [{"url": _own_url(name), "extension": parts}] if parts else []


def _concept(system: str, code: str, display: str) -> Resource:
    return {"coding": [{"system": system, "code": code, "display": display}]}


def _day(on: date | None) -> str | None:
    return None if on is None else on.isoformat()


def _instant(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()


def _filled(resource: Resource) -> Resource:
    kept: Resource = _without_empty(resource)
    return kept


def _without_empty(value: Any) -> Any:
    """Return the element without its empty parts, which FHIR forbids."""
    if isinstance(value, dict):
        kept = {name: _without_empty(one) for name, one in value.items()}
        return {name: one for name, one in kept.items() if one not in (None, "", [], {})}
    if isinstance(value, list):
        return [one for one in map(_without_empty, value) if one not in (None, "", [], {})]
    return value
