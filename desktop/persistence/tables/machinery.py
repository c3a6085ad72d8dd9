"""Tables the program keeps for itself: the record, desks, the feed, settings."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, Index, Named, PrimaryKeyConstraint, Table, Text, TypedColumns

from desktop.domain.ids import ActId, AppointmentId, PatientId, SessionId, StaffId
from desktop.domain.permissions import Role
from desktop.persistence.base import Code, Id, Instant, bytewise, counting, metadata


class AuditLogColumns(TypedColumns):
    """The record: append-only, chained by hash per desk; ``entry`` is canonical JSON."""

    desk: Named[str]
    seq: Named[int]
    at: Named[datetime] = Column(Instant(), nullable=False)
    act_id: Named[ActId] = Column(Id[ActId](), nullable=False)
    act: Named[str]
    staff_id: Named[StaffId | None] = Column(Id[StaffId]())
    role: Named[Role] = Column(Code(Role), nullable=False)
    patient_id: Named[PatientId | None] = Column(Id[PatientId]())
    appointment_id: Named[AppointmentId | None] = Column(Id[AppointmentId]())
    session_id: Named[SessionId | None] = Column(Id[SessionId]())
    entry: Named[str]
    hash: Named[str]


audit_log = Table(
    "audit_log",
    metadata,
    AuditLogColumns,
    PrimaryKeyConstraint("desk", "seq"),
    Index(None, "patient_id"),
    Index(None, "appointment_id"),
    Index(None, "session_id"),
)


class DeskColumns(TypedColumns):
    """A desk (a window, command or job of one) and the head of its chain in the record."""

    name: Named[str] = Column(Text(), primary_key=True)
    head_seq: Named[int]
    head_hash: Named[str]


class ChangeColumns(TypedColumns):
    """SQLite's feed: what each act touched, in the order of commits; kept a day."""

    seq: Named[int] = Column(counting(), primary_key=True, autoincrement=True)
    at: Named[datetime] = Column(Instant(), nullable=False)
    desk: Named[str]
    payload: Named[str]


class SettingColumns(TypedColumns):
    """A setting of the practice; ``value`` is JSON."""

    key: Named[str] = Column(Text(), primary_key=True)
    value: Named[str]
    version: Named[int]


class ImportColumns(TypedColumns):
    """What was taken in from elsewhere: whose, which kind and id there, our row, its content."""

    source: Named[str] = Column(bytewise(), nullable=False)
    kind: Named[str] = Column(bytewise(), nullable=False)
    source_id: Named[str] = Column(bytewise(), nullable=False)
    our_id: Named[str] = Column(Id[str](), nullable=False)
    content_hash: Named[str]
    at: Named[datetime] = Column(Instant(), nullable=False)


class JobColumns(TypedColumns):
    """Daily work that one desk does: due, leased by a desk until, done, how it went."""

    name: Named[str] = Column(Text(), primary_key=True)
    due_at: Named[datetime] = Column(Instant(), nullable=False)
    leased_by: Named[str]
    leased_until: Named[datetime | None] = Column(Instant())
    done_at: Named[datetime | None] = Column(Instant())
    words: Named[str]


desks = Table("desks", metadata, DeskColumns)
changes = Table("changes", metadata, ChangeColumns, sqlite_autoincrement=True)
imports = Table(
    "imports",
    metadata,
    ImportColumns,
    PrimaryKeyConstraint("source", "kind", "source_id"),
    Index(None, "our_id"),
)
jobs = Table("jobs", metadata, JobColumns)
settings = Table("settings", metadata, SettingColumns)
