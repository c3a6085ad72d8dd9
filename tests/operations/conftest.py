"""A desk on a small practice, on each engine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from sqlalchemy import Table, insert, select

from desktop.domain.errors import NotFound
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
    sessions,
    slot_types,
    slots,
    staff,
)
from tests.clock import SettableClock

TODAY = date(2026, 11, 18)
_Row = dict[str, object]


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


def _rows(made_id: Callable[[], str]) -> tuple[dict[str, object], dict[Table, list[_Row]]]:
    """Return the small practice's ids by name, and its rows in the order they go in."""
    clinic, room, other, manager = (made_id() for _ in range(4))
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
    ids: dict[str, object] = {"clinic": clinic, "room": room, "other_room": other}
    for group in (kinds, people, doctors):
        for name, row in group.items():
            ids[name] = row["id"] = made_id()
    practice = {"id": made_id(), "name": "Alder Lane", "ods_code": None, "nation": "england"}
    person = {"id": manager, "name": "Ruth Cohen", "role": Role.MANAGER, "pin_hash": None}
    place = {"id": clinic, "name": "Alder Lane", "address": "", "ods_site_code": None}
    rows = {
        practices: [practice | {"zone": "Europe/London", "version": 1}],
        staff: [person | {"active": True, "version": 1}],
        clinics: [place | {"features": (), "version": 1}],
        rooms: [
            {"id": key, "clinic_id": clinic, "name": name, "features": (), "version": 1}
            for key, name in ((room, "Room 4"), (other, "Room 6"))
        ],
        clinicians: list(doctors.values()),
        slot_types: list(kinds.values()),
        patients: list(people.values()),
    }
    return ids | {"manager": manager}, rows


def seed(url: str, made_id: Callable[[], str] = new_id) -> dict[str, object]:
    """Insert the small practice's rows; returns their ids by name."""
    ids, rows = _rows(made_id)
    database = open_database(url)
    with database.writing() as db:
        for table, many in rows.items():
            db.execute(insert(table), many)
    database.close()
    return ids


def _counted() -> Callable[[], str]:
    numbers = count(1)
    return lambda: f"00000000-0000-7000-8000-{next(numbers):012x}"


def lay_small_practice(url: str) -> None:
    """Lay in a migrated database what tests begin with a copy of: its ids are always the same."""
    seed(url, _counted())
    with TemporaryDirectory() as locks:
        small = _open(url, _rows(_counted())[0], SettableClock(), Path(locks))
        small.make_session()
        small.desk.close()


def _open(url: str, ids: dict[str, object], clock: SettableClock, lock_dir: Path) -> SmallPractice:
    actor = Actor("Ruth Cohen", Role.MANAGER, StaffId(str(ids.pop("manager"))))
    desk = open_desk(url, actor=actor, clock=clock, lock_dir=lock_dir)
    return SmallPractice(desk=desk, clock=clock, session=SessionId(""), **ids)  # type: ignore[arg-type]  # each has one


def open_small_practice(url: str, clock: SettableClock, lock_dir: Path) -> SmallPractice:
    """Open a manager's desk on a small practice with one session today, laid first if need be."""
    try:
        practice = _open(url, _rows(_counted())[0], clock, lock_dir)
    except NotFound:
        practice = _open(url, seed(url), clock, lock_dir)
        practice.make_session()
    with practice.desk.database.reading() as db:
        practice.session = db.execute(select(sessions.c.id)).scalar_one()
    practice.slots = slots_of(practice)
    return practice


def slots_of(practice: SmallPractice) -> tuple[SlotId, ...]:
    """Return the slots of the practice's session in order of time."""
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
