"""Bringing a database to this program's schema: refuse newer, copy, upgrade, check."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.pool import NullPool

from desktop.domain.errors import Unavailable
from desktop.paths import migrations_dir
from desktop.persistence.engine import open_database, read_url, translated
from desktop.persistence.file_copy import copy_pages, made_whole
from desktop.persistence.passwords import ask_keyring
from desktop.persistence.record import FEED_CHANNEL
from desktop.persistence.roles import DESK_ROLE, find_other_owner, grant_desk_role
from desktop.persistence.schema import HEAD, REVISION, UPGRADED


def current_revision(db: Connection) -> str | None:
    """Return the database's revision, None for an empty one."""
    if db.dialect.name == "sqlite":
        # Each start asks: SQLAlchemy's inspection would be imported for it (60 ms).
        known = db.exec_driver_sql(
            "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'alembic_version'"
        ).first()
    else:
        known = db.execute(text("SELECT to_regclass('public.alembic_version')")).scalar_one()
    if known is None:
        return None
    revision = db.execute(text(REVISION)).scalar_one_or_none()
    return None if revision is None else str(revision)


def check_revision(db: Connection) -> bool:
    """Return whether the schema is this program's; False when it is older or empty.

    Errors: Unavailable("newer") for a database made by a newer Attend.
    """
    revision = current_revision(db)
    if revision == HEAD:
        return True
    if revision is not None and revision not in _known_revisions():
        raise Unavailable(
            "newer",
            "This practice was last opened with a newer Attend. Install that version here, then "
            "open it again. Nothing was changed.",
        )
    return False


def upgrade(url: str, *, backup_dir: Path | None = None, role: str = DESK_ROLE) -> tuple[str, ...]:
    """Upgrade the database to HEAD, an SQLite file with people in it after a copy of it was made.

    On PostgreSQL the desks' ``role`` gets its rights anew; what its owner may not do is returned,
    statements for the server's administrator.
    Errors: Unavailable("newer") for a newer one, ("owner") for a server's database of somebody
    else, or where there is no room for the copy, ("in_use") while desks are connected to an older
    one; whatever stops a revision leaves the file as it was (SQLite: the copy in ``backup_dir``, by
    default beside the file, is there too).
    """
    database = open_database(url)
    try:
        with database.reading() as db:
            is_current = check_revision(db)
            fresh = current_revision(db) is None
            _refuse_other_owner(db)
            if not is_current and not fresh:
                refuse_others(db, "upgrade")
        if database.dialect == "sqlite" and not fresh and not is_current:
            copy_file(Path(str(read_url(url).database)), backup_dir)
    finally:
        database.close()
    with translated():
        if not is_current:
            upgrade_in_place(url)
        return _grant(url, role)


def refuse_older(db: Connection) -> None:
    """Raise Unavailable where the schema is not this program's: a desk never upgrades a server.

    Errors: Unavailable("older"), ("empty"), ("newer").
    """
    if check_revision(db):
        return
    if current_revision(db) is None:
        raise Unavailable(
            "empty",
            "There is nothing in this database yet. Whoever looks after the server runs attend "
            "upgrade there; then open it again.",
        )
    raise Unavailable(
        "older",
        "This practice’s database is older than this Attend. Whoever looks after the server "
        "runs attend upgrade there; then open it again. Nothing was changed.",
    )


_OTHERS = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datid = (SELECT oid FROM pg_database "
    "WHERE datname = current_database()) AND usesysid IS NOT NULL AND pid <> pg_backend_pid()"
)


def refuse_others(db: Connection, act: str) -> None:
    """Raise Unavailable("in_use") while anybody else is connected to a server's database."""
    if db.dialect.name == "sqlite":
        return
    others = db.execute(_OTHERS).scalar_one()
    if others:
        raise Unavailable(
            "in_use",
            f"Others are connected to this database ({others}). Close Attend on every desk, then "
            f"{act} again. Nothing was changed.",
        )


def _refuse_other_owner(db: Connection) -> None:
    if db.dialect.name == "sqlite":
        return
    owner = find_other_owner(db)
    if owner is not None:
        raise Unavailable(
            "owner",
            f"Only the owner of this database, {owner}, may upgrade it. Nothing was changed.",
        )


def _grant(url: str, role: str) -> tuple[str, ...]:
    if read_url(url).get_backend_name() == "sqlite":
        return ()
    engine = alembic_engine(url)
    try:
        with engine.begin() as db:
            return grant_desk_role(db, role)
    finally:
        engine.dispose()


def copy_file(file: Path, backup_dir: Path | None = None) -> Path:
    """Copy an SQLite file with its online backup; returns the copy's path.

    Errors: Unavailable where the copy can't be written; nothing is left of it then.
    """
    folder = backup_dir or file.parent
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    copy = folder / f"{file.stem}-before-upgrade-{stamp}{file.suffix}"
    with made_whole(copy) as partial:
        copy_pages(file, partial)
    return copy


def _known_revisions() -> frozenset[str]:
    return frozenset(
        path.stem.split("_")[1] for path in (migrations_dir() / "versions").glob("2*_*.py")
    )


def alembic_engine(url: str) -> Engine:
    """Return an engine for migrations: foreign keys off before the transaction, one connection."""
    address = read_url(url)
    engine = create_engine(address, poolclass=NullPool)
    if address.get_backend_name() == "sqlite":

        @event.listens_for(engine, "connect")
        def _on_connect(connection: sqlite3.Connection, _record: object) -> None:
            connection.isolation_level = None
            connection.execute("PRAGMA foreign_keys=OFF")

        @event.listens_for(engine, "begin")
        def _on_begin(db: Connection) -> None:
            db.exec_driver_sql("BEGIN IMMEDIATE")

    else:
        ask_keyring(engine, address)
    return engine


def upgrade_over(db: Connection) -> None:
    """Bring the schema to HEAD over this connection (of ``alembic_engine``), in its transaction."""
    # Alembic takes 100-290 ms to import: only when there is something to upgrade.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(migrations_dir()).replace("%", "%%"))
    config.attributes["connection"] = db
    command.upgrade(config, "head")


def tell_upgraded(db: Connection) -> None:
    """Tell desks that came to a server meanwhile; those on a file see that it changed."""
    if db.dialect.name == "postgresql":
        db.execute(text("SELECT pg_notify(:channel, :said)"), _TOLD)


_TOLD = {"channel": FEED_CHANNEL, "said": UPGRADED}


def upgrade_in_place(url: str) -> None:
    """Bring a database to HEAD, without a copy: for copies and what is made from nothing."""
    engine = alembic_engine(url)
    try:
        with engine.connect() as db:
            upgrade_over(db)
            tell_upgraded(db)
            db.commit()
    finally:
        engine.dispose()
