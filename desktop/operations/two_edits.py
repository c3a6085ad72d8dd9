"""What somebody else made of a record while it was open here: read again after a stale edit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from desktop.domain.errors import LaterAct, NotFound
from desktop.domain.ids import NoteId, PatientId, RelatedPersonId, StaffId
from desktop.domain.people import PatientCard
from desktop.domain.related_people import RelatedDetails
from desktop.domain.sessions import Note
from desktop.domain.staff import StaffDetails
from desktop.operations.people_reads import read_patient_card
from desktop.operations.work import Reading
from desktop.persistence.record import find_later_act, find_later_change
from desktop.persistence.related_people import get_related_row, related_from
from desktop.persistence.sessions import get_row
from desktop.persistence.staff import find_member

Record = TypeVar("Record")


@dataclass(frozen=True, slots=True)
class Theirs(Generic[Record]):
    """A record as it is now, its version, and who changed it last."""

    record: Record
    version: int
    later: LaterAct | None = None


def read_their_card(reading: Reading, *, patient_id: PatientId) -> Theirs[PatientCard]:
    """Return a person as they are now; of a merged record the one it lives on in."""
    card = read_patient_card(reading, patient_id=patient_id)
    later = find_later_act(reading.db, patient_id=card.id)
    return Theirs(card, card.version, later)


def read_their_related(reading: Reading, *, related_id: RelatedPersonId) -> Theirs[RelatedDetails]:
    """Return somebody near a person as they are now.

    Errors: NotFound once they have been taken off.
    """
    row = get_related_row(reading.db, related_id)
    if row["ends_on"] is not None:
        raise NotFound("related_person", related_id)
    later = find_later_act(reading.db, patient_id=row["patient_id"])
    return Theirs(related_from(row).details, row["version"], later)


def read_their_staff(reading: Reading, *, staff_id: StaffId) -> Theirs[StaffDetails]:
    """Return somebody on the staff as they are now.

    Errors: NotFound once their work here has ended.
    """
    member = find_member(reading.db, staff_id)
    if member is None or not member.active:
        raise NotFound("staff", staff_id)
    return Theirs(member.details, member.version, find_later_change(reading.db, "staff", staff_id))


def read_their_note(reading: Reading, *, note_id: NoteId) -> Theirs[Note]:
    """Return a note as it is now.

    Errors: NotFound once it has been taken away.
    """
    row = get_row(reading.db, "notes", note_id)
    session_id = row["session_id"]
    if row["slot_id"] is not None:
        session_id = get_row(reading.db, "slots", row["slot_id"])["session_id"]
    later = None if session_id is None else find_later_act(reading.db, session_id=session_id)
    return Theirs(Note(**row), row["version"], later)
