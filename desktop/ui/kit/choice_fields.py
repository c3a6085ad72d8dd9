"""Fields beside those of text: a choice, ticked days, a PIN, a number, a time of day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import time

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSpinBox, QWidget

from desktop.domain.first_start import DAY_NAMES, FULL_DAY_NAMES
from desktop.ui.kit.check_box import CheckBox
from desktop.ui.kit.choice_box import ChoiceBox
from desktop.ui.kit.clock_edit import SIDES, ClockEdit
from desktop.ui.kit.form_fields import Field, LineField
from desktop.ui.kit.look import Look


def narrow_line(
    look: Look, name: str, label: str, width: int, parent: QWidget | None = None
) -> LineField:
    """Return a line for a few letters."""
    field = LineField(look, name, label, parent)
    field.keep_narrow(look, width)
    return field


def hidden_line(look: Look, name: str, label: str, parent: QWidget | None = None) -> LineField:
    """Return a line whose letters are not shown: a PIN, a password."""
    field = LineField(look, name, label, parent)
    field.edit.setEchoMode(QLineEdit.EchoMode.Password)
    return field


class ChoiceField(Field):
    """One of a few."""

    def __init__(self, look: Look, name: str, label: str, parent: QWidget | None = None):
        super().__init__(look, name, label, parent)
        self.box = ChoiceBox(look, name, self)
        self._take_input(self.box, look)
        self.box.currentIndexChanged.connect(lambda _place: self.changed.emit())

    @property
    def text(self) -> str:
        return self.box.currentText()

    def set_text(self, text: str) -> None:
        self.box.setCurrentText(text)

    def focus(self) -> None:
        self.box.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def fill(self, entries: Iterable[tuple[str, object]]) -> None:
        """Offer other entries; what was chosen stays chosen where it is still there."""
        before = self.box.currentText()
        self.box.fill(entries)
        self.box.setCurrentIndex(max(0, self.box.findText(before)))


class DaysField(Field):
    """The days of a week, each ticked or not."""

    def __init__(self, look: Look, name: str, label: str, parent: QWidget | None = None):
        super().__init__(look, name, label, parent)
        self.boxes = [
            CheckBox(look, day, f"{name}_{number}", self) for number, day in enumerate(DAY_NAMES)
        ]
        row = QHBoxLayout()
        row.setSpacing(look.px(14))
        for box, day in zip(self.boxes, FULL_DAY_NAMES, strict=True):
            box.setAccessibleName(f"{day}, {label}")
            box.toggled.connect(lambda _ticked: self.changed.emit())
            row.addWidget(box)
        row.addStretch(1)
        self.column.addLayout(row)
        self.column.addWidget(self.message)
        self.label.setBuddy(self.boxes[0])

    @property
    def days(self) -> tuple[int, ...]:
        """The ticked ones, from Monday, 0 to 6."""
        return tuple(number for number, box in enumerate(self.boxes) if box.isChecked())

    @property
    def text(self) -> str:
        return " ".join(DAY_NAMES[day] for day in self.days)

    def set_text(self, text: str) -> None:
        for box, day in zip(self.boxes, DAY_NAMES, strict=True):
            box.setChecked(day in text.split())

    def focus(self) -> None:
        self.boxes[0].setFocus(Qt.FocusReason.ShortcutFocusReason)


class NumberField(Field):
    """A whole number."""

    def __init__(
        self,
        look: Look,
        name: str,
        label: str,
        limits: tuple[int, int],
        parent: QWidget | None = None,
    ):
        super().__init__(look, name, label, parent)
        self.box = QSpinBox(self)
        self.box.setRange(*limits)
        self.box.lineEdit().setTextMargins(*SIDES)
        self._take_input(self.box, look)
        self.box.valueChanged.connect(lambda _value: self.changed.emit())

    @property
    def text(self) -> str:
        return str(self.box.value())

    def set_text(self, text: str) -> None:
        self.box.setValue(int(text))

    def focus(self) -> None:
        self.box.setFocus(Qt.FocusReason.ShortcutFocusReason)


class TimeField(Field):
    """A time of day, wall-clock time of the clinic."""

    def __init__(self, look: Look, name: str, label: str, parent: QWidget | None = None):
        super().__init__(look, name, label, parent)
        self.box = ClockEdit(time(), self)
        self._take_input(self.box, look)
        self.box.timeChanged.connect(lambda _time: self.changed.emit())

    @property
    def text(self) -> str:
        return f"{self.box.at:%H:%M}"

    def set_text(self, text: str) -> None:
        self.box.show_time(time.fromisoformat(text))

    def focus(self) -> None:
        self.box.setFocus(Qt.FocusReason.ShortcutFocusReason)
