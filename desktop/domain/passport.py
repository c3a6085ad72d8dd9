"""A person's passport on paper: what they told us that others who care for them should know.

Source: domain.md 3.2, "Healthcare Passport". It is theirs to carry, so what is for now alone (a
bad time, with its end) and what was agreed about messages is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from desktop.domain.people import Preference
from desktop.domain.preference_kinds import Section
from desktop.domain.preference_rules import Told, say_told
from desktop.domain.preferences import kind_of, order_of
from desktop.domain.related_people import RelatedPerson, role_words, told_words

SHOWN = (Section.NAME, Section.MATTERS, Section.TREATED, Section.NEEDS, Section.SUITS)


@dataclass(frozen=True, slots=True)
class PassportLine:
    """Something told: what it is ("" where the heading says it), how, and their own words."""

    words: str
    said: str = ""
    own_words: str = ""


Sections = tuple[tuple[str, tuple[PassportLine, ...]], ...]
"""Headings with their lines, those with any."""


@dataclass(frozen=True, slots=True)
class Passport:
    """What stands on it."""

    practice: str
    phone: str
    called: str
    legal_name: str
    say_it: str
    pronouns: str
    born_on: date | None
    nhs_number: str
    printed_at: datetime
    zone: str
    sections: Sections


def sections_of(
    told: Iterable[Preference], near: Iterable[RelatedPerson], names: Mapping[str, str]
) -> Sections:
    """Return the headings of a passport, each with what was told of it, in the order of kinds."""
    found: dict[Section, list[PassportLine]] = {section: [] for section in SHOWN}
    for one in sorted(told, key=lambda one: (order_of(one.kind), one.id)):
        section = kind_of(one.kind).section
        if section in found:
            found[section].append(_line(one, names))
    found[Section.SPEAK] = [_near(one) for one in near]
    return tuple((section.value, tuple(lines)) for section, lines in found.items() if lines)


def _line(one: Preference, names: Mapping[str, str]) -> PassportLine:
    kind = kind_of(one.kind)
    said = say_told(one.kind, Told(filled=one.filled, value=one.value), names)
    words = "" if kind.words == kind.section.value else kind.words
    return PassportLine(words, said, one.own_words)


def _near(one: RelatedPerson) -> PassportLine:
    role = role_words(one.details)
    parts = (one.who, f"{role[:1].lower()}{role[1:]}", one.details.phone)
    return PassportLine(", ".join(filter(None, parts)), told_words(one.details.may_speak_for))
