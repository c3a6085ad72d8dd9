"""A button of the rail: icon, word below it, and how much waits in its area."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QToolButton, QWidget

from desktop.ui.kit.look import Look

MOST_COUNTED = 99


class AreaButton(QToolButton):
    """Paints its count as a badge, and says it to a screen reader."""

    def __init__(self, look: Look, words: str, key: str, parent: QWidget):
        super().__init__(parent)
        self._look = look
        self._said = f"{words}, {key}"
        self.count = 0
        self.setText(words)
        self.setToolTip(f"{words} ({key})")
        self.set_count(0)

    def set_count(self, count: int) -> None:
        """Show how much waits; nothing for 0."""
        self.count = count
        self.setAccessibleName(f"{self._said}, {count} waiting" if count else self._said)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self.count:
            return
        look = self._look
        words = str(self.count) if self.count <= MOST_COUNTED else f"{MOST_COUNTED}+"
        metrics = look.metrics("captionBold")
        height = metrics.height() + look.px(2)
        width = max(height, metrics.horizontalAdvance(words) + look.px(8))
        box = QRectF(self.width() / 2 + look.px(7), look.px(4), width, height)
        box.moveRight(min(box.right(), self.width() - 2.0))
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.status("arrived").bg)
            painter.drawRoundedRect(box, height / 2, height / 2)
            painter.setFont(look.font("captionBold"))
            painter.setPen(look.status("arrived").fg)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)
