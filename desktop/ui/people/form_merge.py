"""Two edits of one person brought together: what each changed, and where both changed the same."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

from desktop.domain.people import ContactPoint, PatientDetails
from desktop.domain.times import date_with_year

LABELS = {
    "given_names": "First names",
    "family_name": "Last name",
    "preferred_name": "Likes to be called",
    "say_it": "How to say it",
    "pronouns": "Pronouns",
    "title": "Title",
    "former_names": "Former or other names",
    "born_on": "Date of birth",
    "born_unknown_why": "Not known, because",
    "nhs_number": "NHS number",
    "address": "Address",
    "postcode": "Postcode",
    "registration": "Registration",
    "contact_points": "Phones and e-mail",
}


@dataclass(frozen=True, slots=True)
class Merge:
    """``details`` has mine where both changed; ``clashes`` names those, ``taken`` only theirs."""

    details: PatientDetails
    clashes: tuple[str, ...]
    taken: tuple[str, ...]


def merge_details(base: PatientDetails, mine: PatientDetails, theirs: PatientDetails) -> Merge:
    """Bring two edits of the same details together, field by field."""
    taken: dict[str, Any] = {}
    clashes = []
    for field in fields(PatientDetails):
        first, my, their = (getattr(one, field.name) for one in (base, mine, theirs))
        if _plain(their) in (_plain(first), _plain(my)):
            continue
        if _plain(my) == _plain(first):
            taken[field.name] = their
        else:
            clashes.append(field.name)
    return Merge(replace(mine, **taken), tuple(clashes), tuple(taken))


def settle(merge: Merge, theirs: PatientDetails, mine: frozenset[str]) -> PatientDetails:
    """Return the details once each clash is answered; ``mine`` names those that stay."""
    given = {name: getattr(theirs, name) for name in merge.clashes if name not in mine}
    return replace(merge.details, **given)


def shown_value(details: PatientDetails, name: str) -> str:
    """Return a field's value in words."""
    value = getattr(details, name)
    if name == "born_on":
        return date_with_year(value) if value is not None else ""
    if name == "contact_points":
        return ", ".join(point.value for point in value)
    return str(value)


def _plain(value: Any) -> Any:
    """Return a value without what two edits of the same thing may differ in: ids of its rows."""
    if isinstance(value, tuple):
        return tuple(
            replace(one, id=None) if isinstance(one, ContactPoint) else one for one in value
        )
    return value
