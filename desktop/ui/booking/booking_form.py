"""Booking in place: fields at the left, the next free times beside them, one Enter to book."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, QItemSelectionModel, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListView,
    QPlainTextEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.booking import DayPart, FreeAnswer, FreeTime, Hold
from desktop.domain.diary import Cell
from desktop.domain.errors import Conflict, NeedsAgreement, RuleViolation
from desktop.domain.ids import PatientId
from desktop.domain.people import PatientCard
from desktop.domain.practice import PracticeOutline
from desktop.domain.times import clock_time, date_of, minutes_between
from desktop.domain.visits import Appointment
from desktop.domain.wording import words_to_say
from desktop.operations.booking import book_appointment
from desktop.operations.outcome import Outcome
from desktop.operations.people_reads import read_patient_card
from desktop.operations.reads import find_free_times
from desktop.ui.booking.ask_bar import AskBar
from desktop.ui.booking.booking_fields import BookingFields
from desktop.ui.booking.free_times_list import FreeTimesDelegate, FreeTimesModel, Roles
from desktop.ui.booking.hold_keeper import HoldKeeper
from desktop.ui.kit.buttons import KeyButton
from desktop.ui.kit.look import Look
from desktop.ui.kit.message_bar import Message
from desktop.ui.runner import Runner

PlaceOf = Callable[[Cell], tuple[Any, str, Any, str]]
"""A cell's clinician and clinic: id and name of each."""


