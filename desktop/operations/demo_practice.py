"""The demo practice itself: places, rooms, kinds of slot, staff, who works when."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert

from desktop.domain.ids import (
    ClinicianId,
    ClinicId,
    PracticeId,
    RoomId,
    SlotTypeId,
    StaffId,
)
from desktop.domain.opening_hours import read_hours
from desktop.domain.permissions import Role
from desktop.domain.practice import Channel
from desktop.operations.demo_rows import DemoRows
from desktop.persistence.tables import clinicians, clinics, practices, rooms, slot_types, staff

ZONE = "Europe/London"
NATION = "england"
PHONE = "020 7946 0321"
"""Of the numbers Ofcom keeps free for plays and films."""

MORNING = (8 * 60 + 30, 240)
AFTERNOON = (14 * 60, 210)
"""When a half day starts, in minutes from midnight, and how long it is."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of slot of the demo, by its letter."""

    letter: str
    name: str
    short_name: str
    minutes: int
    channel: Channel = Channel.IN_PERSON
    category: str | None = None
    bookable: bool = True
    capacity: int = 1
    colour: str = ""
    information: str = ""


KINDS: dict[str, Kind] = {
    kind.letter: kind
    for kind in (
        Kind("R", "Routine", "Rout", 10, category="General Consultation Routine"),
        Kind("D", "On the day", "Day", 10, category="General Consultation Acute"),
        Kind("T", "Telephone", "Tel", 10, Channel.TELEPHONE, "General Consultation Routine"),
        Kind("V", "Video", "Video", 15, Channel.VIDEO, "General Consultation Routine"),
        Kind(
            "N",
            "Nurse treatment",
            "Nurse",
            20,
            category="Planned Clinical Procedure",
            information="Loose sleeves help.",
        ),
        Kind("L", "Long or review", "Long", 20, category="Planned Clinics"),
        Kind(
            "B",
            "Blood test",
            "Blood",
            10,
            category="Planned Clinical Procedure",
            information="Drink a glass of water before you come.",
        ),
        Kind("H", "Home visit", "Home", 20, Channel.HOME, "Home Visit"),
        Kind("P", "Physiotherapy", "Phys", 20, category="Planned Clinics"),
        Kind(
            "G",
            "Group",
            "Group",
            60,
            category="Group Consultation and Group Education",
            capacity=8,
            colour="L",
        ),
        Kind("b", "Break", "Brk", 10, bookable=False),
        Kind("v", "Home visit travel", "Trav", 20, bookable=False),
        Kind("u", "Tutorial", "Tutor", 15, bookable=False),
    )
}


@dataclass(frozen=True, slots=True)
class Worker:
    """A clinician of the demo.

    Shape: ``week`` has a word a day, Monday first, a letter a half day: the clinic worked in, or
    "-"; ``now_and_then`` are clinics worked in beside those. ``morning`` and ``afternoon`` are
    letters of kinds; ``base`` is the length of R, D, T, V.
    """

    name: str
    title: str
    profession: str
    gender: str
    languages: tuple[str, ...]
    room: tuple[str, ...]
    week: str
    base: int
    morning: str
    afternoon: str
    now_and_then: str = ""

    @property
    def clinics(self) -> tuple[str, ...]:
        """The letters of the clinics worked in, the one of most half days first."""
        worked = Counter(letter for letter in self.week if letter.isalpha())
        return (*(letter for letter, _ in worked.most_common()), *self.now_and_then)


_GP_MORNING = "RTTDRLTVTDbRTRDTTDTRLDT"
_GP_AFTERNOON = "DTTVLTDRbTRDTVTRTDTDT"
_GP15_MORNING = "RTDTLTVDbTTRDVDR"
_GP15_AFTERNOON = "RDTVTLbDTVTDRT"
_BLOODS = "BBBBDBBBBBbBBBBBBDBBBBBB"

