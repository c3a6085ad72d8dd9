"""The strips that stay while the grid scrolls: column heads above, time at the left."""

from __future__ import annotations

from datetime import datetime, timedelta

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from desktop.domain.times import clock_time
from desktop.ui.diary.diary_layout import DayLayout
from desktop.ui.diary.diary_words import head_place, head_state
from desktop.ui.kit.look import Look

PAD = 9


class Heads(QWidget):
    """Name, role and room, running time and free count of each column."""

    def __init__(self, look: Look, parent: QWidget):
        super().__init__(parent)
        self._look = look
        self.layout_: DayLayout | None = None
        self.now: datetime | None = None
        self.scrolled = 0
        self.axis_width = 0

    def height_wanted(self) -> int:
        """Return the height of three lines with some air."""
        look = self._look
        lines = (
            look.metrics("listName").height()
            + look.metrics("caption").height()
            + max(look.metrics("label").height(), look.icon_px("need"))
        )
        return max(look.layout("columnHeader"), lines + 12)

    def paintEvent(self, event: QPaintEvent) -> None:
        look, layout = self._look, self.layout_
        painter = QPainter(self)
        painter.fillRect(self.rect(), look.colour("canvas"))
        if layout is not None and self.now is not None:
            for number in range(len(layout.day.columns)):
                x = self.axis_width + layout.column_x(number) - self.scrolled
                box = QRect(x, 0, layout.column_width, self.height())
                painter.setClipRect(box.intersected(self.rect().adjusted(self.axis_width, 0, 0, 0)))
                self._paint_head(painter, box, number)
            painter.setClipping(False)
            self._paint_more(painter, layout)
        painter.setPen(QPen(look.colour("lineStrong"), look.border_width))
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)

    def _paint_head(self, painter: QPainter, box: QRect, number: int) -> None:
        look = self._look
        assert self.layout_ is not None
        assert self.now is not None
        column = self.layout_.day.columns[number]
        painter.setPen(QPen(look.colour("lineStrong"), look.border_width))
        painter.drawLine(box.left(), 0, box.left(), box.height())
        inner = box.adjusted(PAD, 5, -6, 0)
        lines = (
            ("listName", "text", column.clinician_name),
            ("caption", "text2", head_place(column)),
        )
        y = inner.top()
        for role, colour, text in lines:
            metrics = look.metrics(role)
            shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, inner.width())
            painter.setFont(look.font(role))
            painter.setPen(look.colour(colour))
            painter.drawText(inner.left(), y + metrics.ascent(), shown)
            y += metrics.height()
        self._paint_state(painter, inner, y, number)

    def _paint_state(self, painter: QPainter, inner: QRect, y: int, number: int) -> None:
        look = self._look
        assert self.layout_ is not None
        assert self.now is not None
        state = head_state(self.layout_.day.columns[number], self.now)
        side = look.icon_px("need")
        x = inner.left()
        metrics = look.metrics("label")
        free_metrics = look.metrics("caption")
        room = inner.width() - free_metrics.horizontalAdvance(state.free) - 10
        if state.words:
            colour = look.colour(state.tone)
            look.paint_icon(painter, QRectF(x, y, side, side), state.icon, colour, bold=True)
            x += side + 4
            text = metrics.elidedText(state.words, Qt.TextElideMode.ElideRight, room - side - 4)
            painter.setFont(look.font("label"))
            painter.setPen(colour)
            painter.drawText(x, y + metrics.ascent(), text)
            x += metrics.horizontalAdvance(text) + 8
        painter.setFont(look.font("caption"))
        painter.setPen(look.colour("text2"))
        painter.drawText(x, y + free_metrics.ascent(), state.free)

    def _paint_more(self, painter: QPainter, layout: DayLayout) -> None:
        """Say how many columns lie beyond the right edge."""
        room = self.width() - self.axis_width
        beyond = sum(
            layout.column_x(number) + layout.column_width - self.scrolled > room + 4
            for number in range(len(layout.day.columns))
        )
        if not beyond:
            return
        look = self._look
        text = f"{beyond} more"
        metrics = look.metrics("label")
        width = metrics.horizontalAdvance(text) + 14
        box = QRectF(self.width() - width - 4, 4, width, metrics.height() + 4)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(look.colour("lineStrong"), 1))
        painter.setBrush(look.colour("raised"))
        painter.drawRoundedRect(box, look.radii.chip, look.radii.chip)
        painter.setFont(look.font("label"))
        painter.setPen(look.colour("text"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


class Axis(QWidget):
    """Half hours down the left edge, the whole hours strong, and the time it is now."""

    def __init__(self, look: Look, parent: QWidget):
        super().__init__(parent)
        self._look = look
        self.layout_: DayLayout | None = None
        self.now: datetime | None = None
        self.scrolled = 0

    def width_wanted(self) -> int:
        """Return the width a time needs."""
        look = self._look
        return max(
            look.layout("timeAxis"), look.metrics("bodyBold").horizontalAdvance("00:00") + 12
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        look, layout = self._look, self.layout_
        painter = QPainter(self)
        painter.fillRect(self.rect(), look.colour("canvas"))
        if layout is None:
            return
        at = layout.start_at
        height = look.metrics("caption").height()
        while at < layout.end_at:
            y = layout.y_of(at) - self.scrolled
            whole = at.minute == 0
            painter.setFont(look.font("label" if whole else "caption"))
            painter.setPen(look.colour("text" if whole else "muted"))
            box = QRect(0, y + 3, self.width() - 7, height)
            text = clock_time(at, layout.day.zone)
            painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)
            at += timedelta(minutes=30)
        if self.now is not None and layout.start_at <= self.now <= layout.end_at:
            self._paint_now(painter, layout)

    def _paint_now(self, painter: QPainter, layout: DayLayout) -> None:
        look = self._look
        assert self.now is not None
        text = clock_time(self.now, layout.day.zone)
        metrics = look.metrics("label")
        width = max(look.px(44), metrics.horizontalAdvance(text) + 8)
        height = max(look.px(18), metrics.height() + 2)
        y = layout.y_of(self.now) - self.scrolled
        box = QRectF(max(self.width() - width - 1, 0), y - height / 2, width, height)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("now"))
        painter.drawRoundedRect(box, look.radii.chip, look.radii.chip)
        painter.setFont(look.font("label"))
        painter.setPen(look.colour("surface"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
