"""What a desk does about people beside booking: who may speak, deaths, merging, their history."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QApplication

from desktop.domain.diary import VisitInDiary
from desktop.domain.errors import RuleViolation
from desktop.domain.ids import AppointmentId, PatientId
from desktop.domain.looks import How
from desktop.domain.people import PatientCard, VisitLine
from desktop.domain.related_people import RelatedDetails, RelatedPerson
from desktop.operations import merging
from desktop.operations.deaths import (
    DeathRecorded,
    cancel_future_visits,
    record_death,
    take_death_back,
)
from desktop.operations.history import WhoChangedWhat, read_history
from desktop.operations.looks import (
    leave_sensitive,
    mark_sensitive,
    open_sensitive,
    record_look,
)
from desktop.operations.outcome import Outcome
from desktop.operations.people import change_nhs_number
from desktop.operations.related_people import (
    add_related_person,
    change_related_person,
    end_related_person,
)
from desktop.operations.two_edits import read_their_related
from desktop.preference_desk import PreferenceDesk
from desktop.ui.diary.diary_view import DiaryView
from desktop.ui.kit.commands import PATIENTS_KEYS
from desktop.ui.kit.late_area import LateArea
from desktop.ui.kit.look import Look
from desktop.ui.main_window import MainWindow
from desktop.ui.people.patient_panel import PatientPanel
from desktop.ui.runner import Runner
from desktop.ui.two_edits import DialogEdit, EditWords
from desktop.ui.visits.act_sender import ActSender
from desktop.visit_end_desk import VisitEndDesk
from desktop.whole_desk import WholeDesk

if TYPE_CHECKING:
    from desktop.ui.people.duplicates_page import DuplicatesPage
    from desktop.ui.people.related_dialog import RelatedDialog
    from desktop.visit_meant import VisitMeant

log = logging.getLogger(__name__)


class PeopleDesk(ActSender):
    """Joins the panel, the Patients area and the commands about a person.

    Signals: ``message(Message)``; ``person_wanted(PatientId)`` to be shown in the panel.
    """

    person_wanted = Signal(str)

    def __init__(
        self,
        window: MainWindow,
        look: Look,
        runner: Runner,
        *,
        clock: Callable[[], datetime],
        panel: PatientPanel,
        diary: DiaryView,
    ):
        super().__init__(runner, look, clock, window)
        self._main = window
        self._panel = panel
        self._diary = diary
        self.preferences = PreferenceDesk(
            window, look, runner, clock=clock, panel=panel, open_card=self.open_card
        )
        self.whole = WholeDesk(
            window, look, runner, clock=clock, zone=self._zone,
            panel=panel, open_card=self.open_card, preferences=self.preferences,
        )  # fmt: skip
        self.visit_end = VisitEndDesk(runner, look, clock, window)
        for one in (self.preferences, self.visit_end):
            one.message.connect(self.message)
        self.area = LateArea("patients_area", self._build_page, window)
        window.add_area(
            "patients",
            "Patients",
            "identification-card",
            self.area,
            "Ctrl+3",
            keys=PATIENTS_KEYS,
        )
        panel.speaker_requested.connect(self._on_speaker_requested)
        panel.reason_given.connect(self._on_reason_given)
        panel.looked_at.connect(self._on_looked_at)
        panel.left.connect(self._on_panel_left)
        for name, act in (
            ("patients", lambda: window.show_area("patients")),
            ("speakers", lambda: self._on_speaker_requested(None)),
            ("nhs_number", self._change_number),
            ("death", self._record_death),
            ("sensitive", self._mark_sensitive),
            ("unmerge", self._ask_unmerge),
            ("who_changed", self._show_history),
        ):
            window.on(name, act)

    @Slot(object)
    def begin_anew(self, _actor: object) -> None:
        """Another person is at the desk: nothing found or typed by the one before stays."""
        self.preferences.forget()
        if self.area.page is not None:
            self.area.page.forget()

    def say_what_was_kept(self, meant: VisitMeant) -> None:
        """Let Ctrl+F7 and the panel's button ask what was kept at the visit meant."""

        def ask() -> None:
            self.visit_end.ask(meant.visit_or_caller, meant.card)

        self._main.on("needs_kept", ask)
        self._panel.kept_requested.connect(ask)

    def _build_page(self) -> DuplicatesPage:
        from desktop.ui.people.duplicates_page import DuplicatesPage

        page = DuplicatesPage(self._look, self._runner, today=lambda: self._today)
        page.merge_requested.connect(self._ask_merge)
        page.distinct_requested.connect(self._mark_distinct)
        page.person_chosen.connect(self._on_person_chosen)
        return page

    @Slot(str)
    def _on_person_chosen(self, patient_id: str) -> None:
        self.person_wanted.emit(patient_id)
        self._main.show_panel(True)

    def open_card(self) -> PatientCard | None:
        """Return who is in the panel; without anybody it says so, a closed record asks first."""
        card = self._panel.card
        if card is None:
            self._say("Choose a person first. Ctrl+K finds one.")
        elif card.is_closed:
            self._main.show_panel(True)
            self._panel.closed.focus()
            return None
        return card

    # -- looks ----------------------------------------------------------------------------------

    @Slot(str)
    def _on_looked_at(self, patient_id: str) -> None:
        self._look_at(PatientId(patient_id), How.PANEL)

    def _look_at(self, patient_id: PatientId, how: How) -> None:
        self._runner.run_behind(
            record_look,
            initiator=self,
            on_failed=_on_look_lost,
            patient_id=patient_id,
            how=how,
        )

    @Slot(str, str)
    def _on_reason_given(self, patient_id: str, why: str) -> None:
        self._send(
            open_sensitive,
            on_done=self._on_opened,
            patient_id=patient_id,
            why=why,
        )

    def _on_opened(self, outcome: Outcome[PatientId]) -> None:
        self._panel.focus_list()
        self.person_wanted.emit(outcome.value)

    @Slot()
    def _on_panel_left(self) -> None:
        self._runner.run_read(leave_sensitive, initiator=self, on_done=lambda _none: None)

    def _mark_sensitive(self) -> None:
        card = self.open_card()
        if card is None:
            return
        from desktop.ui.people.person_dialogs import SensitiveDialog

        dialog = SensitiveDialog(
            self._look, called=card.called, is_sensitive=card.is_sensitive, parent=self._window
        )
        self._open(
            dialog,
            lambda: self._send(
                mark_sensitive,
                dialog=dialog,
                patient_id=card.id,
                version=card.version,
                is_sensitive=not card.is_sensitive,
            ),
        )

    def _show_history(self) -> None:
        """Show who changed what, of the chosen visit where the diary has the focus."""
        visit = self._find_visit()
        if visit is not None:
            self._read_history(appointment_id=AppointmentId(visit.id))
        elif self._panel.card is not None:
            self._read_history(patient_id=self._panel.card.id)
        else:
            self._say("Choose a person or a visit first.")

    def _read_history(self, **about: Any) -> None:
        self._runner.run_read(
            read_history,
            initiator=self,
            on_done=partial(self._on_history_read, of_visit="appointment_id" in about),
            **about,
        )

    def _find_visit(self) -> VisitLine | VisitInDiary | None:
        """Return the visit chosen where the focus is: in the diary, or in a list of the panel."""
        focus = QApplication.focusWidget()
        if (focus is not None and self._diary.isAncestorOf(focus)) or focus is self._diary:
            # The panel may show somebody just found: then they are meant, not the cell's person.
            cell, card = self._diary.current_cell(), self._panel.card
            visits = cell.visits if cell is not None and card is not None else ()
            records = card.record_ids if card is not None else ()
            return next((one for one in visits if one.patient_id in records), None)
        lists = (self._panel.visits.list, self._panel.group.list)
        return next((one.chosen_visit for one in lists if one is focus), None)

    def _on_history_read(self, found: WhoChangedWhat, *, of_visit: bool) -> None:
        from desktop.ui.people.history_dialog import HistoryDialog

        about = f"a visit of {found.called}" if of_visit else found.called
        dialog = HistoryDialog(
            self._look,
            about=about,
            entries=found.entries,
            is_closed=found.is_closed,
            of_visit=of_visit,
            zone=self._zone,
            parent=self._window,
        )
        dialog.whole_requested.connect(lambda: self._read_history(patient_id=found.patient_id))
        dialog.open()
        self._look_at(found.patient_id, How.HISTORY)

    # -- who may speak, numbers, deaths ---------------------------------------------------------

    @Slot(object)
    def _on_speaker_requested(self, person: RelatedPerson | None) -> None:
        card = self.open_card()
        if card is None:
            return
        from desktop.ui.people.related_dialog import RelatedDialog

        dialog = RelatedDialog(self._look, called=card.called, person=person, parent=self._window)
        edit = None if person is None else self._edit_related(dialog, person)

        def on_submitted() -> None:
            if edit is None:
                self._send(
                    add_related_person, dialog=dialog, patient_id=card.id, details=dialog.details
                )
            else:
                edit.save(dialog.details)

        def on_removed() -> None:
            assert person is not None
            self._send(
                end_related_person, dialog=dialog, related_id=person.id, version=person.version
            )

        dialog.removed.connect(on_removed)
        self._open(dialog, on_submitted)

    def _edit_related(self, dialog: RelatedDialog, person: RelatedPerson) -> DialogEdit:
        from desktop.ui.people.related_dialog import LABELS, shown_value

        def send(details: RelatedDetails, version: int) -> None:
            self._send(
                change_related_person,
                dialog=dialog,
                on_done=lambda _outcome: edit.on_saved(),
                on_stale=lambda: edit.on_stale(details),
                related_id=person.id,
                version=version,
                details=details,
            )

        edit = DialogEdit(
            dialog,
            self._look,
            self._runner,
            base=person.details,
            version=person.version,
            read=read_their_related,
            about={"related_id": person.id},
            send=send,
            fill=dialog.fill,
            words=EditWords(
                what=f"what is known of {person.details.name}",
                gone=f"Somebody took {person.details.name} off meanwhile. "
                "What you typed is still here.",
                labels=LABELS,
                shown=shown_value,
            ),
            clock=self._clock,
            say=self._say,
        )
        return edit

    def _change_number(self) -> None:
        card = self.open_card()
        if card is None:
            return
        from desktop.ui.people.person_dialogs import NumberDialog

        dialog = NumberDialog(
            self._look, called=card.called, number=card.details.nhs_number, parent=self._window
        )
        self._open(
            dialog,
            lambda: self._send(
                change_nhs_number,
                dialog=dialog,
                patient_id=card.id,
                version=card.version,
                number=dialog.number.text(),
            ),
        )

    def _record_death(self) -> None:
        card = self.open_card()
        if card is None:
            return
        if card.is_deceased:
            self._send(take_death_back, patient_id=card.id, version=card.version)
            return
        from desktop.ui.people.person_dialogs import DeathDialog

        dialog = DeathDialog(self._look, called=card.called, today=self._today, parent=self._window)

        def on_submitted() -> None:
            try:
                day = dialog.read()
            except RuleViolation as slip:
                dialog.say_wrong("deceased_on", slip.message)
                return
            self._send(
                record_death,
                dialog=dialog,
                on_done=lambda outcome: self._offer_to_cancel(card, outcome),
                patient_id=card.id,
                version=card.version,
                deceased_on=day,
            )

        self._open(dialog, on_submitted)

    def _offer_to_cancel(self, card: PatientCard, outcome: Outcome[DeathRecorded]) -> None:
        visits = outcome.value.future_visits
        if not visits:
            return
        from desktop.ui.people.person_dialogs import FutureVisitsDialog

        dialog = FutureVisitsDialog(
            self._look,
            called=card.called,
            visits=visits,
            today=self._today,
            zone=self._zone,
            parent=self._window,
        )
        self._open(
            dialog, lambda: self._send(cancel_future_visits, dialog=dialog, patient_id=card.id)
        )

    # -- two records of one person --------------------------------------------------------------

    @Slot(object, object)
    def _ask_merge(self, survivor: PatientCard, other: PatientCard) -> None:
        from desktop.ui.people.merge_dialogs import MergeDialog

        dialog = MergeDialog(
            self._look, survivor=survivor, other=other, today=self._today, parent=self._window
        )
        self._open(
            dialog,
            lambda: self._send(
                merging.merge_patients,
                dialog=dialog,
                survivor_id=survivor.id,
                survivor_version=survivor.version,
                other_id=other.id,
                other_version=other.version,
            ),
        )

    @Slot(str, str)
    def _mark_distinct(self, patient_id: str, other_id: str) -> None:
        self._send(merging.mark_distinct, patient_id=patient_id, other_id=other_id)

    def _ask_unmerge(self) -> None:
        card = self.open_card()
        if card is None:
            return
        if not card.has_merged:
            self._say(f"No other record has been merged into {card.called}’s.")
            return
        self._runner.run_read(
            merging.list_merged_records,
            initiator=self,
            on_done=lambda records: self._open_unmerge(card, records),
            patient_id=card.id,
        )

    def _open_unmerge(self, card: PatientCard, records: tuple[merging.MergedRecord, ...]) -> None:
        from desktop.ui.people.merge_dialogs import UnmergeDialog

        if not records:
            return
        dialog = UnmergeDialog(
            self._look,
            called=card.called,
            records=records,
            today=self._today,
            parent=self._window,
        )
        self._open(
            dialog,
            lambda: self._send(
                merging.unmerge_patient,
                dialog=dialog,
                agreed=frozenset({"made_since"}) if dialog.record.made_since else frozenset(),
                patient_id=dialog.record.id,
                version=dialog.record.version,
                theirs=dialog.theirs,
            ),
        )


def _on_look_lost(error: BaseException) -> None:
    """A look that could not be put on record stops nobody's work; the kind of error is logged."""
    log.warning("a look was not put on record: %s", type(error).__name__)
