"""Paper joined to the window: Ctrl+P, and the daily work whose lists stand in for the screen."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from desktop.domain.practice import PracticeOutline
from desktop.domain.times import date_of
from desktop.settings import Settings
from desktop.shown_person import ShownPerson
from desktop.ui.diary.diary_controller import DiaryController
from desktop.ui.diary.diary_view import DiaryView
from desktop.ui.kit.look import Look
from desktop.ui.main_window import MainWindow
from desktop.ui.people.patient_panel import PatientPanel
from desktop.ui.runner import Runner

if TYPE_CHECKING:
    from desktop.daily import DailyWork
    from desktop.ui.print.printing import Printing


class Paper(QObject):
    """What is printed from where one stands; imported and built when first wanted.

    Signals: ``message(Message)``.
    """

    message = Signal(object)

    def __init__(
        self,
        window: MainWindow,
        look: Look,
        runner: Runner,
        *,
        diary: DiaryView,
        control: DiaryController,
        panel: PatientPanel,
        shown: ShownPerson,
        is_whole: Callable[[], bool],
        outline: PracticeOutline,
    ):
        super().__init__(window)
        self._window = window
        self._look = look
        self._runner = runner
        self._diary = diary
        self._control = control
        self._panel = panel
        self._shown = shown
        self._is_whole = is_whole
        self._outline = outline
        self._printing: Printing | None = None
        self._daily: DailyWork | None = None
        window.on("print", self.print)

    def take_outline(self, outline: PracticeOutline) -> None:
        """The practice has been changed in Set-up."""
        self._outline = outline

    @Slot()
    def print(self) -> None:
        """Ask what to print: this session, this site, the day, this person's card or passport."""
        from desktop.ui.print.choices import print_choices

        choices = print_choices(
            self._control.day,
            self._diary.current_cell(),
            clinic_id=self._control.clinic_id,
            outline=self._outline,
            card=self._panel.card,
            today=date_of(self._runner.desk.clock(), self._outline.practice.zone),
            is_dealt_with=self._shown.caller_card is not None,
            is_whole=self._is_whole(),
        )
        if choices:
            self._get_printing().open(choices)

    def _get_printing(self) -> Printing:
        if self._printing is None:
            from desktop.ui.print.printing import Printing

            self._printing = Printing(self._runner, self._look, self._window)
            self._printing.message.connect(self.message)
        return self._printing

    def begin_daily_work(self, url: str, settings: Settings) -> None:
        """Start the daily jobs, once nobody waits for the window."""
        from desktop.daily import DailyWork

        self._daily = DailyWork(self._window, self._runner, url, settings)
        self._daily.message.connect(self.message)

    @property
    def is_at_daily_work(self) -> bool:
        """Whether the daily jobs are being looked after."""
        return self._daily is not None

    def close(self) -> None:
        """End the daily work."""
        if self._daily is not None:
            self._daily.close()
