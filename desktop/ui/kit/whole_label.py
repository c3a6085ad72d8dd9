"""Words that are never cut: one line where there is room, more lines where there is less."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

_EDGE = 4


class WholeLabel(QLabel):
    """A label that takes the width of its words, and more lines before it takes none of others'."""

    def __init__(self, text: str = "", parent: QWidget | None = None):
        super().__init__(text, parent)
        self.setWordWrap(True)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_text(self, text: str) -> None:
        """Change the text; tooltip and accessible name say the same."""
        self.setText(text)
        self.setToolTip(text)
        self.setAccessibleName(text)
        self.updateGeometry()

    def minimumSizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        words = self.text().split()
        widest = max((metrics.horizontalAdvance(word) for word in words), default=0)
        return QSize(widest + _EDGE, metrics.height())

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(self.text()) + _EDGE, metrics.height())
