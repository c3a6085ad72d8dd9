"""The schema: one head, up and down, equal to the tables; copies before upgrades; newer refused."""

from __future__ import annotations

import resource
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import OperationalError, ProgrammingError

import desktop.persistence.tables  # noqa: F401 fills the metadata
from desktop.domain.errors import Unavailable
from desktop.paths import migrations_dir
from desktop.persistence import migrate
from desktop.persistence.base import metadata
from desktop.persistence.constraints import missing_constraints
from desktop.persistence.engine import open_database
from desktop.persistence.guards import missing_guards
from desktop.persistence.migrate import (
    alembic_engine,
    copy_file,
    current_revision,
    upgrade,
)
from desktop.persistence.schema import HEAD


def _config(db: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(migrations_dir()))
    config.attributes["connection"] = db
    return config


@pytest.fixture
def empty(empty_engine_url: str) -> Iterator[Connection]:
    engine = alembic_engine(empty_engine_url)
    with engine.connect() as db:
        yield db
    engine.dispose()


def test_there_is_one_head_and_the_program_knows_it() -> None:
    script = ScriptDirectory.from_config(_config())
    assert script.get_heads() == [HEAD]


def test_every_file_name_begins_with_its_date_and_names_its_revision() -> None:
    for script in ScriptDirectory.from_config(_config()).walk_revisions():
        parts = Path(script.path).stem.split("_")
        assert len(parts[0]) == 8
        assert parts[0].isdigit()
        assert parts[1] == script.revision


def test_the_migrated_schema_is_the_tables(engine_url: str) -> None:
    engine = alembic_engine(engine_url)
    options = {"compare_type": True, "compare_server_default": True}
    with engine.connect() as db:
        assert compare_metadata(MigrationContext.configure(db, opts=options), metadata) == []
        assert missing_guards(db) == ()
        assert missing_constraints(db) == ()
    engine.dispose()


def test_create_all_makes_the_same_guards(empty: Connection) -> None:
    metadata.create_all(empty)
    assert missing_guards(empty) == ()
    assert missing_constraints(empty) == ()


def test_every_revision_goes_up_and_down_leaving_nothing(empty: Connection) -> None:
    command.upgrade(_config(empty), "head")
    assert "appointments" in inspect(empty).get_table_names()
    command.downgrade(_config(empty), "base")
    assert set(inspect(empty).get_table_names()) <= {"alembic_version", "sqlite_sequence"}
    command.upgrade(_config(empty), "head")
    assert missing_guards(empty) == ()
    assert missing_constraints(empty) == ()


def test_upgrading_an_upgraded_database_changes_nothing(engine_url: str) -> None:
    upgrade(engine_url)
    database = open_database(engine_url)
    with database.reading() as db:
        assert current_revision(db) == HEAD
    database.close()


def test_a_newer_database_is_refused_in_words(engine_url: str) -> None:
    database = open_database(engine_url)
    with database.writing() as db:
        db.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    database.close()
    with pytest.raises(Unavailable, match="newer Attend") as caught:
        upgrade(engine_url)
    assert caught.value.code == "newer"


