"""Keeps the highlighted time held for this window while its form is used."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from PySide6.QtCore import QObject, QTimer, Signal

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
    """Holds one time at a time.

    Signals: ``changed(Hold or None)``; ``ticked(timedelta)`` each second of a hold; ``warned(
    timedelta)`` once at 30 s; ``ended()``; ``refused(error)`` when somebody was quicker.
    """

    changed = Signal(object)
    ticked = Signal(object)
    warned = Signal(object)
    ended = Signal()
    refused = Signal(object)

    def __init__(
        self, runner: Runner, clock: Callable[[], datetime], parent: QObject | None = None
    ):
        super().__init__(parent)
        self._runner = runner
        self._clock = clock
        self.hold: Hold | None = None
        self._wanted: tuple[SlotId, ...] = ()
        self._patient_id: PatientId | None = None
        self._renewed_at: datetime | None = None
        self._warned = False
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(RESTS_MS)
        self._rest.timeout.connect(self._hold_wanted)
        self._second = QTimer(self)
        self._second.setInterval(TICK_MS)
        self._second.timeout.connect(self._on_second)

    def want(self, slot_ids: tuple[SlotId, ...], patient_id: PatientId | None) -> None:
        """Hold these slots once the highlight has rested; the last hold is let go with it."""
        self._wanted, self._patient_id = slot_ids, patient_id
        if self.hold is None or set(self.hold.slot_ids) != set(slot_ids):
            self._rest.start()

    def keep(self) -> None:
        """A key or click in the form: keep the hold, at most once a minute."""
        due = self._renewed_at is None or self._clock() - self._renewed_at >= RENEW_AFTER
        if self.hold is not None and due:
            self.renew()

    def renew(self) -> None:
        """Keep the hold for 5 more minutes."""
        if self.hold is None:
            self._hold_wanted()
            return
        self._renewed_at = self._clock()
        self._warned = False
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
        self._wanted = ()
        hold = self.hold
        self._forget()
        if hold is not None:
            self._runner.run_act(release_hold, initiator=self, hold_id=hold.id)

    def used_up(self) -> None:
        """The time was booked: the hold went with it."""
        self._rest.stop()
        self._wanted = ()
        self._forget()

    def _forget(self) -> None:
        self.hold = None
        self._second.stop()
        self.changed.emit(None)

    def _hold_wanted(self) -> None:
        if not self._wanted:
            return
        self._runner.run_act(
            hold_slots,
            initiator=self,
            slot_ids=self._wanted,
            patient_id=self._patient_id,
            replacing=self.hold.id if self.hold else None,
            on_done=self._on_held,
            on_failed=self._on_failed,
        )

    def _on_held(self, outcome: Outcome[Hold]) -> None:
        hold = outcome.value
        if not self._wanted:  # let go while the answer was under way
            self._runner.run_act(release_hold, initiator=self, hold_id=hold.id)
            return
        self.hold = hold
        self._renewed_at = self._clock()
        self._warned = False
        self._second.start()
        self.changed.emit(hold)

    def _on_failed(self, error: BaseException) -> None:
        if isinstance(error, NotFound):
            self._forget()
            self.ended.emit()
        else:
            self.refused.emit(error)

    def _on_second(self) -> None:
        if self.hold is None:
            return
        left = self.hold.until_at - self._clock()
        if left <= timedelta():
            self._forget()
            self.ended.emit()
            return
        if left <= WARN_AT and not self._warned:
            self._warned = True
            self.warned.emit(left)
        self.ticked.emit(left)
