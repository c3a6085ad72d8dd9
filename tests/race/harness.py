"""Many processes after the same places at once, and a judge who believes the database alone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import func, select, text

from desktop.domain.visits import State
from desktop.persistence.engine import Database, open_database
from desktop.persistence.tables import appointments, places, slots
from tests.race.scene import Scene

ROOT = Path(__file__).parents[2]
SCRATCH_TABLES = (
    "CREATE TABLE naive_bookings (id TEXT, slot TEXT, patient TEXT)",
    "CREATE TABLE bare_places (slot TEXT PRIMARY KEY, visit TEXT)",
    "CREATE TABLE bare_record (visit TEXT PRIMARY KEY, patient TEXT, entry TEXT)",
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back of one try: won (a visit's id), lost (a code) or an error (its words)."""

    answer: str
    slot_id: str
    what: str
    took_ms: float


@dataclass(slots=True)
class Race:
    """How a race ended. ``missing``: acknowledged visits that are not in the database."""

    answers: list[Answer]
    seconds: float
    taken_twice: int = 0
    missing: list[str] = field(default_factory=list)
    unasked: list[str] = field(default_factory=list)

    def having(self, answer: str) -> list[Answer]:
        """Return the answers of one sort."""
        return [one for one in self.answers if one.answer == answer]

    @property
    def errors(self) -> Counter[str]:
        """Everything that was neither won nor lost, by its words."""
        return Counter(one.what for one in self.having("error"))


def run_race(
    scene: Scene,
    folder: Path,
    *,
    what: Sequence[str],
    tries: int,
    pause_seconds: float = 0.0,
) -> Race:
    """Let a process for each entry of ``what`` (book, block, naive) try, all let go at once."""
    folder.mkdir(parents=True, exist_ok=True)
    if "naive" in what or "bare" in what:
        _make_scratch_tables(scene)
    answers = [folder / f"answers{number}.jsonl" for number in range(len(what))]
    jobs = [
        _write_job(scene, folder, number, one, tries=tries, pause_seconds=pause_seconds)
        for number, one in enumerate(what)
    ]
    seconds = _let_run(jobs)
    lines = [line for file in answers for line in file.read_text().splitlines()]
    race = Race([Answer(*json.loads(line)) for line in lines], seconds)
    assert len(race.answers) == tries * len(what)
    if "bare" not in what:  # what is only a measure of the engine is not judged
        _judge(scene.url, race, naive="naive" in what)
    return race


def _write_job(
    scene: Scene, folder: Path, number: int, what: str, *, tries: int, pause_seconds: float
) -> Path:
    job = {
        "url": scene.url,
        "what": what,
        "desk": f"Desk {number + 1}",
        "lock_dir": str(folder / "locks"),
        "seed": number,
        "tries": tries,
        "pause_seconds": pause_seconds,
        "slots": scene.slot_ids,
        "patients": scene.patient_ids[number * tries : (number + 1) * tries],
        "answers": str(folder / f"answers{number}.jsonl"),
    }
    file = folder / f"job{number}.json"
    file.write_text(json.dumps(job))
    return file


def _let_run(jobs: Sequence[Path]) -> float:
    """Start a racer for each job, let all go once all are ready; returns the seconds they took."""
    with ExitStack() as stack:
        go, leave = (stack.enter_context(_Gate()) for _ in range(2))
        racers = stack.enter_context(_start(jobs, go, leave))
        stack.callback(leave.open)
        stack.callback(go.open)  # before anybody waits for their end
        _hear(racers, "ready", len(jobs))
        began = time.perf_counter()
        go.open()
        _hear(racers, "done", len(jobs))
        seconds = time.perf_counter() - began
        leave.open()
        failed = racers.wait(timeout=600)
    assert failed == 0, f"{failed} racers failed"
    return seconds


class _Gate:
    """A pipe at which many processes wait; it opens for all at once, when its end is closed."""

    def __init__(self) -> None:
        self.waiting, self._held = os.pipe()

    def open(self) -> None:
        if self._held >= 0:
            os.close(self._held)
            self._held = -1

    def __enter__(self) -> _Gate:
        return self

    def __exit__(self, *_error: object) -> None:
        self.open()
        os.close(self.waiting)


def _hear(racers: subprocess.Popen[str], word: str, times: int) -> None:
    assert racers.stdout is not None
    for _ in range(times):
        assert racers.stdout.readline().strip() == word, f"a racer did not say {word}"


def _start(jobs: Sequence[Path], go: _Gate, leave: _Gate) -> subprocess.Popen[str]:
    gates = (go.waiting, leave.waiting)
    return subprocess.Popen(
        [sys.executable, "-m", "tests.race.racer", *map(str, (*gates, *jobs))],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        pass_fds=gates,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
    )


def _make_scratch_tables(scene: Scene) -> None:
    database = open_database(scene.url)
    with database.writing() as db:
        for table in SCRATCH_TABLES:
            db.execute(text(table))
        rows = [{"slot": one} for one in scene.slot_ids]
        db.execute(text("INSERT INTO bare_places (slot) VALUES (:slot)"), rows)
    database.close()


def _judge(url: str, race: Race, *, naive: bool) -> None:
    database = open_database(url)
    stored = _naive_bookings(database) if naive else _bookings(database)
    database.close()
    told = {one.what: one.slot_id for one in race.having("won") if one.what != one.slot_id}
    in_slot = Counter(stored.values())
    race.taken_twice = sum(count - 1 for count in in_slot.values() if count > 1)
    race.missing = [visit for visit, slot in told.items() if stored.get(visit) != slot]
    race.unasked = [visit for visit in stored if visit not in told]


def _naive_bookings(database: Database) -> dict[str, str]:
    with database.reading() as db:
        found = db.execute(text("SELECT id, slot FROM naive_bookings"))
        return {str(visit): str(slot) for visit, slot in found}


def _bookings(database: Database) -> dict[str, str]:
    """Return each booked visit and the slot of its own session and times: not by the places."""
    query = (
        select(appointments.c.id, slots.c.id)
        .join(
            slots,
            (slots.c.session_id == appointments.c.session_id)
            & (slots.c.start_at == appointments.c.start_at),
        )
        .where(appointments.c.state == State.BOOKED)
    )
    with database.reading() as db:
        return {str(visit): str(slot) for visit, slot in db.execute(query)}


def count_visits_without_their_place(url: str) -> int:
    """Return how many booked visits no place points at, and places that point at another slot's."""
    place = select(places.c.slot_id).where(places.c.appointment_id == appointments.c.id)
    own = place.join(slots, slots.c.id == places.c.slot_id).where(
        slots.c.start_at == appointments.c.start_at,
        slots.c.session_id == appointments.c.session_id,
    )
    query = select(func.count()).where(appointments.c.state == State.BOOKED, ~own.exists())
    database = open_database(url)
    with database.reading() as db:
        found = int(db.execute(query).scalar_one())
    database.close()
    return found
