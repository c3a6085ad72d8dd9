"""A mistake of ours that nobody caught: told in the window, and without details where it is logged.

Qt and threads hand such an error to Python's hooks, which would print all it says: an error may
quote a name or a number that was typed or read.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from types import TracebackType


def tell_mistakes(tell: Callable[[BaseException], None]) -> None:
    """Write kinds and places alone, and let ``tell`` say it where it came up in the window."""

    def on_error(
        kind: type[BaseException], error: BaseException, traceback: TracebackType | None
    ) -> None:
        if not issubclass(kind, Exception):
            sys.__excepthook__(kind, error, traceback)
            return
        _write(error)
        tell(error)

    def on_thread_error(given: threading.ExceptHookArgs) -> None:
        if given.exc_value is not None:
            _write(given.exc_value)

    sys.excepthook = on_error
    threading.excepthook = on_thread_error


def _write(error: BaseException) -> None:
    if sys.stderr is not None:  # a program without a console has none
        from desktop.domain.mistakes import report_text  # what it imports is not for the start

        sys.stderr.write(f"{report_text(error)}\n")
