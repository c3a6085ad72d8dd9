"""The strips that stay while the grid scrolls: column heads above, time at the left."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from PySide6.QtCore import QEvent, QRect, QRectF, Qt
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QToolTip, QWidget

from desktop.domain.times import clock_time, local_of
from desktop.ui.diary.diary_layout import DayLayout
from desktop.ui.diary.diary_words import HeadState, fitting_places
from desktop.ui.diary.head_fit import Standing, fit_standing
from desktop.ui.diary.head_words import Head, heads_of, tip_of_column
from desktop.ui.kit.look import Look

_HALF_HOUR = timedelta(minutes=30)


class Strip(QWidget):
    """What both strips know: the day laid out, the instant, how far it is scrolled."""

    def __init__(self, look: Look, parent: QWidget):
        super().__init__(parent)
        self._look = look
        self._layout: DayLayout | None = None
        self._now: datetime | None = None
        self.scrolled = 0

    def show_day(self, layout: DayLayout | None, now: datetime | None) -> None:
        """Show another day, or the same at another instant."""
        self._layout = layout
        self._now = now
        self.update()


class Heads(Strip):
    """Name, role and room, running time and free count of each column."""

    axis_width = 0
    _heads: tuple[Head, ...] = ()
    _colours: Mapping[str, str] = {}

    def show_colours(self, colours: Mapping[str, str]) -> None:
        """Mark the columns of these clinicians with their colours."""
        self._colours = colours
        self.update()

    def show_day(self, layout: DayLayout | None, now: datetime | None) -> None:
        """Show another day; what its columns' heads say is reckoned once, not at every paint."""
        day = None if layout is None else layout.day
        self._heads = () if day is None or now is None else heads_of(day, now)
        super().show_day(layout, now)

    def height_wanted(self) -> int:
        """Return the height of three lines with some air; more where a note has no room in one."""
        look, layout = self._look, self._layout
        lines = (
            look.metrics("listName").height()
            + look.metrics("caption").height()
            + max(look.metrics("label").height(), look.icon_px("need"))
        )
        usual = max(look.layout("columnHeader"), lines + look.px(12))
        if layout is None:
            return usual
        standing = [
            self._standing(self._inner(layout, number).width(), head)
            for number, head in enumerate(self._heads)
        ]
        more = max((len(one.rows) - 1 for one in standing), default=0)
        return max(usual, lines + more * self._line_height + look.px(12))

    @property
    def _line_height(self) -> int:
        """The height of a line of how a column stands."""
        return int(self._look.metrics("label").height()) + 1

    def _standing(self, width: int, head: Head) -> Standing:
        look, state = self._look, head.state
        if state is None:
            return Standing((), "", is_beside=False)
        icon = look.icon_px("need") + look.px(3)
        metrics = look.metrics("label"), look.metrics("caption")
        return fit_standing(state, metrics, width=width, icon=icon, gap=look.px(11))

    def column_at(self, x: int) -> int | None:
        """Return the number of the column whose head is there."""
        layout = self._layout
        if layout is None or x < self.axis_width:
            return None
        number = layout.column_at(x - self.axis_width + self.scrolled)
        return number if 0 <= number < len(layout.day.columns) else None

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            number = self.column_at(event.pos().x())
            words = ""
            if number is not None and self._layout is not None and self._now is not None:
                words = tip_of_column(self._layout.day, number, self._now)
            QToolTip.showText(event.globalPos(), words, self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        look, layout = self._look, self._layout
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), look.colour("canvas"))
            if layout is not None and self._now is not None:
                for number in range(len(layout.day.columns)):
                    x = self.axis_width + layout.column_x(number) - self.scrolled
                    box = QRect(x, 0, layout.width_of(number), self.height())
                    if not box.intersects(event.rect()):
                        continue
                    painter.setClipRect(
                        box.intersected(self.rect().adjusted(self.axis_width, 0, 0, 0))
                    )
                    self._paint_head(painter, number, self._heads[number])
                    self._paint_colour(painter, box, layout.day.columns[number])
                painter.setClipping(False)
                for text, edge, at_right in self._edges():
                    self._paint_edge(painter, text, edge, at_right=at_right)
            if layout is None:
                return  # no columns below to be parted from
            below = self.height() - look.border_width
            painter.fillRect(0, below, self.width(), look.border_width, look.colour("lineStrong"))

    def _paint_colour(self, painter: QPainter, box: QRect, column: object) -> None:
        """Mark a clinician's column along its top; the name beside it says the same."""
        key = self._colours.get(str(getattr(column, "clinician_id", "")), "")
        if key:
            look = self._look
            left = box.left() + look.border_width
            painter.fillRect(left, 0, box.width(), look.px(4), look.kind_colour(key))

    def drawn_words(self) -> tuple[str, ...]:
        """Return what the heads in sight say as it is drawn: cut, where there is no room.

        A note is as long as somebody typed it: the tooltip and the column's sentence have it whole.
        """
        layout = self._layout
        found: list[str] = []
        for number, head in enumerate(self._heads if layout is not None else ()):
            assert layout is not None
            inner = self._inner(layout, number)
            if inner.left() < 0 or inner.right() > self.width():
                continue  # scrolled to in part
            standing = self._standing(inner.width(), head)
            found += [*self._fitted(inner, head), standing.free]
            if head.state is not None and not head.state.is_note:
                found += standing.lines
        return tuple(found)

    def _inner(self, layout: DayLayout, number: int) -> QRect:
        """Return where the words of a head stand."""
        look = self._look
        x = self.axis_width + layout.column_x(number) - self.scrolled
        box = QRect(x, 0, layout.width_of(number), self.height())
        return box.adjusted(look.px(11), look.px(5), -look.px(6), 0)

    def _fitted(self, inner: QRect, head: Head) -> tuple[str, str]:
        """Return title and place, as there is room for them."""
        caption, name = (self._look.metrics(one) for one in ("caption", "listName"))
        place = fitting_places(
            head.places,
            several_sites=head.several_sites,
            fits=lambda words: caption.horizontalAdvance(words) <= inner.width(),
        )
        room = inner.width()
        line = QRectF(inner.left(), inner.top(), inner.width(), name.height())
        edges = [edge for _, edge, _ in self._edges() if edge.intersects(line)]
        if edges:  # the name makes room for "2 more"
            room = round(min(edges[0].left() - inner.left(), room)) - 4
        elide = Qt.TextElideMode.ElideRight
        whole = name.horizontalAdvance(head.title) <= room
        title = head.title if whole else head.short_title
        return (
            name.elidedText(title, elide, max(room, 0)),
            caption.elidedText(place, elide, max(inner.width(), 0)),
        )

    def _paint_head(self, painter: QPainter, number: int, head: Head) -> None:
        look, layout = self._look, self._layout
        if layout is None:
            return
        inner = self._inner(layout, number)
        left = self.axis_width + layout.column_x(number) - self.scrolled
        painter.fillRect(left, 0, look.border_width, self.height(), look.colour("line"))
        title, place = self._fitted(inner, head)
        y = inner.top()
        for role, colour, text in (("listName", "text", title), ("caption", "text2", place)):
            metrics = look.metrics(role)
            painter.setFont(look.font(role))
            painter.setPen(look.colour(colour))
            painter.drawText(inner.left(), y + metrics.ascent(), text)
            y += metrics.height() + 1
        if head.state is not None:
            at = QRect(inner.left(), y, inner.width(), self._line_height)
            self._paint_standing(painter, at, head.state, self._standing(inner.width(), head))

    def _paint_standing(
        self, painter: QPainter, at: QRect, state: HeadState, standing: Standing
    ) -> None:
        """Paint an icon and what to know, over several lines if need be; what is free ends it."""
        look, label = self._look, self._look.metrics("label")
        side, x = look.icon_px("need"), at.left()
        if standing.lines:
            colour = look.colour(state.tone)
            look.paint_icon(painter, QRectF(x, at.top(), side, side), state.icon, colour, bold=True)
            painter.setFont(look.font("label"))
            painter.setPen(colour)
            x += side + look.px(3)
        y = at.top()
        for number, line in enumerate(standing.lines):
            y = at.top() + number * at.height()
            painter.drawText(x, y + label.ascent(), line)
        if standing.lines and standing.is_beside:
            x += label.horizontalAdvance(standing.lines[-1]) + look.px(11)
        elif standing.lines:
            x, y = at.left(), y + at.height()
        painter.setFont(look.font("caption"))
        painter.setPen(look.colour("text2"))
        painter.drawText(x, y + look.metrics("caption").ascent(), standing.free)

    def columns_beyond(self) -> tuple[int, int]:
        """Return how many columns lie beyond the left and the right edge."""
        layout = self._layout
        if layout is None:
            return 0, 0
        room = self.width() - self.axis_width
        middles = [
            (left + right) // 2 - self.scrolled
            for left, right in zip(layout.lefts, layout.lefts[1:], strict=False)
        ]
        return sum(x < 0 for x in middles), sum(x > room for x in middles)

    def _edges(self) -> tuple[tuple[str, QRectF, bool], ...]:
        """Return what is said of columns beyond the edges, and where; left of them is a corner."""
        look = self._look
        before, after = self.columns_beyond()
        metrics = look.metrics("label")
        high = metrics.height() + look.px(4)
        found = []
        for count, at_right in ((before, False), (after, True)):
            # At large text the days of a week are narrow: the name of the day has the room.
            text = f"{count} more" if at_right and look.text_percent < 150 else str(count)
            wide = metrics.horizontalAdvance(text) + look.icon_px("inline") + look.px(12)
            left = self.width() - wide - 4 if at_right else 3
            if count:
                top = self._edge_top(left, high) if at_right else look.px(4)
                found.append((text, QRectF(left, top, wide, high), at_right))
        return tuple(found)

    def _edge_top(self, left: int, high: int) -> int:
        """Return where "2 more" is: beside a name, or below where the name needs all its line."""
        look, layout = self._look, self._layout
        number = self.column_at(self.width() - 1)
        if layout is None or number is None:
            return look.px(4)
        inner, head = self._inner(layout, number), self._heads[number]
        name = look.metrics("listName").horizontalAdvance(head.short_title)
        fits = name <= left - inner.left() - 4 or name > inner.width()
        return look.px(4) if fits else self.height() - high - look.px(4)

    def _paint_edge(self, painter: QPainter, text: str, box: QRectF, *, at_right: bool) -> None:
        look = self._look
        side = look.icon_px("inline")
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(look.colour("lineStrong"))
        painter.setBrush(look.colour("raised"))
        painter.drawRoundedRect(box, look.radii.chip, look.radii.chip)
        painter.setFont(look.font("label"))
        painter.setPen(look.colour("text"))
        caret = QRectF(0, box.top() + (box.height() - side) / 2, side, side)
        if at_right:
            caret.moveLeft(box.right() - side - look.px(3))
            words = box.adjusted(look.px(5), 0, 0, 0)
        else:
            caret.moveLeft(box.left() + look.px(3))
            words = box.adjusted(side + look.px(6), 0, 0, 0)
        name = "caret-right" if at_right else "caret-left"
        look.paint_icon(painter, caret, name, look.colour("text"), bold=True)
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(words, flags, text)


