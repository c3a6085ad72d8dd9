"""What a visit will have to have once it is booked: who sees to it, and by when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from desktop.domain.needs import Need, NeedState
from desktop.domain.permissions import Role
from desktop.domain.preferences import KINDS, Writing
from desktop.domain.times import said_day
from desktop.ui.kit.base_model import AnyIndex
from desktop.ui.kit.look import Look
from desktop.ui.kit.spoken_rows import Roles, SpokenRows

_OWNERS = {Role.CLINICIAN: "the clinician", Role.MANAGER: "a manager"}


class NeedRow(NamedTuple):
    """A need in words."""

    icon: str
    first: str
    second: str
    due: str
    owner: str
    is_pressing: bool
    spoken: str


def need_row(need: Need, today: date) -> NeedRow:
    """Return what is said of a need before the visit is booked."""
    kind = KINDS[need.kind]
    is_late = need.state is NeedState.TO_ARRANGE
    if need.due_on is not None and is_late:
        due = f"by {said_day(need.due_on, today)}"
    elif need.state is NeedState.READY:
        due = "done by booking"
    elif kind.writing is not Writing.NOTHING:
        due = "when we write"
    else:
        due = "on the day"
    second = need.instead or need.detail
    owner = _OWNERS.get(need.owner_role, "reception")
    said = ". ".join(part.rstrip(".") for part in (need.what, second, f"{due}, {owner}") if part)
    pressing = is_late or bool(need.instead)
    return NeedRow(kind.icon, need.what, second, due, owner, pressing, f"{said}.")


class NeedsDelegate(QStyledItemDelegate):
    """Icon, what and its detail at the left; when and who at the right."""

    def __init__(self, look: Look, parent: QObject | None = None):
        super().__init__(parent)
        self._look = look

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        look = self._look
        lines = look.metrics("bodyStrong").height() + look.metrics("caption").height()
        return QSize(look.px(120), lines + look.px(12))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        row: NeedRow = index.data(Roles.ROW)
        look = self._look
        has_focus = bool(option.state & QStyle.StateFlag.State_HasFocus)
        painter.save()
        painter.setPen(QPen(look.colour("line"), look.border_width))
        if index.row():
            painter.drawLine(option.rect.topLeft(), option.rect.topRight())
        inner = option.rect.adjusted(look.px(10), look.px(5), -look.px(10), -look.px(5))
        side = look.icon_px("needRow")
        place = QRectF(inner.left(), inner.top() + look.px(2), side, side)
        look.paint_icon(painter, place, row.icon, look.colour("text"))
        ink = "warn" if row.is_pressing else "text"
        taken = max(
            self._right(painter, self._line(inner, 0), row.due, ("bodyStrong", ink)),
            self._right(painter, self._line(inner, 1), row.owner, ("caption", "text2")),
        )
        area = inner.adjusted(side + look.px(10), 0, -taken, 0)
        self._left(painter, self._line(area, 0), row.first, ("bodyStrong", "text"))
        self._left(painter, self._line(area, 1), row.second, ("caption", "text2"))
        if has_focus:
            painter.setPen(QPen(look.colour("focus"), look.borders.focus))
            inset = look.borders.focus / 2
            painter.drawRect(QRectF(option.rect).adjusted(inset, inset, -inset, -inset))
        painter.restore()

    def _line(self, area: QRect, number: int) -> QRect:
        look = self._look
        first = look.metrics("bodyStrong").height() + look.px(2)
        top = area.top() + number * first
        font = "caption" if number else "bodyStrong"
        return QRect(area.left(), top, area.width(), look.metrics(font).height())

    def _right(self, painter: QPainter, line: QRect, words: str, ink: tuple[str, str]) -> int:
        look = self._look
        painter.setFont(look.font(ink[0]))
        painter.setPen(look.colour(ink[1]))
        painter.drawText(line, Qt.AlignmentFlag.AlignRight, words)
        return look.metrics(ink[0]).horizontalAdvance(words) + look.px(10)

    def _left(self, painter: QPainter, line: QRect, words: str, ink: tuple[str, str]) -> None:
        look = self._look
        painter.setFont(look.font(ink[0]))
        painter.setPen(look.colour(ink[1]))
        shown = look.metrics(ink[0]).elidedText(words, Qt.TextElideMode.ElideRight, line.width())
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft, shown)


class NeedsList(QListView):
    """As high as its rows; nothing where there are none."""

    def __init__(self, look: Look, parent: QWidget | None = None):
        super().__init__(parent)
        self._look = look
        self.rows = SpokenRows[NeedRow](self)
        self.setObjectName("booking_needs")
        self.setAccessibleName("For this visit we will")
        self.setModel(self.rows)
        self.setItemDelegate(NeedsDelegate(look, self))
        self.setProperty("kind", "card")
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setSelectionMode(QListView.SelectionMode.NoSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        look.changed.connect(self._fit)
        self.hide()

    def show_needs(self, needs: Sequence[Need], today: date) -> None:
        """Show what booking makes."""
        self.rows.show_rows([need_row(one, today) for one in needs])
        self._fit()
        self.setVisible(bool(needs))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._fit()

    def _fit(self) -> None:
        rows = range(self.rows.rowCount())
        high = sum(self.sizeHintForRow(row) for row in rows) + 2 * self.frameWidth()
        if rows and self.height() != high:
            self.setFixedHeight(high)
