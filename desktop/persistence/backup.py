"""Copies of a practice as one SQLite file, from either engine, and putting one back.

A copy is written beside its last name and renamed when it is whole. On SQLite it is page for page;
from a server every table is read in one snapshot, so that no desk needs the server's own tools.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import Column as PlainColumn
from sqlalchemy import Connection, MetaData, Table, Text, func, select, text

from desktop.domain.errors import Unavailable
from desktop.persistence.base import Code, Words, metadata
from desktop.persistence.bulk import insert_bulk
from desktop.persistence.engine import open_database, read_url, translated
from desktop.persistence.file_copy import (
    OnShare,
    copy_pages,
    discard_file,
    made_whole,
    said_of_files,
    sync,
)
from desktop.persistence.migrate import (
    alembic_engine,
    check_revision,
    current_revision,
    refuse_older,
    refuse_others,
    upgrade_in_place,
    upgrade_over,
)
from desktop.persistence.roles import find_other_owner, grant_desk_role

_ROWS_A_STEP = 1_000
_CACHE_KILOBYTES = 131_072
_REVISION = "alembic_version"


def write_copy(url: str, file: Path, on_share: OnShare = lambda _share: None) -> None:
    """Write a copy of the database to the file; one that is there is replaced at the very end.

    Errors: Unavailable where it can't be read or written, ("older") for a server's older schema.
    """
    address = read_url(url)
    with made_whole(file) as partial:
        if address.get_backend_name() == "sqlite":
            copy_pages(Path(str(address.database)), partial, on_share)
        else:
            _copy_from_server(url, partial, on_share)


def _copy_from_server(url: str, target: Path, on_share: OnShare) -> None:
    upgrade_in_place(f"sqlite:///{target}")
    source, made = open_database(url), alembic_engine(f"sqlite:///{target}")
    try:
        with (
            translated(),
            source.engine.connect().execution_options(isolation_level="REPEATABLE READ") as old,
            made.connect() as new,
        ):
            old.execute(text("SET TRANSACTION READ ONLY"))
            refuse_older(old)
            new.exec_driver_sql(f"PRAGMA cache_size=-{_CACHE_KILOBYTES}")
            copy_tables(old, new, on_share)
            new.commit()
    finally:
        source.close()
        made.dispose()


def copy_tables(old: Connection, new: Connection, on_share: OnShare) -> None:
    """Copy every row of every table as it is; the new ones are empty."""
    tables = [_plain(table) for table in metadata.sorted_tables]
    count = {
        one.name: old.execute(select(func.count()).select_from(one)).scalar_one() for one in tables
    }
    whole, done = max(sum(count.values()), 1), 0
    for table in tables:
        found = old.execution_options(stream_results=True).execute(select(table))
        for rows in found.mappings().partitions(_ROWS_A_STEP):
            insert_bulk(new, table, [dict(row) for row in rows])
            done += len(rows)
            on_share(done / whole)


def _plain(table: Table) -> Table:
    # Enums and lists go over as the text they are: a copy keeps also what no act would write.
    columns = [
        PlainColumn(one.name, Text() if isinstance(one.type, (Code, Words)) else one.type)
        for one in table.c
    ]
    return Table(table.name, MetaData(), *columns)


def prepare_file(copy: Path, target: Path, on_share: OnShare = lambda _share: None) -> Path:
    """Lay the copy beside the file it will replace, brought to this program's schema.

    Errors: Unavailable("not_a_copy"), ("newer"), ("file"). Nothing is in its place yet.
    """
    new = target.with_name(f"{target.stem}-being-restored{target.suffix}")
    with said_of_files(copy, should_be_copy=True):
        target.parent.mkdir(parents=True, exist_ok=True)
        discard_file(new)
        try:
            copy_pages(copy, new, on_share)
            _bring_up(new, copy)
        except BaseException:
            discard_file(new)
            raise
    return new


def _bring_up(new: Path, copy: Path) -> None:
    engine = alembic_engine(f"sqlite:///{new}")
    try:
        with engine.connect() as db:
            if current_revision(db) is None:
                raise Unavailable("not_a_copy", f"{copy.name} is no copy of a practice.")
            if not check_revision(db):
                upgrade_over(db)
                db.commit()
    finally:
        engine.dispose()


def swap_in_file(new: Path, target: Path, stamp: str) -> Path | None:
    """Put the prepared file in the target's place; returns where the old one is kept.

    Errors: Unavailable("in_use") while anybody has the old one open.
    """
    with said_of_files(target):
        _close_journal(new)
        if not target.exists():
            os.replace(new, target)
            sync(target.parent)
            return None
        _close_journal(target)
        _give_same_rights(target, new)
        kept = target.with_name(f"{target.stem}-before-restore-{stamp}{target.suffix}")
        try:
            os.link(target, kept)
        except OSError:  # a file system without links: for a moment there is no file of that name
            os.replace(target, kept)
        os.replace(new, target)
        sync(target.parent)
        return kept


def _give_same_rights(old: Path, new: Path) -> None:
    shutil.copymode(old, new)
    if hasattr(os, "geteuid") and os.geteuid() == 0:  # else the desks could not open it
        owner = old.stat()
        os.chown(new, owner.st_uid, owner.st_gid)


def _close_journal(file: Path) -> None:
    # Only who is alone may leave the journal mode that every desk opens with.
    with closing(sqlite3.connect(file, timeout=0)) as db:
        try:
            db.execute("PRAGMA journal_mode=DELETE")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error):
                raise
            raise Unavailable(
                "in_use",
                "This practice is open. Close Attend in every window and on every desk, then "
                "restore again. Nothing was changed.",
            ) from error


@contextmanager
def loading_on_server(
    copy: Path, url: str, stamp: str, on_share: OnShare = lambda _share: None
) -> Iterator[tuple[Connection, str | None]]:
    """Lay the (prepared) copy into the server's tables, all in one transaction.

    The tables that are there move to a schema of their own, whose name is given with the
    connection (None where there are none). It commits when the block ends; an error leaves the
    server as it was. An owner of the database can do all of it.
    Errors: Unavailable("in_use") while anybody else is connected, ("owner"), ("older").
    """
    old, new = alembic_engine(f"sqlite:///{copy}"), open_database(url)
    try:
        with translated(), old.connect() as source, new.engine.connect() as db:
            kept = _set_aside(db, stamp)
            upgrade_over(db)
            grant_desk_role(db)
            with _references_at_the_end(db):
                copy_tables(source, db, on_share)
            _go_on_counting(db)
            yield db, kept
            db.commit()
            db.execute(text("ANALYZE"))
            db.commit()
    finally:
        old.dispose()
        new.close()


def _set_aside(db: Connection, stamp: str) -> str | None:
    owner = find_other_owner(db)
    if owner is not None:
        raise Unavailable("owner", f"Only the owner of this database, {owner}, may restore it.")
    refuse_others(db, "restore")
    if current_revision(db) is None:
        return None
    refuse_older(db)
    schema = f"attend_before_restore_{stamp.lower()}"
    db.execute(text(f'CREATE SCHEMA "{schema}"'))
    for name in (*metadata.tables, _REVISION):
        db.execute(text(f'ALTER TABLE public."{name}" SET SCHEMA "{schema}"'))
    return schema


@contextmanager
def _references_at_the_end(db: Connection) -> Iterator[None]:
    """Look at a table's references to itself when all its rows are there."""
    own = [
        (table.name, str(one.name))
        for table in metadata.sorted_tables
        for one in table.foreign_key_constraints
        if one.referred_table is table
    ]
    for table_name, name in own:
        words = f'ALTER TABLE "{table_name}" ALTER CONSTRAINT "{name}" '
        db.execute(text(words + "DEFERRABLE INITIALLY DEFERRED"))
    yield
    db.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
    for table_name, name in own:
        db.execute(text(f'ALTER TABLE "{table_name}" ALTER CONSTRAINT "{name}" NOT DEFERRABLE'))


def _go_on_counting(db: Connection) -> None:
    db.execute(
        text(
            "SELECT setval(pg_get_serial_sequence('changes', 'seq'), max(seq)) FROM changes "
            "HAVING max(seq) IS NOT NULL"
        )
    )
