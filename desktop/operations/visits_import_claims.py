"""Coming visits from elsewhere: each takes its places by the desk's own operation."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any

from desktop.domain.claims import EXTRA_BEYOND_SESSION
from desktop.domain.errors import AppError, Conflict, NeedsAgreement, NotFound, RuleViolation
from desktop.domain.ids import AppointmentId, PatientId, SlotId
from desktop.domain.imports import ImportReport, Slip, VisitRead
from desktop.domain.permissions import Act
from desktop.domain.sessions import SlotState
from desktop.domain.times import minutes_between
from desktop.domain.visits import Appointment, State, Step
from desktop.operations.booking import book_appointment
from desktop.operations.desk import Desk
from desktop.operations.extras import add_extra
from desktop.operations.import_names import PracticeNames
from desktop.operations.outcome import Outcome
from desktop.operations.people_import import DryRun, find_pointed
from desktop.operations.visits_import_rows import VisitRows, texts_of
from desktop.operations.visits_import_times import BUSY_ELSEWHERE
from desktop.operations.work import Work
from desktop.persistence.imports import (
    find_taken_in,
    list_sessions_then,
    list_slots_within,
    lock_imports,
)
from desktop.persistence.rows import read_row
from desktop.persistence.tables import appointments, slots

WOULD_BE = frozenset[str]


class _NoPlace(AppError):
    """None of the places a visit could take is there."""


def take_claim(
    desk: Desk,
    visit: VisitRead,
    *,
    source: str,
    dry_run: bool,
    would_be: tuple[WOULD_BE, WOULD_BE],
) -> ImportReport:
    """Take in one coming visit: into its places, else as an extra, else onto the report."""
    people, times = would_be if dry_run else (frozenset(), frozenset())
    report = ImportReport()
    report.visits.read += 1
    report.note_unread(visit.unread)
    if people & set(visit.person.ids) or any(times & set(one.ids) for one in visit.slots):
        report.visits.added += 1  # what a dry run has not made, it can't book
        return report
    try:
        report.add(_try(desk, _book, visit, source=source, dry_run=dry_run))
    except (_NoPlace, Conflict) as taken:
        why = str(taken) or "None of its places is free."
        try:
            report.add(_try(desk, _add_as_extra, visit, source=source, dry_run=dry_run))
            report.slips.append(_slip(visit, f"{why} It is an extra.", taken=True))
        except AppError as clash:
            report.visits.refused += 1
            report.slips.append(_slip(visit, f"{why} {clash}".strip(), taken=False))
    except AppError as refused:
        report.visits.refused += 1
        report.slips.append(_slip(visit, str(refused), taken=False))
    return report


def _try(
    desk: Desk, operation: Any, visit: VisitRead, *, source: str, dry_run: bool
) -> ImportReport:
    try:
        done: ImportReport = desk.act(operation, visit=visit, source=source, dry_run=dry_run).value
    except DryRun as dry:
        done = dry.report
    return done


def _slip(visit: VisitRead, why: str, *, taken: bool) -> Slip:
    return Slip(visit.file, visit.place, "start", why, taken)


def _book(work: Work, *, visit: VisitRead, source: str, dry_run: bool) -> Outcome[ImportReport]:
    """Book the visit into the slots it names, else into those of its clinician at its time."""
    report = ImportReport()
    start = _begin(work, visit, source, report)
    if start is None:
        return Outcome(report, work.changes())
    rows, names, patient_id = start
    slot_ids = _named_slots(work, visit, source) or _slots_then(work, names, visit)
    if not slot_ids:
        raise _NoPlace("None of the times here fits it.")
    _open(work, slot_ids)
    arguments = {
        "patient_id": patient_id,
        "slot_ids": slot_ids,
        "channel": visit.channel,
        "call_on": visit.call_on,
        **texts_of(visit, report.slips),
    }
    booked = _agreeing(work, visit, report, book_appointment, arguments)
    return _finish(work, visit, rows, report, booked, dry_run=dry_run)


def _add_as_extra(
    work: Work, *, visit: VisitRead, source: str, dry_run: bool
) -> Outcome[ImportReport]:
    """Add the visit beside the slots of a session of its clinician."""
    report = ImportReport()
    start = _begin(work, visit, source, report)
    if start is None:
        return Outcome(report, work.changes())
    rows, names, patient_id = start
    session = _session_then(work, names, visit, source)
    kind = names.bookable_type(visit.type_name)
    if kind is None:
        raise RuleViolation("kind", "kind", "There is no kind of slot to book.")
    assert visit.start_at is not None  # what needs a place has both
    assert visit.end_at is not None
    texts = texts_of(visit, report.slips)
    arguments = {
        "patient_id": patient_id,
        "session_id": session["id"],
        "start_at": visit.start_at,
        "length_minutes": minutes_between(visit.start_at, visit.end_at),
        "slot_type_id": kind,
        "why": f"Booked in {source}; no place was free here",
        "reason": texts["reason"],
        "channel": visit.channel,
        "call_on": visit.call_on,
    }
    booked = _agreeing(work, visit, report, add_extra, arguments)
    report.extras += 1
    return _finish(work, visit, rows, report, booked, dry_run=dry_run)


def _begin(
    work: Work, visit: VisitRead, source: str, report: ImportReport
) -> tuple[VisitRows, PracticeNames, PatientId] | None:
    """Look up whom and what the visit means; None for one that is here already."""
    work.require(Act.IMPORT_VISITS)
    lock_imports(work.db)
    names = PracticeNames(work, source)
    rows = VisitRows(work, source, names)
    rows.look_up([visit])
    here = rows.find(visit)
    if here is not None:
        rows.note_known(visit, here)
        rows.write()
        rows.report.visits.read = 0  # counted already
        report.add(rows.report)
        return None
    found = find_pointed(work, [visit.person], source).get(visit.person)
    if found is None:
        raise NotFound("patient", "The person it is for is not here; import the people first.")
    report.slips += visit.slips
    return rows, names, found


def _named_slots(work: Work, visit: VisitRead, source: str) -> tuple[SlotId, ...]:
    """Return the slots the visit names, where they are its time."""
    ids = [one for pointer in visit.slots for one in pointer.ids]
    known = find_taken_in(work.db, source, "Slot", ids)
    rows = [read_row(work.db, slots, (known[one][0],)) for one in ids if one in known]
    found = sorted((row for row in rows if row is not None), key=lambda row: row["start_at"])
    if not found or visit.start_at is None or visit.end_at is None:
        return ()
    covers = found[0]["start_at"] <= visit.start_at and visit.end_at <= found[-1]["end_at"]
    return tuple(row["id"] for row in found) if covers else ()


def _slots_then(work: Work, names: PracticeNames, visit: VisitRead) -> tuple[SlotId, ...]:
    """Return the clinician's slots that make up exactly the visit's time."""
    clinician_id = names.find_clinician(visit.clinician)
    if clinician_id is None or visit.start_at is None or visit.end_at is None:
        return ()
    found = list_slots_within(work.db, clinician_id, visit.start_at, visit.end_at)
    if not found or found[0]["start_at"] != visit.start_at or found[-1]["end_at"] != visit.end_at:
        return ()
    if any(one["end_at"] != two["start_at"] for one, two in pairwise(found)):
        return ()
    return tuple(row["id"] for row in found)


def _session_then(
    work: Work, names: PracticeNames, visit: VisitRead, source: str
) -> dict[str, Any]:
    """Return the session an extra goes into: of the slots it names, else of its clinician."""
    ids = [one for pointer in visit.slots for one in pointer.ids]
    for our_id, _ in find_taken_in(work.db, source, "Slot", ids).values():
        slot = read_row(work.db, slots, (our_id,))
        if slot is not None:
            return {"id": slot["session_id"]}
    clinician_id = names.find_clinician(visit.clinician)
    if clinician_id is None:
        raise _NoPlace("It names no clinician who works here.")
    assert visit.start_at is not None
    assert visit.end_at is not None
    found = list_sessions_then(
        work.db,
        clinician_id,
        visit.start_at - EXTRA_BEYOND_SESSION,
        visit.end_at + EXTRA_BEYOND_SESSION,
    )
    if not found:
        raise _NoPlace("The clinician has no session then.")
    return found[0]


def _open(work: Work, slot_ids: Sequence[SlotId]) -> None:
    """Open slots that were blocked only because they were busy where they came from."""
    for slot_id in slot_ids:
        row = read_row(work.db, slots, (slot_id,))
        if row is not None and row["block_reason"] == BUSY_ELSEWHERE:
            work.rows.update(slots, (slot_id,), row, {"state": SlotState.OPEN, "block_reason": ""})


def _agreeing(
    work: Work, visit: VisitRead, report: ImportReport, operation: Any, arguments: dict[str, Any]
) -> Appointment:
    """Do an operation of the desk; what it warns of is told and agreed to."""
    try:
        booked: Appointment = operation(work, **arguments).value
    except NeedsAgreement as asked:
        for one in asked.asked:
            report.slips.append(_slip(visit, one.message, taken=True))
        work.agreed = asked.codes
        work.agreed_why = "Booked so in the system it came from"
        booked = operation(work, **arguments).value
    return booked


def _finish(
    work: Work,
    visit: VisitRead,
    rows: VisitRows,
    report: ImportReport,
    booked: Appointment,
    *,
    dry_run: bool,
) -> Outcome[ImportReport]:
    """Keep what the desk's operation does not ask for, and where the visit came from."""
    if dry_run:
        raise DryRun(_added(report))
    _keep_the_rest(work, visit, booked.id)
    rows.remember(visit, booked.id)
    rows.write()
    return Outcome(_added(report), work.changes())


def _keep_the_rest(work: Work, visit: VisitRead, visit_id: AppointmentId) -> None:
    work.rows.write_last()
    row = read_row(work.db, appointments, (visit_id,))
    assert row is not None
    after: dict[str, Any] = {}
    texts = texts_of(visit, [])
    if row["note"] != texts["note"] or row["asked_by"] != texts["asked_by"]:
        after |= {"note": texts["note"], "asked_by": texts["asked_by"]}
    if visit.state is State.PENDING:
        after["state"] = State.PENDING
    if after:
        work.rows.update(appointments, (visit_id,), row, after)
    if visit.created_at is not None and visit.created_at < work.now:
        _date_booking_back(work, visit_id, visit.created_at)


def _date_booking_back(work: Work, visit_id: AppointmentId, at: datetime) -> None:
    """Say when a visit was booked where it came from; the record says when it came here."""
    for event in work.events:  # they are written with the record
        if event["appointment_id"] == visit_id and event["step"] is Step.BOOKED:
            event["at"] = at


def _added(report: ImportReport) -> ImportReport:
    report.visits.added += 1
    return report
