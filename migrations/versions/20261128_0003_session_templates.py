"""session templates, closures, release rules; each session knows what made it

Rules: one purpose a revision; nothing is imported from desktop/ (it must still run in five years);
a batch rebuild drops the table's triggers in silence, so re-create them here; end data moves with
a test that has rows in place.

Revision ID: 0003
Revises: 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

ID = sa.Text().with_variant(postgresql.UUID(as_uuid=False), "postgresql")
TAKES_PLACE = sa.text("state <> 'cancelled' AND template_id IS NOT NULL")
SQLITE_GUARDS = (
    "CREATE TRIGGER one_session_per_clinician_ins BEFORE INSERT ON sessions WHEN NEW.state <> 'cancelled' AND NEW.clinician_id IS NOT NULL BEGIN SELECT RAISE(ABORT, 'one_session_per_clinician') WHERE EXISTS (SELECT 1 FROM sessions o WHERE o.clinician_id = NEW.clinician_id AND o.state <> 'cancelled' AND o.id <> NEW.id AND o.start_at < NEW.end_at AND o.end_at > NEW.start_at); END",
    "CREATE TRIGGER one_session_per_clinician_upd BEFORE UPDATE OF clinician_id, start_at, end_at, state ON sessions WHEN NEW.state <> 'cancelled' AND NEW.clinician_id IS NOT NULL BEGIN SELECT RAISE(ABORT, 'one_session_per_clinician') WHERE EXISTS (SELECT 1 FROM sessions o WHERE o.clinician_id = NEW.clinician_id AND o.state <> 'cancelled' AND o.id <> NEW.id AND o.start_at < NEW.end_at AND o.end_at > NEW.start_at); END",
    "CREATE TRIGGER one_session_per_room_ins BEFORE INSERT ON sessions WHEN NEW.state <> 'cancelled' AND NEW.room_id IS NOT NULL BEGIN SELECT RAISE(ABORT, 'one_session_per_room') WHERE EXISTS (SELECT 1 FROM sessions o WHERE o.room_id = NEW.room_id AND o.state <> 'cancelled' AND o.id <> NEW.id AND o.start_at < NEW.end_at AND o.end_at > NEW.start_at); END",
    "CREATE TRIGGER one_session_per_room_upd BEFORE UPDATE OF room_id, start_at, end_at, state ON sessions WHEN NEW.state <> 'cancelled' AND NEW.room_id IS NOT NULL BEGIN SELECT RAISE(ABORT, 'one_session_per_room') WHERE EXISTS (SELECT 1 FROM sessions o WHERE o.room_id = NEW.room_id AND o.state <> 'cancelled' AND o.id <> NEW.id AND o.start_at < NEW.end_at AND o.end_at > NEW.start_at); END",
)


def upgrade() -> None:
    """Make the manager's tables; sessions that are there already are one-offs."""
    _make_templates()
    _make_closures()
    _make_release_rules()
    with op.batch_alter_table("sessions") as batch:
        batch.add_column(sa.Column("template_id", ID, nullable=True))
        batch.add_column(sa.Column("template_on", sa.Date(), nullable=True))
        batch.add_column(sa.Column("is_one_off", sa.Boolean(), nullable=True))
    op.execute(sa.text("UPDATE sessions SET is_one_off = true"))
    with op.batch_alter_table("sessions") as batch:
        batch.alter_column("is_one_off", existing_type=sa.Boolean(), nullable=False)
        batch.create_foreign_key(
            "fk_sessions_template_id_session_templates",
            "session_templates",
            ["template_id"],
            ["id"],
        )
        batch.create_check_constraint(
            op.f("ck_sessions_origin"),
            "is_one_off = (template_id IS NULL) AND (template_id IS NULL) = (template_on IS NULL)",
        )
    op.create_index(
        "uq_sessions_template_date",
        "sessions",
        ["template_id", "template_on"],
        unique=True,
        postgresql_where=TAKES_PLACE,
        sqlite_where=TAKES_PLACE,
    )
    _guard_sessions()


def _guard_sessions() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for statement in SQLITE_GUARDS:
            op.execute(sa.text(statement))


def _key(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{other}")
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name)


