"""Who changed what, looks beside changes, on both engines."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from desktop.domain.people import ContactPoint, PatientDetails
from desktop.domain.permissions import Role
from desktop.operations.booking import book_appointment, move_appointment
from desktop.operations.history import WhoChangedWhat, read_history
from desktop.operations.looks import mark_sensitive, open_sensitive, record_look
from desktop.operations.merging import merge_patients
from desktop.operations.people import change_patient, register_patient
from desktop.operations.undo import undo
from desktop.operations.visits import (
    mark_arrived,
    mark_back_to_waiting,
    mark_not_here,
    mark_sent_in,
)
from desktop.operations.work import Actor
from tests.operations.conftest import SmallPractice

GWEN = PatientDetails(
    "Gwen", "Parry", date(1970, 1, 1), contact_points=(ContactPoint("phone", "07700 900118"),)
)


def _history(practice: SmallPractice, **about: str) -> WhoChangedWhat:
    return practice.desk.read(read_history, **about)


def test_changes_and_looks_are_told_with_who_when_and_each_field(practice: SmallPractice) -> None:
    desk = practice.desk
    person = desk.act(register_patient, details=GWEN).value
    practice.clock.advance(minutes=1)
    changed = replace(GWEN, family_name="Evans", address="8 Tanner Row")
    desk.act(change_patient, patient_id=person, version=1, details=changed)
    practice.clock.advance(minutes=1)
    desk.actor = Actor("Tom Bell", Role.RECEPTIONIST)
    desk.act(record_look, patient_id=person, how="panel")
    found = _history(practice, patient_id=person)
    assert [(one.what, one.who, one.is_look) for one in found.entries] == [
        ("Looked at the panel", "Tom Bell", True),
        ("Changed details", "Ruth Cohen", False),
        ("Registered", "Ruth Cohen", False),
    ]
    assert [one.sentence for one in found.entries[1].fields] == [
        "Last name: Evans, was Parry",
        "Address: 8 Tanner Row",
    ]


def test_a_visit_has_its_own_history_with_its_undo(practice: SmallPractice) -> None:
    act = practice.desk.act
    visit = act(book_appointment, patient_id=practice.maggie, slot_ids=practice.slots[:1]).value
    practice.clock.advance(minutes=1)
    arguments = {"appointment_id": visit.id, "version": visit.version}
    moved = act(move_appointment, slot_ids=practice.slots[1:2], **arguments)
    practice.clock.advance(minutes=1)
    undone = act(undo, inverse=moved.undo)
    practice.clock.advance(days=1)
    again = act(undo, inverse=undone.undo)
    practice.clock.advance(minutes=1)
    act(undo, inverse=again.undo)
    found = _history(practice, appointment_id=visit.id)
    assert [one.what for one in found.entries] == [
        "Undid: Moved to Wed 18 Nov 11:10, Dr Patel",
        "Did again: Moved to Wed 18 Nov 11:10, Dr Patel",
        "Undid: Moved to Wed 18 Nov 11:10, Dr Patel",
        "Moved to Wed 18 Nov 11:10, Dr Patel",
        "Booked Wed 18 Nov 11:00, Dr Patel",
    ]
    assert [one.sentence for one in found.entries[3].fields] == [
        "Time: 18 Nov 2026 11:10, was 18 Nov 2026 11:00"
    ]
    booked = {one.words: one.after for one in found.entries[4].fields}
    said = tuple(booked[one] for one in ("With", "Kind", "State", "How"))
    assert said == ("Dr Anjali Patel", "Routine", "Booked", "Face to face")


def test_each_step_of_the_day_is_told_as_what_happened(practice: SmallPractice) -> None:
    act = practice.desk.act
    visit = act(book_appointment, patient_id=practice.maggie, slot_ids=practice.slots[:1]).value
    for step in (mark_arrived, mark_sent_in, mark_back_to_waiting, mark_not_here):
        practice.clock.advance(minutes=1)
        visit = act(step, appointment_id=visit.id, version=visit.version).value
    found = _history(practice, appointment_id=visit.id)
    assert [one.what for one in reversed(found.entries)] == [
        "Booked Wed 18 Nov 11:00, Dr Patel",
        "Marked here",
        "Marked sent in",
        "Marked back to waiting",
        "Marked not here after all",
    ]


def test_a_closed_record_tells_who_and_when_and_nothing_more(practice: SmallPractice) -> None:
    act = practice.desk.act
    person = act(register_patient, details=GWEN).value
    act(mark_sensitive, patient_id=person, version=1, is_sensitive=True)
    closed = _history(practice, patient_id=person)
    assert closed.is_closed
    assert all(one.fields == () and one.why == "" for one in closed.entries)
    act(open_sensitive, patient_id=person, why="A letter for her")
    opened = _history(practice, patient_id=person)
    assert opened.entries[0].why == "A letter for her"
    assert any(one.fields for one in opened.entries)


def test_a_merged_record_brings_its_history_along(practice: SmallPractice) -> None:
    act = practice.desk.act
    person = act(register_patient, details=GWEN).value
    arguments = {"survivor_id": practice.maggie, "survivor_version": 1}
    agreed = frozenset({"born"})
    act(merge_patients, agreed=agreed, other_id=person, other_version=1, **arguments)
    found = _history(practice, patient_id=practice.maggie)
    assert [one.what for one in found.entries] == ["Merged two records", "Registered"]
