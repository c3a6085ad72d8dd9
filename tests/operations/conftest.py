"""A desk on a small practice, on each engine."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert

from desktop.domain.ids import (
    ClinicianId,
    ClinicId,
    PatientId,
    RoomId,
    SessionId,
    SlotId,
    SlotTypeId,
    StaffId,
)
from desktop.domain.people import Registration
from desktop.domain.permissions import Role
from desktop.domain.practice import Channel
from desktop.domain.sessions import PatternPart
from desktop.operations.desk import Desk, new_id, open_desk
from desktop.operations.sessions import create_session
from desktop.operations.work import Actor
from desktop.persistence.engine import open_database
from desktop.persistence.people import NEW_PERSON
from desktop.persistence.tables import (
    clinicians,
    clinics,
    patients,
    practices,
    rooms,
    slot_types,
    staff,
)
from tests.clock import SettableClock

TODAY = date(2026, 11, 18)


@dataclass
class SmallPractice:
    """One clinic, two rooms, two clinicians, three kinds of slot and three people."""

    desk: Desk
    clock: SettableClock
    clinic: ClinicId
    room: RoomId
    other_room: RoomId
    doctor: ClinicianId
    nurse: ClinicianId
    routine: SlotTypeId
    phone: SlotTypeId
    rest: SlotTypeId
    group: SlotTypeId
    rosa: PatientId
    maggie: PatientId
    kwame: PatientId
    session: SessionId
    slots: tuple[SlotId, ...] = ()

    @property
    def tomorrow(self) -> date:
        """The day after the clock's."""
        return self.clock().date() + timedelta(days=1)

    def pattern_of(self, count: int) -> tuple[PatternPart, ...]:
        """So many routine slots of 10 minutes."""
        return (PatternPart(count, self.routine, 10),)

    def make_session(self, **changed: object) -> SessionId:
        """Make a session of the doctor: 4 routine, a break, 2 phone, a group of 3."""
        arguments = {
            "clinic_id": self.clinic,
            "room_id": self.room,
            "clinician_id": self.doctor,
            "on_date": TODAY,
            "start_local": time(11),
            "end_local": time(13),
            "pattern": (
                PatternPart(4, self.routine, 10),
                PatternPart(1, self.rest, 10),
                PatternPart(2, self.phone, 10),
                PatternPart(1, self.group, 30, 3),
            ),
        } | changed
        return self.desk.act(create_session, **arguments).value.id


def _kind(letter: str, name: str, **changed: object) -> dict[str, object]:
    return {
        "id": new_id(),
        "name": name,
        "short_name": name[:3].upper(),
        "letter": letter,
        "minutes": 10,
        "colour": letter,
        "channel": Channel.IN_PERSON,
        "national_category": None,
        "bookable": True,
        "active": True,
        "warning": "",
        "information": "",
        "version": 1,
    } | changed


def _patient(given: str, family: str) -> dict[str, object]:
    texts = dict.fromkeys([column.name for column in patients.c], "")
    return texts | {
        "id": new_id(),
        "given_names": given,
        "family_name": family,
        "born_on": date(1952, 3, 12),
        "registration": Registration.REGISTERED,
        **NEW_PERSON,
    }


def _clinician(title: str, given: str, family: str, profession: str) -> dict[str, object]:
    return {
        "id": new_id(),
        "staff_id": None,
        "title": title,
        "given_names": given,
        "family_name": family,
        "profession": profession,
        "gender": None,
        "languages": (),
        "version": 1,
    }


def seed(url: str) -> dict[str, object]:
    """Insert the small practice's rows; returns their ids by name."""
    clinic, room, other = new_id(), new_id(), new_id()
    kinds = {
        "routine": _kind("R", "Routine"),
        "phone": _kind("T", "Telephone", channel=Channel.TELEPHONE),
        "rest": _kind("-", "Break", bookable=False),
        "group": _kind("G", "Group", minutes=30),
    }
    people = {
        "rosa": _patient("Rosa", "Marín"),
        "maggie": _patient("Maggie", "Hughes"),
        "kwame": _patient("Kwame", "Asante"),
    }
    doctors = {
        "doctor": _clinician("Dr", "Anjali", "Patel", "GP"),
        "nurse": _clinician("", "Grace", "Adeyemi", "Nurse"),
    }
    manager = StaffId(new_id())
    database = open_database(url)
    with database.writing() as db:
        practice = {"id": new_id(), "name": "Alder Lane", "ods_code": None, "nation": "england"}
        db.execute(insert(practices), practice | {"zone": "Europe/London", "version": 1})
        person = {"id": manager, "name": "Ruth Cohen", "role": Role.MANAGER, "pin_hash": None}
        db.execute(insert(staff), person | {"active": True, "version": 1})
        place = {"id": clinic, "name": "Alder Lane", "address": "", "ods_site_code": None}
        db.execute(insert(clinics), place | {"features": (), "version": 1})
        for key, name in ((room, "Room 4"), (other, "Room 6")):
            row = {"id": key, "clinic_id": clinic, "name": name, "features": (), "version": 1}
            db.execute(insert(rooms), row)
        db.execute(insert(clinicians), list(doctors.values()))
        db.execute(insert(slot_types), list(kinds.values()))
        db.execute(insert(patients), list(people.values()))
    database.close()
    ids = {name: row["id"] for group in (kinds, people, doctors) for name, row in group.items()}
    return ids | {"clinic": clinic, "room": room, "other_room": other, "manager": manager}


def open_small_practice(url: str, clock: SettableClock, lock_dir: Path) -> SmallPractice:
    """Seed a migrated database and open a manager's desk on it, with one session today."""
    ids = seed(url)
    actor = Actor("Ruth Cohen", Role.MANAGER, StaffId(str(ids.pop("manager"))))
    desk = open_desk(url, actor=actor, clock=clock, lock_dir=lock_dir)
    practice = SmallPractice(desk=desk, clock=clock, session=SessionId(""), **ids)
    practice.session = practice.make_session()
    practice.slots = slots_of(practice)
    return practice


def slots_of(practice: SmallPractice) -> tuple[SlotId, ...]:
    """Return the slots of the practice's session in order of time."""
    from sqlalchemy import select

    from desktop.persistence.tables import slots

    query = (
        select(slots.c.id).where(slots.c.session_id == practice.session).order_by(slots.c.start_at)
    )
    with practice.desk.database.reading() as db:
        return tuple(row.id for row in db.execute(query))


@pytest.fixture
def practice(engine_url: str, clock: SettableClock, tmp_path: Path) -> Iterator[SmallPractice]:
    """Return a small practice, open at a manager's desk, on each engine."""
    small = open_small_practice(engine_url, clock, tmp_path / "locks")
    assert engine_url.startswith(small.desk.database.dialect)
    yield small
    small.desk.close()
