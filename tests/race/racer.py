"""One racing process: ``python -m tests.race.racer JOB``.

It says "ready" on its output, waits for a line of input, then tries one slot after the other; at
the end it says "done" and waits again.
What came back of a try is a line of the job's answers file, written through to the system before
the next try begins, so that an answer once given is never forgotten.
"""

from __future__ import annotations

import json
import sqlite3
import sys
import threading
import time
from collections.abc import Callable
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


def main(job_file: str) -> None:
    """Do the job written in that file."""
    job: dict[str, Any] = json.loads(Path(job_file).read_text())
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
        _say_and_wait("ready")
        _race(desk, job, tries, order, answers)
    # Nobody leaves while others still race: the end of a process takes the cores from them.
    _say_and_wait("done")
    desk.close()


def _say_and_wait(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()
    sys.stdin.readline()


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
    main(sys.argv[1])
