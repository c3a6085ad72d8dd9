"""How faults are planted by raw SQL: what takes the guards away, and where each is planted."""

from __future__ import annotations

from dataclasses import dataclass

ONCE_GUARDED = {
    "sqlite": (
        "DROP TRIGGER one_session_per_clinician_ins",
        "DROP TRIGGER one_session_per_clinician_upd",
        "DROP TRIGGER one_session_per_room_ins",
        "DROP TRIGGER one_session_per_room_upd",
        "DROP TRIGGER slots_do_not_overlap_ins",
        "DROP TRIGGER slots_do_not_overlap_upd",
        "DROP TRIGGER audit_log_no_update",
        "DROP TRIGGER audit_log_no_delete",
        "DROP TRIGGER audit_log_no_replace",
        "DROP INDEX uq_sessions_template_date",
    ),
    "postgresql": (
        "DO $$ DECLARE one record; BEGIN FOR one IN SELECT conrelid, conname FROM pg_constraint "
        "WHERE contype IN ('c', 'x') AND connamespace = 'public'::regnamespace LOOP EXECUTE "
        "format('ALTER TABLE %s DROP CONSTRAINT %I', one.conrelid::regclass, one.conname); "
        "END LOOP; END $$",
        "DROP INDEX uq_sessions_template_date",
    ),
}
"""What takes the guards away for good, from a database made for it."""

UNCHECKED = {
    "sqlite": ("PRAGMA defer_foreign_keys=ON", "PRAGMA ignore_check_constraints=ON"),
    "postgresql": ("SET LOCAL session_replication_role = replica",),
}
"""What takes references and checks away, inside a transaction that is rolled back."""

NEW_ID = "00000000-0000-7000-8000-00000000abcd"
NOBODY = "00000000-0000-7000-8000-0000000000ff"

A_VISIT = (
    "SELECT a.id FROM appointments a JOIN places p ON p.appointment_id = a.id "
    "WHERE a.state = 'booked' AND a.start_at > :later ORDER BY a.id LIMIT 1"
)
ITS_SLOT = (
    "SELECT p.slot_id FROM appointments a JOIN places p ON p.appointment_id = a.id "
    "WHERE a.state = 'booked' AND a.start_at > :later ORDER BY a.id LIMIT 1"
)
A_FREE_SLOT = (
    "SELECT p.slot_id FROM places p JOIN slots s ON s.id = p.slot_id WHERE s.capacity = 1 "
    "AND p.appointment_id IS NULL AND p.start_at > :later ORDER BY p.slot_id LIMIT 1"
)
A_SESSION = "SELECT id FROM sessions WHERE start_at > :later ORDER BY id LIMIT 1"
A_PERSON = (
    "SELECT patient_id FROM patient_search WHERE form = 0 AND family <> '' AND given <> '' "
    "ORDER BY patient_id LIMIT 1"
)
A_HELD_SLOT = "SELECT slot_id FROM places WHERE hold_id IS NOT NULL ORDER BY slot_id LIMIT 1"
A_DESK = "SELECT 'Desk 9' AS id"


@dataclass(frozen=True)
class Fault:
    """One planted fault.

    Shape: ``rule`` is one of the row's; ``target`` finds the id that ``sql`` and ``names`` put in;
    ``table`` and ``names`` are what the violation has to name.
    """

    row: str
    rule: str
    what: str
    table: str
    target: str
    sql: tuple[str, ...]
    names: str = "{id}"
    engines: tuple[str, ...] = ("sqlite", "postgresql")
