"""The sentence for a time somebody else took: who, when, and the nearest free one."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection, text

from desktop.domain.booking import FreeTime
from desktop.domain.errors import Conflict
from desktop.operations.booking import book_appointment
from tests.operations.conftest import SmallPractice


def _lose(practice: SmallPractice) -> Conflict:
    arguments = {"patient_id": practice.maggie, "slot_ids": practice.slots[:1]}
    practice.desk.act(book_appointment, **arguments)
    with pytest.raises(Conflict) as caught:
        practice.desk.act(book_appointment, **arguments | {"patient_id": practice.rosa})
    return caught.value


def test_the_nearest_free_time_of_the_same_clinician_that_day_is_offered(
    practice: SmallPractice,
) -> None:
    lost = _lose(practice)
    nearest = lost.facts["nearest"]
    assert isinstance(nearest, FreeTime)
    assert nearest.slot_ids == practice.slots[1:2]
    assert str(lost) == "Desk 1 booked 11:00 a moment ago. Nothing was lost. Next best: 11:10."
    assert lost.later is not None
    assert (lost.later.actor, lost.later.act) == ("Ruth Cohen", "book_appointment")


def test_another_clinician_that_day_comes_before_the_same_one_another_day(
    practice: SmallPractice,
) -> None:
    practice.make_session(
        clinician_id=practice.nurse,
        room_id=practice.other_room,
        pattern=practice.pattern_of(1),
    )
    practice.make_session(on_date=practice.tomorrow)
    for slot in practice.slots[1:4]:
        practice.desk.act(
            book_appointment,
            agreed=frozenset({"same_time"}),
            patient_id=practice.kwame,
            slot_ids=(slot,),
        )
    nearest = _lose(practice).facts["nearest"]
    assert isinstance(nearest, FreeTime)
    assert nearest.clinician_id == practice.nurse


def test_how_long_ago_is_said(practice: SmallPractice) -> None:
    arguments = {"patient_id": practice.maggie, "slot_ids": practice.slots[:1]}
    practice.desk.act(book_appointment, **arguments)
    practice.clock.advance(minutes=7)
    with pytest.raises(Conflict, match="booked 11:00 7 minutes ago"):
        practice.desk.act(book_appointment, **arguments | {"patient_id": practice.rosa})


def test_a_visit_brought_in_from_elsewhere_was_booked_by_no_desk(practice: SmallPractice) -> None:
    arguments = {"patient_id": practice.maggie, "slot_ids": practice.slots[:1]}
    practice.desk.act(book_appointment, **arguments)
    with practice.desk.database.engine.begin() as db:
        _forget_record(db)
    with pytest.raises(Conflict, match=r"^11:00 is booked\. Nothing was lost\."):
        practice.desk.act(book_appointment, **arguments | {"patient_id": practice.rosa})


def _forget_record(db: Connection) -> None:
    """Take the acts of every visit off the record, as if it had been brought in."""
    guard = {
        "sqlite": "DROP TRIGGER audit_log_no_update",
        "postgresql": "ALTER TABLE audit_log DISABLE TRIGGER audit_log_no_change",
    }
    db.execute(text(guard[db.dialect.name]))
    db.execute(text("UPDATE audit_log SET appointment_id = NULL"))
