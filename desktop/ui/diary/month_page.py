"""The month beside the day that is chosen in it: the grid, and its kinds of slot as a table."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QHeaderView, QLabel, QTableView, QVBoxLayout
from PySide6.QtWidgets import QWidget as Widget

from desktop.domain.month import Month
from desktop.domain.times import whole_day
from desktop.ui.diary.month_grid import MonthGrid
from desktop.ui.diary.month_model import KindColumns, KindsModel, day_sums
from desktop.ui.kit.buttons import KeyButton
from desktop.ui.kit.look import Look
from desktop.ui.kit.table_ring import TableRing

SIDE_PX = 348
SIDE_SHARE = 0.32
"""How wide the day beside the month is, at most; and of a small window what part."""
ALWAYS_SHOWN = (KindColumns.FREE, KindColumns.BOOKED)


class MonthPage(Widget):
    """Signals: ``day_chosen(date)`` to be opened in the diary; ``month_wanted(date)``."""

    day_chosen = Signal(object)
    month_wanted = Signal(object)

    def __init__(self, look: Look, parent: Widget | None = None):
        super().__init__(parent)
        self.setObjectName("month_page")
        self.setAccessibleName("Month")
        self._look = look
        self.grid = MonthGrid(look, self)
        self.grid.day_chosen.connect(self.day_chosen)
        self.grid.month_wanted.connect(self.month_wanted)
        self.grid.day_rested.connect(self._on_day_rested)
        self._side = self._build_side()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.grid, 1)
        row.addWidget(self._side)
        self.setFocusProxy(self.grid)
        look.changed.connect(self._apply_look)
        self._apply_look()

    def _build_side(self) -> QFrame:
        side = QFrame(self)
        side.setProperty("kind", "side")
        self.title = QLabel(side)
        self.title.setObjectName("month_day")
        self.closed = QLabel(side)
        self.closed.setObjectName("month_closed")
        self.words = QLabel(side)
        self.words.setObjectName("month_sums")
        self.words.setProperty("tone", "text2")
        for label in (self.title, self.closed, self.words):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        self.kinds = KindsModel((), side)
        self.table = QTableView(side)
        self.table.setObjectName("month_kinds")
        self.table.setAccessibleName("Kinds of slot on this day")
        self.table.setModel(self.kinds)
        self.table.setItemDelegate(TableRing(self._look, self.table, whole_rows=True))
        self.table.setFrameShape(QFrame.Shape.NoFrame)
        self.table.setShowGrid(False)
        self.table.setTabKeyNavigation(False)
        self.table.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        self.table.verticalHeader().hide()
        self.table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        header = self.table.horizontalHeader()
        header.setSectionsClickable(False)
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.open = KeyButton(
            self._look, "Open this day", key="Enter", kind="primary", name="month_open", parent=side
        )
        self.open.clicked.connect(self._on_open_clicked)
        column = QVBoxLayout(side)
        self._column = column
        for label in (self.title, self.closed, self.words):
            column.addWidget(label)
        column.addWidget(self.table, 1)
        self._room = Widget(side)
        column.addWidget(self._room, 1)
        column.addWidget(self.open)
        return side

    def show_month(self, month: Month, today: date, wanted_on: date) -> None:
        """Show a month with that date selected."""
        self.grid.show_month(month, today, wanted_on)

    @property
    def current_on(self) -> date | None:
        """The date that is selected."""
        day = self.grid.current_day
        return day.on_date if day is not None else None

    @Slot(object)
    def _on_day_rested(self, _on: date) -> None:
        day = self.grid.current_day
        if day is None:
            return
        self.title.setText(whole_day(day.on_date))
        self.closed.setText(f"Closed, {', '.join(day.closed)}." if day.closed else "")
        self.closed.setVisible(bool(day.closed))
        self.words.setText(f"{day_sums(day)}.")
        self.kinds.show_day(day)
        self._fit_columns()
        self.table.setVisible(bool(day.kinds))
        self._room.setHidden(bool(day.kinds))

    @Slot()
    def _on_open_clicked(self) -> None:
        if self.current_on is not None:
            self.day_chosen.emit(self.current_on)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self._side.setFixedWidth(min(self._look.px(SIDE_PX), int(self.width() * SIDE_SHARE)))
        self._fit_columns()

    def _fit_columns(self) -> None:
        """Leave out what the words above sum up, as far as the kinds' names need the room."""
        metrics = self._look.metrics("body")
        names = (self.kinds.words(one, KindColumns.KIND) for one in self.kinds.rows)
        named = max((metrics.horizontalAdvance(name) for name in names), default=0)
        header, columns = self.table.horizontalHeader(), list(KindColumns)
        spare = self._side.width() - named - self._look.px(60)
        for column in (KindColumns.FREE, KindColumns.BOOKED, KindColumns.PLACES, KindColumns.LATER):
            place = columns.index(column)
            spare -= header.sectionSizeHint(place)
            self.table.setColumnHidden(place, spare < 0 and column not in ALWAYS_SHOWN)

    def _apply_look(self) -> None:
        look = self._look
        self.title.setFont(look.font("section"))
        self.closed.setFont(look.font("bodyStrong"))
        self.words.setFont(look.font("body"))
        header = self.table.horizontalHeader()
        header.setFont(look.font("captionBold"))
        self.table.setFont(look.font("body"))
        self.table.verticalHeader().setDefaultSectionSize(look.row_height("list"))
        self._column.setContentsMargins(look.px(14), look.px(12), look.px(12), look.px(12))
        self._column.setSpacing(look.px(8))
        self._fit()