def _make_templates() -> None:
    op.create_table(
        "session_templates",
        sa.Column("id", ID, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("clinic_id", ID, nullable=False),
        sa.Column("room_id", ID, nullable=True),
        sa.Column("clinician_id", ID, nullable=False),
        sa.Column("repeat_rule", sa.String(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=True),
        sa.Column("start_local", sa.Time(), nullable=False),
        sa.Column("end_local", sa.Time(), nullable=False),
        sa.Column("bank_holidays", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("replaces_id", ID, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("start_local < end_local", name=op.f("ck_session_templates_hours")),
        sa.CheckConstraint(
            "last_on IS NULL OR first_on <= last_on", name=op.f("ck_session_templates_dates")
        ),
        sa.CheckConstraint("replaces_id <> id", name=op.f("ck_session_templates_replaces")),
        _key("session_templates", "clinic_id", "clinics"),
        _key("session_templates", "room_id", "rooms"),
        _key("session_templates", "clinician_id", "clinicians"),
        _key("session_templates", "replaces_id", "session_templates"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_templates")),
    )
    op.create_table(
        "template_parts",
        sa.Column("template_id", ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("slot_type_id", ID, nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.CheckConstraint("count BETWEEN 1 AND 200", name=op.f("ck_template_parts_count")),
        sa.CheckConstraint("minutes BETWEEN 1 AND 480", name=op.f("ck_template_parts_minutes")),
        sa.CheckConstraint("capacity >= 1", name=op.f("ck_template_parts_capacity")),
        _key("template_parts", "template_id", "session_templates"),
        _key("template_parts", "slot_type_id", "slot_types"),
        sa.PrimaryKeyConstraint("template_id", "position", name=op.f("pk_template_parts")),
    )
    op.create_index(op.f("ix_template_parts_slot_type_id"), "template_parts", ["slot_type_id"])
    op.create_table(
        "template_exceptions",
        sa.Column("template_id", ID, nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("start_local", sa.Time(), nullable=True),
        sa.Column("end_local", sa.Time(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        _key("template_exceptions", "template_id", "session_templates"),
        sa.PrimaryKeyConstraint("template_id", "on_date", name=op.f("pk_template_exceptions")),
    )


def _make_closures() -> None:
    op.create_table(
        "closures",
        sa.Column("id", ID, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("start_local", sa.Time(), nullable=True),
        sa.Column("end_local", sa.Time(), nullable=True),
        sa.Column("clinic_id", ID, nullable=True),
        sa.Column("clinician_id", ID, nullable=True),
        sa.Column("room_id", ID, nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("first_on <= last_on", name=op.f("ck_closures_dates")),
        _key("closures", "clinic_id", "clinics"),
        _key("closures", "clinician_id", "clinicians"),
        _key("closures", "room_id", "rooms"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closures")),
    )
    op.create_index(op.f("ix_closures_last_on"), "closures", ["last_on"])


def _make_release_rules() -> None:
    op.create_table(
        "release_rules",
        sa.Column("slot_type_id", ID, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at_local", sa.Time(), nullable=True),
        sa.Column("turns_into", ID, nullable=True),
        sa.Column("turn_days", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(turns_into IS NULL) = (turn_days IS NULL)", name=op.f("ck_release_rules_turns_into")
        ),
        _key("release_rules", "slot_type_id", "slot_types"),
        _key("release_rules", "turns_into", "slot_types"),
        sa.PrimaryKeyConstraint("slot_type_id", name=op.f("pk_release_rules")),
    )


def downgrade() -> None:
    """Take the manager's tables away; sessions stay, and no longer know what made them."""
    op.drop_index("uq_sessions_template_date", table_name="sessions")
    with op.batch_alter_table("sessions") as batch:
        batch.drop_constraint(op.f("ck_sessions_origin"), type_="check")
        batch.drop_constraint("fk_sessions_template_id_session_templates", type_="foreignkey")
        for column in ("template_id", "template_on", "is_one_off"):
            batch.drop_column(column)
    _guard_sessions()
    for table in ("release_rules", "closures", "template_exceptions", "template_parts"):
        op.drop_table(table)
    op.drop_table("session_templates")
