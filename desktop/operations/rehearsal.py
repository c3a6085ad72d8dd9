"""Making a desk ready for its first booking, which on a server is slow otherwise."""

from __future__ import annotations

from contextlib import suppress

from desktop.domain.errors import AppError
from desktop.domain.ids import PatientId, SlotId
from desktop.operations.booking import book_appointment
from desktop.operations.desk import Desk
from desktop.operations.work import Reading
from desktop.persistence.rehearsal import find_rehearsal

_TIMES = 3
"""psycopg sends a statement as text at first and prepares it at the second use."""
_ANYTHING = frozenset({"kind", "early", "past", "deceased", "left", "same_time"})


def rehearse_booking(desk: Desk) -> None:
    """Book a free place three times and keep nothing of it; where it can't be done, it is left."""
    found = desk.read(_find)
    if found is None:
        return
    slot_id, patient_id = found
    with suppress(AppError):
        for _ in range(_TIMES):
            desk.rehearse(
                book_appointment, agreed=_ANYTHING, patient_id=patient_id, slot_ids=(slot_id,)
            )


def _find(reading: Reading) -> tuple[SlotId, PatientId] | None:
    return find_rehearsal(reading.db, reading.now)
