"""A rehearsed booking leaves nothing behind, and the real one after it is whole."""

from desktop.operations.booking import book_appointment
from desktop.operations.checks import check_rows
from desktop.operations.rehearsal import rehearse_booking
from tests.operations.conftest import SmallPractice
from tests.operations.dumps import dump


def test_a_rehearsal_leaves_no_trace_not_even_on_record(practice: SmallPractice) -> None:
    practice.clock.set(practice.clock().replace(hour=7))
    before = dump(practice.desk)
    rehearse_booking(practice.desk)
    assert dump(practice.desk) == before
    practice.desk.act(book_appointment, patient_id=practice.maggie, slot_ids=practice.slots[-1:])
    with practice.desk.database.reading() as db:
        found = check_rows(db, now=practice.clock(), zone="Europe/London")
    looked_at = {row.invariant: row.violations for row in found}
    assert [looked_at[name] for name in ("record", "places", "visits")] == [(), (), ()]


def test_with_no_time_to_come_nothing_is_rehearsed(practice: SmallPractice) -> None:
    practice.clock.advance(days=400)
    before = dump(practice.desk)
    rehearse_booking(practice.desk)
    assert dump(practice.desk) == before
