"""What the form asks before it saves: somebody alike, something to agree to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QListView, QVBoxLayout, QWidget

from desktop.domain.people import PatientSummary
from desktop.ui.kit.button_row import ButtonRow
from desktop.ui.kit.buttons import KeyButton
from desktop.ui.kit.look import Look
from desktop.ui.people.panel_parts import Card, Words
from desktop.ui.people.search_delegate import PersonDelegate
from desktop.ui.people.search_model import PeopleModel, Roles


class PeopleBox(QWidget):
    """People to look at before a new one is registered; Enter opens the chosen one.

    Signals: ``person_chosen(PatientId)``.
    """

    person_chosen = Signal(str)

    def __init__(self, look: Look, name: str, parent: QWidget | None = None):
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self.heading = Words(look, "bodyStrong", parent=self)
        column.addWidget(self.heading)
        self.model = PeopleModel(self)
        self.list = QListView(self)
        self.list.setObjectName(name)
        self.list.setModel(self.model)
        self.list.setItemDelegate(PersonDelegate(look, self.list))
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.viewport().setAutoFillBackground(False)
        self.list.activated.connect(lambda _index: self.open_chosen())
        column.addWidget(self.list)
        self.hide()

    def show_people(self, people: Sequence[PatientSummary], heading: str, today: date) -> None:
        """Show people below a heading; nothing where there are none."""
        self.heading.say(heading)
        self.list.setAccessibleName(heading)
        self.model.show_people(people, today)
        rows = range(self.model.rowCount())
        self.list.setFixedHeight(sum(self.list.sizeHintForRow(row) for row in rows) + 4)
        self.setVisible(bool(people))

    def choose_first(self) -> None:
        """Move the focus to the first person."""
        self.list.setCurrentIndex(self.model.index(0))
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _chosen(self) -> QModelIndex:
        current = self.list.currentIndex()
        return current if current.isValid() else self.model.index(0)

    @Slot()
    def open_chosen(self) -> None:
        """Say who is chosen."""
        person = self._chosen().data(Roles.SUMMARY)
        if isinstance(person, PatientSummary):
            self.person_chosen.emit(person.id)


class QuestionBox(Card):
    """A question with its answers, in place in the form.

    Signals: ``answered(bool)``: True for the act, False for going back.
    """

    answered = Signal(bool)

    def __init__(self, look: Look, parent: QWidget | None = None):
        super().__init__(look, parent)
        self.setObjectName("form_question")
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 10)
        column.setSpacing(8)
        self.words = Words(look, "bodyStrong", parent=self)
        column.addWidget(self.words)
        self.people = PeopleBox(look, "alike_people", self)
        column.addWidget(self.people)
        # The safe answer comes first and has the focus.
        self.back = KeyButton(look, "Go back", name="question_back_button", parent=self)
        self.act = KeyButton(look, "Save all the same", name="question_act_button", parent=self)
        self.back.clicked.connect(self._on_back_clicked)
        self.act.clicked.connect(self._on_act_clicked)
        column.addWidget(ButtonRow((self.back, self.act), spacing=look.px(8), parent=self))
        self.hide()

    @property
    def has_people(self) -> bool:
        """Whether it offers to open somebody instead."""
        return bool(self.people.model.people)

    def ask(self, words: str, *, back: str, act: str) -> None:
        """Ask; people alike may be added once they are found."""
        self.words.say(words)
        self.setAccessibleName(words)
        self.back.set_words(back)
        self.act.set_words(act)
        self.people.show_people((), "", date.min)
        self.show()
        self.back.setFocus(Qt.FocusReason.OtherFocusReason)

    def offer(self, people: Sequence[PatientSummary], today: date) -> None:
        """Offer to open one of these instead; the first has the focus."""
        if self.isHidden():
            return
        self.people.show_people(people, "Alike:", today)
        self.back.set_words("Open them instead")
        self.people.choose_first()

    @Slot()
    def _on_back_clicked(self) -> None:
        if self.has_people:
            self.people.open_chosen()
        else:
            self.answered.emit(False)

    @Slot()
    def _on_act_clicked(self) -> None:
        self.answered.emit(True)
