"""What is printed of a day: sessions with their people, and somebody's next visits; as values."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from desktop.domain.diary import (
    Cell,
    CellState,
    DiaryColumn,
    DiaryDay,
    SessionInDiary,
    VisitInDiary,
    cell_state,
    visit_state,
)
from desktop.domain.ids import AppointmentId, ClinicId, PatientId, SessionId
from desktop.domain.practice import Channel
from desktop.domain.settling import OPEN_STATES, OVER_FOR
from desktop.domain.times import clock_time
from desktop.domain.visits import State

STATE_WORDS = {
    CellState.BOOKED: "Booked",
    CellState.LATE: "Not here yet",
    CellState.ARRIVED: "Here",
    CellState.IN_ROOM: "In room",
    CellState.DONE: "Done",
    CellState.DID_NOT_ATTEND: "Did not attend",
    CellState.CANCELLED: "Cancelled",
}
_EMPTY_WORDS = {
    CellState.FREE: "Free",
    CellState.HELD: "Held",
    CellState.EMBARGOED: "Not open yet",
    CellState.BREAK: "",
    CellState.BLOCKED: "Blocked",
    CellState.BOOKED: "Full",
}


@dataclass(frozen=True, slots=True)
class SheetPerson:
    """Who is on a sheet: what is needed to know them, call them and reach them on paper alone."""

    id: PatientId
    called: str
    say_it: str
    born_on: date | None
    nhs_number: str
    phones: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    is_sensitive: bool = False


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A line of a session: a visit, or a slot nobody has.

    ``to_settle`` marks a visit that is over and still booked or here.
    """

    time: str
    minutes: int
    kind: str
    state: str
    person: SheetPerson | None = None
    reason: str = ""
    call_on: str = ""
    words: str = ""
    to_settle: bool = False
    is_extra: bool = False
    appointment_id: AppointmentId | None = None


@dataclass(frozen=True, slots=True)
class SheetSession:
    """One clinician's session."""

    id: SessionId
    clinician: str
    profession: str
    place: str
    hours: str
    notes: tuple[str, ...]
    rows: tuple[SheetRow, ...]


@dataclass(frozen=True, slots=True)
class DaySheet:
    """A day (of one clinic, or one session) ready to be printed."""

    practice: str
    on_date: date
    title: str
    printed_at: datetime
    zone: str
    sessions: tuple[SheetSession, ...]
    notes: tuple[str, ...] = ()

    @property
    def patient_ids(self) -> tuple[PatientId, ...]:
        """Everybody on the sheet, once."""
        found = (row.person.id for one in self.sessions for row in one.rows if row.person)
        return tuple(dict.fromkeys(found))


@dataclass(frozen=True, slots=True)
class CardVisit:
    """A visit on somebody's appointment card."""

    on_date: date
    time: str
    clinician: str
    place: str
    channel: Channel
    minutes: int
    information: str = ""
    call_on: str = ""


@dataclass(frozen=True, slots=True)
class AppointmentCard:
    """Somebody's next visits, to be taken home."""

    practice: str
    called: str
    printed_at: datetime
    zone: str
    visits: tuple[CardVisit, ...]
    phone: str = ""
    """The practice's, "" where nobody has said it."""


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """What a sheet says beside the diary.

    Shape: ``kinds`` are names of kinds of slot by id, ``call_on`` numbers to ring by visit.
    """

    practice: str
    people: Mapping[PatientId, SheetPerson]
    kinds: Mapping[str, str]
    call_on: Mapping[AppointmentId, str]
    zone: str
    now: datetime


def place_on_card(room: str, clinic: str, address: str) -> str:
    """Say where a visit is, no part of it twice: "Room 3, Mill Green, The Green"."""
    parts = [room, clinic, *(part.strip() for part in re.split(r"[\n,]", address))]
    once: dict[str, str] = {}
    for part in filter(None, parts):
        once.setdefault(part.casefold(), part)
    return ", ".join(once.values())


