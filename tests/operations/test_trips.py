"""Visits on one trip, on both engines: both or none, moved and cancelled together or parted."""

from __future__ import annotations

import threading
from datetime import time, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, update

from desktop.domain.asked import Asked
from desktop.domain.errors import Conflict, NeedsAgreement, NotAllowed, RuleViolation
from desktop.domain.needs import NeedState
from desktop.domain.permissions import Role
from desktop.domain.preference_rules import Told
from desktop.domain.visits import Appointment, State
from desktop.operations.booking import book_appointment, cancel_appointment, move_appointment
from desktop.operations.checks import check_rows
from desktop.operations.deaths import cancel_future_visits, record_death
from desktop.operations.merging import merge_patients, read_merged_record, unmerge_patient
from desktop.operations.needs_said import mark_needs
from desktop.operations.people_reads import read_patient_card
from desktop.operations.preferences import record_preference
from desktop.operations.swapping import swap_appointments
from desktop.operations.to_arrange import list_to_arrange
from desktop.operations.trip_times import suggest_trips
from desktop.operations.trips import (
    Moving,
    book_together,
    cancel_together,
    move_together,
    read_trip,
)
from desktop.operations.undo import undo
from desktop.operations.wording import copy_wording
from desktop.operations.work import Actor
from desktop.persistence.settings import write_setting
from desktop.persistence.tables import appointments, slots
from tests.operations.conftest import SmallPractice, slots_of
from tests.operations.test_races import OtherDesk
from tests.operations.together_scene import (
    booked_trip,
    first_day,
    free_on,
    give_sessions,
    trip_of,
)

ZONE = "Europe/London"
ON_SQLITE = pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)
"""What no engine decides about is tried on one."""


def sound(practice: SmallPractice) -> bool:
    with practice.desk.database.reading() as db:
        only = ("visits", "places", "needs")
        rows = check_rows(db, now=practice.clock(), zone=ZONE, only=only)
    return [one.violations for one in rows] == [()] * 3


def on_trip(practice: SmallPractice, visit: Appointment) -> int:
    found = practice.desk.read(read_trip, appointment_id=visit.id)
    return len(found.others)


def row_of(practice: SmallPractice, visit: Appointment) -> Any:
    with practice.desk.database.reading() as db:
        return db.execute(select(appointments).where(appointments.c.id == visit.id)).one()


@ON_SQLITE
def test_the_trips_that_fit_are_offered_best_first(practice: SmallPractice) -> None:
    first = first_day(practice)
    give_sessions(practice, first)
    give_sessions(practice, first, who=practice.doctor, room=practice.room, slots=5)
    nurse = Asked(slot_type_id=practice.routine, clinician_id=practice.nurse)
    doctor = Asked(slot_type_id=practice.routine, clinician_id=practice.doctor)
    given = {"patient_id": practice.rosa, "first": nurse, "second": doctor}
    found = practice.desk.read(suggest_trips, **given)
    said = [(one.visits[0].time.start_at.strftime("%H:%M"), one.gap_minutes) for one in found.trips]
    assert said == [("09:00", 0), ("09:10", 0), ("09:20", 0)]
    assert found == practice.desk.read(suggest_trips, **given), "the same answer each time"
    other = practice.desk.read(suggest_trips, **(given | {"any_order": True}))
    assert any(one.swapped for one in other.trips)


def test_two_visits_are_booked_on_one_trip_and_taken_back_as_one(
    practice: SmallPractice,
) -> None:
    done = practice.desk.act(book_together, **trip_of(practice, practice.maggie))
    one, other = done.value
    assert done.words.startswith("Booked Maggie Hughes, ")
    assert "09:10 and 09:20, on one trip." in done.words
    assert one.trip_id == other.trip_id is not None
    assert on_trip(practice, one) == 1
    assert sound(practice)
    assert done.undo is not None
    practice.desk.act(undo, inverse=done.undo)
    assert {row_of(practice, each).state for each in done.value} == {State.ENTERED_IN_ERROR}
    assert sound(practice)


def test_where_one_time_is_gone_neither_is_booked(practice: SmallPractice) -> None:
    given = trip_of(practice, practice.maggie)
    wanted = {"patient_id": practice.kwame, "slot_ids": given["visits"][1].slot_ids}
    practice.desk.act(book_appointment, **wanted)
    with pytest.raises(Conflict, match="Nothing was booked"):
        practice.desk.act(book_together, **given)
    with practice.desk.database.reading() as db:
        count = select(func.count()).where(appointments.c.patient_id == practice.maggie)
        assert db.execute(count).scalar_one() == 0
    assert sound(practice)


