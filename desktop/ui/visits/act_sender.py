"""Sends an act; what has to be agreed, given a reason or put right is asked on the way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from desktop.domain.claims import check_why
from desktop.domain.errors import (
    Conflict,
    NeedsAgreement,
    NotAllowed,
    NotFound,
    RuleViolation,
    Unavailable,
)
from desktop.domain.times import date_of
from desktop.operations.outcome import Outcome
from desktop.ui.errors import tell
from desktop.ui.kit.ask_dialog import AskDialog
from desktop.ui.kit.editor_frame import EditorFrame
from desktop.ui.kit.look import Look
from desktop.ui.kit.message_bar import Message
from desktop.ui.runner import Runner
from desktop.ui.visits.reason_dialog import AgreementDialog, ReasonDialog

Operation = Callable[..., Outcome[Any]]
Done = Callable[[Any], None]
Conflicted = Callable[[Conflict], None]


@dataclass(frozen=True, slots=True)
class Together:
    """What is done to all visits of a trip: ``ask`` takes the question where it is asked.

    ``in_dialog``: the dialog that is open asks it, else a question of its own offers ``words``.
    """

    words: str
    ask: Callable[[str], None]
    in_dialog: bool = False


def is_said_in_dialog(error: BaseException) -> bool:
    """Whether an error is told in the dialog it stopped: that stays open, nothing typed is lost."""
    if isinstance(error, Unavailable):
        return error.is_line_lost or error.code in ("paused", "not_done")
    return isinstance(error, RuleViolation | Conflict | NotAllowed)


def _nothing() -> None:
    """Nobody wants to hear that an act was not done."""


class ActSender(QObject):
    """The base of the acts of the desk.

    Signals: ``message(Message)``.
    """

    message = Signal(object)

    def __init__(self, runner: Runner, look: Look, clock: Callable[[], datetime], parent: QWidget):
        super().__init__(parent)
        self._runner = runner
        self._look = look
        self._clock = clock
        self._window = parent
        practice = runner.desk.practice
        self._zone = practice.zone if practice else "Europe/London"

    def set_zone(self, zone: str) -> None:
        """Take the practice's time zone."""
        self._zone = zone

    @property
    def _today(self) -> date:
        return date_of(self._clock(), self._zone)

    def _say(self, text: str, tone: str = "info") -> None:
        self.message.emit(Message(text, tone, at=self._clock()))

    def _open(self, dialog: AskDialog, on_submitted: Callable[[], None]) -> AskDialog:
        dialog.submitted.connect(on_submitted)
        dialog.open()
        return dialog

    def _send(
        self,
        operation: Operation,
        *,
        dialog: AskDialog | EditorFrame | None = None,
        on_done: Done | None = None,
        on_conflict: Conflicted | None = None,
        on_stale: Callable[[], None] | None = None,
        on_kept: Callable[[], None] = _nothing,
        together: Together | None = None,
        agreed: frozenset[str] = frozenset(),
        agreed_why: str = "",
        said: str = "",
        **arguments: Any,
    ) -> None:
        """Do the act; its dialog closes once it has worked and else says what is wrong.

        ``on_stale`` takes a record that has changed since; ``on_kept`` hears it was not done;
        ``together`` is what can be done to a visit of a trip and the others of it.
        """
        again = partial(
            self._send,
            operation,
            dialog=dialog,
            on_done=on_done,
            on_conflict=on_conflict,
            on_stale=on_stale,
            on_kept=on_kept,
            together=together,
            said=said,
            **arguments,
        )

        def on_failed(error: BaseException) -> None:
            if isinstance(error, NeedsAgreement):
                self._ask_agreement(error, agreed, again, on_kept, together)
                return
            on_kept()
            if on_stale is not None and _is_stale(error):
                on_stale()
            elif isinstance(error, Conflict) and on_conflict is not None and dialog is None:
                on_conflict(error)
            elif isinstance(error, RuleViolation) and error.field == "why" and dialog is None:
                self._ask_why(error, again)
            else:
                self._tell(error, dialog)

        self._runner.run_act(
            operation,
            initiator=self,
            on_done=partial(_on_sent, dialog, on_done),
            on_failed=on_failed,
            agreed=agreed,
            agreed_why=agreed_why,
            said=said,
            **arguments,
        )

    def _ask_agreement(
        self,
        error: NeedsAgreement,
        agreed: frozenset[str],
        again: Callable[..., None],
        on_kept: Callable[[], None] = _nothing,
        together: Together | None = None,
    ) -> None:
        of_trip = together is not None and "trip" in error.codes
        if together is not None and of_trip and together.in_dialog:
            together.ask(error.asked[0].message)
            return
        dialog = AgreementDialog(self._look, error.asked, parent=self._window)
        if together is not None and of_trip:
            dialog.offer_both(together.words, lambda: together.ask(""))

        def on_submitted() -> None:
            why = dialog.reason.text()
            if dialog.needs_reason and not _is_why(dialog, why):
                return
            dialog.accept()
            again(agreed=agreed | error.codes, agreed_why=why)

        dialog.rejected.connect(on_kept)
        self._open(dialog, on_submitted)

    def _ask_why(self, error: RuleViolation, again: Callable[..., None]) -> None:
        dialog = ReasonDialog(
            self._look, error.message, field="why", act="Correct it", parent=self._window
        )

        def on_submitted() -> None:
            why = dialog.reason.text()
            if not _is_why(dialog, why):
                return
            dialog.accept()
            again(why=why)

        self._open(dialog, on_submitted)

    def _tell(self, error: BaseException, dialog: AskDialog | EditorFrame | None) -> None:
        if dialog is not None and not isValid(dialog):
            dialog = None
        if dialog is not None and is_said_in_dialog(error):
            dialog.say_wrong(getattr(error, "field", None), tell(error).words)
        elif isinstance(error, Conflict):
            self._say(tell(error).words, "conflict")
        elif isinstance(error, RuleViolation | NotFound):
            self._say(tell(error).words, "info")
        else:
            self._runner.failed.emit(error)


def _on_sent(
    dialog: AskDialog | EditorFrame | None, on_done: Done | None, outcome: Outcome[Any]
) -> None:
    if dialog is not None and isValid(dialog):  # closed while the answer was in doubt
        dialog.accept()
    if on_done is not None:
        on_done(outcome)


def _is_why(dialog: AskDialog, why: str) -> bool:
    """Whether it can be kept as the reason; else the dialog, still open, says what is wrong."""
    try:
        check_why(why)
    except RuleViolation as slip:
        dialog.say_wrong(slip.field, slip.message)
        return False
    return True


def _is_stale(error: BaseException) -> bool:
    """Whether somebody else has changed the record, or taken it away, since it was read."""
    return isinstance(error, NotFound) or (isinstance(error, Conflict) and error.code == "stale")
