"""Two visits change places in one act, or neither does."""

from typing import Any

import pytest
from sqlalchemy import select, update

from desktop.domain.errors import Conflict, NeedsAgreement, RuleViolation
from desktop.domain.ids import PatientId, SlotId
from desktop.domain.permissions import Role
from desktop.domain.visits import Appointment
from desktop.operations.booking import book_appointment
from desktop.operations.checks import check_rows
from desktop.operations.outcome import Outcome
from desktop.operations.swapping import swap_appointments
from desktop.operations.undo import undo
from desktop.operations.visits import mark_arrived
from desktop.operations.work import Actor
from desktop.persistence.tables import sessions, slot_types, slots
from tests.operations.conftest import SmallPractice


@pytest.fixture
def early(practice: SmallPractice) -> SmallPractice:
    practice.clock.set(practice.clock().replace(hour=7))
    return practice


def book(practice: SmallPractice, who: PatientId, *wanted: SlotId) -> Appointment:
    return practice.desk.act(book_appointment, patient_id=who, slot_ids=wanted).value


def swap(
    practice: SmallPractice, one: Appointment, other: Appointment, *agreed: str
) -> Outcome[Any]:
    """Swap two visits, where the question itself was answered with yes."""
    return practice.desk.act(
        swap_appointments,
        appointment_id=one.id,
        version=one.version,
        other_id=other.id,
        other_version=other.version,
        agreed=frozenset({"swap", *agreed}),
    )


def test_a_kind_that_others_book_is_not_swapped_into(early: SmallPractice) -> None:
    one, other = book(early, early.rosa, early.slots[0]), book(early, early.maggie, early.slots[5])
    with early.desk.database.writing() as db:
        left = update(slot_types).where(slot_types.c.id == early.phone)
        db.execute(left.values(booked_by=("clinician",)))
    manager, early.desk.actor = early.desk.actor, Actor("Tom Bell", Role.RECEPTIONIST)
    with pytest.raises(RuleViolation, match="Telephone is booked by clinicians only"):
        swap(early, one, other, "kind", "channel")
    early.desk.actor = manager


def questions(practice: SmallPractice, one: Appointment, other: Appointment) -> list[str]:
    """Return all that is asked before two visits are swapped."""
    ids = {"appointment_id": one.id, "version": one.version}
    others = {"other_id": other.id, "other_version": other.version}
    with pytest.raises(NeedsAgreement) as asked:
        practice.desk.act(swap_appointments, **ids, **others)
    return [agreement.message for agreement in asked.value.asked]


def starts(practice: SmallPractice, *visits: Appointment) -> list[object]:
    from desktop.persistence.visits import get_appointment

    with practice.desk.database.reading() as db:
        return [get_appointment(db, one.id).start_at for one in visits]


def test_each_takes_the_others_time_and_undo_gives_them_back(early: SmallPractice) -> None:
    maggie = book(early, early.maggie, early.slots[0])
    rosa = book(early, early.rosa, early.slots[3])
    done = swap(early, maggie, rosa)
    assert starts(early, maggie, rosa) == [rosa.start_at, maggie.start_at]
    with early.desk.database.reading() as db:
        found = {
            one.invariant: one.violations
            for one in check_rows(db, now=early.clock(), zone="Europe/London")
        }
    assert [found[name] for name in ("places", "visits", "record")] == [(), (), ()]
    early.desk.act(undo, inverse=done.undo)
    assert starts(early, maggie, rosa) == [maggie.start_at, rosa.start_at]


def test_a_shorter_time_is_asked_about_and_nothing_is_half_done(early: SmallPractice) -> None:
    long = book(early, early.maggie, *early.slots[:2])
    short = book(early, early.rosa, early.slots[2])
    with pytest.raises(NeedsAgreement, match="10 minutes short") as asked:
        swap(early, long, short)
    assert starts(early, long, short) == [long.start_at, short.start_at]
    assert asked.value.codes == {"shorter"}
    swap(early, long, short, "shorter")
    assert starts(early, long, short) == [short.start_at, long.start_at]


