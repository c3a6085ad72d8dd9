"""The kinds of error a person can meet, each with the facts its words are made of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


class AppError(Exception):
    """Base of everything that is told to the person in words; anything else is a bug."""


class RuleViolation(AppError):
    """Something typed or asked for breaks a rule.

    Shape: ``code`` is stable, ``field`` names the input it belongs to, ``message`` is the sentence.
    """

    def __init__(self, code: str, field: str | None = None, message: str = "", **facts: object):
        super().__init__(message or code)
        self.code = code
        self.field = field
        self.message = message
        self.facts = facts


class NeedsAgreement(AppError):
    """The act is allowed once somebody has agreed; raised before anything is written.

    Shape: ``codes`` to be passed back in ``agreed``; ``messages`` says each in words.
    """

    def __init__(self, asked: Iterable[Agreement]):
        self.asked = tuple(asked)
        super().__init__("; ".join(one.message for one in self.asked))

    @property
    def codes(self) -> frozenset[str]:
        """The codes to pass back in ``agreed``."""
        return frozenset(one.code for one in self.asked)

    @property
    def needs_reason(self) -> bool:
        """Whether a reason has to be given with the agreement."""
        return any(one.needs_reason for one in self.asked)


@dataclass(frozen=True, slots=True)
class Agreement:
    """One thing that is warned about, not forbidden."""

    code: str
    message: str
    needs_reason: bool = False


class NotAllowed(AppError):
    """The person's role does not cover the act."""

    def __init__(self, act: str, role_needed: str, message: str = ""):
        super().__init__(message or f"{act} needs the role {role_needed}")
        self.act = act
        self.role_needed = role_needed
        self.message = message


class NotFound(AppError):
    """Something named by its id is not there (any more)."""

    def __init__(self, kind: str, key: str):
        super().__init__(f"no such {kind}")
        self.kind = kind
        self.key = key


@dataclass(frozen=True, slots=True)
class LaterAct:
    """Who did what, when, that stands in the way."""

    act: str
    actor: str
    desk: str
    at: datetime | None = None


class Conflict(AppError):
    """Someone was quicker, or the row has changed since it was read; nothing was kept.

    Shape: ``code`` is one of taken, held, blocked, stale, overlap, undo; ``later`` names the act
    that was first.
    """

    def __init__(
        self, code: str, message: str = "", later: LaterAct | None = None, **facts: object
    ):
        super().__init__(message or code)
        self.code = code
        self.message = message
        self.later = later
        self.facts = facts


class Unavailable(AppError):
    """The database cannot be reached or written: disk full, locked, server gone.

    Shape: ``act_id`` is that of the act it stopped, "" for none. ``outcome`` is what the act came
    to where only the answer to its commit is missing: the desk's ``was_done`` tells, once the
    database is back, whether it was done. Without one it was surely not.
    """

    def __init__(self, code: str, message: str = ""):
        super().__init__(message or code)
        self.code = code
        self.message = message
        self.act_id = ""
        self.outcome: object = None

    @property
    def is_line_lost(self) -> bool:
        """Whether nothing can be read or written until the database is there again."""
        return self.code in LINE_LOST


LINE_LOST = frozenset({"connection", "missing", "replaced", "upgraded"})
"""The server does not answer, the file is gone or another one, or a newer Attend upgraded it."""
