"""Alembic's environment: runs on the connection it is handed, one transaction an upgrade."""

from __future__ import annotations

from typing import Any

from alembic import context
from sqlalchemy import Connection, text

import desktop.persistence.tables  # noqa: F401 fills the metadata that autogenerate compares
from desktop.persistence.base import metadata
from desktop.persistence.migrate import alembic_engine


def render_item(kind: str, item: Any, _autogen: Any) -> Any:
    """Write our column types as plain SQLAlchemy ones: a revision imports nothing of ours."""
    if kind != "type":
        return False
    plain = {
        "Id": 'sa.Text().with_variant(postgresql.UUID(as_uuid=False), "postgresql")',
        "Instant": 'sa.Text().with_variant(postgresql.TIMESTAMP(timezone=True), "postgresql")',
        "Code": "sa.Text()",
        "Words": "sa.Text()",
    }
    return plain.get(type(item).__name__, False)


def run(db: Connection) -> None:
    """Upgrade (or compare) over this connection and look for broken references at the end."""
    context.configure(
        connection=db,
        target_metadata=metadata,
        render_as_batch=True,
        render_item=render_item,
        compare_type=True,
        compare_server_default=True,
        transactional_ddl=True,  # SQLite too: the whole upgrade or nothing, however many revisions
        transaction_per_migration=False,
    )
    with context.begin_transaction():
        context.run_migrations()
        if db.dialect.name == "sqlite":
            broken = db.execute(text("PRAGMA foreign_key_check")).all()
            if broken:
                raise RuntimeError(f"the upgrade left broken references: {broken[:5]}")


connection = context.config.attributes.get("connection")
if connection is not None:
    run(connection)
else:
    engine = alembic_engine(context.get_x_argument(as_dictionary=True)["url"])
    with engine.connect() as own:
        run(own)
        own.commit()
