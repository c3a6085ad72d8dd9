"""What became of places, counted on both engines, and the CSV file of it."""

from __future__ import annotations

import csv
from datetime import timedelta
from pathlib import Path

import pytest

from desktop.domain.errors import NotAllowed, RuleViolation, Unavailable
from desktop.domain.permissions import Role
from desktop.domain.utilisation import By, Tally, lines_of
from desktop.domain.visits import Appointment
from desktop.operations.booking import book_appointment, cancel_appointment
from desktop.operations.extras import add_extra
from desktop.operations.sessions import block_slot
from desktop.operations.utilisation import HEAD, read_utilisation, write_utilisation
from desktop.operations.visits import mark_arrived, mark_did_not_attend, mark_left_unseen
from desktop.operations.work import Actor
from tests.operations.conftest import TODAY, SmallPractice


def _tally(practice: SmallPractice) -> Tally:
    uses = practice.desk.read(read_utilisation, first_on=TODAY, last_on=TODAY)
    (use,) = uses
    assert use.session_id == practice.session
    return use.tally


def _book(practice: SmallPractice, person: str, *places: int) -> Appointment:
    slots = tuple(practice.slots[place] for place in places)
    return practice.desk.act(book_appointment, patient_id=person, slot_ids=slots).value


def _cancel(practice: SmallPractice, visit: Appointment) -> None:
    practice.desk.act(
        cancel_appointment, appointment_id=visit.id, version=visit.version, code="pat"
    )


def test_a_session_nobody_booked_offers_all_its_places(practice: SmallPractice) -> None:
    assert _tally(practice) == Tally(offered=9)


def test_each_way_a_place_can_end_is_counted_once(practice: SmallPractice) -> None:
    missed, late, double = (
        _book(practice, practice.rosa, 0),
        _book(practice, practice.maggie, 1),
        _book(practice, practice.kwame, 2, 3),
    )
    practice.desk.act(block_slot, slot_id=practice.slots[5], version=1, reason="Away")
    practice.desk.act(
        add_extra,
        patient_id=practice.rosa,
        session_id=practice.session,
        start_at=double.start_at,
        length_minutes=10,
        slot_type_id=practice.routine,
        why="Agreed",
    )
    assert missed.start_at is not None
    assert _tally(practice) == Tally(9, 4, 1, extras=1)
    _cancel(practice, late)
    _cancel(practice, double)
    practice.clock.set(missed.start_at + timedelta(minutes=6))
    practice.desk.act(mark_did_not_attend, appointment_id=missed.id, version=missed.version)
    assert _tally(practice) == Tally(9, 1, 1, cancelled_late=3, did_not_attend=1, extras=1)


def test_a_place_taken_again_is_not_lost_and_one_cancelled_in_time_neither(
    practice: SmallPractice,
) -> None:
    late, again = _book(practice, practice.rosa, 0), _book(practice, practice.maggie, 1)
    _cancel(practice, late)
    _cancel(practice, again)
    _book(practice, practice.kwame, 1)
    assert _tally(practice) == Tally(9, 1, cancelled_late=1)
    practice.clock.set(practice.clock() - timedelta(days=3))
    in_time = _book(practice, practice.rosa, 2)
    _cancel(practice, in_time)
    assert _tally(practice) == Tally(9, 1, cancelled_late=1)


def test_seats_of_a_group_are_lost_one_by_one(practice: SmallPractice) -> None:
    group = len(practice.slots) - 1
    people = (practice.rosa, practice.maggie, practice.kwame)
    visits = [_book(practice, person, group) for person in people]
    for visit in visits[:2]:
        _cancel(practice, visit)
    assert _tally(practice) == Tally(9, 1, cancelled_late=2)
    _book(practice, practice.rosa, group)
    assert _tally(practice) == Tally(9, 2, cancelled_late=1)


def test_somebody_who_left_unseen_lost_their_place(practice: SmallPractice) -> None:
    visit = _book(practice, practice.rosa, 0)
    here = practice.desk.act(mark_arrived, appointment_id=visit.id, version=visit.version).value
    practice.desk.act(mark_left_unseen, appointment_id=here.id, version=here.version)
    assert _tally(practice) == Tally(9, 0, cancelled_late=1)


def test_dates_and_rights_are_checked(practice: SmallPractice) -> None:
    for last_on, words in ((TODAY - timedelta(days=1), "before"), (TODAY.replace(2029), "years")):
        with pytest.raises(RuleViolation, match=words) as slip:
            practice.desk.read(read_utilisation, first_on=TODAY, last_on=last_on)
        assert slip.value.field == "last_on"
    practice.desk.actor = Actor("Priya Nair", Role.RECEPTIONIST)
    with pytest.raises(NotAllowed):
        practice.desk.read(read_utilisation, first_on=TODAY, last_on=TODAY)


def test_the_file_has_a_row_a_line_and_no_formula(practice: SmallPractice, tmp_path: Path) -> None:
    practice.make_session(clinician_id=practice.nurse, room_id=practice.other_room)
    _book(practice, practice.rosa, 0)
    uses = practice.desk.read(read_utilisation, first_on=TODAY, last_on=TODAY)
    file = tmp_path / "use.csv"
    write_utilisation(file, lines_of(uses, By.SESSION), zone="Europe/London")
    head, *rows = list(csv.reader(file.read_text("utf-8-sig").splitlines()))
    assert tuple(head) == HEAD
    named = [dict(zip(head, row, strict=True)) for row in rows]
    assert [one["clinician"] for one in named] == ["Dr Anjali Patel", "Grace Adeyemi"]
    first = named[0]
    assert (first["date"], first["start"], first["end"]) == ("2026-11-18", "11:00", "13:00")
    assert (first["offered"], first["booked"], first["not_taken"]) == ("9", "1", "8")
    assert first["used_percent"] == "11"
    assert "Marín" not in file.read_text("utf-8-sig")
    with pytest.raises(Unavailable, match=r"use\.csv can’t be written"):
        write_utilisation(tmp_path / "none" / "use.csv", (), zone="Europe/London")
