"""A new PIN for somebody who has forgotten theirs, or has none yet; typed twice, never shown."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.domain.errors import RuleViolation
from desktop.domain.pins import LEAST_DIGITS, MOST_DIGITS, check_new_pin, check_same_pin
from desktop.ui.kit.ask_dialog import AskDialog
from desktop.ui.kit.look import Look


class PinDialog(AskDialog):
    """Asks for the PIN; it saves nothing itself."""

    def __init__(self, look: Look, *, name: str, parent: QWidget | None = None):
        super().__init__(look, f"A new PIN for {name}", "pin_dialog", parent)
        self.pin, self.again = QLineEdit(self), QLineEdit(self)
        for line in (self.pin, self.again):
            line.setEchoMode(QLineEdit.EchoMode.Password)
        self.add_field("&New PIN", self.pin, "pin")
        self.add_field("The same &again", self.again, "again")
        self.add_words(
            f"{LEAST_DIGITS} to {MOST_DIGITS} digits that don’t repeat or count. It can’t be "
            "undone, only set anew; the old one stops working at once.",
            tone="text2",
        )
        self.add_buttons("Set the PIN", "Leave it")
        self.pin.setFocus()

    def read(self) -> str:
        """Return the PIN; RuleViolation where it may not be one, or was typed in two ways."""
        pin = check_new_pin(self.pin.text())
        check_same_pin(pin, self.again.text())
        return pin

    def is_fit(self) -> bool:
        """Whether the PIN can be set; else it says at the field why not."""
        try:
            self.read()
        except RuleViolation as slip:
            self.say_wrong(slip.field, slip.message)
            return False
        return True
