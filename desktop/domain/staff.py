"""The people at work as Set-up shows them: what can be typed of somebody, and who is there."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.domain.ids import ClinicianId, StaffId
from desktop.domain.permissions import Role
from desktop.domain.practice import Clinician


@dataclass(frozen=True, slots=True)
class StaffDetails:
    """What is typed of somebody on the staff; ``clinician_id`` is whose sessions are their own.

    ``may_draft``: they prepare session templates, which a manager publishes.
    """

    name: str = ""
    role: Role = Role.RECEPTIONIST
    clinician_id: ClinicianId | None = None
    may_draft: bool = False


@dataclass(frozen=True, slots=True)
class StaffMember:
    """Somebody on the staff, or who has left (not ``active``); what they did stays on record."""

    id: StaffId
    details: StaffDetails
    active: bool
    has_pin: bool
    version: int

    @property
    def name(self) -> str:
        """What they are called at the desk."""
        return self.details.name


@dataclass(frozen=True, slots=True)
class StaffList:
    """Everybody who is or was on the staff, and the clinicians one of them may be."""

    members: tuple[StaffMember, ...]
    clinicians: tuple[Clinician, ...]
