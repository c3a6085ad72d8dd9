"""The person's next and last visits, and the people of a group slot, as lists the keys act on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from desktop.domain.diary import VisitInDiary
from desktop.domain.people import VisitLine
from desktop.ui.kit.base_model import AnyIndex
from desktop.ui.kit.look import Look
from desktop.ui.kit.spoken_rows import Roles, SpokenRows
from desktop.ui.people.panel_words import StateWords

AnyVisit = VisitLine | VisitInDiary

_ROLE = int(Qt.ItemDataRole.UserRole)


@dataclass(frozen=True, slots=True)
class VisitRow:
    """A visit as a row: the first line strong, the state and the second line below it.

    ``is_over`` draws it quietly; ``tag`` is the word before the first of its kind ("Next").
    """

    visit: AnyVisit
    first: str
    second: str
    state: StateWords
    is_over: bool = False
    tag: str = ""

    @property
    def spoken(self) -> str:
        """The row as one sentence for a screen reader."""
        parts = (self.tag, self.first, self.state.words, self.second)
        return ". ".join(part for part in parts if part)


class VisitDelegate(QStyledItemDelegate):
    """Draws a visit: when and with whom, its state, its place beside that where it has room.

    Else the place has a line of its own.
    """

    def __init__(self, look: Look, view: QListView):
        super().__init__(view)
        self._look = look
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        look = self._look
        caption = QFontMetrics(look.font("caption")).height()
        lines = QFontMetrics(look.font("bodyStrong")).height() + caption + look.px(10)
        height = max(look.row_height("need"), lines)
        row: VisitRow = index.data(Roles.ROW)
        room = self._inner(self._view.viewport().rect()).width()
        return QSize(120, height + (caption if self._is_long(row, room) else 0))

    def _inner(self, rect: QRect) -> QRect:
        look = self._look
        return rect.adjusted(look.px(6), look.px(4), -look.px(6), -look.px(4))

    def _state_width(self, row: VisitRow) -> int:
        """How wide the state is, with the gap behind it."""
        look = self._look
        words = QFontMetrics(look.font("label")).horizontalAdvance(row.state.words)
        return look.icon_px("inline") + 6 + words + 8

    def _is_long(self, row: VisitRow, room: int) -> bool:
        """Whether the place has no room beside the state."""
        words = QFontMetrics(self._look.font("caption")).horizontalAdvance(row.second)
        return self._state_width(row) + words > room

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        row: VisitRow = index.data(Roles.ROW)
        look = self._look
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        plain = chosen and look.is_high_contrast
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if chosen:
            painter.fillRect(option.rect, look.colour("select"))
        painter.setPen(QPen(look.colour("line"), look.border_width))
        painter.drawLine(option.rect.bottomLeft(), option.rect.bottomRight())
        inner = self._inner(option.rect)
        ink = look.colour("onSelect" if chosen else "text2" if row.is_over else "text")
        is_long = self._is_long(row, inner.width())
        line = QRect(inner)
        line.setHeight(inner.height() // (3 if is_long else 2))
        painter.setPen(ink)
        painter.setFont(look.font("body" if row.is_over else "bodyStrong"))
        _draw_elided(painter, line, row.first)
        line.moveTop(line.bottom() + 1)
        self._paint_state(painter, line, row, ink_only=plain)
        used = 0 if is_long else self._state_width(row)
        if is_long:
            line.moveTop(line.bottom() + 1)
        painter.setFont(look.font("caption"))
        painter.setPen(look.colour("onSelect") if plain else look.colour("text2"))
        _draw_elided(painter, line.adjusted(used, 0, 0, 0), row.second)
        if chosen and option.state & QStyle.StateFlag.State_HasFocus:
            pen = QPen(look.colour("focus"), look.borders.focus)
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            inset = look.borders.focus / 2
            painter.drawRect(QRectF(option.rect).adjusted(inset, inset, -inset, -inset))
        painter.restore()

    def _paint_state(
        self, painter: QPainter, room: QRect, row: VisitRow, *, ink_only: bool
    ) -> None:
        look = self._look
        status = look.status(row.state.status)
        colour = look.colour("onSelect") if ink_only else status.fg
        side = look.icon_px("inline")
        top = room.top() + (room.height() - side) / 2
        icon = row.state.icon or status.icon
        look.paint_icon(painter, QRectF(room.left(), top, side, side), icon, colour, bold=True)
        painter.setFont(look.font("label"))
        painter.setPen(colour)
        _draw_elided(painter, room.adjusted(side + 6, 0, 0, 0), row.state.words)


def _draw_elided(painter: QPainter, room: QRect, text: str) -> None:
    if room.width() <= 0:
        return
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room.width())
    painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, shown)


class VisitList(QListView):
    """As tall as its rows; Enter opens, Delete cancels, Ctrl+X picks up the chosen visit.

    Signals: ``opened(visit)``, ``cancel_requested(visit)``, ``move_requested(visit)``,
    ``pointed_at(visit)`` on a click.
    """

    opened = Signal(object)
    cancel_requested = Signal(object)
    move_requested = Signal(object)
    pointed_at = Signal(object)

    def __init__(self, look: Look, name: str, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName(name)
        self.visits = SpokenRows[VisitRow](self)
        self.setModel(self.visits)
        self.setItemDelegate(VisitDelegate(look, self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.viewport().setAutoFillBackground(False)
        self.clicked.connect(lambda index: self._emit(self.pointed_at, index))
        self.doubleClicked.connect(lambda index: self._emit(self.opened, index))

    def show_rows(self, rows: Sequence[VisitRow]) -> None:
        """Show other visits; the list takes the height they need."""
        kept = self.chosen_visit
        self.visits.show_rows(rows)
        for place, row in enumerate(self.visits.rows):
            if kept is not None and row.visit.id == kept.id:
                self.setCurrentIndex(self.visits.index(place))
        self.setVisible(bool(rows))
        self._fit()

    @property
    def chosen_visit(self) -> AnyVisit | None:
        """The visit the keys act on."""
        row = self.currentIndex().data(Roles.ROW)
        return row.visit if isinstance(row, VisitRow) else None

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        current = self.currentIndex()  # Qt has made the first row current by now, but chosen none
        if self.visits.rowCount() and not self.selectionModel().isSelected(current):
            self.setCurrentIndex(current if current.isValid() else self.visits.index(0))

    def event(self, event: QEvent) -> bool:
        is_override = event.type() is QEvent.Type.ShortcutOverride
        mine = isinstance(event, QKeyEvent) and self._signal_of(event) is not None
        if is_override and mine and self.chosen_visit is not None:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        signal = self._signal_of(event)
        if signal is not None and self.chosen_visit is not None:
            signal.emit(self.chosen_visit)
            return
        super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()  # a place may have room beside its state now, or no more

    def _signal_of(self, event: QKeyEvent) -> Any:
        plain = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not plain:
            return self.opened
        if event.key() == Qt.Key.Key_Delete and not plain:
            return self.cancel_requested
        if event.key() == Qt.Key.Key_X and plain == Qt.KeyboardModifier.ControlModifier:
            return self.move_requested
        return None

    def _emit(self, signal: Any, index: QModelIndex) -> None:
        row = index.data(Roles.ROW)
        if isinstance(row, VisitRow):
            signal.emit(row.visit)

    def _fit(self) -> None:
        rows = range(self.visits.rowCount())
        self.setFixedHeight(sum(self.sizeHintForRow(row) for row in rows) + 2)
