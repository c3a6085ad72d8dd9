"""Who is in the panel: somebody found, or whose visit the diary's selection rests on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QObject, QTimer, Slot

from desktop.caller import Caller
from desktop.domain.diary import Cell
from desktop.domain.errors import NotFound
from desktop.domain.ids import PatientId
from desktop.domain.people import PatientCard
from desktop.operations.outcome import Changes
from desktop.operations.people_reads import read_patient_card
from desktop.ui.diary.diary_controller import DiaryController
from desktop.ui.diary.diary_moves import can_book
from desktop.ui.diary.diary_view import DiaryView
from desktop.ui.people.patient_panel import PatientPanel
from desktop.ui.people.patient_strip import PatientStrip
from desktop.ui.runner import Runner

READ_AGAIN_MS = 60
"""A read at once would slow the diary, which is being laid out."""


class ShownPerson(QObject):
    """Reads who is wanted for the panel and the strip, and lets them follow the diary."""

    def __init__(
        self,
        runner: Runner,
        *,
        diary: DiaryView,
        control: DiaryController,
        panel: PatientPanel,
        strip: PatientStrip,
        clock: Callable[[], datetime],
        parent: QObject,
    ):
        super().__init__(parent)
        self.caller = Caller()
        self._runner = runner
        self._diary = diary
        self._control = control
        self._panel = panel
        self._strip = strip
        self._clock = clock
        self._wanted: PatientId | None = None
        self._aside: tuple[PatientId | None, Callable[[str], None]] | None = None
        self._is_of_list = False
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(READ_AGAIN_MS)
        self._again.timeout.connect(self._read)
        control.cell_rested.connect(self._on_cell_rested)
        diary.current_changed.connect(self._on_current_changed)
        diary.carrying_changed.connect(self._on_carrying_changed)
        diary.pressed.connect(self.open_cell)
        runner.changed.connect(self._on_changed)

    @property
    def caller_card(self) -> PatientCard | None:
        """The card of whom a free time is booked for, where it has been read."""
        return self._panel.card if self.caller.is_in(self._panel.card) else None

    @Slot(str)
    def find(self, patient_id: str) -> None:
        """Show a person who stays in the panel wherever the diary goes; "" for nobody."""
        self._aside = None
        if patient_id:
            self.caller.find(PatientId(patient_id))
            self.show(patient_id)
        else:
            self.caller.let_go()
            self._show_nobody()

    def put_aside(self) -> None:
        """Show nobody while somebody new is registered: the one before is not who is meant."""
        if self._aside is None:
            is_caller = self.caller.patient_id == self._wanted
            again = self.find if self.caller.stays else self.open if is_caller else self.show
            wanted = self._wanted
            self.find("")
            self._aside = wanted, again

    @Slot()
    def bring_back(self) -> None:
        """Show again who was put aside: the form was left, nobody was registered."""
        (wanted, show_again), self._aside = self._aside or (None, self.show), None
        if wanted is not None:
            show_again(wanted)

    @Slot(str)
    def open(self, patient_id: str) -> None:
        """Show whose visit is dealt with: picked up, moved or booked."""
        self.caller.open(PatientId(patient_id))
        self.show(patient_id)

    @Slot(str, str)
    def open_moved(self, patient_id: str, appointment_id: str) -> None:
        """Show whose visit was moved; it is meant once the day that shows it has come in."""
        self.caller.want_visit(appointment_id)
        self.open(patient_id)

    @Slot(object)
    def open_cell(self, cell: Cell) -> None:
        """A visit of the diary is opened on purpose: that person is dealt with now."""
        if cell.visits:
            if cell.capacity == 1:
                self.caller.open(cell.visits[0].patient_id)
            self._show_cell(cell)

    def follow(self) -> None:
        """Let the person found go: the panel shows whose visit is selected, or nobody."""
        self.caller.let_go()
        cell = self._diary.current_cell()
        if cell is not None and cell.visits:
            self._show_cell(cell)
        else:
            self._show_nobody()

    @Slot(object)
    def _on_current_changed(self, cell: Cell | None) -> None:
        self.caller.move_cursor(cell, by_hand=not self._control.is_showing)
        self.show_caller()

    @Slot(object)
    def _on_carrying_changed(self, visit: object) -> None:
        if visit is not None:  # put down, it is selected in a moment
            self.show_caller()

    @Slot(object)
    def _on_cell_rested(self, cell: Cell | None) -> None:
        """Let the panel follow the selection, unless somebody found stays in it."""
        if self.caller.stays or self._diary.carried is not None or self._aside is not None:
            return
        if cell is not None and cell.visits:
            if cell.capacity == 1:
                self.caller.rest_on(cell.visits[0].patient_id)
            self._show_cell(cell)

    def _show_cell(self, cell: Cell) -> None:
        if cell.capacity > 1:
            self.caller.let_go()
            self._wanted = None
            self._panel.show_group(cell, self._clock())
            self._strip.show_group(cell)
        else:
            self.show(cell.visits[0].patient_id)

    @Slot(str)
    def show_listed(self, patient_id: str) -> None:
        """Show whose row the arrows of a list are on, while the list is there."""
        self.show(patient_id)
        self._is_of_list = True

    @Slot()
    def on_area_changed(self) -> None:
        """Back in the diary: whom a list showed gives way to whom its keys are for."""
        if self._is_of_list and self._diary.isVisible() and not self.caller.is_awaited:
            self._is_of_list = False
            cell, caller = self._diary.current_cell(), self.caller
            visits = cell.visits if cell is not None else ()
            is_own = any(one.patient_id == self._wanted for one in visits)
            if caller.stays and caller.patient_id is not None and not is_own:
                self.show(caller.patient_id)
            elif cell is not None and visits and not is_own:
                self._show_cell(cell)
        self.show_caller()

    @Slot(str)
    def show(self, patient_id: str) -> None:
        """Show a person; whom the desk is dealing with stays."""
        self._is_of_list = False
        self._wanted = PatientId(patient_id)
        self.show_caller()
        self._read()

    @Slot()
    def _read(self) -> None:
        if self._wanted is not None:
            self._runner.run_read(
                read_patient_card,
                initiator=self,
                on_done=self._on_read,
                on_failed=self._on_not_read,
                latest="card",
                patient_id=self._wanted,
            )

    def _on_read(self, card: PatientCard) -> None:
        if self._wanted in (card.id, *card.record_ids):
            self._panel.show_card(card, self._clock())
            self._strip.show_card(card, self._clock())
            self.show_caller()

    def _on_not_read(self, error: BaseException) -> None:
        """Show nobody rather than the one before: what is done would be done to them."""
        card = self._panel.card
        was_shown = card is not None and self._wanted in (card.id, *card.record_ids)
        is_taken_back = was_shown and isinstance(error, NotFound)
        if is_taken_back or not was_shown:
            self._show_nobody()
        if not is_taken_back:  # the message bar says that it was
            self._runner.failed.emit(error)

    @Slot()
    def show_caller(self) -> None:
        """Say what Enter does for the person shown, and that they stay, while that is so.

        On their own visit, while one is carried, and beside a form that names its person, there
        is nothing to say.
        """
        card, cell = self.caller_card, self._diary.current_cell()
        visits = cell.visits if cell is not None else ()
        is_own = card is not None and any(one.patient_id in card.record_ids for one in visits)
        is_here = self._diary.isVisible() and self._diary.carried is None
        is_caller = card is not None and not is_own and is_here
        books = can_book(cell, self._diary.model_now)
        self._panel.head.show_caller(is_caller=is_caller, books=books, stays=self.caller.stays)
        self._strip.show_caller(is_caller=is_caller)

    def _show_nobody(self) -> None:
        self._wanted = None
        self._panel.show_nobody()
        self._strip.show_nobody()

    def _on_changed(self, changes: Changes, _initiator: QObject | None) -> None:
        card = self._panel.card
        if changes.everything or (card is not None and changes.touches("patient", card.id)):
            self._again.start()
