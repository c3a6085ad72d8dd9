"""What pages of several visits share: one answer at a time, what is asked first, booking."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Protocol

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop.domain.claims import check_why
from desktop.domain.errors import Conflict, NeedsAgreement, RuleViolation
from desktop.operations.outcome import Outcome
from desktop.ui.booking.together_page import TogetherPage
from desktop.ui.errors import tell

NOT_READ = "They could not be read. Change what is asked, or close this and open it again."


class AskedFields(Protocol):
    """What is asked on top of a page."""

    @property
    def is_resting(self) -> bool: ...
    def read_now(self) -> None: ...
    def inputs(self) -> tuple[QWidget, ...]: ...


class TogetherBooking(TogetherPage):
    """Reads what is asked, waits for it, books; a subclass has fields and says what to send."""

    _asked_times = 0
    _answered = 0
    _question_of: dict[str, Any] | None = None
    """The times that the question in the bar is about."""
    _waiting: list[Callable[[], None]]

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
        sent = self.what_to_send()
        if sent is None or self._card is None:
            return
        self._is_booking = True
        operation, given = sent
        of = _times_in(given)
        self._runner.run_act(
            operation,
            initiator=self,
            on_done=self._on_booked,
            on_failed=partial(self._on_failed, of, agreed),
            agreed=agreed,
            agreed_why=why,
            said=f"the visits of {self._card.called} were booked",
            **given,
        )

    def _on_booked(self, outcome: Outcome[Any]) -> None:
        self._is_booking = False
        self._card = None
        self.ask.clear()
        value = outcome.value
        self.booked.emit(getattr(value, "visits", value))

    def _on_failed(self, of: dict[str, Any], agreed: frozenset[str], error: BaseException) -> None:
        self._is_booking = False
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
            self.look_again(error)
            tone = "conflict" if isinstance(error, Conflict) else "wrong"
            self.ask.ask(tone, tell(error).words, no="Go on")
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
