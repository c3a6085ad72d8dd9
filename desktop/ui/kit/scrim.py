"""The scrim: what is under an open dialog is dimmed, and takes no keys and no clicks."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from desktop.ui.kit.look import Look

STRENGTH = 90
"""Of 255: words under it can still be read, as they may be what the dialog asks about."""


class Scrim(QWidget):
    """Lies over a window for as long as a dialog keeps it from being used."""

    def __init__(self, look: Look, window: QWidget):
        super().__init__(window)
        self.setObjectName("scrim")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._look = look
        self._window = window
        self.hide()
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind is QEvent.Type.WindowBlocked:
            self._cover()
            self.show()
        elif kind is QEvent.Type.WindowUnblocked:
            self.hide()
        elif kind is QEvent.Type.Resize and self.isVisible():
            self._cover()
        return False

    def _cover(self) -> None:
        self.setGeometry(self._window.rect())
        self.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:
        colour = QColor(self._look.colour("scrim"))
        colour.setAlpha(STRENGTH)
        with QPainter(self) as painter:
            painter.fillRect(event.rect(), colour)
