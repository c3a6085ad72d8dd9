"""Registering a person and changing their details, in place; nothing typed is ever lost."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import partial

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.domain.errors import LaterAct, RuleViolation
from desktop.domain.names import name_key
from desktop.domain.people import PatientCard, PatientDetails, PatientSummary
from desktop.domain.times import date_of
from desktop.domain.two_edits import Merge
from desktop.operations.two_edits import Theirs
from desktop.ui.kit.form_fields import Tone
from desktop.ui.kit.look import Look
from desktop.ui.kit.message_bar import Message
from desktop.ui.people.details_saver import MOST_ALIKE, DetailsSaver
from desktop.ui.people.form_merge import LABELS, shown_value
from desktop.ui.people.form_parts import FormFields, FormFoot
from desktop.ui.people.form_prefill import details_from_search
from desktop.ui.people.panel_parts import Line, apply_look
from desktop.ui.people.person_sheet import Draft
from desktop.ui.runner import Runner
from desktop.ui.two_edits import clashes_of, taken_words, who_changed

NEW = "new"
KEPT = "What you had typed here is still here."
DRAFT_KEPT = "Nobody was registered. What you typed is kept: search the same name, then Ctrl+N."
EDIT_KEPT = "Not saved. What you typed is kept: F2 on the same person brings it back."
MARKED = "Not saved yet. Look at what is marked above."
NOT_SAVED = "Not saved. What you typed is still here."


class PatientForm(QWidget):
    """A page of its own; Ctrl+Enter saves, Esc closes and keeps a draft.

    Signals: ``saved(PatientId)``, ``closed()``, ``person_chosen(PatientId)`` for one alike,
    ``message(Message)``.
    """

    saved = Signal(str)
    closed = Signal()
    person_chosen = Signal(str)
    message = Signal(object)

    def __init__(
        self,
        look: Look,
        runner: Runner,
        *,
        clock: Callable[[], datetime],
        zone: str,
        parent: QWidget | None = None,
    ):
        super().__init__(parent)
        self.setObjectName("patient_form")
        self.setAccessibleName("Patient details")
        self.setProperty("namesItsPerson", True)
        self._clock = clock
        self._zone = zone
        self._drafts: dict[str, Draft] = {}
        self._untouched: Draft | None = None
        self._key = NEW
        self.saver = DetailsSaver(runner, self)
        self.fields = FormFields(look, self)
        self.sheet = self.fields.sheet
        self.foot = FormFoot(look, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.fields, 1)
        column.addWidget(Line(look, self))
        column.addWidget(self.foot)
        self._join()
        look.changed.connect(partial(apply_look, self))

    def _join(self) -> None:
        saver, foot = self.saver, self.foot
        self.sheet.changed.connect(self._on_sheet_changed)
        saver.saved.connect(self._on_saved)
        saver.violated.connect(self._on_violated)
        saver.agreement_needed.connect(self._on_agreement_needed)
        saver.alike_found.connect(lambda people: foot.question.offer(people, self.today))
        saver.clashed.connect(self._on_clashed)
        saver.merged.connect(self._on_merged)
        saver.blocked.connect(lambda why: foot.message.say(Tone.WRONG, why))
        saver.failed.connect(lambda: foot.message.say(Tone.WRONG, NOT_SAVED))
        foot.question.people.person_chosen.connect(self._on_alike_chosen)
        foot.question.answered.connect(self._on_question_answered)
        foot.two_edits.answered.connect(saver.settle)
        foot.save.clicked.connect(self.save)
        foot.close_form.clicked.connect(self.close_form)
        self.fields.near.person_chosen.connect(self._on_person_chosen)

    @property
    def today(self) -> date:
        return date_of(self._clock(), self._zone)

    def open_new(self, typed: str = "", near: Sequence[PatientSummary] = ()) -> None:
        """Open for a new person, the near matches of the search in sight."""
        details, born = details_from_search(typed, today=self.today)
        self._open(None, details, born=born, title="New patient", save="Register")
        heading = "Is it one of these?" if near else ""
        self.fields.near.show_people(tuple(near)[:MOST_ALIKE], heading, self.today)

    def open_change(self, card: PatientCard, field: str = "") -> None:
        """Open for changing a person's details, one of them first."""
        self._open(card, card.details, title=f"Change {card.called}", save="Save")
        self.fields.near.show_people((), "", self.today)
        if field:
            self.sheet.focus_on(field)

    def _open(
        self,
        card: PatientCard | None,
        details: PatientDetails,
        *,
        title: str,
        save: str,
        born: str = "",
    ) -> None:
        self.fields.title.say(title)
        self.foot.save.set_words(save)
        self.foot.reset()
        self.saver.start(card)
        # A new person's draft comes back for the same family name alone: the next new patient
        # must not begin with somebody else's details.
        self._key = f"{NEW} {name_key(details.family_name)}" if card is None else card.id
        draft = self._drafts.get(self._key)
        self._untouched = self.fields.show_details(
            details, born=born, draft=draft, today=self.today
        )
        if draft is not None:
            self.foot.message.say(Tone.UNDERSTOOD, KEPT)

    @Slot()
    def save(self) -> None:
        """Check everything as typed and save it; a slip is told at its field."""
        if self.saver.is_busy:
            return
        self.foot.message.say_nothing()
        details = self.sheet.read()
        if details is None:
            self.foot.message.say(Tone.WRONG, MARKED)
            self.fields.reveal_focus()
        else:
            self.saver.save(details)

    @Slot()
    def close_form(self) -> None:
        """Close; what was typed is kept as a draft."""
        self._keep_draft()
        self.closed.emit()
        if self._key in self._drafts:
            words = DRAFT_KEPT if self.saver.card is None else EDIT_KEPT
            self.message.emit(Message(words, "info"))

    def _keep_draft(self) -> None:
        draft = self.sheet.draft()
        if draft == self._untouched:
            self._drafts.pop(self._key, None)
        else:
            self._drafts[self._key] = draft

    def event(self, event: QEvent) -> bool:
        is_override = event.type() is QEvent.Type.ShortcutOverride
        if is_override and isinstance(event, QKeyEvent) and self._action_of(event) is not None:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        action = self._action_of(event)
        if action is None:
            super().keyPressEvent(event)
        else:
            action()

    def _action_of(self, event: QKeyEvent) -> Callable[[], None] | None:
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and held == Qt.KeyboardModifier.ControlModifier:
            return self.save
        if event.key() == Qt.Key.Key_Escape and not held:
            # Out of a question first, then out of the form.
            asks = not self.foot.question.isHidden()
            return partial(self._on_question_answered, False) if asks else self.close_form
        return None

    @Slot()
    def _on_sheet_changed(self) -> None:
        """What is being put right is not called marked any more."""
        if self.foot.message.words == MARKED:
            self.foot.message.say_nothing()

    @Slot(str)
    def _on_saved(self, patient_id: str) -> None:
        self._drafts.pop(self._key, None)
        self.saved.emit(patient_id)

    @Slot(object)
    def _on_violated(self, violation: RuleViolation) -> None:
        if not (violation.field and self.sheet.say_wrong(violation.field, violation.message)):
            self.foot.message.say(Tone.WRONG, violation.message)
        self.fields.reveal_focus()

    @Slot(str)
    def _on_agreement_needed(self, words: str) -> None:
        new = self.saver.card is None
        act = "Register a new person" if new else "Save all the same"
        self.foot.question.ask(words, back="Go back", act=act)

    @Slot(bool)
    def _on_question_answered(self, act: bool) -> None:
        self.foot.question.hide()
        self.sheet.focus_first()
        if act:
            self.saver.agree()
            self.save()

    @Slot(str)
    def _on_person_chosen(self, patient_id: str) -> None:
        self._keep_draft()
        self.person_chosen.emit(patient_id)

    @Slot(str)
    def _on_alike_chosen(self, patient_id: str) -> None:
        """They are the same person: what was typed of a new one is not needed any more."""
        self._drafts.pop(self._key, None)
        self.person_chosen.emit(patient_id)

    @Slot(object, object)
    def _on_clashed(self, merge: Merge[PatientDetails], theirs: Theirs[PatientCard]) -> None:
        heading = who_changed(theirs.later, "this person", self._clock())
        details = theirs.record.details
        self.foot.ask_which(heading, clashes_of(merge, details, LABELS, shown_value))

    def _on_merged(
        self, details: PatientDetails, taken: tuple[str, ...], later: LaterAct | None
    ) -> None:
        self.sheet.fill(details, today=self.today)
        words = taken_words(taken, LABELS, later.actor if later else "")
        self.foot.message.say(Tone.UNDERSTOOD, words)
