"""Keeps the highlighted time held for this window while its form is used."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from desktop.domain.booking import Hold
from desktop.domain.errors import NotFound
from desktop.domain.ids import PatientId, SlotId
from desktop.operations.holds import hold_slots, release_hold, renew_hold
from desktop.operations.outcome import Outcome
from desktop.ui.runner import Runner

RESTS_MS = 150
"""How long the highlight rests before its time is held."""
RENEW_AFTER = timedelta(minutes=1)
WARN_AT = timedelta(seconds=30)
TICK_MS = 1000


class HoldKeeper(QObject):
    """Holds one time at a time, or all of several, with one answer due at a time.

    Signals: ``changed(Hold or None)``; ``ticked(timedelta)`` each second of a hold; ``warned(
    timedelta)`` each second of its last 30; ``ended()``; ``refused(error)`` when somebody was
    quicker.
    """

    changed = Signal(object)
    ticked = Signal(object)
    warned = Signal(object)
    ended = Signal()
    refused = Signal(object)

    def __init__(
        self,
        runner: Runner,
        clock: Callable[[], datetime],
        parent: QObject | None = None,
        *,
        operation: Callable[..., Outcome[Hold]] = hold_slots,
    ):
        super().__init__(parent)
        self._runner = runner
        self._operation = operation
        self._clock = clock
        self.hold: Hold | None = None
        self._wanted: tuple[SlotId, ...] = ()
        self._asked: tuple[SlotId, ...] = ()
        self._ended: tuple[SlotId, ...] = ()
        """Whose hold ran out or was refused: they are held again when somebody says so."""
        self.is_left = False
        """Whether nobody is at the form: what is held runs out."""
        self._patient_id: PatientId | None = None
        self._renewed_at: datetime | None = None
        self._is_asking = False
        self._waiting: list[Callable[[], None]] = []
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(RESTS_MS)
        self._rest.timeout.connect(self._hold_wanted)
        self._second = QTimer(self)
        self._second.setInterval(TICK_MS)
        self._second.timeout.connect(self.tick)
        # After the answers that were in doubt: a hold whose commit was lost is then asked for too.
        runner.resumed.connect(self._on_runner_resumed, Qt.ConnectionType.QueuedConnection)

    def holds(self, slot_ids: tuple[SlotId, ...]) -> bool:
        """Return whether exactly these slots are held."""
        return self.hold is not None and set(self.hold.slot_ids) == set(slot_ids)

    def want(self, slot_ids: tuple[SlotId, ...], patient_id: PatientId | None) -> None:
        """Hold these slots once the highlight has rested; the last hold is let go with it."""
        self._wanted, self._patient_id = slot_ids, patient_id
        if self.holds(slot_ids) or set(slot_ids) == set(self._ended):
            self._rest.stop()
        else:
            self._ended = ()
            self._rest.start()

    def keep(self) -> None:
        """A key or click in the form: keep the hold, at most once a minute."""
        due = self._renewed_at is None or self._clock() - self._renewed_at >= RENEW_AFTER
        if self.hold is not None and due:
            self.renew()

    def renew(self) -> None:
        """Keep the hold for 5 more minutes, or hold again what was held."""
        if self.hold is None:
            self._hold_wanted()
        elif not self._is_asking:
            self._is_asking = True
            self._runner.run_act(
                renew_hold,
                initiator=self,
                hold_id=self.hold.id,
                on_done=self._on_held,
                on_failed=self._on_failed,
            )

    def let_go(self) -> None:
        """Let the hold go; other desks can book the time at once."""
        self._rest.stop()
        self._wanted = self._ended = ()
        hold = self.hold
        self._forget()
        if hold is not None:
            self._runner.run_act(release_hold, initiator=self, hold_id=hold.id)

    def used_up(self) -> None:
        """The time was booked: the hold went with it."""
        self._rest.stop()
        self._wanted = self._ended = ()
        self._forget()

    def when_settled(self, call: Callable[[], None]) -> None:
        """Call once no answer is due: at once, or after the one that is on its way."""
        self._rest.stop()
        if self._is_asking:
            self._waiting.append(call)
        else:
            call()

    def tick(self) -> None:
        """Say how long the hold has left; end it when there is nothing left."""
        if self.hold is None:
            return
        left = self.hold.until_at - self._clock()
        if left <= timedelta():
            self._end()
            return
        self.ticked.emit(left)
        if left <= WARN_AT:
            self.warned.emit(left)

    def _end(self) -> None:
        self._ended = self._wanted
        self._forget()
        self.ended.emit()

    def _forget(self) -> None:
        self.hold = None
        self._second.stop()
        self.changed.emit(None)

    def _hold_wanted(self) -> None:
        if not self._wanted or self._is_asking or self.holds(self._wanted):
            return
        self._is_asking, self._asked = True, self._wanted
        self._runner.run_act(
            self._operation,
            initiator=self,
            slot_ids=self._wanted,
            patient_id=self._patient_id,
            replacing=self.hold.id if self.hold else None,
            on_done=self._on_held,
            on_failed=self._on_failed,
        )

    def _on_runner_resumed(self) -> None:
        """The database answers again: is the hold still ours? What was wanted is held now."""
        if not self.is_left:
            self.renew()

    def _on_held(self, outcome: Outcome[Hold]) -> None:
        self._is_asking = False
        self._ended = ()
        hold = outcome.value
        if not self._wanted:  # let go while the answer was under way
            self._runner.run_act(release_hold, initiator=self, hold_id=hold.id)
        else:
            self.hold = hold
            self._renewed_at = self._clock()
            self._second.start()
            self.changed.emit(hold)
        self._settle()

    def _on_failed(self, error: BaseException) -> None:
        self._is_asking = False
        if isinstance(error, NotFound):
            self._end()
        else:
            self._ended = self._asked  # not again by itself, else a list that is behind asks on
            self.refused.emit(error)
        self._settle()

    def _settle(self) -> None:
        waiting, self._waiting = self._waiting, []
        for call in waiting:
            call()
        # The highlight has moved on and rested while the answer was under way; or only a part of
        # what is wanted is still held, the rest was another desk's once the hold had run out.
        if not waiting and not self._rest.isActive() and set(self._wanted) != set(self._ended):
            self._hold_wanted()
