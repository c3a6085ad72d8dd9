"""Painting a whole day: ground, now line, cells, what is chosen or carried."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from desktop.domain.diary import DiaryDay, SessionInDiary
from desktop.domain.times import long_date, short_date
from desktop.ui.diary import diary_moves as moves
from desktop.ui.diary.cell_painter import CellPainter
from desktop.ui.diary.diary_layout import CellBox, DayLayout
from desktop.ui.diary.diary_words import Types, cell_words, session_end_words
from desktop.ui.kit.look import Look


@dataclass(frozen=True, slots=True)
class Shown:
    """All that is to be painted of a day."""

    layout: DayLayout
    now: datetime
    types: Types
    chosen: tuple[CellBox, ...] = ()
    carried: moves.Carried | None = None
    carried_over: CellBox | None = None
    changed: frozenset[str] = frozenset()
    has_focus: bool = True

    @property
    def now_is_shown(self) -> bool:
        """Whether the now line lies in this day."""
        return self.layout.start_at <= self.now <= self.layout.end_at


class DayPainter:
    """Paints days for one look."""

    def __init__(self, look: Look):
        self._look = look
        self.cells = CellPainter(look)

    def paint(self, painter: QPainter, seen: QRect, shown: Shown) -> None:
        """Paint what lies in ``seen``, in content pixels."""
        painter.fillRect(seen, self._look.status("break").bg)
        layout = shown.layout
        self._paint_ground(painter, seen, layout)
        if shown.now_is_shown:
            y = layout.y_of(shown.now)
            painter.setPen(QPen(self._look.colour("now"), 2))
            painter.drawLine(0, y, layout.width, y)
        high = self._look.is_high_contrast
        chosen = {box.cell.key for box in shown.chosen}
        for column in layout.boxes:
            if not column or not _crosses(column[0].rect, layout, seen):
                continue
            for box in column:
                if box.rect.intersects(seen):
                    words = cell_words(box.cell, shown.now, shown.types, layout.day.zone)
                    marked = high and box.cell.key in chosen
                    self.cells.paint(painter, box.rect, words, chosen=marked)
        self._paint_now_ticks(painter, shown)
        self._paint_marks(painter, shown)

    def _paint_ground(self, painter: QPainter, seen: QRect, layout: DayLayout) -> None:
        look = self._look
        for number, column in enumerate(layout.day.columns):
            x = layout.column_x(number)
            for session in column.sessions:
                top, bottom = layout.y_of(session.start_at), layout.y_of(session.end_at)
                painter.fillRect(x, top, layout.column_width, bottom - top, look.colour("surface"))
                self._paint_session_end(painter, x, bottom, layout, session)
            painter.setPen(QPen(look.colour("lineStrong"), look.border_width))
            painter.drawLine(x, seen.top(), x, seen.bottom())

    def _paint_session_end(
        self, painter: QPainter, x: int, y: int, layout: DayLayout, session: SessionInDiary
    ) -> None:
        look = self._look
        status = look.status("break")
        side = look.icon_px("need")
        height = look.metrics("body").height() + 8
        left = x + look.px(30)
        look.paint_icon(
            painter, QRectF(left, y + (height - side) / 2, side, side), "moon", status.fg
        )
        painter.setFont(look.font("body"))
        painter.setPen(status.fg)
        area = QRect(left + side + 6, y, layout.column_width - look.px(50), height)
        words = session_end_words(session, layout.day.zone)
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)

    def _paint_now_ticks(self, painter: QPainter, shown: Shown) -> None:
        if not shown.now_is_shown:
            return
        layout = shown.layout
        y = layout.y_of(shown.now)
        painter.setPen(QPen(self._look.colour("now"), 2))
        for number in range(len(layout.day.columns) + 1):
            x = number * layout.column_width
            painter.drawLine(x - 9, y, x + 9, y)

    def _paint_marks(self, painter: QPainter, shown: Shown) -> None:
        look = self._look
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(look.colour("info"), 2))
        for key in shown.changed:
            box = shown.layout.find(key)
            if box is not None:
                painter.drawRoundedRect(box.rect.adjusted(1, 1, -1, -1), 4, 4)
        if shown.carried is not None:
            self._paint_fitting(painter, shown, moves.carried_minutes(shown.carried))
        colour = look.colour("focus" if shown.has_focus else "lineStrong")
        for box in shown.chosen:
            painter.setPen(QPen(colour, look.borders.focus))
            painter.drawRoundedRect(box.rect.adjusted(1, 1, -1, -1), 5, 5)

    def _paint_fitting(self, painter: QPainter, shown: Shown, minutes: int) -> None:
        """Outline the slots a carried visit fits; the one under it says why it does not."""
        look = self._look
        for column in shown.layout.boxes:
            for box in column:
                run, why = moves.run_for(shown.layout, box, minutes, shown.now)
                if run and not why:
                    painter.setPen(QPen(look.colour("primary"), 2))
                    painter.drawRoundedRect(box.rect.adjusted(1, 1, -1, -1), 4, 4)
                elif why and box is shown.carried_over:
                    painter.setFont(look.font("label"))
                    painter.setPen(look.colour("bad"))
                    area = box.rect.adjusted(0, 0, -8, 0)
                    flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
                    painter.drawText(area, flags, why)

    def paint_empty(self, painter: QPainter, area: QRect, day: DiaryDay | None) -> None:
        """Paint a day nobody works, or (None) the still outline of one that is not here yet."""
        look = self._look
        painter.fillRect(area, look.colour("canvas"))
        if day is None:
            self._paint_shape(painter, area)
            return
        words = f"No one has a session on {long_date(day.on_date)}."
        following = day.next_day_with_sessions
        more = f"Next day with sessions: {short_date(following)}" if following else ""
        side = look.px(32)
        at = area.center()
        box = QRectF(at.x() - side / 2, at.y() - 2 * side, side, side)
        look.paint_icon(painter, box, "calendar-blank", look.colour("text2"))
        painter.setFont(look.font("section"))
        painter.setPen(look.colour("text"))
        painter.drawText(area.adjusted(0, 0, 0, -10), Qt.AlignmentFlag.AlignCenter, words)
        painter.setFont(look.font("body"))
        painter.setPen(look.colour("text2"))
        below = area.adjusted(0, look.metrics("section").height() * 2, 0, 0)
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, more)

    def _paint_shape(self, painter: QPainter, area: QRect) -> None:
        look = self._look
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("sunken"))
        width = look.layout("columnIdeal")
        for x in range(0, area.width(), width):
            for y in range(6, area.height(), look.px(30)):
                painter.drawRoundedRect(x + 6, y, width - 12, look.px(22), 4, 4)


def _crosses(first: QRect, layout: DayLayout, seen: QRect) -> bool:
    return first.left() < seen.right() and first.left() + layout.column_width > seen.left()
