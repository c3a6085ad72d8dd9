"""The search box: one line that takes a name, a date or a number."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QWidget

from desktop.ui.kit.buttons import KeyCap
from desktop.ui.kit.focus_ring import RING_TARGET
from desktop.ui.kit.look import Look

LETTERS_SEARCH = "lettersSearch"
"""The property of what has no use for letters itself and lets them go to the search box."""
PLACEHOLDER = "Find a patient, or say what they need"
SHORTER = ("Find a patient", "Find")
"""What it says where there is less room; its name for a screen reader is the whole."""
FINDS = "Name, birth date, number, phone or postcode"
SAYS = "what they need: maggie hughes nurse next week am"
HINT_FROM = 700
"""From which width on, at 100 % text, there is room for a hint beside what is typed."""
_STAYS = (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason)
"""The focus comes back by itself, and the cursor is where it was."""


class SearchBox(QFrame):
    """Icon, field, key cap in one frame.

    Signals: ``query_changed(text)``; ``accepted()`` on Enter; ``moved(step)`` on Up and Down;
    ``left()`` on Esc; ``undo_requested()`` on Ctrl+Z with nothing typed.
    """

    query_changed = Signal(str)
    accepted = Signal()
    moved = Signal(int)
    left = Signal()
    focused = Signal()
    undo_requested = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("searchFrame")
        self.setProperty(RING_TARGET, True)
        self._look = look
        self._icon = QLabel(self)
        self.field = QLineEdit(self)
        self.field.setObjectName("search_box")
        self.field.setPlaceholderText(PLACEHOLDER)
        self.field.setAccessibleName(f"{PLACEHOLDER}, Ctrl+K")
        self.field.setToolTip(f"{FINDS}. Or {SAYS} (Ctrl+F1 for more)")
        self.field.setMaxLength(400)
        self.hint = QLabel(self)
        self.hint.setObjectName("search_box_hint")
        self.hint.setProperty("tone", "muted")
        self.hint.hide()
        self.cap = KeyCap("Ctrl+K", self)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 0, 8, 0)
        row.setSpacing(6)
        for one in (self._icon, self.field, self.hint, self.cap):
            row.addWidget(one)
        self.setFocusProxy(self.field)
        self.field.installEventFilter(self)
        self.field.textChanged.connect(self.query_changed)
        look.changed.connect(self._apply_look)
        self._apply_look()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.FocusIn:
            self.focused.emit()
        elif event.type() is QEvent.Type.FocusOut and isinstance(event, QFocusEvent):
            if event.reason() not in _STAYS:
                self.field.home(False)  # what it holds is read from its beginning
        elif event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if self._is_undo(event) and not self.field.text():
                event.ignore()  # nothing typed to take back: Ctrl+Z undoes the last act
                return True
        elif event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._on_key(event)
        return super().eventFilter(watched, event)

    def _on_key(self, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        if self._is_undo(event) and not self.field.text():
            self.undo_requested.emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.accepted.emit()
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.moved.emit(1 if key is Qt.Key.Key_Down else -1)
        elif key is Qt.Key.Key_Escape:
            self.left.emit()
        else:
            return False
        return True

    @staticmethod
    def _is_undo(event: QKeyEvent) -> bool:
        ctrl = Qt.KeyboardModifier.ControlModifier
        return event.key() == Qt.Key.Key_Z and event.modifiers() == ctrl

    def show_hint(self, words: str) -> None:
        """Say what Enter and Esc do now; "" for a box that only searches."""
        self.hint.setText(words)
        self.cap.setText("Esc" if words else "Ctrl+K")
        self._fit_hint()

    def _fit_hint(self) -> None:
        has_room = self.width() >= self._look.px(HINT_FROM)
        self.hint.setVisible(bool(self.hint.text()) and has_room)

    def sizeHint(self) -> QSize:
        look = self._look
        return QSize(look.px(500), look.row_height("toolbar", padding=12))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_hint()
        self._fit_placeholder()

    def _fit_placeholder(self) -> None:
        """Say as much as there is room for."""
        parts = (self._icon.sizeHint().width(), self.cap.sizeHint().width())
        room = self.width() - sum(parts) - 18 - 2 * 6 - 14
        metrics = self._look.metrics("body")
        fitting = [one for one in (PLACEHOLDER, *SHORTER) if metrics.horizontalAdvance(one) <= room]
        self.field.setPlaceholderText(fitting[0] if fitting else SHORTER[-1])

    def _apply_look(self) -> None:
        look = self._look
        side = look.icon_px("row")
        icon = look.icon("magnifying-glass", look.colour("text2"), px=side)
        self._icon.setPixmap(icon.pixmap(QSize(side, side)))
        self.setFixedHeight(look.row_height("toolbar", padding=12))
        self.field.setFont(look.font("body"))
        self.hint.setFont(look.font("caption"))
        self._fit_placeholder()
