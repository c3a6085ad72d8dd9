"""The databases that are measured: the big ones are kept between runs in build/bench/.

A kept one is named by its schema and by the code that fills it: after a change of either it is made
anew, and the old one goes.
"""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
import uuid
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

import psycopg

from desktop.operations.demo import make_demo
from desktop.paths import migrations_dir
from desktop.persistence.migrate import upgrade
from desktop.persistence.schema import HEAD
from tests.postgres_cluster import Cluster, start_cluster, stop_cluster

ROOT = Path(__file__).parents[2]
KEPT = ROOT / "build" / "bench"
PRACTICE_PEOPLE = 10_000
PRACTICE_NOW = datetime(2026, 11, 18, 10, 22, tzinfo=UTC)


@dataclass
class Databases:
    """Makes databases when first asked for; ``close`` stops the server and its folder is gone."""

    scratch: Path = field(default_factory=lambda: KEPT / f"run-{uuid.uuid4().hex[:8]}")

    @cached_property
    def cluster(self) -> Cluster:
        """A PostgreSQL server that waits for the disk, as a practice's does."""
        self.scratch.mkdir(parents=True, exist_ok=True)
        for folder in (self.scratch, KEPT, KEPT.parent):
            folder.chmod(0o755)
        return start_cluster(_reachable(self.scratch) / "postgresql", durable=True)

    def practice(self, engine: str) -> str:
        """Return the URL of a demo practice of 10,000 people of this run's own."""
        if engine == "sqlite":
            return self._copy_of_practice()
        url = self.empty(engine)
        make_demo(url, people=PRACTICE_PEOPLE, seed=1, now=PRACTICE_NOW)
        return url

    def empty(self, engine: str) -> str:
        """Return the URL of a migrated database with nothing in it, of this run's own."""
        name = f"bench_{uuid.uuid4().hex[:12]}"
        if engine == "sqlite":
            self.scratch.mkdir(parents=True, exist_ok=True)
            url = f"sqlite:///{self.scratch / name}.db"
        else:
            with psycopg.connect(self.cluster.url("postgres"), autocommit=True) as db:
                db.execute(f"CREATE DATABASE {name}")
            url = self.cluster.url(name)
        upgrade(url)
        return url

    @staticmethod
    def migrate(url: str) -> None:
        """Make the tables in an empty database."""
        upgrade(url)

    def close(self) -> None:
        """Stop the server and remove what was this run's own."""
        if "cluster" in self.__dict__:
            stop_cluster(self.cluster.folder)
        shutil.rmtree(self.scratch, ignore_errors=True)

    def _copy_of_practice(self) -> str:
        kept = keep(f"practice-{PRACTICE_PEOPLE}", _fill_practice, "desktop/operations/demo*.py")
        self.scratch.mkdir(parents=True, exist_ok=True)
        copy = self.scratch / f"practice-{uuid.uuid4().hex[:8]}.db"
        shutil.copyfile(kept, copy)
        with suppress(FileNotFoundError):
            copy.with_suffix(".db-wal").unlink()
        return f"sqlite:///{copy}"


def _fill_practice(url: str) -> None:
    make_demo(url, people=PRACTICE_PEOPLE, seed=1, now=PRACTICE_NOW)


def keep(name: str, fill: Callable[[str], object], *made_by: str) -> Path:
    """Return the kept SQLite file of that name; ``fill`` makes it where there is none of today's.

    ``made_by`` are patterns of the files of ours that fill it.
    """
    kept = KEPT / f"{name}-{_mark(made_by)}.db"
    if kept.exists():
        return kept
    KEPT.mkdir(parents=True, exist_ok=True)
    for old in KEPT.glob(f"{name}-*.db*"):
        old.unlink()
    being_made = KEPT / f"{name}-{uuid.uuid4().hex[:8]}.db"
    fill(f"sqlite:///{being_made}")
    with closing(sqlite3.connect(being_made)) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return being_made.rename(kept)


def _mark(made_by: Sequence[str]) -> str:
    """Return the schema's revision with a mark of the text of migrations and of what fills it."""
    files = [*(migrations_dir() / "versions").glob("*.py")]
    files += [file for pattern in made_by for file in ROOT.glob(pattern)]
    text = b"".join(file.read_bytes() for file in sorted(files))
    return f"{HEAD}-{hashlib.sha256(text).hexdigest()[:8]}"


def _reachable(folder: Path) -> Path:
    """Return a folder the server's own user can reach: ours may lie in one that it can't."""
    if all(parent.stat().st_mode & 0o001 for parent in folder.resolve().parents):
        return folder
    import tempfile

    away = Path(tempfile.mkdtemp(prefix="attend-bench-"))
    away.chmod(0o755)
    return away
