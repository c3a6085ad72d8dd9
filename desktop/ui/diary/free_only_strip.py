"""The strip over the message bar while free slots alone are shown."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from desktop.ui.kit.buttons import KeyButton
from desktop.ui.kit.look import Look


class FreeOnlyStrip(QFrame):
    """Says that not all is shown, and shows all again."""

    def __init__(self, look: Look, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("free_only_strip")
        self._look = look
        self.words = QLabel(self)
        self.words.setObjectName("free_only_words")
        self.words.setWordWrap(True)
        self.show_all = KeyButton(
            look, "Show all", key="Ctrl+Shift+F", name="show_all_button", parent=self
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 12, 4)
        row.setSpacing(look.px(10))
        row.addWidget(self.words, 1)
        row.addWidget(self.show_all)
        look.changed.connect(self._apply_look)
        self._apply_look()
        self.hide()

    def say(self, shown: int, hidden: int) -> None:
        """Say how many cells are shown and how many are hidden."""
        if not hidden:
            words = "Free slots only: nothing is hidden here."
        elif shown:
            words = f"Free slots only: {shown} shown, {hidden} hidden."
        else:
            words = f"No free slots match. {hidden} are hidden by “free slots only”."
        self.words.setText(words)
        self.setAccessibleName(words)

    def _apply_look(self) -> None:
        self.words.setFont(self._look.font("bodyStrong"))
