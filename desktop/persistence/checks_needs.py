"""What ``attend check`` asks of the needs of visits, beside what their people told us."""

from __future__ import annotations

from desktop.domain.preferences import KINDS
from desktop.persistence.checks import Rule

_ARRANGED = ", ".join(f"'{code}'" for code, kind in KINDS.items() if kind.booking.arranges)

NEEDS = (
    Rule(
        "said by nobody",
        "visit_needs",
        "it is {state}, and nobody said so",
        "SELECT n.id, n.state FROM visit_needs n WHERE n.changed_by = '' "
        "AND n.state NOT IN ('to-arrange', 'ready', 'to-do')",
    ),
    Rule(
        "arranged for no visit",
        "visit_needs",
        "it was arranged for a visit that is {state}, and nobody is told to call it off",
        "SELECT n.id, a.state FROM visit_needs n JOIN appointments a ON a.id = n.appointment_id "
        "WHERE a.state IN ('cancelled', 'entered-in-error') AND a.start_at > :now "
        "AND n.changed_by <> '' AND n.state IN ('ready', 'to-arrange') "
        f"AND n.kind IN ({_ARRANGED})",
    ),
)
