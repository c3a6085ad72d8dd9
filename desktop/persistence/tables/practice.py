"""Tables of the practice and its staff."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Named,
    String,
    Table,
    TypedColumns,
    false,
    text,
    true,
)

from desktop.domain.ids import ClinicianId, ClinicId, PracticeId, RoomId, StaffId
from desktop.domain.permissions import Role
from desktop.persistence.base import Code, Id, Instant, Words, metadata


class PracticeColumns(TypedColumns):
    """One row: the practice this database belongs to."""

    id: Named[PracticeId] = Column(Id[PracticeId](), primary_key=True)
    name: Named[str]
    ods_code: Named[str | None]
    nation: Named[str]
    zone: Named[str]
    phone: Named[str] = Column(String(), nullable=False, server_default=text("''"))
    version: Named[int]


class ClinicColumns(TypedColumns):
    """A place the practice works at."""

    id: Named[ClinicId] = Column(Id[ClinicId](), primary_key=True)
    name: Named[str]
    address: Named[str]
    ods_site_code: Named[str | None]
    features: Named[tuple[str, ...]] = Column(Words(), nullable=False)
    opening_hours: Named[tuple[str, ...]] = Column(Words(), nullable=False, server_default="[]")
    active: Named[bool] = Column(Boolean(), nullable=False, server_default=true())
    version: Named[int]


class RoomColumns(TypedColumns):
    """A room of a clinic."""

    id: Named[RoomId] = Column(Id[RoomId](), primary_key=True)
    clinic_id: Named[ClinicId] = Column(
        Id[ClinicId](), ForeignKey("clinics.id"), nullable=False, index=True
    )
    name: Named[str]
    features: Named[tuple[str, ...]] = Column(Words(), nullable=False)
    active: Named[bool] = Column(Boolean(), nullable=False, server_default=true())
    version: Named[int]


class StaffColumns(TypedColumns):
    """A person who signs in; the PIN is an argon2 hash."""

    id: Named[StaffId] = Column(Id[StaffId](), primary_key=True)
    name: Named[str]
    role: Named[Role] = Column(Code(Role), nullable=False)
    pin_hash: Named[str | None]
    active: Named[bool]
    may_draft: Named[bool] = Column(Boolean(), nullable=False, server_default=false())
    version: Named[int]


class PinTryColumns(TypedColumns):
    """Wrong PINs of somebody since the last right one, and until when signing in rests."""

    staff_id: Named[StaffId] = Column(Id[StaffId](), ForeignKey("staff.id"), primary_key=True)
    wrong: Named[int]
    rests_until: Named[datetime | None] = Column(Instant())


class ClinicianColumns(TypedColumns):
    """Someone people come to see; on the staff, or visiting."""

    id: Named[ClinicianId] = Column(Id[ClinicianId](), primary_key=True)
    staff_id: Named[StaffId | None] = Column(Id[StaffId](), ForeignKey("staff.id"), index=True)
    title: Named[str]
    given_names: Named[str]
    family_name: Named[str]
    profession: Named[str]
    gender: Named[str | None]
    languages: Named[tuple[str, ...]] = Column(Words(), nullable=False)
    clinic_ids: Named[tuple[str, ...]] = Column(Words(), nullable=False, server_default="[]")
    colour: Named[str | None]
    active: Named[bool] = Column(Boolean(), nullable=False, server_default=true())
    version: Named[int]


practices = Table("practices", metadata, PracticeColumns)
clinics = Table("clinics", metadata, ClinicColumns)
rooms = Table("rooms", metadata, RoomColumns)
staff = Table("staff", metadata, StaffColumns)
pin_tries = Table("pin_tries", metadata, PinTryColumns)
clinicians = Table("clinicians", metadata, ClinicianColumns)
