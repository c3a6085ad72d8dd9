"""The top bar: search, site, date stepper, today, the view."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QToolButton,
    QWidget,
)

from desktop.ui.kit.caret import CARET, with_icons
from desktop.ui.kit.look import Look
from desktop.ui.kit.search_box import SearchBox
from desktop.ui.kit.view_switch import ViewSwitch

if TYPE_CHECKING:
    from PySide6.QtCore import QDate
    from PySide6.QtWidgets import QCalendarWidget

ALL_SITES = ""
WIDEST_SEARCH = 760
QWIDGETSIZE_MAX = (1 << 24) - 1
SAYING = "Enter books the highlighted time, Esc goes back"
LEAST_WIDTH = 600
"""What the bar takes where it says the least, at 100 % text."""
_YEAR = re.compile(r" \d{4}")


class DateStepper(QFrame):
    """The day shown: a step back, the date (opens a calendar), a step on.

    Signals: ``day_requested(date)``.
    """

    day_requested = Signal(object)

    def __init__(self, look: Look, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("dateStepper")
        self._look = look
        self.on_date: date | None = None
        self._unit = "Day"
        self._short = self._without_year = False
        self.before = self._build_step("day_before", "Day before, Alt+Left", -1)
        self.button = QPushButton(self)
        self.button.setObjectName("date_button")
        self.button.setAutoDefault(False)
        self.button.clicked.connect(self.open_calendar)
        self.after = self._build_step("day_after", "Day after, Alt+Right", 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for one in (self.before, self.button, self.after):
            row.addWidget(one)
        self._calendar: QCalendarWidget | None = None
        look.changed.connect(self._apply_look)
        self._apply_look()

    def show_day(self, on_date: date) -> None:
        """Show which day the diary has."""
        self._show(on_date, "Day")

    def show_week(self, monday: date) -> None:
        """Show which week the diary has; the steps go from week to week."""
        self._show(monday, "Week")

    def show_month(self, first_on: date) -> None:
        """Show which month there is; the steps go from month to month."""
        self._show(first_on, "Month")

    def _show(self, on_date: date, unit: str) -> None:
        self.on_date, self._unit = on_date, unit
        for button, when, key in ((self.before, "before", "Left"), (self.after, "after", "Right")):
            words = f"{unit} {when}, Alt+{key}"
            button.setAccessibleName(words)
            button.setToolTip(words.replace(", ", " (") + ")")
        self._apply_look()

    def set_short(self, short: bool, *, without_year: bool = False) -> None:
        """Say the month by three letters where there is little room, with less no year."""
        self._short, self._without_year = short, without_year
        self._apply_look()

    def open_calendar(self) -> None:
        """Open the calendar below the date."""
        if self._calendar is None:
            from PySide6.QtWidgets import QCalendarWidget

            self._calendar = QCalendarWidget(self)
            self._calendar.setWindowFlag(Qt.WindowType.Popup)
            self._calendar.setObjectName("calendar")
            self._calendar.setAccessibleName("Choose a day")
            self._calendar.setGridVisible(False)
            self._calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
            self._calendar.activated.connect(self._on_calendar_activated)
            self._calendar.clicked.connect(self._on_calendar_activated)
        if self.on_date is not None:
            from PySide6.QtCore import QDate

            self._calendar.setSelectedDate(
                QDate(self.on_date.year, self.on_date.month, self.on_date.day)
            )
        self._calendar.move(self.mapToGlobal(QPoint(0, self.height() + 2)))
        self._calendar.show()
        self._calendar.setFocus()

    def _on_calendar_activated(self, chosen: QDate) -> None:
        if self._calendar is not None:
            self._calendar.hide()
        self.day_requested.emit(date(chosen.year(), chosen.month(), chosen.day()))

    def _build_step(self, name: str, words: str, days: int) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(name)
        button.setAccessibleName(words)
        button.setToolTip(words.replace(", ", " (") + ")")
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(lambda: self._step(days))
        return button

    def _step(self, days: int) -> None:
        if self.on_date is None:
            return
        if self._unit == "Month":
            from desktop.domain.month import months_on

            self.day_requested.emit(months_on(self.on_date, days))
        else:
            count = 7 if self._unit == "Week" else 1
            self.day_requested.emit(self.on_date + timedelta(days=days * count))

    def _words_of(self, on_date: date) -> str:
        # Time zones are not loaded before the first paint.
        from desktop.domain.times import long_date, said_month, said_week, short_date

        if self._unit == "Month":
            return f"{on_date:%b %Y}" if self._without_year else said_month(on_date)
        if self._unit == "Week":
            week = said_week(on_date)
            return _YEAR.sub("", week) if self._without_year else week
        if self._without_year:
            return short_date(on_date)
        return f"{short_date(on_date)} {on_date.year}" if self._short else long_date(on_date)

    def _apply_look(self) -> None:
        look = self._look
        side = look.px(16)
        height = look.row_height("toolbar", padding=12)
        self.setFixedHeight(height)
        for button, icon in ((self.before, "caret-left"), (self.after, "caret-right")):
            button.setIcon(look.icon(icon, look.colour("text"), px=side))
            button.setIconSize(QSize(side, side))
            button.setFixedWidth(max(look.px(26 if self._without_year else 36), 24))
            button.setFixedHeight(height - 2)
        words = "Opening" if self.on_date is None else self._words_of(self.on_date)
        self.button.setText(words)
        self.button.setAccessibleName(f"{words}, choose a day")
        font = look.font("bodyBold")
        self.button.setFont(font)
        self.button.setMinimumWidth(look.metrics("bodyBold").horizontalAdvance(words) + look.px(26))
        self.button.setFixedHeight(height - 2)


class TopBar(QFrame):
    """Search box, site switcher, date stepper, Today, the cover.

    Signals: ``site_chosen(clinic_id or "")``; ``today_requested()``; ``cover_requested()``.
    """

    site_chosen = Signal(str)
    today_requested = Signal()
    cover_requested = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("topBar")
        self._look = look
        self._has_dates = True
        self.search = SearchBox(look, self)
        self.site = self._build_button("site_switcher", "All sites", "Site, Ctrl+Shift+S")
        self.stepper = DateStepper(look, self)
        self.site.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.site.setMenu(QMenu(self.site))
        self._show_site("All sites")
        self.today = self._build_button("today_button", "Today", "Today, Ctrl+T")
        self.today.clicked.connect(self.today_requested)
        self.view_switch = ViewSwitch(look, self)
        self.cover = self._build_button("cover_button", "", "Cover screen, F12")
        self.cover.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        self.cover.clicked.connect(self.cover_requested)
        self._is_saying = False
        self._row = row = QHBoxLayout(self)
        searching = QHBoxLayout()
        searching.addWidget(self.search, 1000)
        searching.addStretch(1)  # takes what is left where the search is as wide as it needs
        row.addLayout(searching, 1)
        for one in (self.site, self.stepper, self.today, self.view_switch, self.cover):
            row.addWidget(one)
        self._sites = QActionGroup(self)
        self.search.field.installEventFilter(self)
        look.changed.connect(self._apply_look)
        self._apply_look()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self._fit()
        return super().eventFilter(watched, event)

    def set_saying(self, saying: bool) -> None:
        """Leave the room to the search box while a sentence in it is answered: no day is shown."""
        self._is_saying = saying
        if saying:
            self.show_dates(False)
        self.search.show_hint(SAYING if saying else "")
        self._apply_look()

    def set_sites(self, sites: Sequence[tuple[str, str]]) -> None:
        """Offer the practice's sites: (id, name)."""
        menu = self.site.menu()
        kept = next((one.data() for one in self._sites.actions() if one.isChecked()), ALL_SITES)
        menu.clear()
        for old in self._sites.actions():
            self._sites.removeAction(old)
            old.deleteLater()
        everything = {1: "This site", 2: "Both sites"}.get(len(sites), "All sites")
        for key, name in ((ALL_SITES, everything), *sites):
            action = QAction(name, self._sites, checkable=True)
            action.setData(key)
            action.triggered.connect(lambda _checked=False, key=key: self._choose(key))
            menu.addAction(action)
        actions = {action.data(): action for action in self._sites.actions()}
        actions.get(kept, actions[ALL_SITES]).setChecked(True)
        self._show_site(self.site_name or everything)
        if kept not in actions:
            self.site_chosen.emit(ALL_SITES)

    @property
    def site_name(self) -> str:
        """The one site that is chosen; empty for all."""
        chosen = (one for one in self._sites.actions() if one.isChecked() and one.data())
        return next((one.text() for one in chosen), "")

    def show_dates(self, shown: bool) -> None:
        """Show the day and the view of the diary, or leave their room to the search."""
        self._has_dates = shown
        self.stepper.setVisible(shown)
        self.today.setVisible(shown)
        self._fit()

    def open_sites(self) -> None:
        """Open the list of sites (Ctrl+Shift+S)."""
        self.site.menu().popup(self.site.mapToGlobal(self.site.rect().bottomLeft()))

    def _choose(self, key: str) -> None:
        name = next(one.text() for one in self._sites.actions() if one.data() == key)
        self._show_site(name)
        self.site_chosen.emit(key)

    def _show_site(self, name: str) -> None:
        self.site.setText(f" {name}  {CARET}")
        self.site.setAccessibleName(f"Site: {name}, Ctrl+Shift+S")

    def _build_button(self, name: str, words: str, accessible: str) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(name)
        button.setProperty("kind", "bar")
        button.setText(words)
        button.setAccessibleName(accessible)
        button.setToolTip(accessible.replace(", ", " (") + ")")
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        return button

    def _apply_look(self) -> None:
        look = self._look
        control = look.row_height("toolbar", padding=12)
        self.setFixedHeight(max(look.tokens.layout["topBar"], control + 18))
        self._row.setContentsMargins(look.px(12), 0, look.px(12), 0)
        self._row.setSpacing(look.px(8))
        widest = QWIDGETSIZE_MAX if self._is_saying else look.px(WIDEST_SEARCH)
        self.search.setMaximumWidth(widest)
        side = look.px(16)
        self.site.setIcon(look.icon("map-pin", look.colour("text"), px=side))
        self.today.setIcon(look.icon("calendar-check", look.colour("text"), px=side))
        self.cover.setIcon(look.icon("eye-slash", look.colour("text"), px=side))
        for button in (self.site, self.today, self.cover):
            button.setFont(with_icons(look.font("body")))
            button.setFixedHeight(control)
            button.setIconSize(QSize(side, side))
        self._fit()

    def minimumSizeHint(self) -> QSize:
        """Ask for the least form's room: in a longer one the window must still become narrower."""
        wanted = super().minimumSizeHint()
        return QSize(min(wanted.width(), self._look.px(LEAST_WIDTH)), wanted.height())

    def resizeEvent(self, event: object) -> None:
        super().resizeEvent(event)  # type: ignore[arg-type]  # PySide's stub names QResizeEvent
        self._fit()

    def _fit(self) -> None:
        """Say less where there is less room for the text size, so that every part stays."""
        room = self.width() / self._look.px(100)
        is_searched = self.search.field.hasFocus()
        has_room = room >= 7.2 or not is_searched  # what is typed needs it
        self.view_switch.setVisible(self._has_dates and has_room)
        styles = Qt.ToolButtonStyle
        wide = styles.ToolButtonTextBesideIcon
        self.site.setToolButtonStyle(wide if room >= 8.6 else styles.ToolButtonIconOnly)
        self.stepper.set_short(room < 10, without_year=room < 7.2)
        self.view_switch.set_tight(room < 7.2)
        self.search.cap.setVisible(room >= 7.2)
        words = styles.ToolButtonTextOnly
        self.today.setToolButtonStyle(words if room >= 7.2 else styles.ToolButtonIconOnly)
