"""real people at the desk: related and merged people, sign-in rests, imports, daily jobs

Rules: one purpose a revision; nothing is imported from desktop/ (it must still run in five years);
a batch rebuild drops the table's triggers in silence, so re-create them here; end data moves with
a test that has rows in place.

Revision ID: 0002
Revises: 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ID = sa.Text().with_variant(postgresql.UUID(as_uuid=False), "postgresql")
INSTANT = sa.Text().with_variant(postgresql.TIMESTAMP(timezone=True), "postgresql")
BYTEWISE = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
MERGED = sa.text("root_id IS NOT NULL")


def upgrade() -> None:
    """Widen people and their numbers, then make the new tables."""
    _widen_people()
    _make_people_tables()
    _make_machinery()


def _widen_people() -> None:
    with op.batch_alter_table("patients") as batch:
        batch.add_column(sa.Column("is_deceased", sa.Boolean(), nullable=True))
        batch.add_column(sa.Column("is_sensitive", sa.Boolean(), nullable=True))
        batch.add_column(sa.Column("root_id", ID, nullable=True))
        batch.add_column(sa.Column("merged_at", INSTANT, nullable=True))
    op.execute(sa.text("UPDATE patients SET is_deceased = deceased_on IS NOT NULL"))
    op.execute(sa.text("UPDATE patients SET is_sensitive = false"))
    with op.batch_alter_table("patients") as batch:
        batch.alter_column("is_deceased", existing_type=sa.Boolean(), nullable=False)
        batch.alter_column("is_sensitive", existing_type=sa.Boolean(), nullable=False)
        batch.create_foreign_key("fk_patients_root_id_patients", "patients", ["root_id"], ["id"])
        batch.create_check_constraint(
            op.f("ck_patients_deceased"), "is_deceased OR deceased_on IS NULL"
        )
        batch.create_check_constraint(
            op.f("ck_patients_merged"), "(root_id IS NULL) = (merged_at IS NULL)"
        )
        batch.create_check_constraint(op.f("ck_patients_root"), "root_id <> id")
    op.create_index(
        "ix_patients_root_id",
        "patients",
        ["root_id"],
        postgresql_where=MERGED,
        sqlite_where=MERGED,
    )
    with op.batch_alter_table("identifiers") as batch:
        batch.add_column(sa.Column("use", sa.String(), nullable=True))
    op.execute(sa.text("UPDATE identifiers SET \"use\" = ''"))
    with op.batch_alter_table("identifiers") as batch:
        batch.alter_column("use", existing_type=sa.String(), nullable=False)


def _make_people_tables() -> None:
    op.create_table(
        "related_people",
        sa.Column("id", ID, nullable=False),
        sa.Column("patient_id", ID, nullable=False),
        sa.Column("related_patient_id", ID, nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("relationship", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("is_carer", sa.Boolean(), nullable=False),
        sa.Column("is_next_of_kin", sa.Boolean(), nullable=False),
        sa.Column("may_speak_for", sa.Text(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["patients.id"], name=op.f("fk_related_people_patient_id_patients")
        ),
        sa.ForeignKeyConstraint(
            ["related_patient_id"],
            ["patients.id"],
            name=op.f("fk_related_people_related_patient_id_patients"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_related_people")),
    )
    for column in ("patient_id", "related_patient_id"):
        op.create_index(op.f(f"ix_related_people_{column}"), "related_people", [column])
    op.create_table(
        "distinct_people",
        sa.Column("patient_id", ID, nullable=False),
        sa.Column("other_id", ID, nullable=False),
        sa.CheckConstraint("patient_id < other_id", name=op.f("ck_distinct_people_order")),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["patients.id"], name=op.f("fk_distinct_people_patient_id_patients")
        ),
        sa.ForeignKeyConstraint(
            ["other_id"], ["patients.id"], name=op.f("fk_distinct_people_other_id_patients")
        ),
        sa.PrimaryKeyConstraint("patient_id", "other_id", name=op.f("pk_distinct_people")),
    )
    op.create_index(op.f("ix_distinct_people_other_id"), "distinct_people", ["other_id"])


def _make_machinery() -> None:
    op.create_table(
        "pin_tries",
        sa.Column("staff_id", ID, nullable=False),
        sa.Column("wrong", sa.Integer(), nullable=False),
        sa.Column("rests_until", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_pin_tries_staff_id_staff")
        ),
        sa.PrimaryKeyConstraint("staff_id", name=op.f("pk_pin_tries")),
    )
    op.create_table(
        "imports",
        sa.Column("source", BYTEWISE, nullable=False),
        sa.Column("kind", BYTEWISE, nullable=False),
        sa.Column("source_id", BYTEWISE, nullable=False),
        sa.Column("our_id", ID, nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("source", "kind", "source_id", name=op.f("pk_imports")),
    )
    op.create_index(op.f("ix_imports_our_id"), "imports", ["our_id"])
    op.create_table(
        "jobs",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("leased_by", sa.String(), nullable=False),
        sa.Column("leased_until", INSTANT, nullable=True),
        sa.Column("done_at", INSTANT, nullable=True),
        sa.Column("words", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_jobs")),
    )


def downgrade() -> None:
    """Take the new tables and columns away."""
    for table in ("jobs", "imports", "pin_tries", "distinct_people", "related_people"):
        op.drop_table(table)
    with op.batch_alter_table("identifiers") as batch:
        batch.drop_column("use")
    op.drop_index("ix_patients_root_id", table_name="patients")
    with op.batch_alter_table("patients") as batch:
        for rule in ("deceased", "merged", "root"):
            batch.drop_constraint(op.f(f"ck_patients_{rule}"), type_="check")
        batch.drop_constraint("fk_patients_root_id_patients", type_="foreignkey")
        for column in ("is_deceased", "is_sensitive", "root_id", "merged_at"):
            batch.drop_column(column)
