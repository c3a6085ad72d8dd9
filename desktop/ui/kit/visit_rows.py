"""Rows of visits in three lines: whose and when, what they need, what becomes of them."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import (
    QObject,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop.ui.kit.base_model import AnyIndex
from desktop.ui.kit.look import Look
from desktop.ui.kit.spoken_rows import Roles


class VisitRow(NamedTuple):
    """A row in words. ``tone`` colours what stands at the right of the last line.

    ``is_pressing`` draws what stands at the right of the name strong; not ``is_time`` the last
    line quietly: it is no time.
    """

    first: str
    first_right: str
    second: str
    third: str
    third_right: str = ""
    tone: str = "good"
    spoken: str = ""
    is_pressing: bool = False
    is_time: bool = True


class VisitRowDelegate(QStyledItemDelegate):
    """Name and time in one line, needs below, at the foot what becomes of the visit."""

    def __init__(self, look: Look, parent: QObject | None = None):
        super().__init__(parent)
        self._look = look

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        look = self._look
        lines = 2 * look.metrics("bodyStrong").height() + look.metrics("caption").height()
        return QSize(option.rect.width(), lines + look.px(16))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        row: VisitRow = index.data(Roles.ROW)
        look = self._look
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(option.rect, look.colour("select" if chosen else "surface"))
        line = QRect(option.rect)  # filled: drawn, it would be smoothed into two
        line.setTop(line.bottom() + 1 - look.border_width)
        painter.fillRect(line, look.colour("line"))
        inner = option.rect.adjusted(look.px(10), look.px(6), -look.px(10), -look.px(6))
        ink = "onSelect" if chosen else "text"
        plain = chosen and look.is_high_contrast
        soft = "onSelect" if plain else "text2"
        tone = "onSelect" if plain else row.tone
        beside = ("label", "onSelect" if plain else "bad") if row.is_pressing else ("body", soft)
        top = self._line(painter, inner, inner.top(), (row.first, "bodyStrong", ink),
                         (row.first_right, *beside))  # fmt: skip
        top = self._line(painter, inner, top, (row.second, "caption", soft), ("", "caption", soft))
        third = ("bodyStrong", ink) if row.is_time else ("body", soft)
        self._line(painter, inner, top, (row.third, *third),
                   (row.third_right, "label", tone))  # fmt: skip
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(look.colour("focus"), look.borders.focus))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            inset = look.borders.focus / 2
            painter.drawRect(QRectF(option.rect).adjusted(inset, inset, -inset, -inset))
        painter.restore()

    def _line(
        self,
        painter: QPainter,
        room: QRect,
        top: int,
        left: tuple[str, str, str],
        right: tuple[str, str, str],
    ) -> int:
        """Paint words at both ends of a line; return where the next is.

        What does not fit is cut: a name in the first line last of all, else what is at the left.
        """
        look = self._look
        height = look.metrics(left[1]).height() + 2
        line = QRect(room.left(), top, room.width(), height)
        wide, gap = 0, look.px(8)
        if right[0]:
            painter.setFont(look.font(right[1]))
            painter.setPen(look.colour(right[2]))
            beside, said = look.metrics(right[1]), right[0]
            if top == room.top():
                name = look.metrics(left[1]).horizontalAdvance(left[0]) + gap
                widest = max(line.width() - name, line.width() // 4)
                said = beside.elidedText(said, Qt.TextElideMode.ElideRight, widest)
            painter.drawText(
                line, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, said
            )
            wide = beside.horizontalAdvance(said) + gap
        painter.setFont(look.font(left[1]))
        painter.setPen(look.colour(left[2]))
        metrics = QFontMetrics(look.font(left[1]))
        shown = metrics.elidedText(left[0], Qt.TextElideMode.ElideRight, line.width() - wide)
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, shown)
        return line.bottom() + 1
