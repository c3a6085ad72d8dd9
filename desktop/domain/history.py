"""Who changed what: rows of the record told in words, looks beside changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from desktop.domain.needs import WORDS as NEED_WORDS
from desktop.domain.permissions import Role
from desktop.domain.preferences import kind_of
from desktop.domain.related_people import MAY_SPEAK
from desktop.domain.times import clock_time, date_of, date_with_year
from desktop.domain.visits import CANCEL_REASONS, WORDS

Row = Sequence[Any]
"""A row of a record's entry: table, key, before, after."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field in words, before and after; "" where it was empty."""

    words: str
    before: str
    after: str

    @property
    def sentence(self) -> str:
        """Say the change: "Phone: 07700 900118, was 07700 900119"."""
        if not self.after:
            return f"{self.words}: taken away, was {self.before}"
        return f"{self.words}: {self.after}" + (f", was {self.before}" if self.before else "")


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One act or look: who, at which desk, when, what, and each field before and after."""

    at: datetime
    who: str
    role: Role
    desk: str
    what: str
    fields: tuple[FieldChange, ...] = ()
    why: str = ""
    is_look: bool = False


_ACTS = {
    "register_patient": "Registered",
    "change_patient": "Changed details",
    "change_related_person": "Changed who may speak",
    "change_nhs_number": "New NHS number",
    "record_death": "Recorded a death, or took it back",
    "mark_sensitive": "Changed whether the record needs a reason",
    "merge_patients": "Merged or took apart",
    "mark_distinct": "Found to be two people",
    "book_appointment": "Booked",
    "change_preference": "What they told us",
    "settle_need": "A need of the visit",
    "move_appointment": "Moved",
    "swap_appointments": "Swapped",
    "cancel_appointment": "Cancelled",
    "add_extra": "Added an extra",
    "mark_visit": "Visit went on",
    "correct_past_visit": "Put a past visit right",
    "copy_wording": "Copied the wording",
    "print": "Printed",
    "import_people": "Taken in from elsewhere",
    "import_visits": "Taken in from elsewhere",
    "export_people": "Exported",
    "export_visits": "Exported",
    "change_session": "The session changed",
    "rebook": "Rebooked",
    "undo": "Took back, or did again",
}
_FIELDS: dict[str, dict[str, str]] = {
    "patients": {
        "title": "Title",
        "given_names": "First names",
        "family_name": "Last name",
        "preferred_name": "Likes to be called",
        "former_names": "Former names",
        "say_it": "How to say it",
        "pronouns": "Pronouns",
        "born_on": "Born",
        "born_unknown_why": "Birth date not known",
        "sex": "Sex",
        "gender": "Gender",
        "address": "Address",
        "postcode": "Postcode",
        "registration": "Registration",
        "is_deceased": "Has died",
        "deceased_on": "Died on",
        "is_sensitive": "Opens only with a reason",
        "merged_at": "Merged",
    },
    "contact_points": {"value": "Phone or e-mail", "note": "Note on it"},
    "identifiers": {"value": "Number", "use": "Use of the number"},
    "preferences": {
        "kind": "Preference",
        "filled": "As told",
        "value": "As told",
        "own_words": "In their words",
        "source": "Who told us",
        "since_on": "Since",
        "review_on": "Ask again",
        "ends_on": "Until",
    },
    "visit_needs": {"kind": "Need", "state": "How it stands", "why": "Why", "said_by": "Said by"},
    "related_people": {
        "name": "Who",
        "relationship": "Relationship",
        "phone": "Phone",
        "email": "E-mail",
        "is_carer": "Carer",
        "is_next_of_kin": "Next of kin",
        "may_speak_for": "May be told",
        "note": "Note",
        "ends_on": "Until",
    },
    "appointments": {
        "state": "State",
        "start_at": "Time",
        "clinician_id": "With",
        "clinic_id": "Where",
        "slot_type_id": "Kind",
        "channel": "Way",
        "reason": "Reason",
        "asked_by": "Asked by",
        "note": "Note",
        "call_on": "Number to ring",
        "cancel_code": "Why cancelled",
        "cancel_words": "In words",
    },
}
_STATES: dict[str, str] = {
    str(state): words for state, words in (*WORDS.items(), *NEED_WORDS.items())
}
_CANCELS = {reason.code: reason.words for reason in CANCEL_REASONS}
_EMPTY: tuple[object, ...] = (False, None, "", [])


def act_words(act: str, entry: Mapping[str, Any]) -> str:
    """Say an act or a look: "Booked today 11:15, Dr Okafor", "Looked: panel"."""
    if act == "look":
        return f"Looked: {entry.get('how', 'panel')}"
    words = _ACTS.get(act, act.replace("_", " ").capitalize())
    more = entry.get("when") or entry.get("to")
    if act == "print":
        more = entry.get("what")
    return f"{words}: {more}" if isinstance(more, str) and more else words


def field_changes(
    rows: Sequence[Row], names: Mapping[str, str], zone: str
) -> tuple[FieldChange, ...]:
    """Return the fields an act changed, of the tables a person is shown; ``names`` says ids."""
    found = []
    for table, _key, before, after in rows:
        known = _FIELDS.get(table, {})
        for column, words in known.items():
            if column not in (before or {}) and column not in (after or {}):
                continue
            old, new = ((side or {}).get(column) for side in (before, after))
            if old == new or (old in _EMPTY and new in _EMPTY):
                continue
            told = (_value_words(column, one, names, zone) for one in (old, new))
            found.append(FieldChange(words, *told))
    # Details are written anew as a whole: what went and came back the same has not changed.
    gone = {(one.words, one.before) for one in found if not one.after}
    come = {(one.words, one.after) for one in found if not one.before}
    same = gone & come
    return tuple(
        one
        for one in dict.fromkeys(found)
        if (one.words, one.before or one.after) not in same or (one.before and one.after)
    )


def _value_words(column: str, value: Any, names: Mapping[str, str], zone: str) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return _list_words(column, value, names)
    text = str(value)
    if column.endswith("_at"):
        at = datetime.fromisoformat(text)
        return f"{date_with_year(date_of(at, zone))} {clock_time(at, zone)}"
    if column.endswith("_on") and column != "call_on":
        return date_with_year(date.fromisoformat(text))
    if column == "state":
        return _STATES.get(text, text)
    if column == "kind":
        return kind_of(text).words
    return _CANCELS.get(text, text) if column == "cancel_code" else names.get(text, text)


def _list_words(column: str, value: list[Any], names: Mapping[str, str]) -> str:
    """Say a list: what somebody may be told, or the fields of a preference that are filled in."""
    if column != "filled":
        return ", ".join(MAY_SPEAK.get(one, str(one)).lower() for one in value)
    flat = [each for _, one in value for each in (one if isinstance(one, list) else [one])]
    return ", ".join(names.get(str(one), str(one)) for one in flat)
