"""The words the search box knows: the practice's own, and those of the grammar."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time

from desktop.domain.asked import Asked, ChipKind
from desktop.domain.ids import SlotTypeId
from desktop.domain.practice import Channel, Clinic, Clinician, SlotType
from desktop.domain.times import DAYS_WHOLE

LONGEST = 300
FARTHEST_WEEKS = 104
LONGEST_VISIT = 480
MOST_TIMES = 60

TOKEN = re.compile(r"[^\s,;]+")
OPENING = {"book", "find"}
MOVE = "move"
"""A visit is moved in the diary: a sentence that begins so is not one."""

KEYWORDS = frozenset(
    {"after", "at", "before", "between", "by", "dr", "every", "from", "in", "next", "not"}
    | {"this", "till", "until", "with"}
)
"""Words that never are a person's: what begins with one is understood, or told as not."""

FILLER = {"a", "an", "the", "on", "please", "appt", "appointment", "slot", "visit", "and", "any"}
WEEKDAYS = {
    word: number
    for number, name in enumerate(day.lower() for day in DAYS_WHOLE)
    for word in {name, name[:3], f"{name}s", {1: "tues", 3: "thurs"}.get(number, name)}
}
CLOCK = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?(am|pm)?", re.A)
NUMBER = re.compile(r"\d{1,4}", re.A)
MINUTES = re.compile(r"(\d{1,4})(?:m|min|mins|minute|minutes)", re.A)
TIMES = re.compile(r"x?(\d{1,3})x?", re.A)
LOOKS_LIKE_DATE = re.compile(r"\d{1,4}(?:st|nd|rd|th|[-/.]\d.*)?", re.A)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The practice's own words: who works there, where, and which kinds of slot there are."""

    clinicians: tuple[Clinician, ...] = ()
    clinics: tuple[Clinic, ...] = ()
    slot_types: tuple[SlotType, ...] = ()
    reasons: tuple[tuple[str, SlotTypeId], ...] = ()
    """The practice's own words for reasons, and the kind of slot each is for."""


REASONS = (
    "annual review",
    "asthma review",
    "baby check",
    "blood pressure",
    "blood pressure check",
    "blood test",
    "bloods",
    "dressing",
    "dressings",
    "ear check",
    "ecg",
    "fit note",
    "flu jab",
    "follow up",
    "injection",
    "medication review",
    "results",
    "review",
    "sick note",
    "smear",
    "smear test",
    "stitches out",
    "vaccination",
    "wound check",
)
"""Reasons that are understood anywhere in a sentence; any other follows "for"."""

PARTS: dict[str, tuple[str, time | None, time | None]] = {
    "am": ("mornings", None, time(12)),
    "morning": ("mornings", None, time(12)),
    "mornings": ("mornings", None, time(12)),
    "pm": ("afternoons", time(12), None),
    "afternoon": ("afternoons", time(12), None),
    "afternoons": ("afternoons", time(12), None),
    "evening": ("evenings, from 17:00", time(17), None),
    "evenings": ("evenings, from 17:00", time(17), None),
    "early": ("early, before 10:00", None, time(10)),
    "late": ("late, from 16:00", time(16), None),
    "lunchtime": ("lunchtime, 12:00 to 14:00", time(12), time(14)),
}
HOW: dict[tuple[str, ...], tuple[str, Channel]] = {
    ("phone",): ("by phone", Channel.TELEPHONE),
    ("phone", "call"): ("by phone", Channel.TELEPHONE),
    ("telephone",): ("by phone", Channel.TELEPHONE),
    ("call",): ("by phone", Channel.TELEPHONE),
    ("by", "phone"): ("by phone", Channel.TELEPHONE),
    ("video",): ("by video", Channel.VIDEO),
    ("video", "call"): ("by video", Channel.VIDEO),
    ("face", "to", "face"): ("face to face", Channel.IN_PERSON),
    ("f2f",): ("face to face", Channel.IN_PERSON),
    ("in", "person"): ("face to face", Channel.IN_PERSON),
    ("home", "visit"): ("at home", Channel.HOME),
    ("at", "home"): ("at home", Channel.HOME),
}
FIXED: dict[tuple[str, ...], tuple[ChipKind, str, Asked]] = {
    ("first",): (ChipKind.ORDER, "the first there is", Asked(is_soonest=True)),
    ("soonest",): (ChipKind.ORDER, "the first there is", Asked(is_soonest=True)),
    ("asap",): (ChipKind.ORDER, "the first there is", Asked(is_soonest=True)),
    ("next", "available"): (ChipKind.ORDER, "the first there is", Asked(is_soonest=True)),
    ("first", "available"): (ChipKind.ORDER, "the first there is", Asked(is_soonest=True)),
    ("usual",): (ChipKind.WITH, "who they usually see", Asked(is_usual=True)),
    ("her", "usual"): (ChipKind.WITH, "who they usually see", Asked(is_usual=True)),
    ("his", "usual"): (ChipKind.WITH, "who they usually see", Asked(is_usual=True)),
    ("their", "usual"): (ChipKind.WITH, "who they usually see", Asked(is_usual=True)),
    ("woman",): (ChipKind.WITH, "a woman", Asked(gender="female")),
    ("female",): (ChipKind.WITH, "a woman", Asked(gender="female")),
    ("lady",): (ChipKind.WITH, "a woman", Asked(gender="female")),
    ("man",): (ChipKind.WITH, "a man", Asked(gender="male")),
    ("male",): (ChipKind.WITH, "a man", Asked(gender="male")),
    ("double",): (ChipKind.LENGTH, "double length", Asked(is_double=True)),
    ("double", "length"): (ChipKind.LENGTH, "double length", Asked(is_double=True)),
    ("half", "an", "hour"): (ChipKind.LENGTH, "30 minutes", Asked(minutes=30)),
    ("an", "hour"): (ChipKind.LENGTH, "60 minutes", Asked(minutes=60)),
} | {key: (ChipKind.HOW, words, Asked(channel=how)) for key, (words, how) in HOW.items()}
LONGEST_FIXED = max(map(len, FIXED))
ALIASES = {"doctor": "gp", "doctors": "gp", "hca": "health care assistant", "nurses": "nurse"}


@dataclass(frozen=True, slots=True)
class Found:
    """What the words from a place on were read as, and how many of them."""

    count: int
    kind: ChipKind
    words: str
    asked: Asked
    why: str = ""


def clock_found(word: str, at: time, count: int) -> Found:
    """Return what a clock time means after a word such as "before"."""
    if word in ("after", "from"):
        return Found(count, ChipKind.TIME, f"from {at:%H:%M}", Asked(from_local=at))
    if word in ("before", "until", "till", "by"):
        return Found(count, ChipKind.TIME, f"before {at:%H:%M}", Asked(until_local=at))
    until = time(at.hour, at.minute + 1) if at.minute < 59 else time(min(at.hour + 1, 23))
    return Found(count, ChipKind.TIME, f"at {at:%H:%M}", Asked(from_local=at, until_local=until))


def read_clock(word: str) -> time | None:
    """Read a clock time; from 1 to 7 without am or pm it is in the afternoon. None for none."""
    found = CLOCK.fullmatch(word)
    if found is None:
        return None
    hour, minute, half = int(found.group(1)), int(found.group(2) or 0), found.group(3)
    if half and not 1 <= hour <= 12:
        return None
    if half == "pm" or (half is None and found.group(1)[0] != "0" and 1 <= hour <= 7):
        hour = hour % 12 + 12
    elif half == "am":
        hour %= 12
    return time(hour, minute) if hour < 24 and minute < 60 else None
