"""Practices made for measuring: a year of slots, most of them taken; a full day of visits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import select, text

from desktop.domain.ids import AppointmentId, ClinicianId, SlotTypeId
from desktop.domain.practice import Channel
from desktop.domain.visits import State
from desktop.operations.desk import new_id
from desktop.persistence.bulk import insert_bulk
from desktop.persistence.engine import open_database
from desktop.persistence.tables import appointments, places, sessions, slots
from tests.race.scene import lay_scene

TAKEN = 0.94
SLOTS_IN_12_MONTHS = 83_520
"""20 clinicians, 16 slots a day, 261 days."""


@dataclass(frozen=True, slots=True)
class BigPractice:
    """Where it is, what to ask it for."""

    url: str
    kind: SlotTypeId
    clinician: ClinicianId
    first_on: date


def lay_twelve_clinicians(url: str) -> BigPractice:
    """Fill an empty database with 12 clinicians' year, some 62,600 slots, 94 of 100 taken."""
    lay_scene(url, slot_count=12 * 20 * 261, people=1, clinician_count=12, slots_a_session=10)
    return _take_most(url)


def lay_year(url: str, *, times: int) -> BigPractice:
    """Fill an empty database with 12 months of slots, 94 of 100 taken; ``times`` the clinicians."""
    lay_scene(
        url,
        slot_count=SLOTS_IN_12_MONTHS * times,
        people=1,
        clinician_count=20 * times,
        slots_a_session=8,
    )
    return _take_most(url)


def lay_full_day(
    url: str, *, visits: int = 500, clinicians: int = 40, slots_a_session: int = 24
) -> date:
    """Fill an empty database with one day of that many visits, each of another person."""
    scene = lay_scene(
        url,
        slot_count=visits,
        people=visits,
        clinician_count=clinicians,
        slots_a_session=slots_a_session,
    )
    database = open_database(url)
    with database.writing() as db:
        found = {row.id: row for row in db.execute(_SLOTS)}
        rows = [
            _visit(found[slot], person)
            for slot, person in zip(scene.slot_ids, scene.patient_ids, strict=True)
        ]
        insert_bulk(db, appointments, rows)
        claims = [
            {"a": row["id"], "s": slot} for row, slot in zip(rows, scene.slot_ids, strict=True)
        ]
        db.execute(text("UPDATE places SET appointment_id = :a WHERE slot_id = :s"), claims)
    if database.dialect == "postgresql":
        with database.writing() as db:
            db.exec_driver_sql("ANALYZE")
    database.close()
    on: date = rows[0]["on_date"]
    return on


_SLOTS = select(
    slots.c.id,
    slots.c.slot_type_id,
    slots.c.session_id,
    slots.c.start_at,
    slots.c.end_at,
    sessions.c.clinic_id,
    sessions.c.clinician_id,
    sessions.c.on_date,
).join(sessions, sessions.c.id == slots.c.session_id)


def _take_most(url: str) -> BigPractice:
    """Give most places to one visit: how many visits there are is nothing to a search for free."""
    random = Random(1)
    database = open_database(url)
    with database.writing() as db:
        first = db.execute(_SLOTS.order_by(slots.c.start_at).limit(1)).one()
        patient = db.execute(text("SELECT id FROM patients LIMIT 1")).scalar_one()
        visit = _visit(first, str(patient))
        insert_bulk(db, appointments, [visit])
        every = [row.slot_id for row in db.execute(select(places.c.slot_id))]
        taken = [{"a": visit["id"], "s": one} for one in every if random.random() < TAKEN]
        db.execute(text("UPDATE places SET appointment_id = :a WHERE slot_id = :s"), taken)
        db.exec_driver_sql("ANALYZE")
    database.close()
    return BigPractice(url, first.slot_type_id, first.clinician_id, first.on_date)


def read_big_practice(url: str) -> BigPractice:
    """Return one made by an earlier run."""
    database = open_database(url)
    with database.reading() as db:
        first = db.execute(_SLOTS.order_by(slots.c.start_at).limit(1)).one()
    database.close()
    return BigPractice(url, first.slot_type_id, first.clinician_id, first.on_date)


def _visit(slot: Any, patient: str) -> dict[str, Any]:
    return {
        "id": AppointmentId(new_id()),
        "patient_id": patient,
        "slot_type_id": slot.slot_type_id,
        "channel": Channel.IN_PERSON,
        "state": State.BOOKED,
        "clinic_id": slot.clinic_id,
        "clinician_id": slot.clinician_id,
        "session_id": slot.session_id,
        "on_date": slot.on_date,
        "start_at": slot.start_at,
        "end_at": slot.end_at,
        "reason": "Knee pain",
        "asked_by": "",
        "note": "",
        "call_on": None,
        "cancel_code": None,
        "cancel_words": "",
        "cancelled_at": None,
        "arrived_at": None,
        "sent_in_at": None,
        "done_at": None,
        "version": 1,
    }


def start_of(on_date: date) -> datetime:
    """Return a moment before that day's first session."""
    return datetime.combine(on_date, datetime.min.time(), UTC) - timedelta(hours=1)
