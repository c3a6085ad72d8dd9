"""A clinician's week and the week of a kind, put together by the clinic's clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from desktop.domain.booking import FreeTime
from desktop.domain.day_assembly import DaySession
from desktop.domain.diary import CellState, cell_state
from desktop.domain.ids import ClinicianId, ClinicId, NoteId, SessionId, SlotId, SlotTypeId
from desktop.domain.kind_week import HalfDay, assemble_kind_week, half_of
from desktop.domain.practice import Channel
from desktop.domain.sessions import Note
from desktop.domain.times import instant_of, said_week
from desktop.domain.week import (
    DiaryWeek,
    assemble_week,
    cell_count,
    days_of_week,
    first_free,
    instant_at,
    monday_of,
    only_free,
)
from tests.factories.diary import NOW, ZONE, make_cell, two_columns

SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)


def _session(name: str, start: datetime, minutes: int = 60) -> DaySession:
    ends = start + timedelta(minutes=minutes)
    of = (ClinicianId("patel"), "Dr Anjali Patel", "Dr Patel", "GP")
    return DaySession(
        SessionId(name), ClinicId("alder"), "Alder Lane", "Room 4", (), start, ends, 1, *of
    )


def _week(monday: date, *sessions: DaySession, notes: tuple[Note, ...] = ()) -> DiaryWeek:
    return assemble_week(
        monday,
        ZONE,
        clinician=(ClinicianId("patel"), "Dr Anjali Patel"),
        sessions=sessions,
        cells={},
        cancelled=(),
        notes=notes,
    )


@pytest.mark.parametrize(
    ("on", "monday"),
    [
        (date(2026, 11, 16), date(2026, 11, 16)),
        (date(2026, 11, 22), date(2026, 11, 16)),
        (SPRING, date(2026, 3, 23)),
        (AUTUMN, date(2026, 10, 19)),
        (date(2027, 1, 1), date(2026, 12, 28)),
    ],
)
def test_a_week_begins_on_monday(on: date, monday: date) -> None:
    assert monday_of(on) == monday
    assert on in days_of_week(monday)


@pytest.mark.parametrize("sunday", [SPRING, AUTUMN])
def test_sessions_stand_on_the_clinics_date_also_when_the_clocks_change(sunday: date) -> None:
    monday = monday_of(sunday)
    late = instant_of(sunday, time(23, 30), ZONE)
    early = instant_of(sunday, time(0, 15), ZONE)
    week = _week(
        monday,
        _session("saturday", early - timedelta(minutes=30), 15),
        _session("early", early),
        _session("late", late, 20),
        _session("monday", instant_of(monday, time(0), ZONE)),
    )
    found = [[one.id for one in column.sessions] for column in week.columns]
    assert found == [["monday"], [], [], [], [], ["saturday"], ["early", "late"]]
    assert week.days[6] == sunday


@pytest.mark.parametrize(
    ("on", "wall", "utc"),
    [
        (date(2026, 3, 28), time(8, 30), datetime(2026, 3, 28, 8, 30, tzinfo=UTC)),
        (SPRING, time(8, 30), datetime(2026, 3, 29, 7, 30, tzinfo=UTC)),
        (SPRING, time(1, 30), datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
        (date(2026, 10, 24), time(8, 30), datetime(2026, 10, 24, 7, 30, tzinfo=UTC)),
        (AUTUMN, time(8, 30), datetime(2026, 10, 25, 8, 30, tzinfo=UTC)),
    ],
)
def test_the_top_of_a_column_is_the_same_wall_time(on: date, wall: time, utc: datetime) -> None:
    assert instant_at(on, wall, ZONE) == utc


def test_a_day_of_the_week_is_a_day_of_that_one_clinician() -> None:
    tuesday = date(2026, 11, 17)
    note = Note(NoteId("lift"), "Lift out", tuesday)
    of_session = Note(NoteId("late"), "Starts late", tuesday, session_id=SessionId("one"))
    week = _week(
        date(2026, 11, 16),
        _session("one", instant_of(tuesday, time(9), ZONE)),
        notes=(note, of_session),
    )
    assert (week.day(1).on_date, week.day(1).columns, week.day(1).notes) == (
        tuesday,
        (week.columns[1],),
        (note,),
    )
    assert week.columns[1].sessions[0].notes == (of_session,)
    assert (week.day(0).columns, week.day(0).notes) == ((), ())


def test_the_first_free_is_the_first_that_can_still_be_booked() -> None:
    from tests.factories.diary import at, make_column, make_session, make_visit

    column = make_column(
        make_session(
            make_cell("09:00"),
            make_cell("09:10", visits=(make_visit("Li Na Chen", "09:10"),)),
            make_cell("09:20"),
        )
    )
    first = first_free(column, at("09:05"))
    assert first is not None
    assert first.start_at == at("09:00"), "it is not over yet"
    first = first_free(column, at("09:10"))
    assert first is not None
    assert first.start_at == at("09:20")
    assert first_free(column, at("09:30")) is None


def test_of_a_day_the_cells_alone_are_left_that_can_still_be_booked() -> None:
    day = two_columns()
    shown = only_free(day, NOW)
    left = [cell for column in shown.columns for one in column.sessions for cell in one.cells]
    assert {cell_state(cell, NOW) for cell in left} == {CellState.FREE}
    assert all(cell.end_at > NOW for cell in left)
    assert 0 < len(left) == cell_count(shown) < cell_count(day)
    assert [one.clinician_id for one in shown.columns] == [one.clinician_id for one in day.columns]
    assert [len(one.sessions) for one in shown.columns] == [
        len(one.sessions) for one in day.columns
    ]
    assert cell_count(only_free(day, NOW + timedelta(days=1))) == 0


def _free(on: date, wall: time, who: str = "Dr Anjali Patel") -> FreeTime:
    start = instant_of(on, wall, ZONE)
    slot = SlotId(f"{on} {wall} {who}")
    return FreeTime(
        slot_ids=(slot,),
        session_id=SessionId("session"),
        slot_type_id=SlotTypeId("R"),
        channel=Channel.IN_PERSON,
        start_at=start,
        end_at=start + timedelta(minutes=10),
        clinician_id=ClinicianId(who),
        clinician_name=who,
        clinic_id=ClinicId("alder"),
        clinic_name="Alder Lane",
    )


@pytest.mark.parametrize(
    ("wall", "half"),
    [
        (time(0), HalfDay.MORNING),
        (time(11, 59), HalfDay.MORNING),
        (time(12), HalfDay.AFTERNOON),
        (time(17, 59), HalfDay.AFTERNOON),
        (time(18), HalfDay.EVENING),
    ],
)
def test_halves_of_a_day(wall: time, half: HalfDay) -> None:
    assert half_of(wall) is half


@pytest.mark.parametrize("sunday", [SPRING, AUTUMN])
def test_free_slots_of_a_kind_are_counted_by_half_day_of_the_clinics_clock(sunday: date) -> None:
    monday = monday_of(sunday)
    times = [
        _free(monday, time(11, 50)),
        _free(monday, time(12)),
        _free(sunday, time(9), "Grace Adeyemi"),
        _free(sunday, time(11, 50)),
        _free(sunday, time(11, 50), "Grace Adeyemi"),
        _free(sunday, time(12)),
    ]
    week = assemble_kind_week(monday, ZONE, SlotTypeId("R"), times)
    morning, afternoon = week.rows
    assert [one.free for one in morning] == [1, 0, 0, 0, 0, 0, 3]
    assert [one.free for one in afternoon] == [1, 0, 0, 0, 0, 0, 1]
    assert week.free == 6
    last = morning[6]
    assert (last.first_at, last.first_slot) == (times[2].start_at, times[2].slot_ids[0])
    assert last.by_clinician == (
        ("Grace Adeyemi", 2, times[2].start_at),
        ("Dr Anjali Patel", 1, times[3].start_at),
    )
    assert (morning[1].first_at, morning[1].by_clinician) == (None, ())


def test_evenings_are_shown_where_one_has_something_free() -> None:
    monday = date(2026, 11, 16)
    week = assemble_kind_week(monday, ZONE, SlotTypeId("R"), [_free(monday, time(18, 30))])
    assert [row[0].half for row in week.rows] == list(HalfDay)


@pytest.mark.parametrize(
    ("monday", "words"),
    [
        (date(2026, 11, 16), "16 to 22 Nov 2026"),
        (date(2026, 11, 30), "30 Nov to 6 Dec 2026"),
        (date(2026, 12, 28), "28 Dec 2026 to 3 Jan 2027"),
    ],
)
def test_a_week_is_said(monday: date, words: str) -> None:
    assert said_week(monday) == words
