"""A test that leaves a thread, a window or a running timer behind fails, and is told which."""

import gc
import threading
import time
import weakref
from collections.abc import Iterator
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QTimer
from PySide6.QtWidgets import QApplication, QWidget

GRACE_SECONDS = 2.0

# Qt makes and keeps these itself.
_QTS_OWN = frozenset({"QTipLabel", "QDesktopScreenWidget"})
_timers: weakref.WeakSet[QTimer] = weakref.WeakSet()
_plain_init = QTimer.__init__


def _noted_init(self: QTimer, *args: Any, **kwargs: Any) -> None:
    _plain_init(self, *args, **kwargs)
    _timers.add(self)


def pytest_configure() -> None:
    """Note every timer that Python code makes; Qt has no list of them."""
    QTimer.__init__ = _noted_init  # type: ignore[method-assign]


def _threads() -> set[threading.Thread]:
    # A thread of Qt's own that once called Python stays in the list as a dummy.
    return {t for t in threading.enumerate() if not isinstance(t, threading._DummyThread)}


def _windows() -> dict[int, QWidget]:
    if not isinstance(QApplication.instance(), QApplication):
        return {}
    return {
        shiboken6.getCppPointer(widget)[0]: widget
        for widget in QApplication.topLevelWidgets()
        if widget.metaObject().className() not in _QTS_OWN
    }


def _running_timers() -> dict[int, QTimer]:
    return {
        id(timer): timer for timer in list(_timers) if shiboken6.isValid(timer) and timer.isActive()
    }


def _new_windows(before: frozenset[int]) -> list[QWidget]:
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return [widget for pointer, widget in _windows().items() if pointer not in before]


def _left_behind(
    threads: set[threading.Thread], windows: frozenset[int], timers: frozenset[int]
) -> list[str]:
    if _new_windows(windows):
        gc.collect()  # a window in a ring of references is garbage, not a leak
    until = time.monotonic() + GRACE_SECONDS
    for thread in _threads() - threads:
        thread.join(max(0.0, until - time.monotonic()))
    left = [f"thread {thread.name}" for thread in _threads() - threads]
    left += [
        f"window {type(widget).__name__} {widget.objectName()!r}"
        for widget in _new_windows(windows)
    ]
    running = {key: timer for key, timer in _running_timers().items() if key not in timers}
    if running:
        running.clear()
        gc.collect()
        running = {key: timer for key, timer in _running_timers().items() if key not in timers}
    left += [
        f"timer {timer.objectName()!r} of {timer.parent()!r}, every {timer.interval()} ms"
        for timer in running.values()
    ]
    return left


@pytest.fixture(autouse=True)
def nothing_left_behind() -> Iterator[None]:
    """Fail the test when it leaves something alive."""
    threads = _threads()
    windows = frozenset(_windows())
    timers = frozenset(_running_timers())
    yield
    if left := _left_behind(threads, windows, timers):
        pytest.fail("left behind: " + "; ".join(left), pytrace=False)
