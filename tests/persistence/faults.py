"""Faults to be planted by raw SQL, each with the row of ``attend check`` that has to name it."""

from __future__ import annotations

from dataclasses import dataclass

ONCE_GUARDED = {
    "sqlite": (
        "PRAGMA defer_foreign_keys=ON",
        "PRAGMA ignore_check_constraints=ON",
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
        "SET LOCAL session_replication_role = replica",
        "ALTER TABLE sessions DROP CONSTRAINT one_session_per_clinician",
        "ALTER TABLE sessions DROP CONSTRAINT one_session_per_room",
        "ALTER TABLE slots DROP CONSTRAINT slots_do_not_overlap",
        "ALTER TABLE places DROP CONSTRAINT ck_places_one_claim",
        "ALTER TABLE sessions DROP CONSTRAINT ck_sessions_times",
        "ALTER TABLE sessions DROP CONSTRAINT ck_sessions_origin",
        "DROP INDEX uq_sessions_template_date",
        "ALTER TABLE slots DROP CONSTRAINT ck_slots_times",
        "ALTER TABLE appointments DROP CONSTRAINT ck_appointments_arrived_is_not_noshow",
    ),
}
"""What takes the guards, references and checks away, inside a transaction that is rolled back."""

NEW_ID = "00000000-0000-7000-8000-00000000abcd"
NOBODY = "00000000-0000-7000-8000-0000000000ff"

_VISIT = (
    "SELECT a.id FROM appointments a JOIN places p ON p.appointment_id = a.id "
    "WHERE a.state = 'booked' AND a.start_at > :later ORDER BY a.id LIMIT 1"
)
_ITS_SLOT = (
    "SELECT p.slot_id FROM appointments a JOIN places p ON p.appointment_id = a.id "
    "WHERE a.state = 'booked' AND a.start_at > :later ORDER BY a.id LIMIT 1"
)
_FREE_SLOT = (
    "SELECT p.slot_id FROM places p JOIN slots s ON s.id = p.slot_id WHERE s.capacity = 1 "
    "AND p.appointment_id IS NULL AND p.start_at > :later ORDER BY p.slot_id LIMIT 1"
)
_SESSION = "SELECT id FROM sessions WHERE start_at > :later ORDER BY id LIMIT 1"
_PERSON = "SELECT id FROM patients ORDER BY id LIMIT 1"
_DESK = "SELECT 'Desk 9' AS id"

_COPY_SESSION = (
    "INSERT INTO sessions (id, clinic_id, room_id, clinician_id, on_date, start_at, end_at, "
    "state, is_one_off, version) SELECT '{new}', clinic_id, {room}, {clinician}, on_date, "
    "start_at, end_at, state, is_one_off, 1 FROM sessions WHERE id = :id"
)
_COPY_SLOT = (
    "INSERT INTO slots (id, session_id, slot_type_id, start_at, end_at, capacity, release_at, "
    "state, is_extra, block_reason, version) SELECT '{new}', session_id, slot_type_id, start_at, "
    "end_at, capacity, release_at, state, is_extra, block_reason, 1 FROM slots WHERE id = :id"
)
_COPY_RECORD = (
    "INSERT INTO audit_log (desk, seq, at, act_id, act, staff_id, role, patient_id, "
    "appointment_id, session_id, entry, hash) SELECT desk, 4, at, act_id, act, staff_id, role, "
    "patient_id, appointment_id, session_id, entry, hash FROM audit_log "
    "WHERE desk = 'Desk 9' AND seq = 3"
)
_REBOOKING = (
    "INSERT INTO rebookings (id, appointment_id, cause, owner_role, due_at, was_at, was_until, "
    f"held_slots, state, version) SELECT '{NEW_ID}', id, 'Leave', 'receptionist', start_at, "
    "start_at, end_at, '[]', 'open', 1 FROM appointments WHERE id = :id"
)
_BETWEEN = _COPY_RECORD.replace("desk, 4, at", "desk, 3, at").replace("seq = 3", "seq = 2")


