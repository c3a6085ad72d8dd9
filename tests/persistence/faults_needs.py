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
    Fault(
        "needs",
        OutOfStep.NOBODY_TOLD,
        "a need of somebody who has told us nothing",
        "appointments",
        "SELECT a.id FROM appointments a JOIN patients p ON p.id = a.patient_id "
        "WHERE a.state = 'booked' AND a.start_at > :later AND p.root_id IS NULL "
        "AND NOT EXISTS (SELECT 1 FROM preferences t WHERE t.patient_id = a.patient_id) "
        "AND NOT EXISTS (SELECT 1 FROM patients m WHERE m.root_id = a.patient_id) "
        "ORDER BY a.id LIMIT 1",
        (
            "UPDATE visit_needs SET appointment_id = :id WHERE id IN (SELECT n.id "
            "FROM visit_needs n WHERE n.state = 'to-do' ORDER BY n.id LIMIT 1)",
        ),
    ),
)
