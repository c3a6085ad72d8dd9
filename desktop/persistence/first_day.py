"""Today read straight from an SQLite file, so that a start shows it before SQLAlchemy is imported.

The statements are those of ``diary.py`` as SQLAlchemy writes them; a test compares their text, and
the day they give with ``load_day``'s.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from desktop.domain.day_assembly import assemble_day
from desktop.domain.diary import DiaryDay, HoldInDiary
from desktop.domain.practice import Channel, Practice, PracticeOutline, SlotType
from desktop.domain.sessions import Note, SessionState, SlotState
from desktop.domain.times import date_of
from desktop.domain.visits import State
from desktop.persistence.day_values import (
    IN_ORDER,
    day_cells,
    day_needs,
    day_session,
    day_visits,
    notes_of_slots,
)
from desktop.persistence.schema import HEAD, REVISION

SESSIONS = """\
SELECT sessions.id, sessions.clinic_id, clinics.name AS clinic_name, rooms.name AS room_name, \
rooms.features AS room_features, sessions.start_at, sessions.end_at, sessions.version, \
sessions.clinician_id, clinicians.title, clinicians.given_names, clinicians.family_name, \
clinicians.profession
FROM sessions JOIN clinics ON clinics.id = sessions.clinic_id \
JOIN clinicians ON clinicians.id = sessions.clinician_id \
LEFT OUTER JOIN rooms ON rooms.id = sessions.room_id
WHERE sessions.on_date = ? AND sessions.state != ? ORDER BY sessions.start_at, sessions.id"""
SLOTS = """\
SELECT slots.id, slots.session_id, slots.slot_type_id, slots.start_at, slots.end_at, slots.state, \
slots.version, slots.capacity, slots.release_at, slots.is_extra, slots.block_reason, \
slot_types.bookable, places.seat, places.appointment_id, places.hold_id
FROM sessions JOIN slots ON slots.session_id = sessions.id \
JOIN places ON places.slot_id = slots.id \
JOIN slot_types ON slot_types.id = slots.slot_type_id
WHERE sessions.on_date = ?"""
VISITS = """\
SELECT appointments.id, appointments.version, appointments.patient_id, appointments.state, \
appointments.start_at, appointments.end_at, appointments.slot_type_id, appointments.channel, \
appointments.reason, appointments.arrived_at, appointments.sent_in_at, appointments.done_at, \
appointments.cancelled_at, appointments.session_id, patients.preferred_name, \
patients.given_names, patients.family_name, patients.is_sensitive
FROM appointments JOIN patients ON patients.id = appointments.patient_id
WHERE appointments.on_date = ? AND appointments.start_at IS NOT NULL \
AND appointments.session_id IS NOT NULL AND appointments.state != ? \
AND (appointments.state != ? OR appointments.cancelled_at >= appointments.start_at \
OR appointments.arrived_at IS NOT NULL)"""
NEEDS = """\
SELECT appointments.patient_id, preferences.kind
FROM appointments JOIN preferences ON preferences.patient_id = appointments.patient_id
WHERE appointments.on_date = ? AND (preferences.ends_on IS NULL OR preferences.ends_on >= ?)"""
HOLDS = """\
SELECT holds.id, holds.desk, holds.window, holds.until_at
FROM holds
WHERE holds.until_at > ?"""
NOTES = """\
SELECT notes.id, notes.on_date, notes.clinic_id, notes.session_id, notes.slot_id, notes.text, \
notes.version
FROM notes
WHERE notes.on_date = ?"""
_PRACTICE = "SELECT id, name, zone, nation, ods_code, phone FROM practices"
_SLOT_TYPES = """\
SELECT id, name, short_name, letter, minutes, colour, channel, national_category, bookable, \
active, warning, information
FROM slot_types"""


class FirstDay(NamedTuple):
    """Today as it stands, and of the outline what a day needs: practice and kinds of slot."""

    outline: PracticeOutline
    day: DiaryDay
    now: datetime


_HAS_MERGED = """\
SELECT 1 FROM patients m JOIN appointments a ON a.patient_id IN (m.id, m.root_id)
WHERE m.root_id IS NOT NULL AND a.on_date = ? LIMIT 1"""
_SIGNS_ITSELF_IN = "SELECT 1 FROM settings WHERE key = 'demo.pins'"


def read_first_day(file: Path, clock: Callable[[], datetime]) -> FirstDay | None:
    """Return today's diary; None where the file has another schema or no practice.

    Also None on a day of people whose records were merged, and where nobody is signed in at
    once, as the demo does: nothing is shown before a PIN.

    Errors: sqlite3.Error when it can't be read.
    """
    db = sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True, isolation_level=None)
    try:
        db.execute("BEGIN")
        if db.execute(REVISION).fetchall() != [(HEAD,)]:
            return None
        practices = db.execute(_PRACTICE).fetchall()
        if not practices or not db.execute(_SIGNS_ITSELF_IN).fetchall():
            return None
        practice = Practice(*practices[0])
        now = _now(db, clock)
        if db.execute(_HAS_MERGED, (date_of(now, practice.zone).isoformat(),)).fetchall():
            return None
        day = _read_day(db, date_of(now, practice.zone), practice.zone, now)
        return FirstDay(PracticeOutline(practice, (), (), (), _slot_types(db)), day, now)
    finally:
        db.close()


def _now(db: sqlite3.Connection, clock: Callable[[], datetime]) -> datetime:
    """Return the demo's day where one is set, else the time."""
    rows = db.execute("SELECT value FROM settings WHERE key = 'demo.today'").fetchall()
    kept = json.loads(rows[0][0]) if rows and rows[0][0] else None
    return clock() if not kept else datetime.fromisoformat(kept)


