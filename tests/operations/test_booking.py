"""Booking, moving and cancelling: what is refused, asked, recorded."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from desktop.domain.errors import Conflict, NeedsAgreement, NotAllowed, NotFound, RuleViolation
from desktop.domain.ids import PatientId, SlotId
from desktop.domain.permissions import Role
from desktop.domain.practice import Channel
from desktop.domain.visits import State
from desktop.operations.booking import book_appointment, cancel_appointment, move_appointment
from desktop.operations.desk import new_id
from desktop.operations.extras import add_extra
from desktop.operations.holds import hold_slots, release_hold
from desktop.operations.work import Actor
from desktop.persistence.tables import audit_log, holds, patients, places, slots, visit_events
from tests.operations.conftest import SmallPractice


def _book(practice: SmallPractice, *slot_ids: SlotId, **changed: object) -> object:
    arguments = {"patient_id": practice.maggie, "slot_ids": slot_ids} | changed
    return practice.desk.act(book_appointment, **arguments).value


def test_a_booking_stores_what_was_asked_for_and_goes_on_record(practice: SmallPractice) -> None:
    outcome = practice.desk.act(
        book_appointment,
        patient_id=practice.maggie,
        slot_ids=practice.slots[:2],
        reason="My knee  hurts ",
        asked_by="Bethan, daughter",
    )
    visit = outcome.value
    assert (visit.state, visit.reason) == (State.BOOKED, "My knee hurts")
    assert visit.end_at - visit.start_at == timedelta(minutes=20)
    assert outcome.words == "Booked Maggie Hughes, today 11:00, Dr Patel."
    with practice.desk.database.reading() as db:
        record = db.execute(select(audit_log).where(audit_log.c.appointment_id == visit.id)).one()
        event = db.execute(select(visit_events)).one()
    assert record.act == "book_appointment"
    assert record.patient_id == practice.maggie
    assert json.loads(record.entry)["actor"] == "Ruth Cohen"
    assert (event.appointment_id, event.step.value) == (visit.id, "booked")
    assert event.act_id == record.act_id


def test_a_slot_is_never_booked_twice_and_the_sentence_says_who_was_first(
    practice: SmallPractice,
) -> None:
    _book(practice, practice.slots[0])
    with pytest.raises(Conflict, match=r"Desk 1 booked 11:00 a moment ago\. Nothing was lost\."):
        _book(practice, practice.slots[0], patient_id=practice.rosa)


def test_a_group_slot_has_room_for_its_places_and_no_more(practice: SmallPractice) -> None:
    group = practice.slots[-1]
    for person in (practice.maggie, practice.rosa, practice.kwame):
        _book(practice, group, patient_id=person)
    with pytest.raises(Conflict):
        practice.desk.act(
            book_appointment,
            agreed=frozenset({"same_time"}),
            patient_id=practice.rosa,
            slot_ids=(group,),
        )
    with practice.desk.database.reading() as db:
        seats = db.execute(select(places.c.seat).where(places.c.slot_id == group)).all()
    assert sorted(seat for (seat,) in seats) == [1, 2, 3]


@pytest.mark.parametrize(
    ("chosen", "code"), [((3, 5), "adjacent"), ((4,), "break"), ((0, 2), "adjacent")]
)
def test_a_long_visit_takes_slots_next_to_each_other(
    practice: SmallPractice, chosen: tuple[int, ...], code: str
) -> None:
    with pytest.raises(RuleViolation) as caught:
        _book(practice, *(practice.slots[number] for number in chosen))
    assert caught.value.code == code


def test_somebody_who_died_on_an_unknown_day_is_asked_about(practice: SmallPractice) -> None:
    with practice.desk.database.writing() as db:
        row = update(patients).where(patients.c.id == practice.rosa)
        db.execute(row.values(is_deceased=True))
    with pytest.raises(NeedsAgreement, match=r"is recorded as died\. Book all the same") as asked:
        practice.desk.act(book_appointment, patient_id=practice.rosa, slot_ids=practice.slots[:1])
    assert asked.value.codes == {"deceased"}


def test_what_is_warned_is_asked_before_anything_is_written(practice: SmallPractice) -> None:
    _book(practice, practice.slots[-1])
    with practice.desk.database.writing() as db:
        opens = practice.clock() + timedelta(minutes=30)
        for slot in practice.slots[:2]:
            db.execute(update(slots).where(slots.c.id == slot).values(release_at=opens))
        dead = {"is_deceased": True, "deceased_on": date(2026, 11, 2), "registration": "left"}
        db.execute(update(patients).where(patients.c.id == practice.rosa).values(dead))
    wanted = {"patient_id": practice.rosa, "slot_ids": practice.slots[:1]}
    with pytest.raises(NeedsAgreement) as caught:
        practice.desk.act(book_appointment, slot_type_id=practice.phone, **wanted)
    assert caught.value.codes == {"kind", "early", "deceased", "left"}
    with pytest.raises(RuleViolation, match="Say why"):
        practice.desk.act(
            book_appointment, agreed=caught.value.codes, slot_type_id=practice.phone, **wanted
        )
    booked = practice.desk.act(
        book_appointment,
        agreed=caught.value.codes,
        agreed_why="Dr Patel asked for her notes",
        slot_type_id=practice.phone,
        **wanted,
    )
    with practice.desk.database.reading() as db:
        query = select(audit_log.c.entry).where(audit_log.c.appointment_id == booked.value.id)
        entry = json.loads(db.execute(query).scalar_one())
    assert entry["agreed"] == ["deceased", "early", "kind", "left"]
    assert entry["why"] == "Dr Patel asked for her notes"


def test_the_same_person_twice_at_one_time_is_asked(practice: SmallPractice) -> None:
    _book(practice, practice.slots[0])
    with pytest.raises(NeedsAgreement) as caught:
        practice.desk.act(
            add_extra,
            patient_id=practice.maggie,
            session_id=practice.session,
            start_at=practice.clock().replace(hour=11, minute=5),
            length_minutes=10,
            slot_type_id=practice.routine,
            why="Dr Patel agreed",
        )
    assert caught.value.codes == {"same_time"}


def test_a_move_keeps_the_id_and_frees_the_old_time(practice: SmallPractice) -> None:
    visit = _book(practice, practice.slots[0])
    moved = practice.desk.act(
        move_appointment,
        appointment_id=visit.id,
        version=visit.version,
        slot_ids=practice.slots[1:2],
    ).value
    assert moved.id == visit.id
    assert moved.start_at == visit.end_at
    _book(practice, practice.slots[0], patient_id=practice.rosa)


def test_a_move_to_a_shorter_time_is_asked(practice: SmallPractice) -> None:
    visit = _book(practice, *practice.slots[:2])
    with pytest.raises(NeedsAgreement, match="10 minutes short"):
        practice.desk.act(
            move_appointment,
            appointment_id=visit.id,
            version=visit.version,
            slot_ids=practice.slots[2:3],
        )


def test_a_long_visit_moves_to_a_time_within_its_own(practice: SmallPractice) -> None:
    visit = _book(practice, *practice.slots[:2])
    moved = practice.desk.act(
        move_appointment,
        agreed=frozenset({"shorter"}),
        appointment_id=visit.id,
        version=visit.version,
        slot_ids=practice.slots[1:2],
    ).value
    assert moved.slot_ids == practice.slots[1:2]
    held = select(places.c.slot_id).where(places.c.appointment_id == visit.id)
    with practice.desk.database.reading() as db:
        assert tuple(db.execute(held).scalars()) == practice.slots[1:2]


def test_a_move_to_a_time_that_is_taken_leaves_the_visit_where_it_was(
    practice: SmallPractice,
) -> None:
    visit = _book(practice, practice.slots[0])
    _book(practice, practice.slots[1], patient_id=practice.rosa)
    with pytest.raises(Conflict, match=r"booked 11:10 a moment ago"):
        practice.desk.act(
            move_appointment,
            appointment_id=visit.id,
            version=visit.version,
            slot_ids=practice.slots[1:2],
        )
    held = select(places.c.slot_id).where(places.c.appointment_id == visit.id)
    with practice.desk.database.reading() as db:
        assert db.execute(held).scalar_one() == practice.slots[0]


def test_a_stale_version_is_a_conflict(practice: SmallPractice) -> None:
    visit = _book(practice, practice.slots[0])
    with pytest.raises(Conflict) as caught:
        practice.desk.act(
            cancel_appointment, appointment_id=visit.id, version=visit.version + 1, code="pat"
        )
    assert caught.value.code == "stale"


def test_an_unknown_reason_is_no_reason(practice: SmallPractice) -> None:
    visit = _book(practice, practice.slots[0])
    with pytest.raises(RuleViolation, match="Choose a reason"):
        practice.desk.act(
            cancel_appointment, appointment_id=visit.id, version=visit.version, code="because"
        )


def test_a_number_to_ring_is_kept_for_a_phone_visit_alone(practice: SmallPractice) -> None:
    phone = _book(practice, practice.slots[5], call_on="07700 900118")
    seen = _book(practice, practice.slots[0], call_on="07700 900118", patient_id=practice.rosa)
    assert (phone.channel, phone.call_on) == (Channel.TELEPHONE, "07700 900118")
    assert seen.call_on is None


def test_a_held_time_is_its_windows_until_let_go(practice: SmallPractice) -> None:
    hold = practice.desk.act(hold_slots, slot_ids=practice.slots[:1]).value
    with pytest.raises(Conflict, match="Desk 1 is holding 11:00"):
        _book(practice, practice.slots[0])
    practice.desk.act(release_hold, hold_id=hold.id)
    _book(practice, practice.slots[0])


def test_what_a_window_holds_gives_way_to_its_next_hold(practice: SmallPractice) -> None:
    left = practice.desk.act(hold_slots, slot_ids=practice.slots[:1]).value
    hold = practice.desk.act(hold_slots, slot_ids=practice.slots[:1]).value
    assert left.id != hold.id
    assert _book(practice, practice.slots[0], hold_id=hold.id).state is State.BOOKED
    with practice.desk.database.reading() as db:
        assert db.execute(select(holds.c.id).where(holds.c.id == left.id)).all() == []


def test_an_ended_hold_is_free_for_all(practice: SmallPractice) -> None:
    practice.desk.act(hold_slots, slot_ids=practice.slots[:1])
    practice.clock.advance(minutes=5, seconds=1)
    assert _book(practice, practice.slots[0]).state is State.BOOKED


def test_booking_from_ones_own_hold_uses_it_up(practice: SmallPractice) -> None:
    hold = practice.desk.act(hold_slots, slot_ids=practice.slots[-1:]).value
    _book(practice, practice.slots[-1], hold_id=hold.id)
    with practice.desk.database.reading() as db:
        query = select(places.c.hold_id).where(places.c.slot_id == practice.slots[-1])
        assert db.execute(query).scalars().all() == [None, None, None]


def test_a_clinician_books_in_their_own_sessions_alone(practice: SmallPractice) -> None:
    practice.desk.actor = Actor("Grace", Role.CLINICIAN, clinician_id=practice.nurse)
    with pytest.raises(NotAllowed):
        _book(practice, practice.slots[0])


def test_someone_unknown_is_not_booked(practice: SmallPractice) -> None:
    with pytest.raises(NotFound):
        _book(practice, practice.slots[0], patient_id=PatientId(new_id()))


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"reason": "x" * 10_000}, "reason"),
        ({"note": "a\x00b"}, "note"),
        ({"slot_ids": ()}, "time"),
    ],
)
def test_bad_input_is_a_sentence_at_its_field_and_saves_nothing(
    practice: SmallPractice, changed: dict[str, object], field: str
) -> None:
    with pytest.raises(RuleViolation) as caught:
        _book(practice, practice.slots[0], **changed)
    assert caught.value.field == field
    assert caught.value.message.endswith(".")
    with practice.desk.database.reading() as db:
        assert db.execute(select(visit_events)).all() == []
