"""A field of the form: label above, input, and below it one line of what is wrong or understood."""

from __future__ import annotations

from enum import Enum
from typing import Protocol

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal, Slot
from PySide6.QtGui import QTextOption
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from desktop.ui.kit.look import Look

LONGEST_TYPED = 32_767
"""What a line edit takes; the rules say what fits, so nothing typed is cut off unseen."""


class Tone(Enum):
    """What the line below an input tells."""

    NONE = ""
    UNDERSTOOD = "understood"
    WARNING = "warning"
    WRONG = "wrong"


class Reading(Protocol):
    """How what was typed was read: what is wrong with it, odd, or understood.

    Shape: ``is_early`` says that more typing may put it right.
    """

    @property
    def wrong(self) -> str: ...

    @property
    def doubt(self) -> str: ...

    @property
    def understood(self) -> str: ...

    @property
    def is_early(self) -> bool: ...


_ICONS = {Tone.UNDERSTOOD: "check-circle", Tone.WARNING: "warning-circle", Tone.WRONG: "x-circle"}
_COLOURS = {Tone.UNDERSTOOD: "muted", Tone.WARNING: "warn", Tone.WRONG: "bad"}


class FieldMessage(QWidget):
    """One line below an input: icon and words; takes no room while there is nothing to say."""

    def __init__(self, look: Look, parent: QWidget | None = None):
        super().__init__(parent)
        self._look = look
        self.tone = Tone.NONE
        self._icon = QLabel(self)
        self._icon.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._icon.setAccessibleName("")
        self._words = QLabel(self)
        self._words.setWordWrap(True)
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self._icon)
        row.addWidget(self._words, 1)
        self.hide()

    @property
    def words(self) -> str:
        return self._words.text()

    def say(self, tone: Tone, words: str) -> None:
        self.tone = tone if words else Tone.NONE
        self._words.setText(words)
        self._words.setAccessibleName(words)
        self._paint()
        self.setVisible(bool(words))

    def say_nothing(self) -> None:
        """Take no room."""
        self.say(Tone.NONE, "")

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._paint()

    def _paint(self) -> None:
        if self.tone is Tone.NONE:
            return
        colour = self._look.colour(_COLOURS[self.tone])
        size = self._look.icon_px("inline")
        self._icon.setPixmap(self._look.icon(_ICONS[self.tone], colour).pixmap(QSize(size, size)))
        self._words.setFont(self._look.font("bodyStrong" if self.tone is Tone.WRONG else "body"))
        palette = self._words.palette()
        palette.setColor(self._words.foregroundRole(), colour)
        self._words.setPalette(palette)


