"""Taking people in from elsewhere: in batches, twice changes nothing, every row left out told."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any, TypedDict

from desktop.domain.ids import PatientId
from desktop.domain.imports import (
    Entry,
    ImportReport,
    NeedRead,
    Passed,
    PersonRead,
    Pointer,
    RelatedRead,
    Slip,
)
from desktop.domain.names import fold
from desktop.domain.people import NHS_NUMBER, Identifier
from desktop.domain.permissions import Act
from desktop.domain.preferences import kind_of
from desktop.exchange.csv_files import read_csv
from desktop.exchange.directory import Directory
from desktop.exchange.documents import READ_ERRORS, count_entries, is_csv
from desktop.exchange.fhir_files import PEOPLE, read_fhir
from desktop.exchange.mapping import CsvMapping
from desktop.operations.desk import Desk
from desktop.operations.import_newcomers import Newcomers
from desktop.operations.needs_import import NeedsBatch
from desktop.operations.outcome import Outcome
from desktop.operations.people_import_rows import PeopleRows, check_person
from desktop.operations.work import Work
from desktop.persistence.imports import (
    find_owners,
    find_people_by_id,
    find_roots,
    find_taken_in,
    lock_imports,
)
from desktop.persistence.people_index import forget_index

BATCH = 100
"""People a transaction: under 100 ms, so that desks are not kept waiting."""
FHIR_SOURCE = "fhir"
"""Whose the ids in FHIR files are, where nobody says."""


def import_people(
    desk: Desk,
    files: Iterable[Path],
    *,
    source: str = "",
    mapping: CsvMapping | None = None,
    dry_run: bool = False,
    on_entry: Callable[[], None] = lambda: None,
) -> ImportReport:
    """Take in the people of FHIR or CSV files; good rows go in, a bad one never half.

    ``source`` says whose the ids in the files are. A dry run says what would happen and changes
    nothing.
    """
    report = ImportReport()
    zone = desk.practice.zone if desk.practice else "Europe/London"
    waiting: list[RelatedRead] = []
    needs: list[NeedRead] = []
    newcomers = Newcomers()
    given: _Given = {
        "source": source_of(source, mapping),
        "dry_run": dry_run,
        "newcomers": newcomers,
    }
    for file in files:
        found = read_people_of(file, zone, mapping)
        while batch := list(islice(found, BATCH)):
            people = [one for one in batch if isinstance(one, PersonRead)]
            waiting += [one for one in batch if isinstance(one, RelatedRead)]
            needs += [one for one in batch if isinstance(one, NeedRead)]
            for one in batch:
                if isinstance(one, (Slip, Passed)):
                    report.note(one)
                on_entry()
            report.add(take_people(desk, people, **given))
    # Somebody near a person, or what they need, may stand before them in the files.
    for start in range(0, len(waiting), BATCH):
        report.add(take_related(desk, waiting[start : start + BATCH], **given))
    for start in range(0, len(needs), BATCH):
        report.add(take_needs(desk, needs[start : start + BATCH], **given))
    finish_import(desk, report, Act.IMPORT_PEOPLE, dry_run=dry_run)
    return report


def read_people_of(file: Path, zone: str, mapping: CsvMapping | None) -> Iterator[Entry]:
    """Yield the people of a file and what is wrong with it."""
    try:
        table = is_csv(file)
    except READ_ERRORS as error:
        yield Slip(file.name, "", "file", f"The file can’t be read: {error}.", taken=False)
        return
    if not table:
        yield from read_fhir(file, zone, PEOPLE, Directory())
    elif mapping is None or mapping.kind != "people":
        why = "It is a CSV file; a mapping file has to say what its columns are."
        yield Slip(file.name, "", "file", why, taken=False)
    else:
        yield from read_csv(file, mapping, zone)


def source_of(source: str, mapping: CsvMapping | None) -> str:
    """Return whose the ids in the files are."""
    return source or (mapping.name if mapping else FHIR_SOURCE)


def count_in(files: Iterable[Path]) -> int:
    """Return about how many entries the files hold, for the progress bar."""
    return sum(count_entries(file) for file in files)


class DryRun(Exception):
    """Rolls a dry run's batch back; carries its report and the ids of people it would have made."""

    def __init__(
        self,
        report: ImportReport,
        made: frozenset[str] = frozenset(),
        newcomers: Newcomers | None = None,
    ):
        super().__init__("dry run")
        self.report = report
        self.made = made
        self.newcomers = newcomers or Newcomers()


