"""Two visits change places in one act, or neither does."""

import pytest
from sqlalchemy import update

from desktop.domain.errors import Conflict, NeedsAgreement, RuleViolation
from desktop.domain.ids import PatientId, SlotId
from desktop.domain.visits import Appointment
from desktop.operations.booking import book_appointment
from desktop.operations.checks import check_rows
from desktop.operations.swapping import swap_appointments
from desktop.operations.undo import undo
from desktop.operations.visits import mark_arrived
from desktop.persistence.tables import slots
from tests.operations.conftest import SmallPractice


@pytest.fixture
def early(practice: SmallPractice) -> SmallPractice:
    practice.clock.set(practice.clock().replace(hour=7))
    return practice


def book(practice: SmallPractice, who: PatientId, *wanted: SlotId) -> Appointment:
    return practice.desk.act(book_appointment, patient_id=who, slot_ids=wanted).value


def swap(practice: SmallPractice, one: Appointment, other: Appointment, **more: object) -> object:
    ids = {"appointment_id": one.id, "version": one.version}
    others = {"other_id": other.id, "other_version": other.version}
    return practice.desk.act(swap_appointments, **ids, **others, **more)


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
    early.desk.act(undo, inverse=done.undo)  # type: ignore[attr-defined]  # an Outcome
    assert starts(early, maggie, rosa) == [maggie.start_at, rosa.start_at]


def test_a_shorter_time_is_asked_about_and_nothing_is_half_done(early: SmallPractice) -> None:
    long = book(early, early.maggie, *early.slots[:2])
    short = book(early, early.rosa, early.slots[2])
    with pytest.raises(NeedsAgreement, match="10 minutes short") as asked:
        swap(early, long, short)
    assert starts(early, long, short) == [long.start_at, short.start_at]
    swap(early, long, short, agreed=asked.value.codes)
    assert starts(early, long, short) == [short.start_at, long.start_at]


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