def _slot_types(db: sqlite3.Connection) -> tuple[SlotType, ...]:
    rows = _rows(db.execute(_SLOT_TYPES), {6: Channel, 8: bool, 9: bool})
    return tuple(SlotType(*row) for row in rows)


def _read_day(db: sqlite3.Connection, on_date: date, zone: str, now: datetime) -> DiaryDay:
    day = on_date.isoformat()
    cancelled = State.CANCELLED.value
    sessions = [
        day_session(row)
        for row in _rows(
            db.execute(SESSIONS, (day, SessionState.CANCELLED.value)),
            {4: _words, 5: _instant, 6: _instant},
        )
    ]
    notes = tuple(
        Note(key, text, on_date, clinic_id, session_id, slot_id, version)
        for key, _, clinic_id, session_id, slot_id, text, version in db.execute(NOTES, (day,))
    )
    told = db.execute(NEEDS, (day, day)).fetchall()
    states = (day, State.ENTERED_IN_ERROR.value, cancelled)
    instants = dict.fromkeys((4, 5, 9, 10, 11, 12), _instant)
    columns = _columns(
        db.execute(VISITS, states).fetchall(), 18, {3: State, 7: Channel, 17: bool, **instants}
    )
    visits, over = day_visits(columns, day_needs(columns, told))
    live = {
        key: HoldInDiary(key, desk, _instant(until), False)
        for key, desk, _, until in db.execute(HOLDS, (_text_of(now),))
    }
    slots = _columns(
        sorted(db.execute(SLOTS, (day,)), key=IN_ORDER),
        15,
        {3: _instant, 4: _instant, 5: SlotState, 8: _instant, 9: bool, 11: bool},
    )
    return assemble_day(
        on_date,
        zone,
        sessions=sessions,
        cells=day_cells(slots, visits, live, notes_of_slots(notes)),
        cancelled=over,
        notes=notes,
    )


def _rows(
    cursor: sqlite3.Cursor, converted: dict[int, Callable[[Any], Any]]
) -> list[tuple[Any, ...]]:
    """Return the rows with some columns converted; null stays null."""
    return list(zip(*_columns(cursor.fetchall(), 0, converted), strict=True))


def _columns(
    rows: Sequence[tuple[Any, ...]], count: int, converted: dict[int, Callable[[Any], Any]]
) -> list[Sequence[Any]]:
    """Return rows as columns, some converted, ``count`` empty ones of none; null stays null."""
    columns: list[Sequence[Any]] = list(zip(*rows, strict=True))
    if not columns:
        return [()] * count
    for place, convert in converted.items():
        columns[place] = [None if one is None else convert(one) for one in columns[place]]
    return columns


@lru_cache(maxsize=1024)
def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _words(text: str) -> tuple[str, ...]:
    return tuple(json.loads(text))


def _text_of(instant: datetime) -> str:
    return instant.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"