def test_it_is_asked_first_and_says_where_each_would_be_seen(early: SmallPractice) -> None:
    maggie = book(early, early.maggie, early.slots[0])
    rosa = book(early, early.rosa, early.slots[3])
    assert questions(early, maggie, rosa) == [
        "Swap Maggie Hughes, today 11:00, and Rosa Marín, today 11:30?",
        "Maggie Hughes would be seen today 11:30, Dr Patel. "
        "Rosa Marín would be seen today 11:00, Dr Patel. Both keep their kind and length.",
    ]
    assert starts(early, maggie, rosa) == [maggie.start_at, rosa.start_at]


def test_another_day_kind_and_way_of_being_seen_are_asked_about_together(
    early: SmallPractice,
) -> None:
    early.make_session(on_date=early.tomorrow)
    with early.desk.database.reading() as db:
        later = select(slots.c.id).join(sessions, sessions.c.id == slots.c.session_id)
        later = later.where(sessions.c.on_date == early.tomorrow).order_by(slots.c.start_at)
        phone = db.scalars(later).all()[5]
    maggie = book(early, early.maggie, early.slots[0])
    rosa = book(early, early.rosa, phone)
    said = questions(early, maggie, rosa)
    assert said[0] == "Swap Maggie Hughes, today 11:00, and Rosa Marín, tomorrow 11:50?"
    assert said[2:] == [
        "Maggie Hughes’s new time is kept for Telephone. Swap all the same?",
        "Maggie Hughes’s visit would become a telephone visit. Move it all the same?",
        "Rosa Marín’s new time is kept for Routine. Swap all the same?",
    ]
    assert "Both keep" not in said[1]


def test_who_has_another_visit_then_is_asked_about(early: SmallPractice) -> None:
    early.make_session(clinician_id=early.nurse, room_id=early.other_room)
    with early.desk.database.reading() as db:
        beside = select(slots.c.id).join(sessions, sessions.c.id == slots.c.session_id)
        beside = beside.where(sessions.c.clinician_id == early.nurse).order_by(slots.c.start_at)
        nurse = list(db.scalars(beside))
    maggie = book(early, early.maggie, early.slots[0])
    rosa = book(early, early.rosa, early.slots[3])
    book(early, early.maggie, nurse[3])
    said = questions(early, maggie, rosa)
    assert said[2:] == [
        "Maggie Hughes already has a visit then, at 11:30. Swap this one all the same?"
    ]
    again = book(early, early.rosa, early.slots[1])
    assert len(questions(early, rosa, again)) == 2, "of two visits of one person neither is there"


def test_only_booked_visits_of_now_are_swapped(early: SmallPractice) -> None:
    maggie = book(early, early.maggie, early.slots[0])
    rosa = book(early, early.rosa, early.slots[1])
    with pytest.raises(RuleViolation, match="another visit"):
        swap(early, maggie, maggie)
    here = early.desk.act(mark_arrived, appointment_id=rosa.id, version=rosa.version).value
    with pytest.raises(Conflict, match="changed since"):
        swap(early, maggie, rosa)
    with pytest.raises(RuleViolation, match="still booked"):
        swap(early, maggie, here)


def test_a_blocked_slot_keeps_its_visit_where_it_is(early: SmallPractice) -> None:
    maggie = book(early, early.maggie, early.slots[0])
    rosa = book(early, early.rosa, early.slots[1])
    with early.desk.database.writing() as db:
        row = update(slots).where(slots.c.id == early.slots[1])
        db.execute(row.values(state="blocked", block_reason="Training"))
    with pytest.raises(Conflict, match="is blocked: Training"):
        swap(early, maggie, rosa)
    assert starts(early, maggie, rosa) == [maggie.start_at, rosa.start_at]
