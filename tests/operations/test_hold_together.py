"""Times of several visits held for one window, on both engines: all of them or none."""

from __future__ import annotations

import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from desktop.domain.errors import Conflict, NotFound
from desktop.domain.ids import SlotId
from desktop.operations.booking import book_appointment
from desktop.operations.desk import open_desk
from desktop.operations.holds import (
    hold_slots,
    hold_together,
    release_hold,
    renew_hold,
)
from desktop.operations.series import book_series
from desktop.operations.trips import Moving, book_together, move_together
from tests.operations.conftest import SmallPractice
from tests.operations.import_scene import read_rows
from tests.operations.test_races import OtherDesk
from tests.operations.together_scene import booked_trip, series_of, trip_of


def wanted_of(given: dict[str, Any]) -> tuple[SlotId, ...]:
    """Return the slots of a series or trip that is to be booked."""
    ones = given.get("dates") or given["visits"]
    return tuple(slot for one in ones for slot in one.slot_ids)


def held(practice: SmallPractice) -> set[SlotId]:
    """Return the slots that are held, live or not."""
    found = read_rows(practice.desk, "places")
    return {row["slot_id"] for row in found if row["hold_id"] is not None}


def hold(practice: SmallPractice, slots: tuple[SlotId, ...], **more: Any) -> Any:
    return practice.desk.act(hold_together, slot_ids=slots, **more).value


def test_every_date_of_a_series_is_held_renewed_and_let_go_as_one(
    practice: SmallPractice,
) -> None:
    slots = wanted_of(series_of(practice, practice.rosa))
    assert len(slots) == 2
    one = hold(practice, slots)
    assert held(practice) == set(slots)
    practice.clock.advance(minutes=4)
    later = practice.desk.act(renew_hold, hold_id=one.id)
    assert later.value.until_at == practice.clock() + timedelta(minutes=5)
    assert len(later.changes.ids["day"]) == 2, "both days are told"
    again = hold(practice, slots[1:], replacing=one.id)
    assert held(practice) == set(slots[1:]), "the last hold went with the next"
    freed = practice.desk.act(release_hold, hold_id=again.id)
    assert held(practice) == set()
    assert len(freed.changes.ids["day"]) == 1


def test_where_one_time_is_gone_none_is_held_and_it_is_named(
    practice: SmallPractice, engine_url: str, tmp_path: Path
) -> None:
    slots = wanted_of(series_of(practice, practice.rosa))
    first = hold(practice, slots[:1])
    locks = tmp_path / "locks"
    other = open_desk(engine_url, desk_name="Desk 2", clock=practice.clock, lock_dir=locks)
    with pytest.raises(Conflict, match=r"Desk 1 is holding 09:10\. Nothing was lost\.") as caught:
        other.act(hold_together, slot_ids=slots)
    assert caught.value.facts["slot_id"] == slots[0]
    other.act(book_appointment, patient_id=practice.kwame, slot_ids=slots[1:])
    with pytest.raises(Conflict, match=": Desk 2 booked 09:10 ") as caught:
        hold(practice, slots, replacing=first.id)
    assert caught.value.facts["slot_id"] == slots[1]
    assert held(practice) == {slots[0]}, "the last hold stays"
    other.close()
    with pytest.raises(NotFound):
        hold(practice, ())


def test_what_the_window_held_of_them_already_goes_with_the_new_hold(
    practice: SmallPractice,
) -> None:
    slots = wanted_of(series_of(practice, practice.rosa))
    left = practice.desk.act(hold_slots, slot_ids=slots[:1]).value
    last = hold(practice, slots[1:])
    one = hold(practice, slots, replacing=last.id)
    assert [row["id"] for row in read_rows(practice.desk, "holds")] == [one.id]
    assert left.id != one.id
    assert held(practice) == set(slots)


def test_a_time_is_held_whose_own_hold_has_ended_and_a_part_that_was_taken_is_told(
    practice: SmallPractice, engine_url: str, tmp_path: Path
) -> None:
    slots = wanted_of(series_of(practice, practice.rosa))
    one = hold(practice, slots)
    practice.clock.advance(minutes=6)
    other = open_desk(
        engine_url, desk_name="Desk 2", clock=practice.clock, lock_dir=tmp_path / "locks"
    )
    other.act(book_appointment, patient_id=practice.kwame, slot_ids=slots[1:])
    other.close()
    assert practice.desk.act(renew_hold, hold_id=one.id).value.slot_ids == slots[:1]
    with pytest.raises(Conflict, match=": Desk 2 booked"):
        hold(practice, slots, replacing=one.id)
    assert held(practice) == {slots[0]}


def test_what_is_held_is_booked_with_the_hold_and_none_of_it_stays_held(
    practice: SmallPractice,
) -> None:
    given = series_of(practice, practice.rosa)
    one = hold(practice, wanted_of(given))
    with pytest.raises(Conflict, match="is holding"):
        practice.desk.act(book_series, **given)
    practice.desk.act(book_series, hold_id=one.id, **given)
    assert held(practice) == set()
    assert read_rows(practice.desk, "holds") == []
    trip = trip_of(practice, practice.maggie)
    both = hold(practice, wanted_of(trip))
    practice.desk.act(book_together, hold_id=both.id, **trip)
    assert held(practice) == set()


def test_both_visits_of_a_trip_move_to_what_is_held(practice: SmallPractice) -> None:
    visits = booked_trip(practice, practice.maggie)
    other = trip_of(practice, practice.kwame)["visits"]
    to = [
        Moving(one.id, one.version, there.slot_ids)
        for one, there in zip(visits, other, strict=True)
    ]
    one = hold(practice, tuple(slot for each in to for slot in each.slot_ids))
    practice.desk.act(move_together, visits=to, hold_id=one.id)
    assert held(practice) == set()


def test_of_two_desks_after_the_same_times_one_waits_and_holds_none(
    practice: SmallPractice, engine_url: str, tmp_path: Path
) -> None:
    """The second asks for them the other way round, with a hold of its own to let go."""
    slots = wanted_of(trip_of(practice, practice.maggie))
    mine = hold(practice, slots_elsewhere(practice))
    other = OtherDesk(practice, engine_url, tmp_path / "locks")
    thread = other.start(hold_together, slot_ids=slots[::-1])
    let_go = threading.Timer(0.2, other.go_on.set)
    let_go.start()
    with pytest.raises(Conflict, match="Desk 2 is holding"):
        hold(practice, slots, replacing=mine.id)
    thread.join(20)
    let_go.join()
    assert other.error is None
    other.desk.close()
    assert held(practice) == {*slots, *mine.slot_ids}


def slots_elsewhere(practice: SmallPractice) -> tuple[SlotId, ...]:
    """Return two slots of a day of their own."""
    return wanted_of(series_of(practice, practice.rosa))
