"""Whom a visit is for: what booking has to know of them, read with the slot they are to have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, exists, func, or_, select

from desktop.domain.ids import AppointmentId, PatientId, SlotId
from desktop.domain.people import Registration
from desktop.domain.visits import State
from desktop.persistence.booking import (
    NOBODY,
    WANTED_COLUMNS,
    WANTED_ONE,
    WantedSlot,
    read_wanted_slots,
)
from desktop.persistence.prepared import Prepared
from desktop.persistence.tables import appointments, patients, preferences, sessions, slots

_merged = patients.alias("merged")
_MERGED_INTO = select(_merged.c.id).where(
    _merged.c.root_id == patients.c.id, _merged.c.root_id.is_not(None)
)
_TOLD = select(preferences.c.id).where(preferences.c.patient_id == patients.c.id)
PERSON_COLUMNS = (
    patients.c.given_names,
    patients.c.family_name,
    patients.c.preferred_name,
    patients.c.registration,
    patients.c.is_deceased,
    patients.c.deceased_on,
    patients.c.id,
    patients.c.root_id,
    exists(_MERGED_INTO).label("has_merged"),
    exists(_TOLD).label("has_told"),
)
NAMED_PERSON_COLUMNS = tuple(one.label(f"person_{one.name}") for one in PERSON_COLUMNS)
_PATIENT = Prepared(select(*PERSON_COLUMNS).where(patients.c.id == bindparam("patient")))
_NOT_OVER = (State.BOOKED, State.ARRIVED, State.CHECKED_IN, State.PENDING)

_SOMEBODY: Any = bindparam("patient")
_ANOTHER_THAN: Any = bindparam("but")


def visit_then(
    on_date: Any,
    start_at: Any,
    end_at: Any,
    *,
    patient: Any = _SOMEBODY,
    but: Sequence[Any] = (_ANOTHER_THAN,),
) -> Any:
    """Return the column that says when another visit of somebody's overlaps a time."""
    return (
        select(func.min(appointments.c.start_at))
        .where(
            appointments.c.patient_id == patient,
            appointments.c.on_date == on_date,
            or_(*(appointments.c.state == one for one in _NOT_OVER)),
            appointments.c.start_at < end_at,
            appointments.c.end_at > start_at,
            *(appointments.c.id != one for one in but),
        )
        .scalar_subquery()
        .label("visit_then")
    )


_PATIENT_THEN = Prepared(
    select(
        visit_then(
            bindparam("on_date"),
            bindparam("start"),
            bindparam("end"),
            but=(_ANOTHER_THAN, bindparam("but_too")),
        ),
        *PERSON_COLUMNS,
    ).where(patients.c.id == bindparam("patient"))
)
_SHARED_ONE_FOR = Prepared(
    WANTED_ONE.outerjoin(patients, patients.c.id == bindparam("patient"))
    .add_columns(
        visit_then(sessions.c.on_date, slots.c.start_at, slots.c.end_at),
        *NAMED_PERSON_COLUMNS,
    )
    .with_for_update(read=True, of=(sessions, slots))
)


@dataclass(frozen=True, slots=True)
class BookedPerson:
    """What booking has to know of the person; ``root_id`` as in the table of people.

    ``has_told``: they have told us something, so their visits may have needs.
    """

    given_names: str
    family_name: str
    preferred_name: str
    registration: Registration
    is_deceased: bool
    deceased_on: date | None
    id: PatientId
    root_id: PatientId | None
    has_merged: bool
    has_told: bool

    @property
    def called(self) -> str:
        """The name people use."""
        return f"{self.preferred_name or self.given_names} {self.family_name}".strip()


def find_booked_person(db: Connection, patient_id: PatientId) -> BookedPerson | None:
    """Return what booking has to know of the person, None when there is none of that id."""
    row = _PATIENT.first(db, {"patient": patient_id})
    return None if row is None else BookedPerson(*row)


PersonThen = tuple[BookedPerson, datetime | None]
"""Somebody, and when another visit of theirs overlaps a time (None: none does)."""


def find_booked_person_then(
    db: Connection,
    patient_id: PatientId,
    *,
    on_date: date,
    start_at: datetime,
    end_at: datetime,
    except_ids: Sequence[AppointmentId] = (),
) -> PersonThen | None:
    """Return the person and their other visit at that time, None when there is none of that id.

    Errors: ValueError for more than two visits to pass over.
    """
    passed_over: list[str] = [*except_ids, *[NOBODY] * (2 - len(except_ids))]
    but, but_too = passed_over
    params = {
        "patient": patient_id,
        "on_date": on_date,
        "start": start_at,
        "end": end_at,
        "but": but,
        "but_too": but_too,
    }
    row = _PATIENT_THEN.first(db, params)
    return None if row is None else (BookedPerson(*row[1:]), row[0])


def read_wanted_for(
    db: Connection,
    slot_ids: Sequence[SlotId],
    patient_id: PatientId,
    *,
    except_id: AppointmentId | None = None,
) -> tuple[tuple[WantedSlot, ...], PersonThen | None]:
    """Return the slots as ``read_wanted_slots`` does; of one slot with the person it is for.

    One statement in the place of two: nearly every visit takes one slot. The person is None where
    there are several slots, or nobody of that id.
    """
    if len(slot_ids) != 1:
        return read_wanted_slots(db, slot_ids), None
    params = {"slot_id": slot_ids[0], "patient": patient_id, "but": except_id or NOBODY}
    row = _SHARED_ONE_FOR.first(db, params)
    if row is None:
        return (), None
    return wanted_from(row)


def wanted_from(row: Any) -> tuple[tuple[WantedSlot, ...], PersonThen | None]:
    """Return slot and person of a row that begins with theirs, the visit then between them."""
    count = len(WANTED_COLUMNS)
    last = count + 1 + len(PERSON_COLUMNS)
    found = None
    if row.person_id is not None:
        found = BookedPerson(*row[count + 1 : last]), row.visit_then
    return (WantedSlot(*row[:count]),), found
