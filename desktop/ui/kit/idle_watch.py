"""Says when the screen has to be covered: nobody has touched it for a while, or F12."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

_TOUCHES = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
    }
)


class IdleWatch(QObject):
    """Begins anew at every key and click; hears F12 also where a dialog or a list has the keys.

    Signals: ``cover_wanted()``. Units: whole minutes, 0 for never.
    """

    cover_wanted = Signal()

    def __init__(self, app: QApplication, minutes: int, parent: QObject):
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.cover_wanted)
        self._timer.setInterval(minutes * 60_000)
        self._minutes = minutes
        app.installEventFilter(self)
        if minutes:
            self._timer.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()  # asked once: every event of the program comes by
        if kind not in _TOUCHES:
            return False
        if self._minutes:
            self._timer.start()
        if kind is QEvent.Type.KeyPress and _is_f12_beside_window(event):
            self.cover_wanted.emit()
            return True
        return False


def _is_f12_beside_window(event: QEvent) -> bool:
    """Whether it is F12 while a dialog, menu or list of choices is open over the window.

    The window's own shortcuts rest then: a dialog is modal, and an open list has every key.
    """
    if not isinstance(event, QKeyEvent) or event.key() != Qt.Key.Key_F12 or event.modifiers():
        return False
    over = QApplication.activePopupWidget() or QApplication.activeModalWidget()
    return over is not None
