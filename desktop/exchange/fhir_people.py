"""People from FHIR R4 Patient and RelatedPerson: lenient, one odd element never loses a person."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from desktop.domain.errors import RuleViolation
from desktop.domain.imports import (
    UNVERIFIED_NHS_NUMBER,
    PersonRead,
    Pointer,
    RelatedRead,
    Slip,
)
from desktop.domain.nhs_numbers import parse_nhs_number
from desktop.domain.people import (
    NHS_NUMBER,
    ContactPoint,
    Identifier,
    PatientDetails,
    Registration,
)
from desktop.domain.people_rules import LONGEST_NAME
from desktop.domain.preference_rules import flat_words
from desktop.exchange.elements import Element
from desktop.exchange.fhir_preferences import read_preferences, read_verification
from desktop.exchange.fhir_values import Reader, codes_of, reference_of, words_of

OUR_PERSON = "attend-person"
UNKNOWN_BIRTH = "Not in the file it came from"
_SEX = frozenset({"male", "female", "other", "unknown"})
_CONTACT_SYSTEMS = {"phone": "phone", "sms": "phone", "email": "email"}
_CARER = {"CAREGIVER", "CAR", "carer"}
_NEXT_OF_KIN = {"N", "NOK"}
_ONESELF = {"ONESELF", "SELF"}
_SENSITIVE = {"R", "V"}


def read_patient(reader: Reader) -> PersonRead:
    """Return a person as a Patient has them."""
    patient = reader.resource
    patient.use("active")
    identifiers, former = _identifiers(reader)
    current = next((one.value for one in identifiers if one.system == NHS_NUMBER), "")
    is_deceased, deceased_on = _deceased(reader)
    own_points, related = _related(reader)
    ours = _ours(patient)
    born_on = reader.day("birthDate")
    given_why = ours.get("bornUnknownWhy", "")
    details = replace(
        _named_somehow(reader, current, identifiers),
        born_on=born_on,
        born_unknown_why=given_why or ("" if born_on else UNKNOWN_BIRTH),
        gender=ours.get("gender") or _gender(reader),
        sex=ours.get("sex", ""),
        say_it=ours.get("sayIt", ""),
        pronouns=ours.get("pronouns", ""),
        registration=_registration(ours),
        nhs_number=current,
        contact_points=_contact_points(reader) + own_points,
        **_address(patient),
    )
    preferences = read_preferences(reader)
    is_sensitive = any(
        _SENSITIVE & set(codes_of(one)) for one in patient.one("meta").all("security")
    )
    patient.one("meta").use_all()
    return PersonRead(
        details,
        identifiers,
        former,
        is_deceased,
        deceased_on,
        is_sensitive=is_sensitive,
        preferences=preferences,
        related=related,
        source_ids=reader.source_ids,
        file=reader.file,
        place=reader.place,
        slips=reader.all_slips(),
        unread=reader.unread(),
    )


def read_related_person(reader: Reader) -> RelatedRead:
    """Return somebody near a person as a RelatedPerson has them."""
    related = reader.resource
    related.use("active")
    found = _related_of(related, _name_of(related))
    for one in read_preferences(reader):
        note = f"{flat_words(one.kind, one.filled, one.value)} {one.own_words}".strip()
        found = replace(found, note=f"{found.note}; {note}".strip("; "))
    return replace(
        found,
        person=reference_of(related.one("patient")),
        source_ids=reader.source_ids,
        file=reader.file,
        place=reader.place,
        slips=reader.all_slips(),
        unread=reader.unread(),
    )


def _ours(patient: Element) -> dict[str, str]:
    """Return what our own extension of a person says, by name."""
    found = {}
    for extension in patient.extension(OUR_PERSON):
        for part in extension.all("extension"):
            part.use("url")
            found[part.text("url")] = part.text("valueString")
    return found


def _registration(ours: dict[str, str]) -> Registration:
    try:
        found = Registration(ours.get("registration", "registered"))
    except ValueError:
        return Registration.REGISTERED
    return Registration.REGISTERED if found is Registration.ENTERED_IN_ERROR else found


def _gender(reader: Reader) -> str:
    gender = reader.resource.text("gender")
    if gender and gender not in _SEX:
        reader.slip("gender", f"{gender[:40]} is kept as it was written.")
    return gender


def _named_somehow(
    reader: Reader, number: str, identifiers: tuple[Identifier, ...]
) -> PatientDetails:
    """Return details that hold the names; somebody without one is called by a number."""
    named = _named(reader.resource)
    if named.given_names or named.family_name:
        return named
    numbers = (number, *(one.value for one in identifiers), *reader.source_ids)
    called = next(filter(None, numbers), "")
    if called:
        reader.slip("name", f"They have no name there, so they are called {called[:60]}.")
    return replace(named, family_name=called[:LONGEST_NAME])


def _named(patient: Element) -> PatientDetails:
    """Return details that hold the names: legal, preferred, former."""
    names = patient.all("name")
    legal = _choose(names, ("official", "usual", "", "temp", "nickname", "anonymous", "old"))
    preferred = next(
        (one for one in names if one.text("use") in ("nickname", "usual") and one is not legal),
        Element(None),
    )
    former = [one for one in names if one.text("use") in ("maiden", "old") and one is not legal]
    given, family = _name_parts(legal)
    return PatientDetails(
        given_names=given,
        family_name=family,
        title=" ".join(legal.texts("prefix")),
        preferred_name=_name_parts(preferred)[0],
        former_names="; ".join(filter(None, map(_former_name, former))),
    )


def _former_name(name: Element) -> str:
    return " ".join(filter(None, _name_parts(name)))


def _name_parts(name: Element) -> tuple[str, str]:
    """Return given and family name; a name of text alone is parted at its last word."""
    given, family, whole = " ".join(name.texts("given")), name.text("family"), name.text("text")
    name.texts("prefix")
    if given or family or not whole:
        return given, family
    first, _, last = whole.rpartition(" ")
    return first, last


def _name_of(related: Element) -> str:
    name = _choose(related.all("name"), ("official", "usual", ""))
    said = " ".join((*name.texts("prefix"), *name.texts("given"), name.text("family"))).strip()
    return name.text("text") if len(said.split()) < 2 and name.text("text") else said


def _address(patient: Element) -> dict[str, str]:
    address = _choose(patient.all("address"), ("home", "", "temp", "work", "billing", "old"))
    address.use("type", "text")
    lines = [*address.texts("line")]
    for name in ("city", "district", "state", "country"):
        said = address.text(name)
        if said and said not in lines:
            lines.append(said)
    if not lines:
        lines = [address.text("text")]
    return {"address": "\n".join(lines), "postcode": address.text("postalCode")}


def _identifiers(reader: Reader) -> tuple[tuple[Identifier, ...], tuple[Identifier, ...]]:
    """Return what the person can be found by, and NHS numbers that are no longer theirs."""
    kept: dict[tuple[str, str], Identifier] = {}
    former: dict[str, Identifier] = {}
    for one in reader.resource.all("identifier"):
        system, value, use = one.text("system"), one.text("value"), one.text("use")
        verification = read_verification(one)
        one.use("type", "period", "assigner")
        if not value:
            reader.slip("identifier", "A number without a value was left out.")
            continue
        if system == NHS_NUMBER:
            system, value, verification = _nhs_number(reader, value, verification)
            if use == "old" and system == NHS_NUMBER:
                former.setdefault(value, Identifier(system, value, verification))
                continue
        kept.setdefault((system, value), Identifier(system, value, verification))
    current = [one for one in kept.values() if one.system == NHS_NUMBER]
    for extra in current[1:]:
        reader.slip("identifier", "A second NHS number is kept as a former one.")
        former.setdefault(extra.value, kept.pop((extra.system, extra.value)))
    return tuple(kept.values()), tuple(former.values())


def _nhs_number(reader: Reader, value: str, verification: str) -> tuple[str, str, str]:
    try:
        digits = parse_nhs_number(value).digits
    except RuleViolation as slip:
        reader.slip("identifier", f"NHS number kept as unverified: {slip.message}")
        return UNVERIFIED_NHS_NUMBER, value, ""
    return NHS_NUMBER, digits, verification or "number-present-but-not-traced"


def _contact_points(reader: Reader) -> tuple[ContactPoint, ...]:
    points = []
    for one in reader.resource.all("telecom"):
        said, value, use = one.text("system"), one.text("value"), one.text("use")
        one.use("rank")
        note = next((each.text("valueString") for each in one.extension("attend-note")), "")
        use = next((each.text("valueString") for each in one.extension("attend-use")), use)
        system = _CONTACT_SYSTEMS.get(said)
        if not value:
            continue
        if use == "old":
            reader.slip("telecom", "A number or address no longer in use was left out.")
        elif system is None:
            reader.slip("telecom", f"A way to reach them by {said or 'nothing said'} was left out.")
        else:
            points.append(ContactPoint(system, value, use or "home", note))
    return tuple(points)


def _related(reader: Reader) -> tuple[tuple[ContactPoint, ...], tuple[RelatedRead, ...]]:
    """Return the people beside a person; a contact that is the person gives ways to reach them."""
    own: list[ContactPoint] = []
    found = []
    for contact in reader.resource.all("contact"):
        codes = {code for one in contact.all("relationship") for code in codes_of(one)}
        if codes & _ONESELF:
            contact.use("relationship", "extension")
            own += _own_points(contact)
            continue
        related = _related_of(contact, _name_of(contact))
        if related.name or related.phone or related.email:
            found.append(related)
    return tuple(own), tuple(found)


def _own_points(contact: Element) -> list[ContactPoint]:
    points = []
    for one in contact.all("telecom"):
        one.use("rank")
        system = _CONTACT_SYSTEMS.get(one.text("system"))
        if system and one.text("value"):
            points.append(ContactPoint(system, one.text("value"), one.text("use") or "home"))
    return points


def _related_of(related: Element, name: str) -> RelatedRead:
    relationships = related.all("relationship")
    codes = {code for one in relationships for code in codes_of(one)}
    words = ", ".join(dict.fromkeys(filter(None, (words_of(one) for one in relationships))))
    telecom = [(one.text("system"), one.text("value")) for one in related.all("telecom")]
    for one in related.all("telecom"):
        one.use("use", "rank")
    note = next((one.lines("valueString") for one in related.extension("attend-note")), "")
    flags = {one.text("valueCode") for one in related.extension("attend-flag")}
    return RelatedRead(
        name=name,
        relationship=words,
        phone=next((value for system, value in telecom if system in ("phone", "sms")), ""),
        email=next((value for system, value in telecom if system == "email"), ""),
        is_carer=bool(codes & _CARER) or "carer" in flags,
        is_next_of_kin=bool(codes & _NEXT_OF_KIN) or "next-of-kin" in flags,
        note=note,
    )


def _deceased(reader: Reader) -> tuple[bool, date | None]:
    when = reader.resource.text("deceasedDateTime")
    says = reader.resource.is_true("deceasedBoolean")
    if when:
        return True, reader.read_day("deceasedDateTime", when)
    return says, None


def _choose(found: tuple[Element, ...], uses: tuple[str, ...]) -> Element:
    for use in uses:
        for one in found:
            if one.text("use") == use:
                return one
    return found[0] if found else Element(None)


def without_doubtful(person: PersonRead, violation: RuleViolation) -> PersonRead | None:
    """Return the person without the field a rule refused, None when it is one they need."""
    slip = Slip(person.file, person.place, violation.field or "", violation.message)
    details = person.details
    changed: dict[str, Any] = {}
    is_text = isinstance(getattr(details, violation.field or "", None), str)
    is_cut = violation.code == "too_long" and violation.field != "postcode"
    if is_cut and is_text and "longest" in violation.facts:
        return _with_less(person, violation)
    if violation.field in ("phone", "email", "contact"):
        system = "email" if violation.field == "email" else "phone"
        kept = tuple(one for one in details.contact_points if one.system != system)
        changed["contact_points"] = kept
    elif violation.field == "born_on":
        changed |= {"born_on": None, "born_unknown_why": violation.message}
    elif violation.field == "postcode":
        # What is no postcode may still say where they live.
        lines = f"{details.address}\n{details.postcode}".strip()
        changed |= {"postcode": "", "address": lines}
    elif violation.field in _MAY_BE_LEFT_OUT:
        changed[violation.field] = ""
    changed_details = replace(details, **changed)
    if changed_details == details:
        return None
    return replace(person, details=changed_details, slips=(*person.slips, slip))


def _with_less(person: PersonRead, violation: RuleViolation) -> PersonRead:
    """Return the person with a text cut to what fits."""
    name, longest = violation.field or "", int(str(violation.facts["longest"]))
    cut: dict[str, Any] = {name: getattr(person.details, name)[:longest].strip()}
    why = f"It is longer than fits; the first {longest:,} characters were kept."
    slip = Slip(person.file, person.place, name, why)
    details = replace(person.details, **cut)
    return replace(person, details=details, slips=(*person.slips, slip))


_MAY_BE_LEFT_OUT = frozenset(
    {
        "nhs_number",
        "address",
        "title",
        "former_names",
        "preferred_name",
        "gender",
        "sex",
        "say_it",
        "pronouns",
    }
)


def pointer_to(person: PersonRead) -> Pointer:
    """Return what finds the person again."""
    return Pointer(person.source_ids)
