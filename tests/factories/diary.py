"""Days of the diary as values: a small one for rules, the pictures' morning, a full one."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from typing import Any

from desktop.domain.diary import (
    Cell,
    DiaryColumn,
    DiaryDay,
    HoldInDiary,
    SessionInDiary,
    VisitInDiary,
)
from desktop.domain.ids import (
    AppointmentId,
    ClinicianId,
    ClinicId,
    HoldId,
    NoteId,
    PatientId,
    PracticeId,
    SessionId,
    SlotId,
    SlotTypeId,
)
from desktop.domain.practice import Channel, Practice, PracticeOutline, SlotType
from desktop.domain.sessions import Note, SlotState
from desktop.domain.times import instant_of
from desktop.domain.visits import State
from desktop.operations.demo_cast import CAST, CAST_DAY, CastSession, CastSlot

ON = date(2026, 11, 18)
NOW = datetime(2026, 11, 18, 10, 22, tzinfo=UTC)
ZONE = "Europe/London"

_KINDS = (
    ("R", "Routine", 10, Channel.IN_PERSON),
    ("D", "On the day", 10, Channel.IN_PERSON),
    ("T", "Telephone", 10, Channel.TELEPHONE),
    ("V", "Video", 15, Channel.VIDEO),
    ("N", "Nurse treatment", 20, Channel.IN_PERSON),
    ("L", "Long or review", 20, Channel.IN_PERSON),
    ("B", "Blood test", 10, Channel.IN_PERSON),
    ("H", "Home visit", 20, Channel.HOME),
    ("P", "Physiotherapy", 20, Channel.IN_PERSON),
    ("b", "Break", 10, Channel.IN_PERSON),
    ("v", "Home visit travel", 20, Channel.IN_PERSON),
    ("u", "Tutorial", 15, Channel.IN_PERSON),
)
TYPES = {
    SlotTypeId(letter): SlotType(
        SlotTypeId(letter), name, name, letter, minutes, letter, channel, bookable=letter.isupper()
    )
    for letter, name, minutes, channel in _KINDS
}
OUTLINE = PracticeOutline(
    Practice(PracticeId("practice"), "Alder Lane Surgery", ZONE), (), (), (), tuple(TYPES.values())
)

_STATES = {
    "done": State.FULFILLED,
    "dna": State.NOSHOW,
    "cancelled": State.CANCELLED,
    "room": State.CHECKED_IN,
    "here": State.ARRIVED,
    "booked": State.BOOKED,
}
_PROFESSIONS = {"Grace Adeyemi": "Nurse", "Tom Llewellyn": "Physio", "Marta Kowalska": "Nurse"}
_ROOMS = {
    "Anjali Patel": "Room 4",
    "Chidi Okafor": "Room 6",
    "Grace Adeyemi": "Room 3",
    "Tom Llewellyn": "Room 2",
    "Marta Kowalska": "Room 1",
    "Hannah Levy": "Room 7",
}
_REASONS = {"D": "on the day", "N": "treatment", "P": "physiotherapy"}
_LETTERS = "RRRRDTNLBP"


def at(clock: str, on: date = ON) -> datetime:
    """Return the instant of a wall-clock time of the day."""
    return instant_of(on, time.fromisoformat(clock), ZONE)


def make_visit(called: str, start: str, minutes: int = 10, **changed: Any) -> VisitInDiary:
    """Return a booked visit."""
    values: dict[str, Any] = {
        "id": AppointmentId(f"visit {called}"),
        "version": 1,
        "patient_id": PatientId(f"patient {called}"),
        "called": called,
        "state": State.BOOKED,
        "start_at": at(start),
        "end_at": at(start) + timedelta(minutes=minutes),
        "slot_type_id": SlotTypeId("R"),
        "channel": Channel.IN_PERSON,
    }
    return VisitInDiary(**(values | changed))


def make_cell(start: str, minutes: int = 10, letter: str = "R", **changed: Any) -> Cell:
    """Return a free cell; ``visits``, ``hold``, ``capacity`` ... make it something else."""
    values: dict[str, Any] = {
        "slot_ids": (SlotId(f"{start} {letter}"),),
        "session_id": SessionId("session"),
        "slot_type_id": SlotTypeId(letter),
        "start_at": at(start),
        "end_at": at(start) + timedelta(minutes=minutes),
        "slot_state": SlotState.OPEN,
        "bookable": letter.isupper(),
        "slot_version": 1,
    }
    return Cell(**(values | changed))


def make_hold(seconds: int = 100, desk: str = "Desk 2", *, mine: bool = False) -> HoldInDiary:
    """Return a hold that lives so many seconds from NOW."""
    return HoldInDiary(HoldId("hold"), desk, NOW + timedelta(seconds=seconds), mine=mine)


def make_note(text: str) -> Note:
    """Return a note of the day."""
    return Note(NoteId(f"note {text}"), text, ON)


def make_session(*cells: Cell, name: str = "session", **changed: Any) -> SessionInDiary:
    """Return a session around its cells."""
    values: dict[str, Any] = {
        "id": SessionId(name),
        "clinic_id": ClinicId("alder"),
        "clinic_name": "Alder Lane",
        "room_name": "Room 4",
        "room_features": (),
        "start_at": min(cell.start_at for cell in cells),
        "end_at": max(cell.end_at for cell in cells),
        "version": 1,
        "cells": cells,
    }
    return SessionInDiary(**(values | changed))


def make_column(*sessions: SessionInDiary, name: str = "Dr Anjali Patel", **changed: Any) -> Any:
    """Return a clinician's column."""
    values: dict[str, Any] = {
        "clinician_id": ClinicianId(name),
        "clinician_name": name,
        "clinician_short_name": name,
        "profession": "GP",
        "clinic_id": ClinicId("alder"),
        "clinic_name": "Alder Lane",
        "sessions": sessions,
    }
    return DiaryColumn(**(values | changed))


