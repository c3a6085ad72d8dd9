"""A time of day that takes times as people type them: 9, 900, 9:00, 0900."""

from __future__ import annotations

from datetime import time

from PySide6.QtCore import Qt, QTime
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractSpinBox, QTimeEdit, QWidget

SIDES = (6, 0, 6, 0)
"""Room beside the figures: a padding in the style sheet does not reach them."""


class ClockEdit(QTimeEdit):
    """A wall-clock time; figures typed make a new one, arrows change it, Tab leaves it.

    Qt's own takes figures into the part under its cursor, drops those that do not fit there, and
    goes from part to part with Tab.
    """

    def __init__(self, at: time, parent: QWidget | None = None):
        super().__init__(parent)
        self.setDisplayFormat("HH:mm")
        self.lineEdit().setTextMargins(*SIDES)
        self._typed = ""
        self.show_time(at)

    @property
    def at(self) -> time:
        """The time it shows."""
        shown = self.time()
        return time(shown.hour(), shown.minute())

    def show_time(self, at: time) -> None:
        """Show a time."""
        self._typed = ""
        self.setTime(QTime(at.hour, at.minute))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        typed = event.text()
        if event.key() == Qt.Key.Key_Backspace and self._typed:
            self._take(self._typed[:-1])
        elif typed and typed in "0123456789:.":
            whole = read_typed(self._typed + typed)
            # What can't go on with the figures before begins a new time.
            self._take(self._typed + typed if whole is not None else typed)
        else:
            self._typed = ""
            super().keyPressEvent(event)

    def _take(self, typed: str) -> None:
        at = read_typed(typed)
        self._typed = typed if at is not None else ""
        if at is not None:
            self.setTime(QTime(at.hour, at.minute))
            self.lineEdit().selectAll()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._typed = ""

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._typed = ""
        super().mousePressEvent(event)

    def focusNextPrevChild(self, forwards: bool) -> bool:
        return QAbstractSpinBox.focusNextPrevChild(self, forwards)


def read_typed(typed: str) -> time | None:
    """Return the time that figures make so far, None where they make none.

    Shape: "9", "09" and "9:" are nine, "93" and "930" half past nine, "1230" half past twelve.
    """
    hours, mark, minutes = typed.replace(".", ":").partition(":")
    if not (hours + minutes).isascii():
        return None
    if (not mark and hours[:2] > "23") or (not mark and len(hours) == 3):
        hours, minutes = hours[:1], hours[1:]
    elif not mark:
        hours, minutes = hours[:2], hours[2:]
    if not hours.isdecimal() or len(hours) > 2 or len(minutes) > 2:
        return None
    minute = int(minutes.ljust(2, "0")) if minutes.isdecimal() or not minutes else 60
    return time(int(hours), minute) if int(hours) < 24 and minute < 60 else None
