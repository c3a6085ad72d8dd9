"""Free times: one indexed range of free places for each kind, read in order of time."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Select, bindparam, literal_column, or_, select, true

from desktop.domain.booking import FreeAnswer, FreeRequest, FreeTime
from desktop.domain.free_times import Candidate, Collector, nearest
from desktop.domain.ids import SlotId, SlotTypeId
from desktop.domain.sessions import SessionState, SlotState
from desktop.domain.times import date_of, minutes_between, zone
from desktop.persistence.tables import (
    clinicians,
    clinics,
    holds,
    notes,
    places,
    rooms,
    sessions,
    slot_types,
    slots,
)

HORIZON = timedelta(days=366)
"""How far ahead free times are looked for."""
_FEW, _MANY = 24, 400


def _free_places(*, by_clinician: bool, by_clinic: bool, rows: int) -> Select[*tuple[Any, ...]]:
    """Return the statement of one kind's free places after a place in time, in order.

    The LIMIT is written out: a bound one makes PostgreSQL's generic plan expect a tenth of the
    table and hash it.
    """
    conditions = [
        places.c.appointment_id.is_(None),
        places.c.slot_type_id == bindparam("kind"),
        places.c.start_at >= bindparam("since"),
        places.c.start_at < bindparam("until"),
        or_(
            places.c.start_at > bindparam("since"),
            places.c.slot_id > bindparam("after"),
        ),
    ]
    if by_clinician:
        conditions.append(places.c.clinician_id == bindparam("clinician"))
    if by_clinic:
        conditions.append(places.c.clinic_id == bindparam("clinic"))
    return (
        select(
            places.c.slot_id,
            places.c.slot_type_id,
            places.c.start_at,
            places.c.clinician_id,
            places.c.clinic_id,
            places.c.hold_id,
            places.c.held_until,
        )
        .where(*conditions)
        .order_by(places.c.start_at, places.c.slot_id)
        .limit(literal_column(str(rows)))
    )


_SLOT_COLUMNS = (
    slots.c.session_id,
    slot_types.c.channel,
    slots.c.end_at,
    slots.c.state,
    slots.c.release_at,
    sessions.c.state.label("session_state"),
    slots.c.is_extra,
    clinicians.c.title,
    clinicians.c.given_names,
    clinicians.c.family_name,
    clinics.c.name.label("clinic_name"),
    rooms.c.name.label("room_name"),
)


def _slots_with_names() -> Select[*tuple[Any, ...]]:
    return (
        select(*_SLOT_COLUMNS)
        .select_from(slots)
        .join(sessions, sessions.c.id == slots.c.session_id)
        .join(slot_types, slot_types.c.id == slots.c.slot_type_id)
        .join(clinicians, clinicians.c.id == sessions.c.clinician_id)
        .join(clinics, clinics.c.id == sessions.c.clinic_id)
        .outerjoin(rooms, rooms.c.id == sessions.c.room_id)
    )


@lru_cache(maxsize=32)
def _statement(
    dialect: str, *, by_clinician: bool, by_clinic: bool, rows: int
) -> Select[*tuple[Any, ...]]:
    free = _free_places(by_clinician=by_clinician, by_clinic=by_clinic, rows=rows).subquery("free")
    found = (
        free.c.slot_id,
        free.c.slot_type_id,
        free.c.start_at,
        free.c.clinician_id,
        free.c.clinic_id,
        free.c.held_until,
        holds.c.desk,
        holds.c.window,
    )
    if dialect == "postgresql":
        # LATERAL with OFFSET 0 can't be flattened: it goes by the index whatever the settings say.
        named = _slots_with_names().where(slots.c.id == free.c.slot_id).offset(0).lateral("named")
        whole = select(*found, named).select_from(free).join(named, true())
    else:
        whole = (
            select(*found, *_SLOT_COLUMNS)
            .select_from(free)
            .join(slots, slots.c.id == free.c.slot_id)
            .join(sessions, sessions.c.id == slots.c.session_id)
            .join(slot_types, slot_types.c.id == slots.c.slot_type_id)
            .join(clinicians, clinicians.c.id == sessions.c.clinician_id)
            .join(clinics, clinics.c.id == sessions.c.clinic_id)
            .outerjoin(rooms, rooms.c.id == sessions.c.room_id)
        )
    return whole.outerjoin(holds, holds.c.id == free.c.hold_id).order_by(
        free.c.start_at, free.c.slot_id
    )


_KINDS = select(slot_types.c.id).where(slot_types.c.bookable, slot_types.c.active)


def find_free_times(
    db: Connection, *, request: FreeRequest, now: datetime, window: str, zone_name: str
) -> FreeAnswer:
    """Return free times soonest first, what was left out and why.

    Shape: at most ``request.limit`` times; ``more`` says that PgDn finds others after the last.
    """
    collector = Collector(request, now, zone_name)
    start = max(_start_of(request.from_on, zone_name), now)
    since, after = request.after or (start, SlotId(""))
    kinds = [request.slot_type_id] if request.slot_type_id else list_bookable_kinds(db)
    streams = [
        _candidates(db, request, kind, (since, after), now=now, window=window) for kind in kinds
    ]
    collector.take(heapq.merge(*streams, key=lambda one: (one.start_at, one.slot_id)))
    times = collector.times[: request.limit]
    noted = _with_notes(db, times)
    return FreeAnswer(noted, collector.left_out(), more=collector.is_full)


def list_bookable_kinds(db: Connection) -> list[SlotTypeId]:
    """Return the kinds of slot that can be booked."""
    return [row.id for row in db.execute(_KINDS)]


def nearest_free_time(
    db: Connection,
    *,
    like: FreeRequest,
    around: datetime,
    now: datetime,
    window: str,
    zone_name: str,
) -> FreeTime | None:
    """Return the free time nearest to an instant: of the same clinician that day, else of any.

    ``like`` says kind, length and clinician; where that day has none, the next one after it.
    """
    on = date_of(around, zone_name)
    for wanted in (like, replace(like, clinician_id=None)):
        request = replace(wanted, from_on=on, limit=60, after=None)
        answer = find_free_times(db, request=request, now=now, window=window, zone_name=zone_name)
        that_day = [one for one in answer.times if date_of(one.start_at, zone_name) == on]
        found = nearest(that_day, around)
        if found is not None:
            return found
        if wanted.clinician_id is None:
            return nearest(answer.times, around)
    return None


def _candidates(
    db: Connection,
    request: FreeRequest,
    kind: SlotTypeId,
    place: tuple[datetime, SlotId],
    *,
    now: datetime,
    window: str,
) -> Iterator[Candidate]:
    """Yield one kind's free places after a place in time, a few at first, then many at a time."""
    rows = _FEW
    since, after = place
    until = now + HORIZON
    while True:
        statement = _statement(
            db.dialect.name,
            by_clinician=request.clinician_id is not None,
            by_clinic=request.clinic_id is not None,
            rows=rows,
        )
        params = {
            "kind": kind,
            "since": since,
            "until": until,
            "after": after or NO_SLOT,
            "clinician": request.clinician_id,
            "clinic": request.clinic_id,
        }
        found = db.execute(statement, params).all()
        for row in found:
            if row.session_state is not SessionState.CANCELLED and not row.is_extra:
                yield _candidate(row, now, window)
        if len(found) < rows:
            return
        since, after = found[-1].start_at, found[-1].slot_id
        rows = _MANY


