"""The fixtures give what they promise: the engine asked for, migrated, and this test's alone."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from tests.postgres_cluster import start_cluster, stop_cluster

PLANTED = "CREATE TABLE planted (id integer)"


def plant(url: str) -> None:
    """Make a table by the bare driver; it fails when another test's is there."""
    if url.startswith("sqlite"):
        db = sqlite3.connect(url.removeprefix("sqlite:///"))
        db.execute(PLANTED)
        db.close()
    else:
        with psycopg.connect(url) as server:
            server.execute(PLANTED)


def tables(url: str) -> set[str]:
    """Return the names of the tables, asked by the bare driver."""
    if url.startswith("sqlite"):
        db = sqlite3.connect(url.removeprefix("sqlite:///"))
        rows = db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        db.close()
    else:
        with psycopg.connect(url) as server:
            rows = server.execute(
                "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
            ).fetchall()
    return {row[0] for row in rows}


@pytest.mark.parametrize("time", [1, 2])
def test_each_test_has_a_migrated_database_of_its_own(engine_url: str, time: int) -> None:
    plant(engine_url)
    assert {"alembic_version", "planted"} <= tables(engine_url), f"test {time}"


def test_an_empty_database_has_no_tables(empty_engine_url: str) -> None:
    assert tables(empty_engine_url) == set()


def test_the_fixture_asked_for_gives_that_engine(sqlite_url: str, postgres_url: str) -> None:
    assert sqlite_url.startswith("sqlite:///")
    with psycopg.connect(postgres_url) as db:
        assert db.execute("SHOW server_encoding").fetchone() == ("UTF8",)
        assert db.execute("SHOW fsync").fetchone() == ("off",)


@pytest.mark.durable
def test_a_test_marked_durable_waits_for_the_disk(postgres_url: str) -> None:
    with psycopg.connect(postgres_url) as db:
        assert db.execute("SHOW fsync").fetchone() == ("on",)
        assert db.execute("SHOW synchronous_commit").fetchone() == ("on",)


@pytest.mark.usefixtures("postgres_url")
def test_a_server_ends_with_the_process_it_was_started_for(tmp_path: Path) -> None:
    # Killed the hard way, so that only the watching process can clean up.
    folder = Path(os.environ["ATTEND_TEST_RUN_DIR"]) / f"killed-{os.getpid()}"
    program = (
        "import os, pathlib, signal, sys\n"
        "from tests.postgres_cluster import start_cluster\n"
        "print(start_cluster(pathlib.Path(sys.argv[1])).url('postgres'), flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(folder)],
        cwd=Path(__file__).parent.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    url = done.stdout.strip()
    assert url.startswith("postgresql://"), done.stderr
    assert wait_until_gone(folder)
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url)


def wait_until_gone(folder: Path) -> bool:
    """Wait for the watching process, which looks twice a second."""
    watched = f"for i in $(seq 100); do [ -d '{folder}' ] || exit 0; sleep 0.2; done; exit 1"
    return subprocess.run(["/bin/sh", "-c", watched], check=False).returncode == 0


@pytest.mark.usefixtures("postgres_url")
def test_a_stopped_server_leaves_nothing() -> None:
    folder = Path(os.environ["ATTEND_TEST_RUN_DIR"]) / f"stopped-{os.getpid()}"
    cluster = start_cluster(folder, durable=True)
    with psycopg.connect(cluster.url("postgres")) as db:
        assert db.execute("SHOW max_connections").fetchone() == ("120",)
    stop_cluster(folder)
    assert not folder.exists()
