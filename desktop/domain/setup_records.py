"""What the pages of Set-up show and take: the practice, its clinics, rooms, clinicians, kinds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from desktop.domain.best_fit import Weights
from desktop.domain.closures import Closure, ClosureDetails
from desktop.domain.errors import RuleViolation
from desktop.domain.ids import ClinicianId, ClinicId, PracticeId, RoomId, SlotTypeId
from desktop.domain.opening_hours import read_hours, say_hours
from desktop.domain.practice_setup import (
    COLOURS,
    SlotTypeDetails,
    check_address,
    check_name,
    check_nation,
    read_ods_code,
    read_practice_phone,
)
from desktop.domain.text import clean_line

Details = TypeVar("Details")
Key = TypeVar("Key")

ROOM_FEATURES = ("step-free", "wide door", "hoist", "hearing loop", "quiet", "couch", "dim light")
CLINIC_FEATURES = ("step-free", "lift", "hearing loop", "parking", "quiet room", "changing places")
PROFESSIONS = (
    "GP",
    "GP registrar",
    "Nurse",
    "Nurse practitioner",
    "Health care assistant",
    "Pharmacist",
    "Physio",
    "Paramedic",
    "Midwife",
    "Health visitor",
    "Dietitian",
    "Social prescriber",
    "Mental health nurse",
    "Physician associate",
)
"""The roles offered, each in the one spelling it has in lists."""

GENDERS = {"female": "Woman", "male": "Man", "other": "Other"}
MOST_FEATURES = 30


@dataclass(frozen=True, slots=True)
class PracticeDetails:
    """The practice as it is typed."""

    name: str = ""
    nation: str = "england"
    ods_code: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class ClinicDetails:
    """A place the practice works at, as it is typed; hours as people write them."""

    name: str = ""
    address: str = ""
    ods_site_code: str = ""
    opening_hours: str = ""
    features: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RoomDetails:
    """A room, as it is typed."""

    clinic_id: ClinicId | None = None
    name: str = ""
    features: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ClinicianDetails:
    """Somebody people come to see, as they are typed.

    ``clinic_ids`` are the clinics they work at, none for wherever; ``colour`` one of the kinds'.
    """

    title: str = ""
    given_names: str = ""
    family_name: str = ""
    profession: str = ""
    gender: str | None = None
    languages: tuple[str, ...] = ()
    clinic_ids: tuple[str, ...] = ()
    colour: str = ""

    @property
    def name(self) -> str:
        """The whole name."""
        return " ".join(" ".join((self.title, self.given_names, self.family_name)).split())


@dataclass(frozen=True, slots=True)
class SetupRecord(Generic[Key, Details]):
    """A record as a page shows it; not ``active`` once it is retired."""

    id: Key
    details: Details
    active: bool
    version: int


@dataclass(frozen=True, slots=True)
class SetupRecords:
    """All that the pages of Set-up show.

    ``closures`` are those not over yet, withdrawn ones too; ``holidays`` the nation's bank
    holidays to come that no closure speaks of.
    """

    practice: SetupRecord[PracticeId, PracticeDetails]
    zone: str
    clinics: tuple[SetupRecord[ClinicId, ClinicDetails], ...]
    rooms: tuple[SetupRecord[RoomId, RoomDetails], ...]
    clinicians: tuple[SetupRecord[ClinicianId, ClinicianDetails], ...]
    slot_types: tuple[SetupRecord[SlotTypeId, SlotTypeDetails], ...]
    closures: tuple[Closure, ...] = ()
    holidays: tuple[ClosureDetails, ...] = ()
    today: date = date.min
    weights: SetupRecord[str, Weights] | None = None


def check_practice(details: PracticeDetails) -> PracticeDetails:
    """Return the practice, tidy; RuleViolation at the field."""
    nation = check_nation(details.nation)
    return PracticeDetails(
        check_name(details.name),
        nation,
        read_ods_code(details.ods_code)[0] or "",
        read_practice_phone(details.phone)[0],
    )


def check_clinic(details: ClinicDetails) -> ClinicDetails:
    """Return the clinic, tidy; RuleViolation at the field."""
    code = clean_line(details.ods_site_code, field="ods_site_code", longest=40)
    code = code.replace(" ", "").upper()
    if code and not (3 <= len(code) <= 12 and code.isascii() and code.isalnum()):
        sentence = "A site code has 3 to 12 letters and digits. Check it, or leave it empty."
        raise RuleViolation("ods_site_code", "ods_site_code", sentence)
    hours = clean_line(
        details.opening_hours.replace("\n", ", "), field="opening_hours", longest=400
    )
    return ClinicDetails(
        check_name(details.name),
        check_address(details.address),
        code,
        say_hours(read_hours(hours)),
        check_words(details.features, "features"),
    )


def check_room(details: RoomDetails) -> RoomDetails:
    """Return the room, tidy; RuleViolation at the field."""
    if details.clinic_id is None:
        raise RuleViolation("clinic", "clinic_id", "Choose the clinic this room is in.")
    features = check_words(details.features, "features")
    return RoomDetails(details.clinic_id, check_name(details.name), features)


def spell_role(typed: str, used: Iterable[str] = ()) -> str:
    """Return a role in the one spelling it has here: as it is listed, else as it is used already.

    Whatever is typed in another case would make a second group of the same people.
    """
    spelt = {one.casefold(): one for one in (*sorted(used), *PROFESSIONS)}
    return spelt.get(typed.casefold(), typed)


def check_clinician(details: ClinicianDetails, used: Iterable[str] = ()) -> ClinicianDetails:
    """Return the clinician, tidy; ``used`` are the roles there are. RuleViolation at the field."""
    if details.gender is not None and details.gender not in GENDERS:
        raise RuleViolation("gender", "gender", "Choose one of those listed, or “Not said”.")
    if details.colour and details.colour not in COLOURS:
        raise RuleViolation("colour", "colour", "Choose one of the colours.")
    return ClinicianDetails(
        title=clean_line(details.title, field="title", longest=40),
        given_names=clean_line(details.given_names, field="given_names", longest=200),
        family_name=check_name(details.family_name, field="family_name"),
        profession=spell_role(check_name(details.profession, field="profession"), used),
        gender=details.gender,
        languages=check_words(details.languages, "languages"),
        clinic_ids=tuple(details.clinic_ids),
        colour=details.colour,
    )


def check_words(words: Iterable[str], field: str) -> tuple[str, ...]:
    """Return a list of short texts, each tidy and once, in their order."""
    tidy = [clean_line(one, field=field, longest=60) for one in words]
    found = tuple(dict.fromkeys(one for one in tidy if one))
    if len(found) > MOST_FEATURES:
        raise RuleViolation("many", field, f"At most {MOST_FEATURES} fit here.")
    return found
