"""What ``attend check`` asks of the waiting list: nothing is held for nobody, no answer is lost."""

from __future__ import annotations

from desktop.persistence.checks import Rule
from desktop.persistence.roots import ROOT_OF

WAITING = (
    Rule(
        "held for nobody",
        "holds",
        "it holds a time that is offered to nobody",
        "SELECT h.id FROM holds h WHERE h.kind = 'offer' AND h.until_at > :now "
        "AND NOT EXISTS (SELECT 1 FROM offers o WHERE o.hold_id = h.id AND o.state = 'open')",
    ),
    Rule(
        "offered to nobody",
        "offers",
        "it waits for an answer, and its wish is {state}",
        "SELECT o.id, w.state FROM offers o JOIN waiting_list w ON w.id = o.wish_id "
        "WHERE o.state = 'open' AND w.state <> 'waiting'",
    ),
    Rule(
        "taken and waiting",
        "waiting_list",
        "it took a time offered, and is {state}",
        "SELECT w.id, w.state FROM waiting_list w WHERE w.state <> 'booked' "
        "AND EXISTS (SELECT 1 FROM offers o WHERE o.wish_id = w.id AND o.state = 'accepted')",
    ),
    Rule(
        "somebody else’s visit",
        "waiting_list",
        "it gives up a visit of somebody else",
        "SELECT w.id FROM waiting_list w JOIN patients p ON p.id = w.patient_id "
        "JOIN appointments a ON a.id = w.appointment_id JOIN patients q ON q.id = a.patient_id "
        "WHERE w.state = 'waiting' AND w.patient_id <> a.patient_id "
        f"AND {ROOT_OF.format('p')} <> {ROOT_OF.format('q')}",
    ),
)
