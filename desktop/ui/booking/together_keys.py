"""The keys of a page of several visits, from any of its fields."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLineEdit,
    QListView,
    QPlainTextEdit,
    QWidget,
)

from desktop.ui.booking.together_booking import TogetherBooking

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_CONTROL = Qt.KeyboardModifier.ControlModifier
_LEAVE = (Qt.Key.Key_Space, Qt.Key.Key_Delete)


class TogetherKeys(QObject):
    """Up, Down choose a row, 1 to 9 a time, Space leaves one, Enter books, Esc closes."""

    def __init__(self, page: TogetherBooking):
        super().__init__(page)
        self._page = page
        for widget in (page, *page.findChildren(QWidget)):
            widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent):
            on_list = watched is self._page.list
            if event.type() is QEvent.Type.ShortcutOverride and on_list:
                # The window's Delete cancels a visit: here it means a row of the list.
                if event.key() == Qt.Key.Key_Delete:
                    event.accept()
                return False
            if event.type() is QEvent.Type.KeyPress:
                self._page.hold.keeper.keep()
                return self._on_key(watched, event)
        elif event.type() is QEvent.Type.MouseButtonPress:
            self._page.hold.keeper.keep()
        elif event.type() is QEvent.Type.FocusIn and isinstance(watched, QWidget):
            self._page.show_whole(watched)
        return False

    def _on_key(self, watched: QObject, event: QKeyEvent) -> bool:
        page = self._page
        key, held = Qt.Key(event.key()), event.modifiers()
        plain = not held & ~Qt.KeyboardModifier.KeypadModifier
        if isinstance(watched, QComboBox) and watched.view().isVisible():
            return False
        if key in _ENTER and held == _CONTROL and page.ask.is_asking and page.ask.can_agree:
            page.ask.agree()
        elif key in _ENTER and (plain or held == _CONTROL):
            self._enter(watched)
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and plain and not _has_rows(watched, page):
            page.go(1 if key is Qt.Key.Key_Down else -1)
        elif key is Qt.Key.Key_Escape and plain:
            self._escape()
        elif key in _LEAVE and plain and watched is page.list:
            page.leave()
        elif key is Qt.Key.Key_Space and plain and page.leaves and isinstance(watched, QComboBox):
            page.leave()  # Alt+Down opens the box
        elif Qt.Key.Key_1 <= key <= Qt.Key.Key_9 and plain and not _takes_figures(watched):
            page.choose(key - Qt.Key.Key_0)
        else:
            return False
        return True

    def _enter(self, watched: QObject) -> None:
        page, focus = self._page, QApplication.focusWidget()
        if isinstance(focus, QAbstractButton):
            focus.click()
        elif watched is page.ask.why:
            page.ask.agree()
        elif watched in page.asked_inputs and isinstance(watched, QLineEdit):
            page.go_to_list()  # none of the rows has been seen yet
        elif _has_rows(watched, page) and isinstance(watched, QListView):
            page.choose(watched.currentIndex().row() + 1)
            page.list.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            page.book()

    def _escape(self) -> None:
        page = self._page
        if page.ask.is_asking:
            page.ask.clear()
            page.list.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            page.close_page()


def _has_rows(watched: QObject, page: TogetherBooking) -> bool:
    """Whether it is a list of its own, beside the page's."""
    return isinstance(watched, QListView) and watched is not page.list


def _takes_figures(watched: QObject) -> bool:
    return isinstance(watched, QLineEdit | QPlainTextEdit)
