"""Times on offer from elsewhere: schedules and slots become sessions, slots and places."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from desktop.domain.errors import Conflict
from desktop.domain.ids import ClinicianId, ClinicId, SessionId, SlotId
from desktop.domain.imports import ImportReport, ScheduleRead, Slip, SlotRead
from desktop.domain.permissions import Act
from desktop.domain.sessions import LONGEST_SLOT_MINUTES, SessionState, SlotState
from desktop.domain.times import date_of, minutes_between
from desktop.operations.desk import Desk
from desktop.operations.import_names import PracticeNames
from desktop.operations.outcome import Outcome
from desktop.operations.people_import import DryRun
from desktop.operations.work import Work
from desktop.persistence.bulk import insert_bulk
from desktop.persistence.imports import (
    find_taken_in,
    import_row,
    list_sessions_then,
    lock_imports,
)
from desktop.persistence.places import place_rows
from desktop.persistence.sessions import ONE_OFF, list_slots_of_session
from desktop.persistence.tables import imports, places, sessions, slots

LONGEST_GAP = timedelta(minutes=90)
"""Slots further apart than this are two sessions."""
BUSY_ELSEWHERE = "Busy in the system it came from"
NOT_AVAILABLE = "Not available"
LARGEST_GROUP = 60
_REASONS = {
    "busy": BUSY_ELSEWHERE,
    "busy-tentative": BUSY_ELSEWHERE,
    "busy-unavailable": NOT_AVAILABLE,
}


def take_times(
    desk: Desk,
    schedules: Sequence[ScheduleRead],
    slots_read: Sequence[SlotRead],
    *,
    source: str,
    dry_run: bool,
) -> ImportReport:
    """Take in slots, a session at a time; what clashes with one here is told."""
    report = ImportReport()
    by_id: dict[str, ScheduleRead] = {}
    for schedule in schedules:
        for one in schedule.source_ids:
            if one not in by_id or not by_id[one].clinician:
                by_id[one] = schedule
    for schedule in schedules:
        report.note_unread(schedule.unread)
    days: dict[tuple[str, date], list[SlotRead]] = {}
    zone = desk.practice.zone if desk.practice else "Europe/London"
    for slot in _each_once(report, slots_read):
        known = [one for one in slot.schedule.ids if one in by_id]
        if known:
            key = (by_id[known[0]].source_ids[0], date_of(slot.start_at, zone))
            days.setdefault(key, []).append(slot)
        else:
            why = "Its Schedule is not in these files; give both at once."
            _refuse(report, slot, "schedule", why)
    for (schedule_id, on_date), found in sorted(days.items()):
        for run in _runs(found):
            arguments: dict[str, Any] = {
                "schedule": by_id[schedule_id],
                "on_date": on_date,
                "found": run,
            }
            try:
                done = desk.act(_import_session, **arguments, source=source, dry_run=dry_run).value
            except DryRun as dry:
                done = dry.report
            except Conflict as clash:
                done = ImportReport()
                for slot in run:
                    _refuse(done, slot, "start", str(clash))
            report.add(done)
    return report


def _each_once(report: ImportReport, found: Sequence[SlotRead]) -> Iterator[SlotRead]:
    """Give each slot once, by all the ids it has in these files."""
    kept: dict[str, SlotRead] = {}
    for slot in found:
        first = next((kept[one] for one in slot.source_ids if one in kept), None)
        if first is None:
            kept.update((one, slot) for one in slot.source_ids)
        else:
            ids = tuple(dict.fromkeys((*first.source_ids, *slot.source_ids)))
            kept.update((one, replace(first, source_ids=ids)) for one in ids)
            report.slots.read += 1
            report.slots.known += 1
    yield from {slot.source_ids: slot for slot in kept.values()}.values()


def _refuse(report: ImportReport, slot: SlotRead, name: str, why: str) -> None:
    report.slots.read += 1
    report.slots.refused += 1
    report.slips += [*slot.slips, Slip(slot.file, slot.place, name, why, taken=False)]


def _runs(found: Sequence[SlotRead]) -> Iterator[list[SlotRead]]:
    """Part slots of a day where nothing happens for long."""
    run: list[SlotRead] = []
    for slot in sorted(found, key=lambda one: (one.start_at, one.end_at)):
        if run and slot.start_at - max(one.end_at for one in run) > LONGEST_GAP:
            yield run
            run = []
        run.append(slot)
    if run:
        yield run


def _import_session(
    work: Work,
    *,
    schedule: ScheduleRead,
    on_date: date,
    found: Sequence[SlotRead],
    source: str,
    dry_run: bool,
) -> Outcome[ImportReport]:
    """Take in the slots of one stretch of a day: into the session there, else into a new one."""
    work.require(Act.IMPORT_VISITS)
    lock_imports(work.db)
    report = ImportReport()
    ids = {one for slot in found for one in slot.source_ids}
    known = find_taken_in(work.db, source, "Slot", ids)
    new = [slot for slot in found if not any(one in known for one in slot.source_ids)]
    report.slots.read += len(found) - len(new)
    report.slots.known += len(found) - len(new)
    if not new:
        return Outcome(report, work.changes())
    names = PracticeNames(work, source)
    instead = schedule.type_name or schedule.comment or "Not named"
    clinician_id = names.clinician(schedule.clinician, instead)
    clinic_id = names.clinic(schedule.clinic)
    if not schedule.clinician.words:
        why = f"It names no clinician; {instead[:60]} stands for one."
        report.slips.append(Slip(schedule.file, schedule.place, "actor", why))
    session, taken = _session_for(work, clinician_id, clinic_id, on_date, new)
    fitting = _without_overlaps(report, new, taken)
    rows = [_slot_row(work, names, session["id"], slot) for slot in fitting]
    insert_bulk(work.db, slots, rows)
    seats = [seat for row in rows for seat in place_rows(row, session)]
    insert_bulk(work.db, places, seats)
    _remember(work, source, fitting, rows)
    for slot in fitting:
        report.slips += slot.slips
        report.note_unread(slot.unread)
    report.slots.read += len(fitting)
    report.slots.added += len(fitting)
    report.slips += [Slip(schedule.file, schedule.place, "actor", one) for one in names.made]
    if dry_run:
        raise DryRun(report)
    facts = {"slots": len(rows), "source": source}
    work.record(Act.IMPORT_VISITS, facts, session_id=session["id"])
    work.touched_everything = True
    return Outcome(report, work.changes())


def _session_for(
    work: Work,
    clinician_id: ClinicianId,
    clinic_id: ClinicId,
    on_date: date,
    new: Sequence[SlotRead],
) -> tuple[dict[str, Any], list[tuple[Any, Any]]]:
    """Return the session the slots go into, and when its slots are already.

    Errors: Conflict("overlap") where the clinician is elsewhere then.
    """
    start_at, end_at = new[0].start_at, max(slot.end_at for slot in new)
    there = list_sessions_then(work.db, clinician_id, start_at, end_at)
    if not there:
        row = {
            "id": SessionId(work.new_id()),
            "clinic_id": clinic_id,
            "room_id": None,
            "clinician_id": clinician_id,
            "on_date": on_date,
            "start_at": start_at,
            "end_at": end_at,
            "state": SessionState.OPEN,
            "version": 1,
            **ONE_OFF,
        }
        work.rows.insert(sessions, row)
        return row, []
    session = there[0]
    if len(there) > 1 or session["clinic_id"] != clinic_id or session["on_date"] != on_date:
        raise Conflict("overlap", "The clinician has another session then.")
    wider = {
        "start_at": min(start_at, session["start_at"]),
        "end_at": max(end_at, session["end_at"]),
    }
    if any(session[name] != value for name, value in wider.items()):
        work.rows.update(sessions, (session["id"],), session, wider)
    taken = [
        (slot.start_at, slot.end_at)
        for slot in list_slots_of_session(work.db, session["id"])
        if not slot.is_extra
    ]
    return session | wider, taken


def _without_overlaps(
    report: ImportReport, new: Sequence[SlotRead], taken: list[tuple[Any, Any]]
) -> list[SlotRead]:
    fitting = []
    for slot in new:
        minutes = minutes_between(slot.start_at, slot.end_at)
        if not 1 <= minutes <= LONGEST_SLOT_MINUTES:
            why = f"A slot lasts between 1 and {LONGEST_SLOT_MINUTES} minutes."
            _refuse(report, slot, "end", why)
        elif any(slot.start_at < end and slot.end_at > start for start, end in taken):
            _refuse(report, slot, "start", "It overlaps another time of the same session.")
        else:
            taken.append((slot.start_at, slot.end_at))
            fitting.append(slot)
    return fitting


def _slot_row(
    work: Work, names: PracticeNames, session_id: SessionId, slot: SlotRead
) -> dict[str, Any]:
    minutes = minutes_between(slot.start_at, slot.end_at)
    reason = _REASONS.get(slot.status, "")
    return {
        "id": SlotId(work.new_id()),
        "session_id": session_id,
        "slot_type_id": names.slot_type(slot.type_name, slot.channel, minutes),
        "start_at": slot.start_at,
        "end_at": slot.end_at,
        "capacity": min(slot.capacity, LARGEST_GROUP),
        "release_at": None,
        "state": SlotState.BLOCKED if reason else SlotState.OPEN,
        "is_extra": False,
        "block_reason": slot.comment[:200] if reason == NOT_AVAILABLE and slot.comment else reason,
        "version": 1,
    }


def _remember(
    work: Work, source: str, taken: Sequence[SlotRead], rows: Sequence[dict[str, Any]]
) -> None:
    found = [
        import_row(source, "Slot", one, our_id=row["id"], content_hash="", at=work.now)
        for slot, row in zip(taken, rows, strict=True)
        for one in slot.source_ids
    ]
    insert_bulk(work.db, imports, found)
