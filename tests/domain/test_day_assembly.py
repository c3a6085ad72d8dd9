"""A day put together: cells of long visits, visits cancelled late, how late a session runs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from desktop.domain.day_assembly import DaySession, assemble_day, running_late
from desktop.domain.diary import Cell, SessionInDiary, VisitInDiary
from desktop.domain.ids import (
    AppointmentId,
    ClinicianId,
    ClinicId,
    PatientId,
    SessionId,
    SlotId,
    SlotTypeId,
)
from desktop.domain.practice import Channel
from desktop.domain.sessions import Note, SlotState
from desktop.domain.visits import State

NINE = datetime(2026, 11, 18, 9, tzinfo=UTC)
SESSION = SessionId("s")


def _at(minute: int) -> datetime:
    return NINE + timedelta(minutes=minute)


def _visit(name: str, start: int, end: int, **changed: object) -> VisitInDiary:
    return VisitInDiary(
        **{
            "id": AppointmentId(name),
            "version": 1,
            "patient_id": PatientId(name),
            "called": name,
            "state": State.BOOKED,
            "start_at": _at(start),
            "end_at": _at(end),
            "slot_type_id": SlotTypeId("R"),
            "channel": Channel.IN_PERSON,
        }
        | changed
    )


def _cell(start: int, *visits: VisitInDiary, **changed: object) -> Cell:
    return Cell(
        **{
            "slot_ids": (SlotId(f"slot{start}"),),
            "session_id": SESSION,
            "slot_type_id": SlotTypeId("R"),
            "start_at": _at(start),
            "end_at": _at(start + 10),
            "slot_state": SlotState.OPEN,
            "bookable": True,
            "slot_version": 1,
            "visits": visits,
        }
        | changed
    )


def _assemble(
    cells: list[Cell], *cancelled: VisitInDiary, notes: tuple[Note, ...] = ()
) -> SessionInDiary:
    session = DaySession(
        id=SESSION,
        clinic_id=ClinicId("a"),
        clinic_name="Alder Lane",
        room_name="4",
        room_features=(),
        start_at=NINE,
        end_at=_at(60),
        version=1,
        clinician_id=ClinicianId("p"),
        clinician_name="Dr Anjali Patel",
        clinician_short_name="Dr Patel",
        profession="GP",
    )
    over = [(SESSION, visit) for visit in cancelled]
    day = assemble_day(
        NINE.date(), "UTC", sessions=[session], cells={SESSION: cells}, cancelled=over, notes=notes
    )
    return day.columns[0].sessions[0]


def test_the_slots_of_one_long_visit_are_one_cell() -> None:
    long, other = _visit("long", 0, 30), _visit("other", 30, 40)
    cells = [_cell(0, long), _cell(10, long), _cell(20, long), _cell(30, other), _cell(40)]
    made = _assemble(cells).cells
    assert [(one.slot_ids, one.end_at) for one in made] == [
        (("slot0", "slot10", "slot20"), _at(30)),
        (("slot30",), _at(40)),
        (("slot40",), _at(50)),
    ]


def test_one_person_twice_in_a_group_and_alone_stays_two_cells() -> None:
    visit = _visit("x", 0, 10)
    cells = [_cell(0, visit, capacity=3), _cell(10, visit)]
    assert len(_assemble(cells).cells) == 2


@pytest.mark.parametrize(
    ("cells", "where"),
    [
        ([_cell(0), _cell(10)], 0),
        ([_cell(0, _visit("new", 0, 10)), _cell(10)], 1),
        ([_cell(0, slot_state=SlotState.BLOCKED), _cell(10)], 1),
        ([_cell(0, bookable=False), _cell(10)], 1),
        ([_cell(0, _visit("new", 0, 10)), _cell(20)], None),
        ([], None),
    ],
)
def test_a_visit_cancelled_late_stands_in_a_free_cell_of_its_time(
    cells: list[Cell], where: int | None
) -> None:
    gone = _visit("gone", 0, 20, state=State.CANCELLED)
    shown = [gone in cell.visits for cell in _assemble(cells, gone).cells]
    assert shown == [place == where for place in range(len(cells))]


def test_a_sessions_notes_stand_with_it() -> None:
    notes = (
        Note("n1", "No more extras", NINE.date(), session_id=SESSION),
        Note("n2", "Fire drill", NINE.date()),
    )
    assert [one.text for one in _assemble([], notes=notes).notes] == ["No more extras"]


@pytest.mark.parametrize(
    ("waits", "late"),
    [
        ([], None),
        ([0], 0),
        ([-5], 0),
        ([-10, 0, 10], 0),
        ([9, 10], 10),
        ([90, 10, 10, 13], 11),
    ],
)
def test_the_last_three_people_seen_say_how_late_it_runs(
    waits: list[int], late: int | None
) -> None:
    visits = [
        _visit(f"v{number}", 100 * number, 100 * number + 10, sent_in_at=_at(100 * number + wait))
        for number, wait in enumerate(waits)
    ]
    assert running_late([*visits, _visit("waiting", 0, 10)]) == late
