"""Two records of one person become one, and apart again; or are said to be two people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from desktop.domain.errors import Agreement, Conflict, NotFound, RuleViolation
from desktop.domain.ids import AppointmentId, PatientId
from desktop.domain.nhs_numbers import format_nhs_number
from desktop.domain.people import PatientDetails
from desktop.domain.permissions import Act
from desktop.domain.times import clock_time, said_day
from desktop.operations.belonging import keep_apart
from desktop.operations.outcome import Outcome
from desktop.operations.visit_needs import follow_preferences
from desktop.operations.work import Reading, Work
from desktop.persistence.merging import (
    MadeSince,
    find_distinct,
    find_root,
    list_days_of,
    list_made_since,
    list_records,
    lock_patients,
)
from desktop.persistence.people import called_name, get_patient_row, load_details
from desktop.persistence.related_people import get_related_row
from desktop.persistence.rows import read_row
from desktop.persistence.tables import (
    appointments,
    distinct_people,
    patients,
    preferences,
    related_people,
    waiting_list,
)
from desktop.persistence.visits import get_appointment_row

SHOWN_ANEW = timedelta(days=1)
"""Diaries from yesterday on are read again after a merge: the names in them may be other ones."""


@dataclass(frozen=True, slots=True)
class MergedRecord:
    """A record that has been merged: what may be asked before it goes apart again."""

    id: PatientId
    version: int
    called: str
    details: PatientDetails
    made_since: tuple[tuple[str, str], ...]
    """Rows made for the survivor since, as (key, words); any of them may be this person's."""


def merge_patients(
    work: Work,
    *,
    survivor_id: PatientId,
    survivor_version: int,
    other_id: PatientId,
    other_version: int,
) -> Outcome[PatientId]:
    """Merge a record into another: nothing of it is rewritten, it only points to the survivor.

    Errors: NeedsAgreement two_numbers, born, died, distinct; RuleViolation("same") for one record;
    Conflict("stale") when either has changed or been merged meanwhile.
    """
    work.require(Act.MERGE_PATIENTS)
    if survivor_id == other_id:
        raise RuleViolation("same", None, "This is one record already.")
    rows = lock_patients(work.db, (survivor_id, other_id))
    survivor, other = rows[survivor_id], rows[other_id]
    for row, version in ((survivor, survivor_version), (other, other_version)):
        if row["root_id"] is not None or row["version"] != version:
            raise Conflict("stale", "Somebody changed one of them meanwhile. Look again.")
    work.need_agreement(_asked(work, survivor, other))
    after = {"root_id": survivor_id, "merged_at": work.now}
    work.rows.update(patients, (other_id,), other, after)
    words = f"Merged two records of {_called(survivor)}. Visits and preferences follow."
    return _outcome(work, survivor_id, other_id, Act.MERGE_PATIENTS, words)


def unmerge_patient(
    work: Work,
    *,
    patient_id: PatientId,
    version: int,
    theirs: tuple[str, ...] = (),
) -> Outcome[PatientId]:
    """Take a merged record apart again; ``theirs`` are keys of ``made_since`` that go with it.

    Errors: NeedsAgreement("made_since") while rows made since the merge have not been looked at;
    Conflict("stale"), RuleViolation("apart").
    """
    work.require(Act.MERGE_PATIENTS)
    root_id = find_root(work.db, patient_id)
    before = lock_patients(work.db, sorted({patient_id, root_id}))[patient_id]
    if before["root_id"] is None:
        raise RuleViolation("apart", None, "This record stands by itself already.")
    if before["version"] != version:
        raise Conflict("stale", "Somebody changed this record meanwhile. Look again.")
    since = list_made_since(work.db, patient_id)
    if since:
        count = "One entry was" if len(since) == 1 else f"{len(since)} entries were"
        message = f"{count} made since the merge. Whose is each?"
        work.need_agreement([Agreement("made_since", message)])
    for one in since:
        if key_of(one) in theirs:
            _hand_over(work, one, patient_id)
    work.rows.update(patients, (patient_id,), before, {"root_id": None, "merged_at": None})
    keep_apart(work, sorted({root_id, patient_id}))
    words = f"{_called(before)}’s record stands by itself again."
    return _outcome(work, root_id, patient_id, Act.MERGE_PATIENTS, words)


def read_merged_record(reading: Reading, *, patient_id: PatientId) -> MergedRecord:
    """Return a merged record and what was made since; NotFound for one that is not merged."""
    row = get_patient_row(reading.db, patient_id)
    if row["root_id"] is None:
        raise NotFound("patient", patient_id)
    since = list_made_since(reading.db, patient_id)
    return MergedRecord(
        id=patient_id,
        version=row["version"],
        called=_called(row),
        details=load_details(reading.db, patient_id),
        made_since=tuple((key_of(one), _since_words(reading, one)) for one in since),
    )