def test_of_two_desks_after_the_same_trip_one_waits_and_gets_neither(
    practice: SmallPractice, engine_url: str, tmp_path: Path
) -> None:
    """The second asks for the same times the other way round, and waits for the first."""
    given = trip_of(practice, practice.maggie)
    other = OtherDesk(practice, engine_url, tmp_path / "locks")
    theirs = {"patient_id": practice.kwame, "visits": given["visits"][::-1]}
    thread = other.start(book_together, **theirs)
    let_go = threading.Timer(0.2, other.go_on.set)
    let_go.start()
    with pytest.raises(Conflict, match="Nothing was booked"):
        practice.desk.act(book_together, **given)
    thread.join(20)
    let_go.join()
    assert other.error is None
    other.desk.close()
    with practice.desk.database.reading() as db:
        booked = db.execute(select(appointments.c.patient_id)).scalars().all()
    assert booked == [practice.kwame] * 2
    assert sound(practice)


@ON_SQLITE
def test_times_that_are_no_trip_are_refused(practice: SmallPractice) -> None:
    given = trip_of(practice, practice.maggie)
    one, other = given["visits"]
    with pytest.raises(RuleViolation, match="two visits"):
        practice.desk.act(book_together, patient_id=practice.maggie, visits=(one,))
    day = practice.clock().date()
    give_sessions(practice, day, hour=14)
    late = free_on(practice, day, practice.nurse)[-1]
    far = type(one)(late.slot_ids)
    with pytest.raises(RuleViolation) as caught:
        practice.desk.act(book_together, patient_id=practice.maggie, visits=(far, other))
    assert caught.value.code == "trip"


@ON_SQLITE
def test_cancelling_one_says_that_the_other_belongs_to_it(practice: SmallPractice) -> None:
    one, other = booked_trip(practice, practice.maggie)
    given = {"appointment_id": one.id, "version": one.version, "code": "pat"}
    with pytest.raises(NeedsAgreement) as caught:
        practice.desk.act(cancel_appointment, **given)
    (asked,) = caught.value.asked
    assert asked.code == "trip"
    assert asked.message == (
        "It belongs with 09:20 with Dr Anjali Patel, on the same trip. Cancel this one alone?"
    )
    practice.desk.act(cancel_appointment, **given, agreed=frozenset({"trip"}))
    assert on_trip(practice, other) == 0
    later = {"appointment_id": other.id, "version": row_of(practice, other).version}
    practice.desk.act(cancel_appointment, **later, code="pat")
    assert sound(practice)


def test_both_are_cancelled_in_one_act_and_come_back_in_one(practice: SmallPractice) -> None:
    trip = booked_trip(practice, practice.maggie)
    visits = [(one.id, one.version) for one in trip]
    done = practice.desk.act(cancel_together, visits=visits, code="pat")
    assert done.words.startswith("Cancelled Maggie Hughes, ")
    assert done.words.endswith(" 09:10 and 09:20.")
    assert done.undo is not None
    practice.desk.act(undo, inverse=done.undo)
    assert on_trip(practice, trip[0]) == 1
    assert {row_of(practice, one).state for one in trip} == {State.BOOKED}
    assert sound(practice)


def test_moved_within_the_trip_nothing_is_asked_and_elsewhere_it_parts(
    practice: SmallPractice,
) -> None:
    one, other = booked_trip(practice, practice.maggie)
    assert other.start_at is not None
    day = other.on_date
    later = [
        free for free in free_on(practice, day, practice.doctor) if free.start_at > other.start_at
    ]
    moved = practice.desk.act(
        move_appointment, appointment_id=other.id, version=1, slot_ids=later[0].slot_ids
    ).value
    assert on_trip(practice, one) == 1
    give_sessions(practice, day, who=practice.doctor, room=practice.room, hour=15)
    far = free_on(practice, day, practice.doctor)[-1]
    given = {"appointment_id": other.id, "version": moved.version, "slot_ids": far.slot_ids}
    with pytest.raises(NeedsAgreement, match="It belongs with 09:10 with Grace Adeyemi"):
        practice.desk.act(move_appointment, **given)
    done = practice.desk.act(move_appointment, **given, agreed=frozenset({"trip"}))
    assert row_of(practice, one).trip_id is None
    assert row_of(practice, other).trip_id is None
    assert done.undo is not None
    practice.desk.act(undo, inverse=done.undo)
    assert on_trip(practice, one) == 1
    assert sound(practice)


