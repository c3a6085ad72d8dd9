"""A note on a time, its session or the whole day."""

from __future__ import annotations

from enum import Enum

from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.domain.sessions import Note
from desktop.ui.kit.ask_dialog import AskDialog
from desktop.ui.kit.choice_box import ChoiceBox
from desktop.ui.kit.look import Look


class About(Enum):
    """What a note is about."""

    SLOT = "slot"
    SESSION = "session"
    DAY = "day"


class NoteDialog(AskDialog):
    """Writes a note, changes the one there is; emptied, it is taken away."""

    def __init__(
        self,
        look: Look,
        *,
        time: str,
        day: str,
        note: Note | None = None,
        parent: QWidget | None = None,
    ):
        title = f"Note on {time}, {day}" if time else f"Note on {day}"
        super().__init__(look, title, "note_dialog", parent)
        self.note = note
        self.about = ChoiceBox(look, "about", self)
        if time:
            self.about.addItem(f"This time, {time}", About.SLOT)
            self.about.addItem("This session", About.SESSION)
        self.about.addItem(f"The day, {day}", About.DAY)
        self.text = QLineEdit(note.text if note else "", self)
        self.text.setPlaceholderText("for example: leaves 11:45")
        self.add_field("&About", self.about, "about")
        self.add_field("&Note", self.text, "text")
        words = "Everybody sees it in the column head, and before booking."
        if note is not None:
            words += " Empty the note to take it away."
            self.about.setEnabled(False)
        self.add_words(words)
        self.add_buttons("Save the note", "Leave it")
        self.text.setFocus()

    @property
    def subject(self) -> About:
        """Return what the note is about."""
        return About(self.about.currentData())
