"""Somebody who stands near a person: who, how to reach them, what they may be told."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QWidget

from desktop.domain.related_people import MAY_SPEAK, RelatedDetails, RelatedPerson
from desktop.ui.kit.ask_dialog import AskDialog
from desktop.ui.kit.buttons import KeyButton
from desktop.ui.kit.check_box import CheckBox
from desktop.ui.kit.look import Look
from desktop.ui.two_edits import plain_value

LABELS = {
    "name": "Name",
    "relationship": "Relationship",
    "phone": "Phone",
    "email": "E-mail",
    "note": "Note",
    "is_carer": "Carer",
    "is_next_of_kin": "Next of kin",
    "may_speak_for": "May be told, or do",
    "related_patient_id": "Their own record",
}
_LINES = (
    ("name", "&Name", "Bethan Hughes"),
    ("relationship", "&Relationship", "daughter, interpreter, social worker"),
    ("phone", "&Phone", ""),
    ("email", "&E-mail", ""),
    ("note", "N&ote", "for example: ring her after five"),
)


class RelatedDialog(AskDialog):
    """Adds or changes; it saves nothing itself.

    Signals: ``removed()`` when the person is to be taken off.
    """

    removed = Signal()

    def __init__(
        self,
        look: Look,
        *,
        called: str,
        person: RelatedPerson | None = None,
        parent: QWidget | None = None,
    ):
        title = f"Change {person.who}" if person else f"Who may speak for {called}?"
        super().__init__(look, title, "related_dialog", parent)
        self.person = person
        kept = person.details if person else RelatedDetails()
        self._kept = kept
        self._lines: dict[str, QLineEdit] = {}
        for name, words, example in _LINES:
            line = QLineEdit(getattr(kept, name), self)
            line.setPlaceholderText(example)
            self.add_field(words, line, name)
            self._lines[name] = line
        self.is_carer = CheckBox(look, "&Carer", "is_carer", self)
        self.is_next_of_kin = CheckBox(look, "Ne&xt of kin", "is_next_of_kin", self)
        self.is_carer.setChecked(kept.is_carer)
        self.is_next_of_kin.setChecked(kept.is_next_of_kin)
        self.may: dict[str, CheckBox] = {}
        self._build_may(look, kept)
        self.add_buttons("Save", "Leave it")
        if person is not None:
            remove = KeyButton(
                look, "Take off", kind="plain", name="remove_speaker_button", parent=self
            )
            remove.clicked.connect(self.removed)
            self.add_button(remove)
        self._lines["name"].setFocus()

    def _build_may(self, look: Look, kept: RelatedDetails) -> None:
        heading = QLabel("May be told, or do", self)
        heading.setFont(look.font("bodyStrong"))
        grid = QGridLayout()
        grid.addWidget(self.is_carer, 0, 0)
        grid.addWidget(self.is_next_of_kin, 0, 1)
        grid.addWidget(heading, 1, 0, 1, 2)
        for place, (code, words) in enumerate(MAY_SPEAK.items()):
            box = CheckBox(look, words, f"may_{code}", self)
            box.setChecked(code in kept.may_speak_for)
            self.may[code] = box
            grid.addWidget(box, 2 + place // 2, place % 2)
        self.body.addLayout(grid)

    def fill(self, details: RelatedDetails) -> None:
        """Show these details: two edits brought together."""
        self._kept = details
        for name, line in self._lines.items():
            line.setText(getattr(details, name))
        self.is_carer.setChecked(details.is_carer)
        self.is_next_of_kin.setChecked(details.is_next_of_kin)
        for code, box in self.may.items():
            box.setChecked(code in details.may_speak_for)

    @property
    def details(self) -> RelatedDetails:
        """Return what is typed and ticked."""
        texts = {name: line.text() for name, line in self._lines.items()}
        return RelatedDetails(
            **texts,
            is_carer=self.is_carer.isChecked(),
            is_next_of_kin=self.is_next_of_kin.isChecked(),
            may_speak_for=tuple(code for code, box in self.may.items() if box.isChecked()),
            related_patient_id=self._kept.related_patient_id,
        )


def shown_value(details: RelatedDetails, name: str) -> str:
    """Return a field's value in words."""
    if name == "may_speak_for":
        return ", ".join(MAY_SPEAK.get(code, code) for code in details.may_speak_for)
    return plain_value(details, name)
