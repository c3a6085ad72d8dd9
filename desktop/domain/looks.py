"""Looks at a person's record: what counts as one, and how often one goes on record."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

from desktop.domain.errors import RuleViolation
from desktop.domain.text import clean_line

LOOK = "look"
"""The act under which a look stands in the record."""

AGAIN_AFTER = timedelta(minutes=10)
"""A look goes on record once per person, actor and desk in this time."""

SHOWN_MS = 2000
"""How long the panel shows a person before it counts as a look."""

LONGEST_REASON = 300
NEED_REASON = "You need a reason to open this record. It will be logged."


class How(StrEnum):
    """How somebody looked."""

    PANEL = "panel"
    FULL_PANEL = "full panel"
    HISTORY = "who changed what"
    REASON = "opened with a reason"


def check_reason(why: str) -> str:
    """Return the reason tidied; RuleViolation at the field when there is none."""
    said = clean_line(why, field="why", longest=LONGEST_REASON)
    if not said:
        raise RuleViolation("why", "why", "Say why, in a few words.")
    return said
