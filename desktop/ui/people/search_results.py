"""Finding a person as you type: the answers below the search box and the keys that choose."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from PySide6.QtCore import QModelIndex, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QLineEdit

from desktop.domain.errors import Unavailable
from desktop.domain.people import PatientSummary
from desktop.domain.times import date_of
from desktop.operations.people_reads import PeopleFound, find_people, recent_people
from desktop.ui.kit.look import Look
from desktop.ui.people.search_keys import SearchKeys
from desktop.ui.people.search_popup import ResultsPopup
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
    """What was asked last, and whether that was answered."""

    text: str = ""
    answered: bool = False
    near_asked: bool = False


class SearchController(QObject):
    """Joins the search box, the reads and the popup.

    Signals: ``person_chosen(PatientId)``; ``new_person_requested(str)`` with what was typed;
    ``left()`` when Esc leaves the box.
    """

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
        self._enter_waits = False
        self.popup = ResultsPopup(box, look)
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
            self.new_person_requested.emit(self._asked.text)
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

    @Slot()
    def _open(self) -> None:
        if self._asked.answered and self._asked.text == self._box.text() and self._asked.text:
            self.popup.show_below()
        else:
            self._ask(self._box.text())

    @Slot(str)
    def _on_box_text_changed(self, text: str) -> None:
        self._enter_waits = False
        self._quiet.start()
        self._slow.start()
        if self._runner.is_slow and text.strip():
            # The server takes long for each answer: it is asked once the keys rest.
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
        self._asked = _Asked(text)
        ask = partial(
            self._runner.run_read,
            initiator=self,
            on_failed=partial(self._on_failed, text),
            latest="search",
        )
        if text.strip():
            ask(find_people, on_done=partial(self._on_found, text), text=text)
        else:
            ask(recent_people, on_done=partial(self._on_recent, text))

    @Slot()
    def _ask_near(self) -> None:
        """Look for nearly so called people once nothing else matched and the keys rest."""
        asked = self._asked
        if not self.can_register or asked.near_asked or self.popup.model.people:
            return
        asked.near_asked = True
        self._runner.run_read(
            find_people,
            initiator=self,
            on_done=partial(self._on_found, asked.text),
            on_failed=partial(self._on_failed, asked.text),
            latest="search",
            text=asked.text,
            near=True,
        )

    def _on_found(self, text: str, found: PeopleFound) -> None:
        is_answer = text == self._asked.text == self._box.text()
        if is_answer:
            self._asked.answered = True
        # Answers to what was typed before are shown too: they come in order, and rows that stay
        # until the next answer flicker less than an empty list.
        if found.rows or self._asked.near_asked or not text.strip():
            self._show(found.rows, text, near=found.near)
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
            self._show(people, text, near=False)

    def _on_failed(self, text: str, error: BaseException) -> None:
        if text == self._box.text():
            self.popup.show_people((), "", today=self.today, near=False)
            paused = isinstance(error, Unavailable) and error.code == "paused"
            self.popup.say(str(error) if paused else NO_ANSWER)
        self._runner.failed.emit(error)

    def _show(self, people: tuple[PatientSummary, ...], text: str, *, near: bool) -> None:
        self.popup.show_people(people, text, today=self.today, near=near)
        if self._box.hasFocus():
            self.popup.show_below()

    @Slot(int)
    def _on_moved(self, rows: int) -> None:
        if self.popup.isVisible():
            self.popup.move_by(rows)
        else:
            self._open()

    @Slot()
    def _on_enter(self) -> None:
        if not self._asked.answered or self._asked.text != self._box.text():
            self._enter_waits = True
        elif not self.popup.isVisible():
            self._open()
        else:
            self._choose(self.popup.current_person())

    @Slot()
    def _on_escape(self) -> None:
        """Esc: put answers and what was typed away; nothing old stands in the box."""
        self.clear()
        self.left.emit()

    @Slot(QModelIndex)
    def _on_row_chosen(self, index: QModelIndex) -> None:
        self._choose(self.popup.person_at(index))

    def _choose(self, person: PatientSummary | None) -> None:
        if person is not None:
            self.clear()
            self.person_chosen.emit(person.id)

    @Slot()
    def _on_birth_date_requested(self) -> None:
        self._box.selectAll()
        self._box.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.popup.say("Type the date of birth as they say it, for example 12/3/1980.")
