"""One call at a time off the window's thread, before there is a desk to run it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal, Slot

Done = Callable[[Any], None]
Failed = Callable[[BaseException], None]


class Errand(QObject):
    """Runs a call on a thread of its own and brings back its answer, or nothing once dropped."""

    _ended = Signal(int, object, object)

    def __init__(self, parent: QObject):
        super().__init__(parent)
        self._number = 0
        self._on_done: Done | None = None
        self._on_failed: Failed | None = None
        self._ended.connect(self._on_ended, Qt.ConnectionType.QueuedConnection)

    @property
    def is_running(self) -> bool:
        """Whether an answer is awaited."""
        return self._on_done is not None

    def run(self, call: Callable[[], Any], *, on_done: Done, on_failed: Failed) -> None:
        """Run a call; one that is still running is dropped."""
        self._number += 1
        self._on_done, self._on_failed = on_done, on_failed
        given = (call, self._number)
        threading.Thread(target=self._go, args=given, name="attend-errand", daemon=True).start()

    def drop(self) -> None:
        """Want no answer any more."""
        self._number += 1
        self._on_done = self._on_failed = None

    def _go(self, call: Callable[[], Any], number: int) -> None:
        result, error = None, None
        try:
            result = call()
        except BaseException as failed:  # every error is told in the window
            error = failed
        with suppress(RuntimeError):  # the page went with its window
            self._ended.emit(number, result, error)

    @Slot(int, object, object)
    def _on_ended(self, number: int, result: Any, error: BaseException | None) -> None:
        if number != self._number or self._on_done is None or self._on_failed is None:
            return
        on_done, on_failed = self._on_done, self._on_failed
        self._on_done = self._on_failed = None
        if error is not None:
            on_failed(error)
        else:
            on_done(result)
