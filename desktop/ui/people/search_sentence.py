"""A sentence in the search box: whom it names is found, and all of it is asked about."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop.domain.asked import ChipKind, Understood
from desktop.domain.people import PatientSummary
from desktop.operations.people_reads import PeopleFound, find_people

if TYPE_CHECKING:
    from desktop.ui.people.search_results import SearchController

_SAYS_NOTHING = (ChipKind.PATIENT, ChipKind.UNKNOWN)


class Sentence(QObject):
    """What stands in the box, read as a sentence.

    ``read`` is the grammar with the practice's words; without it nothing is a sentence. Somebody
    chosen for the names typed stays chosen while those names stand there.
    """

    def __init__(self, search: SearchController):
        super().__init__(search)
        self._search = search
        self.read: Callable[[str], Understood] | None = None
        self._understood: Understood | None = None
        self._chosen: tuple[str, PatientSummary] | None = None
        self._is_choosing = False
        self._last: tuple[str, Understood | None] = ("", None)
        self._asked_text = ""

    @property
    def is_asked(self) -> bool:
        """Whether the very sentence that stands in the box was asked about."""
        return bool(self._asked_text) and self._asked_text == self._search.typed

    def _read(self, text: str) -> Understood | None:
        if self._last[0] != text:
            found = self.read(text) if self.read is not None and text.strip() else None
            self._last = text, found
        return self._last[1]

    def is_one(self, text: str) -> bool:
        """Whether the text says more than whom to find."""
        found = self._read(text)
        return found is not None and any(one.kind not in _SAYS_NOTHING for one in found.chips)

    def names_in(self, text: str) -> str:
        """Return the names of a sentence, or the whole text."""
        found = self._read(text) if self.is_one(text) else None
        return found.asked.patient_words or text if found is not None else text

    def ask(self, text: str) -> bool:
        """Ask about a sentence, once the person it names is found; False for another text."""
        if not self.is_one(text):
            return False
        understood = self._read(text)
        assert understood is not None
        self._understood = understood
        names = understood.asked.patient_words
        if not names:
            self._emit(None)
        elif self._chosen is not None and self._chosen[0] == names:
            self._emit(self._chosen[1])
        else:
            self._search.send(find_people, text, self._on_found, text=names)
        return True

    def _on_found(self, text: str, found: PeopleFound) -> None:
        understood = self._understood
        if understood is None or text != self._search.typed:
            return
        names = understood.asked.patient_words
        if len(found.rows) == 1 and not found.near:
            self._chosen = names, found.rows[0]
            self._emit(found.rows[0])
        elif found.rows or found.near:
            self._is_choosing = bool(found.rows)
            self._search.show_found(found.rows, names, near=found.near)
        else:
            self._search.send(find_people, text, self._on_found, text=names, near=True)

    def take_person(self, person: PatientSummary) -> bool:
        """Take who was chosen for the names of a sentence; False where none asked for them."""
        understood = self._understood
        if not self._is_choosing or understood is None:
            return False
        self._is_choosing = False
        self._chosen = understood.asked.patient_words, person
        self._search.popup.hide()
        self._emit(person)
        return True

    def _emit(self, person: PatientSummary | None) -> None:
        self._is_choosing = False
        self._asked_text = self._search.typed
        self._search.popup.hide()
        self._search.asked.emit(self._understood, person)

    def take_back(self) -> None:
        """What stands in the box is no sentence any more."""
        self._is_choosing = False
        if self._asked_text:
            self._asked_text = ""
            self._search.unasked.emit()

    def forget(self) -> None:
        """The box was emptied."""
        self._understood = self._chosen = None
        self._is_choosing = False
        self._last, self._asked_text = ("", None), ""
