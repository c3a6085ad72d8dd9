"""A bar in the form that asks or tells: what has to be agreed, who was quicker, a hold's end."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from desktop.ui.kit.buttons import KeyButton
from desktop.ui.kit.look import Look

_TINTS = {"conflict": "warnTint", "wrong": "badTint", "hold": "infoTint", "ask": "warnTint"}
_ICONS = {
    "conflict": ("warning-circle", "warn"),
    "wrong": ("x-circle", "bad"),
    "hold": ("hand-palm", "info"),
    "ask": ("question", "warn"),
}


class AskBar(QFrame):
    """Words, at most one field for a reason, at most two buttons; hidden when it has no words."""

    def __init__(self, look: Look, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("ask_bar")
        self._look = look
        self._icon = QLabel(self)
        self.words = QLabel(self)
        self.words.setObjectName("ask_words")
        self.words.setWordWrap(True)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.why = QLineEdit(self)
        self.why.setObjectName("ask_why")
        self.why.setPlaceholderText("Say why, in a few words")
        self.why.setAccessibleName("Why")
        self.why.setMaxLength(500)
        self.yes = KeyButton(look, "Yes", kind="primary", name="ask_yes", parent=self)
        self.no = KeyButton(look, "Keep looking", key="Esc", name="ask_no", parent=self)
        self._on_yes: Callable[[], None] | None = None
        self.yes.clicked.connect(self._on_yes_clicked)
        self.why.returnPressed.connect(self._on_yes_clicked)
        self.no.clicked.connect(self.clear)
        text = QVBoxLayout()
        text.addWidget(self.words)
        text.addWidget(self.why)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 12, 8)
        row.setSpacing(10)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(text, 1)
        row.addWidget(self.yes)
        row.addWidget(self.no)
        self.hide()

    def ask(
        self,
        tone: str,
        words: str,
        *,
        yes: str = "",
        no: str = "",
        needs_why: bool = False,
        on_yes: Callable[[], None] | None = None,
        take_focus: bool = False,
    ) -> None:
        """Show words with what can be done about them."""
        look = self._look
        icon, colour = _ICONS[tone]
        side = look.icon_px("rail")
        self._icon.setPixmap(look.icon(icon, look.colour(colour)).pixmap(QSize(side, side)))
        self.setStyleSheet(
            f"QFrame#ask_bar {{ background: {look.colour(_TINTS[tone]).name()}; "
            f"border-radius: {look.radii.card}px; }}"
        )
        self.words.setText(words)
        self.setAccessibleName(words)
        self.why.setVisible(needs_why)
        self.why.clear()
        self.yes.setVisible(bool(yes))
        self.yes.set_words(yes or "Yes")
        self.no.setVisible(bool(no))
        self.no.set_words(no or "No")
        self._on_yes = on_yes
        self.show()
        if take_focus:
            first = self.why if needs_why else self.yes
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def reason(self) -> str:
        """Return the reason typed."""
        return self.why.text().strip()

    def clear(self) -> None:
        """Put the bar away."""
        self._on_yes = None
        self.hide()

    def _on_yes_clicked(self) -> None:
        act = self._on_yes
        if act is not None:
            act()
