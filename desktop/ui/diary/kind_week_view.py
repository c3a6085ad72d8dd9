"""A week of one kind of slot as a table: days across, half days down, what is free in each."""

from __future__ import annotations

from datetime import date, datetime
from enum import IntEnum
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from desktop.domain.kind_week import FreeHalfDay, KindWeek
from desktop.domain.times import clock_time, date_of, short_date, whole_day
from desktop.domain.week import DAYS_OF_WEEK
from desktop.ui.diary.cell_table import CellTable, paint_edges, paint_ring
from desktop.ui.kit.look import Look

AnyIndex = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()


class Roles(IntEnum):
    """What a cell holds."""

    HALF_DAY = Qt.ItemDataRole.UserRole + 1


class KindWeekModel(QAbstractTableModel):
    """Half days of one week."""

    def __init__(self, parent: QObject | None = None):
        super().__init__(parent)
        self._week: KindWeek | None = None
        self._today: date | None = None

    def show_week(self, week: KindWeek, now: datetime) -> None:
        """Show another week, or the same as it is now."""
        self.beginResetModel()
        self._week = week
        self._today = date_of(now, week.zone)
        self.endResetModel()

    def rowCount(self, parent: AnyIndex = NOWHERE) -> int:
        return 0 if parent.isValid() or self._week is None else len(self._week.rows)

    def columnCount(self, parent: AnyIndex = NOWHERE) -> int:
        return 0 if parent.isValid() or self._week is None else len(self._week.days)

    def data(self, index: AnyIndex, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        if not index.isValid() or self._week is None:
            return None
        half = self._week.rows[index.row()][index.column()]
        if role == Roles.HALF_DAY:
            return half
        if role == Qt.ItemDataRole.DisplayRole:
            return "\n".join(self.lines(half))
        if role == Qt.ItemDataRole.ToolTipRole:
            return "\n".join(self.lines(half)) if half.free else ""
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._sentence(half)
        return None

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = int(Qt.ItemDataRole.DisplayRole),
    ) -> Any:
        if role != Qt.ItemDataRole.DisplayRole or self._week is None:
            return None
        if orientation is Qt.Orientation.Vertical:
            return self._week.rows[section][0].half.value
        on = self._week.days[section]
        free = sum(row[section].free for row in self._week.rows)
        day = f"Today, {on.day}" if on == self._today else short_date(on)
        return f"{day}\n{free} free"

    def lines(self, half: FreeHalfDay) -> tuple[str, ...]:
        """Return what stands in a half day, the strongest first."""
        if half.first_at is None:
            return ("None free",)
        people = [f"{count}, {name}" for name, count, _ in half.by_clinician]
        return (f"{half.free} free", f"first {self._clock(half.first_at)}", *people)

    def _sentence(self, half: FreeHalfDay) -> str:
        """Say "Wed 18 November, morning: 5 free, first 10:50 with Dr Anjali Patel"."""
        on = half.on_date
        day = f"{whole_day(on)}, {half.half.value.lower()}"
        if half.first_at is None:
            return f"{day}: none free"
        return (
            f"{day}: {half.free} free, first {self._clock(half.first_at)} "
            f"with {half.by_clinician[0][0]}"
        )

    def _clock(self, at: datetime) -> str:
        assert self._week is not None
        return clock_time(at, self._week.zone)


class KindWeekDelegate(QStyledItemDelegate):
    """A half day: how many, the first, and of whom."""

    def __init__(self, look: Look, model: KindWeekModel, parent: QObject | None = None):
        super().__init__(parent)
        self._look = look
        self._model = model

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        look = self._look
        half: FreeHalfDay = index.data(Roles.HALF_DAY)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        ground = "select" if chosen else ("surface" if half.free else "canvas")
        painter.fillRect(option.rect, look.colour(ground))
        inner = option.rect.adjusted(look.px(9), look.px(7), -look.px(6), -look.px(5))
        painter.setClipRect(inner)
        y = inner.top()
        for number, text in enumerate(self._model.lines(half)):
            role = (
                "body"
                if not half.free
                else ("figure", "bodyStrong")[number]
                if number < 2
                else "caption"
            )
            metrics = look.metrics(role)
            if y + metrics.height() > inner.bottom() + 1:
                break
            tone = "text" if half.free and number < 2 else "text2"
            painter.setPen(look.colour("onSelect" if chosen else tone))
            painter.setFont(look.font(role))
            shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, inner.width())
            painter.drawText(inner.left(), y + metrics.ascent(), shown)
            y += metrics.height() + look.px(2)
        painter.setClipping(False)
        paint_edges(painter, look, option.rect)
        if chosen:
            paint_ring(painter, look, option)
        painter.restore()


class KindWeekView(CellTable):
    """Lies over the grid while the week of a kind is shown.

    Signals: ``half_day_chosen(half_day)`` on Enter or double click.
    """

    half_day_chosen = Signal(object)

    def __init__(self, look: Look, over: QWidget):
        super().__init__(look, "kind_week", "Free in the week", over)
        self._over = over
        self.top = 0
        self._shown: tuple[date, str] | None = None
        self.values = KindWeekModel(self)
        self.setModel(self.values)
        self.setItemDelegate(KindWeekDelegate(look, self.values, self))
        self.activated.connect(self._on_activated)
        over.installEventFilter(self)
        self.apply_look()

    def show_week(self, week: KindWeek, now: datetime, wanted_on: date) -> None:
        """Show a week; the same one again keeps what is selected.

        Of another the first half day with something free is selected, from that date on if
        there is one.
        """
        before, what = self.currentIndex(), (week.monday, week.slot_type_id)
        row, column = before.row(), before.column()
        self.values.show_week(week, now)
        if row < 0 or what != self._shown:
            first = wanted_on.weekday()
            days = (*range(first, DAYS_OF_WEEK), *range(first))
            places = [(day, half) for day in days for half in range(len(week.rows))]
            free = (one for one in places if week.rows[one[1]][one[0]].free)
            column, row = next(free, (first, 0))
        self._shown = what
        self.setCurrentIndex(self.values.index(min(row, len(week.rows) - 1), column))

    @property
    def current_half_day(self) -> FreeHalfDay | None:
        """The half day that is selected."""
        index = self.currentIndex()
        return index.data(Roles.HALF_DAY) if index.isValid() else None

    def place(self, top: int) -> None:
        """Lie over all of the grid below a bar."""
        self.top = top
        self.setGeometry(QRect(0, top, self._over.width(), self._over.height() - top))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize and watched is self._over:
            self.place(self.top)
        return super().eventFilter(watched, event)

    @Slot(QModelIndex)
    def _on_activated(self, index: QModelIndex) -> None:
        half: FreeHalfDay = index.data(Roles.HALF_DAY)
        self.half_day_chosen.emit(half)

    def apply_look(self) -> None:
        super().apply_look()
        look = self._look
        lines = look.metrics("figure").height() + look.metrics("bodyStrong").height()
        self.horizontalHeader().setMinimumSectionSize(look.px(96))
        self.verticalHeader().setMinimumSectionSize(lines + look.px(24))
