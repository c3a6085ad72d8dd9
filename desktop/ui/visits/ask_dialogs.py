"""The few dialogs around a visit: why it is cancelled, which of two, a line of words, a date."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.errors import RuleViolation
from desktop.domain.said_dates import read_go_to_date
from desktop.domain.times import long_date
from desktop.domain.visits import CANCEL_REASONS
from desktop.ui.kit.buttons import KeyButton
from desktop.ui.kit.look import Look


class AskDialog(QDialog):
    """A question, room for a field, an act and the safe way back, which is the default."""

    def __init__(self, look: Look, question: str, parent: QWidget | None = None):
        super().__init__(parent)
        self.setWindowTitle("Attend")
        self.look = look
        self.question = QLabel(question, self)
        self.question.setObjectName("question")
        self.question.setFont(look.font("section"))
        self.question.setWordWrap(True)
        self.more = QLabel(self)
        self.more.setWordWrap(True)
        self.more.hide()
        self.wrong = QLabel(self)
        self.wrong.setObjectName("wrong")
        self.wrong.setProperty("tone", "bad")
        self.wrong.setWordWrap(True)
        self.wrong.hide()
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(20, 18, 20, 16)
        self.column.setSpacing(12)
        self.buttons = QHBoxLayout()
        self.column.addWidget(self.question)
        self.setMinimumWidth(look.px(460))

    def finish(self, act: KeyButton, back: KeyButton) -> None:
        """Put the buttons at the foot: the act first, the safe one the default."""
        self.column.addWidget(self.more)
        self.column.addWidget(self.wrong)
        self.buttons.addWidget(act)
        self.buttons.addWidget(back)
        self.buttons.addStretch(1)
        self.column.addLayout(self.buttons)
        act.clicked.connect(self.accept)
        back.clicked.connect(self.reject)

    def say(self, words: str) -> None:
        """Say what the act also does."""
        self.more.setText(words)
        self.more.setVisible(bool(words))

    def say_wrong(self, words: str) -> None:
        """Say what is wrong."""
        self.wrong.setText(words)
        self.wrong.setVisible(bool(words))


class CancelDialog(AskDialog):
    """Why a visit is cancelled, by the FHIR reasons in their groups."""

    def __init__(self, look: Look, question: str, parent: QWidget | None = None):
        super().__init__(look, question, parent)
        self.setObjectName("cancel_dialog")
        self.reason = QComboBox(self)
        self.reason.setObjectName("cancel_reason")
        self.reason.setAccessibleName("Reason")
        group = ""
        for one in CANCEL_REASONS:
            if one.group != group:
                if group:
                    self.reason.insertSeparator(self.reason.count())
                group = one.group
            self.reason.addItem(f"{one.words}", one.code)
        self.words = QLineEdit(self)
        self.words.setObjectName("cancel_words")
        self.words.setPlaceholderText("In their words, if they said")
        self.words.setMaxLength(2000)
        for name, field in (("&Reason", self.reason), ("&Words", self.words)):
            label = QLabel(name, self)
            label.setBuddy(field)
            label.setMinimumWidth(look.px(64))
            field.setAccessibleName(name.replace("&", ""))
            row = QHBoxLayout()
            row.addWidget(label)
            row.addWidget(field, 1)
            self.column.addLayout(row)
        act = KeyButton(
            look,
            "Cancel the visit",
            key="Ctrl+Enter",
            kind="danger",
            name="cancel_visit",
            parent=self,
        )
        self.keep = KeyButton(look, "Keep it", key="Esc", name="keep_visit", parent=self)
        self.keep.setDefault(True)
        self.finish(act, self.keep)
        self.reason.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.accept()
        else:
            super().keyPressEvent(event)

    @classmethod
    def ask(
        cls,
        look: Look,
        question: str,
        more: str,
        on_answer: Callable[[str, str], None],
        parent: QWidget,
    ) -> None:
        """Ask; the answer comes as code and words."""
        dialog = cls(look, question, parent)
        dialog.say(more)
        dialog.accepted.connect(
            lambda: on_answer(str(dialog.reason.currentData()), dialog.words.text())
        )
        _open(dialog)


class ChoiceDialog(AskDialog):
    """One of a few: which visit, whether we tried to reach them."""

    def __init__(
        self, look: Look, question: str, choices: Sequence[str], parent: QWidget | None = None
    ):
        super().__init__(look, question, parent)
        self.setObjectName("choice_dialog")
        self.chosen = -1
        for number, words in enumerate(choices):
            key = str(number + 1) if number < 9 else ""
            button = KeyButton(look, words, key=key, name=f"choice_{number + 1}", parent=self)
            button.clicked.connect(lambda _checked=False, number=number: self._choose(number))
            self.column.addWidget(button)
        back = KeyButton(look, "Leave it", key="Esc", name="leave_it", parent=self)
        back.clicked.connect(self.reject)
        self.column.addWidget(back, 0, Qt.AlignmentFlag.AlignLeft)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        number = event.key() - Qt.Key.Key_1
        button = self.findChild(KeyButton, f"choice_{number + 1}")
        if 0 <= number < 9 and button is not None:
            self._choose(number)
        else:
            super().keyPressEvent(event)

    def _choose(self, number: int) -> None:
        self.chosen = number
        self.accept()

    @classmethod
    def ask(
        cls,
        look: Look,
        question: str,
        choices: Sequence[str],
        on_answer: Callable[[int], None],
        parent: QWidget,
    ) -> None:
        """Ask; the answer comes as the number of the choice."""
        dialog = cls(look, question, choices, parent)
        dialog.accepted.connect(lambda: on_answer(dialog.chosen))
        _open(dialog)


class LineDialog(AskDialog):
    """One line of words; ``check`` says what is wrong with it, or nothing."""

    def __init__(
        self,
        look: Look,
        question: str,
        *,
        what: str,
        act: str,
        check: Callable[[str], str],
        parent: QWidget | None = None,
    ):
        super().__init__(look, question, parent)
        self.setObjectName("line_dialog")
        self._check = check
        self.line = QLineEdit(self)
        self.line.setObjectName("line")
        self.line.setAccessibleName(what)
        self.line.setMaxLength(1000)
        label = QLabel(what, self)
        label.setBuddy(self.line)
        self.column.addWidget(label)
        self.column.addWidget(self.line)
        button = KeyButton(look, act, key="Enter", kind="primary", name="act", parent=self)
        button.setDefault(True)
        back = KeyButton(look, "Leave it", key="Esc", name="leave_it", parent=self)
        self.finish(button, back)
        self.line.textChanged.connect(lambda _text: self.say_wrong(""))
        self.line.setFocus()

    def accept(self) -> None:
        """Close when the words are right, else say what is wrong; nothing typed is lost."""
        wrong = self._check(self.line.text())
        if wrong:
            self.say_wrong(wrong)
            self.line.setFocus()
        else:
            super().accept()

    @classmethod
    def ask(
        cls,
        look: Look,
        question: str,
        *,
        what: str,
        act: str,
        on_answer: Callable[[str], None],
        parent: QWidget,
        check: Callable[[str], str] | None = None,
        text: str = "",
    ) -> None:
        """Ask for a line."""
        dialog = cls(look, question, what=what, act=act, check=check or _needs_words, parent=parent)
        dialog.line.setText(text)
        dialog.accepted.connect(lambda: on_answer(dialog.line.text()))
        _open(dialog)


class GoToDateDialog(LineDialog):
    """A date as people say it: "in 6 weeks", "25 nov"."""

    @classmethod
    def ask_date(
        cls, look: Look, today: date, on_chosen: Callable[[date], None], parent: QWidget
    ) -> None:
        """Ask for a day to go to; how it was understood is shown while typing."""

        def check(text: str) -> str:
            try:
                read_go_to_date(text, today=today)
            except RuleViolation as slip:
                return slip.message
            return ""

        dialog = cls(
            look,
            "Go to date",
            what="A date, or “in 6 weeks”",
            act="Go",
            check=check,
            parent=parent,
        )
        dialog.setObjectName("go_to_date_dialog")

        def show_understood(text: str) -> None:
            try:
                dialog.say(long_date(read_go_to_date(text, today=today)))
            except RuleViolation:
                dialog.say("")

        dialog.line.textChanged.connect(show_understood)
        dialog.accepted.connect(lambda: on_chosen(read_go_to_date(dialog.line.text(), today=today)))
        _open(dialog)


def _needs_words(text: str) -> str:
    return "" if text.strip() else "Type a few words."


def _open(dialog: QDialog) -> None:
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
    dialog.adjustSize()
    least = dialog.minimumSizeHint()
    dialog.resize(dialog.size().expandedTo(QSize(least.width(), least.height())))
