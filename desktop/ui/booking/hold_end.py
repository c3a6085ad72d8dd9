"""What the booking form says once its hold has run out: held again only when somebody wants it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop.domain.booking import FreeTime
from desktop.domain.errors import Unavailable
from desktop.domain.times import clock_time, minutes_between
from desktop.operations.chosen_time import read_chosen_time
from desktop.ui.runner import Runner

if TYPE_CHECKING:
    from desktop.ui.booking.booking_form import BookingForm

NOT_KNOWN = "Whether the time is still free is not known."
KEPT = " What you typed is kept."


class HoldEnd(QObject):
    """Looks whether the time is still free, says so, and offers to hold it again."""

    def __init__(self, form: BookingForm, runner: Runner):
        super().__init__(form)
        self._form = form
        self._runner = runner

    def say(self, *, was_away: bool = False) -> None:
        """Say that the hold has ended, to somebody who sat there or was away."""
        words = "Your hold ended while you were away" if was_away else "Your hold ended"
        kept = KEPT if was_away else ""
        was = self._form.pane.current()
        if self._runner.is_paused or was is None:
            self._form.hold_bar.ask("hold", f"{words}. {NOT_KNOWN}{kept}")
            return
        self._runner.run_read(
            read_chosen_time,
            initiator=self,
            on_done=partial(self._on_read, words, kept, was),
            on_failed=partial(self._on_not_read, words, kept),
            slot_ids=was.slot_ids,
            length_minutes=minutes_between(was.start_at, was.end_at),
        )
        self._form.pane.reload()

    def _on_read(self, words: str, kept: str, was: FreeTime, free: FreeTime | None) -> None:
        form = self._form
        if not form.is_open or form.keeper.hold is not None:  # closed or held again meanwhile
            return
        if free is not None:
            words = f"{words} and the time is still free.{kept}"
            form.hold_bar.ask("hold", words, yes="Hold again", on_yes=form.keep_hold)
        else:
            at = clock_time(was.start_at, form.pane.model.zone)
            form.hold_bar.clear()
            form.ask.ask("conflict", f"{words} and {at} has been taken.{kept}", no="Keep looking")
            form.pane.unpin()
            form.pane.reload()

    def _on_not_read(self, words: str, kept: str, error: BaseException) -> None:
        if isinstance(error, Unavailable):
            self._form.hold_bar.ask("hold", f"{words}. {NOT_KNOWN}{kept}")
        else:
            self._runner.failed.emit(error)
