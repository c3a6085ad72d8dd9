"""Rows of the demo practice on their way to the database: ids, defaults, batches."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import Connection, Table

from desktop.domain.ids import ActId, SlotId, StaffId, uuid7
from desktop.domain.sessions import SlotState
from desktop.domain.visits import Step
from desktop.persistence.bulk import insert_bulk
from desktop.persistence.places import place_rows
from desktop.persistence.record import canonical
from desktop.persistence.tables import (
    appointments,
    contact_points,
    givens,
    holds,
    identifiers,
    notes,
    offers,
    patient_keys,
    patient_search,
    patients,
    places,
    preferences,
    release_rules,
    session_templates,
    sessions,
    slots,
    surnames,
    template_exceptions,
    template_parts,
    visit_events,
    visit_needs,
    waiting_list,
)

Row = dict[str, Any]

ORDER: tuple[Table, ...] = (
    patients,
    identifiers,
    contact_points,
    preferences,
    patient_search,
    patient_keys,
    surnames,
    givens,
    release_rules,
    session_templates,
    template_parts,
    template_exceptions,
    sessions,
    slots,
    holds,
    appointments,
    places,
    notes,
    visit_events,
    visit_needs,
    waiting_list,
    offers,
)
"""What refers to another table comes after it."""

_NO_TIMES: Row = {
    "arrived_at": None,
    "sent_in_at": None,
    "done_at": None,
    "cancelled_at": None,
    "cancel_code": None,
    "cancel_words": "",
}


class DemoRows:
    """Keeps rows by table and writes them in batches; its random numbers come from the seed."""

    def __init__(self, db: Connection, random: Random, act_id: ActId):
        self.random = random
        self.act_id = act_id
        self._db = db
        self._made = 0
        self._waiting: dict[str, list[Row]] = {table.name: [] for table in ORDER}
        self.written = dict.fromkeys(self._waiting, 0)

    def new_id(self, at: datetime) -> str:
        """Return an id as if it had been made then, so that rows lie in order of time."""
        return uuid7(int(at.timestamp() * 1000), self.random.getrandbits(80))

    def next_id(self, after: datetime) -> str:
        """Return an id that sorts behind those asked for before: columns keep their order."""
        self._made += 1
        return self.new_id(after + timedelta(milliseconds=self._made))

    def add(self, table: Table, row: Row) -> None:
        """Take one row."""
        self._waiting[table.name].append(row)

    def add_all(self, table: Table, rows: list[Row]) -> None:
        """Take several rows."""
        self._waiting[table.name].extend(rows)

    def add_slot(self, session: Row, slot: Row) -> list[Row]:
        """Take a slot with its places; returns the places, so that they can be given to visits."""
        row = {
            "session_id": session["id"],
            "capacity": 1,
            "release_at": None,
            "state": SlotState.OPEN,
            "is_extra": False,
            "block_reason": "",
            "version": 1,
            **slot,
        }
        self.add(slots, row)
        seats: list[Row] = place_rows(row, session)
        self.add_all(places, seats)
        return seats

    def add_visit(self, visit: Row) -> None:
        """Take a visit; what is not said is empty."""
        self.add(
            appointments,
            {"reason": "", "asked_by": "", "note": "", "call_on": None, "version": 1}
            | _NO_TIMES
            | visit,
        )

    def add_event(
        self,
        appointment_id: str,
        step: Step,
        at: datetime,
        *,
        staff_id: StaffId,
        desk: str,
        facts: str = "{}",
    ) -> None:
        """Take what happened to a visit."""
        self.add(
            visit_events,
            {
                "id": self.new_id(at),
                "appointment_id": appointment_id,
                "step": step,
                "at": at,
                "staff_id": staff_id,
                "desk": desk,
                "act_id": self.act_id,
                "facts": facts,
            },
        )

    def add_note(self, text: str, session: Row, slot_id: SlotId | None = None) -> None:
        """Take a note on a session, or on one slot of it."""
        self.add(
            notes,
            {
                "id": self.new_id(session["start_at"]),
                "on_date": session["on_date"],
                "clinic_id": session["clinic_id"],
                "session_id": None if slot_id else session["id"],
                "slot_id": slot_id,
                "text": text,
                "version": 1,
            },
        )

    def flush(self) -> None:
        """Write what waits, tables in an order that keeps every reference whole."""
        for table in ORDER:
            rows = self._waiting[table.name]
            insert_bulk(self._db, table, rows)
            self.written[table.name] += len(rows)
            rows.clear()


def facts(**said: Any) -> str:
    """Return the facts of an event as they are stored."""
    return canonical(said)
