"""Painting a whole day: ground, now line, cells, what is chosen or carried."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from desktop.domain.times import local_of
from desktop.ui.diary import diary_moves as moves
from desktop.ui.diary.cell_painter import CellPainter, Recipe
from desktop.ui.diary.diary_layout import CellBox, DayLayout
from desktop.ui.diary.diary_words import (
    CellWords,
    Types,
    cell_words,
    session_end_words,
)
from desktop.ui.kit.look import Look

TICK = 9
NOW_WIDTH = 2
_TEN_MINUTES = timedelta(minutes=10)
_LINE_STRENGTH = {False: 0.56, True: 0.5}


@dataclass(frozen=True, slots=True)
class Shown:
    """All that is to be painted of a day.

    ``carried_over`` is the cell that is told why the carried visit does not fit; ``changed`` are
    keys of cells changed at another desk a moment ago.
    """

    layout: DayLayout
    now: datetime
    chosen: tuple[CellBox, ...] = ()
    carried: moves.Carried | None = None
    carried_over: CellBox | None = None
    changed: frozenset[str] = frozenset()
    has_focus: bool = True

    @property
    def now_is_shown(self) -> bool:
        """Whether the now line lies in what is shown."""
        return len(self.layout.columns_of(self.now)) > 0


class DayPainter:
    """Paints days for one look.

    Words of a cell are made when it is first seen, once for a layout and an instant: of a long day
    most cells never are.
    """

    def __init__(self, look: Look):
        self._look = look
        self.cells = CellPainter(look)
        self._words: dict[str, CellWords] = {}
        self._recipes: dict[str, Recipe] = {}
        self._pictures: dict[str, QPixmap] = {}
        self._ratio = 0.0
        self._lines: tuple[tuple[tuple[int, bool], ...], ...] = ()
        self._fits: tuple[object, dict[str, moves.Fit]] = (None, {})
        self._now = datetime.min
        self._types: Types = {}
        self._zone = ""

    def lay(self, layout: DayLayout, now: datetime, types: Types) -> None:
        """Take another layout: nothing that was painted is where it was."""
        self._now, self._types, self._zone = now, types, layout.day.zone
        self._fits = (None, {})
        self._pictures.clear()
        self._words.clear()
        self._recipes.clear()
        self._lines = tuple(_lines_of(layout, number) for number in range(len(layout.boxes)))

    def forget(self) -> None:
        """Drop all that was measured and painted: the look changed."""
        self._pictures.clear()
        self.cells.forget()

    def forget_pictures(self) -> None:
        """Drop every kept picture of a cell."""
        self._pictures.clear()
        self.cells.forget_pictures()

    def move_on(self, layout: DayLayout, now: datetime, types: Types) -> tuple[CellBox, ...]:
        """Make the words of the seen cells anew; return the boxes that say something else now."""
        self._now, self._types = now, types
        self._fits = (None, {})
        changed = []
        for key, before in tuple(self._words.items()):
            box = layout.find(key)
            if box is not None and self._say_of(box) != before:
                self._pictures.pop(key, None)
                self._recipes.pop(key, None)
                changed.append(box)
        return tuple(changed)

    def _say_of(self, box: CellBox) -> CellWords:
        words = cell_words(box.cell, self._now, self._types, self._zone)
        self._words[box.cell.key] = words
        return words

    def _recipe_of(self, box: CellBox) -> Recipe:
        key = box.cell.key
        recipe = self._recipes.get(key)
        if recipe is None:
            words = self._words.get(key) or self._say_of(box)
            recipe = self._recipes[key] = self.cells.recipe(box.rect.size(), words)
        return recipe

    def hides_words(self, box: CellBox) -> bool:
        """Return whether a cell has more to say than it shows."""
        return self._recipe_of(box).plan.hides

    def paint(self, painter: QPainter, seen: QRect, shown: Shown) -> None:
        """Paint what lies in ``seen``, in content pixels."""
        layout = shown.layout
        painter.fillRect(seen, self._look.status("break").bg)
        first = max(layout.column_at(seen.left()), 0)
        last = min(layout.column_at(seen.right()) + 1, len(layout.boxes))
        for number in range(first, last):
            self._paint_ground(painter, seen, layout, number)
        if shown.now_is_shown:
            line = _now_line(layout, shown.now)
            painter.fillRect(line, self._look.colour("now"))
        self._paint_cells(painter, seen, layout.boxes[first:last])
        self._paint_now_ticks(painter, shown)
        self._paint_marks(painter, shown)

    def _paint_cells(
        self, painter: QPainter, seen: QRect, columns: tuple[tuple[CellBox, ...], ...]
    ) -> None:
        ratio = painter.device().devicePixelRatio()
        if ratio != self._ratio:
            self._pictures.clear()
            self._ratio = ratio
        top, bottom = seen.top(), seen.bottom()
        pictures = self._pictures
        for box in chain.from_iterable(columns):
            rect = box.rect
            if rect.bottom() < top or rect.top() > bottom:
                continue
            key = box.cell.key
            picture = pictures.get(key)
            if picture is None:
                picture = self.cells.picture(self._recipe_of(box), ratio)
                pictures[key] = picture
            painter.drawPixmap(rect.topLeft(), picture)

    # -- ground ---------------------------------------------------------------------------------

    def _paint_ground(self, painter: QPainter, seen: QRect, layout: DayLayout, number: int) -> None:
        look = self._look
        column = layout.day.columns[number]
        x, width = layout.column_x(number), layout.width_of(number)
        sessions = sorted(column.sessions, key=lambda one: one.start_at)
        for place, session in enumerate(sessions):
            top, bottom = (layout.y_of(at, number) for at in (session.start_at, session.end_at))
            painter.fillRect(x, top, width, bottom - top, look.colour("surface"))
            following = sessions[place + 1] if place + 1 < len(sessions) else None
            height = look.metrics("body").height() + look.px(12)
            if following is None or layout.y_of(following.start_at, number) - bottom >= height:
                area = QRect(x, bottom, width, height)
                self._paint_session_end(painter, area, session_end_words(session, layout.day.zone))
        self._paint_lines(painter, seen, QRect(x, 0, width, 1), self._lines[number])
        line = look.colour("lineStrong")
        painter.fillRect(x, seen.top(), 1, seen.height(), line)
        if number + 1 == len(layout.boxes):
            painter.fillRect(x + width, seen.top(), 1, seen.height(), line)

    def _paint_lines(
        self, painter: QPainter, seen: QRect, line: QRect, lines: tuple[tuple[int, bool], ...]
    ) -> None:
        """Paint a fine line every ten minutes, a stronger one every hour."""
        colours = {}
        for is_hour, strength in _LINE_STRENGTH.items():
            colours[is_hour] = QColor(self._look.colour("lineStrong" if is_hour else "line"))
            colours[is_hour].setAlphaF(strength)
        for y, is_hour in lines:
            if seen.top() <= y <= seen.bottom():
                painter.fillRect(line.translated(0, y), colours[is_hour])

    def _paint_session_end(self, painter: QPainter, area: QRect, words: str) -> None:
        sizes = self.cells.sizes
        ink = self._look.status("break").fg
        middle = area.top() + area.height() / 2
        x = area.left() + sizes.title_left + sizes.icon_gap
        sizes.draw_icon(painter, "moon-stars", (x, middle), ink)
        x += sizes.icon + sizes.gap
        text, _ = sizes.fit("body", words, area.right() - x - sizes.pad)
        sizes.draw_text(painter, "body", text, (x, middle), ink)

    def _paint_now_ticks(self, painter: QPainter, shown: Shown) -> None:
        if not shown.now_is_shown:
            return
        layout = shown.layout
        line = _now_line(layout, shown.now)
        colour = self._look.colour("now")
        here = layout.columns_of(shown.now)
        for x in layout.lefts[here.start : here.stop + 1]:
            painter.fillRect(QRect(x - TICK, line.top(), 2 * TICK, NOW_WIDTH), colour)

    # -- marks ----------------------------------------------------------------------------------

    def _paint_marks(self, painter: QPainter, shown: Shown) -> None:
        look = self._look
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for key in shown.changed:
            box = shown.layout.find(key)
            if box is not None:
                self._outline(painter, box.rect, look.colour("info"))
        if shown.carried is not None:
            self._paint_carrying(painter, shown, shown.carried)
        if not shown.chosen:
            return
        ring = shown.chosen[0].rect.united(shown.chosen[-1].rect)
        colour, width = ("focus", look.borders.focus) if shown.has_focus else ("text2", 2)
        painter.setPen(QPen(look.colour(colour), width))
        radius = look.radii.slot + 1
        painter.drawRoundedRect(QRectF(ring).adjusted(-0.5, -1.5, 0.5, 1.5), radius, radius)

    def _outline(
        self,
        painter: QPainter,
        rect: QRect,
        colour: QColor,
        *,
        is_dotted: bool = False,
    ) -> None:
        # Twice a border: in high contrast every slot has a border of 2 px itself.
        border = self._look.border_width
        width = border if is_dotted else 2 * border
        radius, inset = self._look.radii.slot, width / 2
        edge = QRectF(rect).adjusted(inset, inset, -inset, -inset)
        if is_dotted and border > 1:  # its own border would show between the dots
            painter.setPen(QPen(self._look.colour("surface"), border))
            painter.drawRoundedRect(edge, radius, radius)
        painter.setPen(
            QPen(colour, width, Qt.PenStyle.DotLine if is_dotted else Qt.PenStyle.SolidLine)
        )
        painter.drawRoundedRect(edge, radius, radius)

    def _paint_carrying(self, painter: QPainter, shown: Shown, carried: moves.Carried) -> None:
        """Outline the slots the carried visit fits; others say why they do not.

        Dotted where it can change places with who is booked there.
        """
        primary = self._look.colour("primary")
        own = shown.layout.find_visit(carried.id)
        if own is not None:
            width = 2 * self._look.border_width
            edge = QRectF(own.rect).adjusted(1, 1, -1, -1)
            if self._look.is_high_contrast:  # its own border would show between the dashes
                painter.setPen(QPen(self._look.colour("surface"), width))
                painter.drawRoundedRect(edge, 4, 4)
            painter.setPen(QPen(primary, width, Qt.PenStyle.DashLine))
            painter.drawRoundedRect(edge, 4, 4)
        for key, fit in self._fits_of(shown, carried).items():
            box = shown.layout.find(key)
            if box is None:
                continue
            is_over = box is shown.carried_over
            if fit.swap is not None:
                self._outline(painter, box.rect, primary, is_dotted=True)
                if is_over:
                    self._say(painter, box, f"Swap with {fit.swap.called}?", primary)
            elif fit.why == "":
                self._outline(painter, box.rect, primary)
            elif fit.is_free or is_over:
                self._say(painter, box, fit.why, self._look.colour("warn"))

    def _fits_of(self, shown: Shown, carried: moves.Carried) -> dict[str, moves.Fit]:
        wanted = (carried, shown.now)
        if self._fits[0] != wanted:
            fits = moves.fits_of(shown.layout, carried, shown.now, self._types)
            self._fits = (wanted, fits)
        return self._fits[1]

    def _say(self, painter: QPainter, at_box: CellBox, words: str, ink: QColor) -> None:
        """Say it where the cell's own words stand: two texts over each other can't be read."""
        look, sizes, rect = self._look, self.cells.sizes, at_box.rect
        text, _ = sizes.fit("label", words, rect.width() - sizes.title_left - 2 * sizes.pad)
        height = min(sizes.other + sizes.air, rect.height())
        if at_box.cell.visits:
            height = rect.height() - 4  # a visit has words in several lines
        left = rect.left() + sizes.title_left - sizes.pad
        box = QRectF(left, 0, rect.right() - left - 2, height)
        box.moveTop(rect.top() + (rect.height() - height) / 2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("surface"))
        painter.drawRoundedRect(box, 3, 3)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        at = (box.left() + sizes.pad, box.center().y())
        sizes.draw_text(painter, "label", text, at, ink)


def _now_line(layout: DayLayout, now: datetime) -> QRect:
    """Return where the now line is: over the columns that the instant lies in."""
    here = layout.columns_of(now)
    left, right = layout.lefts[here.start], layout.lefts[here.stop]
    return QRect(left, layout.y_of(now, here.start) - 1, right - left, NOW_WIDTH)


def _lines_of(layout: DayLayout, number: int) -> tuple[tuple[int, bool], ...]:
    """Return where a column's sessions have a line: every ten minutes, and whether on the hour."""
    lines = []
    for session in layout.day.columns[number].sessions:
        minute = local_of(session.start_at, layout.day.zone).minute
        at = session.start_at + timedelta(minutes=-minute % 10)
        minute += -minute % 10
        while at < session.end_at:
            lines.append((layout.y_of(at, number), minute % 60 == 0))
            at += _TEN_MINUTES
            minute += 10
    return tuple(lines)
