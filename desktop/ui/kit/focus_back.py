"""Gives the keys back to where they came from, once what they went into has gone."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid


class FocusBack(QObject):
    """Knows from where the focus came into a widget."""

    def __init__(self, widget: QWidget):
        super().__init__(widget)
        self._widget = widget
        self._came_from: QWidget | None = None
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._on_focus_changed)

    @property
    def has_focus(self) -> bool:
        """Whether the focus is in the widget."""
        focus = QApplication.focusWidget()
        return focus is not None and self._widget.isAncestorOf(focus)

    @Slot(QWidget, QWidget)
    def _on_focus_changed(self, old: QWidget | None, now: QWidget | None) -> None:
        inside = self._widget.isAncestorOf
        if old is not None and now is not None and inside(now) and not inside(old):
            self._came_from = old

    def give_back(self) -> bool:
        """Let the keys go back; False where there is nothing left to go back to."""
        came_from = self._came_from
        if came_from is None or not isValid(came_from) or not came_from.isVisible():
            return False
        came_from.setFocus(Qt.FocusReason.OtherFocusReason)
        return True
