"""Killing desks in the middle of their acts, and judging what the database then says."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import IO

from sqlalchemy import text

from desktop.operations.checks import check_database
from desktop.persistence.engine import open_database
from desktop.persistence.record import read_settled_head
from tests.clock import SettableClock
from tests.faults.conftest import open_whole_practice

ROOT = Path(__file__).parents[2]
ACTS = 200
DESK = "Desk 1"
_HALF_DONE = text(
    "SELECT count(*) FROM (SELECT id FROM appointments WHERE id NOT IN "
    "(SELECT appointment_id FROM audit_log WHERE act = 'book_appointment') UNION ALL "
    "SELECT appointment_id FROM audit_log WHERE act = 'book_appointment' "
    "AND appointment_id NOT IN (SELECT id FROM appointments)) AS half"
)


@dataclass(frozen=True, slots=True)
class Killed:
    """One desk killed: the acts it told of, those on record since, what is wrong after it."""

    seed: int
    told: frozenset[str]
    on_record: frozenset[str]
    wrong: tuple[str, ...]

    @property
    def lost(self) -> frozenset[str]:
        """Acts that were acknowledged and are not there."""
        return self.told - self.on_record

    @property
    def untold(self) -> int:
        """How many acts are there that nobody was told of: the one on its way, at most."""
        return len(self.on_record - self.told)

    @property
    def is_whole(self) -> bool:
        """Whether nothing was lost, nothing half done, and at most the last act untold."""
        return not self.lost and self.untold <= 1 and not self.wrong


def lay_scene(url: str, lock_dir: Path) -> None:
    """Make a small practice with three weeks of sessions to act on."""
    clock = SettableClock()
    clock.set(datetime.now(UTC).replace(hour=10, minute=22))
    small = open_whole_practice(url, clock, lock_dir)
    for days in range(2, 20):
        small.make_session(on_date=clock().date() + timedelta(days=days))
    small.desk.close()


class Killer:
    """Starts desks one after another and kills each at a random moment."""

    def __init__(self, url: str, lock_dir: Path):
        self._url = url
        arguments = [url, str(lock_dir), str(ACTS)]
        self._desks = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.random_acts", *arguments],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> Killer:
        return self

    def __exit__(self, *_error: object) -> None:
        self._input.close()
        self._desks.wait(20)
        self._output.close()

    def kill_one(self, seed: int) -> Killed:
        """Let a desk work, kill it at a random moment of its acts, and look at what is left."""
        random = Random(seed)
        before = self._on_record()
        self._input.write(f"{seed}\n")
        self._input.flush()
        pid = int(self._output.readline().removeprefix("pid "))
        told, lines = set(), iter(self._output.readline, "gone\n")
        most = random.randrange(ACTS)
        for line in lines:
            if line.startswith("done "):
                told.add(line.split()[1])
            if len(told) >= most:
                break
        time.sleep(random.uniform(0, 0.004))  # anywhere in the next act or two
        os.kill(pid, signal.SIGKILL)
        told |= {line.split()[1] for line in lines if line.startswith("done ")}
        return Killed(seed, frozenset(told), self._on_record() - before, self._wrong())

    def _on_record(self) -> frozenset[str]:
        database = open_database(self._url)
        with database.writing() as db:
            read_settled_head(db, DESK)  # a server may still be at the last commit
        with database.reading() as db:
            found = db.execute(text("SELECT DISTINCT CAST(act_id AS TEXT) FROM audit_log"))
            ids = frozenset(found.scalars())
        database.close()
        return ids

    def _wrong(self) -> tuple[str, ...]:
        checked = check_database(self._url)
        wrong = [one.invariant for one in checked if one.violations]
        database = open_database(self._url)
        with database.reading() as db:
            if db.execute(_HALF_DONE).scalar_one():
                wrong.append("a visit without its record, or a record without its visit")
        database.close()
        return tuple(wrong)

    @property
    def _input(self) -> IO[str]:
        assert self._desks.stdin is not None
        return self._desks.stdin

    @property
    def _output(self) -> IO[str]:
        assert self._desks.stdout is not None
        return self._desks.stdout
