"""Paints a free time as a card: number, day, big time, who, where, why it fits, what to know."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop.domain.best_fit import Suggestion, Tone
from desktop.domain.booking import FreeTime
from desktop.domain.practice import SlotType
from desktop.domain.times import minutes_between
from desktop.ui.booking.fit_words import SIGNS, is_good, line_height, place_reasons, reason_wide
from desktop.ui.booking.free_times_model import FreeTimesModel, place_words
from desktop.ui.kit.base_model import Role
from desktop.ui.kit.look import Look

AnyIndex = QModelIndex | QPersistentModelIndex
NUMBERED = 9
GAP = 6


class FreeTimesDelegate(QStyledItemDelegate):
    """Two lines a time; the place below the kind where both have no room; why it fits, its note.

    ``asked_kind`` is the kind the list was narrowed to: each row need not say it again.
    ``is_tight`` puts who and where into one line where reasons follow.
    """

    def __init__(self, look: Look, model: FreeTimesModel, view: QListView):
        super().__init__(view)
        self._look = look
        self._model = model
        self._view = view
        self.kinds: Mapping[str, SlotType] = {}
        self.asked_kind: str | None = None
        self.is_tight = False

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        look = self._look
        value: FreeTime = index.data(Role.VALUE)
        high = self._height(value, below=self._stands_below(value))
        if value.notes:
            high += look.metrics("bodyStrong").height() + look.px(2)
        return QSize(look.px(200), high + look.px(12) + GAP)

    def _height(self, value: FreeTime, *, below: bool) -> int:
        """Return how high day, place and reasons are, the reasons beside the day or below it."""
        look = self._look
        when = look.metrics("bodyStrong").height() + look.metrics("figure").height()
        where = look.metrics("bodyStrong").height() + self._place_height(value)
        left = self._when_from() if below else self._where_from()
        more = self._lines_of(value, self._width() - left) * line_height(look)
        return max(when, where) + more if below else max(when, where + more)

    def _place_height(self, value: FreeTime) -> int:
        """Return what kind and place take below the name, or nothing: they stand beside it."""
        look = self._look
        lines = 0 if self._is_beside(value) else len(self._details(value))
        return look.px(3) + look.metrics("body").height() * lines

    def _is_beside(self, value: FreeTime) -> bool:
        return self.is_tight and self._lines_of(value, self._width()) > 0

    def _stands_below(self, value: FreeTime) -> bool:
        """Whether reasons and notes take less height below the day, or would be cut beside it."""
        fit, room = self._model.fit_of(value), self._width() - self._where_from()
        if fit is not None and any(reason_wide(self._look, one) > room for one in fit.reasons):
            return True
        return self._height(value, below=True) < self._height(value, below=False)

    def _lines_of(self, value: FreeTime, width: int) -> int:
        fit = self._model.fit_of(value)
        placed = place_reasons(self._look, fit.reasons, width) if fit is not None else ()
        return placed[-1].line + 1 if placed else 0

    def _inner(self, card: QRect) -> QRect:
        look = self._look
        return card.adjusted(look.px(9), look.px(6), -look.px(10), -look.px(5))

    def _width(self) -> int:
        """Return what a card has for its words: they wrap in the list's own width."""
        inner = self._inner(self._view.viewport().rect())
        return inner.width() - round(2 * self._look.borders.selected_card)

    def _number_side(self) -> int:
        look = self._look
        return max(look.px(24), look.metrics("label").height() + 6)

    def _when_from(self) -> int:
        return self._number_side() + self._look.px(14)

    def _where_from(self) -> int:
        """How far from the left clinician and place begin: days of all rows have room before."""
        look = self._look
        longest = "Wed 30 September 2030" if self._model.has_years else "Wed 30 September"
        day = look.metrics("bodyStrong").horizontalAdvance(longest)
        return self._when_from() + day + look.px(14)

    def _details(self, value: FreeTime) -> tuple[str, ...]:
        """Return kind, length and place in a line, or the place in a second one."""
        room = self._width() - self._where_from()
        kind = self.kinds.get(value.slot_type_id)
        is_said = kind is not None and kind.id != self.asked_kind
        minutes = f"{minutes_between(value.start_at, value.end_at)} min"
        what = f"{kind.name}, {minutes}" if kind and is_said else minutes
        place = place_words(value)
        whole = f"{what}, {place}" if place else what
        fits = self._look.metrics("body").horizontalAdvance(whole) <= room
        return (whole,) if not place or fits else (what, place)

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
        area = inner.adjusted(self._where_from(), 0, 0, 0)
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
        strong = look.metrics("bodyStrong")
        fit = self._model.fit_of(value)
        taken = self._paint_fit(painter, area, fit, chosen=chosen) if fit and fit.words else 0
        painter.setFont(look.font("bodyStrong"))
        painter.setPen(look.colour("onSelect" if chosen else "text"))
        room = area.width() - taken
        name = strong.elidedText(value.clinician_name, Qt.TextElideMode.ElideRight, room)
        painter.drawText(area.left(), area.top() + strong.ascent(), name)
        line = QRect(area.left(), area.top() + strong.height() + look.px(3), area.width(), 0)
        if self._is_beside(value):
            beside = strong.horizontalAdvance(name) + look.px(10)
            line = QRect(area.left() + beside, area.top(), max(room - beside, 0), 0)
        self._paint_place(painter, line, value, chosen=chosen)
        top = area.top() + strong.height() + self._place_height(value)
        if self._stands_below(value):
            when = strong.height() + look.metrics("figure").height()
            top = max(top, area.top() + when)
            area = area.adjusted(self._when_from() - self._where_from(), 0, 0, 0)
        if fit is not None:
            top = self._paint_reasons(painter, area, top, fit, chosen=chosen)
        if value.notes:
            self._paint_note(painter, area, top + look.px(2), value, chosen=chosen)

    def _paint_place(
        self, painter: QPainter, line: QRect, value: FreeTime, *, chosen: bool
    ) -> None:
        look = self._look
        plain = look.metrics("body")
        painter.setFont(look.font("body"))
        painter.setPen(look.colour("onSelect" if chosen else "text2"))
        words = self._details(value)
        if self._is_beside(value):
            words = (", ".join(words),)
        top = line.top()
        for one in words:
            shown = plain.elidedText(one, Qt.TextElideMode.ElideRight, line.width())
            painter.drawText(line.left(), top + plain.ascent(), shown)
            top += plain.height()

    def _paint_fit(self, painter: QPainter, area: QRect, fit: Suggestion, *, chosen: bool) -> int:
        """Paint "Fits 6 of 7" at the right of the first lines; return the room it takes."""
        look = self._look
        icon, colour = ("check-circle", "good") if is_good(fit) else ("warning-circle", "warn")
        metrics = look.metrics("bodyStrong")
        side, pad = look.icon_px("inline"), look.px(7)
        wide = 2 * pad + side + look.px(5) + metrics.horizontalAdvance(fit.words)
        high = metrics.height() + look.px(2)
        box = QRectF(area.right() - wide, area.top() + 0.5, wide, high)
        ink = look.colour(colour)
        painter.setPen(QPen(ink, look.border_width))
        painter.setBrush(look.colour("surface" if look.is_high_contrast else f"{colour}Tint"))
        painter.drawRoundedRect(box, look.radii.chip, look.radii.chip)
        place = QRectF(box.left() + pad, box.top() + (high - side) / 2, side, side)
        look.paint_icon(painter, place, icon, ink, bold=True)
        painter.setFont(look.font("bodyStrong"))
        painter.setPen(ink)
        words = box.adjusted(pad + side + look.px(5), 0, 0, 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, fit.words)
        return wide + look.px(8)

    def _paint_reasons(
        self, painter: QPainter, area: QRect, top: int, fit: Suggestion, *, chosen: bool
    ) -> int:
        """Paint why it fits and what it costs; return where the next line begins."""
        look = self._look
        side, high = look.icon_px("inline"), line_height(look)
        is_plain = chosen and look.is_high_contrast
        placed = place_reasons(look, fit.reasons, area.width())
        for reason, line, left in placed:
            icon, colour, font = SIGNS[reason.tone]
            metrics = look.metrics(font)
            ink = look.colour("onSelect" if is_plain else colour)
            plain = look.colour("onSelect" if chosen else "text")
            y = top + line * high + look.px(2)
            place = QRectF(area.left() + left, y + (metrics.height() - side) / 2, side, side)
            look.paint_icon(painter, place, icon, ink, bold=True)
            painter.setFont(look.font(font))
            painter.setPen(plain if reason.tone is Tone.KEPT else ink)
            x = area.left() + left + side + look.px(5)
            words = metrics.elidedText(reason.words, Qt.TextElideMode.ElideRight, area.right() - x)
            painter.drawText(x, y + metrics.ascent(), words)
        return top + (placed[-1].line + 1) * high if placed else top

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
