"""Faults of the needs of visits."""

from __future__ import annotations

from desktop.domain.needs import OutOfStep
from tests.persistence.planting import Fault

_NEEDY = (
    "SELECT a.id FROM appointments a JOIN visit_needs n ON n.appointment_id = a.id "
    "WHERE a.state = 'booked' AND a.start_at > :later AND n.changed_by = '' "
    "AND n.state = 'to-do' ORDER BY a.id LIMIT 1"
)
_TO_COME = (
    "SELECT n.id FROM visit_needs n JOIN appointments a ON a.id = n.appointment_id "
    "WHERE a.state = 'booked' AND a.start_at > :later ORDER BY n.id LIMIT 1"
)
_ARRANGED = "UPDATE visit_needs SET kind = 'bsl', state = 'ready', changed_by = 'P' WHERE id = :id"
_ITS_VISIT = "WHERE id = (SELECT appointment_id FROM visit_needs WHERE id = :id)"
NEEDS_FAULTS = (
    Fault(
        "needs",
        "said by nobody",
        "kept, and nobody knows who said so",
        "visit_needs",
        "SELECT n.id FROM visit_needs n WHERE n.state = 'kept' ORDER BY n.id LIMIT 1",
        ("UPDATE visit_needs SET changed_by = '' WHERE id = :id",),
    ),
    Fault(
        "needs",
        "arranged for no visit",
        "an interpreter comes to a visit that is cancelled",
        "visit_needs",
        _TO_COME,
        (
            _ARRANGED,
            f"UPDATE appointments SET state = 'cancelled' {_ITS_VISIT}",
        ),
    ),
    Fault(
        "needs",
        "arranged for no visit",
        "an interpreter comes to a visit that was never made",
        "visit_needs",
        _TO_COME,
        (
            _ARRANGED,
            f"UPDATE appointments SET state = 'entered-in-error' {_ITS_VISIT}",
        ),
    ),
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
