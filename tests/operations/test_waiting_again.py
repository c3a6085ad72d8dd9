"""The waiting list where time goes by, and where two desks answer at once, on both engines."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest

from desktop.domain.errors import AppError, Conflict
from desktop.domain.ids import HoldId
from desktop.domain.visits import State
from desktop.domain.waiting import OfferState
from desktop.operations import waiting_list
from desktop.operations.booking import book_appointment
from desktop.operations.freed_slots import find_freed
from desktop.operations.undo import undo
from desktop.operations.waiting_list import accept_offer, answer_offer, end_wish, offer_time
from desktop.persistence.holds import delete_hold
from desktop.persistence.rows import read_row
from desktop.persistence.tables import appointments
from tests.operations.conftest import SmallPractice
from tests.operations.test_races import OtherDesk
from tests.operations.test_waiting_list import is_sound, names
from tests.operations.waiting_cases import free_slots, offered, waits

LOOKED_AT = 31
"""One more than the people whom a time is looked at for at once."""


def test_whoever_it_suits_is_found_behind_many_whom_it_does_not(practice: SmallPractice) -> None:
    slots = free_slots(practice)
    for _ in range(LOOKED_AT):
        waits(practice, minutes=60)
    practice.clock.advance(minutes=1)
    waits(practice, practice.rosa)
    (freed,) = practice.desk.read(find_freed, slot_ids=slots[:1])
    assert [one.waiter.called for one in freed.matches] == ["Rosa Marín"]
    assert [one.words for one in freed.left_out] == [f"{LOOKED_AT} need a longer time."]
    assert freed.count == 1


def test_who_did_not_answer_in_time_is_asked_about_other_times(practice: SmallPractice) -> None:
    given = offered(practice, practice.rosa)
    assert names(practice, practice.slots[1:2]) == []
    practice.clock.advance(minutes=31)
    assert names(practice, practice.slots[1:2]) == ["Rosa Marín"]
    assert names(practice, practice.slots[:1]) == [], "of this one they were asked"
    practice.desk.act(accept_offer, **given)


def test_a_visit_that_is_over_is_not_given_up(practice: SmallPractice) -> None:
    slots = free_slots(practice)
    given = {"patient_id": practice.rosa, "slot_ids": slots[:1]}
    missed = practice.desk.act(book_appointment, **given).value
    wish = waits(practice, practice.rosa, appointment_id=missed.id)
    practice.clock.advance(days=1)
    new = free_slots(practice)
    made = practice.desk.act(offer_time, wish_id=wish, version=1, slot_ids=new[:1]).value
    taken = practice.desk.act(accept_offer, offer_id=made.id, version=1).value
    assert taken.id != missed.id
    with practice.desk.database.reading() as db:
        row = read_row(db, appointments, (missed.id,))
    assert row is not None
    assert (row["state"], row["start_at"]) == (State.BOOKED, missed.start_at)


def test_a_visit_is_given_up_for_one_wish_alone_also_by_undo(practice: SmallPractice) -> None:
    slots = free_slots(practice)
    visit = practice.desk.act(book_appointment, patient_id=practice.rosa, slot_ids=slots[:1]).value
    wish = waits(practice, practice.rosa, appointment_id=visit.id)
    ended = practice.desk.act(end_wish, wish_id=wish, version=1, why="Seen elsewhere")
    waits(practice, practice.rosa, slot_type_id=practice.phone, appointment_id=visit.id)
    assert ended.undo is not None
    with pytest.raises(Conflict, match="earlier time than this visit already"):
        practice.desk.act(undo, inverse=ended.undo)


def test_accepted_and_declined_at_once_one_of_the_two_is_kept(
    practice: SmallPractice, engine_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = offered(practice, practice.rosa)
    other = OtherDesk(practice, engine_url, tmp_path / "locks")
    halfway, go_on = threading.Event(), threading.Event()

    def _slowly(db: Any, hold_id: HoldId) -> None:
        halfway.set()
        go_on.wait(0.5)  # the other one gets as far as it can
        delete_hold(db, hold_id)

    monkeypatch.setattr(waiting_list, "delete_hold", _slowly)
    lost: list[AppError] = []

    def _decline() -> None:
        try:
            other.desk.act(answer_offer, answer=OfferState.DECLINED, **given)
        except AppError as error:
            lost.append(error)

    thread = threading.Thread(target=_decline)
    thread.start()
    assert halfway.wait(20)
    try:
        practice.desk.act(accept_offer, **given)
    except AppError as error:
        lost.append(error)
    thread.join()
    other.desk.close()
    assert [(type(one), one.code) for one in lost] == [(Conflict, "stale")]
    assert is_sound(practice)
