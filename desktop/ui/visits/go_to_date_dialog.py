"""Go to a date in the diary, said as people say it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.domain.errors import RuleViolation
from desktop.domain.said_dates import read_go_to_date
from desktop.domain.times import long_date
from desktop.ui.kit.ask_dialog import AskDialog
from desktop.ui.kit.look import Look


class GoToDateDialog(AskDialog):
    """Says back the date it understood while it is typed.

    Signals: ``chosen(date)``.
    """

    chosen = Signal(object)

    def __init__(self, look: Look, today: date, parent: QWidget | None = None):
        super().__init__(look, "Go to a date", "go_to_date_dialog", parent)
        self._today = today
        self.text = QLineEdit(self)
        self.text.setPlaceholderText("25 nov, next mon, in 6 weeks")
        self.add_field("&Date", self.text, "date")
        self.understood = self.add_words(" ", tone="text2")
        self.understood.setObjectName("understood")
        self.add_buttons("Go", "Stay")
        self.text.textChanged.connect(self._on_text_changed)
        self.submitted.connect(self._on_submitted)
        self.text.setFocus()

    @classmethod
    def ask_date(
        cls, look: Look, today: date, on_chosen: Callable[[date], None], parent: QWidget
    ) -> GoToDateDialog:
        """Open it; ``on_chosen`` gets the date."""
        dialog = cls(look, today, parent)
        dialog.chosen.connect(on_chosen)
        dialog.open()
        return dialog

    def _on_text_changed(self, text: str) -> None:
        self.say_wrong(None, "")
        try:
            on = read_go_to_date(text, today=self._today)
        except RuleViolation:
            self.understood.setText(" ")
        else:
            self.understood.setText(long_date(on))

    def _on_submitted(self) -> None:
        try:
            on = read_go_to_date(self.text.text(), today=self._today)
        except RuleViolation as slip:
            self.say_wrong("date", slip.message)
            return
        self.accept()
        self.chosen.emit(on)
