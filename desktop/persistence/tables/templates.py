"""Tables the manager shapes the diary with: session templates, closures, release rules."""

from __future__ import annotations

from datetime import date, time

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Named,
    PrimaryKeyConstraint,
    Table,
    TypedColumns,
)

from desktop.domain.closures import ClosureKind, ClosureState
from desktop.domain.ids import (
    ClinicianId,
    ClinicId,
    ClosureId,
    RoomId,
    SessionTemplateId,
    SlotTypeId,
)
from desktop.domain.release import Release
from desktop.domain.templates import BankHolidayRule, ExceptionKind, TemplateState
from desktop.persistence.base import Code, Id, metadata


class SessionTemplateColumns(TypedColumns):
    """A rule that makes sessions; ``repeat_rule`` is RFC 5545's, "" for dates alone."""

    id: Named[SessionTemplateId] = Column(Id[SessionTemplateId](), primary_key=True)
    name: Named[str]
    clinic_id: Named[ClinicId] = Column(Id[ClinicId](), ForeignKey("clinics.id"), nullable=False)
    room_id: Named[RoomId | None] = Column(Id[RoomId](), ForeignKey("rooms.id"))
    clinician_id: Named[ClinicianId] = Column(
        Id[ClinicianId](), ForeignKey("clinicians.id"), nullable=False
    )
    repeat_rule: Named[str]
    first_on: Named[date]
    last_on: Named[date | None]
    start_local: Named[time]
    end_local: Named[time]
    bank_holidays: Named[BankHolidayRule] = Column(Code(BankHolidayRule), nullable=False)
    state: Named[TemplateState] = Column(Code(TemplateState), nullable=False)
    replaces_id: Named[SessionTemplateId | None] = Column(
        Id[SessionTemplateId](), ForeignKey("session_templates.id")
    )
    version: Named[int]


session_templates = Table(
    "session_templates",
    metadata,
    SessionTemplateColumns,
    CheckConstraint("start_local < end_local", name="hours"),
    CheckConstraint("last_on IS NULL OR first_on <= last_on", name="dates"),
    CheckConstraint("replaces_id <> id", name="replaces"),
)


class TemplatePartColumns(TypedColumns):
    """A row of equal slots of a template's pattern, in order from its start."""

    template_id: Named[SessionTemplateId] = Column(
        Id[SessionTemplateId](), ForeignKey("session_templates.id"), nullable=False
    )
    position: Named[int]
    count: Named[int]
    slot_type_id: Named[SlotTypeId] = Column(
        Id[SlotTypeId](), ForeignKey("slot_types.id"), nullable=False, index=True
    )
    minutes: Named[int]
    capacity: Named[int]


template_parts = Table(
    "template_parts",
    metadata,
    TemplatePartColumns,
    PrimaryKeyConstraint("template_id", "position"),
    CheckConstraint("count BETWEEN 1 AND 200", name="count"),
    CheckConstraint("minutes BETWEEN 1 AND 480", name="minutes"),
    CheckConstraint("capacity >= 1", name="capacity"),
)


class TemplateExceptionColumns(TypedColumns):
    """A date of its own: left out, added or with other hours, or worked though closed."""

    template_id: Named[SessionTemplateId] = Column(
        Id[SessionTemplateId](), ForeignKey("session_templates.id"), nullable=False
    )
    on_date: Named[date]
    kind: Named[ExceptionKind] = Column(Code(ExceptionKind), nullable=False)
    start_local: Named[time | None]
    end_local: Named[time | None]
    note: Named[str]


template_exceptions = Table(
    "template_exceptions",
    metadata,
    TemplateExceptionColumns,
    PrimaryKeyConstraint("template_id", "on_date"),
)


class ClosureColumns(TypedColumns):
    """When there is no work: of the practice, or of one clinic, clinician or room.

    Bank holidays come from the nation's calendar; a row of that kind adds one, or (withdrawn)
    takes one away.
    """

    id: Named[ClosureId] = Column(Id[ClosureId](), primary_key=True)
    kind: Named[ClosureKind] = Column(Code(ClosureKind), nullable=False)
    name: Named[str]
    first_on: Named[date]
    last_on: Named[date]
    start_local: Named[time | None]
    end_local: Named[time | None]
    clinic_id: Named[ClinicId | None] = Column(Id[ClinicId](), ForeignKey("clinics.id"))
    clinician_id: Named[ClinicianId | None] = Column(Id[ClinicianId](), ForeignKey("clinicians.id"))
    room_id: Named[RoomId | None] = Column(Id[RoomId](), ForeignKey("rooms.id"))
    state: Named[ClosureState] = Column(Code(ClosureState), nullable=False)
    version: Named[int]


closures = Table(
    "closures",
    metadata,
    ClosureColumns,
    CheckConstraint("first_on <= last_on", name="dates"),
    Index(None, "last_on"),
)


class ReleaseRuleColumns(TypedColumns):
    """When slots of a kind open and what they turn into; a kind without a row opens at once."""

    slot_type_id: Named[SlotTypeId] = Column(
        Id[SlotTypeId](), ForeignKey("slot_types.id"), primary_key=True
    )
    kind: Named[Release] = Column(Code(Release), nullable=False)
    number: Named[int]
    at_local: Named[time | None]
    turns_into: Named[SlotTypeId | None] = Column(Id[SlotTypeId](), ForeignKey("slot_types.id"))
    turn_days: Named[int | None]
    version: Named[int]


release_rules = Table(
    "release_rules",
    metadata,
    ReleaseRuleColumns,
    CheckConstraint("(turns_into IS NULL) = (turn_days IS NULL)", name="turns_into"),
)
