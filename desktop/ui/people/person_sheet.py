"""All fields of a person's details: filled, read, and each told what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.domain.people import PatientDetails, Registration
from desktop.domain.people_rules import LONGEST_ADDRESS, LONGEST_NAME, LONGEST_WORDS
from desktop.ui.kit.choice_box import ChoiceBox
from desktop.ui.kit.form_fields import Field, LineField, LinesField, Tone
from desktop.ui.kit.look import Look
from desktop.ui.people.form_birth import BirthField
from desktop.ui.people.form_contacts import ContactRows
from desktop.ui.people.form_reading import (
    FieldReading,
    read_code,
    read_line,
    read_lines,
    read_number,
)

SIDE_BY_SIDE_FROM = 620
LONGEST = {"title": 50, "pronouns": 50, "former_names": LONGEST_WORDS}

_NAMES = (
    ("given_names", "First names"),
    ("family_name", "Last name"),
    ("preferred_name", "Likes to be called"),
    ("say_it", "How to say it"),
    ("pronouns", "Pronouns"),
)
_MORE = (("title", "Title"), ("former_names", "Former or other names"))
_REGISTRATIONS = (
    (Registration.REGISTERED, "Registered here"),
    (Registration.TEMPORARY, "Temporary"),
    (Registration.VISITOR, "Visitor"),
    (Registration.LEFT, "Has left the practice"),
)


@dataclass(frozen=True, slots=True)
class Draft:
    """What was typed, as it stands, right or wrong."""

    lines: tuple[tuple[str, str], ...]
    birth: tuple[str, bool, str]
    contacts: tuple[tuple[str, tuple[tuple[str, str, str], ...]], ...]
    registration: int


class PersonSheet(QWidget):
    """The fields, one below the other.

    Signals: ``changed()`` as anything is typed or chosen.
    """

    changed = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None):
        super().__init__(parent)
        self._kept = PatientDetails()
        self._fields: dict[str, Field] = {}
        self._look = look
        self._sides = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._sides.setContentsMargins(0, 0, 0, 0)
        self._sides.setSpacing(look.px(24))
        self._column = self._add_side()
        for name, label in _NAMES:
            self._add(LineField(look, name, label, self))
        self.birth = BirthField(look, self)
        self.birth.changed.connect(self.changed)
        self._column.addWidget(self.birth)
        self._add(LineField(look, "nhs_number", "NHS number", self))
        self._column.addStretch(1)
        self._column = self._add_side()
        self.phones = ContactRows(look, "phone", self)
        self.emails = ContactRows(look, "email", self)
        for rows in (self.phones, self.emails):
            rows.changed.connect(self.changed)
            self._column.addWidget(rows)
        self._add(LinesField(look, "address", "Address", self))
        self._add(LineField(look, "postcode", "Postcode", self))
        for name, label in _MORE:
            self._add(LineField(look, name, label, self))
        self._build_registration()
        self._column.addStretch(1)

    def _add_side(self) -> QVBoxLayout:
        side = QVBoxLayout()
        side.setSpacing(self._look.px(8))
        self._sides.addLayout(side, 1)
        return side

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        ways = QBoxLayout.Direction
        wide = event.size().width() >= self._look.px(SIDE_BY_SIDE_FROM)
        self._sides.setDirection(ways.LeftToRight if wide else ways.TopToBottom)

    def _add(self, field: Field) -> None:
        lines = 2 if field.name == "nhs_number" else 1  # the kinds of slip are long sentences
        field.tell_beside_label(self._look, lines=lines)
        self._fields[field.name] = field
        self._column.addWidget(field)
        field.changed.connect(lambda: self._tell(field, finished=False))
        field.changed.connect(self.changed)
        field.left.connect(lambda: self._tell(field, finished=True))

    def _build_registration(self) -> None:
        label = QLabel("Registration", self)
        self.registration = ChoiceBox(self._look, "registration", self)
        self.registration.setAccessibleName("Registration")
        for code, words in _REGISTRATIONS:
            self.registration.addItem(words, code)
        self.registration.currentIndexChanged.connect(lambda _place: self.changed.emit())
        label.setBuddy(self.registration)
        self._column.addWidget(label)
        self._column.addWidget(self.registration)

    def fill(self, details: PatientDetails, *, born_text: str = "", today: date) -> None:
        """Show details; what the form has no field for is kept as it is."""
        self._kept = details
        for name, field in self._fields.items():
            field.set_text(str(getattr(details, name)))
            self._tell(field, finished=True)
        on = details.born_on
        born = born_text or (f"{on.day}/{on.month}/{on.year}" if on is not None else "")
        self.birth.show_birth(born, unknown_why=details.born_unknown_why, today=today)
        for rows in (self.phones, self.emails):
            rows.show_points(details.contact_points)
        self.registration.setCurrentIndex(max(0, self.registration.findData(details.registration)))

    def read(self) -> PatientDetails | None:
        """Return the details as typed; None, with a sentence at each slip, where one is wrong."""
        slips: list[Field | BirthField] = []
        values: dict[str, str] = {}
        for name, field in self._fields.items():
            reading = self._tell(field, finished=True)
            if reading.wrong:
                slips.append(field)
            values[name] = str(reading.value or "")
        if not values["given_names"] and not values["family_name"] and not slips:
            field = self._fields["given_names"]
            field.say(Tone.WRONG, "Type a name, first or last.")
            slips.insert(0, field)
        if self.birth.tell_slip():
            slips.append(self.birth)
        for rows in (self.phones, self.emails):
            slip = rows.first_slip()
            if slip is not None:
                slips.append(slip)
        if slips:
            self._first_of(slips).focus()
            return None
        return replace(
            self._kept,
            **values,
            born_on=None if self.birth.unknown.isChecked() else self.birth.reading().value,
            born_unknown_why=self.birth.unknown_why,
            contact_points=self.phones.points() + self.emails.points(),
            registration=Registration(self.registration.currentData()),
        )

    def say_wrong(self, name: str, words: str) -> bool:
        """Show a sentence at the field of that name; return whether there is one."""
        field: Field | None = self._fields.get(name)
        if name in ("born_on", "born", "birth_date"):
            field = self.birth.typed
        elif name == "born_unknown_why":
            field = self.birth.why
        elif name.startswith(("phone", "contact")):
            field = self.phones.first_field
        elif name.startswith("email"):
            field = self.emails.first_field
        if field is None:
            return False
        field.say(Tone.WRONG, words)
        field.focus()
        return True

    def focus_first(self) -> None:
        """Move the focus to the first field."""
        self.focus_on("given_names")

    def focus_on(self, name: str) -> None:
        """Move the focus to the field of that name."""
        self._fields[name].focus()

    def draft(self) -> Draft:
        """Return what is typed, as it stands."""
        return Draft(
            tuple((name, field.text) for name, field in self._fields.items()),
            (self.birth.typed.text, self.birth.unknown.isChecked(), self.birth.why.text),
            tuple((rows.system, rows.texts()) for rows in (self.phones, self.emails)),
            self.registration.currentIndex(),
        )

    def show_draft(self, draft: Draft, kept: PatientDetails, today: date) -> None:
        """Show what was typed before."""
        self.fill(kept, today=today)
        for name, text in draft.lines:
            self._fields[name].set_text(text)
        text, unknown, why = draft.birth
        self.birth.show_birth(text, unknown_why=why, today=today)
        self.birth.unknown.setChecked(unknown)
        for (_system, texts), rows in zip(draft.contacts, (self.phones, self.emails), strict=True):
            rows.show_texts(texts)
        self.registration.setCurrentIndex(draft.registration)

    def _tell(self, field: Field, *, finished: bool) -> FieldReading:
        reading = _read(field)
        field.show_reading(reading, finished=finished)
        return reading

    def _first_of(self, slips: list[Field | BirthField]) -> Field | BirthField:
        """Return the topmost of the fields, in the order they stand on the screen."""
        return min(slips, key=lambda slip: slip.mapTo(self, slip.rect().topLeft()).y())


def _read(field: Field) -> FieldReading:
    if field.name == "nhs_number":
        return read_number(field.text)
    if field.name == "postcode":
        return read_code(field.text)
    if field.name == "address":
        return read_lines(field.text, longest=LONGEST_ADDRESS)
    return read_line(field.text, longest=LONGEST.get(field.name, LONGEST_NAME))
