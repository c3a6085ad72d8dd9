"""Booking by a sentence: the search box, the practice's words and the page of best times."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot

from desktop.domain.asked import Chip, Understood, without
from desktop.domain.ids import PatientId
from desktop.domain.people import PatientCard, PatientSummary
from desktop.domain.practice import PracticeOutline, in_use
from desktop.domain.text import tidy
from desktop.domain.times import date_of
from desktop.forms import Forms
from desktop.operations.people_reads import read_patient_card
from desktop.ui.kit.look import Look
from desktop.ui.main_window import MainWindow
from desktop.ui.people.panel_words import age_words
from desktop.ui.people.search_results import SearchController
from desktop.ui.runner import Runner

if TYPE_CHECKING:
    from desktop.ui.booking.asked_form import AskedForm


class BestFitDesk(QObject):
    """Shows what a sentence asks for as soon as it is typed; nothing is sent before Enter.

    Signals: ``booked(Appointment)``; ``closed()``; ``message(Message)``;
    ``person_found(PatientId)`` whom a sentence names: every other key that is for a person, Ctrl+L
    too, is for them.
    """

    booked = Signal(object)
    closed = Signal()
    message = Signal(object)
    person_found = Signal(str)

    def __init__(
        self,
        window: MainWindow,
        look: Look,
        runner: Runner,
        forms: Forms,
        *,
        search: SearchController,
        outline: PracticeOutline,
    ):
        super().__init__(window)
        self._window = window
        self._look = look
        self._runner = runner
        self._clock = runner.desk.clock
        self._search = search
        self._box = window.top_bar.search.field
        self._outline = outline
        self.caller_card: Callable[[], PatientCard | None] = lambda: None
        """Whom the desk is dealing with: who a sentence without a name is for."""
        self._is_nobody = False
        """Whether the person it would be for was taken away, so that somebody else is meant."""
        self._is_saying = False
        self._card: PatientCard | None = None
        self._understood: Understood | None = None
        self._form = forms.add(self._build_form)
        search.sentence.read = self._read
        search.asked.connect(self._on_asked)
        search.unasked.connect(self._on_unasked)
        search.asked_moved.connect(self._on_moved)
        search.asked_entered.connect(self._on_entered)
        search.left.connect(self._on_left)
        window.areas.currentChanged.connect(self._on_page_changed)
        window.on("what_to_say", self._say_what_to_say)

    def take_outline(self, outline: PracticeOutline) -> None:
        """The practice has been changed in Set-up."""
        self._outline = outline

    def _build_form(self) -> AskedForm:
        from desktop.ui.booking.asked_form import AskedForm

        form = AskedForm(self._runner, self._look, self._clock)
        form.booked.connect(self._on_booked)
        form.closed.connect(self._on_closed)
        form.person_wanted.connect(self._on_person_wanted)
        form.message.connect(self.message)
        form.none_suits.connect(self._window.action("add_wish").trigger)
        form.removed.connect(self._on_removed)
        form.change_requested.connect(self._on_change_requested)
        self._window.show_without_panel(form)
        return form

    def _read(self, text: str) -> Understood:
        from desktop.domain.asked_vocabulary import Vocabulary
        from desktop.domain.asked_words import read_asked

        outline = self._outline
        words = Vocabulary(
            in_use(outline.clinicians), in_use(outline.clinics), in_use(outline.slot_types)
        )
        today = date_of(self._clock(), outline.practice.zone)
        return read_asked(text, words, today=today)

    # -- the sentence ---------------------------------------------------------------------------

    @Slot(object, object)
    def _on_asked(self, understood: Understood, person: PatientSummary | None) -> None:
        self._understood = understood
        if person is None:
            self._show(None if self._is_nobody else self.caller_card())
            return
        self._is_nobody = False
        if self._card is not None and person.id in (self._card.id, *self._card.record_ids):
            self._show(self._card)
            return
        self._runner.run_read(
            read_patient_card,
            initiator=self,
            on_done=partial(self._on_card_read, understood),
            latest="asked_card",
            patient_id=PatientId(person.id),
        )

    def _on_card_read(self, understood: Understood, card: PatientCard) -> None:
        if understood == self._understood:
            self.person_found.emit(card.id)
            self._show(card)

    def _show(self, card: PatientCard | None) -> None:
        if self._understood is None:
            return
        self._card = card
        form = self._form.get()
        form.show_asked(card, self._outline, self._understood, self._person_words(card))
        self._form.show()

    def _person_words(self, card: PatientCard | None) -> str:
        if card is None:
            return ""
        born = card.details.born_on
        today = date_of(self._clock(), self._outline.practice.zone)
        return f"{card.called}, {age_words(born, today)}" if born else card.called

    @Slot()
    def _on_unasked(self) -> None:
        """What stands in the box is no sentence any more; its page waits for another."""
        self._understood = None
        form = self._form.built
        if form is not None and form.is_open:
            form.forget()

    def _say_what_to_say(self) -> None:
        from desktop.ui.kit.list_dialogs import TableDialog
        from desktop.ui.kit.what_to_say import SAYING

        columns = ("Typed", "What it means")
        TableDialog(self._look, "What can be said", columns, SAYING, self._window).open()

    # -- keys of the search box -----------------------------------------------------------------

    @Slot(int)
    def _on_moved(self, rows: int) -> None:
        form = self._shown()
        if form is None:
            return
        if rows > 1:
            form.pane.show_more()  # PgDn
        else:
            form.pane.go(rows)

    @Slot()
    def _on_entered(self) -> None:
        """Book the highlighted time, not before its list has been seen; a series is looked for."""
        form = self._shown()
        if form is None or self._understood is None or not form.can_take(self._understood):
            return
        if form.pane.is_series:
            self._window.action("repeat_booking").trigger()
        else:
            form.book()

    @Slot()
    def _on_left(self) -> None:
        """Esc in the search box: back to where the sentence was begun."""
        form = self._shown()
        if form is not None:
            form.close_form()

    @Slot(int)
    def _on_page_changed(self, _place: int) -> None:
        """While a sentence is answered, the top bar is the sentence's."""
        form = self._form.built
        is_shown = form is not None and self._window.areas.currentWidget() is form
        if is_shown is not self._is_saying:
            self._is_saying = is_shown
            self._window.top_bar.set_saying(is_shown)

    def _shown(self) -> AskedForm | None:
        form = self._form.built
        return form if form is not None and form.isVisible() else None

    # -- what the form asks for -----------------------------------------------------------------

    @Slot(object)
    def _on_removed(self, chip: Chip) -> None:
        self._box.setText(without(tidy(self._box.text()), chip))

    @Slot(object)
    def _on_change_requested(self, chip: Chip | None) -> None:
        """Go back to the words, those of the chip selected."""
        text = tidy(self._box.text())
        if text != self._box.text():
            self._box.setText(text)
        self._box.setFocus(Qt.FocusReason.TabFocusReason)
        if chip is None:
            self._box.end(False)
        else:
            self._box.setSelection(chip.start, chip.end - chip.start)

    @Slot()
    def _on_person_wanted(self) -> None:
        """Whoever it is for is named before the rest."""
        self._is_nobody = True
        self._box.setFocus(Qt.FocusReason.TabFocusReason)
        self._box.home(False)

    @Slot(object)
    def _on_booked(self, visit: object) -> None:
        self._forget()
        self._search.clear()
        self.booked.emit(visit)

    @Slot()
    def _on_closed(self) -> None:
        self._forget()
        self._search.clear()
        self.closed.emit()

    def _forget(self) -> None:
        self._card = self._understood = None
        self._is_nobody = False
