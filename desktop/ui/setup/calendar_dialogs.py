"""Calendars (.ics) in and out: whose the busy times of a file are, which diary is saved."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.domain.closures import ClosureDetails, ClosureKind, say_closure
from desktop.domain.errors import RuleViolation
from desktop.domain.ids import ClinicianId, SessionId
from desktop.domain.practice import PracticeOutline
from desktop.domain.said_dates import read_go_to_date
from desktop.domain.times import long_date
from desktop.operations.closures_import import Whose
from desktop.ui.kit.ask_dialog import AskDialog
from desktop.ui.kit.check_box import CheckBox
from desktop.ui.kit.choice_box import ChoiceBox
from desktop.ui.kit.look import Look

NAMED = 3
"""How many busy times are named; the others are counted."""


class ImportCalendarDialog(AskDialog):
    """Says what was found in the file, and asks whose it is; it proposes nothing itself."""

    def __init__(
        self, look: Look, outline: PracticeOutline, *, file_name: str, parent: QWidget | None = None
    ):
        super().__init__(look, f"Busy times of {file_name}", "import_calendar_dialog", parent)
        self.whose = ChoiceBox(look, "whose", self)
        self.whose.fill(_whose(outline))
        self.add_field("Take &as", self.whose, "whose")
        self.found = self.add_words("Reading it.")
        self.found.setObjectName("calendar_found")
        self.add_words(
            "Each busy time from today on, for two years, is proposed. Nothing is closed before a "
            "manager accepts it in Set-up, on the page Closures (Ctrl+8).",
            tone="text2",
        )
        self.add_buttons("Propose them", "Leave it")
        self.whose.setFocus()

    def show_found(self, closures: Sequence[ClosureDetails], not_taken: int) -> None:
        """Say how many busy times there are, the first by name, and what could not be read."""
        if not closures:
            said = "Nothing in it is busy from today on."
        else:
            many = "1 busy time" if len(closures) == 1 else f"{len(closures)} busy times"
            first = sorted(closures, key=lambda one: one.first_on)[:NAMED]
            named = "; ".join(say_closure(one) for one in first)
            more = f"; {len(closures) - NAMED} more" if len(closures) > NAMED else ""
            said = f"{many}: {named}{more}."
        if not_taken:
            said += f" {not_taken} can’t be taken; you will see why."
        self.found.setText(said)
        self.grow()

    def read(self) -> Whose:
        """Return of whom, or what, the busy times become closures."""
        chosen: Whose = self.whose.currentData()
        return chosen


def _whose(outline: PracticeOutline) -> list[tuple[str, Whose]]:
    found = [
        ("The practice is closed", Whose(ClosureKind.CLOSED)),
        ("The practice has training", Whose(ClosureKind.TRAINING)),
    ]
    if len(outline.clinics) > 1:
        found += [
            (f"{one.name} is closed", Whose(ClosureKind.CLOSED, clinic_id=one.id))
            for one in outline.clinics
        ]
    found += [
        (f"{one.name} is on leave", Whose(ClosureKind.LEAVE, clinician_id=one.id))
        for one in outline.clinicians
    ]
    return found


class DiaryChoice(NamedTuple):
    """A clinician's diary, or one session of it."""

    clinician_id: ClinicianId
    session_id: SessionId | None = None


class ExportDiaryDialog(AskDialog):
    """Whose diary, of which days, with or without who comes."""

    def __init__(
        self,
        look: Look,
        choices: Sequence[tuple[str, DiaryChoice]],
        *,
        on_date: date,
        last_on: date,
        today: date,
        parent: QWidget | None = None,
    ):
        super().__init__(look, "Save a diary as a calendar", "export_diary_dialog", parent)
        self._today, self._on_date = today, on_date
        self.what = ChoiceBox(look, "what", self)
        self.what.fill(choices)
        self.first, self.last = (
            QLineEdit(f"{on.day}/{on.month}/{on.year}", self) for on in (on_date, last_on)
        )
        self.names = CheckBox(look, "Name the people &who come", "names", self)
        for words, widget, field in (
            ("&Diary", self.what, "what"),
            ("&From", self.first, "first_on"),
            ("&Until", self.last, "last_on"),
        ):
            self.add_field(words, widget, field)
        self.body.addWidget(self.names)
        self.understood = self.add_words(" ")
        self.understood.setObjectName("export_understood")
        self.understood.setFont(look.font("bodyStrong"))
        self.privacy = self.add_words(" ", tone="text2")
        self.add_buttons("Choose a file", "Leave it")
        self.what.currentIndexChanged.connect(self._say_back)
        self.names.toggled.connect(self._say_back)
        for line in (self.first, self.last):
            line.textChanged.connect(self._say_back)
        self._say_back()
        self.what.setFocus()

    @property
    def _choice(self) -> DiaryChoice:
        chosen: DiaryChoice = self.what.currentData()
        return chosen

    def _say_back(self) -> None:
        self.say_wrong(None, "")
        is_session = self._choice.session_id is not None
        for line in (self.first, self.last):
            line.setEnabled(not is_session)
        try:
            wanted = self.read()
        except RuleViolation:
            self.understood.setText(" ")
        else:
            days = [long_date(wanted["first_on"])]
            if wanted["last_on"] != wanted["first_on"]:
                days.append(long_date(wanted["last_on"]))
            self.understood.setText(f"{' to '.join(days)}.")
        self.privacy.setText(
            "Everybody’s name stands in the file. Each of them is put on record."
            if self.names.isChecked()
            else "The file says when something is booked and of which kind, and nobody’s details."
        )
        self.grow()

    def read(self) -> dict[str, Any]:
        """Return what export_diary takes.

        Errors: RuleViolation at a date.
        """
        choice = self._choice
        first = last = self._on_date
        if choice.session_id is None:
            first = read_go_to_date(self.first.text(), today=self._today, field="first_on")
            last = read_go_to_date(self.last.text(), today=self._today, field="last_on")
        return {
            "clinician_id": choice.clinician_id,
            "session_id": choice.session_id,
            "first_on": first,
            "last_on": last,
            "names": self.names.isChecked(),
        }
