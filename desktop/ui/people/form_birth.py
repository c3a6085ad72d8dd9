"""The birth date in the form: typed as people say it, chosen of two centuries, or not known."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.people_rules import LONGEST_WORDS
from desktop.domain.said_dates import say_date
from desktop.domain.text import clean_line
from desktop.ui.kit.check_box import CheckBox
from desktop.ui.kit.form_fields import LineField, Tone
from desktop.ui.kit.look import Look
from desktop.ui.people.form_reading import FieldReading, birth_words, read_birth, read_line


class BirthField(QWidget):
    """Signals: ``changed()``."""

    changed = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None):
        super().__init__(parent)
        self._today = date.min
        self._shown: tuple[date, ...] = ()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(6))
        self.typed = LineField(look, "born_on", "Date of birth", self)
        self.typed.edit.setPlaceholderText("12/3/1980, 12 mar 80")
        self.typed.tell_beside_label(look, lines=2)
        column.addWidget(self.typed)
        column.addWidget(self._build_choices())
        self.unknown = CheckBox(look, "Not known", "born_unknown", self)
        column.addWidget(self.unknown)
        self.why = LineField(look, "born_unknown_why", "Not known, because", self)
        self.why.hide()
        column.addWidget(self.why)
        self.typed.changed.connect(self._on_typed_changed)
        self.typed.left.connect(self.tell)
        self.why.changed.connect(self.changed)
        self.unknown.toggled.connect(self._on_unknown_toggled)

    def _build_choices(self) -> QWidget:
        self._choices = QWidget(self)
        row = QHBoxLayout(self._choices)
        row.setContentsMargins(0, 0, 0, 0)
        self._group = QButtonGroup(self._choices)
        self._buttons = []
        for place in range(2):
            button = QRadioButton(self._choices)
            button.setObjectName(f"born_choice_{place}")
            self._group.addButton(button, place)
            row.addWidget(button)
            self._buttons.append(button)
        row.addStretch(1)
        self._group.idToggled.connect(self._on_choice_toggled)
        self._choices.hide()
        return self._choices

    def show_birth(self, text: str, *, unknown_why: str, today: date) -> None:
        """Fill the field."""
        self._today = today
        self.typed.set_text(text)
        self.why.set_text(unknown_why)
        self.unknown.setChecked(bool(unknown_why) and not text)
        self.tell()

    def reading(self) -> FieldReading:
        """Return the birth date; None as value where it is not known or not clear."""
        if self.unknown.isChecked():
            if self.why.text.strip():
                return FieldReading(None)
            return FieldReading(None, wrong="Say in a few words why it is not known.")
        if not self.typed.text.strip():
            sentence = "Type a date of birth, or tick “Not known” and say why."
            return FieldReading(None, wrong=sentence, is_early=True)
        found = read_birth(self.typed.text, today=self._today)
        if not found.choices:
            return found
        chosen = self._group.checkedId()
        if self._shown == found.choices and 0 <= chosen < len(found.choices):
            on = found.choices[chosen]
            return FieldReading(on, birth_words(on, self._today), choices=found.choices)
        return FieldReading(None, wrong=found.understood, is_early=True, choices=found.choices)

    @property
    def unknown_why(self) -> str:
        """Why the date is not known, tidied; empty where it is."""
        if not self.unknown.isChecked():
            return ""
        return clean_line(self.why.text, field="born_unknown_why", longest=LONGEST_WORDS)

    def tell(self) -> None:
        """Say how the date was understood, or what is wrong with it."""
        self._show_message(finished=True)

    def tell_slip(self) -> bool:
        """Show a slip where there is one; return whether there is."""
        reading = self.reading()
        self._offer(reading.choices)
        if self.unknown.isChecked():
            why = read_line(self.why.text, longest=LONGEST_WORDS)
            wrong = reading.wrong or why.wrong
            self.why.say(Tone.WRONG, wrong)
            return bool(wrong)
        self.typed.show_reading(reading, finished=True)
        return bool(reading.wrong)

    def focus(self) -> None:
        """Move the focus to what has to be put right."""
        (self.why if self.unknown.isChecked() else self.typed).focus()

    def _show_message(self, *, finished: bool) -> None:
        self.why.say(Tone.NONE, "")
        if self.unknown.isChecked() or not self.typed.text.strip():
            self._offer(())
            self.typed.say(Tone.NONE, "")
            return
        reading = self.reading()
        self._offer(reading.choices)
        self.typed.show_reading(reading, finished=finished or bool(reading.choices))

    def _offer(self, choices: tuple[date, ...]) -> None:
        if choices != self._shown:
            self._shown = choices
            self._group.setExclusive(False)
            for button in self._buttons:
                button.setChecked(False)
            self._group.setExclusive(True)
            for button, on in zip(self._buttons, choices, strict=False):
                button.setText(say_date(on))
        self._choices.setVisible(bool(choices))

    @Slot()
    def _on_typed_changed(self) -> None:
        self._show_message(finished=False)
        self.changed.emit()

    @Slot(int, bool)
    def _on_choice_toggled(self, _place: int, checked: bool) -> None:
        if checked:
            self._show_message(finished=True)
            self.changed.emit()

    @Slot(bool)
    def _on_unknown_toggled(self, checked: bool) -> None:
        self.why.setVisible(checked)
        self.typed.edit.setEnabled(not checked)
        self._show_message(finished=True)
        if checked and self.unknown.hasFocus():
            self.why.focus()
        self.changed.emit()
