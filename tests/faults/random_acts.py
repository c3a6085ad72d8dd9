"""A desk that does random acts and sends each act's id down its output before the next one.

``python -m tests.faults.random_acts URL LOCKS COUNT``: for every seed on a line of its input it
forks, so that what is killed costs no start; it says ``gone`` when that desk has ended.
"""

from __future__ import annotations

import os
import signal
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import select

from desktop.domain.errors import Conflict, NeedsAgreement, RuleViolation
from desktop.domain.ids import ActId
from desktop.domain.permissions import Role
from desktop.operations.booking import book_appointment, cancel_appointment, move_appointment
from desktop.operations.desk import Desk, new_id, open_desk
from desktop.operations.notes import write_note
from desktop.operations.outcome import Inverse
from desktop.operations.undo import undo
from desktop.operations.work import Actor
from desktop.persistence.tables import appointments, clinics, patients, slots

_OUTPUT = 1


@dataclass
class RandomDesk:
    """Does one random act after another with what it finds in the database."""

    desk: Desk
    random: Random
    slots: list[str] = field(default_factory=list)
    people: list[str] = field(default_factory=list)
    visits: dict[str, int] = field(default_factory=dict)
    clinic: str = ""
    last: Inverse | None = None

    def look(self) -> None:
        """Read what there is to act on."""
        with self.desk.database.reading() as db:
            later = slots.c.start_at > self.desk.clock() + timedelta(hours=1)
            self.slots = list(db.execute(select(slots.c.id).where(later)).scalars())
            self.people = list(db.execute(select(patients.c.id)).scalars())
            booked = select(appointments.c.id, appointments.c.version)
            self.visits = {row.id: row.version for row in db.execute(booked)}
            self.clinic = str(db.execute(select(clinics.c.id)).scalar_one())

    def do_one(self) -> ActId | None:
        """Do one act; returns its id, None for one that was refused."""
        act_id = ActId(new_id())
        choices: list[Callable[[ActId], None]] = [self._book, self._book, self._note]
        if self.visits:
            choices += [self._move, self._move, self._cancel]
        if self.last is not None:
            choices.append(self._undo)
        try:
            self.random.choice(choices)(act_id)
        except (Conflict, RuleViolation):
            return None
        return act_id

    def _act(self, operation: Callable[..., Any], act_id: ActId, **arguments: Any) -> Any:
        agreed: frozenset[str] = frozenset()
        while True:
            try:
                done = self.desk.act(
                    operation, act_id=act_id, agreed=agreed, agreed_why="asked", **arguments
                )
            except NeedsAgreement as asked:
                agreed |= asked.codes
                continue
            self.last = done.undo
            return done.value

    def _slot(self) -> tuple[str, ...]:
        return (self.random.choice(self.slots),)

    def _book(self, act_id: ActId) -> None:
        who = self.random.choice(self.people)
        visit = self._act(book_appointment, act_id, patient_id=who, slot_ids=self._slot())
        self.visits[visit.id] = visit.version

    def _move(self, act_id: ActId) -> None:
        visit = self._act(move_appointment, act_id, **self._visit(), slot_ids=self._slot())
        self.visits[visit.id] = visit.version

    def _cancel(self, act_id: ActId) -> None:
        visit = self._act(cancel_appointment, act_id, **self._visit(), code="pat")
        self.visits[visit.id] = visit.version

    def _visit(self) -> dict[str, Any]:
        key = self.random.choice(sorted(self.visits))
        return {"appointment_id": key, "version": self.visits[key]}

    def _note(self, act_id: ActId) -> None:
        words = f"note {self.random.random()}"
        self._act(write_note, act_id, text=words, clinic_id=self.clinic, on_date=date(2026, 11, 18))

    def _undo(self, act_id: ActId) -> None:
        self._act(undo, act_id, inverse=self.last)
        self.look()


def run(url: str, lock_dir: Path, count: int, seed: int) -> None:
    """Open a desk, do so many acts, each told before the next begins; then wait to be killed."""
    desk = open_desk(url, actor=Actor("Ruth Cohen", Role.MANAGER), lock_dir=lock_dir)
    acting = RandomDesk(desk, Random(seed))
    acting.look()
    os.write(_OUTPUT, b"begin\n")
    while count:
        act_id = acting.do_one()
        if act_id is not None:
            os.write(_OUTPUT, f"done {act_id}\n".encode())
            count -= 1
    signal.pause()


def main(url: str, locks: str, count: str) -> None:
    """Fork a desk for every seed that is asked for; each says its number before anything else."""
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            try:
                os.write(_OUTPUT, f"pid {os.getpid()}\n".encode())
                run(url, Path(locks), int(count), int(line))
            except BaseException:
                traceback.print_exc()
            os._exit(1)
        os.waitpid(pid, 0)
        os.write(_OUTPUT, b"gone\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
