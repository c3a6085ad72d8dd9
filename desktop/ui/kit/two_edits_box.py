"""Somebody else changed the same fields: yours and theirs side by side, asked field by field."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.domain.two_edits import Keep
from desktop.ui.kit.buttons import KeyButton
from desktop.ui.kit.look import Look


class Clash(NamedTuple):
    """A field both changed, in words; both may stay of lists and notes."""

    name: str
    label: str
    yours: str
    theirs: str
    can_keep_both: bool = False


class TwoEditsBox(QFrame):
    """Stands in the form or dialog whose save found a newer record; nothing typed is lost.

    Signals: ``answered(dict)``: field name to ``Keep``, once each is answered.
    """

    answered = Signal(object)

    def __init__(self, look: Look, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("two_edits")
        self.setProperty("kind", "card")
        self._look = look
        self._answers: dict[str, Keep] = {}
        self._open: list[str] = []
        self._rows: list[QWidget] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(look.px(12), look.px(10), look.px(12), look.px(10))
        self._column.setSpacing(look.px(8))
        self.heading = self._label("", self, role="bodyStrong")
        self.heading.setObjectName("two_edits_heading")
        self._column.addWidget(self.heading)
        self.hide()

    def ask(self, heading: str, clashes: Sequence[Clash]) -> None:
        """Ask about each field both changed; the first has the focus."""
        for row in self._rows:
            row.hide()
            row.deleteLater()
        self._answers = {}
        self._open = [clash.name for clash in clashes]
        self.heading.setText(heading)
        self.setAccessibleName(heading)
        self._rows = [self._build_row(clash) for clash in clashes]
        for row in self._rows:
            self._column.addWidget(row)
        self.show()
        self._focus_first()

    def _build_row(self, clash: Clash) -> QWidget:
        row = QWidget(self)
        column = QVBoxLayout(row)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._label(clash.label, row, role="label"))
        values = QGridLayout()
        values.setHorizontalSpacing(self._look.px(16))
        values.setColumnStretch(1, 1)
        for place, (who, value) in enumerate((("Yours", clash.yours), ("Theirs", clash.theirs))):
            said = self._label(who, row)
            said.setProperty("tone", "text2")
            values.addWidget(said, place, 0, Qt.AlignmentFlag.AlignTop)
            values.addWidget(self._label(value or "empty", row, role="bodyStrong"), place, 1)
        column.addLayout(values)
        column.addLayout(self._build_buttons(clash, row))
        return row

    def _build_buttons(self, clash: Clash, row: QWidget) -> QHBoxLayout:
        buttons = QHBoxLayout()
        buttons.setSpacing(self._look.px(8))
        choices = [("Keep both", Keep.BOTH)] if clash.can_keep_both else []
        for words, keep in (*choices, ("Theirs", Keep.THEIRS), ("Mine", Keep.MINE)):
            kind = "primary" if keep is Keep.BOTH else "outlined"
            name = f"{clash.name}_{keep.value}"
            button = KeyButton(self._look, words, kind=kind, name=name, parent=row)
            button.setAccessibleName(f"{words}, {clash.label}")
            button.setAccessibleDescription(
                f"Yours: {clash.yours or 'empty'}. Theirs: {clash.theirs or 'empty'}."
            )
            button.clicked.connect(lambda _on=False, said=keep: self._answer(row, clash.name, said))
            buttons.addWidget(button)
        buttons.addStretch(1)
        return buttons

    def _label(self, words: str, parent: QWidget, *, role: str = "body") -> QLabel:
        label = QLabel(words, parent)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        label.setFont(self._look.font(role))
        return label

    def _answer(self, row: QWidget, name: str, keep: Keep) -> None:
        self._answers[name] = keep
        self._open.remove(name)
        row.hide()
        if not self._open:
            self.hide()
            self.answered.emit(dict(self._answers))
        else:
            self._focus_first()

    def _focus_first(self) -> None:
        for row in self._rows:
            if not row.isHidden():
                button = row.findChild(KeyButton)
                if button is not None:
                    button.setFocus(Qt.FocusReason.OtherFocusReason)
                return
