"""No time is offered that can't be booked, and none that can is missed, whatever the session."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from desktop.domain.booking import FreeRequest
from desktop.domain.ids import SlotId, SlotTypeId
from desktop.domain.sessions import PatternPart, SlotState
from desktop.operations.booking import book_appointment
from desktop.operations.holds import hold_slots
from desktop.operations.reads import find_free_times
from desktop.persistence.tables import slots
from tests.operations.conftest import TODAY, SmallPractice

KINDS = st.sampled_from(["routine", "phone", "rest", "group"])
FATES = st.sampled_from(["free", "free", "free", "booked", "held", "mine", "blocked", "closed"])
SLOTS = st.lists(st.tuples(KINDS, st.sampled_from([10, 15]), FATES), min_size=1, max_size=9)


@dataclass(frozen=True)
class _Laid:
    id: SlotId
    kind: SlotTypeId
    start_at: datetime
    end_at: datetime
    is_free: bool


def _lay(practice: SmallPractice, on: date, wanted: list[tuple[str, int, str]]) -> list[_Laid]:
    """Make a session whose slots meet these fates."""
    kinds = [getattr(practice, name) for name, _, _ in wanted]
    parts = [
        PatternPart(1, kind, minutes, 2 if name == "group" else 1)
        for kind, (name, minutes, _) in zip(kinds, wanted, strict=True)
    ]
    session = practice.make_session(
        on_date=on, start_local=time(9), end_local=time(13), pattern=tuple(parts)
    )
    query = select(slots).where(slots.c.session_id == session).order_by(slots.c.start_at)
    with practice.desk.database.reading() as db:
        rows = db.execute(query).all()
    laid = []
    for row, (name, _, fate) in zip(rows, wanted, strict=True):
        usable = name != "rest"
        if usable:
            _meet(practice, row.id, fate)
        # a booking takes one of the two places of a group
        free = usable and (fate in ("free", "mine") or (name == "group" and fate == "booked"))
        laid.append(_Laid(row.id, row.slot_type_id, row.start_at, row.end_at, free))
    return laid


def _meet(practice: SmallPractice, slot: SlotId, fate: str) -> None:
    desk = practice.desk
    own = desk.window
    if fate == "booked":
        agreed = frozenset({"same_time"})
        desk.act(book_appointment, agreed=agreed, patient_id=practice.rosa, slot_ids=(slot,))
    elif fate in ("held", "mine"):
        for place in range(2):  # both places of a group: a window holds one of them
            desk.window = own if fate == "mine" else f"window {place}"
            held = desk.act(hold_slots, slot_ids=(slot,))
            assert held.value.slot_ids == (slot,)
            if _is_single(practice, slot):
                break
        desk.window = own
    elif fate in ("blocked", "closed"):
        opens = practice.clock() + timedelta(days=900)
        values = {"state": SlotState.BLOCKED} if fate == "blocked" else {"release_at": opens}
        with desk.database.writing() as db:
            db.execute(update(slots).where(slots.c.id == slot).values(values))


def _is_single(practice: SmallPractice, slot: SlotId) -> bool:
    with practice.desk.database.reading() as db:
        return db.execute(select(slots.c.capacity).where(slots.c.id == slot)).scalar_one() == 1


def _expected(laid: list[_Laid], kind: SlotTypeId | None, length: int | None) -> list[object]:
    """Return the times by the plain reading of the rule: from each slot on, as far as needed."""
    times = []
    for place, first in enumerate(laid):
        if not first.is_free or (kind is not None and first.kind != kind):
            continue
        taken = [first]
        for after in laid[place + 1 :]:
            if _minutes(taken) >= (length or 0):
                break
            long_alone = _minutes([after]) >= (length or 0)
            if not after.is_free or after.kind != first.kind or long_alone:
                break
            taken.append(after)
        if _minutes(taken) >= (length or 0):
            times.append(tuple(one.id for one in taken))
    return times


def _minutes(laid: list[_Laid]) -> float:
    return (laid[-1].end_at - laid[0].start_at) / timedelta(minutes=1)


@pytest.mark.parametrize("length", [None, 15, 20, 40])
def test_exactly_the_times_that_can_be_booked_are_offered(
    practice: SmallPractice, length: int | None
) -> None:
    days = count(1)

    @settings(max_examples=12)
    @given(SLOTS)
    def check(wanted: list[tuple[str, int, str]]) -> None:
        on = TODAY + timedelta(days=next(days))
        laid = _lay(practice, on, wanted)
        for kind in (None, practice.routine, practice.phone, practice.group):
            request = FreeRequest(
                from_on=on, until_on=on, slot_type_id=kind, length_minutes=length, limit=50
            )
            answer = practice.desk.read(find_free_times, request=request)
            found = [one.slot_ids for one in answer.times]
            assert found == _expected(laid, kind, length)
            assert not answer.more

    check()
