"""Cases of undo for what Set-up changes; each with a record of its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time, timedelta
from typing import Any

from desktop.domain.practice_setup import SlotTypeDetails
from desktop.domain.release import Release, ReleaseRule
from desktop.domain.setup_records import (
    ClinicDetails,
    ClinicianDetails,
    PracticeDetails,
    RoomDetails,
)
from desktop.operations.closures import propose_closures, withdraw_closure
from desktop.operations.practice import make_clinic, make_clinician, make_room
from desktop.operations.setup_reads import read_setup
from desktop.operations.setup_records import retire_clinic, retire_clinician, retire_room
from desktop.operations.slot_types import make_slot_type, retire_slot_type
from tests.factories.templates import make_closure
from tests.operations.conftest import SmallPractice
from tests.operations.template_cases import closure

Arguments = dict[str, Any]
EIGHT = ReleaseRule(Release.DAYS_BEFORE, 2, time(8))
CHECK = SlotTypeDetails("Health check", "Check", "k", 30, colour="P", release=EIGHT)


def _made(
    practice: SmallPractice, name: str, make: Any, retire: Any = None, /, **values: Any
) -> Arguments:
    """Make a record, retire it where that is wanted; returns its key and version."""
    key = {name: practice.desk.act(make, **values).value}
    if retire is None:
        return key | {"version": 1}
    practice.desk.act(retire, **key, version=1)
    return key | {"version": 2}


def clinic(practice: SmallPractice, retire: Any = None) -> Arguments:
    return _made(practice, "clinic_id", make_clinic, retire, name="Mill Green")


def room(practice: SmallPractice, retire: Any = None) -> Arguments:
    where = {"clinic_id": practice.clinic, "name": "Room 9"}
    return _made(practice, "room_id", make_room, retire, **where)


def clinician(practice: SmallPractice, retire: Any = None) -> Arguments:
    who = {"given_names": "Hannah", "family_name": "Levy", "profession": "GP"}
    return _made(practice, "clinician_id", make_clinician, retire, **who)


def kind(practice: SmallPractice, letter: str, retire: Any = None) -> Arguments:
    details = SlotTypeDetails("Health check", "Check", letter, 30)
    return _made(practice, "slot_type_id", make_slot_type, retire, details=details)


def _the_practice(practice: SmallPractice) -> Arguments:
    there = practice.desk.read(read_setup).practice
    return {"practice_id": there.id, "version": there.version}


def _proposed(practice: SmallPractice) -> Arguments:
    on = practice.clock().date() + timedelta(days=60)
    practice.desk.act(propose_closures, proposed=(make_closure(on, "Fire drill"),))
    every = practice.desk.read(read_setup).closures
    found = next(one for one in every if one.details.first_on == on)
    return {"closure_id": found.id, "version": 1, "details": found.details}


def _withdrawn(practice: SmallPractice) -> Arguments:
    key = {"closure_id": closure(practice).id}
    practice.desk.act(withdraw_closure, **key, version=1)
    return key | {"version": 2}


SETUP_CASES: dict[str, Callable[[SmallPractice], Arguments]] = {
    "change_practice": lambda practice: (
        _the_practice(practice)
        | {"details": PracticeDetails("Weir Street", "wales", "W99001", "01632 960 123")}
    ),
    "change_clinic": lambda practice: (
        clinic(practice) | {"details": ClinicDetails("Mill Lane", opening_hours="Mon 8 to 12")}
    ),
    "retire_clinic": clinic,
    "bring_back_clinic": lambda practice: clinic(practice, retire_clinic),
    "change_room": lambda practice: (
        room(practice) | {"details": RoomDetails(practice.clinic, "Room 10", ("hoist",))}
    ),
    "retire_room": room,
    "bring_back_room": lambda practice: room(practice, retire_room),
    "change_clinician": lambda practice: (
        clinician(practice)
        | {
            "details": ClinicianDetails(
                "Dr", "Hannah", "Levy-Bell", "GP", "female", ("Polish",), (practice.clinic,), "T"
            )
        }
    ),
    "retire_clinician": clinician,
    "bring_back_clinician": lambda practice: clinician(practice, retire_clinician),
    "make_slot_type": lambda _practice: {"details": CHECK},
    "change_slot_type": lambda practice: (
        kind(practice, "m") | {"details": SlotTypeDetails("Check", "Chk", "m", 20, release=EIGHT)}
    ),
    "retire_slot_type": lambda practice: kind(practice, "n"),
    "bring_back_slot_type": lambda practice: kind(practice, "o", retire_slot_type),
    "accept_closure": _proposed,
    "restore_closure": _withdrawn,
}
