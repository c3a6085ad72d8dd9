"""Racing processes: ``python -m tests.race.racer GO LEAVE JOB...``.

It forks a process for each job, so that the program is imported once and not sixteen times. Each
says "ready" on the output they share and waits until nobody holds the other end of the pipe GO;
then it tries one slot after the other. At the end it says "done" and waits for LEAVE likewise.
What came back of a try is a line of the job's answers file, written through to the system before
the next try begins, so that an answer once given is never forgotten.
"""

from __future__ import annotations

import json
import os
import sqlite3
import sys
import threading
import time
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random, uniform
from typing import Any

from sqlalchemy import text

from desktop.domain.errors import Conflict
from desktop.domain.permissions import Role
from desktop.operations.booking import book_appointment
from desktop.operations.desk import Desk, new_id, open_desk
from desktop.operations.rehearsal import rehearse_booking
from desktop.operations.sessions import block_slot
from desktop.operations.work import Actor

Try = Callable[[Desk, str, str], str]


def book(desk: Desk, slot: str, patient: str) -> str:
    """Book as the window does; returns the visit's id."""
    return str(desk.act(book_appointment, patient_id=patient, slot_ids=(slot,)).value.id)


def block(desk: Desk, slot: str, _patient: str) -> str:
    """Block as the window does; returns the slot's id."""
    return str(desk.act(block_slot, slot_id=slot, version=1, reason="Training").value.id)


def book_naively(desk: Desk, slot: str, patient: str) -> str:
    """Look whether the slot is free, then insert: no key, no transaction around the two."""
    look = text("SELECT count(*) FROM naive_bookings WHERE slot = :slot")
    with desk.database.reading() as db:
        if db.execute(look, {"slot": slot}).scalar_one():
            raise Conflict("taken", "Taken.")
    row = {"id": new_id(), "slot": slot, "patient": patient}
    with desk.database.writing() as db:
        db.execute(text("INSERT INTO naive_bookings VALUES (:id, :slot, :patient)"), row)
    return row["id"]


def book_barely(desk: Desk, slot: str, patient: str) -> str:
    """Claim the slot's row and write record and feed, by the driver alone: what is possible."""
    visit, server = new_id(), desk.database.dialect == "postgresql"
    raw = desk.shared.get("raw")
    if raw is None:
        raw = desk.shared["raw"] = desk.database.engine.raw_connection()
    cursor = raw.cursor()
    try:
        if not server:
            _begin_patiently(cursor)
        mark = "%s" if server else "?"
        claim = f"UPDATE bare_places SET visit = {mark} WHERE slot = {mark} AND visit IS NULL"
        cursor.execute(claim, (visit, slot))
        if cursor.rowcount != 1:
            raise Conflict("taken", "Taken.")
        values = ", ".join([mark] * 3)
        cursor.execute(f"INSERT INTO bare_record VALUES ({values})", (visit, patient, "x" * 300))
        if server:
            cursor.execute("SELECT pg_notify('bare_changes', %s)", (slot,))
        raw.commit()
    except BaseException:
        raw.rollback()
        raise
    return visit


def _begin_patiently(cursor: Any) -> None:
    never = threading.Event()
    while True:
        try:
            cursor.execute("BEGIN IMMEDIATE")
            return
        except sqlite3.OperationalError:
            never.wait(uniform(0.0005, 0.002))


TRIES: dict[str, Try] = {
    "book": book,
    "block": block,
    "naive": book_naively,
    "bare": book_barely,
}


def main(go: int, leave: int, job_files: Sequence[str]) -> int:
    """Let a process of its own do each job; returns how many ended badly."""
    racers = [_fork(go, leave, Path(one)) for one in job_files]
    return sum(os.waitpid(racer, 0)[1] != 0 for racer in racers)


def _fork(go: int, leave: int, job_file: Path) -> int:
    pid = os.fork()
    if pid:
        return pid
    failed = 1
    try:
        _do(json.loads(job_file.read_text()), go, leave)
        failed = 0
    except BaseException:
        traceback.print_exc()
        _say("failed")
    os._exit(failed)


def _do(job: dict[str, Any], go: int, leave: int) -> None:
    desk = open_desk(
        job["url"],
        desk_name=job["desk"],
        actor=Actor("A racer", Role.MANAGER),
        lock_dir=Path(job["lock_dir"]),
    )
    order = Random(job["seed"])
    wanted = order.sample(job["slots"], len(job["slots"]))
    tries = [wanted[number % len(wanted)] for number in range(job["tries"])]
    with Path(job["answers"]).open("w", buffering=1) as answers:
        rehearse_booking(desk)  # as the window does once its day is shown
        _say_and_wait("ready", go)
        _race(desk, job, tries, order, answers)
    # Nobody leaves while others still race: the end of a process takes the cores from them.
    _say_and_wait("done", leave)
    desk.close()


def _say_and_wait(word: str, pipe: int) -> None:
    _say(word)
    os.read(pipe, 1)


def _say(word: str) -> None:
    os.write(sys.stdout.fileno(), f"{word}\n".encode())  # whole, whoever else writes there


def _race(desk: Desk, job: dict[str, Any], tries: list[str], order: Random, answers: Any) -> None:
    one_try, pause = TRIES[job["what"]], job["pause_seconds"]
    due, never = time.perf_counter() + order.uniform(0, pause), threading.Event()
    for number, slot in enumerate(tries):
        if pause:
            never.wait(max(0.0, due - time.perf_counter()))
            due += pause
        began = time.perf_counter()
        answer, what = "won", ""
        try:
            what = one_try(desk, slot, job["patients"][number])
        except Conflict as lost:
            answer, what = "lost", lost.code
        except Exception as error:  # the race counts whatever else comes
            answer, what = "error", f"{type(error).__name__}: {error}"
        took = (time.perf_counter() - began) * 1000
        answers.write(json.dumps([answer, slot, what, round(took, 3)]) + "\n")


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]))
