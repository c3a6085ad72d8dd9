"""fill.match: who of 5,000 people on the waiting list a freed time suits best, with reasons."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from desktop.domain.preference_fields import DAY_CODES
from desktop.domain.waiting import Urgency, WishDetails
from desktop.operations.desk import new_id, open_desk
from desktop.operations.freed_slots import SHOWN, match_time
from desktop.operations.waiting_list import NEW_WISH
from desktop.persistence.tables import (
    clinicians,
    clinics,
    patients,
    places,
    preferences,
    waiting_list,
)
from tests.bench.big_practice import BigPractice, start_of
from tests.bench.free_rows import kept_year
from tests.bench.measure import Budget, Row, time_in_turns

WAITERS, COUNT, TIMES = 5_000, 200, 20
_BARE = (
    "SELECT w.id, p.given_names, p.family_name FROM waiting_list w "
    "JOIN patients p ON p.id = w.patient_id WHERE w.state = 'waiting' AND w.slot_type_id = ? "
    "AND (w.days = '[]' OR w.days LIKE ?) AND (w.clinicians = '[]' OR w.clinicians LIKE ?) "
    "ORDER BY w.urgency DESC, w.asked_at LIMIT 9"
)


def measure_fill() -> Iterator[Row]:
    """Measure on SQLite: all 5,000 wait for the kind that is freed, one in three told us much."""
    practice = kept_year(1)
    now = start_of(practice.first_on)
    desk = open_desk(practice.url, clock=lambda: now, desk_name="Bench")
    with desk.database.writing() as db:
        _lay_waiters(db, practice, now)
    with desk.database.reading() as db:
        query = select(places.c.slot_id, places.c.clinician_id, places.c.start_at).where(
            places.c.slot_type_id == practice.kind,
            places.c.appointment_id.is_(None),
            places.c.hold_id.is_(None),
            places.c.start_at > now + timedelta(days=5),
        )
        free = db.execute(query.order_by(places.c.start_at).limit(400)).all()[:: 400 // TIMES]

    def ours(number: int) -> object:
        slot = free[number % len(free)]
        found = desk.read(match_time, slot_ids=(slot.slot_id,))
        assert found is not None
        assert len(found.matches) == SHOWN
        assert all(one.reasons for one in found.matches)
        return found

    def bare(number: int) -> object:
        slot = free[number % len(free)]
        day = DAY_CODES[slot.start_at.weekday()]
        given = (practice.kind, f'%"{day}"%', f'%"{slot.clinician_id}"%')
        with desk.database.reading() as db:
            return db.exec_driver_sql(_BARE, given).fetchall()

    figures = time_in_turns(ours, bare, COUNT)
    desk.close()
    note = f"SQLite, {WAITERS:,} wait for the kind"
    yield Row("fill.match", figures[0], figures[1], Budget(p95=20.0), note)


def _lay_waiters(db: Connection, practice: BigPractice, now: datetime) -> None:
    """Put the people on the list, in place of those of a run before, with what they told us."""
    chance = random.Random(1)
    db.execute(delete(waiting_list))
    doctors = list(db.execute(select(clinicians.c.id).order_by(clinicians.c.id)).scalars())
    sites = list(db.execute(select(clinics.c.id).order_by(clinics.c.id)).scalars())
    query = select(patients.c.id).order_by(patients.c.id).limit(WAITERS)
    people = list(db.execute(query).scalars())
    missing = WAITERS - len(people)
    if missing > 0:
        people += _more_people(db, people[0], missing)
    rows = [_wish(one, chance, practice, now, sites=(doctors, sites)) for one in people]
    db.execute(insert(waiting_list), rows)
    known = set(db.execute(select(preferences.c.patient_id)).scalars())
    told = [one for one in people[::3] if one not in known]
    made = [row for one in told for row in _told(one, practice)]
    if made:
        db.execute(insert(preferences), made)
    # What was counted when the practice was kept, with four people in it, holds no more.
    db.exec_driver_sql("ANALYZE")


def _more_people(db: Connection, like: str, count: int) -> list[Any]:
    query = select(patients).where(patients.c.id == like)
    row = dict(db.execute(query).mappings().one())
    made = [row | {"id": new_id(), "family_name": f"Waiter {number}"} for number in range(count)]
    db.execute(insert(patients), made)
    return [one["id"] for one in made]


def _wish(
    person: Any,
    chance: random.Random,
    practice: BigPractice,
    now: datetime,
    *,
    sites: tuple[list[Any], list[Any]],
) -> dict[str, Any]:
    doctors, clinics_known = sites
    days = tuple(one for one in DAY_CODES[:5] if chance.random() < 0.6)
    urgency = chance.choices(list(Urgency), (1, 5, 94))[0]
    wish = WishDetails(
        practice.kind,
        clinicians=tuple(chance.sample(doctors, min(3, len(doctors))))
        if chance.random() < 0.5
        else (),
        clinics=(chance.choice(clinics_known),) if chance.random() < 0.3 else (),
        days=days if chance.random() < 0.5 else (),
        from_local=time(9) if chance.random() < 0.2 else None,
        until_local=time(17) if chance.random() < 0.2 else None,
        notice_days=chance.choice((0, 0, 1, 3)),
        urgency=urgency,
        urgency_by="" if urgency is Urgency.ROUTINE else "Dr Patel",
    )
    asked_at = now - timedelta(minutes=chance.randrange(200 * 24 * 60))
    values = {name: getattr(wish, name) for name in WishDetails.__dataclass_fields__}
    own = {"id": new_id(), "patient_id": person, "asked_at": asked_at, "asked_by": ""}
    return values | {**NEW_WISH, **own}


def _told(person: Any, practice: BigPractice) -> list[dict[str, Any]]:
    empty: dict[str, Any] = {column.name: "" for column in preferences.c if not column.nullable}
    empty |= {column.name: None for column in preferences.c if column.nullable}
    own = empty | {"patient_id": person, "version": 1, "source": "patient"}
    own |= {"since_on": practice.first_on}
    times = (("from", "09:00"), ("until", "11:30"), ("not_days", ("SA",)))
    return [
        own | {"id": new_id(), "kind": kind, "filled": filled}
        for kind, filled in (
            ("times", times),
            ("notice", (("days", 3),)),
            ("fetch", ()),
        )
    ]
