"""The chip that says how long the time is held: violet, dashed, with its hand."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.domain.text import sentence_case
from desktop.ui.kit.look import Look

HELD = "Held for you, {minutes}:{seconds:02} left"
OTHERS = "other desks see it as held by {desk}"


class HeldChip(QWidget):
    """Icon and words, as a held time in the diary."""

    def __init__(self, look: Look, parent: QWidget | None = None):
        super().__init__(parent)
        self._look = look
        self._words = ""
        self.setObjectName("booking_held")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)
        self.hide()

    def show_left(self, left: timedelta | None, desk: str = "") -> None:
        """Show how long the time is held, and for which desk, or that it is not."""
        self.setVisible(left is not None)
        if left is not None:
            minutes, seconds = divmod(max(int(left.total_seconds()), 0), 60)
            self.setText(HELD.format(minutes=minutes, seconds=seconds))
        if desk:
            self.setToolTip(sentence_case(OTHERS).format(desk=desk))

    def text(self) -> str:
        """Return the words."""
        return self._words

    def setText(self, words: str) -> None:
        self._words = words
        self.setAccessibleName(words)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        look = self._look
        metrics = look.metrics("bodyStrong")
        width = metrics.horizontalAdvance(self._words) + look.icon_px("inline") + look.px(24)
        return QSize(width, metrics.height() + look.px(8))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        look = self._look
        held = look.status("held")
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            width = look.borders.held
            painter.setPen(QPen(held.border, width, Qt.PenStyle.DashLine))
            painter.setBrush(held.bg)
            half = width / 2
            whole = QRectF(self.rect()).adjusted(half, half, -half, -half)
            painter.drawRoundedRect(whole, look.radii.chip, look.radii.chip)
            side = look.icon_px("inline")
            left = look.px(8)
            place = QRectF(left, (self.height() - side) / 2, side, side)
            look.paint_icon(painter, place, held.icon, held.fg, bold=True)
            painter.setFont(look.font("bodyStrong"))
            painter.setPen(held.fg)
            text = self.rect().adjusted(left + side + look.px(6), 0, 0, 0)
            painter.drawText(text, Qt.AlignmentFlag.AlignVCenter, self._words)
