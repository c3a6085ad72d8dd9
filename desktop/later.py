"""Doing something a little later, in the window's own time."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer


def after(parent: QObject, delay_ms: int, act: Callable[[], None]) -> None:
    """Do something a little later, unless the parent is gone by then."""
    timer = QTimer(parent)
    timer.setSingleShot(True)
    timer.timeout.connect(act)
    timer.timeout.connect(timer.deleteLater)
    timer.start(delay_ms)
