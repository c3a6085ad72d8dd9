"""One start, timed from outside: ``python -m tests.bench.start_child WHAT [DATABASE]``.

WHAT: bare (an empty PySide6 window), core (the same after importing SQLAlchemy Core), shell, day or
acts (Attend). Writes a line when its picture is painted and ends at once. The bare ones import
nothing but what they are named for.
"""

from __future__ import annotations

import os
import sys
import time


def painted() -> None:
    """Say the moment and end; nothing is tidied, for nothing of it is measured."""
    sys.stdout.write(f"{time.time()}\n")
    sys.stdout.flush()
    os._exit(0)


def start_bare() -> None:
    """Open an empty window."""
    from PySide6.QtWidgets import QApplication, QMainWindow

    app = QApplication([])
    window = QMainWindow()
    window.resize(1366, 768)
    end_after_paint(window)
    window.show()
    app.exec()


def start_attend(what: str, database: str) -> None:
    """Open Attend as its own main function does; end at the paint of what is asked for."""
    from desktop.app import FUSION, Start, read_arguments

    from PySide6.QtWidgets import QApplication  # isort: skip  (app.py turns the collector off first)

    settings = read_arguments(["--database", database])[0].settings
    app = QApplication(["attend", *FUSION])
    start = Start(settings, remember=False)
    start.window.resize(1366, 768)
    if what == "shell":
        end_after_paint(start.window)
    else:
        shown = start.day_shown if what == "day" else start.ready
        shown.connect(lambda: _end_with_day(start))
    start.show()
    app.exec()


def _end_with_day(start: object) -> None:
    diary = start.diary  # type: ignore[attr-defined]  # Start, which only one start imports
    if diary is None or diary.day_layout is None or not diary.hasFocus():
        sys.stderr.write("the day is not there\n")
        os._exit(1)
    diary.viewport().repaint()
    painted()


def end_after_paint(window: object) -> None:
    """End when the first paint of that window is through."""
    from PySide6.QtCore import QEvent, QObject, QTimer

    class _Watch(QObject):
        def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint:
                QTimer.singleShot(0, painted)
            return False

    watch = _Watch(window)  # type: ignore[arg-type]  # any QWidget
    window.installEventFilter(watch)  # type: ignore[attr-defined]  # any QWidget


if __name__ == "__main__":
    if sys.argv[1] == "core":
        import sqlalchemy  # noqa: F401
    if sys.argv[1] in ("bare", "core"):
        start_bare()
    else:
        start_attend(sys.argv[1], sys.argv[2])
