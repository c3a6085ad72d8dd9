"""The window's line to the practice's data: what other desks did, and whether it answers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QApplication

from desktop.domain.errors import Unavailable
from desktop.domain.times import clock_time
from desktop.operations.desk import Desk
from desktop.operations.feed import EVERYTHING, Feed
from desktop.operations.outcome import Changes
from desktop.operations.people_reads import forget_names
from desktop.operations.work import Reading
from desktop.operations.worker import Worker
from desktop.ui.act_words import ActWords
from desktop.ui.history import DO_AGAIN_KEY
from desktop.ui.kit.line_banner import LineBanner
from desktop.ui.kit.message_bar import Message
from desktop.ui.main_window import MainWindow
from desktop.ui.runner import Runner, Settled

WAITS_SECONDS = (2, 4, 8, 15, 30)
"""How long it waits between one try and the next: longer each time, then always the last."""
SECOND_MS = 1_000
CLOCK_EVERY_MS = 60_000
CLOCK_MAY_BE_OFF = timedelta(minutes=2)

_GONE = {
    "missing": "The practice’s file is gone since {at}: it was moved, renamed or deleted.",
    "replaced": "The practice’s file was replaced at {at}, while it was open here.",
    "upgraded": "This practice was upgraded by a newer Attend. This window is of the old version.",
}
_MEANS = {
    "missing": "What is on screen stays. Booking and checking in are paused. Put the file back.",
    "replaced": "Booking and checking in are paused. Close Attend and open it again; where a copy "
    "was put over it, run attend restore first.",
    "upgraded": "What is on screen stays. Booking and checking in are paused. Close Attend and "
    "start the newer version.",
}
_PAUSED = "Not connected: nothing was sent, nothing is lost."
_STILL_SAVING = "Still saving. The server is slow today. Nothing is sent twice."
_NOT_KEPT = "Not connected: only today and what is on screen can be read."


class Connection(QObject):
    """Follows the feed of one database, says when it does not answer, and finds it again.

    Signals: ``message(Message)``; ``other_desk_changed(str)`` with the desk's name, before the
    views follow; ``again_offered(call or None)`` with what does an act again that was not done;
    ``focus_wanted()`` when the banner goes that had the focus.
    """

    message = Signal(object)
    other_desk_changed = Signal(str)
    again_offered = Signal(object)
    focus_wanted = Signal()
    _fed = Signal(object, str)
    _live = Signal(bool, object)

    def __init__(
        self,
        window: MainWindow,
        runner: Runner,
        worker: Worker,
        url: str,
        *,
        clock: Callable[[], datetime],
        zone: str,
    ):
        super().__init__(window)
        self.waits = WAITS_SECONDS
        self.banner = LineBanner(window.look, window)
        window.set_banner(self.banner)
        self._bar = window.message_bar
        self._runner = runner
        self._worker = worker
        self._desk: Desk = runner.desk
        self._clock = clock
        self._zone = zone
        self._lost: Unavailable | None = None
        self._tries = 0
        self._left = 0
        self._is_trying = False
        self._is_fed = True
        self._is_catching_up = False
        self._settled: list[Settled] = []
        self._clock_said = timedelta()
        self._tick = QTimer(self)
        self._tick.setInterval(SECOND_MS)
        self._tick.timeout.connect(self._on_tick_timeout)
        self._minute = QTimer(self)
        self._minute.timeout.connect(self.look_at_clock)
        self._minute.start(CLOCK_EVERY_MS)
        self._connect()
        self._feed = Feed(
            url,
            window=self._desk.window,
            on_changes=self._fed.emit,
            on_live=self._live.emit,
        )
        self._bar.show_live(True, "Live")

    def _connect(self) -> None:
        queued = Qt.ConnectionType.QueuedConnection
        self._fed.connect(self._on_fed, queued)
        self._live.connect(self._on_live, queued)
        self._runner.lost.connect(self._on_lost)
        self._runner.doubted.connect(self._on_doubted)
        self._runner.settled.connect(self._on_settled)
        self._runner.slow.connect(self._on_slow)
        self._runner.slow_over.connect(self._on_slow_over)
        self.banner.try_now_requested.connect(self.try_now)

    @property
    def is_lost(self) -> bool:
        """Whether the data does not answer."""
        return self._lost is not None

    def close(self) -> None:
        """Stop following."""
        self._tick.stop()
        self._minute.stop()
        self._feed.close()

    # -- the feed -------------------------------------------------------------------------------

    @Slot(object, str)
    def _on_fed(self, changes: Changes, desk: str) -> None:
        self.other_desk_changed.emit(desk)
        if changes.touches("names"):
            self._worker.read(partial(self._desk.read, forget_names), latest="names")
        if not self.is_lost:  # once it is back every view reloads
            self._runner.changed.emit(changes, None)

    @Slot(bool, object)
    def _on_live(self, is_live: bool, why: Unavailable | None) -> None:
        self._is_fed = is_live
        if is_live:
            self.try_now()
        else:
            self._on_lost(why or Unavailable("connection"))

    # -- lost, tried, back ----------------------------------------------------------------------

    @Slot(object)
    def _on_lost(self, error: Unavailable) -> None:
        if self._lost is not None:
            return
        self._tries = 0
        self._runner.pause(_PAUSED, _NOT_KEPT)
        self._bar.show_live(False, "Not connected")
        self._say_lost(error)
        self.try_now()

    def _say_lost(self, error: Unavailable) -> None:
        self._lost = error
        at = clock_time(self._clock(), self._zone)
        happened = _GONE.get(error.code, "Not connected since {at}.").format(at=at)
        usual = "You can read today. Booking and checking in are paused."
        self.banner.say(happened, _MEANS.get(error.code, usual))

    @Slot()
    def try_now(self) -> None:
        """Try at once; nothing while one try is under way, or while all is well."""
        if self._lost is None or self._is_trying:
            return
        self._is_trying = True
        self._tick.stop()
        self.banner.say_next("Trying now.", is_trying=True)
        self._runner.reconnect(
            initiator=self, on_there=self._on_there, on_failed=self._on_try_failed
        )

    def _on_there(self) -> bool:
        self._is_trying = False
        if not self._is_fed:  # what other desks do would be missed: the feed comes back by itself
            self._wait()
            return False
        if self._lost is not None:
            self._lost = None
            if QApplication.focusWidget() is self.banner.try_now:
                self.focus_wanted.emit()
            self.banner.hide()
            self._bar.show_live(True, "Live")
            self._runner.resume()
            self._is_catching_up = True
            self._runner.changed.emit(EVERYTHING, None)
            # Reads are answered in their order: by then every open view has been read again.
            self._runner.run_read(_nothing, initiator=self, on_done=self._on_up_to_date)
        return True

    def _on_up_to_date(self, _nothing: None) -> None:
        self._is_catching_up = False
        self._say("Connected again. The diary is up to date.", "info")
        self.say_clock()
        settled, self._settled = self._settled, []
        for one in settled:
            self._say_settled(one)

    def _on_try_failed(self, error: BaseException) -> None:
        self._is_trying = False
        if not isinstance(error, Unavailable):
            self._runner.failed.emit(error)
        elif self._lost is not None and error.code in _GONE and error.code != self._lost.code:
            self._say_lost(error)  # it answers by now, and says more
        self._wait()

    def _wait(self) -> None:
        self._left = self.waits[min(self._tries, len(self.waits) - 1)]
        self._tries += 1
        self._tick.start()
        self._show_left()

    def _show_left(self) -> None:
        self.banner.say_next(f"Trying again in {self._left} s.")

    @Slot()
    def _on_tick_timeout(self) -> None:
        self._left -= 1
        if self._left > 0:
            self._show_left()
        else:
            self.try_now()

    # -- acts that the line cut off, and slow ones ----------------------------------------------

    @Slot(object)
    def _on_doubted(self, words: ActWords) -> None:
        self._say(
            f"We are not sure that {words.done}. Attend asks once it is connected.", "conflict"
        )

    @Slot(object)
    def _on_settled(self, settled: Settled) -> None:
        if self._is_catching_up:
            self._settled.append(settled)
        else:
            self._say_settled(settled)

    def _say_settled(self, settled: Settled) -> None:
        done, again = settled.words.done, settled.again
        if settled.was_done:
            text = f"We were not sure that {done}. It was."
            self.message.emit(Message(text, "done", can_undo=settled.can_undo, at=self._clock()))
            return
        text = f"We were not sure that {done}. It was not."
        if settled.was_sure:
            text = f"The line went before {done}. Nothing was saved."
        self.again_offered.emit(again)
        self.message.emit(
            Message(
                text,
                "conflict",
                action=settled.words.again if again is not None else "",
                key=DO_AGAIN_KEY,
                on_action=again,
                at=self._clock(),
            )
        )

    @Slot(object)
    def _on_slow(self, _words: ActWords) -> None:
        self._say(_STILL_SAVING, "info")

    @Slot()
    def _on_slow_over(self) -> None:
        if self._bar.message().text == _STILL_SAVING:
            self._bar.show_message(Message("", "info"))

    # -- whose clock ----------------------------------------------------------------------------

    @Slot()
    def look_at_clock(self) -> None:
        """Measure the server's clock again and say what has changed."""
        if self._lost is None:
            self._runner.run_call(
                self._desk.measure_clock,
                initiator=self,
                on_done=lambda _measured: self.say_clock(),
                on_failed=self._runner.failed.emit,
            )

    def say_clock(self) -> None:
        """Say that this computer's clock is off, once, and again when that changes."""
        off = self._desk.clock_is_off
        if abs(off) <= CLOCK_MAY_BE_OFF:
            if self._clock_said:
                self._clock_said = timedelta()
                self._say("This computer’s clock is right again.", "info")
            return
        if abs(off - self._clock_said) < timedelta(minutes=1):
            return
        self._clock_said = off
        minutes = round(abs(off) / timedelta(minutes=1))
        way = "slow" if off > timedelta() else "fast"
        self._say(
            f"This computer’s clock is {minutes} minutes {way}. Attend goes by the server’s clock.",
            "wrong",
        )

    def _say(self, text: str, tone: str) -> None:
        self.message.emit(Message(text, tone, at=self._clock()))


def _nothing(_reading: Reading) -> None:
    """Read nothing: its answer says that all reads before it have been answered."""