def make_day_sheet(
    day: DiaryDay,
    facts: SheetFacts,
    *,
    clinic_id: ClinicId | None = None,
    session_id: SessionId | None = None,
) -> DaySheet:
    """Return the sheet of a day: all of it, one clinic's part, or one session."""
    sheets = [
        _session(column, session, facts)
        for column in day.columns
        for session in column.sessions
        if (clinic_id is None or session.clinic_id == clinic_id)
        and (session_id is None or session.id == session_id)
    ]
    sheets.sort(key=lambda one: (one.hours, one.clinician))
    if session_id is not None and sheets:
        title = sheets[0].clinician
    else:
        title = _clinic_name(day, clinic_id)
    return DaySheet(
        practice=facts.practice,
        on_date=day.on_date,
        title=title,
        printed_at=facts.now,
        zone=facts.zone,
        sessions=tuple(sheets),
        notes=tuple(note.text for note in day.notes),
    )


def _clinic_name(day: DiaryDay, clinic_id: ClinicId | None) -> str:
    if clinic_id is None:
        return "All sites"
    found = (one for column in day.columns for one in column.sessions if one.clinic_id == clinic_id)
    return next((one.clinic_name for one in found), "")


def _session(column: DiaryColumn, session: SessionInDiary, facts: SheetFacts) -> SheetSession:
    rows: list[SheetRow] = []
    for cell in session.cells:
        visits = [_visit_row(cell, one, facts) for one in cell.visits]
        rows += visits
        if not visits or cell.capacity > len(visits):
            rows.append(_empty_row(cell, facts, taken=len(visits)))
    hours = (clock_time(at, facts.zone) for at in (session.start_at, session.end_at))
    return SheetSession(
        id=session.id,
        clinician=column.clinician_name,
        profession=column.profession,
        place=", ".join(filter(None, (session.room_name, session.clinic_name))),
        hours=" to ".join(hours),
        notes=tuple(note.text for note in session.notes),
        rows=tuple(rows),
    )


def _visit_row(cell: Cell, visit: VisitInDiary, facts: SheetFacts) -> SheetRow:
    person = facts.people.get(visit.patient_id)
    is_closed = person is not None and person.is_sensitive
    return SheetRow(
        time=clock_time(visit.start_at, facts.zone),
        minutes=int((visit.end_at - visit.start_at).total_seconds() // 60),
        kind=facts.kinds.get(visit.slot_type_id, ""),
        state=STATE_WORDS[visit_state(visit, facts.now)],
        person=person,
        reason=visit.reason,
        call_on="" if is_closed else facts.call_on.get(visit.id, ""),
        words=_notes_of(cell),
        to_settle=is_to_settle(visit.state, visit.end_at, facts.now),
        is_extra=cell.is_extra,
        appointment_id=visit.id,
    )


def _empty_row(cell: Cell, facts: SheetFacts, *, taken: int) -> SheetRow:
    words = _EMPTY_WORDS.get(cell_state(cell, facts.now), "")
    if taken:
        words = f"{cell.capacity - taken} of {cell.capacity} places free"
    if cell.block_reason:
        words = f"{words}: {cell.block_reason}"
    return SheetRow(
        time=clock_time(cell.start_at, facts.zone),
        minutes=cell.minutes,
        kind=facts.kinds.get(cell.slot_type_id, ""),
        state="",
        words=", ".join(filter(None, (words, _notes_of(cell)))),
    )


def _notes_of(cell: Cell) -> str:
    return ", ".join(note.text for note in cell.notes)


def is_to_settle(state: State, end_at: datetime | None, now: datetime) -> bool:
    """Return whether somebody has to say how a visit ended: by the rule of the list To settle."""
    return state in OPEN_STATES and end_at is not None and end_at <= now - OVER_FOR


def settle_count(sessions: Sequence[SheetSession]) -> int:
    """Return how many visits of these sessions are to settle."""
    return sum(row.to_settle for one in sessions for row in one.rows)
