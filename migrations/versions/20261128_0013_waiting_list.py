"""who waits for which kind of visit, and the times offered to them

Rules: one purpose a revision; nothing is imported from desktop/ (it must still run in five years);
a batch rebuild drops the table's triggers in silence, so re-create them here; end data moves with
a test that has rows in place.

Revision ID: 0013
Revises: 0012
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

ID = sa.Text().with_variant(postgresql.UUID(as_uuid=False), "postgresql")
INSTANT = sa.Text().with_variant(postgresql.TIMESTAMP(timezone=True), "postgresql")
IS_WAITING = sa.text("state = 'waiting'")
IS_OPEN = sa.text("state = 'open'")


def _key(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{other}")
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name)


def _check(table: str, name: str, rule: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{name}"))


def _index(
    name: str, table: str, columns: list[str], where: sa.TextClause, *, unique: bool
) -> None:
    op.create_index(
        name, table, columns, unique=unique, postgresql_where=where, sqlite_where=where
    )  # fmt: skip


def upgrade() -> None:
    """Make both tables, empty."""
    _make_waiting_list()
    _make_offers()


def _make_waiting_list() -> None:
    name = "waiting_list"
    op.create_table(
        name,
        sa.Column("id", ID, nullable=False),
        sa.Column("patient_id", ID, nullable=False),
        sa.Column("slot_type_id", ID, nullable=False),
        sa.Column("appointment_id", ID, nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("clinicians", sa.Text(), nullable=False),
        sa.Column("clinics", sa.Text(), nullable=False),
        sa.Column("days", sa.Text(), nullable=False),
        sa.Column("from_local", sa.Time(), nullable=True),
        sa.Column("until_local", sa.Time(), nullable=True),
        sa.Column("notice_days", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("urgency", sa.Text(), nullable=False),
        sa.Column("urgency_by", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("quiet_until", sa.Date(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("ended_why", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        _check(name, "state", "state IN ('waiting', 'booked', 'ended')"),
        _check(name, "ended_why", "state <> 'ended' OR ended_why <> ''"),
        _check(name, "urgency", "urgency IN ('urgent', 'soon', 'routine')"),
        _check(name, "urgency_by", "urgency = 'routine' OR urgency_by <> ''"),
        _check(name, "minutes", "minutes BETWEEN 5 AND 480"),
        _check(name, "notice_days", "notice_days BETWEEN 0 AND 60"),
        _check(name, "dates", "from_on <= until_on"),
        _check(name, "times", "from_local < until_local"),
        _key(name, "patient_id", "patients"),
        _key(name, "slot_type_id", "slot_types"),
        _key(name, "appointment_id", "appointments"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waiting_list")),
    )
    own = ["patient_id", "slot_type_id"]
    _index("uq_waiting_list_one", name, own, IS_WAITING, unique=True)
    _index("uq_waiting_list_visit", name, ["appointment_id"], IS_WAITING, unique=True)
    _index("ix_waiting_list_kind", name, ["slot_type_id"], IS_WAITING, unique=False)


def _make_offers() -> None:
    name = "offers"
    states = "'open', 'accepted', 'declined', 'no-reply', 'taken-back'"
    op.create_table(
        name,
        sa.Column("id", ID, nullable=False),
        sa.Column("wish_id", ID, nullable=False),
        sa.Column("clinician_id", ID, nullable=False),
        sa.Column("clinic_id", ID, nullable=False),
        sa.Column("start_at", INSTANT, nullable=False),
        sa.Column("end_at", INSTANT, nullable=False),
        sa.Column("hold_id", ID, nullable=False),
        sa.Column("held_slots", sa.Text(), nullable=False),
        sa.Column("held_until", INSTANT, nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("answered_at", INSTANT, nullable=True),
        sa.Column("answered_by", sa.String(), nullable=False),
        sa.Column("said", sa.String(), nullable=False),
        sa.Column("appointment_id", ID, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        _check(name, "times", "start_at < end_at"),
        _check(name, "state", f"state IN ({states})"),
        _check(name, "answered", "(state = 'open') = (answered_at IS NULL)"),
        _check(name, "accepted", "(state = 'accepted') = (appointment_id IS NOT NULL)"),
        _check(name, "held", "held_until <= start_at"),
        _key(name, "wish_id", "waiting_list"),
        _key(name, "clinician_id", "clinicians"),
        _key(name, "clinic_id", "clinics"),
        _key(name, "appointment_id", "appointments"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offers")),
    )
    op.create_index(op.f("ix_offers_wish_id"), name, ["wish_id"])
    op.create_index(op.f("ix_offers_start_at"), name, ["start_at"])
    _index("uq_offers_open", name, ["wish_id"], IS_OPEN, unique=True)


def downgrade() -> None:
    """Take both tables away."""
    for name in ("uq_offers_open", op.f("ix_offers_start_at"), op.f("ix_offers_wish_id")):
        op.drop_index(name, table_name="offers")
    op.drop_table("offers")
    for name in ("ix_waiting_list_kind", "uq_waiting_list_visit", "uq_waiting_list_one"):
        op.drop_index(name, table_name="waiting_list")
    op.drop_table("waiting_list")
