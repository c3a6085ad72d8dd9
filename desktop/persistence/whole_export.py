"""Every table of a practice as rows of text, for whoever reads them without Attend."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime
from enum import Enum
from typing import Any

from sqlalchemy import Connection, func, select

from desktop.persistence.base import metadata
from desktop.persistence.tables import patients, staff

TABLES: dict[str, str] = {
    "practices": "the practice",
    "clinics": "its clinics, with address and opening hours",
    "rooms": "rooms and what they have",
    "staff": "staff and their roles, without PINs",
    "clinicians": "who sees patients",
    "slot_types": "kinds of visit",
    "session_templates": "weeks that repeat, as they were set up",
    "template_parts": "the slots of each of those weeks",
    "template_exceptions": "dates on which they are otherwise",
    "release_rules": "when kinds of slot open for booking",
    "closures": "bank holidays, training, leave",
    "sessions": "clinic sessions by date",
    "slots": "their slots",
    "places": "each seat of a slot, and the visit that has it",
    "session_closings": "sessions that close once nobody is left in them",
    "notes": "notes on slots, sessions and days",
    "patients": "people",
    "identifiers": "their NHS and other numbers, old ones too",
    "contact_points": "their telephone numbers and addresses",
    "related_people": "who stands near them, and may speak for them",
    "preferences": "what they told us, with what has ended",
    "distinct_people": "records alike that are two people",
    "appointments": "visits, past and to come",
    "visit_events": "what happened to each visit, step by step",
    "visit_needs": "what each visit had to have, and what was kept of it",
    "series": "visits that repeat",
    "series_dates": "the dates of each series, those still to book too",
    "rebookings": "the rebook list, with what came of each",
    "waiting_list": "the waiting list: wishes, also those that have ended",
    "offers": "times offered from it, and the answers",
    "imports": "what was taken in from elsewhere, by its id there",
    "settings": "the settings of the practice",
    "desks": "the desks, with the head of each one’s record",
    "audit_log": "who did and looked at what, chained by hash",
}
"""What goes out, by the name of its table, in the order of the list that goes with it."""

LEFT_OUT = frozenset(
    {
        *("patient_search", "patient_keys", "surnames", "givens"),
        *("changes", "holds", "jobs", "pin_tries"),
    }
)
"""What the program makes anew by itself, or keeps for a moment: it says nothing of its own."""

_SECRET = frozenset({staff.c.pin_hash})


def head_of(name: str) -> list[str]:
    """Return the columns of a table that go out."""
    return [one.name for one in metadata.tables[name].c if one not in _SECRET]


def count_rows(db: Connection, name: str) -> int:
    """Return how many rows a table has."""
    return int(db.execute(select(func.count()).select_from(metadata.tables[name])).scalar_one())


def rows_of(db: Connection, name: str) -> Iterator[list[str]]:
    """Yield the rows of a table as text, in the order of its key."""
    table = metadata.tables[name]
    columns = [one for one in table.c if one not in _SECRET]
    query = select(*columns).order_by(*table.primary_key.columns)
    for row in db.execution_options(yield_per=500).execute(query):
        yield [_text(value) for value in row]


def list_patient_ids(db: Connection) -> list[str]:
    """Return everybody who is in it."""
    return list(db.execute(select(patients.c.id).order_by(patients.c.id)).scalars())


def _text(value: Any) -> str:
    """Return a value as text: instants in UTC, yes and no as true and false, lists as JSON."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, tuple | list | dict):
        return json.dumps(value, ensure_ascii=False, default=str)
    return str(value)
