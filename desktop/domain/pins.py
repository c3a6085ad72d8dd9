"""PINs: what a new one must be, and the rest after too many wrong ones."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import datetime, timedelta

from desktop.domain.errors import RuleViolation

LEAST_DIGITS, MOST_DIGITS = 6, 12
MOST_WRONG = 5
REST = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class PinTries:
    """Wrong PINs of somebody since the last right one, and until when signing in rests."""

    wrong: int = 0
    rests_until: datetime | None = None

    def after_wrong(self, now: datetime) -> PinTries:
        """Return the tries with one more wrong one; the fifth begins a rest."""
        wrong = self.wrong + 1
        if wrong < MOST_WRONG:
            return PinTries(wrong)
        return PinTries(0, now + REST)

    def rest_left_seconds(self, now: datetime) -> int:
        """Return how many whole seconds the rest still lasts, 0 when there is none."""
        if self.rests_until is None or self.rests_until <= now:
            return 0
        # A clock set back must not lengthen it.
        left = min(self.rests_until - now, REST)
        return int(left.total_seconds()) + 1


def check_new_pin(pin: str) -> str:
    """Return a PIN that may be set: 6 to 12 digits, not one digit alone, not counting up or down.

    Errors: RuleViolation("pin") with a sentence for the field, which never quotes the PIN.
    """
    typed = pin.strip()
    if not (typed.isascii() and typed.isdigit() and LEAST_DIGITS <= len(typed) <= MOST_DIGITS):
        raise _violation(f"A PIN has {LEAST_DIGITS} to {MOST_DIGITS} digits and nothing else.")
    steps = {(int(after) - int(before)) % 10 for before, after in itertools.pairwise(typed)}
    if len(steps) == 1 and steps <= {0, 1, 9}:
        raise _violation("This PIN is easy to guess. Choose digits that don’t repeat or count.")
    return typed


def check_same_pin(pin: str, again: str) -> None:
    """Raise RuleViolation("again") where the PIN was typed in two ways."""
    if pin.strip() != again.strip():
        raise RuleViolation("again", "again", "The two PINs differ. Type the same one again.")


def _violation(message: str) -> RuleViolation:
    return RuleViolation("pin", "pin", message)
