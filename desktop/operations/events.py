"""Writing what happened to a visit, with who and where."""

from __future__ import annotations

from typing import Any

from desktop.domain.ids import AppointmentId
from desktop.domain.visits import Step
from desktop.operations.work import Work
from desktop.persistence.record import canonical


def write_event(
    work: Work, appointment_id: AppointmentId, step: Step, facts: dict[str, Any] | None = None
) -> None:
    """Add an event to a visit's history; undo adds another, none is ever taken out.

    It is written with the record, at the end of the act.
    """
    values = {
        "id": work.new_id(),
        "appointment_id": appointment_id,
        "at": work.now,
        "staff_id": work.actor.staff_id,
        "desk": work.desk,
        "act_id": work.act_id,
        "step": step,
        "facts": canonical(facts or {}),
    }
    work.events.append(values)
