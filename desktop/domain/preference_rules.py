"""What may be recorded of a preference: tidied, dated, said; and when it is asked again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from desktop.domain.errors import RuleViolation
from desktop.domain.preference_fields import Filled, check_filled, say_filled
from desktop.domain.preference_kinds import Kept, PreferenceKind, Section
from desktop.domain.preferences import KINDS, kind_of
from desktop.domain.said_dates import add_months
from desktop.domain.text import clean_line, clean_lines
from desktop.domain.two_edits import Merge, merge_edits

LONGEST_VALUE = 500
LONGEST_WORDS = 4000
LONGEST_WHO = 200
EARLIEST = date(1900, 1, 1)
LONGEST_NOTE_MONTHS = 24
"""A note about a bad time ends by then at the latest: people are more than what hurt them."""

MOST_ASKED = 3
"""So many questions a visit at the most."""


class Source(StrEnum):
    """Who told us."""

    PATIENT = "patient"
    CARER = "carer"
    STAFF = "staff"
    IMPORT = "import"

    @property
    def words(self) -> str:
        """How the panel says it."""
        return {
            "patient": "told us",
            "carer": "told by a carer",
            "staff": "noticed by staff",
            "import": "taken in from elsewhere",
        }[self.value]


@dataclass(frozen=True, slots=True)
class Told:
    """What the desk types of a preference.

    Shape: ``filled`` are the kind's fields; ``value`` what else was said, ``own_words`` the
    person's own; ``said_by`` names a carer or a member of staff.
    """

    filled: Filled = ()
    value: str = ""
    own_words: str = ""
    source: Source = Source.PATIENT
    said_by: str = ""
    since_on: date | None = None
    review_on: date | None = None
    ends_on: date | None = None


def check_kind(code: str) -> PreferenceKind:
    """Return the kind.

    Errors: RuleViolation("kind") for one there is not, or that is kept elsewhere.
    """
    kind = KINDS.get(code)
    if kind is None:
        raise RuleViolation("kind", "kind", "Choose from the list what this is about.")
    if kind.kept is Kept.DETAILS:
        raise RuleViolation("kind", "kind", "Change this among the person’s details (F2).")
    if kind.kept is Kept.RELATED:
        raise RuleViolation("kind", "kind", "Change this among those who may speak for them.")
    return kind


def check_told(kind: PreferenceKind, told: Told, *, today: date, was: Told | None = None) -> Told:
    """Return what was told, tidied; ``was`` is what stood there, whose old dates may stay.

    Errors: RuleViolation at the field, its sentence saying what to do.
    """
    checked = replace(
        told,
        filled=check_filled(kind.fields, dict(told.filled)),
        value=clean_line(told.value, field="value", longest=LONGEST_VALUE),
        own_words=clean_lines(told.own_words, field="own_words", longest=LONGEST_WORDS),
        source=_source(told.source),
        said_by=clean_line(told.said_by, field="said_by", longest=LONGEST_WHO),
        since_on=told.since_on or today,
    )
    if kind.needs_words and not (checked.value or checked.own_words):
        raise RuleViolation("empty", "own_words", "Write down what they said.")
    if _says_nothing(kind, checked):
        sentence = "Fill in at least one of these, or write down what they said."
        raise RuleViolation("empty", kind.fields[0].name, sentence)
    if checked.source is Source.CARER and not checked.said_by:
        raise RuleViolation("empty", "said_by", "Say who told you.")
    _check_dates(kind, checked, was or Told(), today)
    return checked


def _says_nothing(kind: PreferenceKind, told: Told) -> bool:
    """Return whether it is a wish or an agreement of which nothing is said: "Times" alone."""
    alone = kind.section in (Section.SUITS, Section.CONSENT) and bool(kind.fields)
    return alone and not (told.filled or told.value or told.own_words)


def _source(said: str) -> Source:
    if said not in tuple(Source):
        raise RuleViolation("source", "source", "Choose who told you.")
    return Source(said)


def _check_dates(kind: PreferenceKind, told: Told, was: Told, today: date) -> None:
    since, review, ends = told.since_on, told.review_on, told.ends_on
    assert since is not None
    if not EARLIEST <= since <= today:
        sentence = "Since when? This day is still to come." if since > today else "Check the year."
        raise RuleViolation("since", "since_on", sentence)
    if review is not None and review <= today and review != was.review_on:
        raise RuleViolation("review", "review_on", "Ask again on a day still to come.")
    if ends is not None and ends < today and ends != was.ends_on:
        raise RuleViolation("ends", "ends_on", "This day is over. End it instead.")
    if ends is not None and ends < since:
        raise RuleViolation("ends", "ends_on", "It can’t end before it began.")
    if kind.has_to_end and ends is None:
        raise RuleViolation("ends", "ends_on", "Say until when this should be shown.")
    if kind.has_to_end and ends is not None and ends > add_months(today, LONGEST_NOTE_MONTHS):
        raise RuleViolation("ends", "ends_on", "At most two years; it can be renewed.")


def next_review(kind: PreferenceKind, today: date) -> date | None:
    """Return when a preference of the kind is asked again, None for never."""
    return add_months(today, kind.review_months) if kind.review_months else None


def is_due(review_on: date | None, put_off_on: date | None, today: date) -> bool:
    """Return whether it is asked today: its review is past, and nobody said "not today" today."""
    return review_on is not None and review_on <= today and put_off_on != today


def say_told(code: str, told: Told, names: Mapping[str, str] | None = None) -> str:
    """Say what was told beside the kind: "In person, Joanna Price first. A woman if possible"."""
    kind = kind_of(code)
    parts = [say_filled(kind.fields, told.filled, names), told.value]
    said = ". ".join(dict.fromkeys(part.rstrip(".") for part in parts if part))
    return "" if said.casefold() == kind.words.casefold() else said


def flat_words(
    code: str, filled: Filled, value: str, names: Mapping[str, str] | None = None
) -> str:
    """Say in one text what was told beside the kind, for paper and for other systems."""
    said = say_filled(kind_of(code).fields, filled, names)
    return ". ".join(dict.fromkeys(part for part in (said, value) if part))


def question_words(code: str, told: Told, names: Mapping[str, str] | None = None) -> str:
    """Return the question that asks whether it is still right."""
    said = say_told(code, told, names)
    words = kind_of(code).words
    return f"Is this still right: {words}, {_lowered(said)}?" if said else f"Still right: {words}?"


def _lowered(said: str) -> str:
    return said[:1].lower() + said[1:] if said[1:2].islower() else said


def merge_told(kind: PreferenceKind, base: Told, mine: Told, theirs: Told) -> Merge[Told]:
    """Bring two edits of one preference together, field by field; those of the kind too."""
    whole = merge_edits(*(replace(one, filled=()) for one in (base, mine, theirs)))
    first, my, their = (dict(one.filled) for one in (base, mine, theirs))
    clashes, taken = list(whole.clashes), list(whole.taken)
    filled = dict(my)
    for name in (one.name for one in kind.fields):
        told = their.get(name)
        if told in (first.get(name), my.get(name)):
            continue
        if my.get(name) != first.get(name):
            clashes.append(name)
            continue
        taken.append(name)
        filled.pop(name, None)
        if told is not None:
            filled[name] = told
    ordered = tuple((one.name, filled[one.name]) for one in kind.fields if one.name in filled)
    return Merge(replace(whole.record, filled=ordered), tuple(clashes), tuple(taken))


def is_active(ends_on: date | None, on: date) -> bool:
    """Return whether a preference holds on a day; the day it ends is its last."""
    return ends_on is None or ends_on >= on


def names_wanted(kinds: Iterable[tuple[str, Filled]]) -> frozenset[str]:
    """Return the ids among what is filled in, for whoever has their names."""
    found: set[str] = set()
    for code, filled in kinds:
        kind = kind_of(code)
        for name, value in filled:
            one = kind.field_named(name)
            if one is not None and one.holds_ids and isinstance(value, tuple):
                found.update(value)
    return frozenset(found)
