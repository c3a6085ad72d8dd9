"""A visit, what waits for it, the slot it is to have and its person, read in one statement."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, bindparam

from desktop.domain.ids import AppointmentId, SlotId
from desktop.persistence.booked_person import (
    NAMED_PERSON_COLUMNS,
    PERSON_COLUMNS,
    PersonThen,
    read_wanted_for,
    visit_then,
    wanted_from,
)
from desktop.persistence.booking import WANTED_COLUMNS, WANTED_ONE, WantedSlot
from desktop.persistence.prepared import Prepared
from desktop.persistence.tables import appointments, patients, sessions, slots
from desktop.persistence.visits import Waiting, get_leaving_row, leaving_from, waiting_columns

_leaving = appointments.alias("leaving")
_MOVE_ONE = Prepared(
    WANTED_ONE.join(_leaving, _leaving.c.id == bindparam("id"))
    .outerjoin(patients, patients.c.id == _leaving.c.patient_id)
    .add_columns(
        visit_then(
            sessions.c.on_date,
            slots.c.start_at,
            slots.c.end_at,
            patient=_leaving.c.patient_id,
            but=(_leaving.c.id,),
        ),
        *NAMED_PERSON_COLUMNS,
        *(one.label(f"leaving_{one.name}") for one in _leaving.c),
        *waiting_columns(_leaving),
    )
    .with_for_update(read=True, of=(sessions, slots))
)
_VISIT_FROM = len(WANTED_COLUMNS) + 1 + len(PERSON_COLUMNS)
"""Where the columns of the visit begin."""

Move = tuple[dict[str, Any], Waiting, tuple[WantedSlot, ...], PersonThen | None]
"""The visit's row, what waits for it, the slots it is to have, and its person."""


def read_move(db: Connection, appointment_id: AppointmentId, slot_ids: Sequence[SlotId]) -> Move:
    """Return all that a move is decided by; the slots' sessions are locked as for a booking.

    One statement in the place of two: nearly every move is to one slot. The person is None as in
    ``read_wanted_for``.
    Errors: NotFound when there is no visit of that id.
    """
    if len(slot_ids) == 1:
        row = _MOVE_ONE.first(db, {"slot_id": slot_ids[0], "id": appointment_id})
        if row is not None:
            return (*leaving_from(row[_VISIT_FROM:]), *wanted_from(row))
    before, waiting = get_leaving_row(db, appointment_id)
    wanted = read_wanted_for(db, slot_ids, before["patient_id"], except_id=appointment_id)
    return before, waiting, *wanted
