"""A test that leaves a thread, a window or a running timer behind fails, and is told which."""

import gc
import threading
import time
import weakref
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QTimer
from PySide6.QtGui import QFontDatabase, QPalette
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


def _threads() -> frozenset[threading.Thread]:
    # A thread of Qt's own that once called Python stays in the list as a dummy.
    living = threading.enumerate()
    return frozenset(t for t in living if not isinstance(t, threading._DummyThread))


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


@dataclass(frozen=True, slots=True)
class Seen:
    """What was alive at one moment."""

    threads: frozenset[threading.Thread]
    windows: frozenset[int]
    timers: frozenset[int]


def seen() -> Seen:
    """Note what is alive now."""
    return Seen(_threads(), frozenset(_windows()), frozenset(_running_timers()))


def left_behind(before: Seen, *, grace_seconds: float = GRACE_SECONDS) -> tuple[str, ...]:
    """Name the threads, windows and running timers that were not there before."""
    if _windows_since(before) or _timers_since(before):
        gc.collect()  # one in a ring of references is garbage, not a leak
    until = time.monotonic() + grace_seconds
    for thread in _threads() - before.threads:
        thread.join(max(0.0, until - time.monotonic()))
    threads = (f"thread {thread.name}" for thread in _threads() - before.threads)
    windows = (
        f"window {type(widget).__name__} {widget.objectName()!r}"
        for widget in _windows_since(before)
    )
    timers = (
        f"timer {timer.objectName()!r} of {timer.parent()!r}, every {timer.interval()} ms"
        for timer in _timers_since(before)
    )
    return (*threads, *windows, *timers)


def _windows_since(before: Seen) -> list[QWidget]:
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return [widget for pointer, widget in _windows().items() if pointer not in before.windows]


def _timers_since(before: Seen) -> list[QTimer]:
    return [timer for key, timer in _running_timers().items() if key not in before.timers]


def take_off_look() -> None:
    """Give the application back as Qt made it: a large text would change the next test's room."""
    app = QApplication.instance()
    if isinstance(app, QApplication) and app.styleSheet():
        app.setStyleSheet("")
        app.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont))
        app.setPalette(QPalette())


@pytest.fixture(autouse=True)
def nothing_left_behind() -> Iterator[None]:
    """Fail the test when it leaves something alive."""
    before = seen()
    yield
    take_off_look()
    if left := left_behind(before):
        pytest.fail("left behind: " + "; ".join(left), pytrace=False)
