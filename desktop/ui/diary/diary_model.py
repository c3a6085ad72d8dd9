"""The day as a table: a row a cell, in the order of columns and times."""

from __future__ import annotations

from datetime import datetime
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop.domain.diary import Cell, DiaryColumn
from desktop.domain.times import clock_time
from desktop.domain.week import DiaryShown
from desktop.ui.diary.diary_sentences import spoken_cell
from desktop.ui.diary.diary_words import Types, cell_words

AnyIndex = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class Columns(IntEnum):
    """The table's columns."""

    CLINICIAN = 0
    TIME = 1
    WORDS = 2
    STATUS = 3


class Roles(IntEnum):
    """Roles of our own."""

    CELL = Qt.ItemDataRole.UserRole + 1
    COLUMN = Qt.ItemDataRole.UserRole + 2


class DiaryModel(QAbstractTableModel):
    """Frozen cells of one day; it asks nothing and decides nothing."""

    def __init__(self, parent: QObject | None = None):
        super().__init__(parent)
        self._rows: tuple[tuple[int, int, DiaryColumn, Cell], ...] = ()
        self._by_slot: dict[str, int] = {}
        self._now: datetime | None = None
        self._types: Types = {}
        self._zone = "Europe/London"

    def show_day(self, day: DiaryShown, now: datetime, types: Types) -> None:
        """Show another day, or the same one as it is now."""
        self.beginResetModel()
        self._zone = day.zone
        self._now = now
        self._types = types
        rows = []
        for column in day.columns:
            cells = [cell for session in column.sessions for cell in session.cells]
            cells.sort(key=lambda cell: (cell.start_at, cell.is_extra))
            for number, cell in enumerate(cells, 1):
                rows.append((number, len(cells), column, cell))
        self._rows = tuple(rows)
        self._by_slot = {
            slot: row for row, (_, _, _, cell) in enumerate(rows) for slot in cell.slot_ids
        }
        self.endResetModel()

    def set_now(self, now: datetime) -> None:
        """Let the minutes go on."""
        self._now = now

    def set_types(self, types: Types) -> None:
        """Take the kinds of slot after another was added."""
        self._types = types

    def row_of(self, slot_id: str) -> int:
        """Return the row of the cell that holds a slot, -1 when there is none."""
        return self._by_slot.get(slot_id, -1)

    def spoken(self, row: int) -> str:
        """Return the sentence of a row."""
        number, count, _, cell = self._rows[row]
        assert self._now is not None
        return spoken_cell(cell, self._now, self._types, self._zone, (number, count))

    def rowCount(self, parent: AnyIndex = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: AnyIndex = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(Columns)

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = int(Qt.ItemDataRole.DisplayRole),
    ) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return Columns(section).name.title()
        return None

    def data(self, index: AnyIndex, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        if not index.isValid() or self._now is None:
            return None
        _, _, column, cell = self._rows[index.row()]
        if role == Roles.CELL:
            return cell
        if role == Roles.COLUMN:
            return column
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self.spoken(index.row())
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            words = cell_words(cell, self._now, self._types, self._zone)
            return {
                Columns.CLINICIAN: column.clinician_name,
                Columns.TIME: clock_time(cell.start_at, self._zone),
                Columns.WORDS: words.title,
                Columns.STATUS: words.status,
            }[Columns(index.column())]
        return None
