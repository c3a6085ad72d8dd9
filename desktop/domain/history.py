"""Who changed what: rows of the record told in words, looks beside changes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from desktop.domain.looks import LOOK, How
from desktop.domain.needs import WORDS as NEED_WORDS
from desktop.domain.permissions import Role
from desktop.domain.practice import Channel
from desktop.domain.preference_fields import DAY_CODES
from desktop.domain.preferences import KINDS, kind_of
from desktop.domain.related_people import MAY_SPEAK
from desktop.domain.times import DAYS_WHOLE, clock_time, date_of, date_with_year, short_date
from desktop.domain.visits import CANCEL_REASONS, WORDS, Step

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
    "record_death": "Recorded a death, or took that back",
    "mark_sensitive": "Changed whether the record needs a reason",
    "merge_patients": "Merged two records, or took them apart",
    "mark_distinct": "Found to be two people",
    "book_appointment": "Booked",
    "change_preference": "What they told us",
    "settle_need": "A need of the visit",
    "move_appointment": "Moved",
    "cancel_appointment": "Cancelled",
    "add_extra": "Booked as an extra",
    "mark_visit": "Marked the visit",
    "correct_past_visit": "Put a past visit right",
    "copy_wording": "Copied the wording",
    "print": "Printed",
    "import_people": "Taken in from elsewhere",
    "import_visits": "Taken in from elsewhere",
    "export_people": "Exported",
    "export_visits": "Exported",
    "change_session": "The session changed",
    "rebook": "Rebooked",
    "change_waiting_list": "Waiting list",
    "offer_time": "Waiting list",
    "book_series": "Booked a series",
    "book_series_dates": "Booked what was left of a series",
    "leave_series_date": "Left a date of a series out",
    "cancel_series": "Cancelled the rest of a series",
    "undo": "Undid something, or did it again",
}
_LOOKS: dict[str, str] = {
    How.PANEL: "Looked at the panel",
    How.FULL_PANEL: "Looked at the whole panel",
    How.HISTORY: "Looked at who changed what",
    How.REASON: "Opened the record with a reason",
}
_STEPS: dict[str, str] = {
    Step.ARRIVED: "Marked here",
    Step.NOT_HERE: "Marked not here after all",
    Step.SENT_IN: "Marked sent in",
    Step.BACK_TO_WAITING: "Marked back to waiting",
    Step.DONE: "Marked done",
    Step.BACK_TO_ROOM: "Marked back in the room",
    Step.LEFT_UNSEEN: "Marked as left before being seen",
    Step.CAME_TOO_LATE: "Marked as come too late to be seen",
    Step.DID_NOT_ATTEND: "Marked as not attended",
    Step.BACK_TO_BOOKED: "Marked booked, not missed after all",
    Step.CAME_AFTER_ALL: "Marked here after all",
    Step.STILL_HERE: "Marked still here after all",
}
_TIMED = {
    "book_appointment": "Booked",
    "add_extra": "Booked as an extra,",
    "move_appointment": "Moved to",
    "cancel_appointment": "Cancelled",
}
"""What stands before the time that an act is about."""
_SAYING_WHAT = frozenset(
    {
        *("print", "change_session", "change_preference", "settle_need"),
        *("change_waiting_list", "offer_time"),
        *("book_series", "book_series_dates", "leave_series_date", "cancel_series"),
    }
)
"""Acts that are told with what they were about."""
_TURNS: dict[str, tuple[str, str, str, str]] = {
    "mark_sensitive": (
        *("patients", "is_sensitive"),
        *("Now opens only with a reason", "Opens for everybody again"),
    ),
    "record_death": ("patients", "is_deceased", "Recorded a death", "Took a death back"),
    "merge_patients": ("patients", "root_id", "Merged two records", "Took two records apart"),
}
"""Acts with their way back under one name: table and column that tell, and both in words."""
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
        "channel": "How",
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


def act_words(act: str, entry: Mapping[str, Any], on: date | None = None) -> str:
    """Say an act or a look: "Booked Wed 18 Nov 11:15, Dr Okafor", "Looked at the panel".

    ``on`` is the day it was done: what was "today" then is not today any more.
    """
    if act == LOOK:
        return _LOOKS.get(entry.get("how", ""), "Looked at the record")
    words = _turn_words(act, entry) or _STEPS.get(entry.get("step", ""))
    words = words or _ACTS.get(act, act.replace("_", " ").capitalize())
    more = entry.get("when") or entry.get("to")
    if act in _SAYING_WHAT:
        more = entry.get("what")
    if not isinstance(more, str) or not more:
        return words
    if act == "offer_time" and on is not None:
        more = _NEAR.sub(lambda said: _dated(said.group(), on), more)
    if act not in _TIMED:
        return f"{words}: {more}"
    return f"{'Swapped, now' if entry.get('swapped') else _TIMED[act]} {_dated(more, on)}"


def _turn_words(act: str, entry: Mapping[str, Any]) -> str:
    table, column, there, back = _TURNS.get(act, ("", "", "", ""))
    for each, _key, _before, after in entry.get("rows", ()):
        if each == table and column in (after or {}):
            return there if after[column] else back
    return ""


_NEAR = re.compile(r"(?<= )(today|tomorrow)(?= \d)")


def _dated(when: str, on: date | None) -> str:
    day, _, rest = when.partition(" ")
    days = {"today": 0, "tomorrow": 1}.get(day)
    if days is None or on is None:
        return when
    return f"{short_date(on + timedelta(days=days))} {rest}".strip()


def undo_words(undone: str, times: int | None) -> str:
    """Say that an act was taken back, from its words and how often it has been turned round.

    ``times`` is odd for an undo, even where it was done again, None where that is not known.
    """
    how = "Undid, or did again" if times is None else "Undid" if times % 2 else "Did again"
    return f"{how}: {undone}"


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
    if column in ("kind", "channel"):
        return kind_of(text).words if column == "kind" else Channel(text).words
    return _CANCELS.get(text, text) if column == "cancel_code" else names.get(text, text)


def _list_words(column: str, value: list[Any], names: Mapping[str, str]) -> str:
    """Say a list: what somebody may be told, or the fields of a preference that are filled in."""
    if column != "filled":
        return ", ".join(MAY_SPEAK.get(one, str(one)).lower() for one in value)
    flat = [
        (name, str(each))
        for name, one in value
        for each in (one if isinstance(one, list) else [one])
    ]
    return ", ".join(names.get(code, _CHOICES.get((name, code), code)) for name, code in flat)


def _choices() -> dict[tuple[str, str], str]:
    """Return how each answer of a field is said, whatever kind the field is of."""
    found = {(name, code): day for name in ("days", "not_days") for code, day in _DAYS}
    for kind in KINDS.values():
        for field in kind.fields:
            for choice in field.choices:
                found.setdefault((field.name, choice.code), choice.words)
    return found


_DAYS = tuple(zip(DAY_CODES, DAYS_WHOLE, strict=True))
_CHOICES = _choices()
