"""The strip over the message bar when a time has come free that somebody waits for."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from desktop.ui.kit.buttons import KeyButton
from desktop.ui.kit.focus_back import FocusBack
from desktop.ui.kit.look import Look

OPEN_KEY = "Ctrl+Shift+L"


class FreedStrip(QFrame):
    """Says what is free and how many it would suit; it takes no focus and stays until put away.

    Signals: ``opened()``, ``dismissed()``.
    """

    opened = Signal()
    dismissed = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("freed_strip")
        self._look = look
        self._back = FocusBack(self)
        self._icon = QLabel(self)
        self.words = QLabel(self)
        self.words.setObjectName("freed_words")
        self.words.setWordWrap(True)
        self.see = KeyButton(
            look, "See who", key=OPEN_KEY, kind="primary", name="freed_see", parent=self
        )
        self.see.clicked.connect(self.opened)
        self.later = KeyButton(look, "Not now", name="freed_later", parent=self)
        self.later.clicked.connect(self.dismissed)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 12, 4)
        row.setSpacing(look.px(10))
        row.addWidget(self._icon)
        row.addWidget(self.words, 1)
        row.addWidget(self.see)
        row.addWidget(self.later)
        look.changed.connect(self._apply_look)
        self._apply_look()
        self.hide()

    def say(self, words: str) -> None:
        """Show the words; a screen reader says them once it is silent."""
        is_new = self.isHidden() or words != self.words.text()
        self.words.setText(words)
        self.setAccessibleName(words)
        self.show()
        if is_new:
            said = f"{words} {OPEN_KEY} shows who."
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, said))

    def put_away(self) -> None:
        """Go; the keys go back where they came from."""
        had_focus = self._back.has_focus
        self.hide()
        if had_focus:
            self._back.give_back()

    def _apply_look(self) -> None:
        side = self._look.icon_px("row")
        icon = self._look.icon("hourglass-medium", self._look.colour("info"), px=side)
        self._icon.setPixmap(icon.pixmap(QSize(side, side)))
        self.words.setFont(self._look.font("bodyStrong"))
