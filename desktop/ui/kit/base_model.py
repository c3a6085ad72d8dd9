"""The base of every list of records: frozen values in rows, an enum of columns, named roles."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum, StrEnum
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

Row = TypeVar("Row")
AnyIndex = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()


class Role(IntEnum):
    """Roles of ours."""

    VALUE = Qt.ItemDataRole.UserRole
    """The frozen value of the row."""


class ValuesModel(QAbstractTableModel, Generic[Row]):
    """A table over a tuple of frozen values; a subclass says the words of a cell.

    ``columns`` is an enum whose values are the headings, in order.
    """

    columns: type[StrEnum]

    def __init__(self, rows: Sequence[Row] = (), parent: QObject | None = None):
        super().__init__(parent)
        self._rows: tuple[Row, ...] = tuple(rows)

    @property
    def rows(self) -> tuple[Row, ...]:
        """Return the values shown."""
        return self._rows

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Show other values."""
        self.beginResetModel()
        self._rows = tuple(rows)
        self.endResetModel()

    def value_at(self, row: int) -> Row | None:
        """Return the value of a row, or None outside."""
        return self._rows[row] if 0 <= row < len(self._rows) else None

    def words(self, value: Row, column: StrEnum) -> str:
        """Return the words of a cell."""
        raise NotImplementedError

    def sentence(self, value: Row) -> str:
        """Return what a screen reader says of a row, most useful word first."""
        return ", ".join(filter(None, (self.words(value, one) for one in self.columns)))

    def rowCount(self, parent: AnyIndex = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: AnyIndex = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        value = self.value_at(index.row()) if index.isValid() else None
        if value is None:
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self.words(value, list(self.columns)[index.column()])
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self.sentence(value)
        return value if role == Role.VALUE else None

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return list(self.columns)[section].value if section < len(self.columns) else None
        return None
