"""What is told first at one desk while another acts on a visit of that person: it is not missed.

Of PostgreSQL alone: on SQLite one act waits for the other from its beginning.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text, update

from desktop.domain.errors import RuleViolation
from desktop.domain.ids import PatientId, SlotId
from desktop.domain.needs import NeedState
from desktop.domain.practice_setup import SlotTypeDetails
from desktop.domain.preference_rules import Told
from desktop.domain.session_changes import CancelSession, GiveSession
from desktop.domain.visits import Appointment
from desktop.operations.booking import book_appointment, cancel_appointment, move_appointment
from desktop.operations.checks import check_rows
from desktop.operations.merging import merge_patients, read_merged_record, unmerge_patient
from desktop.operations.needs_said import mark_needs
from desktop.operations.preferences import record_preference
from desktop.operations.rebooking import rebook_visit
from desktop.operations.session_changes import change_sessions
from desktop.operations.setup_reads import read_setup
from desktop.operations.setup_records import change_room
from desktop.operations.slot_types import change_slot_type
from desktop.operations.swapping import swap_appointments
from desktop.operations.trips import Moving, move_together
from desktop.operations.undo import undo
from desktop.operations.visit_needs import find_out_of_step
from desktop.operations.waiting_list import accept_offer, offer_time
from desktop.operations.work import Work
from desktop.persistence.engine import open_database
from desktop.persistence.merging import lock_records
from desktop.persistence.tables import rooms, slots
from tests.operations.change_cases import changing, two_days
from tests.operations.conftest import SmallPractice, slots_of
from tests.operations.test_races import OtherDesk
from tests.operations.test_visit_needs import book, later_slots, needs_of, states, tell
from tests.operations.together_scene import booked_trip, free_on, give_sessions
from tests.operations.waiting_cases import free_slots, waits

ON_SERVER = pytest.mark.parametrize("engine_url", ["postgresql"], indirect=True)
AGREED = frozenset({"swap", "same_time", "channel", "kind", "shorter", "made_since", "past"})
LONGEST_SECONDS = 0.4
"""So long the one who is to be waited for stands still at the most."""

Act = tuple[Callable[..., Any], dict[str, Any]]


def let_go_once_waited_for(other: OtherDesk, url: str) -> threading.Thread:
    """Let the other desk go on as soon as somebody waits for it."""
    waiting = text(
        "SELECT count(*) FROM pg_stat_activity "
        "WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )

    def look() -> None:
        database = open_database(url)
        until = time.monotonic() + LONGEST_SECONDS
        while time.monotonic() < until:
            with database.reading() as db:
                if db.execute(waiting).scalar_one():
                    break
        other.go_on.set()
        database.close()

    thread = threading.Thread(target=look)
    thread.start()
    return thread


def at_once(practice: SmallPractice, url: str, locks: Path, first: Act, second: Act) -> None:
    """Do one act while another stands still before its end, at another desk."""
    other = OtherDesk(practice, url, locks)
    (operation, arguments), (then, others) = first, second
    thread = other.start(_agreed(operation), **arguments)
    looking = let_go_once_waited_for(other, url)
    try:
        practice.desk.act(then, agreed=AGREED, **others)
    finally:
        thread.join()
        looking.join()
        other.desk.close()
    assert other.error is None


def _agreed(operation: Callable[..., Any]) -> Callable[..., Any]:
    def run(work: Any, **arguments: Any) -> Any:
        work.agreed = AGREED
        return operation(work, **arguments)

    return run


def _visit(practice: SmallPractice, slot: Any) -> dict[str, Any]:
    visit = book(practice, slot).value
    return {"appointment_id": visit.id, "version": visit.version}


def _move(practice: SmallPractice) -> Act:
    first, second, *_ = later_slots(practice)
    return move_appointment, _visit(practice, first) | {"slot_ids": (second,)}


def _swap(practice: SmallPractice) -> Act:
    first, second, *_ = later_slots(practice)
    theirs = book(practice, second, practice.rosa).value
    other = {"other_id": theirs.id, "other_version": theirs.version}
    return swap_appointments, _visit(practice, first) | other


def _rebook(practice: SmallPractice) -> Act:
    session, _ = two_days(practice)
    change = changing(practice, CancelSession(session))
    made = practice.desk.act(change_sessions, **change).value.rebooked
    given = {"rebooking_id": made[1], "version": 1}
    practice.session = practice.make_session(
        clinician_id=practice.nurse, room_id=practice.other_room, on_date=practice.tomorrow
    )
    return rebook_visit, given | {"slot_ids": slots_of(practice)[:1]}


def _take_offer(practice: SmallPractice) -> Act:
    first, *_, last = free_slots(practice)[:4]
    visit = _visit(practice, first)["appointment_id"]
    wish = waits(practice, practice.maggie, appointment_id=visit)
    given = {"wish_id": wish, "version": 1, "slot_ids": (last,)}
    made = practice.desk.act(offer_time, **given).value
    return accept_offer, {"offer_id": made.id, "version": 1}


def _move_trip(practice: SmallPractice) -> Act:
    trip = booked_trip(practice, practice.maggie)
    return _together_on(practice, trip, trip[0].on_date)


def _together_on(practice: SmallPractice, trip: Sequence[Appointment], on: date) -> Act:
    """Move both visits of a trip to the first times of a day that are one trip."""
    one, other = trip
    to = free_on(practice, on, practice.nurse)[0]
    after = free_on(practice, on, practice.doctor)
    then = next(each for each in after if each.start_at == to.end_at)
    moving = (Moving(one.id, 1, to.slot_ids), Moving(other.id, 1, then.slot_ids))
    return move_together, {"visits": moving}


def _swap_past(practice: SmallPractice) -> Act:
    act = _swap(practice)
    practice.clock.advance(days=1)
    return act


def _move_missed_trip(practice: SmallPractice) -> Act:
    trip = booked_trip(practice, practice.maggie)
    on = trip[0].on_date + timedelta(days=7)
    give_sessions(practice, on, slots=3)
    give_sessions(practice, on, who=practice.doctor, room=practice.room, slots=5)
    practice.clock.advance(days=2)
    return _together_on(practice, trip, on)


def _give_session(practice: SmallPractice) -> Act:
    with practice.desk.database.writing() as db:
        there = rooms.c.id == practice.other_room
        db.execute(update(rooms).where(there).values(features=("step-free",)))
    session, _ = two_days(practice)
    change = GiveSession(session, room_id=practice.other_room)
    return change_sessions, changing(practice, change)


def _change_room(practice: SmallPractice) -> Act:
    book(practice, later_slots(practice)[0])
    known = practice.desk.read(read_setup).rooms
    (room,) = [one for one in known if one.id == practice.other_room]
    details = replace(room.details, features=("step-free",))
    return change_room, {"room_id": room.id, "version": room.version, "details": details}


def _change_kind(practice: SmallPractice) -> Act:
    book(practice, later_slots(practice)[0])
    details = SlotTypeDetails("Routine", "Rou", "R", 5)
    given = {"slot_type_id": practice.routine, "version": 1, "details": details}
    return change_slot_type, given


def _move_back(practice: SmallPractice) -> Act:
    operation, arguments = _move(practice)
    return undo, {"inverse": practice.desk.act(operation, **arguments).undo}


ACTS: dict[str, tuple[Callable[[SmallPractice], Act], str]] = {
    "move": (_move, "first-slot"),
    "swap": (_swap, "first-slot"),
    "rebook": (_rebook, "first-slot"),
    "take an offer": (_take_offer, "first-slot"),
    "move a trip": (_move_trip, "first-slot"),
    "move a missed trip": (_move_missed_trip, "first-slot"),
    "swap a past visit": (_swap_past, "first-slot"),
    "give a session": (_give_session, "step-free"),
    "change a room": (_change_room, "step-free"),
    "change a kind": (_change_kind, "double-length"),
    "undo a move": (_move_back, "first-slot"),
}
"""Acts on a visit of somebody who has told nothing, and what they then need otherwise."""


@ON_SERVER
@pytest.mark.parametrize("first", ["tell", "act"])
@pytest.mark.parametrize("name", ACTS)
def test_what_is_told_first_while_somebody_acts_is_not_missed(
    practice: SmallPractice, engine_url: str, tmp_path: Path, name: str, first: str
) -> None:
    prepare, kind = ACTS[name]
    act = prepare(practice)
    given = {"patient_id": practice.maggie, "kind": kind, "told": Told()}
    both = {"tell": (record_preference, given), "act": act}
    locks = tmp_path / "locks"
    at_once(practice, engine_url, locks, both.pop(first), *both.values())
    assert practice.desk.read(lambda reading: list(find_out_of_step(reading))) == []


def _last_slot(practice: SmallPractice) -> SlotId:
    """The last time of all, in the room and of the kind that change."""
    with practice.desk.database.reading() as db:
        query = select(slots.c.id).order_by(slots.c.start_at.desc()).limit(1)
        return db.execute(query).scalar_one()


@ON_SERVER
@pytest.mark.parametrize("first", ["book", "change", "take back"])
@pytest.mark.parametrize("name", ["change a room", "change a kind"])
def test_a_visit_booked_while_set_up_changes_follows_what_it_says_then(
    practice: SmallPractice, engine_url: str, tmp_path: Path, name: str, first: str
) -> None:
    prepare, kind = ACTS[name]
    tell(practice, kind, who=practice.rosa)
    change = prepare(practice)
    if first == "take back":
        operation, arguments = change
        change = undo, {"inverse": practice.desk.act(operation, **arguments).undo}
    given = {"patient_id": practice.rosa, "slot_ids": (_last_slot(practice),)}
    both: dict[str, Act] = {"book": (book_appointment, given), "change": change}
    began = "book" if first == "book" else "change"
    at_once(practice, engine_url, tmp_path / "locks", both.pop(began), *both.values())
    assert practice.desk.read(lambda reading: list(find_out_of_step(reading))) == []


def _merged(practice: SmallPractice) -> Any:
    """Merge Rosa, who told something, into Maggie; Rosa is asked about a time."""
    tell(practice, "bsl", who=practice.rosa)
    both = {"survivor_id": practice.maggie, "survivor_version": 1}
    return practice.desk.act(merge_patients, other_id=practice.rosa, other_version=1, **both)


@ON_SERVER
@pytest.mark.parametrize("first", ["part", "book"])
def test_records_that_go_apart_while_somebody_books_leave_no_need_of_the_other(
    practice: SmallPractice, engine_url: str, tmp_path: Path, first: str
) -> None:
    given = {"patient_id": practice.maggie, "slot_ids": later_slots(practice)[:1]}
    both: dict[str, Act] = {
        "part": (undo, {"inverse": _merged(practice).undo}),
        "book": (book_appointment, given),
    }
    at_once(practice, engine_url, tmp_path / "locks", both.pop(first), *both.values())
    assert practice.desk.read(lambda reading: list(find_out_of_step(reading))) == []


def _slowly(other: OtherDesk, people: Sequence[PatientId], act: Act) -> Act:
    """The same act, standing still once it has its people, and what it changes is still to come."""
    operation, arguments = act

    def run(work: Work, **given: Any) -> Any:
        lock_records(work.db, people)
        other.inside.set()
        assert other.go_on.wait(20)
        return operation(work, **given)

    return run, arguments


@ON_SERVER
@pytest.mark.parametrize("way", ["part", "take back"])
def test_records_go_apart_while_an_offer_is_taken_and_nobody_waits_in_a_ring(
    practice: SmallPractice, engine_url: str, tmp_path: Path, way: str
) -> None:
    """The wish was made since the merge: with the records apart it is Rosa's, or Maggie's again."""
    slots = free_slots(practice)
    _merged(practice)
    practice.clock.advance(minutes=1)
    wish = waits(practice, practice.maggie)
    made = practice.desk.act(offer_time, wish_id=wish, version=1, slot_ids=slots[:1]).value
    record = practice.desk.read(read_merged_record, patient_id=practice.rosa)
    theirs = tuple(key for key, _ in record.made_since)
    part = {"patient_id": practice.rosa, "version": record.version, "theirs": theirs}
    act: Act = (unmerge_patient, part)
    if way == "take back":
        act = (undo, {"inverse": practice.desk.act(unmerge_patient, agreed=AGREED, **part).undo})
    other = OtherDesk(practice, engine_url, tmp_path / "locks")
    operation, arguments = _slowly(other, (practice.rosa, practice.maggie), act)
    thread = other.start(_agreed(operation), **arguments)
    looking = let_go_once_waited_for(other, engine_url)
    taken = practice.desk.act(accept_offer, offer_id=made.id, version=1)
    thread.join()
    looking.join()
    assert other.error is None
    other.desk.close()
    assert taken.value.patient_id == (practice.rosa if way == "part" else practice.maggie)
    assert practice.desk.read(lambda reading: list(find_out_of_step(reading))) == []


@ON_SERVER
@pytest.mark.parametrize("first", ["arrange", "cancel"])
def test_what_is_arranged_while_somebody_cancels_is_called_off_or_refused(
    practice: SmallPractice, engine_url: str, tmp_path: Path, first: str
) -> None:
    tell(practice, "bsl")
    visit = _visit(practice, later_slots(practice)[0])
    (need,) = needs_of(practice)
    both: dict[str, Act] = {
        "arrange": (mark_needs, {"needs": ((need["id"], 1),), "state": NeedState.READY}),
        "cancel": (cancel_appointment, visit | {"code": "pat"}),
    }
    then = {"arrange": nullcontext(), "cancel": pytest.raises(RuleViolation, match="cancelled")}
    with then[first]:
        at_once(practice, engine_url, tmp_path / "locks", both.pop(first), *both.values())
    assert states(practice)["bsl"] in (NeedState.TO_CALL_OFF, NeedState.TO_ARRANGE)
    with practice.desk.database.reading() as db:
        (row,) = check_rows(db, now=practice.clock(), zone="Europe/London", only=("needs",))
    assert row.violations == ()
