"""What is asked for when booking, the free times that answer it, and why others were left out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from desktop.domain.ids import (
    ClinicianId,
    ClinicId,
    HoldId,
    PatientId,
    SessionId,
    SlotId,
    SlotTypeId,
)
from desktop.domain.permissions import Role
from desktop.domain.practice import Channel

SHOWN_AT_ONCE = 10
"""How many free times are shown at once; PgDn asks for as many more."""


class DayPart(StrEnum):
    """Part of the day asked for, in clinic wall-clock time; noon begins the afternoon."""

    ANY = "any"
    MORNING = "morning"
    AFTERNOON = "afternoon"


@dataclass(frozen=True, slots=True)
class FreeRequest:
    """What is wanted of a free time; None or empty means any.

    Units: ``length_minutes`` None means the kind's usual slot. ``after`` is the last row's
    (start, first slot) of the page before, for PgDn. ``until_on`` is the last day looked at; None
    looks a year ahead. ``role`` leaves out the kinds that this role may not book. No slot begins
    before ``from_local`` or at ``until_local`` by the clinic's clock, or on other ``weekdays``,
    from Monday, 0.
    """

    from_on: date
    slot_type_id: SlotTypeId | None = None
    clinician_id: ClinicianId | None = None
    clinic_id: ClinicId | None = None
    length_minutes: int | None = None
    channel: Channel | None = None
    day_part: DayPart = DayPart.ANY
    after: tuple[datetime, SlotId] | None = None
    limit: int = SHOWN_AT_ONCE
    until_on: date | None = None
    role: Role | None = None
    from_local: time | None = None
    until_local: time | None = None
    weekdays: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class FreeTime:
    """One free time: adjacent slots of one session, in order."""

    slot_ids: tuple[SlotId, ...]
    session_id: SessionId
    slot_type_id: SlotTypeId
    channel: Channel
    start_at: datetime
    end_at: datetime
    clinician_id: ClinicianId
    clinician_name: str
    clinic_id: ClinicId
    clinic_name: str
    room_name: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Why some times are not among those shown, said in one sentence.

    ``detail`` is what the sentence names beside the count: who holds them, when they open.
    """

    code: str
    count: int
    words: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class FreeAnswer:
    """Free times soonest first, what was left out and why, whether there are more."""

    times: tuple[FreeTime, ...]
    left_out: tuple[LeftOut, ...] = ()
    more: bool = False


@dataclass(frozen=True, slots=True)
class FreeOnDay:
    """How many slots of one clinician can be booked now on a day."""

    on_date: date
    clinician_id: ClinicianId
    free: int


@dataclass(frozen=True, slots=True)
class Hold:
    """Slots kept for this window (or an offer) until a time."""

    id: HoldId
    slot_ids: tuple[SlotId, ...]
    until_at: datetime
    desk: str
    patient_id: PatientId | None = None
