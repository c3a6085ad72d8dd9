"""The only bridge between the database worker and the window's thread."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from shiboken6 import isValid

from desktop.domain.errors import Unavailable
from desktop.domain.ids import ActId
from desktop.operations.desk import Desk
from desktop.operations.outcome import Outcome
from desktop.operations.worker import Worker
from desktop.ui.act_words import NEVER_SAID, ActWords, words_of

Done = Callable[[Any], None]
Failed = Callable[[BaseException], None]
SLOW_AFTER_MS = 1_000
"""How long an act may take before the window says that it is under way."""
SLOW_READ_SECONDS = 0.4
"""A read that took longer makes the search wait until the keys rest."""


@dataclass(frozen=True, slots=True)
class Sent:
    """An act as it was sent; ``said`` is what it is called, "11:20 was booked"."""

    operation: Callable[..., Outcome[Any]]
    arguments: dict[str, Any]
    said: str = ""

    @property
    def words(self) -> ActWords:
        """What the act is called."""
        words = words_of(self.operation.__name__)
        return words._replace(done=self.said) if self.said else words

    @property
    def is_said(self) -> bool:
        """Whether anybody waits for it; a hold or a look is not spoken of."""
        return self.operation.__name__ not in NEVER_SAID


@dataclass(frozen=True, slots=True, eq=False)
class Ticket:
    """Who asked, what to call, and the act where it is one."""

    initiator: QObject
    on_done: Done | None
    on_failed: Failed | None
    act: Sent | None = None

    @property
    def is_alive(self) -> bool:
        """Whether the view that asked is still there; a closed one drops its answer."""
        return bool(isValid(self.initiator))

    def is_same_act(self, other: Ticket) -> bool:
        """Whether the other is the very same act of the same view."""
        return (
            self.act is not None
            and other.act is not None
            and self.initiator is other.initiator
            and self.act.operation is other.act.operation
            and self.act.arguments == other.act.arguments
        )


@dataclass(frozen=True, slots=True, eq=False)
class Doubt:
    """An act whose commit was sent and never answered, with what it came to if it was done."""

    ticket: Ticket
    act_id: ActId
    outcome: Outcome[Any]


@dataclass(frozen=True, slots=True)
class Settled:
    """An act that the line cut off: whether it was done, and how it is done once more."""

    words: ActWords
    was_done: bool
    was_sure: bool = False
    can_undo: bool = False
    again: Callable[[], None] | None = None


@dataclass(frozen=True, slots=True)
class _Pause:
    """Why nothing is sent just now, in words for acts and for reads."""

    act_words: str
    read_words: str


@dataclass(slots=True)
class _UnderWay:
    """What the line may cut off."""

    acts: list[Ticket] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    undone: list[Ticket] = field(default_factory=list)


class Runner(QObject):
    """Sends operations to the worker and brings each answer back to the window's thread.

    Every run ends in exactly one of done, failed or (for a closed view, or a read replaced by a
    newer one) nothing. While the runner is paused nothing is sent: every run fails at once with
    ``Unavailable("paused")``. An act whose answer was lost is neither done nor failed until
    ``reconnect`` has asked.

    Signals: ``changed(changes, initiator)`` after an act of this window; ``did(outcome)`` for the
    message bar and the undo stack; ``failed(error)`` where no one took the error; ``lost(error)``
    when the database did not answer; ``doubted(ActWords)`` for an act whose answer was lost;
    ``settled(Settled)`` for each act that the line cut off, once that is known; ``resumed()``;
    ``slow(ActWords)`` when an act takes long, ``slow_over()`` once it has been answered.
    """

    changed = Signal(object, object)
    did = Signal(object)
    failed = Signal(object)
    lost = Signal(object)
    doubted = Signal(object)
    settled = Signal(object)
    resumed = Signal()
    slow = Signal(object)
    slow_over = Signal()
    _finished = Signal(object, object)

    def __init__(
        self,
        worker: Worker,
        desk: Desk,
        parent: QObject | None = None,
        *,
        slow_after_ms: int = SLOW_AFTER_MS,
    ):
        super().__init__(parent)
        self._worker = worker
        self.desk = desk
        self._finished.connect(self._on_finished, Qt.ConnectionType.QueuedConnection)
        self._running = 0
        self._pause: _Pause | None = None
        self._under_way = _UnderWay()
        self.times_lost = 0
        """How often the line went: what was waiting for its turn then is not sent later."""
        self._read_seconds = 0.0
        self._last_failed: Ticket | None = None
        self._is_slow_said = False
        self._slow = QTimer(self)
        self._slow.setSingleShot(True)
        self._slow.setInterval(slow_after_ms)
        self._slow.timeout.connect(self._on_slow_timeout)

    @property
    def is_busy(self) -> bool:
        """Whether an answer is still due."""
        return self._running > 0

    @property
    def is_paused(self) -> bool:
        """Whether nothing is sent: the database does not answer."""
        return self._pause is not None

    @property
    def is_slow(self) -> bool:
        """Whether the last read took so long that not every key should ask anew."""
        return self._read_seconds > SLOW_READ_SECONDS

    # -- what views ask -------------------------------------------------------------------------

    def run_act(
        self,
        operation: Callable[..., Outcome[Any]],
        *,
        initiator: QObject,
        on_done: Done | None = None,
        on_failed: Failed | None = None,
        agreed: frozenset[str] = frozenset(),
        agreed_why: str = "",
        said: str = "",
        **arguments: Any,
    ) -> None:
        """Do an act; ``on_done`` gets its Outcome after ``changed`` was sent out.

        ``said`` is what the act is called in doubt, "11:20 was booked". The very same act is not
        sent a second time while its answer is due.
        """
        given = {"agreed": agreed, "agreed_why": agreed_why, **arguments}
        self._send(Ticket(initiator, on_done, on_failed, Sent(operation, given, said)))

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
        ticket = Ticket(initiator, on_done, on_failed)
        if not self._refuse(ticket):
            call = partial(self._read_timed, operation, arguments)
            self._follow(self._worker.read(call, latest), ticket)

    def run_behind(
        self,
        operation: Callable[..., Outcome[Any]],
        *,
        initiator: QObject,
        on_failed: Failed,
        **arguments: Any,
    ) -> None:
        """Do an act behind everything else that waits: a look, never ahead of what people do."""
        ticket = Ticket(initiator, None, on_failed)
        if not self._refuse(ticket):
            call = partial(self.desk.act, operation, **arguments)
            self._follow(self._worker.read(call), ticket)

    def run_call(
        self, call: Callable[[], Any], *, initiator: QObject, on_done: Done, on_failed: Failed
    ) -> None:
        """Run anything else on the worker (signing in changes the desk itself)."""
        ticket = Ticket(initiator, on_done, on_failed)
        if not self._refuse(ticket, is_act=True):
            self._follow(self._worker.act(call), ticket)

    def try_again(self) -> bool:
        """Send the act that failed last once more; False where it was no act, or its view is gone.

        What its view has on screen is not looked at: the act is the one that was sent.
        """
        ticket, self._last_failed = self._last_failed, None
        if ticket is None or ticket.act is None or not ticket.is_alive:
            return False
        self._send(ticket)
        return True

    # -- the line -------------------------------------------------------------------------------

    def pause(self, act_words: str, read_words: str) -> None:
        """Send nothing from now on; the words say why, for acts and for reads."""
        self.times_lost += 1
        self._pause = _Pause(act_words, read_words)

    def resume(self) -> None:
        """Send again."""
        self._pause = None
        self.resumed.emit()

    def reconnect(
        self, *, initiator: QObject, on_there: Callable[[], bool], on_failed: Failed
    ) -> None:
        """Try the line, paused or not; each act that it cut off is settled by it.

        ``on_there`` resumes, and says whether it did: nothing is settled while paused.
        """
        doubts = tuple(self._under_way.doubts)

        def ask() -> list[bool]:
            self.desk.reconnect()
            return [self.desk.was_done(one.act_id) for one in doubts]

        def on_answered(found: list[bool]) -> None:
            if not on_there():
                return
            self._settle(doubts, found)
            if self._under_way.doubts:  # the answers of acts sent before were still under way
                self.reconnect(initiator=initiator, on_there=on_there, on_failed=on_failed)

        self._follow(self._worker.act(ask), Ticket(initiator, on_answered, on_failed))

    def _settle(self, doubts: tuple[Doubt, ...], found: list[bool]) -> None:
        """Tell the views, and whoever listens, how each act ended that the line cut off."""
        undone, self._under_way.undone = self._under_way.undone, []
        for ticket in undone:
            self._tell_undone(ticket, was_sure=True)
        for doubt, was_done in zip(doubts, found, strict=True):
            self._under_way.doubts.remove(doubt)
            self._under_way.acts.remove(doubt.ticket)
            ticket = doubt.ticket
            assert ticket.act is not None
            if was_done or not ticket.act.is_said:
                # What nobody speaks of is not on record either: a hold shows when it is renewed.
                self._tell_done(ticket, doubt.outcome)
                if ticket.act.is_said:
                    can_undo = doubt.outcome.undo is not None
                    self.settled.emit(Settled(ticket.act.words, True, can_undo=can_undo))
                continue
            words = f"We were not sure that {ticket.act.words.done}. It was not."
            self._tell_failed(ticket, Unavailable("not_done", words))
            self._tell_undone(ticket, was_sure=False)

    def _tell_undone(self, ticket: Ticket, *, was_sure: bool) -> None:
        if ticket.act is not None and ticket.act.is_said:
            again = partial(self._send, ticket) if ticket.is_alive else None
            self.settled.emit(Settled(ticket.act.words, False, was_sure=was_sure, again=again))

    # -- sending and answers --------------------------------------------------------------------

    def _send(self, ticket: Ticket) -> None:
        if self._refuse(ticket, is_act=True):
            return
        if any(ticket.is_same_act(one) for one in self._under_way.acts):
            return
        act = ticket.act
        assert act is not None
        self._under_way.acts.append(ticket)
        if act.is_said and not self._slow.isActive():
            self._slow.start()
        call = partial(self.desk.act, act.operation, **act.arguments)
        self._follow(self._worker.act(call), ticket)

    def _refuse(self, ticket: Ticket, *, is_act: bool = False) -> bool:
        """Fail at once while paused; the answer comes later, as every answer does."""
        if self._pause is None:
            return False
        words = self._pause.act_words if is_act else self._pause.read_words
        refused: Future[Any] = Future()
        refused.set_exception(Unavailable("paused", words))
        self._follow(refused, ticket)
        return True

    def _read_timed(self, operation: Callable[..., Any], arguments: dict[str, Any]) -> Any:
        begun = time.monotonic()
        try:
            return self.desk.read(operation, **arguments)
        finally:
            self._read_seconds = time.monotonic() - begun

    def _follow(self, future: Future[Any], ticket: Ticket) -> None:
        self._running += 1
        # The callback runs on the worker: it only sends a signal across.
        future.add_done_callback(lambda finished: self._finished.emit(ticket, finished))

    @Slot(object, object)
    def _on_finished(self, ticket: Ticket, future: Future[Any]) -> None:
        self._running -= 1
        try:
            result = future.result()
        except CancelledError:
            self._forget(ticket)
            return
        except BaseException as error:  # every error is told: rule, conflict or our own mistake
            self._take_error(ticket, error)
            return
        self._forget(ticket)
        self._tell_done(ticket, result)

    def _take_error(self, ticket: Ticket, error: BaseException) -> None:
        is_lost = isinstance(error, Unavailable) and error.is_line_lost
        if isinstance(error, Unavailable) and is_lost:
            self._stop_slow()
            if self._doubt(ticket, error):
                return
        self._forget(ticket)
        self._last_failed = ticket
        self._tell_failed(ticket, error)

    def _doubt(self, ticket: Ticket, error: Unavailable) -> bool:
        """Remember an act that the line cut off; whether it may have been done."""
        act, outcome = ticket.act, error.outcome
        in_doubt = act is not None and isinstance(outcome, Outcome)
        if isinstance(outcome, Outcome) and act is not None:
            self._under_way.doubts.append(Doubt(ticket, ActId(error.act_id), outcome))
        elif act is not None:
            self._under_way.undone.append(ticket)
        self.lost.emit(error)
        if in_doubt and act is not None and act.is_said:
            self.doubted.emit(act.words)
        return in_doubt

    def _tell_done(self, ticket: Ticket, result: Any) -> None:
        if isinstance(result, Outcome):
            self.changed.emit(result.changes, ticket.initiator)
            self.did.emit(result)
        if ticket.is_alive and ticket.on_done is not None:
            ticket.on_done(result)

    def _tell_failed(self, ticket: Ticket, error: BaseException) -> None:
        if ticket.is_alive:
            (ticket.on_failed or self.failed.emit)(error)

    def _forget(self, ticket: Ticket) -> None:
        if ticket in self._under_way.acts:
            self._under_way.acts.remove(ticket)
            if not any(one.act is not None and one.act.is_said for one in self._under_way.acts):
                self._stop_slow()

    def _on_slow_timeout(self) -> None:
        said = [one.act for one in self._under_way.acts if one.act is not None and one.act.is_said]
        if said:
            self._is_slow_said = True
            self.slow.emit(said[0].words)

    def _stop_slow(self) -> None:
        self._slow.stop()
        if self._is_slow_said:
            self._is_slow_said = False
            self.slow_over.emit()