class BookingForm(QWidget):
    """Signals: ``booked(Appointment)``, ``closed()``, ``person_wanted()``, ``message(Message)``."""

    booked = Signal(object)
    closed = Signal()
    person_wanted = Signal()
    message = Signal(object)

    def __init__(
        self,
        runner: Runner,
        look: Look,
        clock: Callable[[], datetime],
        parent: QWidget | None = None,
    ):
        super().__init__(parent)
        self.setObjectName("booking_form")
        self.setAccessibleName("Booking")
        self._runner = runner
        self._look = look
        self._clock = clock
        self._zone = "Europe/London"
        self._outline: PracticeOutline | None = None
        self._card: PatientCard | None = None
        self._pinned: FreeTime | None = None
        self._answer = FreeAnswer(())
        self._drafts: dict[PatientId, dict[str, Any]] = {}
        self._booking = False
        self._pin_who: PlaceOf = lambda _cell: (None, "", None, "")
        self.keeper = HoldKeeper(runner, clock, self)
        self._build()
        self._connect()

    # -- opening --------------------------------------------------------------------------------

    def open_for(
        self,
        card: PatientCard | None,
        outline: PracticeOutline,
        *,
        start: tuple[Cell, ...] | None = None,
    ) -> None:
        """Open for a person (or ask for one), from a free time of the diary or from the next."""
        self._outline = outline
        self._zone = outline.practice.zone
        self.model._zone = self._zone
        today = date_of(self._clock(), self._zone)
        self.fields.show_outline(outline, today)
        self.fields.clear()
        self._pinned = self._pin(start) if start else None
        if self._pinned is not None:
            self.fields.choose(self.fields.kind, self._pinned.slot_type_id)
            self.fields.choose(self.fields.clinician, self._pinned.clinician_id)
        self.ask.clear()
        self._show_card(card)
        self._ask_free_times()
        self.fields.kind.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def wants_person(self) -> bool:
        """Whether the form is open and has nobody to book for."""
        return self.isVisible() and self._card is None

    def take_person(self, patient_id: PatientId) -> None:
        """Book for this person."""
        self._runner.run_read(
            read_patient_card,
            initiator=self,
            on_done=self._show_card,
            latest="booking_card",
            patient_id=patient_id,
        )

    def _show_card(self, card: PatientCard | None) -> None:
        self._card = card
        self.fields.show_person(card)
        if card is None:
            self.title.setText("Book a visit")
            self.ask.ask(
                "ask", "Who is it for?", yes="Find the person", on_yes=self.person_wanted.emit
            )
            self._show_chosen()
            return
        self.title.setText(f"Book for {card.called}")
        self.ask.clear()
        draft = self._drafts.get(card.id)
        if draft:
            self._take_draft(draft)
        self._show_chosen()

    def _pin(self, cells: tuple[Cell, ...]) -> FreeTime:
        assert self._outline is not None
        first, last = cells[0], cells[-1]
        kind = next(one for one in self._outline.slot_types if one.id == first.slot_type_id)
        return FreeTime(
            slot_ids=tuple(slot for cell in cells for slot in cell.slot_ids),
            session_id=first.session_id,
            slot_type_id=first.slot_type_id,
            channel=kind.channel,
            start_at=first.start_at,
            end_at=last.end_at,
            clinician_id=self._pin_who(first)[0],
            clinician_name=self._pin_who(first)[1],
            clinic_id=self._pin_who(first)[2],
            clinic_name=self._pin_who(first)[3],
            notes=tuple(note.text for cell in cells for note in cell.notes),
        )

    def set_place_of(self, place_of: PlaceOf) -> None:
        """Take how to know a cell's clinician and clinic (the diary knows)."""
        self._pin_who = place_of

    # -- building -------------------------------------------------------------------------------

    def _build(self) -> None:
        look = self._look
        self.title = QLabel("Book a visit", self)
        self.title.setObjectName("booking_title")
        self.fields = BookingFields(look, self)
        self.ask = AskBar(look, self)
        self.model = FreeTimesModel(self._zone, self)
        self.list = QListView(self)
        self.list.setObjectName("free_times")
        self.list.setAccessibleName("Next free times")
        self.list.setModel(self.model)
        self.list.setItemDelegate(FreeTimesDelegate(look, self.model, self.list))
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.heading = QLabel("Next free", self)
        self.heading.setBuddy(self.list)
        self.empty = QLabel(self)
        self.empty.setObjectName("booking_empty")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty.setWordWrap(True)
        self.left_out = QLabel(self)
        self.left_out.setObjectName("booking_left_out")
        self.left_out.setWordWrap(True)
        self.held = QLabel(self)
        self.held.setObjectName("booking_held")
        self.facts = QLabel(self)
        self.facts.setObjectName("booking_facts")
        self.facts.setWordWrap(True)
        self.say = QLabel(self)
        self.say.setObjectName("booking_say")
        self.say.setWordWrap(True)
        self.say.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._build_buttons()
        self._lay_out()
        self._apply_look()

    def _build_buttons(self) -> None:
        look = self._look
        self.book_button = KeyButton(
            look, "Book it", key="Enter", icon="calendar-check", kind="primary",
            name="book_button", parent=self,
        )  # fmt: skip
        self.more_button = KeyButton(
            look, "More times", key="PgDn", name="more_button", parent=self
        )
        self.week_button = KeyButton(look, "See week after", name="week_after_button", parent=self)
        self.part_button = KeyButton(look, "Any time of day", name="any_time_button", parent=self)
        self.close_button = KeyButton(look, "Let go", key="Esc", name="let_go_button", parent=self)

    def _lay_out(self) -> None:
        look = self._look
        left = QScrollArea(self)
        left.setObjectName("booking_fields_scroll")
        left.setWidgetResizable(True)
        left.setFrameShape(QFrame.Shape.NoFrame)
        left.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        left.setWidget(self.fields)
        left.setMinimumWidth(look.px(330))
        times = QVBoxLayout()
        times.setSpacing(6)
        times.addWidget(self.heading)
        times.addWidget(self.list, 1)
        times.addWidget(self.empty)
        times.addWidget(self.left_out)
        below = QHBoxLayout()
        for button in (self.more_button, self.week_button, self.part_button):
            below.addWidget(button)
        below.addStretch(1)
        times.addLayout(below)
        middle = QHBoxLayout()
        middle.setSpacing(look.px(20))
        middle.addWidget(left, 4)
        middle.addLayout(times, 5)
        foot = QHBoxLayout()
        foot.addWidget(self.book_button)
        foot.addWidget(self.close_button)
        foot.addWidget(self.held)
        foot.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(look.px(16), look.px(12), look.px(16), look.px(12))
        column.setSpacing(8)
        column.addWidget(self.title)
        column.addLayout(middle, 1)
        column.addWidget(self.facts)
        column.addWidget(self.say)
        column.addWidget(self.ask)
        column.addLayout(foot)

    def _apply_look(self) -> None:
        look = self._look
        self.title.setFont(look.font("section"))
        self.heading.setFont(look.font("label"))
        self.held.setFont(look.font("label"))
        self.say.setFont(look.font("voiceLarge"))
        bar = look.colour("primary").name()
        self.say.setStyleSheet(f"border-left: 4px solid {bar}; padding: 4px 0 4px 10px;")

    def _connect(self) -> None:
        self.fields.request_changed.connect(self._ask_free_times)
        self.list.selectionModel().currentChanged.connect(self._on_current_changed)
        self.list.doubleClicked.connect(lambda _index: self.book())
        self.book_button.clicked.connect(self.book)
        self.more_button.clicked.connect(self.show_more)
        self.week_button.clicked.connect(self._see_week_after)
        self.part_button.clicked.connect(lambda: self.fields.choose(self.fields.part, DayPart.ANY))
        self.close_button.clicked.connect(self.close_form)
        self.keeper.changed.connect(self._on_hold_changed)
        self.keeper.ticked.connect(self._show_held)
        self.keeper.warned.connect(self._on_hold_warned)
        self.keeper.ended.connect(self._on_hold_ended)
        self.keeper.refused.connect(self._on_refused)
        self._look.changed.connect(self._apply_look)
        for one in (*self.fields.inputs(), self.list):
            one.installEventFilter(self)

    # -- free times -----------------------------------------------------------------------------

    def _ask_free_times(self) -> None:
        if self._outline is None:
            return
        self._runner.run_read(
            find_free_times,
            initiator=self,
            on_done=self._on_free_times,
            latest="free",
            request=self.fields.request(),
        )

    def _on_free_times(self, answer: FreeAnswer) -> None:
        times = answer.times
        if self._pinned is not None:
            rest = [one for one in times if one.slot_ids[0] != self._pinned.slot_ids[0]]
            times = (self._pinned, *rest)
        self._answer = replace(answer, times=times)
        self._show_answer(0)

    def show_more(self) -> None:
        """Show as many more times (PgDn)."""
        if not self._answer.more or not self._answer.times:
            return
        last = self._answer.times[-1]
        request = replace(self.fields.request(), after=(last.start_at, last.slot_ids[0]))
        self._runner.run_read(
            find_free_times, initiator=self, on_done=self._on_more, latest="free", request=request
        )

    def _on_more(self, answer: FreeAnswer) -> None:
        shown = len(self._answer.times)
        self._answer = replace(answer, times=self._answer.times + answer.times)
        self._show_answer(shown)

    def _show_answer(self, row: int) -> None:
        answer = self._answer
        self.model.show_times(answer.times, date_of(self._clock(), self._zone))
        there = bool(answer.times)
        self.list.setVisible(there)
        self.empty.setVisible(not there)
        self.week_button.setVisible(not there)
        self.part_button.setVisible(not there and self.fields.part.currentIndex() > 0)
        self.more_button.setVisible(answer.more)
        self.left_out.setText(" ".join(one.words for one in answer.left_out))
        self.left_out.setVisible(bool(answer.left_out))
        if not there:
            self.empty.setText(f"No {self._wish_words()} free.")
            self.keeper.let_go()
            self._show_chosen()
            return
        index = self.model.index(min(row, len(answer.times) - 1), 0)
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect
        self.list.selectionModel().setCurrentIndex(index, flags)
        self.list.scrollTo(index)

    def _wish_words(self) -> str:
        words = [self.fields.kind.currentText().lower()]
        if self.fields.part.currentIndex() > 0:
            words.append(f"{self.fields.part.currentText().lower()}s")
        if self.fields.length.currentData():
            words.append(f"of {self.fields.length.currentText()}")
        if self.fields.clinician.currentData():
            words.append(f"with {self.fields.clinician.currentText().split(',')[0]}")
        return " ".join(words)

    def _see_week_after(self) -> None:
        later = self.fields.request().from_on + timedelta(days=7)
        self.fields.from_date.setText(f"{later:%d/%m/%Y}")
        self.fields.from_date.editingFinished.emit()

    def chosen_time(self) -> FreeTime | None:
        """Return the highlighted time."""
        index = self.list.currentIndex()
        found = index.data(Roles.TIME) if index.isValid() else None
        return found if isinstance(found, FreeTime) else None

    def _on_current_changed(self) -> None:
        self._show_chosen()
        chosen = self.chosen_time()
        if chosen is not None and self.isVisible():
            self.keeper.want(chosen.slot_ids, self._card.id if self._card else None)

    def _show_chosen(self) -> None:
        chosen = self.chosen_time()
        self.book_button.setEnabled(chosen is not None and self._card is not None)
        if chosen is None or self._outline is None:
            self.say.clear()
            self.facts.clear()
            self.say.hide()
            self.facts.hide()
            return
        kind = next(one for one in self._outline.slot_types if one.id == chosen.slot_type_id)
        who = next((one for one in self._outline.clinicians if one.id == chosen.clinician_id), None)
        minutes = minutes_between(chosen.start_at, chosen.end_at)
        channel = self.fields.chosen_channel or chosen.channel
        name = who.short_name if who else chosen.clinician_name
        self.say.setText(words_to_say(chosen.start_at, minutes, name, channel, self._zone))
        self.say.show()
        facts = [*chosen.notes, kind.warning, kind.information]
        self.facts.setText(" ".join(one for one in facts if one))
        self.facts.setVisible(any(facts))

    # -- the hold -------------------------------------------------------------------------------

    def _on_hold_changed(self, hold: Hold | None) -> None:
        if hold is None:
            self.held.clear()
        else:
            self._show_held(hold.until_at - self._clock())

    def _show_held(self, left: timedelta) -> None:
        seconds = max(int(left.total_seconds()), 0)
        self.held.setText(f"Held for you, {seconds // 60}:{seconds % 60:02} left")

    def _on_hold_warned(self, left: timedelta) -> None:
        self.ask.ask(
            "hold",
            f"Your hold ends in {int(left.total_seconds())} seconds. Then other desks can book it.",
            yes="Keep 5 more minutes",
            on_yes=self._keep_hold,
        )

    def _on_hold_ended(self) -> None:
        self.ask.ask(
            "hold",
            "Your hold ended and the time is still free.",
            yes="Hold again",
            on_yes=self._keep_hold,
        )

    def _keep_hold(self) -> None:
        self.ask.clear()
        self.keeper.renew()

    # -- booking --------------------------------------------------------------------------------

    def book(self, agreed: frozenset[str] = frozenset(), why: str = "") -> None:
        """Book the highlighted time for the person."""
        chosen, card = self.chosen_time(), self._card
        if card is None:
            self.person_wanted.emit()
            return
        if chosen is None or self._booking:
            return
        self._booking = True
        hold = self.keeper.hold
        holds_it = hold is not None and set(hold.slot_ids) == set(chosen.slot_ids)
        self._runner.run_act(
            book_appointment,
            initiator=self,
            on_done=self._on_booked,
            on_failed=partial(self._on_failed, agreed),
            agreed=agreed or frozenset(),
            agreed_why=why,
            patient_id=card.id,
            slot_ids=chosen.slot_ids,
            slot_type_id=self.fields.kind.currentData() if self._pinned is None else None,
            channel=self.fields.chosen_channel,
            reason=self.fields.reason.toPlainText(),
            asked_by=self.fields.asked_by.text(),
            note=self.fields.note.text(),
            call_on=self.fields.call_on.text() if self.fields.is_remote else None,
            hold_id=hold.id if hold is not None and holds_it else None,
        )

    def _on_booked(self, outcome: Outcome[Appointment]) -> None:
        self._booking = False
        self.keeper.used_up()
        if self._card is not None:
            self._drafts.pop(self._card.id, None)
        self.ask.clear()
        self._pinned = None
        self.booked.emit(outcome.value)

    def _on_failed(self, agreed: frozenset[str], error: BaseException) -> None:
        self._booking = False
        if isinstance(error, NeedsAgreement):
            codes = agreed | error.codes
            words = " ".join(one.message for one in error.asked)
            self.ask.ask(
                "ask",
                words,
                yes="Yes, book",
                no="Keep looking",
                needs_why=error.needs_reason,
                on_yes=lambda: self._agree(codes),
                take_focus=True,
            )
        elif isinstance(error, RuleViolation):
            self._say_rule(error)
        else:
            self._on_refused(error)

    def _agree(self, codes: frozenset[str]) -> None:
        why = self.ask.reason
        if self.ask.why.isVisible() and not why:
            self.ask.why.setFocus()
            return
        self.ask.clear()
        self.book(codes, why)

    def _say_rule(self, error: RuleViolation) -> None:
        self.fields.say_wrong(error.field, error.message)

    def _on_refused(self, error: BaseException) -> None:
        if not isinstance(error, Conflict):
            self._runner.failed.emit(error)
            return
        nearest = error.facts.get("nearest")
        take = ""
        act: Callable[[], None] | None = None
        if isinstance(nearest, FreeTime):
            take = f"Take {clock_time(nearest.start_at, self._zone)}"
            act = partial(self._take_nearest, nearest)
        self.ask.ask("conflict", error.message, yes=take, on_yes=act)
        self.message.emit(Message(error.message, "conflict", at=self._clock()))
        if self._pinned is not None and self.chosen_time() is self._pinned:
            self._pinned = None
        self._ask_free_times()

    def _take_nearest(self, nearest: FreeTime) -> None:
        self.ask.clear()
        self._pinned = nearest
        self._ask_free_times()

    # -- keys -----------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            self.keeper.keep()
            self.fields.wrong.hide()
            if self._on_key(watched, event):
                return True
        elif event.type() is QEvent.Type.MouseButtonPress:
            self.keeper.keep()
        return super().eventFilter(watched, event)

    def _on_key(self, watched: QObject, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        popup_open = isinstance(watched, QComboBox) and watched.view().isVisible()
        if popup_open:
            return False
        in_text = isinstance(watched, QPlainTextEdit)
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and (plain or _is_ctrl(event)):
            self.book()
        elif (
            key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and plain and not isinstance(watched, QComboBox)
        ):
            self._move(1 if key is Qt.Key.Key_Down else -1)
        elif key is Qt.Key.Key_PageDown and plain and not in_text:
            self.show_more()
        elif key is Qt.Key.Key_Escape:
            self._escape()
        elif watched is self.list and Qt.Key.Key_1 <= key <= Qt.Key.Key_9:
            self._choose_row(key - Qt.Key.Key_1)
        else:
            return False
        return True

    def _move(self, step: int) -> None:
        row = self.list.currentIndex().row() + step
        if row >= self.model.rowCount() and self._answer.more:
            self.show_more()
            return
        self._choose_row(min(max(row, 0), self.model.rowCount() - 1))

    def _choose_row(self, row: int) -> None:
        index = self.model.index(row, 0)
        if index.isValid():
            self.list.setCurrentIndex(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._escape()
        else:
            super().keyPressEvent(event)

    def _escape(self) -> None:
        if self.ask.isVisible() and self._card is not None:
            self.ask.clear()
            self.fields.kind.setFocus()
        else:
            self.close_form()

    def close_form(self) -> None:
        """Let the hold go and close; what was typed is kept for this person until it is booked."""
        if self._card is not None:
            self._drafts[self._card.id] = self._draft()
        self.keeper.let_go()
        self.closed.emit()

    def _draft(self) -> dict[str, Any]:
        fields = self.fields
        return {
            "reason": fields.reason.toPlainText(),
            "asked_by": fields.asked_by.text(),
            "note": fields.note.text(),
        }

    def _take_draft(self, draft: dict[str, Any]) -> None:
        self.fields.reason.setPlainText(draft["reason"])
        self.fields.asked_by.setText(draft["asked_by"])
        self.fields.note.setText(draft["note"])


def _is_ctrl(event: QKeyEvent) -> bool:
    return event.modifiers() == Qt.KeyboardModifier.ControlModifier
