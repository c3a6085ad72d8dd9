"""The words of a person's details where two edits of them are brought together."""

from __future__ import annotations

from desktop.domain.people import PatientDetails
from desktop.domain.times import date_with_year

LABELS = {
    "given_names": "First names",
    "family_name": "Last name",
    "preferred_name": "Likes to be called",
    "say_it": "How to say it",
    "pronouns": "Pronouns",
    "title": "Title",
    "sex": "Sex",
    "gender": "Gender",
    "former_names": "Former or other names",
    "born_on": "Date of birth",
    "born_unknown_why": "Not known, because",
    "nhs_number": "NHS number",
    "address": "Address",
    "postcode": "Postcode",
    "registration": "Registration",
    "contact_points": "Phones and e-mail",
}


def shown_value(details: PatientDetails, name: str) -> str:
    """Return a field's value in words."""
    value = getattr(details, name)
    if name == "born_on":
        return date_with_year(value) if value is not None else ""
    if name == "contact_points":
        return ", ".join(point.value for point in value)
    return str(value)
