"""Keeps the grid fed with a week: of one clinician, or of one kind of slot over everybody."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QApplication

from desktop.domain.closures import ClosureDetails, say_closed
from desktop.domain.diary import Cell
from desktop.domain.errors import Unavailable
from desktop.domain.ids import ClinicianId, SlotTypeId
from desktop.domain.kind_week import FreeHalfDay, KindWeek
from desktop.domain.practice import PracticeOutline, in_use
from desktop.domain.times import date_of
from desktop.domain.week import DAYS_OF_WEEK, DiaryWeek, days_of_week, monday_of
from desktop.operations.closures import list_closed
from desktop.operations.outcome import Changes
from desktop.operations.reads import read_kind_week, read_week
from desktop.ui.diary.diary_choice import Wanted
from desktop.ui.diary.diary_controller import DiaryController
from desktop.ui.diary.diary_view import DiaryView
from desktop.ui.diary.kind_week_view import KindWeekView
from desktop.ui.diary.week_bar import WeekBar
from desktop.ui.kit.look import Look
from desktop.ui.runner import Runner

WHAT = "the week of "


@dataclass(frozen=True, slots=True)
class WeekOf:
    """Whose week it is, or of which kind of slot: one of both."""

    clinician_id: ClinicianId | None = None
    slot_type_id: SlotTypeId | None = None


class WeekController(QObject):
    """Stands in for the day's controller while a week is shown.

    Signals: ``opened(monday)`` when a week asked for is shown; ``left()`` once the day has the
    view again; ``failed(error)``.
    """

    opened = Signal(object)
    left = Signal()
    failed = Signal(object)

    def __init__(
        self,
        view: DiaryView,
        control: DiaryController,
        runner: Runner,
        look: Look,
        *,
        outline: PracticeOutline,
        clock: Callable[[], datetime],
    ):
        super().__init__(control)
        self._view = view
        self._control = control
        self._runner = runner
        self._clock = clock
        self._entries = _entries(outline)
        self._zone = outline.practice.zone
        self._of = WeekOf()
        self._monday: date | None = None
        self._wanted_on = date.min
        self._week: DiaryWeek | KindWeek | None = None
        self.bar = WeekBar(look, self._entries, view)
        self.bar.hide()
        self.kinds = KindWeekView(look, view)
        self.kinds.hide()
        self.bar.chosen.connect(self._on_bar_chosen)
        self.kinds.half_day_chosen.connect(self._on_half_day_chosen)
        view.current_changed.connect(self._on_view_current_changed)
        runner.changed.connect(self._on_runner_changed)
        control.minute_passed.connect(self._on_minute_passed)

    def take_outline(self, outline: PracticeOutline) -> None:
        """The practice has been changed in Set-up: others may be chosen."""
        entries = _entries(outline)
        if entries != self._entries:
            self._entries = entries
            self.bar.offer(entries)
            if self._of not in [of for _, of in entries] and entries:
                self._of = entries[0][1]

    @property
    def is_on(self) -> bool:
        """Whether a week is shown or being opened."""
        return self._monday is not None

    @property
    def shows_kind(self) -> bool:
        """Whether it is the week of a kind of slot."""
        return self.is_on and self._of.slot_type_id is not None

    @property
    def clinician(self) -> tuple[ClinicianId, str] | None:
        """Whose week it is, by id and name; None for that of a kind of slot."""
        key = self._of.clinician_id
        names = {of.clinician_id: words for words, of in self._entries}
        return None if key is None else (key, names[key])

    def shows(self, clinician: str) -> bool:
        """Return whether it is the week of that clinician, by id or whole name."""
        if self.shows_kind:
            return False
        names = {of: words for words, of in self._entries}
        return clinician in (self._of.clinician_id, names.get(self._of))

    # -- opening and leaving --------------------------------------------------------------------

    def open(self) -> None:
        """Open the week of the day that is shown, of the selected column's clinician."""
        on_date = self._control.on_date
        if on_date is None or not self._entries or self.is_on:
            return
        box, layout = self._view.current_box(), self._view.day_layout
        self._of = self._entries[0][1]
        if box is not None and layout is not None:
            self._of = WeekOf(layout.day.columns[box.column].clinician_id)
        self._control.give_way(self)
        self._view.set_bar(self.bar)
        self.bar.show_of(self._of)
        self._go_to(on_date, keeps_place=box is not None)

    def leave(self, slot: str = "") -> None:
        """Give the view back: the day of the selected slot, which stays selected."""
        on_date = self._date_here()
        if not self.is_on or on_date is None:
            return
        if self._runner.is_paused and not self._control.is_kept(on_date):
            on_date = date_of(self._clock(), self._zone)  # today is always kept
        focus = QApplication.focusWidget()
        had_focus = focus is not None and (focus is self._view or self._view.isAncestorOf(focus))
        self._show_kinds(False)
        self._monday, self._week = None, None
        self._view.set_bar(None)
        self._control.give_way(None)
        self._view.want(slot=slot)
        self._view.show_opening(on_date)
        self._control.open_day(on_date)
        if had_focus:
            self._view.setFocus(Qt.FocusReason.OtherFocusReason)
        self.left.emit()

    def _date_here(self) -> date | None:
        half = self.kinds.current_half_day
        return half.on_date if self.shows_kind and half is not None else self._control.on_date

    def open_day(self, on_date: date) -> None:
        """Go to a date: select it where its week is shown, else open that week."""
        layout = self._view.day_layout
        if monday_of(on_date) != self._monday or layout is None or self._week is None:
            self._go_to(on_date)
            return
        found = Wanted(on_date=on_date).find(layout, self._clock())
        if found is not None:
            with self._control.showing():
                self._view.choose((found,))
        self.opened.emit(self._monday)

    def step(self, weeks: int) -> None:
        """Go some weeks on, to the same day of the week."""
        on_date = self._date_here()
        if on_date is not None:
            self._go_to(on_date + timedelta(days=DAYS_OF_WEEK * weeks), keeps_place=True)

    def step_of(self, step: int) -> None:
        """Go to the next clinician or kind of slot of the list."""
        self.bar.step(step)

    def _go_to(self, on_date: date, *, keeps_place: bool = False) -> None:
        self._monday = monday_of(on_date)
        self._view.want(on_date=None if keeps_place else on_date)
        self._wanted_on = on_date
        self._view.show_opening(self._monday, WHAT)
        self.reload()

    def stay(self) -> None:
        """Give up what is being opened: the week shown stays, or the day it would have replaced."""
        self._view.show_opening(None)
        if self._week is None:
            self.leave()
            return
        self._monday = _monday_shown(self._week)
        self.opened.emit(self._monday)

    # -- reading --------------------------------------------------------------------------------

    def reload(self) -> None:
        """Read the week again, keeping place and selection."""
        if self._monday is None:
            return
        read = partial(
            self._runner.run_read,
            initiator=self,
            on_done=partial(self._show, self._of),
            on_failed=self._on_read_failed,
            latest="day",
            monday=self._monday,
            clinic_id=self._control.clinic_id,
        )
        if self._of.slot_type_id is not None:
            read(read_kind_week, slot_type_id=self._of.slot_type_id)
        else:
            read(read_week, clinician_id=self._of.clinician_id)

    def _show(self, of: WeekOf, week: DiaryWeek | KindWeek) -> None:
        if of != self._of or _monday_shown(week) != self._monday:
            return
        if isinstance(week, DiaryWeek):
            week = self._closed_as_before(week)
        self._week = week
        if isinstance(week, KindWeek):
            self._show_kind(week)
        else:
            self._show_kinds(False)
            with self._control.showing():
                self._view.set_day(week, self._clock())
            self._lend(week)
            self._read_closed(week)
        self._sum_up()
        self.opened.emit(self._monday)

    def _closed_as_before(self, week: DiaryWeek) -> DiaryWeek:
        """Keep what was said of the same week: its heads must not flicker with each change."""
        before = self._week
        if not isinstance(before, DiaryWeek):
            return week
        same = (before.on_date, before.clinician_id) == (week.on_date, week.clinician_id)
        return replace(week, closed=before.closed) if same else week

    def _read_closed(self, week: DiaryWeek) -> None:
        """Read what closes the days: bank holidays are reckoned, and nobody waits for them."""
        self._runner.run_read(
            list_closed,
            initiator=self,
            on_done=partial(self._on_closed_read, week),
            on_failed=self._on_closed_not_read,
            latest="closed",
            first_on=week.on_date,
            last_on=week.days[-1],
        )

    def _on_closed_read(self, week: DiaryWeek, closures: Sequence[ClosureDetails]) -> None:
        if self._week is not week:
            return
        closed = []
        for on, column in zip(week.days, week.columns, strict=True):
            sites = {one.clinic_id for one in column.sessions}
            if self._control.clinic_id is not None:
                sites.add(self._control.clinic_id)
            said = say_closed(closures, on, clinic_ids=sites, clinician_id=week.clinician_id)
            closed.append(said)
        if tuple(closed) != week.closed:
            self._week = replace(week, closed=tuple(closed))
            with self._control.showing():
                self._view.set_day(self._week, self._clock())

    def _on_closed_not_read(self, error: object) -> None:
        """The heads stay without it; a lost line is said where somebody asks."""
        if not isinstance(error, Unavailable):
            self.failed.emit(error)

    def _sum_up(self) -> None:
        if self._week is not None:
            self.bar.sum_up(self._week, self._clock())

    def _on_read_failed(self, error: object) -> None:
        if isinstance(error, Unavailable) and (error.is_line_lost or error.code == "paused"):
            if self._week is None or _monday_shown(self._week) != self._monday:
                wanted = self._monday
                self.stay()
                self._control.not_kept.emit(wanted)
            return
        self.stay()
        self.failed.emit(error)

    def _lend(self, week: DiaryWeek) -> None:
        box = self._view.current_box()
        number = self._wanted_on.weekday() if box is None else box.column
        self._control.lend(week.day(number))

    # -- one kind of slot -----------------------------------------------------------------------

    def _show_kind(self, week: KindWeek) -> None:
        self._view.show_opening(None)
        with self._control.showing():
            self._view.clear()
        self.kinds.show_week(week, self._clock(), self._wanted_on)
        self._show_kinds(True)

    def _show_kinds(self, shown: bool) -> None:
        had_focus = self._view.hasFocus()
        self._view.setFocusProxy(self.kinds if shown else None)  # type: ignore[arg-type]  # PySide's stub forgets None
        self.kinds.setVisible(shown)
        if shown:
            self.kinds.place(self._view.bar_height)
            self.kinds.raise_()
        if had_focus:
            self._view.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(object)
    def _on_half_day_chosen(self, half: FreeHalfDay) -> None:
        """Open the day of a half day, with the first slot of the kind selected."""
        self.leave(slot=half.first_slot or "")

    # -- what happens ---------------------------------------------------------------------------

    @Slot(object)
    def _on_bar_chosen(self, of: WeekOf) -> None:
        if of == self._of or self._monday is None:
            return
        on_date = self._date_here() or self._monday
        keeps_place = not self.shows_kind
        self._of, self._week = of, None
        self._go_to(on_date, keeps_place=keeps_place)

    @Slot(object)
    def _on_view_current_changed(self, _cell: Cell | None) -> None:
        if isinstance(self._week, DiaryWeek) and self._view.current_box() is not None:
            self._lend(self._week)

    def _on_runner_changed(self, changes: Changes, _initiator: QObject | None) -> None:
        if self._monday is None:
            return
        days = days_of_week(self._monday)
        if (
            changes.touches("practice")
            or changes.touches("closure")
            or any(changes.touches("day", str(on)) for on in days)
        ):
            self.reload()

    @Slot(object)
    def _on_minute_passed(self, _now: datetime) -> None:
        self._sum_up()


def _monday_shown(week: DiaryWeek | KindWeek) -> date:
    return week.monday if isinstance(week, KindWeek) else week.on_date


def _entries(outline: PracticeOutline) -> Sequence[tuple[str, WeekOf]]:
    """Return what there are weeks of: every clinician, then what is free of each kind of slot."""
    people = [(one.name, WeekOf(clinician_id=one.id)) for one in in_use(outline.clinicians)]
    kinds = [
        (f"Free: {one.name.lower()}", WeekOf(slot_type_id=one.id))
        for one in outline.slot_types
        if one.bookable and one.active
    ]
    return [*people, *kinds]
