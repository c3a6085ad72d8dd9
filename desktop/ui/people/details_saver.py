"""Sends a person's details to be saved and brings back what stands in the way."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal

from desktop.domain.errors import Conflict, NeedsAgreement, RuleViolation
from desktop.domain.people import PatientCard, PatientDetails
from desktop.domain.two_edits import Keep, Merge, merge_edits, settle
from desktop.operations.people import change_patient, register_patient
from desktop.operations.people_reads import PeopleFound, find_people
from desktop.operations.two_edits import Theirs, read_their_card
from desktop.ui.runner import Runner

MOST_ALIKE = 5


class DetailsSaver(QObject):
    """One form's saving; a new person where no card is given.

    Signals: ``saved(PatientId)``; ``violated(RuleViolation)``; ``agreement_needed(str)`` with the
    question; ``alike_found(rows)`` after it, for a new person; ``clashed(Merge, Theirs)``
    where somebody else changed the same fields; ``merged(details, names, LaterAct or None)`` with
    what was taken over; ``blocked(str)`` where theirs stands in the way of any save; ``failed()``
    when it was not saved for a reason told elsewhere.
    """

    saved = Signal(str)
    violated = Signal(object)
    agreement_needed = Signal(str)
    alike_found = Signal(object)
    clashed = Signal(object, object)
    merged = Signal(object, object, object)
    blocked = Signal(str)
    failed = Signal()

    def __init__(self, runner: Runner, parent: QObject):
        super().__init__(parent)
        self._runner = runner
        self._agreed: frozenset[str] = frozenset()
        self._asked: frozenset[str] = frozenset()
        self._base = PatientDetails()
        self._merge: tuple[Merge[PatientDetails], PatientDetails, Theirs[PatientCard]] | None = None
        self.card: PatientCard | None = None
        self.is_busy = False

    def start(self, card: PatientCard | None) -> None:
        """Begin with a person, or None for a new one."""
        self.card = card
        self._base = PatientDetails() if card is None else card.details
        self._agreed = self._asked = frozenset()
        self._merge = None
        self.is_busy = False

    def agree(self) -> None:
        """Take what was asked last as agreed from now on."""
        self._agreed |= self._asked

    def save(self, details: PatientDetails) -> None:
        """Save; one of the signals tells how it went."""
        self.is_busy = True
        card = self.card
        send = partial(
            self._runner.run_act,
            initiator=self,
            on_failed=partial(self._on_failed, details),
            agreed=self._agreed,
            details=details,
        )
        if card is None:
            send(register_patient, on_done=lambda outcome: self._on_saved(str(outcome.value)))
        else:
            send(
                change_patient,
                on_done=lambda _outcome: self._on_saved(card.id),
                patient_id=card.id,
                version=card.version,
            )

    def settle(self, answers: dict[str, Keep]) -> None:
        """Save once each clash is answered."""
        if self._merge is not None:
            merge, base, theirs = self._merge
            details = settle(merge, base, theirs.record.details, answers)
            self._save_merged(details, merge.taken, theirs)

    def _on_saved(self, patient_id: str) -> None:
        self.is_busy = False
        self.saved.emit(patient_id)

    def _on_failed(self, details: PatientDetails, error: BaseException) -> None:
        self.is_busy = False
        if isinstance(error, RuleViolation):
            self.violated.emit(error)
        elif isinstance(error, NeedsAgreement):
            self._asked = error.codes
            self.agreement_needed.emit(" ".join(one.message for one in error.asked))
            if self.card is None:
                self._look_for_alike(details)
        elif isinstance(error, Conflict) and error.code == "stale" and self.card is not None:
            self._runner.run_read(
                read_their_card,
                initiator=self,
                on_done=partial(self._on_card_read, details),
                on_failed=self._on_not_told,
                patient_id=self.card.id,
            )
        else:
            self._on_not_told(error)

    def _on_not_told(self, error: BaseException) -> None:
        self.failed.emit()
        self._runner.failed.emit(error)

    def _look_for_alike(self, details: PatientDetails) -> None:
        text = f"{details.given_names} {details.family_name}"
        if details.born_on is not None:
            text += f" {details.born_on.day}/{details.born_on.month}/{details.born_on.year}"
        self._find_alike(text.strip(), near=False)

    def _find_alike(self, text: str, *, near: bool) -> None:
        self._runner.run_read(
            find_people,
            initiator=self,
            on_done=partial(self._on_alike_found, text),
            latest="alike",
            text=text,
            near=near,
        )

    def _on_alike_found(self, text: str, found: PeopleFound) -> None:
        if found.rows:
            self.alike_found.emit(found.rows[:MOST_ALIKE])
        elif not found.near:
            self._find_alike(text, near=True)

    def _on_card_read(self, details: PatientDetails, theirs: Theirs[PatientCard]) -> None:
        card, before = theirs.record, self.card
        if before is not None and (why := _why_blocked(before, card)):
            self.blocked.emit(why)
            return
        base, merge = self._base, merge_edits(self._base, details, card.details)
        self.card, self._base = card, card.details
        self._merge = (merge, base, theirs)
        if merge.clashes:
            self.clashed.emit(merge, theirs)
        else:
            self._save_merged(merge.record, merge.taken, theirs)

    def _save_merged(
        self, details: PatientDetails, taken: tuple[str, ...], theirs: Theirs[PatientCard]
    ) -> None:
        self.merged.emit(details, taken, theirs.later)
        self.save(details)


def _why_blocked(before: PatientCard, now: PatientCard) -> str:
    """Say what somebody else did that no edit goes together with; "" for an ordinary change."""
    kept = "What you typed stays in this form."
    if now.id != before.id:
        return f"Somebody merged this record into {now.called}’s. Open that one. {kept}"
    if now.is_closed:
        return (
            "Somebody marked this record as sensitive. Close the form and open the record with a "
            f"reason. {kept}"
        )
    return ""
