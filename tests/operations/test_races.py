"""Races, on both engines: many processes after the same places, and a block against a booking."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from sqlalchemy import select

from desktop.domain.errors import AppError, Conflict
from desktop.domain.permissions import Role
from desktop.domain.session_changes import CancelSession
from desktop.domain.sessions import SessionState, SlotState
from desktop.operations.booking import book_appointment, cancel_appointment
from desktop.operations.checks import INVARIANTS, check_database
from desktop.operations.desk import Desk, open_desk
from desktop.operations.outcome import Outcome
from desktop.operations.rebooking import list_rebookings, rebook_visit
from desktop.operations.session_changes import change_sessions
from desktop.operations.sessions import block_slot
from desktop.operations.work import Actor, Work
from desktop.persistence.engine import open_database
from desktop.persistence.tables import places, slots
from tests.operations.change_cases import changing, two_days
from tests.operations.change_scene import assert_whole, session_row
from tests.operations.conftest import SmallPractice
from tests.race.harness import count_visits_without_their_place, run_race
from tests.race.scene import lay_scene

PROCESSES = 16
TRIES = 200
SLOTS = 200
FEWER = 8
"""Processes, and a hundred tries each, where fewer show as much."""


def test_of_16_processes_after_the_same_places_none_is_taken_twice_and_none_is_lost(
    engine_url: str, tmp_path: Path
) -> None:
    scene = lay_scene(engine_url, slot_count=SLOTS, people=PROCESSES * TRIES)
    race = run_race(scene, tmp_path / "race", what=["book"] * PROCESSES, tries=TRIES)
    assert race.taken_twice == 0
    assert race.missing == []
    assert race.unasked == []
    assert race.errors == {}
    assert len(race.having("won")) == SLOTS
    assert {one.what for one in race.having("lost")} == {"taken"}
    assert count_visits_without_their_place(engine_url) == 0
    found = {row.invariant: row.violations for row in check_database(engine_url)}
    assert found == dict.fromkeys(INVARIANTS, ())


def test_the_same_race_with_a_naive_write_takes_places_twice(
    engine_url: str, tmp_path: Path
) -> None:
    scene = lay_scene(engine_url, slot_count=100, people=FEWER * 100)
    race = run_race(scene, tmp_path / "race", what=["naive"] * FEWER, tries=100)
    assert race.taken_twice > 0
    assert race.errors == {}


def test_a_slot_blocked_and_booked_at_once_ends_as_one_of_the_two(
    engine_url: str, tmp_path: Path
) -> None:
    scene = lay_scene(engine_url, slot_count=100, people=FEWER * 100)
    race = run_race(scene, tmp_path / "race", what=["book", "block"] * (FEWER // 2), tries=100)
    assert race.errors == {}
    assert {one.what for one in race.having("lost")} <= {"taken", "blocked", "stale"}
    database = open_database(engine_url)
    with database.reading() as db:
        taken = select(places.c.slot_id).where(places.c.appointment_id.is_not(None))
        closed = select(slots.c.id).where(slots.c.state == SlotState.BLOCKED)
        booked = {row.slot_id for row in db.execute(taken)}
        blocked = {row.id for row in db.execute(closed)}
    database.close()
    assert booked & blocked == set()
    assert booked | blocked == set(scene.slot_ids)
    assert booked, "no booking was ever first"
    assert blocked, "no block was ever first"


class OtherDesk:
    """A second desk whose act stands still before its commit until it is let go."""

    def __init__(self, practice: SmallPractice, url: str, lock_dir: Path):
        self.desk: Desk = open_desk(
            url,
            desk_name="Desk 2",
            actor=Actor("Sam", Role.MANAGER),
            clock=practice.clock,
            lock_dir=lock_dir,
        )
        self.inside, self.go_on = threading.Event(), threading.Event()
        self.error: AppError | None = None

    def start(self, operation: object, **arguments: object) -> threading.Thread:
        def _stand_still(work: Work) -> Outcome[object]:
            outcome = operation(work, **arguments)
            self.inside.set()
            assert self.go_on.wait(20)
            return outcome

        def _act() -> None:
            try:
                self.desk.act(_stand_still)
            except AppError as error:
                self.error = error

        thread = threading.Thread(target=_act)
        thread.start()
        assert self.inside.wait(20)
        return thread


@pytest.mark.parametrize("first", ["book", "block"])
def test_who_comes_second_waits_for_the_first_and_is_refused(
    practice: SmallPractice, engine_url: str, tmp_path: Path, first: str
) -> None:
    slot = practice.slots[0]
    acts = {
        "book": (book_appointment, {"patient_id": practice.rosa, "slot_ids": (slot,)}),
        "block": (block_slot, {"slot_id": slot, "version": 1, "reason": "Training"}),
    }
    operation, arguments = acts.pop(first)
    ((second, others),) = acts.values()
    other = OtherDesk(practice, engine_url, tmp_path / "locks")
    thread = other.start(operation, **arguments)
    let_go = threading.Timer(0.3, other.go_on.set)  # the second is then waiting for the lock
    let_go.start()
    with pytest.raises(Conflict) as caught:
        practice.desk.act(second, **others)
    thread.join()
    assert other.error is None
    assert caught.value.code == {"book": "taken", "block": "blocked"}[first]
    other.desk.close()


def test_of_two_who_leave_a_cancelled_session_at_once_the_second_ends_it(
    practice: SmallPractice, engine_url: str, tmp_path: Path
) -> None:
    session, _ = two_days(practice)
    practice.desk.act(change_sessions, **changing(practice, CancelSession(session)))
    first, second, third = practice.desk.read(list_rebookings)
    rebook = {"rebooking_id": third.id, "version": third.version}
    practice.desk.act(rebook_visit, **rebook)
    other = OtherDesk(practice, engine_url, tmp_path / "locks")
    rebook = {"rebooking_id": first.id, "version": first.version}
    thread = other.start(rebook_visit, **rebook)
    let_go = threading.Timer(0.3, other.go_on.set)  # the second is then waiting for the first
    let_go.start()
    practice.desk.act(
        cancel_appointment,
        appointment_id=second.appointment_id,
        version=second.appointment_version,
        code="pat",
    )
    thread.join()
    assert other.error is None
    other.desk.close()
    assert session_row(practice)["state"] is SessionState.CANCELLED
    assert_whole(practice)