@pytest.fixture
def next_release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the migrations of a release to come: ours and one revision more, still empty."""
    folder = tmp_path / "migrations"
    shutil.copytree(migrations_dir(), folder)
    monkeypatch.setattr(migrate, "migrations_dir", lambda: folder)
    monkeypatch.setattr(migrate, "HEAD", "9998")
    return folder / "versions" / "20991231_9998_next.py"


def _revision(statement: str, *, after: str = HEAD) -> str:
    return (
        f"from alembic import op\nrevision = '9998'\ndown_revision = {after!r}\n"
        "def upgrade():\n    op.execute('CREATE TABLE half (a TEXT)')\n"
        f"    op.execute({statement!r})\n"
    )


def test_a_file_is_copied_before_it_is_upgraded(
    sqlite_url: str, tmp_path: Path, next_release: Path
) -> None:
    next_release.write_text(_revision("INSERT INTO half VALUES ('whole')"))
    upgrade(sqlite_url, backup_dir=tmp_path / "copies")
    with sqlite3.connect(sqlite_url.removeprefix("sqlite:///")) as db:
        assert db.execute("SELECT version_num FROM alembic_version").fetchall() == [("9998",)]
        assert db.execute("SELECT a FROM half").fetchall() == [("whole",)]
    (copy,) = (tmp_path / "copies").iterdir()
    with sqlite3.connect(copy) as db:
        assert db.execute("SELECT version_num FROM alembic_version").fetchall() == [(HEAD,)]


def test_an_upgrade_that_stops_half_way_leaves_the_file_as_it_was(
    sqlite_url: str, tmp_path: Path, next_release: Path
) -> None:
    first = f"revision = '9997'\ndown_revision = {HEAD!r}\ndef upgrade():\n    pass\n"
    next_release.with_name("20991231_9997_first.py").write_text(first)
    next_release.write_text(_revision("INSERT INTO nowhere VALUES (1)", after="9997"))
    with pytest.raises(OperationalError):
        upgrade(sqlite_url, backup_dir=tmp_path / "copies")
    with sqlite3.connect(sqlite_url.removeprefix("sqlite:///")) as db:
        assert db.execute("SELECT version_num FROM alembic_version").fetchall() == [(HEAD,)]
        assert db.execute("SELECT name FROM sqlite_master WHERE name = 'half'").fetchall() == []
    assert len(list((tmp_path / "copies").iterdir())) == 1


def test_an_upgrade_of_a_server_that_stops_half_way_leaves_it_as_it_was(
    postgres_url: str, next_release: Path
) -> None:
    next_release.write_text(_revision("INSERT INTO nowhere VALUES (1)"))
    with pytest.raises(ProgrammingError):
        upgrade(postgres_url)
    database = open_database(postgres_url)
    with database.reading() as db:
        assert db.execute(text("SELECT version_num FROM alembic_version")).all() == [(HEAD,)]
        assert db.execute(text("SELECT to_regclass('half')")).scalar_one() is None
    database.close()


def test_the_copy_opens_and_holds_what_was_there(sqlite_url: str, tmp_path: Path) -> None:
    file = Path(sqlite_url.removeprefix("sqlite:///"))
    with sqlite3.connect(file) as db:
        db.execute("INSERT INTO settings VALUES ('colour', '\"pine\"', 1)")
    copy = copy_file(file, tmp_path / "copies")
    with sqlite3.connect(copy) as db:
        assert db.execute("SELECT value FROM settings").fetchall() == [('"pine"',)]


@contextmanager
def _no_room() -> Iterator[None]:
    """Let no file of this process grow past a part of what an empty practice takes."""
    usual = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, usual[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, usual)


def test_without_room_for_the_copy_nothing_is_upgraded_and_none_is_left(
    sqlite_url: str, tmp_path: Path, next_release: Path
) -> None:
    next_release.write_text(_revision("INSERT INTO half VALUES ('whole')"))
    with _no_room(), pytest.raises(Unavailable, match="The disk"):
        upgrade(sqlite_url, backup_dir=tmp_path / "copies")
    with sqlite3.connect(sqlite_url.removeprefix("sqlite:///")) as db:
        assert db.execute("SELECT version_num FROM alembic_version").fetchall() == [(HEAD,)]
    assert list((tmp_path / "copies").iterdir()) == []


def test_a_folder_for_copies_that_can_not_be_made_stops_the_upgrade(
    sqlite_url: str, tmp_path: Path, next_release: Path
) -> None:
    next_release.write_text(_revision("INSERT INTO half VALUES ('whole')"))
    (tmp_path / "taken").write_text("a file of that name")
    with pytest.raises(Unavailable, match="can’t be written or read"):
        upgrade(sqlite_url, backup_dir=tmp_path / "taken" / "copies")
    with sqlite3.connect(sqlite_url.removeprefix("sqlite:///")) as db:
        assert db.execute("SELECT version_num FROM alembic_version").fetchall() == [(HEAD,)]


def test_a_server_is_not_upgraded_under_the_desks_that_are_open(postgres_url: str) -> None:
    database = open_database(postgres_url)
    with database.writing() as db:
        db.execute(text("UPDATE alembic_version SET version_num = '0012'"))
    with pytest.raises(Unavailable, match=r"Others are connected .* upgrade again") as caught:
        upgrade(postgres_url)
    assert caught.value.code == "in_use"
    with database.reading() as db:
        assert current_revision(db) == "0012"
    database.close()
