"""The bars of the report: what became of what was offered, told apart by pattern and colour."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from desktop.domain.utilisation import Tally, UseLine
from desktop.ui.kit.base_model import AnyIndex, Role
from desktop.ui.kit.look import Look
from desktop.ui.kit.table_ring import paint_cell_ring
from desktop.ui.reports.use_model import INDENT

HEAD_PAD = 3
"""How far a heading keeps from its column's edge, in px; see the style sheet."""


class Part(NamedTuple):
    """A part of a bar: its words, the colour's role, and the pattern that tells it apart."""

    words: str
    role: str
    pattern: Qt.BrushStyle


PARTS = (
    Part("Used", "primary", Qt.BrushStyle.SolidPattern),
    Part("Did not attend", "bad", Qt.BrushStyle.Dense4Pattern),
    Part("Cancelled late", "warn", Qt.BrushStyle.BDiagPattern),
    Part("Blocked", "text2", Qt.BrushStyle.DiagCrossPattern),
    Part("Not taken", "surface", Qt.BrushStyle.SolidPattern),
)


def shares_of(tally: Tally) -> tuple[int, ...]:
    """Return how many places each part of a bar stands for, in the order of ``PARTS``."""
    lost = (tally.did_not_attend, tally.cancelled_late)
    return (tally.used, *lost, tally.blocked, tally.empty)


def paint_bar(painter: QPainter, look: Look, box: QRectF, shares: tuple[int, ...]) -> None:
    """Paint a whole bar: each part with its edge, as wide as its share."""
    whole = sum(shares)
    painter.save()
    painter.fillRect(box, look.colour("surface"))
    left = box.left()
    for share, part in zip(shares, PARTS, strict=True):
        if not share:
            continue
        width = box.width() * share / whole
        painter.setBrush(QBrush(_ink(look, part), part.pattern))
        painter.setPen(QPen(look.colour("lineStrong"), look.border_width))
        painter.drawRect(QRectF(left, box.top(), width, box.height()))
        left += width
    painter.restore()


def _ink(look: Look, part: Part) -> QColor:
    return look.colour("text" if look.is_high_contrast and part.role != "surface" else part.role)


class ChartDelegate(QStyledItemDelegate):
    """Paints the last column."""

    def __init__(self, look: Look, parent: QWidget | None = None):
        super().__init__(parent)
        self._look = look

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        look = self._look
        line: UseLine = index.data(Role.VALUE)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, look.colour("select"))
        shares = shares_of(line.tally)
        if sum(shares):
            high = look.metrics("body").height()
            left = look.metrics("captionBold").horizontalAdvance(INDENT) + HEAD_PAD
            place = QRectF(option.rect).adjusted(left, 0, -look.px(10), 0)
            top = place.top() + (place.height() - high) / 2
            paint_bar(painter, look, QRectF(place.left(), top, place.width(), high), shares)
        if option.state & QStyle.StateFlag.State_HasFocus:
            paint_cell_ring(painter, look, option.rect)


class ChartKey(QWidget):
    """What the patterns mean; it breaks into lines where there is little room."""

    def __init__(self, look: Look, parent: QWidget | None = None):
        super().__init__(parent)
        self._look = look
        self.setObjectName("chart_key")
        self.setAccessibleName("The bars show: " + ", ".join(one.words for one in PARTS).lower())
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        look.changed.connect(self.updateGeometry)

    def _places(self, width: int) -> list[tuple[int, int, Part]]:
        look = self._look
        metrics, high = look.metrics("body"), self._line_height()
        found, x, y = [], 0, 0
        for part in PARTS:
            wide = look.px(26) + metrics.horizontalAdvance(part.words) + look.px(16)
            if x and x + wide > width:
                x, y = 0, y + high
            found.append((x, y, part))
            x += wide
        return found

    def _line_height(self) -> int:
        return self._look.metrics("body").height() + self._look.px(6)

    def heightForWidth(self, width: int) -> int:
        return self._places(width)[-1][1] + self._line_height()

    def sizeHint(self) -> QSize:
        width = self._look.px(620)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._look.px(160), self._line_height())

    def paintEvent(self, event: QPaintEvent) -> None:
        look = self._look
        with QPainter(self) as painter:
            metrics = look.metrics("body")
            side = look.px(18)
            for x, y, part in self._places(self.width()):
                middle = y + (self._line_height() - look.px(12)) / 2
                painter.setBrush(QBrush(_ink(look, part), part.pattern))
                painter.setPen(QPen(look.colour("lineStrong"), look.border_width))
                painter.drawRect(QRectF(x + 1, middle, side, look.px(12)))
                painter.setPen(look.colour("text"))
                painter.setFont(look.font("body"))
                base = y + (self._line_height() - metrics.height()) // 2 + metrics.ascent()
                painter.drawText(x + look.px(26), base, part.words)
