"""Free times: one indexed range of free places, read in order of time; what was left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import repeat
from typing import Any

from sqlalchemy import Connection, bindparam, select

from desktop.domain.booking import DayPart, FreeAnswer, FreeOnDay, FreeRequest, FreeTime
from desktop.domain.free_times import BarredSlot, Collector, clock_offsets, nearest, say_left_out
from desktop.domain.ids import SlotId
from desktop.domain.many_values import column_maker
from desktop.domain.sessions import SlotState
from desktop.domain.times import date_of, minutes_between, zone
from desktop.persistence.free_places import (
    PLACE_NAMES,
    Narrowing,
    barred_slots,
    free_by_day,
    free_slots,
)
from desktop.persistence.prepared import Prepared
from desktop.persistence.tables import holds, notes, places, slot_types, slots

HORIZON_DAYS = 366
"""How far ahead free times are looked for."""

_MORE, _STEP, _MANY = 4, 100, 500
_BARRED_AT_MOST = 300
_WHOLE_DAY = 500
_LEFT_OUT_DAYS = 7
_DAY = 24 * 3600
_NO_SLOT = SlotId("00000000-0000-0000-0000-000000000000")
_START = 4
_make_times = column_maker(FreeTime)


_NOTES = Prepared(
    select(notes.c.session_id, notes.c.slot_id, notes.c.text)
    .where(notes.c.on_date >= bindparam("first"), notes.c.on_date <= bindparam("last"))
    .order_by(notes.c.id)
)


def find_free_times(
    db: Connection, *, request: FreeRequest, now: datetime, window: str, zone_name: str
) -> FreeAnswer:
    """Return free times soonest first, what was left out and why.

    Shape: at most ``request.limit`` times; ``more`` says that PgDn finds others after the last.
    What was left out is counted up to the last time shown, a week beyond it at the end.
    """
    search = _Search(db, request, now=now, window=window, zone_name=zone_name)
    found = search.run()
    times = found.times[: request.limit]
    until = search.left_out_until(found)
    left_out = say_left_out(
        search.list_barred(until),
        short=found.count_short(until),
        request=request,
        now=now,
        zone_name=zone_name,
    )
    return FreeAnswer(search.with_notes(times), left_out, more=found.is_full)


class _Search:
    """One search and its statements' parameters."""

    def __init__(
        self, db: Connection, request: FreeRequest, *, now: datetime, window: str, zone_name: str
    ) -> None:
        self._db = db
        self._request = request
        self._zone_name = zone_name
        first = start_of(max(request.from_on, date_of(now, zone_name)), zone_name)
        start = max(first, now)
        place = (start, _NO_SLOT)
        if request.after is not None and request.after[0] >= start:
            place = request.after
        self._narrowing, self._params = narrow(request, first, zone_name)
        self._params |= {"now": now, "window": window, "since": place[0], "after": place[1]}
        self._until = start + timedelta(days=HORIZON_DAYS)
        if request.until_on is not None:
            self._until = start_of(request.until_on + timedelta(days=1), zone_name)
        self._params["until"] = self._until
        self._began = place
        self._names: dict[str | None, str] = {}

    def run(self) -> Collector:
        """Read as many slots as it takes: as few as are shown at first, then many at a time."""
        found = Collector(self._request)
        self._names = _names_of_places(self._db)
        rows, seen = self._request.limit + 1, 0
        while True:
            statement = free_slots(self._db.dialect.name, self._narrowing, rows)
            columns = statement.read_columns(self._db, self._params)
            found.take(self._make_times(columns))
            if found.is_full:
                return found
            if len(columns[0]) < rows:
                found.finish()
                return found
            self._params["after"], self._params["since"] = columns[0][-1], columns[_START][-1]
            seen += rows
            rows = self._next_rows(found, seen, rows)

    def _next_rows(self, found: Collector, seen: int, rows: int) -> int:
        """Return how many slots to read next: about as many as the times missing will take."""
        if not found.times:
            return min(rows * _MORE, _MANY)
        missing = self._request.limit + 1 - len(found.times)
        wanted = seen * missing // len(found.times) + 1
        # In steps: each number of rows is a statement of its own.
        return min(-(-wanted // _STEP) * _STEP, _MANY)

    def _make_times(self, columns: Sequence[Sequence[Any]]) -> list[FreeTime]:
        slot_ids, session, kind, channel, start, end, clinician, clinic, room = columns
        name_of = self._names.__getitem__
        return _make_times(
            [(slot,) for slot in slot_ids],
            session,
            kind,
            channel,
            start,
            end,
            clinician,
            map(name_of, clinician),
            clinic,
            map(name_of, clinic),
            map(name_of, room),
            repeat(()),
        )

    def left_out_until(self, found: Collector) -> datetime:
        """Return until when it is said what was left out: the last time shown, or a week on."""
        shown = found.times[: self._request.limit]
        if found.is_full:
            return shown[-1].start_at
        last_at = shown[-1].start_at if shown else self._began[0]
        return min(self._until, last_at + timedelta(days=_LEFT_OUT_DAYS))

    def list_barred(self, until: datetime) -> list[BarredSlot]:
        """Return the slots that nobody has and that can't be booked now, up to an instant."""
        since, after = self._began
        statement = barred_slots(self._db.dialect.name, self._narrowing, _BARRED_AT_MOST)
        params = self._params | {"since": since, "after": after, "until": until}
        return [BarredSlot(*row) for row in statement.read(self._db, params)]

    def count_by_day(self) -> list[tuple[Any, ...]]:
        """Return date, clinician and how many slots are free."""
        statement = free_by_day(self._db.dialect.name, self._narrowing)
        return statement.read(self._db, self._params)

    def with_notes(self, times: Sequence[FreeTime]) -> tuple[FreeTime, ...]:
        """Return the times with the notes on their session and slots."""
        if not times:
            return ()
        days = [date_of(one.start_at, self._zone_name) for one in (times[0], times[-1])]
        found = _NOTES.all(self._db, {"first": days[0], "last": days[1]})
        if not found:
            return tuple(times)
        noted = {row.session_id or row.slot_id for row in found}
        return tuple(
            replace(one, notes=_notes_at(one, found))
            if one.session_id in noted or not noted.isdisjoint(one.slot_ids)
            else one
            for one in times
        )


def _names_of_places(db: Connection) -> dict[str | None, str]:
    """Return what clinicians, clinics and rooms are called, by id; no room has no name."""
    names = {key: " ".join(filter(None, parts)) for key, *parts in PLACE_NAMES.all(db, {})}
    return {None: "", **names}


def _notes_at(one: FreeTime, found: Sequence[Any]) -> tuple[str, ...]:
    return tuple(
        row.text for row in found if row.session_id == one.session_id or row.slot_id in one.slot_ids
    )


def narrow(
    request: FreeRequest, first: datetime, zone_name: str
) -> tuple[Narrowing, dict[str, Any]]:
    """Return what the statements are narrowed by, with the parameters of it."""
    params: dict[str, Any] = {
        "kind": request.slot_type_id,
        "clinician": request.clinician_id,
        "clinic": request.clinic_id,
        "channel": request.channel,
        "booker": f'%"{request.role}"%',
    }
    clock_changes = 0
    by_part = request.day_part is not DayPart.ANY
    by_clock = request.from_local is not None or request.until_local is not None
    if by_part or by_clock or request.weekdays:
        offsets = clock_offsets(first, HORIZON_DAYS + 1, zone_name)
        clock_changes = len(offsets) - 1
        params |= {
            "afternoon": int(request.day_part is DayPart.AFTERNOON),
            "from_clock": _seconds_of(request.from_local or time()),
            "until_clock": _seconds_of(request.until_local) if request.until_local else _DAY,
            "weekdays": "".join(str(one) for one in sorted(request.weekdays)),
        }
        for number, (until, seconds) in enumerate(offsets):
            params |= {f"ahead_{number}": seconds, f"change_{number}": until}
    narrowing = Narrowing(
        by_kind=request.slot_type_id is not None,
        by_clinician=request.clinician_id is not None,
        by_clinic=request.clinic_id is not None,
        by_channel=request.channel is not None,
        by_role=request.role is not None,
        by_part=by_part,
        by_clock=by_clock,
        by_weekday=bool(request.weekdays),
        clock_changes=clock_changes,
    )
    return narrowing, params


def _seconds_of(at: time) -> int:
    return at.hour * 3600 + at.minute * 60 + at.second


def start_of(on: date, zone_name: str) -> datetime:
    """Return the instant a day begins at the clinic."""
    return datetime.combine(on, time(), zone(zone_name)).astimezone(UTC)


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
    that_day = replace(like, from_on=on, until_on=on, limit=_WHOLE_DAY, after=None)
    later = replace(like, from_on=on, clinician_id=None, limit=1, after=None)
    for request in (that_day, replace(that_day, clinician_id=None), later):
        search = _Search(db, request, now=now, window=window, zone_name=zone_name)
        found = nearest(search.run().times, around)
        if found is not None:
            return found
    return None


def count_free_by_day(
    db: Connection, *, request: FreeRequest, now: datetime, window: str, zone_name: str
) -> tuple[FreeOnDay, ...]:
    """Return how many slots each clinician has free on each day from ``from_on`` to ``until_on``.

    Shape: by date, then clinician; days without any are left out. A length is not looked at.
    """
    search = _Search(db, request, now=now, window=window, zone_name=zone_name)
    return tuple(FreeOnDay(*row) for row in search.count_by_day())


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
    free: dict[SlotId, Any] = {}
    for row in db.execute(_FOLLOWING, {"slot": slot_id}):
        held = row.held_until is not None and row.held_until > now and row.window != window
        if row.bookable and row.state is SlotState.OPEN and not held:
            free.setdefault(row.id, row)
    lengths: list[tuple[int, tuple[SlotId, ...]]] = []
    run: list[Any] = []
    for row in free.values():
        if not run and row.id != slot_id:
            continue
        if run and (run[-1].end_at != row.start_at or run[-1].channel is not row.channel):
            break
        run.append(row)
        minutes = minutes_between(run[0].start_at, row.end_at)
        lengths.append((minutes, tuple(one.id for one in run)))
    return tuple(lengths)
