"""Buttons with their icon and the key that does the same."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from desktop.ui.kit.look import Look

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class KeyCap(QLabel):
    """A small key, "Ctrl+K"."""

    def __init__(self, text: str, parent: QWidget | None = None):
        super().__init__(text, parent)
        self.setProperty("kind", "keycap")
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Maximum)


class KeyButton(QPushButton):
    """A push button: icon, words, key cap.

    ``kind`` is primary, outlined, danger, plain, quiet or link (see the style sheet).
    """

    def __init__(
        self,
        look: Look,
        words: str,
        *,
        key: str = "",
        icon: str = "",
        kind: str = "plain",
        name: str = "",
        parent: QWidget | None = None,
    ):
        super().__init__(parent)
        self._look = look
        self._icon_name = icon
        self.setProperty("kind", kind)
        self.setObjectName(name)
        self.setAutoDefault(False)
        self._words = QLabel(self)
        self._icon_label = QLabel(self)
        self._cap = KeyCap(key, self)
        row = QHBoxLayout(self)
        row.setContentsMargins(2, 0, 2, 0)
        row.setSpacing(6)
        row.addStretch(1)
        for label in (self._icon_label, self._words, self._cap):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            row.addWidget(label)
        row.addStretch(1)
        self._key = key
        self.set_words(words)
        self._apply_look()
        look.changed.connect(self._apply_look)

    def words(self) -> str:
        """Return the words on the button."""
        return self._words.text()

    def set_words(self, words: str, *, key: str | None = None) -> None:
        """Change the words (and the key)."""
        self._words.setText(words)
        if not words:
            self._words.hide()  # an icon alone stands in the middle
        elif self._words.testAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide):
            self._words.show()  # shown before it is in its place, it would lose its font there
        if key is not None:
            self._key = key
            self._cap.setText(key)
        self._cap.setVisible(bool(self._key))
        self.setAccessibleName(f"{words}, {self._key}" if self._key else words)
        self.updateGeometry()

    def set_kind(self, kind: str) -> None:
        """Change how strong the button looks."""
        if kind != self.property("kind"):
            self.setProperty("kind", kind)
            for one in (self, self._words, self._cap):
                self.style().unpolish(one)
                self.style().polish(one)
            self._apply_look()

    def set_icon(self, icon: str) -> None:
        """Change the icon."""
        self._icon_name = icon
        self._apply_look()

    def sizeHint(self) -> QSize:
        layout = self.layout()
        wanted = layout.sizeHint() if layout else super().sizeHint()
        height = self._look.row_height("control", padding=10)
        return QSize(wanted.width() + self._look.px(16), max(height, wanted.height() + 4))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Qt lets Enter press a button in a dialog alone.
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.key() in _ENTER and plain and not event.isAutoRepeat():
            self.click()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.EnabledChange:
            self._words.setEnabled(self.isEnabled())

    def _apply_look(self) -> None:
        is_quiet = self.property("kind") == "quiet"
        self._words.setFont(self._look.font("body" if is_quiet else "bodyStrong"))
        self._icon_label.setVisible(bool(self._icon_name))
        if self._icon_name:
            side = self._look.icon_px("row")
            colour = {
                "primary": "onPrimary",
                "outlined": "primary",
                "danger": "surface",
            }.get(self.property("kind"), "text")
            icon = self._look.icon(self._icon_name, self._look.colour(colour))
            self._icon_label.setPixmap(icon.pixmap(QSize(side, side)))
        self.updateGeometry()
