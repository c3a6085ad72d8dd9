"""Notes on a slot, a session or a clinic's day, shown in the column head and before booking."""

from __future__ import annotations

from datetime import date
from typing import Any

from desktop.domain.errors import Conflict, RuleViolation
from desktop.domain.ids import ClinicId, NoteId, SessionId, SlotId
from desktop.domain.permissions import Act
from desktop.domain.sessions import Note
from desktop.domain.text import clean_line
from desktop.operations.outcome import Outcome
from desktop.operations.work import Work
from desktop.persistence.sessions import get_row
from desktop.persistence.tables import notes

LONGEST_NOTE = 200


def write_note(
    work: Work,
    *,
    text: str,
    on_date: date,
    clinic_id: ClinicId | None = None,
    session_id: SessionId | None = None,
    slot_id: SlotId | None = None,
) -> Outcome[Note]:
    """Write a note on a slot, else a session, else a day (of one clinic, or of all).

    Errors: RuleViolation("empty"/"too_long") at the text; ("subject") for a slot and a session.
    """
    if session_id is not None and slot_id is not None:
        raise RuleViolation("subject", None, "A note is about a time or a session, not both.")
    row: dict[str, Any] = {
        "id": NoteId(work.new_id()),
        "on_date": on_date,
        "clinic_id": clinic_id,
        "session_id": session_id,
        "slot_id": slot_id,
        "text": clean_line(text, field="text", longest=LONGEST_NOTE, required=True),
        "version": 1,
    }
    about = _require(work, row)
    work.rows.insert(notes, row)
    return _outcome(work, row, about, f"Note written: {row['text']}")


def change_note(work: Work, *, note_id: NoteId, version: int, text: str) -> Outcome[Note]:
    """Change a note's words."""
    before = _get_note(work, note_id, version)
    after = {"text": clean_line(text, field="text", longest=LONGEST_NOTE, required=True)}
    about = _require(work, before)
    work.rows.update(notes, (note_id,), before, after)
    row = before | after | {"version": version + 1}
    return _outcome(work, row, about, f"Note changed: {row['text']}")


def remove_note(work: Work, *, note_id: NoteId, version: int) -> Outcome[Note]:
    """Take a note away."""
    before = _get_note(work, note_id, version)
    about = _require(work, before)
    work.rows.delete(notes, (note_id,), before)
    return _outcome(work, before, about, f"Note taken away: {before['text']}")


def _get_note(work: Work, note_id: NoteId, version: int) -> dict[str, Any]:
    before = get_row(work.db, "notes", note_id)
    if before["version"] != version:
        raise Conflict("stale", "This note has changed since you opened it.", key=note_id)
    return before


def _require(work: Work, row: dict[str, Any]) -> SessionId | None:
    """Check the right to write here; returns the session the note is about, if any."""
    session_id: SessionId | None = row["session_id"]
    if row["slot_id"] is not None:
        session_id = get_row(work.db, "slots", row["slot_id"])["session_id"]
    clinician = None
    if session_id is not None:
        clinician = get_row(work.db, "sessions", session_id)["clinician_id"]
    work.require(Act.WRITE_NOTE, clinician)
    return session_id


def _outcome(
    work: Work, row: dict[str, Any], session_id: SessionId | None, label: str
) -> Outcome[Note]:
    work.touch("day", row["on_date"])
    work.touch("session", session_id)
    work.record(Act.WRITE_NOTE, {"what": label}, session_id=session_id)
    return Outcome(Note(**row), work.changes(), work.inverse(Act.WRITE_NOTE, label), label)
