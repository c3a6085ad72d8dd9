"""The practice, its clinics, rooms, people at work and kinds of slot."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, TypeVar

from desktop.domain.ids import ClinicianId, ClinicId, PracticeId, RoomId, SlotTypeId, StaffId
from desktop.domain.permissions import Role


class Channel(StrEnum):
    """How a visit takes place (UK Core delivery channel, home visits apart)."""

    IN_PERSON = "in-person"
    TELEPHONE = "telephone"
    VIDEO = "video"
    HOME = "home"

    @property
    def words(self) -> str:
        """The channel as the form says it."""
        return {
            "in-person": "Face to face",
            "telephone": "Telephone",
            "video": "Video",
            "home": "Home visit",
        }[self.value]


@dataclass(frozen=True, slots=True)
class Practice:
    """The one practice a database holds; ``phone`` as it is said, "" for none."""

    id: PracticeId
    name: str
    zone: str
    nation: str = "england"
    ods_code: str | None = None
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Clinic:
    """A place the practice works at ("site" on the screen)."""

    id: ClinicId
    name: str
    address: str = ""
    ods_site_code: str | None = None
    features: tuple[str, ...] = ()
    opening_hours: tuple[str, ...] = ()
    active: bool = True


@dataclass(frozen=True, slots=True)
class Room:
    """A room of a clinic; features such as step-free, hoist, quiet."""

    id: RoomId
    clinic_id: ClinicId
    name: str
    features: tuple[str, ...] = ()
    active: bool = True


@dataclass(frozen=True, slots=True)
class Staff:
    """A person who signs in."""

    id: StaffId
    name: str
    role: Role
    active: bool = True
    clinician_id: ClinicianId | None = None
    version: int = 1
    may_draft: bool = False


@dataclass(frozen=True, slots=True)
class Clinician:
    """Someone people come to see; ``profession`` as said ("GP", "Nurse")."""

    id: ClinicianId
    title: str
    given_names: str
    family_name: str
    profession: str
    gender: str | None = None
    languages: tuple[str, ...] = ()
    clinic_ids: tuple[str, ...] = ()
    colour: str = ""
    active: bool = True

    @property
    def name(self) -> str:
        """The whole name, "Dr Anjali Patel", "Grace Adeyemi"."""
        return " ".join(part for part in (self.title, self.given_names, self.family_name) if part)

    @property
    def short_name(self) -> str:
        """The name in a sentence: "Dr Patel" with a title, else "Grace Adeyemi"."""
        if self.title == "Dr":
            return f"{self.title} {self.family_name}"
        return f"{self.given_names} {self.family_name}".strip()


@dataclass(frozen=True, slots=True)
class SlotType:
    """A kind of slot; a break is a slot of a type that is not bookable.

    Units: ``minutes`` is the usual length. ``letter`` is unique among active types and is also
    the key of its colour in the tokens.
    """

    id: SlotTypeId
    name: str
    short_name: str
    letter: str
    minutes: int
    colour: str
    channel: Channel
    national_category: str | None = None
    bookable: bool = True
    active: bool = True
    warning: str = ""
    information: str = ""
    booked_by: tuple[str, ...] = ()


class _MayBeRetired(Protocol):
    @property
    def active(self) -> bool: ...


Retirable = TypeVar("Retirable", bound=_MayBeRetired)


def in_use(records: Iterable[Retirable]) -> tuple[Retirable, ...]:
    """Return the records that are not retired: what is offered where something new is made."""
    return tuple(one for one in records if one.active)


@dataclass(frozen=True, slots=True)
class PracticeOutline:
    """All that seldom changes and every view needs, read once and again when the feed says so."""

    practice: Practice
    clinics: tuple[Clinic, ...]
    rooms: tuple[Room, ...]
    clinicians: tuple[Clinician, ...]
    slot_types: tuple[SlotType, ...]