class _Given(TypedDict):
    """What each batch is given; ``newcomers`` are those whom earlier ones would have made."""

    source: str
    dry_run: bool
    newcomers: Newcomers


def take_people(
    desk: Desk,
    people: Sequence[PersonRead],
    *,
    source: str,
    dry_run: bool,
    newcomers: Newcomers | None = None,
) -> ImportReport:
    """Take in one batch of people in one transaction."""
    if not people:
        return ImportReport()
    try:
        return desk.act(_import_people, people=people, source=source, dry_run=dry_run).value
    except DryRun as done:
        if newcomers is not None:
            newcomers.update(done.newcomers)
        return done.report


def take_related(
    desk: Desk,
    related: Sequence[RelatedRead],
    *,
    source: str,
    dry_run: bool,
    newcomers: Newcomers | None = None,
) -> ImportReport:
    """Take in one batch of people near somebody in one transaction."""
    try:
        given: dict[str, Any] = {"source": source, "dry_run": dry_run, "newcomers": newcomers}
        return desk.act(_import_related, related=related, **given).value
    except DryRun as done:
        return done.report


def take_needs(
    desk: Desk,
    needs: Sequence[NeedRead],
    *,
    source: str,
    dry_run: bool,
    newcomers: Newcomers | None = None,
) -> ImportReport:
    """Take in one batch of what people need in one transaction."""
    try:
        given: dict[str, Any] = {"source": source, "dry_run": dry_run, "newcomers": newcomers}
        return desk.act(_import_needs, needs=needs, **given).value
    except DryRun as done:
        return done.report


def finish_import(desk: Desk, report: ImportReport, act: Act, *, dry_run: bool) -> None:
    """Put the import itself on record, beside the rows of the people it touched."""
    if dry_run or not report.added:
        return
    desk.act(_record_import, report=report, act=act)
    forget_index(desk.shared)


def _import_people(
    work: Work, *, people: Sequence[PersonRead], source: str, dry_run: bool
) -> Outcome[ImportReport]:
    work.require(Act.IMPORT_PEOPLE)
    lock_imports(work.db)
    batch = PeopleBatch(work, source)
    for person in people:
        batch.take(person, people)
    if dry_run:
        raise DryRun(batch.report, newcomers=batch.newcomers)
    batch.rows.write()
    work.touched_everything = batch.report.people.added > 0
    return Outcome(batch.report, work.changes())


