"""The base of tables that lie over the diary: a half day or a day in each cell."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyle,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from desktop.ui.kit.look import Look
from desktop.ui.kit.search_box import LETTERS_SEARCH


class CellTable(QTableView):
    """Cells share the room there is; one is selected; letters are for the search box."""

    def __init__(self, look: Look, name: str, accessible: str, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(accessible)
        self.setProperty(LETTERS_SEARCH, True)
        self._look = look
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
            header.setSectionsClickable(False)
            header.setHighlightSections(False)
        look.changed.connect(self.apply_look)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier
        if plain and event.text().strip() and event.text().isprintable():
            event.ignore()
        else:
            super().keyPressEvent(event)

    def apply_look(self) -> None:
        """Follow the look; a subclass adds how small its cells may be."""
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setFont(self._look.font("bodyBold"))
            header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


def paint_edges(painter: QPainter, look: Look, cell: QRect) -> None:
    """Make the lines between cells as wide as other borders: a table draws them 1 px wide."""
    more = look.border_width - 1
    if more > 0:
        colour = look.colour("lineStrong")
        painter.fillRect(cell.adjusted(cell.width() - more, 0, 0, 0), colour)
        painter.fillRect(cell.adjusted(0, cell.height() - more, 0, 0), colour)


def paint_ring(painter: QPainter, look: Look, option: QStyleOptionViewItem) -> None:
    """Paint the edge of the selected cell: the ring of the focus where the table has it."""
    focused = bool(option.state & QStyle.StateFlag.State_HasFocus)
    width = look.borders.focus if focused else 2
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(look.colour("focus" if focused else "text2"), width))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    edge = QRectF(option.rect).adjusted(width / 2, width / 2, -width / 2 - 1, -width / 2 - 1)
    painter.drawRoundedRect(edge, look.radii.slot, look.radii.slot)
