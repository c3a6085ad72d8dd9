"""The day's acts from keys, panel and diary: ask what has to be asked, then send the operation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from desktop.domain.booking import Hold
from desktop.domain.diary import Cell, VisitInDiary
from desktop.domain.errors import Conflict, NeedsAgreement, RuleViolation
from desktop.domain.nhs_numbers import format_nhs_number
from desktop.domain.people import PatientCard, VisitLine
from desktop.domain.practice import PracticeOutline
from desktop.domain.sessions import SlotState
from desktop.domain.times import clock_time, date_of, date_with_year, short_date
from desktop.domain.visits import State, Step
from desktop.operations import visits as marks
from desktop.operations.booking import cancel_appointment, move_appointment
from desktop.operations.holds import hold_slots, release_hold, renew_hold
from desktop.operations.notes import write_note
from desktop.operations.outcome import Outcome
from desktop.operations.sessions import block_slot, unblock_slot
from desktop.operations.wording import copy_wording
from desktop.ui.kit.look import Look
from desktop.ui.kit.message_bar import Message
from desktop.ui.runner import Runner
from desktop.ui.visits.ask_dialogs import CancelDialog, ChoiceDialog, LineDialog
from desktop.ui.visits.extra_dialog import ExtraDialog

Visit = VisitLine | VisitInDiary
_MARKS: dict[Step, Callable[..., Outcome[Any]]] = {
    Step.ARRIVED: marks.mark_arrived,
    Step.NOT_HERE: marks.mark_not_here,
    Step.SENT_IN: marks.mark_sent_in,
    Step.BACK_TO_WAITING: marks.mark_back_to_waiting,
    Step.DONE: marks.mark_done,
    Step.BACK_TO_ROOM: marks.mark_back_in_room,
    Step.LEFT_UNSEEN: marks.mark_left_unseen,
    Step.CAME_TOO_LATE: marks.mark_came_too_late,
    Step.BACK_TO_BOOKED: marks.mark_back_to_booked,
    Step.CAME_AFTER_ALL: marks.mark_came_after_all,
}
_OPEN = (State.BOOKED, State.ARRIVED, State.CHECKED_IN)


class VisitActs(QObject):
    """Signals: ``message(Message)``; ``book_wanted()`` when a person here has no visit today."""

    message = Signal(object)
    book_wanted = Signal()

    def __init__(self, runner: Runner, look: Look, clock: Callable[[], datetime], parent: QWidget):
        super().__init__(parent)
        self._runner = runner
        self._look = look
        self._clock = clock
        self._window = parent
        self._zone = "Europe/London"
        self._hold: Hold | None = None

    def set_zone(self, zone: str) -> None:
        """Take the practice's time zone."""
        self._zone = zone

    # -- steps of the day -----------------------------------------------------------------------

    def arrived(self, visit: Visit | None, card: PatientCard | None) -> None:
        """F8: here. A person found without a visit chosen: today's only one, or which."""
        if visit is not None and visit.state is State.NOSHOW:
            self.do_step(visit, Step.CAME_AFTER_ALL)
        elif visit is not None:
            self.do_step(visit, Step.ARRIVED)
        elif card is not None:
            self._arrived_person(card)
        else:
            self._nothing_chosen()

    def _arrived_person(self, card: PatientCard) -> None:
        booked = [one for one in card.today if one.state is State.BOOKED]
        if len(booked) == 1:
            self.do_step(booked[0], Step.ARRIVED)
        elif booked:
            choices = [
                f"{clock_time(one.start_at, self._zone)}, {one.clinician_name}"
                for one in booked
                if one.start_at is not None
            ]
            question = f"{card.called} has {len(booked)} visits today. Which one?"
            ChoiceDialog.ask(
                self._look,
                question,
                choices,
                lambda number: self.do_step(booked[number], Step.ARRIVED),
                self._window,
            )
        else:
            self.message.emit(
                Message(
                    f"{card.called} has no visit booked today.",
                    "info",
                    action="Book now",
                    on_action=self.book_wanted.emit,
                    at=self._clock(),
                )
            )

    def not_here(self, visit: Visit | None, _card: PatientCard | None) -> None:
        """Shift+F8: not here after all; did not attend back to booked."""
        if visit is None:
            self._nothing_chosen()
        else:
            missed = visit.state is State.NOSHOW
            self._with_reason(visit, Step.BACK_TO_BOOKED if missed else Step.NOT_HERE)

    def sent_in(self, visit: Visit | None, _card: PatientCard | None) -> None:
        """F9: sent in."""
        self._step_of(visit, Step.SENT_IN)

    def back_to_waiting(self, visit: Visit | None, _card: PatientCard | None) -> None:
        """Shift+F9: back to waiting; done back to in room."""
        if visit is None:
            self._nothing_chosen()
        else:
            done = visit.state is State.FULFILLED
            self._with_reason(visit, Step.BACK_TO_ROOM if done else Step.BACK_TO_WAITING)

    def done(self, visit: Visit | None, _card: PatientCard | None) -> None:
        """Shift+F7: done and left."""
        self._step_of(visit, Step.DONE)

    def left_unseen(self, visit: Visit | None, _card: PatientCard | None) -> None:
        """Left before being seen."""
        self._step_of(visit, Step.LEFT_UNSEEN)

    def came_too_late(self, visit: Visit | None, _card: PatientCard | None) -> None:
        """Came too late to be seen."""
        self._step_of(visit, Step.CAME_TOO_LATE)

    def did_not_attend(self, visit: Visit | None, _card: PatientCard | None) -> None:
        """Ctrl+D: asks whether we tried to reach them."""
        if visit is None:
            self._nothing_chosen()
            return
        ChoiceDialog.ask(
            self._look,
            "Did not attend. Did we try to reach them?",
            ("Yes, we tried", "No, not yet"),
            lambda number: self._send(marks.mark_did_not_attend, visit, tried_to_reach=number == 0),
            self._window,
        )

    def do_step(self, visit: Visit | None, step: Step) -> None:
        """Do a step to a visit."""
        if visit is None:
            self._nothing_chosen()
        elif step is Step.DID_NOT_ATTEND:
            self.did_not_attend(visit, None)
        else:
            self._send(_MARKS[step], visit)

    def _step_of(self, visit: Visit | None, step: Step) -> None:
        self.do_step(visit, step)

    def _with_reason(self, visit: Visit, step: Step) -> None:
        """Do a correction; a past day's needs a reason, which is asked for when it is due."""

        def on_failed(error: BaseException) -> None:
            if isinstance(error, RuleViolation) and error.field == "why":
                LineDialog.ask(
                    self._look,
                    "This visit was on another day. Why is it corrected?",
                    what="Why",
                    act="Correct it",
                    on_answer=lambda why: self._send(_MARKS[step], visit, why=why),
                    parent=self._window,
                )
            else:
                self._on_failed(error)

        self._runner.run_act(
            _MARKS[step],
            initiator=self,
            appointment_id=visit.id,
            version=visit.version,
            on_failed=on_failed,
        )

    # -- cancel, move, copy ---------------------------------------------------------------------

    def cancel(self, visit: Visit | None) -> None:
        """Delete: asks why; the safe answer is the default."""
        if visit is None or visit.start_at is None:
            self._nothing_chosen()
            return
        when = f"{short_date(self._on_date(visit))} {clock_time(visit.start_at, self._zone)}"
        who = f"{visit.called}’s visit" if isinstance(visit, VisitInDiary) else "this visit"
        CancelDialog.ask(
            self._look,
            f"Cancel {who}, {when}?",
            "The time is free for others at once. Nothing is sent: tell them yourself.",
            lambda code, words: self._send(cancel_appointment, visit, code=code, words=words),
            self._window,
        )

    def move(
        self,
        visit: Visit,
        cells: Sequence[Cell],
        agreed: frozenset[str] = frozenset(),
        why: str = "",
    ) -> None:
        """Move a visit into free cells; what has to be agreed is asked."""

        def on_failed(error: BaseException) -> None:
            if isinstance(error, NeedsAgreement):
                self._ask_agreement(
                    error, lambda reason: self.move(visit, cells, agreed | error.codes, reason)
                )
            else:
                self._on_failed(error)

        self._runner.run_act(
            move_appointment,
            initiator=self,
            appointment_id=visit.id,
            version=visit.version,
            slot_ids=tuple(slot for cell in cells for slot in cell.slot_ids),
            agreed=agreed,
            agreed_why=why,
            on_failed=on_failed,
        )

    def copy_wording(self, visit: Visit | None, _card: PatientCard | None) -> None:
        """Ctrl+Shift+M: the visit's wording to the clipboard; nothing is sent."""
        if visit is None:
            self._nothing_chosen()
            return
        self._runner.run_act(
            copy_wording,
            initiator=self,
            appointment_id=visit.id,
            on_done=self._on_wording,
            on_failed=self._on_failed,
        )

    def _on_wording(self, outcome: Outcome[str]) -> None:
        QGuiApplication.clipboard().setText(outcome.value)
        self._say("Copied the visit’s wording. Nothing was sent.")

    def copy_person(self, card: PatientCard | None) -> None:
        """Ctrl+C: name, date of birth, number."""
        if card is None:
            return
        born = date_with_year(card.details.born_on) if card.details.born_on else "not known"
        number = card.details.nhs_number
        parts = [card.called, f"born {born}"]
        if number:
            parts.append(f"NHS {format_nhs_number(number)}")
        QGuiApplication.clipboard().setText(", ".join(parts))
        self._say("Copied name, date of birth and number.")

    # -- slots ----------------------------------------------------------------------------------

    def hold(self, cells: Sequence[Cell]) -> None:
        """Ctrl+H: hold without a form; again keeps it."""
        slots = tuple(slot for cell in cells for slot in cell.slot_ids)
        if not slots:
            self._nothing_chosen()
            return
        if self._hold is not None and set(self._hold.slot_ids) == set(slots):
            self._runner.run_act(
                renew_hold,
                initiator=self,
                hold_id=self._hold.id,
                on_done=self._on_held,
                on_failed=self._on_failed,
            )
            return
        self._runner.run_act(
            hold_slots,
            initiator=self,
            slot_ids=slots,
            replacing=self._hold.id if self._hold else None,
            on_done=self._on_held,
            on_failed=self._on_failed,
        )

    def _on_held(self, outcome: Outcome[Hold]) -> None:
        self._hold = outcome.value
        until = clock_time(outcome.value.until_at, self._zone)
        self._say(f"Held for you until {until}. Ctrl+H keeps it, Esc lets it go.", "hold")

    def let_go(self) -> bool:
        """Let the hold without a form go; False when there is none."""
        hold, self._hold = self._hold, None
        if hold is None:
            return False
        self._runner.run_act(release_hold, initiator=self, hold_id=hold.id)
        self._say("Let go.")
        return True

    def block(self, cell: Cell | None) -> None:
        """Ctrl+Shift+H: block a free slot with a reason, or open a blocked one."""
        if cell is None:
            self._nothing_chosen()
        elif cell.slot_state is SlotState.BLOCKED:
            self._run(unblock_slot, slot_id=cell.slot_ids[0], version=cell.slot_version)
        else:
            time = clock_time(cell.start_at, self._zone)
            LineDialog.ask(
                self._look,
                f"Block {time}?",
                what="Why, in a few words that everybody sees",
                act="Block it",
                on_answer=lambda why: self._run(
                    block_slot, slot_id=cell.slot_ids[0], version=cell.slot_version, reason=why
                ),
                parent=self._window,
            )

    def note(self, cell: Cell | None, on_date: date | None) -> None:
        """Write a note on the slot, its session or the day."""
        if on_date is None:
            return
        choices = ["On the whole day"]
        if cell is not None:
            choices = ["On the session", f"On {clock_time(cell.start_at, self._zone)}", *choices]

        def on_chosen(number: int) -> None:
            subject: dict[str, Any] = {}
            if cell is not None and number == 0:
                subject = {"session_id": cell.session_id}
            elif cell is not None and number == 1:
                subject = {"slot_id": cell.slot_ids[0]}
            LineDialog.ask(
                self._look,
                f"Note {choices[number][0].lower()}{choices[number][1:]}",
                what="Note",
                act="Write it",
                on_answer=partial(self._write_note, on_date, subject),
                parent=self._window,
            )

        ChoiceDialog.ask(self._look, "What is the note about?", choices, on_chosen, self._window)

    def _write_note(self, on_date: date, subject: dict[str, Any], text: str) -> None:
        self._run(write_note, text=text, on_date=on_date, **subject)

    def extra(self, cell: Cell | None, card: PatientCard | None, outline: PracticeOutline) -> None:
        """Add an extra for the person in the panel at the chosen time."""
        if card is None:
            self._say("Find the person first, then add the extra.")
        elif cell is None:
            self._nothing_chosen()
        else:
            dialog = ExtraDialog(
                self._look,
                self._runner,
                outline,
                card=card,
                cell=cell,
                zone=self._zone,
                parent=self._window,
            )
            dialog.failed.connect(self._on_failed)
            dialog.open()

    # -- sending and telling --------------------------------------------------------------------

    def _send(self, operation: Callable[..., Outcome[Any]], visit: Visit, **more: Any) -> None:
        self._run(operation, appointment_id=visit.id, version=visit.version, **more)

    def _run(self, operation: Callable[..., Outcome[Any]], **arguments: Any) -> None:
        self._runner.run_act(operation, initiator=self, on_failed=self._on_failed, **arguments)

    def _ask_agreement(self, error: NeedsAgreement, on_agreed: Callable[[str], None]) -> None:
        words = " ".join(one.message for one in error.asked)
        if error.needs_reason:
            LineDialog.ask(
                self._look,
                words,
                what="Why",
                act="Yes, do it",
                on_answer=on_agreed,
                parent=self._window,
            )
        else:
            ChoiceDialog.ask(
                self._look, words, ("Yes, do it",), lambda _number: on_agreed(""), self._window
            )

    def _on_failed(self, error: BaseException) -> None:
        if isinstance(error, Conflict):
            self._say(error.message or "Somebody was quicker.", "conflict")
        elif isinstance(error, RuleViolation):
            self._say(error.message, "info")
        else:
            self._runner.failed.emit(error)

    def _nothing_chosen(self) -> None:
        self._say("Choose a visit first.")

    def _on_date(self, visit: Visit) -> date:
        if isinstance(visit, VisitLine):
            return visit.on_date
        return date_of(visit.start_at, self._zone)

    def _say(self, text: str, tone: str = "info") -> None:
        self.message.emit(Message(text, tone, at=self._clock()))