class Axis(Strip):
    """Half hours down the left edge, the whole hours strong, and the time it is now."""

    def width_wanted(self) -> int:
        """Return the width a time needs."""
        look = self._look
        return max(
            look.layout("timeAxis"), look.metrics("label").horizontalAdvance("00:00") + look.px(10)
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        look, layout = self._look, self._layout
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), look.colour("canvas"))
            if layout is None:
                return
            ten_minutes = round(10 * layout.per_minute)
            line = max(look.metrics("caption").height(), min(ten_minutes, look.px(26)))
            today = local_of(layout.start_at, layout.day.zone).date()
            at = layout.start_at
            while local_of(at, layout.day.zone).date() == today:
                y = layout.y_of(at) - self.scrolled
                if y > self.height():
                    break
                is_whole = local_of(at, layout.day.zone).minute == 0
                painter.setFont(look.font("label" if is_whole else "caption"))
                painter.setPen(look.colour("text" if is_whole else "text2"))
                box = QRect(0, y + 1, self.width() - look.px(7), line)
                flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
                painter.drawText(box, flags, clock_time(at, layout.day.zone))
                at += _HALF_HOUR
            if self._now is not None and layout.columns_of(self._now):
                self._paint_now(painter, layout, self._now)

    def _paint_now(self, painter: QPainter, layout: DayLayout, now: datetime) -> None:
        look = self._look
        text = clock_time(now, layout.day.zone)
        metrics = look.metrics("label")
        width = max(look.px(44), metrics.horizontalAdvance(text) + look.px(6))
        height = max(look.px(18), metrics.height() + 2)
        y = layout.y_of(now, layout.columns_of(now).start) - self.scrolled
        box = QRectF(max(self.width() - width, 0), y - height / 2, width, height)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("now"))
        painter.drawRoundedRect(box, look.radii.chip, look.radii.chip)
        painter.setFont(look.font("label"))
        painter.setPen(look.colour("surface"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
