"""Free times there are for visits that have to move: many light rows, their names read once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Integer, bindparam, literal_column, or_, select

from desktop.domain.booking import FreeTime
from desktop.domain.fit import Candidate
from desktop.domain.ids import ClinicianId, SlotId, SlotTypeId
from desktop.domain.many_values import quick_maker
from desktop.domain.practice import Channel
from desktop.domain.sessions import SessionState, SlotState
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

_FREE = (
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
        places.c.slot_type_id == bindparam("kind"),
        places.c.appointment_id.is_(None),
        places.c.start_at >= bindparam("since"),
        places.c.start_at < bindparam("until"),
        or_(places.c.hold_id.is_(None), places.c.held_until <= bindparam("now")),
        slots.c.state == SlotState.OPEN,
        slots.c.is_extra.is_(False),
        or_(slots.c.release_at.is_(None), slots.c.release_at <= bindparam("now")),
        sessions.c.state != SessionState.CANCELLED,
    )
    .order_by(places.c.start_at, places.c.slot_id)
)
_OF_CLINICIAN = QuickRows(_FREE.where(places.c.clinician_id == bindparam("clinician")))
_OF_KIND = QuickRows(_FREE)
_MOST_NEAR = literal_column("40", Integer())
_NEXT_OF_KIND = QuickRows(_FREE.limit(_MOST_NEAR))
_LAST_OF_KIND = QuickRows(
    _FREE.order_by(None)
    .order_by(places.c.start_at.desc(), places.c.slot_id.desc())
    .limit(_MOST_NEAR)
)


def list_candidates(
    db: Connection,
    *,
    own: Collection[tuple[ClinicianId, SlotTypeId]],
    own_range: tuple[datetime, datetime],
    near: Collection[tuple[SlotTypeId, datetime]] = (),
    within: timedelta = timedelta(days=2),
    kinds: Collection[SlotTypeId] = (),
    now: datetime,
) -> list[Candidate]:
    """Return free slots: of these clinicians and of these kinds in the range, near some instants.

    Shape: ``near`` an instant are some dozens before and after it, at most ``within`` from it.
    """
    names = _read_names(db)
    found: dict[SlotId, Candidate] = {}

    def take(statement: QuickRows, kind: SlotTypeId, since: Any, until: Any, **more: Any) -> None:
        if names.kinds.get(kind) is not None:
            params = {"kind": kind, "since": since, "until": until, "now": now, **more}
            names.make(statement.read(db, params), found)

    for clinician, kind in sorted(own):
        take(_OF_CLINICIAN, kind, *own_range, clinician=clinician)
    for kind in sorted(kinds):
        take(_OF_KIND, kind, *own_range)
    for kind, at in sorted(near):
        take(_NEXT_OF_KIND, kind, max(at, now), at + within)
        take(_LAST_OF_KIND, kind, max(now, at - within), at)
    return list(found.values())


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
