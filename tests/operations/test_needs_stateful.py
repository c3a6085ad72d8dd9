"""No need is lost by any sequence of booking, moving, swapping, telling, marking and undoing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select, update

from desktop.domain.errors import Conflict
from desktop.domain.ids import PreferenceId, VisitNeedId
from desktop.domain.needs import SETTLED, NeedState, NotNeeded, may_become
from desktop.domain.people import PatientDetails
from desktop.domain.preference_rules import Told
from desktop.domain.preferences import KINDS
from desktop.domain.visits import State
from desktop.operations.booking import book_appointment, cancel_appointment, move_appointment
from desktop.operations.booking_many import VisitWanted
from desktop.operations.desk import new_id
from desktop.operations.needs_said import mark_needs
from desktop.operations.outcome import Outcome
from desktop.operations.people import register_patient
from desktop.operations.preferences import change_preference, end_preference, record_preference
from desktop.operations.swapping import swap_appointments
from desktop.operations.trips import book_together
from desktop.operations.undo import UndoStack, undo
from desktop.operations.visit_needs import find_out_of_step
from desktop.persistence.checks import find_by_rules
from desktop.persistence.checks_together import TOGETHER
from desktop.persistence.tables import appointments, places, preferences, rooms, visit_needs
from tests.operations.conftest import SmallPractice, slots_of

TOLD = ("bsl", "step-free", "double-length", "fetch", "first-slot", "quiet", "large-print")
AGREED = frozenset({"swap", "same_time", "kind", "channel", "shorter", "trip"})
_NOT_NEEDED_YET = (NeedState.NOT_NEEDED, NeedState.TO_CALL_OFF)
NUMBERS = st.integers(0, 9)
OTHER = st.booleans()


class NeedsMachine(RuleBasedStateMachine):
    """Two people with visits in one session, and a desk that does anything with them."""

    practice: SmallPractice

    def __init__(self) -> None:
        super().__init__()
        practice = self.practice
        practice.clock.advance(days=2)
        practice.clock.set(practice.clock().replace(hour=7))
        on_date = practice.clock().date() + timedelta(days=7)
        self.slots: list[Any] = []
        for day, room in enumerate((practice.room, practice.other_room)):
            practice.session = practice.make_session(
                on_date=on_date + timedelta(days=day), room_id=room
            )
            self.slots += slots_of(practice)[:3]
        self.people = [self._register(name) for name in ("Bevan", "Mostyn")]
        self.stack = UndoStack()
        self.said: dict[VisitNeedId, NeedState] = {}

    @initialize(kinds=st.lists(st.sampled_from(TOLD), min_size=2, max_size=3, unique=True))
    def begin(self, kinds: list[str]) -> None:
        """Begin as a practice does: both have told something, both have a visit."""
        for number, kind in enumerate(kinds):
            self.tell(kind=kind, number=number, by_other=False)
        self.book(number=0, by_other=False, leaves_out=False)
        self.book(number=1, by_other=False, leaves_out=True)

    def _register(self, name: str) -> Any:
        own_name = f"{name} {''.join(chr(97 + int(one, 16)) for one in new_id()[-8:])}"
        details = PatientDetails("Ada", own_name, born_unknown_why="not told")
        return self.practice.desk.act(register_patient, details=details).value

    # Everything is listed in an order that does not hang on ids, which are drawn at random.

    def _rows(self, table: Any, *where: Any) -> list[dict[str, Any]]:
        with self.practice.desk.database.reading() as db:
            found = db.execute(select(table).where(*where)).mappings()
            return [dict(row) for row in found]

    def _visits(self) -> list[dict[str, Any]]:
        mine = appointments.c.patient_id.in_(self.people)
        found = self._rows(appointments, mine, appointments.c.state == State.BOOKED)
        return sorted(found, key=lambda one: one["start_at"])

    def _told(self) -> list[dict[str, Any]]:
        mine = preferences.c.patient_id.in_(self.people)
        found = self._rows(preferences, mine, preferences.c.ends_on.is_(None))
        return sorted(found, key=lambda one: (self.people.index(one["patient_id"]), one["kind"]))

    def _needs(self) -> list[dict[str, Any]]:
        visits = [one["id"] for one in self._visits()]
        found = self._rows(visit_needs, visit_needs.c.appointment_id.in_(visits))
        return sorted(found, key=lambda one: (visits.index(one["appointment_id"]), one["kind"]))

    def _free(self) -> list[Any]:
        with self.practice.desk.database.reading() as db:
            query = select(places.c.slot_id).where(
                places.c.slot_id.in_(self.slots), places.c.appointment_id.is_(None)
            )
            free = set(db.execute(query).scalars())
        return [one for one in self.slots if one in free]

    def _do(
        self, operation: Callable[..., Outcome[Any]], *, by_other: bool, **arguments: Any
    ) -> None:
        """Do an act; what somebody else did is not on this desk's stack."""
        outcome = self.practice.desk.act(operation, agreed=AGREED, agreed_why="", **arguments)
        assert outcome.undo is not None
        if not by_other:
            self.stack.did(outcome.undo)

    @rule(number=NUMBERS, by_other=OTHER, leaves_out=st.booleans())
    def book(self, number: int, by_other: bool, leaves_out: bool) -> None:
        """Book, perhaps without the first need: somebody said that it is not needed this time."""
        free = self._free()
        if free:
            person = self.people[number % 2]
            told = [one["id"] for one in self._told() if one["patient_id"] == person]
            without = told[:1] if leaves_out else []
            self._do(
                book_appointment,
                by_other=by_other,
                patient_id=person,
                slot_ids=(free[number % len(free)],),
                not_needed=[NotNeeded(one, "they") for one in without],
            )
            state = NeedState.NOT_NEEDED
            self.said |= {one["id"]: state for one in self._needs() if one["state"] is state}

    @rule(number=NUMBERS, by_other=OTHER)
    def book_both(self, number: int, by_other: bool) -> None:
        """Two visits on one trip, in slots next to each other."""
        free = set(self._free())
        pairs = [self.slots[at : at + 2] for at in (0, 1, 3, 4)]
        both = [VisitWanted((one,)) for one in pairs[number % len(pairs)] if one in free]
        if len(both) == 2:
            person = self.people[number % 2]
            self._do(book_together, by_other=by_other, patient_id=person, visits=both)

    @rule(number=NUMBERS, by_other=OTHER)
    def move(self, number: int, by_other: bool) -> None:
        free, visits = self._free(), self._visits()
        if free and visits:
            one = visits[number % len(visits)]
            key = {"appointment_id": one["id"], "version": one["version"]}
            self._do(
                move_appointment, by_other=by_other, slot_ids=(free[number % len(free)],), **key
            )

    @rule(by_other=OTHER)
    def swap(self, by_other: bool) -> None:
        visits = self._visits()
        if len(visits) > 1:
            one, other = visits[0], visits[-1]
            self._do(
                swap_appointments, by_other=by_other,
                appointment_id=one["id"], version=one["version"],
                other_id=other["id"], other_version=other["version"],
            )  # fmt: skip

    @rule(number=NUMBERS, by_other=OTHER)
    def cancel(self, number: int, by_other: bool) -> None:
        visits = self._visits()
        if visits:
            one = visits[number % len(visits)]
            key = {"appointment_id": one["id"], "version": one["version"]}
            self._do(cancel_appointment, by_other=by_other, code="pat", **key)

    @rule(kind=st.sampled_from(TOLD), number=NUMBERS, by_other=OTHER)
    def tell(self, kind: str, number: int, by_other: bool) -> None:
        person = self.people[number % 2]
        if not any(one["kind"] == kind and one["patient_id"] == person for one in self._told()):
            self._do(
                record_preference, by_other=by_other, patient_id=person, kind=kind, told=Told()
            )

    @rule(number=NUMBERS, value=st.sampled_from(["", "as before", "anew"]), by_other=OTHER)
    def change(self, number: int, value: str, by_other: bool) -> None:
        told = self._told()
        if told:
            one = told[number % len(told)]
            key = {"preference_id": PreferenceId(one["id"]), "version": one["version"]}
            self._do(change_preference, by_other=by_other, told=Told(value=value), **key)

    @rule(number=NUMBERS, by_other=OTHER)
    def end(self, number: int, by_other: bool) -> None:
        told = self._told()
        if told:
            one = told[number % len(told)]
            self._do(
                end_preference, by_other=by_other, preference_id=one["id"], version=one["version"]
            )

    @rule(number=NUMBERS, state=st.sampled_from(NeedState), by_other=OTHER)
    def mark(self, number: int, state: NeedState, by_other: bool) -> None:
        found = self._needs()
        needs = [one for one in found if state in may_become(one["state"], said_by=one["said_by"])]
        if needs:
            one = needs[number % len(needs)]
            keys = ((one["id"], one["version"]),)
            self._do(
                mark_needs, by_other=by_other, needs=keys, state=state, why="why", said_by="they"
            )
            self.said.pop(one["id"], None)
            now = {each["id"]: each for each in self._needs()}.get(one["id"])
            if state in SETTLED:
                assert now is not None
                assert now["state"] is state or (state, now["state"]) == _NOT_NEEDED_YET
            if now is not None and (now["state"] in SETTLED or now["said_by"]):
                self.said[one["id"]] = now["state"]

    @precondition(lambda self: self.stack.next_undo is not None)
    @rule()
    def take_back(self) -> None:
        assert self.stack.next_undo is not None
        try:
            done = self.practice.desk.act(undo, inverse=self.stack.next_undo)
        except Conflict:
            self.stack.clear()  # somebody else has been at it: nothing was undone
            return
        assert done.undo is not None
        self.stack.undone(done.undo)
        self._look_again()

    @precondition(lambda self: self.stack.next_redo is not None)
    @rule()
    def do_again(self) -> None:
        assert self.stack.next_redo is not None
        try:
            done = self.practice.desk.act(undo, inverse=self.stack.next_redo)
        except Conflict:
            self.stack.clear()
            return
        assert done.undo is not None
        self.stack.redone(done.undo)
        self._look_again()

    def _look_again(self) -> None:
        self.said = {
            one["id"]: one["state"]
            for one in self._needs()
            if one["state"] in SETTLED or one["said_by"]
        }

    @invariant()
    def nothing_is_lost(self) -> None:
        assert self.practice.desk.read(lambda reading: list(find_out_of_step(reading))) == []
        kept = {one["id"]: one["state"] for one in self._rows(visit_needs)}
        assert all(kept.get(key) is state for key, state in self.said.items())
        acting = {one["kind"] for one in self._told() if KINDS[one["kind"]].is_need}
        for visit in self._visits():
            has = {one["kind"] for one in self._needs() if one["appointment_id"] == visit["id"]}
            own = {one["kind"] for one in self._told() if one["patient_id"] == visit["patient_id"]}
            assert own & acting <= has

    @invariant()
    def what_belongs_together_does(self) -> None:
        with self.practice.desk.database.reading() as db:
            assert list(find_by_rules(db, TOGETHER, self.practice.clock())) == []


def give_features(practice: SmallPractice) -> None:
    """Let one of the two rooms be step-free and quiet: moving between them matters."""
    with practice.desk.database.writing() as db:
        db.execute(
            update(rooms).where(rooms.c.id == practice.room).values(features=("step-free", "quiet"))
        )


def test_no_need_is_lost_by_any_sequence_of_acts(practice: SmallPractice) -> None:
    class Machine(NeedsMachine):
        pass

    Machine.practice = practice
    give_features(practice)
    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=12,
            stateful_step_count=18,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
