"""Fixtures: a fresh migrated database for each test, on both engines.

The schema is built by migration once a run; a test gets a copy of that file (SQLite) or a database
made from that template (PostgreSQL). The server is started when the first test asks for it, shared
by all workers and stopped at the end.
"""

import fcntl
import os
import shutil
import sqlite3
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from tests.postgres_cluster import (
    Cluster,
    PostgresMissing,
    read_cluster,
    save_cluster,
    start_cluster,
    stop_cluster,
)

ENGINES = tuple(os.environ.get("ATTEND_TEST_ENGINES", "sqlite,postgresql").split(","))
LEFT_OUT = "PostgreSQL is left out: ATTEND_TEST_ENGINES=" + ",".join(ENGINES)
_RUN_DIR = "ATTEND_TEST_RUN_DIR"
_RUN_PID = "ATTEND_TEST_RUN_PID"
_RAM_BYTES = 4 * 1024**3
_owned = pytest.StashKey[Path]()


def pytest_configure(config: pytest.Config) -> None:
    """Make the folder that all processes of this run share."""
    if unknown := set(ENGINES) - {"sqlite", "postgresql"}:
        raise pytest.UsageError(f"ATTEND_TEST_ENGINES: no engine is called {', '.join(unknown)}")
    if _RUN_DIR in os.environ:
        return
    folder = Path(tempfile.mkdtemp(prefix="attend-tests-", dir=_roomy_ram()))
    folder.chmod(0o755)  # the server, run as another user, has its folder in here
    (folder / "tmp").mkdir()
    os.environ["TMPDIR"] = tempfile.tempdir = str(folder / "tmp")  # tmp_path too, and workers
    os.environ[_RUN_DIR] = str(folder)
    os.environ[_RUN_PID] = str(os.getpid())
    config.stash[_owned] = folder


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the servers of the run, in the process that made the folder."""
    folder = config.stash.get(_owned, None)
    if folder is None:
        return
    for cluster in folder.glob("postgresql*/"):
        stop_cluster(cluster)
    shutil.rmtree(folder, ignore_errors=True)
    del os.environ[_RUN_DIR], os.environ[_RUN_PID], os.environ["TMPDIR"]
    tempfile.tempdir = None


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say loudly when one engine was left out."""
    if "postgresql" not in ENGINES:
        terminalreporter.write_line(LEFT_OUT, yellow=True, bold=True)


def _roomy_ram() -> str | None:
    """Return the folder in memory where it has room: 2,000 databases need no disk to turn."""
    ram = Path("/dev/shm")  # a folder of the run's own is made in it
    roomy = os.access(ram, os.W_OK) and shutil.disk_usage(ram).free > _RAM_BYTES
    return str(ram) if roomy else None


@contextmanager
def _once() -> Iterator[Path]:
    """Hold the run's lock: what is made under it is made by one process."""
    folder = Path(os.environ[_RUN_DIR])
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield folder


@pytest.fixture(scope="session")
def sqlite_template() -> Path:
    """Return the migrated SQLite file of the run; copy it, never open it."""
    with _once() as folder:
        done = folder / "template.db"
        if not done.exists():
            from desktop.persistence.migrate import upgrade

            being_made = folder / "template-in-making.db"
            upgrade(f"sqlite:///{being_made}")
            connection = sqlite3.connect(being_made)
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.close()
            being_made.rename(done)
    return done


def _shared_cluster(*, durable: bool) -> Cluster:
    kind = "postgresql-durable" if durable else "postgresql"
    with _once() as folder:
        saved = folder / f"{kind}.json"
        refused = folder / f"{kind}.refused"
        if refused.exists():
            pytest.fail(refused.read_text(), pytrace=False)
        if not saved.exists():
            try:
                watched = int(os.environ[_RUN_PID])
                cluster = start_cluster(folder / kind, durable=durable, watched_pid=watched)
            except PostgresMissing as error:
                refused.write_text(str(error))
                pytest.fail(str(error), pytrace=False)
            save_cluster(cluster, saved)
    return read_cluster(saved)


@pytest.fixture(scope="session")
def postgres_cluster() -> Cluster:
    """Return the run's server, fsync off; started when first asked for."""
    if "postgresql" not in ENGINES:
        pytest.skip(LEFT_OUT)
    return _shared_cluster(durable=False)


def _migrated_template(cluster: Cluster) -> str:
    name = "migrated_template"
    with _once():
        done = cluster.folder.with_suffix(".migrated")
        if not done.exists():
            from desktop.persistence.migrate import upgrade

            make_database(cluster, name)
            upgrade(cluster.url(name))
            done.touch()
    return name


def make_database(cluster: Cluster, name: str, template: str = "template0") -> None:
    """Make a database on the run's server, from a template."""
    with psycopg.connect(cluster.url("postgres"), autocommit=True) as db:
        made = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        db.execute(made.format(sql.Identifier(name), sql.Identifier(template)))


def drop_database(cluster: Cluster, name: str) -> None:
    """Drop a database, whoever is still connected."""
    with psycopg.connect(cluster.url("postgres"), autocommit=True) as db:
        db.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@contextmanager
def _postgres_database(request: pytest.FixtureRequest, *, migrated: bool) -> Iterator[str]:
    if "postgresql" not in ENGINES:
        pytest.skip(LEFT_OUT)
    durable = request.node.get_closest_marker("durable") is not None
    cluster = _shared_cluster(durable=durable)
    template = _migrated_template(cluster) if migrated else "template0"
    name = f"test_{uuid.uuid4().hex}"
    make_database(cluster, name, template)
    try:
        yield cluster.url(name)
    finally:
        drop_database(cluster, name)


@contextmanager
def _sqlite_database(request: pytest.FixtureRequest, *, migrated: bool) -> Iterator[str]:
    folder: Path = request.getfixturevalue("tmp_path")
    file = folder / ("practice.db" if migrated else "empty.db")
    if migrated:
        shutil.copyfile(request.getfixturevalue("sqlite_template"), file)
    yield f"sqlite:///{file}"


@pytest.fixture
def sqlite_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """Return the URL of a migrated SQLite file of this test's own."""
    with _sqlite_database(request, migrated=True) as url:
        yield url


@pytest.fixture
def postgres_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """Return the URL of a migrated PostgreSQL database of this test's own."""
    with _postgres_database(request, migrated=True) as url:
        yield url


@pytest.fixture(params=ENGINES)
def engine_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """Run the test once on each engine, on a migrated database of its own."""
    make = _sqlite_database if request.param == "sqlite" else _postgres_database
    with make(request, migrated=True) as url:
        yield url


@pytest.fixture(params=ENGINES)
def empty_engine_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """Run the test once on each engine, on an empty database; the SQLite file is not there yet."""
    make = _sqlite_database if request.param == "sqlite" else _postgres_database
    with make(request, migrated=False) as url:
        yield url
