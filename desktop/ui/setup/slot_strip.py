"""The slots of a day side by side, as wide as they are long; changed one by one by keys."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Any, NamedTuple

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QListView,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.errors import RuleViolation
from desktop.domain.practice import SlotType
from desktop.domain.sessions import PatternPart
from desktop.domain.slot_strip import (
    STEP_MINUTES,
    Slots,
    add_after,
    change_kind,
    list_starts,
    move,
    remove,
    stretch,
)
from desktop.ui.kit.base_model import AnyIndex, Role, ValuesModel
from desktop.ui.kit.look import Look

HIGH_PX = 58
LEAST_PX = 24
_RULER_STEPS = (15, 30, 60, 120)
_CTRL = Qt.KeyboardModifier.ControlModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_NONE = Qt.KeyboardModifier.NoModifier
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class StripSlot(NamedTuple):
    """A slot of the strip: its part, its kind, when it starts, whether the session is over then."""

    part: PatternPart
    kind: SlotType
    start_minute: int
    is_past_end: bool

    @property
    def hours(self) -> str:
        """From when to when, "08:30 to 08:40"."""
        return f"{clock(self.start_minute)} to {clock(self.start_minute + self.part.minutes)}"


class _Columns(StrEnum):
    SLOT = "Slot"


class StripModel(ValuesModel[StripSlot]):
    """The slots of a day, one a row."""

    columns = _Columns

    def words(self, value: StripSlot, column: StrEnum) -> str:
        return value.kind.name

    def sentence(self, value: StripSlot) -> str:
        seats = f"for {value.part.capacity} people" if value.part.capacity > 1 else ""
        late = "after the session’s end" if value.is_past_end else ""
        free = "" if value.kind.bookable else "not bookable"
        said = (value.kind.name, value.hours, f"{value.part.minutes} minutes", seats, free, late)
        return ", ".join(filter(None, said))

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.ToolTipRole:
            value = self.value_at(index.row())
            return None if value is None else self.sentence(value)
        return super().data(index, role)


class SlotStrip(QWidget):
    """A ruler with the slots below it.

    Arrows choose; Ctrl+arrows move a slot past its neighbour, Shift+arrows stretch it by 5
    minutes, a kind's letter changes it, Insert adds one like it, Delete takes it away.

    Signals: ``edited(slots)`` with all of them; ``refused(words)``.
    """

    edited = Signal(object)
    refused = Signal(str)

    def __init__(self, look: Look, parent: QWidget | None = None):
        super().__init__(parent)
        self._look = look
        self.model = StripModel(parent=self)
        self.view = StripView(look, self.model, self)
        self.ruler = StripRuler(look, self.view, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.ruler)
        column.addWidget(self.view)
        self.view.edited.connect(self.edited)
        self.view.refused.connect(self.refused)
        self.setFocusProxy(self.view)

    def show_slots(
        self, slots: Slots, kinds: Sequence[SlotType], start_minute: int, end_minute: int
    ) -> None:
        """Show the slots of a day from its start; the place chosen stays."""
        self.view.show_slots(slots, kinds, start_minute, end_minute)
        self.ruler.update()


class StripView(QListView):
    """The slots in a row.

    Signals: as the strip's.
    """

    edited = Signal(object)
    refused = Signal(str)

    def __init__(self, look: Look, model: StripModel, parent: QWidget | None = None):
        super().__init__(parent)
        self._look = look
        self._strip = model
        self._kinds: tuple[SlotType, ...] = ()
        self.start_minute, self.end_minute = 0, 60
        self.setObjectName("slot_strip")
        self.setAccessibleName("Slots in a day, one by one")
        self.setModel(model)
        self.setItemDelegate(StripDelegate(look, self))
        self.setFlow(QListView.Flow.LeftToRight)
        self.setHorizontalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look.changed.connect(self._fit)
        self._fit()

    def show_slots(
        self, slots: Slots, kinds: Sequence[SlotType], start_minute: int, end_minute: int
    ) -> None:
        """Show these slots from the session's start."""
        self._kinds = tuple(kinds)
        self.start_minute, self.end_minute = start_minute, end_minute
        by_id = {one.id: one for one in kinds}
        place = self.currentIndex().row()
        self._strip.set_rows(
            [
                StripSlot(part, by_id[part.slot_type_id], at, at + part.minutes > end_minute)
                for part, at in zip(slots, list_starts(slots, start_minute), strict=True)
                if part.slot_type_id in by_id
            ]
        )
        self._choose(max(0, place))

    @property
    def slots(self) -> Slots:
        """The slots shown."""
        return tuple(one.part for one in self._strip.rows)

    @property
    def last_minute(self) -> int:
        """Where the strip ends: with the session, or with the slots that outlast it."""
        rows = self._strip.rows
        over = rows[-1].start_minute + rows[-1].part.minutes if rows else 0
        return max(self.end_minute, over, self.start_minute + 1)

    def x_of(self, minute: int) -> int:
        """Return where a minute is, in px of the viewport."""
        width = self.viewport().width()
        return round((minute - self.start_minute) * width / (self.last_minute - self.start_minute))

    def _choose(self, row: int) -> None:
        if self._strip.rows:
            row = min(row, len(self._strip.rows) - 1)
            self.setCurrentIndex(self._strip.index(row, 0))

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
            own = (Qt.Key.Key_Insert, Qt.Key.Key_Delete, *_STEPS)
            if (event.key() in own and held in (_NONE, _CTRL, _SHIFT)) or self._kind_of(event):
                event.accept()
                return True
        return super().event(event)

    def _kind_of(self, event: QKeyEvent) -> SlotType | None:
        typed = event.text()
        if event.modifiers() & ~(_SHIFT | Qt.KeyboardModifier.KeypadModifier) or not typed:
            return None
        by_letter = {one.letter: one for one in self._kinds if one.active}
        return by_letter.get(typed) or by_letter.get(typed.swapcase())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        try:
            if not self._act(event):
                super().keyPressEvent(event)
        except RuleViolation as slip:
            self.refused.emit(slip.message)

    def _act(self, event: QKeyEvent) -> bool:
        """Do what a key says to the chosen slot; False where it says nothing."""
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        row, slots = self.currentIndex().row(), self.slots
        step = _STEPS.get(Qt.Key(event.key()), 0)
        kind = self._kind_of(event)
        if row < 0:
            return False
        if step and held == _CTRL:
            slots, row = move(slots, row, step)
        elif step and held == _SHIFT:
            slots = stretch(slots, row, step * STEP_MINUTES)
        elif event.key() == Qt.Key.Key_Insert and held == _NONE:
            slots, row = add_after(slots, row), row + 1
        elif event.key() == Qt.Key.Key_Delete and held == _NONE:
            slots = remove(slots, row)
        elif kind is not None:
            slots = change_kind(slots, row, kind.id)
        else:
            return False
        self.edited.emit(slots)
        self._choose(row)
        return True

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()

    def _fit(self) -> None:
        look = self._look
        words = look.metrics("bodyBold").height() + look.metrics("caption").height()
        self.setFixedHeight(max(look.px(HIGH_PX), words + look.px(14)) + 2 * look.border_width)
        self.scheduleDelayedItemsLayout()


