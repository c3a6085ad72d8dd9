"""Lines of words with an icon before each."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.ui.kit.look import Look


class IconLine(QWidget):
    """An icon and words beside it."""

    def __init__(
        self, look: Look, icon: str, words: str, colour: str, parent: QWidget | None = None
    ):
        super().__init__(parent)
        self._look, self._name, self._colour = look, icon, colour
        self._icon = QLabel(self)
        self._icon.setAccessibleName("")
        self._icon.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.words = QLabel(words, self)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setWordWrap(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.px(6))
        row.addWidget(self._icon)
        row.addWidget(self.words, 1)
        look.changed.connect(self._fit)
        self._fit()

    def _fit(self) -> None:
        side = self._look.icon_px("row")
        icon = self._look.icon(self._name, self._look.colour(self._colour))
        self._icon.setPixmap(icon.pixmap(QSize(side, side)))


class IconLines(QWidget):
    """What speaks for something, and what against it; without a line it takes no room."""

    def __init__(self, look: Look, parent: QWidget | None = None):
        super().__init__(parent)
        self._look = look
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(look.px(2))
        self._lines: list[IconLine] = []
        self.hide()

    def say(self, for_it: Iterable[str], against: Iterable[str]) -> None:
        """Show these."""
        for old in self._lines:
            self._column.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._lines = [
            IconLine(self._look, icon, words, tone, self)
            for lines, icon, tone in (
                (for_it, "check", "good"),
                (against, "warning-circle", "warn"),
            )
            for words in lines
        ]
        for line in self._lines:
            self._column.addWidget(line)
        self.setVisible(bool(self._lines))
