"""Finding a person as you type: the answers below the search box and the keys that choose."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

from PySide6.QtCore import QModelIndex, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QLineEdit

from desktop.domain.errors import Unavailable
from desktop.domain.people import PatientSummary
from desktop.domain.times import date_of
from desktop.operations.people_reads import PeopleFound, find_people, recent_people
from desktop.ui.kit.look import Look
from desktop.ui.people.search_keys import SearchKeys
from desktop.ui.people.search_popup import ResultsPopup
from desktop.ui.people.search_sentence import Sentence
from desktop.ui.runner import Runner

NEAR_AFTER_MS = 100
"""How long nobody types before names that are only nearly so are looked for."""
KEYS_REST_MS = 200
"""How long nobody types before a slow server is asked: ten keys cost it one search."""
SLOW_AFTER_MS = 1_000
SEARCH_FIRST = "Search for them first, so that nobody is registered twice. Then Ctrl+N."
STILL_LOOKING = "Still looking. The server is slow today."
NO_ANSWER = "The search did not answer. Type on to try again."


@dataclass(slots=True)
class _Asked:
    """What was typed last, and whether it waits to be asked or was answered."""

    text: str = ""
    answered: bool = False
    near_asked: bool = False
    waits: bool = False


class SearchController(QObject):
    """Joins the search box, the reads and the popup.

    One search is under way at a time: what is typed meanwhile is asked once it was answered, and
    by then it is known whether the server is slow. Ctrl+K asks for the people seen lately, so ten
    keys cost a slow server that and one search. Only where it became slow while the box had the
    focus is the first key a search of its own: no key waits where the server was quick.

    A sentence that says more than whom to find is asked about with the person it names, once the
    keys rest: ``sentence`` reads it.

    Signals: ``person_chosen(PatientId)``; ``new_person_requested(str)`` with what was typed;
    ``left()`` when Esc leaves the box; ``asked(Understood, PatientSummary or None)`` for a
    sentence, ``unasked()`` once it stands there no more; ``asked_moved(int)`` and
    ``asked_entered()`` for the keys that choose among its answers.
    """

    asked = Signal(object, object)
    unasked = Signal()
    asked_moved = Signal(int)
    asked_entered = Signal()
    person_chosen = Signal(str)
    new_person_requested = Signal(str)
    left = Signal()

    def __init__(
        self,
        box: QLineEdit,
        runner: Runner,
        look: Look,
        *,
        clock: Callable[[], datetime],
        zone: str,
    ):
        super().__init__(box)
        self._box = box
        self._runner = runner
        self._clock = clock
        self._zone = zone
        self._asked = _Asked()
        self._is_due = False
        self._enter_waits = False
        self.popup = ResultsPopup(box, look)
        self.sentence = Sentence(self)
        self._quiet = QTimer(self)
        self._quiet.setObjectName("near_timer")
        self._quiet.setSingleShot(True)
        self._quiet.setInterval(NEAR_AFTER_MS)
        self._keys_rest = QTimer(self)
        self._keys_rest.setSingleShot(True)
        self._keys_rest.setInterval(KEYS_REST_MS)
        self._slow = QTimer(self)
        self._slow.setSingleShot(True)
        self._slow.setInterval(SLOW_AFTER_MS)
        self._join()
        if box.text():
            # Typed into the shell while the practice was being opened.
            self._on_box_text_changed(box.text())

    def _join(self) -> None:
        self._quiet.timeout.connect(self._ask_near)
        self._keys_rest.timeout.connect(self._ask_at_rest)
        self._slow.timeout.connect(self._on_slow_timeout)
        self._box.textChanged.connect(self._on_box_text_changed)
        keys = SearchKeys(self._box, lambda: self.can_register)
        keys.moved.connect(self._on_moved)
        keys.entered.connect(self._on_enter)
        keys.escaped.connect(self._on_escape)
        keys.new_pressed.connect(self.ask_for_new)
        keys.came.connect(self._open)
        keys.went.connect(self.popup.hide)
        self.popup.row_chosen.connect(self._on_row_chosen)
        self.popup.new_requested.connect(self.ask_for_new)
        self.popup.birth_date_requested.connect(self._on_birth_date_requested)

    @property
    def today(self) -> date:
        return date_of(self._clock(), self._zone)

    @property
    def typed(self) -> str:
        """What stands in the box."""
        return self._box.text()

    @property
    def near_matches(self) -> tuple[PatientSummary, ...]:
        """The people last found, to stay in sight beside the form of a new person."""
        return self.popup.model.people if self._asked.text.strip() else ()

    @property
    def can_register(self) -> bool:
        """Whether a search was answered, so that a new person may be registered."""
        return self._asked.answered and bool(self._asked.text.strip())

    @Slot()
    def ask_for_new(self) -> None:
        """Ask for the form of a new person; only after a search."""
        if self.can_register:
            self.popup.hide()
            self.new_person_requested.emit(self.sentence.names_in(self._asked.text))
        elif not self._box.text().strip():
            self._box.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.popup.say(SEARCH_FIRST)
            self.popup.show_below()

    def clear(self) -> None:
        """Empty the box and put the answers away."""
        for timer in (self._quiet, self._keys_rest, self._slow):
            timer.stop()
        self._enter_waits = False
        self._asked = _Asked()
        self._box.blockSignals(True)
        self._box.clear()
        self._box.blockSignals(False)
        self.popup.hide()
        self.sentence.forget()

    @Slot()
    def _open(self) -> None:
        text = self._asked.text
        if self._asked.answered and text == self._box.text() and text:
            if not self.sentence.ask(text):
                self.popup.show_below()
        else:
            self._ask(self._box.text())

    @Slot(str)
    def _on_box_text_changed(self, text: str) -> None:
        self._enter_waits = False
        self._quiet.start()
        self._slow.start()
        self._ask_soon(text)

    def _ask_soon(self, text: str) -> None:
        """Ask now, or once the keys rest where the server takes long for each answer."""
        if self._runner.is_slow and text.strip() and self._quiet.isActive():
            self._asked = _Asked(text)
            self._keys_rest.start()
        else:
            self._ask(text)

    @Slot()
    def _on_slow_timeout(self) -> None:
        if not self._asked.answered and self._box.hasFocus() and self._box.text().strip():
            self.popup.say(STILL_LOOKING)
            self.popup.show_below()

    @Slot()
    def _ask_at_rest(self) -> None:
        self._ask(self._box.text())

    def _ask(self, text: str) -> None:
        self._keys_rest.stop()
        self._asked = _Asked(text, waits=self._is_due)
        if self._is_due:
            return
        if text.strip():
            self.send(find_people, text, self._on_found, text=text)
        else:
            self.send(recent_people, text, self._on_recent)

    @Slot()
    def _ask_near(self) -> None:
        """Look for nearly so called people once nothing else matched and the keys rest."""
        asked = self._asked
        is_asked = asked.near_asked or self._is_due
        if self.can_register and not is_asked and not self.popup.model.people:
            asked.near_asked = True
            if not self.sentence.ask(asked.text):
                self.send(find_people, asked.text, self._on_found, text=asked.text, near=True)

    def send(
        self,
        read: Callable[..., Any],
        asked: str,
        on_answer: Callable[[str, Any], None],
        **arguments: Any,
    ) -> None:
        """Send a read; what was typed until its answer came is asked after it."""
        self._is_due = True
        self._runner.run_read(
            read,
            initiator=self,
            on_done=partial(self._take, on_answer, asked),
            on_failed=partial(self._take, self._on_failed, asked),
            latest="search",
            **arguments,
        )

    def _take(self, on_answer: Callable[[str, Any], None], asked: str, answer: Any) -> None:
        self._is_due = False
        on_answer(asked, answer)
        if self._asked.waits and not self._is_due:
            self._ask_soon(self._asked.text)

    def _on_found(self, text: str, found: PeopleFound) -> None:
        is_answer = text == self._asked.text == self._box.text()
        if is_answer:
            self._asked.answered = True
        elif not self._box.text().strip():
            return  # put away meanwhile
        # Answers to what was typed before are shown too: they come in order, and rows that stay
        # until the next answer flicker less than an empty list.
        if found.rows or self._asked.near_asked or not text.strip():
            self.sentence.take_back()
            self.show_found(found.rows, text, near=found.near)
        elif self.sentence.is_one(text):
            self.popup.model.show_people((), self.today)
            self.popup.hide()
        else:
            self.popup.model.show_people((), self.today)
            self.popup.set_waiting(text)
        if is_answer:
            self._after_answer(found)

    def _after_answer(self, found: PeopleFound) -> None:
        if not found.rows and not self._quiet.isActive():
            self._ask_near()
        if self._enter_waits:
            self._enter_waits = False
            # Enter was pressed before the rows were seen: only a single one is surely meant.
            if len(found.rows) == 1 and not found.near:
                self._choose(found.rows[0])

    def _on_recent(self, text: str, people: tuple[PatientSummary, ...]) -> None:
        if text == self._box.text():
            self._asked.answered = True
            self.sentence.take_back()
            self.show_found(people, text, near=False)

    def _on_failed(self, text: str, error: BaseException) -> None:
        if text == self._box.text():
            self.popup.show_people((), "", today=self.today, near=False)
            paused = isinstance(error, Unavailable) and error.code == "paused"
            self.popup.say(str(error) if paused else NO_ANSWER)
        self._runner.failed.emit(error)

    def show_found(self, people: tuple[PatientSummary, ...], text: str, *, near: bool) -> None:
        self.popup.show_people(people, text, today=self.today, near=near)
        if self._box.hasFocus():
            self.popup.show_below()

    @Slot(int)
    def _on_moved(self, rows: int) -> None:
        if self.popup.isVisible():
            self.popup.move_by(rows)
        elif self.sentence.is_asked:
            self.asked_moved.emit(rows)
        else:
            self._open()

    @Slot()
    def _on_enter(self) -> None:
        if not self._asked.answered or self._asked.text != self._box.text():
            self._enter_waits = True
        elif self.popup.isVisible():
            self._choose(self.popup.current_person())
        elif self.sentence.is_asked:
            self.asked_entered.emit()
        elif self.sentence.is_one(self._asked.text):
            self._ask_near()
        else:
            self._open()

    @Slot()
    def _on_escape(self) -> None:
        """Esc: put answers and what was typed away; nothing old stands in the box."""
        self.clear()
        self.left.emit()

    @Slot(QModelIndex)
    def _on_row_chosen(self, index: QModelIndex) -> None:
        self._choose(self.popup.person_at(index))

    def _choose(self, person: PatientSummary | None) -> None:
        if person is not None and not self.sentence.take_person(person):
            self.clear()
            self.person_chosen.emit(person.id)

    @Slot()
    def _on_birth_date_requested(self) -> None:
        self._box.selectAll()
        self._box.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.popup.say("Type the date of birth as they say it, for example 12/3/1980.")
