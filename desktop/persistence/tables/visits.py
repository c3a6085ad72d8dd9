"""Tables of visits: appointments, what happened to them, holds."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Named, Table, TypedColumns

from desktop.domain.ids import (
    ActId,
    AppointmentId,
    ClinicianId,
    ClinicId,
    HoldId,
    PatientId,
    SessionId,
    SlotTypeId,
    StaffId,
    VisitEventId,
)
from desktop.domain.practice import Channel
from desktop.domain.visits import State, Step
from desktop.persistence.base import Code, Id, Instant, metadata


class AppointmentColumns(TypedColumns):
    """One visit of one person; the places that point at it say which slots it takes."""

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


class VisitEventColumns(TypedColumns):
    """What happened to a visit, when and by whom; ``facts`` is JSON (from and to of a move)."""

    id: Named[VisitEventId] = Column(Id[VisitEventId](), primary_key=True)
    appointment_id: Named[AppointmentId] = Column(
        Id[AppointmentId](), ForeignKey("appointments.id"), nullable=False, index=True
    )
    step: Named[Step] = Column(Code(Step), nullable=False)
    at: Named[datetime] = Column(Instant(), nullable=False)
    staff_id: Named[StaffId | None] = Column(Id[StaffId](), ForeignKey("staff.id"))
    desk: Named[str]
    act_id: Named[ActId] = Column(Id[ActId](), nullable=False)
    facts: Named[str]


visit_events = Table("visit_events", metadata, VisitEventColumns)


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
