"""Draws the visits to settle: a quiet head for each session, a line and a half for each visit."""

from __future__ import annotations

from PySide6.QtCore import QObject, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop.domain.visits import State
from desktop.ui.kit.look import Look
from desktop.ui.visits.settle_model import STATUS, AnyIndex, Roles, SettleRow


class SettleDelegate(QStyledItemDelegate):
    """Time, name and state beside each other; kind and birth date below the name."""

    def __init__(self, look: Look, parent: QObject | None = None):
        super().__init__(parent)
        self._look = look

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        look = self._look
        lines = look.metrics("bodyStrong").height() + look.metrics("caption").height()
        return QSize(option.rect.width(), lines + look.px(12))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        row: SettleRow = index.data(Roles.ROW)
        look = self._look
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = "select" if chosen else "sunken" if row.is_head else "surface"
        painter.fillRect(option.rect, look.colour(ground))
        painter.setPen(QPen(look.colour("line"), look.border_width))
        painter.drawLine(option.rect.bottomLeft(), option.rect.bottomRight())
        inner = option.rect.adjusted(look.px(10), look.px(5), -look.px(10), -look.px(5))
        if row.is_head:
            self._paint_lines(painter, inner, row, chosen=chosen)
        else:
            time = look.px(16) + look.metrics("body").horizontalAdvance("00:00 to 00:00")
            state = self._paint_state(painter, inner, row, chosen=chosen)
            painter.setFont(look.font("body"))
            painter.setPen(look.colour("onSelect" if chosen else "text2"))
            painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter, row.time)
            self._paint_lines(painter, inner.adjusted(time, 0, -state, 0), row, chosen=chosen)
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(look.colour("focus"), look.borders.focus))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            inset = look.borders.focus / 2
            painter.drawRect(QRectF(option.rect).adjusted(inset, inset, -inset, -inset))
        painter.restore()

    def _paint_lines(self, painter: QPainter, room: QRect, row: SettleRow, *, chosen: bool) -> None:
        look = self._look
        ink = look.colour("onSelect" if chosen else "text")
        soft = ink if chosen and look.is_high_contrast else look.colour("text2")
        heights = (look.metrics("bodyStrong").height() + 1, look.metrics("caption").height())
        top = room.top() + (room.height() - sum(heights)) // 2
        for words, role, colour in ((row.first, "bodyStrong", ink), (row.second, "caption", soft)):
            metrics = QFontMetrics(look.font(role))
            line = QRect(room.left(), top, room.width(), metrics.height())
            painter.setFont(look.font(role))
            painter.setPen(colour)
            shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, line.width())
            painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, shown)
            top = line.bottom() + 2

    def _paint_state(self, painter: QPainter, room: QRect, row: SettleRow, *, chosen: bool) -> int:
        """Paint icon and word at the right; return how wide they are."""
        assert row.found is not None
        look = self._look
        status = look.status(STATUS[row.found.visit.state])
        colour = look.colour("onSelect") if chosen and look.is_high_contrast else status.fg
        side, metrics = look.icon_px("need"), look.metrics("label")
        is_done = row.found.visit.state is State.FULFILLED
        words = status.word if is_done else f"Still {status.word.lower()}"
        width = side + look.px(6) + metrics.horizontalAdvance(words)
        left = room.right() - width
        icon = QRectF(left, room.center().y() - side / 2 + 1, side, side)
        look.paint_icon(painter, icon, status.icon, colour, bold=True)
        painter.setFont(look.font("label"))
        painter.setPen(colour)
        line = room.adjusted(0, 0, 0, 0)
        line.setLeft(round(left + side + look.px(6)))
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, words)
        return width + look.px(12)
