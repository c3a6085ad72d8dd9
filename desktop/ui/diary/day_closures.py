"""What closes the day that is shown, read after the day itself: nobody waits for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Slot

from desktop.domain.closures import ClosureDetails, say_closed
from desktop.domain.diary import DiaryDay
from desktop.domain.errors import Unavailable
from desktop.operations.closures import list_closed
from desktop.operations.outcome import Changes
from desktop.ui.diary.diary_view import DiaryView
from desktop.ui.runner import Runner

if TYPE_CHECKING:
    from desktop.ui.diary.diary_controller import DiaryController

RESTS_MS = 250
"""How long a day is shown before it is asked what closes it: not of each that is passed by."""


class DayClosures(QObject):
    """Says what closes a day: in the heads of those who work all the same, else instead of it.

    A day with sessions is asked about once ``begin`` was called: the first question brings the
    calendar of bank holidays in, and at the start people wait for other things.
    """

    def __init__(self, control: DiaryController, view: DiaryView, runner: Runner):
        super().__init__(control)
        self._control = control
        self._view = view
        self._runner = runner
        self._known: tuple[date, tuple[ClosureDetails, ...]] | None = None
        self._has_begun = False
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(RESTS_MS)
        self._rest.timeout.connect(self._read)
        control.day_opened.connect(self._on_day_opened)
        runner.changed.connect(self._on_runner_changed)

    def begin(self) -> None:
        """Ask about days with sessions too from now on."""
        self._has_begun = True
        if self._control.day is not None:
            self._on_day_opened(self._control.day)

    def add_to(self, day: DiaryDay) -> DiaryDay:
        """Return the day with what is known to close its columns."""
        if self._known is None or self._known[0] != day.on_date:
            return day
        closures = self._known[1]
        columns = tuple(
            replace(
                column,
                closed=say_closed(
                    closures,
                    day.on_date,
                    clinic_ids={column.clinic_id},
                    clinician_id=column.clinician_id,
                ),
            )
            for column in day.columns
        )
        return replace(day, columns=columns)

    @Slot(object)
    def _on_day_opened(self, day: DiaryDay) -> None:
        self._rest.stop()
        if self._known is not None and self._known[0] == day.on_date:
            self._say(day)
        elif not day.columns:
            self._read()
        elif self._has_begun:
            self._rest.start()

    def _on_runner_changed(self, changes: Changes, _initiator: QObject | None) -> None:
        if changes.touches("closure") or changes.touches("practice"):
            self._known = None
            self._read()

    def _read(self) -> None:
        day = self._control.day
        if day is None:
            return
        self._runner.run_read(
            list_closed,
            initiator=self,
            on_done=partial(self._on_read, day.on_date),
            on_failed=self._on_not_read,
            latest="closed_day",
            first_on=day.on_date,
            last_on=day.on_date,
        )

    def _on_read(self, on_date: date, closures: Sequence[ClosureDetails]) -> None:
        self._known = (on_date, tuple(closures))
        day = self._control.day
        if day is not None and day.on_date == on_date:
            self._say(day)

    def _say(self, day: DiaryDay) -> None:
        if day.columns:
            self._control.take_closed(self.add_to(day))
            return
        assert self._known is not None
        site = self._control.clinic_id
        sites = (site,) if site is not None else ()
        said = say_closed(self._known[1], day.on_date, clinic_ids=sites)
        self._view.states.say_closed(day.on_date, said)

    def _on_not_read(self, error: object) -> None:
        """The day stays as it is; a lost line is said where somebody asks."""
        if not isinstance(error, Unavailable):
            self._control.failed.emit(error)
