"""One reason in a line: why a slot is blocked, why a past visit is corrected, why it is agreed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.domain.errors import Agreement
from desktop.ui.kit.ask_dialog import AskDialog
from desktop.ui.kit.buttons import KeyButton
from desktop.ui.kit.look import Look


class ReasonDialog(AskDialog):
    """Asks for a reason in a line."""

    def __init__(
        self,
        look: Look,
        title: str,
        *,
        field: str,
        act: str,
        words: str = "",
        parent: QWidget | None = None,
    ):
        super().__init__(look, title, "reason_dialog", parent)
        self.reason = QLineEdit(self)
        self.add_field("&Why", self.reason, field)
        if words:
            self.add_words(words)
        self.add_buttons(act, "Leave it")
        self.reason.setFocus()


_BUTTONS = {
    "swap": ("Swap them", "Leave both as they are"),
    "trip": ("This one alone", "Leave it as it is"),
}
"""What the buttons say to a question by its code; to any other "Yes, do it"."""


class AgreementDialog(AskDialog):
    """Says what has to be agreed, with a reason where one is due.

    Nobody expected the question: the safe answer has the focus, so that Enter pressed twice by
    habit agrees to nothing.
    """

    def __init__(
        self,
        look: Look,
        asked: Sequence[Agreement],
        parent: QWidget | None = None,
    ):
        super().__init__(look, asked[0].message, "agreement_dialog", parent)
        act, keep = _BUTTONS.get(asked[0].code, ("Yes, do it", "Leave it as it is"))
        for one in asked[1:]:
            self.add_words(one.message)
        self.reason = QLineEdit(self)
        self.needs_reason = any(one.needs_reason for one in asked)
        if self.needs_reason:
            self.add_field("&Why", self.reason, "why")
        else:
            self.reason.setAccessibleName("Why")
            self.reason.hide()
        self.add_buttons(act, keep, is_safe=not self.needs_reason)
        self.both_button: KeyButton | None = None
        (self.reason if self.needs_reason else self.keep_button).setFocus()

    def offer_both(self, words: str, on_both: Callable[[], None]) -> None:
        """Offer to do it to all the visits that belong together (Ctrl+B)."""
        self.both_button = KeyButton(
            self._look, words, key="Ctrl+B", name="both_button", parent=self
        )

        def do_both() -> None:
            self.reject()
            on_both()

        self.both_button.clicked.connect(do_both)
        QShortcut(QKeySequence("Ctrl+B"), self).activated.connect(do_both)
        self.add_button(self.both_button)