WORKERS: tuple[Worker, ...] = (
    Worker(
        "Anjali Patel", "Dr", "GP", "female", ("English", "Gujarati"), ("A4",),
        "AA A- A- AA A-", 10, _GP_MORNING, _GP_AFTERNOON,
    ),
    Worker(
        "Chidi Okafor", "Dr", "GP", "male", ("English", "Igbo"), ("A6",),
        "AA A- A- AA A-", 15, _GP15_MORNING, _GP15_AFTERNOON,
    ),
    Worker(
        "Grace Adeyemi", "", "Nurse", "female", ("English", "Yoruba"), ("A3",),
        "AA AA A- AA A-", 10, "NNNNNNbNNNNN", "NNNNNbNNNNN",
    ),
    Worker(
        "Tom Llewellyn", "", "Physio", "male", ("English", "Welsh"), ("W2",),
        "WW W- W- WW WW", 10, "PPPvHPPPPPPPP", "PPPPPbPPPPP", "A",
    ),
    Worker(
        "Marta Kowalska", "", "Nurse", "female", ("English", "Polish"), ("W1",),
        "WW WW W- W- WW", 10, _BLOODS, "BBBBBBBbBBNNNNNN",
    ),
    Worker(
        "Hannah Levy", "Dr", "GP registrar", "female", ("English",), ("A7",),
        "A- AA A- -A A-", 15, _GP15_MORNING, _GP15_AFTERNOON,
    ),
    Worker(
        "Samuel Boateng", "Dr", "GP", "male", ("English", "Twi"), ("A5",),
        "A- AA -- A- AA", 10, _GP_MORNING, "DRTRTDbRVTDTRTvHHRD",
    ),
    Worker(
        "Priti Desai", "Dr", "GP", "female", ("English", "Hindi"), ("W3", "M1"),
        "WW MM -- W- W-", 10, _GP_MORNING, "TRDRTDbRVTDTvHHRTD",
    ),
    Worker(
        "Rhiannon Price", "Dr", "GP", "female", ("English", "Welsh"), ("M1", "W3"),
        "MM W- -- M- M-", 15, _GP15_MORNING, _GP15_AFTERNOON,
    ),
    Worker(
        "Folake Adebayo", "", "Nurse practitioner", "female", ("English", "Yoruba"), ("W4", "M2"),
        "WW MM -- WW MM", 15, "DTDRTDTbDRTDTDVT", "DTRDTDbTDRTDTV",
    ),
    Worker(
        "Kenji Mori", "", "Pharmacist", "male", ("English", "Japanese"), ("A1",),
        "AA A- -- AA A-", 15, "TTTLTTVbTTTLTT", "TTTVTTbTTLTT",
    ),
    Worker(
        "Siobhan Kelly", "", "Health care assistant", "female", ("English",), ("A2", "M3"),
        "AA MM -- AA A-", 10, "NBBNBBNbBBNBBNB", "BBNBBNbBBNBBN",
    ),
)  # fmt: skip

CLINICS = {
    "A": (
        "Alder Lane",
        "1 Alder Lane\nThornbeck",
        ("step-free", "hearing loop", "parking"),
        "Mon to Fri 08:00 to 18:30, Sat 08:30 to 12:30",
    ),
    "W": (
        "Weir Street",
        "40 Weir Street\nThornbeck",
        ("lift", "hearing loop"),
        "Mon to Fri 08:00 to 18:30",
    ),
    "M": ("Mill Green", "The Green\nMill Green", ("step-free",), "Mon to Fri 08:30 to 18:00"),
}
_ROOMS = "A1 A2 A3* A4 A5* A6 A7 A8 W1* W2 W3 W4 M1* M2* M3"
_COLOURS = "RLNPBHTDRVLT"
"""Of each clinician, in their order."""
_DESK_STAFF = (
    ("Priya Nair", Role.RECEPTIONIST),
    ("Tomasz Zieliński", Role.RECEPTIONIST),
    ("Ruth Cohen", Role.MANAGER),
)


@dataclass(frozen=True, slots=True)
class StaffPin:
    """Who can sign in to the demo, and with what."""

    staff_id: StaffId
    name: str
    role: Role
    pin: str


@dataclass(frozen=True, slots=True)
class DemoClinician:
    """A clinician with the ids that sessions need."""

    id: ClinicianId
    staff_id: StaffId
    worker: Worker


@dataclass(frozen=True, slots=True)
class DemoPractice:
    """Ids of what was made, by the short names of the tables above."""

    clinics: dict[str, ClinicId]
    rooms: dict[str, RoomId]
    kinds: dict[str, SlotTypeId]
    clinicians: tuple[DemoClinician, ...]
    staff: tuple[StaffPin, ...]

    @property
    def receptionists(self) -> tuple[StaffId, ...]:
        """The people at the desks."""
        return tuple(one.staff_id for one in self.staff if one.role is Role.RECEPTIONIST)

    def clinician(self, name: str) -> DemoClinician:
        """Return the clinician of that name."""
        return next(one for one in self.clinicians if one.worker.name == name)

    def room(self, worker: Worker, clinic: str) -> RoomId:
        """Return the room the clinician has in that clinic."""
        return self.rooms[next(room for room in worker.room if room[0] == clinic)]


