"""Every operation can be taken back and done again, leaving the tables as they were."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import random
from collections.abc import Callable
from datetime import time
from typing import Any

import pytest

import desktop.operations
from desktop.domain.errors import Conflict
from desktop.operations.booking import book_appointment, cancel_appointment, move_appointment
from desktop.operations.outcome import Outcome
from desktop.operations.reads import read_day
from desktop.operations.sessions import block_slot, create_session
from desktop.operations.undo import UndoStack, undo
from desktop.operations.visits import mark_arrived, mark_done, mark_sent_in
from tests.operations.conftest import SmallPractice
from tests.operations.dumps import dump
from tests.operations.undo_cases import CASES, NO_UNDO

PARTS = {
    "insert_visit": "the end of booking and adding an extra, each with a case",
    "write_visit": "as insert_visit",
    "cancel_row": "the end of cancelling one visit or several, each with a case",
    "write_move": "the end of moving and rebooking, each with a case",
    "change_record": "the middle of changing a record of Set-up, each with a case",
    "set_active": "as change_record",
    "finish": "as change_record",
}
"""What returns an Outcome and is no operation of its own."""


def _operations() -> dict[str, Callable[..., Outcome[Any]]]:
    """Find every public operation: ``work`` first, whatever follows it, an Outcome back."""
    found = {}
    for module in pkgutil.iter_modules(desktop.operations.__path__):
        loaded = importlib.import_module(f"desktop.operations.{module.name}")
        for name, one in vars(loaded).items():
            if inspect.isfunction(one) and one.__module__ == loaded.__name__ and name[0] != "_":
                signature = inspect.signature(one)
                takes_work = next(iter(signature.parameters), "") == "work"
                if takes_work and str(signature.return_annotation).startswith("Outcome"):
                    found[name] = one
    return found


def test_an_operation_is_given_its_work_and_all_else_by_name() -> None:
    for name in set(_operations()) - set(PARTS):
        _, *rest = inspect.signature(_operations()[name]).parameters.values()
        assert all(each.kind is each.KEYWORD_ONLY for each in rest), name


def test_every_operation_has_a_case_or_says_why_it_has_no_undo() -> None:
    found = set(_operations())
    assert {"book_appointment", "mark_arrived", "create_session"} <= found
    assert found == set(CASES) | set(NO_UNDO) | set(PARTS)


@pytest.mark.parametrize("name", sorted(CASES))
def test_an_operation_undone_leaves_no_trace_and_redone_is_the_same(
    practice: SmallPractice, name: str
) -> None:
    arguments = CASES[name](practice)
    before = dump(practice.desk)
    done = practice.desk.act(_operations()[name], **arguments)
    assert done.undo is not None
    after = dump(practice.desk)
    assert after != before, "the case has to change something"
    taken_back = practice.desk.act(undo, inverse=done.undo)
    assert dump(practice.desk) == before
    assert taken_back.undo is not None
    again = practice.desk.act(undo, inverse=taken_back.undo)
    assert dump(practice.desk) == after
    assert again.undo is not None
    practice.desk.act(undo, inverse=again.undo)
    assert dump(practice.desk) == before


@pytest.mark.parametrize("seed", range(5))
def test_any_sequence_of_operations_is_undone_step_by_step(
    practice: SmallPractice, seed: int
) -> None:
    chosen = random.Random(seed).sample(sorted(CASES), 8)
    stack, dumps = UndoStack(), []
    for name in chosen:
        arguments = CASES[name](practice)
        dumps.append(dump(practice.desk))
        outcome = practice.desk.act(_operations()[name], **arguments)
        assert outcome.undo is not None
        stack.did(outcome.undo)
        # what a case prepares for itself is not on this person's stack: start over from here
        while stack.next_undo is not None:
            back = practice.desk.act(undo, inverse=stack.next_undo)
            assert back.undo is not None
            stack.undone(back.undo)
            assert dump(practice.desk) == dumps.pop()


def test_several_acts_on_one_visit_are_undone_and_redone_in_a_row(
    practice: SmallPractice,
) -> None:
    stack, dumps = UndoStack(), [dump(practice.desk)]

    def do(operation: Callable[..., Outcome[Any]], **arguments: Any) -> Any:
        outcome = practice.desk.act(operation, **arguments)
        assert outcome.undo is not None
        stack.did(outcome.undo)
        dumps.append(dump(practice.desk))
        return outcome.value

    visit = do(book_appointment, patient_id=practice.maggie, slot_ids=practice.slots[:1])
    chosen = {"slot_ids": practice.slots[1:2]}
    visit = do(move_appointment, appointment_id=visit.id, version=visit.version, **chosen)
    for step in (mark_arrived, mark_sent_in, mark_done):
        visit = do(step, appointment_id=visit.id, version=visit.version)
    for _ in range(2):
        for number in range(len(dumps) - 2, -1, -1):
            assert stack.next_undo is not None
            stack.undone(practice.desk.act(undo, inverse=stack.next_undo).undo)
            assert dump(practice.desk) == dumps[number]
        for number in range(1, len(dumps)):
            assert stack.next_redo is not None
            stack.redone(practice.desk.act(undo, inverse=stack.next_redo).undo)
            assert dump(practice.desk) == dumps[number]


def test_undo_of_a_cancel_is_refused_when_the_time_has_been_booked_since(
    practice: SmallPractice,
) -> None:
    slot = practice.slots[0]
    visit = practice.desk.act(book_appointment, patient_id=practice.maggie, slot_ids=(slot,)).value
    cancelled = practice.desk.act(
        cancel_appointment, appointment_id=visit.id, version=visit.version, code="pat"
    )
    practice.desk.act(book_appointment, patient_id=practice.rosa, slot_ids=(slot,))
    before = dump(practice.desk)
    assert cancelled.undo is not None
    with pytest.raises(Conflict, match=r"11:00 has been booked since\. Maggie Hughes’s visit"):
        practice.desk.act(undo, inverse=cancelled.undo)
    assert dump(practice.desk) == before


def test_undo_names_the_later_act_and_its_person(practice: SmallPractice) -> None:
    booked = practice.desk.act(
        book_appointment, patient_id=practice.maggie, slot_ids=practice.slots[:1]
    )
    visit = booked.value
    practice.desk.act(
        move_appointment,
        appointment_id=visit.id,
        version=visit.version,
        slot_ids=practice.slots[1:2],
    )
    assert booked.undo is not None
    with pytest.raises(Conflict, match="Ruth Cohen has changed it since") as caught:
        practice.desk.act(undo, inverse=booked.undo)
    assert caught.value.later is not None
    assert caught.value.later.act == "move_appointment"


def test_a_time_blocked_since_is_not_given_back(practice: SmallPractice) -> None:
    visit = practice.desk.act(
        book_appointment, patient_id=practice.maggie, slot_ids=practice.slots[:1]
    ).value
    cancelled = practice.desk.act(
        cancel_appointment, appointment_id=visit.id, version=visit.version, code="pat"
    )
    practice.desk.act(block_slot, slot_id=practice.slots[0], version=1, reason="Dr late")
    assert cancelled.undo is not None
    with pytest.raises(Conflict, match="11:00 has been blocked since"):
        practice.desk.act(undo, inverse=cancelled.undo)


def test_at_most_thirty_acts_can_be_taken_back() -> None:
    stack: UndoStack = UndoStack()
    for number in range(40):
        stack.did(number)
    assert len(stack.done) == 30
    assert stack.next_undo == 39


def test_a_session_is_undone_once_the_booking_in_it_is_and_done_again_with_it(
    practice: SmallPractice,
) -> None:
    stack, dumps = UndoStack(), [dump(practice.desk)]

    def do(operation: Callable[..., Outcome[Any]], **arguments: Any) -> None:
        outcome = practice.desk.act(operation, **arguments)
        assert outcome.undo is not None
        stack.did(outcome.undo)
        dumps.append(dump(practice.desk))

    on_date = practice.tomorrow
    place = {"clinic_id": practice.clinic, "room_id": practice.room, "on_date": on_date}
    hours = {"start_local": time(9), "end_local": time(10), "pattern": practice.pattern_of(2)}
    do(create_session, clinician_id=practice.doctor, **place, **hours)
    day = practice.desk.read(read_day, on_date=on_date)
    slot_ids = day.columns[0].sessions[0].cells[0].slot_ids
    do(book_appointment, patient_id=practice.maggie, slot_ids=slot_ids)
    with pytest.raises(Conflict, match="09:00 has been booked since"):
        practice.desk.act(undo, inverse=stack.done[0])
    for number in (1, 0):
        stack.undone(practice.desk.act(undo, inverse=stack.next_undo).undo)
        assert dump(practice.desk) == dumps[number]
    for number in (1, 2):
        stack.redone(practice.desk.act(undo, inverse=stack.next_redo).undo)
        assert dump(practice.desk) == dumps[number]
