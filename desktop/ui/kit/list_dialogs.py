"""Two dialogs that only show: help and keys (F1), everything the message bar said (Ctrl+J)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QDialog, QHeaderView, QLabel, QTableView, QVBoxLayout, QWidget

from desktop.ui.kit.buttons import KeyButton
from desktop.ui.kit.look import Look


class TableDialog(QDialog):
    """A heading, a read-only table, Close."""

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
        self.table = QTableView(self)
        self.table.setObjectName("table")
        self.table.setAccessibleName(title)
        self.table.setModel(_model(columns, rows, self))
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
        column.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)
        room = parent.window().size() if parent is not None else self.screen().availableSize()
        edge = look.px(24)
        wide, high = room.width() - edge, room.height() - edge
        self.resize(min(look.px(620), wide), min(look.px(560), high))


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