def make_day(*columns: DiaryColumn, on: date = ON, **changed: Any) -> DiaryDay:
    """Return a day of columns."""
    return DiaryDay(on, ZONE, columns, **changed)


def two_columns() -> DiaryDay:
    """Return four slots of ten minutes beside two of twenty, then an afternoon of the first."""
    first = make_session(
        make_cell("10:00", visits=(make_visit("Li Na Chen", "10:00"),)),
        make_cell("10:10", letter="b"),
        make_cell("10:30"),
        make_cell("10:40"),
        make_cell("10:50", visits=(make_visit("Jakub Nowak", "10:50"),)),
        make_cell("11:00"),
    )
    second = make_session(
        make_cell("10:00", 20, "N", visits=(make_visit("Maggie Hughes", "10:00", 20),)),
        make_cell("10:20", 20, "N"),
        make_cell("10:40", 20, "N"),
        name="nurse",
    )
    afternoon = make_session(make_cell("14:00"), make_cell("14:10"), name="afternoon")
    return make_day(make_column(first, afternoon), make_column(second, name="Grace Adeyemi"))


def picture_day() -> DiaryDay:
    """Return the morning of the design's pictures, as it stands at 10:22."""
    return make_day(*(_picture_column(one) for one in CAST_DAY))


def _picture_column(one: CastSession) -> DiaryColumn:
    cells: list[Cell] = []
    for _, group in groupby(enumerate(one.slots), key=lambda pair: pair[1].who or pair[0]):
        parts = [slot for _, slot in group]
        cells.append(_picture_cell(one, parts))
    doctor = one.clinician not in _PROFESSIONS
    site = "Alder Lane" if one.clinic == "A" else "Weir Street"
    session = make_session(
        *cells,
        name=f"session {one.clinician}",
        clinic_name=site,
        room_name=_ROOMS[one.clinician],
        room_features=("step-free",) if _ROOMS[one.clinician] in ("Room 1", "Room 3") else (),
        notes=(make_note(one.note),) if one.note else (),
    )
    return make_column(
        session,
        name=f"Dr {one.clinician}" if doctor else one.clinician,
        profession=_PROFESSIONS.get(one.clinician, "GP"),
        clinic_name=site,
        running_late_minutes=one.late,
    )


def _picture_cell(session: CastSession, parts: list[CastSlot]) -> Cell:
    first = parts[0]
    minutes = sum(part.minutes for part in parts)
    opens = at("11:00") if first.state == "embargoed" else None
    cell = make_cell(
        first.at,
        minutes,
        first.letter,
        slot_ids=tuple(SlotId(f"{session.clinician} {part.at}") for part in parts),
        session_id=SessionId(f"session {session.clinician}"),
        release_at=opens,
        notes=(make_note(first.words),) if first.state == "off" and first.words else (),
    )
    if first.state == "held":
        return replace(cell, hold=make_hold(first.amount, first.words))
    return replace(cell, visits=(_picture_visit(first, minutes),)) if first.who else cell


def _picture_visit(slot: CastSlot, minutes: int) -> VisitInDiary:
    player = next(one for one in CAST if one.called == slot.who)
    kind = TYPES[SlotTypeId(slot.letter)]
    return make_visit(
        slot.who,
        slot.at,
        minutes,
        state=_STATES[slot.state],
        slot_type_id=kind.id,
        channel=kind.channel,
        reason=slot.words or _REASONS.get(slot.letter, ""),
        needs=tuple(code for code, _ in player.needs if code not in ("own-words", "reach")),
        arrived_at=NOW - timedelta(minutes=slot.amount) if slot.state == "here" else None,
    )


def full_day(columns: int = 12, rows: int = 46) -> DiaryDay:
    """Return a day twice as full as a real one: every cell booked by somebody else."""
    made = []
    for number in range(columns):
        cells = [_full_cell(number, row) for row in range(rows)]
        session = make_session(*cells, name=f"session {number}")
        made.append(make_column(session, name=f"Dr Number {number}", running_late_minutes=number))
    return make_day(*made)


def _full_cell(number: int, row: int) -> Cell:
    start = at("08:30") + timedelta(minutes=10 * row)
    letter = _LETTERS[(number + row) % len(_LETTERS)]
    states = (State.FULFILLED, State.BOOKED, State.ARRIVED, State.CHECKED_IN, State.NOSHOW)
    state = states[(number * 7 + row) % len(states)]
    visit = make_visit(
        f"Person {number:02}x{row:02} Surname",
        "08:30",
        id=AppointmentId(f"visit {number} {row}"),
        state=state,
        start_at=start,
        end_at=start + timedelta(minutes=10),
        slot_type_id=SlotTypeId(letter),
        needs=("bsl", "interpreter")[: (number + row) % 3],
        arrived_at=NOW - timedelta(minutes=row) if state is State.ARRIVED else None,
    )
    return make_cell(
        "08:30",
        letter=letter,
        slot_ids=(SlotId(f"slot {number} {row}"),),
        start_at=start,
        end_at=start + timedelta(minutes=10),
        visits=(visit,),
    )
