"""What a visit will have to have once it is booked: who sees to it, and by when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from desktop.domain.ids import PreferenceId
from desktop.domain.needs import Need, NeedState, NotNeeded, say_due
from desktop.domain.permissions import Role
from desktop.domain.preference_kinds import Writing
from desktop.domain.preferences import KINDS
from desktop.domain.text import breakable
from desktop.ui.kit.base_model import AnyIndex
from desktop.ui.kit.look import Look
from desktop.ui.kit.spoken_rows import Roles, SpokenRows

CHECK_PX = 18
MOST_LINES = 4
"""How many lines a detail takes at most; the row says the whole of it to whoever points at it."""
_OWNERS = {Role.CLINICIAN: "the clinician", Role.MANAGER: "a manager"}


class NeedRow(NamedTuple):
    """A need in words; one that is not wanted is not needed this time."""

    icon: str
    first: str
    second: str
    due: str
    owner: str
    is_pressing: bool
    spoken: str
    is_wanted: bool = True


def need_row(need: Need, today: date, said_by: str = "") -> NeedRow:
    """Return what is said of a need before the visit is booked."""
    kind = KINDS[need.kind]
    is_late = need.state is NeedState.TO_ARRANGE
    owner = _OWNERS.get(need.owner_role, "reception")
    second = need.instead or need.detail
    if said_by:
        due, owner = "not needed", f"said by {said_by}"
    elif need.due_on is not None and is_late:
        due, _, overdue = say_due(need.due_on, today).partition(", ")
        owner = ", ".join(filter(None, (overdue, owner)))
    elif need.state is NeedState.READY:
        due = "done by booking"
    elif kind.writing is not Writing.NOTHING:
        due = "when we write"
    else:
        due = "on the day"
    said = ". ".join(part.rstrip(".") for part in (need.what, second, f"{due}, {owner}") if part)
    pressing = (is_late or bool(need.instead)) and not said_by
    return NeedRow(kind.icon, need.what, second, due, owner, pressing, f"{said}.", not said_by)


class NeedRows(SpokenRows[NeedRow]):
    """Says of each row whether it is ticked, too."""

    def data(self, index: AnyIndex, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        row = super().data(index, int(Roles.ROW))
        if role == Qt.ItemDataRole.CheckStateRole and row is not None:
            return Qt.CheckState.Checked if row.is_wanted else Qt.CheckState.Unchecked
        return super().data(index, role)


class _Placed(NamedTuple):
    """Where the words of a row stand, from the top left of its words."""

    first: str
    second: str
    owner: str
    first_room: QRect
    second_room: QRect
    owner_room: QRect


class NeedsDelegate(QStyledItemDelegate):
    """Tick, icon, what and its detail at the left; when and who at the right.

    What and its detail go on in the next line where there is no room, as in large text.
    """

    def __init__(self, look: Look, view: QListView):
        super().__init__(view)
        self._look, self._view = look, view

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        look = self._look
        placed = self._place(index.data(Roles.ROW), self._words_wide())
        least = look.metrics("bodyStrong").height() + look.metrics("caption").height()
        lowest = max(placed.second_room.bottom(), placed.owner_room.bottom())
        high = max(lowest + 1, least + look.px(2))
        return QSize(look.px(120), high + look.px(10))

    def _words_from(self) -> int:
        """How far from the left the words begin."""
        look = self._look
        return look.px(10) + look.px(CHECK_PX) + look.px(10) + look.icon_px("needRow") + look.px(10)

    def _words_wide(self) -> int:
        return self._view.viewport().width() - self._words_from() - self._look.px(10)

    def _due_wide(self, row: NeedRow, wide: int) -> int:
        """Until when has half of the line, and what is left beside what is needed."""
        strong = self._look.metrics("bodyStrong")
        left = wide - strong.horizontalAdvance(row.first) - self._look.px(10)
        return min(_advance(strong, row.due), max(left, wide // 2))

    def _place(self, row: NeedRow, wide: int) -> _Placed:
        look = self._look
        gap, line = look.px(10), look.px(2)
        strong, small = look.metrics("bodyStrong"), look.metrics("caption")
        due = self._due_wide(row, wide)
        owners = min(_advance(small, row.owner), wide // 2)
        owner, owner_high = _wrapped(small, row.owner, owners, 2)
        room = wide - due - gap
        if strong.horizontalAdvance(row.first) > room:  # its second line is beside the owner
            room = wide - max(due, owners) - gap
        first, high = _wrapped(strong, row.first, room, 2)
        first_room = QRect(0, 0, room, high)
        room = wide - owners - gap
        second, second_high = _wrapped(small, row.second, room, MOST_LINES)
        return _Placed(
            first,
            second,
            owner,
            first_room,
            QRect(0, high + line, room, second_high),
            QRect(wide - owners, strong.height() + line, owners, owner_high),
        )

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        row: NeedRow = index.data(Roles.ROW)
        look = self._look
        has_focus = bool(option.state & QStyle.StateFlag.State_HasFocus)
        painter.save()
        painter.setPen(QPen(look.colour("line"), look.border_width))
        if index.row():
            painter.drawLine(option.rect.topLeft(), option.rect.topRight())
        inner = option.rect.adjusted(look.px(10), look.px(5), -look.px(10), -look.px(5))
        box = QRectF(inner.left(), inner.top() + 1, look.px(CHECK_PX), look.px(CHECK_PX))
        self._tick(painter, box, is_ticked=row.is_wanted)
        side = look.icon_px("needRow")
        left = box.right() + look.px(10)
        place = QRectF(left, inner.top() + look.px(2), side, side)
        strong = "text" if row.is_wanted else "text2"
        look.paint_icon(painter, place, row.icon, look.colour(strong))
        ink = "warn" if row.is_pressing else strong
        words = QRect(inner)
        words.setLeft(option.rect.left() + self._words_from())
        placed = self._place(row, words.width())
        self._due(painter, words, row, ink)
        right = Qt.AlignmentFlag.AlignRight.value
        for said, room, font, colour, way in (
            (placed.first, placed.first_room, "bodyStrong", strong, 0),
            (placed.second, placed.second_room, "caption", "text2", 0),
            (placed.owner, placed.owner_room, "caption", "text2", right),
        ):
            painter.setFont(look.font(font))
            painter.setPen(look.colour(colour))
            painter.drawText(room.translated(words.topLeft()), _WRAPS | way, said)
        if has_focus:
            painter.setPen(QPen(look.colour("focus"), look.borders.focus))
            inset = look.borders.focus / 2
            painter.drawRect(QRectF(option.rect).adjusted(inset, inset, -inset, -inset))
        painter.restore()

    def _tick(self, painter: QPainter, box: QRectF, *, is_ticked: bool) -> None:
        """Draw the box as the style sheet draws every other."""
        look = self._look
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        half = look.border_width / 2
        role = "primary" if is_ticked else "lineStrong"
        painter.setPen(QPen(look.colour(role), look.border_width))
        painter.setBrush(look.colour("primary" if is_ticked else "surface"))
        round_ = look.radii.slot
        painter.drawRoundedRect(box.adjusted(half, half, -half, -half), round_, round_)
        if is_ticked:
            edge = look.px(2)
            place = box.adjusted(edge, edge, -edge, -edge)
            look.paint_icon(painter, place, "check", look.colour("onPrimary"), bold=True)
        painter.restore()

    def _due(self, painter: QPainter, area: QRect, row: NeedRow, ink: str) -> None:
        """Draw until when, at the right."""
        look = self._look
        metrics = look.metrics("bodyStrong")
        painter.setFont(look.font("bodyStrong"))
        painter.setPen(look.colour(ink))
        wide = self._due_wide(row, area.width())
        shown = metrics.elidedText(row.due, Qt.TextElideMode.ElideRight, wide)
        painter.drawText(area, Qt.AlignmentFlag.AlignRight, shown)


_WRAPS = Qt.TextFlag.TextWordWrap.value


def _advance(metrics: QFontMetrics, words: str) -> int:
    """Return the room in which words stand whole: what they take is no whole number of pixels."""
    return metrics.horizontalAdvance(words) + 2


def _wrapped(metrics: QFontMetrics, words: str, wide: int, most: int) -> tuple[str, int]:
    """Return words as they stand in so many lines at most, and how high they are."""
    widest = most * wide
    words = breakable(" ".join(words.split()))
    if metrics.horizontalAdvance(words) > widest:
        words = metrics.elidedText(words, Qt.TextElideMode.ElideRight, widest)
    room = QRect(0, 0, wide, 1 << 20)
    high = metrics.boundingRect(room, _WRAPS, words).height() if words else 0
    while high > most * (metrics.lineSpacing() + 1) and widest > 0:  # a line may be rounded up
        widest -= max(wide // 4, 1)
        words = metrics.elidedText(words, Qt.TextElideMode.ElideRight, widest)
        high = metrics.boundingRect(room, _WRAPS, words).height()
    return words, high


class NeedsList(QListView):
    """As high as its rows; nothing where there are none. Space or a click ticks and unticks.

    What is not needed stays so from time to time: it is about the visit, whenever it will be.

    Signals: ``toggled(Need)`` when somebody wants it unticked, or ticked again; ``changed()`` when
    another one is not needed.
    """

    toggled = Signal(object)
    changed = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None):
        super().__init__(parent)
        self._look = look
        self._needs: tuple[Need, ...] = ()
        self._today = date.min
        self._said_by: dict[PreferenceId, str] = {}
        self.rows = NeedRows(self)
        self.setObjectName("booking_needs")
        self.setAccessibleName("For this visit we will")
        self.setAccessibleDescription("Space unticks one that is not needed this time")
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
        self._needs, self._today = tuple(needs), today
        self._show()

    @property
    def not_needed(self) -> tuple[NotNeeded, ...]:
        """What the visit does without this time, with who said so."""
        return tuple(NotNeeded(key, said_by) for key, said_by in self._said_by.items())

    @property
    def wanted(self) -> tuple[Need, ...]:
        """The needs that are ticked."""
        return tuple(one for one in self._needs if one.preference_id not in self._said_by)

    def is_wanted(self, need: Need) -> bool:
        """Whether it is ticked."""
        return need.preference_id not in self._said_by

    def take_not_needed(self, not_needed: Sequence[NotNeeded]) -> None:
        """Know what this person's visit does without."""
        self._said_by = {one.preference_id: one.said_by for one in not_needed}
        self._show()

    def do_without(self, need: Need, said_by: str) -> None:
        """Untick one, as somebody said; "" ticks it again."""
        if said_by:
            self._said_by[need.preference_id] = said_by
        else:
            self._said_by.pop(need.preference_id, None)
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        said = self._said_by
        self.rows.show_rows(
            [need_row(one, self._today, said.get(one.preference_id, "")) for one in self._needs]
        )
        self._fit()
        self.setVisible(bool(self._needs))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and not event.modifiers():
            self._toggle(self.currentIndex().row())
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if event.button() is Qt.MouseButton.LeftButton:
            self._toggle(self.indexAt(event.position().toPoint()).row())

    def _toggle(self, row: int) -> None:
        if 0 <= row < len(self._needs):
            self.toggled.emit(self._needs[row])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._fit()

    def _fit(self) -> None:
        self.scheduleDelayedItemsLayout()  # in another width a row may take another height
        rows = range(self.rows.rowCount())
        high = sum(self.sizeHintForRow(row) for row in rows) + 2 * self.frameWidth()
        if rows and self.height() != high:
            self.setFixedHeight(high)
