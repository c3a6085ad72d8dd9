"""The message bar: the last thing done with its Undo; desk, person, connection, help."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from desktop.ui.kit.buttons import KeyButton, KeyCap
from desktop.ui.kit.look import Look
from desktop.ui.kit.whole_label import WholeLabel

EDGE, GAP, GROUP_GAP = 12, 8, 6
"""Pixels beside the bar, between its parts, and more between its groups."""
KEPT = 200
"""How many messages Ctrl+J can show."""

_ICONS = {
    "done": ("check-circle", "good"),
    "hold": ("hand-palm", "info"),
    "conflict": ("warning-circle", "warn"),
    "wrong": ("x-circle", "bad"),
    "undo": ("arrow-counter-clockwise", "warn"),
    "info": ("info", "text2"),
}


@dataclass(frozen=True, slots=True)
class Message:
    """One message; ``tone`` is done, hold, conflict, wrong, undo or info.

    ``action`` names a button with what it does and its ``key``; ``can_undo`` shows Undo and its
    key.
    """

    text: str
    tone: str = "done"
    action: str = ""
    key: str = ""
    on_action: Callable[[], None] | None = None
    can_undo: bool = False
    at: datetime | None = None


class MessageBar(QFrame):
    """Messages stay until the next one.

    Signals: ``undo_requested()``, ``help_requested()``.
    """

    undo_requested = Signal()
    help_requested = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("messageBar")
        self.setAccessibleName("Messages")
        self._look = look
        self.history: list[Message] = []
        self._message = Message("", "info")
        self._icon = QLabel(self)
        self._text = WholeLabel("", self)
        self._text.setObjectName("message_text")
        self.action = KeyButton(look, "", kind="plain", name="message_action", parent=self)
        self.action.clicked.connect(self._on_action_clicked)
        self.undo = QPushButton("Undo", self)
        self.undo.setObjectName("undo_button")
        self.undo.setProperty("kind", "link")
        self.undo.setAccessibleName("Undo, Ctrl+Z")
        self.undo.setAutoDefault(False)
        self.undo.clicked.connect(self.undo_requested)
        self._undo_cap = KeyCap("Ctrl+Z", self)
        self._desk_icon, self._desk = QLabel(self), QLabel(self)
        self._person_icon, self._person = QLabel(self), QLabel(self)
        self._live_icon, self._live = QLabel(self), QLabel(self)
        for label, name in ((self._desk, "desk"), (self._person, "person"), (self._live, "live")):
            label.setObjectName(f"message_{name}")
        self._live.setProperty("tone", "text2")
        self._desk_words = self._person_words = ("", "")
        self._is_narrow = False
        self._is_live = True
        self._live_words = ""
        self.help = QPushButton("Help and keys", self)
        self.help.setObjectName("help_button")
        self.help.setProperty("kind", "words")
        self.help.setAccessibleName("Help and keys, F1")
        self.help.setAutoDefault(False)
        self.help.clicked.connect(self.help_requested)
        self._help_cap = KeyCap("F1", self)
        self._build_row()
        look.changed.connect(self._apply_look)
        self._show_parts(self._message)
        self._apply_look()

    def show_message(self, message: Message, *, urgent: bool = False) -> None:
        """Show a message, keep it for Ctrl+J, say it to a screen reader."""
        self._message = message
        if message.text:
            if self.history and self.history[-1].text == message.text:
                self.history.pop()  # the same once more: a key pressed again while paused
            self.history.append(message)
            del self.history[:-KEPT]
            self._announce(message.text, urgent=urgent)
        self._show_parts(message)
        self.style().unpolish(self)
        self.style().polish(self)
        self._apply_look()

    def _show_parts(self, message: Message) -> None:
        self.setProperty("tone", message.tone)
        self.undo.setVisible(message.can_undo)
        self._undo_cap.setVisible(message.can_undo)
        self.action.setVisible(bool(message.action))
        self.action.set_kind("plain" if message.tone in ("wrong", "undo", "info") else "primary")
        self.action.set_words(message.action or "Do it", key=message.key)

    def message(self) -> Message:
        """Return the message shown."""
        return self._message

    def show_desk(self, desk: str, site: str) -> None:
        """Show which desk this is, and where."""
        self._desk_words = (desk, site)
        self._show_words()

    def show_person(self, name: str, role: str) -> None:
        """Show who is signed in."""
        self._person_words = (name, role)
        self._show_words()

    def show_live(self, is_live: bool, words: str) -> None:
        """Show whether the database answers."""
        self._is_live, self._live_words = is_live, words
        self._apply_look()

    def _announce(self, text: str, *, urgent: bool) -> None:
        from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

        event = QAccessibleAnnouncementEvent(self, text)
        if urgent:
            event.setPoliteness(QAccessible.AnnouncementPoliteness.Assertive)
        QAccessible.updateAccessibility(event)

    def _on_action_clicked(self) -> None:
        if self._message.on_action is not None:
            self._message.on_action()

    def _build_row(self) -> None:
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        row = QHBoxLayout(self)
        row.setContentsMargins(EDGE, 0, EDGE, 0)
        row.setSpacing(GAP)
        row.addWidget(self._icon)
        row.addWidget(self._text)
        for one in (self.action, self.undo, self._undo_cap):
            row.addWidget(one)
        row.addStretch(1)
        groups = (
            (self._desk_icon, self._desk),
            (self._person_icon, self._person),
            (self._live_icon, self._live),
            (self._help_cap, self.help),
        )
        for icon, words in groups:
            row.addSpacing(GROUP_GAP)
            row.addWidget(icon)
            row.addWidget(words)

    def _apply_look(self) -> None:
        look = self._look
        # Higher only for words that do not fit into one line.
        self.setMinimumHeight(
            max(look.layout("messageBar"), look.metrics("body").height() + look.px(12))
        )
        side = look.icon_px("row")
        icon, colour = _ICONS[self._message.tone]
        self._set_icon(self._icon, icon, colour, side)
        self._icon.setVisible(bool(self._message.text))
        self._set_icon(self._desk_icon, "desktop", "text2", side)
        self._set_icon(self._person_icon, "user-circle", "text2", side)
        live = ("wifi-high", "good") if self._is_live else ("wifi-slash", "bad")
        self._set_icon(self._live_icon, *live, side)
        self._live.setText(self._live_words)
        self._show_words()
        for label in (self._text, self._desk, self._person, self._live, self.undo, self.help):
            label.setFont(look.font("body"))
        self._text.show_text(self._message.text)
        self._fit()

    def _show_words(self) -> None:
        quiet = self._look.colour("text2").name()
        for label, (strong, rest) in (
            (self._desk, self._desk_words),
            (self._person, self._person_words),
        ):
            more = (
                "" if self._is_narrow else f' <span style="color:{quiet}">{_as_html(rest)}</span>'
            )
            label.setText(f'<span style="font-weight:600">{_as_html(strong)}</span>{more}')
            label.setAccessibleName(f"{strong} {rest}".strip())

    def _set_icon(self, label: QLabel, name: str, colour: str, side: int) -> None:
        icon = self._look.icon(name, self._look.colour(colour), px=side)
        label.setPixmap(icon.pixmap(QSize(side, side)))

    def resizeEvent(self, event: object) -> None:
        super().resizeEvent(event)  # type: ignore[arg-type]  # PySide's stub names QResizeEvent
        narrow = self.width() < self._look.px(1000)
        if narrow != self._is_narrow:
            self._is_narrow = narrow
            self._show_words()
        self.help.setText("Help" if narrow else "Help and keys")
        for one in (self._desk_icon, self._person_icon):
            one.setVisible(not narrow)
        self._fit()

    def _fit(self) -> None:
        """Leave desk and person out of a narrow bar while the message needs their room.

        Reckoned from what each part asks for, never from what is shown: a part that comes or goes
        resizes the bar, which asks again.
        """
        message = (self._icon, self._text, self.action, self.undo, self._undo_cap)
        parts = (*message, self._live_icon, self._live, self._help_cap, self.help)
        shown = [one for one in parts if not one.isHidden()]
        shown += [self._desk, self._person]
        wanted = sum(one.sizeHint().width() + GAP for one in shown) + 2 * EDGE + 4 * GROUP_GAP
        is_crowded = self._is_narrow and wanted > self.width()
        for one in (self._desk, self._person):
            if one.isHidden() is not is_crowded:
                one.setHidden(is_crowded)


def _as_html(words: str) -> str:
    return words.replace("&", "&amp;").replace("<", "&lt;")
