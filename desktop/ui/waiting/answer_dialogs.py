"""What came of an offer that was not taken; why somebody waits no more."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.domain.errors import RuleViolation
from desktop.domain.said_dates import read_go_to_date
from desktop.domain.waiting import ANSWERS, OfferState
from desktop.ui.kit.ask_dialog import AskDialog
from desktop.ui.kit.choice_box import ChoiceBox
from desktop.ui.kit.look import Look


class AnswerDialog(AskDialog):
    """Asks how it was answered and from when they may be asked again."""

    def __init__(
        self, look: Look, *, called: str, when: str, today: date, parent: QWidget | None = None
    ):
        title = f"{called} does not take {when}"
        super().__init__(look, title, "answer_dialog", parent)
        self._today = today
        self.answer = ChoiceBox(look, "answer", self)
        self.answer.fill((words, state) for state, words in ANSWERS.items())
        self.add_field("&Answer", self.answer, "answer")
        self.quiet = QLineEdit(self)
        self.quiet.setPlaceholderText("a day, or empty: ask again any time")
        self.add_field("Do not ask again &until", self.quiet, "quiet_until")
        self.said = QLineEdit(self)
        self.add_field("&In words", self.said, "said")
        self.add_words("The time is free again at once. They go on waiting.")
        self.add_buttons("Write it down", "Back")
        self.answer.setFocus()

    @property
    def state(self) -> OfferState:
        """The answer chosen."""
        chosen = self.answer.currentData()
        return chosen if isinstance(chosen, OfferState) else OfferState.DECLINED

    def read_quiet(self) -> tuple[date | None, bool]:
        """Return the day typed, and whether it could be read; a slip is told at its field."""
        text = self.quiet.text()
        if not text.strip():
            return None, True
        try:
            return read_go_to_date(text, today=self._today, field="quiet_until"), True
        except RuleViolation as slip:
            self.say_wrong(slip.field, slip.message)
            return None, False


class EndWishDialog(AskDialog):
    """Asks why somebody waits no more."""

    def __init__(self, look: Look, *, called: str, kind: str, parent: QWidget | None = None):
        title = f"Take {called} off the waiting list, {kind}?"
        super().__init__(look, title, "end_wish_dialog", parent)
        self.why = QLineEdit(self)
        self.why.setPlaceholderText("for example seen elsewhere")
        self.add_field("&Why", self.why, "why")
        self.add_words("Undo puts them back, in the place they had.")
        self.add_buttons("Take off the list", "Keep them")
        self.why.setFocus()