class StripDelegate(QStyledItemDelegate):
    """Letter and minutes on the kind's colour; a break is plain; past the end in red."""

    def __init__(self, look: Look, view: StripView):
        super().__init__(view)
        self._look = look
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        value: StripSlot = index.data(Role.VALUE)
        left = self._view.x_of(value.start_minute)
        right = self._view.x_of(value.start_minute + value.part.minutes)
        return QSize(max(2, right - left), self._view.viewport().height())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        value: StripSlot = index.data(Role.VALUE)
        look = self._look
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        place = QRectF(option.rect).adjusted(1, 3, -1, -3)
        kind = look.slot_type(value.kind.colour)
        fill, ink = (kind.fill, kind.letter) if value.kind.bookable else self._plain()
        painter.setPen(Qt.PenStyle.NoPen)
        if value.is_past_end:
            fill, ink = look.colour("badTint"), look.colour("bad")
            painter.setPen(QPen(ink, 1.5, Qt.PenStyle.DashLine))
        painter.setBrush(fill)
        painter.drawRoundedRect(place, look.radii.slot, look.radii.slot)
        painter.setPen(ink)
        self._paint_words(painter, place.toRect(), value)
        if option.state & QStyle.StateFlag.State_Selected:
            has_keys = bool(option.state & QStyle.StateFlag.State_HasFocus)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(look.colour("focus" if has_keys else "text"), 3 if has_keys else 2))
            painter.drawRoundedRect(place.adjusted(1, 0, -1, 0), look.radii.slot, look.radii.slot)
        painter.restore()

    def _plain(self) -> tuple[Any, Any]:
        return self._look.colour("sunken"), self._look.colour("text")

    def _paint_words(self, painter: QPainter, place: QRect, value: StripSlot) -> None:
        look = self._look
        painter.setFont(look.font("bodyBold"))
        if not value.kind.bookable:
            side = look.icon_px("inline")
            if place.width() >= side:
                icon = QRect(0, 0, side, side)
                icon.moveCenter(place.center())
                look.paint_icon(painter, QRectF(icon), "coffee", painter.pen().color())
            return
        minutes = str(value.part.minutes)
        narrow = look.metrics("caption").horizontalAdvance(minutes) > place.width() - 2
        top = place if narrow else place.adjusted(0, 0, 0, -place.height() // 2)
        align = Qt.AlignmentFlag.AlignHCenter
        middle = Qt.AlignmentFlag.AlignVCenter if narrow else Qt.AlignmentFlag.AlignBottom
        if look.metrics("bodyBold").horizontalAdvance(value.kind.letter) <= place.width():
            painter.drawText(top, align | middle, value.kind.letter)
        if not narrow:
            painter.setFont(look.font("caption"))
            painter.drawText(
                place.adjusted(0, place.height() // 2, 0, 0),
                align | Qt.AlignmentFlag.AlignTop,
                minutes,
            )


class StripRuler(QWidget):
    """Clock times above the strip."""

    def __init__(self, look: Look, view: StripView, parent: QWidget | None = None):
        super().__init__(parent)
        self._look = look
        self._view = view
        self.setAccessibleName("")
        look.changed.connect(self._fit)
        self._fit()

    def _fit(self) -> None:
        self.setFixedHeight(self._look.metrics("caption").height() + 2)

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, view = self._look, self._view
        with QPainter(self) as painter:
            painter.setFont(look.font("caption"))
            painter.setPen(look.colour("text2"))
            wide = look.metrics("caption").horizontalAdvance("00:00")
            minutes = view.last_minute - view.start_minute
            # The first and the last stand within the strip, half a width nearer to the others.
            fits = [one for one in _RULER_STEPS if self.width() * one / minutes >= wide * 1.7]
            step = fits[0] if fits else _RULER_STEPS[-1]
            for minute in range(-(-view.start_minute // step) * step, view.last_minute + 1, step):
                left = min(max(0, view.x_of(minute) - wide // 2), self.width() - wide)
                place = QRect(left, 0, wide + 1, self.height())
                painter.drawText(place, Qt.AlignmentFlag.AlignCenter, clock(minute))


def clock(minute: int) -> str:
    """Say minutes after midnight as a clock time."""
    return f"{minute // 60 % 24:02}:{minute % 60:02}"
