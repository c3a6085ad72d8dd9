"""Where the diary stands: the day, the site, going from one to another, the menu of a cell."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

from PySide6.QtCore import QObject, QPoint, Qt, Signal, Slot
from PySide6.QtWidgets import QMenu

from desktop.domain.diary import Cell
from desktop.domain.ids import ClinicId
from desktop.domain.times import date_of, short_date
from desktop.ui.diary.diary_controller import DiaryController
from desktop.ui.diary.diary_view import DiaryView
from desktop.ui.kit.look import Look
from desktop.ui.kit.message_bar import Message
from desktop.ui.main_window import MainWindow

VISIT_MENU = (
    *("arrived", "sent_in", "done", "", "not_here", "back_to_waiting", "did_not_attend"),
    *("left_unseen", "came_too_late", "", "book", "pick_up", "cancel_visit", "copy_wording"),
    *("", "note", "extra"),
)
TIME_MENU = ("book", "put_down", "hold", "let_go", "", "block", "note", "extra", "new_session")
"""What the context menu of a cell offers, by the commands' names; "" parts them."""


class DiaryDesk(QObject):
    """Joins the diary, the top bar and the commands that go from day to day.

    Signals: ``message(Message)``.
    """

    message = Signal(object)

    def __init__(
        self,
        window: MainWindow,
        look: Look,
        *,
        diary: DiaryView,
        control: DiaryController,
        clock: Callable[[], datetime],
        zone: str,
    ):
        super().__init__(window)
        self._window = window
        self._look = look
        self._diary = diary
        self._control = control
        self._clock = clock
        self._zone = zone
        window.day_requested.connect(self.open_day)
        window.top_bar.today_requested.connect(self.open_today)
        window.top_bar.site_chosen.connect(self._on_site_chosen)
        control.not_kept.connect(self._on_not_kept)
        diary.menu_requested.connect(self._on_menu_requested)
        for name, act in (
            ("today", self.open_today),
            ("day_before", lambda: self._step_days(-1)),
            ("day_after", lambda: self._step_days(1)),
            ("week_before", lambda: self._step_days(-7)),
            ("week_after", lambda: self._step_days(7)),
            ("go_to_date", self._go_to_date),
            ("diary", self.show),
        ):
            window.on(name, act)

    @Slot()
    def show(self) -> None:
        """Show the diary and give it the focus."""
        self._window.show_area("diary")

    @Slot(object)
    def open_day(self, on_date: date) -> None:
        """Open a day; the top bar says so at once."""
        self._window.show_day(on_date)
        self._control.open_day(on_date)

    @Slot()
    def open_today(self) -> None:
        """Open today."""
        self.open_day(self._today)

    @property
    def _today(self) -> date:
        return date_of(self._clock(), self._zone)

    def _step_days(self, days: int) -> None:
        if self._control.on_date is not None:
            self.open_day(self._control.on_date + timedelta(days=days))

    def _go_to_date(self) -> None:
        from desktop.ui.visits.go_to_date_dialog import GoToDateDialog

        GoToDateDialog.ask_date(self._look, self._today, self.open_day, self._window)

    @Slot(object, QPoint)
    def _on_menu_requested(self, cell: Cell, at: QPoint) -> None:
        """Show what can be done with a cell (Shift+F10, or the right button)."""
        menu = QMenu(self._window)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for name in VISIT_MENU if cell.visits else TIME_MENU:
            if name:
                menu.addAction(self._window.action(name))
            else:
                menu.addSeparator()
        menu.popup(at)

    @Slot(object)
    def _on_not_kept(self, on_date: date) -> None:
        words = f"{short_date(on_date)} is not kept here. It can be opened once connected again."
        self.message.emit(Message(words, "info", at=self._clock()))

    @Slot(str)
    def _on_site_chosen(self, clinic_id: str) -> None:
        self._control.set_clinic(ClinicId(clinic_id) if clinic_id else None)
