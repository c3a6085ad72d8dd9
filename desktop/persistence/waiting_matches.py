"""Who of thousands that wait a free time may suit: the rules of ``domain/freed.py`` as SQL.

The database leaves out whoever a wish speaks against and counts them by why; what the person has
told us, and lengths, are looked at by the program for the few that are left.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any

from sqlalchemy import (
    Connection,
    Date,
    Text,
    Time,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal,
    or_,
    select,
    type_coerce,
)

from desktop.domain.booking import FreeTime
from desktop.domain.fit import Candidate
from desktop.domain.freed import WhyNot
from desktop.domain.ids import SessionId, SlotId
from desktop.domain.people import Registration
from desktop.domain.preference_fields import DAY_CODES
from desktop.domain.sessions import SessionState, SlotState
from desktop.domain.times import date_of, local_of
from desktop.domain.waiting import URGENCIES, OfferState
from desktop.persistence.base import Instant
from desktop.persistence.prepared import Prepared
from desktop.persistence.tables import (
    clinicians,
    clinics,
    offers,
    places,
    rooms,
    sessions,
    slot_types,
    slots,
    waiting_list,
)
from desktop.persistence.waiting_list import ROOT, STILL, VISIT, WAITER_COLUMNS, WAITERS

_W = waiting_list.c
_START = bindparam("start", type_=Instant())
_END = bindparam("end", type_=Instant())
_NOW = bindparam("now", type_=Instant())


def _leaves_out(column: Any, code: Any) -> Any:
    """Whether a JSON list of codes has some, and not this one (``code`` with its quotes)."""
    text = type_coerce(column, Text())
    return and_(text != "[]", text.not_like(code))


_OPEN = exists().where(offers.c.wish_id == _W.id, offers.c.state == OfferState.OPEN)
_ANSWERED = exists().where(
    offers.c.wish_id == _W.id,
    or_(offers.c.state == OfferState.DECLINED, offers.c.state == OfferState.NO_REPLY),
    offers.c.clinician_id == bindparam("clinician"),
    offers.c.start_at <= _START,
    offers.c.end_at >= _END,
)
# A run of slots is longer than what most ask for: whom no part of it suits is left out here.
_WHY = case(
    (_OPEN, WhyNot.OFFERED.value),
    (_ANSWERED, WhyNot.ASKED.value),
    (_W.quiet_until > bindparam("today", type_=Date()), WhyNot.QUIET.value),
    (VISIT.c.start_at <= _START, WhyNot.NOT_EARLIER.value),
    (
        or_(
            _W.from_on > bindparam("on", type_=Date()),
            _W.until_on < bindparam("on", type_=Date()),
        ),
        WhyNot.DATES.value,
    ),
    (_W.notice_days > bindparam("away"), WhyNot.NOTICE.value),
    (_leaves_out(_W.days, bindparam("day_like")), WhyNot.DAYS.value),
    (_leaves_out(_W.clinicians, bindparam("clinician_like")), WhyNot.CLINICIAN.value),
    (_leaves_out(_W.clinics, bindparam("clinic_like")), WhyNot.CLINIC.value),
    (
        or_(
            _W.from_local >= bindparam("until_local", type_=Time()),
            _W.until_local <= bindparam("from_local", type_=Time()),
        ),
        WhyNot.TIMES.value,
    ),
    else_=WhyNot.FITS.value,
).label("why")
_OF_KIND = (*STILL, ROOT.c.registration != Registration.LEFT, _W.slot_type_id == bindparam("kind"))
_ORDER = case(
    *((_W.urgency == one, place) for place, one in enumerate(URGENCIES)), else_=len(URGENCIES)
)
_FOUND = (
    select(_W.id, _WHY, _ORDER.label("need"), _W.asked_at)
    .select_from(WAITERS)
    .where(*_OF_KIND)
    .subquery("found")
)
_COUNTS = Prepared(select(_FOUND.c.why, func.count().label("people")).group_by(_FOUND.c.why))
_BEST = Prepared(
    select(*WAITER_COLUMNS)
    .select_from(WAITERS)
    .where(*_OF_KIND, literal(WhyNot.FITS.value, Text()) == _WHY)
    .order_by(_ORDER, _W.asked_at, _W.id)
    .limit(bindparam("most"))
)


def _params(time: FreeTime, now: datetime, zone: str) -> dict[str, Any]:
    start, end = local_of(time.start_at, zone), local_of(time.end_at, zone)
    on, today = start.date(), date_of(now, zone)
    return {
        "kind": time.slot_type_id,
        "clinician": time.clinician_id,
        "start": time.start_at,
        "end": time.end_at,
        "now": now,
        "today": today,
        "on": on,
        "away": (on - today).days,
        "day_like": f'%"{DAY_CODES[on.weekday()]}"%',
        "clinician_like": f'%"{time.clinician_id}"%',
        "clinic_like": f'%"{time.clinic_id}"%',
        "from_local": _clock(start),
        "until_local": _clock(end),
    }


def _clock(at: datetime) -> time:
    return at.time().replace(tzinfo=None)


def count_waiting_for(
    db: Connection, time: FreeTime, now: datetime, zone: str
) -> list[tuple[WhyNot, int]]:
    """Return how many wait for the kind of a time, by why it is not for them."""
    return [(WhyNot(row.why), row.people) for row in _COUNTS.all(db, _params(time, now, zone))]


def list_best_for(
    db: Connection, time: FreeTime, now: datetime, zone: str, *, most: int
) -> list[Any]:
    """Return those no wish speaks against, the most in need first."""
    return _BEST.all(db, _params(time, now, zone) | {"most": most})


_FREE_COLUMNS = (
    places.c.slot_id,
    slots.c.session_id,
    slots.c.slot_type_id,
    slots.c.start_at,
    slots.c.end_at,
    slot_types.c.channel,
    sessions.c.clinician_id,
    sessions.c.clinic_id,
    clinicians.c.title,
    clinicians.c.given_names,
    clinicians.c.family_name,
    clinicians.c.gender,
    clinics.c.name.label("clinic_name"),
    rooms.c.name.label("room_name"),
    rooms.c.features,
)
_FREE = (
    select(*_FREE_COLUMNS)
    .select_from(places)
    .join(slots, slots.c.id == places.c.slot_id)
    .join(slot_types, slot_types.c.id == slots.c.slot_type_id)
    .join(sessions, sessions.c.id == slots.c.session_id)
    .join(clinicians, clinicians.c.id == sessions.c.clinician_id)
    .join(clinics, clinics.c.id == sessions.c.clinic_id)
    .outerjoin(rooms, rooms.c.id == sessions.c.room_id)
    .where(
        slots.c.session_id == bindparam("session"),
        slots.c.start_at > _NOW,
        places.c.appointment_id.is_(None),
        or_(places.c.hold_id.is_(None), places.c.held_until < _NOW),
        slots.c.state == SlotState.OPEN,
        slot_types.c.bookable.is_(True),
        or_(slots.c.release_at.is_(None), slots.c.release_at <= _NOW),
        sessions.c.state != SessionState.CANCELLED,
    )
    .order_by(slots.c.start_at, places.c.slot_id, places.c.seat)
)
_FREE_IN = Prepared(_FREE)
_SESSIONS = (
    select(slots.c.session_id)
    .where(slots.c.id.in_(bindparam("ids", expanding=True)), slots.c.start_at > _NOW)
    .distinct()
)


def list_sessions_of(
    db: Connection, slot_ids: Sequence[SlotId], now: datetime
) -> tuple[SessionId, ...]:
    """Return the sessions of those of these slots that are still to come."""
    found = db.execute(_SESSIONS, {"ids": list(slot_ids), "now": now})
    return tuple(sorted(row.session_id for row in found))


def list_free_in(db: Connection, session_id: SessionId, now: datetime) -> list[Candidate]:
    """Return the slots of a session that can be booked now, each once, in order of time."""
    found: dict[SlotId, Candidate] = {}
    for row in _FREE_IN.all(db, {"session": session_id, "now": now}):
        names = (row.title, row.given_names, row.family_name)
        time = FreeTime(
            slot_ids=(row.slot_id,),
            session_id=row.session_id,
            slot_type_id=row.slot_type_id,
            channel=row.channel,
            start_at=row.start_at,
            end_at=row.end_at,
            clinician_id=row.clinician_id,
            clinician_name=" ".join(filter(None, names)),
            clinic_id=row.clinic_id,
            clinic_name=row.clinic_name,
            room_name=row.room_name or "",
        )
        found.setdefault(row.slot_id, Candidate(time, row.features or (), row.gender))
    return list(found.values())


_ANSWERED_OF = Prepared(
    select(offers.c.start_at, offers.c.end_at).where(
        offers.c.wish_id == bindparam("wish"),
        or_(offers.c.state == OfferState.DECLINED, offers.c.state == OfferState.NO_REPLY),
        offers.c.clinician_id == bindparam("clinician"),
    )
)


def was_asked(db: Connection, wish_id: str, time: FreeTime) -> bool:
    """Return whether somebody has answered about a time that overlaps this one."""
    rows = _ANSWERED_OF.all(db, {"wish": wish_id, "clinician": time.clinician_id})
    return any(row.start_at < time.end_at and row.end_at > time.start_at for row in rows)
