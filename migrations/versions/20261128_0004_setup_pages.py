"""clinics, rooms and clinicians are retired; opening hours, colour, who books a kind of slot

Rules: one purpose a revision; nothing is imported from desktop/ (it must still run in five years);
a batch rebuild drops the table's triggers in silence, so re-create them here; end data moves with
a test that has rows in place.

Revision ID: 0004
Revises: 0003
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def _words(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False, server_default="[]")


def _active() -> sa.Column[bool]:
    return sa.Column("active", sa.Boolean(), nullable=False, server_default=sa.true())


def upgrade() -> None:
    """Add the columns; everything that is there is in use, and open to whoever may book."""
    for table in ("clinics", "rooms", "clinicians"):
        op.add_column(table, _active())
    op.add_column("clinics", _words("opening_hours"))
    op.add_column("clinicians", _words("clinic_ids"))
    op.add_column("clinicians", sa.Column("colour", sa.String(), nullable=True))
    op.add_column("slot_types", _words("booked_by"))


def downgrade() -> None:
    """Take the columns away again."""
    op.drop_column("slot_types", "booked_by")
    op.drop_column("clinicians", "colour")
    op.drop_column("clinicians", "clinic_ids")
    op.drop_column("clinics", "opening_hours")
    for table in ("clinicians", "rooms", "clinics"):
        op.drop_column(table, "active")
