"""What was acknowledged is on the disk: how every connection is set, and the syncs of an act."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, event, text
from sqlalchemy.pool import Pool

from desktop.commands.cli import run
from desktop.operations.booking import book_appointment
from desktop.operations.daily_copy import daily_copy_job
from desktop.operations.desk import open_desk
from desktop.operations.jobs import do_due_jobs
from desktop.persistence.engine import open_database
from tests.operations.conftest import SmallPractice

ACTS = 20


@pytest.fixture
def opened() -> Iterator[list[object]]:
    """Return a list that every connection opened through SQLAlchemy is put in, set up."""
    found: list[object] = []

    def note(connection: object, _record: object, _proxy: object) -> None:
        found.append(connection)

    event.listen(Pool, "checkout", note)
    yield found
    event.remove(Pool, "checkout", note)


def test_every_connection_that_a_desk_opens_waits_for_the_disk(
    practice: SmallPractice, engine_url: str, tmp_path: Path, opened: list[object]
) -> None:
    seen: set[tuple[str, ...]] = set()

    def ask(db: Connection) -> None:
        if db.dialect.name == "sqlite":
            asked = ("PRAGMA journal_mode", "PRAGMA synchronous")
        else:
            asked = ("SHOW synchronous_commit", "SHOW full_page_writes")
        seen.add(tuple(str(db.exec_driver_sql(one).scalar_one()) for one in asked))

    for _ in range(3):  # one kept, others beside it
        with practice.desk.database.writing() as db, practice.desk.database.reading() as beside:
            ask(db)
            ask(beside)
    other = open_database(engine_url)
    with other.reading() as db:
        ask(db)
    other.close()

    assert len({id(one) for one in opened}) >= 2
    wanted = {"sqlite": ("wal", "2"), "postgresql": ("on", "off")}
    assert seen == {wanted[practice.desk.database.dialect]}, "the test server alone is not durable"


@pytest.mark.durable
def test_a_durable_server_has_nothing_switched_off(postgres_url: str) -> None:
    database = open_database(postgres_url)
    with database.reading() as db:
        shown = [
            db.exec_driver_sql(f"SHOW {name}").scalar_one()
            for name in ("fsync", "synchronous_commit", "full_page_writes")
        ]
    database.close()
    assert shown == ["on", "on", "on"]


_BOOK = """
import sys
from pathlib import Path
from datetime import UTC, datetime
from desktop.operations.desk import open_desk
from desktop.operations.notes import write_note
url, locks, clinic, count = sys.argv[1:]
desk = open_desk(url, lock_dir=Path(locks))
for number in range(int(count)):
    on = datetime.now(UTC).date()
    desk.act(write_note, text=str(number), clinic_id=clinic, on_date=on)
desk.close()
"""


def _tracing_works() -> bool:
    if shutil.which("strace") is None:
        return False
    tried = subprocess.run(["strace", "-c", "true"], capture_output=True, check=False)
    return tried.returncode == 0


def _syncs(practice: SmallPractice, url: str, folder: Path, acts: int) -> int:
    """Count the syncs of a program that does so many acts."""
    said = folder / f"strace-{acts}"
    arguments = [url, str(folder / "locks"), str(practice.clinic), str(acts)]
    trace = ["strace", "-f", "-c", "-e", "trace=fdatasync,fsync", "-o", str(said)]
    subprocess.run([*trace, sys.executable, "-c", _BOOK, *arguments], check=True)
    rows = re.findall(r"^ *[\d.]+ +[\d.]+ +\d+ +(\d+) .*\bf(?:data)?sync$", said.read_text(), re.M)
    return sum(int(calls) for calls in rows)


def test_each_act_on_a_file_is_synced(sqlite_practice: SmallPractice, tmp_path: Path) -> None:
    if not _tracing_works():
        pytest.skip("strace is not here, or tracing is refused")
    url = str(sqlite_practice.desk.database.engine.url)
    sqlite_practice.desk.close()
    open_desk(url, lock_dir=tmp_path / "locks").close()  # which tidies up once

    few, many = (_syncs(sqlite_practice, url, tmp_path, acts) for acts in (1, 1 + ACTS))

    assert many - few >= ACTS


def _wal_syncs(db: Connection) -> int:
    version = int(db.execute(text("SHOW server_version_num")).scalar_one())
    if version < 180000:
        query = "SELECT wal_sync FROM pg_stat_wal"
    else:
        query = "SELECT sum(fsyncs) FROM pg_stat_io WHERE object = 'wal'"
    return int(db.execute(text(query)).scalar_one())


@pytest.mark.durable
def test_each_act_on_a_server_is_synced(server_practice: SmallPractice) -> None:
    desk = server_practice.desk

    def counted() -> int:
        with desk.database.writing() as db:
            db.execute(text("SELECT pg_stat_force_next_flush()"))
        with desk.database.writing() as db:
            return _wal_syncs(db)

    before = counted()
    for slot in server_practice.slots[:3]:
        desk.act(book_appointment, patient_id=server_practice.maggie, slot_ids=(slot,))

    assert counted() - before >= 3


def test_a_copy_is_synced_before_it_has_its_name(
    sqlite_practice: SmallPractice, tmp_path: Path
) -> None:
    url = str(sqlite_practice.desk.database.engine.url)
    (done,) = do_due_jobs(sqlite_practice.desk, (daily_copy_job(url),))

    assert done.words == ""
    (copy,) = (tmp_path / "copies").iterdir()
    assert run(["check", "--database", str(copy)]) == 0
