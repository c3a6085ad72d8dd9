"""The hold of a page of several visits: all of its times for this window, or none of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop.domain.errors import Conflict, RuleViolation
from desktop.domain.ids import HoldId
from desktop.domain.repeats import say_list
from desktop.operations.holds import hold_together
from desktop.ui.booking.hold_end import KEPT, warn_of_end
from desktop.ui.booking.hold_keeper import WARN_AT, HoldKeeper
from desktop.ui.errors import tell
from desktop.ui.runner import Runner

if TYPE_CHECKING:
    from desktop.ui.booking.together_booking import TogetherBooking

NOT_KNOWN = "Whether the times are still free is not known."


class TogetherHold(QObject):
    """Holds what a page is about to book, and says on the page what becomes of the hold."""

    def __init__(self, page: TogetherBooking, runner: Runner, clock: Callable[[], datetime]):
        super().__init__(page)
        self._page, self._runner, self._clock = page, runner, clock
        self._ended_away = False
        self.keeper = HoldKeeper(runner, clock, self, operation=hold_together)
        self.keeper.changed.connect(self._show)
        self.keeper.ticked.connect(self._show)
        self.keeper.warned.connect(self._warn)
        self.keeper.ended.connect(self._on_ended)
        self.keeper.refused.connect(self._on_refused)

    @property
    def id(self) -> HoldId | None:
        """What the booking of the whole names."""
        return self.keeper.hold.id if self.keeper.hold is not None else None

    def want(self) -> None:
        """Hold what the page would book now; what it would not is let go."""
        slot_ids = self._page.slots_chosen() if self._page.holds_now else ()
        if slot_ids:
            self.keeper.want(slot_ids, self._page.patient_id)
        elif not self.keeper.is_left:
            self.keeper.let_go()

    def owner_left(self) -> None:
        """Somebody else is at the desk: the hold runs out by itself, the page stays as it is."""
        self.keeper.is_left, self._ended_away = True, False

    def owner_is_back(self) -> None:
        """Go on as it was left; where the hold has ended it says so."""
        self.keeper.is_left = False
        if self._ended_away:
            self._say_ended(was_away=True)
        elif self.keeper.hold is not None:
            self.keeper.renew()  # who was here meanwhile may have held the same times

    def _show(self, _said: object = None) -> None:
        hold = self.keeper.hold
        if hold is None:
            self._page.held.show_left(None)
            return
        left = hold.until_at - self._clock()
        self._page.held.show_left(left, hold.desk)
        if left > WARN_AT:
            self._page.hold_bar.clear()

    def _warn(self, left: timedelta) -> None:
        warn_of_end(self._page.hold_bar, left, "these times", self._renew)

    def _renew(self) -> None:
        self._page.hold_bar.clear()
        self.keeper.renew()

    # -- its end --------------------------------------------------------------------------------

    def _on_ended(self) -> None:
        if self.keeper.is_left:
            self._ended_away = True
        elif self._page.holds_now:
            self._say_ended()

    def _say_ended(self, *, was_away: bool = False) -> None:
        """Look whether the times are still free, and say so."""
        words = "Your hold ended while you were away" if was_away else "Your hold ended"
        kept = KEPT if was_away else ""
        if self._runner.is_paused:
            self._page.hold_bar.ask("hold", f"{words}. {NOT_KNOWN}{kept}")
            return
        was = self._page.times_chosen()
        self._page.look_for()
        self._page.settle_then(partial(self._say_what_is_left, words, kept, was))

    def _say_what_is_left(self, words: str, kept: str, was: dict[int, str]) -> None:
        page = self._page
        if page.patient_id is None or self.keeper.hold is not None:  # closed, or held again
            return
        lost = self._lost(was)
        if not lost:
            said = f"{words} and the times are still free.{kept}"
            page.hold_bar.ask("hold", said, yes="Hold again", on_yes=self._renew)
            return
        page.hold_bar.clear()
        gone = say_list([was[place] for place in lost])
        said = f"{words}. Not free any more: {gone}.{kept} {self._next(lost)}"
        page.ask.ask("conflict", said, no="Go on")

    # -- somebody was quicker -------------------------------------------------------------------

    def _on_refused(self, error: BaseException) -> None:
        if not isinstance(error, Conflict | RuleViolation):
            self._runner.failed.emit(error)
        elif self._page.holds_now:
            self._page.hold_bar.clear()
            self.say_taken(error)

    def say_taken(self, error: Conflict | RuleViolation) -> None:
        """Say who was quicker with which date, look again, and name what stands there now."""
        page, was = self._page, self._page.times_chosen()
        page.look_again(error)
        said = tell(error).words
        tone = "conflict" if isinstance(error, Conflict) else "wrong"
        page.ask.ask(tone, said, no="Go on")
        if isinstance(error, Conflict):
            page.settle_then(partial(self._say_next, said, was))

    def _say_next(self, said: str, was: dict[int, str]) -> None:
        ask = self._page.ask
        lost = self._lost(was)
        if lost and ask.is_asking and ask.words.text() == said:
            ask.say(f"{said} {self._next(lost)}")

    def _lost(self, was: dict[int, str]) -> list[int]:
        """Return the places where another time stands now, or none."""
        now = self._page.times_chosen()
        return [place for place in was if now.get(place) != was[place]]

    def _next(self, lost: list[int]) -> str:
        now = self._page.times_chosen()
        found = [now[place] for place in lost if place in now]
        if not found:
            return self._page.none_left
        return f"Next best, chosen now: {say_list(found)}."
