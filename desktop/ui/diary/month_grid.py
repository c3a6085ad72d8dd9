"""The month's grid: a day in each cell, by keys from day to day and month to month."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtCore import QModelIndex, QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from desktop.domain.month import KindOfDay, Month, MonthDay, months_on
from desktop.ui.diary.cell_table import CellTable, paint_edges, paint_ring
from desktop.ui.diary.month_model import (
    MonthModel,
    Roles,
    booked_of,
    day_title,
    short_sum,
)
from desktop.ui.kit.base_model import AnyIndex
from desktop.ui.kit.look import Look

BAR_PX = 7
CHIP_GAP_PX = 8


class MonthDelegate(QStyledItemDelegate):
    """A day: its date, what is free, how much is booked as words and bar, the kinds."""

    def __init__(self, look: Look, model: MonthModel, parent: QWidget | None = None):
        super().__init__(parent)
        self._look = look
        self._model = model

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        look = self._look
        lines = look.metrics("bodyBold").height() + look.metrics("caption").height()
        return QSize(look.px(96), lines + look.px(BAR_PX + 20))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        look = self._look
        day: MonthDay = index.data(Roles.DAY)
        month = self._model.month
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        is_own = month is not None and month.has(day.on_date)
        painter.save()
        ground = "select" if chosen else ("surface" if is_own else "canvas")
        painter.fillRect(option.rect, look.colour(ground))
        inner = option.rect.adjusted(look.px(8), look.px(5), -look.px(7), -look.px(4))
        painter.setClipRect(inner)
        ink = "onSelect" if chosen else ("text" if is_own else "text2")
        quiet = "onSelect" if chosen else "text2"
        y = self._paint_head(painter, inner, day, (ink, quiet))
        if day.closed:
            y = self._paint_closed(painter, (inner, y), day, ink)
        if day.capacity:
            y = self._paint_line(painter, (inner, y), booked_of(day), "caption", quiet)
            y = self._paint_bar(painter, inner, y, day, chosen=chosen)
            self._paint_kinds(painter, inner, y, day, ink)
        elif not day.closed:
            self._paint_line(painter, (inner, y), ("No session",), "caption", quiet)
        painter.setClipping(False)
        paint_edges(painter, look, option.rect)
        if chosen:
            paint_ring(painter, look, option)
        painter.restore()

    def _paint_head(
        self, painter: QPainter, inner: QRect, day: MonthDay, inks: tuple[str, str]
    ) -> int:
        """Paint the date and what is left; under the date where both have no room in a line."""
        look, today = self._look, self._model.today
        title, left = day_title(day, today), short_sum(day, today)
        metrics = look.metrics("bodyBold")
        painter.setFont(look.font("bodyBold"))
        painter.setPen(look.colour(inks[0]))
        base = inner.top() + metrics.ascent()
        painter.drawText(inner.left(), base, title)
        role = "bodyStrong" if day.free else "body"
        y, wide = inner.top() + metrics.height() + look.px(1), look.metrics(role).horizontalAdvance
        if metrics.horizontalAdvance(title) + look.px(8) + wide(left) > inner.width():
            return self._paint_line(painter, (inner, y), (left,), role, inks[not day.free])
        painter.setFont(look.font(role))
        painter.setPen(look.colour(inks[not day.free]))
        painter.drawText(inner.right() - wide(left), base, left)
        return y

    def _paint_line(
        self,
        painter: QPainter,
        place: tuple[QRect, int],
        ways: tuple[str, ...],
        role: str,
        ink: str,
    ) -> int:
        """Paint the first way of saying something that fits; returns where the next line begins."""
        look, (inner, y) = self._look, place
        metrics = look.metrics(role)
        if y + metrics.height() > inner.bottom() + 1:
            return y
        painter.setFont(look.font(role))
        painter.setPen(look.colour(ink))
        fits = (one for one in ways if metrics.horizontalAdvance(one) <= inner.width())
        words = next(fits, ways[-1])
        shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner.left(), y + metrics.ascent(), shown)
        return y + metrics.height() + look.px(2)

    def _paint_closed(
        self, painter: QPainter, place: tuple[QRect, int], day: MonthDay, ink: str
    ) -> int:
        """Say why a day is closed, whole where nothing else wants the room; as ``_paint_line``."""
        look, (inner, y) = self._look, place
        words = ", ".join(day.closed)
        if day.capacity:
            return self._paint_line(painter, place, (words,), "captionBold", ink)
        room = QRect(inner.left(), y, inner.width(), inner.bottom() + 1 - y)
        metrics, wrap = look.metrics("captionBold"), Qt.TextFlag.TextWordWrap
        for said in (words, words.split(",")[0]):
            if room.contains(metrics.boundingRect(room, wrap, said)):
                painter.setFont(look.font("captionBold"))
                painter.setPen(look.colour(ink))
                painter.drawText(room, wrap, said)
                return inner.bottom()
        return self._paint_line(painter, place, (words,), "captionBold", ink)

    def _paint_bar(
        self, painter: QPainter, inner: QRect, y: int, day: MonthDay, *, chosen: bool
    ) -> int:
        """Paint how much is booked as a part of the whole; its words stand above."""
        look = self._look
        high = look.px(BAR_PX)
        if y + high > inner.bottom() + 1:
            return y
        edge = look.colour("onSelect" if chosen and look.is_high_contrast else "lineStrong")
        fill = look.colour("onSelect" if chosen and look.is_high_contrast else "primary")
        box = QRectF(inner.left() + 0.5, y + 0.5, inner.width() - 1, high - 1)
        painter.setPen(QPen(edge, 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(box)
        part = QRectF(box)
        part.setWidth(box.width() * min(1.0, day.booked / day.capacity))
        painter.fillRect(part, fill)
        return y + high + look.px(5)

    def _paint_kinds(
        self, painter: QPainter, inner: QRect, y: int, day: MonthDay, ink: str
    ) -> None:
        """Paint a letter and how many are free of each kind that has any, and how many more."""
        look = self._look
        metrics = look.metrics("caption")
        side, gap = self._chip_side, look.px(CHIP_GAP_PX)
        kinds = sorted((one for one in day.kinds if one.free), key=lambda one: -one.free)
        places = self._chip_places(inner, y, kinds)
        base = (side - metrics.height()) // 2 + metrics.ascent()
        more = len(kinds) - len(places)
        while more and places:  # the last ones make room to say how many are not shown
            right = places[-1].right() + gap
            if right + metrics.horizontalAdvance(f"+{more}") <= inner.right():
                painter.setFont(look.font("caption"))
                painter.setPen(look.colour(ink))
                painter.drawText(right, places[-1].top() + base, f"+{more}")
                break
            places.pop()
            more += 1
        for kind, place in zip(kinds, places, strict=False):
            self._paint_letter(painter, QRectF(place.left(), place.top(), side, side), kind)
            painter.setFont(look.font("caption"))
            painter.setPen(look.colour(ink))
            painter.drawText(place.left() + side + look.px(3), place.top() + base, str(kind.free))

    @property
    def _chip_side(self) -> int:
        return max(self._look.metrics("caption").height() + 1, self._look.px(16))

    def _chip_places(self, inner: QRect, y: int, kinds: list[KindOfDay]) -> list[QRect]:
        """Return where the kinds stand, row after row, as many as there is room for."""
        look, side = self._look, self._chip_side
        metrics, x = look.metrics("caption"), inner.left()
        places: list[QRect] = []
        for kind in kinds:
            wide = side + look.px(3) + metrics.horizontalAdvance(str(kind.free))
            if x > inner.left() and x + wide > inner.right():
                x, y = inner.left(), y + side + look.px(2)
            if y + side > inner.bottom() + 1:
                break
            places.append(QRect(x, y, wide, side))
            x += wide + look.px(CHIP_GAP_PX)
        return places

    def _paint_letter(self, painter: QPainter, block: QRectF, kind: KindOfDay) -> None:
        look = self._look
        chip = look.slot_type(kind.colour)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(chip.outline, 2 if look.is_high_contrast else 1.2))
        painter.setBrush(look.colour("surface"))
        painter.drawRoundedRect(block.adjusted(0.6, 0.6, -0.6, -0.6), look.radii.chip, 3)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setFont(look.font("label"))
        painter.setPen(look.colour("text"))
        painter.drawText(block, Qt.AlignmentFlag.AlignCenter, kind.letter)


class MonthGrid(CellTable):
    """Arrows go by day and week, PgUp and PgDn by month, Home and End to its ends.

    Signals: ``day_chosen(date)`` on Enter or double click; ``day_rested(date)`` while the keys
    move; ``month_wanted(date)`` for a date of weeks that are not shown.
    """

    day_chosen = Signal(object)
    day_rested = Signal(object)
    month_wanted = Signal(object)

    def __init__(self, look: Look, parent: QWidget | None = None):
        super().__init__(look, "month_grid", "Month, a day in each cell", parent)
        self.values = MonthModel(self)
        self.setModel(self.values)
        self.setItemDelegate(MonthDelegate(look, self.values, self))
        self.verticalHeader().hide()
        self.activated.connect(self._on_activated)
        self.selectionModel().currentChanged.connect(self._on_current_changed)
        self.apply_look()

    @property
    def current_day(self) -> MonthDay | None:
        """The day that is selected."""
        index = self.currentIndex()
        return index.data(Roles.DAY) if index.isValid() else None

    def show_month(self, month: Month, today: date, wanted_on: date) -> None:
        """Show a month with that date selected."""
        self.values.show_month(month, today)
        self.choose(wanted_on)

    def choose(self, on: date) -> None:
        """Select a date, or ask for its month."""
        place = self.values.place_of(on)
        if place is None:
            self.month_wanted.emit(on)
        else:
            self.setCurrentIndex(self.values.index(*place))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        day, month = self.current_day, self.values.month
        wanted = None
        if day is not None and month is not None and not event.modifiers():
            wanted = _target(event.key(), day.on_date, month)
        if wanted is not None:
            self.choose(wanted)
        else:
            super().keyPressEvent(event)

    @Slot(QModelIndex)
    def _on_activated(self, index: QModelIndex) -> None:
        day: MonthDay = index.data(Roles.DAY)
        self.day_chosen.emit(day.on_date)

    @Slot(QModelIndex, QModelIndex)
    def _on_current_changed(self, current: QModelIndex, _before: QModelIndex) -> None:
        if current.isValid():
            self.day_rested.emit(current.data(Roles.DAY).on_date)

    def apply_look(self) -> None:
        super().apply_look()
        hint = self.itemDelegate().sizeHint(QStyleOptionViewItem(), QModelIndex())
        self.verticalHeader().setMinimumSectionSize(hint.height())
        self.horizontalHeader().setMinimumSectionSize(self._look.px(60))


def _target(key: int, on: date, month: Month) -> date | None:
    """Return the date that a key goes to from another, None for any other key."""
    days = {
        Qt.Key.Key_Left: -1,
        Qt.Key.Key_Right: 1,
        Qt.Key.Key_Up: -7,
        Qt.Key.Key_Down: 7,
    }.get(Qt.Key(key))
    if days is not None:
        return on + timedelta(days=days)
    if key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
        return months_on(on, 1 if key == Qt.Key.Key_PageDown else -1)
    if key in (Qt.Key.Key_Home, Qt.Key.Key_End):
        own = month.own_days
        return (own[0] if key == Qt.Key.Key_Home else own[-1]).on_date
    return None
