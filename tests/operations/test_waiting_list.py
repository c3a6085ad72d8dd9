"""The waiting list on both engines: wishes, offers that hold, answers, a chain, who is asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from desktop.domain.errors import Conflict, NotAllowed, RuleViolation
from desktop.domain.ids import SlotId
from desktop.domain.permissions import Role
from desktop.domain.preference_rules import Told
from desktop.domain.session_changes import ChangeHours
from desktop.domain.times import local_of
from desktop.domain.visits import State
from desktop.domain.waiting import OfferState, Urgency
from desktop.operations.booking import book_appointment, cancel_appointment
from desktop.operations.checks import check_rows
from desktop.operations.deaths import record_death, take_death_back
from desktop.operations.freed_news import slots_freed_by
from desktop.operations.freed_slots import find_freed, match_time
from desktop.operations.history import read_history
from desktop.operations.looks import mark_sensitive
from desktop.operations.merging import merge_patients, read_merged_record, unmerge_patient
from desktop.operations.preferences import record_preference
from desktop.operations.session_changes import change_sessions
from desktop.operations.sessions import block_slot, unblock_slot
from desktop.operations.undo import undo
from desktop.operations.waiting_list import (
    accept_offer,
    add_wish,
    answer_offer,
    change_wish,
    count_waiters,
    end_wish,
    list_waiting,
    offer_time,
    start_wish,
)
from desktop.operations.work import Actor
from desktop.persistence.tables import holds, offers, places, waiting_list
from tests.operations.change_cases import changing, two_days
from tests.operations.conftest import TODAY, SmallPractice
from tests.operations.waiting_cases import free_slots, offered, waits, wish_of

ZONE = "Europe/London"


def on_list(practice: SmallPractice) -> list[str]:
    return [one.called for one in practice.desk.read(list_waiting)]


def names(practice: SmallPractice, slot_ids: tuple[SlotId, ...]) -> list[str]:
    found = practice.desk.read(match_time, slot_ids=slot_ids)
    assert found is not None
    return [one.waiter.called for one in found.matches]


def cancel(practice: SmallPractice, visit: Any) -> Any:
    given = {"appointment_id": visit.id, "version": visit.version, "code": "pat-fb"}
    return practice.desk.act(cancel_appointment, **given)


def is_sound(practice: SmallPractice) -> bool:
    with practice.desk.database.reading() as db:
        only = ("waiting", "places", "visits", "needs")
        found = check_rows(db, now=practice.clock(), zone=ZONE, only=only)
    return all(not one.violations for one in found)


def test_the_list_has_who_waits_longest_need_first(practice: SmallPractice) -> None:
    waits(practice, practice.rosa)
    practice.clock.advance(days=2)
    waits(practice, practice.kwame, urgency=Urgency.URGENT, urgency_by="Dr Patel")
    waits(practice, practice.maggie)
    assert on_list(practice) == ["Kwame Asante", "Rosa Marín", "Maggie Hughes"]
    assert practice.desk.read(count_waiters) == 3


def test_a_wish_is_refused_in_words(practice: SmallPractice) -> None:
    waits(practice, practice.rosa)

    def refused(code: str, who: Any = practice.rosa, **wanted: Any) -> str:
        with pytest.raises(RuleViolation) as caught:
            waits(practice, who, **wanted)
        assert caught.value.code == code
        return str(caught.value)

    assert "waits for this kind of visit already" in refused("already")
    assert "can’t be booked" in refused("kind", slot_type_id=practice.rest)
    early, late = TODAY + timedelta(days=3), TODAY + timedelta(days=2)
    assert "can’t both be" in refused("contradict", practice.maggie, from_on=early, until_on=late)
    practice.desk.act(record_death, patient_id=practice.kwame, version=1, deceased_on=TODAY)
    assert refused("died", practice.kwame) == "Kwame Asante is recorded as died."


def test_who_has_died_waits_no_more_and_does_again_where_it_was_a_mistake(
    practice: SmallPractice,
) -> None:
    waits(practice, practice.rosa)
    practice.desk.act(record_death, patient_id=practice.rosa, version=1, deceased_on=None)
    assert on_list(practice) == []
    assert practice.desk.read(count_waiters) == 0
    assert names(practice, practice.slots[:1]) == []
    practice.desk.act(take_death_back, patient_id=practice.rosa, version=2)
    assert on_list(practice) == ["Rosa Marín"]
    assert names(practice, free_slots(practice)[:1]) == ["Rosa Marín"]


def test_of_a_sensitive_record_the_list_says_who_and_what_kind_alone(
    practice: SmallPractice,
) -> None:
    waits(practice, practice.rosa, reason="Something private")
    practice.desk.act(mark_sensitive, patient_id=practice.rosa, version=1, is_sensitive=True)
    (one,) = practice.desk.read(list_waiting)
    assert (one.is_closed, one.phones, one.wish.reason) == (True, (), "")
    with pytest.raises(RuleViolation, match="reason"):
        waits(practice, practice.rosa, slot_type_id=practice.phone)
    assert practice.desk.read(start_wish, patient_id=practice.rosa).is_closed


def test_merged_records_wait_as_one_and_a_wish_made_since_is_asked_about(
    practice: SmallPractice,
) -> None:
    waits(practice, practice.maggie)
    practice.desk.act(
        merge_patients,
        survivor_id=practice.rosa, survivor_version=1,
        other_id=practice.maggie, other_version=1,
        agreed=frozenset({"born", "distinct"}),
    )  # fmt: skip
    assert on_list(practice) == ["Rosa Marín"]
    with pytest.raises(RuleViolation, match="already"):
        waits(practice, practice.rosa)
    practice.clock.advance(minutes=1)
    made = waits(practice, practice.rosa, slot_type_id=practice.phone)
    merged = practice.desk.read(read_merged_record, patient_id=practice.maggie)
    assert merged.made_since == ((f"waiting_list/{made}", "Waiting list: Telephone"),)
    practice.desk.act(
        unmerge_patient, patient_id=practice.maggie, version=2,
        theirs=(f"waiting_list/{made}",), agreed=frozenset({"made_since"}),
    )  # fmt: skip
    assert on_list(practice) == ["Maggie Hughes", "Maggie Hughes"]


def test_an_offer_holds_the_time_and_an_answer_gives_it_back(practice: SmallPractice) -> None:
    given = offered(practice, practice.rosa)
    slot = practice.slots[0]
    with pytest.raises(Conflict, match="Waiting list is holding 11:00"):
        practice.desk.act(book_appointment, patient_id=practice.kwame, slot_ids=(slot,))
    (one,) = practice.desk.read(list_waiting)
    assert one.offer is not None
    assert one.offer.is_held
    done = practice.desk.act(answer_offer, answer=OfferState.NO_REPLY, **given)
    assert done.words == "No reply: Rosa Marín, today 11:00."
    assert names(practice, (slot,)) == []  # who was asked about it is not asked again
    practice.desk.act(book_appointment, patient_id=practice.kwame, slot_ids=(slot,))
    assert done.undo is not None
    with pytest.raises(Conflict, match=r"11:00 has been booked since"):
        practice.desk.act(undo, inverse=done.undo)
    assert is_sound(practice)


def test_a_time_that_is_offered_is_offered_to_nobody_else(practice: SmallPractice) -> None:
    given = offered(practice, practice.rosa)
    other = waits(practice, practice.kwame)
    with pytest.raises(Conflict, match="Waiting list is holding 11:00"):
        practice.desk.act(offer_time, wish_id=other, version=1, slot_ids=practice.slots[:1])
    (rosa,) = [one for one in practice.desk.read(list_waiting) if one.called == "Rosa Marín"]
    with pytest.raises(RuleViolation, match="being asked about today 11:00"):
        practice.desk.act(offer_time, wish_id=rosa.id, version=1, slot_ids=practice.slots[1:2])
    practice.clock.advance(minutes=31)
    practice.desk.act(offer_time, wish_id=rosa.id, version=1, slot_ids=practice.slots[1:2])
    with practice.desk.database.reading() as db:
        first = select(offers.c.state).where(offers.c.id == given["offer_id"])
        assert db.execute(first).scalar_one() is OfferState.NO_REPLY
    assert is_sound(practice)


def test_a_hold_that_has_ended_says_so_and_names_the_next_time(practice: SmallPractice) -> None:
    given = offered(practice, practice.rosa)
    practice.clock.advance(minutes=31)
    slot = practice.slots[0]
    booked = practice.desk.act(book_appointment, patient_id=practice.kwame, slot_ids=(slot,)).value
    (one,) = practice.desk.read(list_waiting)
    assert one.offer is not None
    assert not one.offer.is_held
    with pytest.raises(Conflict, match=r"^The hold ended at 09:32\. .* Next best: 11:10") as caught:
        practice.desk.act(accept_offer, **given)
    assert caught.value.facts["nearest"].slot_ids == practice.slots[1:2]
    cancel(practice, booked)
    visit = practice.desk.act(accept_offer, **given).value
    assert (visit.patient_id, visit.state) == (practice.rosa, State.BOOKED)
    assert is_sound(practice)


def test_accepting_moves_the_visit_given_up_and_frees_its_time_for_the_next(
    practice: SmallPractice,
) -> None:
    slots = free_slots(practice)
    book = {"patient_id": practice.kwame, "slot_ids": slots[:1]}
    first = practice.desk.act(book_appointment, **book).value
    book = {"patient_id": practice.rosa, "slot_ids": slots[2:3]}
    later = practice.desk.act(book_appointment, **book).value
    rosa = waits(practice, practice.rosa, appointment_id=later.id)
    practice.clock.advance(minutes=1)
    waits(practice, practice.maggie, from_local=time(11, 20))
    cancelled = cancel(practice, first)
    assert slots_freed_by(cancelled) == slots[:1]
    (freed,) = practice.desk.read(find_freed, slot_ids=slots_freed_by(cancelled))
    assert [one.waiter.called for one in freed.matches] == ["Rosa Marín"]
    assert "today 11:20 comes free" in " ".join(freed.matches[0].met)
    assert [one.words for one in freed.left_out] == ["1 waits for another time of day."]
    time_ = freed.matches[0].time.slot_ids
    offer = practice.desk.act(offer_time, wish_id=rosa, version=1, slot_ids=time_).value
    taken = practice.desk.act(accept_offer, offer_id=offer.id, version=1)
    assert (taken.value.id, taken.words) == (later.id, "Moved Rosa Marín to today 11:00, Dr Patel.")
    assert slots_freed_by(taken) == slots[2:3]
    (chained,) = practice.desk.read(find_freed, slot_ids=slots_freed_by(taken))
    assert [one.waiter.called for one in chained.matches] == ["Maggie Hughes"]
    assert is_sound(practice)
    practice.desk.act(undo, inverse=taken.undo)
    assert on_list(practice) == ["Rosa Marín", "Maggie Hughes"]
    assert is_sound(practice)


def test_nobody_is_on_the_list_twice_once_they_have_a_time(practice: SmallPractice) -> None:
    waits(practice, practice.maggie)
    given = offered(practice, practice.rosa)
    practice.desk.act(
        merge_patients,
        survivor_id=practice.rosa, survivor_version=1,
        other_id=practice.maggie, other_version=1,
        agreed=frozenset({"born", "distinct"}),
    )  # fmt: skip
    assert len(on_list(practice)) == 2
    assert names(practice, practice.slots[1:2]) == ["Rosa Marín"]
    practice.desk.act(accept_offer, **given)
    assert on_list(practice) == []


def test_what_frees_a_time_is_seen_in_the_act_itself(practice: SmallPractice) -> None:
    slots = free_slots(practice)
    book = {"patient_id": practice.kwame, "slot_ids": slots[:2]}
    booked = practice.desk.act(book_appointment, **book)
    assert slots_freed_by(booked) == ()
    cancelled = cancel(practice, booked.value)
    assert set(slots_freed_by(cancelled)) == set(slots[:2])
    blocked = practice.desk.act(block_slot, slot_id=slots[3], version=1, reason="Called away")
    assert slots_freed_by(blocked) == ()
    slot = blocked.value
    opened = practice.desk.act(unblock_slot, slot_id=slot.id, version=slot.version)
    assert slots_freed_by(opened) == slots[3:4]
    waits(practice, practice.rosa, minutes=20)
    (freed,) = practice.desk.read(find_freed, slot_ids=slots[3:4])
    assert freed.matches[0].time.slot_ids == slots[2:4], "with the free one before it"
    held = practice.desk.act(book_appointment, patient_id=practice.maggie, slot_ids=slots[2:4])
    assert practice.desk.read(find_freed, slot_ids=slots[3:4]) == ()
    assert practice.desk.read(match_time, slot_ids=slots[3:4]) is None
    assert held.value.state is State.BOOKED


def test_a_session_made_longer_frees_the_slots_it_has_got(practice: SmallPractice) -> None:
    session, on = two_days(practice)
    waits(practice, practice.rosa, until_local=time(11))
    change = ChangeHours(session, time(10, 40), time(13))
    longer = practice.desk.act(change_sessions, **changing(practice, change))
    freed = practice.desk.read(find_freed, slot_ids=slots_freed_by(longer))
    assert [
        (f"{local_of(one.time.start_at, ZONE):%H:%M}", one.matches[0].waiter.called)
        for one in freed
    ] == [("10:40", "Rosa Marín")]
    assert freed[0].matches[0].time.start_at.date() == on


def test_who_changed_what_says_what_became_of_an_offer(practice: SmallPractice) -> None:
    given = offered(practice, practice.rosa)
    practice.desk.act(answer_offer, answer=OfferState.DECLINED, **given)
    found = practice.desk.read(read_history, patient_id=practice.rosa)
    assert [one.what for one in found.entries[:3]] == [
        "Waiting list: Declined: Rosa Marín, Thu 19 Nov 11:00.",
        "Waiting list: Offered Rosa Marín Thu 19 Nov 11:00, Dr Patel, held until 09:32.",
        "Waiting list: Rosa Marín is on the waiting list: Routine.",
    ]


def test_what_they_told_us_is_weighed_and_what_they_must_have_binds(
    practice: SmallPractice,
) -> None:
    slots = free_slots(practice)
    waits(practice, practice.rosa)
    waits(practice, practice.maggie)
    waits(practice, practice.kwame)

    def tell(who: Any, kind: str, *filled: tuple[str, Any]) -> None:
        practice.desk.act(record_preference, patient_id=who, kind=kind, told=Told(filled))

    tell(practice.rosa, "step-free")
    tell(practice.maggie, "double-length")
    tell(practice.maggie, "never-call")
    tell(practice.kwame, "times", ("not_days", ("TH",)))
    found = practice.desk.read(match_time, slot_ids=slots[:1])
    assert found is not None
    assert [(one.waiter.called, one.time.slot_ids) for one in found.matches] == [
        ("Maggie Hughes", slots[:2]),
        ("Kwame Asante", slots[:1]),
    ]
    assert [one.never_ring for one in found.matches] == [True, False]
    tell(practice.kwame, "text-only")
    found = practice.desk.read(match_time, slot_ids=slots[:1])
    assert found is not None
    assert [one.never_ring for one in found.matches] == [True, True]
    assert found.matches[1].unmet == ("Thursday: they asked not",)
    assert [one.words for one in found.left_out] == ["1 has needs this time can’t meet."]


def test_asked_not_to_be_asked_yet(practice: SmallPractice) -> None:
    given = offered(practice, practice.rosa)
    with pytest.raises(RuleViolation, match="day to come"):
        practice.desk.act(
            answer_offer, answer=OfferState.DECLINED, quiet_until=date(2026, 11, 1), **given
        )
    again = practice.clock().date() + timedelta(days=9)
    practice.desk.act(answer_offer, answer=OfferState.DECLINED, quiet_until=again, **given)
    assert names(practice, practice.slots[1:2]) == []
    practice.clock.advance(days=9)
    assert names(practice, free_slots(practice)[:1]) == ["Rosa Marín"]


def test_a_wish_that_has_ended_or_changed_is_not_changed_again(practice: SmallPractice) -> None:
    wish = waits(practice, practice.rosa)
    changed = wish_of(practice, days=("MO",))
    practice.desk.act(change_wish, wish_id=wish, version=1, wish=changed)
    with pytest.raises(Conflict):
        practice.desk.act(change_wish, wish_id=wish, version=1, wish=changed)
    with pytest.raises(RuleViolation) as caught:
        practice.desk.act(end_wish, wish_id=wish, version=2, why=" ")
    assert caught.value.field == "why"
    practice.desk.act(end_wish, wish_id=wish, version=2, why="Seen elsewhere")
    with pytest.raises(RuleViolation, match="off the waiting list"):
        practice.desk.act(end_wish, wish_id=wish, version=3, why="Again")


def test_a_clinician_offers_their_own_times_alone(practice: SmallPractice) -> None:
    slots = free_slots(practice)
    wish = waits(practice, practice.rosa)
    practice.desk.actor = Actor("Grace Adeyemi", Role.CLINICIAN, None, practice.nurse)
    with pytest.raises(NotAllowed):
        practice.desk.act(offer_time, wish_id=wish, version=1, slot_ids=slots[:1])


@pytest.mark.parametrize(
    "wrong",
    [
        {"urgency": Urgency.URGENT, "urgency_by": ""},
        {"from_on": TODAY, "until_on": TODAY - timedelta(days=1)},
        {"from_local": time(10), "until_local": time(9)},
        {"minutes": 3},
        {"notice_days": 61},
    ],
)
def test_the_database_takes_no_wrong_wish(practice: SmallPractice, wrong: Any) -> None:
    wish = waits(practice, practice.rosa)
    with practice.desk.database.engine.connect() as db, pytest.raises(IntegrityError):
        db.execute(update(waiting_list).where(waiting_list.c.id == wish).values(**wrong))


def test_the_database_takes_one_open_offer_of_a_wish_and_no_answer_without_its_time(
    practice: SmallPractice,
) -> None:
    given = offered(practice, practice.rosa)
    own = offers.c.id == given["offer_id"]
    with practice.desk.database.engine.connect() as db:
        row = dict(db.execute(select(offers).where(own)).mappings().one())
        db.rollback()
        for wrong in (
            update(offers).where(own).values(state=OfferState.DECLINED),
            update(offers).where(own).values(state=OfferState.ACCEPTED, answered_at=row["made_at"]),
            insert(offers).values(**row | {"id": row["hold_id"]}),
        ):
            with pytest.raises(IntegrityError):
                db.execute(wrong)
            db.rollback()
        assert db.execute(select(holds.c.kind)).scalars().all() == ["offer"]
        held = select(places.c.slot_id).where(places.c.hold_id == row["hold_id"])
        assert db.execute(held).scalars().all() == [practice.slots[0]]


def test_a_wish_taken_back_and_made_anew_cannot_come_back_beside_it(
    practice: SmallPractice,
) -> None:
    wish = waits(practice, practice.rosa)
    ended = practice.desk.act(end_wish, wish_id=wish, version=1, why="Seen elsewhere")
    waits(practice, practice.rosa)
    assert ended.undo is not None
    with pytest.raises(Conflict, match="wait for this kind of visit already"):
        practice.desk.act(undo, inverse=ended.undo)
    assert on_list(practice) == ["Rosa Marín"]


def test_what_the_form_begins_with_are_the_visits_they_could_give_up(
    practice: SmallPractice,
) -> None:
    slots = free_slots(practice)
    given = {"patient_id": practice.rosa, "slot_ids": slots[:1]}
    visit = practice.desk.act(book_appointment, **given).value
    start = practice.desk.read(start_wish, patient_id=practice.rosa)
    assert [(one.id, one.words) for one in start.visits] == [
        (visit.id, "today 11:00, Dr Anjali Patel, Routine")
    ]
    waits(practice, practice.rosa, appointment_id=visit.id)
    other = replace(wish_of(practice), slot_type_id=practice.phone, appointment_id=visit.id)
    with pytest.raises(RuleViolation, match="earlier time than this visit already"):
        practice.desk.act(add_wish, patient_id=practice.rosa, wish=other)
