"""What can be taken back at this desk: the stack behind Ctrl+Z and Ctrl+Shift+Z."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QObject, Signal

from desktop.domain.errors import Conflict
from desktop.operations.outcome import Inverse, Outcome
from desktop.operations.undo import UndoStack, undo
from desktop.ui.kit.message_bar import Message
from desktop.ui.runner import Runner

DO_AGAIN_KEY = "Ctrl+Shift+Z"


class History(QObject):
    """Keeps each act that came back, takes it back, does it again.

    Signals: ``message(Message)``; ``turned(Inverse)`` when an act was taken back or done again,
    with what would turn it round once more: its rows say how all is now.
    """

    message = Signal(object)
    turned = Signal(object)

    def __init__(
        self, runner: Runner, clock: Callable[[], datetime], parent: QObject | None = None
    ):
        super().__init__(parent)
        self._runner = runner
        self._clock = clock
        self._stack = UndoStack()
        self._taking_back = False
        self._again: Callable[[], None] | None = None
        runner.did.connect(self._on_runner_did)

    def undo(self) -> None:
        """Take the last act back."""
        self._apply(self._stack.next_undo, "There is nothing to undo.", self._on_undone)

    def redo(self) -> None:
        """Do the act last taken back again, or the one that the line cut off."""
        again, self._again = self._again, None
        if again is not None:
            again()
            return
        self._apply(self._stack.next_redo, "There is nothing to do again.", self._on_redone)

    def offer_again(self, again: Callable[[], None] | None) -> None:
        """Do this with the key that does things again, until something else is done."""
        self._again = again

    def _apply(
        self,
        inverse: Inverse | None,
        nothing: str,
        on_done: Callable[[Outcome[None], str], None],
    ) -> None:
        if inverse is None:
            self._say(nothing, "info")
        elif not self._taking_back:
            self._taking_back = True
            label = inverse.label
            self._runner.run_act(
                undo,
                initiator=self,
                inverse=inverse,
                on_done=lambda outcome: on_done(outcome, label),
                on_failed=self._on_undo_failed,
            )

    def clear(self) -> None:
        """Forget everything: another person is at the desk."""
        self._again = None
        self._stack.clear()

    def _on_runner_did(self, outcome: Outcome[object]) -> None:
        if outcome.words or outcome.undo is not None:
            self._again = None
        if self._taking_back or outcome.undo is None:
            if outcome.words and not self._taking_back:
                self._say(outcome.words, "done")
            return
        self._stack.did(outcome.undo)
        self._say(outcome.words, "done", can_undo=True)

    def _on_undone(self, outcome: Outcome[None], label: str) -> None:
        self._taking_back = False
        if outcome.undo is not None:
            self._stack.undone(outcome.undo)
            self.turned.emit(outcome.undo)
        # Ctrl+Z would take the act before back: what is offered is the way back from this.
        self.message.emit(
            Message(
                f"Undone: {label}",
                "undo",
                action="Do it again",
                key=DO_AGAIN_KEY,
                on_action=self.redo,
                at=self._clock(),
            )
        )

    def _on_redone(self, outcome: Outcome[None], label: str) -> None:
        self._taking_back = False
        if outcome.undo is not None:
            self._stack.redone(outcome.undo)
            self.turned.emit(outcome.undo)
        self._say(f"Done again: {label}", "done", can_undo=True)

    def _on_undo_failed(self, error: BaseException) -> None:
        self._taking_back = False
        if isinstance(error, Conflict):
            self._say(str(error), "undo")
        else:
            self._runner.failed.emit(error)

    def _say(self, text: str, tone: str, *, can_undo: bool = False) -> None:
        self.message.emit(Message(text, tone, can_undo=can_undo, at=self._clock()))
