"""Who of thousands that wait a free time may suit: the rules of ``domain/freed.py`` as SQL.

The database leaves out whoever a wish speaks against and counts them by why; what the person has
told us, and lengths, are looked at by the program for the few that are left.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import (
    Connection,
    Date,
    Integer,
    Text,
    Time,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal_column,
    null,
    or_,
    select,
    type_coerce,
    union_all,
)

from desktop.domain.booking import FreeTime
from desktop.domain.fit import Candidate
from desktop.domain.freed import WhyNot
from desktop.domain.ids import SessionId, SlotId, WishId
from desktop.domain.people import Registration
from desktop.domain.preference_fields import DAY_CODES
from desktop.domain.sessions import SessionState, SlotState
from desktop.domain.times import date_of, local_of, minutes_between
from desktop.domain.waiting import URGENCIES, OfferState, WishState
from desktop.persistence.base import Instant
from desktop.persistence.prepared import Prepared
from desktop.persistence.roots import last_root
from desktop.persistence.tables import (
    clinicians,
    clinics,
    offers,
    patients,
    places,
    rooms,
    sessions,
    slot_types,
    slots,
    waiting_list,
)
from desktop.persistence.waiting_list import GIVEN_UP, ROOT, STILL, VISIT, WAITER_COLUMNS, WAITERS

_W = waiting_list.c
_START = bindparam("start", type_=Instant())
_END = bindparam("end", type_=Instant())
_NOW = bindparam("now", type_=Instant())


def _leaves_out(column: Any, code: Any) -> Any:
    """Whether a JSON list of codes has some, and not this one (``code`` with its quotes)."""
    text = type_coerce(column, Text())
    return and_(text != "[]", text.not_like(code))


LONGEST_TIME = timedelta(days=1)
_OFFERED = select(offers.c.wish_id).where(
    offers.c.state == OfferState.OPEN, offers.c.held_until > _NOW
)
# An offer whose hold has ended unanswered counts as no reply.
_WAS_ASKED = or_(
    *(offers.c.state == one for one in (OfferState.DECLINED, OfferState.NO_REPLY, OfferState.OPEN))
)
_ANSWERED = select(offers.c.wish_id).where(
    _WAS_ASKED,
    offers.c.clinician_id == bindparam("clinician"),
    offers.c.start_at > bindparam("earliest", type_=Instant()),
    offers.c.start_at <= _START,
    offers.c.end_at >= _END,
)
# A run of slots is longer than what most ask for: whom no part of it suits is left out here.
_WHY = case(
    (_W.id.in_(_OFFERED), WhyNot.OFFERED.value),
    (_W.id.in_(_ANSWERED), WhyNot.ASKED.value),
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
    (func.coalesce(_W.minutes, bindparam("usual")) > bindparam("room"), WhyNot.SHORT.value),
    else_=WhyNot.FITS.value,
).label("why")
_RANK = case(
    *((_W.urgency == one, place) for place, one in enumerate(URGENCIES)), else_=len(URGENCIES)
).label("rank")


def _waits(person: Any) -> Any:
    """Whether the person of this row can wait for anything."""
    return and_(
        person.is_deceased.is_(False),
        person.registration != Registration.LEFT,
        person.registration != Registration.ENTERED_IN_ERROR,
    )


_ROOT_WAITS = exists().where(ROOT.c.id == last_root(), _waits(ROOT.c))
# Every wish is looked at once, and little of it leaves the database: thousands may wait for a kind.
_FOUND = (
    select(_W.id, _WHY, _RANK, _W.asked_at)
    .select_from(
        waiting_list.join(patients, patients.c.id == _W.patient_id).outerjoin(VISIT, GIVEN_UP)
    )
    .where(
        _W.state == WishState.WAITING,
        _W.slot_type_id == bindparam("kind"),
        or_(
            and_(patients.c.root_id.is_(None), _waits(patients.c)),
            and_(patients.c.root_id.is_not(None), _ROOT_WAITS),
        ),
    )
    .cte("found")
    .prefix_with("MATERIALIZED")
)
_FITTING = (
    select(_FOUND.c.id, _FOUND.c.rank, _FOUND.c.asked_at)
    .where(_FOUND.c.why == WhyNot.FITS.value)
    .order_by(_FOUND.c.rank, _FOUND.c.asked_at, _FOUND.c.id)
    .limit(bindparam("most"))
    .offset(bindparam("skip"))
    .subquery("fitting")
)
_BOTH = union_all(
    select(
        _FOUND.c.why, func.count().label("people"), null().label("id"), null().label("rank"),
        null().label("asked_at"),
    ).group_by(_FOUND.c.why),
    select(
        literal_column("''", Text()), literal_column("0", Integer()), _FITTING.c.id,
        _FITTING.c.rank, _FITTING.c.asked_at,
    ),
).subquery("both")  # fmt: skip
_LOOK_THROUGH = Prepared(
    select(_BOTH.c.why, _BOTH.c.people, _BOTH.c.id).order_by(
        _BOTH.c.rank, _BOTH.c.asked_at, _BOTH.c.id
    )
)
_BEST = (
    select(*WAITER_COLUMNS)
    .select_from(WAITERS)
    .where(*STILL, _W.id.in_(bindparam("ids", expanding=True)))
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """Who waits for the kind of a time: those it may suit, and the others by why not.

    Shape: ``ids`` are the most in need of those it may suit, in order; ``counts`` have all.
    """

    ids: tuple[WishId, ...]
    counts: Counter[WhyNot]


def look_through(
    db: Connection,
    time: FreeTime,
    now: datetime,
    zone: str,
    *,
    most: int,
    skip: int = 0,
    room: int | None = None,
    usual: int = 0,
) -> Waiting:
    """Look at every wish for the kind of a time; of those it may suit ``skip`` are passed over.

    Units: ``room`` are the minutes of the free slots around it too, ``usual`` those of the kind.
    """
    length = {"room": room or minutes_between(time.start_at, time.end_at), "usual": usual}
    params = _params(time, now, zone) | length | {"most": most, "skip": skip}
    rows = _LOOK_THROUGH.raw(db, params)
    counts = Counter({WhyNot(why): people for why, people, key in rows if key is None})
    return Waiting(tuple(key for *_, key in rows if key is not None), counts)


def list_rows_of(db: Connection, ids: Sequence[WishId], now: datetime) -> list[Any]:
    """Return the rows of these wishes, in this order."""
    found = {row.id: row for row in db.execute(_BEST, {"ids": list(ids), "now": now})}
    return [found[one] for one in ids if one in found]


def _params(time: FreeTime, now: datetime, zone: str) -> dict[str, Any]:
    start, end = local_of(time.start_at, zone), local_of(time.end_at, zone)
    on, today = start.date(), date_of(now, zone)
    return {
        "kind": time.slot_type_id,
        "clinician": time.clinician_id,
        "start": time.start_at,
        "earliest": time.start_at - LONGEST_TIME,
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
        _WAS_ASKED,
        offers.c.clinician_id == bindparam("clinician"),
    )
)


def was_asked(db: Connection, wish_id: str, time: FreeTime) -> bool:
    """Return whether somebody was asked about a time that overlaps this one."""
    rows = _ANSWERED_OF.all(db, {"wish": wish_id, "clinician": time.clinician_id})
    return any(row.start_at < time.end_at and row.end_at > time.start_at for row in rows)
