"""The window's line to the practice's data: what other desks did, and whether it answers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from PySide6.QtCore import QObject, Qt, Signal, Slot

from desktop.operations.desk import Desk
from desktop.operations.feed import Feed
from desktop.operations.outcome import Changes
from desktop.operations.people_reads import forget_names
from desktop.operations.worker import Worker
from desktop.ui.kit.message_bar import Message
from desktop.ui.main_window import MainWindow
from desktop.ui.runner import Runner


class Connection(QObject):
    """Follows the feed of one database and says when it does not answer.

    Signals: ``message(Message)``; ``other_desk_changed(str)`` with the desk's name, before the
    views follow.
    """

    message = Signal(object)
    other_desk_changed = Signal(str)
    _fed = Signal(object, str)
    _live = Signal(bool)

    def __init__(
        self,
        window: MainWindow,
        runner: Runner,
        worker: Worker,
        url: str,
        *,
        clock: Callable[[], datetime],
    ):
        super().__init__(window)
        self._bar = window.message_bar
        self._runner = runner
        self._worker = worker
        self._desk: Desk = runner.desk
        self._clock = clock
        self._fed.connect(self._on_fed, Qt.ConnectionType.QueuedConnection)
        self._live.connect(self._on_live, Qt.ConnectionType.QueuedConnection)
        self._feed = Feed(
            url,
            window=self._desk.window,
            on_changes=self._fed.emit,
            on_live=self._live.emit,
        )
        self._bar.show_live(True, "Live")

    def close(self) -> None:
        """Stop following."""
        self._feed.close()

    @Slot(object, str)
    def _on_fed(self, changes: Changes, desk: str) -> None:
        self.other_desk_changed.emit(desk)
        if changes.touches("names"):
            self._worker.read(partial(self._desk.read, forget_names), latest="names")
        self._runner.changed.emit(changes, None)

    @Slot(bool)
    def _on_live(self, is_live: bool) -> None:
        self._bar.show_live(is_live, "Live" if is_live else "Not connected")
        if is_live:
            self._worker.act(self._desk.recover)
            self._say("Connected again. The diary is up to date.", "info")
        else:
            at = self._clock().astimezone().strftime("%H:%M")
            self._say(
                f"Not connected since {at}. You can read today. "
                "Booking and checking in are paused.",
                "wrong",
            )

    def _say(self, text: str, tone: str) -> None:
        self.message.emit(Message(text, tone, at=self._clock()))
