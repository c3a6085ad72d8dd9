"""Cancelling the rest of a series: the reason once, each visit with what was arranged for it."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desktop.operations.series import SeriesLeft
from desktop.ui.kit.look import Look
from desktop.ui.visits.cancel_dialog import CancelDialog


class CancelSeriesDialog(CancelDialog):
    """Asks once why, for all that is still to come of a series."""

    def __init__(
        self,
        look: Look,
        *,
        called: str,
        left: SeriesLeft,
        parent: QWidget | None = None,
    ):
        self._left = left
        count = len(left.visits)
        self._visits = "1 visit" if count == 1 else f"{count} visits"
        super().__init__(
            look, whose=f"{self._visits} of {called}", when=left.series.words, parent=parent
        )

    def _say_what(self, arranged: str, series: str) -> None:
        left = self._left
        self.add_words("\n".join(map(_date_line, left.words, left.arranged)))
        to_book = len(left.series.to_book)
        if to_book:
            dates = "1 date that is" if to_book == 1 else f"{to_book} dates that are"
            self.add_words(f"{dates} still to book will not be looked for any more.")
        self.add_words(
            "The times can be booked again at once. "
            "Nothing is sent: they hear of it from you. One undo brings all of it back."
        )
        if any(left.arranged):
            words = "What is to call off goes on the list To arrange."
            self.add_words(words, tone="warn")
        self.add_red_buttons(
            f"Cancel {self._visits}",
            "Keep them",
            not_done="Not cancelled. Ctrl+Enter cancels them, Esc keeps them.",
        )


def _date_line(when: str, arranged: str) -> str:
    return f"{when}. To call off: {arranged}" if arranged else when
