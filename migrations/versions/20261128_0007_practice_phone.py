"""the number people ring the practice on

Rules: one purpose a revision; nothing is imported from desktop/ (it must still run in five years);
a batch rebuild drops the table's triggers in silence, so re-create them here; end data moves with
a test that has rows in place.

Revision ID: 0007
Revises: 0006
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column: nothing is said until a manager does."""
    column = sa.Column("phone", sa.String(), nullable=False, server_default=sa.text("''"))
    op.add_column("practices", column)


def downgrade() -> None:
    """Take the column away again."""
    op.drop_column("practices", "phone")
