"""Reads of the pages of Set-up: all they show, and a record again after a stale edit."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Table

from desktop.domain.closures import ClosureDetails, ClosureState
from desktop.domain.errors import NotFound
from desktop.domain.ids import ClinicianId, ClinicId, ClosureId, PracticeId, RoomId, SlotTypeId
from desktop.domain.practice_setup import SlotTypeDetails
from desktop.domain.setup_records import (
    ClinicDetails,
    ClinicianDetails,
    PracticeDetails,
    RoomDetails,
    SetupRecords,
)
from desktop.operations.two_edits import Theirs
from desktop.operations.work import Reading
from desktop.persistence.closures import get_closure
from desktop.persistence.setup_records import get_setup_row, load_setup_records, read_details
from desktop.persistence.tables import clinicians, clinics, practices, rooms, slot_types


def read_setup(reading: Reading) -> SetupRecords:
    """Return all that the pages of Set-up show."""
    return load_setup_records(reading.db, reading.today)


def read_their_practice(reading: Reading, *, practice_id: PracticeId) -> Theirs[PracticeDetails]:
    """Return the practice as it is now."""
    return _theirs(reading, practices, practice_id)


def read_their_clinic(reading: Reading, *, clinic_id: ClinicId) -> Theirs[ClinicDetails]:
    """Return a clinic as it is now; NotFound once it is retired."""
    return _theirs(reading, clinics, clinic_id)


def read_their_room(reading: Reading, *, room_id: RoomId) -> Theirs[RoomDetails]:
    """Return a room as it is now; NotFound once it is retired."""
    return _theirs(reading, rooms, room_id)


def read_their_clinician(
    reading: Reading, *, clinician_id: ClinicianId
) -> Theirs[ClinicianDetails]:
    """Return a clinician as they are now; NotFound once they are retired."""
    return _theirs(reading, clinicians, clinician_id)


def read_their_slot_type(reading: Reading, *, slot_type_id: SlotTypeId) -> Theirs[SlotTypeDetails]:
    """Return a kind of slot as it is now; NotFound once it is retired."""
    return _theirs(reading, slot_types, slot_type_id)


def read_their_closure(reading: Reading, *, closure_id: ClosureId) -> Theirs[ClosureDetails]:
    """Return a closure as it is now; NotFound once it is taken back."""
    closure = get_closure(reading.db, closure_id)
    if closure.state is ClosureState.WITHDRAWN:
        raise NotFound("closure", closure_id)
    return Theirs(closure.details, closure.version)


def _theirs(reading: Reading, table: Table, key: str) -> Theirs[Any]:
    row = get_setup_row(reading.db, table, key)
    if not row.get("active", True):
        raise NotFound(table.name.rstrip("s"), key)
    return Theirs(read_details(reading.db, table, row), row["version"])
