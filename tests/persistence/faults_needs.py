"""Faults of the needs of visits."""

from __future__ import annotations

from desktop.domain.needs import OutOfStep
from tests.persistence.planting import Fault

_NEEDY = (
    "SELECT a.id FROM appointments a JOIN visit_needs n ON n.appointment_id = a.id "
    "WHERE a.state = 'booked' AND a.start_at > :later AND n.changed_by = '' "
    "AND n.state = 'to-do' ORDER BY a.id LIMIT 1"
)
NEEDS_FAULTS = (
    Fault(
        "needs",
        OutOfStep.MISSING,
        "a need is lost",
        "appointments",
        _NEEDY,
        ("DELETE FROM visit_needs WHERE appointment_id = :id",),
    ),
    Fault(
        "needs",
        OutOfStep.OTHER,
        "another state, and nobody changed it",
        "appointments",
        _NEEDY,
        ("UPDATE visit_needs SET state = 'kept' WHERE appointment_id = :id",),
    ),
    Fault(
        "needs",
        OutOfStep.NOBODY_TOLD,
        "what was told has ended",
        "appointments",
        _NEEDY,
        (
            "UPDATE preferences SET ends_on = '2026-01-01' WHERE id IN "
            "(SELECT preference_id FROM visit_needs WHERE appointment_id = :id)",
        ),
    ),
)
