"""The only bridge between the database worker and the window's thread."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal, Slot
from shiboken6 import isValid

from desktop.operations.desk import Desk
from desktop.operations.outcome import Outcome
from desktop.operations.worker import Worker

Done = Callable[[Any], None]
Failed = Callable[[BaseException], None]


@dataclass(frozen=True, slots=True)
class _Ticket:
    """Who asked, and what to call."""

    initiator: QObject
    on_done: Done | None
    on_failed: Failed | None

    @property
    def is_alive(self) -> bool:
        """Whether the view that asked is still there; a closed one drops its answer."""
        return bool(isValid(self.initiator))


class Runner(QObject):
    """Sends operations to the worker and brings each answer back to the window's thread.

    Every run ends in exactly one of done, failed or (for a closed view, or a read replaced by a
    newer one) nothing.

    Signals: ``changed(changes, initiator)`` after an act of this window; ``did(outcome)`` for the
    message bar and the undo stack; ``failed(error)`` where no one took the error.
    """

    changed = Signal(object, object)
    did = Signal(object)
    failed = Signal(object)
    _finished = Signal(object, object)

    def __init__(self, worker: Worker, desk: Desk, parent: QObject | None = None):
        super().__init__(parent)
        self._worker = worker
        self.desk = desk
        self._finished.connect(self._on_finished, Qt.ConnectionType.QueuedConnection)
        self._running = 0

    @property
    def is_busy(self) -> bool:
        """Whether an answer is still due."""
        return self._running > 0

    def run_act(
        self,
        operation: Callable[..., Outcome[Any]],
        *,
        initiator: QObject,
        on_done: Done | None = None,
        on_failed: Failed | None = None,
        agreed: frozenset[str] = frozenset(),
        agreed_why: str = "",
        **arguments: Any,
    ) -> None:
        """Do an act; ``on_done`` gets its Outcome after ``changed`` was sent out."""
        call = partial(self.desk.act, operation, agreed=agreed, agreed_why=agreed_why, **arguments)
        self._follow(self._worker.act(call), initiator, on_done, on_failed)

    def run_read(
        self,
        operation: Callable[..., Any],
        *,
        initiator: QObject,
        on_done: Done,
        on_failed: Failed | None = None,
        latest: str | None = None,
        **arguments: Any,
    ) -> None:
        """Do a read; a newer one under the same ``latest`` key replaces it in the queue."""
        call = partial(self.desk.read, operation, **arguments)
        self._follow(self._worker.read(call, latest), initiator, on_done, on_failed)

    def run_behind(
        self,
        operation: Callable[..., Outcome[Any]],
        *,
        initiator: QObject,
        on_failed: Failed,
        **arguments: Any,
    ) -> None:
        """Do an act behind everything else that waits: a look, never ahead of what people do."""
        call = partial(self.desk.act, operation, **arguments)
        self._follow(self._worker.read(call), initiator, None, on_failed)

    def run_call(
        self, call: Callable[[], Any], *, initiator: QObject, on_done: Done, on_failed: Failed
    ) -> None:
        """Run anything else on the worker (signing in changes the desk itself)."""
        self._follow(self._worker.act(call), initiator, on_done, on_failed)

    def _follow(
        self,
        future: Future[Any],
        initiator: QObject,
        on_done: Done | None,
        on_failed: Failed | None,
    ) -> None:
        self._running += 1
        ticket = _Ticket(initiator, on_done, on_failed)
        # The callback runs on the worker: it only sends a signal across.
        future.add_done_callback(lambda finished: self._finished.emit(ticket, finished))

    @Slot(object, object)
    def _on_finished(self, ticket: _Ticket, future: Future[Any]) -> None:
        self._running -= 1
        try:
            result = future.result()
        except CancelledError:
            return
        except BaseException as error:  # every error is told: rule, conflict or our own mistake
            if ticket.is_alive:
                (ticket.on_failed or self.failed.emit)(error)
            return
        if isinstance(result, Outcome):
            self.changed.emit(result.changes, ticket.initiator)
            self.did.emit(result)
        if ticket.is_alive and ticket.on_done is not None:
            ticket.on_done(result)
