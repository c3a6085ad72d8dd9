"""Taking people in from elsewhere: in batches, twice changes nothing, every row left out told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Any

from desktop.domain.errors import RuleViolation
from desktop.domain.ids import IdentifierId, PatientId
from desktop.domain.names import fold
from desktop.domain.people import NHS_NUMBER, Identifier, PatientDetails
from desktop.domain.people_rules import check_details
from desktop.domain.permissions import Act
from desktop.exchange.fhir_people import PersonRead, Slip, read_people, without_doubtful
from desktop.operations.desk import Desk
from desktop.operations.outcome import Outcome
from desktop.operations.work import Work
from desktop.persistence.people import (
    DETAIL_COLUMNS,
    NEW_PERSON,
    find_owner,
    get_patient_row,
    write_details,
)
from desktop.persistence.people_search import forget_index
from desktop.persistence.tables import identifiers, patients

BATCH = 25
"""People a transaction: under 100 ms, so that desks are not kept waiting."""
MOST_REPAIRS = 5


@dataclass(slots=True)
class ImportReport:
    """What became of everybody: counts, and a Slip for each row or value not taken as it was."""

    read: int = 0
    added: int = 0
    known: int = 0
    refused: int = 0
    slips: list[Slip] = field(default_factory=list)

    def add(self, other: ImportReport) -> None:
        """Add a batch's report."""
        self.read += other.read
        self.added += other.added
        self.known += other.known
        self.refused += other.refused
        self.slips += other.slips


def import_people(
    desk: Desk,
    files: Iterable[Path],
    *,
    dry_run: bool = False,
    on_person: Callable[[], None] = lambda: None,
) -> ImportReport:
    """Take in the people of FHIR files; good rows go in, a bad one never half.

    A dry run says what would happen and changes nothing.
    """
    report = ImportReport()
    for file in files:
        found = read_people(file)
        while batch := list(islice(found, BATCH)):
            report.add(_take_batch(desk, batch, dry_run=dry_run))
            for _ in batch:
                on_person()
    if not dry_run and report.added:
        desk.act(_record_import, report=report)
        forget_index(desk.shared)
    return report


def count_people(files: Iterable[Path]) -> int:
    """Return how many entries the files hold, for the progress bar."""
    return sum(1 for file in files for _ in read_people(file))


class _DryRun(Exception):
    """Rolls a dry run's batch back; carries its report."""

    def __init__(self, report: ImportReport):
        super().__init__("dry run")
        self.report = report


def _take_batch(desk: Desk, batch: list[PersonRead | Slip], *, dry_run: bool) -> ImportReport:
    try:
        return desk.act(_import_batch, batch=batch, dry_run=dry_run).value
    except _DryRun as done:
        return done.report


def _import_batch(
    work: Work, *, batch: list[PersonRead | Slip], dry_run: bool
) -> Outcome[ImportReport]:
    work.require(Act.IMPORT_PEOPLE)
    report = ImportReport()
    for one in batch:
        report.read += 1
        if isinstance(one, Slip):
            report.refused += 1
            report.slips.append(one)
        else:
            _take_person(work, one, report)
    if dry_run:
        raise _DryRun(report)
    return Outcome(report, work.changes())


def _take_person(work: Work, person: PersonRead, report: ImportReport) -> None:
    owners = _owners(work, person)
    if any(_is_same(work, owner, person) for owner in owners.values()):
        report.known += 1
        return
    person = _without_others_numbers(person, owners)
    checked, details, warnings = _check(work, person)
    report.slips += checked.slips
    if details is None:
        report.refused += 1
        return
    report.slips += [Slip(person.file, person.place, "", warning) for warning in warnings]
    _insert(work, checked, details)
    report.added += 1


def _owners(work: Work, person: PersonRead) -> dict[Identifier, PatientId]:
    """Return who is here already under any of the person's identifiers."""
    found = {}
    for one in person.identifiers:
        owner = find_owner(work.db, one.system, one.value)
        if owner is not None:
            found[one] = owner
    return found


def _is_same(work: Work, owner: PatientId, person: PersonRead) -> bool:
    """Tell the same person from two who were given one number: by birth date and family name."""
    row = get_patient_row(work.db, owner)
    same_name = fold(row["family_name"]) == fold(person.details.family_name)
    return row["born_on"] == person.details.born_on and same_name


def _without_others_numbers(person: PersonRead, owners: dict[Identifier, PatientId]) -> PersonRead:
    if not owners:
        return person
    slips = [
        Slip(person.file, person.place, "identifier", f"{one.system}: somebody else here has it.")
        for one in owners
    ]
    others = any(one.system == NHS_NUMBER for one in owners)
    details = replace(person.details, nhs_number="") if others else person.details
    kept = tuple(one for one in person.identifiers if one not in owners)
    return replace(person, details=details, identifiers=kept, slips=(*person.slips, *slips))


def _check(
    work: Work, person: PersonRead
) -> tuple[PersonRead, PatientDetails | None, tuple[str, ...]]:
    """Check the details, leaving out what a rule refuses where the person can do without it."""
    for _ in range(MOST_REPAIRS):
        try:
            details, warnings = check_details(person.details, today=work.today)
        except RuleViolation as violation:
            repaired = without_doubtful(person, violation)
            if repaired is None:
                slip = Slip(
                    person.file, person.place, violation.field or "", violation.message, False
                )
                return _with_slip(person, slip), None, ()
            person = repaired
        else:
            return person, details, warnings
    slip = Slip(person.file, person.place, "", "Too many values were refused.", taken=False)
    return _with_slip(person, slip), None, ()


def _with_slip(person: PersonRead, slip: Slip) -> PersonRead:
    return replace(person, slips=(*person.slips, slip))


def _insert(work: Work, person: PersonRead, details: PatientDetails) -> None:
    patient_id = PatientId(work.new_id())
    start = len(work.rows.changes)
    row: dict[str, Any] = {
        "id": patient_id,
        **{name: getattr(details, name) for name in DETAIL_COLUMNS},
        **NEW_PERSON,
        "is_deceased": person.is_deceased,
        "deceased_on": person.deceased_on,
    }
    work.rows.insert(patients, row)
    for one in person.identifiers:
        if one.system == NHS_NUMBER:
            continue  # written with the details
        values = {
            "id": IdentifierId(work.new_id()),
            "patient_id": patient_id,
            "system": one.system,
            "value": one.value,
            "verification": one.verification,
            "use": "",
        }
        work.rows.insert(identifiers, values)
    write_details(work.rows, patient_id, details, new_id=work.new_id)
    work.touch("patient", patient_id)
    work.touch("names", patient_id)
    work.record(
        Act.IMPORT_PEOPLE,
        {"from": f"{person.file} {person.place}"},
        patient_id=patient_id,
        rows_from=start,
    )


def _record_import(work: Work, *, report: ImportReport) -> Outcome[None]:
    """Put the import itself on record, beside the rows of the people it took in."""
    facts = {"read": report.read, "added": report.added, "known": report.known}
    work.record(Act.IMPORT_PEOPLE, facts | {"refused": report.refused})
    return Outcome(None, work.changes())


def report_rows(report: ImportReport) -> Iterator[tuple[str, str, str, str, str]]:
    """Yield the rows of the report: file, place, field, reason, taken or not."""
    for slip in report.slips:
        taken = "kept with a warning" if slip.taken else "not taken"
        yield slip.file, slip.place, slip.field, slip.reason, taken
