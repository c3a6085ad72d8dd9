"""Tables show where the keys go with our ring: round the row, or inside the cell."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QTableView, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.kit.look import Look
from desktop.ui.kit.table_ring import TableRing


@pytest.mark.parametrize("whole_rows", [True, False])
def test_the_ring_is_the_rows_or_the_cells(
    qtbot: QtBot, look: Look, front: Callable[[QWidget], QWidget], whole_rows: bool
) -> None:
    table = QTableView()
    qtbot.addWidget(table)
    table.setModel(QStandardItemModel(3, 2, table))
    table.setItemDelegate(TableRing(look, table, whole_rows=whole_rows))
    table.setShowGrid(False)
    table.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
    front(table)
    table.setFocus()
    table.setCurrentIndex(table.model().index(1, 0))

    def is_ringed(row: int, column: int) -> bool:
        cell: QRect = table.visualRect(table.model().index(row, column))
        seen = table.viewport().grab().toImage()
        ratio = seen.devicePixelRatio()
        return seen.pixelColor(cell.center().x() * ratio, cell.top() * ratio) == look.colour(
            "focus"
        )

    assert [is_ringed(1, 0), is_ringed(1, 1)] == [True, whole_rows]
    assert not is_ringed(0, 0)
    table.setCurrentIndex(table.model().index(0, 1))
    assert [is_ringed(0, 0), is_ringed(0, 1), is_ringed(1, 0)] == [whole_rows, True, False]
    table.clearFocus()
    assert not is_ringed(0, 1)
