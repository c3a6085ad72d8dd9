"""who may prepare session templates without being a manager

Rules: one purpose a revision; nothing is imported from desktop/ (it must still run in five years);
a batch rebuild drops the table's triggers in silence, so re-create them here; end data moves with
a test that has rows in place.

Revision ID: 0005
Revises: 0004
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column: nobody who is there prepares sessions until a manager says so."""
    column = sa.Column("may_draft", sa.Boolean(), nullable=False, server_default=sa.false())
    op.add_column("staff", column)


def downgrade() -> None:
    """Take the column away again."""
    op.drop_column("staff", "may_draft")
