"""Tables of the waiting list: who waits for what, and the times offered to them."""

from __future__ import annotations

from datetime import date, datetime, time

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Named, Table, TypedColumns, text

from desktop.domain.ids import (
    AppointmentId,
    ClinicianId,
    ClinicId,
    HoldId,
    OfferId,
    PatientId,
    SlotTypeId,
    WishId,
)
from desktop.domain.waiting import OfferState, Urgency, WishState
from desktop.persistence.base import Code, Id, Instant, Words, metadata


class WishColumns(TypedColumns):
    """What one person waits for; empty lists and NULL are any.

    ``appointment_id`` is a visit they have and give up for an earlier time.
    """

    id: Named[WishId] = Column(Id[WishId](), primary_key=True)
    patient_id: Named[PatientId] = Column(
        Id[PatientId](), ForeignKey("patients.id"), nullable=False
    )
    slot_type_id: Named[SlotTypeId] = Column(
        Id[SlotTypeId](), ForeignKey("slot_types.id"), nullable=False
    )
    appointment_id: Named[AppointmentId | None] = Column(
        Id[AppointmentId](), ForeignKey("appointments.id")
    )
    minutes: Named[int | None]
    clinicians: Named[tuple[str, ...]] = Column(Words(), nullable=False)
    clinics: Named[tuple[str, ...]] = Column(Words(), nullable=False)
    days: Named[tuple[str, ...]] = Column(Words(), nullable=False)
    from_local: Named[time | None]
    until_local: Named[time | None]
    notice_days: Named[int]
    from_on: Named[date | None]
    until_on: Named[date | None]
    urgency: Named[Urgency] = Column(Code(Urgency), nullable=False)
    urgency_by: Named[str]
    reason: Named[str]
    asked_at: Named[datetime] = Column(Instant(), nullable=False)
    asked_by: Named[str]
    quiet_until: Named[date | None]
    state: Named[WishState] = Column(Code(WishState), nullable=False)
    ended_why: Named[str]
    version: Named[int]


waiting_list = Table(
    "waiting_list",
    metadata,
    WishColumns,
    CheckConstraint("state IN ('waiting', 'booked', 'ended')", name="state"),
    CheckConstraint("state <> 'ended' OR ended_why <> ''", name="ended_why"),
    CheckConstraint("urgency IN ('urgent', 'soon', 'routine')", name="urgency"),
    CheckConstraint("urgency = 'routine' OR urgency_by <> ''", name="urgency_by"),
    CheckConstraint("minutes BETWEEN 5 AND 480", name="minutes"),
    CheckConstraint("notice_days BETWEEN 0 AND 60", name="notice_days"),
    CheckConstraint("from_on <= until_on", name="dates"),
    CheckConstraint("from_local < until_local", name="times"),
)
_WAITING = text("state = 'waiting'")
Index(
    "uq_waiting_list_one",
    waiting_list.c.patient_id,
    waiting_list.c.slot_type_id,
    unique=True,
    postgresql_where=_WAITING,
    sqlite_where=_WAITING,
)
Index(
    "uq_waiting_list_visit",
    waiting_list.c.appointment_id,
    unique=True,
    postgresql_where=_WAITING,
    sqlite_where=_WAITING,
)
Index(
    "ix_waiting_list_kind",
    waiting_list.c.slot_type_id,
    postgresql_where=_WAITING,
    sqlite_where=_WAITING,
)


class OfferColumns(TypedColumns):
    """A time offered to somebody who waits, and what came of it.

    The hold (not an id of every moment: it ends with its time) has the places of ``held_slots``,
    JSON, until ``held_until``.
    """

    id: Named[OfferId] = Column(Id[OfferId](), primary_key=True)
    wish_id: Named[WishId] = Column(
        Id[WishId](), ForeignKey("waiting_list.id"), nullable=False, index=True
    )
    clinician_id: Named[ClinicianId] = Column(
        Id[ClinicianId](), ForeignKey("clinicians.id"), nullable=False
    )
    clinic_id: Named[ClinicId] = Column(Id[ClinicId](), ForeignKey("clinics.id"), nullable=False)
    start_at: Named[datetime] = Column(Instant(), nullable=False)
    end_at: Named[datetime] = Column(Instant(), nullable=False)
    hold_id: Named[HoldId] = Column(Id[HoldId](), nullable=False)
    held_slots: Named[tuple[str, ...]] = Column(Words(), nullable=False)
    held_until: Named[datetime] = Column(Instant(), nullable=False)
    made_at: Named[datetime] = Column(Instant(), nullable=False)
    made_by: Named[str]
    state: Named[OfferState] = Column(Code(OfferState), nullable=False)
    answered_at: Named[datetime | None] = Column(Instant())
    answered_by: Named[str]
    said: Named[str]
    appointment_id: Named[AppointmentId | None] = Column(
        Id[AppointmentId](), ForeignKey("appointments.id")
    )
    version: Named[int]


offers = Table(
    "offers",
    metadata,
    OfferColumns,
    CheckConstraint("start_at < end_at", name="times"),
    CheckConstraint(
        "state IN ('open', 'accepted', 'declined', 'no-reply', 'taken-back')", name="state"
    ),
    CheckConstraint("(state = 'open') = (answered_at IS NULL)", name="answered"),
    CheckConstraint("(state = 'accepted') = (appointment_id IS NOT NULL)", name="accepted"),
    CheckConstraint("held_until <= start_at", name="held"),
)
Index(None, offers.c.start_at)
_OPEN = text("state = 'open'")
Index(
    "uq_offers_open",
    offers.c.wish_id,
    unique=True,
    postgresql_where=_OPEN,
    sqlite_where=_OPEN,
)
