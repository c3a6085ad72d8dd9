"""what is told of a preference in its own fields, who said it, when it was found still right

Rules: one purpose a revision; nothing is imported from desktop/ (it must still run in five years);
a batch rebuild drops the table's triggers in silence, so re-create them here; end data moves with
a test that has rows in place.

Revision ID: 0009
Revises: 0008
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_TEXTS = ("filled", "said_by", "confirmed_by", "ended_why")
_DATES = ("confirmed_on", "put_off_on")


def upgrade() -> None:
    """Add the columns: of what is there nothing is filled in, and nobody has confirmed it yet."""
    for name in _TEXTS:
        kind = sa.Text() if name == "filled" else sa.String()
        op.add_column(
            "preferences", sa.Column(name, kind, nullable=False, server_default=sa.text("''"))
        )
    for name in _DATES:
        op.add_column("preferences", sa.Column(name, sa.Date(), nullable=True))


def downgrade() -> None:
    """Take the columns away again."""
    for name in (*_DATES, *_TEXTS):
        op.drop_column("preferences", name)
