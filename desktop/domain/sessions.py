"""Clinic sessions: their slots, how a pattern is typed, notes on them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from desktop.domain.errors import RuleViolation
from desktop.domain.ids import (
    ClinicianId,
    ClinicId,
    NoteId,
    RoomId,
    SessionId,
    SessionTemplateId,
    SlotId,
    SlotTypeId,
)

SHORTEST_SLOT_MINUTES = 1
LONGEST_SLOT_MINUTES = 480
LARGEST_GROUP = 60


class SessionState(StrEnum):
    """Whether a session takes place."""

    PLANNED = "planned"
    OPEN = "open"
    CANCELLED = "cancelled"


class SlotState(StrEnum):
    """Whether a slot can be booked; ``closing`` slots are being emptied."""

    OPEN = "open"
    BLOCKED = "blocked"
    CLOSING = "closing"


@dataclass(frozen=True, slots=True)
class Session:
    """One clinician's dated stretch of work in one clinic."""

    id: SessionId
    clinic_id: ClinicId
    room_id: RoomId | None
    clinician_id: ClinicianId
    on_date: date
    start_at: datetime
    end_at: datetime
    state: SessionState
    version: int
    template_id: SessionTemplateId | None = None
    template_on: date | None = None
    is_one_off: bool = True


@dataclass(frozen=True, slots=True)
class Slot:
    """One stretch of a session that can be booked, or a break."""

    id: SlotId
    session_id: SessionId
    slot_type_id: SlotTypeId
    start_at: datetime
    end_at: datetime
    capacity: int
    state: SlotState
    version: int
    release_at: datetime | None = None
    is_extra: bool = False
    block_reason: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """A note on a slot, a session or a clinic's day."""

    id: NoteId
    text: str
    on_date: date
    clinic_id: ClinicId | None = None
    session_id: SessionId | None = None
    slot_id: SlotId | None = None
    version: int = 1


@dataclass(frozen=True, slots=True)
class PatternPart:
    """``count`` slots in a row of one kind, each so many minutes, for so many people."""

    count: int
    slot_type_id: SlotTypeId
    minutes: int
    capacity: int = 1


@dataclass(frozen=True, slots=True)
class PlannedSlot:
    """A slot as the pattern lays it out, not yet stored."""

    slot_type_id: SlotTypeId
    start_at: datetime
    end_at: datetime
    capacity: int


def lay_out_slots(
    parts: tuple[PatternPart, ...], start_at: datetime, end_at: datetime
) -> tuple[PlannedSlot, ...]:
    """Return the slots of a session, one after another from its start.

    Errors: RuleViolation("pattern") when there is none, one is out of bounds, or they do not fit.
    """
    if end_at <= start_at:
        raise RuleViolation("hours", "end", "The session has to end after it starts.")
    for part in parts:
        check_part(part)
    room = int((end_at - start_at) / timedelta(minutes=1))
    over = sum(part.count * part.minutes for part in parts) - room
    if over > 0:
        sentence = f"The pattern is longer than the session by {over} min."
        raise RuleViolation("pattern", "pattern", sentence)
    laid: list[PlannedSlot] = []
    at = start_at
    for part in parts:
        for _ in range(part.count):
            until = at + timedelta(minutes=part.minutes)
            laid.append(PlannedSlot(part.slot_type_id, at, until, part.capacity))
            at = until
    if not laid:
        raise RuleViolation("pattern", "pattern", "Add at least one slot to the pattern.")
    return tuple(laid)


def check_part(part: PatternPart) -> None:
    """Refuse a row of slots out of bounds: RuleViolation("pattern")."""
    if not 1 <= part.count <= 200:
        raise RuleViolation("pattern", "pattern", "A row of slots has between 1 and 200 of them.")
    if not SHORTEST_SLOT_MINUTES <= part.minutes <= LONGEST_SLOT_MINUTES:
        raise RuleViolation(
            "pattern", "pattern", f"A slot lasts between 1 and {LONGEST_SLOT_MINUTES} minutes."
        )
    if not 1 <= part.capacity <= LARGEST_GROUP:
        raise RuleViolation(
            "pattern", "pattern", f"A slot has room for between 1 and {LARGEST_GROUP} people."
        )
