"""Needs of visits on both engines: derived, followed, settled; none is lost by any sequence."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import time, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from desktop.domain.errors import Conflict, RuleViolation
from desktop.domain.ids import PatientId, PreferenceId, SlotId
from desktop.domain.needs import NeedState, NotNeeded
from desktop.domain.practice_setup import SlotTypeDetails
from desktop.domain.preference_rules import Told
from desktop.domain.sessions import PatternPart
from desktop.operations.booking import book_appointment, cancel_appointment, move_appointment
from desktop.operations.desk import new_id
from desktop.operations.merging import merge_patients, unmerge_patient
from desktop.operations.needs_job import bring_all_into_step
from desktop.operations.needs_said import mark_needs
from desktop.operations.preferences import change_preference, end_preference, record_preference
from desktop.operations.sessions import create_session
from desktop.operations.setup_reads import read_setup
from desktop.operations.setup_records import change_room
from desktop.operations.slot_types import change_slot_type
from desktop.operations.swapping import swap_appointments
from desktop.operations.to_arrange import list_to_arrange
from desktop.operations.undo import undo
from desktop.operations.visit_needs import find_out_of_step
from desktop.persistence.tables import slots, visit_needs
from desktop.persistence.visits import get_appointment_row
from tests.operations.conftest import TODAY, SmallPractice, slots_of
from tests.operations.test_races import OtherDesk

BSL = Told((("how", "in-person"),))
NEXT_WEEK = TODAY + timedelta(days=7)


def needs_of(practice: SmallPractice, appointment_id: str = "") -> list[dict[str, Any]]:
    query = select(visit_needs).order_by(visit_needs.c.kind, visit_needs.c.id)
    if appointment_id:
        query = query.where(visit_needs.c.appointment_id == appointment_id)
    with practice.desk.database.reading() as db:
        return [dict(row) for row in db.execute(query).mappings()]


def states(practice: SmallPractice, appointment_id: str = "") -> dict[str, NeedState]:
    return {row["kind"]: row["state"] for row in needs_of(practice, appointment_id)}


def tell(practice: SmallPractice, kind: str, told: Told = BSL, who: Any = None) -> Any:
    given = {"patient_id": who or practice.maggie, "kind": kind}
    filled = told if kind == "bsl" else Told()
    return practice.desk.act(record_preference, told=filled, **given)


def later_slots(practice: SmallPractice) -> tuple[SlotId, ...]:
    """A session of six in a room without features, next week."""
    session = practice.desk.act(
        create_session,
        clinic_id=practice.clinic, room_id=practice.other_room, clinician_id=practice.nurse,
        on_date=NEXT_WEEK, start_local=time(9), end_local=time(10),
        pattern=(PatternPart(6, practice.routine, 10),),
    ).value  # fmt: skip
    query = select(slots.c.id).where(slots.c.session_id == session.id).order_by(slots.c.start_at)
    with practice.desk.database.reading() as db:
        return tuple(row.id for row in db.execute(query))


def book(practice: SmallPractice, slot: SlotId, who: PatientId | None = None) -> Any:
    given = {"patient_id": who or practice.maggie, "slot_ids": (slot,)}
    return practice.desk.act(book_appointment, **given)


def mark(practice: SmallPractice, kind: str, state: NeedState, **said: str) -> Any:
    (row,) = [one for one in needs_of(practice) if one["kind"] == kind]
    return practice.desk.act(mark_needs, needs=((row["id"], row["version"]),), state=state, **said)


def test_a_booking_gives_the_visit_its_needs_and_says_what_to_arrange(
    practice: SmallPractice,
) -> None:
    for kind in ("bsl", "step-free", "fetch", "double-length"):
        tell(practice, kind)
    booked = book(practice, later_slots(practice)[0])
    assert booked.words.endswith(
        "To arrange: book a BSL interpreter by tomorrow; double length by Tue 24 Nov; "
        "step-free room by Tue 24 Nov."
    )
    assert states(practice) == {
        "bsl": NeedState.TO_ARRANGE, "double-length": NeedState.TO_ARRANGE,
        "fetch": NeedState.TO_DO, "step-free": NeedState.TO_ARRANGE,
    }  # fmt: skip
    nobody = book(practice, practice.slots[0], practice.kwame)
    assert "arrange" not in nobody.words


def test_a_need_left_out_of_a_booking_says_who_said_so_and_stays_so(
    practice: SmallPractice,
) -> None:
    bsl, fetch = (tell(practice, kind).value for kind in ("bsl", "fetch"))
    first, second, *_ = later_slots(practice)
    given: dict[str, Any] = {"patient_id": practice.maggie, "slot_ids": (first,)}
    with pytest.raises(RuleViolation, match="who said so") as slip:
        practice.desk.act(book_appointment, not_needed=(NotNeeded(bsl, "  "),), **given)
    assert (slip.value.code, slip.value.field) == ("said_by", "said_by")
    assert needs_of(practice) == [], "nothing was booked"
    without = (NotNeeded(bsl, " Maggie, on  the phone "), NotNeeded(PreferenceId(new_id()), "?"))
    booked = practice.desk.act(book_appointment, not_needed=without, **given)
    assert booked.words.endswith("Not needed this time: BSL interpreter.")
    assert "To arrange" not in booked.words
    (row, other) = needs_of(practice)
    said = {name: row[name] for name in ("state", "said_by", "changed_by", "why")}
    assert said == {
        "state": NeedState.NOT_NEEDED, "said_by": "Maggie, on the phone",
        "changed_by": practice.desk.actor.name, "why": "",
    }  # fmt: skip
    assert (other["preference_id"], other["state"], other["changed_by"]) == (
        fetch, NeedState.TO_DO, "",
    )  # fmt: skip
    assert practice.desk.read(list_to_arrange) == ()
    assert practice.desk.read(lambda reading: list(find_out_of_step(reading))) == []
    undone = practice.desk.act(undo, inverse=booked.undo)
    assert needs_of(practice) == []
    practice.desk.act(undo, inverse=undone.undo)
    assert states(practice) == {"bsl": NeedState.NOT_NEEDED, "fetch": NeedState.TO_DO}
    with practice.desk.database.reading() as db:
        version = get_appointment_row(db, booked.value.id)["version"]
    practice.desk.act(
        move_appointment, appointment_id=booked.value.id, version=version, slot_ids=(second,)
    )
    assert states(practice) == {"bsl": NeedState.NOT_NEEDED, "fetch": NeedState.TO_DO}
    mark(practice, "bsl", NeedState.TO_DO)
    assert states(practice)["bsl"] is NeedState.TO_ARRANGE, "needed after all"


def test_what_should_have_been_arranged_before_today_is_said_to_be_overdue(
    practice: SmallPractice,
) -> None:
    tell(practice, "bsl")
    booked = book(practice, practice.slots[0])
    assert booked.words.endswith(
        "To arrange: book a BSL interpreter (was due Thu 12 Nov, overdue now)."
    )


def test_moving_keeps_what_was_said_and_asks_anew_for_what_was_arranged(
    practice: SmallPractice,
) -> None:
    tell(practice, "bsl")
    tell(practice, "fetch")
    first, second, *_ = later_slots(practice)
    visit = book(practice, first).value
    mark(practice, "bsl", NeedState.READY)
    mark(practice, "fetch", NeedState.NOT_NEEDED, said_by="Maggie")
    moved = practice.desk.act(
        move_appointment, appointment_id=visit.id, version=visit.version, slot_ids=(second,)
    )
    assert states(practice) == {"bsl": NeedState.TO_ARRANGE, "fetch": NeedState.NOT_NEEDED}
    assert "To arrange: book a BSL interpreter" in moved.words
    practice.desk.act(undo, inverse=moved.undo)
    assert states(practice) == {"bsl": NeedState.READY, "fetch": NeedState.NOT_NEEDED}


def test_a_cancelled_visit_reminds_to_call_off_what_was_arranged(practice: SmallPractice) -> None:
    tell(practice, "bsl")
    visit = book(practice, later_slots(practice)[0]).value
    mark(practice, "bsl", NeedState.READY)
    given = {"appointment_id": visit.id, "version": visit.version, "code": "pat"}
    cancelled = practice.desk.act(cancel_appointment, **given)
    assert cancelled.words.endswith("To call off: BSL interpreter.")
    assert states(practice) == {"bsl": NeedState.TO_CALL_OFF}
    practice.desk.act(undo, inverse=cancelled.undo)
    assert states(practice) == {"bsl": NeedState.READY}


def test_changing_what_was_told_is_followed_by_every_visit_to_come(
    practice: SmallPractice,
) -> None:
    first, second, *_ = later_slots(practice)
    for slot in (first, second):
        book(practice, slot)
    told = tell(practice, "bsl")
    assert "2 visits to come change with it. To arrange: book a BSL interpreter" in told.words
    video = Told((("how", "video"),))
    key = {"preference_id": told.value}
    practice.desk.act(change_preference, version=1, told=video, **key)
    assert {row["detail"] for row in needs_of(practice)} == {"By video"}
    ended = practice.desk.act(end_preference, version=2, **key)
    assert needs_of(practice) == []
    practice.desk.act(undo, inverse=ended.undo)
    assert len(needs_of(practice)) == 2


def test_what_is_told_while_a_visit_is_cancelled_counts_once_it_is_back(
    practice: SmallPractice,
) -> None:
    visit = book(practice, later_slots(practice)[0]).value
    given = {"appointment_id": visit.id, "version": visit.version, "code": "pat"}
    cancelled = practice.desk.act(cancel_appointment, **given)
    tell(practice, "fetch")
    assert needs_of(practice) == []
    practice.desk.act(undo, inverse=cancelled.undo)
    assert states(practice) == {"fetch": NeedState.TO_DO}


def test_swapped_visits_keep_their_own_needs(practice: SmallPractice) -> None:
    tell(practice, "bsl")
    first, second, *_ = later_slots(practice)
    mine, theirs = book(practice, first).value, book(practice, second, practice.rosa).value
    practice.desk.act(
        swap_appointments,
        appointment_id=mine.id, version=mine.version,
        other_id=theirs.id, other_version=theirs.version, agreed=frozenset({"swap"}),
    )  # fmt: skip
    assert states(practice, mine.id) == {"bsl": NeedState.TO_ARRANGE}
    assert states(practice, theirs.id) == {}


def test_a_merged_record_brings_its_needs_and_takes_them_away(practice: SmallPractice) -> None:
    tell(practice, "fetch", who=practice.rosa)
    visit = book(practice, later_slots(practice)[0]).value
    both = {"survivor_id": practice.maggie, "other_id": practice.rosa}
    practice.desk.act(merge_patients, survivor_version=1, other_version=1, **both)
    assert states(practice, visit.id) == {"fetch": NeedState.TO_DO}
    agreed = frozenset({"made_since"})
    practice.desk.act(unmerge_patient, patient_id=practice.rosa, version=2, agreed=agreed)
    assert states(practice, visit.id) == {}


def test_a_room_that_becomes_step_free_is_ready(practice: SmallPractice) -> None:
    tell(practice, "step-free")
    book(practice, later_slots(practice)[0])
    assert states(practice) == {"step-free": NeedState.TO_ARRANGE}
    rooms = practice.desk.read(read_setup).rooms
    (room,) = [one for one in rooms if one.id == practice.other_room]
    details = replace(room.details, features=("step-free",))
    practice.desk.act(change_room, room_id=room.id, version=room.version, details=details)
    assert states(practice) == {"step-free": NeedState.READY}


def test_a_need_ends_with_a_word(practice: SmallPractice) -> None:
    tell(practice, "fetch")
    book(practice, later_slots(practice)[0])
    with pytest.raises(RuleViolation, match="who said so"):
        mark(practice, "fetch", NeedState.NOT_NEEDED)
    with pytest.raises(RuleViolation, match="Say why"):
        mark(practice, "fetch", NeedState.NOT_KEPT)
    with pytest.raises(RuleViolation, match="can’t become"):
        mark(practice, "fetch", NeedState.CALLED_OFF)
    mark(practice, "fetch", NeedState.KEPT)
    (row,) = needs_of(practice)
    assert (row["state"], row["changed_by"]) == (NeedState.KEPT, "Ruth Cohen")
    with pytest.raises(Conflict):
        practice.desk.act(mark_needs, needs=((row["id"], 1),), state=NeedState.NOT_NEEDED,
                          said_by="Maggie")  # fmt: skip


def test_needs_follow_what_set_up_says_of_kinds(practice: SmallPractice) -> None:
    pattern = (PatternPart(2, practice.routine, 10), PatternPart(1, practice.rest, 10))
    practice.session = practice.make_session(
        on_date=NEXT_WEEK, start_local=time(9), end_local=time(9, 30), pattern=pattern
    )
    tell(practice, "double-length")
    tell(practice, "last-slot")
    book(practice, slots_of(practice)[1])
    assert states(practice) == {
        "double-length": NeedState.TO_ARRANGE, "last-slot": NeedState.READY,
    }  # fmt: skip

    def change(key: Any, *details: Any) -> Any:
        given = {"slot_type_id": key, "version": 1, "details": SlotTypeDetails(*details)}
        return practice.desk.act(change_slot_type, **given)

    shorter = change(practice.routine, "Routine", "Rou", "R", 5)
    assert states(practice)["double-length"] is NeedState.READY
    change(practice.rest, "Break", "Bre", "X", 10)
    assert states(practice)["last-slot"] is NeedState.TO_ARRANGE
    practice.desk.act(undo, inverse=shorter.undo)
    assert states(practice)["double-length"] is NeedState.TO_ARRANGE
    assert practice.desk.read(lambda reading: list(find_out_of_step(reading))) == []


def test_a_need_opened_again_stands_as_if_nobody_had_touched_it(practice: SmallPractice) -> None:
    told = tell(practice, "bsl")
    book(practice, later_slots(practice)[0])
    mark(practice, "bsl", NeedState.KEPT)
    mark(practice, "bsl", NeedState.TO_DO)
    assert states(practice) == {"bsl": NeedState.TO_ARRANGE}
    mark(practice, "bsl", NeedState.NOT_NEEDED, said_by="Maggie")
    practice.desk.act(end_preference, preference_id=told.value, version=1)
    assert states(practice) == {"bsl": NeedState.NOT_NEEDED}
    opened = mark(practice, "bsl", NeedState.TO_DO)
    assert states(practice) == {}
    practice.desk.act(undo, inverse=opened.undo)
    assert states(practice) == {"bsl": NeedState.NOT_NEEDED}


def test_the_daily_work_gives_visits_booked_before_an_upgrade_their_needs(
    practice: SmallPractice,
) -> None:
    tell(practice, "bsl")
    book(practice, later_slots(practice)[0])
    with practice.desk.database.writing() as db:
        db.execute(visit_needs.delete())
    assert practice.desk.read(lambda reading: len(list(find_out_of_step(reading)))) == 1
    bring_all_into_step(practice.desk)
    assert states(practice) == {"bsl": NeedState.TO_ARRANGE}
    assert practice.desk.read(lambda reading: list(find_out_of_step(reading))) == []


@pytest.mark.parametrize("has_told", [True, False])
@pytest.mark.parametrize("first", ["tell", "book"])
def test_what_is_told_while_somebody_books_is_not_missed(
    practice: SmallPractice, engine_url: str, tmp_path: Path, first: str, has_told: bool
) -> None:
    if has_told:
        tell(practice, "fetch")
    slot = later_slots(practice)[0]
    acts: dict[str, tuple[Any, dict[str, Any]]] = {
        "tell": (record_preference, {"kind": "bsl", "told": BSL}),
        "book": (book_appointment, {"slot_ids": (slot,)}),
    }
    operation, arguments = acts.pop(first)
    ((second, others),) = acts.values()
    other = OtherDesk(practice, engine_url, tmp_path / "locks")
    thread = other.start(operation, patient_id=practice.maggie, **arguments)
    let_go = threading.Timer(0.3, other.go_on.set)  # the second is then waiting for the first
    let_go.start()
    practice.desk.act(second, patient_id=practice.maggie, **others)
    thread.join()
    assert other.error is None
    other.desk.close()
    expected = {"bsl": NeedState.TO_ARRANGE} | ({"fetch": NeedState.TO_DO} if has_told else {})
    assert states(practice) == expected


def test_what_is_told_again_by_redo_while_somebody_books_is_not_missed(
    practice: SmallPractice, engine_url: str, tmp_path: Path
) -> None:
    slot = later_slots(practice)[0]
    gone = practice.desk.act(undo, inverse=tell(practice, "bsl").undo)
    other = OtherDesk(practice, engine_url, tmp_path / "locks")
    thread = other.start(undo, inverse=gone.undo)
    let_go = threading.Timer(0.3, other.go_on.set)  # the booking is then waiting for the redo
    let_go.start()
    book(practice, slot)
    thread.join()
    assert other.error is None
    other.desk.close()
    assert states(practice) == {"bsl": NeedState.TO_ARRANGE}
