"""A day of the diary: its columns, cells, visits, holds and notes, on both engines."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import insert, update

from desktop.domain.diary import Cell, CellState, DiaryDay, cell_state
from desktop.domain.ids import AppointmentId, PatientId, SlotId
from desktop.domain.sessions import SessionState
from desktop.domain.visits import Appointment, State
from desktop.operations.booking import book_appointment, cancel_appointment
from desktop.operations.desk import new_id
from desktop.operations.extras import add_extra
from desktop.operations.holds import hold_slots
from desktop.operations.notes import write_note
from desktop.operations.reads import read_day
from desktop.operations.sessions import block_slot
from desktop.operations.visits import mark_arrived, mark_sent_in
from desktop.persistence.tables import appointments, clinics, patients, preferences, sessions
from tests.operations.conftest import TODAY, SmallPractice


def _day(practice: SmallPractice, **wanted: object) -> DiaryDay:
    return practice.desk.read(read_day, **{"on_date": TODAY} | wanted)


def _cells(practice: SmallPractice) -> tuple[Cell, ...]:
    return tuple(
        cell
        for column in _day(practice).columns
        for session in column.sessions
        for cell in session.cells
    )


def _cell(practice: SmallPractice, slot: SlotId) -> Cell:
    return next(cell for cell in _cells(practice) if slot in cell.slot_ids)


def _book(
    practice: SmallPractice, *slot_ids: SlotId, patient: PatientId | None = None
) -> Appointment:
    return practice.desk.act(
        book_appointment,
        agreed=frozenset({"same_time"}),
        patient_id=patient or practice.maggie,
        slot_ids=slot_ids,
    ).value


def _prefer(practice: SmallPractice, kind: str, ends_on: date | None = None) -> None:
    row = {column.name: None if column.nullable else "" for column in preferences.c}
    row |= {"id": new_id(), "patient_id": practice.maggie, "kind": kind, "ends_on": ends_on}
    row["version"] = 1
    with practice.desk.database.writing() as db:
        db.execute(insert(preferences), row)


def test_a_day_has_a_column_for_each_clinician_with_sessions_stacked(
    practice: SmallPractice,
) -> None:
    afternoon = practice.make_session(
        start_local=time(14), end_local=time(15), pattern=practice.pattern_of(2)
    )
    practice.make_session(
        clinician_id=practice.nurse, room_id=practice.other_room, pattern=practice.pattern_of(1)
    )
    day = _day(practice)
    assert (day.on_date, day.zone, day.next_day_with_sessions) == (TODAY, "Europe/London", None)
    heads = [(one.clinician_name, one.clinician_short_name) for one in day.columns]
    assert sorted(heads) == [("Dr Anjali Patel", "Dr Patel"), ("Grace Adeyemi", "Grace Adeyemi")]
    first = next(one for one in day.columns if one.clinician_id == practice.doctor)
    assert [one.id for one in first.sessions] == [practice.session, afternoon]
    assert (first.profession, first.clinic_name) == ("GP", "Alder Lane")
    session = first.sessions[0]
    assert (session.room_name, len(session.cells)) == ("Room 4", 8)
    assert [one.slot_ids for one in session.cells] == [(slot,) for slot in practice.slots]
    states = [cell_state(one, practice.clock()) for one in session.cells]
    assert states == [CellState.FREE] * 4 + [CellState.BREAK] + [CellState.FREE] * 3


def test_a_long_visit_is_one_cell_with_the_name_the_person_likes(practice: SmallPractice) -> None:
    with practice.desk.database.writing() as db:
        of_maggie = update(patients).where(patients.c.id == practice.maggie)
        db.execute(of_maggie.values(given_names="Margaret Ann", preferred_name="Maggie"))
    visit = _book(practice, *practice.slots[1:3])
    cells = _cells(practice)
    assert len(cells) == 7
    long = cells[1]
    assert (long.slot_ids, long.minutes) == (practice.slots[1:3], 20)
    (shown,) = long.visits
    assert (shown.id, shown.called, shown.version) == (visit.id, "Maggie Hughes", visit.version)
    assert (shown.start_at, shown.end_at) == (visit.start_at, visit.end_at)
    assert cell_state(long, practice.clock()) is CellState.BOOKED


def test_needs_stand_in_their_order_and_end(practice: SmallPractice) -> None:
    for kind in ("quiet", "reach", "bsl", "quiet"):
        _prefer(practice, kind)
    _prefer(practice, "hearing", ends_on=TODAY - timedelta(days=1))
    _prefer(practice, "step-free", ends_on=TODAY)
    _book(practice, practice.slots[0])
    assert _cells(practice)[0].visits[0].needs == ("bsl", "step-free", "quiet")


def test_a_group_is_one_cell_with_its_people(practice: SmallPractice) -> None:
    group = practice.slots[7]
    for person in (practice.maggie, practice.rosa):
        _book(practice, group, patient=person)
    cell = _cell(practice, group)
    assert (cell.capacity, cell.taken) == (3, 2)
    assert {one.called for one in cell.visits} == {"Maggie Hughes", "Rosa Marín"}
    assert cell_state(cell, practice.clock()) is CellState.FREE
    _book(practice, group, patient=practice.kwame)
    assert cell_state(_cell(practice, group), practice.clock()) is CellState.BOOKED


def test_a_hold_says_whose_it_is_until_it_ends(practice: SmallPractice) -> None:
    own = practice.desk.window
    practice.desk.act(hold_slots, slot_ids=practice.slots[:1])
    practice.desk.window = "another window"
    practice.desk.act(hold_slots, slot_ids=practice.slots[1:2])
    practice.desk.window = own
    mine, other = (_cell(practice, slot).hold for slot in practice.slots[:2])
    assert mine is not None
    assert other is not None
    assert (mine.desk, mine.mine, other.mine) == (practice.desk.name, True, False)
    practice.clock.set(mine.until_at)
    assert _cell(practice, practice.slots[0]).hold is None


def test_blocked_extra_and_noted_slots_say_so(practice: SmallPractice) -> None:
    practice.desk.act(block_slot, slot_id=practice.slots[0], version=1, reason="Meeting")
    practice.desk.act(write_note, text="Step-free", on_date=TODAY, slot_id=practice.slots[1])
    practice.desk.act(write_note, text="Leaves 11:45", on_date=TODAY, session_id=practice.session)
    practice.desk.act(write_note, text="Fire drill", on_date=TODAY, clinic_id=practice.clinic)
    practice.desk.act(
        add_extra,
        patient_id=practice.rosa,
        session_id=practice.session,
        start_at=datetime(2026, 11, 18, 12, 40, tzinfo=UTC),
        length_minutes=10,
        slot_type_id=practice.routine,
        why="Asked by the doctor",
    )
    day = _day(practice)
    session = day.columns[0].sessions[0]
    assert [note.text for note in day.notes] == ["Fire drill"]
    assert [note.text for note in session.notes] == ["Leaves 11:45"]
    assert [note.text for note in session.cells[1].notes] == ["Step-free"]
    assert session.cells[0].block_reason == "Meeting"
    assert cell_state(session.cells[0], practice.clock()) is CellState.BLOCKED
    assert [cell.is_extra for cell in session.cells] == [False] * 8 + [True]
    assert session.cells[8].visits[0].called == "Rosa Marín"


def test_a_visit_cancelled_before_its_time_is_gone(practice: SmallPractice) -> None:
    visit = _book(practice, practice.slots[0])
    practice.desk.act(
        cancel_appointment, appointment_id=visit.id, version=visit.version, code="pat"
    )
    assert _cell(practice, practice.slots[0]).visits == ()


def test_a_visit_cancelled_after_its_time_stands_struck_through(practice: SmallPractice) -> None:
    visit = _book(practice, *practice.slots[:2])
    practice.clock.set(visit.start_at + timedelta(minutes=1))
    practice.desk.act(
        cancel_appointment, appointment_id=visit.id, version=visit.version, code="pat"
    )
    first, second = (_cell(practice, slot) for slot in practice.slots[:2])
    assert [one.state for one in first.visits] == [State.CANCELLED]
    assert cell_state(first, practice.clock()) is CellState.CANCELLED
    assert second.visits == ()
    _book(practice, practice.slots[0], patient=practice.rosa)
    assert [one.called for one in _cell(practice, practice.slots[0]).visits] == ["Rosa Marín"]


def test_what_was_entered_in_error_is_nowhere(practice: SmallPractice) -> None:
    visit = _book(practice, practice.slots[0])
    with practice.desk.database.writing() as db:
        of_visit = update(appointments).where(appointments.c.id == visit.id)
        db.execute(of_visit.values(state=State.ENTERED_IN_ERROR))
    assert all(cell.visits == () for cell in _cells(practice))


def test_the_last_three_people_seen_say_how_late_a_session_runs(practice: SmallPractice) -> None:
    assert _day(practice).columns[0].running_late_minutes is None
    visits = [_book(practice, slot) for slot in practice.slots[:4]]
    for visit, minutes in zip(visits, (40, 4, 10, 13), strict=True):
        _send_in(practice, visit.id, visit.start_at + timedelta(minutes=minutes))
    assert _day(practice).columns[0].running_late_minutes == 21


def _send_in(practice: SmallPractice, visit_id: AppointmentId, at: datetime) -> None:
    practice.clock.set(at)
    for act, version in ((mark_arrived, 1), (mark_sent_in, 2)):
        practice.desk.act(act, appointment_id=visit_id, version=version)


def test_an_empty_day_names_the_next_one_of_the_site(practice: SmallPractice) -> None:
    weir = new_id()
    row = {"id": weir, "name": "Weir Street", "address": "", "ods_site_code": None}
    with practice.desk.database.writing() as db:
        db.execute(insert(clinics), row | {"features": (), "version": 1})
    called_off = practice.make_session(on_date=practice.tomorrow)
    practice.make_session(on_date=TODAY + timedelta(days=6))
    with practice.desk.database.writing() as db:
        gone = {"state": SessionState.CANCELLED}
        db.execute(update(sessions).where(sessions.c.id == called_off).values(gone))
    empty = _day(practice, on_date=practice.tomorrow)
    assert (empty.columns, empty.next_day_with_sessions) == ((), TODAY + timedelta(days=6))
    elsewhere = _day(practice, clinic_id=weir)
    assert (elsewhere.columns, elsewhere.next_day_with_sessions) == ((), None)
    here = _day(practice, on_date=practice.tomorrow, clinic_id=practice.clinic)
    assert here.next_day_with_sessions == TODAY + timedelta(days=6)
