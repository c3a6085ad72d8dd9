"""Typed ids: UUIDv7 as 36-character text, made on the desk, sortable by when they were made."""

from __future__ import annotations

from typing import NewType

PracticeId = NewType("PracticeId", str)
ClinicId = NewType("ClinicId", str)
RoomId = NewType("RoomId", str)
StaffId = NewType("StaffId", str)
ClinicianId = NewType("ClinicianId", str)
SlotTypeId = NewType("SlotTypeId", str)
SessionId = NewType("SessionId", str)
SlotId = NewType("SlotId", str)
HoldId = NewType("HoldId", str)
NoteId = NewType("NoteId", str)
SessionTemplateId = NewType("SessionTemplateId", str)
ClosureId = NewType("ClosureId", str)
PatientId = NewType("PatientId", str)
IdentifierId = NewType("IdentifierId", str)
ContactPointId = NewType("ContactPointId", str)
PreferenceId = NewType("PreferenceId", str)
RelatedPersonId = NewType("RelatedPersonId", str)
AppointmentId = NewType("AppointmentId", str)
VisitNeedId = NewType("VisitNeedId", str)
VisitEventId = NewType("VisitEventId", str)
RebookingId = NewType("RebookingId", str)
SeriesId = NewType("SeriesId", str)
TripId = NewType("TripId", str)
WishId = NewType("WishId", str)
OfferId = NewType("OfferId", str)
ActId = NewType("ActId", str)


def uuid7(milliseconds: int, randomness: int) -> str:
    """Return a UUID version 7 as text.

    Units: milliseconds since 1970; ``randomness`` is an integer of at least 74 random bits.
    Source: RFC 9562, section 5.7.
    """
    value = (milliseconds & 0xFFFFFFFFFFFF) << 80
    value |= 0x7 << 76
    value |= (randomness & 0xFFF) << 64
    value |= 0b10 << 62
    value |= (randomness >> 12) & 0x3FFFFFFFFFFFFFFF
    text = f"{value:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
