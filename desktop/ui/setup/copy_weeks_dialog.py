"""The sessions of one week copied to the weeks after it: for how many."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtWidgets import QSpinBox, QWidget

from desktop.domain.times import DAYS, long_date, short_date
from desktop.operations.session_copies import MOST_WEEKS
from desktop.ui.kit.ask_dialog import AskDialog
from desktop.ui.kit.look import Look

USUAL_WEEKS = 4


class CopyWeeksDialog(AskDialog):
    """Says which week, and up to when; it copies nothing itself."""

    def __init__(self, look: Look, *, monday: date, parent: QWidget | None = None):
        sunday = monday + timedelta(days=6)
        same = monday.month == sunday.month
        first = f"{DAYS[0]} {monday.day}" if same else short_date(monday)
        title = f"Copy the sessions of {first} to {short_date(sunday)}"
        super().__init__(look, title, "copy_weeks_dialog", parent)
        self._monday = monday
        self.weeks = QSpinBox(self)
        self.weeks.setRange(1, MOST_WEEKS)
        self.weeks.setValue(USUAL_WEEKS)
        self.weeks.lineEdit().setTextMargins(6, 0, 6, 0)
        self.add_field("&Weeks after it", self.weeks, "weeks")
        self.until = self.add_words("")
        self.add_words(
            "Each session keeps its clock time, room and slots; extras are not copied. Where it is "
            "closed, or the clinician or the room is taken, the session is left out and named.",
            tone="text2",
        )
        self.add_buttons("Copy them", "Leave it")
        self.weeks.valueChanged.connect(self._say_until)
        self._say_until()
        self.weeks.setFocus()
        self.weeks.selectAll()

    def _say_until(self) -> None:
        self.say_wrong(None, "")
        last = self._monday + timedelta(days=6, weeks=self.weeks.value())
        self.until.setText(f"Until {long_date(last)}.")
        self.grow()
