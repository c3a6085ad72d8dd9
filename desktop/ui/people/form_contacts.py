"""Phones and e-mail addresses in the form: several of each, every one checked by itself."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop.domain.people import ContactPoint
from desktop.domain.people_rules import LONGEST_WORDS
from desktop.ui.kit.choice_box import ChoiceBox
from desktop.ui.kit.form_fields import LineField, Tone
from desktop.ui.kit.look import Look
from desktop.ui.people.form_reading import (
    FieldReading,
    read_address_of_email,
    read_line,
    read_number_of_phone,
)
from desktop.ui.people.panel_words import shown_phone

USES = (("mobile", "Mobile"), ("home", "Home"), ("work", "Work"), ("temp", "For now"))
MOST_ROWS = 10


class _Row(QWidget):
    """One number or address, what it is, and what to know about it."""

    def __init__(
        self, look: Look, system: str, place: int, point: ContactPoint | None, parent: QWidget
    ):
        super().__init__(parent)
        self.system = system
        self.point = point
        phone = system == "phone"
        name = f"{system}_{place}"
        what = "Phone" if phone else "E-mail"
        self.field = LineField(look, name, what if place == 1 else f"{what} {place}", self)
        self.note = LineField(look, f"{name}_note", "Note", self)
        self.note.label.hide()
        self.note.edit.setAccessibleName(f"Note for {what.lower()} {place}")
        self.note.edit.setPlaceholderText("Note, such as: after 17:00")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(6))
        self.field.tell_beside_label(look)
        column.addWidget(self.field)
        beside = QHBoxLayout()
        self.use = ChoiceBox(look, f"{name}_use", self)
        self.use.setMinimumContentsLength(8)
        self.use.setAccessibleName(f"Kind of {what.lower()} {place}")
        for code, words in USES:
            if phone or code != "mobile":
                self.use.addItem(words, code)
        beside.addWidget(self.use)
        beside.addWidget(self.note, 1)
        column.addLayout(beside)
        self._fill(point)
        self.field.left.connect(lambda: self.tell(finished=True))
        self.field.changed.connect(lambda: self.tell(finished=False))

    def _fill(self, point: ContactPoint | None) -> None:
        if point is None:
            return
        self.field.set_text(shown_phone(point.value) if self.system == "phone" else point.value)
        self.note.set_text(point.note)
        if self.use.findData(point.use) < 0:
            self.use.addItem(point.use.title(), point.use)
        self.use.setCurrentIndex(self.use.findData(point.use))

    def reading(self) -> FieldReading:
        read = read_number_of_phone if self.system == "phone" else read_address_of_email
        return read(self.field.text)

    def tell(self, *, finished: bool) -> None:
        reading = self.reading()
        if not finished and reading.doubt:
            # A number half typed is always doubtful; it is said once the field is left.
            self.field.say(Tone.NONE, "")
            return
        self.field.show_reading(reading, finished=finished)

    def slip(self) -> LineField | None:
        """Show what is wrong; return the field it is in."""
        self.tell(finished=True)
        if self.reading().wrong:
            return self.field
        note = read_line(self.note.text, longest=LONGEST_WORDS)
        self.note.show_reading(note, finished=True)
        return self.note if note.wrong else None

    def point_now(self) -> ContactPoint | None:
        reading = self.reading()
        if not reading.value:
            return None
        note = read_line(self.note.text, longest=LONGEST_WORDS).value or ""
        kept = None if self.point is None else self.point.id
        use = str(self.use.currentData())
        return ContactPoint(self.system, reading.value, use, note, reading.doubt, kept)


class ContactRows(QWidget):
    """All phones, or all e-mail addresses.

    Signals: ``changed()``.
    """

    changed = Signal()

    def __init__(self, look: Look, system: str, parent: QWidget | None = None):
        super().__init__(parent)
        self._look = look
        self.system = system
        self._rows: list[_Row] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        words = "Another phone" if system == "phone" else "Another e-mail"
        self.more = QPushButton(words, self)
        self.more.setObjectName(f"more_{system}_button")
        self.more.setAccessibleName(words)
        self.more.clicked.connect(self._on_more_clicked)
        self._column.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)

    def show_points(self, points: Sequence[ContactPoint]) -> None:
        """Show what is kept; one empty row where there is nothing."""
        for row in self._rows:
            self._column.removeWidget(row)
            row.hide()
            row.setParent(None)
            row.deleteLater()
        self._rows = []
        mine = [point for point in points if point.system == self.system]
        for point in mine:
            self._add(point)
        if not mine:
            self._add(None)

    def points(self) -> tuple[ContactPoint, ...]:
        """Return what is typed, as far as it can be read."""
        found = (row.point_now() for row in self._rows)
        return tuple(point for point in found if point is not None)

    def texts(self) -> tuple[tuple[str, str, str], ...]:
        """Return what is typed as it stands: number, kind, note."""
        return tuple(
            (row.field.text, str(row.use.currentData()), row.note.text) for row in self._rows
        )

    def show_texts(self, texts: Sequence[tuple[str, str, str]]) -> None:
        """Show what was typed before, right or wrong."""
        for place, (number, use, note) in enumerate(texts):
            row = self._rows[place] if place < len(self._rows) else self._add(None)
            row.field.set_text(number)
            row.use.setCurrentIndex(max(0, row.use.findData(use)))
            row.note.set_text(note)

    def first_slip(self) -> LineField | None:
        """Show what is wrong anywhere; return the first field it is in."""
        slips = [row.slip() for row in self._rows]
        return next((slip for slip in slips if slip is not None), None)

    @property
    def first_field(self) -> LineField:
        """The first number or address."""
        return self._rows[0].field

    def _add(self, point: ContactPoint | None) -> _Row:
        row = _Row(self._look, self.system, len(self._rows) + 1, point, self)
        row.field.changed.connect(self.changed)
        row.note.changed.connect(self.changed)
        row.use.currentIndexChanged.connect(lambda _place: self.changed.emit())
        self._rows.append(row)
        self._column.insertWidget(self._column.count() - 1, row)
        # Between what comes before the button and the button, wherever the form puts them: a row
        # made later would else be reached after everything else.
        before = self.more.previousInFocusChain()
        while before is not None and before.focusPolicy() is Qt.FocusPolicy.NoFocus:
            before = before.previousInFocusChain()
        if before is not None:
            QWidget.setTabOrder(before, row.field.edit)
        QWidget.setTabOrder(row.field.edit, row.use)
        QWidget.setTabOrder(row.use, row.note.edit)
        QWidget.setTabOrder(row.note.edit, self.more)
        self.more.setEnabled(len(self._rows) < MOST_ROWS)
        return row

    @Slot()
    def _on_more_clicked(self) -> None:
        self._add(None).field.focus()
