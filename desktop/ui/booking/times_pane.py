"""The times that fit, what narrows them, and why others are left out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from typing import Any

from PySide6.QtCore import QItemSelectionModel, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListView,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.asked import Asked
from desktop.domain.best_fit import Suggestion
from desktop.domain.booking import DayPart, FreeTime
from desktop.domain.ids import PatientId, SlotId, SlotTypeId
from desktop.domain.practice import PracticeOutline
from desktop.domain.times import clock_time, long_date
from desktop.operations.best_fit import BestFit, suggest_times
from desktop.operations.chosen_time import read_chosen_time
from desktop.operations.weighing import SHOWN
from desktop.ui.booking.free_times_delegate import FreeTimesDelegate
from desktop.ui.booking.free_times_model import FreeTimesModel
from desktop.ui.booking.order_switch import OrderSwitch
from desktop.ui.booking.time_filters import TimeFilters
from desktop.ui.kit.button_row import ButtonRow
from desktop.ui.kit.buttons import KeyButton
from desktop.ui.kit.look import Look
from desktop.ui.kit.states import EmptyState
from desktop.ui.kit.whole_label import WholeLabel
from desktop.ui.runner import Runner

NEXT_FREE = "Next free"


class TimesPane(QWidget):
    """The list, what narrows it, what is left out; ranked for whom it is, where that is known.

    Signals: ``highlighted(FreeTime or None)``; ``taken()`` on a double click; ``row_chosen()`` in
    a list shown whole, which is not scrolled by itself; ``misread()`` when no time is looked for:
    the date typed is none; ``none_suits()``: the person waits for what was asked.
    """

    highlighted = Signal(object)
    row_chosen = Signal()
    misread = Signal()
    taken = Signal()
    none_suits = Signal()

    def __init__(
        self,
        runner: Runner,
        look: Look,
        clock: Callable[[], datetime],
        parent: QWidget | None = None,
    ):
        super().__init__(parent)
        self._runner = runner
        self._look = look
        self._clock = clock
        self._answer = BestFit(())
        self._person: PatientId | None = None
        self._limit = SHOWN
        self._pinned: FreeTime | None = None
        self._asked = self._answered = 0
        self._is_whole = False
        self._waiting: list[Callable[[], None]] = []
        self.filters = TimeFilters(look, self)
        self.model = FreeTimesModel("Europe/London", self)
        self.list = QListView(self)
        self.delegate = FreeTimesDelegate(look, self.model, self.list)
        self.empty = EmptyState(look, "calendar-blank", self)
        self.left_out = QLabel(self)
        self._left_out_icon = QLabel(self)
        self.more = KeyButton(look, "More times", key="PgDn", name="more_button", parent=self)
        self.none_suit = KeyButton(
            look, "None suit: waiting list", key="Ctrl+L", name="none_suit_button", parent=self
        )
        self.steps = ButtonRow((self.more, self.none_suit), spacing=look.px(8), parent=self)
        self._build()
        self._apply_look()
        look.changed.connect(self._apply_look)
        self.order.changed.connect(self.reload)
        self.filters.changed.connect(self._on_filters_changed)
        self.filters.misread.connect(self._on_filters_misread)
        self.list.selectionModel().currentChanged.connect(self._on_current_changed)
        self.list.doubleClicked.connect(self.taken)
        self.more.clicked.connect(self.show_more)
        self.none_suit.clicked.connect(self.none_suits)

    def _build(self) -> None:
        self.heading = WholeLabel(NEXT_FREE, self)
        self.heading.setBuddy(self.list)
        self.order = OrderSwitch(self._look, self)
        self.list.setObjectName("free_times")
        self.list.setAccessibleName("Next free times")
        self.list.setModel(self.model)
        self.list.setItemDelegate(self.delegate)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.viewport().setAutoFillBackground(False)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setResizeMode(QListView.ResizeMode.Adjust)
        self.left_out.setObjectName("booking_left_out")
        self.left_out.setTextFormat(Qt.TextFormat.PlainText)
        self.left_out.setWordWrap(True)
        self.left_out.setProperty("tone", "text2")
        below = QHBoxLayout()
        below.addWidget(self._left_out_icon)
        below.addWidget(self.left_out, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self._look.px(6))
        column.addWidget(self.filters)
        self.top = top = QHBoxLayout()
        top.setSpacing(self._look.px(10))
        top.addWidget(self.heading)
        top.addWidget(self.filters.from_words, 1)  # beside it: no time moves when it is said
        top.addWidget(self.order)
        column.addLayout(top)
        column.addWidget(self.list, 1)
        column.addWidget(self.empty, 1)
        column.addLayout(below)
        column.addWidget(self.steps)
        self.empty.hide()

    # -- showing --------------------------------------------------------------------------------

    def open(self, outline: PracticeOutline, today: date, start: tuple[SlotId, ...]) -> None:
        """Show the next free times, or first the time chosen in the diary."""
        self.show_kinds(outline, today)
        self._pinned = None
        self._limit = SHOWN
        self._waiting.clear()
        self._show(BestFit(()), None)
        self.list.show()
        self.empty.hide()
        if start:
            self._asked += 1
            self._runner.run_read(
                read_chosen_time,
                initiator=self,
                on_done=self._on_start_read,
                on_failed=partial(self._on_not_answered, self._asked),
                latest="free",
                slot_ids=start,
            )
        else:
            self.reload()

    def pin(self, time: FreeTime) -> None:
        """Put a time first and highlight it."""
        self._pinned = time
        self._show(BestFit((Suggestion(time, (), (), 0),)), time)
        self.reload()

    def unpin(self) -> None:
        """Forget the time chosen in the diary: somebody else has it."""
        self._pinned = None

    def show_person(self, patient_id: PatientId | None, called: str) -> None:
        """Rank the next times asked for by this person; for nobody the soonest come first."""
        self._person = patient_id
        self.heading.setText(f"Best times for {called}" if patient_id else NEXT_FREE)

    def asked(self) -> Asked:
        """Return what is asked of a time."""
        return replace(self.filters.asked(), is_soonest=self.order.is_soonest)

    @property
    def kind_asked(self) -> SlotTypeId | None:
        """The kind of slot asked for; None for any."""
        kind: SlotTypeId | None = self.filters.kind.currentData()
        return kind

    @property
    def is_misread(self) -> bool:
        """Whether something was typed that is not understood: no time is looked for."""
        return self.filters.is_misread

    def reload(self) -> None:
        """Ask for the free times again; the highlight stays where it is."""
        self._asked += 1
        self._runner.run_read(
            suggest_times,
            initiator=self,
            on_done=partial(self._on_answer, self._asked),
            on_failed=partial(self._on_not_answered, self._asked),
            latest="free",
            **self._request(),
        )

    def _request(self) -> dict[str, Any]:
        return {
            "patient_id": self._person,
            "asked": self.asked(),
            "limit": self._limit,
            "chosen": self._pinned,
        }

    def show_more(self) -> None:
        """Show as many more times (PgDn)."""
        if not self._answer.more or not self._answer.suggestions:
            return
        if self._answered != self._asked:
            return  # other times are asked for: in the queue this would take their place
        self._limit += SHOWN
        self._runner.run_read(
            suggest_times,
            initiator=self,
            on_done=self._on_more,
            latest="free",
            **self._request(),
        )

    def current_fit(self) -> Suggestion | None:
        """Return how well the highlighted time fits."""
        time = self.current()
        return self.model.fit_of(time) if time is not None else None

    def current(self) -> FreeTime | None:
        """Return the highlighted time."""
        return self.model.value_at(self.list.currentIndex().row())

    def go(self, step: int) -> None:
        """Move the highlight; past the last one there are more."""
        row = self.list.currentIndex().row() + step
        if row >= self.model.rowCount() and self._answer.more:
            self.show_more()
        else:
            self.choose_row(min(max(row, 0), self.model.rowCount() - 1))

    def choose_row(self, row: int) -> None:
        """Highlight a row, if it is there."""
        index = self.model.index(row, 0)
        if index.isValid():
            flags = QItemSelectionModel.SelectionFlag.ClearAndSelect
            self.list.selectionModel().setCurrentIndex(index, flags)
            self.list.scrollTo(index)
            if self._is_whole:
                self.row_chosen.emit()

    def show_whole_list(self, whole: bool) -> None:
        """Be as high as all the times: what the list stands in is scrolled, not the list."""
        self._is_whole = self.delegate.is_tight = whole
        self._show_heading()
        policies = Qt.ScrollBarPolicy
        bar = policies.ScrollBarAlwaysOff if whole else policies.ScrollBarAsNeeded
        self.list.setVerticalScrollBarPolicy(bar)
        self._fit_list()

    def _show_heading(self) -> None:
        """Leave the heading out where the room is better used for one more time."""
        shown = bool(self._answer.suggestions) and not self._is_whole
        self.heading.setVisible(shown)
        self.order.setVisible(shown and self._person is not None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._is_whole:  # once the list has its new width: places may go below kinds
            QTimer.singleShot(0, self, self._fit_list)

    def _fit_list(self) -> None:
        rows = self.model.rowCount() if self._is_whole else 0
        edge = 2 * self.list.frameWidth()
        whole = sum(self.list.sizeHintForRow(row) for row in range(rows)) + edge
        self.list.setMinimumHeight(max(whole, self._look.px(60)))

    # -- answers --------------------------------------------------------------------------------

    def _on_start_read(self, time: FreeTime | None) -> None:
        if time is not None:
            self.filters.show_time(time.slot_type_id)
            self.pin(time)
        else:
            self.reload()

    def _on_filters_changed(self) -> None:
        pinned, length = self._pinned, self.filters.length.currentData()
        if pinned is None:
            self.reload()
            return
        self._asked += 1
        self._runner.run_read(
            read_chosen_time,
            initiator=self,
            on_done=partial(self._on_length_read, pinned),
            on_failed=partial(self._on_not_answered, self._asked),
            latest="free",
            slot_ids=pinned.slot_ids[:1] if length else pinned.slot_ids,
            length_minutes=length,
        )

    def _on_filters_misread(self, _words: str) -> None:
        # What is wrong with the date is said at the field itself.
        self.show_misread("Put the date right, or leave it empty.")

    def show_misread(self, words: str) -> None:
        """Show no time, so that none is held or booked that was not asked for."""
        self._asked += 1  # an answer still under way is not wanted any more
        self._answered = self._asked
        self._show(BestFit(()), None)
        self.empty.say("No times looked for yet", words)
        self.empty.set_steps()
        self.misread.emit()

    def go_to_times(self) -> None:
        """Go from what narrows the times to the times, once they are there."""
        self.when_settled(self._focus_times)

    def _focus_times(self) -> None:
        if self.list.isVisible():
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_length_read(self, pinned: FreeTime, time: FreeTime | None) -> None:
        if time is None:
            at = clock_time(pinned.start_at, self.model.zone)
            wanted = self.filters.length.currentText()
            self.filters.say_length(f"There is not {wanted} free from {at}.")
        self.pin(time or pinned)

    def when_settled(self, call: Callable[[], None]) -> None:
        """Call once the times shown answer what is asked: at once, or when they are there."""
        self.filters.read_now()
        if self._answered == self._asked:
            call()
        else:
            self._waiting.append(call)

    def _on_answer(self, asked: int, answer: BestFit) -> None:
        if self.is_misread:
            return
        self._show(answer, self.current())
        self._settle(asked)

    def _on_not_answered(self, asked: int, error: BaseException) -> None:
        """Leave the times as they are; who waits for them goes on with the one highlighted."""
        self._settle(asked)
        self._runner.failed.emit(error)

    def _settle(self, asked: int) -> None:
        self._answered = asked
        if asked == self._asked:
            waiting, self._waiting = self._waiting, []
            for call in waiting:
                call()

    def _on_more(self, answer: BestFit) -> None:
        """Add the next ones below those that are shown: nothing moves under the eye."""
        shown = self._answer.suggestions
        known = {one.time.slot_ids[0] for one in shown}
        fresh = tuple(one for one in answer.suggestions if one.time.slot_ids[0] not in known)
        whole = replace(answer, suggestions=shown + fresh)
        self._show(whole, fresh[0].time if fresh else self.current())

    def _show(self, answer: BestFit, kept: FreeTime | None) -> None:
        self._answer = answer
        self.delegate.asked_kind = self.kind_asked
        self.model.show_suggestions(answer.suggestions)
        self._fit_list()
        self._show_steps()
        short = "None is as long as they need." if answer.is_short else ""
        said = [short, *(one.words for one in answer.left_out), self.filters.left_to_others]
        words = " ".join(filter(None, said))
        there = bool(answer.suggestions)
        self.left_out.setText(words)
        self.left_out.setVisible(there and bool(words))
        self._left_out_icon.setVisible(there and bool(words))
        self.list.setVisible(there)
        self._show_heading()
        self.empty.setVisible(not there)
        if not there:
            self._say_empty(words)
            self.highlighted.emit(None)
            return
        same = [row for row, one in enumerate(self.model.rows) if _is_same(one, kept)]
        self.choose_row(same[0] if same else 0)

    def _show_steps(self) -> None:
        """Show what else can be done beside choosing; where nothing is free that is said there."""
        there = bool(self._answer.suggestions)
        self.more.setVisible(self._answer.more)
        self.none_suit.setVisible(there and self._person is not None)
        self.steps.setVisible(there and (self._answer.more or self._person is not None))
        self.steps.fit()

    def _say_empty(self, left_out: str) -> None:
        filters = self.filters
        since = filters.from_typed
        when = f" from {long_date(since)}" if since else ""
        self.empty.say(f"No {filters.wish()} free{when}", left_out)
        steps: list[tuple[str, Callable[[], object]]] = []
        if since is not None:
            steps.append(("From today", filters.from_date.clear))
        other = {
            DayPart.MORNING: ("Afternoons", DayPart.AFTERNOON),
            DayPart.AFTERNOON: ("Mornings", DayPart.MORNING),
        }.get(filters.part.currentData())
        if other is not None:
            steps.append((other[0], partial(filters.part.choose, other[1])))
        for box, words in (
            (filters.clinician, "Anyone"),
            (filters.site, "All sites"),
            (filters.length, "Usual length"),
            (filters.kind, "Any kind"),
        ):
            if box.currentData() is not None:
                steps.append((words, partial(box.choose, None)))
        self._offer_steps(steps)

    def _offer_steps(self, steps: Sequence[tuple[str, Callable[[], object]]]) -> None:
        """Offer the likeliest three, of which waiting is the last."""
        buttons = []
        likely = steps[: 3 - (self._person is not None)]
        for number, (words, act) in enumerate(likely):
            kind = "plain" if number else "primary"
            button = KeyButton(self._look, words, kind=kind, name=f"empty_step_{number + 1}")
            button.clicked.connect(partial(self._take_step, act))
            buttons.append(button)
        if self._person is not None:
            kind = "plain" if likely else "primary"
            button = KeyButton(
                self._look, "Waiting list", key="Ctrl+L", kind=kind, name="empty_step_wait"
            )
            button.clicked.connect(self.none_suits)
            buttons.append(button)
        self.empty.set_steps(*buttons)

    def _take_step(self, act: Callable[[], object], _checked: bool = False) -> None:
        """Look for other times; the button goes, so the focus does not stay on it."""
        self.focus_wishes()
        act()

    def focus_wishes(self) -> None:
        """Go to what narrows the times."""
        self.filters.kind.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_kinds(self, outline: PracticeOutline, today: date) -> None:
        """Know the practice's kinds of slot and its clock."""
        self.model.zone = outline.practice.zone
        self.model.today = today
        self.delegate.kinds = {one.id: one for one in outline.slot_types}
        self.filters.show_outline(outline, today, self._runner.desk.actor.role)

    def _on_current_changed(self) -> None:
        self.highlighted.emit(self.current())

    def _apply_look(self) -> None:
        look = self._look
        side = look.icon_px("inline")
        self.heading.setFont(look.font("section"))
        icon = look.icon("lock-key", look.colour("text2"))
        self._left_out_icon.setPixmap(icon.pixmap(QSize(side, side)))
        self.list.doItemsLayout()
        self._fit_list()


def _is_same(one: FreeTime, kept: FreeTime | None) -> bool:
    return kept is not None and one.slot_ids == kept.slot_ids
