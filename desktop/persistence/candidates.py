"""Free times there are for visits that have to move: many light rows, their names read once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Integer, bindparam, literal_column, or_, select, text

from desktop.domain.booking import FreeTime
from desktop.domain.fit import Candidate
from desktop.domain.ids import ClinicianId, SlotId, SlotTypeId
from desktop.domain.many_values import quick_maker
from desktop.domain.practice import Channel
from desktop.domain.session_changes import SessionFacts
from desktop.domain.sessions import SessionState, SlotState
from desktop.persistence.people_shown import IN_IDS, ids_given
from desktop.persistence.quick_rows import QuickRows
from desktop.persistence.tables import (
    clinicians,
    clinics,
    places,
    rooms,
    sessions,
    slot_types,
    slots,
)

_FREE_NOW = (
    select(
        places.c.slot_id,
        slots.c.session_id,
        places.c.slot_type_id,
        places.c.start_at,
        slots.c.end_at,
        places.c.clinician_id,
        places.c.clinic_id,
        sessions.c.room_id,
    )
    .select_from(places)
    .join(slots, slots.c.id == places.c.slot_id)
    .join(sessions, sessions.c.id == slots.c.session_id)
    .where(
        places.c.appointment_id.is_(None),
        places.c.start_at >= bindparam("since"),
        places.c.start_at < bindparam("until"),
        or_(places.c.hold_id.is_(None), places.c.held_until <= bindparam("now")),
        slots.c.state == SlotState.OPEN,
        slots.c.is_extra.is_(False),
        or_(slots.c.release_at.is_(None), slots.c.release_at <= bindparam("now")),
        sessions.c.state != SessionState.CANCELLED,
    )
)
_OF_KIND = _FREE_NOW.where(places.c.slot_type_id == bindparam("kind"))
_ALL_OF_KIND = QuickRows(_OF_KIND)
_MOST_NEAR = literal_column("40", Integer())
_NEXT_OF_KIND = QuickRows(_OF_KIND.order_by(places.c.start_at, places.c.slot_id).limit(_MOST_NEAR))
_LAST_OF_KIND = QuickRows(
    _OF_KIND.order_by(places.c.start_at.desc(), places.c.slot_id.desc()).limit(_MOST_NEAR)
)
_SESSIONS_OF = QuickRows(
    select(sessions.c.id).where(
        sessions.c.clinician_id == bindparam("clinician"),
        sessions.c.start_at < bindparam("until"),
        sessions.c.end_at > bindparam("since"),
        sessions.c.state != SessionState.CANCELLED,
    )
)
_IN_SESSIONS = {
    name: QuickRows(_FREE_NOW.where(text(f"slots.session_id {one_of}")))
    for name, one_of in IN_IDS.items()
}


def list_candidates(
    db: Connection,
    *,
    own: Collection[tuple[ClinicianId, SlotTypeId]] = (),
    own_range: tuple[datetime, datetime],
    known: Sequence[SessionFacts] = (),
    near: Collection[tuple[SlotTypeId, datetime]] = (),
    within: timedelta = timedelta(days=2),
    kinds: Collection[SlotTypeId] = (),
    now: datetime,
) -> list[Candidate]:
    """Return free slots: of these clinicians and of these kinds in the range, near some instants.

    Shape: ``known`` are sessions read already, of which nothing is read again; ``near`` an instant
    are some dozens before and after it, at most ``within`` from it.
    """
    names = _read_names(db)
    found: dict[SlotId, Candidate] = {}
    since, until = own_range
    params: dict[str, Any] = {"since": since, "until": until, "now": now}
    if own:
        wanted = {one for one in own if names.kinds.get(one[1]) is not None}
        rows = [*_rows_of(known), *_read_own(db, wanted, known, params)]
        names.make([row for row in rows if (row[5], row[2]) in wanted], found)
    for kind in sorted(kinds):
        if names.kinds.get(kind) is not None:
            names.make(_ALL_OF_KIND.read(db, params | {"kind": kind}), found)
    for kind, at in sorted(near):
        if names.kinds.get(kind) is not None:
            after = {"kind": kind, "since": max(at, now), "until": at + within, "now": now}
            names.make(_NEXT_OF_KIND.read(db, after), found)
            before = {"kind": kind, "since": max(now, at - within), "until": at, "now": now}
            names.make(_LAST_OF_KIND.read(db, before), found)
    return list(found.values())


def _rows_of(known: Iterable[SessionFacts]) -> Iterator[Sequence[Any]]:
    """Give the free slots of sessions read already, as the statements give them."""
    for one in known:
        place = (one.clinician_id, one.clinic_id, one.room_id)
        for slot in one.slots:
            if slot.is_free:
                times = (slot.start_at, slot.end_at)
                yield (slot.id, one.id, slot.slot_type_id, *times, *place)


def _read_own(
    db: Connection,
    wanted: Collection[tuple[ClinicianId, SlotTypeId]],
    known: Iterable[SessionFacts],
    params: dict[str, Any],
) -> Sequence[Sequence[Any]]:
    """Read the free slots of the clinicians' other sessions."""
    there = {one.id for one in known}
    others = [
        row[0]
        for clinician in sorted({one[0] for one in wanted})
        for row in _SESSIONS_OF.read(db, params | {"clinician": clinician})
        if row[0] not in there
    ]
    if not others:
        return ()
    return _IN_SESSIONS[db.dialect.name].read(db, params | ids_given(db, others))


_make_time, _make_candidate = quick_maker(FreeTime), quick_maker(Candidate)


@dataclass(frozen=True, slots=True)
class _Names:
    """What is said of a time: of kinds that can be booked the channel, of the others nothing."""

    kinds: dict[SlotTypeId, Channel | None]
    clinicians: dict[ClinicianId, tuple[str, str | None]]
    clinics: dict[str, str]
    rooms: dict[str | None, tuple[str, tuple[str, ...]]]

    def make(self, rows: Iterable[Sequence[Any]], found: dict[SlotId, Candidate]) -> None:
        """Put the rows' times among those found, each slot once."""
        for key, session_id, kind, start_at, end_at, clinician_id, clinic_id, room_id in rows:
            if key in found:
                continue
            name, gender = self.clinicians[clinician_id]
            room_name, features = self.rooms[room_id]
            time = _make_time(
                (key,),
                session_id,
                kind,
                self.kinds[kind],
                start_at,
                end_at,
                clinician_id,
                name,
                clinic_id,
                self.clinics[clinic_id],
                room_name,
                (),
            )
            found[key] = _make_candidate(time, features, gender)


def _read_names(db: Connection) -> _Names:
    people = select(
        clinicians.c.id,
        clinicians.c.title,
        clinicians.c.given_names,
        clinicians.c.family_name,
        clinicians.c.gender,
    )
    kinds = select(slot_types.c.id, slot_types.c.channel, slot_types.c.bookable)
    places_to_be = select(rooms.c.id, rooms.c.name, rooms.c.features)
    return _Names(
        {row.id: row.channel if row.bookable else None for row in db.execute(kinds)},
        {
            row.id: (
                " ".join(filter(None, (row.title, row.given_names, row.family_name))),
                row.gender,
            )
            for row in db.execute(people)
        },
        {row.id: row.name for row in db.execute(select(clinics.c.id, clinics.c.name))},
        {None: ("", ())}
        | {row.id: (row.name, row.features or ()) for row in db.execute(places_to_be)},
    )
