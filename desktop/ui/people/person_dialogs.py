"""Small dialogs about a person: a death, visits to cancel, a new number, a sensitive record."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from desktop.domain.errors import RuleViolation
from desktop.domain.nhs_numbers import format_nhs_number
from desktop.domain.people import VisitLine
from desktop.domain.said_dates import read_said_date, say_date
from desktop.ui.kit.ask_dialog import AskDialog
from desktop.ui.kit.look import Look
from desktop.ui.people.panel_words import visit_words

MOST_LISTED = 8


class DeathDialog(AskDialog):
    """Asks for the day, which may not be known."""

    def __init__(self, look: Look, *, called: str, today: date, parent: QWidget | None = None):
        super().__init__(look, f"Record that {called} has died?", "death_dialog", parent)
        self._today = today
        self.day = QLineEdit(self)
        self.day.setPlaceholderText("2 nov 2026, or empty when not known")
        self.add_field("&Died on", self.day, "deceased_on")
        self.understood = self.add_words(" ", tone="text2")
        self.add_words("Messages stop. Visits to come are listed next. Undo takes it back.")
        self.add_grave_buttons(
            "Record the death",
            "Leave it",
            not_done="Not recorded. Ctrl+Enter records it, Esc leaves it.",
        )
        self.day.textChanged.connect(self._on_day_typed)
        self.day.setFocus()

    def read(self) -> date | None:
        """Return the day as typed, None when it is not known; RuleViolation for a slip."""
        text = self.day.text().strip()
        if not text:
            return None
        found = read_said_date(text, today=self._today, past_only=True, field="deceased_on")
        return max(found)

    def _on_day_typed(self, _text: str) -> None:
        self.say_wrong(None, "")
        try:
            on = self.read()
        except RuleViolation:
            on = None
        self.understood.setText(say_date(on) if on else " ")


class FutureVisitsDialog(AskDialog):
    """Lists the visits to come of somebody who has died; they can be cancelled in one go."""

    def __init__(
        self,
        look: Look,
        *,
        called: str,
        visits: Sequence[VisitLine],
        today: date,
        zone: str,
        parent: QWidget | None = None,
    ):
        count = len(visits)
        noun = "visit" if count == 1 else "visits"
        title = f"{called} has {count} {noun} to come. Cancel, with no message?"
        super().__init__(look, title, "future_visits_dialog", parent)
        for line in visits[:MOST_LISTED]:
            self.add_words(visit_words(line, today=today, zone=zone))
        if count > MOST_LISTED:
            self.add_words(f"And {count - MOST_LISTED} more.", tone="text2")
        self.add_words("Nothing is sent to anybody.", tone="text2")
        act = "Cancel the visit" if count == 1 else f"Cancel {count} visits"
        self.add_red_buttons(
            act, "Leave them", not_done="Not cancelled. Ctrl+Enter cancels them, Esc leaves them."
        )
        self.keep_button.setFocus()


class NumberDialog(AskDialog):
    """Asks for the new NHS number; the one before stays as an old one."""

    def __init__(self, look: Look, *, called: str, number: str, parent: QWidget | None = None):
        super().__init__(look, f"New NHS number for {called}", "number_dialog", parent)
        self.number = QLineEdit(self)
        self.number.setPlaceholderText("10 digits")
        self.add_field("&NHS number", self.number, "nhs_number")
        if number:
            kept = format_nhs_number(number)
            self.add_words(f"{kept} stays on record as an old number, and still finds them.")
        self.add_words("For a slip of the pen, change the details instead (F2).", tone="text2")
        self.add_buttons("Save the number", "Leave it")
        self.number.setFocus()


class SensitiveDialog(AskDialog):
    """Asks before a record is closed to a look without reason, or opened to everybody."""

    def __init__(
        self, look: Look, *, called: str, is_sensitive: bool, parent: QWidget | None = None
    ):
        if is_sensitive:
            title = f"Open {called}’s record to everybody at the desk again?"
            words = "Nobody will be asked for a reason any more."
            act = "Open to everybody"
        else:
            title = f"Let {called}’s record open only with a reason?"
            words = (
                "Name and visits stay in the diary. Address, phones, preferences, own words and "
                "who may speak for them need a reason, which goes on record."
            )
            act = "Ask for a reason"
        super().__init__(look, title, "sensitive_dialog", parent)
        self.words: QLabel = self.add_words(words)
        self.add_buttons(act, "Leave it")
