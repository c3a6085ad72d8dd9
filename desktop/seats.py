"""What each person at this desk has left open: forms, dialogs, the patient in the panel."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from PySide6.QtWidgets import QDialog, QWidget

from desktop.domain.ids import PatientId, StaffId
from desktop.forms import Form


@dataclass(slots=True)
class Seat:
    """One person's things: shown again when they are back, hidden from everybody else."""

    pages: dict[Form[Any], QWidget] = field(default_factory=dict)
    shown: QWidget | None = None
    dialogs: list[QDialog] = field(default_factory=list)
    patient_id: PatientId | None = None
    focus: QWidget | None = None


class Seats:
    """The seats of a desk, by person."""

    def __init__(self) -> None:
        self._kept: dict[StaffId, Seat] = {}

    def leave(self, staff_id: StaffId, seat: Seat) -> None:
        """Put by what somebody leaves open."""
        self._kept[staff_id] = seat

    def take(self, staff_id: StaffId) -> Seat:
        """Return what somebody left open, an empty seat for somebody new here."""
        return self._kept.pop(staff_id, Seat())
