"""Ctrl+P: what to print, how large, to a printer or a PDF."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from desktop.domain.ids import ClinicId, PatientId, SessionId
from desktop.ui.kit.ask_dialog import AskDialog
from desktop.ui.kit.buttons import KeyButton
from desktop.ui.kit.check_box import CheckBox
from desktop.ui.kit.choice_box import ChoiceBox
from desktop.ui.kit.look import Look


class Way(StrEnum):
    """Where the pages go."""

    PRINTER = "printer"
    PDF = "pdf"


@dataclass(frozen=True, slots=True)
class PrintChoice:
    """One thing that can be printed here: a day's sheet, or (``patient_id``) somebody's card.

    ``is_passport``: their passport, not the card. ``large``: they asked for large print, so it is
    offered so; of so many ``points``, where they said.
    """

    words: str
    on_date: date | None = None
    clinic_id: ClinicId | None = None
    session_id: SessionId | None = None
    patient_id: PatientId | None = None
    large: bool = False
    is_passport: bool = False
    points: int | None = None


class PrintDialog(AskDialog):
    """Asks what and how large; stays open until it is printed or saved.

    Signals: ``wanted(PrintChoice, large, Way)``.
    """

    wanted = Signal(object, bool, object)

    def __init__(self, look: Look, choices: Sequence[PrintChoice], parent: QWidget | None = None):
        super().__init__(look, "Print", "print_dialog", parent)
        self.what = ChoiceBox(look, "what", self)
        self.what.fill((choice.words, choice) for choice in choices)
        self.add_field("&What", self.what, "what")
        self.large = CheckBox(look, "&Large print", "large_print", self)
        self.body.addWidget(self.large)
        self.what.currentIndexChanged.connect(self._on_chosen)
        self._on_chosen()
        self.add_words("A record is kept, for everyone on it, that you printed this.", tone="text2")
        self.add_buttons("Print", "Close")
        self.pdf_button = KeyButton(
            look, "Save as PDF", key="Ctrl+S", name="pdf_button", parent=self
        )
        # A combo box takes every key for a search in its list, so this has to be a shortcut.
        save = QShortcut(QKeySequence(QKeySequence.StandardKey.Save), self)
        save.activated.connect(self.pdf_button.click)
        self.pdf_button.clicked.connect(lambda: self._want(Way.PDF))
        self.add_button(self.pdf_button)
        self.submitted.connect(lambda: self._want(Way.PRINTER))
        self.what.setFocus()

    @Slot()
    def _on_chosen(self) -> None:
        """Offer the size of print that who it is for asked for; it can be changed."""
        choice = self.what.currentData()
        size = f", {choice.points} point" if choice.points else ""
        self.large.setText(f"&Large print{size}")
        self.large.setAccessibleName(f"Large print{size}")
        self.large.setChecked(choice.large)

    def _want(self, way: Way) -> None:
        self.say_wrong(None, "")
        self.wanted.emit(self.what.currentData(), self.large.isChecked(), way)
