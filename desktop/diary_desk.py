"""Where the diary stands: the day, the site, going from one to another, the menu of a cell."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt, Signal, Slot
from PySide6.QtWidgets import QApplication, QMenu

from desktop.domain.diary import Cell
from desktop.domain.ids import ClinicId
from desktop.domain.practice import PracticeOutline
from desktop.domain.times import date_of, short_date
from desktop.domain.week import monday_of
from desktop.free_only_desk import FreeOnlyDesk
from desktop.month_desk import MonthDesk
from desktop.session_desk import ShownSessions
from desktop.ui.diary.diary_controller import DiaryController
from desktop.ui.diary.diary_view import DiaryView
from desktop.ui.kit.look import Look
from desktop.ui.kit.message_bar import Message
from desktop.ui.main_window import MainWindow
from desktop.ui.runner import Runner

if TYPE_CHECKING:
    from desktop.ui.diary.week_controller import WeekController

VISIT_MENU = (
    *(
        "arrived",
        "sent_in",
        "done",
        "needs_kept",
        "",
        "not_here",
        "back_to_waiting",
        "did_not_attend",
    ),
    *("left_unseen", "came_too_late", "still_here", "", "book", "pick_up", "put_down"),
    *("cancel_visit", "cancel_series", "copy_wording", "", "note", "extra", "change_session"),
)
TIME_MENU = (
    *("book", "put_down", "hold", "let_go", "", "block", "note", "extra", "", "new_session"),
    *("change_session", "copy_sessions", "paste_sessions"),
)
"""What the context menu of a cell offers, by the commands' names; "" parts them."""


