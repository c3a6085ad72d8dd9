"""Painting cells: each picture is kept by what it says and how big it is."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen, QPixmap

from desktop.domain.diary import CellState
from desktop.ui.diary.diary_words import CellWords
from desktop.ui.kit.look import Look

LETTER_PX = 22
MOST_PICTURES = 4000


class CellPainter:
    """Paints cells for one look; ``forget`` drops every kept picture."""

    def __init__(self, look: Look):
        self._look = look
        self._pictures: dict[tuple[object, ...], QPixmap] = {}

    def forget(self) -> None:
        """Drop every kept picture (the look changed, or a bench wants them cold)."""
        self._pictures.clear()

    def paint(
        self, painter: QPainter, rect: QRect, words: CellWords, *, chosen: bool = False
    ) -> None:
        """Paint a cell into the rectangle, from the kept picture where there is one."""
        ratio = painter.device().devicePixelRatio()
        key = (words, rect.width(), rect.height(), ratio, chosen and self._look.is_high_contrast)
        picture = self._pictures.get(key)
        if picture is None:
            if len(self._pictures) > MOST_PICTURES:
                self._pictures.clear()
            picture = self._draw(rect, words, ratio, chosen=chosen)
            self._pictures[key] = picture
        painter.drawPixmap(rect.topLeft(), picture)

    def is_elided(self, rect: QRect, words: CellWords) -> bool:
        """Return whether the cell has no room for all of its words."""
        metrics = self._look.metrics("bodyStrong")
        left = self._look.px(LETTER_PX) + 20
        wanted = metrics.horizontalAdvance(words.title)
        if self._lines(rect) == 1:
            wanted += self._status_width(words) + len(words.needs) * self._look.px(20)
        return wanted + left > rect.width() or bool(words.phrase and self._lines(rect) < 2)

    def _draw(self, rect: QRect, words: CellWords, ratio: float, *, chosen: bool) -> QPixmap:
        picture = QPixmap(rect.size() * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRect(QPoint(0, 0), rect.size())
        if words.is_flat:
            self._draw_flat(painter, box, words)
        else:
            self._draw_box(painter, box, words, chosen=chosen)
            self._draw_letter(painter, box, words)
            self._draw_words(painter, box, words, chosen=chosen)
        painter.end()
        return picture

    # -- parts ----------------------------------------------------------------------------------

    def _draw_flat(self, painter: QPainter, box: QRect, words: CellWords) -> None:
        look = self._look
        status = look.status("break")
        painter.fillRect(box, status.bg)
        if look.is_high_contrast:
            painter.setPen(QPen(look.colour("line"), 2))
            painter.drawLine(box.topLeft(), box.topRight())
            painter.drawLine(box.bottomLeft(), box.bottomRight())
        side = look.icon_px("need")
        left = look.px(30)
        top = (box.height() - side) / 2
        look.paint_icon(painter, QRectF(left, top, side, side), words.status_icon, status.fg)
        painter.setFont(look.font("body"))
        painter.setPen(status.fg)
        area = box.adjusted(left + side + 8, 0, -6, 0)
        text = look.metrics("body").elidedText(
            words.title, Qt.TextElideMode.ElideRight, area.width()
        )
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)

    def _draw_box(self, painter: QPainter, box: QRect, words: CellWords, *, chosen: bool) -> None:
        look = self._look
        status = look.status(words.state.value)
        if words.state is CellState.FREE:
            painter.fillRect(box, look.colour("surface"))
            return
        width = look.borders.held if words.state is CellState.HELD else look.border_width
        if look.is_high_contrast:
            width = 2
        pen = QPen(status.border, width)
        if words.state is CellState.HELD:
            pen.setStyle(Qt.PenStyle.DashLine)
        high = chosen and look.is_high_contrast
        painter.setPen(pen)
        painter.setBrush(look.colour("select") if high else status.bg)
        inset = width / 2
        radius = look.radii.slot
        painter.drawRoundedRect(QRectF(box).adjusted(inset, inset, -inset, -inset), radius, radius)

    def _draw_letter(self, painter: QPainter, box: QRect, words: CellWords) -> None:
        look = self._look
        chip = look.slot_type(words.colour)
        side = look.px(LETTER_PX)
        painter.setFont(look.font("label"))
        if words.filled:
            height = min(side, box.height())
            one_line = box.height() < side + 8
            area = QRectF(0, 0, side, box.height() if one_line else height)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(chip.fill)
            painter.drawRoundedRect(area, look.radii.chip, look.radii.chip)
            if not one_line:
                stripe = look.borders.slot_stripe
                painter.drawRoundedRect(QRectF(0, 0, stripe, box.height()), 2, 2)
            painter.setPen(chip.letter)
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, words.letter)
            return
        small = look.px(18)
        top = min((box.height() - small) / 2, 4.0) if box.height() > 40 else 0.0
        top = top or (box.height() - small) / 2
        area = QRectF(3.5, top, small, small)
        painter.setPen(QPen(chip.outline, 2 if look.is_high_contrast else 1.2))
        painter.setBrush(look.colour("surface"))
        painter.drawRoundedRect(area, look.radii.chip, look.radii.chip)
        painter.setPen(look.colour("text"))
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, words.letter)

    def _draw_words(self, painter: QPainter, box: QRect, words: CellWords, *, chosen: bool) -> None:
        look = self._look
        status = look.status(words.state.value)
        ink = look.colour("text")
        quiet = look.colour("text2")
        if words.state in (CellState.FREE, CellState.EMBARGOED):
            ink = quiet
        elif words.state is CellState.HELD:
            ink = status.fg
        if chosen and look.is_high_contrast:
            ink = quiet = look.colour("onSelect")
        area = box.adjusted(look.px(LETTER_PX) + 8, 0, -7, 0)
        lines = self._lines(box)
        if lines == 1:
            self._draw_one_line(painter, area, words, ink, status.fg)
        else:
            self._draw_lines(painter, area, words, lines, (ink, quiet, status.fg))

    def _lines(self, box: QRect) -> int:
        look = self._look
        first = look.metrics("bodyStrong").height()
        more = max(look.metrics("caption").height(), look.icon_px("need"))
        room = box.height() - first - 2
        return 1 + max(min((room + 3) // more, 2), 0) if room >= more - 3 else 1

    def _name_font(self, words: CellWords) -> str:
        return "bodyStrong" if words.strong else "body"

    def _draw_one_line(
        self, painter: QPainter, area: QRect, words: CellWords, ink: QColor, fg: QColor
    ) -> None:
        look = self._look
        right = area.right() + 1
        status = words.short_status
        if status:
            width = self._status_width(words)
            self._draw_status(painter, QPointF(right - width, 0), area.height(), words, fg)
            right -= width + 6
        role = self._name_font(words)
        metrics = look.metrics(role)
        side = look.icon_px("need")
        name_width = metrics.horizontalAdvance(words.title)
        room = right - area.left()
        icons = words.needs[: max((room - name_width) // (side + 3), 0)]
        room -= len(icons) * (side + 3)
        shown = QRect(area.left(), area.top(), max(room, 10), area.height())
        used = self._draw_title(painter, shown, words, role, ink)
        x = area.left() + used + 6
        for name in icons:
            top = area.top() + (area.height() - side) / 2
            look.paint_icon(painter, QRectF(x, top, side, side), name, ink)
            x += side + 3

    def _draw_title(
        self, painter: QPainter, area: QRect, words: CellWords, role: str, ink: QColor
    ) -> int:
        font = self._look.font(role)
        if words.struck:
            font = font.__class__(font)
            font.setStrikeOut(True)
        metrics = QFontMetrics(font)
        text = metrics.elidedText(words.title, Qt.TextElideMode.ElideRight, area.width())
        painter.setFont(font)
        painter.setPen(ink)
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(area, flags, text)
        return metrics.horizontalAdvance(text)

    def _status_width(self, words: CellWords) -> int:
        if not words.short_status:
            return 0
        advance = self._look.metrics("label").horizontalAdvance(words.short_status)
        return advance + self._look.icon_px("need") + 5

    def _draw_status(
        self, painter: QPainter, at: QPointF, height: float, words: CellWords, fg: QColor
    ) -> float:
        """Draw icon and word of the state; returns the width used."""
        look = self._look
        side = look.icon_px("need")
        if words.status_icon:
            box = QRectF(at.x(), at.y() + (height - side) / 2, side, side)
            look.paint_icon(painter, box, words.status_icon, fg, bold=True)
        metrics = look.metrics("label")
        painter.setFont(look.font("label"))
        painter.setPen(fg)
        text = words.status
        area = QRectF(at.x() + side + 4, at.y(), metrics.horizontalAdvance(text) + 2, height)
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
        return side + 4 + metrics.horizontalAdvance(text)

    def _draw_lines(
        self,
        painter: QPainter,
        area: QRect,
        words: CellWords,
        lines: int,
        inks: tuple[QColor, QColor, QColor],
    ) -> None:
        look = self._look
        ink, quiet, fg = inks
        role = self._name_font(words)
        first = look.metrics(role).height()
        step = max(look.metrics("caption").height(), look.icon_px("need")) + 2
        second_needed = bool(words.status or words.needs or words.phrase)
        wanted = first + (step if second_needed else 0)
        third = lines >= 3 and bool(words.status) and bool(words.needs)
        wanted += step if third else 0
        free = area.height() - wanted
        top = area.top() + max(free // 2, 0) if free < 2 * step or not words.strong else 4
        if not second_needed:
            top = area.top() + max((area.height() - first) // 2, 0)
        elif free > 8:
            top = area.top() + 4
        self._draw_title(painter, QRect(area.left(), top, area.width(), first), words, role, ink)
        y = top + first
        x = float(area.left())
        if words.status:
            x += self._draw_status(painter, QPointF(x, y), step, words, fg) + 8
        if third:
            y += step
            x = float(area.left())
        self._draw_needs(painter, x, QRect(area.left(), y, area.width(), step), words, (ink, quiet))

    def _draw_needs(
        self,
        painter: QPainter,
        x: float,
        line: QRect,
        words: CellWords,
        inks: tuple[QColor, QColor],
    ) -> None:
        look = self._look
        side = look.icon_px("need")
        for name in words.needs:
            if x + side > line.right():
                return
            box = QRectF(x, line.top() + (line.height() - side) / 2, side, side)
            look.paint_icon(painter, box, name, inks[0])
            x += side + 4
        room = int(line.right() - x)
        if not words.phrase or room < look.px(24):
            return
        metrics = look.metrics("caption")
        text = metrics.elidedText(words.phrase, Qt.TextElideMode.ElideRight, room)
        painter.setFont(look.font("caption"))
        painter.setPen(inks[1])
        area = QRectF(x + 2, line.top(), room, line.height())
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
