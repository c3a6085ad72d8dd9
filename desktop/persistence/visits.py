"""Rows of visits: reading an appointment, writing what happened to it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, select

from desktop.domain.errors import NotFound
from desktop.domain.ids import AppointmentId, RebookingId, SessionId, SlotId
from desktop.domain.rebooking import RebookingState
from desktop.domain.visits import ENDINGS, Appointment, State
from desktop.persistence.booking import list_slots_of
from desktop.persistence.prepared import Prepared
from desktop.persistence.rows import Values
from desktop.persistence.tables import appointments, rebookings, session_closings, visit_events

APPOINTMENT_FIELDS = tuple(column.name for column in appointments.c)

_APPOINTMENT = Prepared(select(appointments).where(appointments.c.id == bindparam("id")))


def get_appointment_row(db: Connection, appointment_id: AppointmentId) -> dict[str, Any]:
    """Return the appointment's row, the before image of whatever is done to it.

    Errors: NotFound when there is none of that id.
    """
    row = _APPOINTMENT.first(db, {"id": appointment_id})
    if row is None:
        raise NotFound("appointment", appointment_id)
    return dict(zip(APPOINTMENT_FIELDS, row, strict=True))


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for a visit to go its way: its open rebooking, its session that closes."""

    rebooking_id: RebookingId | None
    session_closes: bool


def waiting_columns(visit: Any) -> tuple[Any, ...]:
    """Return the columns that say what waits for a visit, of the table of visits or its alias.

    What its session closes to is locked with it: of two visits that leave one session at the same
    time each would see the other there still, and neither would end it.
    """
    rebooking = (
        select(rebookings.c.id)
        .where(
            rebookings.c.appointment_id == visit.c.id,
            rebookings.c.state == RebookingState.OPEN,
        )
        .scalar_subquery()
    )
    closing = (
        select(session_closings.c.session_id)
        .where(session_closings.c.session_id == visit.c.session_id)
        .with_for_update()
        .scalar_subquery()
    )
    return rebooking.label("rebooking_id"), closing.label("session_closes")


_LEAVING = Prepared(
    select(appointments, *waiting_columns(appointments)).where(appointments.c.id == bindparam("id"))
)


def get_leaving_row(
    db: Connection, appointment_id: AppointmentId
) -> tuple[dict[str, Any], Waiting]:
    """Return the row of a visit that is to be moved or cancelled, and what waits for that.

    A rebooking opened meanwhile gives the visit a new version, so that writing it is refused.
    Errors: NotFound when there is none of that id.
    """
    row = _LEAVING.first(db, {"id": appointment_id})
    if row is None:
        raise NotFound("appointment", appointment_id)
    return leaving_from(row)


def leaving_from(values: Iterable[Any]) -> tuple[dict[str, Any], Waiting]:
    """Return a visit's row and what waits for it, of the values of its columns and theirs."""
    *visit, rebooking_id, session_closes = values
    waiting = Waiting(rebooking_id, bool(session_closes))
    return dict(zip(APPOINTMENT_FIELDS, visit, strict=True)), waiting


def get_appointment(db: Connection, appointment_id: AppointmentId) -> Appointment:
    """Return a visit with the slots it holds; NotFound when there is none of that id."""
    row = get_appointment_row(db, appointment_id)
    return appointment_from(row, list_slots_of(db, appointment_id))


_ENDED_BY = (
    select(visit_events.c.facts)
    .where(
        visit_events.c.appointment_id == bindparam("appointment"),
        visit_events.c.step.in_(tuple(ENDINGS)),
        visit_events.c.at == bindparam("at"),
    )
    .order_by(visit_events.c.id.desc())
    .limit(1)
)


def find_ended_slots(db: Connection, row: Values) -> tuple[SlotId, ...] | None:
    """Return the slots a visit gave up when the person left or came too late.

    None for a visit that did not end so: cancelled otherwise, or not at all.
    """
    if row["state"] is not State.CANCELLED or row["cancel_words"] not in ENDINGS.values():
        return None
    found = db.execute(_ENDED_BY, {"appointment": row["id"], "at": row["cancelled_at"]}).first()
    kept = json.loads(found.facts).get("slots", ()) if found is not None else ()
    return tuple(SlotId(one) for one in kept) or None


def appointment_from(row: Values, slot_ids: tuple[Any, ...] = ()) -> Appointment:
    """Return the value of a row of ``appointments``; one just booked is on no trip."""
    known = {name: row[name] for name in APPOINTMENT_FIELDS if name in row}
    return Appointment(**known, slot_ids=slot_ids)


def list_visits_in_error(db: Connection, session_id: SessionId) -> list[dict[str, Any]]:
    """Return the rows of a session's visits whose booking was undone."""
    query = select(appointments).where(
        appointments.c.session_id == session_id, appointments.c.state == State.ENTERED_IN_ERROR
    )
    return [dict(row) for row in db.execute(query).mappings()]
