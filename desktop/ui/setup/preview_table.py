"""The preview of a template: eight weeks as a calendar, the next dates as a list."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QEvent, QModelIndex, QObject, QRect, QSize, Qt
from PySide6.QtCore import Signal as QtSignal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from desktop.domain.templates import LEFT_OUT
from desktop.domain.text import sentence_case
from desktop.domain.times import DAYS_WHOLE, day_and_month, long_date, short_date
from desktop.operations.template_preview import DatePreview, PreviewWeek
from desktop.ui.kit.base_model import NOWHERE, AnyIndex, Role, ValuesModel
from desktop.ui.kit.look import Look
from desktop.ui.setup.record_list import set_up_list

ROW_PX = 24
LIST_LINES = 6


def icon_of(day: DatePreview) -> str:
    """Return the icon of a date: left out, a clash, asked, not as usual; "" for an ordinary one."""
    if day.is_clash:
        return "warning-circle"
    if day.asked:
        return "question"
    if day.why:
        return "prohibit"
    return "pencil-simple" if day.is_own else ""


def say_hours(day: DatePreview) -> str:
    """Say what is held on a date, "12 slots, 08:30 to 12:30"."""
    slots = "1 slot" if day.slots == 1 else f"{day.slots} slots"
    return f"{slots}, {day.start_local:%H:%M} to {day.end_local:%H:%M}"


def say_reason(day: DatePreview) -> str:
    """Say why no session is held, "Left out: Christmas Day"; "" where one is."""
    if not day.why:
        return ""
    if day.asked:
        return f"A manager has to say: {day.why}"
    return "Left out" if day.why == LEFT_OUT else f"Left out: {day.why}"


def say_date(day: DatePreview) -> str:
    """Say a date whole, for a screen reader and in a tip."""
    own = "not as usual" if day.is_own else ""
    said = (long_date(day.on_date), say_reason(day) or say_hours(day), own, day.note)
    return ", ".join(dict.fromkeys(filter(None, said)))


class WeeksModel(QAbstractTableModel):
    """A week a row: its Monday, then its days."""

    def __init__(self, parent: QObject | None = None):
        super().__init__(parent)
        self.weeks: tuple[PreviewWeek, ...] = ()
        self._has_short_days = False

    def set_weeks(self, weeks: Sequence[PreviewWeek]) -> None:
        """Show other weeks."""
        self.beginResetModel()
        self.weeks = tuple(weeks)
        self.endResetModel()

    def day_at(self, index: AnyIndex) -> DatePreview | None:
        """Return what is on the day of a cell, if anything."""
        if not index.isValid() or index.column() == 0:
            return None
        return self.weeks[index.row()].days[index.column() - 1]

    def rowCount(self, parent: AnyIndex = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.weeks)

    def columnCount(self, parent: AnyIndex = NOWHERE) -> int:
        return 0 if parent.isValid() else 8

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        day = self.day_at(index)
        if role == Role.VALUE:
            return day
        if role == Qt.ItemDataRole.DisplayRole:
            if index.column() == 0:
                return day_and_month(self.weeks[index.row()].monday)
            return "" if day is None else _short(day)
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            if index.column() == 0:
                return f"Week of {day_and_month(self.weeks[index.row()].monday)}"
            if day is not None:
                return say_date(day)
            return "" if role == Qt.ItemDataRole.ToolTipRole else "nothing"
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        whole = "Week of" if section == 0 else DAYS_WHOLE[section - 1]
        if role == Qt.ItemDataRole.DisplayRole:
            return whole[:3] if self._has_short_days and section else whole
        return whole if role == Qt.ItemDataRole.AccessibleTextRole else None

    def show_short_days(self, short: bool) -> None:
        """Say "Wed" where there is no room for "Wednesday"."""
        if short is not self._has_short_days:
            self._has_short_days = short
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 1, len(DAYS_WHOLE))


def _short(day: DatePreview) -> str:
    if day.is_clash:
        return "Clash"
    if day.why:
        return sentence_case(day.why)
    if day.is_own:
        return f"{day.start_local:%H:%M} to {day.end_local:%H:%M}"
    return f"{day.slots} slots" if day.slots != 1 else "1 slot"


class WeeksView(QTableView):
    """The calendar; Enter, or a double click, changes one date, Delete leaves it out.

    Signals: ``date_wanted(DatePreview)``, ``date_left_out(DatePreview)``.
    """

    date_wanted = QtSignal(object)
    date_left_out = QtSignal(object)

    def __init__(self, look: Look, parent: QWidget | None = None):
        super().__init__(parent)
        self._look = look
        self.weeks = WeeksModel(self)
        self.setObjectName("preview_weeks")
        self.setAccessibleName("The next 8 weeks")
        self.setModel(self.weeks)
        self.setItemDelegate(WeeksDelegate(look, self))
        self.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(8)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setMinimumSectionSize(10)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.activated.connect(self._on_activated)
        look.changed.connect(self._fit)
        self._fit()

    def show_weeks(self, weeks: Sequence[PreviewWeek]) -> None:
        """Show these weeks; the cell chosen stays."""
        current = self.currentIndex()
        place = (current.row(), current.column()) if current.isValid() else (0, 1)
        self.weeks.set_weeks(weeks)
        if weeks:
            self.setCurrentIndex(self.weeks.index(*place))
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        day = self.weeks.day_at(self.currentIndex())
        if event.key() == Qt.Key.Key_Delete and day is not None:
            self.date_left_out.emit(day)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if _takes_delete(event):
            return True
        return super().event(event)

    def _on_activated(self, index: QModelIndex) -> None:
        if (day := self.weeks.day_at(index)) is not None:
            self.date_wanted.emit(day)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        look = self._look
        high = max(look.px(ROW_PX), look.metrics("caption").height() + look.px(6))
        self.verticalHeader().setDefaultSectionSize(high)
        header = self.horizontalHeader()
        header.setFont(look.font("label"))
        first = look.metrics("label").horizontalAdvance("Week of") + look.px(16)
        weekend = any(any(week.days[5:]) for week in self.weeks.weeks)
        for column in (6, 7):
            self.setColumnHidden(column, not weekend)
        shown = 7 if weekend else 5
        wide = max(10, (self.viewport().width() - first) // shown)
        longest = max(look.metrics("label").horizontalAdvance(day) for day in DAYS_WHOLE[:shown])
        self.weeks.show_short_days(wide < longest + look.px(16))
        header.resizeSection(0, first)
        for column in range(1, 8):
            header.resizeSection(column, wide)
        rows = max(1, len(self.weeks.weeks))
        self.setFixedHeight(header.sizeHint().height() + rows * high + 2 * self.frameWidth())


def _takes_delete(event: QEvent) -> bool:
    """Take Delete for the list that has the keys: elsewhere it is about a patient's visit."""
    is_override = event.type() is QEvent.Type.ShortcutOverride
    if is_override and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Delete:
        event.accept()
        return True
    return False


