"""Faults of the waiting list."""

from __future__ import annotations

from tests.persistence.planting import NEW_ID, Fault

_WAITS = (
    "SELECT id FROM waiting_list w WHERE state = 'waiting' AND appointment_id IS NULL "
    "AND NOT EXISTS (SELECT 1 FROM offers o WHERE o.wish_id = w.id) ORDER BY id LIMIT 1"
)
WAITING_FAULTS = (
    Fault(
        "waiting",
        "held for nobody",
        "a hold without an offer",
        "holds",
        f"SELECT '{NEW_ID}' AS id",
        (
            'INSERT INTO holds (id, kind, desk, "window", staff_id, patient_id, until_at) '
            "VALUES (:id, 'offer', 'Waiting list', '', NULL, NULL, :later)",
        ),
    ),
    Fault(
        "waiting",
        "offered to nobody",
        "the wish has ended",
        "offers",
        "SELECT id FROM offers WHERE state = 'open' ORDER BY id LIMIT 1",
        (
            "UPDATE waiting_list SET state = 'ended', ended_why = 'x' WHERE id IN "
            "(SELECT wish_id FROM offers WHERE id = :id)",
        ),
    ),
    Fault(
        "waiting",
        "taken and waiting",
        "an offer was taken, and they wait",
        "waiting_list",
        _WAITS,
        (
            "INSERT INTO offers (id, wish_id, clinician_id, clinic_id, start_at, end_at, hold_id, "
            "held_slots, held_until, made_at, made_by, state, answered_at, answered_by, said, "
            f"appointment_id, version) SELECT '{NEW_ID}'{{uuid}}, w.id, a.clinician_id, "
            f"a.clinic_id, a.start_at, a.end_at, '{NEW_ID}'{{uuid}}, '[]', a.start_at, w.asked_at, "
            "'', 'accepted', w.asked_at, '', '', a.id, 1 FROM waiting_list w, appointments a "
            "WHERE w.id = :id "
            "AND a.id = (SELECT id FROM appointments WHERE session_id IS NOT NULL "
            "ORDER BY id LIMIT 1)",
        ),
    ),
    Fault(
        "waiting",
        "somebody else’s visit",
        "the visit it gives up is another person's",
        "waiting_list",
        _WAITS,
        (
            "UPDATE waiting_list SET appointment_id = (SELECT a.id FROM appointments a "
            "WHERE a.patient_id <> waiting_list.patient_id AND a.state = 'booked' "
            "AND a.start_at > :later ORDER BY a.id LIMIT 1) WHERE id = :id",
        ),
    ),
)
