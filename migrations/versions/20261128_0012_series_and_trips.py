"""visits that repeat, each date of them, and visits that belong together on one trip

Rules: one purpose a revision; nothing is imported from desktop/ (it must still run in five years);
a batch rebuild drops the table's triggers in silence, so re-create them here; end data moves with
a test that has rows in place.

Revision ID: 0012
Revises: 0010
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0012"
down_revision = "0010"
branch_labels = None
depends_on = None

ID = sa.Text().with_variant(postgresql.UUID(as_uuid=False), "postgresql")
ON_A_TRIP = sa.text("trip_id IS NOT NULL")


def _key(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{other}")
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name)


def upgrade() -> None:
    """Make the tables and the column, still empty: visits that are there go by themselves."""
    op.create_table(
        "series",
        sa.Column("id", ID, nullable=False),
        sa.Column("patient_id", ID, nullable=False),
        sa.Column("slot_type_id", ID, nullable=False),
        sa.Column("clinician_id", ID, nullable=True),
        sa.Column("clinic_id", ID, nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("every", sa.Text(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("nth", sa.Integer(), nullable=True),
        sa.Column("at_local", sa.Time(), nullable=True),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("call_on", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(every = 'month') = (nth IS NOT NULL)", name=op.f("ck_series_nth")),
        sa.CheckConstraint("every <> 'dates'", name=op.f("ck_series_every")),
        sa.CheckConstraint("step BETWEEN 1 AND 12", name=op.f("ck_series_step")),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name=op.f("ck_series_weekday")),
        sa.CheckConstraint("count BETWEEN 2 AND 26", name=op.f("ck_series_count")),
        _key("series", "patient_id", "patients"),
        _key("series", "slot_type_id", "slot_types"),
        _key("series", "clinician_id", "clinicians"),
        _key("series", "clinic_id", "clinics"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_series")),
    )
    op.create_index(op.f("ix_series_patient_id"), "series", ["patient_id"])
    op.create_table(
        "series_dates",
        sa.Column("series_id", ID, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("appointment_id", ID, nullable=True),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("place >= 1", name=op.f("ck_series_dates_place")),
        sa.CheckConstraint(
            "(state = 'booked') = (appointment_id IS NOT NULL)",
            name=op.f("ck_series_dates_booked"),
        ),
        _key("series_dates", "series_id", "series"),
        _key("series_dates", "appointment_id", "appointments"),
        sa.PrimaryKeyConstraint("series_id", "place", name=op.f("pk_series_dates")),
        sa.UniqueConstraint("appointment_id", name=op.f("uq_series_dates_appointment_id")),
    )
    op.add_column("appointments", sa.Column("trip_id", ID, nullable=True))
    op.create_index(
        op.f("ix_appointments_trip_id"),
        "appointments",
        ["trip_id"],
        postgresql_where=ON_A_TRIP,
        sqlite_where=ON_A_TRIP,
    )


def downgrade() -> None:
    """Take them away; the visits stay, each by itself."""
    op.drop_index(op.f("ix_appointments_trip_id"), table_name="appointments")
    op.drop_column("appointments", "trip_id")
    op.drop_table("series_dates")
    op.drop_index(op.f("ix_series_patient_id"), table_name="series")
    op.drop_table("series")
