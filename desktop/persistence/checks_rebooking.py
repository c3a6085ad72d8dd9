"""What ``attend check`` asks of changes on their way: nobody touched is lost."""

from __future__ import annotations

from desktop.persistence.checks import Rule

_HAS_OPEN = (
    "EXISTS (SELECT 1 FROM rebookings r WHERE r.appointment_id = {visit} AND r.state = 'open')"
)

REBOOKING = (
    Rule(
        "closing, nobody asks",
        "slots",
        "it is being rebooked, and no visit of it is on the rebook list",
        "SELECT s.id FROM slots s WHERE s.state = 'closing' AND s.start_at > :now "
        "AND NOT EXISTS (SELECT 1 FROM places p WHERE p.slot_id = s.id AND "
        f"{_HAS_OPEN.format(visit='p.appointment_id')})",
    ),
    Rule(
        "no time, nobody asks",
        "appointments",
        "it has no time, and is not on the rebook list",
        "SELECT a.id FROM appointments a WHERE a.state = 'proposed' "
        f"AND NOT {_HAS_OPEN.format(visit='a.id')} "
        # A wish taken in from elsewhere was nobody's visit here.
        "AND (EXISTS (SELECT 1 FROM rebookings r WHERE r.appointment_id = a.id) "
        "OR NOT EXISTS (SELECT 1 FROM imports i WHERE i.our_id = a.id))",
    ),
    Rule(
        "open and over",
        "rebookings",
        "it is open, and its visit is {state}",
        "SELECT r.id, a.state FROM rebookings r JOIN appointments a ON a.id = r.appointment_id "
        "WHERE r.state = 'open' AND a.state IN ('cancelled', 'entered-in-error')",
    ),
    Rule(
        "nobody’s",
        "rebookings",
        "it is open and nobody’s",
        "SELECT id FROM rebookings WHERE state = 'open' AND owner_role = '' "
        "AND owner_staff_id IS NULL",
    ),
)

CLOSING_SLOTS = (
    Rule(
        "closing in a cancelled session",
        "slots",
        "it is being rebooked in a session that is cancelled",
        "SELECT s.id FROM slots s JOIN sessions e ON e.id = s.session_id "
        "WHERE s.state = 'closing' AND e.state = 'cancelled' AND s.start_at > :now",
    ),
    Rule(
        "closing and bookable",
        "slots",
        "it is on its way out, and somebody could still book it",
        "SELECT DISTINCT s.id FROM slots s JOIN session_closings c ON c.session_id = s.session_id "
        "JOIN places p ON p.slot_id = s.id WHERE s.state = 'open' AND s.start_at > :now "
        "AND p.appointment_id IS NULL AND (c.cancelled "
        "OR (s.start_at < c.closed_until AND s.end_at > c.closed_from) "
        "OR (NOT s.is_extra AND (s.start_at < c.start_at OR s.end_at > c.end_at)))",
    ),
)

CLOSING_SESSIONS = (
    Rule(
        "closing and cancelled",
        "session_closings",
        "its session is cancelled already",
        "SELECT c.session_id AS id FROM session_closings c "
        "JOIN sessions e ON e.id = c.session_id WHERE e.state = 'cancelled'",
    ),
    Rule(
        "closing, nobody left",
        "session_closings",
        "its session is to be cancelled, nobody is in it, and it goes on",
        "SELECT c.session_id AS id FROM session_closings c "
        "JOIN sessions e ON e.id = c.session_id "
        "WHERE c.cancelled AND e.state <> 'cancelled' AND e.end_at > :now "
        "AND NOT EXISTS (SELECT 1 FROM slots s JOIN places p ON p.slot_id = s.id "
        "WHERE s.session_id = c.session_id AND p.appointment_id IS NOT NULL)",
    ),
)
