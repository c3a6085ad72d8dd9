"""What a place shows when it has nothing to show: empty, or still opening."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.ui.kit.buttons import KeyButton
from desktop.ui.kit.look import Look

WORDS_AFTER_MS = 1_000
SLOW_AFTER_MS = 8_000
OUTLINES = 5


class EmptyState(QWidget):
    """An icon, what is not there, what it means, and the likeliest next steps."""

    def __init__(self, look: Look, icon: str, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("empty_state")
        self._look = look
        self._icon_name = icon
        self._icon, self._title, self._words = QLabel(self), QLabel(self), QLabel(self)
        self._title.setObjectName("empty_title")
        self._words.setObjectName("empty_words")
        self._words.setProperty("tone", "text2")
        column = QVBoxLayout(self)
        column.addStretch(1)
        for label in (self._icon, self._title, self._words):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setWordWrap(label is not self._icon)
            column.addWidget(label)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(8)
        column.setSpacing(8)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addLayout(self._buttons)
        row.addStretch(1)
        column.addLayout(row)
        column.addStretch(1)
        look.changed.connect(self._apply_look)
        self._apply_look()

    def say(self, title: str, words: str = "") -> None:
        """Show what is not there, and what it means."""
        self._title.setText(title)
        self._words.setText(words)
        self._words.setVisible(bool(words))
        self.setAccessibleName(f"{title} {words}".strip())

    def set_steps(self, *steps: KeyButton) -> None:
        """Offer the next steps, the likeliest first."""
        while (item := self._buttons.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for step in steps:
            self._buttons.addWidget(step)

    def _apply_look(self) -> None:
        side = self._look.px(32)
        icon = self._look.icon(self._icon_name, self._look.colour("text2"))
        self._icon.setPixmap(icon.pixmap(QSize(side, side)))
        self._title.setFont(self._look.font("listName"))
        self._words.setFont(self._look.font("body"))


class LoadingState(QWidget):
    """Nothing for a second; then a still outline with words; after eight seconds, a choice.

    Signals: ``stay_requested()`` to give up and stay where one was.
    """

    stay_requested = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("loading_state")
        self._look = look
        self._slow_words = ""
        self._words = QLabel(self)
        self._words.setObjectName("loading_words")
        self._words.setFont(look.font("bodyBold"))
        self._hint = QLabel(self)
        self._hint.setObjectName("loading_hint")
        self._hint.setProperty("tone", "text2")
        self._hint.setFont(look.font("body"))
        self._icon = QLabel(self)
        side = look.icon_px("row")
        icon = look.icon("hourglass-medium", look.colour("text"), px=side)
        self._icon.setPixmap(icon.pixmap(QSize(side, side)))
        self.keep = KeyButton(look, "Keep waiting", name="keep_waiting", parent=self)
        self.stay = KeyButton(look, "Stay here", key="Esc", name="stay_here", parent=self)
        self.keep.clicked.connect(self._on_keep_clicked)
        self.stay.clicked.connect(self.stay_requested)
        head = QHBoxLayout()
        for widget in (self._icon, self._words, self._hint, self.keep, self.stay):
            head.addWidget(widget)
        head.addStretch(1)
        column = QVBoxLayout(self)
        column.addLayout(head)
        self._outlines = [QFrame(self) for _ in range(OUTLINES)]
        for outline in self._outlines:
            outline.setProperty("kind", "outline")
            outline.setFixedHeight(look.row_height("list"))
            column.addWidget(outline)
        column.addStretch(1)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._on_timer_timeout)
        self.stop()

    def start(self, words: str, slow_words: str, *, hint: str = "", stay: str = "") -> None:
        """Begin to wait; words and hint come after a second, the others after eight."""
        self.stop()
        self._words.setText(words)
        self._hint.setText(hint)
        self.stay.set_words(stay or "Stay here")
        self._slow_words = slow_words
        self._timer.start(WORDS_AFTER_MS)

    def stop(self) -> None:
        """Show nothing: it has opened, or nobody waits any more."""
        self._timer.stop()
        for one in (self._icon, self._words, self._hint, self.keep, self.stay, *self._outlines):
            one.hide()

    def _on_keep_clicked(self) -> None:
        self.keep.hide()
        self.stay.hide()
        self._timer.start(SLOW_AFTER_MS)

    def _on_timer_timeout(self) -> None:
        if self._words.isHidden():
            for one in (self._icon, self._words, self._hint, *self._outlines):
                one.show()
            self._timer.start(SLOW_AFTER_MS - WORDS_AFTER_MS)
            return
        self._words.setText(self._slow_words)
        self._hint.hide()
        self.keep.show()
        self.stay.show()
