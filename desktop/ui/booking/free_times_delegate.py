"""Paints a free time as a card: number, day, big time, who and where, what to know."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop.domain.booking import FreeTime
from desktop.domain.practice import SlotType
from desktop.domain.times import minutes_between
from desktop.ui.booking.free_times_model import FreeTimesModel, place_words
from desktop.ui.kit.base_model import Role
from desktop.ui.kit.look import Look

AnyIndex = QModelIndex | QPersistentModelIndex
NUMBERED = 9
GAP = 6


class FreeTimesDelegate(QStyledItemDelegate):
    """Two lines a time; the place below the kind where both have no room, a note below them.

    ``asked_kind`` is the kind the list was narrowed to: each row need not say it again.
    """

    def __init__(self, look: Look, model: FreeTimesModel, view: QListView):
        super().__init__(view)
        self._look = look
        self._model = model
        self._view = view
        self.kinds: Mapping[str, SlotType] = {}
        self.asked_kind: str | None = None

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        look = self._look
        value: FreeTime = index.data(Role.VALUE)
        strong, plain = look.metrics("bodyStrong").height(), look.metrics("body").height()
        where = strong + look.px(3) + plain * len(self._details(value))
        if value.notes:
            where += look.px(2) + strong
        when = strong + look.metrics("figure").height()
        return QSize(look.px(200), max(when, where) + look.px(12) + GAP)

    def _inner(self, card: QRect) -> QRect:
        look = self._look
        return card.adjusted(look.px(9), look.px(6), -look.px(10), -look.px(5))

    def _number_side(self) -> int:
        look = self._look
        return max(look.px(24), look.metrics("label").height() + 6)

    def _where_from(self) -> int:
        """How far from the left clinician and place begin: days of all rows have room before."""
        look = self._look
        longest = "Wed 30 September 2030" if self._model.has_years else "Wed 30 September"
        day = look.metrics("bodyStrong").horizontalAdvance(longest)
        return self._number_side() + look.px(14) + day + look.px(14)

    def _details(self, value: FreeTime) -> tuple[str, ...]:
        """Return kind, length and place in a line, or the place in a second one."""
        room = self._inner(self._view.viewport().rect()).width() - self._where_from()
        room -= round(2 * self._look.borders.selected_card)
        kind = self.kinds.get(value.slot_type_id)
        is_said = kind is not None and kind.id != self.asked_kind
        minutes = f"{minutes_between(value.start_at, value.end_at)} min"
        what = f"{kind.name}, {minutes}" if kind and is_said else minutes
        place = place_words(value)
        whole = f"{what}, {place}" if place else what
        if not place or self._look.metrics("body").horizontalAdvance(whole) <= room:
            return (whole,)
        return (what, place)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        look = self._look
        value: FreeTime = index.data(Role.VALUE)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = look.borders.selected_card if chosen else look.border_width
        half = width / 2
        card = QRectF(option.rect).adjusted(half, half, -half, -half - GAP)
        painter.setPen(QPen(look.colour("primary" if chosen else "line"), width))
        painter.setBrush(look.colour("select" if chosen else "surface"))
        painter.drawRoundedRect(card, look.radii.card, look.radii.card)
        self._paint_focus(painter, option, card)
        inner = self._inner(card.toRect())
        left = self._paint_number(painter, inner, index.row() + 1, chosen=chosen)
        strong = look.colour("onSelect" if chosen else "text")
        self._paint_when(painter, QRect(left, inner.top(), 0, inner.height()), value, strong)
        x = inner.left() + self._where_from()
        area = QRect(x, inner.top(), inner.right() - x, inner.height())
        self._paint_where(painter, area, value, chosen=chosen)
        painter.restore()

    def _paint_focus(self, painter: QPainter, option: QStyleOptionViewItem, card: QRectF) -> None:
        focused = QStyle.StateFlag.State_HasFocus | QStyle.StateFlag.State_Selected
        if option.state & focused == focused:
            width = self._look.borders.focus
            painter.setPen(QPen(self._look.colour("focus"), width))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            inside = card.adjusted(width, width, -width, -width)
            painter.drawRoundedRect(inside, self._look.radii.card, self._look.radii.card)

    def _paint_number(self, painter: QPainter, inner: QRect, number: int, *, chosen: bool) -> int:
        look = self._look
        side = self._number_side()
        box = QRectF(inner.left() + 0.5, inner.top() + 0.5, side, side)
        if number <= NUMBERED:
            painter.setPen(QPen(look.colour("primary" if chosen else "lineStrong"), 1))
            painter.setBrush(look.colour("primary" if chosen else "surface"))
            painter.drawRoundedRect(box, look.radii.chip, look.radii.chip)
            painter.setFont(look.font("label"))
            painter.setPen(look.colour("onPrimary" if chosen else "text"))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(number))
        return inner.left() + side + look.px(14)

    def _paint_when(self, painter: QPainter, area: QRect, value: FreeTime, colour: QColor) -> None:
        look, model = self._look, self._model
        day, big = look.metrics("bodyStrong"), look.metrics("figure")
        painter.setPen(colour)
        painter.setFont(look.font("bodyStrong"))
        painter.drawText(area.left(), area.top() + day.ascent(), model.day_words(value))
        painter.setFont(look.font("figure"))
        painter.drawText(
            area.left(), area.top() + day.height() + big.ascent(), model.time_words(value)
        )

    def _paint_where(
        self, painter: QPainter, area: QRect, value: FreeTime, *, chosen: bool
    ) -> None:
        look = self._look
        strong, plain = look.metrics("bodyStrong"), look.metrics("body")
        painter.setPen(look.colour("onSelect" if chosen else "text"))
        painter.setFont(look.font("bodyStrong"))
        name = strong.elidedText(value.clinician_name, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area.left(), area.top() + strong.ascent(), name)
        painter.setFont(look.font("body"))
        painter.setPen(look.colour("onSelect" if chosen else "text2"))
        top = area.top() + strong.height() + look.px(3)
        for words in self._details(value):
            shown = plain.elidedText(words, Qt.TextElideMode.ElideRight, area.width())
            painter.drawText(area.left(), top + plain.ascent(), shown)
            top += plain.height()
        if value.notes:
            self._paint_note(painter, area, top + look.px(2), value, chosen=chosen)

    def _paint_note(
        self, painter: QPainter, area: QRect, top: int, value: FreeTime, *, chosen: bool
    ) -> None:
        look = self._look
        metrics = look.metrics("bodyStrong")
        side = look.icon_px("inline")
        colour = look.colour("onSelect" if chosen and look.is_high_contrast else "warn")
        place = QRectF(area.left(), top + (metrics.height() - side) / 2, side, side)
        look.paint_icon(painter, place, "warning-circle", colour, bold=True)
        painter.setFont(look.font("bodyStrong"))
        painter.setPen(colour)
        room = area.width() - side - look.px(6)
        text = metrics.elidedText(" ".join(value.notes), Qt.TextElideMode.ElideRight, room)
        painter.drawText(area.left() + side + look.px(6), top + metrics.ascent(), text)
