"""The focus ring: 3 px, 1 px outside the control that has the focus, in every window of ours."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QWidget

from desktop.ui.kit.look import Look

# Lists and painted views draw their ring inside, round the current row or cell.
_RINGED = (
    "QAbstractButton",
    "QLineEdit",
    "QComboBox",
    "QAbstractSpinBox",
    "QPlainTextEdit",
    "QTextEdit",
)
_FOLLOWED = (
    QEvent.Type.Move,
    QEvent.Type.Resize,
    QEvent.Type.Show,
    QEvent.Type.Hide,
)
RING_TARGET = "ringTarget"
"""Property of a frame that takes the ring for the field inside it."""


class FocusRing(QWidget):
    """The ring of one window, above everything in it and deaf to the mouse."""

    def __init__(self, look: Look, window: QWidget):
        super().__init__(window)
        self.setObjectName("focus_ring")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._look = look
        self._whole = QRect()
        self.hide()

    def surround(self, control: QWidget) -> None:
        """Draw the ring round the control, no further than its scroll area shows."""
        window = self.parentWidget()
        if window is None or not control.isVisible():
            self.hide()
            return
        out = self._look.ring_room
        place = QRect(control.mapTo(window, QPoint(0, 0)), control.size())
        self._whole = place.adjusted(-out, -out, out, out)
        shown = self._whole & window.rect()
        parent = control.parentWidget()
        while parent is not None and parent is not window:
            if parent.objectName() == "qt_scrollarea_viewport":
                shown &= QRect(parent.mapTo(window, QPoint(0, 0)), parent.size())
            parent = parent.parentWidget()
        if shown.isEmpty():
            self.hide()
            return
        self.setGeometry(shown)
        self.show()
        self.raise_()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        width = self._look.borders.focus
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.translate(self._whole.topLeft() - self.pos())
            painter.setPen(QPen(self._look.colour("focus"), width))
            half = width / 2
            rect = QRectF(0, 0, self._whole.width(), self._whole.height())
            radius = self._look.radii.control + half + 1
            painter.drawRoundedRect(rect.adjusted(half, half, -half, -half), radius, radius)


class FocusRings(QObject):
    """Follows the focus from control to control and from window to window."""

    def __init__(self, look: Look, app: QApplication, parent: QObject):
        super().__init__(parent)
        self._look = look
        self._control: QWidget | None = None
        self._ring: FocusRing | None = None
        self._followed: list[QWidget] = []
        app.focusChanged.connect(self._on_app_focus_changed)
        look.changed.connect(self._place)

    def _on_app_focus_changed(self, _old: QWidget | None, new: QWidget | None) -> None:
        self._let_go()
        if new is None or not any(new.inherits(name) for name in _RINGED):
            return
        parent = new.parentWidget()
        frame = parent if parent is not None and parent.property(RING_TARGET) else new
        window = new.window()
        ring = window.findChild(
            FocusRing, "focus_ring", Qt.FindChildOption.FindDirectChildrenOnly
        ) or FocusRing(self._look, window)
        self._control, self._ring = frame, ring
        step: QWidget | None = frame
        while step is not None and step is not window:
            self._followed.append(step)
            step.installEventFilter(self)
            step = step.parentWidget()
        frame.destroyed.connect(self._forget)
        ring.destroyed.connect(self._forget)
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _FOLLOWED:
            self._place()
        return False

    def _let_go(self) -> None:
        from shiboken6 import isValid

        for one in self._followed:
            if isValid(one):
                one.removeEventFilter(self)
        if self._control is not None and isValid(self._control):
            self._control.destroyed.disconnect(self._forget)
        if self._ring is not None and isValid(self._ring):
            self._ring.destroyed.disconnect(self._forget)
            self._ring.hide()
        self._forget()

    def _forget(self) -> None:
        self._followed = []
        self._control = self._ring = None

    def _place(self) -> None:
        if self._ring is not None and self._control is not None:
            self._ring.surround(self._control)
