"""Two dialogs that only show: help and keys (F1), everything the message bar said (Ctrl+J)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QDialog, QHeaderView, QLabel, QTableView, QVBoxLayout, QWidget

from desktop.ui.kit.buttons import KeyButton
from desktop.ui.kit.look import Look
from desktop.ui.kit.states import EmptyState
from desktop.ui.kit.table_ring import TableRing

PAD = 6
"""Pixels beside the words of a cell, as the style sheet has them."""


class TableRows(QTableView):
    """Rows to read: Home and End go to the first and the last of them; long words wrap."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_rows()

    def _fit_rows(self) -> None:
        """Let rows be as high as their words; only of those with more than a line is it asked."""
        room, usual = self.columnWidth(1) - 2 * PAD, self.verticalHeader().defaultSectionSize()
        wide = self.fontMetrics().horizontalAdvance
        for row in range(self.model().rowCount()):
            if wide(self.model().index(row, 1).data()) > room:
                self.setRowHeight(row, max(self.sizeHintForRow(row), usual))
            elif self.rowHeight(row) != usual:
                self.setRowHeight(row, usual)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        ends = {Qt.Key.Key_Home: 0, Qt.Key.Key_End: self.model().rowCount() - 1}
        row = ends.get(Qt.Key(event.key()))
        if row is None or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
        else:
            self.setCurrentIndex(self.model().index(row, 0))


NOTHING_SAID = (
    "Nothing has been said yet.",
    "What you do is said at the foot of the window and kept here, the latest first.",
)


class TableDialog(QDialog):
    """A heading, a read-only table, Close; a row with nothing at its left is a heading.

    Without rows, words stand in the table's place.
    """

    def __init__(
        self,
        look: Look,
        title: str,
        columns: tuple[str, str],
        rows: Sequence[tuple[str, str]],
        parent: QWidget | None = None,
    ):
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setObjectName("table_dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        heading = QLabel(title, self)
        heading.setFont(look.font("section"))
        self.table = TableRows(self)
        self.table.setObjectName("table")
        self.table.setAccessibleName(title)
        self.table.setModel(_model(columns, rows, self))
        self.table.setItemDelegate(TableRing(look, self.table, whole_rows=True))
        self._show_headings(look, rows)
        nothing = EmptyState(look, "chat-dots", self)
        nothing.say(*NOTHING_SAID)
        nothing.setVisible(not rows)
        self.table.setVisible(bool(rows))
        self.table.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.table.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
        self.table.setShowGrid(False)
        self.table.setWordWrap(True)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(look.row_height("list"))
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        close = KeyButton(look, "Close", key="Esc", name="close_button", parent=self)
        close.clicked.connect(self.accept)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(10)
        column.addWidget(heading)
        column.addWidget(self.table, 1)
        column.addWidget(nothing, 1)
        column.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)
        room = parent.window().size() if parent is not None else self.screen().availableSize()
        edge = look.px(24)
        wide, high = room.width() - edge, room.height() - edge
        self.resize(min(look.px(620), wide), min(look.px(560), high))

    def _show_headings(self, look: Look, rows: Sequence[tuple[str, str]]) -> None:
        model = self.table.model()
        for row, (left, right) in enumerate(rows):
            if left or not right:
                continue
            index = model.index(row, 0)
            model.setData(index, right)
            model.setData(index, look.font("bodyBold"), Qt.ItemDataRole.FontRole)
            self.table.setSpan(row, 0, 1, len(rows[0]))


def _model(
    columns: tuple[str, str], rows: Sequence[tuple[str, str]], parent: QDialog
) -> QStandardItemModel:
    model = QStandardItemModel(0, 2, parent)
    model.setHorizontalHeaderLabels(list(columns))
    for row in rows:
        items = [QStandardItem(text) for text in row]
        for item in items:
            item.setEditable(False)
            item.setToolTip(item.text())
        model.appendRow(items)
    return model
