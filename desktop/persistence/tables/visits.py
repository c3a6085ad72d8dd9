"""Tables of visits: appointments, what happened to them, holds."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Named,
    PrimaryKeyConstraint,
    Table,
    TypedColumns,
    UniqueConstraint,
    text,
)

from desktop.domain.ids import (
    ActId,
    AppointmentId,
    ClinicianId,
    ClinicId,
    HoldId,
    PatientId,
    PreferenceId,
    RebookingId,
    RoomId,
    SessionId,
    SlotTypeId,
    StaffId,
    TripId,
    VisitEventId,
    VisitNeedId,
)
from desktop.domain.needs import NeedState
from desktop.domain.permissions import Role
from desktop.domain.practice import Channel
from desktop.domain.rebooking import RebookingState
from desktop.domain.visits import State, Step
from desktop.persistence.base import Code, Id, Instant, Words, metadata


class AppointmentColumns(TypedColumns):
    """One visit of one person; the places that point at it say which slots it takes.

    Visits of one ``trip_id`` belong together.
    """

    id: Named[AppointmentId] = Column(Id[AppointmentId](), primary_key=True)
    patient_id: Named[PatientId] = Column(
        Id[PatientId](), ForeignKey("patients.id"), nullable=False
    )
    slot_type_id: Named[SlotTypeId] = Column(
        Id[SlotTypeId](), ForeignKey("slot_types.id"), nullable=False
    )
    channel: Named[Channel] = Column(Code(Channel), nullable=False)
    state: Named[State] = Column(Code(State), nullable=False)
    clinic_id: Named[ClinicId | None] = Column(Id[ClinicId](), ForeignKey("clinics.id"))
    clinician_id: Named[ClinicianId | None] = Column(Id[ClinicianId](), ForeignKey("clinicians.id"))
    session_id: Named[SessionId | None] = Column(Id[SessionId](), ForeignKey("sessions.id"))
    on_date: Named[date]
    start_at: Named[datetime | None] = Column(Instant())
    end_at: Named[datetime | None] = Column(Instant())
    reason: Named[str]
    asked_by: Named[str]
    note: Named[str]
    call_on: Named[str | None]
    cancel_code: Named[str | None]
    cancel_words: Named[str]
    cancelled_at: Named[datetime | None] = Column(Instant())
    arrived_at: Named[datetime | None] = Column(Instant())
    sent_in_at: Named[datetime | None] = Column(Instant())
    done_at: Named[datetime | None] = Column(Instant())
    trip_id: Named[TripId | None] = Column(Id[TripId]())
    version: Named[int]


appointments = Table(
    "appointments",
    metadata,
    AppointmentColumns,
    CheckConstraint("(start_at IS NULL) = (end_at IS NULL)", name="both_times"),
    CheckConstraint("start_at < end_at", name="times"),
    CheckConstraint("state <> 'noshow' OR arrived_at IS NULL", name="arrived_is_not_noshow"),
    CheckConstraint(
        "(cancel_code IS NULL) OR state = 'cancelled' OR state = 'entered-in-error'",
        name="cancel_code",
    ),
    Index(None, "patient_id", "on_date"),
    Index(None, "session_id"),
    Index(None, "on_date"),
)
_ON_A_TRIP = text("trip_id IS NOT NULL")
Index(None, appointments.c.trip_id, postgresql_where=_ON_A_TRIP, sqlite_where=_ON_A_TRIP)


class VisitEventColumns(TypedColumns):
    """What happened to a visit, when and by whom; ``facts`` is JSON (from and to of a move)."""

    id: Named[VisitEventId] = Column(Id[VisitEventId](), nullable=False)
    appointment_id: Named[AppointmentId] = Column(
        Id[AppointmentId](), ForeignKey("appointments.id"), nullable=False
    )
    step: Named[Step] = Column(Code(Step), nullable=False)
    at: Named[datetime] = Column(Instant(), nullable=False)
    staff_id: Named[StaffId | None] = Column(Id[StaffId](), ForeignKey("staff.id"))
    desk: Named[str]
    act_id: Named[ActId] = Column(Id[ActId](), nullable=False)
    facts: Named[str]


# The steps of a visit lie together, in one tree: each act writes one.
visit_events = Table(
    "visit_events",
    metadata,
    VisitEventColumns,
    PrimaryKeyConstraint("appointment_id", "id"),
    sqlite_with_rowid=False,
)


class HoldColumns(TypedColumns):
    """Slots kept for a window (desk), an offer or a rebooking until a time."""

    id: Named[HoldId] = Column(Id[HoldId](), primary_key=True)
    kind: Named[str]
    desk: Named[str]
    window: Named[str]
    staff_id: Named[StaffId | None] = Column(Id[StaffId](), ForeignKey("staff.id"))
    patient_id: Named[PatientId | None] = Column(Id[PatientId](), ForeignKey("patients.id"))
    until_at: Named[datetime] = Column(Instant(), nullable=False)


holds = Table(
    "holds",
    metadata,
    HoldColumns,
    CheckConstraint("kind IN ('desk', 'offer', 'rebook')", name="kind"),
)


class RebookingColumns(TypedColumns):
    """A visit that has to find another time: why, who asks by when, which time is held for it.

    ``was_at`` to ``was_until`` is the old time; the hold (not an id of every moment: it ends with
    its time) has the places of ``held_slots``, JSON, until ``held_until``.
    """

    id: Named[RebookingId] = Column(Id[RebookingId](), primary_key=True)
    appointment_id: Named[AppointmentId] = Column(
        Id[AppointmentId](), ForeignKey("appointments.id"), nullable=False, index=True
    )
    cause: Named[str]
    owner_role: Named[Role] = Column(Code(Role), nullable=False)
    owner_staff_id: Named[StaffId | None] = Column(Id[StaffId](), ForeignKey("staff.id"))
    due_at: Named[datetime] = Column(Instant(), nullable=False)
    was_at: Named[datetime] = Column(Instant(), nullable=False)
    was_until: Named[datetime] = Column(Instant(), nullable=False)
    hold_id: Named[HoldId | None] = Column(Id[HoldId]())
    held_slots: Named[tuple[str, ...]] = Column(Words(), nullable=False)
    held_until: Named[datetime | None] = Column(Instant())
    state: Named[RebookingState] = Column(Code(RebookingState), nullable=False)
    version: Named[int]


rebookings = Table(
    "rebookings",
    metadata,
    RebookingColumns,
    CheckConstraint("was_at < was_until", name="times"),
    CheckConstraint("(hold_id IS NULL) = (held_until IS NULL)", name="held_until"),
)
_OPEN = text("state = 'open'")
Index(
    "uq_rebookings_open",
    rebookings.c.appointment_id,
    unique=True,
    postgresql_where=_OPEN,
    sqlite_where=_OPEN,
)


class VisitNeedColumns(TypedColumns):
    """What a visit has to have for its person, why it is so, and how it went.

    ``what`` and ``detail`` are as the preference said when the visit was last brought into step;
    ``instead`` what is done where the time chosen does not keep it.
    """

    id: Named[VisitNeedId] = Column(Id[VisitNeedId](), primary_key=True)
    appointment_id: Named[AppointmentId] = Column(
        Id[AppointmentId](), ForeignKey("appointments.id"), nullable=False
    )
    preference_id: Named[PreferenceId] = Column(
        Id[PreferenceId](), ForeignKey("preferences.id"), nullable=False, index=True
    )
    kind: Named[str]
    what: Named[str]
    detail: Named[str]
    owner_role: Named[Role] = Column(Code(Role), nullable=False)
    due_on: Named[date | None]
    instead: Named[str]
    state: Named[NeedState] = Column(Code(NeedState), nullable=False)
    why: Named[str]
    said_by: Named[str]
    changed_by: Named[str]
    changed_at: Named[datetime | None] = Column(Instant())
    version: Named[int]


visit_needs = Table(
    "visit_needs",
    metadata,
    VisitNeedColumns,
    CheckConstraint("state <> 'not-needed' OR said_by <> ''", name="who_said"),
    CheckConstraint("state <> 'not-kept' OR why <> ''", name="why"),
    UniqueConstraint("appointment_id", "preference_id"),
)
_TO_ARRANGE = text("state IN ('to-arrange', 'to-call-off')")
Index(
    "ix_visit_needs_open",
    visit_needs.c.due_on,
    postgresql_where=_TO_ARRANGE,
    sqlite_where=_TO_ARRANGE,
)


class SessionClosingColumns(TypedColumns):
    """What a session becomes once the last visit in its way has left.

    ``gone`` are slots of its old pattern, JSON: they go wherever they are.
    """

    session_id: Named[SessionId] = Column(
        Id[SessionId](), ForeignKey("sessions.id"), primary_key=True
    )
    start_at: Named[datetime] = Column(Instant(), nullable=False)
    end_at: Named[datetime] = Column(Instant(), nullable=False)
    clinician_id: Named[ClinicianId] = Column(
        Id[ClinicianId](), ForeignKey("clinicians.id"), nullable=False
    )
    room_id: Named[RoomId | None] = Column(Id[RoomId](), ForeignKey("rooms.id"))
    cancelled: Named[bool]
    closed_from: Named[datetime | None] = Column(Instant())
    closed_until: Named[datetime | None] = Column(Instant())
    reason: Named[str]
    gone: Named[tuple[str, ...]] = Column(Words(), nullable=False, server_default="[]")
    version: Named[int]


session_closings = Table(
    "session_closings",
    metadata,
    SessionClosingColumns,
    CheckConstraint("start_at < end_at", name="times"),
    CheckConstraint("(closed_from IS NULL) = (closed_until IS NULL)", name="closed"),
)