class WeeksDelegate(QStyledItemDelegate):
    """A cell on the ground of what it is: held, not as usual, left out, a clash."""

    def __init__(self, look: Look, view: WeeksView):
        super().__init__(view)
        self._look = look
        self._view = view

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        look = self._look
        day: DatePreview | None = index.data(Role.VALUE)
        painter.save()
        ground, ink = self._colours(day, is_head=index.column() == 0)
        painter.fillRect(option.rect, ground)
        place = option.rect.adjusted(look.px(5), 0, -look.px(3), 0)
        painter.setPen(ink)
        if day is not None and (name := icon_of(day)):
            side = look.icon_px("inline")
            icon = QRect(place.left(), place.center().y() - side // 2, side, side)
            look.paint_icon(painter, icon.toRectF(), name, ink)
            place.setLeft(icon.right() + look.px(4))
        painter.setFont(look.font("captionBold" if index.column() == 0 else "caption"))
        metrics = QFontMetrics(painter.font())
        words = str(index.data() or "")
        if day is not None and not day.why and not day.is_own:
            longer = f"{words}, to {day.end_local:%H:%M}"
            words = longer if metrics.horizontalAdvance(longer) <= place.width() else words
        shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, place.width())
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
        if self._view.hasFocus() and option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(QPen(look.colour("focus"), look.borders.focus))
            painter.drawRect(option.rect.adjusted(2, 1, -2, -2))
        painter.restore()

    def _colours(self, day: DatePreview | None, *, is_head: bool) -> tuple[QColor, QColor]:
        look = self._look
        text = look.colour("text")
        if is_head or look.is_high_contrast:
            return look.colour("canvas" if is_head else "surface"), text
        if day is None:
            return look.colour("surface"), text
        if day.is_clash:
            return look.colour("warnTint"), look.colour("warn")
        if day.why:
            return look.colour("sunken"), look.colour("text2")
        if day.is_own:
            return look.colour("infoTint"), look.colour("info")
        return look.colour("primaryTint"), look.colour("onPrimaryTint")


