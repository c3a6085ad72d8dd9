"""visits that have to find another time; what a session becomes once they have

Rules: one purpose a revision; nothing is imported from desktop/ (it must still run in five years);
a batch rebuild drops the table's triggers in silence, so re-create them here; end data moves with
a test that has rows in place.

Revision ID: 0006
Revises: 0005
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

ID = sa.Text().with_variant(postgresql.UUID(as_uuid=False), "postgresql")
INSTANT = sa.Text().with_variant(postgresql.TIMESTAMP(timezone=True), "postgresql")
IS_OPEN = sa.text("state = 'open'")


def _key(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{other}")
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name)


def upgrade() -> None:
    """Make the rebook list and the sessions that are closing."""
    op.create_table(
        "rebookings",
        sa.Column("id", ID, nullable=False),
        sa.Column("appointment_id", ID, nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("owner_role", sa.Text(), nullable=False),
        sa.Column("owner_staff_id", ID, nullable=True),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("was_at", INSTANT, nullable=False),
        sa.Column("was_until", INSTANT, nullable=False),
        sa.Column("hold_id", ID, nullable=True),
        sa.Column("held_slots", sa.Text(), nullable=False),
        sa.Column("held_until", INSTANT, nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("was_at < was_until", name=op.f("ck_rebookings_times")),
        sa.CheckConstraint(
            "(hold_id IS NULL) = (held_until IS NULL)", name=op.f("ck_rebookings_held_until")
        ),
        _key("rebookings", "appointment_id", "appointments"),
        _key("rebookings", "owner_staff_id", "staff"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rebookings")),
    )
    op.create_index(op.f("ix_rebookings_appointment_id"), "rebookings", ["appointment_id"])
    op.create_index(
        "uq_rebookings_open",
        "rebookings",
        ["appointment_id"],
        unique=True,
        postgresql_where=IS_OPEN,
        sqlite_where=IS_OPEN,
    )
    op.create_table(
        "session_closings",
        sa.Column("session_id", ID, nullable=False),
        sa.Column("start_at", INSTANT, nullable=False),
        sa.Column("end_at", INSTANT, nullable=False),
        sa.Column("clinician_id", ID, nullable=False),
        sa.Column("room_id", ID, nullable=True),
        sa.Column("cancelled", sa.Boolean(), nullable=False),
        sa.Column("closed_from", INSTANT, nullable=True),
        sa.Column("closed_until", INSTANT, nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("start_at < end_at", name=op.f("ck_session_closings_times")),
        sa.CheckConstraint(
            "(closed_from IS NULL) = (closed_until IS NULL)",
            name=op.f("ck_session_closings_closed"),
        ),
        _key("session_closings", "session_id", "sessions"),
        _key("session_closings", "clinician_id", "clinicians"),
        _key("session_closings", "room_id", "rooms"),
        sa.PrimaryKeyConstraint("session_id", name=op.f("pk_session_closings")),
    )


def downgrade() -> None:
    """Take both away; slots that are closing stay so."""
    op.drop_table("session_closings")
    op.drop_index("uq_rebookings_open", table_name="rebookings")
    op.drop_index(op.f("ix_rebookings_appointment_id"), table_name="rebookings")
    op.drop_table("rebookings")
