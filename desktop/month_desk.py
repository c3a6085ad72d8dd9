"""The month joined with the diary: opened over it, read, stepped through, left for a day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from desktop.domain.errors import Unavailable
from desktop.domain.month import Month, first_of_month, months_on
from desktop.domain.times import date_of
from desktop.operations.outcome import Changes
from desktop.ui.diary.diary_controller import DiaryController
from desktop.ui.kit.commands import MONTH_KEYS
from desktop.ui.kit.late_area import LateArea
from desktop.ui.kit.look import Look
from desktop.ui.main_window import MainWindow
from desktop.ui.runner import Runner

if TYPE_CHECKING:
    from desktop.ui.diary.month_page import MonthPage


class MonthDesk(QObject):
    """The month is the diary's from further away: the rail says Diary while it is shown.

    Signals: ``opened()``; ``left()`` once something else is shown; ``day_chosen(date)``.
    """

    opened = Signal()
    left = Signal()
    day_chosen = Signal(object)

    def __init__(
        self,
        window: MainWindow,
        look: Look,
        runner: Runner,
        *,
        control: DiaryController,
        clock: Callable[[], datetime],
        zone: str,
    ):
        super().__init__(window)
        self._window, self._look, self._runner = window, look, runner
        self._control, self._clock, self._zone = control, clock, zone
        self._wanted_on = date.min
        self._month: Month | None = None
        self._was_on = self._is_opening = False
        self._minute = -1
        self.area: LateArea[MonthPage] = LateArea("month_area", self._build_page, window)
        window.add_area(
            "month",
            "Month",
            "calendar",
            self.area,
            "Ctrl+Shift+W",
            keys=MONTH_KEYS,
            has_panel=False,
        )
        window.rail.show_button("month", False)
        window.areas.currentChanged.connect(self._on_area_changed)
        runner.changed.connect(self._on_changed)
        control.minute_passed.connect(self._on_minute_passed)

    def _build_page(self) -> MonthPage:
        from desktop.ui.diary.month_page import MonthPage

        page = MonthPage(self._look, self.area)
        page.day_chosen.connect(self.day_chosen)
        page.month_wanted.connect(self.go_to)
        return page

    @property
    def is_on(self) -> bool:
        """Whether the month is what is shown."""
        return self._window.areas.currentWidget() is self.area

    def open(self) -> None:
        """Open the month of the day the diary has."""
        on_date = self._control.on_date
        if on_date is None or self.is_on:
            return
        self._window.show_area("month")
        self._window.rail.show_area("diary")
        self._month = None
        self.go_to(on_date)
        self.opened.emit()

    @Slot(object)
    def go_to(self, on: date) -> None:
        """Select a date, in another month if it is one."""
        self._wanted_on = on
        page, month = self.area.page, self._month
        if page is not None and month is not None and month.has(on):
            page.grid.choose(on)
        else:
            self._window.top_bar.stepper.show_month(first_of_month(on))
            self._is_opening = True
            self._read()

    def step_months(self, months: int) -> None:
        """Go some months on, to the same day."""
        self.go_to(months_on(self.current_on, months))

    def step_weeks(self, weeks: int) -> None:
        """Go some weeks on."""
        self.go_to(self.current_on + timedelta(weeks=weeks))

    @property
    def current_on(self) -> date:
        """The date that is selected."""
        page = self.area.page
        return (page.current_on if page is not None else None) or self._wanted_on

    def reload(self) -> None:
        """Read the month again; the day selected stays so, and one still to come is waited for."""
        if self._is_opening or self._month is None:
            self._read()
            return
        self._wanted_on = self.current_on
        self._read(self._month.first_on)

    def _read(self, of: date | None = None) -> None:
        from desktop.operations.month import read_month

        self._runner.run_read(
            read_month,
            initiator=self,
            on_done=self._show,
            on_failed=self._on_failed,
            latest="month",
            on_date=of or self._wanted_on,
            clinic_id=self._control.clinic_id,
        )

    def _show(self, month: Month) -> None:
        page = self.area.page
        if page is None or month.day(self._wanted_on) is None:
            return  # another was asked for meanwhile
        self._month, self._is_opening = month, False
        self._window.top_bar.stepper.show_month(month.first_on)
        page.show_month(month, date_of(self._clock(), self._zone), self._wanted_on)

    def _on_failed(self, error: object) -> None:
        self._is_opening = False
        is_away = isinstance(error, Unavailable) and (error.is_line_lost or error.code == "paused")
        if is_away and self._month is not None:
            self._wanted_on = self.current_on
            self._window.top_bar.stepper.show_month(self._month.first_on)
            return  # the banner says that it is not connected; what is shown stays
        self._window.show_area("diary")
        if is_away:
            self._control.not_kept.emit(self._wanted_on)
        else:
            self._control.failed.emit(error)

    @Slot(int)
    def _on_area_changed(self, _place: int) -> None:
        was_on, self._was_on = self._was_on, self.is_on
        if was_on and not self.is_on:
            self.left.emit()

    def _on_changed(self, changes: Changes, _initiator: QObject | None) -> None:
        kinds = ("day", "session", "closure", "practice")
        if self.is_on and any(changes.touches(kind) for kind in kinds):
            self.reload()

    @Slot(object)
    def _on_minute_passed(self, now: datetime) -> None:
        """Count again once a minute; while a hold is counted down this comes every second."""
        if now.minute == self._minute or not self.is_on or self._runner.is_paused:
            return
        self._minute = now.minute
        self.reload()
