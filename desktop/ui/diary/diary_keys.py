"""What the keys do in the diary: move, extend, open, put down, put back, or begin to type."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from desktop.ui.diary import diary_moves as moves
from desktop.ui.diary.diary_layout import CellBox, DayLayout

if TYPE_CHECKING:
    from desktop.ui.diary.diary_view import DiaryView

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
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_CONTROL = Qt.KeyboardModifier.ControlModifier
_KEYPAD = Qt.KeyboardModifier.KeypadModifier


class DiaryKeys:
    """Turns keys into what the view does."""

    def __init__(self, view: DiaryView):
        self._view = view

    def press(self, event: QKeyEvent) -> bool:
        """Do what the key means here; False when it means nothing in the diary."""
        view = self._view
        key = Qt.Key(event.key())
        if key in _ENTER and not event.modifiers() & ~(_SHIFT | _KEYPAD):
            view.enter()
        elif key is Qt.Key.Key_Escape and view.carried is not None:
            view.put_back()
        elif key in _MOVES:
            self._move(key, event.modifiers())
        elif _is_typing(event):
            view.typed.emit(event.text())
        else:
            return False
        return True

    def _move(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> None:
        view = self._view
        box, layout, now = view.current_box(), view.day_layout, view.model_now
        if box is None or layout is None or now is None:
            return
        is_ctrl, is_shift = bool(modifiers & _CONTROL), bool(modifiers & _SHIFT)
        if is_shift and key is Qt.Key.Key_Down:
            view.choose(moves.extend(layout, view.chosen, now))
        elif is_shift and key is Qt.Key.Key_Up and len(view.chosen) > 1:
            view.choose(view.chosen[:-1])
        else:
            start = view.chosen[0] if key is Qt.Key.Key_Up else box
            found = self._found(key, layout, start, is_ctrl=is_ctrl)
            if found is not None:
                view.choose((found,))

    def _found(
        self, key: Qt.Key, layout: DayLayout, box: CellBox, *, is_ctrl: bool
    ) -> CellBox | None:
        view = self._view
        step = 1 if key in (Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_PageDown) else -1
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            return moves.beside(layout, box, step)
        if key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            return moves.end_of_session(layout, box, last=key is Qt.Key.Key_End)
        if key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            screen = view.viewport().height() - view.look.px(48)
            return moves.page_along(layout, box, step * max(screen, view.look.px(48)))
        if is_ctrl and view.model_now is not None:
            return moves.free_along(layout, box, step, view.model_now)
        return moves.along(layout, box, step)


def _is_typing(event: QKeyEvent) -> bool:
    text = event.text()
    return bool(text) and text.isprintable() and not event.modifiers() & ~(_SHIFT | _KEYPAD)
