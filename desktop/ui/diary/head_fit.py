"""How a column stands, fitted to the width of its head: what to know is not cut, it wraps."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics

from desktop.ui.diary.diary_words import HeadState

MOST_LINES = 2
"""Lines a note takes; what is longer is cut, its column's tooltip has it whole."""


@dataclass(frozen=True, slots=True)
class Standing:
    """The lines of what to know, and what is free: beside the last of them, or below it."""

    lines: tuple[str, ...]
    free: str
    is_beside: bool

    @property
    def rows(self) -> tuple[str, ...]:
        """Return every line from the third of the head on."""
        below = self.lines and not self.is_beside
        return (*self.lines, self.free) if below or not self.lines else self.lines


def fit_standing(
    state: HeadState,
    metrics: tuple[QFontMetrics, QFontMetrics],
    *,
    width: int,
    icon: int,
    gap: int,
) -> Standing:
    """Return how a column stands in as few lines as hold it.

    Shape: ``metrics`` of what to know and of what is free.
    Units: px; ``icon`` is what the icon takes, ``gap`` what parts the words from the count.
    """
    label, caption = metrics
    counted, _, _ = state.free.partition(",")  # "11 free, first 08:30"
    ways = (state.free, counted)
    fits = (one for one in ways if caption.horizontalAdvance(one) <= width)
    alone = next(fits, caption.elidedText(counted, Qt.TextElideMode.ElideRight, max(width, 0)))
    if not state.words:
        return Standing((), alone, is_beside=True)
    room = width - icon
    for lines in ((state.words,), _wrapped(state.words, label, room)):
        taken = label.horizontalAdvance(lines[-1]) + gap
        for free in ways:
            if taken + caption.horizontalAdvance(free) <= room:
                return Standing(lines, free, is_beside=True)
    return Standing(lines, alone, is_beside=False)


def _wrapped(words: str, metrics: QFontMetrics, room: int) -> tuple[str, ...]:
    """Part words into lines: between two notes where both then fit, else between words."""
    if metrics.horizontalAdvance(words) <= room:
        return (words,)
    first, mark, second = words.partition("; ")
    if mark and all(metrics.horizontalAdvance(f"{one};") <= room for one in (first, second)):
        return (f"{first};", second)
    lines: list[str] = []
    left = words.split(" ")
    while left and len(lines) < MOST_LINES - 1:
        count = next(
            (n for n in range(len(left), 1, -1) if _fits(" ".join(left[:n]), metrics, room)), 1
        )
        lines.append(" ".join(left[:count]))
        left = left[count:]
    rest = [" ".join(left)] if left else []
    elide = Qt.TextElideMode.ElideRight
    return tuple(metrics.elidedText(one, elide, max(room, 0)) for one in (*lines, *rest))


def _fits(words: str, metrics: QFontMetrics, room: int) -> bool:
    return metrics.horizontalAdvance(words) <= room
