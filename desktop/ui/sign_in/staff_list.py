"""The people who may sit at this desk, as a list; a demo shows everyone's PIN."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop.domain.practice import Staff
from desktop.ui.kit.look import Look

AnyIndex = QModelIndex | QPersistentModelIndex


class Roles(IntEnum):
    """What a row says beside its text."""

    ROW = int(Qt.ItemDataRole.UserRole) + 1


@dataclass(frozen=True, slots=True)
class StaffRow:
    """Someone who may sign in; ``pin`` is filled in a demo alone."""

    person: Staff
    pin: str = ""

    @property
    def spoken(self) -> str:
        """The row as a screen reader says it."""
        shown = f", PIN {' '.join(self.pin)}" if self.pin else ""
        return f"{self.person.name}, {self.person.role.words}{shown}"


class StaffModel(QAbstractListModel):
    """Staff, one a row."""

    def __init__(self, parent: QObject | None = None):
        super().__init__(parent)
        self.rows: tuple[StaffRow, ...] = ()

    def show_rows(self, rows: Sequence[StaffRow]) -> None:
        """Show other people."""
        self.beginResetModel()
        self.rows = tuple(rows)
        self.endResetModel()

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008  Qt's own default
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: AnyIndex, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        if not index.isValid() or index.row() >= len(self.rows):
            return None
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row.person.name
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return row.spoken
        return row if role == Roles.ROW else None


class StaffDelegate(QStyledItemDelegate):
    """Draws name and role, and the PIN on the right in a demo."""

    def __init__(self, look: Look, parent: QObject | None = None):
        super().__init__(parent)
        self._look = look

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        look = self._look
        return QSize(look.px(160), max(look.row_height("need"), self._lines() + look.px(10)))

    def _lines(self) -> int:
        look = self._look
        return look.metrics("bodyStrong").height() + look.metrics("caption").height() + look.px(2)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        row: StaffRow = index.data(Roles.ROW)
        look = self._look
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        if chosen:
            painter.fillRect(option.rect, look.colour("select"))
        painter.setPen(QPen(look.colour("line"), look.border_width))
        painter.drawLine(option.rect.bottomLeft(), option.rect.bottomRight())
        if option.state & QStyle.StateFlag.State_HasFocus:
            width = look.borders.focus
            painter.setPen(QPen(look.colour("focus"), width))
            painter.drawRect(
                QRectF(option.rect).adjusted(width / 2, width / 2, -width / 2, -width / 2)
            )
        inner = option.rect.adjusted(look.px(10), look.px(4), -look.px(10), -look.px(4))
        spare = inner.height() - self._lines()
        if spare > 0:  # name and role stay together in roomy rows
            inner.adjust(0, spare // 2, 0, -(spare // 2))
        align = Qt.AlignmentFlag
        ink = look.colour("onSelect" if chosen else "text")
        soft = ink if chosen and look.is_high_contrast else look.colour("text2")
        painter.setPen(soft)
        painter.setFont(look.font("body"))
        pin = f"PIN {row.pin}" if row.pin else ""
        painter.drawText(inner, align.AlignRight | align.AlignVCenter, pin)
        inner.setRight(inner.right() - painter.fontMetrics().horizontalAdvance(pin) - look.px(8))
        self._draw(painter, inner, row.person.role.words, "caption", top=False)
        painter.setPen(ink)
        self._draw(painter, inner, row.person.name, "bodyStrong", top=True)
        painter.restore()

    def _draw(self, painter: QPainter, inner: Any, text: str, font: str, *, top: bool) -> None:
        painter.setFont(self._look.font(font))
        elide = Qt.TextElideMode.ElideRight
        shown = painter.fontMetrics().elidedText(text, elide, inner.width())
        where = Qt.AlignmentFlag.AlignTop if top else Qt.AlignmentFlag.AlignBottom
        painter.drawText(inner, where | Qt.AlignmentFlag.AlignLeft, shown)
