"""A sensitive record in the panel: it opens with a reason, which goes on record."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout, QWidget

from desktop.domain.errors import RuleViolation
from desktop.domain.looks import NEED_REASON, check_reason
from desktop.domain.people import PatientCard
from desktop.ui.kit.buttons import KeyButton
from desktop.ui.kit.look import Look
from desktop.ui.people.panel_parts import Words


class ClosedRecord(QFrame):
    """Says that a reason is needed, and takes it.

    Signals: ``reason_given(str)``.
    """

    reason_given = Signal(str)

    def __init__(self, look: Look, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("closed_record")
        self._shown_for = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(6))
        self.words = Words(look, "bodyStrong", parent=self)
        self.words.say(NEED_REASON)
        self.reason = QLineEdit(self)
        self.reason.setObjectName("open_reason")
        self.reason.setAccessibleName("Why you open this record")
        self.reason.setPlaceholderText("for example: rang about a letter")
        self.wrong = Words(look, "body", colour="bad", parent=self)
        self.wrong.say("")
        self.button = KeyButton(
            look,
            "Open the record",
            key="Enter",
            icon="lock-key",
            kind="outlined",
            name="open_record_button",
            parent=self,
        )
        for part in (self.words, self.reason, self.wrong, self.button):
            column.addWidget(part)
        self.reason.returnPressed.connect(self._on_given)
        self.button.clicked.connect(self._on_given)
        self.hide()

    def show_card(self, card: PatientCard) -> None:
        """Ask for a reason where the card is closed; what was typed for another person goes."""
        if self._shown_for != card.id or not card.is_closed:
            self.reason.clear()
            self.wrong.say("")
        self._shown_for = card.id
        self.setVisible(card.is_closed)

    def focus(self) -> None:
        """Go to the reason."""
        self.reason.setFocus()

    @Slot()
    def _on_given(self) -> None:
        try:
            why = check_reason(self.reason.text())
        except RuleViolation as slip:
            self.wrong.say(slip.message)
            self.reason.setFocus()
            return
        self.wrong.say("")
        self.reason_given.emit(why)
