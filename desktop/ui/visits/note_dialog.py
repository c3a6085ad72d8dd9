"""Notes on a time, its session or the whole day: write one, change one, take one away."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.domain.sessions import Note
from desktop.ui.kit.ask_dialog import AskDialog
from desktop.ui.kit.buttons import KeyButton
from desktop.ui.kit.choice_box import ChoiceBox
from desktop.ui.kit.look import Look

NEW_NOTE = "A new note"


class About(Enum):
    """What a note is about."""

    SLOT = "slot"
    SESSION = "session"
    DAY = "day"


class NoteDialog(AskDialog):
    """Begins with the time's own note where it has one, else with a new one; an empty note goes.

    Signals: ``removed()`` when the chosen note is to be taken away.
    """

    removed = Signal()

    def __init__(
        self,
        look: Look,
        *,
        time: str,
        day: str,
        notes: Sequence[Note] = (),
        parent: QWidget | None = None,
    ):
        title = f"Note on {time}, {day}" if time else f"Note on {day}"
        super().__init__(look, title, "note_dialog", parent)
        places = {About.DAY: f"The day, {day}"}
        if time:
            places = {About.SLOT: f"This time, {time}", About.SESSION: "This session"} | places
        self._notes = tuple(notes)
        self.which = ChoiceBox(look, "which", self)
        self.which.fill(
            [(NEW_NOTE, -1)]
            + [(f"{places[about_of(one)]}: {one.text}", at) for at, one in enumerate(self._notes)]
        )
        self.about = ChoiceBox(look, "about", self)
        self.about.fill((words, about) for about, words in places.items())
        self.text = QLineEdit(self)
        self.text.setPlaceholderText("for example: leaves 11:45")
        if self._notes:
            self.add_field("&Which", self.which, "which")
        else:
            self.which.hide()
        self.add_field("&About", self.about, "about")
        self.add_field("&Note", self.text, "text")
        self.add_words("Everybody sees it in the column head, and before booking.")
        self.add_buttons("Save the note", "Leave it")
        self.remove_button = KeyButton(
            look, "Take it away", kind="plain", name="remove_note_button", parent=self
        )
        self.remove_button.clicked.connect(self.removed)
        self.add_button(self.remove_button)
        self.which.currentIndexChanged.connect(self._on_which_chosen)
        own = [at for at, one in enumerate(self._notes) if about_of(one) is About.SLOT]
        self.which.choose(own[0] if own else -1)
        self._on_which_chosen()
        self.text.setFocus()

    @property
    def note(self) -> Note | None:
        """Return the note that is changed; None for a new one."""
        at = self.which.currentData()
        return None if at is None or at < 0 else self._notes[at]

    @property
    def subject(self) -> About:
        """Return what the note is about."""
        return About(self.about.currentData())

    @Slot()
    def _on_which_chosen(self) -> None:
        note = self.note
        self.text.setText(note.text if note is not None else "")
        self.about.setEnabled(note is None)
        if note is not None:
            self.about.choose(about_of(note))
        self.remove_button.setVisible(note is not None)


def about_of(note: Note) -> About:
    """Return what a note is about."""
    if note.slot_id is not None:
        return About.SLOT
    return About.DAY if note.session_id is None else About.SESSION
