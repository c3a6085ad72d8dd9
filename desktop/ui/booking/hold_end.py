"""What the booking form says once its hold has run out: held again only when somebody wants it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop.domain.booking import FreeTime
from desktop.domain.errors import Unavailable
from desktop.domain.times import clock_time, date_of, minutes_between, said_day
from desktop.operations.chosen_time import read_chosen_time
from desktop.ui.booking.ask_bar import AskBar
from desktop.ui.runner import Runner

if TYPE_CHECKING:
    from desktop.ui.booking.booking_form import BookingForm

NOT_KNOWN = "Whether the time is still free is not known."
KEPT = " What you typed is kept."


def warn_of_end(bar: AskBar, left: timedelta, what: str, keep: Callable[[], None]) -> None:
    """Say in its last seconds that a hold ends; it can be kept."""
    seconds = int(left.total_seconds())
    unit = "second" if seconds == 1 else "seconds"
    words = f"Your hold ends in {seconds} {unit}. Then other desks can book {what}."
    if bar.is_asking:
        bar.say(words)
    else:
        bar.ask("hold", words, yes="Keep 5 more min", on_yes=keep)


class HoldEnd(QObject):
    """Looks whether the time is still free, and says so: held again, or the next one taken."""

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
            after = form.pane.model.value_at(form.pane.list.currentIndex().row() + 1)
            form.hold_bar.ask(
                "hold",
                words,
                yes="Hold again",
                no=f"Next: {self._when(after)}" if after is not None else "",
                no_key="↓",
                on_yes=form.keep_hold,
                on_no=partial(form.pane.go, 1),
            )
        else:
            at = clock_time(was.start_at, form.pane.model.zone)
            form.hold_bar.clear()
            form.pane.unpin()
            form.pane.reload()
            said = f"{words} and {at} has been taken.{kept}"
            form.pane.when_settled(partial(self._offer_next, form.turn, said))

    def _offer_next(self, turn: int, words: str) -> None:
        """Name the time that fits best of those left; one key takes it."""
        form = self._form
        if not form.is_open or form.turn != turn:
            return
        best = form.pane.current()
        if best is None:
            form.ask.ask("conflict", f"{words} No other is free as asked.", no="Keep looking")
            return
        form.ask.ask(
            "conflict",
            f"{words} Next best: {self._when(best)}, {best.clinician_name}.",
            yes=f"Take {clock_time(best.start_at, form.pane.model.zone)}",
            key="Ctrl+Enter",
            no="Keep looking",
            on_yes=partial(form.take, best),
        )

    def _when(self, time: FreeTime) -> str:
        """Say when a time is: "tomorrow 09:20", "Wed 25 Nov 10:20"."""
        form = self._form
        zone, now = form.pane.model.zone, self._runner.desk.clock()
        day = said_day(date_of(time.start_at, zone), date_of(now, zone))
        return f"{day} {clock_time(time.start_at, zone)}"

    def _on_not_read(self, words: str, kept: str, error: BaseException) -> None:
        if isinstance(error, Unavailable):
            self._form.hold_bar.ask("hold", f"{words}. {NOT_KNOWN}{kept}")
        else:
            self._runner.failed.emit(error)