# Of a session on its own date: a template whose rule has that date, or (rule, state) has not.
_TEMPLATE = (
    "INSERT INTO session_templates (id, name, clinic_id, clinician_id, repeat_rule, first_on, "
    "start_local, end_local, bank_holidays, state, version) SELECT '{new}', 'Surgery', clinic_id, "
    "clinician_id, '{rule}', on_date, '08:30:00.000000', '12:30:00.000000', 'skip', '{state}', 1 "
    "FROM sessions WHERE id = :id"
)
_PART = (
    "INSERT INTO template_parts (template_id, position, count, slot_type_id, minutes, capacity) "
    "SELECT '{new}', 0, 1, id, 10, 1 FROM slot_types ORDER BY id LIMIT 1"
)
_MADE = (
    "UPDATE sessions SET is_one_off = {false}, template_id = '{new}', template_on = on_date "
    "WHERE id = :id"
)
EVERY_DAY = "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU"


def _template(rule: str, state: str = "published") -> tuple[str, ...]:
    every = (_TEMPLATE, _PART, _MADE)
    named = (("{new}", NEW_ID), ("{rule}", rule), ("{state}", state))
    for name, value in named:
        every = tuple(sql.replace(name, value) for sql in every)
    return every


@dataclass(frozen=True)
class Fault:
    """One planted fault.

    Shape: ``target`` finds the id that ``sql`` and ``names`` put in; ``table`` and ``names`` are
    what the violation has to name.
    """

    row: str
    what: str
    table: str
    target: str
    sql: tuple[str, ...]
    names: str = "{id}"
    engines: tuple[str, ...] = ("sqlite", "postgresql")


def _other_clinician(first: str) -> str:
    return f"(SELECT id FROM clinicians WHERE id <> {first} ORDER BY id LIMIT 1)"


