"""Faults of visits, of times and of references."""

from __future__ import annotations

from desktop.persistence.checks_visits import PlacesRule
from tests.persistence.planting import A_FREE_SLOT, A_PERSON, A_SESSION, A_VISIT, NOBODY, Fault

_ITS_LAST = (
    "SELECT s.id FROM slots s JOIN appointments a ON a.id = :id "
    "WHERE s.session_id = a.session_id ORDER BY s.start_at DESC LIMIT 1"
)
_BEFORE_OTHERS = (
    "SELECT a.id FROM appointments a JOIN places p ON p.appointment_id = a.id WHERE "
    "a.state = 'booked' AND a.start_at > :later AND EXISTS (SELECT 1 FROM slots s "
    "WHERE s.session_id = a.session_id AND s.start_at > a.end_at) ORDER BY a.id LIMIT 1"
)
VISIT_FAULTS = (
    Fault(
        "visits",
        PlacesRule.NONE,
        "no place",
        "appointments",
        A_VISIT,
        ("UPDATE places SET appointment_id = NULL WHERE appointment_id = :id",),
    ),
    Fault(
        "visits",
        PlacesRule.OTHER_TIMES,
        "longer than its places",
        "appointments",
        A_VISIT,
        ("UPDATE appointments SET end_at = :latest WHERE id = :id",),
    ),
    Fault(
        "visits",
        "arrived",
        "arrived and not attended",
        "appointments",
        A_VISIT,
        ("UPDATE appointments SET state = 'noshow', arrived_at = start_at WHERE id = :id",),
    ),
    Fault(
        "visits",
        "no stamp",
        "here without a stamp",
        "appointments",
        A_VISIT,
        ("UPDATE appointments SET state = 'arrived' WHERE id = :id",),
    ),
    Fault(
        "visits",
        PlacesRule.ELSEWHERE,
        "a place in another session",
        "appointments",
        A_VISIT,
        (
            "UPDATE places SET appointment_id = :id WHERE slot_id = (SELECT p.slot_id FROM "
            "places p JOIN slots s ON s.id = p.slot_id JOIN appointments a ON a.id = :id WHERE "
            "s.session_id <> a.session_id ORDER BY p.slot_id LIMIT 1)",
        ),
    ),
    Fault(
        "visits",
        PlacesRule.TWICE,
        "two places of one slot",
        "appointments",
        A_VISIT,
        (
            "INSERT INTO places (slot_id, seat, capacity, appointment_id, slot_type_id, "
            "clinician_id, clinic_id, start_at) SELECT slot_id, 9, capacity, appointment_id, "
            "slot_type_id, clinician_id, clinic_id, start_at FROM places WHERE appointment_id = "
            ":id AND start_at = (SELECT start_at FROM appointments WHERE id = :id)",
        ),
    ),
    Fault(
        "visits",
        PlacesRule.GAP,
        "a gap between its places",
        "appointments",
        _BEFORE_OTHERS,
        (
            f"UPDATE places SET appointment_id = :id WHERE slot_id = ({_ITS_LAST})",
            "UPDATE appointments SET end_at = (SELECT end_at FROM slots WHERE id = "
            f"({_ITS_LAST})) WHERE id = :id",
        ),
    ),
    Fault(
        "visits",
        "later stamp",
        "booked and sent in",
        "appointments",
        A_VISIT,
        ("UPDATE appointments SET sent_in_at = start_at WHERE id = :id",),
    ),
    Fault(
        "visits",
        "later stamp",
        "here and done",
        "appointments",
        A_VISIT,
        (
            "UPDATE appointments SET state = 'arrived', arrived_at = start_at, done_at = end_at "
            "WHERE id = :id",
        ),
    ),
    Fault(
        "visits",
        "later stamp",
        "in room and done",
        "appointments",
        A_VISIT,
        (
            "UPDATE appointments SET state = 'checked-in', arrived_at = start_at, done_at = "
            "end_at WHERE id = :id",
        ),
    ),
    Fault(
        "visits",
        "no stamp",
        "done without a stamp",
        "appointments",
        A_VISIT,
        ("UPDATE appointments SET state = 'fulfilled' WHERE id = :id",),
    ),
    Fault(
        "visits",
        "no stamp",
        "cancelled, and not why",
        "appointments",
        A_VISIT,
        ("UPDATE appointments SET state = 'cancelled', cancelled_at = :now WHERE id = :id",),
    ),
    Fault(
        "visits",
        "order of stamps",
        "done before they came",
        "appointments",
        A_VISIT,
        (
            "UPDATE appointments SET state = 'fulfilled', arrived_at = :later, done_at = :now "
            "WHERE id = :id",
        ),
    ),
    Fault(
        "visits",
        "order of stamps",
        "sent in before they came",
        "appointments",
        A_VISIT,
        (
            "UPDATE appointments SET state = 'checked-in', arrived_at = :later, sent_in_at = "
            ":now WHERE id = :id",
        ),
    ),
    Fault(
        "visits",
        "cancelled",
        "booked, and when it was cancelled",
        "appointments",
        A_VISIT,
        ("UPDATE appointments SET cancelled_at = :now WHERE id = :id",),
    ),
    Fault(
        "visits",
        "cancelled",
        "booked, and why it was cancelled",
        "appointments",
        A_VISIT,
        ("UPDATE appointments SET cancel_code = 'pat' WHERE id = :id",),
    ),
    Fault(
        "visits",
        "one time",
        "a start alone",
        "appointments",
        A_VISIT,
        ("UPDATE appointments SET end_at = NULL WHERE id = :id",),
    ),
    Fault(
        "visits",
        "session’s facts",
        "another clinician",
        "appointments",
        A_VISIT,
        (
            "UPDATE appointments SET clinician_id = (SELECT c.id FROM clinicians c WHERE c.id "
            "<> appointments.clinician_id ORDER BY c.id LIMIT 1) WHERE id = :id",
        ),
    ),
    Fault(
        "visits",
        "session’s facts",
        "another clinic",
        "appointments",
        A_VISIT,
        (
            "UPDATE appointments SET clinic_id = (SELECT c.id FROM clinics c WHERE c.id <> "
            "appointments.clinic_id ORDER BY c.id LIMIT 1) WHERE id = :id",
        ),
    ),
    Fault(
        "visits",
        "session’s facts",
        "another date",
        "appointments",
        A_VISIT,
        ("UPDATE appointments SET on_date = '2026-01-01' WHERE id = :id",),
    ),
    Fault(
        "times",
        "no instant",
        "not fixed-width",
        "slots",
        A_FREE_SLOT,
        ("UPDATE slots SET release_at = '2026-11-18 11:00' WHERE id = :id",),
        engines=("sqlite",),
    ),
    Fault(
        "times",
        "another date",
        "another date",
        "sessions",
        A_SESSION,
        ("UPDATE sessions SET on_date = '2026-01-01' WHERE id = :id",),
    ),
    Fault(
        "times",
        "no length: slots",
        "ends before it begins",
        "slots",
        A_FREE_SLOT,
        ("UPDATE slots SET end_at = :now WHERE id = :id",),
    ),
    Fault(
        "times",
        "no length: appointments",
        "a visit of no length",
        "appointments",
        A_VISIT,
        ("UPDATE appointments SET end_at = start_at WHERE id = :id",),
    ),
    Fault(
        "times",
        "no length: sessions",
        "a session of no length",
        "sessions",
        A_SESSION,
        ("UPDATE sessions SET end_at = start_at WHERE id = :id",),
    ),
    Fault(
        "times",
        "another date",
        "a visit on another date",
        "appointments",
        A_VISIT,
        ("UPDATE appointments SET on_date = '2026-01-01' WHERE id = :id",),
    ),
    Fault(
        "times",
        "no date",
        "a date not written as one",
        "patients",
        A_PERSON,
        ("UPDATE patients SET born_on = '1980-3-12' WHERE id = :id",),
        engines=("sqlite",),
    ),
    Fault(
        "orphans",
        "dangling",
        "visit of nobody",
        "appointments",
        A_VISIT,
        (f"UPDATE appointments SET patient_id = '{NOBODY}' WHERE id = :id",),
    ),
    Fault(
        "orphans",
        "dangling",
        "search leads to nobody",
        "patient_search",
        A_PERSON,
        ("DELETE FROM patients WHERE id = :id",),
        "{id}/0",
    ),
    Fault(
        "orphans",
        "not in search",
        "person not in search",
        "patients",
        A_PERSON,
        ("DELETE FROM patient_search WHERE patient_id = :id",),
    ),
    Fault(
        "orphans",
        "in error",
        "a person entered in error",
        "patient_search",
        A_PERSON,
        ("UPDATE patients SET registration = 'entered-in-error' WHERE id = :id",),
        "{id}/0",
    ),
    Fault(
        "orphans",
        "family name",
        "family name not listed",
        "patient_search",
        A_PERSON,
        (
            "DELETE FROM surnames WHERE family = (SELECT family FROM patient_search WHERE "
            "patient_id = :id AND form = 0)",
        ),
        "{id}/0",
    ),
    Fault(
        "orphans",
        "given name",
        "given name not listed",
        "patient_search",
        A_PERSON,
        (
            "DELETE FROM givens WHERE given = (SELECT given FROM patient_search WHERE "
            "patient_id = :id AND form = 0)",
        ),
        "{id}/0",
    ),
)
