"""A clinician's diary as a calendar file: sessions and booked times, names only when asked for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from desktop.domain.diary import DiaryColumn, SessionInDiary, VisitInDiary
from desktop.domain.errors import RuleViolation, Unavailable
from desktop.domain.ids import ClinicianId, SessionId, SlotTypeId
from desktop.domain.permissions import Act
from desktop.domain.visits import State
from desktop.exchange.calendar_writing import CalendarEvent, write_calendar
from desktop.operations.desk import Desk
from desktop.operations.outcome import Outcome
from desktop.operations.reads import read_day, read_outline
from desktop.operations.work import Work

MOST_DAYS = 732
_NOT_THERE = (State.CANCELLED, State.NOSHOW)


def export_diary(
    desk: Desk,
    to: Path,
    *,
    clinician_id: ClinicianId,
    first_on: date,
    last_on: date,
    session_id: SessionId | None = None,
    names: bool = False,
) -> int:
    """Write a clinician's sessions, or one of them, and booked times to an .ics file.

    Returns how many events. ``names``: who comes stands in it too, and each of them is on record.
    Errors: RuleViolation at last_on; NotAllowed; Unavailable for the file.
    """
    if not 0 <= (last_on - first_on).days < MOST_DAYS:
        raise RuleViolation("last_on", "last_on", "Give up to two years, the first day first.")
    outline = desk.read(read_outline)
    kinds = {kind.id: kind.name for kind in outline.slot_types}
    events: list[CalendarEvent] = []
    people: list[VisitInDiary] = []
    for number in range((last_on - first_on).days + 1):
        day = desk.read(read_day, on_date=first_on + timedelta(days=number))
        for column in day.columns:
            if column.clinician_id != clinician_id:
                continue
            for session in column.sessions:
                if session_id not in (None, session.id):
                    continue
                events.append(_session_event(column, session))
                for visit in _visits(session):
                    people.append(visit)
                    events.append(_visit_event(visit, session, kinds, names=names))
    desk.act(
        _record_export,
        file_name=to.name,
        clinician_id=clinician_id,
        visits=tuple(people),
        names=names,
    )
    content = write_calendar(events, outline.practice.zone, desk.clock())
    try:
        to.write_bytes(content)
    except OSError as error:
        raise Unavailable("file", f"{to.name} can’t be written: {error.strerror}.") from error
    return len(events)


def _visits(session: SessionInDiary) -> Iterator[VisitInDiary]:
    for cell in session.cells:
        yield from (one for one in cell.visits if one.state not in _NOT_THERE)


def _session_event(column: DiaryColumn, session: SessionInDiary) -> CalendarEvent:
    place = ", ".join(filter(None, (session.clinic_name, session.room_name)))
    summary = f"Session, {column.clinician_short_name}"
    # The booked times within it are what takes the time.
    return CalendarEvent(
        f"{session.id}@attend", session.start_at, session.end_at, summary, place, takes_time=False
    )


def _visit_event(
    visit: VisitInDiary, session: SessionInDiary, kinds: dict[SlotTypeId, str], *, names: bool
) -> CalendarEvent:
    kind = kinds.get(visit.slot_type_id, "Booked")
    summary = f"{kind}, {visit.called}" if names else kind
    return CalendarEvent(
        f"{visit.id}@attend", visit.start_at, visit.end_at, summary, session.clinic_name
    )


def _record_export(
    work: Work,
    *,
    file_name: str,
    clinician_id: ClinicianId,
    visits: tuple[VisitInDiary, ...],
    names: bool,
) -> Outcome[None]:
    work.require(Act.EXPORT_VISITS)
    facts = {"what": "diary as a calendar", "clinician": clinician_id, "names": names}
    work.record(Act.EXPORT_VISITS, facts | {"visits": len(visits)})
    if names:
        for patient_id in sorted({one.patient_id for one in visits}):
            work.record(Act.EXPORT_VISITS, facts, patient_id=patient_id)
    return Outcome(None, work.changes())
