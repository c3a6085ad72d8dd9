"""Draws a person found: name and birth date bold, number, address and needs below."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop.ui.kit.look import Look
from desktop.ui.people.search_model import Roles, RowWords

_PADDING = 10
_GAP = 3


class PersonDelegate(QStyledItemDelegate):
    """Two lines a person, in a card; a third one where something must be looked out for."""

    def __init__(self, look: Look, parent: QObject | None = None):
        super().__init__(parent)
        self._look = look

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        words: RowWords = index.data(Roles.ROW)
        lines = [self._look.font("body")]
        lines += [self._look.font("caption")] * (bool(words.second) + bool(words.warning))
        height = sum(QFontMetrics(font).height() for font in lines) + 4 * len(lines)
        return QSize(option.rect.width(), height + self._look.px(10) + _GAP)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        words: RowWords = index.data(Roles.ROW)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        card = option.rect.adjusted(1, 1, -1, -_GAP)
        self._paint_card(painter, card, chosen=chosen)
        inner = card.adjusted(
            self._look.px(_PADDING), self._look.px(5), -self._look.px(_PADDING), 0
        )
        self._paint_words(painter, inner, words, chosen=chosen)
        painter.restore()

    def _paint_card(self, painter: QPainter, card: QRect, *, chosen: bool) -> None:
        look = self._look
        width = look.borders.selected_card if chosen else look.border_width
        edge = look.colour("primary" if chosen else "line")
        painter.setPen(QPen(edge, width))
        painter.setBrush(look.colour("select" if chosen else "surface"))
        inset = width / 2
        radius = look.radii.slot
        painter.drawRoundedRect(QRectF(card).adjusted(inset, inset, -inset, -inset), radius, radius)

    def _paint_words(
        self, painter: QPainter, inner: QRect, words: RowWords, *, chosen: bool
    ) -> None:
        look = self._look
        ink = look.colour("onSelect" if chosen else "text")
        soft = ink if chosen and look.is_high_contrast else look.colour("text2")
        plain, bold = look.font("body"), look.font("bodyBold")
        line = QRect(inner)
        line.setHeight(QFontMetrics(bold).height() + 4)
        left = line.left()
        for text, font in ((words.name, bold), (words.middle, plain), (words.born, bold)):
            room = QRect(left, line.top(), max(0, line.right() - left), line.height())
            left += self._draw(painter, room, text, font, ink)
        small = look.font("caption")
        for text, colour in ((words.second, soft), (words.warning, look.colour("warn"))):
            if not text:
                continue
            line = QRect(
                inner.left(), line.bottom() + 1, inner.width(), QFontMetrics(small).height() + 4
            )
            high = chosen and look.is_high_contrast
            self._draw(painter, line, text, small, ink if high else colour)

    @staticmethod
    def _draw(painter: QPainter, room: QRect, text: str, font: QFont, colour: QColor) -> int:
        """Draw a text that elides at the end of its room; return how wide it is."""
        if not text or room.width() <= 0:
            return 0
        metrics = QFontMetrics(font)
        painter.setFont(font)
        painter.setPen(colour)
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
        return metrics.horizontalAdvance(text)
