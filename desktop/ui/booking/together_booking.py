"""What pages of several visits share: one answer at a time, what is asked first, booking."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, ClassVar, Protocol

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from desktop.domain.claims import check_why
from desktop.domain.errors import Conflict, NeedsAgreement, RuleViolation
from desktop.domain.ids import PatientId, SlotId
from desktop.domain.people import PatientCard
from desktop.domain.practice import PracticeOutline
from desktop.operations.outcome import Outcome
from desktop.ui.booking.together_hold import TogetherHold
from desktop.ui.booking.together_page import TogetherPage
from desktop.ui.booking.visit_fields import Draft

NOT_READ = "They could not be read. Change what is asked, or close this and open it again."


class AskedFields(Protocol):
    """What is asked on top of a page."""

    @property
    def is_resting(self) -> bool: ...
    def read_now(self) -> None: ...
    def inputs(self) -> tuple[QWidget, ...]: ...


class TogetherBooking(TogetherPage):
    """Reads what is asked, waits for it, books; a subclass has fields and says what to send."""

    _turn = 0
    """Counts who pages were opened for: what was not sent yet for one is not sent for another."""
    _asked_times = 0
    _answered = 0
    _question_of: dict[str, Any] | None = None
    """The times that the question in the bar is about."""
    _waiting: list[Callable[[], None]]

    def _build_hold(self) -> None:
        """Begin to hold what would be booked, once the page is built."""
        self.hold = TogetherHold(self, self._runner, self._clock)

    # -- the hold -------------------------------------------------------------------------------

    @property
    def patient_id(self) -> PatientId | None:
        """Whose visits are being looked for."""
        return self._card.id if self._card is not None else None

    @property
    def holds_now(self) -> bool:
        """Whether somebody is at the page, so that its times are kept from other desks."""
        return self._card is not None and not self.isHidden() and not self.hold.keeper.is_left

    none_left: ClassVar[str]
    """Said where somebody was quicker and nothing else is free."""

    def slots_chosen(self) -> tuple[SlotId, ...]:
        """Return the slots of all visits that would be booked now."""
        raise NotImplementedError

    def times_chosen(self) -> dict[int, str]:
        """Say when all that would be booked now is, by its place."""
        raise NotImplementedError

    def look_for(self) -> None:
        """Look again for what is asked; what is chosen stays so where it is still free."""
        raise NotImplementedError

    def close_page(self) -> None:
        self._turn += 1
        super().close_page()
        self.hold.want()

    def open_page(self, card: PatientCard, outline: PracticeOutline, draft: Draft | None) -> None:
        self._turn += 1
        super().open_page(card, outline, draft)

    def owner_left(self) -> None:
        """Somebody else is at the desk."""
        self.hold.owner_left()

    def owner_is_back(self) -> None:
        """Who typed here is at the desk again."""
        self.hold.owner_is_back()

    def hideEvent(self, event: QHideEvent) -> None:
        # Another area was opened over the page: others may have the times. Not where the window
        # was minimised, nor where the screen is covered.
        if self.isHidden() and not event.spontaneous() and not self._is_booking:
            self.hold.want()
        super().hideEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.hold.want()

    # -- what is asked --------------------------------------------------------------------------

    @property
    def asked_fields(self) -> AskedFields:
        """What is asked on top."""
        raise NotImplementedError

    @property
    def asked_inputs(self) -> tuple[QWidget, ...]:
        return self.asked_fields.inputs()

    # -- reading --------------------------------------------------------------------------------

    def _read(
        self, operation: Callable[..., Any], on_done: Callable[[Any], None], **asked: Any
    ) -> None:
        """Read what is asked; a later question takes the place of one not answered yet."""
        self._asked_times += 1
        number = self._asked_times

        def on_answer(found: Any) -> None:
            on_done(found)
            self._settle(number)

        def on_failed(error: BaseException) -> None:
            # What stands in the list may be the answer to another question: none of it is booked.
            self._waiting, self._is_booking = [], False
            self.show_none(NOT_READ)
            self._runner.failed.emit(error)

        self._runner.run_read(
            operation,
            initiator=self,
            on_done=on_answer,
            on_failed=on_failed,
            latest=self.objectName(),
            **asked,
        )

    def show_none(self, words: str) -> None:
        """Show no row and why, so that none is booked that was not asked for."""
        raise NotImplementedError

    def _drop(self) -> None:
        """An answer still under way is not wanted any more."""
        self._asked_times += 1
        self._answered = self._asked_times

    @property
    def _is_looking(self) -> bool:
        return self._answered != self._asked_times

    def _settle(self, number: int) -> None:
        self._answered = number
        if number == self._asked_times:
            waiting, self._waiting = self._waiting, []
            for call in waiting:
                call()

    def settle_then(self, call: Callable[[], None]) -> None:
        if not self.asked_fields.is_resting:
            self.asked_fields.read_now()
        if self._is_looking:
            self._waiting.append(call)
        else:
            call()

    # -- booking --------------------------------------------------------------------------------

    def book(self) -> None:
        """Book once list and fields have settled."""
        if self._is_booking or self._card is None:
            return
        if self.fields.isVisible() and not self.fields.check():
            return
        self._is_booking = True
        self.settle_then(self._book_settled)

    def _book_settled(self) -> None:
        self._is_booking = False
        if self.is_decided():
            self._send(frozenset(), "")

    def is_decided(self) -> bool:
        """Whether what is shown can be booked; else say what is missing."""
        raise NotImplementedError

    def what_to_send(self) -> tuple[Callable[..., Outcome[Any]], dict[str, Any]] | None:
        """Return the act and what it is given."""
        raise NotImplementedError

    def look_again(self, error: Conflict | RuleViolation) -> None:
        """Somebody was quicker, or it can't be: read again what is free."""
        raise NotImplementedError

    def _send(self, agreed: frozenset[str], why: str) -> None:
        """Send what is shown, once no hold is on its way; not where that was refused meanwhile."""
        shown = self.what_to_send()
        if shown is None:
            return
        self._is_booking = True
        turn = self._turn
        self.hold.keeper.when_settled(partial(self._send_settled, turn, shown, agreed, why))

    def _send_settled(
        self,
        turn: int,
        shown: tuple[Callable[..., Outcome[Any]], dict[str, Any]],
        agreed: frozenset[str],
        why: str,
    ) -> None:
        if turn != self._turn or self._card is None:
            return
        if self.what_to_send() != shown:
            self._is_booking = False
            return
        operation, given = shown
        of = _times_in(given)
        self._runner.run_act(
            operation,
            initiator=self,
            on_done=partial(self._on_booked, turn),
            on_failed=partial(self._on_failed, turn, of, agreed),
            agreed=agreed,
            agreed_why=why,
            hold_id=self.hold.id,
            said=f"the visits of {self._card.called} were booked",
            **given,
        )

    def _on_booked(self, turn: int, outcome: Outcome[Any]) -> None:
        if turn != self._turn:  # closed, or begun anew: the message bar says that it was booked
            return
        self._is_booking = False
        self._card = None
        self.hold.keeper.used_up()
        self.ask.clear()
        self.hold_bar.clear()
        value = outcome.value
        self.booked.emit(getattr(value, "visits", value))

    def _on_failed(
        self, turn: int, of: dict[str, Any], agreed: frozenset[str], error: BaseException
    ) -> None:
        if turn != self._turn:
            self._runner.failed.emit(error)
            return
        self._is_booking = False
        self.hold.want()  # or let go, where the page has been left since
        if isinstance(error, NeedsAgreement):
            self.ask.ask(
                "ask",
                " ".join(one.message for one in error.asked),
                yes="Yes, book them",
                no="Go back",
                needs_why=error.needs_reason,
                on_yes=partial(self._agree, of, agreed | error.codes, error.needs_reason),
                take_focus=True,
            )
            self._question_of = of
        elif isinstance(error, RuleViolation) and self.fields.has_field(error.field):
            self.fields.say_wrong(error.field, error.message)
        elif isinstance(error, RuleViolation | Conflict):
            self.hold.say_taken(error)
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._runner.failed.emit(error)

    def _show_green(self) -> None:
        super()._show_green()
        self._question_of = None  # something else is asked, or nothing

    def forget_question(self) -> None:
        """What was asked of other times is not agreed for those that are chosen now."""
        if self._question_of is not None and not self._are_chosen(self._question_of):
            self.ask.clear()

    def _are_chosen(self, of: dict[str, Any]) -> bool:
        sent = self.what_to_send()
        return sent is not None and _times_in(sent[1]) == of

    def _agree(self, of: dict[str, Any], codes: frozenset[str], needs_why: bool) -> None:
        if not self._are_chosen(of):
            self.ask.clear()
            return
        why = self.ask.reason
        if needs_why:
            try:
                check_why(why)
            except RuleViolation as slip:
                self.ask.say_wrong(slip.message)
                return
        self.ask.clear()
        self._send(codes, why)


_TIMES = ("dates", "visits")


def _times_in(given: dict[str, Any]) -> dict[str, Any]:
    """Return what of an act's arguments says which times it is about."""
    return {name: given[name] for name in _TIMES if name in given}