class Field(QWidget):
    """Label, input and message of one detail.

    Signals: ``changed()`` as it is typed; ``left()`` when the input loses the focus.
    """

    changed = Signal()
    left = Signal()

    def __init__(self, look: Look, name: str, label: str, parent: QWidget | None = None):
        super().__init__(parent)
        self.name = name
        self._look = look
        self._narrow = (look, 0)
        self._reserved = (look, 1)
        self.label = QLabel(label, self)
        self.label.setObjectName(f"{name}_label")
        self.message = FieldMessage(look, self)
        self.message.setObjectName(f"{name}_message")
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.addWidget(self.label)
        look.changed.connect(self._keep_off_ring)
        self._keep_off_ring()

    @Slot()
    def _keep_off_ring(self) -> None:
        """Keep label and message off the ring round the input."""
        self.column.setSpacing(self._look.ring_room)

    @property
    def text(self) -> str:
        raise NotImplementedError

    def set_text(self, text: str) -> None:
        raise NotImplementedError

    def focus(self) -> None:
        raise NotImplementedError

    def keep_narrow(self, look: Look, width: int) -> None:
        """Be at most so wide, whatever the text size; a width of the design at 100 %."""
        self._narrow = (look, width)
        look.changed.connect(self._be_narrow)
        self._be_narrow()

    def _be_narrow(self) -> None:
        look, width = self._narrow
        self.setMaximumWidth(look.px(width))

    def tell_in(self, message: FieldMessage) -> None:
        """Say things in a line that stands elsewhere: below a whole row of narrow fields."""
        self.message = message

    def tell_beside_label(self, look: Look, *, lines: int = 1) -> None:
        """Say things beside the label; up to so many lines move nothing when a slip is told."""
        head = QHBoxLayout()
        head.setSpacing(10)
        for part in (self.label, self.message):
            self.column.removeWidget(part)
        self.label.setAlignment(Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft)
        head.addWidget(self.label)
        head.addWidget(self.message, 1, Qt.AlignmentFlag.AlignBottom)
        self.column.insertLayout(0, head)
        self._reserved = (look, lines)
        look.changed.connect(self._reserve)
        self._reserve()

    def _reserve(self) -> None:
        look, lines = self._reserved
        self.label.setMinimumHeight(look.metrics("bodyStrong").lineSpacing() * lines)

    @property
    def is_wrong(self) -> bool:
        """Whether a slip is said of it."""
        widget = self.focusProxy()
        is_marked = widget is not None and bool(widget.property("wrong"))
        return is_marked or self.message.tone is Tone.WRONG

    def call(self, label: str) -> None:
        """Give it another label: another choice made it mean something else."""
        widget = self.label.buddy()
        self.label.setText(label)
        if widget is not None:
            widget.setAccessibleName(label)

    def name_input(self, words: str) -> None:
        """Say what the input is where its label alone would not: one of several alike."""
        widget = self.focusProxy()
        if widget is not None:
            widget.setAccessibleName(words)

    def _take_input(self, widget: QWidget, look: Look) -> None:
        widget.setObjectName(self.name)
        widget.setAccessibleName(self.label.text())
        widget.installEventFilter(self)
        self.label.setBuddy(widget)
        self.setFocusProxy(widget)
        self.column.addWidget(widget)
        self.column.addWidget(self.message)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.FocusOut:
            self.left.emit()
        return super().eventFilter(watched, event)

    def show_reading(self, reading: Reading, *, finished: bool) -> None:
        """Show what a reading says; an unfinished slip waits until the field is left."""
        if reading.wrong:
            told = finished or not reading.is_early
            self.say(Tone.WRONG if told else Tone.NONE, reading.wrong if told else "")
        elif reading.doubt:
            self.say(Tone.WARNING, reading.doubt)
        else:
            self.say(Tone.UNDERSTOOD, reading.understood)

    def say(self, tone: Tone, words: str) -> None:
        """Say something below the input; a slip also marks the input itself."""
        self.message.say(tone, words)
        widget = self.focusProxy()
        if widget is None:
            return
        widget.setAccessibleDescription(words)
        wrong = tone is Tone.WRONG and bool(words)
        if bool(widget.property("wrong")) != wrong:
            widget.setProperty("wrong", wrong)
            widget.style().unpolish(widget)
            widget.style().polish(widget)
            widget.updateGeometry()


class LineField(Field):
    """A field of one line."""

    def __init__(self, look: Look, name: str, label: str, parent: QWidget | None = None):
        super().__init__(look, name, label, parent)
        self.edit = QLineEdit(self)
        self.edit.setMaxLength(LONGEST_TYPED)
        self._take_input(self.edit, look)
        self.edit.textChanged.connect(lambda _text: self.changed.emit())

    @property
    def text(self) -> str:
        return self.edit.text()

    def set_text(self, text: str) -> None:
        self.edit.setText(text)
        if not self.edit.hasFocus():
            self.edit.setCursorPosition(0)  # of a long text its beginning is shown

    def focus(self) -> None:
        self.edit.setFocus(Qt.FocusReason.ShortcutFocusReason)


class LinesField(Field):
    """A field of several lines; Tab goes on to the next field."""

    def __init__(self, look: Look, name: str, label: str, parent: QWidget | None = None):
        super().__init__(look, name, label, parent)
        self.edit = QPlainTextEdit(self)
        self.edit.setTabChangesFocus(True)
        self.edit.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self._take_input(self.edit, look)
        self._fit()
        self.edit.textChanged.connect(self.changed)

    @property
    def text(self) -> str:
        return self.edit.toPlainText()

    def set_text(self, text: str) -> None:
        self.edit.setPlainText(text)

    def focus(self) -> None:
        self.edit.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._fit()

    def _fit(self) -> None:
        self.edit.setMinimumHeight(self.fontMetrics().lineSpacing() * 4 + 12)
        self.edit.setMaximumHeight(self.fontMetrics().lineSpacing() * 6 + 12)