class DiaryDesk(QObject):
    """Joins the diary, the top bar and the commands that go from day to day, week to week.

    Signals: ``message(Message)``; ``week_opened()`` when a week asked for is shown.
    """

    message = Signal(object)
    week_opened = Signal()

    def __init__(
        self,
        window: MainWindow,
        look: Look,
        runner: Runner,
        *,
        diary: DiaryView,
        control: DiaryController,
        outline: PracticeOutline,
    ):
        super().__init__(window)
        self._window = window
        self._look = look
        self._diary = diary
        self._control = control
        self._clock = runner.desk.clock
        self._zone = outline.practice.zone
        self._runner = runner
        self._outline = outline
        self.week: WeekController | None = None
        self.month = MonthDesk(
            window, look, runner, control=control, clock=self._clock, zone=self._zone
        )
        self.month.opened.connect(lambda: window.top_bar.view_switch.show_view("month"))
        self.month.left.connect(self._show_place)
        self.month.day_chosen.connect(self._on_month_day_chosen)
        self.free_only = FreeOnlyDesk(window, look, diary)
        window.day_requested.connect(self._go_to_day)
        window.top_bar.today_requested.connect(self.open_today)
        window.top_bar.site_chosen.connect(self._on_site_chosen)
        control.not_kept.connect(self._on_not_kept)
        diary.menu_requested.connect(self._on_menu_requested)
        window.top_bar.view_switch.view_chosen.connect(self._on_view_chosen)
        for name, act in (
            ("week_view", self._turn),
            ("month_view", self._turn_month),
            ("week_of_last", lambda: self._step_of(-1)),
            ("week_of_next", lambda: self._step_of(1)),
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
        """Open a day, or its week in week view; the top bar says so at once."""
        if self._week_on is None:
            self._window.show_day(on_date)
        else:
            self._window.top_bar.stepper.show_week(monday_of(on_date))
        self._control.open_day(on_date)

    @Slot(object)
    def _go_to_day(self, on_date: date) -> None:
        """Go to a date in what is shown: the month selects it, the diary opens it."""
        if self.month.is_on:
            self.month.go_to(on_date)
        else:
            self.open_day(on_date)

    @Slot(object)
    def _on_month_day_chosen(self, on_date: date) -> None:
        if self._week_on is not None:
            self._week_on.leave()
        self.show()
        self.open_day(on_date)

    def shown_sessions(self) -> ShownSessions | None:
        """Return which sessions are shown, for copying and pasting them."""
        on_date, clinic_id = self._control.on_date, self._control.clinic_id
        if self.month.is_on:
            return ShownSessions(self.month.current_on, clinic_id=clinic_id)
        if on_date is None:
            return None
        week = self._week_on
        if week is None or week.clinician is None:
            return ShownSessions(on_date, is_week=week is not None, clinic_id=clinic_id)
        key, name = week.clinician
        return ShownSessions(on_date, True, clinic_id, key, f"{name}’s")

    def reload(self) -> None:
        """Read again what is shown, the month over the diary too."""
        self._control.reload()
        if self.month.is_on:
            self.month.reload()

    def _turn_month(self) -> None:
        if self.month.is_on:
            self.show()
        else:
            self.month.open()

    @Slot()
    def _show_place(self) -> None:
        """Say in the top bar where the diary is: the month is no longer shown."""
        bar, on_date = self._window.top_bar, self._control.on_date
        bar.view_switch.show_view("day" if self._week_on is None else "week")
        if on_date is None:
            return
        if self._week_on is None:
            self._window.show_day(on_date)
        else:
            bar.stepper.show_week(monday_of(on_date))

    def open_for(self, on_date: date, visit_id: str, clinician: str) -> None:
        """Open the day of a visit; a week that has it neither now nor later makes way for it."""
        layout = self._diary.day_layout
        is_here = layout is not None and layout.find_visit(visit_id) is not None
        if self._week_on is not None and not is_here and not self._week_on.shows(clinician):
            self._week_on.leave()
        self.open_day(on_date)

    @property
    def _week_on(self) -> WeekController | None:
        return self.week if self.week is not None and self.week.is_on else None

    @property
    def week_is_on(self) -> bool:
        """Whether a week is shown instead of a day."""
        return self._week_on is not None

    def leave_week(self) -> bool:
        """Go back to the day of the selected slot; False where no week is shown."""
        focus = QApplication.focusWidget()
        is_here = focus is not None and (focus is self._diary or self._diary.isAncestorOf(focus))
        if self._week_on is None or not is_here:
            return False
        self._week_on.leave()
        return True

    def _turn(self) -> None:
        is_week = self._week_on is not None and not self.month.is_on
        self._on_view_chosen("day" if is_week else "week")
        self.show()

    @Slot(str)
    def _on_view_chosen(self, name: str) -> None:
        if name == "month":
            self.month.open()
            return
        if self.month.is_on:
            self.show()
        if name == "week":
            self._week().open()
        elif self._week_on is not None:
            self._week_on.leave()

    def _step_of(self, step: int) -> None:
        if self._week_on is None:
            self._turn()
        else:
            self._week_on.step_of(step)

    def take_outline(self, outline: PracticeOutline) -> None:
        """The practice has been changed in Set-up."""
        self._outline = outline
        if self.week is not None:
            self.week.take_outline(outline)

    def _week(self) -> WeekController:
        """Return the week's controller, built when first wanted."""
        if self.week is None:
            from desktop.ui.diary.week_controller import WeekController

            self.week = WeekController(
                self._diary,
                self._control,
                self._runner,
                self._look,
                outline=self._outline,
                clock=self._clock,
            )
            self.week.opened.connect(self._on_week_opened)
            self.week.left.connect(self._on_week_left)
            self.week.failed.connect(self._control.failed)
        return self.week

    @Slot(object)
    def _on_week_opened(self, monday: date) -> None:
        bar = self._window.top_bar
        bar.view_switch.show_view("week")
        bar.stepper.show_week(monday)
        self.week_opened.emit()

    @Slot()
    def _on_week_left(self) -> None:
        self._window.top_bar.view_switch.show_view("day")
        if self._control.on_date is not None:
            self._window.show_day(self._control.on_date)

    @Slot()
    def open_today(self) -> None:
        """Open today."""
        self._go_to_day(self._today)

    @property
    def _today(self) -> date:
        return date_of(self._clock(), self._zone)

    def _step_days(self, days: int) -> None:
        if self.month.is_on:
            step = self.month.step_weeks if abs(days) > 1 else self.month.step_months
            step(1 if days > 0 else -1)
        elif self._week_on is not None:
            self._week_on.step(1 if days > 0 else -1)
        elif self._control.on_date is not None:
            self.open_day(self._control.on_date + timedelta(days=days))

    def _go_to_date(self) -> None:
        from desktop.ui.visits.go_to_date_dialog import GoToDateDialog

        GoToDateDialog.ask_date(self._look, self._today, self._go_to_day, self._window)

    @Slot(object, QPoint)
    def _on_menu_requested(self, cell: Cell, at: QPoint) -> None:
        """Show what can be done with a cell (Shift+F10, or the right button)."""
        menu = QMenu(self._window)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for name in VISIT_MENU if cell.visits else TIME_MENU:
            if not name:
                menu.addSeparator()
            elif name != "put_down" or self._diary.carried is not None:
                menu.addAction(self._window.action(name))
        menu.popup(at)

    @Slot(object)
    def _on_not_kept(self, on_date: date) -> None:
        words = f"{short_date(on_date)} is not kept here. It can be opened once connected again."
        self.message.emit(Message(words, "info", at=self._clock()))

    @Slot(str)
    def _on_site_chosen(self, clinic_id: str) -> None:
        self._diary.states.site = self._window.top_bar.site_name
        self._control.set_clinic(ClinicId(clinic_id) if clinic_id else None)
        if self.month.is_on:
            self.month.reload()