def test_both_are_moved_in_one_act_and_stay_together(practice: SmallPractice) -> None:
    trip = booked_trip(practice, practice.maggie)
    other = trip_of(practice, practice.maggie)["visits"]
    visits = [Moving(one.id, one.version, to.slot_ids) for one, to in zip(trip, other, strict=True)]
    done = practice.desk.act(move_together, visits=visits)
    assert {one.on_date for one in done.value} != {one.on_date for one in trip}
    assert on_trip(practice, trip[0]) == 1
    assert sound(practice)
    with pytest.raises(Conflict, match="Nothing was changed"):
        practice.desk.act(move_together, visits=visits)
    assert done.undo is not None
    practice.desk.act(undo, inverse=done.undo)
    assert {row_of(practice, one).on_date for one in trip} == {trip[0].on_date}


def test_both_take_each_others_times_in_one_act(practice: SmallPractice) -> None:
    trip = booked_trip(practice, practice.maggie)
    has = [practice.desk.read(read_trip, appointment_id=one.id).visit.slot_ids for one in trip]
    visits = [Moving(trip[0].id, 1, has[1]), Moving(trip[1].id, 1, has[0])]
    done = practice.desk.act(move_together, visits=visits, agreed=frozenset({"kind"}))
    assert [one.slot_ids for one in done.value] == has[::-1]
    assert on_trip(practice, trip[0]) == 1
    assert sound(practice)
    assert done.undo is not None
    practice.desk.act(undo, inverse=done.undo)
    assert [row_of(practice, one).start_at for one in trip] == [one.start_at for one in trip]
    assert sound(practice)


@ON_SQLITE
def test_moving_both_by_a_slot_asks_about_no_visit_but_one_that_stays(
    practice: SmallPractice,
) -> None:
    trip = booked_trip(practice, practice.maggie)
    free = [free_on(practice, trip[0].on_date, who) for who in (practice.nurse, practice.doctor)]
    assert trip[1].start_at is not None
    first = next(one for one in free[0] if one.start_at == trip[1].start_at)
    second = next(one for one in free[1] if one.start_at == first.end_at)
    visits = [Moving(trip[0].id, 1, first.slot_ids), Moving(trip[1].id, 1, second.slot_ids)]
    practice.session = practice.make_session(
        clinician_id=practice.nurse, room_id=practice.other_room, on_date=trip[0].on_date,
        start_local=time(9, 30), end_local=time(9, 40), pattern=practice.pattern_of(1),
    )  # fmt: skip
    stays = {"patient_id": practice.maggie, "slot_ids": slots_of(practice)}
    made = practice.desk.act(book_appointment, **stays)
    with pytest.raises(NeedsAgreement) as caught:
        practice.desk.act(move_together, visits=visits)
    assert caught.value.codes == {"same_time"}
    assert made.undo is not None
    practice.desk.act(undo, inverse=made.undo)
    moved = practice.desk.act(move_together, visits=visits).value
    assert [one.start_at for one in moved] == [first.start_at, second.start_at]


def test_both_are_moved_to_times_not_open_yet_by_whoever_may_open_them_alone(
    practice: SmallPractice,
) -> None:
    trip = booked_trip(practice, practice.maggie)
    other = trip_of(practice, practice.maggie)["visits"]
    keys = [key for one in other for key in one.slot_ids]
    with practice.desk.database.writing() as db:
        opens = {"release_at": practice.clock() + timedelta(hours=1)}
        db.execute(update(slots).where(slots.c.id.in_(keys)).values(opens))
        write_setting(db, "reception_may_book_early", False)
    practice.desk.start()
    practice.desk.actor = Actor("Priya Nair", Role.RECEPTIONIST)
    visits = [Moving(one.id, one.version, to.slot_ids) for one, to in zip(trip, other, strict=True)]
    agreed = {"agreed": frozenset({"early"}), "agreed_why": "Dr Patel asked"}
    with pytest.raises(NotAllowed):
        practice.desk.act(move_together, visits=visits, **agreed)
    practice.desk.actor = Actor("Ruth Cohen", Role.MANAGER)
    practice.desk.act(move_together, visits=visits, **agreed)
    assert on_trip(practice, trip[0]) == 1


