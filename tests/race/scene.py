"""A practice to race in: many free places, a person for every try."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import Connection, select

from desktop.domain.ids import PatientId, SessionId, SlotId
from desktop.domain.names import name_forms
from desktop.domain.sessions import SessionState, SlotState
from desktop.domain.times import instant_of
from desktop.operations.desk import new_id
from desktop.persistence.bulk import insert_bulk
from desktop.persistence.engine import open_database
from desktop.persistence.people import insert_names, search_rows
from desktop.persistence.places import place_rows
from desktop.persistence.sessions import ONE_OFF
from desktop.persistence.tables import (
    clinicians,
    patient_search,
    patients,
    places,
    sessions,
    slots,
)
from tests.operations.conftest import _clinician, _patient, seed

MINUTES = 10
ZONE = "Europe/London"


@dataclass(frozen=True, slots=True)
class Scene:
    """A seeded database, its free slots and people enough for one a try."""

    url: str
    slot_ids: tuple[SlotId, ...]
    patient_ids: tuple[PatientId, ...]


def lay_scene(
    url: str,
    *,
    slot_count: int,
    people: int,
    clinician_count: int = 20,
    slots_a_session: int = 24,
) -> Scene:
    """Fill a migrated, empty database with a practice, weekdays' sessions to come, and people."""
    ids = seed(url)
    doctors = [_clinician("Dr", "Ada", f"Race {n}", "GP") for n in range(clinician_count)]
    crowd = [_patient("Try", "Number") for _ in range(people)]
    every = _every_sitting(ids, [str(one["id"]) for one in doctors], slots_a_session)
    sittings = list(islice(every, -(-slot_count // slots_a_session)))
    kind = str(ids["routine"])
    laid = [slot for one in sittings for slot in _slots_of(one, kind, slots_a_session)]
    laid = laid[:slot_count]
    by_session = {str(session["id"]): session for session in sittings}
    seats = [row for one in laid for row in place_rows(one, by_session[one["session_id"]])]
    database = open_database(url)
    with database.writing() as db:
        for table, rows in (
            (clinicians, doctors),
            (patients, crowd),
            (sessions, sittings),
            (slots, laid),
            (places, seats),
        ):
            insert_bulk(db, table, rows)
        _insert_search_rows(db)
    if database.dialect == "postgresql":
        with database.writing() as db:
            db.exec_driver_sql("ANALYZE")
    database.close()
    return Scene(
        url, tuple(one["id"] for one in laid), tuple(PatientId(str(one["id"])) for one in crowd)
    )


def _insert_search_rows(db: Connection) -> None:
    """Insert what everybody is found by, as registering them does."""
    query = select(
        patients.c.id, patients.c.given_names, patients.c.family_name, patients.c.born_on
    )
    forms = [
        row
        for one in db.execute(query)
        for row in search_rows(
            one.id, name_forms(one.given_names, one.family_name, "", ()), one.born_on
        )
    ]
    insert_bulk(db, patient_search, forms)
    insert_names(db, forms)


def _every_sitting(
    ids: dict[str, object], doctors: list[str], slots_a_session: int
) -> Iterator[dict[str, Any]]:
    on_date = datetime.now(UTC).date() + timedelta(days=1)
    while True:
        on_date += timedelta(days=1)
        if on_date.weekday() > 4:
            continue
        for begins in (time(8), time(13)):
            start_at = instant_of(on_date, begins, ZONE)
            for doctor in doctors:
                yield {
                    "id": SessionId(new_id()),
                    "clinic_id": ids["clinic"],
                    "room_id": None,
                    "clinician_id": doctor,
                    "on_date": on_date,
                    "start_at": start_at,
                    "end_at": start_at + timedelta(minutes=MINUTES * slots_a_session),
                    "state": SessionState.OPEN,
                    "version": 1,
                    **ONE_OFF,
                }


def _slots_of(session: dict[str, Any], kind: str, count: int) -> Iterator[dict[str, Any]]:
    for number in range(count):
        start_at = session["start_at"] + timedelta(minutes=MINUTES * number)
        yield {
            "id": SlotId(new_id()),
            "session_id": session["id"],
            "slot_type_id": kind,
            "start_at": start_at,
            "end_at": start_at + timedelta(minutes=MINUTES),
            "capacity": 1,
            "release_at": None,
            "state": SlotState.OPEN,
            "is_extra": False,
            "block_reason": "",
            "version": 1,
        }
