"""The keys of the booking form, from any of its fields."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

if TYPE_CHECKING:
    from desktop.ui.booking.booking_form import BookingForm

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_CONTROL = Qt.KeyboardModifier.ControlModifier


class BookingKeys(QObject):
    """Up, Down and 1 to 9 choose, PgDn more, Enter books, Esc lets go; any key keeps the hold."""

    def __init__(self, form: BookingForm):
        super().__init__(form)
        self._form = form
        for widget in (form, *form.findChildren(QWidget)):
            widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            self._form.keeper.keep()
            return self._on_key(watched, event)
        if event.type() is QEvent.Type.MouseButtonPress:
            self._form.keeper.keep()
        elif event.type() is QEvent.Type.FocusIn and isinstance(watched, QWidget):
            self._form.show_whole(watched)
        return False

    def _on_key(self, watched: QObject, event: QKeyEvent) -> bool:
        form = self._form
        key, held = Qt.Key(event.key()), event.modifiers()
        plain = not held & ~Qt.KeyboardModifier.KeypadModifier
        if isinstance(watched, QComboBox) and watched.view().isVisible():
            return False
        if key in _ENTER and held == _CONTROL and form.ask.is_asking and form.ask.can_agree:
            form.ask.agree()
        elif key in _ENTER and (plain or held == _CONTROL):
            self._enter(watched)
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and plain and not form.detail.needs.hasFocus():
            form.pane.go(1 if key is Qt.Key.Key_Down else -1)
        elif key is Qt.Key.Key_PageDown and plain:
            form.pane.show_more()
        elif key is Qt.Key.Key_Escape and plain:
            self._escape()
        elif Qt.Key.Key_1 <= key <= Qt.Key.Key_9 and plain and not _takes_figures(watched):
            form.pane.choose_row(key - Qt.Key.Key_1)
        else:
            return False
        return True

    def _enter(self, watched: QObject) -> None:
        focus = QApplication.focusWidget()
        if isinstance(focus, QAbstractButton):  # also one that came later than this filter
            focus.click()
        elif watched is self._form.ask.why:
            self._form.ask.agree()
        elif watched is self._form.pane.filters.from_date:
            self._form.pane.go_to_times()  # none of them has been seen yet
        else:
            self._form.book()

    def _escape(self) -> None:
        form = self._form
        if form.ticks.is_asking:
            form.ask.clear()
        elif form.ask.is_asking and not form.wants_person:
            form.ask.clear()
            form.focus_first()
        else:
            form.close_form()


def _takes_figures(watched: QObject) -> bool:
    return isinstance(watched, QLineEdit | QPlainTextEdit)
