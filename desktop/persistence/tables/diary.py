"""Tables of the diary: kinds of slot, sessions, slots, places, notes."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Named,
    PrimaryKeyConstraint,
    Table,
    TypedColumns,
    UniqueConstraint,
    text,
)

from desktop.domain.ids import (
    AppointmentId,
    ClinicianId,
    ClinicId,
    HoldId,
    NoteId,
    RoomId,
    SessionId,
    SessionTemplateId,
    SlotId,
    SlotTypeId,
)
from desktop.domain.practice import Channel
from desktop.domain.sessions import SessionState, SlotState
from desktop.persistence.base import Code, Id, Instant, Words, metadata


class SlotTypeColumns(TypedColumns):
    """A kind of slot; breaks are slots of a type that is not bookable."""

    id: Named[SlotTypeId] = Column(Id[SlotTypeId](), primary_key=True)
    name: Named[str]
    short_name: Named[str]
    letter: Named[str]
    minutes: Named[int]
    colour: Named[str]
    channel: Named[Channel] = Column(Code(Channel), nullable=False)
    national_category: Named[str | None]
    bookable: Named[bool]
    active: Named[bool]
    warning: Named[str]
    information: Named[str]
    booked_by: Named[tuple[str, ...]] = Column(Words(), nullable=False, server_default="[]")
    version: Named[int]


slot_types = Table(
    "slot_types",
    metadata,
    SlotTypeColumns,
    CheckConstraint("minutes BETWEEN 1 AND 480", name="minutes"),
)
Index(
    "uq_slot_types_letter_active",
    slot_types.c.letter,
    unique=True,
    postgresql_where=text("active"),
    sqlite_where=text("active"),
)


class SessionColumns(TypedColumns):
    """One clinician's dated stretch of work; ``on_date`` is the clinic's date.

    ``template_id`` made it, for that template's date ``template_on``; else it is a one-off.
    """

    id: Named[SessionId] = Column(Id[SessionId](), primary_key=True)
    clinic_id: Named[ClinicId] = Column(Id[ClinicId](), ForeignKey("clinics.id"), nullable=False)
    room_id: Named[RoomId | None] = Column(Id[RoomId](), ForeignKey("rooms.id"))
    clinician_id: Named[ClinicianId] = Column(
        Id[ClinicianId](), ForeignKey("clinicians.id"), nullable=False
    )
    on_date: Named[date]
    start_at: Named[datetime] = Column(Instant(), nullable=False)
    end_at: Named[datetime] = Column(Instant(), nullable=False)
    state: Named[SessionState] = Column(Code(SessionState), nullable=False)
    template_id: Named[SessionTemplateId | None] = Column(
        Id[SessionTemplateId](), ForeignKey("session_templates.id")
    )
    template_on: Named[date | None]
    is_one_off: Named[bool]
    version: Named[int]


sessions = Table(
    "sessions",
    metadata,
    SessionColumns,
    CheckConstraint("start_at < end_at", name="times"),
    CheckConstraint(
        "is_one_off = (template_id IS NULL) AND (template_id IS NULL) = (template_on IS NULL)",
        name="origin",
    ),
    Index(None, "on_date"),
    Index(None, "clinician_id", "start_at"),
    Index(None, "room_id", "start_at"),
)


_TAKES_PLACE = text("state <> 'cancelled' AND template_id IS NOT NULL")
Index(
    "uq_sessions_template_date",
    sessions.c.template_id,
    sessions.c.template_on,
    unique=True,
    postgresql_where=_TAKES_PLACE,
    sqlite_where=_TAKES_PLACE,
)


class SlotColumns(TypedColumns):
    """A stretch of a session; ``release_at`` is when it opens for booking, null for at once."""

    id: Named[SlotId] = Column(Id[SlotId](), primary_key=True)
    session_id: Named[SessionId] = Column(
        Id[SessionId](), ForeignKey("sessions.id"), nullable=False
    )
    slot_type_id: Named[SlotTypeId] = Column(
        Id[SlotTypeId](), ForeignKey("slot_types.id"), nullable=False
    )
    start_at: Named[datetime] = Column(Instant(), nullable=False)
    end_at: Named[datetime] = Column(Instant(), nullable=False)
    capacity: Named[int]
    release_at: Named[datetime | None] = Column(Instant())
    state: Named[SlotState] = Column(Code(SlotState), nullable=False)
    is_extra: Named[bool]
    block_reason: Named[str]
    version: Named[int]


slots = Table(
    "slots",
    metadata,
    SlotColumns,
    UniqueConstraint("id", "capacity"),
    CheckConstraint("start_at < end_at", name="times"),
    CheckConstraint("capacity >= 1", name="capacity"),
    Index(None, "session_id", "start_at"),
)


class PlaceColumns(TypedColumns):
    """One seat of one slot: free, held, or one appointment's; never two.

    ``slot_type_id``, ``clinician_id``, ``clinic_id`` and ``start_at`` repeat the slot's, so that
    one partial index answers "first free"; ``attend check`` compares them.
    """

    slot_id: Named[SlotId] = Column(Id[SlotId](), nullable=False)
    seat: Named[int]
    capacity: Named[int]
    appointment_id: Named[AppointmentId | None] = Column(
        Id[AppointmentId](),
        ForeignKey("appointments.id", deferrable=True, initially="DEFERRED"),
    )
    hold_id: Named[HoldId | None] = Column(Id[HoldId](), ForeignKey("holds.id"))
    held_until: Named[datetime | None] = Column(Instant())
    slot_type_id: Named[SlotTypeId] = Column(Id[SlotTypeId](), nullable=False)
    clinician_id: Named[ClinicianId] = Column(Id[ClinicianId](), nullable=False)
    clinic_id: Named[ClinicId] = Column(Id[ClinicId](), nullable=False)
    start_at: Named[datetime] = Column(Instant(), nullable=False)


places = Table(
    "places",
    metadata,
    PlaceColumns,
    PrimaryKeyConstraint("slot_id", "seat"),
    ForeignKeyConstraint(
        ["slot_id", "capacity"], ["slots.id", "slots.capacity"], onupdate="CASCADE"
    ),
    CheckConstraint("seat BETWEEN 1 AND capacity", name="seat"),
    CheckConstraint("appointment_id IS NULL OR hold_id IS NULL", name="one_claim"),
    CheckConstraint("(hold_id IS NULL) = (held_until IS NULL)", name="held_until"),
    sqlite_with_rowid=False,
)
_TAKEN, _FREE = text("appointment_id IS NOT NULL"), text("appointment_id IS NULL")
_HELD = text("hold_id IS NOT NULL")
Index(None, places.c.hold_id, postgresql_where=_HELD, sqlite_where=_HELD)
# Not of free places too: SQLite would take it for a search of those.
Index(
    "ix_places_appointment_id",
    places.c.appointment_id,
    postgresql_where=_TAKEN,
    sqlite_where=_TAKEN,
)
Index(
    "ix_places_free_by_kind",
    places.c.slot_type_id,
    places.c.start_at,
    places.c.slot_id,
    postgresql_where=_FREE,
    sqlite_where=_FREE,
)
Index(
    "ix_places_free_by_clinician",
    places.c.clinician_id,
    places.c.start_at,
    places.c.slot_id,
    places.c.slot_type_id,
    postgresql_where=_FREE,
    sqlite_where=_FREE,
)
Index(
    "ix_places_free_by_start",
    places.c.start_at,
    places.c.slot_id,
    postgresql_where=_FREE,
    sqlite_where=_FREE,
)


class NoteColumns(TypedColumns):
    """A note on a slot, a session or (neither of them) a clinic's day."""

    id: Named[NoteId] = Column(Id[NoteId](), primary_key=True)
    on_date: Named[date]
    clinic_id: Named[ClinicId | None] = Column(Id[ClinicId](), ForeignKey("clinics.id"))
    session_id: Named[SessionId | None] = Column(
        Id[SessionId](), ForeignKey("sessions.id"), index=True
    )
    slot_id: Named[SlotId | None] = Column(Id[SlotId](), ForeignKey("slots.id"), index=True)
    text: Named[str]
    version: Named[int]


notes = Table(
    "notes",
    metadata,
    NoteColumns,
    CheckConstraint("session_id IS NULL OR slot_id IS NULL", name="one_subject"),
    Index(None, "on_date"),
)
