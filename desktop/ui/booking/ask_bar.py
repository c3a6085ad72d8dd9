"""A bar in the form that asks or tells: what has to be agreed, who was quicker, a hold's end."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from desktop.ui.kit.ask_dialog import LONGEST_TYPED
from desktop.ui.kit.buttons import KeyButton
from desktop.ui.kit.look import Look

_ICONS = {
    "conflict": ("warning-circle", "warn", "warnTint"),
    "wrong": ("x-circle", "bad", "badTint"),
    "hold": ("hand-palm", "info", "infoTint"),
    "ask": ("question", "warn", "warnTint"),
}


SAY_WHY = "Say why, in a few words"


class AskBar(QFrame):
    """Words, at most one field for a reason, at most two buttons; hidden when it has no words.

    Signals: ``changed()`` when it asks something else, or nothing; ``left()`` when it goes with
    the focus in it.
    """

    changed = Signal()
    left = Signal()

    def __init__(self, look: Look, name: str, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName(name)
        self._look = look
        self._tone = "ask"
        self._question = ""
        self._icon = QLabel(self)
        self.words = QLabel(self)
        self.words.setObjectName(f"{name}_words")
        self.words.setWordWrap(True)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.why = QLineEdit(self)
        self.why.setObjectName(f"{name}_why")
        self.why.setMaxLength(LONGEST_TYPED)
        self.yes = KeyButton(look, "Yes", kind="primary", name=f"{name}_yes", parent=self)
        self.no = KeyButton(look, "Keep looking", key="Esc", name=f"{name}_no", parent=self)
        self._on_yes: Callable[[], None] | None = None
        self.yes.clicked.connect(self.agree)
        self._on_no: Callable[[], None] | None = None
        self.no.clicked.connect(self._decline)
        text = QVBoxLayout()
        text.addWidget(self.words)
        text.addWidget(self.why)
        row = QHBoxLayout(self)
        row.setContentsMargins(look.px(10), look.px(8), look.px(10), look.px(8))
        row.setSpacing(look.px(10))
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addLayout(text, 1)
        for button in (self.yes, self.no):
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        look.changed.connect(self._apply_look)
        self.hide()

    def ask(
        self,
        tone: str,
        words: str,
        *,
        yes: str = "",
        key: str = "",
        no: str = "",
        no_key: str = "Esc",
        needs_why: bool = False,
        hint: str = SAY_WHY,
        on_yes: Callable[[], None] | None = None,
        on_no: Callable[[], None] | None = None,
        take_focus: bool = False,
    ) -> None:
        """Show words with what can be done about them; ``key`` does it where it has one.

        ``hint`` says in the field what is to be typed there; ``on_no`` is done beside putting
        the bar away.
        """
        self._tone = tone
        self._apply_look()
        self._question = words
        self.say(words)
        self.why.setVisible(needs_why)
        self.why.clear()
        self.why.setPlaceholderText(hint)
        self.why.setAccessibleName("Why" if hint == SAY_WHY else "Who said so")
        self.yes.setVisible(bool(yes))
        agrees = "Ctrl+Enter" if take_focus and not needs_why else ""
        self.yes.set_words(yes or "Yes", key=key or agrees)
        self.no.setVisible(bool(no))
        self.no.set_words(no or "No", key=no_key)
        self._on_yes, self._on_no = on_yes, on_no
        self.show()
        self.changed.emit()
        self._announce(urgent=tone == "conflict")
        if take_focus:
            # The safe answer: Enter pressed twice by habit must not agree to anything.
            first = self.why if needs_why else self.no
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def say(self, words: str) -> None:
        """Change the words, keeping what can be done."""
        self.words.setText(words)
        self.setAccessibleName(words)

    def say_wrong(self, words: str) -> None:
        """Say what is wrong with the reason, before the question, and go to it."""
        self.say(f"{words} {self._question}")
        self._announce(urgent=True)
        self.why.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def reason(self) -> str:
        """Return the reason typed."""
        return self.why.text().strip()

    @property
    def is_asking(self) -> bool:
        """Whether it is there."""
        return not self.isHidden()

    @property
    def can_agree(self) -> bool:
        """Whether something is offered."""
        return self._on_yes is not None

    def agree(self) -> None:
        """Do what was offered."""
        if self._on_yes is not None:
            self._on_yes()

    def _decline(self) -> None:
        on_no = self._on_no
        self.clear()
        if on_no is not None:
            on_no()

    def clear(self) -> None:
        """Put the bar away."""
        focus = QApplication.focusWidget()
        had_focus = focus is not None and self.isAncestorOf(focus)
        self._on_yes = self._on_no = None
        self.hide()
        self.changed.emit()
        if had_focus:
            self.left.emit()

    def _announce(self, *, urgent: bool) -> None:
        event = QAccessibleAnnouncementEvent(self, self.words.text())
        if urgent:
            event.setPoliteness(QAccessible.AnnouncementPoliteness.Assertive)
        QAccessible.updateAccessibility(event)

    def _apply_look(self) -> None:
        look = self._look
        icon, colour, tint = _ICONS[self._tone]
        side = look.icon_px("row")
        self._icon.setPixmap(look.icon(icon, look.colour(colour)).pixmap(QSize(side, side)))
        self.setStyleSheet(
            f"QFrame#{self.objectName()} {{ background: {look.colour(tint).name()}; "
            f"border: {look.border_width}px solid {look.colour(colour).name()}; "
            f"border-radius: {look.radii.card}px; }}"
        )
        self.words.setFont(look.font("bodyStrong"))
