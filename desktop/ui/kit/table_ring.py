"""The ring of tables that the style paints: inside the current cell, or round the current row."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from desktop.ui.kit.look import Look

AnyIndex = QModelIndex | QPersistentModelIndex


def paint_cell_ring(painter: QPainter, look: Look, place: QRect) -> None:
    """Paint the ring of the focus inside a cell or a row."""
    inset = look.borders.focus / 2
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(look.colour("focus"), look.borders.focus))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(QRectF(place).adjusted(inset, inset, -inset, -inset))
    painter.restore()


class TableRing(QStyledItemDelegate):
    """Paints cells as the style does, but its frame of the current one; the ring stands for it.

    ``whole_rows``: what has the focus is a row, as in a table that is only read.
    """

    def __init__(self, look: Look, table: QTableView, *, whole_rows: bool):
        super().__init__(table)
        self._look, self._table, self._whole_rows = look, table, whole_rows

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        plain = QStyleOptionViewItem(option)
        plain.state &= ~(QStyle.StateFlag.State_HasFocus | QStyle.StateFlag.State_MouseOver)
        super().paint(painter, plain, index)
        current = self._table.currentIndex()
        if not self._table.hasFocus() or index.row() != current.row():
            return
        if self._whole_rows:
            painter.save()
            painter.setClipRect(option.rect)
            paint_cell_ring(painter, self._look, self._row(index))
            painter.restore()
        elif index.column() == current.column():
            paint_cell_ring(painter, self._look, option.rect)

    def _row(self, index: AnyIndex) -> QRect:
        model = index.model()
        ends = (model.index(index.row(), column) for column in (0, model.columnCount() - 1))
        first, last = (self._table.visualRect(one) for one in ends)
        return first.united(last)