FAULTS = (
    Fault(
        "places",
        "two claims",
        "places",
        _ITS_SLOT,
        (
            "UPDATE places SET hold_id = (SELECT max(CAST(id AS TEXT)) FROM holds)"
            "{uuid}, held_until = (SELECT max(until_at) FROM holds) WHERE slot_id = :id",
        ),
        "{id}/1",
    ),
    Fault(
        "places",
        "copy differs",
        "places",
        _FREE_SLOT,
        ("UPDATE places SET start_at = :later WHERE slot_id = :id",),
        "{id}/1",
    ),
    Fault(
        "places",
        "no seat",
        "slots",
        _FREE_SLOT,
        ("DELETE FROM places WHERE slot_id = :id",),
    ),
    Fault(
        "places",
        "kept by a cancelled visit",
        "places",
        _ITS_SLOT,
        (
            "UPDATE appointments SET state = 'cancelled', cancel_code = 'pat', cancelled_at = :now "
            "WHERE id = (SELECT appointment_id FROM places WHERE slot_id = :id)",
        ),
        "{id}/1",
    ),
    Fault("slots", "overlap", "slots", _FREE_SLOT, (_COPY_SLOT.format(new=NEW_ID),), NEW_ID),
    Fault(
        "slots",
        "outside",
        "slots",
        _FREE_SLOT,
        ("UPDATE slots SET start_at = :now, end_at = :soon WHERE id = :id",),
    ),
    Fault(
        "slots",
        "extra far outside",
        "slots",
        _FREE_SLOT,
        ("UPDATE slots SET is_extra = {true}, start_at = :now, end_at = :soon WHERE id = :id",),
    ),
    Fault(
        "slots",
        "blocked and booked",
        "slots",
        _ITS_SLOT,
        ("UPDATE slots SET state = 'blocked' WHERE id = :id",),
    ),
    Fault(
        "sessions",
        "clinician twice",
        "sessions",
        _SESSION,
        (_COPY_SESSION.format(new=NEW_ID, room="NULL", clinician="clinician_id"),),
        NEW_ID,
    ),
    Fault(
        "sessions",
        "room twice",
        "sessions",
        _SESSION,
        (
            _COPY_SESSION.format(
                new=NEW_ID, room="room_id", clinician=_other_clinician("clinician_id")
            ),
        ),
        NEW_ID,
    ),
    Fault(
        "sessions",
        "no length",
        "sessions",
        _SESSION,
        ("UPDATE sessions SET end_at = start_at WHERE id = :id",),
    ),
    Fault(
        "sessions",
        "made by nothing",
        "sessions",
        _SESSION,
        ("UPDATE sessions SET is_one_off = {false} WHERE id = :id",),
    ),
    Fault("sessions", "of a draft", "sessions", _SESSION, _template(EVERY_DAY, "draft")),
    Fault(
        "sessions",
        "no date of its rule",
        "sessions",
        _SESSION,
        _template("FREQ=WEEKLY;BYDAY=SU;UNTIL=20200101"),
    ),
    Fault(
        "sessions",
        "rule unreadable",
        "session_templates",
        _SESSION,
        _template("FREQ=SOMETIMES"),
        NEW_ID,
    ),
    Fault(
        "sessions",
        "no pattern",
        "session_templates",
        _SESSION,
        _template(EVERY_DAY)[:1],
        NEW_ID,
    ),
    Fault(
        "sessions",
        "twice for one date",
        "sessions",
        _SESSION,
        (
            *_template(EVERY_DAY),
            _COPY_SESSION.format(
                new=f"{NEW_ID[:-1]}e", room="NULL", clinician=_other_clinician("clinician_id")
            ),
            f"UPDATE sessions SET is_one_off = {{false}}, template_id = '{NEW_ID}', "
            f"template_on = on_date WHERE id = '{NEW_ID[:-1]}e'",
        ),
        NEW_ID[:-1] + "e",
    ),
    Fault(
        "visits",
        "no place",
        "appointments",
        _VISIT,
        ("UPDATE places SET appointment_id = NULL WHERE appointment_id = :id",),
    ),
    Fault(
        "visits",
        "longer than its places",
        "appointments",
        _VISIT,
        ("UPDATE appointments SET end_at = :latest WHERE id = :id",),
    ),
    Fault(
        "visits",
        "arrived and not attended",
        "appointments",
        _VISIT,
        ("UPDATE appointments SET state = 'noshow', arrived_at = start_at WHERE id = :id",),
    ),
    Fault(
        "visits",
        "here without a stamp",
        "appointments",
        _VISIT,
        ("UPDATE appointments SET state = 'arrived' WHERE id = :id",),
    ),
    Fault(
        "rebooking",
        "closing, and nobody asks",
        "slots",
        _ITS_SLOT,
        ("UPDATE slots SET state = 'closing' WHERE id = :id",),
    ),
    Fault(
        "rebooking",
        "without a time, and nobody asks",
        "appointments",
        _VISIT,
        (
            "UPDATE appointments SET state = 'proposed', start_at = NULL, end_at = NULL, "
            "session_id = NULL WHERE id = :id",
        ),
    ),
    Fault(
        "rebooking",
        "on the list, and cancelled",
        "rebookings",
        _VISIT,
        (_REBOOKING, "UPDATE appointments SET state = 'cancelled' WHERE id = :id"),
        NEW_ID,
    ),
    Fault(
        "rebooking",
        "owned by nobody",
        "rebookings",
        _VISIT,
        (_REBOOKING, f"UPDATE rebookings SET owner_role = '' WHERE id = '{NEW_ID}'"),
        NEW_ID,
    ),
    Fault(
        "slots",
        "closing in a session that is cancelled",
        "slots",
        _FREE_SLOT,
        (
            "UPDATE slots SET state = 'closing' WHERE id = :id",
            "UPDATE sessions SET state = 'cancelled' "
            "WHERE id = (SELECT session_id FROM slots WHERE id = :id)",
        ),
    ),
    Fault(
        "sessions",
        "cancelled and still closing",
        "session_closings",
        _SESSION,
        (
            "INSERT INTO session_closings (session_id, start_at, end_at, clinician_id, cancelled, "
            "reason, version) SELECT id, start_at, end_at, clinician_id, {true}, '', 1 "
            "FROM sessions WHERE id = :id",
            "UPDATE sessions SET state = 'cancelled' WHERE id = :id",
        ),
    ),
    Fault(
        "record",
        "changed",
        "audit_log",
        _DESK,
        ("UPDATE audit_log SET entry = '{empty}' WHERE desk = :id AND seq = 2",),
        "{id}/2",
    ),
    Fault(
        "record",
        "removed in the middle",
        "audit_log",
        _DESK,
        ("DELETE FROM audit_log WHERE desk = :id AND seq = 2",),
        "{id}/3",
    ),
    Fault(
        "record",
        "last one removed",
        "audit_log",
        _DESK,
        ("DELETE FROM audit_log WHERE desk = :id AND seq = 3",),
        "{id}/3",
    ),
    Fault(
        "record",
        "all removed",
        "audit_log",
        _DESK,
        ("DELETE FROM audit_log WHERE desk = :id",),
        "{id}/1",
    ),
    Fault("record", "slipped in behind", "audit_log", _DESK, (_COPY_RECORD,), "{id}/4"),
    Fault(
        "record",
        "slipped in between",
        "audit_log",
        _DESK,
        ("UPDATE audit_log SET seq = 4 WHERE desk = :id AND seq = 3", _BETWEEN),
        "{id}/3",
    ),
    Fault(
        "record",
        "slipped in before the first",
        "audit_log",
        _DESK,
        (_BETWEEN.replace("desk, 3, at", "desk, 0, at"),),
        "{id}/0",
    ),
    Fault(
        "record",
        "replaced",
        "audit_log",
        _DESK,
        (_BETWEEN.replace("INSERT", "INSERT OR REPLACE"),),
        "{id}/3",
        engines=("sqlite",),
    ),
    Fault(
        "record",
        "last one removed, and the head moved back",
        "desks",
        _DESK,
        (
            "DELETE FROM audit_log WHERE desk = :id AND seq = 3",
            "UPDATE desks SET head_seq = 2 WHERE name = :id",
        ),
        "{id}",
    ),
    Fault(
        "record",
        "head changed",
        "desks",
        _DESK,
        ("UPDATE desks SET head_hash = 'f00d' WHERE name = :id",),
        "{id}",
    ),
    Fault("record", "desk removed", "desks", _DESK, ("DELETE FROM desks WHERE name = :id",)),
    Fault(
        "record",
        "another time",
        "audit_log",
        _DESK,
        ("UPDATE audit_log SET at = :later WHERE desk = :id AND seq = 1",),
        "{id}/1",
    ),
    Fault(
        "record",
        "given to another desk",
        "audit_log",
        _DESK,
        ("UPDATE audit_log SET desk = 'Desk 8' WHERE desk = :id AND seq = 3",),
        "Desk 8/3",
    ),
    Fault(
        "times",
        "not fixed-width",
        "slots",
        _FREE_SLOT,
        ("UPDATE slots SET release_at = '2026-11-18 11:00' WHERE id = :id",),
        engines=("sqlite",),
    ),
    Fault(
        "times",
        "another date",
        "sessions",
        _SESSION,
        ("UPDATE sessions SET on_date = '2026-01-01' WHERE id = :id",),
    ),
    Fault(
        "times",
        "ends before it begins",
        "slots",
        _FREE_SLOT,
        ("UPDATE slots SET end_at = :now WHERE id = :id",),
    ),
    Fault(
        "orphans",
        "visit of nobody",
        "appointments",
        _VISIT,
        (f"UPDATE appointments SET patient_id = '{NOBODY}' WHERE id = :id",),
    ),
    Fault(
        "orphans",
        "search leads to nobody",
        "patient_search",
        _PERSON,
        ("DELETE FROM patients WHERE id = :id",),
        "{id}/0",
    ),
    Fault(
        "orphans",
        "person not in search",
        "patients",
        _PERSON,
        ("DELETE FROM patient_search WHERE patient_id = :id",),
    ),
)
