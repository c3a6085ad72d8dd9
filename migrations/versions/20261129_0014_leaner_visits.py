"""fewer trees to write for each visit: its steps lie with it, no index of acts or of free holds

Rules: one purpose a revision; nothing is imported from desktop/ (it must still run in five years);
a batch rebuild drops the table's triggers in silence, so re-create them here; end data moves with
a test that has rows in place.

Revision ID: 0014
Revises: 0013
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

PLACES_BY_HOLD = "ix_places_hold_id"
STEPS_BY_VISIT = "ix_visit_events_appointment_id"
STEPS_KEY = "pk_visit_events"
ACTS_BY_ID = "ix_audit_log_act_id"


def upgrade() -> None:
    """Key the steps by their visit; leave places nobody holds, and acts by their id, out."""
    op.drop_index(PLACES_BY_HOLD, "places")
    _index_holds(sa.text("hold_id IS NOT NULL"))
    op.drop_index(ACTS_BY_ID, "audit_log")
    op.drop_index(STEPS_BY_VISIT, "visit_events")
    _key_steps(["appointment_id", "id"], with_rowid=False)


def downgrade() -> None:
    """Key them by their own ids again, with an index by visit."""
    _key_steps(["id"], with_rowid=True)
    op.create_index(STEPS_BY_VISIT, "visit_events", ["appointment_id"])
    op.create_index(ACTS_BY_ID, "audit_log", ["act_id"])
    op.drop_index(PLACES_BY_HOLD, "places")
    _index_holds(None)


def _index_holds(where: sa.TextClause | None) -> None:
    op.create_index(
        PLACES_BY_HOLD, "places", ["hold_id"], postgresql_where=where, sqlite_where=where
    )


def _key_steps(columns: list[str], *, with_rowid: bool) -> None:
    made = {"sqlite_with_rowid": with_rowid}
    with op.batch_alter_table("visit_events", table_kwargs=made) as batch:
        batch.drop_constraint(STEPS_KEY, type_="primary")
        batch.create_primary_key(STEPS_KEY, columns)