def list_merged_records(reading: Reading, *, patient_id: PatientId) -> tuple[MergedRecord, ...]:
    """Return the records merged into a person's."""
    root = find_root(reading.db, patient_id)
    return tuple(
        read_merged_record(reading, patient_id=one) for one in list_records(reading.db, root)[1:]
    )


def mark_distinct(work: Work, *, patient_id: PatientId, other_id: PatientId) -> Outcome[None]:
    """Say that two records alike are two people; they leave the list of duplicates."""
    work.require(Act.MARK_DISTINCT)
    first, second = sorted((patient_id, other_id))
    if first == second:
        raise RuleViolation("same", None, "This is one record.")
    names = [_called(get_patient_row(work.db, one)) for one in (first, second)]
    if find_distinct(work.db, first, second):
        raise RuleViolation("distinct", None, "They are known as two people already.")
    work.rows.insert(distinct_people, {"patient_id": first, "other_id": second})
    for one in (first, second):
        work.touch("patient", one)
        work.record(Act.MARK_DISTINCT, {"who": names}, patient_id=one)
    words = f"Two people: {names[0]} and {names[1]}."
    return Outcome(None, work.changes(), work.inverse(Act.MARK_DISTINCT, words), words)


def key_of(made: MadeSince) -> str:
    """Return what names a row made since a merge."""
    return f"{made.table}/{made.id}"


def _asked(work: Work, survivor: dict[str, Any], other: dict[str, Any]) -> list[Agreement]:
    asked = []
    mine, theirs = (load_details(work.db, one["id"]).nhs_number for one in (survivor, other))
    if mine and theirs and mine != theirs:
        both = f"{format_nhs_number(mine)} and {format_nhs_number(theirs)}"
        message = f"They have two NHS numbers, {both}. Merge them all the same?"
        asked.append(Agreement("two_numbers", message))
    days = {one["born_on"] for one in (survivor, other)} - {None}
    if len(days) > 1:
        asked.append(Agreement("born", "Their birth dates differ. Merge them all the same?"))
    if survivor["is_deceased"] != other["is_deceased"]:
        message = "One of them is recorded as died. Merge them all the same?"
        asked.append(Agreement("died", message))
    if find_distinct(work.db, *sorted((survivor["id"], other["id"]))):
        message = "Somebody found these to be two people. Merge them all the same?"
        asked.append(Agreement("distinct", message))
    return asked


def _hand_over(work: Work, made: MadeSince, patient_id: PatientId) -> None:
    if made.table == "appointments":
        visit_id = AppointmentId(made.id)
        row = get_appointment_row(work.db, visit_id)
        work.rows.update(appointments, (visit_id,), row, {"patient_id": patient_id})
        work.touch("appointment", visit_id)
        work.touch("day", row["on_date"])
    elif made.table == "preferences":
        kept = read_row(work.db, preferences, (made.id,))
        assert kept is not None
        work.rows.update(preferences, (made.id,), kept, {"patient_id": patient_id})
    elif made.table == "waiting_list":
        wish = read_row(work.db, waiting_list, (made.id,))
        assert wish is not None
        work.rows.update(waiting_list, (made.id,), wish, {"patient_id": patient_id})
        work.touch("waiting", made.id)
    else:
        near = get_related_row(work.db, made.id)  # type: ignore[arg-type]  # the table says which id
        work.rows.update(related_people, (made.id,), near, {"patient_id": patient_id})


def _since_words(reading: Reading, made: MadeSince) -> str:
    if made.table == "appointments":
        assert made.on_date is not None
        day = said_day(made.on_date, reading.today)
        time = f" {clock_time(made.start_at, reading.zone)}" if made.start_at else ""
        about = f": {made.words}" if made.words else ""
        return f"Visit {day}{time}{about}"
    return f"{_MADE[made.table]}: {made.words}"


_MADE = {
    "preferences": "Told us",
    "related_people": "May speak",
    "waiting_list": "Waiting list",
}


def _called(row: dict[str, Any]) -> str:
    return called_name(row["preferred_name"], row["given_names"], row["family_name"])


def _outcome(
    work: Work, root_id: PatientId, other_id: PatientId, act: Act, words: str
) -> Outcome[PatientId]:
    for one in sorted({root_id, other_id}):
        follow_preferences(work, one)
    for one in sorted({root_id, other_id}):
        work.touch("patient", one)
        work.touch("names", one)
        work.record(act, {"what": words, "with": [root_id, other_id]}, patient_id=one)
    work.touch("day", *list_days_of(work.db, other_id, work.today - SHOWN_ANEW))
    return Outcome(root_id, work.changes(), work.inverse(act, words), words)
