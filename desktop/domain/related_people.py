"""People who stand near a person: who they are, and what each may be told or decide."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from desktop.domain.contacts import read_email, read_phone
from desktop.domain.errors import RuleViolation
from desktop.domain.ids import PatientId, RelatedPersonId
from desktop.domain.text import clean_line, clean_lines, sentence_case

LONGEST_NAME = 200
LONGEST_NOTE = 500

MAY_SPEAK: dict[str, str] = {
    "times": "Times",
    "transport": "Transport",
    "results": "Results",
    "medicines": "Medicines",
    "record": "Anything on record",
    "decide": "Decides for them",
}
"""What somebody may be told, or do, for a person: code and words, in the order they are asked."""

_EVERYDAY = ("times", "transport", "results")
"""Said also when it is not so: these are what people ring about."""


@dataclass(frozen=True, slots=True)
class RelatedDetails:
    """What the desk types of somebody who stands near a person."""

    name: str = ""
    relationship: str = ""
    phone: str = ""
    email: str = ""
    is_carer: bool = False
    is_next_of_kin: bool = False
    may_speak_for: tuple[str, ...] = ()
    note: str = ""
    related_patient_id: PatientId | None = None


@dataclass(frozen=True, slots=True)
class RelatedPerson:
    """Somebody who stands near a person, as kept; ``ends_on`` is the last day it was so."""

    id: RelatedPersonId
    version: int
    details: RelatedDetails
    ends_on: date | None = None

    @property
    def who(self) -> str:
        """Name and what they are to the person: "Bethan Hughes, daughter"."""
        parts = (self.details.name, self.details.relationship)
        return ", ".join(part for part in parts if part)


def check_related(details: RelatedDetails) -> RelatedDetails:
    """Return the details tidied.

    Errors: RuleViolation at the field, its sentence saying what to do.
    """
    name = clean_line(details.name, field="name", longest=LONGEST_NAME)
    if not name:
        raise RuleViolation("empty", "name", "Type a name, even if only one part is known.")
    phone, email = details.phone.strip(), details.email.strip()
    unknown = [code for code in details.may_speak_for if code not in MAY_SPEAK]
    if unknown:
        raise RuleViolation("may_speak_for", "may_speak_for", "Choose what they may be told.")
    return replace(
        details,
        name=name,
        relationship=clean_line(details.relationship, field="relationship", longest=LONGEST_NAME),
        phone=read_phone(phone).shown if phone else "",
        email=read_email(email).address if email else "",
        may_speak_for=tuple(code for code in MAY_SPEAK if code in details.may_speak_for),
        note=clean_lines(details.note, field="note", longest=LONGEST_NOTE),
    )


def told_words(may_speak_for: Iterable[str]) -> str:
    """Say what somebody may be told: "Times and transport: yes. Results: no"."""
    may = frozenset(may_speak_for)
    if not may:
        return "May be told nothing yet. Ask first."
    if "record" in may:
        yes = [code for code in MAY_SPEAK if code in may and code in ("record", "decide")]
        return f"{_joined(yes)}: yes"
    yes = [code for code in MAY_SPEAK if code in may]
    no = [code for code in _EVERYDAY if code not in may]
    words = f"{_joined(yes)}: yes"
    return f"{words}. {_joined(no)}: no" if no else words


def role_words(details: RelatedDetails) -> str:
    """Say what somebody is beside their relationship: "Carer, next of kin"."""
    parts = ("carer" if details.is_carer else "", "next of kin" if details.is_next_of_kin else "")
    words = ", ".join(part for part in parts if part)
    return sentence_case(words)


def _joined(codes: list[str]) -> str:
    words = [MAY_SPEAK[code].lower() for code in codes]
    said = words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
    return sentence_case(said)
