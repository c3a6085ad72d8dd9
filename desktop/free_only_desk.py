"""Free slots only (Ctrl+Shift+F): the diary without what can't be booked, a strip that says so."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from desktop.ui.diary.diary_view import DiaryView
from desktop.ui.diary.free_only_strip import FreeOnlyStrip
from desktop.ui.kit.look import Look
from desktop.ui.main_window import MainWindow


class FreeOnlyDesk(QObject):
    """Joins the command, the diary and the strip, which is built when it is first wanted."""

    def __init__(self, window: MainWindow, look: Look, diary: DiaryView):
        super().__init__(window)
        self._window = window
        self._look = look
        self._diary = diary
        self._strip: FreeOnlyStrip | None = None
        window.on("free_only", self.turn)

    @Slot()
    def turn(self) -> None:
        """Show free slots only, or everything again."""
        if self._strip is None:
            self._strip = FreeOnlyStrip(self._look, self._window)
            self._strip.show_all.clicked.connect(self.turn)
            self._diary.filter.counted.connect(self._strip.say)
            self._window.add_over_messages(self._strip)
        kept = self._diary.filter
        kept.only_free = not kept.only_free
        self._window.show_area("diary")
        now = self._diary.model_now
        if kept.whole is not None and now is not None and self._diary.day_layout is not None:
            self._diary.set_day(kept.whole, now)
        self._strip.setVisible(kept.only_free)
