"""Cases of undo for the waiting list; each has somebody and a free time of its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time, timedelta
from typing import Any

from desktop.domain.ids import PatientId, SlotId, WishId
from desktop.domain.people import PatientDetails
from desktop.domain.waiting import OfferState, Urgency, WishDetails
from desktop.operations.booking import book_appointment
from desktop.operations.desk import new_id
from desktop.operations.people import register_patient
from desktop.operations.waiting_list import add_wish, offer_time
from tests.operations.conftest import SmallPractice, slots_of

Arguments = dict[str, Any]


def someone_who(practice: SmallPractice) -> PatientId:
    """Register somebody whom nobody else is like."""
    details = PatientDetails(
        given_names="Nia", family_name=f"Wynne {new_id()[-8:]}", born_on=date(1970, 2, 3)
    )
    agreed = frozenset({"alike", "same_name_and_birth", "near_name_and_birth"})
    made: PatientId = practice.desk.act(register_patient, details=details, agreed=agreed).value
    return made


def free_slots(practice: SmallPractice) -> tuple[SlotId, ...]:
    """Return the slots of a session of its own: four of the routine kind first."""
    practice.clock.advance(days=1)
    practice.clock.set(practice.clock().replace(hour=9, minute=22))
    practice.session = practice.make_session(on_date=practice.clock().date())
    practice.slots = slots_of(practice)
    return practice.slots


def wish_of(practice: SmallPractice, **wanted: Any) -> WishDetails:
    """Return a wish for a routine visit."""
    return WishDetails(**({"slot_type_id": practice.routine} | wanted))


def waits(practice: SmallPractice, who: PatientId | None = None, **wanted: Any) -> WishId:
    """Put somebody on the list."""
    person = who or someone_who(practice)
    made: WishId = practice.desk.act(
        add_wish, patient_id=person, wish=wish_of(practice, **wanted)
    ).value
    return made


def _wish(practice: SmallPractice) -> Arguments:
    return {"wish_id": waits(practice), "version": 1}


def _adding(practice: SmallPractice) -> Arguments:
    wish = wish_of(
        practice,
        days=("MO", "WE"),
        clinicians=(practice.doctor,),
        from_local=time(9),
        urgency=Urgency.SOON,
        urgency_by="Dr Patel",
        reason="Knee",
    )
    return {"patient_id": someone_who(practice), "wish": wish}


def _offering(practice: SmallPractice) -> Arguments:
    slots = free_slots(practice)
    return {"wish_id": waits(practice), "version": 1, "slot_ids": slots[:2]}


def offered(practice: SmallPractice, who: PatientId | None = None, **wanted: Any) -> Arguments:
    """Offer somebody the first free time of a session of its own."""
    slots = free_slots(practice)
    wish = waits(practice, who, **wanted)
    made = practice.desk.act(offer_time, wish_id=wish, version=1, slot_ids=slots[:1]).value
    return {"offer_id": made.id, "version": 1}


def _accepting_earlier(practice: SmallPractice) -> Arguments:
    """Accept for somebody who gives up a later visit of the same day."""
    slots = free_slots(practice)
    person = someone_who(practice)
    visit = practice.desk.act(book_appointment, patient_id=person, slot_ids=slots[3:4]).value
    wish = waits(practice, person, appointment_id=visit.id)
    made = practice.desk.act(offer_time, wish_id=wish, version=1, slot_ids=slots[:1]).value
    return {"offer_id": made.id, "version": 1}


WAITING_CASES: dict[str, Callable[[SmallPractice], Arguments]] = {
    "add_wish": _adding,
    "change_wish": lambda practice: (
        _wish(practice) | {"wish": wish_of(practice, days=("FR",), notice_days=2)}
    ),
    "end_wish": lambda practice: (
        {"wish_id": _wish_with_offer(practice), "version": 1, "why": "Seen elsewhere"}
    ),
    "offer_time": _offering,
    "accept_offer": _accepting_earlier,
    "answer_offer": lambda practice: (
        offered(practice)
        | {
            "answer": OfferState.DECLINED,
            "quiet_until": practice.clock().date() + timedelta(days=20),
            "said": "Away until then",
        }
    ),
}


def _wish_with_offer(practice: SmallPractice) -> WishId:
    slots = free_slots(practice)
    wish = waits(practice)
    practice.desk.act(offer_time, wish_id=wish, version=1, slot_ids=slots[:1])
    return wish
