"""What a practice is made of when it is set up: names, codes, the kinds of slot to start with."""

from __future__ import annotations

import re
from dataclasses import dataclass

from desktop.domain.errors import RuleViolation
from desktop.domain.permissions import Role
from desktop.domain.practice import Channel
from desktop.domain.release import AT_ONCE, ReleaseRule, check_release
from desktop.domain.text import clean_line, clean_lines

ZONE = "Europe/London"
NATIONS = {
    "england": "England",
    "wales": "Wales",
    "scotland": "Scotland",
    "northern-ireland": "Northern Ireland",
}
COLOURS = frozenset("RDTVNLBHPG")
"""The colours a kind of slot may have, by the letter they were made for (tokens.json)."""

COLOUR_NAMES = {
    "R": "Indigo",
    "D": "Sand",
    "T": "Green",
    "V": "Pale blue",
    "N": "Purple",
    "L": "Teal",
    "B": "Wine",
    "H": "Olive",
    "P": "Rose",
}
"""Told apart with every kind of colour sight; the letter is always there too."""

NATIONAL_CATEGORIES = (
    "General Consultation Routine",
    "General Consultation Acute",
    "Clinical Triage",
    "Planned Clinics",
    "Planned Clinical Procedure",
    "Service provided by organisation external to the practice",
    "Unplanned Clinical Activity",
    "Home Visit",
    "Structured Medication Review",
    "Care Home Visit",
    "Patient contact during Care Home Round",
    "Care Home Needs Assessment & Personalised Care and Support Planning",
    "Social Prescribing Service",
    "Non-contractual chargeable work",
    "Walk-in",
    "Group Consultation and Group Education",
)
"""Source: NHS England, GP appointment data, the national slot type categories."""

BOOKERS = (Role.RECEPTIONIST, Role.CLINICIAN, Role.MANAGER)
"""Who may be named as booking a kind of slot; nobody named: whoever may book at all."""

LONGEST_NAME = 200
_PRACTICE_CODE = re.compile(r"[A-Z][0-9]{5}")
_ANY_CODE = re.compile(r"[A-Z0-9]{3,12}")


@dataclass(frozen=True, slots=True)
class SlotTypeDetails:
    """A kind of slot as it is typed; ``letter`` is unique among those in use.

    Units: whole minutes, 1 to 480.
    """

    name: str
    short_name: str
    letter: str
    minutes: int
    channel: Channel = Channel.IN_PERSON
    bookable: bool = True
    national_category: str | None = None
    colour: str = "R"
    warning: str = ""
    information: str = ""
    booked_by: tuple[str, ...] = ()
    release: ReleaseRule = AT_ONCE


STARTER_SLOT_TYPES: tuple[SlotTypeDetails, ...] = (
    SlotTypeDetails(
        "Routine", "Rout", "R", 10, national_category="General Consultation Routine", colour="R"
    ),
    SlotTypeDetails(
        "On the day", "Day", "D", 10, national_category="General Consultation Acute", colour="D"
    ),
    SlotTypeDetails(
        "Telephone",
        "Tel",
        "T",
        10,
        Channel.TELEPHONE,
        national_category="General Consultation Routine",
        colour="T",
    ),
    SlotTypeDetails(
        "Nurse treatment",
        "Nurse",
        "N",
        20,
        national_category="Planned Clinical Procedure",
        colour="N",
    ),
    SlotTypeDetails(
        "Long or review", "Long", "L", 20, national_category="Planned Clinics", colour="L"
    ),
    SlotTypeDetails("Break", "Brk", "b", 10, bookable=False),
)
"""What a new practice begins with; everything of it can be changed."""


def check_name(name: str, *, field: str = "name") -> str:
    """Return a name, tidy; RuleViolation at the field when it is empty or too long."""
    return clean_line(name, field=field, longest=LONGEST_NAME, required=True)


def check_address(address: str, *, field: str = "address") -> str:
    """Return an address of several lines, tidy; it may be empty."""
    return clean_lines(address, field=field, longest=500)


def check_nation(nation: str) -> str:
    """Return the nation's code; RuleViolation("nation") for any other text."""
    if nation not in NATIONS:
        raise RuleViolation("nation", "nation", "Choose the nation the practice is in.")
    return nation


def read_practice_phone(typed: str) -> tuple[str, str]:
    """Return the number people ring the practice on, as it is said, and a doubt about it.

    Shape: "" for none. Errors: RuleViolation at phone for what can be no number.
    """
    from desktop.domain.contacts import read_phone

    if not typed.strip():
        return "", ""
    reading = read_phone(typed)
    return reading.shown, reading.doubtful or ""


def read_ods_code(typed: str) -> tuple[str | None, str]:
    """Return an ODS code (None for none) and a warning where its shape is odd.

    Shape: a general practice's code is a letter and five digits; nothing is read into them.
    Source: ODS, "GP Practice Identification Codes".
    """
    code = clean_line(typed, field="ods_code", longest=40).replace(" ", "").upper()
    if not code:
        return None, ""
    if _PRACTICE_CODE.fullmatch(code):
        return code, ""
    if _ANY_CODE.fullmatch(code):
        return code, "A general practice’s ODS code is a letter and five digits. Check it."
    return code, "An ODS code has only letters and digits, 3 to 12 of them. Check it."


def check_slot_type(details: SlotTypeDetails) -> SlotTypeDetails:
    """Return the kind of slot, tidy.

    Errors: RuleViolation at name, short_name, letter, minutes or colour.
    """
    letter = clean_line(details.letter, field="letter", longest=10)
    if len(letter) != 1 or not letter.isalnum():
        raise RuleViolation("letter", "letter", "Choose one letter or digit for this kind.")
    short = clean_line(details.short_name, field="short_name", longest=40, required=True)
    if not 2 <= len(short) <= 5:
        raise RuleViolation("short_name", "short_name", "A short name has 2 to 5 letters.")
    if not 1 <= details.minutes <= 480:
        raise RuleViolation("minutes", "minutes", "A slot lasts between 1 and 480 minutes.")
    if details.colour not in COLOURS:
        raise RuleViolation("colour", "colour", "Choose one of the colours.")
    if any(one not in BOOKERS for one in details.booked_by):
        raise RuleViolation("booked_by", "booked_by", "Tick who may book it, or nobody for all.")
    return SlotTypeDetails(
        name=check_name(details.name),
        short_name=short,
        letter=letter,
        minutes=details.minutes,
        channel=details.channel,
        bookable=details.bookable,
        national_category=details.national_category,
        colour=details.colour,
        warning=clean_lines(details.warning, field="warning", longest=500),
        information=clean_lines(details.information, field="information", longest=2000),
        booked_by=tuple(one.value for one in BOOKERS if one in details.booked_by),
        release=check_release(details.release),
    )
