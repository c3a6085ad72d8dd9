"""Acts on a time of the diary without a booking form: hold, block, note, extra."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from desktop.domain.booking import Hold
from desktop.domain.diary import Cell
from desktop.domain.errors import RuleViolation
from desktop.domain.ids import NoteId
from desktop.domain.people import PatientCard, number_to_ring
from desktop.domain.practice import PracticeOutline
from desktop.domain.sessions import Note, SlotState
from desktop.domain.times import clock_time, date_of, instant_of, local_of, short_date
from desktop.operations.extras import add_extra
from desktop.operations.holds import hold_slots, release_hold, renew_hold
from desktop.operations.notes import change_note, remove_note, write_note
from desktop.operations.outcome import Outcome
from desktop.operations.sessions import block_slot, unblock_slot
from desktop.operations.two_edits import read_their_note
from desktop.ui.kit.look import Look
from desktop.ui.runner import Runner
from desktop.ui.two_edits import DialogEdit, EditWords
from desktop.ui.visits.act_sender import ActSender
from desktop.ui.visits.extra_dialog import ExtraDialog
from desktop.ui.visits.note_dialog import About, NoteDialog
from desktop.ui.visits.reason_dialog import ReasonDialog

CHOOSE_TIME = "Choose a time in the diary first."


class SlotActs(ActSender):
    """Acts on cells; see ``VisitActs`` for those on visits."""

    def __init__(self, runner: Runner, look: Look, clock: Callable[[], datetime], parent: QWidget):
        super().__init__(runner, look, clock, parent)
        self._hold: Hold | None = None

    def hold(self, cells: Sequence[Cell]) -> None:
        """Ctrl+H: hold for 5 minutes without a form; again keeps it."""
        slots = tuple(slot for cell in cells for slot in cell.slot_ids)
        if not slots:
            self._say(CHOOSE_TIME)
            return
        booked = next((one for one in cells if len(one.visits) >= one.capacity), None)
        if booked is not None:
            at = clock_time(booked.start_at, self._zone)
            self._say(f"{at} is booked. Choose a free time to hold.")
            return
        if self._hold is not None and set(self._hold.slot_ids) == set(slots):
            self._send(renew_hold, hold_id=self._hold.id, on_done=partial(self._on_held, cells[0]))
            return
        self._send(
            hold_slots,
            slot_ids=slots,
            replacing=self._hold.id if self._hold else None,
            on_done=partial(self._on_held, cells[0]),
        )

    def let_go(self) -> bool:
        """Let the hold without a form go; False when there is none."""
        hold, self._hold = self._hold, None
        if hold is None:
            return False
        self._send(release_hold, hold_id=hold.id, on_done=self._on_let_go)
        return True

    def _on_let_go(self, _outcome: Outcome[None]) -> None:
        self._say("No longer held. Other desks can book it.")

    def _on_held(self, cell: Cell, outcome: Outcome[Hold]) -> None:
        self._hold = outcome.value
        until = clock_time(outcome.value.until_at, self._zone)
        time = clock_time(cell.start_at, self._zone)
        self._say(f"Holding {time} until {until}. Ctrl+H keeps it, Esc lets it go.", "hold")

    def block(self, cell: Cell | None) -> None:
        """Ctrl+Shift+H: block a free slot with a reason, or open a blocked one."""
        if cell is None:
            self._say(CHOOSE_TIME)
        elif cell.slot_state is SlotState.BLOCKED:
            self._send(unblock_slot, slot_id=cell.slot_ids[0], version=cell.slot_version)
        elif cell.visits:
            at = clock_time(cell.start_at, self._zone)
            self._say(f"{at} is booked. Move or cancel the visit, then block the time.")
        else:
            self._ask_block(cell)

    def _ask_block(self, cell: Cell) -> None:
        dialog = ReasonDialog(
            self._look,
            f"Block {clock_time(cell.start_at, self._zone)}?",
            field="reason",
            act="Block it",
            words="Nobody can book it until it is opened again. Everybody sees why.",
            parent=self._window,
        )
        self._open(
            dialog,
            lambda: self._send(
                block_slot,
                dialog=dialog,
                slot_id=cell.slot_ids[0],
                version=cell.slot_version,
                reason=dialog.reason.text(),
            ),
        )

    def note(self, cell: Cell | None, on_date: date | None, notes: Sequence[Note] = ()) -> None:
        """Write, change or take away a note on the time, its session or the day.

        ``notes`` are all of the day: those on this time, its session and the whole day are offered.
        """
        if on_date is None:
            return
        dialog = NoteDialog(
            self._look,
            time=clock_time(cell.start_at, self._zone) if cell else "",
            day=short_date(on_date),
            notes=notes_here(cell, notes),
            parent=self._window,
        )
        dialog.removed.connect(lambda: self._remove_note(dialog))
        edits: dict[NoteId, DialogEdit] = {}
        self._open(dialog, lambda: self._write_note(dialog, cell, on_date, edits))

    def _remove_note(self, dialog: NoteDialog) -> None:
        note = dialog.note
        if note is not None:
            self._send(remove_note, dialog=dialog, note_id=note.id, version=note.version)

    def _edit_note(self, dialog: NoteDialog, note: Note) -> DialogEdit:
        def send(mine: Note, version: int) -> None:
            self._send(
                change_note,
                dialog=dialog,
                on_done=lambda _outcome: edit.on_saved(),
                on_stale=lambda: edit.on_stale(mine),
                note_id=note.id,
                version=version,
                text=mine.text,
            )

        edit = DialogEdit(
            dialog,
            self._look,
            self._runner,
            base=note,
            version=note.version,
            read=read_their_note,
            about={"note_id": note.id},
            send=send,
            fill=lambda both: dialog.text.setText(both.text),
            words=EditWords(
                what="this note",
                gone="Somebody took this note away meanwhile. What you typed is still here.",
                labels={"text": "Note"},
            ),
            clock=self._clock,
            say=self._say,
        )
        return edit

    def _write_note(
        self,
        dialog: NoteDialog,
        cell: Cell | None,
        on_date: date,
        edits: dict[NoteId, DialogEdit],
    ) -> None:
        """Save the note chosen; ``edits`` has those the dialog changed, one after another."""
        text = dialog.text.text()
        note = dialog.note
        if note is not None and text.strip():
            if note.id not in edits:
                edits[note.id] = self._edit_note(dialog, note)
            edits[note.id].save(replace(note, text=text))
            return
        if note is not None:
            self._remove_note(dialog)
            return
        subject: dict[str, Any] = {}
        if cell is not None and dialog.subject is About.SESSION:
            subject = {"session_id": cell.session_id}
        elif cell is not None and dialog.subject is About.SLOT:
            subject = {"slot_id": cell.slot_ids[0]}
        self._send(write_note, dialog=dialog, text=text, on_date=on_date, **subject)

    def extra(self, cell: Cell | None, card: PatientCard | None, outline: PracticeOutline) -> None:
        """Add an extra for the person in the panel at the chosen time."""
        if card is None:
            self._say("Find the person first, then add the extra.")
        elif cell is None:
            self._say(CHOOSE_TIME)
        else:
            kinds = tuple(one for one in outline.slot_types if one.bookable and one.active)
            dialog = ExtraDialog(
                self._look,
                called=card.called,
                start=local_of(cell.start_at, self._zone).time(),
                minutes=cell.minutes,
                kinds=kinds,
                kind_id=cell.slot_type_id,
                call_on=number_to_ring(card.details.contact_points),
                parent=self._window,
            )
            self._open(dialog, lambda: self._add_extra(dialog, cell, card))

    def _add_extra(self, dialog: ExtraDialog, cell: Cell, card: PatientCard) -> None:
        on_date = date_of(cell.start_at, self._zone)
        try:
            start_at = instant_of(on_date, dialog.start_local, self._zone)
            minutes = dialog.length_minutes
            number = dialog.number_to_ring
        except RuleViolation as slip:
            dialog.say_wrong(slip.field, slip.message)
            return
        self._send(
            add_extra,
            dialog=dialog,
            patient_id=card.id,
            session_id=cell.session_id,
            start_at=start_at,
            length_minutes=minutes,
            slot_type_id=dialog.kind.currentData(),
            why=dialog.why.text(),
            reason=dialog.reason.toPlainText(),
            call_on=number,
        )


def notes_here(cell: Cell | None, notes: Sequence[Note]) -> tuple[Note, ...]:
    """Return the notes on a time, then on its session, then on the whole day."""
    day = [one for one in notes if one.slot_id is None and one.session_id is None]
    if cell is None:
        return tuple(day)
    session = [one for one in notes if one.slot_id is None and one.session_id == cell.session_id]
    return (*cell.notes, *session, *day)
