"""Keeps the diary grid fed: opens days, follows changes, tells which cell is current."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Protocol

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.domain.diary import Cell, DiaryDay
from desktop.domain.errors import Unavailable
from desktop.domain.ids import ClinicId
from desktop.domain.times import date_of
from desktop.operations.outcome import Changes
from desktop.operations.reads import read_day
from desktop.ui.diary.day_closures import DayClosures
from desktop.ui.diary.diary_view import DiaryView
from desktop.ui.runner import Runner

PANEL_FOLLOWS_MS = 150
"""How long the selection rests before the panel follows."""
NOW_MOVES_MS = 15_000
SECOND_MS = 1_000


class StandIn(Protocol):
    """Shows something else in the view than a day: it is asked instead."""

    def open_day(self, on_date: date) -> None:
        """Show the date."""

    def stay(self) -> None:
        """Give up what is being opened."""

    def reload(self) -> None:
        """Read again what is shown."""


class DiaryController(QObject):
    """Reads days for one DiaryView.

    Signals: ``day_opened(day)`` when a day asked for is shown; ``cell_rested(cell)`` when the
    selection has rested long enough for the panel to follow; ``failed(error)``;
    ``not_kept(date)`` for a day that can't be opened while the database does not answer;
    ``minute_passed(now)`` when what is shown of the time moves on.
    """

    day_opened = Signal(object)
    cell_rested = Signal(object)
    failed = Signal(object)
    not_kept = Signal(object)
    minute_passed = Signal(object)

    def __init__(
        self,
        view: DiaryView,
        runner: Runner,
        clock: Callable[[], datetime],
        parent: QObject | None = None,
    ):
        super().__init__(parent)
        self._view = view
        self._runner = runner
        self._clock = clock
        self._clinic_id: ClinicId | None = None
        self._on_date: date | None = None
        self._day: DiaryDay | None = None
        self.is_showing = False
        self._kept: dict[tuple[date, ClinicId | None], DiaryDay] = {}
        self._stand_in: StandIn | None = None
        self._resting = QTimer(self)
        self._resting.setSingleShot(True)
        self._resting.setInterval(PANEL_FOLLOWS_MS)
        self._resting.timeout.connect(self._on_resting_timeout)
        self._minute = QTimer(self)
        self._minute.setInterval(NOW_MOVES_MS)
        self._minute.timeout.connect(self._on_minute_timeout)
        self._minute.start()
        view.day_requested.connect(self.open_day)
        view.stay_requested.connect(self.stay)
        view.current_changed.connect(self._on_view_current_changed)
        runner.changed.connect(self._on_runner_changed)
        self.closures = DayClosures(self, view, runner)

    @property
    def on_date(self) -> date | None:
        """The day shown or being opened."""
        return self._on_date

    @property
    def day(self) -> DiaryDay | None:
        """The day that is shown."""
        return self._day

    @property
    def clinic_id(self) -> ClinicId | None:
        """The one site that is shown, None for all."""
        return self._clinic_id

    def show_first(self, day: DiaryDay) -> None:
        """Show the day that was read while the program started."""
        self._on_date = day.on_date
        self._show(day)

    def open_day(self, on_date: date) -> None:
        """Open another day; one asked for later replaces it in the queue."""
        if self._stand_in is not None:
            self._stand_in.open_day(on_date)
            return
        self._on_date = on_date
        if self._runner.is_paused:
            self._open_kept()
            return
        if self._day is None or self._day.on_date != on_date:
            self._view.show_opening(on_date)
        self._read()

    def _open_kept(self) -> None:
        """Show the day as it was read last, or stay and say that it is not kept."""
        wanted = self._on_date
        assert wanted is not None
        kept = self._kept.get((wanted, self._clinic_id))
        if kept is not None:
            self._show(kept)
        else:
            self.stay()
            self.not_kept.emit(wanted)

    def stay(self) -> None:
        """Give up a day that is still being opened; the one shown stays."""
        if self._stand_in is not None:
            self._stand_in.stay()
        elif self._day is not None:
            self._on_date = self._day.on_date
            self._view.show_opening(None)
            self.day_opened.emit(self._day)

    def set_clinic(self, clinic_id: ClinicId | None) -> None:
        """Show one site, or all."""
        self._clinic_id = clinic_id
        self.reload()

    def reload(self) -> None:
        """Read the day again, keeping place and selection."""
        if self._stand_in is not None:
            self._stand_in.reload()
        else:
            self._read()

    @contextmanager
    def showing(self) -> Iterator[None]:
        """Show something: a selection that moves meanwhile was not moved by hand."""
        self.is_showing = True
        try:
            yield
        finally:
            self.is_showing = False
        self._minute.setInterval(SECOND_MS if self._view.counts_seconds else NOW_MOVES_MS)

    def give_way(self, stand_in: StandIn | None) -> None:
        """Let something else have the view, or take it back."""
        self._stand_in = stand_in

    def is_kept(self, on_date: date) -> bool:
        """Return whether the day can be shown without the database."""
        return (on_date, self._clinic_id) in self._kept

    def lend(self, day: DiaryDay) -> None:
        """Take the day that is current in what stands in: acts and print ask for it."""
        self._day, self._on_date = day, day.on_date

    def _read(self) -> None:
        if self._on_date is None:
            return
        self._runner.run_read(
            read_day,
            initiator=self,
            on_done=self._show,
            on_failed=self._on_read_failed,
            latest="day",
            on_date=self._on_date,
            clinic_id=self._clinic_id,
        )

    def _show(self, day: DiaryDay) -> None:
        if day.on_date != self._on_date or self._stand_in is not None:
            return
        day = self.closures.add_to(day)
        self._set(day)
        self.day_opened.emit(day)

    def _set(self, day: DiaryDay) -> None:
        self._day = day
        self._keep(day)
        with self.showing():
            self._view.set_day(day, self._clock())

    def take_closed(self, day: DiaryDay) -> None:
        """Show what closes the day that is shown, unless that is said or another is opened."""
        if self._stand_in is None and day.on_date == self._on_date and day != self._day:
            self._set(day)

    def _keep(self, day: DiaryDay) -> None:
        """Keep the day that is shown and today: they can be read without the database."""
        key = (day.on_date, self._clinic_id)
        kept = {(self._on_date, self._clinic_id), (self._today, self._clinic_id)}
        self._kept = {one: known for one, known in self._kept.items() if one in kept}
        self._kept[key] = day

    @property
    def _today(self) -> date | None:
        return date_of(self._clock(), self._day.zone) if self._day is not None else None

    def _keep_today(self) -> None:
        """Read today again, unseen: another day is shown, and today has changed or begun."""
        if self._today is not None and not self._runner.is_paused:
            self._runner.run_read(
                read_day,
                initiator=self,
                on_done=self._keep,
                on_failed=self._on_today_not_kept,
                latest="today",
                on_date=self._today,
                clinic_id=self._clinic_id,
            )

    def _on_today_not_kept(self, _error: object) -> None:
        """Nobody asked for it; what stands in the way is told where somebody asks."""

    def _on_read_failed(self, error: object) -> None:
        if isinstance(error, Unavailable) and (error.is_line_lost or error.code == "paused"):
            if self._day is None or self._day.on_date != self._on_date:
                self._open_kept()
            return
        self.stay()
        self.failed.emit(error)

    def _on_runner_changed(self, changes: Changes, _initiator: QObject | None) -> None:
        if self._on_date is None or self._stand_in is not None:
            return
        today = self._today
        if today is not None and today != self._on_date and changes.touches("day", str(today)):
            self._keep_today()
        if changes.touches("day", self._on_date.isoformat()) or changes.touches("practice"):
            self._read()

    def _on_view_current_changed(self, _cell: Cell | None) -> None:
        self._resting.start()

    def _on_resting_timeout(self) -> None:
        self.cell_rested.emit(self._view.current_cell())

    def _on_minute_timeout(self) -> None:
        now = self._clock()
        self._view.set_now(now)
        self.minute_passed.emit(now)
        if self._today is not None and (self._today, self._clinic_id) not in self._kept:
            self._keep_today()