class PeopleBatch:
    """Takes people in one by one within a transaction; knows who came before in it."""

    def __init__(self, work: Work, source: str):
        self.report = ImportReport()
        self.rows = PeopleRows(work, source)
        self.made: dict[str, PatientId] = {}
        self.newcomers = Newcomers()
        self._work = work
        self._source = source
        self._known: dict[str, tuple[str, str]] | None = None
        self._owners: dict[tuple[str, str], PatientId] = {}
        self._here: dict[str, tuple[str, object]] = {}
        self._roots: dict[str, PatientId] = {}

    def look_up(self, people: Iterable[PersonRead]) -> None:
        """Find all that is here of these people, in few queries."""
        every = tuple(people)
        db = self._work.db
        ids = {one for person in every for one in person.source_ids}
        self._known = find_taken_in(db, self._source, "Patient", ids)
        self._roots = find_roots(db, {our_id for our_id, _ in self._known.values()})
        numbers = {
            (one.system, one.value)
            for person in every
            for one in (*person.identifiers, *person.former_numbers)
        }
        self._owners = find_owners(db, numbers)
        found = find_people_by_id(db, {*self._owners.values(), *ids})
        self._here = {key: (fold(row["family_name"]), row["born_on"]) for key, row in found.items()}

    def take(self, person: PersonRead, batch: Iterable[PersonRead] = ()) -> PatientId | None:
        """Take one person in; returns who they are here, None when they can't be taken."""
        if self._known is None:
            self.look_up(batch or (person,))
        self.report.people.read += 1
        self.report.note_unread(person.unread)
        content = content_of(person)
        owner = self._find(person, content)
        if owner is not None:
            self.report.people.known += 1
            return owner
        person = self._without_others_numbers(person)
        checked, details, warnings = check_person(self._work, person)
        self.report.slips += checked.slips
        if details is None:
            self.report.people.refused += 1
            return None
        self.report.slips += [Slip(person.file, person.place, "", one) for one in warnings]
        patient_id = self.rows.add(checked, details, content)
        self._note_new(checked, patient_id, content)
        self.report.people.added += 1
        for told in checked.preferences:
            self.report.note_mapped(kind_of(told.kind).words)
        self._work.record(
            Act.IMPORT_PEOPLE,
            {"from": f"{person.file} {person.place}", "source": self._source},
            patient_id=patient_id,
        )
        return patient_id

    def assume(self, source_ids: Iterable[str]) -> None:
        """Take people for here whom a dry run would have made by now."""
        if self._known is not None:
            self._known.update((one, (one, "")) for one in source_ids)

    def whom(self, person: PersonRead) -> PatientId | None:
        """Return who a row of visits is for, made where they are not here; others are no news."""
        for one in person.source_ids:
            if one in (self._known or {}):
                here = (self._known or {})[one][0]
                return self._roots.get(here, PatientId(here))
        return self.take(replace(person, slips=()) if person.slips else person)

    def _find(self, person: PersonRead, content: str) -> PatientId | None:
        """Return who of those here the person is: by the source's id, else by a number."""
        known = self._known or {}
        for one in person.source_ids:
            if one in known:
                our_id, before = known[one]
                if before != content:
                    why = "They were taken in before and differ now; nothing here was changed."
                    self.report.slips.append(Slip(person.file, person.place, "", why))
                self._remember(person, PatientId(our_id), content)
                return PatientId(our_id)
        owners = [self._owners.get((one.system, one.value)) for one in person.identifiers]
        for owner in (*owners, *map(PatientId, person.source_ids)):
            if owner is not None and self._is_same(owner, person):
                self._remember(person, owner, content)
                return owner
        return None

    def _remember(self, person: PersonRead, owner: PatientId, content: str) -> None:
        """Keep the source's ids that are new for somebody who is here, so that visits find them."""
        known = self._known or {}
        new = tuple(one for one in person.source_ids if one not in known and one != owner)
        self.rows.remember("Patient", new, owner, content)
        known.update((one, (owner, content)) for one in new)

    def _note_new(self, person: PersonRead, patient_id: PatientId, content: str) -> None:
        if self._known is not None:
            self._known.update((one, (patient_id, content)) for one in person.source_ids)
        for one in (*person.identifiers, *person.former_numbers):
            self._owners[one.system, one.value] = patient_id
        self._here[patient_id] = (fold(person.details.family_name), person.details.born_on)
        self.made.update((one, patient_id) for one in person.source_ids)
        self.newcomers.add(person, patient_id)

    def _is_same(self, owner: PatientId, person: PersonRead) -> bool:
        """Tell the same person from two given one number: by birth date and family name."""
        details = person.details
        return self._here.get(owner) == (fold(details.family_name), details.born_on)

    def _without_others_numbers(self, person: PersonRead) -> PersonRead:
        taken = {
            one
            for one in (*person.identifiers, *person.former_numbers)
            if (one.system, one.value) in self._owners
        }
        if not taken:
            return person
        slips = [
            Slip(person.file, person.place, "identifier", f"{one.system}: somebody else has it.")
            for one in person.identifiers
            if one in taken
        ]
        others = any(one.system == NHS_NUMBER for one in taken)
        details = replace(person.details, nhs_number="") if others else person.details
        return replace(
            person,
            details=details,
            identifiers=_not_in(person.identifiers, taken),
            former_numbers=_not_in(person.former_numbers, taken),
            slips=(*person.slips, *slips),
        )


def _not_in(found: tuple[Identifier, ...], taken: set[Identifier]) -> tuple[Identifier, ...]:
    return tuple(one for one in found if one not in taken)


