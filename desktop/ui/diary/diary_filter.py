"""Which cells of a day the diary shows: all of them, or those alone that can still be booked."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QObject, Signal

from desktop.domain.week import DiaryShown, cell_count, only_free


class DiaryFilter(QObject):
    """Signals: ``counted(shown, hidden)`` whenever a day or week was taken."""

    counted = Signal(int, int)

    def __init__(self, parent: QObject | None = None):
        super().__init__(parent)
        self.only_free = False
        self.whole: DiaryShown | None = None

    def take(self, day: DiaryShown, now: datetime) -> DiaryShown:
        """Keep a day as it came in; return it as it is to be shown."""
        self.whole = day
        shown = only_free(day, now) if self.only_free else day
        self.counted.emit(cell_count(shown), cell_count(day) - cell_count(shown))
        return shown
