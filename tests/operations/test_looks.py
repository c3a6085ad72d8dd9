"""Looks on record, and sensitive records that open only with a reason; on both engines."""

from __future__ import annotations

import json
from datetime import date

import pytest
from sqlalchemy import select

from desktop.domain.errors import NotAllowed, RuleViolation
from desktop.domain.people import PatientDetails
from desktop.domain.permissions import Role
from desktop.operations.booking import book_appointment, cancel_appointment
from desktop.operations.looks import leave_sensitive, mark_sensitive, open_sensitive, record_look
from desktop.operations.merging import merge_patients
from desktop.operations.people import change_patient
from desktop.operations.people_reads import find_people, read_patient_card
from desktop.operations.reads import read_day
from desktop.operations.work import Actor, Work
from desktop.persistence.tables import audit_log
from tests.operations.conftest import SmallPractice


def _looks(practice: SmallPractice) -> list[dict[str, object]]:
    query = select(audit_log.c.entry).where(audit_log.c.act == "look").order_by(audit_log.c.seq)
    with practice.desk.database.reading() as db:
        return [json.loads(row.entry) for row in db.execute(query)]


def test_a_look_is_on_record_once_in_ten_minutes(practice: SmallPractice) -> None:
    act = practice.desk.act
    assert act(record_look, patient_id=practice.maggie, how="panel").value
    practice.clock.advance(minutes=9)
    assert not act(record_look, patient_id=practice.maggie, how="panel").value
    assert act(record_look, patient_id=practice.rosa, how="panel").value
    practice.clock.advance(minutes=2)
    assert act(record_look, patient_id=practice.maggie, how="panel").value
    assert [one["how"] for one in _looks(practice)] == ["panel"] * 3


def test_another_person_at_the_desk_looks_anew(practice: SmallPractice) -> None:
    act = practice.desk.act
    act(record_look, patient_id=practice.maggie, how="panel")
    practice.desk.actor = Actor("Tom", Role.RECEPTIONIST)
    assert act(record_look, patient_id=practice.maggie, how="panel").value
    assert not act(record_look, patient_id=practice.maggie, how="panel").value


def test_a_sensitive_record_shows_who_and_visits_until_a_reason_opens_it(
    practice: SmallPractice,
) -> None:
    desk = practice.desk
    details = PatientDetails("Maggie", "Hughes", date(1952, 3, 12), address="8 Tanner Row")
    desk.act(change_patient, patient_id=practice.maggie, version=1, details=details)
    desk.act(mark_sensitive, patient_id=practice.maggie, version=2, is_sensitive=True)
    card = desk.read(read_patient_card, patient_id=practice.maggie)
    assert card.is_closed
    assert (card.called, card.details.address) == ("Maggie Hughes", "")
    assert desk.read(find_people, text="hughes").rows[0].address_line == ""
    with pytest.raises(RuleViolation, match="Say why"):
        desk.act(open_sensitive, patient_id=practice.maggie, why=" ")
    desk.act(open_sensitive, patient_id=practice.maggie, why="She rang about her letter")
    card = desk.read(read_patient_card, patient_id=practice.maggie)
    assert (card.is_closed, card.details.address) == (False, "8 Tanner Row")
    assert _looks(practice)[-1]["why"] == "She rang about her letter"


def test_a_closed_record_keeps_back_what_is_over_or_was_called_off(
    practice: SmallPractice,
) -> None:
    desk, who = practice.desk, {"patient_id": practice.maggie}
    visits = [
        desk.act(book_appointment, slot_ids=(slot,), reason="Private", **who).value
        for slot in practice.slots[:3]
    ]
    off = {"appointment_id": visits[1].id, "version": 1, "code": "pat", "words": "Private too"}
    desk.act(cancel_appointment, **off)
    practice.clock.advance(days=1)
    practice.make_session(on_date=practice.clock().date())
    day = desk.read(read_day, on_date=practice.clock().date())
    slot_ids = day.columns[0].sessions[0].cells[0].slot_ids
    coming = desk.act(book_appointment, slot_ids=slot_ids, **who).value
    assert len(desk.read(read_patient_card, **who).past) == 3
    desk.act(mark_sensitive, version=1, is_sensitive=True, **who)
    card = desk.read(read_patient_card, **who)
    assert (card.past, card.coming) == ((), ())
    assert [(one.id, one.slot_type_name) for one in card.today] == [(coming.id, "Routine")]
    desk.act(cancel_appointment, **(off | {"appointment_id": coming.id}))
    assert desk.read(read_patient_card, **who).today == ()
    desk.act(open_sensitive, why="She rang", **who)
    assert len(desk.read(read_patient_card, **who).past) == 3


def _sensitive(practice: SmallPractice) -> None:
    practice.desk.act(mark_sensitive, patient_id=practice.maggie, version=1, is_sensitive=True)
    practice.desk.act(open_sensitive, patient_id=practice.maggie, why="A letter")
    assert not practice.desk.read(read_patient_card, patient_id=practice.maggie).is_closed


def test_a_reason_lasts_until_the_panel_is_left(practice: SmallPractice) -> None:
    _sensitive(practice)
    practice.desk.read(read_patient_card, patient_id=practice.rosa)
    assert not practice.desk.read(read_patient_card, patient_id=practice.maggie).is_closed
    practice.desk.read(leave_sensitive)
    assert practice.desk.read(read_patient_card, patient_id=practice.maggie).is_closed


def test_a_reason_that_was_not_put_on_record_opens_nothing(practice: SmallPractice) -> None:
    def open_then_fail(work: Work) -> None:
        open_sensitive(work, patient_id=practice.maggie, why="She rang and asked")
        raise KeyError

    who = {"patient_id": practice.maggie}
    practice.desk.act(mark_sensitive, version=1, is_sensitive=True, **who)
    with pytest.raises(KeyError):
        practice.desk.act(open_then_fail)
    assert practice.desk.read(read_patient_card, **who).is_closed


def test_a_reason_is_good_for_the_person_who_gave_it(practice: SmallPractice) -> None:
    _sensitive(practice)
    practice.desk.actor = Actor("Tom", Role.RECEPTIONIST)
    assert practice.desk.read(read_patient_card, patient_id=practice.maggie).is_closed
    arguments = {"patient_id": practice.maggie, "version": 2, "is_sensitive": False}
    with pytest.raises(NotAllowed):
        practice.desk.act(mark_sensitive, **arguments)


def test_a_closed_record_is_not_changed_over_what_nobody_saw(practice: SmallPractice) -> None:
    practice.desk.act(mark_sensitive, patient_id=practice.maggie, version=1, is_sensitive=True)
    closed = practice.desk.read(read_patient_card, patient_id=practice.maggie)
    arguments = {"patient_id": practice.maggie, "version": 2, "details": closed.details}
    with pytest.raises(RuleViolation, match="You need a reason"):
        practice.desk.act(change_patient, **arguments)


def test_a_sensitive_record_stays_so_when_it_is_merged(practice: SmallPractice) -> None:
    act = practice.desk.act
    act(mark_sensitive, patient_id=practice.rosa, version=1, is_sensitive=True)
    arguments = {"survivor_id": practice.maggie, "survivor_version": 1}
    act(merge_patients, other_id=practice.rosa, other_version=2, **arguments)
    assert practice.desk.read(read_patient_card, patient_id=practice.maggie).is_closed
    act(open_sensitive, patient_id=practice.maggie, why="A letter")
    assert not practice.desk.read(read_patient_card, patient_id=practice.maggie).is_closed