def make_practice(db: Connection, rows: DemoRows, made_at: Any) -> DemoPractice:
    """Write practice, clinics, rooms, kinds of slot and staff."""
    practice = {
        "id": PracticeId(rows.next_id(made_at)),
        "name": "Thornbeck Surgery (demo)",
        "ods_code": None,
        "nation": NATION,
        "zone": ZONE,
        "phone": PHONE,
        "version": 1,
    }
    db.execute(insert(practices), practice)
    made_clinics = _make_clinics(db, rows, made_at)
    made_rooms = _make_rooms(db, rows, made_at, made_clinics)
    kinds = _make_kinds(db, rows, made_at)
    pins = _make_staff(db, rows, made_at)
    people = _make_clinicians(db, rows, made_at, pins, made_clinics)
    return DemoPractice(made_clinics, made_rooms, kinds, people, pins)


def _make_clinics(db: Connection, rows: DemoRows, made_at: Any) -> dict[str, ClinicId]:
    made = {letter: ClinicId(rows.next_id(made_at)) for letter in CLINICS}
    values = [
        {
            "id": made[letter],
            "name": name,
            "address": address,
            "ods_site_code": None,
            "features": features,
            "opening_hours": read_hours(hours),
            "version": 1,
        }
        for letter, (name, address, features, hours) in CLINICS.items()
    ]
    db.execute(insert(clinics), values)
    return made


def _make_rooms(
    db: Connection, rows: DemoRows, made_at: Any, made_clinics: dict[str, ClinicId]
) -> dict[str, RoomId]:
    made: dict[str, RoomId] = {}
    values = []
    for word in _ROOMS.split():
        room = word.rstrip("*")
        made[room] = RoomId(rows.next_id(made_at))
        values.append(
            {
                "id": made[room],
                "clinic_id": made_clinics[room[0]],
                "name": f"Room {room[1:]}",
                "features": ("step-free",) if word.endswith("*") else (),
                "version": 1,
            }
        )
    db.execute(insert(rooms), values)
    return made


def _make_kinds(db: Connection, rows: DemoRows, made_at: Any) -> dict[str, SlotTypeId]:
    made = {letter: SlotTypeId(rows.next_id(made_at)) for letter in KINDS}
    values = [
        {
            "id": made[kind.letter],
            "name": kind.name,
            "short_name": kind.short_name,
            "letter": kind.letter,
            "minutes": kind.minutes,
            "colour": kind.colour or kind.letter,
            "channel": kind.channel,
            "national_category": kind.category,
            "bookable": kind.bookable,
            "active": True,
            "warning": "",
            "information": kind.information,
            "version": 1,
        }
        for kind in KINDS.values()
    ]
    db.execute(insert(slot_types), values)
    return made


def _make_staff(db: Connection, rows: DemoRows, made_at: Any) -> tuple[StaffPin, ...]:
    people = _DESK_STAFF + tuple(
        (f"{one.title} {one.name}".strip(), Role.CLINICIAN) for one in WORKERS
    )
    pins = tuple(
        StaffPin(
            StaffId(rows.next_id(made_at)), name, role, str(rows.random.randrange(100_000, 10**6))
        )
        for name, role in people
    )
    values = [
        {
            "id": one.staff_id,
            "name": one.name,
            "role": one.role,
            "pin_hash": hash_demo_pin(one.pin, rows.random.randbytes(16)),
            "active": True,
            "version": 1,
        }
        for one in pins
    ]
    db.execute(insert(staff), values)
    return pins


def hash_demo_pin(pin: str, salt: bytes) -> str:
    """Return the argon2 hash of a demo PIN; cheap, for the PIN is shown to everybody anyway."""
    from argon2.low_level import Type, hash_secret

    hashed = hash_secret(
        pin.encode(), salt, time_cost=1, memory_cost=8192, parallelism=1, hash_len=32, type=Type.ID
    )
    return hashed.decode()


def _make_clinicians(
    db: Connection,
    rows: DemoRows,
    made_at: Any,
    pins: tuple[StaffPin, ...],
    made_clinics: dict[str, ClinicId],
) -> tuple[DemoClinician, ...]:
    by_name = {one.name: one.staff_id for one in pins}
    made = tuple(
        DemoClinician(
            ClinicianId(rows.next_id(made_at)), by_name[f"{one.title} {one.name}".strip()], one
        )
        for one in WORKERS
    )
    values = [
        {
            "id": one.id,
            "staff_id": one.staff_id,
            "title": one.worker.title,
            "given_names": one.worker.name.split()[0],
            "family_name": one.worker.name.split()[1],
            "profession": one.worker.profession,
            "gender": one.worker.gender,
            "languages": one.worker.languages,
            "clinic_ids": tuple(made_clinics[letter] for letter in one.worker.clinics),
            "colour": colour,
            "version": 1,
        }
        for one, colour in zip(made, _COLOURS, strict=True)
    ]
    db.execute(insert(clinicians), values)
    return made
