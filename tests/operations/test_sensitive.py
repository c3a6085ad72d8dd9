"""What a sensitive record keeps back in diary, week, sheets and wording; on both engines."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import insert

from desktop.domain.diary import VisitInDiary
from desktop.domain.ids import PatientId
from desktop.domain.people import ContactPoint, PatientDetails
from desktop.domain.session_changes import CancelSession
from desktop.domain.week import monday_of
from desktop.operations.booking import book_appointment
from desktop.operations.desk import new_id
from desktop.operations.looks import mark_sensitive, open_sensitive
from desktop.operations.merging import merge_patients
from desktop.operations.people import register_patient
from desktop.operations.people_reads import find_people
from desktop.operations.reads import read_day, read_week
from desktop.operations.rebooking import list_rebookings
from desktop.operations.sheets import read_appointment_card, read_day_sheet
from desktop.operations.wording import copy_wording
from desktop.persistence.tables import preferences
from tests.operations.change_cases import two_days
from tests.operations.change_scene import do
from tests.operations.conftest import TODAY, SmallPractice

MONDAY = monday_of(TODAY)
NUMBER = "07700 900118"


def tell(practice: SmallPractice, patient_id: PatientId, kind: str, **more: object) -> None:
    """Write down what somebody told us."""
    row = {"id": new_id(), "patient_id": patient_id, "kind": kind, "value": "", "own_words": ""}
    since = {"source": "patient", "since_on": TODAY, "recorded_by": "", "review_on": None}
    with practice.desk.database.writing() as db:
        db.execute(insert(preferences), row | since | {"ends_on": None, "version": 1} | more)


def _booked(practice: SmallPractice) -> VisitInDiary:
    """Book Maggie a telephone visit with a reason and a need, and let her record be sensitive."""
    tell(practice, practice.maggie, "bsl")
    wanted = {"patient_id": practice.maggie, "slot_ids": (practice.slots[5],)}
    booked = practice.desk.act(book_appointment, reason="Private", call_on=NUMBER, **wanted).value
    sensitive = {"patient_id": practice.maggie, "version": 1, "is_sensitive": True}
    marked = practice.desk.act(mark_sensitive, **sensitive)
    assert marked.changes.touches("day", TODAY.isoformat()), "the diary is read again at once"
    return booked


def _visits(practice: SmallPractice) -> list[VisitInDiary]:
    """Return every visit of the day, and of the week where it has the same."""
    day = practice.desk.read(read_day, on_date=TODAY)
    week = practice.desk.read(read_week, monday=MONDAY, clinician_id=practice.doctor)
    assert week.columns[TODAY.weekday()].sessions == day.columns[0].sessions
    return [one for cell in day.columns[0].sessions[0].cells for one in cell.visits]


def test_diary_and_week_say_who_and_when_alone(practice: SmallPractice) -> None:
    wanted = {"patient_id": practice.rosa, "slot_ids": practice.slots[:1]}
    tell(practice, practice.rosa, "bsl")
    practice.desk.act(book_appointment, reason="Knee", **wanted)
    _booked(practice)
    rosa, maggie = _visits(practice)
    assert (rosa.called, rosa.reason, rosa.needs) == ("Rosa Marín", "Knee", ("bsl",))
    assert not rosa.is_sensitive
    assert (maggie.called, maggie.reason, maggie.needs) == ("Maggie Hughes", "", ())
    assert maggie.is_sensitive


@pytest.mark.parametrize("survivor", ["rosa", "maggie"])
def test_merged_records_are_sensitive_where_one_of_them_is(
    practice: SmallPractice, survivor: str
) -> None:
    _booked(practice)
    other = {"rosa": practice.maggie, "maggie": practice.rosa}[survivor]
    versions = {practice.maggie: 2, practice.rosa: 1}
    root: PatientId = getattr(practice, survivor)
    arguments = {"survivor_id": root, "survivor_version": versions[root], "other_id": other}
    codes = frozenset({"different", "sensitive", "names"})
    practice.desk.act(merge_patients, agreed=codes, other_version=versions[other], **arguments)
    (visit,) = _visits(practice)
    assert (visit.patient_id, visit.reason, visit.needs) == (root, "", ())
    assert visit.is_sensitive
    row = practice.desk.read(read_day_sheet, on_date=TODAY).sessions[0].rows[5]
    assert row.person is not None
    assert (row.person.id, row.person.is_sensitive, row.person.needs) == (root, True, ())


def test_a_sheet_keeps_reason_needs_and_number_back(practice: SmallPractice) -> None:
    _booked(practice)
    row = practice.desk.read(read_day_sheet, on_date=TODAY).sessions[0].rows[5]
    assert row.person is not None
    assert (row.person.called, row.person.is_sensitive) == ("Maggie Hughes", True)
    assert (row.reason, row.call_on, row.person.needs) == ("", "", ())


def test_card_and_wording_have_the_number_once_there_was_a_reason(practice: SmallPractice) -> None:
    visit = _booked(practice)
    desk = practice.desk
    card = desk.read(read_appointment_card, patient_id=practice.maggie)
    assert card.visits[0].call_on == ""
    assert NUMBER not in desk.act(copy_wording, appointment_id=visit.id).value
    desk.act(open_sensitive, patient_id=practice.maggie, why="She rang")
    card = desk.read(read_appointment_card, patient_id=practice.maggie)
    assert card.visits[0].call_on == NUMBER
    assert NUMBER in desk.act(copy_wording, appointment_id=visit.id).value


def test_a_sheet_has_the_needs_of_records_merged_twice_over(practice: SmallPractice) -> None:
    tell(practice, practice.maggie, "bsl")
    wanted = {"patient_id": practice.maggie, "slot_ids": practice.slots[:1]}
    practice.desk.act(book_appointment, **wanted)
    steps = ((practice.rosa, practice.maggie), (practice.kwame, practice.rosa))
    for root, other in steps:
        practice.desk.act(
            merge_patients,
            agreed=frozenset({"different", "names"}),
            survivor_id=root,
            survivor_version=1,
            other_id=other,
            other_version=1,
        )
    row = practice.desk.read(read_day_sheet, on_date=TODAY).sessions[0].rows[0]
    assert row.person is not None
    assert (row.person.called, row.person.needs) == ("Kwame Asante", ("BSL interpreter",))


def test_a_need_that_ends_within_the_week_is_shown_until_then(practice: SmallPractice) -> None:
    tell(practice, practice.maggie, "bsl", ends_on=TODAY)
    tell(practice, practice.maggie, "quiet")
    practice.make_session(on_date=TODAY + timedelta(days=1))
    week = practice.desk.read(read_week, monday=MONDAY, clinician_id=practice.doctor)
    days = week.columns[TODAY.weekday() : TODAY.weekday() + 2]
    for column in days:
        slot_ids = column.sessions[0].cells[0].slot_ids
        practice.desk.act(book_appointment, patient_id=practice.maggie, slot_ids=slot_ids)
    week = practice.desk.read(read_week, monday=MONDAY, clinician_id=practice.doctor)
    needs = [
        visit.needs
        for column in week.columns
        for session in column.sessions
        for cell in session.cells
        for visit in cell.visits
    ]
    assert needs == [("bsl", "quiet"), ("quiet",)]


@pytest.mark.parametrize("closed", [None, 0, 1, 2])
def test_the_search_keeps_back_what_any_merged_record_keeps_back(
    practice: SmallPractice, closed: int | None
) -> None:
    """Three records of one person, each merged into the next; one of them may be sensitive."""
    desk = practice.desk
    everything = frozenset({"alike", "different", "sensitive", "names"})
    phone = (ContactPoint("phone", NUMBER),)
    ids = [
        desk.act(
            register_patient,
            agreed=everything,
            details=PatientDetails(
                name, "Alder", date(1952, 3, 12), address="8 Tanner Row", contact_points=phone
            ),
        ).value
        for name in ("Ann", "Anna", "Hannah")
    ]
    for one in ids:
        tell(practice, one, "bsl")
    if closed is not None:
        desk.act(mark_sensitive, patient_id=ids[closed], version=1, is_sensitive=True)
    versions = {one: 2 if place == closed else 1 for place, one in enumerate(ids)}
    for other, survivor in ((ids[2], ids[1]), (ids[1], ids[0])):
        desk.act(
            merge_patients,
            agreed=everything,
            survivor_id=survivor,
            survivor_version=versions[survivor],
            other_id=other,
            other_version=versions[other],
        )
    for typed in ("ann alder", "hannah", NUMBER):
        (row,) = desk.read(find_people, text=typed).rows
        assert (row.id, row.called) == (ids[0], "Ann Alder")
        assert bool(row.address_line) is (closed is None)
        assert bool(row.needs) is (closed is None)
        assert (row.found_as == NUMBER) is (closed is None and typed == NUMBER)


@pytest.mark.parametrize("closed", ["none", "survivor", "merged"])
def test_the_rebook_list_keeps_needs_and_numbers_back(practice: SmallPractice, closed: str) -> None:
    desk = practice.desk
    session, _ = two_days(practice)
    everything = frozenset({"alike", "different", "sensitive", "names"})
    phone = (ContactPoint("phone", NUMBER),)
    details = PatientDetails("Margaret", "Hughes", date(1952, 3, 12), contact_points=phone)
    survivor = desk.act(register_patient, agreed=everything, details=details).value
    tell(practice, practice.maggie, "bsl")
    people = {"survivor": survivor, "merged": practice.maggie}
    if closed in people:
        desk.act(mark_sensitive, patient_id=people[closed], version=1, is_sensitive=True)
    desk.act(
        merge_patients,
        agreed=everything,
        survivor_id=survivor,
        survivor_version=2 if closed == "survivor" else 1,
        other_id=practice.maggie,
        other_version=2 if closed == "merged" else 1,
    )
    do(practice, CancelSession(session), at_once=True)
    (one,) = [one for one in desk.read(list_rebookings) if one.patient_id == survivor]
    is_closed = closed != "none"
    assert one.is_sensitive is is_closed
    assert one.phones == (() if is_closed else (NUMBER,))
    assert one.needs == (() if is_closed else ("bsl",))
