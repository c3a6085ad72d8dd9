"""Buttons in a row that becomes a column where there is no room."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget


class ButtonRow(QWidget):
    """Buttons side by side where they fit, else one below the other."""

    def __init__(self, buttons: Sequence[QWidget], *, spacing: int, parent: QWidget | None = None):
        super().__init__(parent)
        self._buttons = tuple(buttons)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(spacing)
        for button in self._buttons:
            self._row.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        self._row.addStretch(1)

    def minimumSizeHint(self) -> QSize:
        widest = max((button.sizeHint().width() for button in self._shown()), default=0)
        return QSize(widest, self._row.minimumSize().height())

    def fit(self) -> None:
        """Choose between row and column for the width there is."""
        shown = self._shown()
        wanted = sum(button.sizeHint().width() for button in shown)
        wanted += self._row.spacing() * max(0, len(shown) - 1)
        ways = QBoxLayout.Direction
        way = ways.LeftToRight if wanted <= self.width() else ways.TopToBottom
        if way is not self._row.direction():
            self._row.setDirection(way)
            self.updateGeometry()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def _shown(self) -> list[QWidget]:
        return [button for button in self._buttons if not button.isHidden()]
