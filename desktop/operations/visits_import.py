"""Taking visits in from elsewhere: past ones in batches, coming ones by the desk's own booking."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from desktop.domain.ids import PatientId
from desktop.domain.imports import (
    Entry,
    ImportReport,
    Passed,
    PersonRead,
    Pointer,
    RelatedRead,
    ScheduleRead,
    Slip,
    SlotRead,
    VisitRead,
)
from desktop.domain.permissions import Act
from desktop.domain.visits import State
from desktop.exchange.csv_files import read_csv
from desktop.exchange.directory import Directory
from desktop.exchange.documents import READ_ERRORS, is_csv
from desktop.exchange.fhir_files import PEOPLE, TIMES, VISITS, read_directory, read_fhir
from desktop.exchange.mapping import CsvMapping
from desktop.operations.desk import Desk
from desktop.operations.import_names import PracticeNames
from desktop.operations.import_newcomers import Newcomers
from desktop.operations.needs_job import bring_all_into_step
from desktop.operations.outcome import Outcome
from desktop.operations.people_import import (
    DryRun,
    PeopleBatch,
    find_pointed,
    finish_import,
    source_of,
    take_people,
    take_related,
)
from desktop.operations.visits_import_claims import take_claim
from desktop.operations.visits_import_rows import VisitRows
from desktop.operations.visits_import_times import take_times
from desktop.operations.work import Work
from desktop.persistence.imports import lock_imports

BATCH = 250
"""Visits a transaction: under 100 ms, so that desks are not kept waiting."""
_WITH_PLACES = frozenset({State.PENDING, State.BOOKED, State.ARRIVED, State.CHECKED_IN})


def import_visits(
    desk: Desk,
    files: Sequence[Path],
    *,
    source: str = "",
    mapping: CsvMapping | None = None,
    dry_run: bool = False,
    on_entry: Callable[[], None] = lambda: None,
) -> ImportReport:
    """Take in the times, people and visits of FHIR or CSV files; a bad row is told and left out.

    ``source`` says whose the ids in the files are. A dry run says what would happen and changes
    nothing. Twice changes nothing.
    """
    run = _Run(desk, source_of(source, mapping), mapping, dry_run)
    readable = [file for file in files if run.can_read(file)]
    run.take_people_and_times(readable)
    for file in readable:
        found = run.visits_of(file)
        while batch := list(islice(found, BATCH)):
            run.take_visits(batch)
            for _ in batch:
                on_entry()
    finish_import(desk, run.report, Act.IMPORT_VISITS, dry_run=dry_run)
    if not dry_run and run.report.visits.added:
        bring_all_into_step(desk)
    return run.report


class _Run:
    """One import of several files."""

    def __init__(self, desk: Desk, source: str, mapping: CsvMapping | None, dry_run: bool):
        self._desk = desk
        self._source = source
        self._mapping = mapping
        self._dry_run = dry_run
        self._zone = desk.practice.zone if desk.practice else "Europe/London"
        self._directory = Directory()
        self._would_be: set[str] = set()
        self._newcomers = Newcomers()
        self._slot_ids: set[str] = set()
        self.report = ImportReport()

    def can_read(self, file: Path) -> bool:
        """Return whether a file can be read at all; tell where not."""
        try:
            needs_mapping = is_csv(file)
        except READ_ERRORS as error:
            self._refuse(file, f"The file can’t be read: {error}.")
            return False
        fits = self._mapping is not None and self._mapping.kind != "people"
        if needs_mapping and not fits:
            self._refuse(file, "It is a CSV file; a mapping file has to say what its columns are.")
            return False
        return True

    def _refuse(self, file: Path, why: str) -> None:
        self.report.note(Slip(file.name, "", "file", why, taken=False))

    def take_people_and_times(self, files: Iterable[Path]) -> None:
        """Take in what visits refer to: people, then times on offer."""
        fhir = [file for file in files if not is_csv(file)]
        for file in fhir:
            read_directory(file, self._zone, self._directory)
        schedules: list[ScheduleRead] = []
        slots: list[SlotRead] = []
        related: list[RelatedRead] = []
        for file in files:
            found = self._people_and_times_of(file)
            while batch := list(islice(found, BATCH)):
                people = [one for one in batch if isinstance(one, PersonRead)]
                self._would_be.update(one for each in people for one in each.source_ids)
                new = self._newcomers
                self._add(take_people(self._desk, people, newcomers=new, **self._how))
                related += [one for one in batch if isinstance(one, RelatedRead)]
                schedules += [one for one in batch if isinstance(one, ScheduleRead)]
                slots += [one for one in batch if isinstance(one, SlotRead)]
                for one in batch:
                    if isinstance(one, (Slip, Passed)):
                        self.report.note(one)
        if related:
            new = self._newcomers
            self._add(take_related(self._desk, related, newcomers=new, **self._how))
        self._slot_ids = {one for each in slots for one in each.source_ids}
        self._add(take_times(self._desk, schedules, slots, **self._how))

    @property
    def _how(self) -> dict[str, Any]:
        return {"source": self._source, "dry_run": self._dry_run}

    def _add(self, report: ImportReport) -> None:
        self.report.add(report)

    def _people_and_times_of(self, file: Path) -> Iterator[Entry]:
        if not is_csv(file):
            kinds = PEOPLE | TIMES
            yield from read_fhir(file, self._zone, kinds, self._directory, tells=False)
        elif self._mapping is not None and self._mapping.kind == "slots":
            yield from read_csv(file, self._mapping, self._zone)

    def visits_of(self, file: Path) -> Iterator[Entry]:
        """Yield the visits of a file, and what is wrong with it."""
        if not is_csv(file):
            others = PEOPLE | TIMES
            yield from read_fhir(file, self._zone, VISITS, self._directory, passing=others)
        elif self._mapping is not None and self._mapping.kind == "visits":
            yield from read_csv(file, self._mapping, self._zone)

    def take_visits(self, batch: Sequence[Entry]) -> None:
        """Take in one batch: those that need a place one by one, the others at once."""
        now = self._desk.clock()
        plain: list[VisitRead] = []
        claims: list[VisitRead] = []
        for one in batch:
            if isinstance(one, VisitRead):
                (claims if needs_place(one, now) else plain).append(one)
            elif isinstance(one, (Slip, Passed)):
                self.report.note(one)
        if plain:
            self._add(self._take_plain(plain))
        for visit in claims:
            found = frozenset(self._would_be), frozenset(self._slot_ids)
            self._add(take_claim(self._desk, visit, would_be=found, **self._how))

    def _take_plain(self, visits: Sequence[VisitRead]) -> ImportReport:
        would_be = frozenset(self._would_be) if self._dry_run else frozenset()
        try:
            return self._desk.act(
                _import_visits, visits=visits, would_be=would_be, **self._how
            ).value
        except DryRun as done:
            self._would_be |= done.made
            return done.report


def needs_place(visit: VisitRead, now: datetime) -> bool:
    """Return whether a visit has to take a place in the diary: it is booked and to come."""
    return visit.state in _WITH_PLACES and visit.start_at is not None and visit.start_at > now


def _import_visits(
    work: Work,
    *,
    visits: Sequence[VisitRead],
    source: str,
    would_be: frozenset[str],
    dry_run: bool,
) -> Outcome[ImportReport]:
    work.require(Act.IMPORT_VISITS)
    lock_imports(work.db)
    rows = VisitRows(work, source, PracticeNames(work, source))
    rows.look_up(visits)
    people = PeopleBatch(work, source)
    makers = [one.maker for one in visits if one.maker is not None]
    if makers:
        people.look_up(makers)
        people.assume(would_be)
    whose = find_pointed(work, {one.person for one in visits if one.maker is None}, source)
    report = rows.report
    for visit in visits:
        report.visits.read += 1
        report.note_unread(visit.unread)
        here = rows.find(visit)
        if here is not None:
            rows.note_known(visit, here)
            continue
        report.slips += visit.slips
        patient_id = _person_of(visit, people, whose, would_be)
        if patient_id is None:
            report.visits.refused += 1
            why = "The person it is for is not here; import the people first."
            report.slips.append(Slip(visit.file, visit.place, "person", why, taken=False))
            continue
        rows.add(visit, patient_id)
    report.add(people.report)
    if dry_run:
        raise DryRun(report, frozenset(people.made))
    people.rows.write()
    rows.write(frozenset(people.made.values()))
    work.touched_everything = report.added > 0
    return Outcome(report, work.changes())


def _person_of(
    visit: VisitRead,
    people: PeopleBatch,
    whose: dict[Pointer, PatientId],
    would_be: frozenset[str],
) -> PatientId | None:
    """Return whose visit it is; a row that makes people makes them once."""
    if visit.maker is not None:
        return people.whom(visit.maker)
    found = whose.get(visit.person)
    if found is None and would_be & set(visit.person.ids):
        return PatientId(next(iter(visit.person.ids)))
    return found
