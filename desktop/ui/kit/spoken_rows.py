"""A list of rows that say their first line and, to a screen reader, one whole sentence."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import Any, Generic, Protocol, TypeVar

from PySide6.QtCore import QAbstractListModel, QObject, Qt

from desktop.ui.kit.base_model import NOWHERE, AnyIndex


class Roles(IntEnum):
    """What a row says beside its text."""

    ROW = int(Qt.ItemDataRole.UserRole) + 1


class SpokenRow(Protocol):
    """A row in words."""

    @property
    def first(self) -> str: ...

    @property
    def spoken(self) -> str: ...


Row = TypeVar("Row", bound=SpokenRow)


class SpokenRows(QAbstractListModel, Generic[Row]):
    """Shows rows; whoever fills it knows what each is of."""

    def __init__(self, parent: QObject | None = None):
        super().__init__(parent)
        self.rows: tuple[Row, ...] = ()

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show these; as many as before keep the chosen row: the same ones a minute later."""
        shown = tuple(rows)
        if len(shown) == len(self.rows) and shown:
            self.rows = shown
            self.dataChanged.emit(self.index(0), self.index(len(shown) - 1))
            return
        self.beginResetModel()
        self.rows = shown
        self.endResetModel()

    def rowCount(self, parent: AnyIndex = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: AnyIndex, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        if not index.isValid() or index.row() >= len(self.rows):
            return None
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row.first
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return row.spoken
        return row if role == Roles.ROW else None
