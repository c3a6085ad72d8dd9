"""A death recorded: messages stop, future visits are listed and cancelled with no message."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from desktop.domain.errors import Conflict, RuleViolation
from desktop.domain.ids import PatientId
from desktop.domain.people import VisitLine, died_words
from desktop.domain.permissions import Act
from desktop.domain.said_dates import say_date
from desktop.operations.booking_many import each_once
from desktop.operations.outcome import Outcome
from desktop.operations.series import leave_all_out
from desktop.operations.trips import cancel_each
from desktop.operations.work import Reading, Work
from desktop.persistence.merging import find_root, list_records
from desktop.persistence.patient_card import list_future_visits
from desktop.persistence.people import called_name, get_patient_row
from desktop.persistence.series import list_series
from desktop.persistence.tables import patients

HAS_DIED = "pat-dec"
"""Why a visit is cancelled (FHIR appointment-cancellation-reason)."""


@dataclass(frozen=True, slots=True)
class DeathRecorded:
    """What is left to do once somebody has been recorded as died."""

    patient_id: PatientId
    future_visits: tuple[VisitLine, ...]


def record_death(
    work: Work, *, patient_id: PatientId, version: int, deceased_on: date | None = None
) -> Outcome[DeathRecorded]:
    """Record that somebody has died, on a day or on one that is not known.

    Errors: RuleViolation at deceased_on for a day to come or before the birth; Conflict("stale").
    """
    before = _get(work, patient_id, version)
    _check_day(deceased_on, before["born_on"], work.today)
    after = {"is_deceased": True, "deceased_on": deceased_on}
    work.rows.update(patients, (patient_id,), before, after)
    future = list_future_visits(work.db, list_records(work.db, patient_id), work.today)
    words = f"{died_words(deceased_on)} Messages are stopped.{_to_cancel(len(future))}"
    return _outcome(work, before, DeathRecorded(patient_id, future), words)


def take_death_back(work: Work, *, patient_id: PatientId, version: int) -> Outcome[DeathRecorded]:
    """Say that somebody recorded as died is alive: it was a mistake."""
    before = _get(work, patient_id, version)
    if not before["is_deceased"]:
        raise RuleViolation("alive", None, f"{_called(before)} is not recorded as died.")
    after = {"is_deceased": False, "deceased_on": None}
    work.rows.update(patients, (patient_id,), before, after)
    words = f"{_called(before)} is not recorded as died any more."
    return _outcome(work, before, DeathRecorded(patient_id, ()), words)


def cancel_future_visits(work: Work, *, patient_id: PatientId) -> Outcome[int]:
    """Cancel every visit to come of somebody who has died, in one act, with no message.

    Nobody looks for the dates of a series any more that were still to book.
    """
    work.require(Act.CANCEL_APPOINTMENT)
    root = find_root(work.db, patient_id)
    person = get_patient_row(work.db, root)
    if not person["is_deceased"]:
        raise RuleViolation("alive", None, f"{_called(person)} is not recorded as died.")
    records = list_records(work.db, root)
    future = list_future_visits(work.db, records, work.today)
    if not future:
        raise RuleViolation("none", None, "There is no future visit to cancel.")
    gone = cancel_each(work, [(one.id, one.version) for one in future], code=HAS_DIED)
    for one in list_series(work.db, records):
        leave_all_out(work, one.id, "they have died")
    visits = "visit" if len(future) == 1 else "visits"
    words = f"Cancelled {len(future)} {visits} of {_called(person)}. Nothing was sent."
    undo = work.inverse(Act.CANCEL_APPOINTMENT, words)
    said = each_once((words, *(one.off for one in gone)))
    return Outcome(len(future), work.changes(), undo, said)


def list_visits_to_cancel(reading: Reading, *, patient_id: PatientId) -> tuple[VisitLine, ...]:
    """Return somebody's visits to come that have not begun."""
    root = find_root(reading.db, patient_id)
    return list_future_visits(reading.db, list_records(reading.db, root), reading.today)


def _get(work: Work, patient_id: PatientId, version: int) -> dict[str, Any]:
    work.require(Act.RECORD_DEATH)
    before = get_patient_row(work.db, patient_id)
    if before["version"] != version:
        raise Conflict("stale", "Somebody changed this person meanwhile.", key=patient_id)
    return before


def _check_day(deceased_on: date | None, born_on: date | None, today: date) -> None:
    if deceased_on is None:
        return
    if deceased_on > today:
        raise RuleViolation(
            "date_future", "deceased_on", f"{say_date(deceased_on)} is still to come."
        )
    if born_on is not None and deceased_on < born_on:
        raise RuleViolation(
            "before_birth", "deceased_on", f"This is before the birth on {say_date(born_on)}."
        )


def _to_cancel(count: int) -> str:
    if not count:
        return ""
    return f" {count} future visit{'' if count == 1 else 's'} to cancel, with no message."


def _called(row: dict[str, Any]) -> str:
    return called_name(row["preferred_name"], row["given_names"], row["family_name"])


def _outcome(
    work: Work, before: dict[str, Any], value: DeathRecorded, words: str
) -> Outcome[DeathRecorded]:
    work.touch("patient", before["id"])
    work.touch("names", before["id"])
    work.record(Act.RECORD_DEATH, {"who": _called(before)}, patient_id=before["id"])
    return Outcome(value, work.changes(), work.inverse(Act.RECORD_DEATH, words), words)
