"""A line of words with an icon before it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

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