def test_what_is_to_arrange_or_to_call_off_of_both_is_said(practice: SmallPractice) -> None:
    told = Told((("how", "in-person"),))
    given = {"patient_id": practice.maggie, "kind": "bsl", "told": told}
    practice.desk.act(record_preference, **given)
    trip = booked_trip(practice, practice.maggie)
    keys = tuple((one.id, one.version) for one in practice.desk.read(list_to_arrange))
    practice.desk.act(mark_needs, needs=keys, state=NeedState.READY)
    other = trip_of(practice, practice.maggie)["visits"]
    to = [Moving(one.id, one.version, at.slot_ids) for one, at in zip(trip, other, strict=True)]
    moved = practice.desk.act(move_together, visits=to)
    assert "To arrange: book a BSL interpreter" in moved.words
    visits = [(one.id, one.version) for one in moved.value]
    cancelled = practice.desk.act(cancel_together, visits=visits, code="pat")
    assert cancelled.words.endswith("To call off: BSL interpreter.")
    assert cancelled.words.count("call off") == 1


def test_where_one_of_both_new_times_is_gone_neither_is_moved(practice: SmallPractice) -> None:
    trip = booked_trip(practice, practice.maggie)
    other = trip_of(practice, practice.maggie)["visits"]
    taken = {"patient_id": practice.kwame, "slot_ids": other[1].slot_ids}
    practice.desk.act(book_appointment, **taken)
    visits = [Moving(one.id, one.version, to.slot_ids) for one, to in zip(trip, other, strict=True)]
    with pytest.raises(Conflict):
        practice.desk.act(move_together, visits=visits)
    assert {row_of(practice, one).on_date for one in trip} == {trip[0].on_date}
    assert on_trip(practice, trip[0]) == 1
    assert sound(practice)


def test_a_visit_swapped_away_from_its_trip_is_asked_about(practice: SmallPractice) -> None:
    one, other = booked_trip(practice, practice.maggie)
    give_sessions(practice, one.on_date, hour=14)
    late = free_on(practice, one.on_date, practice.nurse)[-1]
    wanted = {"patient_id": practice.kwame, "slot_ids": late.slot_ids}
    theirs = practice.desk.act(book_appointment, **wanted).value
    given = {
        "appointment_id": one.id, "version": one.version,
        "other_id": theirs.id, "other_version": theirs.version,
    }  # fmt: skip
    with pytest.raises(NeedsAgreement) as caught:
        practice.desk.act(swap_appointments, **given)
    assert caught.value.codes == {"swap", "trip"}
    done = practice.desk.act(swap_appointments, **given, agreed=caught.value.codes)
    assert on_trip(practice, other) == 0
    assert sound(practice)
    assert done.undo is not None
    practice.desk.act(undo, inverse=done.undo)
    assert on_trip(practice, other) == 1


@ON_SQLITE
def test_of_somebody_who_died_both_are_cancelled_without_a_question(
    practice: SmallPractice,
) -> None:
    trip = booked_trip(practice, practice.maggie)
    practice.desk.act(record_death, patient_id=practice.maggie, version=1)
    practice.desk.act(cancel_future_visits, patient_id=practice.maggie)
    assert {row_of(practice, one).state for one in trip} == {State.CANCELLED}


def test_a_visit_handed_to_somebody_else_leaves_its_trip(practice: SmallPractice) -> None:
    twin = practice.rosa
    given = {"survivor_id": practice.maggie, "survivor_version": 1, "other_id": twin}
    practice.desk.act(merge_patients, **given, other_version=1)
    practice.clock.advance(minutes=1)
    one, other = booked_trip(practice, practice.maggie)
    merged = practice.desk.read(read_merged_record, patient_id=twin)
    theirs = tuple(key for key, _ in merged.made_since if one.id in key)
    practice.desk.act(
        unmerge_patient, patient_id=twin, version=merged.version, theirs=theirs,
        agreed=frozenset({"made_since"}),
    )  # fmt: skip
    assert row_of(practice, one).patient_id == twin
    assert row_of(practice, other).trip_id is None
    assert sound(practice)


@ON_SQLITE
def test_the_card_and_the_wording_name_the_other_visit(practice: SmallPractice) -> None:
    one, other = booked_trip(practice, practice.maggie)
    card = practice.desk.read(read_patient_card, patient_id=practice.maggie)
    lines = [line for line in (*card.today, *card.coming) if line.trip_id == one.trip_id]
    assert {line.id for line in lines} == {one.id, other.id}
    text = practice.desk.act(copy_wording, appointment_id=one.id).value
    assert "On the same trip: 09:20 with Dr Anjali Patel." in text
