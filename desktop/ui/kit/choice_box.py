"""A choice from a list: a letter goes to the entry with a word that begins so."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import QElapsedTimer, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QSizePolicy,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QWidget,
)

from desktop.ui.kit.look import Look

_HELD = (
    Qt.KeyboardModifier.ControlModifier
    | Qt.KeyboardModifier.AltModifier
    | Qt.KeyboardModifier.MetaModifier
)


_CHORD = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.MetaModifier


WIDEST = 560
"""What a box that keeps its words whole takes at most, at 100 % text."""


class ChoiceBox(QComboBox):
    """A combo box with our caret, wide enough for what is chosen."""

    def __init__(self, look: Look, name: str, parent: QWidget | None = None):
        super().__init__(parent)
        self._look = look
        self._values: list[object] = []
        self._typed = ""
        self._is_whole = False
        self._since = QElapsedTimer()
        self.setObjectName(name)
        self.setProperty("kind", "choice")
        self.setMaxVisibleItems(20)
        # The place it stands in says how wide it is; a long entry must not push others away.
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(6)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.view().setAccessibleName("Choices")
        self.currentTextChanged.connect(self.setToolTip)
        look.changed.connect(self.updateGeometry)

    def keep_whole(self) -> None:
        """Ask for the width of what is chosen, within reason: where nothing else stands beside."""
        self._is_whole = True
        self.currentTextChanged.connect(self.updateGeometry)

    def minimumSizeHint(self) -> QSize:
        wanted = super().minimumSizeHint()
        if not self._is_whole:
            return wanted
        look = self._look
        whole = self.fontMetrics().horizontalAdvance(self.currentText()) + look.px(44)
        return QSize(max(wanted.width(), min(whole, look.px(WIDEST))), wanted.height())

    def fill(self, entries: Iterable[tuple[str, object]]) -> None:
        """Offer other entries, each with its words and its value."""
        offered = list(entries)
        self._values = [value for _, value in offered]
        self.clear()
        for words, value in offered:
            self.addItem(words, value)
        self.updateGeometry()

    def currentData(self, role: int = int(Qt.ItemDataRole.UserRole)) -> Any:
        """Return the value chosen as it was given; Qt makes plain text of an enum of texts."""
        place = self.currentIndex()
        if role == Qt.ItemDataRole.UserRole and 0 <= place < len(self._values):
            return self._values[place]
        return super().currentData(role)

    def choose(self, value: object) -> bool:
        """Choose the entry of a value; False when there is none."""
        place = self.findData(value)
        if place >= 0:
            self.setCurrentIndex(place)
        return place >= 0

    def go_to(self, letters: str) -> bool:
        """Go to the next entry that begins with the letters, else has a word that does."""
        wanted = letters.casefold()
        places = [(self.currentIndex() + 1 + step) % self.count() for step in range(self.count())]
        if len(wanted) > 1:
            places = [self.currentIndex(), *places]
        for begins in (_begins, _has_word):
            for place in places:
                flags = self.model().flags(self.model().index(place, 0))
                if flags & Qt.ItemFlag.ItemIsEnabled and begins(
                    self.itemText(place).casefold(), wanted
                ):
                    self.setCurrentIndex(place)
                    return True
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        text = event.text()
        fresh = not self._since.isValid() or self._since.elapsed() > _pause_ms()
        goes_on = not fresh and self._typed  # "Room 8": a space in words goes on with them
        is_letter = text.isprintable() and (text.strip() or (text and goes_on))
        if is_letter and not event.modifiers() & _HELD and self.count():
            self._typed = text if fresh else self._typed + text
            self._since.start()
            if not self.go_to(self._typed):
                self._typed = text
                self.go_to(text)
            self.activated.emit(self.currentIndex())
        elif event.modifiers() & _CHORD:
            event.ignore()  # Qt would take Ctrl+S for a letter to look for: it is the form's
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        # Scrolling the form past it must not change what was chosen.
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        box, text = QStyle.ComplexControl.CC_ComboBox, QStyle.SubControl.SC_ComboBoxEditField
        room = self.style().subControlRect(box, option, text, self).width() - 4
        option.currentText = self.fontMetrics().elidedText(
            option.currentText, Qt.TextElideMode.ElideRight, room
        )
        look = self._look
        side = look.icon_px("inline")
        place = QRectF(self.width() - side - look.px(7), (self.height() - side) / 2, side, side)
        painter = QStylePainter(self)
        with painter:
            painter.drawComplexControl(box, option)
            painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
            if self.isEnabled():  # else there is nothing to open
                look.paint_icon(painter, place, "caret-down", look.colour("text"), bold=True)


def _begins(words: str, letters: str) -> bool:
    return words.startswith(letters)


def _has_word(words: str, letters: str) -> bool:
    return any(word.startswith(letters) for word in words.split())


def _pause_ms() -> int:
    return QApplication.keyboardInputInterval()