NO_SLOT = SlotId("00000000-0000-0000-0000-000000000000")


def _candidate(row: Any, now: datetime, window: str) -> Candidate:
    live = row.held_until is not None and row.held_until > now and row.window != window
    title, given, family = row.title, row.given_names, row.family_name
    return Candidate(
        slot_id=row.slot_id,
        session_id=row.session_id,
        slot_type_id=row.slot_type_id,
        channel=row.channel,
        start_at=row.start_at,
        end_at=row.end_at,
        state=row.state,
        release_at=row.release_at,
        held_by=row.desk if live else "",
        clinician_id=row.clinician_id,
        clinician_name=" ".join(part for part in (title, given, family) if part),
        clinic_id=row.clinic_id,
        clinic_name=row.clinic_name,
        room_name=row.room_name or "",
    )


_NOTES = select(notes.c.session_id, notes.c.slot_id, notes.c.text).where(
    or_(
        notes.c.session_id.in_(bindparam("sessions", expanding=True)),
        notes.c.slot_id.in_(bindparam("slots", expanding=True)),
    )
)


def _with_notes(db: Connection, times: list[FreeTime]) -> tuple[FreeTime, ...]:
    if not times:
        return ()
    params = {
        "sessions": list({one.session_id for one in times}),
        "slots": [slot for one in times for slot in one.slot_ids],
    }
    found = db.execute(_NOTES, params).all()
    if not found:
        return tuple(times)
    return tuple(
        replace(
            one,
            notes=tuple(
                row.text
                for row in found
                if row.session_id == one.session_id or row.slot_id in one.slot_ids
            ),
        )
        for one in times
    )


def _start_of(on: date, zone_name: str) -> datetime:
    return datetime.combine(on, time(), zone(zone_name))


_FOLLOWING = (
    select(
        slots.c.id,
        slots.c.start_at,
        slots.c.end_at,
        slots.c.state,
        slots.c.release_at,
        slot_types.c.bookable,
        slot_types.c.channel,
        places.c.hold_id,
        places.c.held_until,
        holds.c.window,
    )
    .join(slot_types, slot_types.c.id == slots.c.slot_type_id)
    .join(places, places.c.slot_id == slots.c.id)
    .outerjoin(holds, holds.c.id == places.c.hold_id)
    .where(
        slots.c.session_id
        == select(slots.c.session_id).where(slots.c.id == bindparam("slot")).scalar_subquery(),
        slots.c.start_at
        >= select(slots.c.start_at).where(slots.c.id == bindparam("slot")).scalar_subquery(),
        slots.c.is_extra.is_(False),
        places.c.appointment_id.is_(None),
    )
    .order_by(slots.c.start_at, places.c.seat)
)


def list_lengths_offered(
    db: Connection, *, slot_id: SlotId, now: datetime, window: str
) -> tuple[tuple[int, tuple[SlotId, ...]], ...]:
    """Return what free slots next to each other add up to from a slot: (minutes, slots).

    A break, a blocked or taken slot, or another channel ends it.
    """
    lengths: list[tuple[int, tuple[SlotId, ...]]] = []
    run: list[Any] = []
    for row in db.execute(_FOLLOWING, {"slot": slot_id}):
        if run and row.id == run[-1].id:
            continue
        held = row.held_until is not None and row.held_until > now and row.window != window
        fits = row.bookable and row.state is SlotState.OPEN and not held
        follows = not run or (run[-1].end_at == row.start_at and run[-1].channel == row.channel)
        if not fits or not follows or (not run and row.id != slot_id):
            break
        run.append(row)
        minutes = minutes_between(run[0].start_at, row.end_at)
        lengths.append((minutes, tuple(one.id for one in run)))
    return tuple(lengths)
