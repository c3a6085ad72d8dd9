"""slots of an old pattern that go once they are empty, kept with what their session becomes

Rules: one purpose a revision; nothing is imported from desktop/ (it must still run in five years);
a batch rebuild drops the table's triggers in silence, so re-create them here; end data moves with
a test that has rows in place.

Revision ID: 0008
Revises: 0007
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; of changes on their way nothing is known to go."""
    op.add_column(
        "session_closings", sa.Column("gone", sa.Text(), nullable=False, server_default="[]")
    )


def downgrade() -> None:
    """Take it away."""
    op.drop_column("session_closings", "gone")
