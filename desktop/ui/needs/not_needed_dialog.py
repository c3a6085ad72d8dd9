"""Not needed this time: who said so."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.ui.kit.ask_dialog import AskDialog
from desktop.ui.kit.look import Look


class NotNeededDialog(AskDialog):
    """Asks who said that it is not needed; a need is never dismissed in silence."""

    def __init__(self, look: Look, what: str, parent: QWidget | None = None):
        super().__init__(look, "Not needed this time, who said so?", "not_needed_dialog", parent)
        self.said_by = QLineEdit(self)
        self.said_by.setPlaceholderText("for example Maggie, on the phone")
        self.add_field("&Who said so", self.said_by, "said_by")
        self.why = QLineEdit(self)
        self.add_field("&Why", self.why, "why")
        self.add_words(what)
        self.add_buttons("Not needed this time", "Leave it")
        self.said_by.setFocus()
