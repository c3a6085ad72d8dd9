"""The diary grid: one painted widget over the day's cells."""

from __future__ import annotations

import time
from datetime import datetime

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QFrame, QToolTip, QWidget

from desktop.domain.diary import Cell, CellState, DiaryDay, cell_state
from desktop.domain.ids import ClinicianId, ClinicId
from desktop.domain.practice import PracticeOutline
from desktop.ui.diary import diary_moves as moves
from desktop.ui.diary.day_painter import DayPainter, Shown
from desktop.ui.diary.diary_accessible import DiaryTree
from desktop.ui.diary.diary_heads import Axis, Heads
from desktop.ui.diary.diary_layout import CellBox, DayLayout, Measures, lay_out
from desktop.ui.diary.diary_model import DiaryModel
from desktop.ui.diary.diary_words import Types
from desktop.ui.kit.look import Look

CHANGED_SHOWN_MS = 3000
SECOND_MS = 1000
_MOVES = {
    Qt.Key.Key_Left,
    Qt.Key.Key_Right,
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
    Qt.Key.Key_Home,
    Qt.Key.Key_End,
    Qt.Key.Key_PageUp,
    Qt.Key.Key_PageDown,
}


class DiaryView(QAbstractScrollArea):
    """A day's columns, cells and times.

    Signals: ``current_changed(cell)``; ``open_requested(cell)`` for a booked one and
    ``book_requested(cells)`` for free ones on Enter or double click; ``move_requested(visit,
    cells)`` when a carried visit is put down; ``typed(text)``; ``next_day_requested()``.
    """

    current_changed = Signal(object)
    open_requested = Signal(object)
    book_requested = Signal(object)
    move_requested = Signal(object, object)
    typed = Signal(str)
    menu_requested = Signal(object, QPoint)
    refused = Signal(str)

    def __init__(self, look: Look, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("diary_view")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Diary")
        self.look = look
        self.model = DiaryModel(self)
        self._pictures = DayPainter(look)
        self.heads = Heads(look, self)
        self.axis = Axis(look, self)
        self.tree = DiaryTree(self)
        self._types: Types = {}
        self._day: DiaryDay | None = None
        self._now: datetime | None = None
        self._layout: DayLayout | None = None
        self._chosen: tuple[CellBox, ...] = ()
        self._carried: moves.Carried | None = None
        self._carried_over: CellBox | None = None
        self._pressed_at: QPoint | None = None
        self._wanted_visit: str | None = None
        self._changed: dict[str, float] = {}
        self._next_change_is_others = False
        self._second = QTimer(self)
        self._second.setInterval(SECOND_MS)
        self._second.timeout.connect(self._on_second)
        look.changed.connect(self._on_look_changed)

    # -- what others call -----------------------------------------------------------------------

    def set_outline(self, outline: PracticeOutline) -> None:
        """Take the kinds of slot."""
        self._types = {one.id: one for one in outline.slot_types}

    def set_day(self, day: DiaryDay, now: datetime) -> None:
        """Show a day; the same one again keeps place, selection and what is carried."""
        same = self._day is not None and self._day.on_date == day.on_date
        if same:
            self._note_changes(day)
        keep = self.current_cell()
        self._day, self._now = day, now
        self.model.show_day(day, now, self._types)
        self._relayout()
        self.tree.rebuild()
        self._choose_again(keep if same else None, reveal=not same)
        if self._has_running():
            self._second.start()
        self.viewport().update()

    def set_now(self, now: datetime) -> None:
        """Move the now line and the minutes."""
        self._now = now
        self.model.set_now(now)
        for strip in (self.heads, self.axis):
            strip.now = now
            strip.update()
        self.viewport().update()

    def current_cell(self) -> Cell | None:
        """Return the selected cell."""
        return self._chosen[-1].cell if self._chosen else None

    def selected_cells(self) -> tuple[Cell, ...]:
        """Return the selected cells, more than one after Shift+Down."""
        return moves.cells_of(self._chosen)

    def place_of(self, cell: Cell) -> tuple[ClinicianId | None, str, ClinicId | None, str]:
        """Return a cell's clinician and clinic, id and name of each."""
        columns = self._day.columns if self._day else ()
        for column in columns:
            if any(session.id == cell.session_id for session in column.sessions):
                return (
                    column.clinician_id,
                    column.clinician_name,
                    column.clinic_id,
                    column.clinic_name,
                )
        return None, "", None, ""

    def current_box(self) -> CellBox | None:
        """Return where the selected cell is."""
        return self._chosen[-1] if self._chosen else None

    def forget_pictures(self) -> None:
        """Drop the kept pictures of cells, so that a bench can paint them cold."""
        self._pictures.cells.forget()

    @property
    def model_now(self) -> datetime | None:
        """The instant the view shows, for the accessible tree."""
        return self._now

    @property
    def day_layout(self) -> DayLayout | None:
        """Where everything stands, for the accessible tree."""
        return self._layout

    def select_visit(self, appointment_id: str) -> None:
        """Select a visit's cell, now or when its day comes in."""
        found = self._layout.find_visit(appointment_id) if self._layout else None
        self._wanted_visit = None if found else appointment_id
        if found is not None:
            self._choose((found,))

    def pick_up(self, visit: moves.Carried) -> None:
        """Carry a visit until it is put down, also across days."""
        self._carried = visit
        self.viewport().update()

    @property
    def carried(self) -> moves.Carried | None:
        """The visit being carried."""
        return self._carried

    def put_down(self) -> None:
        """Put the carried visit down in the selected slot, or say why it does not fit."""
        box = self.current_box()
        if self._carried is None or box is None or self._layout is None or self._now is None:
            return
        minutes = moves.carried_minutes(self._carried)
        run, why = moves.run_for(self._layout, box, minutes, self._now)
        if not run:
            self.refused.emit(f"This time is {why}.")
            return
        visit = self._carried
        self._carried = None
        self.viewport().update()
        self.move_requested.emit(visit, moves.cells_of(run))

    def put_back(self) -> bool:
        """Let a carried visit be where it was; False when none was carried."""
        carried = self._carried is not None
        self._carried = None
        self.viewport().update()
        return carried

    def mark_next_change_as(self, _desk: str) -> None:
        """Outline what the next reload changes for 3 s: another desk did it."""
        self._next_change_is_others = True

    # -- layout ---------------------------------------------------------------------------------

    def _relayout(self) -> None:
        axis = self.axis.width_wanted()
        head = self.heads.height_wanted()
        self.setViewportMargins(axis, head, 0, 0)
        self.heads.setGeometry(0, 0, self.width(), head)
        self.axis.setGeometry(0, head, axis, self.height() - head)
        self.heads.axis_width = axis
        self._layout = None
        if self._day is not None and self._day.columns:
            self._layout = lay_out(self._day, self._measures(), self.viewport().width())
        for strip in (self.heads, self.axis):
            strip.layout_ = self._layout
            strip.now = self._now
        self._set_scroll_ranges()

    def _measures(self) -> Measures:
        look = self.look
        per_ten = look.row_height("diaryPer10Min", padding=8)
        return Measures(
            per_minute=per_ten / 10,
            column_min=look.layout("columnMin"),
            column_ideal=look.layout("columnIdeal"),
            column_max=look.layout("columnMax"),
            least_cell=max(24, look.metrics("bodyStrong").height() + 8),
        )

    def _set_scroll_ranges(self) -> None:
        size = self.viewport().size()
        width = self._layout.width if self._layout else 0
        height = self._layout.height if self._layout else 0
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        across.setRange(0, max(width - size.width(), 0))
        across.setPageStep(size.width())
        across.setSingleStep(self._layout.column_width if self._layout else 20)
        down.setRange(0, max(height - size.height(), 0))
        down.setPageStep(size.height())
        down.setSingleStep(24)
        self._follow_scroll()

    def _follow_scroll(self) -> None:
        self.heads.scrolled = self.horizontalScrollBar().value()
        self.axis.scrolled = self.verticalScrollBar().value()
        self.heads.update()
        self.axis.update()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self._follow_scroll()
        self.viewport().scroll(dx, dy)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        keep = self.current_cell()
        self._relayout()
        self._choose_again(keep, reveal=False)

    def _on_look_changed(self) -> None:
        self._pictures.cells.forget()
        keep = self.current_cell()
        self._relayout()
        self._choose_again(keep, reveal=False)
        self.viewport().update()

    # -- choosing -------------------------------------------------------------------------------

    def _choose_again(self, keep: Cell | None, *, reveal: bool) -> None:
        if self._layout is None or self._now is None:
            self._chosen = ()
            return
        wanted = self._wanted_visit and self._layout.find_visit(self._wanted_visit)
        if wanted:
            self._wanted_visit = None
            self._choose((wanted,))
            return
        found = self._layout.find(keep.key) if keep is not None else None
        if found is not None:
            self._chosen = (found,)
            return
        first = moves.first_of(self._layout, self._now)
        self._chosen = (first,) if first else ()
        if reveal:
            self._scroll_to_now()
            self.current_changed.emit(self.current_cell())

    def _choose(self, boxes: tuple[CellBox, ...]) -> None:
        for box in (*self._chosen, *boxes):
            self.viewport().update(self._on_screen(box.rect).adjusted(-2, -2, 2, 2))
        self._chosen = boxes
        if boxes:
            self._reveal(boxes[-1])
            self.tree.focus_moved()
            self.current_changed.emit(boxes[-1].cell)

    def _reveal(self, box: CellBox) -> None:
        """Scroll so that the cell and a row around it are in sight."""
        margin = 28
        down, across = self.verticalScrollBar(), self.horizontalScrollBar()
        size = self.viewport().size()
        top, bottom = box.rect.top() - margin, box.rect.bottom() + margin
        if top < down.value():
            down.setValue(top)
        elif bottom > down.value() + size.height():
            down.setValue(bottom - size.height())
        if box.rect.left() < across.value():
            across.setValue(box.rect.left())
        elif box.rect.right() > across.value() + size.width():
            across.setValue(box.rect.right() - size.width())

    def _scroll_to_now(self) -> None:
        if self._layout is None or self._now is None:
            return
        if self._layout.start_at <= self._now <= self._layout.end_at:
            third = self.viewport().height() // 3
            self.verticalScrollBar().setValue(self._layout.y_of(self._now) - third)
        else:
            self.verticalScrollBar().setValue(0)

    def _on_screen(self, rect: QRect) -> QRect:
        return rect.translated(
            -self.horizontalScrollBar().value(), -self.verticalScrollBar().value()
        )

    def box_at(self, point: QPoint) -> CellBox | None:
        """Return the cell under a point of the viewport; a row answers over its whole height."""
        if self._layout is None:
            return None
        at = point + QPoint(self.horizontalScrollBar().value(), self.verticalScrollBar().value())
        number = at.x() // max(self._layout.column_width, 1)
        if not 0 <= number < len(self._layout.boxes):
            return None
        hits = [
            box for box in self._layout.boxes[number] if box.rect.adjusted(0, -1, 0, 1).contains(at)
        ]
        return hits[-1] if hits else None

    # -- keyboard -------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, ctrl = (
            Qt.Key(event.key()),
            bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier),
        )
        box = self.current_box()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._enter()
        elif key is Qt.Key.Key_Escape and self._carried is not None:
            self.put_back()
        elif box is not None and key in _MOVES:
            self._move(key, box, ctrl=ctrl, shift=self._is_shift(event))
        elif self._is_typing(event):
            self.typed.emit(event.text())
        else:
            super().keyPressEvent(event)

    def _move(self, key: Qt.Key, box: CellBox, *, ctrl: bool, shift: bool) -> None:
        layout, now = self._layout, self._now
        assert layout is not None
        assert now is not None
        page = self.viewport().height() - self.look.px(48)
        step = 1 if key in (Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_PageDown) else -1
        if key is Qt.Key.Key_Down and shift:
            self._choose(moves.extend(layout, self._chosen, now))
            return
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            found = moves.beside(layout, box, step)
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            found = moves.end_of_session(layout, box, last=key is Qt.Key.Key_End)
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            found = moves.page_along(layout, box, step * page)
        elif ctrl:
            found = moves.free_along(layout, box, step, now)
        else:
            found = moves.along(layout, box, step)
        if found is not None:
            self._choose((found,))

    @staticmethod
    def _is_shift(event: QKeyEvent) -> bool:
        return bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)

    @staticmethod
    def _is_typing(event: QKeyEvent) -> bool:
        plain = Qt.KeyboardModifier.NoModifier | Qt.KeyboardModifier.ShiftModifier
        return bool(event.text()) and event.text().isprintable() and not event.modifiers() & ~plain

    def _enter(self) -> None:
        cell = self.current_cell()
        if self._carried is not None:
            self.put_down()
        elif cell is None or self._now is None:
            return
        elif cell.visits:
            self.open_requested.emit(cell)
        elif cell_state(cell, self._now) not in (CellState.BREAK, CellState.BLOCKED):
            self.book_requested.emit(self.selected_cells())

    # -- mouse ----------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        box = self.box_at(point)
        if box is not None:
            self._choose((box,))
            self._pressed_at = point

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        box = self.current_box()
        if self._pressed_at is None or box is None:
            return
        far = (point - self._pressed_at).manhattanLength() >= QApplication.startDragDistance()
        if far and self._carried is None and box.cell.visits and box.cell.capacity == 1:
            self.pick_up(box.cell.visits[0])
        if self._carried is not None:
            self._carried_over = self.box_at(point)
            self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        dragged = self._carried is not None and self._pressed_at is not None
        target = self.box_at(event.position().toPoint())
        self._pressed_at = None
        self._carried_over = None
        if dragged and target is not None and target is not self.current_box():
            self._choose((target,))
            self.put_down()
        elif dragged:
            self.put_back()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self.box_at(event.position().toPoint()) is not None:
            self._enter()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        cell = self.current_cell()
        box = self.current_box()
        if cell is not None and box is not None:
            below = self._on_screen(box.rect).bottomLeft()
            keyboard = event.reason() is QContextMenuEvent.Reason.Keyboard
            at = self.viewport().mapToGlobal(below) if keyboard else event.globalPos()
            self.menu_requested.emit(cell, at)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            box = self.box_at(event.pos())
            row = self.model.row_of(box.cell.key) if box else -1
            QToolTip.showText(event.globalPos(), self.model.spoken(row) if row >= 0 else "", self)
            return True
        return super().viewportEvent(event)

    # -- painting -------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        layout, now = self._layout, self._now
        if layout is None or now is None or self._day is None:
            self._pictures.paint_empty(painter, self.viewport().rect(), self._day)
            return
        dx, dy = self.horizontalScrollBar().value(), self.verticalScrollBar().value()
        shown = Shown(
            layout=layout,
            now=now,
            types=self._types,
            chosen=self._chosen,
            carried=self._carried,
            carried_over=self._carried_over or self.current_box(),
            changed=frozenset(
                key for key, until in self._changed.items() if until > time.monotonic()
            ),
            has_focus=self.hasFocus() or QApplication.focusWidget() is None,
        )
        painter.translate(-dx, -dy)
        self._pictures.paint(painter, event.rect().translated(dx, dy), shown)

    # -- small clockwork ------------------------------------------------------------------------

    def _note_changes(self, day: DiaryDay) -> None:
        if not self._next_change_is_others or self._layout is None:
            return
        self._next_change_is_others = False
        before = {box.cell.key: box.cell for column in self._layout.boxes for box in column}
        until = time.monotonic() + CHANGED_SHOWN_MS / 1000
        for column in day.columns:
            for session in column.sessions:
                for cell in session.cells:
                    if before.get(cell.key) != cell:
                        self._changed[cell.key] = until
        if self._changed:
            self._second.start()

    def _has_running(self) -> bool:
        """Whether anything counts by seconds: a hold, or an outline that is to go."""
        if self._changed:
            return True
        columns = self._day.columns if self._day else ()
        return any(
            cell.hold is not None
            for column in columns
            for session in column.sessions
            for cell in session.cells
        )

    def _on_second(self) -> None:
        now = time.monotonic()
        self._changed = {key: until for key, until in self._changed.items() if until > now}
        self.viewport().update()
        if not self._has_running():
            self._second.stop()
