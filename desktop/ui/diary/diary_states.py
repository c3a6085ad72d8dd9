"""What the diary shows instead of a day: a day nobody works, or one that is still opening."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel

from desktop.domain.diary import DiaryDay
from desktop.domain.times import DAYS, date_of, short_date, whole_day
from desktop.domain.week import DiaryShown, DiaryWeek
from desktop.ui.kit.buttons import KeyButton
from desktop.ui.kit.look import Look
from desktop.ui.kit.states import EmptyState, LoadingState

if TYPE_CHECKING:
    from desktop.ui.diary.diary_view import DiaryView


class Opening(LoadingState):
    """Covers the grid once there are words to say: nothing for the first second."""

    def __init__(self, look: Look, parent: DiaryView):
        super().__init__(look, parent)
        self.setObjectName("diary_opening")
        self._ground = look

    def _on_timer_timeout(self) -> None:
        super()._on_timer_timeout()
        QTimer.singleShot(0, self, self.raise_)  # each layout brings the scroll bars above it

    def paintEvent(self, event: QPaintEvent) -> None:
        words = self.findChild(QLabel, "loading_words")
        if isinstance(words, QLabel) and not words.isHidden():
            with QPainter(self) as painter:
                painter.fillRect(event.rect(), self._ground.colour("canvas"))


CHANGED_SHOWN_MS = 3000
"""How long a change made at another desk is outlined."""


class DiaryStates:
    """The empty and the opening state of one view, laid over its grid.

    ``site`` names the one site that is shown, if it is one.
    """

    def __init__(self, look: Look, view: DiaryView):
        self._look = look
        self._view = view
        self._empty: EmptyState | None = None
        self._opening: Opening | None = None
        self._area = QRect()
        self._shown_day = "this day"
        self._shown: tuple[DiaryShown, datetime] | None = None
        self._new_session: Callable[[], None] | None = None
        self.is_opening = False
        self.site = ""

    def offer_new_session(self, call: Callable[[], None] | None) -> None:
        """Offer a new session on a day without any, or (None: who is here may not) no more."""
        self._new_session = call
        if self._shown is not None and self._empty is not None and not self._empty.isHidden():
            self.show_day(*self._shown)

    def say_closed(self, on_date: date, name: str) -> None:
        """Say what the day nobody works is closed for."""
        day = self._shown[0] if self._shown is not None else None
        if name and self._empty is not None and day is not None and day.on_date == on_date:
            self._empty.say(f"Closed, {name}.", self._nobody_on(on_date))

    def place(self, area: QRect) -> None:
        """Lay the one over the grid, the other over all of the view."""
        self._area = area
        if self._empty is not None:
            self._empty.setGeometry(area)
        if self._opening is not None:
            self._opening.setGeometry(self._view.rect())
            self._opening.raise_()

    def show_day(self, day: DiaryShown, now: datetime) -> None:
        """Say that nobody works that day, or make way for those who do."""
        self.show_opening(None)
        self._shown = (day, now)
        is_today = day.on_date == date_of(now, day.zone)
        self._shown_day = "today" if is_today else short_date(day.on_date)
        if isinstance(day, DiaryWeek):
            self._shown_day = f"the week of {short_date(day.on_date)}"
        if any(column.sessions for column in day.columns):
            if self._empty is not None:
                self._empty.hide()
            return
        if self._empty is None:
            self._empty = EmptyState(self._look, "calendar-blank", self._view)
        if isinstance(day, DiaryWeek):
            self._say_no_week(self._empty, day)
        else:
            self._say_no_day(self._empty, day)
        self._empty.setGeometry(self._area)
        self._empty.show()

    def _say_no_week(self, empty: EmptyState, week: DiaryWeek) -> None:
        empty.say(f"{week.clinician_name} has no session in {self._shown_day}.")
        following = week.on_date + timedelta(days=7)
        step = KeyButton(self._look, "Week after", key="Alt+Right", kind="primary", name="week_on")
        step.clicked.connect(lambda: self._view.day_requested.emit(following))
        self._offer(empty, step)

    def _offer(self, empty: EmptyState, *steps: KeyButton) -> None:
        """Offer these steps, and after them a new session to those who may make one."""
        call = self._new_session
        if call is None:
            empty.set_steps(*steps)
            return
        kind = "plain" if steps else "primary"
        new = KeyButton(
            self._look, "New session", key="Ctrl+Shift+O", kind=kind, name="new_session_here"
        )
        new.clicked.connect(call)
        empty.set_steps(*steps, new)

    def _say_no_day(self, empty: EmptyState, day: DiaryDay) -> None:
        empty.say(self._nobody_on(day.on_date))
        following = day.next_day_with_sessions
        if following is None:
            self._offer(empty)
        else:
            words = f"Next day with sessions: {near_date(following, day.on_date)}"
            step = KeyButton(self._look, words, kind="primary", name="next_day_with_sessions")
            step.clicked.connect(lambda: self._view.day_requested.emit(following))
            self._offer(empty, step)

    def _nobody_on(self, on_date: date) -> str:
        """Say "No one has a session at Weir Street on Thu 19 November."."""
        at = f" at {self.site}" if self.site else ""
        return f"No one has a session{at} on {whole_day(on_date)}."

    def show_opening(self, on_date: date | None, what: str = "") -> None:
        """Begin to wait for a day (or what begins with it), or stop waiting."""
        self.is_opening = on_date is not None
        if on_date is None:
            if self._opening is not None:
                self._opening.stop()
                self._opening.hide()
            return
        if self._opening is None:
            self._opening = Opening(self._look, self._view)
            self._opening.stay_requested.connect(self._view.stay_requested)
        self._opening.start(
            f"Opening {what}{whole_day(on_date)}.",
            "Still opening. The server is slow today.",
            hint=f"Esc to stay on {self._shown_day}.",
            stay=f"Stay on {self._shown_day}",
        )
        self._opening.setGeometry(self._view.rect())
        self._opening.show()
        self._opening.raise_()


def near_date(on: date, of: date) -> str:
    """Say a date near another: "Mon 23" in the same month, "Tue 1 Dec" in another."""
    if (on.year, on.month) == (of.year, of.month):
        return f"{DAYS[on.weekday()]} {on.day}"
    return short_date(on)
