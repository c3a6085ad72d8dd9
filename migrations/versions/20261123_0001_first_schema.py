"""first schema

Rules: one purpose a revision; nothing is imported from desktop/ (it must still run in five years);
a batch rebuild drops the table's triggers in silence, so re-create them here; end data moves with
a test that has rows in place.

Revision ID: 0001
Revises:
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ID = sa.Text().with_variant(postgresql.UUID(as_uuid=False), "postgresql")
INSTANT = sa.Text().with_variant(postgresql.TIMESTAMP(timezone=True), "postgresql")
BYTEWISE = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")

POSTGRESQL_BEFORE = (
    "CREATE EXTENSION IF NOT EXISTS btree_gist",
    "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'audit_log is append-only'; END $$",
)
SQLITE_GUARDS = (
    "CREATE TRIGGER one_session_per_clinician_ins BEFORE INSERT ON sessions WHEN NEW.state <> 'cancelled' AND NEW.clinician_id IS NOT NULL BEGIN SELECT RAISE(ABORT, 'one_session_per_clinician') WHERE EXISTS (SELECT 1 FROM sessions o WHERE o.clinician_id = NEW.clinician_id AND o.state <> 'cancelled' AND o.id <> NEW.id AND o.start_at < NEW.end_at AND o.end_at > NEW.start_at); END",
    "CREATE TRIGGER one_session_per_clinician_upd BEFORE UPDATE OF clinician_id, start_at, end_at, state ON sessions WHEN NEW.state <> 'cancelled' AND NEW.clinician_id IS NOT NULL BEGIN SELECT RAISE(ABORT, 'one_session_per_clinician') WHERE EXISTS (SELECT 1 FROM sessions o WHERE o.clinician_id = NEW.clinician_id AND o.state <> 'cancelled' AND o.id <> NEW.id AND o.start_at < NEW.end_at AND o.end_at > NEW.start_at); END",
    "CREATE TRIGGER one_session_per_room_ins BEFORE INSERT ON sessions WHEN NEW.state <> 'cancelled' AND NEW.room_id IS NOT NULL BEGIN SELECT RAISE(ABORT, 'one_session_per_room') WHERE EXISTS (SELECT 1 FROM sessions o WHERE o.room_id = NEW.room_id AND o.state <> 'cancelled' AND o.id <> NEW.id AND o.start_at < NEW.end_at AND o.end_at > NEW.start_at); END",
    "CREATE TRIGGER one_session_per_room_upd BEFORE UPDATE OF room_id, start_at, end_at, state ON sessions WHEN NEW.state <> 'cancelled' AND NEW.room_id IS NOT NULL BEGIN SELECT RAISE(ABORT, 'one_session_per_room') WHERE EXISTS (SELECT 1 FROM sessions o WHERE o.room_id = NEW.room_id AND o.state <> 'cancelled' AND o.id <> NEW.id AND o.start_at < NEW.end_at AND o.end_at > NEW.start_at); END",
    "CREATE TRIGGER slots_do_not_overlap_ins BEFORE INSERT ON slots WHEN NOT NEW.is_extra BEGIN SELECT RAISE(ABORT, 'slots_do_not_overlap') WHERE EXISTS (SELECT 1 FROM slots o WHERE o.session_id = NEW.session_id AND NOT o.is_extra AND o.id <> NEW.id AND o.start_at < NEW.end_at AND o.end_at > NEW.start_at); END",
    "CREATE TRIGGER slots_do_not_overlap_upd BEFORE UPDATE OF session_id, start_at, end_at, is_extra ON slots WHEN NOT NEW.is_extra BEGIN SELECT RAISE(ABORT, 'slots_do_not_overlap') WHERE EXISTS (SELECT 1 FROM slots o WHERE o.session_id = NEW.session_id AND NOT o.is_extra AND o.id <> NEW.id AND o.start_at < NEW.end_at AND o.end_at > NEW.start_at); END",
    "CREATE TRIGGER audit_log_no_update BEFORE UPDATE ON audit_log BEGIN SELECT RAISE(ABORT, 'audit_log is append-only'); END",
    "CREATE TRIGGER audit_log_no_delete BEFORE DELETE ON audit_log BEGIN SELECT RAISE(ABORT, 'audit_log is append-only'); END",
    "CREATE TRIGGER audit_log_no_replace BEFORE INSERT ON audit_log WHEN EXISTS (SELECT 1 FROM audit_log WHERE desk = NEW.desk AND seq = NEW.seq) BEGIN SELECT RAISE(ABORT, 'audit_log is append-only'); END",
)
POSTGRESQL_GUARDS = (
    "ALTER TABLE sessions ADD CONSTRAINT one_session_per_clinician EXCLUDE USING gist (clinician_id WITH =, tstzrange(start_at, end_at, '[)') WITH &&) WHERE (state <> 'cancelled')",
    "ALTER TABLE sessions ADD CONSTRAINT one_session_per_room EXCLUDE USING gist (room_id WITH =, tstzrange(start_at, end_at, '[)') WITH &&) WHERE (state <> 'cancelled')",
    "ALTER TABLE slots ADD CONSTRAINT slots_do_not_overlap EXCLUDE USING gist (session_id WITH =, tstzrange(start_at, end_at, '[)') WITH &&) WHERE (NOT is_extra)",
    "CREATE TRIGGER audit_log_no_change BEFORE UPDATE OR DELETE ON audit_log FOR EACH ROW EXECUTE FUNCTION refuse_change()",
    "CREATE TRIGGER audit_log_no_truncate BEFORE TRUNCATE ON audit_log FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
)


def upgrade() -> None:
    """Make every table and guard."""
    postgres = op.get_bind().dialect.name == "postgresql"
    if postgres:
        for statement in POSTGRESQL_BEFORE:
            op.execute(sa.text(statement))
    op.create_table(
        "audit_log",
        sa.Column("desk", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("act_id", ID, nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("staff_id", ID, nullable=True),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("patient_id", ID, nullable=True),
        sa.Column("appointment_id", ID, nullable=True),
        sa.Column("session_id", ID, nullable=True),
        sa.Column("entry", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("desk", "seq", name=op.f("pk_audit_log")),
    )
    op.create_index(op.f("ix_audit_log_act_id"), "audit_log", ["act_id"], unique=False)
    op.create_index(
        op.f("ix_audit_log_appointment_id"), "audit_log", ["appointment_id"], unique=False
    )
    op.create_index(op.f("ix_audit_log_patient_id"), "audit_log", ["patient_id"], unique=False)
    op.create_index(op.f("ix_audit_log_session_id"), "audit_log", ["session_id"], unique=False)

    op.create_table(
        "changes",
        sa.Column(
            "seq",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("desk", sa.String(), nullable=False),
        sa.Column("payload", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_changes")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "clinics",
        sa.Column("id", ID, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("ods_site_code", sa.String(), nullable=True),
        sa.Column("features", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clinics")),
    )
    op.create_table(
        "desks",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("head_seq", sa.Integer(), nullable=False),
        sa.Column("head_hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_desks")),
    )
    op.create_table(
        "givens",
        sa.Column("given", BYTEWISE, nullable=False),
        sa.PrimaryKeyConstraint("given", name=op.f("pk_givens")),
    )
    op.create_table(
        "patients",
        sa.Column("id", ID, nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("given_names", sa.String(), nullable=False),
        sa.Column("family_name", sa.String(), nullable=False),
        sa.Column("preferred_name", sa.String(), nullable=False),
        sa.Column("former_names", sa.String(), nullable=False),
        sa.Column("say_it", sa.String(), nullable=False),
        sa.Column("pronouns", sa.String(), nullable=False),
        sa.Column("born_on", sa.Date(), nullable=True),
        sa.Column("born_unknown_why", sa.String(), nullable=False),
        sa.Column("sex", sa.String(), nullable=False),
        sa.Column("gender", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("postcode", sa.String(), nullable=False),
        sa.Column("registration", sa.Text(), nullable=False),
        sa.Column("deceased_on", sa.Date(), nullable=True),
        sa.Column("key_version", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patients")),
    )
    op.create_table(
        "practices",
        sa.Column("id", ID, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("ods_code", sa.String(), nullable=True),
        sa.Column("nation", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practices")),
    )
    op.create_table(
        "settings",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_settings")),
    )
    op.create_table(
        "slot_types",
        sa.Column("id", ID, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("short_name", sa.String(), nullable=False),
        sa.Column("letter", sa.String(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("colour", sa.String(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("national_category", sa.String(), nullable=True),
        sa.Column("bookable", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("warning", sa.String(), nullable=False),
        sa.Column("information", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("minutes BETWEEN 1 AND 480", name=op.f("ck_slot_types_minutes")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slot_types")),
    )
    op.create_index(
        "uq_slot_types_letter_active",
        "slot_types",
        ["letter"],
        unique=True,
        postgresql_where=sa.text("active"),
        sqlite_where=sa.text("active"),
    )

    op.create_table(
        "staff",
        sa.Column("id", ID, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("pin_hash", sa.String(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
    )
    op.create_table(
        "surnames",
        sa.Column("family", BYTEWISE, nullable=False),
        sa.PrimaryKeyConstraint("family", name=op.f("pk_surnames")),
    )
    op.create_table(
        "clinicians",
        sa.Column("id", ID, nullable=False),
        sa.Column("staff_id", ID, nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("given_names", sa.String(), nullable=False),
        sa.Column("family_name", sa.String(), nullable=False),
        sa.Column("profession", sa.String(), nullable=False),
        sa.Column("gender", sa.String(), nullable=True),
        sa.Column("languages", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_clinicians_staff_id_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clinicians")),
    )
    op.create_index(op.f("ix_clinicians_staff_id"), "clinicians", ["staff_id"], unique=False)

    op.create_table(
        "contact_points",
        sa.Column("id", ID, nullable=False),
        sa.Column("patient_id", ID, nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("system", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("use", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("doubtful", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["patients.id"], name=op.f("fk_contact_points_patient_id_patients")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_points")),
    )
    op.create_index(
        op.f("ix_contact_points_patient_id"), "contact_points", ["patient_id"], unique=False
    )

    op.create_table(
        "holds",
        sa.Column("id", ID, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("desk", sa.String(), nullable=False),
        sa.Column("window", sa.String(), nullable=False),
        sa.Column("staff_id", ID, nullable=True),
        sa.Column("patient_id", ID, nullable=True),
        sa.Column("until_at", INSTANT, nullable=False),
        sa.CheckConstraint("kind IN ('desk', 'offer', 'rebook')", name=op.f("ck_holds_kind")),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["patients.id"], name=op.f("fk_holds_patient_id_patients")
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_holds_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holds")),
    )
    op.create_table(
        "identifiers",
        sa.Column("id", ID, nullable=False),
        sa.Column("patient_id", ID, nullable=False),
        sa.Column("system", BYTEWISE, nullable=False),
        sa.Column("value", BYTEWISE, nullable=False),
        sa.Column("verification", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["patients.id"], name=op.f("fk_identifiers_patient_id_patients")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identifiers")),
        sa.UniqueConstraint("system", "value", name=op.f("uq_identifiers_system_value")),
    )
    op.create_index(op.f("ix_identifiers_patient_id"), "identifiers", ["patient_id"], unique=False)

    op.create_table(
        "patient_keys",
        sa.Column("kind", BYTEWISE, nullable=False),
        sa.Column("key", BYTEWISE, nullable=False),
        sa.Column("patient_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["patients.id"], name=op.f("fk_patient_keys_patient_id_patients")
        ),
        sa.PrimaryKeyConstraint("kind", "key", "patient_id", name=op.f("pk_patient_keys")),
    )
    op.create_index(
        op.f("ix_patient_keys_patient_id"), "patient_keys", ["patient_id"], unique=False
    )

    op.create_table(
        "patient_search",
        sa.Column("patient_id", ID, nullable=False),
        sa.Column("form", sa.Integer(), nullable=False),
        sa.Column("family", BYTEWISE, nullable=False),
        sa.Column("given", BYTEWISE, nullable=False),
        sa.Column("born_on", BYTEWISE, nullable=False),
        sa.Column("sound", BYTEWISE, nullable=False),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["patients.id"], name=op.f("fk_patient_search_patient_id_patients")
        ),
        sa.PrimaryKeyConstraint("patient_id", "form", name=op.f("pk_patient_search")),
    )
    op.create_index(
        "ix_patient_search_born", "patient_search", ["born_on", "family", "given"], unique=False
    )
    op.create_index(
        "ix_patient_search_family", "patient_search", ["family", "given", "born_on"], unique=False
    )
    op.create_index(
        "ix_patient_search_given", "patient_search", ["given", "family", "born_on"], unique=False
    )
    op.create_index(
        "ix_patient_search_sound", "patient_search", ["sound", "given", "family"], unique=False
    )

    op.create_table(
        "preferences",
        sa.Column("id", ID, nullable=False),
        sa.Column("patient_id", ID, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("own_words", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("since_on", sa.Date(), nullable=True),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["patients.id"], name=op.f("fk_preferences_patient_id_patients")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_preferences")),
    )
    op.create_index(op.f("ix_preferences_patient_id"), "preferences", ["patient_id"], unique=False)

    op.create_table(
        "rooms",
        sa.Column("id", ID, nullable=False),
        sa.Column("clinic_id", ID, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("features", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["clinic_id"], ["clinics.id"], name=op.f("fk_rooms_clinic_id_clinics")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rooms")),
    )
    op.create_index(op.f("ix_rooms_clinic_id"), "rooms", ["clinic_id"], unique=False)

    op.create_table(
        "sessions",
        sa.Column("id", ID, nullable=False),
        sa.Column("clinic_id", ID, nullable=False),
        sa.Column("room_id", ID, nullable=True),
        sa.Column("clinician_id", ID, nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("start_at", INSTANT, nullable=False),
        sa.Column("end_at", INSTANT, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("start_at < end_at", name=op.f("ck_sessions_times")),
        sa.ForeignKeyConstraint(
            ["clinic_id"], ["clinics.id"], name=op.f("fk_sessions_clinic_id_clinics")
        ),
        sa.ForeignKeyConstraint(
            ["clinician_id"], ["clinicians.id"], name=op.f("fk_sessions_clinician_id_clinicians")
        ),
        sa.ForeignKeyConstraint(["room_id"], ["rooms.id"], name=op.f("fk_sessions_room_id_rooms")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
    )
    op.create_index(
        op.f("ix_sessions_clinician_id_start_at"),
        "sessions",
        ["clinician_id", "start_at"],
        unique=False,
    )
    op.create_index(op.f("ix_sessions_on_date"), "sessions", ["on_date"], unique=False)
    op.create_index(
        op.f("ix_sessions_room_id_start_at"), "sessions", ["room_id", "start_at"], unique=False
    )

    op.create_table(
        "appointments",
        sa.Column("id", ID, nullable=False),
        sa.Column("patient_id", ID, nullable=False),
        sa.Column("slot_type_id", ID, nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("clinic_id", ID, nullable=True),
        sa.Column("clinician_id", ID, nullable=True),
        sa.Column("session_id", ID, nullable=True),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("start_at", INSTANT, nullable=True),
        sa.Column("end_at", INSTANT, nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("call_on", sa.String(), nullable=True),
        sa.Column("cancel_code", sa.String(), nullable=True),
        sa.Column("cancel_words", sa.String(), nullable=False),
        sa.Column("cancelled_at", INSTANT, nullable=True),
        sa.Column("arrived_at", INSTANT, nullable=True),
        sa.Column("sent_in_at", INSTANT, nullable=True),
        sa.Column("done_at", INSTANT, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(cancel_code IS NULL) OR state = 'cancelled' OR state = 'entered-in-error'",
            name=op.f("ck_appointments_cancel_code"),
        ),
        sa.CheckConstraint(
            "state <> 'noshow' OR arrived_at IS NULL",
            name=op.f("ck_appointments_arrived_is_not_noshow"),
        ),
        sa.CheckConstraint(
            "(start_at IS NULL) = (end_at IS NULL)", name=op.f("ck_appointments_both_times")
        ),
        sa.CheckConstraint("start_at < end_at", name=op.f("ck_appointments_times")),
        sa.ForeignKeyConstraint(
            ["clinic_id"], ["clinics.id"], name=op.f("fk_appointments_clinic_id_clinics")
        ),
        sa.ForeignKeyConstraint(
            ["clinician_id"],
            ["clinicians.id"],
            name=op.f("fk_appointments_clinician_id_clinicians"),
        ),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["patients.id"], name=op.f("fk_appointments_patient_id_patients")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name=op.f("fk_appointments_session_id_sessions")
        ),
        sa.ForeignKeyConstraint(
            ["slot_type_id"],
            ["slot_types.id"],
            name=op.f("fk_appointments_slot_type_id_slot_types"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointments")),
    )
    op.create_index(op.f("ix_appointments_on_date"), "appointments", ["on_date"], unique=False)
    op.create_index(
        op.f("ix_appointments_patient_id_on_date"),
        "appointments",
        ["patient_id", "on_date"],
        unique=False,
    )
    op.create_index(
        op.f("ix_appointments_session_id"), "appointments", ["session_id"], unique=False
    )

    op.create_table(
        "slots",
        sa.Column("id", ID, nullable=False),
        sa.Column("session_id", ID, nullable=False),
        sa.Column("slot_type_id", ID, nullable=False),
        sa.Column("start_at", INSTANT, nullable=False),
        sa.Column("end_at", INSTANT, nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("release_at", INSTANT, nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("is_extra", sa.Boolean(), nullable=False),
        sa.Column("block_reason", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("capacity >= 1", name=op.f("ck_slots_capacity")),
        sa.CheckConstraint("start_at < end_at", name=op.f("ck_slots_times")),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name=op.f("fk_slots_session_id_sessions")
        ),
        sa.ForeignKeyConstraint(
            ["slot_type_id"], ["slot_types.id"], name=op.f("fk_slots_slot_type_id_slot_types")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slots")),
        sa.UniqueConstraint("id", "capacity", name=op.f("uq_slots_id_capacity")),
    )
    op.create_index(
        op.f("ix_slots_session_id_start_at"), "slots", ["session_id", "start_at"], unique=False
    )

    op.create_table(
        "notes",
        sa.Column("id", ID, nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("clinic_id", ID, nullable=True),
        sa.Column("session_id", ID, nullable=True),
        sa.Column("slot_id", ID, nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "session_id IS NULL OR slot_id IS NULL", name=op.f("ck_notes_one_subject")
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id"], ["clinics.id"], name=op.f("fk_notes_clinic_id_clinics")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name=op.f("fk_notes_session_id_sessions")
        ),
        sa.ForeignKeyConstraint(["slot_id"], ["slots.id"], name=op.f("fk_notes_slot_id_slots")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notes")),
    )
    op.create_index(op.f("ix_notes_on_date"), "notes", ["on_date"], unique=False)
    op.create_index(op.f("ix_notes_session_id"), "notes", ["session_id"], unique=False)
    op.create_index(op.f("ix_notes_slot_id"), "notes", ["slot_id"], unique=False)

    op.create_table(
        "places",
        sa.Column("slot_id", ID, nullable=False),
        sa.Column("seat", sa.Integer(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("appointment_id", ID, nullable=True),
        sa.Column("hold_id", ID, nullable=True),
        sa.Column("held_until", INSTANT, nullable=True),
        sa.Column("slot_type_id", ID, nullable=False),
        sa.Column("clinician_id", ID, nullable=False),
        sa.Column("clinic_id", ID, nullable=False),
        sa.Column("start_at", INSTANT, nullable=False),
        sa.CheckConstraint(
            "(hold_id IS NULL) = (held_until IS NULL)", name=op.f("ck_places_held_until")
        ),
        sa.CheckConstraint(
            "appointment_id IS NULL OR hold_id IS NULL", name=op.f("ck_places_one_claim")
        ),
        sa.CheckConstraint("seat BETWEEN 1 AND capacity", name=op.f("ck_places_seat")),
        sa.ForeignKeyConstraint(
            ["appointment_id"],
            ["appointments.id"],
            name=op.f("fk_places_appointment_id_appointments"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(["hold_id"], ["holds.id"], name=op.f("fk_places_hold_id_holds")),
        sa.ForeignKeyConstraint(
            ["slot_id", "capacity"],
            ["slots.id", "slots.capacity"],
            name=op.f("fk_places_slot_id_slots"),
            onupdate="CASCADE",
        ),
        sa.PrimaryKeyConstraint("slot_id", "seat", name=op.f("pk_places")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_places_appointment_id",
        "places",
        ["appointment_id"],
        unique=False,
        postgresql_where=sa.text("appointment_id IS NOT NULL"),
        sqlite_where=sa.text("appointment_id IS NOT NULL"),
    )
    op.create_index(
        "ix_places_free_by_clinician",
        "places",
        ["clinician_id", "start_at", "slot_id", "slot_type_id"],
        unique=False,
        postgresql_where=sa.text("appointment_id IS NULL"),
        sqlite_where=sa.text("appointment_id IS NULL"),
    )
    op.create_index(
        "ix_places_free_by_start",
        "places",
        ["start_at", "slot_id"],
        unique=False,
        postgresql_where=sa.text("appointment_id IS NULL"),
        sqlite_where=sa.text("appointment_id IS NULL"),
    )
    op.create_index(
        "ix_places_free_by_kind",
        "places",
        ["slot_type_id", "start_at", "slot_id"],
        unique=False,
        postgresql_where=sa.text("appointment_id IS NULL"),
        sqlite_where=sa.text("appointment_id IS NULL"),
    )
    op.create_index(op.f("ix_places_hold_id"), "places", ["hold_id"], unique=False)

    op.create_table(
        "visit_events",
        sa.Column("id", ID, nullable=False),
        sa.Column("appointment_id", ID, nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("staff_id", ID, nullable=True),
        sa.Column("desk", sa.String(), nullable=False),
        sa.Column("act_id", ID, nullable=False),
        sa.Column("facts", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["appointment_id"],
            ["appointments.id"],
            name=op.f("fk_visit_events_appointment_id_appointments"),
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_visit_events_staff_id_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_events")),
    )
    op.create_index(
        op.f("ix_visit_events_appointment_id"), "visit_events", ["appointment_id"], unique=False
    )
    for statement in POSTGRESQL_GUARDS if postgres else SQLITE_GUARDS:
        op.execute(sa.text(statement))


def downgrade() -> None:
    """Drop them all."""
    op.drop_index(op.f("ix_visit_events_appointment_id"), table_name="visit_events")

    op.drop_table("visit_events")
    op.drop_index(op.f("ix_places_hold_id"), table_name="places")
    op.drop_index(
        "ix_places_free_by_kind",
        table_name="places",
        postgresql_where=sa.text("appointment_id IS NULL"),
        sqlite_where=sa.text("appointment_id IS NULL"),
    )
    op.drop_index(
        "ix_places_free_by_start",
        table_name="places",
        postgresql_where=sa.text("appointment_id IS NULL"),
        sqlite_where=sa.text("appointment_id IS NULL"),
    )
    op.drop_index(
        "ix_places_free_by_clinician",
        table_name="places",
        postgresql_where=sa.text("appointment_id IS NULL"),
        sqlite_where=sa.text("appointment_id IS NULL"),
    )
    op.drop_index(
        "ix_places_appointment_id",
        table_name="places",
        postgresql_where=sa.text("appointment_id IS NOT NULL"),
        sqlite_where=sa.text("appointment_id IS NOT NULL"),
    )

    op.drop_table("places")
    op.drop_index(op.f("ix_notes_slot_id"), table_name="notes")
    op.drop_index(op.f("ix_notes_session_id"), table_name="notes")
    op.drop_index(op.f("ix_notes_on_date"), table_name="notes")

    op.drop_table("notes")
    op.drop_index(op.f("ix_slots_session_id_start_at"), table_name="slots")

    op.drop_table("slots")
    op.drop_index(op.f("ix_appointments_session_id"), table_name="appointments")
    op.drop_index(op.f("ix_appointments_patient_id_on_date"), table_name="appointments")
    op.drop_index(op.f("ix_appointments_on_date"), table_name="appointments")

    op.drop_table("appointments")
    op.drop_index(op.f("ix_sessions_room_id_start_at"), table_name="sessions")
    op.drop_index(op.f("ix_sessions_on_date"), table_name="sessions")
    op.drop_index(op.f("ix_sessions_clinician_id_start_at"), table_name="sessions")

    op.drop_table("sessions")
    op.drop_index(op.f("ix_rooms_clinic_id"), table_name="rooms")

    op.drop_table("rooms")
    op.drop_index(op.f("ix_preferences_patient_id"), table_name="preferences")

    op.drop_table("preferences")
    op.drop_index("ix_patient_search_sound", table_name="patient_search")
    op.drop_index("ix_patient_search_given", table_name="patient_search")
    op.drop_index("ix_patient_search_family", table_name="patient_search")
    op.drop_index("ix_patient_search_born", table_name="patient_search")

    op.drop_table("patient_search")
    op.drop_index(op.f("ix_patient_keys_patient_id"), table_name="patient_keys")

    op.drop_table("patient_keys")
    op.drop_index(op.f("ix_identifiers_patient_id"), table_name="identifiers")

    op.drop_table("identifiers")
    op.drop_table("holds")
    op.drop_index(op.f("ix_contact_points_patient_id"), table_name="contact_points")

    op.drop_table("contact_points")
    op.drop_index(op.f("ix_clinicians_staff_id"), table_name="clinicians")

    op.drop_table("clinicians")
    op.drop_table("surnames")
    op.drop_table("staff")
    op.drop_index(
        "uq_slot_types_letter_active",
        table_name="slot_types",
        postgresql_where=sa.text("active"),
        sqlite_where=sa.text("active"),
    )

    op.drop_table("slot_types")
    op.drop_table("settings")
    op.drop_table("practices")
    op.drop_table("patients")
    op.drop_table("givens")
    op.drop_table("desks")
    op.drop_table("clinics")
    op.drop_table("changes")
    op.drop_index(op.f("ix_audit_log_session_id"), table_name="audit_log")
    op.drop_index(op.f("ix_audit_log_patient_id"), table_name="audit_log")
    op.drop_index(op.f("ix_audit_log_appointment_id"), table_name="audit_log")
    op.drop_index(op.f("ix_audit_log_act_id"), table_name="audit_log")

    op.drop_table("audit_log")
    if op.get_bind().dialect.name == "postgresql":
        op.execute(sa.text("DROP FUNCTION refuse_change()"))
