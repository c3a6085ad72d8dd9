"""What the mouse does in the diary: choose, and drag a visit to another time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QTimer
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication

from desktop.ui.diary.diary_layout import CellBox

if TYPE_CHECKING:
    from desktop.ui.diary.diary_view import DiaryView

_EDGE = 24
_SCROLL_EVERY_MS = 60


class DiaryPointer(QObject):
    """Follows one press: a click chooses, a press that goes far carries the visit under it."""

    def __init__(self, view: DiaryView):
        super().__init__(view)
        self._view = view
        self._pressed_at: QPoint | None = None
        self._from: CellBox | None = None
        self._at = QPoint()
        self.over: CellBox | None = None
        self.is_dragging = False
        self._edge = QTimer(self)
        self._edge.setInterval(_SCROLL_EVERY_MS)
        self._edge.timeout.connect(self._on_edge_timeout)

    def press(self, point: QPoint) -> None:
        """Choose the cell under the pointer and remember where the press began."""
        box = self._view.box_at(point)
        if box is None:
            return
        self._pressed_at, self._from = point, box
        self._view.choose((box,))
        if self._view.carried is None:
            self._view.pressed.emit(box.cell)

    def move(self, point: QPoint) -> None:
        """Carry the visit once the pointer has gone far enough; show what it is over."""
        if self._pressed_at is None or self._from is None:
            return
        if not self.is_dragging:
            far = (point - self._pressed_at).manhattanLength() >= QApplication.startDragDistance()
            cell = self._from.cell
            if not far or self._view.carried is not None or len(cell.visits) != 1:
                return
            if cell.capacity > 1:
                return
            self.is_dragging = True
            self._view.pick_up(cell.visits[0])
            self._edge.start()
        self._at = point
        over = self._view.box_at(point)
        if over is not self.over:
            self.over = over
            self._view.viewport().update()

    def release(self, point: QPoint) -> None:
        """Put a dragged visit down where it was let go, or back where nothing takes it."""
        was_dragging, started = self.is_dragging, self._from
        self.stop()
        if not was_dragging:
            return
        target = self._view.box_at(point)
        if target is None or target is started:
            self._view.put_back()
            return
        self._view.choose((target,))
        if not self._view.put_down():
            self._view.put_back()

    def stop(self) -> None:
        """Forget the press."""
        self._pressed_at = self._from = self.over = None
        self.is_dragging = False
        self._edge.stop()

    def _on_edge_timeout(self) -> None:
        """Scroll while a visit is held near an edge."""
        size = self._view.viewport().size()
        down, across = self._view.verticalScrollBar(), self._view.horizontalScrollBar()
        if self._at.y() < _EDGE:
            down.setValue(down.value() - _EDGE)
        elif self._at.y() > size.height() - _EDGE:
            down.setValue(down.value() + _EDGE)
        if self._at.x() < _EDGE:
            across.setValue(across.value() - across.singleStep())
        elif self._at.x() > size.width() - _EDGE:
            across.setValue(across.value() + across.singleStep())

    def open_menu(self, event: QContextMenuEvent) -> None:
        """Ask for the menu of the cell under the pointer, or by key of the selected one."""
        view = self._view
        is_key = event.reason() is QContextMenuEvent.Reason.Keyboard
        box = view.current_box() if is_key else view.box_at(event.pos())
        if box is None:
            return
        if box not in view.chosen:
            view.choose((box,))
        if is_key:
            view.ask_menu()
        else:
            view.menu_requested.emit(box.cell, event.globalPos())
