"""Free times to choose from: big time, day, who and where, what to know."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import IntEnum
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop.domain.booking import FreeTime
from desktop.domain.times import (
    DAYS,
    MONTHS,
    clock_time,
    date_of,
    long_date,
    minutes_between,
    said_day,
)
from desktop.ui.kit.look import Look

AnyIndex = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class Roles(IntEnum):
    """Roles of our own."""

    TIME = Qt.ItemDataRole.UserRole + 1


class FreeTimesModel(QAbstractListModel):
    """Free times in the order they were found."""

    def __init__(self, zone: str, parent: QObject | None = None):
        super().__init__(parent)
        self._zone = zone
        self.times: tuple[FreeTime, ...] = ()
        self.today: date | None = None

    def show_times(self, times: Sequence[FreeTime], today: date) -> None:
        """Show other times."""
        self.beginResetModel()
        self.times = tuple(times)
        self.today = today
        self.endResetModel()

    def rowCount(self, parent: AnyIndex = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.times)

    def spoken(self, row: int) -> str:
        """Return the sentence a screen reader says of a time."""
        one = self.times[row]
        on = date_of(one.start_at, self._zone)
        minutes = minutes_between(one.start_at, one.end_at)
        return (
            f"{row + 1} of {len(self.times)}, {long_date(on)} "
            f"{clock_time(one.start_at, self._zone)}, {one.clinician_name}, "
            f"{one.clinic_name}, {minutes} minutes. {' '.join(one.notes)}".strip()
        )

    def data(self, index: AnyIndex, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        if not index.isValid() or index.row() >= len(self.times):
            return None
        if role == Roles.TIME:
            return self.times[index.row()]
        if role in (
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.AccessibleTextRole,
            Qt.ItemDataRole.ToolTipRole,
        ):
            return self.spoken(index.row())
        return None

    def day_words(self, one: FreeTime) -> str:
        """Say the day: "today", "tomorrow", "Wed 25 November"."""
        on = date_of(one.start_at, self._zone)
        near = said_day(on, self.today) if self.today else ""
        if near in ("today", "tomorrow"):
            return near.capitalize()
        return f"{DAYS[on.weekday()]} {on.day} {MONTHS[on.month - 1]}"

    def time_words(self, one: FreeTime) -> str:
        """Say the time."""
        return clock_time(one.start_at, self._zone)


class FreeTimesDelegate(QStyledItemDelegate):
    """Paints a free time as a card with its number."""

    def __init__(self, look: Look, model: FreeTimesModel, parent: QObject | None = None):
        super().__init__(parent)
        self._look = look
        self._model = model

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        look = self._look
        lines = look.metrics("bodyStrong").height() + look.metrics("section").height()
        return QSize(option.rect.width(), lines + look.px(18))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        look = self._look
        one: FreeTime = index.data(Roles.TIME)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        card = option.rect.adjusted(2, 2, -2, -3)
        width = look.borders.selected_card if chosen else look.border_width
        painter.setPen(QPen(look.colour("primary" if chosen else "line"), width))
        painter.setBrush(look.colour("primaryTint" if chosen else "surface"))
        painter.drawRoundedRect(QRectF(card).adjusted(1, 1, -1, -1), 6, 6)
        inner = card.adjusted(look.px(10), look.px(6), -look.px(10), -look.px(4))
        left = self._paint_number(painter, inner, index.row() + 1, chosen=chosen)
        self._paint_words(
            painter, QRect(left, inner.top(), inner.right() - left, inner.height()), one
        )
        painter.restore()

    def _paint_number(self, painter: QPainter, inner: QRect, number: int, *, chosen: bool) -> int:
        look = self._look
        side = look.px(26)
        box = QRectF(inner.left(), inner.top() + 2, side, side)
        painter.setPen(QPen(look.colour("primary" if chosen else "lineStrong"), 1))
        painter.setBrush(look.colour("primary" if chosen else "surface"))
        painter.drawRoundedRect(box, 4, 4)
        painter.setFont(look.font("label"))
        painter.setPen(look.colour("onPrimary" if chosen else "text"))
        shown = str(number) if number <= 9 else ""
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, shown)
        return inner.left() + side + look.px(12)

    def _paint_words(self, painter: QPainter, area: QRect, one: FreeTime) -> None:
        look, model = self._look, self._model
        day = look.metrics("bodyStrong")
        big = look.metrics("section")
        painter.setPen(look.colour("text"))
        painter.setFont(look.font("bodyStrong"))
        painter.drawText(area.left(), area.top() + day.ascent(), model.day_words(one))
        painter.setFont(look.font("section"))
        painter.drawText(
            area.left(), area.top() + day.height() + big.ascent(), model.time_words(one)
        )
        x = area.left() + max(look.px(140), day.horizontalAdvance("Wed 30 September") + 12)
        room = area.right() - x
        painter.setFont(look.font("bodyStrong"))
        name = day.elidedText(one.clinician_name, Qt.TextElideMode.ElideRight, room)
        painter.drawText(x, area.top() + day.ascent(), name)
        minutes = minutes_between(one.start_at, one.end_at)
        parts = (one.room_name, one.clinic_name, f"{minutes} min", one.channel.words)
        caption = look.metrics("caption")
        painter.setFont(look.font("caption"))
        painter.setPen(look.colour("text2"))
        words = ", ".join(part for part in parts if part)
        if one.notes:
            words += f". Note: {' '.join(one.notes)}"
        text = caption.elidedText(words, Qt.TextElideMode.ElideRight, room)
        painter.drawText(x, area.top() + day.height() + caption.ascent() + 3, text)
