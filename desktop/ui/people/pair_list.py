"""Pairs of records alike as rows: both names, both birth dates, what speaks for one person."""

from __future__ import annotations

from collections.abc import Sequence
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
from PySide6.QtGui import QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop.domain.people import PatientSummary
from desktop.domain.text import sentence_case
from desktop.domain.times import date_with_year
from desktop.operations.duplicates import DuplicatePair
from desktop.ui.kit.look import Look

AnyIndex = QModelIndex | QPersistentModelIndex


class Roles(IntEnum):
    """What a row says beside its text."""

    LINES = int(Qt.ItemDataRole.UserRole) + 1


class PairModel(QAbstractListModel):
    """Pairs, one a row."""

    def __init__(self, parent: QObject | None = None):
        super().__init__(parent)
        self.pairs: tuple[DuplicatePair, ...] = ()
        self._lines: list[tuple[str, str, str]] = []

    def show_pairs(self, pairs: Sequence[DuplicatePair]) -> None:
        """Show these instead."""
        self.beginResetModel()
        self.pairs = tuple(pairs)
        self._lines = [_lines(one) for one in pairs]
        self.endResetModel()

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008  # Qt's own default
        return 0 if parent.isValid() else len(self.pairs)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        lines = self._lines[index.row()]
        if role == Roles.LINES:
            return lines
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return "\n".join(lines)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{lines[0]}, and {lines[1]}. {lines[2]}"
        return None


def _lines(pair: DuplicatePair) -> tuple[str, str, str]:
    same = [one.removeprefix("same ") for one in pair.reasons if one.startswith("same ")]
    rest = [one for one in pair.reasons if not one.startswith("same ")]
    reasons = "; ".join(([f"same {', '.join(same)}"] if same else []) + rest)
    return (
        _who(pair.first),
        _who(pair.second),
        sentence_case(reasons),
    )


def _who(person: PatientSummary) -> str:
    born = date_with_year(person.born_on) if person.born_on else "birth date not known"
    return f"{person.called or person.legal_name}, {born}"


class PairDelegate(QStyledItemDelegate):
    """A card with three lines."""

    def __init__(self, look: Look, parent: QObject | None = None):
        super().__init__(parent)
        self._look = look

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        bold, small = (QFontMetrics(self._look.font(one)) for one in ("bodyStrong", "caption"))
        height = 2 * (bold.height() + 2) + small.height() + 4 + self._look.px(14)
        return QSize(option.rect.width(), height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        look = self._look
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = look.borders.selected_card if chosen else look.border_width
        painter.setPen(QPen(look.colour("primary" if chosen else "line"), width))
        painter.setBrush(look.colour("select" if chosen else "surface"))
        card = QRectF(option.rect.adjusted(1, 1, -1, -4))
        half = width / 2
        painter.drawRoundedRect(
            card.adjusted(half, half, -half, -half), look.radii.slot, look.radii.slot
        )
        ink = look.colour("onSelect" if chosen else "text")
        soft = ink if chosen and look.is_high_contrast else look.colour("text2")
        pad = look.px(10)
        top = option.rect.top() + look.px(5)
        for words, font, colour in zip(
            index.data(Roles.LINES),
            ("bodyStrong", "bodyStrong", "caption"),
            (ink, ink, soft),
            strict=True,
        ):
            metrics = QFontMetrics(look.font(font))
            room = option.rect.adjusted(pad, 0, -pad, 0)
            room.setTop(top)
            room.setHeight(metrics.height() + 2)
            painter.setFont(look.font(font))
            painter.setPen(colour)
            shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, shown)
            top += metrics.height() + 2
        painter.restore()
