"""book.*, move.*, cancel.*: one durable act with its record and feed, at the operation."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any

import psycopg
from sqlalchemy import text

from desktop.domain.ids import PatientId, SlotId
from desktop.domain.permissions import Role
from desktop.domain.visits import Appointment
from desktop.operations.booking import book_appointment, cancel_appointment, move_appointment
from desktop.operations.desk import Desk, new_id, open_desk
from desktop.operations.work import Actor
from desktop.persistence.base import instant_text
from desktop.persistence.engine import read_url
from tests.bench.databases import Databases
from tests.bench.measure import Budget, Figures, Row, time_each

ROUNDS, BATCH = 10, 40
BUDGETS = {"sqlite": Budget(p50=1, p95=3), "postgresql": Budget(p50=2, p95=5)}
AGREED = frozenset({"same_time", "left", "past"})
NOTE = "Desk.act with record and feed, 10,000 people; bare: the same rows by the driver alone"

_FREE = text(
    "SELECT s.id, p.slot_type_id, s.session_id FROM slots s JOIN places p ON p.slot_id = s.id "
    "JOIN slot_types t ON t.id = s.slot_type_id WHERE p.appointment_id IS NULL "
    "AND p.hold_id IS NULL AND s.capacity = 1 AND s.state = 'open' AND s.release_at IS NULL "
    "AND t.bookable AND s.start_at > :now ORDER BY s.id LIMIT 4000"
)
_PEOPLE = text(
    "SELECT id FROM patients WHERE registration = 'registered' AND NOT is_deceased "
    "ORDER BY id LIMIT 2000"
)


def measure_acts(databases: Databases, engine: str) -> Iterator[Row]:
    """Measure booking, moving and cancelling by turns with the bare writes of the same rows."""
    url = databases.practice(engine)
    desk = open_desk(url, actor=Actor("Bench", Role.MANAGER), desk_name="Bench")
    scene = _Scene(desk)
    bare = _Bare(engine, url)
    took: dict[str, list[float]] = {name: [] for name in ("book", "move", "cancel", "bare")}
    for turn in range(ROUNDS + 1):
        scene.start_turn()
        for name, work in (
            ("book", scene.book),
            ("move", scene.move),
            ("cancel", scene.cancel),
            ("bare", bare.book(scene)),
        ):
            figures = time_each(work, BATCH)
            if turn:  # the first turn warms statements and pages
                took[name] += figures.values
    bare.close()
    desk.close()
    baseline = Figures(tuple(took["bare"]))
    for name in ("book", "move", "cancel"):
        figures = Figures(tuple(took[name]))
        yield Row(f"{name}.{engine}", figures, baseline, BUDGETS[engine], NOTE)


@dataclass
class _Scene:
    """Free slots and people of the practice, dealt out at random from one seed."""

    desk: Desk
    booked: list[Appointment] = field(default_factory=list)
    used: int = 0

    def __post_init__(self) -> None:
        now = instant_text(self.desk.clock())
        with self.desk.database.reading() as db:
            found = db.execute(_FREE, {"now": now}).all()
            self.people = [PatientId(str(row.id)) for row in db.execute(_PEOPLE)]
        self.slots = [(SlotId(str(one[0])), str(one[1]), str(one[2])) for one in found]
        Random(1).shuffle(self.slots)

    def start_turn(self) -> None:
        """Forget the visits of the turn before."""
        self.booked = []

    def next_slot(self) -> tuple[SlotId, str, str]:
        """Return a free slot, its kind and session."""
        self.used += 1
        return self.slots[self.used]

    def book(self, number: int) -> None:
        """Book as the window does."""
        outcome = self.desk.act(
            book_appointment,
            agreed=AGREED,
            patient_id=self.people[self.used % len(self.people)],
            slot_ids=(self.next_slot()[0],),
            reason="Knee pain, worse on the stairs",
        )
        self.booked.append(outcome.value)

    def move(self, number: int) -> None:
        """Move one of this turn's visits."""
        visit = self.booked[number]
        outcome = self.desk.act(
            move_appointment,
            agreed=AGREED | {"kind", "shorter", "channel"},
            appointment_id=visit.id,
            version=visit.version,
            slot_ids=(self.next_slot()[0],),
        )
        self.booked[number] = outcome.value

    def cancel(self, number: int) -> None:
        """Cancel one of this turn's visits."""
        visit = self.booked[number]
        self.desk.act(
            cancel_appointment, appointment_id=visit.id, version=visit.version, code="pat"
        )


class _Bare:
    """The least code that leaves the rows of one booking: claim, visit, event, record, feed."""

    def __init__(self, engine: str, url: str):
        self._postgres = engine == "postgresql"
        if self._postgres:
            address = read_url(url).set(drivername="postgresql")
            self._db: Any = psycopg.connect(address.render_as_string(hide_password=False))
            self._db.prepare_threshold = 1
        else:
            self._db = sqlite3.connect(str(read_url(url).database), isolation_level=None)
            for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
                self._db.execute(f"PRAGMA {pragma}")
        self._run("INSERT INTO desks VALUES ('Bare', 0, '')")
        self._db.commit()
        self._seq = 0

    def close(self) -> None:
        """Close the connection."""
        self._db.close()

    def book(self, scene: _Scene) -> Callable[[int], None]:
        """Return a bare booking of the scene's next slot."""
        return lambda _number: self._book(scene)

    def _run(self, statement: str, values: tuple[object, ...] = ()) -> None:
        self._db.execute(statement.replace("?", "%s") if self._postgres else statement, values)

    def _book(self, scene: _Scene) -> None:
        (slot, kind, session), patient = scene.next_slot(), scene.people[self._seq]
        visit, act = new_id(), new_id()
        at = instant_text(scene.desk.clock())
        self._seq += 1
        if not self._postgres:
            self._db.execute("BEGIN IMMEDIATE")
        claim = "UPDATE places SET appointment_id = ? WHERE slot_id = ? AND appointment_id IS NULL"
        self._run(claim, (visit, slot))
        self._run(
            "INSERT INTO appointments (id, patient_id, slot_type_id, channel, state, session_id, "
            "on_date, start_at, end_at, reason, asked_by, note, cancel_words, version) "
            "SELECT ?, ?, ?, 'in-person', 'booked', s.session_id, '2026-12-01', s.start_at, "
            "s.end_at, 'Knee pain', '', '', '', 1 FROM slots s WHERE s.id = ?",
            (visit, patient, kind, slot),
        )
        event = "INSERT INTO visit_events VALUES (?, ?, 'booked', ?, NULL, 'Bare', ?, '{}')"
        self._run(event, (new_id(), visit, at, act))
        entry = json.dumps({"rows": [visit] * 20})
        self._run(
            "INSERT INTO audit_log (desk, seq, at, act_id, act, role, patient_id, appointment_id, "
            "session_id, entry, hash) VALUES ('Bare', ?, ?, ?, 'book', 'manager', ?, ?, ?, ?, '')",
            (self._seq, at, act, patient, visit, session, entry),
        )
        self._run("UPDATE desks SET head_seq = ? WHERE name = 'Bare'", (self._seq,))
        if self._postgres:
            self._run("SELECT pg_notify('attend_changes', ?)", ('{"everything":true}',))
        else:
            change = "INSERT INTO changes (at, desk, payload) VALUES (?, 'Bare', '{}')"
            self._run(change, (at,))
        self._db.commit()
