"""Session templates and closures as values."""

from __future__ import annotations

from datetime import date, time
from typing import Any

from desktop.domain.closures import ClosureDetails, ClosureKind
from desktop.domain.ids import ClinicianId, ClinicId, RoomId, SlotTypeId
from desktop.domain.repeats import Every, Repeat
from desktop.domain.sessions import PatternPart
from desktop.domain.templates import TemplateDetails

ROUTINE, BREAK, DAY = SlotTypeId("routine"), SlotTypeId("break"), SlotTypeId("day")
MONDAYS = Repeat(Every.WEEK, (0,))
MORNING = (PatternPart(6, ROUTINE, 10), PatternPart(1, BREAK, 20), PatternPart(4, DAY, 10))


def make_template(**changed: Any) -> TemplateDetails:
    """Return a template of Mondays, 08:30 to 12:30, from 23 November 2026."""
    values: dict[str, Any] = {
        "name": "Morning surgery",
        "clinic_id": ClinicId("alder"),
        "clinician_id": ClinicianId("patel"),
        "room_id": RoomId("room 4"),
        "repeat": MONDAYS,
        "first_on": date(2026, 11, 23),
        "start_local": time(8, 30),
        "end_local": time(12, 30),
        "pattern": MORNING,
    }
    return TemplateDetails(**(values | changed))


def make_closure(on: date, name: str = "Staff training", **changed: Any) -> ClosureDetails:
    """Return a closure of the practice on one day."""
    values: dict[str, Any] = {
        "kind": ClosureKind.TRAINING,
        "name": name,
        "first_on": on,
        "last_on": on,
    }
    return ClosureDetails(**(values | changed))
