"""The rows of a batch of visits that take no place: past ones, cancelled ones, dates alone."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Container, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Table

from desktop.domain.claims import LONGEST_NOTE, LONGEST_REASON
from desktop.domain.ids import AppointmentId, PatientId
from desktop.domain.imports import ImportReport, Slip, VisitRead
from desktop.domain.permissions import Act
from desktop.domain.visits import State, Step
from desktop.exchange.fhir_values import day_bounds
from desktop.operations.import_names import PracticeNames
from desktop.operations.work import Work
from desktop.persistence.imports import (
    find_taken_in,
    find_visits_by_id,
    import_row,
    insert_by_table,
)
from desktop.persistence.rows import Values
from desktop.persistence.tables import appointments, imports, visit_events

_CONTENT = (
    "state",
    "on_date",
    "start_at",
    "end_at",
    "channel",
    "type_name",
    "reason",
    "note",
    "asked_by",
    "call_on",
    "cancel_code",
    "cancel_words",
)
_HERE = frozenset({State.ARRIVED, State.CHECKED_IN, State.FULFILLED})
_IN_ROOM = frozenset({State.CHECKED_IN, State.FULFILLED})


class VisitRows:
    """Collects the rows of visits; ``write`` inserts them all and puts them on record."""

    def __init__(self, work: Work, source: str, names: PracticeNames):
        self._work = work
        self._source = source
        self._names = names
        self._rows: dict[Table, list[Values]] = {appointments: [], visit_events: [], imports: []}
        self._known: dict[tuple[str, str], str] = {}
        self._content: dict[tuple[str, str], str] = {}
        self._touched: Counter[PatientId] = Counter()
        self.report = ImportReport()

    def look_up(self, visits: Sequence[VisitRead]) -> None:
        """Find which of these visits are here already, in few queries."""
        wanted: dict[str, set[str]] = {}
        for visit in visits:
            wanted.setdefault(visit.kind, set()).update(visit.source_ids)
            if visit.same_as:
                wanted.setdefault("Appointment", set()).update(visit.same_as.ids)
        for kind, ids in wanted.items():
            found = find_taken_in(self._work.db, self._source, kind, ids)
            for one, (our_id, content) in found.items():
                self._known[kind, one] = our_id
                self._content[kind, one] = content
        every = {one for ids in wanted.values() for one in ids}
        ours = find_visits_by_id(self._work.db, every)
        self._known.update(((kind, one), one) for kind in wanted for one in ours)

    def find(self, visit: VisitRead) -> str | None:
        """Return the visit here that this one is, None for a new one."""
        for one in visit.source_ids:
            if (visit.kind, one) in self._known:
                return self._known[visit.kind, one]
        for one in visit.same_as.ids:
            if ("Appointment", one) in self._known:
                return self._known["Appointment", one]
        return None

    def note_known(self, visit: VisitRead, our_id: str) -> None:
        """Count a visit that is here, and tell where it is another now than it was then."""
        before = [self._content.get((visit.kind, one), "") for one in visit.source_ids]
        said = next(filter(None, before), "")
        if said and said != content_of(visit):
            why = "It was taken in before and differs now; nothing here was changed."
            self.report.slips.append(Slip(visit.file, visit.place, "", why))
        self.remember(visit, our_id)
        self.report.visits.known += 1

    def remember(self, visit: VisitRead, our_id: str) -> None:
        """Remember where a visit came from."""
        content = content_of(visit)
        for one in visit.source_ids:
            if (visit.kind, one) not in self._known and one != our_id:
                self._known[visit.kind, one] = our_id
                self._rows[imports].append(
                    import_row(
                        self._source,
                        visit.kind,
                        one,
                        our_id=our_id,
                        content_hash=content,
                        at=self._work.now,
                    )
                )

    def add(self, visit: VisitRead, patient_id: PatientId) -> None:
        """Take a visit in."""
        visit_id = AppointmentId(self._work.new_id())
        slips: list[Slip] = []
        row = self._row(visit, visit_id, patient_id, slips)
        self._rows[appointments].append(row)
        if visit.created_at is not None:
            self._rows[visit_events].append(
                {
                    "id": self._work.new_id(),
                    "appointment_id": visit_id,
                    "step": Step.BOOKED,
                    "at": visit.created_at,
                    "staff_id": None,
                    "desk": self._work.desk,
                    "act_id": self._work.act_id,
                    "facts": "{}",
                }
            )
        self.remember(visit, visit_id)
        self._touched[patient_id] += 1
        self.report.slips += slips
        self.report.visits.added += 1

    def write(self, made: Container[PatientId] = ()) -> None:
        """Insert every row taken; one row of the record for each person not just ``made``."""
        insert_by_table(self._work.db, self._rows)
        for patient_id, count in self._touched.items():
            if patient_id in made:
                continue
            facts = {"visits": count, "source": self._source}
            self._work.record(Act.IMPORT_VISITS, facts, patient_id=patient_id)

    def _row(
        self, visit: VisitRead, visit_id: AppointmentId, patient_id: PatientId, slips: list[Slip]
    ) -> dict[str, Any]:
        texts = texts_of(visit, slips)
        clinician_id = self._names.find_clinician(visit.clinician) if visit.clinician else None
        clinic_id = self._names.find_clinic(visit.clinic) if visit.clinic else None
        away = [
            pointer.words
            for pointer, found in ((visit.clinician, clinician_id), (visit.clinic, clinic_id))
            if found is None and pointer.words
        ]
        if away:
            where = f"With {', '.join(away)}"
            texts["note"] = "\n".join(filter(None, (texts["note"], where)))[:LONGEST_NOTE]
        return {
            "id": visit_id,
            "patient_id": patient_id,
            "slot_type_id": self._names.past_type(visit.type_name),
            "channel": visit.channel,
            "state": visit.state,
            "clinic_id": clinic_id,
            "clinician_id": clinician_id,
            "session_id": None,
            "on_date": visit.on_date,
            "start_at": visit.start_at,
            "end_at": visit.end_at,
            **texts,
            "call_on": visit.call_on,
            **_stamps_of(visit, self._work, slips),
            "version": 1,
        }


def content_of(visit: VisitRead) -> str:
    """Return a hash of what a file says of a visit, wherever it says it."""
    said = repr([getattr(visit, name) for name in _CONTENT])
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def texts_of(visit: VisitRead, slips: list[Slip]) -> dict[str, str]:
    """Return the texts of a visit, cut (and told) where they are longer than fits."""
    fitting = {}
    for name, longest in (
        ("reason", LONGEST_REASON),
        ("note", LONGEST_NOTE),
        ("asked_by", 200),
    ):
        said: str = getattr(visit, name)
        if len(said) > longest:
            why = f"It is {len(said):,} characters long; the first {longest:,} were kept."
            slips.append(Slip(visit.file, visit.place, name, why))
        fitting[name] = said[:longest].strip()
    return fitting


def _stamps_of(visit: VisitRead, work: Work, slips: list[Slip]) -> dict[str, Any]:
    """Return what happened to a visit and when, as its state needs it."""
    at = visit.start_at or day_bounds(visit.on_date, work.zone)[0]
    state = visit.state
    arrived_at = visit.arrived_at if state in _HERE else None
    sent_in_at = visit.sent_in_at if state in _IN_ROOM else None
    done_at = visit.done_at if state is State.FULFILLED else None
    if state in (State.ARRIVED, State.CHECKED_IN):
        arrived_at = arrived_at or at
        sent_in_at = (sent_in_at or arrived_at) if state is State.CHECKED_IN else None
    if not _are_in_order(arrived_at, sent_in_at, done_at):
        why = "The times of arriving, going in and being done are out of order; not kept."
        slips.append(Slip(visit.file, visit.place, "arrived", why))
        sent_in_at = arrived_at if state is State.CHECKED_IN else None
        done_at = None
    is_cancelled = state is State.CANCELLED
    cancelled_at = visit.cancelled_at or visit.created_at or min(at, work.now)
    return {
        "arrived_at": arrived_at,
        "sent_in_at": sent_in_at,
        "done_at": done_at,
        "cancel_code": (visit.cancel_code or "other") if is_cancelled else None,
        "cancel_words": visit.cancel_words[:LONGEST_REASON] if is_cancelled else "",
        "cancelled_at": cancelled_at if is_cancelled else None,
    }


def _are_in_order(*stamps: datetime | None) -> bool:
    said = [one for one in stamps if one is not None]
    return said == sorted(said)
