"""Draws a person found: name and birth date bold, number, address and needs below."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop.ui.kit.look import Look
from desktop.ui.people.search_model import Roles, RowWords

_PADDING = 10
_GAP = 3
_MOST_CARDS = 16


class PersonDelegate(QStyledItemDelegate):
    """Two lines a person, in a card; a third one where something must be looked out for."""

    def __init__(self, look: Look, parent: QObject | None = None):
        super().__init__(parent)
        self._look = look
        self._heights: dict[int, int] = {}
        self._cards: dict[tuple[int, int, bool], QPixmap] = {}
        look.changed.connect(self._forget)

    def _forget(self) -> None:
        self._heights.clear()
        self._cards.clear()

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        words: RowWords = index.data(Roles.ROW)
        return QSize(option.rect.width(), self._height(bool(words.second) + bool(words.warning)))

    def _height(self, small_lines: int) -> int:
        """Return a row's height; kept, for the list asks for every row at every key."""
        found = self._heights.get(small_lines)
        if found is None:
            look = self._look
            lines = look.metrics("body").height() + small_lines * look.metrics("caption").height()
            found = lines + 4 * (1 + small_lines) + look.px(10) + _GAP
            self._heights[small_lines] = found
        return found

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        words: RowWords = index.data(Roles.ROW)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        card = option.rect.adjusted(1, 1, -1, -_GAP)
        self._paint_card(painter, card, chosen=chosen)
        inner = card.adjusted(
            self._look.px(_PADDING), self._look.px(5), -self._look.px(_PADDING), 0
        )
        self._paint_words(painter, inner, words, chosen=chosen)
        painter.restore()

    def _paint_card(self, painter: QPainter, card: QRect, *, chosen: bool) -> None:
        """Paint the card from a picture of it: rows are alike, round corners are slow."""
        ratio = painter.device().devicePixelRatioF()
        key = (card.width(), card.height(), chosen)
        picture = self._cards.get(key)
        if picture is None or picture.devicePixelRatio() != ratio:
            if len(self._cards) >= _MOST_CARDS:
                self._cards.clear()
            picture = self._cards[key] = self._draw_card(card.size(), ratio, chosen=chosen)
        painter.drawPixmap(card.topLeft(), picture)

    def _draw_card(self, size: QSize, ratio: float, *, chosen: bool) -> QPixmap:
        look = self._look
        picture = QPixmap(size * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        width = look.borders.selected_card if chosen else look.border_width
        inset = width / 2
        with QPainter(picture) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(look.colour("primary" if chosen else "line"), width))
            painter.setBrush(look.colour("select" if chosen else "surface"))
            box = QRectF(0, 0, size.width(), size.height()).adjusted(inset, inset, -inset, -inset)
            painter.drawRoundedRect(box, look.radii.slot, look.radii.slot)
        return picture

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
