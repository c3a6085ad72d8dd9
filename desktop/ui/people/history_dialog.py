"""Who changed what (Ctrl+I): changes and looks, latest first."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.history import HistoryEntry
from desktop.domain.looks import NEED_REASON
from desktop.domain.times import clock_time, date_of, date_with_year
from desktop.ui.kit.buttons import KeyButton
from desktop.ui.kit.check_box import CheckBox
from desktop.ui.kit.look import Look
from desktop.ui.kit.table_ring import TableRing

AnyIndex = QModelIndex | QPersistentModelIndex
NOTHING = "Nothing is on record here yet."


class Columns(IntEnum):
    """The columns, left to right."""

    WHEN = 0
    WHO = 1
    WHAT = 2
    FIELDS = 3


_HEADS = ("When", "Who", "What", "Before and after")


class HistoryModel(QAbstractTableModel):
    """Acts and looks, one a row."""

    def __init__(self, zone: str, parent: QObject | None = None):
        super().__init__(parent)
        self._zone = zone
        self.entries: tuple[HistoryEntry, ...] = ()

    def show_entries(self, entries: Sequence[HistoryEntry]) -> None:
        """Show these instead."""
        self.beginResetModel()
        self.entries = tuple(entries)
        self.endResetModel()

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008  # Qt's own default
        return 0 if parent.isValid() else len(self.entries)

    def columnCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008  # Qt's own default
        return 0 if parent.isValid() else len(Columns)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return _HEADS[section]
        return None

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        entry = self.entries[index.row()]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ". ".join(self.words(entry, one) for one in Columns)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self.words(entry, Columns(index.column()))
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        return None

    def words(self, entry: HistoryEntry, column: Columns) -> str:
        """Return what a cell says."""
        if column is Columns.WHEN:
            day = date_with_year(date_of(entry.at, self._zone))
            return f"{day} {clock_time(entry.at, self._zone)}"
        if column is Columns.WHO:
            return f"{entry.who}\n{entry.role.words}, {entry.desk}"
        if column is Columns.WHAT:
            return f"{entry.what}\nBecause: {entry.why}" if entry.why else entry.what
        return "\n".join(one.sentence for one in entry.fields)


class HistoryDialog(QDialog):
    """A heading, the table, a box that leaves the looks out, Close.

    Signals: ``whole_requested()`` from a visit's history to that of the person.
    """

    whole_requested = Signal()

    def __init__(
        self,
        look: Look,
        *,
        about: str,
        entries: Sequence[HistoryEntry],
        is_closed: bool,
        of_visit: bool = False,
        zone: str,
        parent: QWidget | None = None,
    ):
        super().__init__(parent)
        title = f"Who changed what: {about}"
        self.setObjectName("history_dialog")
        self.setWindowTitle("Attend")
        self.setAccessibleName(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._entries = tuple(entries)
        column = QVBoxLayout(self)
        column.setContentsMargins(look.px(20), look.px(18), look.px(20), look.px(16))
        column.setSpacing(look.px(10))
        heading = QLabel(title, self)
        heading.setTextFormat(Qt.TextFormat.PlainText)
        heading.setFont(look.font("section"))
        heading.setWordWrap(True)
        column.addWidget(heading)
        if is_closed:
            column.addWidget(_sentence(f"{NEED_REASON} Until then only who and when.", self))
        if not entries:
            column.addWidget(_sentence(NOTHING, self))
        self.model = HistoryModel(zone, self)
        self.table = self._build_table(look, title)
        column.addWidget(self.table, 1)
        foot = QHBoxLayout()
        self.looks = CheckBox(look, "Also who &looked at this record", "show_looks", self)
        self.looks.setChecked(True)
        self.looks.toggled.connect(self._show)
        foot.addWidget(self.looks)
        foot.addStretch(1)
        if of_visit:
            whole = KeyButton(look, "All of this person", name="whole_button", parent=self)
            whole.clicked.connect(self.accept)
            whole.clicked.connect(self.whole_requested)
            foot.addWidget(whole)
        close = KeyButton(look, "Close", key="Esc", name="close_button", parent=self)
        close.clicked.connect(self.accept)
        foot.addWidget(close)
        column.addLayout(foot)
        room = parent.window().size() if parent is not None else self.screen().availableSize()
        edge = look.px(24)
        self.resize(min(look.px(860), room.width() - edge), min(look.px(560), room.height() - edge))
        self._show()
        self.table.setFocus()

    def _build_table(self, look: Look, title: str) -> QTableView:
        table = QTableView(self)
        table.setObjectName("history_table")
        table.setAccessibleName(title)
        table.setModel(self.model)
        table.setItemDelegate(TableRing(look, table, whole_rows=True))
        table.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        table.setVerticalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        table.setTabKeyNavigation(False)
        table.setShowGrid(False)
        table.setWordWrap(True)
        table.verticalHeader().hide()
        header = table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column, width in ((Columns.WHEN, 130), (Columns.WHO, 150), (Columns.WHAT, 220)):
            table.setColumnWidth(column, look.px(width))
        header.setSectionResizeMode(Columns.FIELDS, QHeaderView.ResizeMode.Stretch)
        return table

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_rows()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit_rows()

    def _fit_rows(self) -> None:
        """Be as high as the words, wrapped as wide as the columns are now."""
        self.table.resizeRowsToContents()

    def _show(self) -> None:
        looks = self.looks.isChecked()
        self.model.show_entries([one for one in self._entries if looks or not one.is_look])
        self._fit_rows()
        if self.model.entries:
            self.table.setCurrentIndex(self.model.index(0, 0))


def _sentence(words: str, parent: QWidget) -> QLabel:
    label = QLabel(words, parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label
