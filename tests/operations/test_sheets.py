"""What is printed: who is on a day's sheet, what it keeps back, a card of next visits."""

from datetime import date, datetime, timedelta

from sqlalchemy import func, insert, select, update

from desktop.domain.sheets import place_on_card, settle_count
from desktop.operations.booking import book_appointment
from desktop.operations.desk import new_id
from desktop.operations.sheets import (
    note_print,
    read_appointment_card,
    read_day_sheet,
    read_downtime_pack,
)
from desktop.operations.visits import mark_arrived
from desktop.persistence.tables import audit_log, contact_points, patients, slots
from tests.operations.conftest import TODAY, SmallPractice


def _book(practice: SmallPractice, slot: int = 0, **more: object) -> None:
    wanted = {"patient_id": practice.maggie, "slot_ids": (practice.slots[slot],)} | more
    practice.desk.act(book_appointment, agreed=frozenset({"past", "same_time"}), **wanted)


def _add_phone(practice: SmallPractice) -> None:
    values = {"id": new_id(), "patient_id": practice.maggie, "rank": 0, "system": "phone"}
    texts = {"value": "07700 900118", "use": "mobile", "note": "", "doubtful": ""}
    with practice.desk.database.writing() as db:
        db.execute(insert(contact_points), values | texts)


def test_a_sheet_has_every_slot_with_what_is_needed_on_paper(practice: SmallPractice) -> None:
    _add_phone(practice)
    _book(practice, 2, reason="Knee pain")
    sheet = practice.desk.read(read_day_sheet, on_date=TODAY)
    (session,) = sheet.sessions
    assert len(session.rows) == len(practice.slots)
    row = session.rows[2]
    assert row.person is not None
    assert (row.person.called, row.person.born_on) == ("Maggie Hughes", date(1952, 3, 12))
    assert (row.reason, row.person.phones) == ("Knee pain", ("07700 900118",))
    assert session.rows[3].person is None
    assert sheet.patient_ids == (practice.maggie,)


def test_of_a_sensitive_record_only_name_and_birth_are_on_paper(practice: SmallPractice) -> None:
    _add_phone(practice)
    _book(practice, reason="Private")
    with practice.desk.database.writing() as db:
        row = update(patients).where(patients.c.id == practice.maggie)
        db.execute(row.values(is_sensitive=True))
    sheet = practice.desk.read(read_day_sheet, on_date=TODAY)
    person = sheet.sessions[0].rows[0].person
    assert person is not None
    assert person.called == "Maggie Hughes"
    assert (person.phones, person.nhs_number, person.needs) == ((), "", ())
    assert person.is_sensitive


def test_a_visit_that_is_over_and_still_open_is_to_settle(practice: SmallPractice) -> None:
    _book(practice, 0)
    visit = practice.desk.read(read_day_sheet, on_date=TODAY).sessions[0].rows[0]
    practice.desk.act(mark_arrived, appointment_id=visit.appointment_id, version=1)
    practice.clock.advance(hours=1)
    soon = practice.desk.read(read_day_sheet, on_date=TODAY)
    assert settle_count(soon.sessions) == 0, "it is over, but the clinician may run late"
    practice.clock.advance(hours=7)
    sheet = practice.desk.read(read_day_sheet, on_date=TODAY)
    assert [row.to_settle for row in sheet.sessions[0].rows[:2]] == [True, False]
    assert settle_count(sheet.sessions) == 1


def test_one_session_and_one_clinic_have_sheets_of_their_own(practice: SmallPractice) -> None:
    of_session = practice.desk.read(read_day_sheet, on_date=TODAY, session_id=practice.session)
    assert of_session.title == "Dr Anjali Patel"
    of_clinic = practice.desk.read(read_day_sheet, on_date=TODAY, clinic_id=practice.clinic)
    assert of_clinic.sessions == of_session.sessions
    assert practice.desk.read(read_day_sheet, on_date=TODAY, clinic_id=new_id()).sessions == ()


def test_a_card_has_the_next_visits_alone(practice: SmallPractice) -> None:
    _book(practice, 0)
    _book(practice, -1)
    start_at = _start_of(practice, 0)
    practice.clock.set(start_at + timedelta(minutes=1))
    card = practice.desk.read(read_appointment_card, patient_id=practice.maggie)
    assert card.called == "Maggie Hughes"
    assert card.phone == ""
    assert [(one.on_date, one.clinician) for one in card.visits] == [(TODAY, "Dr Anjali Patel")]


def test_a_card_says_no_part_of_a_place_twice() -> None:
    assert place_on_card("Room 3", "Mill Green", "The Green\nMill Green, MG1 1AA") == (
        "Room 3, Mill Green, The Green, MG1 1AA"
    )
    assert place_on_card("", "Weir Street", "") == "Weir Street"


def _start_of(practice: SmallPractice, number: int) -> datetime:
    with practice.desk.database.reading() as db:
        query = select(slots.c.start_at).where(slots.c.id == practice.slots[number])
        start_at: datetime = db.execute(query).scalar_one()
    return start_at


def test_a_pack_has_today_and_the_next_two_days_somebody_works(practice: SmallPractice) -> None:
    for days in (2, 5, 6):
        practice.make_session(on_date=TODAY + timedelta(days=days))
    pack = practice.desk.read(read_downtime_pack)
    assert [(one.on_date - TODAY).days for one in pack] == [0, 2, 5]


def test_a_print_is_on_record_once_for_itself_and_once_a_person(practice: SmallPractice) -> None:
    people = (practice.maggie, practice.rosa, practice.maggie)
    practice.desk.act(note_print, what="Day sheet, Wed 18 Nov", patient_ids=people)
    with practice.desk.database.reading() as db:
        printed = select(audit_log.c.patient_id, func.count()).where(audit_log.c.act == "print")
        found = {row[0]: row[1] for row in db.execute(printed.group_by(audit_log.c.patient_id))}
    assert found == {None: 1, practice.maggie: 1, practice.rosa: 1}