class _Columns(StrEnum):
    DATE = "Date"


class NextModel(ValuesModel[DatePreview]):
    """The next dates, one a row."""

    columns = _Columns

    def words(self, value: DatePreview, column: StrEnum) -> str:
        return short_date(value.on_date)

    def sentence(self, value: DatePreview) -> str:
        return say_date(value)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.ToolTipRole:
            value = self.value_at(index.row())
            return None if value is None else say_date(value)
        return super().data(index, role)


class NextDates(QListView):
    """The next dates; Enter changes one, Delete leaves it out.

    Signals: ``date_wanted(DatePreview)``, ``date_left_out(DatePreview)``.
    """

    date_wanted = QtSignal(object)
    date_left_out = QtSignal(object)

    def __init__(self, look: Look, parent: QWidget | None = None):
        super().__init__(parent)
        self._look = look
        self.dates = NextModel(parent=self)
        self.setObjectName("next_dates")
        self.setAccessibleName("The next 20 dates")
        set_up_list(self, self.dates, NextDelegate(look, self))
        self.setMinimumHeight(look.px(ROW_PX) * LIST_LINES)
        self.activated.connect(self._on_activated)

    def show_dates(self, dates: Sequence[DatePreview]) -> None:
        """Show these dates; the place chosen stays."""
        place = max(0, self.currentIndex().row())
        self.dates.set_rows(dates)
        if dates:
            self.setCurrentIndex(self.dates.index(min(place, len(dates) - 1), 0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        day: DatePreview | None = self.currentIndex().data(Role.VALUE)
        if event.key() == Qt.Key.Key_Delete and day is not None:
            self.date_left_out.emit(day)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if _takes_delete(event):
            return True
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()

    def _on_activated(self, index: QModelIndex) -> None:
        self.date_wanted.emit(index.data(Role.VALUE))


class NextDelegate(QStyledItemDelegate):
    """The date and its hours; below a date left out, the whole reason."""

    def __init__(self, look: Look, view: NextDates):
        super().__init__(view)
        self._look = look
        self._view = view
        look.changed.connect(lambda: self.sizeHintChanged.emit(QModelIndex()))

    def _words_rect(self, day: DatePreview, width: int) -> QRect:
        metrics = self._look.metrics("caption")
        wrapped = Qt.TextFlag.TextWordWrap
        left = self._look.icon_px("inline") + self._look.px(5) if icon_of(day) else 0
        return metrics.boundingRect(
            QRect(0, 0, max(20, width - left), 10_000), wrapped, _second(day)
        )

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        day: DatePreview = index.data(Role.VALUE)
        look = self._look
        width = self._view.viewport().width() - look.px(12)
        second = self._words_rect(day, width).height()
        return QSize(20, look.metrics("bodyStrong").height() + second + look.px(8))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        day: DatePreview = index.data(Role.VALUE)
        look = self._look
        painter.save()
        place = option.rect.adjusted(look.px(6), look.px(3), -look.px(6), -look.px(3))
        if self._view.hasFocus() and option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(QPen(look.colour("focus"), look.borders.focus))
            painter.drawRect(option.rect.adjusted(2, 1, -2, -2))
        painter.setFont(look.font("bodyStrong"))
        painter.setPen(look.colour("text2" if day.why else "text"))
        high = look.metrics("bodyStrong").height()
        painter.drawText(
            QRect(place.left(), place.top(), place.width(), high),
            Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft,
            f"{short_date(day.on_date)} {day.on_date.year}",
        )
        ink = look.colour("warn" if day.is_clash else "text2")
        left = place.left()
        if name := icon_of(day):
            side = look.icon_px("inline")
            icon = QRect(left, place.top() + high + 1, side, side)
            look.paint_icon(painter, icon.toRectF(), name, ink)
            left += side + look.px(5)
        painter.setFont(look.font("caption"))
        painter.setPen(ink)
        below = QRect(left, place.top() + high, place.right() - left + 1, place.height() - high + 4)
        painter.drawText(below, int(Qt.TextFlag.TextWordWrap), _second(day))
        painter.restore()


def _second(day: DatePreview) -> str:
    note = f", {day.note}" if day.note and not day.why else ""
    return say_reason(day) or f"{say_hours(day)}{note}"
