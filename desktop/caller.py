"""Whom the desk is dealing with: who was found stays, else the panel follows the diary."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.domain.diary import Cell
from desktop.domain.ids import PatientId
from desktop.domain.people import PatientCard


@dataclass
class Caller:
    """The person a free time of the diary is booked for, and whether the panel follows.

    Somebody found (searched for, registered, chosen in the panel) stays until another is found, a
    visit is opened on purpose, or Esc lets them go; the panel does not follow meanwhile. Whose
    visit was opened is dealt with until the selection rests on somebody else's. Whom it only
    passes over is nobody's caller: Enter on a free time then asks who it is for.

    ``is_cursor_meant`` says whether the selection was put where it is by hand since somebody was
    found: then a key acts on its visit, else on the found person's.
    """

    patient_id: PatientId | None = None
    stays: bool = False
    is_cursor_meant: bool = True
    _wanted_visit: str = ""

    def find(self, patient_id: PatientId) -> None:
        """Somebody was found."""
        self.patient_id, self.stays, self.is_cursor_meant = patient_id, True, False

    def open(self, patient_id: PatientId) -> None:
        """Somebody's visit was opened, picked up or booked on purpose."""
        if patient_id != self.patient_id:
            self.patient_id, self.stays = patient_id, False
        self.is_cursor_meant = True

    def let_go(self) -> None:
        """Nobody is dealt with any more: the panel follows."""
        self.patient_id, self.stays, self.is_cursor_meant = None, False, True

    def rest_on(self, patient_id: PatientId) -> None:
        """The selection rests on somebody's visit and the panel follows."""
        if patient_id != self.patient_id:
            self.let_go()

    def want_visit(self, appointment_id: str) -> None:
        """A visit will be selected on purpose, now or once its day has come in."""
        self._wanted_visit = appointment_id

    @property
    def is_awaited(self) -> bool:
        """Whether a visit will be selected on purpose."""
        return bool(self._wanted_visit)

    def move_cursor(self, cell: Cell | None, *, by_hand: bool) -> None:
        """The selection moved: by hand, or because another day came in."""
        visits = cell.visits if cell is not None else ()
        wanted = any(one.id == self._wanted_visit for one in visits)
        self.is_cursor_meant = by_hand or wanted or not self.stays
        if by_hand or wanted:
            self._wanted_visit = ""

    def is_in(self, card: PatientCard | None) -> bool:
        """Whether this card is of the person dealt with."""
        return card is not None and self.patient_id in (card.id, *card.record_ids)
