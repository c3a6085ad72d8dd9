"""The banner over the message bar while the practice's data does not answer."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from desktop.ui.kit.buttons import KeyButton
from desktop.ui.kit.look import Look


class LineBanner(QFrame):
    """Says what happened, what it means and when it is tried again; hidden while all is well.

    Signals: ``try_now_requested()``.
    """

    try_now_requested = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("line_banner")
        self._look = look
        self._said = ("", "", "")
        self._icon = QLabel(self)
        self._words = QLabel(self)
        self._words.setObjectName("line_banner_words")
        self._words.setTextFormat(Qt.TextFormat.RichText)
        self._words.setWordWrap(True)
        self.try_now = KeyButton(look, "Try now", key="F5", name="try_now_button", parent=self)
        self.try_now.clicked.connect(self.try_now_requested)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 12, 8)
        row.setSpacing(look.px(10))
        row.addWidget(self._icon)
        row.addWidget(self._words, 1)
        row.addWidget(self.try_now)
        look.changed.connect(self._apply_look)
        self._apply_look()
        self.hide()

    def say(self, happened: str, means: str) -> None:
        """Show what happened and what it means; a screen reader says it at once."""
        self._said = (happened, means, "")
        self._show_words()
        self.show()
        event = QAccessibleAnnouncementEvent(self, f"{happened} {means}")
        event.setPoliteness(QAccessible.AnnouncementPoliteness.Assertive)
        QAccessible.updateAccessibility(event)

    def say_next(self, words: str, *, is_trying: bool = False) -> None:
        """Say when it is tried again; the seconds that pass are not announced."""
        self._said = (*self._said[:2], words)
        self.try_now.setEnabled(not is_trying)
        self._show_words()

    def words(self) -> str:
        """Return all that it says."""
        return " ".join(filter(None, self._said))

    def _show_words(self) -> None:
        happened, *rest = (escape(one) for one in self._said)
        self._words.setText(f"<b>{happened}</b> {' '.join(filter(None, rest))}")
        self._words.setAccessibleName(self.words())
        self.setAccessibleName(self.words())

    def _apply_look(self) -> None:
        side = self._look.icon_px("row")
        icon = self._look.icon("wifi-slash", self._look.colour("bad"), px=side)
        self._icon.setPixmap(icon.pixmap(QSize(side, side)))
        self._words.setFont(self._look.font("body"))
