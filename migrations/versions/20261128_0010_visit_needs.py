"""what each visit has to have for its person, and how it went

Rules: one purpose a revision; nothing is imported from desktop/ (it must still run in five years);
a batch rebuild drops the table's triggers in silence, so re-create them here; end data moves with
a test that has rows in place.

Revision ID: 0010
Revises: 0009
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

ID = sa.Text().with_variant(postgresql.UUID(as_uuid=False), "postgresql")
INSTANT = sa.Text().with_variant(postgresql.TIMESTAMP(timezone=True), "postgresql")
IS_OPEN = sa.text("state IN ('to-arrange', 'to-call-off')")


def _key(column: str, other: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_visit_needs_{column}_{other}")
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name)


def upgrade() -> None:
    """Make the table, still empty: the daily work fills it for the visits to come."""
    op.create_table(
        "visit_needs",
        sa.Column("id", ID, nullable=False),
        sa.Column("appointment_id", ID, nullable=False),
        sa.Column("preference_id", ID, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("detail", sa.String(), nullable=False),
        sa.Column("owner_role", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("instead", sa.String(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("said_by", sa.String(), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.Column("changed_at", INSTANT, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state <> 'not-needed' OR said_by <> ''", name=op.f("ck_visit_needs_who_said")
        ),
        sa.CheckConstraint("state <> 'not-kept' OR why <> ''", name=op.f("ck_visit_needs_why")),
        _key("appointment_id", "appointments"),
        _key("preference_id", "preferences"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_needs")),
        sa.UniqueConstraint(
            "appointment_id", "preference_id",
            name=op.f("uq_visit_needs_appointment_id_preference_id"),
        ),
    )  # fmt: skip
    op.create_index(op.f("ix_visit_needs_preference_id"), "visit_needs", ["preference_id"])
    op.create_index(
        "ix_visit_needs_open",
        "visit_needs",
        ["due_on"],
        postgresql_where=IS_OPEN,
        sqlite_where=IS_OPEN,
    )


def downgrade() -> None:
    """Take the table away; preferences stay."""
    op.drop_index("ix_visit_needs_open", table_name="visit_needs")
    op.drop_index(op.f("ix_visit_needs_preference_id"), table_name="visit_needs")
    op.drop_table("visit_needs")
