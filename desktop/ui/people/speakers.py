"""Who may speak for the person, and what each of them may be told, in words."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.people import PatientCard
from desktop.domain.related_people import RelatedPerson, role_words, told_words
from desktop.ui.kit.buttons import KeyButton
from desktop.ui.kit.look import Look
from desktop.ui.people.panel_parts import Icon, Words, apply_look

NOBODY = "Nobody yet. Ask before you tell anybody else anything."


class Speakers(QWidget):
    """A heading with Add, and a row for each person near.

    Signals: ``wanted(RelatedPerson | None)`` to change one, or to add.
    """

    wanted = Signal(object)

    def __init__(self, look: Look, parent: QWidget | None = None):
        super().__init__(parent)
        self._look = look
        self.setObjectName("panel_speakers")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(look.px(2))
        top = QHBoxLayout()
        self._heading = Words(look, "label", colour="text2", parent=self)
        self._heading.say("Who may speak for me")
        top.addWidget(self._heading, 1)
        self.add_button = KeyButton(
            look, "Add", icon="plus", name="add_speaker_button", parent=self
        )
        self.add_button.setAccessibleName("Add somebody who may speak for them")
        self.add_button.clicked.connect(lambda: self.wanted.emit(None))
        top.addWidget(self.add_button, 0, Qt.AlignmentFlag.AlignTop)
        self._column.addLayout(top)
        self._nothing = Words(look, "body", colour="text2", parent=self)
        self._column.addWidget(self._nothing)
        self._rows: list[SpeakerRow] = []

    def show_card(self, card: PatientCard) -> None:
        """Show who stands near the person."""
        shown = tuple(row.person for row in self._rows)
        self._nothing.say("" if card.related else NOBODY)
        if shown == card.related:
            return
        for old in self._rows:
            self._column.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._rows = [SpeakerRow(self._look, one, self) for one in card.related]
        for row in self._rows:
            row.change.clicked.connect(partial(self.wanted.emit, row.person))
            self._column.addWidget(row)
        apply_look(self)


class SpeakerRow(QWidget):
    """Who it is, what they may be told, how to reach them; the pencil changes it."""

    def __init__(self, look: Look, person: RelatedPerson, parent: QWidget | None = None):
        super().__init__(parent)
        self.person = person
        details = person.details
        told = told_words(details.may_speak_for)
        more = " · ".join(
            part for part in (role_words(details), details.phone, details.email) if part
        )
        self.setAccessibleName(". ".join(part for part in (person.who, told, more) if part))
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 5, 0, 6)
        grid.setHorizontalSpacing(look.px(10))
        grid.setVerticalSpacing(0)
        grid.setColumnStretch(1, 1)
        icon = Icon(look, "users", size="needRow", parent=self)
        grid.addWidget(icon, 0, 0, 2, 1, Qt.AlignmentFlag.AlignTop)
        for line, (words, font, colour) in enumerate(
            (
                (person.who, "bodyStrong", "text"),
                (told, "caption", "text2" if details.may_speak_for else "warn"),
                (more, "caption", "text2"),
                (details.note, "caption", "text2"),
            )
        ):
            if words:
                label = Words(look, font, colour=colour, parent=self)
                label.say(words)
                grid.addWidget(label, line, 1)
        self.change = KeyButton(
            look, "", icon="pencil-simple", name="change_speaker_button", parent=self
        )
        self.change.setFixedWidth(look.px(36))
        self.change.setAccessibleName(f"Change {person.who}")
        self.change.setToolTip(f"Change {person.who}")
        grid.addWidget(self.change, 0, 2, 2, 1, Qt.AlignmentFlag.AlignTop)
