"""What a visit will have to have once it is booked: who sees to it, and by when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPen, QResizeEvent
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
from desktop.domain.preferences import KINDS, Writing
from desktop.ui.kit.base_model import AnyIndex
from desktop.ui.kit.look import Look
from desktop.ui.kit.spoken_rows import Roles, SpokenRows

CHECK_PX = 18
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


class NeedsDelegate(QStyledItemDelegate):
    """Tick, icon, what and its detail at the left; when and who at the right."""

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
        box = QRectF(inner.left(), inner.top() + 1, look.px(CHECK_PX), look.px(CHECK_PX))
        self._tick(painter, box, is_ticked=row.is_wanted)
        side = look.icon_px("needRow")
        left = box.right() + look.px(10)
        place = QRectF(left, inner.top() + look.px(2), side, side)
        strong = "text" if row.is_wanted else "text2"
        look.paint_icon(painter, place, row.icon, look.colour(strong))
        ink = "warn" if row.is_pressing else strong
        taken = max(
            self._right(painter, self._line(inner, 0), row.due, ("bodyStrong", ink)),
            self._right(painter, self._line(inner, 1), row.owner, ("caption", "text2")),
        )
        area = inner.adjusted(0, 0, -taken, 0)
        area.setLeft(int(place.right()) + look.px(10))
        self._left(painter, self._line(area, 0), row.first, ("bodyStrong", strong))
        self._left(painter, self._line(area, 1), row.second, ("caption", "text2"))
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

    def _line(self, area: QRect, number: int) -> QRect:
        look = self._look
        first = look.metrics("bodyStrong").height() + look.px(2)
        top = area.top() + number * first
        font = "caption" if number else "bodyStrong"
        return QRect(area.left(), top, area.width(), look.metrics(font).height())

    def _right(self, painter: QPainter, line: QRect, words: str, ink: tuple[str, str]) -> int:
        """Draw words at the right, at most half of the line; return what they take."""
        look = self._look
        painter.setFont(look.font(ink[0]))
        painter.setPen(look.colour(ink[1]))
        metrics = look.metrics(ink[0])
        shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, line.width() // 2)
        painter.drawText(line, Qt.AlignmentFlag.AlignRight, shown)
        return metrics.horizontalAdvance(shown) + look.px(10)

    def _left(self, painter: QPainter, line: QRect, words: str, ink: tuple[str, str]) -> None:
        look = self._look
        painter.setFont(look.font(ink[0]))
        painter.setPen(look.colour(ink[1]))
        shown = look.metrics(ink[0]).elidedText(words, Qt.TextElideMode.ElideRight, line.width())
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft, shown)


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
        rows = range(self.rows.rowCount())
        high = sum(self.sizeHintForRow(row) for row in rows) + 2 * self.frameWidth()
        if rows and self.height() != high:
            self.setFixedHeight(high)
