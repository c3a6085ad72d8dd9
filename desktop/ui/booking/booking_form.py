"""Booking in place: the next free times, beside them the visit, one Enter to book."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QWidget

from desktop.domain.asked import Asked
from desktop.domain.booking import FreeTime, Hold
from desktop.domain.claims import check_why
from desktop.domain.diary import Cell
from desktop.domain.errors import Conflict, NeedsAgreement, RuleViolation
from desktop.domain.ids import AppointmentId, PatientId
from desktop.domain.people import PatientCard
from desktop.domain.practice import PracticeOutline
from desktop.domain.times import clock_time, date_of
from desktop.domain.visits import Appointment, State
from desktop.operations.booking import book_appointment
from desktop.operations.outcome import Changes, Inverse, Outcome
from desktop.operations.people_reads import read_patient_card
from desktop.ui.booking.booking_keys import BookingKeys
from desktop.ui.booking.booking_page import BookingPage
from desktop.ui.booking.hold_end import HoldEnd, warn_of_end
from desktop.ui.booking.hold_keeper import HoldKeeper
from desktop.ui.booking.need_ticks import NeedTicks
from desktop.ui.booking.visit_fields import Draft
from desktop.ui.errors import tell
from desktop.ui.kit.look import Look
from desktop.ui.kit.message_bar import Message
from desktop.ui.runner import Runner

NOT_SENT = "The line went before this was booked. Nothing was sent."


class BookingForm(BookingPage):
    """Books one visit at a time; what was typed is kept for its person until it is booked.

    Signals: ``booked(Appointment)``, ``closed()``, ``person_wanted()``, ``message(Message)`` of
    what nobody would see in a form that was left; ``person_shown(PatientCard or None)`` for whom
    it books from now on; ``none_suits()``: the person waits for what was asked.
    """

    booked = Signal(object)
    closed = Signal()
    person_wanted = Signal()
    person_shown = Signal(object)
    message = Signal(object)
    none_suits = Signal()

    def __init__(
        self,
        runner: Runner,
        look: Look,
        clock: Callable[[], datetime],
        parent: QWidget | None = None,
    ):
        super().__init__(runner, look, clock, parent)
        self._runner = runner
        self._clock = clock
        self._zone = "Europe/London"
        self._outline: PracticeOutline | None = None
        self._card: PatientCard | None = None
        self._start_words = ""
        self._drafts: dict[PatientId, Draft] = {}
        self._last_booked: tuple[AppointmentId, PatientId, Draft] | None = None
        self.turn = 0
        """Counts the visits begun: an answer of an earlier one leaves this one as it is."""
        self._asked_of: FreeTime | None = None
        """The time that the question in the bar is about."""
        self._is_booking = False
        self._ended_away = False
        self.keeper = HoldKeeper(runner, clock, self)
        self._hold_end = HoldEnd(self, runner)
        self._keys = BookingKeys(self)
        self._connect()
        self.ticks = NeedTicks(self)

    # -- opening and closing --------------------------------------------------------------------

    def open_for(
        self,
        card: PatientCard | None,
        outline: PracticeOutline,
        *,
        start: tuple[Cell, ...] | None = None,
    ) -> None:
        """Open for a person (or ask for one), from a free time of the diary or from the next."""
        self._begin_turn()
        self._outline = outline
        self._zone = outline.practice.zone
        self._start_words = clock_time(start[0].start_at, self._zone) if start else ""
        self.ask.clear()
        self.hold_bar.clear()
        self._show_card(card)
        slots = tuple(slot for cell in start or () for slot in cell.slot_ids)
        self.pane.open(outline, date_of(self._clock(), self._zone), slots)
        self.focus_first()

    @property
    def is_open(self) -> bool:
        """Whether a visit is being booked."""
        return self._outline is not None

    @property
    def card(self) -> PatientCard | None:
        """Whom a visit is being booked for."""
        return self._card if self._outline is not None else None

    @property
    def wants_person(self) -> bool:
        """Whether the form is open and has nobody to book for."""
        return self._outline is not None and self._card is None and not self.isHidden()

    def asked_now(self) -> Asked:
        """Return what is asked of a time, with what is known of the visit: it may be waited for."""
        asked, time = self.pane.asked(), self.pane.current()
        kind = asked.slot_type_id or (time.slot_type_id if time is not None else None)
        reason = self.detail.fields.draft().reason or asked.reason
        return replace(asked, slot_type_id=kind, reason=reason)

    def is_open_for(self, card: PatientCard) -> bool:
        """Whether a visit of this person is being booked: asked for again, all of it stays."""
        mine = self._card is not None and self._card.id == card.id
        return self._outline is not None and mine and not self.isHidden()

    def take_person(self, patient_id: PatientId) -> None:
        """Book for this person."""
        self._runner.run_read(
            read_patient_card,
            initiator=self,
            on_done=self._on_person_read,
            latest="booking_card",
            patient_id=patient_id,
        )

    def close_form(self) -> None:
        """Let the hold go and close; what was typed is kept for this person until it is booked."""
        self._keep_draft()
        self._let_go()
        self.closed.emit()

    def _begin_turn(self) -> None:
        """Begin another visit, or none: what was not sent yet is not sent any more."""
        self.turn += 1
        self._is_booking = False

    def _on_person_read(self, card: PatientCard) -> None:
        if self._outline is None:  # closed meanwhile
            return
        self._show_card(card)
        self.pane.reload()
        self._show_chosen()
        self.focus_first()

    def _show_card(self, card: PatientCard | None) -> None:
        self._keep_draft()
        self._card = card
        when = f" {self._start_words}" if self._start_words else ""
        self.person_shown.emit(card)
        self.title.setText(f"Book{when} for {card.called}" if card else f"Book{when} for …")
        draft = self._drafts.get(card.id) if card else None
        self.detail.fields.show_person(card, draft)
        self.detail.needs.take_not_needed(draft.not_needed if draft else ())
        self.detail.show_person(card.called if card else "")
        self.pane.show_person(card.id if card else None, card.called if card else "")
        self.other_person.set_words("Someone else" if card else "Find the person")
        if card is None:
            words = ("ask", "Who is it for?")
            self.ask.ask(*words, yes="Find the person", key="Enter", on_yes=self._ask_for_person)
        else:
            self.ask.clear()

    def _ask_for_person(self) -> None:
        self._keep_draft()
        self._card = None
        self._show_card(None)
        self.pane.reload()
        self.person_wanted.emit()

    def _keep_draft(self) -> None:
        if self._card is None:
            return
        draft = self._typed()
        if draft == Draft():
            self._drafts.pop(self._card.id, None)
        else:
            self._drafts[self._card.id] = draft

    def _typed(self) -> Draft:
        return replace(self.detail.fields.draft(), not_needed=self.detail.needs.not_needed)

    @Slot(object)
    def take_turned(self, inverse: Inverse) -> None:
        """The visit booked last was undone: what was typed for it is there for the next try."""
        if self._last_booked is None:
            return
        visit_id, patient_id, draft = self._last_booked
        for change in inverse.rows:
            state = (change.after or {}).get("state")
            if change.table != "appointments" or change.key[0] != visit_id:
                continue
            if state is State.ENTERED_IN_ERROR and draft != Draft():
                self._drafts.setdefault(patient_id, replace(draft, was_booked=True))
            kept = self._drafts.get(patient_id, Draft())
            if state is State.BOOKED and replace(kept, was_booked=False) == draft:
                self._drafts.pop(patient_id, None)

    def _let_go(self) -> None:
        self._begin_turn()
        self.keeper.let_go()
        self._card = self._outline = None

    def owner_left(self) -> None:
        """Somebody else is at the desk: the hold runs out by itself, the form stays as it is."""
        self.keeper.is_left, self._ended_away = True, False

    def owner_is_back(self) -> None:
        """Go on as it was left; where the hold has ended it is a draft, and says so."""
        self.keeper.is_left = False
        if self._outline is None:
            return
        if self._ended_away:
            self._hold_end.say(was_away=True)
        else:
            self.pane.reload()

    def hideEvent(self, event: QHideEvent) -> None:
        # Another area was opened over the form: others may have the time. Not where the window
        # was minimised, nor where the screen is covered (then it is not the form that is hidden).
        left = self.isHidden() and not self.keeper.is_left and not event.spontaneous()
        if left and self._outline is not None and not self._is_booking:
            self._keep_draft()
            self._let_go()
        super().hideEvent(event)

    # -- the highlighted time and its hold ------------------------------------------------------

    def _connect(self) -> None:
        self.pane.highlighted.connect(self._on_pane_highlighted)
        self.pane.taken.connect(self.book)
        self.pane.misread.connect(self.keeper.let_go)
        self.pane.none_suits.connect(self.none_suits)
        self.book_button.clicked.connect(self.book)
        self.next_button.clicked.connect(lambda: self.pane.go(1))
        self.close_button.clicked.connect(self.close_form)
        self.other_person.clicked.connect(self._ask_for_person)
        for bar in (self.ask, self.hold_bar):
            bar.left.connect(self.focus_first)  # else the focus would go to the search box
        self.ask.changed.connect(self._on_ask_changed)
        self.detail.fields.channel.currentIndexChanged.connect(self.detail.show_words)
        self.keeper.changed.connect(self._on_keeper_changed)
        self.keeper.ticked.connect(self._on_keeper_ticked)
        self.keeper.warned.connect(self._on_keeper_warned)
        self.keeper.ended.connect(self._on_keeper_ended)
        self.keeper.refused.connect(self._on_refused)
        self._runner.changed.connect(self._on_runner_changed)

    def _on_pane_highlighted(self, time: FreeTime | None) -> None:
        self._show_chosen()
        asked = self._asked_of
        if asked is not None and (time is None or time.slot_ids != asked.slot_ids):
            self.ask.clear()  # what was asked of the time before is not agreed for this one
        if time is not None and self._outline is not None and not self.keeper.is_left:
            self.keeper.want(time.slot_ids, self._card.id if self._card else None)
        self._show_hold()

    def _on_ask_changed(self) -> None:
        self._asked_of = None

    def _show_chosen(self) -> None:
        time = self.pane.current()
        today = date_of(self._clock(), self._zone)
        fit = self.pane.current_fit()
        self.detail.show_time(time, self._outline, self._zone, fit=fit, today=today)
        self.book_button.setEnabled(time is not None and self._card is not None)
        self.next_button.setEnabled(time is not None)

    def _on_keeper_changed(self, _hold: Hold | None) -> None:
        self._show_hold()

    def _on_keeper_ticked(self, _left: timedelta) -> None:
        self._show_hold()

    def _show_hold(self) -> None:
        hold, time = self.keeper.hold, self.pane.current()
        if hold is None or time is None or not self.keeper.holds(time.slot_ids):
            self.detail.show_held(None)
            return
        left = hold.until_at - self._clock()
        self.detail.show_held(left, hold.desk)
        if left > timedelta(seconds=30):
            self.hold_bar.clear()

    def _on_keeper_warned(self, left: timedelta) -> None:
        warn_of_end(self.hold_bar, left, "it", self.keep_hold)

    def _on_keeper_ended(self) -> None:
        if self.keeper.is_left:
            self._ended_away = True
        elif self.is_open:
            self._hold_end.say()

    def keep_hold(self) -> None:
        """Hold the time for 5 more minutes, or again."""
        self.hold_bar.clear()
        self.keeper.renew()

    def _on_runner_changed(self, changes: Changes, initiator: QObject | None) -> None:
        mine = initiator in (self, self.keeper) or self.keeper.is_left
        if self._outline is not None and not mine and changes.touches("day"):
            self.pane.reload()

    # -- booking --------------------------------------------------------------------------------

    def book(self) -> None:
        """Book the highlighted time for the person, once list and hold have settled."""
        if self._card is None:
            self.person_wanted.emit()
        elif self.pane.is_misread:
            self.focus_misread()
        elif not self._is_booking and self.detail.fields.check():
            self._is_booking = True
            self.pane.when_settled(partial(self._choose, self.turn, self._runner.times_lost))

    def focus_misread(self) -> None:
        """Go to what was not understood."""
        self.pane.filters.from_date.setFocus(Qt.FocusReason.OtherFocusReason)

    def _choose(self, turn: int, times_lost: int) -> None:
        """Take the time that is highlighted once the times are there; no other is booked."""
        time = self.pane.current()
        send = partial(self._send_settled, turn, times_lost, time)
        self.keeper.when_settled(send)

    def _send_settled(self, turn: int, times_lost: int, time: FreeTime | None) -> None:
        """Send what Enter was pressed for; not after the line went meanwhile: nothing is queued."""
        if turn != self.turn:  # left since
            return
        if self._runner.times_lost == times_lost:
            self._send(time, frozenset(), "")
        else:
            self._is_booking = False
            self.ask.ask("wrong", NOT_SENT, yes="Book it", no="Keep looking", on_yes=self._rebook)

    def _rebook(self) -> None:
        self.ask.clear()
        self.book()

    def _send(self, time: FreeTime | None, agreed: frozenset[str], why: str) -> None:
        card, fields = self._card, self.detail.fields
        if time is None or card is None:
            self._is_booking = False
            return
        self._is_booking = True
        typed = self._typed()
        self._runner.run_act(
            book_appointment,
            initiator=self,
            on_done=partial(self._on_booked, self.turn, typed),
            on_failed=partial(self._on_failed, self.turn, time, agreed),
            agreed=agreed,
            agreed_why=why,
            patient_id=card.id,
            slot_ids=time.slot_ids,
            slot_type_id=self.pane.kind_asked,
            channel=fields.chosen_channel,
            reason=typed.reason,
            asked_by=typed.asked_by,
            note=typed.note,
            call_on=fields.number_to_ring,
            not_needed=typed.not_needed,
            hold_id=self.keeper.hold.id if self.keeper.hold else None,
            said=f"{clock_time(time.start_at, self._zone)} was booked",
        )

    def _on_booked(self, turn: int, typed: Draft, outcome: Outcome[Appointment]) -> None:
        visit = outcome.value
        self._drafts.pop(visit.patient_id, None)
        self._last_booked = (visit.id, visit.patient_id, typed)
        if turn != self.turn:  # another visit has been begun: the message bar says that it was
            return
        self.keeper.used_up()
        self._card = self._outline = None
        self._begin_turn()
        self.ask.clear()
        self.booked.emit(visit)

    def _on_failed(
        self, turn: int, time: FreeTime, agreed: frozenset[str], error: BaseException
    ) -> None:
        was_left = self.isHidden() and not self.keeper.is_left
        if turn == self.turn and was_left:
            self._keep_draft()
            self._let_go()
        if turn != self.turn:
            self._say_not_booked(time, error)
            return
        self._is_booking = False
        if isinstance(error, NeedsAgreement):
            self.ask.ask(
                "ask",
                " ".join(one.message for one in error.asked),
                yes="Yes, book",
                no="Keep looking",
                needs_why=error.needs_reason,
                on_yes=partial(self._agree, time, agreed | error.codes, error.needs_reason),
                take_focus=True,
            )
            self._asked_of = time
        elif isinstance(error, RuleViolation) and self.detail.fields.has_field(error.field):
            self.detail.fields.say_wrong(error.field, error.message)
        elif isinstance(error, RuleViolation):
            self.ask.ask("wrong", tell(error).words, no="Keep looking")
        else:
            self._on_refused(error)

    def _say_not_booked(self, time: FreeTime, error: BaseException) -> None:
        """Say it where it is seen: the form has been left while the answer was under way."""
        if isinstance(error, NeedsAgreement | RuleViolation | Conflict):
            at = clock_time(time.start_at, self._zone)
            words = f"{at} was not booked. {tell(error).words}"
            self.message.emit(Message(words, "conflict", at=self._clock()))
        else:
            self._runner.failed.emit(error)

    def _agree(self, time: FreeTime, codes: frozenset[str], needs_why: bool) -> None:
        why = self.ask.reason
        if needs_why:
            try:
                check_why(why)
            except RuleViolation as slip:
                self.ask.say_wrong(slip.message)
                return
        self.ask.clear()
        self.keeper.when_settled(partial(self._send_agreed, self.turn, time, codes, why))

    def _send_agreed(self, turn: int, time: FreeTime, codes: frozenset[str], why: str) -> None:
        if turn == self.turn:
            self._send(time, codes, why)

    def _on_refused(self, error: BaseException) -> None:
        """Somebody was quicker: say who, offer the next best, lose nothing."""
        if not isinstance(error, Conflict):
            self._runner.failed.emit(error)
            return
        if self._outline is None:
            return
        nearest = error.facts.get("nearest")
        take: Callable[[], None] | None = None
        words = ""
        if isinstance(nearest, FreeTime):
            words = f"Take {clock_time(nearest.start_at, self._zone)}"
            take = partial(self.take, nearest)
        key = "Ctrl+Enter" if take is not None else ""
        said = tell(error).words
        self.ask.ask("conflict", said, yes=words, key=key, no="Keep looking", on_yes=take)
        self.pane.unpin()
        self.pane.reload()

    def take(self, nearest: FreeTime) -> None:
        """Take another time than the one that is gone: it is put first and held."""
        self.ask.clear()
        self.pane.pin(nearest)
        self.focus_first()
