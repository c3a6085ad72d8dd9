"""People and visits as rows of CSV; the shipped mappings attend-people and attend-visits read them.

What a person has several of is a JSON list in one cell.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from typing import Any

from desktop.domain.imports import PersonRead, VisitRead
from desktop.domain.people import NHS_NUMBER
from desktop.exchange.own_preferences import own_cell

PEOPLE_HEAD = (
    "id",
    "title",
    "given_names",
    "family_name",
    "preferred_name",
    "former_names",
    "say_it",
    "pronouns",
    "born_on",
    "born_unknown_why",
    "sex",
    "gender",
    "address",
    "postcode",
    "registration",
    "nhs_number",
    "nhs_status",
    "deceased",
    "deceased_on",
    "sensitive",
    "identifiers",
    "former_numbers",
    "contact_points",
    "preferences",
    "related_people",
)
VISITS_HEAD = (
    "id",
    "person",
    "on_date",
    "start",
    "end",
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
)
_RELATED = ("name", "relationship", "phone", "email", "is_carer", "is_next_of_kin", "note")


def person_row(person: PersonRead) -> dict[str, str]:
    """Return a person as the cells of a row."""
    details = person.details
    number = next((one for one in person.identifiers if one.system == NHS_NUMBER), None)
    row = {name: getattr(details, name, "") for name in PEOPLE_HEAD}
    row |= {
        "id": person.source_ids[0],
        "born_on": details.born_on.isoformat() if details.born_on else "",
        "registration": details.registration.value,
        "nhs_status": number.verification if number else "",
        "deceased": "true" if person.is_deceased else "",
        "deceased_on": person.deceased_on.isoformat() if person.deceased_on else "",
        "sensitive": "true" if person.is_sensitive else "",
        "identifiers": _list([asdict(one) for one in person.identifiers if one is not number]),
        "former_numbers": _list([asdict(one) for one in person.former_numbers]),
        "contact_points": _list(
            [
                {"system": one.system, "value": one.value, "use": one.use, "note": one.note}
                for one in details.contact_points
            ]
        ),
        "preferences": _list([own_cell(one) for one in person.preferences]),
        "related_people": _list(
            [{name: getattr(one, name) for name in _RELATED} for one in person.related]
        ),
    }
    return row


def visit_row(visit: VisitRead) -> dict[str, str]:
    """Return a visit as the cells of a row; instants are in UTC."""
    return {
        "id": visit.source_ids[0],
        "person": visit.person.ids[0],
        "on_date": visit.on_date.isoformat(),
        "start": _at(visit.start_at),
        "end": _at(visit.end_at),
        "state": visit.state.value,
        "channel": visit.channel.value,
        "type": visit.type_name,
        "reason": visit.reason,
        "note": visit.note,
        "asked_by": visit.asked_by,
        "call_on": visit.call_on or "",
        "created": _at(visit.created_at),
        "cancel_code": visit.cancel_code or "",
        "cancel_words": visit.cancel_words,
        "cancelled": _at(visit.cancelled_at),
        "arrived": _at(visit.arrived_at),
        "sent_in": _at(visit.sent_in_at),
        "done": _at(visit.done_at),
        "clinician": visit.clinician.words,
        "profession": visit.clinician.profession,
        "clinic": visit.clinic.words,
    }


def _at(instant: datetime | None) -> str:
    return "" if instant is None else instant.isoformat()


def _list(found: list[dict[str, Any]]) -> str:
    return json.dumps(found, ensure_ascii=False, default=str) if found else ""
