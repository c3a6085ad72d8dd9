"""One window at work for long: ``python -m tests.bench.memory_child DATABASE OPERATIONS``.

Finds people, opens days, books, takes back, marks, opens and closes dialogs, by keys in the real
window; prints its resident memory in MB half way and at the end.
"""

from __future__ import annotations

import os

os.environ["QT_QPA_PLATFORM"] = "offscreen"

import sys
import time
from collections.abc import Callable
from itertools import cycle

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.tour.driver import Driver

WORDS = ("smith j", "jo sm", "khan", "patel", "okaf", "maria g", "hughes", "12/3/80")
LONGEST_SECONDS = 10.0


class Work:
    """The operations a desk does all day, one after another."""

    def __init__(self, driver: Driver):
        self._driver = driver
        desk = driver.start.front_desk
        assert desk is not None
        self._desk = desk
        self.done = 0

    def one_round(self, words: str) -> None:
        """Find somebody, look round, book and take it back, mark and take it back, look up help."""
        self._press("Ctrl+K")
        for letter in words:
            QTest.keyClicks(self._driver.window.top_bar.search.field, letter)
            self._rest()
        self._press("Return", "Alt+Right", "Alt+Left", "Ctrl+T", "Down", "Down", "Right", "Down")
        self._press("Ctrl+B")
        self._until(lambda: self._desk.booking.pane.current() is not None)
        self._press("Down", "Return")
        if QApplication.activeModalWidget() is None and not self._desk.diary.hasFocus():
            self._press("Escape", "Escape", "Ctrl+1")
        self._press("Ctrl+Z", "F4", "F4", "F1", "Escape", "Ctrl+J", "Escape")
        self._driver.front()

    def _press(self, *chords: str) -> None:
        for chord in chords:
            combination = QKeySequence(chord)[0]
            target = QApplication.activeModalWidget() or QApplication.focusWidget()
            QTest.keyClick(
                target or self._driver.window,
                combination.key(),
                combination.keyboardModifiers(),
            )
            self._rest()

    def _rest(self) -> None:
        self.done += 1
        self._until(lambda: not self._desk.runner.is_busy)

    def _until(self, condition: Callable[[], bool]) -> None:
        end = time.monotonic() + LONGEST_SECONDS
        app = QApplication.instance()
        assert app is not None
        awake = QTimer()
        awake.start(20)
        app.processEvents()
        while not condition():
            if time.monotonic() > end:
                raise AssertionError("the window did not come to rest")
            app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)


def resident_mb() -> float:
    """Return the memory this process has in RAM."""
    with open("/proc/self/statm", encoding="ascii") as file:
        pages = int(file.read().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def main(url: str, operations: int) -> None:
    """Work, and print the two figures."""
    driver = Driver(url, size=(1366, 768), desk="Memory")
    driver.open()
    work = Work(driver)
    half = 0.0
    for words in cycle(WORDS):
        work.one_round(words)
        if not half and work.done >= operations // 2:
            half = resident_mb()
        if work.done >= operations:
            break
    print(f"{half:.2f} {resident_mb():.2f} {work.done}")
    driver.close()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
