"""A clinician's week and the week of a kind of slot, read on both engines."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from desktop.domain.diary import CellState, cell_state
from desktop.domain.errors import NotFound
from desktop.domain.ids import ClinicianId, ClinicId
from desktop.domain.week import DiaryWeek, days_of_week, monday_of
from desktop.operations.booking import book_appointment, move_appointment
from desktop.operations.desk import open_desk
from desktop.operations.holds import hold_slots
from desktop.operations.notes import write_note
from desktop.operations.reads import read_day, read_kind_week, read_week
from tests.operations.conftest import TODAY, SmallPractice

MONDAY = monday_of(TODAY)


def _week(practice: SmallPractice, **wanted: object) -> DiaryWeek:
    given = {"monday": MONDAY, "clinician_id": practice.doctor} | wanted
    return practice.desk.read(read_week, **given)


def _spread(practice: SmallPractice) -> None:
    """Give the doctor a Thursday afternoon and next Monday, the nurse today."""
    thursday, later = TODAY + timedelta(days=1), MONDAY + timedelta(days=7)
    practice.make_session(on_date=thursday, start_local=time(14), end_local=time(16))
    practice.make_session(on_date=later)
    practice.make_session(clinician_id=practice.nurse, room_id=practice.other_room)


def test_a_week_has_the_clinicians_sessions_of_seven_days(practice: SmallPractice) -> None:
    _spread(practice)
    week = _week(practice)
    assert (week.on_date, week.days) == (MONDAY, days_of_week(MONDAY))
    assert [len(column.sessions) for column in week.columns] == [0, 0, 1, 1, 0, 0, 0]
    assert {column.clinician_name for column in week.columns} == {"Dr Anjali Patel"}
    day = practice.desk.read(read_day, on_date=TODAY)
    of_doctor = next(one for one in day.columns if one.clinician_id == practice.doctor)
    assert week.columns[2] == of_doctor, "a day of the week is the day"


def test_visits_holds_and_notes_stand_in_the_week_as_in_the_day(practice: SmallPractice) -> None:
    first, second, third, *_ = practice.slots
    booked = practice.desk.act(
        book_appointment, patient_id=practice.maggie, slot_ids=(first,)
    ).value
    practice.desk.act(hold_slots, slot_ids=(second,))
    practice.desk.act(write_note, text="Bring the form", on_date=TODAY, slot_id=third)
    column = _week(practice).columns[2]
    cells = column.sessions[0].cells
    assert [one.id for one in cells[0].visits] == [booked.id]
    assert cell_state(cells[1], practice.clock()) is CellState.HELD
    assert [one.text for one in cells[2].notes] == ["Bring the form"]
    day = practice.desk.read(read_day, on_date=TODAY)
    assert column == day.columns[0]


def test_what_another_desk_moves_across_days_is_in_the_next_read(
    engine_url: str, practice: SmallPractice
) -> None:
    _spread(practice)
    visit = practice.desk.act(
        book_appointment, patient_id=practice.maggie, slot_ids=practice.slots[:1]
    ).value
    before = _week(practice)
    target = before.columns[3].sessions[0].cells[1]
    other = open_desk(engine_url, desk_name="Desk 2", clock=practice.clock)
    moved = other.act(
        move_appointment, appointment_id=visit.id, version=visit.version, slot_ids=target.slot_ids
    )
    other.close()
    assert moved.changes.touches("day", str(TODAY))
    after = _week(practice)
    assert after.columns[2].sessions[0].cells[0].visits == ()
    assert [one.id for one in after.columns[3].sessions[0].cells[1].visits] == [visit.id]


def test_a_week_of_one_site_leaves_the_others_out(practice: SmallPractice) -> None:
    assert len(_week(practice, clinic_id=practice.clinic).columns[2].sessions) == 1
    elsewhere = _week(practice, clinic_id=ClinicId(practice.clinic[:-1] + "x"))
    assert all(not column.sessions for column in elsewhere.columns)


def test_a_week_of_nobody_is_not_found(practice: SmallPractice) -> None:
    with pytest.raises(NotFound):
        _week(practice, clinician_id=ClinicianId("00000000-0000-7000-8000-000000000000"))


def test_a_week_a_year_ahead_is_read_too(practice: SmallPractice) -> None:
    monday = monday_of(date(2027, 11, 17))
    assert all(not column.sessions for column in _week(practice, monday=monday).columns)


def test_the_week_of_a_kind_counts_what_can_be_booked_of_everybody(
    practice: SmallPractice,
) -> None:
    _spread(practice)
    practice.desk.act(book_appointment, patient_id=practice.maggie, slot_ids=practice.slots[:1])
    week = practice.desk.read(read_kind_week, monday=MONDAY, slot_type_id=practice.routine)
    morning, afternoon = week.rows
    assert [one.free for one in morning] == [0, 0, 7, 0, 0, 0, 0]
    assert [one.free for one in afternoon] == [0, 0, 0, 4, 0, 0, 0]
    names = {name: count for name, count, _ in morning[2].by_clinician}
    assert names == {"Dr Anjali Patel": 3, "Grace Adeyemi": 4}
    assert practice.desk.read(
        read_kind_week, monday=MONDAY - timedelta(days=7), slot_type_id=practice.routine
    ).free in (0,), "what is over can't be booked"
