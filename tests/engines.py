"""Fixtures: a fresh migrated database for each test, on both engines.

The schema is built by migration once a run, the small practice laid in it once; a test gets a copy
of that file (SQLite) or a database made from that template (PostgreSQL). The server is started when
the first test asks for it, shared by all workers and stopped at the end.
"""

import fcntl
import os
import shutil
import sqlite3
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from tests.clock import START_AT
from tests.postgres_cluster import (
    Cluster,
    PostgresMissing,
    read_cluster,
    save_cluster,
    start_cluster,
    stop_cluster,
)

ENGINES = tuple(os.environ.get("ATTEND_TEST_ENGINES", "sqlite,postgresql").split(","))
OPEN_SMALL_PRACTICE = frozenset(
    {
        *("practice", "sqlite_practice", "server_practice", "desk_of_role"),
        *("here", "scene", "people", "signing", "lines"),
    }
)
"""Fixtures that open a small practice: the databases of their tests begin as copies of one."""

LEFT_OUT = "PostgreSQL is left out: ATTEND_TEST_ENGINES=" + ",".join(ENGINES)
Template = Callable[[Cluster | None], str]
"""Makes once a run, on a server or in a file, what is copied for each test."""

_RUN_DIR = "ATTEND_TEST_RUN_DIR"
_RUN_PID = "ATTEND_TEST_RUN_PID"
_RAM_BYTES = 4 * 1024**3
_owned = pytest.StashKey[Path]()


def on_each_engine(url_fixture: str) -> pytest.MarkDecorator:
    """Mark a test to run on each engine that a fixture otherwise leaves out."""
    return pytest.mark.parametrize(url_fixture, ENGINES, indirect=True)


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
def once(what: str) -> Iterator[Path]:
    """Hold the run's lock for a thing, in the run's folder: one process makes it for all."""
    folder = Path(os.environ[_RUN_DIR])
    with (folder / f"{what}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield folder


def _shared_cluster(*, durable: bool) -> Cluster:
    kind = "postgresql-durable" if durable else "postgresql"
    with once("servers") as folder:
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


def made_once(
    what: str, cluster: Cluster | None, fill: Callable[[str], object], *, start: str = ""
) -> str:
    """Return the database that ``fill`` makes once a run; copy it, never open it.

    It is a file, or its name on a server; it begins as a copy of ``start``, if one is given.
    """
    with once(f"{what}-{cluster.folder.name if cluster else 'sqlite'}") as folder:
        if cluster is None:
            return str(_file_made_once(folder / f"{what}.db", fill, start))
        done = cluster.folder.with_suffix(f".{what}")
        if not done.exists():
            make_database(cluster, what, start or "template0")
            fill(cluster.url(what))
            done.touch()
    return what


def _file_made_once(done: Path, fill: Callable[[str], object], start: str) -> Path:
    if not done.exists():
        being_made = done.with_name(f"{done.stem}-in-making.db")
        if start:
            shutil.copyfile(start, being_made)
        fill(f"sqlite:///{being_made}")
        with closing(sqlite3.connect(being_made)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        being_made.rename(done)
    return done


def migrated_template(cluster: Cluster | None = None) -> str:
    """Return the migrated database with nothing in it: a file, or its name on a server."""
    from desktop.persistence.migrate import upgrade

    return made_once("migrated", cluster, upgrade)


def small_template(cluster: Cluster | None = None) -> str:
    """Return the small practice that most tests of operations and windows begin with."""
    from tests.operations.conftest import lay_small_practice

    migrated = migrated_template(cluster)
    return made_once("small", cluster, lay_small_practice, start=migrated)


def demo_template(cluster: Cluster | None = None) -> str:
    """Return a small demo practice, its clock at 10:22 on the pictures' day."""
    from desktop.operations.demo import make_demo

    def fill(url: str) -> None:
        make_demo(url, people=150, seed=7, now=START_AT)

    return made_once("demo_150", cluster, fill, start=migrated_template(cluster))


def make_database(cluster: Cluster, name: str, template: str = "template0") -> None:
    """Make a database on the run's server, from a template: its files are copied as they are."""
    with psycopg.connect(cluster.url("postgres"), autocommit=True) as db:
        # From 15 on each page goes through the log unless it is told not to, twice the work.
        way = " STRATEGY FILE_COPY" if db.info.server_version >= 150000 else ""
        made = sql.SQL("CREATE DATABASE {} TEMPLATE {}" + way)
        db.execute(made.format(sql.Identifier(name), sql.Identifier(template)))


def drop_database(cluster: Cluster, name: str) -> None:
    """Drop a database, whoever is still connected."""
    with psycopg.connect(cluster.url("postgres"), autocommit=True) as db:
        db.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@contextmanager
def database_of_its_own(
    request: pytest.FixtureRequest, engine: str, template: Template | None
) -> Iterator[str]:
    """Give the URL of a copy of that template, None for an empty database (no file yet)."""
    make = _own_file if engine == "sqlite" else _own_server_database
    with make(request, template) as url:
        yield url


@contextmanager
def _own_file(request: pytest.FixtureRequest, template: Template | None) -> Iterator[str]:
    folder: Path = request.getfixturevalue("tmp_path")
    file = folder / ("practice.db" if template else "empty.db")
    if template is not None:
        shutil.copyfile(template(None), file)
    yield f"sqlite:///{file}"


@contextmanager
def _own_server_database(
    request: pytest.FixtureRequest, template: Template | None
) -> Iterator[str]:
    if "postgresql" not in ENGINES:
        pytest.skip(LEFT_OUT)
    durable = request.node.get_closest_marker("durable") is not None
    cluster = _shared_cluster(durable=durable)
    name = f"test_{uuid.uuid4().hex}"
    make_database(cluster, name, template(cluster) if template else "template0")
    try:
        yield cluster.url(name)
    finally:
        drop_database(cluster, name)


def _wanted(request: pytest.FixtureRequest) -> Template:
    is_small = not OPEN_SMALL_PRACTICE.isdisjoint(request.fixturenames)
    return small_template if is_small else migrated_template


@pytest.fixture
def sqlite_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """Return the URL of a migrated SQLite file of this test's own."""
    with database_of_its_own(request, "sqlite", _wanted(request)) as url:
        yield url


@pytest.fixture
def postgres_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """Return the URL of a migrated PostgreSQL database of this test's own."""
    with database_of_its_own(request, "postgresql", _wanted(request)) as url:
        yield url


@pytest.fixture(params=ENGINES)
def engine_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """Run the test once on each engine, on a migrated database of its own."""
    with database_of_its_own(request, request.param, _wanted(request)) as url:
        yield url


@pytest.fixture(params=("sqlite",))
def window_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """Return a migrated database for a window: SQLite, unless the test says ``on_each_engine``.

    What a window does to a database it does by operations, which are tested on each engine.
    """
    with database_of_its_own(request, request.param, _wanted(request)) as url:
        yield url


@pytest.fixture(params=ENGINES)
def empty_engine_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """Run the test once on each engine, on an empty database; the SQLite file is not there yet."""
    with database_of_its_own(request, request.param, None) as url:
        yield url


@pytest.fixture(params=ENGINES)
def demo_engine_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """Run the test once on each engine, on a small demo practice of its own."""
    with database_of_its_own(request, request.param, demo_template) as url:
        yield url
