"""Who changed what: acts and looks for a person or a visit, read from the record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from desktop.domain.history import HistoryEntry, act_words, field_changes, undo_words
from desktop.domain.ids import ActId, AppointmentId, PatientId
from desktop.domain.looks import LOOK
from desktop.domain.permissions import Act, require
from desktop.domain.times import date_of
from desktop.operations.looks import is_closed_here
from desktop.operations.work import Reading
from desktop.persistence.history import Recorded, list_recorded, load_names
from desktop.persistence.merging import find_root, list_records
from desktop.persistence.people import called_name, get_patient_row
from desktop.persistence.visits import get_appointment_row

UNDO = "undo"
"""The act under which an undo stands in the record, and doing it again."""


@dataclass(frozen=True, slots=True)
class WhoChangedWhat:
    """The record of a person or a visit, latest first.

    ``is_closed``: the record is sensitive and was not opened, so only who, when and which act.
    """

    patient_id: PatientId
    called: str
    entries: tuple[HistoryEntry, ...]
    is_closed: bool = False


def read_history(
    reading: Reading,
    *,
    patient_id: PatientId | None = None,
    appointment_id: AppointmentId | None = None,
) -> WhoChangedWhat:
    """Return who changed or looked at what, of a person, or of one visit, at most 200.

    Errors: NotAllowed, NotFound.
    """
    require(Act.LOOK, reading.actor.role)
    if appointment_id is not None:
        patient_id = get_appointment_row(reading.db, appointment_id)["patient_id"]
    assert patient_id is not None
    root = find_root(reading.db, patient_id)
    person = get_patient_row(reading.db, root)
    records = list_records(reading.db, root)
    closed = is_closed_here(reading, root)
    names = {} if closed else load_names(reading.db)
    recorded = list_recorded(reading.db, records, appointment_id)
    acts = {one.act_id: one for one in recorded}
    return WhoChangedWhat(
        patient_id=root,
        called=called_name(person["preferred_name"], person["given_names"], person["family_name"]),
        entries=tuple(_entry(one, acts, names, reading.zone, closed=closed) for one in recorded),
        is_closed=closed,
    )


def _entry(
    one: Recorded,
    acts: Mapping[ActId, Recorded],
    names: dict[str, str],
    zone: str,
    *,
    closed: bool,
) -> HistoryEntry:
    entry = one.entry
    rows = entry.get("rows", [])
    return HistoryEntry(
        at=one.at,
        who=str(entry.get("actor", "")),
        role=one.role,
        desk=one.desk,
        what=act_words(one.act, {}) if closed else _what(one, acts, zone),
        fields=() if closed else field_changes(rows, names, zone),
        why="" if closed else str(entry.get("why", "")),
        is_look=one.act == LOOK,
    )


def _what(one: Recorded, acts: Mapping[ActId, Recorded], zone: str) -> str:
    """Say an act; of an undo what it undid, back to the act that was turned round first."""
    first, times = one, 0
    while first.act == UNDO and (before := acts.get(first.entry.get("undoes", ""))) is not None:
        first, times = before, times + 1
    if first.act == UNDO:  # further back than is read
        return undo_words(act_words(first.entry.get("act", UNDO), {}), None)
    words = act_words(first.act, first.entry, date_of(first.at, zone))
    return undo_words(words, times) if times else words
