"""The keys of the search box that choose among the people found."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit

_OPENING_REASONS = (
    Qt.FocusReason.ShortcutFocusReason,
    Qt.FocusReason.MouseFocusReason,
    Qt.FocusReason.OtherFocusReason,
)
_MOVES = {
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_PageDown: 5,
    Qt.Key.Key_PageUp: -5,
}
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class SearchKeys(QObject):
    """Listens to the box; everything else stays the box's.

    Signals: ``moved(int)`` rows down, ``entered()``, ``escaped()``, ``new_pressed()`` on Ctrl+N
    where ``may_register`` allows it, ``came()`` and ``went()`` with the focus.
    """

    moved = Signal(int)
    entered = Signal()
    escaped = Signal()
    new_pressed = Signal()
    came = Signal()
    went = Signal()

    def __init__(self, box: QLineEdit, may_register: Callable[[], bool]):
        super().__init__(box)
        self._may_register = may_register
        box.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent):
            if event.type() is QEvent.Type.KeyPress:
                return self._take(event)
            if event.type() is QEvent.Type.ShortcutOverride and self._is_new(event):
                # Taken here, so that the window's own Ctrl+N does not come as well.
                event.accept()
                return True
        elif isinstance(event, QFocusEvent):
            if event.lostFocus():
                self.went.emit()
            elif event.reason() in _OPENING_REASONS:
                self.came.emit()
        return False

    def _take(self, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        if self._is_new(event):
            self.new_pressed.emit()
            return True
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        if key in _MOVES:
            self.moved.emit(_MOVES[key])
        elif key in _ENTER:
            self.entered.emit()
        elif key == Qt.Key.Key_Escape:
            self.escaped.emit()
        else:
            return False
        return True

    def _is_new(self, event: QKeyEvent) -> bool:
        held = event.modifiers() == Qt.KeyboardModifier.ControlModifier
        return held and event.key() == Qt.Key.Key_N and self._may_register()
