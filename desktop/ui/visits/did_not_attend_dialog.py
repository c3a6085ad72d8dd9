"""Did not attend: asks first whether we tried to reach the person."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from desktop.ui.kit.ask_dialog import AskDialog
from desktop.ui.kit.buttons import KeyButton
from desktop.ui.kit.look import Look


class DidNotAttendDialog(AskDialog):
    """1 we tried to reach them, 2 not yet; Enter and Esc keep the visit as it is."""

    def __init__(self, look: Look, *, whose: str, when: str, parent: QWidget | None = None):
        title = f"{whose[0].upper()}{whose[1:]}, {when}: did not attend?"
        super().__init__(look, title, "did_not_attend_dialog", parent)
        self.tried_to_reach = False
        self.add_words("Did we try to reach them? They may only be late.")
        self.tried_button = self._add_answer("Yes, we tried", "1", tried=True)
        self.not_tried_button = self._add_answer("No, not yet", "2", tried=False)
        self.add_keep("Keep it")
        self.keep_button.setDefault(True)
        self.keep_button.setFocus()

    def _add_answer(self, words: str, key: str, *, tried: bool) -> KeyButton:
        button = KeyButton(self._look, words, key=key, name=f"answer_{key}", parent=self)
        button.clicked.connect(lambda _checked=False: self._answer(tried))
        self.add_button(button)
        return button

    def _answer(self, tried: bool) -> None:
        self.tried_to_reach = tried
        self.submitted.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_1:
            self._answer(True)
        elif event.key() == Qt.Key.Key_2:
            self._answer(False)
        elif not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().keyPressEvent(event)