def content_of(person: PersonRead) -> str:
    """Return a hash of what a file says of a person, wherever it says it."""
    said = repr(
        (
            person.details,
            person.identifiers,
            person.former_numbers,
            person.is_deceased,
            person.deceased_on,
            person.is_sensitive,
            person.preferences,
            [replace(one, file="", place="") for one in person.related],
        )
    )
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _import_related(
    work: Work,
    *,
    related: Sequence[RelatedRead],
    source: str,
    dry_run: bool,
    newcomers: Newcomers | None,
) -> Outcome[ImportReport]:
    work.require(Act.IMPORT_PEOPLE)
    lock_imports(work.db)
    report = ImportReport()
    rows = PeopleRows(work, source)
    ids = {one for each in related for one in each.source_ids}
    known = find_taken_in(work.db, source, "RelatedPerson", ids)
    whose = find_pointed(work, [one.person for one in related], source, newcomers)
    for one in related:
        report.related.read += 1
        report.slips += one.slips
        report.note_unread(one.unread)
        patient_id = whose.get(one.person)
        if any(each in known for each in one.source_ids):
            report.related.known += 1
        elif patient_id is None:
            report.related.refused += 1
            why = "The person they belong to is not here."
            report.slips.append(Slip(one.file, one.place, "patient", why, taken=False))
        else:
            _add_related(work, rows, report, one, patient_id)
            known.update((each, ("", "")) for each in one.source_ids)
    if dry_run:
        raise DryRun(report)
    rows.write()
    work.touched_everything = report.related.added > 0
    return Outcome(report, work.changes())


def _import_needs(
    work: Work,
    *,
    needs: Sequence[NeedRead],
    source: str,
    dry_run: bool,
    newcomers: Newcomers | None,
) -> Outcome[ImportReport]:
    work.require(Act.IMPORT_PEOPLE)
    lock_imports(work.db)
    whose = find_pointed(work, [one.person for one in needs], source, newcomers)
    batch = NeedsBatch(work, source, whose, newcomers)
    batch.take_all(needs)
    if dry_run:
        raise DryRun(batch.report)
    return batch.write()


def _add_related(
    work: Work,
    rows: PeopleRows,
    report: ImportReport,
    one: RelatedRead,
    patient_id: PatientId,
) -> None:
    our_id = rows.add_related(patient_id, one)
    rows.remember("RelatedPerson", one.source_ids, our_id, "")
    report.related.added += 1
    facts = {"from": f"{one.file} {one.place}", "what": "related person"}
    work.record(Act.IMPORT_PEOPLE, facts, patient_id=patient_id)


def find_pointed(
    work: Work, pointers: Iterable[Pointer], source: str, newcomers: Newcomers | None = None
) -> dict[Pointer, PatientId]:
    """Return which people here are meant: by an id of the source, a number, our own id.

    ``newcomers`` are those whom a dry run would have made by now.
    """
    every = set(pointers)
    ids = {one for pointer in every for one in pointer.ids}
    known = find_taken_in(work.db, source, "Patient", ids)
    ours = find_people_by_id(work.db, ids)
    # A Patient is named by NHS number where an API's ids are the numbers.
    numbers = {pointer.number for pointer in every if pointer.number[1]}
    numbers |= {(NHS_NUMBER, one) for one in ids if len(one) == 10 and one.isdecimal()}
    owners = find_owners(work.db, numbers)
    found = {}
    for pointer in every:
        here = [known[one][0] for one in pointer.ids if one in known]
        here += [one for one in pointer.ids if one in ours]
        here += [owners[pointer.number]] if pointer.number in owners else []
        here += [owners[NHS_NUMBER, one] for one in pointer.ids if (NHS_NUMBER, one) in owners]
        if here:
            found[pointer] = PatientId(here[0])
    # What is new goes to the record that lives on after a merge.
    roots = find_roots(work.db, found.values())
    new = newcomers.find(every - set(found)) if newcomers is not None else {}
    return {pointer: roots.get(here, here) for pointer, here in found.items()} | new


def _record_import(work: Work, *, report: ImportReport, act: Act) -> Outcome[None]:
    counts = {
        name: {"read": one.read, "added": one.added, "known": one.known, "refused": one.refused}
        for name, one in report.kinds.items()
        if one.read
    }
    work.touched_everything = True
    work.record(act, counts)
    return Outcome(None, work.changes())


def report_rows(report: ImportReport) -> Iterator[tuple[str, str, str, str, str]]:
    """Yield the rows of the report: file, place, field, reason, taken or not."""
    for slip in report.slips:
        taken = "kept with a warning" if slip.taken else "not taken"
        yield slip.file, slip.place, slip.field, slip.reason, taken
    for (file, name), (place, count) in report.unread.items():
        yield file, place, name, f"Not understood; {count:,} in this file.", "left out"
    for (file, kind), (place, count) in report.passed.items():
        yield file, place, kind, f"Not read here; {count:,} in this file.", "left out"
