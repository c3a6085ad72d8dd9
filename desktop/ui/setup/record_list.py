"""The list of a page: records in groups, a filter over them, and how a row is drawn."""

from __future__ import annotations

from enum import IntEnum, StrEnum
from typing import Any, NamedTuple

from PySide6.QtCore import (
    QAbstractItemModel,
    QModelIndex,
    QObject,
    QRect,
    QRectF,
    QSize,
    QSortFilterProxyModel,
    Qt,
)
from PySide6.QtGui import QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import (
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from desktop.ui.kit.base_model import AnyIndex, Role, ValuesModel
from desktop.ui.kit.look import Look

_WRAPPED = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft


class RecordRow(NamedTuple):
    """A record as its row shows it; ``key`` is its id, ``has_gone`` draws it quietly."""

    key: str
    title: str
    caption: str
    group: str
    has_gone: bool = False
    is_unsaved: bool = False
    record: Any = None


class Roles(IntEnum):
    """What a row says beside its text."""

    GROUP = int(Qt.ItemDataRole.UserRole) + 1


class Columns(StrEnum):
    """The one column of the list."""

    NAME = "Name"


class RecordModel(ValuesModel[RecordRow]):
    """Records, one a row, in the order of their groups."""

    columns = Columns

    def words(self, value: RecordRow, column: StrEnum) -> str:
        return value.title

    def sentence(self, value: RecordRow) -> str:
        unsaved = "not saved" if value.is_unsaved else ""
        return ", ".join(filter(None, (value.title, value.caption, unsaved, value.group)))

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        value = self.value_at(index.row()) if index.isValid() else None
        if value is not None and role == Roles.GROUP:
            return value.group
        if value is not None and role == Qt.ItemDataRole.ToolTipRole:
            return self.sentence(value)
        return super().data(index, role)

    def mark_unsaved(self, key: str, unsaved: bool) -> None:
        """Say of a row that what is typed for it is not saved, or is."""
        for place, row in enumerate(self.rows):
            if row.key == key and row.is_unsaved != unsaved:
                rows = list(self.rows)
                rows[place] = row._replace(is_unsaved=unsaved)
                self._rows = tuple(rows)
                index = self.index(place, 0)
                self.dataChanged.emit(index, index)


class RecordFilter(QSortFilterProxyModel):
    """Shows the records whose title, caption or group has every word that is typed."""

    def __init__(self, source: RecordModel, parent: QObject | None = None):
        super().__init__(parent)
        self._words: tuple[str, ...] = ()
        self.setSourceModel(source)

    def set_words(self, typed: str) -> None:
        """Filter by what is typed; nothing typed shows all."""
        self.beginFilterChange()
        self._words = tuple(typed.casefold().split())
        self.endFilterChange(QSortFilterProxyModel.Direction.Rows)

    def filterAcceptsRow(self, row: int, parent: AnyIndex) -> bool:
        source = self.sourceModel()
        value: RecordRow | None = source.index(row, 0, parent).data(Role.VALUE)
        if value is None:
            return False
        text = f"{value.title} {value.caption} {value.group}".casefold()
        return all(word in text for word in self._words)


def set_up_list(view: QListView, model: QAbstractItemModel, delegate: QStyledItemDelegate) -> None:
    """Let a list show a model as the lists of Set-up do."""
    view.setModel(model)
    view.setItemDelegate(delegate)
    view.setFrameShape(QFrame.Shape.NoFrame)
    view.setProperty("kind", "quiet")
    view.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
    view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
    view.setResizeMode(QListView.ResizeMode.Adjust)


class LineDelegate(QStyledItemDelegate):
    """One line a row, the chosen one on a rounded ground."""

    def __init__(self, look: Look, parent: QObject | None = None):
        super().__init__(parent)
        self._look = look
        look.changed.connect(lambda: self.sizeHintChanged.emit(QModelIndex()))

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        look = self._look
        height = look.metrics("bodyStrong").height() + look.px(14)
        return QSize(look.px(80), max(height, look.row_height("list")))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        painter.save()
        chosen = self._paint_ground(painter, option, option.rect)
        inner = option.rect.adjusted(self._look.px(8), 0, -self._look.px(8), 0)
        ink = "onSelect" if chosen else "text"
        words = str(index.data(Qt.ItemDataRole.DisplayRole))
        self._paint_words(painter, inner, words, "bodyStrong", ink)
        painter.restore()

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem, place: QRect) -> bool:
        """Paint the ground of a row; returns whether it is the chosen one."""
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if chosen:
            look = self._look
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            half = 1.0
            if option.state & QStyle.StateFlag.State_HasFocus:
                half = look.borders.focus / 2
                painter.setPen(QPen(look.colour("focus"), look.borders.focus))
            painter.setBrush(look.colour("select"))
            ground = QRectF(place).adjusted(half, half, -half, -half)
            painter.drawRoundedRect(ground, look.radii.slot, look.radii.slot)
            painter.setBrush(Qt.BrushStyle.NoBrush)
        return chosen

    def _paint_words(
        self, painter: QPainter, place: QRect, words: str, font: str, colour: str
    ) -> None:
        painter.setFont(self._look.font(font))
        painter.setPen(self._look.colour(colour))
        metrics = QFontMetrics(self._look.font(font))
        shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, place.width())
        align = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(place, align, shown)


