"""People found, as rows: what each says, on screen and to a screen reader."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop.domain.ids import PatientId
from desktop.domain.nhs_numbers import format_nhs_number
from desktop.domain.people import PatientSummary, Registration, died_words
from desktop.domain.times import date_with_year
from desktop.ui.people.panel_words import age_words

AnyIndex = QModelIndex | QPersistentModelIndex

SCREENFUL = 20
"""As many as a search answers with."""

SAME = "Same name and birth date as someone else. Check the address or number."


class Roles(IntEnum):
    """What a row says beside its text."""

    ROW = int(Qt.ItemDataRole.UserRole) + 1
    SUMMARY = int(Qt.ItemDataRole.UserRole) + 2


@dataclass(frozen=True, slots=True)
class RowWords:
    """The words of a row: name and birth date are drawn bold, ``second`` is the smaller line."""

    name: str
    middle: str
    born: str
    second: str
    warning: str = ""

    @property
    def first(self) -> str:
        """The first line as one text."""
        return f"{self.name}{self.middle}{self.born}"


def row_words(person: PatientSummary, today: date) -> RowWords:
    """Return what a row says of a person."""
    name = person.called or person.legal_name
    if person.born_on is None:
        middle, born = ", birth date not known", ""
    else:
        middle = f", {age_words(person.born_on, today)}, born "
        born = date_with_year(person.born_on)
    parts = (
        person.found_as,
        format_nhs_number(person.nhs_number),
        person.address_line,
        *person.needs,
    )
    return RowWords(name, middle, born, ", ".join(part for part in parts if part), _warning(person))


def _warning(person: PatientSummary) -> str:
    if person.is_deceased:
        return died_words(person.deceased_on)
    if person.registration is Registration.LEFT:
        return "Has left the practice."
    return SAME if person.same_name_and_birth else ""


def heading_words(people: Sequence[PatientSummary], typed: str, *, near: bool) -> str:
    """Return the line above the rows: how many are called the same, or who may be meant."""
    if not typed.strip():
        return "Seen lately" if people else "Type a name, a birth date, a number or a postcode."
    said = shortened(typed)
    if not people:
        return f"No one called “{said}”."
    if near:
        return f"No one called “{said}”. Did you mean:"
    called = {person.called.casefold() for person in people}
    if len(people) > 1 and len(called) == 1:
        return f"{len(people)} people called {people[0].called}. Ask for the date of birth."
    if len(people) >= SCREENFUL:
        return f"The first {len(people)}. Type more to narrow it down."
    return "1 person found." if len(people) == 1 else f"{len(people)} people found."


def shortened(typed: str, longest: int = 40) -> str:
    """Return what was typed, cut for a heading; the whole stays in the box."""
    plain = " ".join(typed.split())
    return plain if len(plain) <= longest else f"{plain[: longest - 1]}…"


class PeopleModel(QAbstractListModel):
    """The people found, one a row."""

    def __init__(self, parent: QObject | None = None):
        super().__init__(parent)
        self._people: tuple[PatientSummary, ...] = ()
        self._words: tuple[RowWords, ...] = ()

    @property
    def people(self) -> tuple[PatientSummary, ...]:
        """The people shown, in order."""
        return self._people

    def show_people(self, people: Sequence[PatientSummary], today: date) -> None:
        """Show other people; the same ones again change nothing."""
        found = tuple(people)
        if found == self._people:
            return
        self.beginResetModel()
        self._people = found
        self._words = tuple(row_words(person, today) for person in found)
        self.endResetModel()

    def find_row(self, patient_id: PatientId) -> int | None:
        """Return the row somebody is in."""
        for row, person in enumerate(self._people):
            if person.id == patient_id:
                return row
        return None

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008  Qt's own default
        return 0 if parent.isValid() else len(self._people)

    def data(self, index: AnyIndex, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        if not index.isValid() or index.row() >= len(self._people):
            return None
        words = self._words[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return words.first
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return ". ".join(
                part.rstrip(".") for part in (words.first, words.second, words.warning) if part
            )
        if role == Roles.ROW:
            return words
        if role == Roles.SUMMARY:
            return self._people[index.row()]
        return None
