"""The pages that can wait: kinds of slot, rooms and clinicians."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.first_start import (
    NewClinician,
    check_clinicians,
    check_kinds,
    read_rooms,
)
from desktop.domain.practice_setup import STARTER_SLOT_TYPES, SlotTypeDetails
from desktop.ui.first_start.step_page import StepPage
from desktop.ui.kit.buttons import KeyButton
from desktop.ui.kit.check_box import CheckBox
from desktop.ui.kit.choice_fields import NumberField, narrow_line
from desktop.ui.kit.form_fields import Field, FieldMessage, LineField, LinesField
from desktop.ui.kit.look import Look

MOST_ROWS = 20


def _row_of(parent: QWidget, look: Look, fields: Sequence[Field]) -> QHBoxLayout:
    """Return the row of a widget with narrow fields; what is wrong is said below all of them."""
    message = FieldMessage(look, parent)
    for field in fields:
        field.tell_in(message)
    column = QVBoxLayout(parent)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(look.ring_room)
    row = QHBoxLayout()
    row.setSpacing(look.px(8))
    column.addLayout(row)
    column.addWidget(message)
    return row


class KindRow(QWidget):
    """A kind of slot: taken or not, its names, letter and minutes."""

    def __init__(self, look: Look, number: int, kind: SlotTypeDetails, parent: QWidget):
        super().__init__(parent)
        self._kind = kind
        self.tick = CheckBox(look, f"Take {kind.name}", f"take_{number}", self)
        self.tick.setText("")
        self.tick.setChecked(True)
        self.tick.setMinimumHeight(look.row_height("control", padding=10))  # level with the fields
        first = number == 0
        label = ("Name", "Short", "Letter", "Minutes")
        self.name = LineField(look, f"name_{number}", label[0], self)
        self.short = narrow_line(look, f"short_name_{number}", label[1], 90, self)
        self.letter = narrow_line(look, f"letter_{number}", label[2], 60, self)
        self.minutes = NumberField(look, f"minutes_{number}", label[3], (1, 480), self)
        self.minutes.keep_narrow(look, 80)
        self.fields = (self.name, self.short, self.letter, self.minutes)
        for field, words in zip(self.fields, label, strict=True):
            field.label.setVisible(first)
            field.name_input(f"{words} of kind {number + 1}")
        row = _row_of(self, look, self.fields)
        row.addWidget(self.tick, 0, Qt.AlignmentFlag.AlignBottom)
        row.addWidget(self.name, 1)
        for field in self.fields[1:]:
            row.addWidget(field)
        self.name.set_text(kind.name)
        self.short.set_text(kind.short_name)
        self.letter.set_text(kind.letter)
        self.minutes.set_text(str(kind.minutes))

    def read(self) -> SlotTypeDetails:
        """Return the kind as it is typed."""
        return replace(
            self._kind,
            name=self.name.text,
            short_name=self.short.text,
            letter=self.letter.text,
            minutes=self.minutes.box.value(),
        )


class KindsStep(StepPage):
    """What slots there are; the letter is what the diary shows in front of each."""

    def __init__(self, look: Look, parent: QWidget | None = None):
        super().__init__(
            look,
            "kinds_step",
            "Kinds of slot",
            "What can be booked, and for how long. Untick what you don’t need; a manager can "
            "change all of it later.",
            parent,
        )
        self.rows = [KindRow(look, n, kind, self) for n, kind in enumerate(STARTER_SLOT_TYPES)]
        for row in self.rows:
            self.body.addWidget(row)
            for field in row.fields:
                self.take_field(field)
        self.kinds: tuple[SlotTypeDetails, ...] = ()
        self.later_button.set_words("Leave this for later")
        self.later_button.show()

    def enter(self) -> None:
        self.rows[0].tick.setFocus(Qt.FocusReason.OtherFocusReason)

    def check(self) -> None:
        """Read the ticked kinds; RuleViolation at the first field that is not right."""
        ticked = [(n, row.read()) for n, row in enumerate(self.rows) if row.tick.isChecked()]
        self.kinds = check_kinds(ticked)


class ClinicianRow(QWidget):
    """Somebody people come to see."""

    def __init__(self, look: Look, number: int, parent: QWidget):
        super().__init__(parent)
        self.title = narrow_line(look, f"title_{number}", "Title", 70, self)
        self.given = LineField(look, f"given_names_{number}", "First names", self)
        self.family = LineField(look, f"family_name_{number}", "Last name", self)
        self.profession = LineField(look, f"profession_{number}", "Role", self)
        self.fields = (self.title, self.given, self.family, self.profession)
        row = _row_of(self, look, self.fields)
        row.addWidget(self.title)
        for field in self.fields[1:]:
            row.addWidget(field, 1)
        for field in self.fields:
            field.name_input(f"{field.label.text()} of clinician {number}")
            field.label.setVisible(number == 1)

    def read(self) -> NewClinician:
        """Return them as they are typed."""
        return NewClinician(
            self.title.text, self.given.text, self.family.text, self.profession.text
        )


class PeopleStep(StepPage):
    """Rooms, one a line, and the first clinicians."""

    def __init__(self, look: Look, parent: QWidget | None = None):
        super().__init__(
            look,
            "people_step",
            "Rooms and clinicians",
            "Whoever people come to see, and where. Empty rows are left out.",
            parent,
        )
        self._rows_column = QVBoxLayout()
        self._rows_column.setSpacing(look.px(8))
        self.rows: list[ClinicianRow] = []
        self.body.addLayout(self._rows_column)
        self.more_button = KeyButton(
            look, "Another clinician", icon="plus", name="more_clinicians_button", parent=self
        )
        self.more_button.clicked.connect(self._on_more_clicked)
        self.body.addWidget(self.more_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.rooms_field = LinesField(look, "rooms", "Rooms, one a line", self)
        self.rooms_field.set_text("Room 1\nRoom 2")
        self.add_field(self.rooms_field)
        for profession in ("GP", "Nurse"):
            self._add_row(profession)
        self.rooms: tuple[str, ...] = ()
        self.clinicians: tuple[NewClinician, ...] = ()
        self.next_button.set_words("Next", key="Ctrl+Enter")
        self.later_button.set_words("Leave this for later")
        self.later_button.show()

    def _add_row(self, profession: str) -> ClinicianRow:
        row = ClinicianRow(self._look, len(self.rows) + 1, self)
        row.profession.set_text(profession)
        self.rows.append(row)
        self._rows_column.addWidget(row)
        for field in row.fields:
            self.take_field(field)
        before = self.rows[-2].profession.edit if len(self.rows) > 1 else None
        for field in row.fields:
            if before is not None:
                self.setTabOrder(before, field.edit)
            before = field.edit
        assert before is not None
        self.setTabOrder(before, self.more_button)
        self.more_button.setVisible(len(self.rows) < MOST_ROWS)
        return row

    def _on_more_clicked(self) -> None:
        self._add_row("").title.focus()

    def enter(self) -> None:
        self.rows[0].title.focus()

    def check(self) -> None:
        """Read what is typed; RuleViolation at the first field that is not right."""
        self.clinicians = check_clinicians(
            [(number, row.read()) for number, row in enumerate(self.rows, start=1)]
        )
        self.rooms = read_rooms(self.rooms_field.text)
