"""How the reasons of a suggestion stand in a row: their icons, colours and lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from desktop.domain.best_fit import Reason, Suggestion, Tone
from desktop.ui.kit.look import Look

SIGNS = {
    Tone.KEPT: ("check-circle", "good", "body"),
    Tone.COMPROMISE: ("warning-circle", "warn", "bodyStrong"),
    Tone.ASKED_NOT: ("x-circle", "bad", "bodyStrong"),
}
"""Icon, colour and font of each tone."""

STILL_GOOD = 1
"""So many compromises leave a time good; more, or one of what it must have, do not."""


class Placed(NamedTuple):
    """A reason and where it stands: its line, from the left edge."""

    reason: Reason
    line: int
    left: int


def reason_wide(look: Look, reason: Reason) -> int:
    """Return what a reason takes, with its sign."""
    words = look.metrics(SIGNS[reason.tone][2]).horizontalAdvance(reason.words)
    return look.icon_px("inline") + look.px(5) + words


def place_reasons(look: Look, reasons: Sequence[Reason], width: int) -> tuple[Placed, ...]:
    """Return the reasons in lines of that width; each keeps together, a long one has its line."""
    between = look.px(13)
    placed = []
    line = left = 0
    for one in reasons:
        wide = reason_wide(look, one)
        if left and left + wide > width:
            line, left = line + 1, 0
        placed.append(Placed(one, line, left))
        left += wide + between
    return tuple(placed)


def line_height(look: Look) -> int:
    """Return the height of a line of reasons."""
    return look.metrics("bodyStrong").height() + look.px(3)


def is_good(fit: Suggestion) -> bool:
    """Return whether little enough is lost for the time to be called a good one."""
    lost = fit.unmet
    is_hard = any(one.is_must or one.tone is Tone.ASKED_NOT for one in lost)
    is_mostly_kept = not lost or len(fit.met) > len(lost)
    return len(lost) <= STILL_GOOD and is_mostly_kept and not is_hard


def spoken(fit: Suggestion) -> str:
    """Say how well a time fits, as one sentence each for and against."""
    if not fit.reasons:
        return ""
    met, unmet = (", ".join(one.words for one in part) or "none" for part in (fit.met, fit.unmet))
    return f"{fit.words}. Reasons: {met}. Against: {unmet}."
