"""Faults of the diary: places, slots, sessions, visits on their way to another time."""

from __future__ import annotations

from tests.persistence.planting import (
    A_FREE_SLOT,
    A_HELD_SLOT,
    A_SESSION,
    A_VISIT,
    ITS_SLOT,
    NEW_ID,
    Fault,
)

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
_REBOOKING = (
    "INSERT INTO rebookings (id, appointment_id, cause, owner_role, due_at, was_at, was_until, "
    f"held_slots, state, version) SELECT '{NEW_ID}', id, 'Leave', 'receptionist', start_at, "
    "start_at, end_at, '[]', 'open', 1 FROM appointments WHERE id = :id"
)
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


def _other_clinician(first: str) -> str:
    return f"(SELECT id FROM clinicians WHERE id <> {first} ORDER BY id LIMIT 1)"


DIARY_FAULTS = (
    Fault(
        "places",
        "two claims",
        "two claims",
        "places",
        ITS_SLOT,
        (
            "UPDATE places SET hold_id = (SELECT max(CAST(id AS TEXT)) FROM holds)"
            "{uuid}, held_until = (SELECT max(until_at) FROM holds) WHERE slot_id = :id",
        ),
        "{id}/1",
    ),
    Fault(
        "places",
        "copies",
        "copy differs",
        "places",
        A_FREE_SLOT,
        ("UPDATE places SET start_at = :later WHERE slot_id = :id",),
        "{id}/1",
    ),
    Fault(
        "places",
        "count",
        "no seat",
        "slots",
        A_FREE_SLOT,
        ("DELETE FROM places WHERE slot_id = :id",),
    ),
    Fault(
        "places",
        "kept for nobody",
        "kept by a cancelled visit",
        "places",
        ITS_SLOT,
        (
            "UPDATE appointments SET state = 'cancelled', cancel_code = 'pat', cancelled_at = :now "
            "WHERE id = (SELECT appointment_id FROM places WHERE slot_id = :id)",
        ),
        "{id}/1",
    ),
    Fault(
        "places",
        "hold and its end",
        "held, and until when is not said",
        "places",
        A_HELD_SLOT,
        ("UPDATE places SET held_until = NULL WHERE slot_id = :id",),
        "{id}/1",
    ),
    Fault(
        "places",
        "hold and its end",
        "held longer than its hold",
        "places",
        A_HELD_SLOT,
        ("UPDATE places SET held_until = :latest WHERE slot_id = :id",),
        "{id}/1",
    ),
    Fault(
        "places",
        "seat",
        "a seat too many",
        "places",
        A_FREE_SLOT,
        ("UPDATE places SET seat = 2 WHERE slot_id = :id",),
        "{id}/2",
    ),
    Fault(
        "places",
        "copies",
        "another kind",
        "places",
        A_FREE_SLOT,
        (
            "UPDATE places SET slot_type_id = (SELECT o.id FROM slot_types o WHERE o.id <> "
            "places.slot_type_id ORDER BY o.id LIMIT 1) WHERE slot_id = :id",
        ),
        "{id}/1",
    ),
    Fault(
        "places",
        "copies",
        "another clinician",
        "places",
        A_FREE_SLOT,
        (
            "UPDATE places SET clinician_id = (SELECT o.id FROM clinicians o WHERE o.id <> "
            "places.clinician_id ORDER BY o.id LIMIT 1) WHERE slot_id = :id",
        ),
        "{id}/1",
    ),
    Fault(
        "places",
        "copies",
        "another clinic",
        "places",
        A_FREE_SLOT,
        (
            "UPDATE places SET clinic_id = (SELECT o.id FROM clinics o WHERE o.id <> "
            "places.clinic_id ORDER BY o.id LIMIT 1) WHERE slot_id = :id",
        ),
        "{id}/1",
    ),
    Fault(
        "slots",
        "overlap",
        "overlap",
        "slots",
        A_FREE_SLOT,
        (_COPY_SLOT.format(new=NEW_ID),),
        NEW_ID,
    ),
    Fault(
        "slots",
        "outside",
        "outside",
        "slots",
        A_FREE_SLOT,
        ("UPDATE slots SET start_at = :now, end_at = :soon WHERE id = :id",),
    ),
    Fault(
        "slots",
        "extra far outside",
        "extra far outside",
        "slots",
        A_FREE_SLOT,
        ("UPDATE slots SET is_extra = {true}, start_at = :now, end_at = :soon WHERE id = :id",),
    ),
    Fault(
        "slots",
        "blocked",
        "blocked and booked",
        "slots",
        ITS_SLOT,
        ("UPDATE slots SET state = 'blocked' WHERE id = :id",),
    ),
    Fault(
        "slots",
        "closing in a cancelled session",
        "closing in a session that is cancelled",
        "slots",
        A_FREE_SLOT,
        (
            "UPDATE slots SET state = 'closing' WHERE id = :id",
            "UPDATE sessions SET state = 'cancelled' "
            "WHERE id = (SELECT session_id FROM slots WHERE id = :id)",
        ),
    ),
    Fault(
        "slots",
        "no room",
        "room for nobody",
        "slots",
        A_FREE_SLOT,
        ("UPDATE slots SET capacity = 0 WHERE id = :id",),
    ),
    Fault(
        "sessions",
        "clinician twice",
        "clinician twice",
        "sessions",
        A_SESSION,
        (_COPY_SESSION.format(new=NEW_ID, room="NULL", clinician="clinician_id"),),
        NEW_ID,
    ),
    Fault(
        "sessions",
        "room twice",
        "room twice",
        "sessions",
        A_SESSION,
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
        "no length",
        "sessions",
        A_SESSION,
        ("UPDATE sessions SET end_at = start_at WHERE id = :id",),
    ),
    Fault(
        "sessions",
        "origin",
        "made by nothing",
        "sessions",
        A_SESSION,
        (
            "UPDATE sessions SET is_one_off = {false}, template_id = NULL, template_on = NULL "
            "WHERE id = :id",
        ),
    ),
    Fault(
        "sessions", "of a draft", "of a draft", "sessions", A_SESSION, _template(EVERY_DAY, "draft")
    ),
    Fault(
        "sessions",
        "no date of its rule",
        "no date of its rule",
        "sessions",
        A_SESSION,
        _template("FREQ=WEEKLY;BYDAY=SU;UNTIL=20200101"),
    ),
    Fault(
        "sessions",
        "rule unreadable",
        "rule unreadable",
        "session_templates",
        A_SESSION,
        _template("FREQ=SOMETIMES"),
        NEW_ID,
    ),
    Fault(
        "sessions",
        "no pattern",
        "no pattern",
        "session_templates",
        A_SESSION,
        _template(EVERY_DAY)[:1],
        NEW_ID,
    ),
    Fault(
        "sessions",
        "made twice",
        "twice for one date",
        "sessions",
        A_SESSION,
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
        "slots",
        "closing and bookable",
        "on its way out, and free to book",
        "slots",
        A_FREE_SLOT,
        (
            "INSERT INTO session_closings (session_id, start_at, end_at, clinician_id, cancelled, "
            "reason, version) SELECT e.id, e.start_at, e.end_at, e.clinician_id, {true}, '', 1 "
            "FROM sessions e JOIN slots s ON s.session_id = e.id WHERE s.id = :id",
        ),
    ),
    Fault(
        "sessions",
        "closing and cancelled",
        "cancelled and still closing",
        "session_closings",
        A_SESSION,
        (
            "INSERT INTO session_closings (session_id, start_at, end_at, clinician_id, cancelled, "
            "reason, version) SELECT id, start_at, end_at, clinician_id, {true}, '', 1 "
            "FROM sessions WHERE id = :id",
            "UPDATE sessions SET state = 'cancelled' WHERE id = :id",
        ),
    ),
    Fault(
        "sessions",
        "closing, nobody left",
        "empty and still closing",
        "session_closings",
        A_SESSION,
        (
            "INSERT INTO session_closings (session_id, start_at, end_at, clinician_id, cancelled, "
            "reason, version) SELECT id, start_at, end_at, clinician_id, {true}, '', 1 "
            "FROM sessions WHERE id = :id",
            "UPDATE places SET appointment_id = NULL WHERE slot_id IN "
            "(SELECT id FROM slots WHERE session_id = :id)",
        ),
    ),
    Fault(
        "sessions",
        "room elsewhere",
        "a room of another clinic",
        "sessions",
        A_SESSION,
        (
            "UPDATE sessions SET room_id = (SELECT r.id FROM rooms r WHERE r.clinic_id <> "
            "sessions.clinic_id ORDER BY r.id LIMIT 1) WHERE id = :id",
        ),
    ),
    Fault(
        "rebooking",
        "closing, nobody asks",
        "closing, and nobody asks",
        "slots",
        ITS_SLOT,
        ("UPDATE slots SET state = 'closing' WHERE id = :id",),
    ),
    Fault(
        "rebooking",
        "no time, nobody asks",
        "without a time, and nobody asks",
        "appointments",
        A_VISIT,
        (
            "UPDATE appointments SET state = 'proposed', start_at = NULL, end_at = NULL, "
            "session_id = NULL WHERE id = :id",
        ),
    ),
    Fault(
        "rebooking",
        "open and over",
        "on the list, and cancelled",
        "rebookings",
        A_VISIT,
        (_REBOOKING, "UPDATE appointments SET state = 'cancelled' WHERE id = :id"),
        NEW_ID,
    ),
    Fault(
        "rebooking",
        "nobody’s",
        "owned by nobody",
        "rebookings",
        A_VISIT,
        (_REBOOKING, f"UPDATE rebookings SET owner_role = '' WHERE id = '{NEW_ID}'"),
        NEW_ID,
    ),
)
