"""A time chosen in the diary, with the names and notes of the list of free times."""

from desktop.domain.ids import SlotId
from desktop.operations.booking import book_appointment
from desktop.operations.chosen_time import read_chosen_time
from desktop.operations.desk import new_id
from desktop.operations.notes import write_note
from tests.operations.conftest import TODAY, SmallPractice


def test_it_has_names_and_notes(practice: SmallPractice) -> None:
    desk, slot = practice.desk, practice.slots[0]
    desk.act(write_note, text="leaves 11:45", on_date=TODAY, session_id=practice.session)
    desk.act(write_note, text="by the window", on_date=TODAY, slot_id=slot)
    time = desk.read(read_chosen_time, slot_ids=(slot,))
    assert time is not None
    assert (time.clinician_name, time.room_name) == ("Dr Anjali Patel", "Room 4")
    assert sorted(time.notes) == ["by the window", "leaves 11:45"]


def test_a_length_takes_the_slots_after_it(practice: SmallPractice) -> None:
    time = practice.desk.read(read_chosen_time, slot_ids=practice.slots[1:2], length_minutes=25)
    assert time is not None
    assert time.slot_ids == practice.slots[1:4]


def test_a_taken_slot_or_a_break_ends_it(practice: SmallPractice) -> None:
    desk = practice.desk
    desk.act(book_appointment, patient_id=practice.rosa, slot_ids=practice.slots[1:2])
    first = practice.slots[:1]
    assert desk.read(read_chosen_time, slot_ids=first, length_minutes=20) is None
    assert desk.read(read_chosen_time, slot_ids=practice.slots[3:4], length_minutes=20) is None


def test_a_slot_that_is_gone_is_none(practice: SmallPractice) -> None:
    assert practice.desk.read(read_chosen_time, slot_ids=(SlotId(new_id()),)) is None
