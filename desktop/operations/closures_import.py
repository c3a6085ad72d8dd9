"""Leave and closures proposed from a calendar file: busy times into closures to accept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from dateutil.relativedelta import relativedelta

from desktop.domain.closures import ClosureDetails, ClosureKind, check_closure
from desktop.domain.errors import RuleViolation
from desktop.domain.ids import ClinicianId, ClinicId
from desktop.domain.imports import Slip
from desktop.domain.times import local_of
from desktop.exchange.calendar_reading import Occurrence, read_calendar
from desktop.operations.closures import propose_closures
from desktop.operations.desk import Desk
from desktop.operations.work import Reading
from desktop.persistence.imports import list_clinicians

MONTHS_READ = 24


@dataclass(frozen=True, slots=True)
class Proposed:
    """What a calendar proposes, how much of it is new, and what was not taken."""

    closures: tuple[ClosureDetails, ...]
    added: int
    slips: tuple[Slip, ...]


@dataclass(frozen=True, slots=True)
class Whose:
    """Of what a calendar's busy times become closures: a clinician, a clinic, or the practice."""

    kind: ClosureKind = ClosureKind.CLOSED
    clinician_id: ClinicianId | None = None
    clinic_id: ClinicId | None = None


def find_clinician_called(reading: Reading, *, called: str) -> ClinicianId:
    """Return the one clinician a name means, with or without title.

    Errors: RuleViolation("clinician") for none or several.
    """
    wanted = " ".join(called.casefold().split())
    found = []
    for row in list_clinicians(reading.db):
        names = f"{row['given_names']} {row['family_name']}"
        forms = (names, f"{row['title']} {names}", f"{row['title']} {row['family_name']}")
        if wanted in {" ".join(form.casefold().split()) for form in forms}:
            found.append(row["id"])
    if len(found) != 1:
        which = "Several clinicians are" if found else "No clinician is"
        raise RuleViolation("clinician", "clinician", f"{which} called {called[:60]}.")
    clinician: ClinicianId = found[0]
    return clinician


def import_closures(desk: Desk, file: Path, *, whose: Whose, dry_run: bool = False) -> Proposed:
    """Propose a closure for each busy time of a calendar, from today for two years.

    Nothing is closed before somebody accepts it; twice proposes nothing new. Cancelled and
    transparent events are passed over.
    Errors: RuleViolation at the field of ``whose``.
    """
    zone_name = desk.practice.zone if desk.practice else "Europe/London"
    today = desk.read(lambda reading: reading.today)
    read = read_calendar(file, today, today + relativedelta(months=MONTHS_READ), zone_name)
    wanted: list[ClosureDetails] = []
    slips = list(read.slips)
    for one in read.occurrences:
        if not one.is_busy:
            continue
        try:
            wanted += [check_closure(closure) for closure in _closures(one, whose, zone_name)]
        except RuleViolation as why:
            slips.append(Slip(file.name, f"event {one.uid[:60]}", why.field or "", why.message))
    kept = tuple(dict.fromkeys(one for one in wanted if one.last_on >= today))
    added = 0 if dry_run else desk.act(propose_closures, proposed=kept).value
    return Proposed(kept, added, tuple(slips))


def _closures(one: Occurrence, whose: Whose, zone_name: str) -> Iterator[ClosureDetails]:
    """Give a busy time as closures: of whole days, or of hours of a day; none for no length."""

    def of(first: date, last: date, start: time | None, end: time | None) -> ClosureDetails:
        return ClosureDetails(
            whose.kind,
            one.summary[:100],
            first,
            last,
            start,
            end,
            whose.clinic_id,
            whose.clinician_id,
        )

    if not isinstance(one.start, datetime) or not isinstance(one.end, datetime):
        last = max(one.start, one.end - timedelta(days=1))
        yield of(one.start, last, None, None)
        return
    start, end = local_of(one.start, zone_name), local_of(one.end, zone_name)
    if one.end <= one.start:
        return
    # Times in seconds close the whole of their first and last minute.
    begins: time | None = start.time().replace(second=0, microsecond=0)
    begins = None if begins == time() else begins
    if end.second or end.microsecond:
        end = end.replace(second=0, microsecond=0) + timedelta(minutes=1)
    ends = end.time()
    if start.date() == end.date():
        yield of(start.date(), start.date(), begins, ends)
        return
    # Over midnight: the rest of the first day, the days between, the last day up to its end.
    whole_from = start.date() if begins is None else start.date() + timedelta(days=1)
    if begins is not None:
        yield of(start.date(), start.date(), begins, None)
    if whole_from < end.date():
        yield of(whole_from, end.date() - timedelta(days=1), None, None)
    if ends != time():
        yield of(end.date(), end.date(), None, ends)