class NameDelegate(LineDelegate):
    """Names that go on in a second line where large text leaves no room for them in one."""

    def __init__(self, look: Look, view: QListView):
        super().__init__(look, view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        size = super().sizeHint(option, index)
        metrics = self._look.metrics("bodyStrong")
        wide = self._view.viewport().width() - 2 * self._look.px(8)
        words = str(index.data(Qt.ItemDataRole.DisplayRole))
        lines = metrics.boundingRect(QRect(0, 0, wide, 0), int(_WRAPPED), words).height()
        return QSize(size.width(), size.height() + max(0, lines - metrics.height()))

    def _paint_words(
        self, painter: QPainter, place: QRect, words: str, font: str, colour: str
    ) -> None:
        painter.setFont(self._look.font(font))
        painter.setPen(self._look.colour(colour))
        painter.drawText(place, int(_WRAPPED | Qt.AlignmentFlag.AlignVCenter), words)


class RecordDelegate(LineDelegate):
    """Title and caption; above the first row of a group its head; "Not saved" with a pencil."""

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        look = self._look
        lines = look.metrics("bodyStrong").height() + look.metrics("caption").height()
        height = lines + look.px(12)
        if _begins_group(index):
            height += self._head_height()
        return QSize(look.px(120), height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        row: RecordRow = index.data(Role.VALUE)
        look = self._look
        painter.save()
        place = QRect(option.rect)
        if _begins_group(index):
            head = QRect(place.left(), place.top(), place.width(), self._head_height())
            self._paint_words(painter, head, row.group, "label", "text2")
            place.setTop(head.bottom() + 1)
        chosen = self._paint_ground(painter, option, place)
        ink = "onSelect" if chosen else ("text2" if row.has_gone else "text")
        soft = "onSelect" if chosen and look.is_high_contrast else "text2"
        inner = place.adjusted(look.px(8), look.px(4), -look.px(8), -look.px(4))
        if row.is_unsaved:
            inner.setRight(self._paint_unsaved(painter, inner, ink) - look.px(6))
        half = look.metrics("bodyStrong").height()
        top = QRect(inner.left(), inner.top(), inner.width(), half)
        below = QRect(inner.left(), top.bottom() + 1, inner.width(), inner.height() - half)
        self._paint_words(painter, top, row.title, "bodyStrong", ink)
        self._paint_words(painter, below, row.caption, "caption", soft)
        painter.restore()

    def _head_height(self) -> int:
        return self._look.metrics("label").height() + self._look.px(14)

    def _paint_unsaved(self, painter: QPainter, inner: QRect, ink: str) -> int:
        """Paint pencil and words at the right; returns where they begin."""
        look = self._look
        words = "Not saved"
        side = look.icon_px("inline")
        width = look.metrics("caption").horizontalAdvance(words) + side + look.px(5)
        place = QRect(inner.right() - width, inner.top(), width + 1, inner.height())
        icon = QRect(place.left(), place.center().y() - side // 2, side, side)
        look.paint_icon(painter, icon.toRectF(), "pencil-simple", look.colour(ink))
        said = place.adjusted(side + look.px(5), 0, 0, 0)
        self._paint_words(painter, said, words, "caption", ink)
        return place.left()


def _begins_group(index: AnyIndex) -> bool:
    before = index.model().index(index.row() - 1, 0)
    return not before.isValid() or before.data(Roles.GROUP) != index.data(Roles.GROUP)
