"""What was understood of a sentence, as chips: Delete takes one away, Enter changes it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.asked import Chip, ChipKind, Understood
from desktop.ui.kit.buttons import KeyButton
from desktop.ui.kit.flowing import FlowRow
from desktop.ui.kit.look import Look

_ICONS = {
    ChipKind.PATIENT: "user",
    ChipKind.WITH: "identification-card",
    ChipKind.WHEN: "calendar-blank",
    ChipKind.TIME: "sun",
    ChipKind.PLACE: "map-pin",
    ChipKind.LENGTH: "hourglass-medium",
    ChipKind.HOW: "phone",
    ChipKind.FOR: "clipboard-text",
    ChipKind.ORDER: "clock",
    ChipKind.REPEAT: "clock-clockwise",
    ChipKind.UNKNOWN: "question",
}
LEAST = 24


class ChipButton(QPushButton):
    """One chip: icon, what it is about, how it was understood, a cross that takes it away.

    Signals: ``removed()``.
    """

    removed = Signal()

    def __init__(self, look: Look, chip: Chip, words: str, parent: QWidget | None = None):
        super().__init__(parent)
        self.chip = chip
        self._look = look
        is_unknown = chip.kind is ChipKind.UNKNOWN
        self.setObjectName("asked_chip")
        self.setProperty("kind", "token")
        self.setProperty("wrong", is_unknown)
        self.setAutoDefault(False)
        about = "" if is_unknown else chip.kind.value
        said = f"“{words}”" if is_unknown else words
        name = f"{chip.why} {said}" if is_unknown else f"{about} {said}"
        self.setAccessibleName(f"{name.strip()}. Enter changes it, Delete takes it away")
        self.setToolTip(f"{name.strip()} (Del takes it away)")
        self._icon, self._about, self._words = QLabel(self), QLabel(about, self), QLabel(said, self)
        self._why = QLabel(chip.why, self)
        self._about.setProperty("tone", "text2")
        for label in (self._icon, self._about, self._words, self._why):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._about.setVisible(bool(about))
        self._why.setVisible(is_unknown)
        self._cross = QToolButton(self)
        self._cross.setProperty("kind", "quiet")
        self._cross.setAccessibleName(f"Take away: {words}")
        self._cross.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._cross.clicked.connect(self.removed)
        row = QHBoxLayout(self)
        row.setContentsMargins(look.px(10), 1, 3, 1)
        row.setSpacing(look.px(6))
        for one in (self._icon, self._about, self._words, self._why, self._cross):
            row.addWidget(one)
        self._apply_look()
        look.changed.connect(self._apply_look)

    def event(self, event: QEvent) -> bool:
        # The window's Delete cancels a visit: here it takes the chip away.
        is_override = event.type() is QEvent.Type.ShortcutOverride
        if is_override and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Delete:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and not event.modifiers():
            self.removed.emit()
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        layout = self.layout()
        assert layout is not None
        wanted = layout.sizeHint()
        least = max(LEAST, self._look.px(30))
        return QSize(wanted.width(), max(least, wanted.height()))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _apply_look(self) -> None:
        look = self._look
        is_unknown = self.chip.kind is ChipKind.UNKNOWN
        side = look.icon_px("need")
        ink = look.colour("warn" if is_unknown else "text")
        icon = look.icon(_ICONS[self.chip.kind], ink, px=side)
        self._icon.setPixmap(icon.pixmap(QSize(side, side)))
        self._about.setFont(look.font("caption"))
        self._why.setFont(look.font("body"))
        self._words.setFont(look.font("bodyStrong"))
        cross = look.icon_px("inline")
        self._cross.setIcon(look.icon("x", ink, px=cross))
        self._cross.setIconSize(QSize(cross, cross))
        self._cross.setFixedSize(max(LEAST, cross + look.px(8)), max(LEAST, cross + look.px(8)))
        self.updateGeometry()


class AskedBar(QFrame):
    """The chips in their order, what contradicts, and Change.

    Signals: ``removed(Chip)``; ``change_requested(Chip or None)`` to go back to the words typed.
    """

    removed = Signal(object)
    change_requested = Signal(object)

    def __init__(self, look: Look, parent: QWidget | None = None):
        super().__init__(parent)
        self._look = look
        self._back_to: int | None = None
        self.setObjectName("asked_bar")
        self.setAccessibleName("What was understood")
        self.heading = QLabel("I understood", self)
        self.heading.setProperty("tone", "text2")
        self.row = FlowRow(look.px(8), self)
        self.chips: tuple[ChipButton, ...] = ()
        self.change = KeyButton(look, "Change", key="F2", kind="link", name="change_asked")
        self.change.clicked.connect(lambda: self.change_requested.emit(None))
        self.contradictions = QLabel(self)
        self.contradictions.setObjectName("asked_contradictions")
        self.contradictions.setTextFormat(Qt.TextFormat.PlainText)
        self.contradictions.setWordWrap(True)
        self.contradictions.setProperty("tone", "warn")
        self.contradictions.hide()
        line = QHBoxLayout()
        line.setSpacing(look.px(8))
        line.addWidget(self.heading, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self.row, 1)
        line.addWidget(self.change, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(4))
        column.addLayout(line)
        column.addWidget(self.contradictions)
        self._apply_look()
        look.changed.connect(self._apply_look)

    def show_understood(self, understood: Understood, named: Mapping[ChipKind, str]) -> None:
        """Show the chips; ``named`` says a kind in other words: the person found by their name."""
        self.row.clear()
        chips: list[ChipButton] = []
        for chip in understood.chips:
            button = ChipButton(self._look, chip, named.get(chip.kind) or chip.words)
            button.removed.connect(partial(self._remove, chip, len(chips)))
            button.clicked.connect(partial(self._change, chip))
            self.row.add(button)
            button.show()
            chips.append(button)
        self.chips = tuple(chips)
        self.contradictions.setText("\n".join(understood.contradictions))
        self.contradictions.setVisible(bool(understood.contradictions))
        self.row.updateGeometry()
        self._go_back()

    def change_chosen(self) -> None:
        """Change the chip that has the focus, else all that was typed (F2)."""
        chosen = next((one.chip for one in self.chips if one.hasFocus()), None)
        self.change_requested.emit(chosen)

    def inputs(self) -> tuple[QWidget, ...]:
        """Return what Tab reaches, in order."""
        return (*self.chips, self.change)

    def _change(self, chip: Chip, _checked: bool = False) -> None:
        self.change_requested.emit(chip)

    def _remove(self, chip: Chip, place: int) -> None:
        self._back_to = place
        self.removed.emit(chip)

    def _go_back(self) -> None:
        """After a chip was taken away by its key, go to the one that stands in its place."""
        place, self._back_to = self._back_to, None
        if place is not None:
            stops = self.inputs()
            stops[min(place, len(stops) - 1)].setFocus(Qt.FocusReason.OtherFocusReason)

    def _apply_look(self) -> None:
        look = self._look
        self.heading.setFont(look.font("body"))
        self.heading.setFixedHeight(max(LEAST, look.px(30)))
        self.contradictions.setFont(look.font("bodyStrong"))
