"""The demo's waiting list: people who wait, one who was offered a time and has not answered."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, select

from desktop.domain.ids import PatientId
from desktop.domain.people import Registration
from desktop.domain.sessions import SlotState
from desktop.domain.times import date_of
from desktop.domain.visits import State
from desktop.domain.waiting import OfferState, Urgency, WishDetails
from desktop.operations.demo_practice import ZONE, DemoPractice
from desktop.operations.demo_rows import DemoRows, Row
from desktop.operations.waiting_list import NEW_WISH
from desktop.persistence.tables import (
    appointments,
    offers,
    patients,
    places,
    slots,
    waiting_list,
)

OFFERED = 3
"""The place in the list of the one who was offered a time."""

EARLIER = 4
"""So many wait for an earlier time than their visit."""

AHEAD = timedelta(days=10)
"""Whoever gives a visit up has it so far ahead at least."""


class _Waits(NamedTuple):
    """One wish: the kind's letter, days waited, and what binds."""

    letter: str
    days_waited: int
    reason: str = ""
    days: tuple[str, ...] = ()
    from_local: time | None = None
    until_local: time | None = None
    notice_days: int = 0
    clinician: str = ""
    clinic: str = ""
    urgency: Urgency = Urgency.ROUTINE
    urgency_by: str = ""
    weeks_left: int = 0


_WISHES = (
    _Waits("N", 3, "Leg dressing", urgency=Urgency.URGENT, urgency_by="Dr Chidi Okafor"),
    _Waits("R", 12, "Tired all the time", days=("MO", "WE"), clinician="Anjali Patel"),
    _Waits("P", 61, "Shoulder", notice_days=2, until_local=time(12)),
    _Waits("N", 20, "Travel vaccines", clinic="A", weeks_left=5),
    _Waits("L", 33, "Medicines review", days=("TU", "TH"), from_local=time(13)),
    _Waits("B", 6, "Warfarin", until_local=time(11), urgency=Urgency.SOON,
           urgency_by="Anticoagulation protocol"),
    _Waits("R", 45, clinician="Chidi Okafor", notice_days=1),
    _Waits("N", 28, "Smear, asked for Grace", clinician="Grace Adeyemi"),
    _Waits("T", 2, "Results", from_local=time(14)),
    _Waits("P", 75, "Back pain", days=("FR",)),
    _Waits("N", 9, "Ear check", notice_days=3),
    _Waits("R", 15, "Rash", urgency=Urgency.SOON, urgency_by="Dr Anjali Patel"),
    _Waits("V", 8, from_local=time(9), until_local=time(15)),
    _Waits("R", 51, "New pills", days=("MO", "TU", "WE", "TH", "FR")),
)  # fmt: skip
_BY = ("Priya Nair", "Tomasz Zieliński")
_PEOPLE = (
    select(patients.c.id)
    .where(
        patients.c.registration == Registration.REGISTERED,
        patients.c.is_deceased.is_(False),
        patients.c.is_sensitive.is_(False),
        patients.c.root_id.is_(None),
    )
    .order_by(patients.c.id)
)
_VISITS = (
    select(appointments.c.id, appointments.c.patient_id, appointments.c.slot_type_id)
    .where(
        appointments.c.state == State.BOOKED,
        appointments.c.start_at > bindparam("since"),
    )
    .order_by(appointments.c.start_at, appointments.c.id)
)
_FREE = (
    select(slots.c.id, slots.c.start_at, slots.c.end_at, places.c.clinic_id)
    .join(places, places.c.slot_id == slots.c.id)
    .where(
        places.c.slot_type_id == bindparam("kind"),
        places.c.clinician_id == bindparam("who"),
        places.c.start_at > bindparam("since"),
        places.c.appointment_id.is_(None),
        places.c.hold_id.is_(None),
        slots.c.state == SlotState.OPEN,
    )
    .order_by(slots.c.start_at, slots.c.id)
    .limit(1)
)


def lay_waiting(
    db: Connection,
    rows: DemoRows,
    practice: DemoPractice,
    now: datetime,
    *,
    apart: Collection[PatientId],
) -> None:
    """Put people on the waiting list, none of those ``apart``.

    Some of them have a visit that they would give up.
    """
    today = date_of(now, ZONE)
    everyone = [row.id for row in db.execute(_PEOPLE) if row.id not in apart]
    people = iter(rows.random.sample(everyone, min(len(everyone), 3 * len(_WISHES))))
    visits = {
        row.slot_type_id: row
        for row in db.execute(_VISITS, {"since": now + AHEAD})
        if row.patient_id not in apart
    }
    earlier = EARLIER
    taken: set[str] = set()
    for place, waits in enumerate(_WISHES):
        kind = practice.kinds[waits.letter]
        visit = visits.pop(kind, None) if earlier and not waits.weeks_left else None
        person = visit.patient_id if visit is not None else next(people)
        if person in taken:
            continue
        taken.add(person)
        earlier -= visit is not None
        wish = _wish(waits, practice, today)
        asked_at = now - timedelta(days=waits.days_waited, minutes=rows.random.randrange(400))
        row = {
            "id": rows.new_id(asked_at),
            "patient_id": person,
            **{name: getattr(wish, name) for name in WishDetails.__dataclass_fields__},
            "appointment_id": visit.id if visit is not None else None,
            "asked_at": asked_at,
            "asked_by": rows.random.choice(_BY),
            **NEW_WISH,
        }
        rows.add(waiting_list, row)
        if place == OFFERED:
            offer = _offer(db, rows, practice, row, now)
            rows.add_all(offers, [offer] if offer else [])


def _wish(waits: _Waits, practice: DemoPractice, today: date) -> WishDetails:
    until_on = today + timedelta(weeks=waits.weeks_left) if waits.weeks_left else None
    return WishDetails(
        practice.kinds[waits.letter],
        clinicians=(practice.clinician(waits.clinician).id,) if waits.clinician else (),
        clinics=(practice.clinics[waits.clinic],) if waits.clinic else (),
        days=waits.days,
        from_local=waits.from_local,
        until_local=waits.until_local,
        notice_days=waits.notice_days,
        until_on=until_on,
        urgency=waits.urgency,
        urgency_by=waits.urgency_by,
        reason=waits.reason,
    )


def _offer(
    db: Connection, rows: DemoRows, practice: DemoPractice, wish: Row, now: datetime
) -> dict[str, Any] | None:
    """Return an offer of this morning that nobody has answered: its hold has ended."""
    made_at = now - timedelta(minutes=50)
    grace = practice.clinician("Grace Adeyemi").id
    asked = {"kind": wish["slot_type_id"], "who": grace, "since": now + timedelta(hours=20)}
    slot = db.execute(_FREE, asked).first()
    if slot is None:
        return None
    return {
        "id": rows.new_id(made_at),
        "wish_id": wish["id"],
        "clinician_id": grace,
        "clinic_id": slot.clinic_id,
        "start_at": slot.start_at,
        "end_at": slot.end_at,
        "hold_id": rows.new_id(made_at),
        "held_slots": (slot.id,),
        "held_until": made_at + timedelta(minutes=30),
        "made_at": made_at,
        "made_by": _BY[0],
        "state": OfferState.OPEN,
        "answered_at": None,
        "answered_by": "",
        "said": "",
        "appointment_id": None,
        "version": 1,
    }
